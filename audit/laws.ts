import { type Law, type MachineRef, relationshipLaw } from "../machines/index.ts";
import { machineRef } from "../machines/step/step.ts";

/** Every law that live relationships may have been judged by. */
const laws: readonly Law[] = [relationshipLaw()];

/** The law that an entry names: the same id, version and definition; null when this build does not have it. */
export function lawOf({ id, version, hash }: MachineRef): Law | null {
  const known = laws.find((law) => law.id === id && law.version === version);
  return known && machineRef(known).hash === hash ? known : null;
}

/** The machines that this build has, in words. */
export const knownMachines = (): string[] =>
  laws.map((law) => {
    const { id, version, hash } = machineRef(law);
    return `${id} ${version} (${hash.slice(0, 12)})`;
  });
