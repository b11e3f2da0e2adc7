import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MachineRef } from "../machines/format.ts";

/** The file of a machine in a case file. */
export const machinePath = ({ id, version, hash: sha256 }: MachineRef): string =>
  `machines/${id}-${version}-${sha256.slice(0, 12)}.mjs`;

/** The file of a machine that this build has, as its hash is over it; null where it has none with this hash. */
export function machineFile({ id, version, hash: sha256 }: MachineRef): string | null {
  try {
    const text = readFileSync(
      fileURLToPath(new URL(`../machines/versions/${id}-${version}.mjs`, import.meta.url)),
      "utf8",
    );
    return hash("sha256", text) === sha256 ? text : null;
  } catch {
    return null;
  }
}
