// The shell's side of the archive: what is recorded, what is recalled, and what was recorded by a lost task.
import { log, proxyLocalActivities, sleep } from "@temporalio/workflow";
import {
  type Entry,
  type Envelope,
  judgeAgain,
  type Law,
  PROCESSED_KEPT,
  type Processed,
  processedOf,
  type Step,
  type Stored,
} from "../machines/index.ts";

/** The archive, as the shell needs it: two local activities. */
export interface Memory {
  /**
   * Appends entries, keyed (client, seq), and returns what stands in their place once it is durable: these, or,
   * where others were there first, nothing being written, those, from the first one's `seq` on, at most 100.
   * Fails when the first one does not follow from the entry before it.
   */
  record(entries: readonly Entry[]): Promise<readonly Entry[]>;
  /** The entries that these events of a client were given, in any order; unknown ids are left out. */
  recall(client: string, eventIds: readonly string[]): Promise<readonly Entry[]>;
}

// A workflow task that waits for a local activity longer than 8 s is kept up by a heartbeat, and what happens across
// one is not replayed as it was: the clock and the order of what came in differ. So no task may last that long: an
// attempt is short, a task makes at most four, and a failed one ends the task by a timer, so that meanwhile updates
// are taken in and queries answered.
const memory = proxyLocalActivities<Memory>({
  startToCloseTimeout: "1500ms",
  scheduleToCloseTimeout: "1900ms",
  retry: { maximumAttempts: 1 },
});
const PAUSE = { first: 200, longest: 30_000 };

/** Keeps asking the archive, even one that says not to: without its journal a relationship stands still. */
function insist<T>(ask: () => Promise<T>): Promise<T> {
  return ask().catch((error: unknown) => askAgain(ask, error));
}

async function askAgain<T>(ask: () => Promise<T>, error: unknown): Promise<T> {
  let last = error;
  for (let pause = PAUSE.first; ; pause = Math.min(2 * pause, PAUSE.longest)) {
    log.warn("the archive does not answer; trying again", { error: last, pause });
    await sleep(pause);
    try {
      return await ask();
    } catch (next) {
      last = next;
    }
  }
}

/** Writes steps into the journal. @returns the entries that stand there now, see {@link Memory.record}. */
export function record(steps: readonly Step[]): Promise<readonly Entry[]> {
  return insist(() => memory.record(steps.map(({ entry }) => entry)));
}

/**
 * The steps that stand in the journal: the ones that were to be written, or others, judged again. Others stand there
 * when a task was lost after it wrote and before Temporal heard of it, and when this is a replay and its clock or
 * the order of its inbox is not what it was: what the history says was written is what counts.
 * @param before the state that the steps follow, null at the opening.
 * @param written what {@link record} returned.
 */
export function standing(
  law: Law,
  before: Stored | null,
  steps: readonly Step[],
  written: readonly Entry[],
): readonly Step[] {
  const same = written.length === steps.length && written.at(-1)?.hash === steps.at(-1)?.entry.hash;
  if (same) return steps;
  const again: Step[] = [];
  let stored = before;
  for (const entry of written) {
    const step = judgeAgain(law, stored, entry);
    // Not a failure of the workflow: its task is tried again until somebody has put this right.
    if (step?.entry.hash !== entry.hash)
      throw new Error(
        `entry ${entry.client}/${entry.seq} of the journal does not follow from the ones before`,
      );
    again.push(step);
    stored = step.stored;
  }
  return again;
}

/** The ids of events that may be older than those that a relationship carries along. */
export function forgotten({ processed }: Stored, envelopes: readonly Envelope[]): string[] {
  if (processed.length < PROCESSED_KEPT) return [];
  const ids = envelopes.map(({ eventId }) => eventId);
  return ids.filter((id) => !processed.some(([known]) => known === id));
}

/** What became of {@link forgotten} events. */
export async function recall({ subject }: Stored, eventIds: readonly string[]): Promise<Processed[]> {
  return (await insist(() => memory.recall(subject, eventIds))).map(processedOf);
}
