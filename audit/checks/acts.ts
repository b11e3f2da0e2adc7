// Acts on an execution outside the engine: terminated, reset, paused, deleted.
import { type Entry, iso } from "../../machines/index.ts";
import type { Difference } from "../difference.ts";
import type { Histories } from "../histories.ts";
import type { Act, Run } from "../run.ts";

/** Ms by which two clocks of one server's may differ. */
const SLACK = 1_000;

const DONE: Readonly<Record<Act["kind"], string>> = {
  terminated: "the workflow was terminated from outside",
  cancelRequested:
    "somebody asked Temporal to cancel the workflow (the engine goes on; only the machine ends it)",
  reset: "the workflow was reset to an earlier point of its history",
  paused: "the workflow was paused from outside",
  clockMoved: "the workflow's clock was moved ahead",
  optionsChanged: "the options of the workflow were changed from outside",
};

/** The last entry that a run had recorded before an event of its history. */
export function seqBefore(run: Run, event: number): number | null {
  const recorded = run.recorded.findLast((r) => r.event < event)?.entries.at(-1)?.seq;
  return recorded ?? run.carried?.seq ?? null;
}

/** Everything that the histories show was done to the execution from outside. */
export function checkActs({ runs }: Histories): Difference[] {
  return runs.flatMap((run) =>
    run.acts.map(({ kind, event, at, by, why }): Difference => {
      const who = by === "" ? "" : ` by ${by}`;
      const reason = why === "" ? "" : `: ${why}`;
      const says = `${DONE[kind]}, ${at}${who}${reason}`;
      const sides = { "Temporal's history": { run: run.runId, event, at, by, why } };
      return { kind, seq: seqBefore(run, event), says, sides };
    }),
  );
}

/** What the executions themselves show: missing ones, ones that were started anew, ones that closed too early. */
export function checkExecutions(
  { runs, gone }: Histories,
  entries: readonly Entry[],
  ended: boolean,
  { now, retention }: { readonly now: number; readonly retention: number },
): { differences: Difference[]; remarks: string[] } {
  const differences: Difference[] = [];
  const remarks: string[] = [];
  const last = entries.at(-1);
  const seq = last?.seq ?? null;
  const days = Math.round(retention / 86_400_000);
  const forgotten = (closed: number) => now - closed >= retention;

  if (runs.length === 0 && last) {
    if (ended && forgotten(Date.parse(last.recordedAt))) {
      remarks.push(
        `Temporal keeps what has ended for ${days} days and has deleted this one since; the archive is complete`,
      );
    } else {
      const says = ended
        ? `Temporal holds no execution of this relationship, though it ended less than ${days} days ago: it was deleted`
        : "Temporal holds no execution of this relationship, and the journal says that it lives: it was deleted";
      differences.push({
        kind: "executionDeleted",
        seq,
        says,
        sides: { "the journal": { ...last.to, seq: last.seq }, Temporal: null },
      });
    }
  }
  for (const { runId, until } of gone) {
    if (until !== null && forgotten(until)) {
      remarks.push(
        `the run ${runId} had ended by ${iso(until)}; Temporal has deleted it after ${days} days, and the archive holds its entries`,
      );
    } else if (runs.length > 0) {
      const after = runs.find(({ continuedFrom }) => continuedFrom === runId);
      const says = `the run ${runId} is gone from Temporal before its ${days} days were over: it was deleted`;
      differences.push({ kind: "runDeleted", seq: after?.carried?.seq ?? null, says });
    }
  }

  const openings = [...new Set(runs.filter((run) => run.continuedFrom === null).map((run) => run.beganAt))];
  const [opened = 0] = openings;
  const [first] = entries;
  const late = first !== undefined && opened - Date.parse(first.recordedAt) > SLACK;
  if (openings.length > 1 || late) {
    const began = openings.at(-1) ?? opened;
    const says = `the workflow was started anew at ${iso(began)}, after the relationship had been opened`;
    differences.push({
      kind: "startedAnew",
      seq: entries.findLast((entry) => Date.parse(entry.recordedAt) < began)?.seq ?? null,
      says,
      sides: { "the journal": first?.recordedAt ?? null, Temporal: openings.map(iso) },
    });
  }

  const current = runs.at(-1);
  if (current && !ended && ["completed", "failed", "canceled", "timedOut"].includes(current.status)) {
    const says = `the workflow is closed (${current.status}), and by the machine the relationship goes on`;
    differences.push({
      kind: "closed",
      seq,
      says,
      sides: { "the machine": "goes on", Temporal: current.status },
    });
  }
  return { differences, remarks };
}
