// The workflow's side of the archive: what is recorded, what is recalled, and what stands there unknown to us.
import { ActivityFailure, ApplicationFailure, log, proxyActivities } from "@temporalio/workflow";
import {
  type Entry,
  type Envelope,
  type Machine,
  PROCESSED_KEPT,
  type Processed,
  type Registry,
  type Step,
  type Stored,
} from "../machines/format.ts";

/** The archive, as the workflow needs it: three activities. */
export interface Memory {
  /**
   * Appends entries, keyed (client, seq), and returns null once they are durable. Where others were there first,
   * nothing is written and those are returned, from the first one's `seq` on, at most 100.
   * Fails, to be tried again, when the first one does not follow from the entry before it; fails for good with an
   * ApplicationFailure of type `Unrecordable` when the archive can never hold them; `details[0]` is its code; or of type
   * `Forged` when some show a signature that is none of ours; `details[0]` are their seqs.
   */
  record(entries: readonly Entry[]): Promise<readonly Entry[] | null>;
  /** The entries that these events of a client were given, in any order; unknown ids are left out. */
  recall(client: string, eventIds: readonly string[]): Promise<readonly Entry[]>;
  /** The entries of a client after this one, in their order, at most 100. */
  entriesAfter(client: string, seq: number): Promise<readonly Entry[]>;
}

// Regular activities, never local ones: what Temporal has accepted stands in its history before the journal is
// written, so that a server that is killed forgets nothing that the journal knows; and a query that meets a running
// local activity ends the task early and leaves a history that does not replay (docs/upstream). Without its journal a
// relationship stands still, so the archive is asked until it answers.
const memory = proxyActivities<Memory>({
  startToCloseTimeout: "5s",
  retry: { initialInterval: "200ms", backoffCoefficient: 2, maximumInterval: "5s" },
});

/** The archive says that it can never hold what it was given. `code`: its own word for why. */
export class Unrecordable extends Error {
  override readonly name = "Unrecordable";
  readonly code: string;
  constructor(code: string) {
    super(`the archive cannot hold it: ${code}`);
    this.code = code;
  }
}

/** What was to be recorded shows signatures that are none of ours. */
export class Forged extends Error {
  override readonly name = "Forged";
  readonly entries: readonly Entry[];
  constructor(entries: readonly Entry[]) {
    super("signed by nobody whom we know");
    this.entries = entries;
  }
}

function forgedAmong(steps: readonly Step[], { details }: ApplicationFailure): Forged {
  const seqs = (details?.[0] ?? []) as readonly number[];
  return new Forged(steps.map(({ entry }) => entry).filter(({ seq }) => seqs.includes(seq)));
}

/**
 * Writes steps into the journal. @returns the steps that stand there now: these, or others, judged again
 * ({@link valid}).
 * @param before the state that the steps follow, null at the opening.
 * @throws {Unrecordable} or {Forged}; nothing was written.
 */
export async function record(
  machines: Registry,
  before: Stored | null,
  steps: readonly Step[],
): Promise<readonly Step[]> {
  let others: readonly Entry[] | null;
  try {
    others = await memory.record(steps.map(({ entry }) => entry));
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : null;
    if (!(cause instanceof ApplicationFailure)) throw error;
    if (cause.type === "Forged") throw forgedAmong(steps, cause);
    if (cause.type !== "Unrecordable") throw error;
    throw new Unrecordable(`${cause.details?.[0] ?? "unknown"}`);
  }
  if (others === null) return steps;
  const standing = valid(machines, before, others);
  // Not a failure of the workflow: its task is tried again until somebody has put this right.
  if (standing.length < others.length) {
    const { client, seq } = others[standing.length] as Entry;
    throw new Error(`entry ${client}/${seq} of the journal does not follow from the ones before`);
  }
  return standing;
}

/**
 * Entries that stand in the journal, judged again, as far as they follow from a state: Temporal forgot who wrote them,
 * or the activity that did outlived its run.
 */
export function valid(machines: Registry, before: Stored | null, entries: readonly Entry[]): Step[] {
  const steps: Step[] = [];
  let stored = before;
  for (const entry of entries) {
    const step = judgedAgain(machines, stored, entry);
    if (step?.entry.hash !== entry.hash) break;
    steps.push(step);
    stored = step.stored;
  }
  return steps;
}

/** Null for what no event can be: a row that somebody else wrote may say anything. */
function judgedAgain(machines: Registry, stored: Stored | null, entry: Entry): Step | null {
  try {
    return machines.judgeAgain(stored, entry);
  } catch {
    return null;
  }
}

/** What stands in the journal after a state, as far as it is valid. */
export async function ahead(machines: Registry, stored: Stored): Promise<readonly Step[]> {
  const entries = await memory.entriesAfter(stored.subject, stored.seq);
  const steps = valid(machines, stored, entries);
  const next = entries[steps.length];
  if (next) log.warn("an entry of the journal is not taken over: it does not follow", { seq: next.seq });
  return steps;
}

/** The ids of events that may be older than those that a relationship carries along. */
export function forgotten({ processed }: Stored, envelopes: readonly Envelope[]): string[] {
  if (processed.length < PROCESSED_KEPT) return [];
  const ids = envelopes.map(({ eventId }) => eventId);
  return ids.filter((id) => !processed.some(([known]) => known === id));
}

/** What became of {@link forgotten} events. */
export async function recall(
  { processedOf }: Machine,
  { subject }: Stored,
  eventIds: readonly string[],
): Promise<Processed[]> {
  return (await memory.recall(subject, eventIds)).map(processedOf);
}
