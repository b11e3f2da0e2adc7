// The machines that a build has, and which of them judges what. Knows none of them.
import type { Instant } from "./clock.ts";
import type { Envelope } from "./events.ts";
import type { Entry, MachineRef } from "./journal.ts";
import type { Machine } from "./machine.ts";
import type { Adoption } from "./step/move.ts";
import type { Step, Stored } from "./step/step.ts";

/** The event by which a relationship goes on under another machine. */
export const ADOPTED = "machine.adopted";

/** This build does not have a machine that something was judged by, or is to be. */
export class UnknownMachine extends Error {
  override readonly name = "UnknownMachine";
  readonly machine: MachineRef;
  constructor(machine: MachineRef, known: readonly MachineRef[]) {
    super(`this build does not have machine ${nameOf(machine)}; it has ${known.map(nameOf).join(", ")}`);
    this.machine = machine;
  }
}

/** A machine in words: `relationship 1 (0a1b2c3d4e5f)`. */
export const nameOf = ({ id, version, hash }: MachineRef): string =>
  `${id} ${version} (${`${hash}`.slice(0, 12)})`;

export const isMachineRef = (value: unknown): value is MachineRef => {
  const { id, version, hash } = (value ?? {}) as Partial<MachineRef>;
  return [id, version, hash].every((part) => typeof part === "string");
};

export interface Registry {
  /** The machine of this id, version and hash; null where this build does not have it. */
  machineOf(ref: MachineRef): Machine | null;
  /** The machine that a state is judged by. @throws {UnknownMachine} */
  machineFor(stored: { readonly machine: MachineRef }): Machine;
  /** Every machine, the oldest first. */
  known(): readonly MachineRef[];
  /**
   * Judges an event by the machine of the state before it; a move, by both.
   * @param knows whether the machine that a move names may be looked up: a replay knows what its first run knew.
   * @throws {UnknownMachine}
   */
  judge(stored: Stored, envelope: Envelope, now: Instant, knows?: boolean): Step[];
  /**
   * Judges a written entry once more, by the machine that it names.
   * @returns null when it speaks of a deadline and no clock runs.
   * @throws {UnknownMachine}
   */
  judgeAgain(stored: Stored | null, written: Entry): Step | null;
}

export function registryOf(machines: readonly Machine[]): Registry {
  const refs = machines.map(({ ref }) => ref);
  const machineOf: Registry["machineOf"] = ({ id, version, hash }) =>
    machines.find(({ ref }) => ref.hash === hash && ref.id === id && ref.version === version) ?? null;
  const machineFor: Registry["machineFor"] = ({ machine }) => {
    const found = machineOf(machine);
    if (!found) throw new UnknownMachine(machine, refs);
    return found;
  };
  return {
    machineOf,
    machineFor,
    known: () => refs,
    judge(stored, envelope, now, knows = true) {
      const machine = machineFor(stored);
      if (envelope.type !== ADOPTED) return machine.judge(stored, envelope, now);
      const { to } = envelope.data as Adoption;
      return machine.move(stored, envelope, now, knows ? machineOf(to) : null);
    },
    judgeAgain(stored, written) {
      if (stored === null || written.type !== ADOPTED) return machineFor(written).judgeAgain(stored, written);
      const { to } = written.data as Adoption;
      return machineFor(stored).moveAgain(stored, written, machineOf(to));
    },
  };
}
