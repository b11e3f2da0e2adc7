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
   * Appends entries, keyed (client, seq), and returns none once they are durable; the same ones again change
   * nothing. Where other entries stand in their place it writes nothing and returns those, from the first
   * one's `seq` on, at most 100.
   */
  record(entries: readonly Entry[]): Promise<readonly Entry[]>;
  /** The entries that these events of a client were given, in any order; unknown ids are left out. */
  recall(client: string, eventIds: readonly string[]): Promise<readonly Entry[]>;
}

// A failing write is retried for ever. Short pauses are waited out inside the workflow task; a longer one
// becomes a timer, so that meanwhile updates are taken in and queries answered.
const memory = proxyLocalActivities<Memory>({
  startToCloseTimeout: "3s",
  localRetryThreshold: "500ms",
  retry: { initialInterval: "200ms", backoffCoefficient: 2, maximumInterval: "30s" },
});

/** Keeps asking the archive, even one that says not to: without its journal a relationship stands still. */
async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      log.error("the archive refuses; trying again", { error });
      await sleep("5s");
    }
  }
}

/**
 * Writes steps into the journal, and returns none. A task may be lost after it wrote and before Temporal heard of
 * it; what it wrote stands. Then this writes nothing and returns the steps that stand there, judged again.
 * @param before the state that the steps follow, null at the opening.
 */
export async function write(law: Law, before: Stored | null, steps: readonly Step[]): Promise<Step[]> {
  if (steps.length === 0) return [];
  const standing = await insist(() => memory.record(steps.map(({ entry }) => entry)));
  const again: Step[] = [];
  let stored = before;
  for (const entry of standing) {
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

/** What became of events that are older than the ids a relationship carries along. */
export async function recall(
  { subject, processed }: Stored,
  envelopes: readonly Envelope[],
): Promise<Processed[]> {
  if (processed.length < PROCESSED_KEPT) return [];
  const ids = envelopes.map(({ eventId }) => eventId);
  const unknown = ids.filter((id) => !processed.some(([known]) => known === id));
  if (unknown.length === 0) return [];
  return (await insist(() => memory.recall(subject, unknown))).map(processedOf);
}
