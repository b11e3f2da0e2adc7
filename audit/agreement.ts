// Whether the sources agree on one client: everything that was read of them, compared.
import { type Entry, iso, type Policy } from "../machines/index.ts";
import { checkActs, checkExecutions } from "./checks/acts.ts";
import { checkNotices, checkTaken } from "./checks/archive.ts";
import {
  adoptedIn,
  archivedUpTo,
  checkCarried,
  checkEffects,
  checkEntries,
  checkEvents,
  checkTimers,
  endedEffects,
} from "./checks/history.ts";
import { checkList, checkRows } from "./checks/journal.ts";
import { checkLive } from "./checks/live.ts";
import { both, type Difference, inOrder } from "./difference.ts";
import type { Evidence } from "./evidence.ts";
import type { LogPolicy } from "./logPolicy.ts";
import { sinceRebuild } from "./rebuilds.ts";
import { retrace } from "./retrace.ts";
import type { Run } from "./run.ts";

export interface How {
  /** The relationships live in virtual time: that their clocks were moved is a remark, and no difference. */
  readonly rehearsed?: boolean;
}

/** Whether the sources agree on one client, and on how much. */
export interface Agreement {
  readonly client: string;
  readonly agrees: boolean;
  /** The first one first; of each kind one, with how many more there are. */
  readonly differences: readonly Difference[];
  /** What an auditor should know, and is no difference. */
  readonly remarks: readonly string[];
  /** Entries that the relationship took over from the journal, because Temporal did not know them: their seqs. */
  readonly adopted: readonly number[];
  /** How much was compared. */
  readonly compared: {
    readonly entries: number;
    readonly events: number;
    readonly effects: number;
    readonly timers: number;
    readonly notices: number;
    /** Events of Temporal's histories. */
    readonly history: number;
  };
  readonly runs: readonly {
    readonly runId: string;
    readonly status: string;
    readonly startedAt: string;
    readonly history: number;
  }[];
}

/** By what evidence is judged. */
export interface Standards {
  /** The policy versions that this build has. */
  readonly policies: readonly Policy[];
  readonly logPolicy: LogPolicy;
  /** Ms since the epoch. */
  readonly now: number;
  /** How long Temporal keeps a run that has ended, ms. */
  readonly retention: number;
}

/** What follows from the evidence by itself, before it is compared. */
function studied(evidence: Evidence, how: How, { logPolicy, now, retention }: Standards) {
  const { entries, notices, kept } = evidence;
  const { histories, ...rebuilt } = sinceRebuild(evidence.histories, evidence.rebuilds, logPolicy);
  const carried = new Set(histories.runs.flatMap((run) => run.carried?.seq ?? []));
  const retraced = retrace(entries, carried);
  const ended = retraced.last !== null && retraced.last.stored.snapshot.status !== "active";
  const over = endedEffects(histories);
  const acts = checkActs(histories);
  return {
    ...evidence,
    histories,
    rebuilt,
    retraced,
    over,
    executions: checkExecutions(histories, entries, ended, { now, retention }),
    sent: checkNotices(notices, kept, entries, over),
    due: retraced.last && !retraced.difference ? retraced.last.machine.nextDue(retraced.last.stored) : null,
    acts,
    moved: how.rehearsed ? acts.filter(({ kind }) => kind === "clockMoved") : [],
    adopted: [...adoptedIn(histories).keys()].sort((a, b) => a - b),
  };
}
type Studied = ReturnType<typeof studied>;

function differencesOf(studied: Studied): Difference[] {
  const { lines, entries, row, taken, kept, erased, idle } = studied;
  const { histories, rebuilt, retraced, over, executions, sent, due, acts, moved } = studied;
  const differences: Difference[] = [
    ...checkEntries(entries, histories),
    ...checkRows(lines),
    ...(retraced.difference ? [retraced.difference] : []),
    ...acts.filter((act) => !moved.includes(act)),
    ...rebuilt.differences,
    ...executions.differences,
    ...checkEvents(entries, histories, idle),
    ...checkEffects(entries, histories),
    ...checkTimers(histories, due, idle),
    ...checkCarried(histories, retraced),
    ...checkList(row, entries),
    ...checkTaken(taken, entries, over),
    ...sent.differences,
    ...(idle ? checkLive(retraced, due, entries, histories) : []),
  ];
  if (!erased && [...kept.values()].some(({ words }) => words === "erased")) {
    const says = "the key of the client's words was destroyed, and no erasure was ordered";
    differences.push({ kind: "noticeMissing", seq: null, says });
  }
  if (!idle) {
    const says =
      "Temporal has work in hand for this relationship that no worker has done: run this again when it has";
    differences.push({ kind: "unsettled", seq: entries.at(-1)?.seq ?? null, says });
  }
  return differences;
}

/** Runs that this build does not replay. Those before the last rebuild count no more. */
async function unreplayed(evidence: Evidence, runs: readonly Run[]): Promise<Difference[]> {
  const differences: Difference[] = [];
  const before = evidence.histories.runs.length - runs.length;
  for (const [n, run] of runs.entries()) {
    const why = (await evidence.replays[before + n]) ?? null;
    if (why === null) continue;
    const seq = run.carried?.seq ?? null;
    const says = `this build does not replay the run ${run.runId}: ${why}`;
    differences.push({ kind: "replayFails", seq, says });
  }
  return differences;
}

function remarksOf(studied: Studied, policies: readonly Policy[]): string[] {
  const { entries, histories, rebuilt, retraced, executions, sent, adopted, moved } = studied;
  const remarks = [
    ...rebuilt.remarks,
    ...executions.remarks,
    ...sent.remarks,
    ...strangePolicy(entries, policies),
  ];
  if (adopted.length > 0)
    remarks.push(
      `taken over from the journal, because Temporal did not know them: entries ${adopted.join(", ")}`,
    );
  if (moved.length > 0)
    remarks.push(`the workflow's clock was moved ahead ${moved.length} times, as in a rehearsal`);
  const archived = archivedUpTo(histories, entries);
  if (archived > 0 && histories.runs.length > 0 && rebuilt.remarks.length === 0)
    remarks.push(`entries 1 to ${archived} are older than what Temporal keeps: the archive alone holds them`);
  const judged = retraced.last?.stored.seq ?? 0;
  if (retraced.difference && entries.length > judged)
    remarks.push(`the ${entries.length - judged} entries after entry ${judged} could not be judged again`);
  return remarks;
}

function comparedIn({ entries, notices, histories: { runs } }: Studied): Agreement["compared"] {
  const sum = (of: (run: Run) => number) => runs.reduce((n, run) => n + of(run), 0);
  return {
    entries: entries.length,
    events: sum(({ received }) => received.length),
    effects: new Set(runs.flatMap((run) => run.scheduled.map(({ effect }) => effect.id))).size,
    timers: sum(({ timers }) => timers.length),
    notices: notices.length,
    history: sum(({ length }) => length),
  };
}

/** Compares all that was read about a client. */
export async function compare(
  client: string,
  evidence: Evidence,
  how: How,
  standards: Standards,
): Promise<Agreement> {
  const all = studied(evidence, how, standards);
  const { runs } = all.histories;
  const differences = [...differencesOf(all), ...(await unreplayed(evidence, runs))];
  return {
    client,
    agrees: differences.length === 0,
    differences: inOrder(differences),
    remarks: remarksOf(all, standards.policies),
    adopted: all.adopted,
    compared: comparedIn(all),
    runs: runs.map(({ runId, status, startedAt, length }) => ({
      runId,
      status,
      startedAt: iso(startedAt),
      history: length,
    })),
  };
}

/** A policy that this build does not have, or has in another text: what counts is the one in the journal. */
function strangePolicy([first]: readonly Entry[], policies: readonly Policy[]): string[] {
  const { policy } = (first?.data ?? {}) as { policy?: Policy };
  if (policy === undefined) return [];
  const known = policies.find(({ version }) => version === policy.version);
  if (!known)
    return [`this build does not have policy ${policy.version}; it was judged by the one in its first entry`];
  return both(["the journal", policy], ["this build", known]).sides
    ? [`policy ${policy.version} reads otherwise in this build; it was judged by the one in its first entry`]
    : [];
}

/** Nothing can be said of a client whose history does not decode, but that. */
export const unread = (client: string, why: string): Agreement => ({
  client,
  agrees: false,
  remarks: [],
  adopted: [],
  runs: [],
  differences: [
    {
      kind: "historyUnreadable",
      seq: null,
      says: `Temporal's history cannot be read, so nothing was compared: ${why}`,
    },
  ],
  compared: { entries: 0, events: 0, effects: 0, timers: 0, notices: 0, history: 0 },
});
