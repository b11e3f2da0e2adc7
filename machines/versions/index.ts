// The machines of this build: one file a version, which is never changed once it is released.
import type { Machine } from "../machine.ts";
import { type Registry, registryOf } from "../registry.ts";
import { files } from "./files.ts";

const machines: readonly Machine[] = files.map(({ make, sha256 }) => make(sha256));
const known = registryOf(machines);

/** Every machine that a relationship of this build may run on. */
export const registry = (): Registry => known;

/** The machine that new relationships begin on: the newest that is released, or, before any is, the candidate. */
export function newest(): Machine {
  const at = files.findLastIndex(({ released }) => released);
  const found = machines.at(at);
  if (!found) throw new Error("this build has no machine");
  return found;
}
