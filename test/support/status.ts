// Where a subject stands by its journal, and what Temporal's history says is in hand. Nothing is asked of the workflow.
import type { Client } from "@temporalio/client";
import { readRun } from "../../audit/histories.ts";
import { type Definition, type Entry, refold, type Standing, standingOf } from "../../machines/index.ts";

export interface Status extends Standing {
  /** Effects that are under way. */
  readonly outbox: readonly { readonly id: string; readonly type: string }[];
  /** Events that came in and have no entry yet. */
  readonly pending: number;
}

export async function statusIn(
  temporal: Client,
  workflowId: string,
  definition: Definition,
  read: () => readonly Entry[] | Promise<readonly Entry[]>,
): Promise<Status> {
  const run = await readRun(temporal, workflowId);
  // Read after the history, so that nothing that it tells of is missing.
  const journal = await read();
  if (!run || journal.length === 0) throw new Error("the opening is not recorded yet; ask again");
  const folded = refold(definition, journal);
  if (!("stored" in folded)) throw new Error(`the journal diverges at ${folded.divergence.seq}`);
  const judged = new Set(journal.map(({ eventId }) => eventId));
  return {
    ...standingOf(definition, folded.stored),
    outbox: run.scheduled
      .filter(({ activityId }) => run.underWay.includes(activityId))
      .map(({ effect: { id, type } }) => ({ id, type })),
    pending: run.received.filter(({ sent, updateId }) => !judged.has(sent.eventId ?? updateId ?? "")).length,
  };
}
