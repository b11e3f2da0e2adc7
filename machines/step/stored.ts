import type { AnyMachineSnapshot } from "xstate";
import { dayOf, type Instant } from "../clock.ts";
import type { Clocked, Definition, Where } from "../definition.ts";
import type { Envelope } from "../events.ts";
import { digest, type EffectRef, type Entry, type MachineRef, type Outcome } from "../journal.ts";

/** An armed clock. `due` in ms since the epoch; while a hold stands it is not counted. */
export interface Deadline {
  readonly id: string;
  readonly name: string;
  readonly due: Instant;
  readonly event: { readonly type: string };
}

/** An event id that was judged: [eventId, its content ({@link contentOf}), seq, outcome, state, rung or null]. */
export type Processed = readonly [string, string, number, Outcome, string, string | null];

/** Everything a relationship is between two events: plain JSON, carried over continue-as-new. */
export interface Stored {
  readonly subject: string;
  readonly machine: MachineRef;
  /** XState's persisted snapshot, history included, without the context. */
  readonly snapshot: Readonly<Record<string, unknown>>;
  readonly context: Clocked;
  /** In the order (due, id). */
  readonly deadlines: readonly Deadline[];
  readonly seq: number;
  readonly at: Instant;
  readonly head: string;
  readonly processed: readonly Processed[];
  /** Effects asked for and not settled yet. */
  readonly outbox: readonly EffectRef[];
}

/** One event judged. */
export interface Step {
  readonly stored: Stored;
  readonly entry: Entry;
  readonly effects: readonly EffectRef[];
}

const hashes = new WeakMap<object, string>();

/** Id, version and hash of a machine: its file's, or, where it comes from no file, its chart's. */
export function machineRef(definition: Definition): MachineRef {
  if (definition.hash !== undefined)
    return { id: definition.id, version: definition.version, hash: definition.hash };
  let hash = hashes.get(definition.machine);
  if (hash === undefined) {
    hash = digest(JSON.parse(JSON.stringify(definition.machine.config)));
    hashes.set(definition.machine, hash);
  }
  return { id: definition.id, version: definition.version, hash };
}

/**
 * The context that an event is judged in: its time, its number, and the day of the subject's calendar that the API
 * stamped; without a stamp it is UTC's. A calendar does not run backwards.
 */
export function worldOf(stored: Stored, event: Pick<Envelope, "day">, at: Instant): Clocked {
  const day = event.day ?? dayOf(at);
  const { day: before = day } = stored.context;
  return { ...stored.context, at, day: day > before ? day : before, seq: stored.seq + 1 };
}

const snapshots = new WeakMap<Stored, AnyMachineSnapshot>();

/** The chart's snapshot for a stored state, with this context. */
export function restore(definition: Definition, stored: Stored, context: Clocked): AnyMachineSnapshot {
  const ref = machineRef(definition);
  // XState takes any snapshot without a word, so a foreign one has to be caught here.
  if (stored.machine.id !== ref.id || stored.machine.hash !== ref.hash)
    throw new Error(
      `state of ${stored.machine.id} ${stored.machine.version} cannot run on ${ref.id} ${ref.version}`,
    );
  const known = snapshots.get(stored);
  const snapshot =
    // Plain JSON of this very chart, as the hash says; its second argument, the system, serves actors only.
    known ?? definition.machine.restoreSnapshot({ ...stored.snapshot, context } as never, undefined as never);
  return { ...snapshot, context } as AnyMachineSnapshot;
}

/** Keeps a snapshot at hand for the next event; without it, it is made anew of the stored state. */
export function remember(stored: Stored, snapshot: AnyMachineSnapshot): void {
  snapshots.set(stored, snapshot);
}

/** Where a stored relationship stands. */
export function whereIs(definition: Definition, stored: Stored): Where {
  return definition.describe(stored.snapshot.value, stored.context);
}

/** An effect is done with: it leaves the outbox. No entry: what came of it is an event of its own. */
export function settle(stored: Stored, effectId: string): Stored {
  const next = { ...stored, outbox: stored.outbox.filter((effect) => effect.id !== effectId) };
  const snapshot = snapshots.get(stored);
  if (snapshot) snapshots.set(next, snapshot);
  return next;
}
