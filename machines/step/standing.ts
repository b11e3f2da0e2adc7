import { iso } from "../clock.ts";
import type { Definition } from "../definition.ts";
import type { MachineRef } from "../journal.ts";
import { type Stored, whereIs } from "./stored.ts";

/** Where a relationship stands after an entry of its journal. */
export interface Standing {
  readonly client: string;
  readonly seq: number;
  readonly state: string;
  readonly rung?: string;
  /** Effective time of the entry (ISO instant). */
  readonly at: string;
  /** Hash of the entry. */
  readonly head: string;
  /** Armed clocks in the order in which they fall due (ISO instants); under a hold they stand still. */
  readonly deadlines: readonly { readonly name: string; readonly due: string }[];
  readonly held: boolean;
  /** True when nothing more can happen. */
  readonly ended: boolean;
  readonly machine: MachineRef;
  /** Policy version. */
  readonly policy: string;
  /** What everybody who deals with the client should see: `vip` (R-ARC-9). */
  readonly marks: readonly string[];
}

export function standingOf(definition: Definition, stored: Stored): Standing {
  return {
    client: stored.subject,
    seq: stored.seq,
    ...whereIs(definition, stored),
    at: iso(stored.at),
    head: stored.head,
    deadlines: stored.deadlines.map(({ name, due }) => ({ name, due: iso(due) })),
    held: definition.heldSince(stored.context) !== null,
    ended: stored.snapshot.status !== "active",
    machine: stored.machine,
    policy: definition.policyOf(stored.context),
    marks: definition.marks(stored.context),
  };
}
