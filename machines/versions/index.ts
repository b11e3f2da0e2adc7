// The machines of this build: one file a version, which is never changed once it is released.
import type { MachineRef } from "../journal.ts";
import type { Machine } from "../machine.ts";
import { type Registry, registryOf } from "../registry.ts";
import { files } from "./files.ts";

const machines: readonly Machine[] = files.map(({ make, sha256 }) => make(sha256));
const known = registryOf(machines);

/** Every machine that a relationship of this build may run on. */
export const registry = (): Registry => known;

/** Whether the file of a machine is kept for good; false for a candidate. */
export const released = ({ hash }: MachineRef): boolean =>
  files.some((file) => file.sha256 === hash && file.released);

/** The machine that new relationships begin on: the newest that is released, or, before any is, the candidate. */
export function newest(): Machine {
  const at = files.findLastIndex((file) => file.released);
  const found = machines.at(at);
  if (!found) throw new Error("this build has no machine");
  return found;
}

/** The machine that the source says: the candidate where there is one, else the newest. Stories are played on it. */
export function latest(): Machine {
  const found = machines.at(-1);
  if (!found) throw new Error("this build has no machine");
  return found;
}
