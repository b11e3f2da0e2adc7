// Three sources that must agree: the journal judged again, Temporal's own histories, and the running workflow.
import type { KeyObject } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@temporalio/client";
import { tsToMs } from "@temporalio/common/lib/time.js";
import type { Archive } from "../archive/open.ts";
import { commitment } from "../archive/seal.ts";
import { clientOf, RELATIONSHIP, relationshipId } from "../contracts/messages.ts";
import { type Entry, iso, type Policy } from "../machines/index.ts";
import { checkActs, checkExecutions } from "./checks/acts.ts";
import { checkNotices, checkTaken, type Kept } from "./checks/archive.ts";
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
import { type Histories, readHistories, Unreadable } from "./histories.ts";
import { sinceRebuild } from "./rebuilds.ts";
import { openReplayer, type Replayer, type ReplayOptions } from "./replay.ts";
import { isEntry, retrace } from "./retrace.ts";

/** Where the sources are. */
export interface Sources extends ReplayOptions {
  readonly archive: Archive;
  readonly temporal: Client;
  readonly taskQueue: string;
  /** The policy versions that this build has. */
  readonly policies: readonly Policy[];
  /** The engine's public key: it signs what is on record of rebuilds. */
  readonly publicKey: KeyObject;
  /** Ms since the epoch, to know what retention may have deleted; default the machine's. */
  readonly clock?: () => number;
}

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

/** Whether the sources agree on every client. */
export interface Reconciled {
  readonly agrees: boolean;
  readonly clients: number;
  /** Those that do not agree. */
  readonly differing: readonly Agreement[];
  readonly entries: number;
  readonly history: number;
  /** How many clients have remarks. */
  readonly remarked: number;
}

/** How far `all` has come. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly client: string;
  readonly agrees: boolean;
}

const PAGE = 1_000;
/** Clients at a time: the database and Temporal answer in turn. */
const AT_ONCE = 6;
const TRIES = 6;

/** Everything that the sources say about a client at one time. */
interface Evidence {
  readonly lines: Awaited<ReturnType<Archive["journal"]["inspect"]>>;
  readonly entries: readonly Entry[];
  readonly row: Awaited<ReturnType<Archive["relationships"]["get"]>>;
  readonly taken: Awaited<ReturnType<Archive["effects"]["list"]>>;
  readonly notices: Awaited<ReturnType<Archive["outbox"]["list"]>>;
  readonly kept: ReadonlyMap<string, Kept>;
  readonly erased: boolean;
  readonly histories: Histories;
  /** Why this build does not replay a run, or null: one for each run, once it has tried. */
  readonly replays: readonly Promise<string | null>[];
  readonly rebuilds: Awaited<ReturnType<Archive["rebuilds"]["of"]>>;
  /** False when something was going on while it was read. */
  readonly idle: boolean;
}

export function reconciler(sources: Sources) {
  const { archive, temporal, taskQueue, policies, publicKey, clock = Date.now } = sources;
  const { namespace } = temporal.options;

  async function linesOf(client: string): Promise<Evidence["lines"]> {
    const lines: Evidence["lines"] = [];
    for (let after = 0; ; ) {
      const page = await archive.journal.inspect(client, after, PAGE);
      lines.push(...page);
      if (page.length < PAGE) return lines;
      after = page.at(-1)?.seq ?? after;
    }
  }

  /** The words of every notice, held against the ids that commit to them. */
  async function keptOf(notices: Evidence["notices"]): Promise<Evidence["kept"]> {
    const kept = new Map<string, Kept>();
    for (const { id, vaultId: ref } of notices) {
      let words: Kept["words"];
      try {
        const disclosed = await archive.vault.disclose(ref);
        if (!disclosed) words = "missing";
        else if (commitment(disclosed) === ref) words = "proven";
        else words = ref.length === commitment(disclosed).length ? "changed" : "uncommitted";
      } catch (error) {
        words = error instanceof Error && error.name === "Erased" ? "erased" : "unreadable";
      }
      kept.set(id, { ref, words });
    }
    return kept;
  }

  /** Nothing has happened to the execution since its history was read, and nothing is in hand. */
  async function still(client: string, { runs }: Histories): Promise<boolean> {
    const current = runs.at(-1);
    if (!current) return true;
    if (current.busy) return false;
    const execution = { workflowId: relationshipId(client) };
    const now = await temporal.workflowService
      .describeWorkflowExecution({ namespace, execution })
      .catch(() => null);
    return (
      !now?.pendingWorkflowTask && Number(now?.workflowExecutionInfo?.historyLength ?? 0) === current.length
    );
  }

  async function gather(client: string, replayer: Replayer): Promise<Evidence> {
    for (let attempt = 1; ; attempt += 1) {
      const histories = await readHistories(temporal, client);
      // Replaying takes longest, so it goes on beside all the rest.
      const replays = histories.runs.map((run) => replayer.replay(relationshipId(client), run));
      // Read after the histories, and before we ask whether these still are all: so none of it is older than they are.
      const [lines, row, taken, notices, erasure, rebuilds] = await Promise.all([
        linesOf(client),
        archive.relationships.get(client),
        archive.effects.list(client),
        archive.outbox.list(client),
        archive.erasures.of(client),
        archive.rebuilds.of(client),
      ]);
      const kept = await keptOf(notices);
      const idle = await still(client, histories);
      if (idle || attempt === TRIES) {
        const entries = lines.map(({ entry }) => entry).filter(isEntry);
        const erased = erasure !== null;
        return { lines, entries, row, taken, notices, kept, erased, rebuilds, histories, replays, idle };
      }
      await sleep(100 * attempt);
    }
  }

  let retention: Promise<number> | undefined;
  async function readRetention(): Promise<number> {
    const { config } = await temporal.workflowService.describeNamespace({ namespace });
    return tsToMs(config?.workflowExecutionRetentionTtl ?? null);
  }

  async function compare(client: string, evidence: Evidence, how: How): Promise<Agreement> {
    const { lines, entries, row, taken, notices, kept, erased, replays, idle } = evidence;
    const { histories, ...rebuilt } = sinceRebuild(evidence.histories, evidence.rebuilds, publicKey);
    const { runs } = histories;
    retention ??= readRetention();
    const carried = new Set(runs.flatMap((run) => run.carried?.seq ?? []));
    const retraced = retrace(entries, carried);
    const ended = retraced.last?.stored.snapshot.status !== "active" && retraced.last !== null;
    const over = endedEffects(histories);

    const executions = checkExecutions(histories, entries, ended, {
      now: clock(),
      retention: await retention,
    });
    const told = checkNotices(notices, kept, entries, over);
    const unordered = [...kept.values()].some(({ words }) => words === "erased") && !erased;
    const due =
      retraced.last && !retraced.difference ? retraced.last.machine.nextDue(retraced.last.stored) : null;
    const acts = checkActs(histories);
    const moved = how.rehearsed ? acts.filter(({ kind }) => kind === "clockMoved") : [];
    const adopted = [...adoptedIn(histories).keys()].sort((a, b) => a - b);
    const archived = archivedUpTo(histories, entries);

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
      ...told.differences,
      ...(idle ? checkLive(retraced, due, entries, histories) : []),
    ];
    if (unordered) {
      const says = "the key of the client's words was destroyed, and no erasure was ordered";
      differences.push({ kind: "noticeMissing", seq: null, says });
    }
    if (!idle) {
      const says =
        "Temporal has work in hand for this relationship that no worker has done: run this again when it has";
      differences.push({ kind: "unsettled", seq: entries.at(-1)?.seq ?? null, says });
    }
    const before = evidence.histories.runs.length - runs.length;
    for (const [n, run] of runs.entries()) {
      const why = (await replays[before + n]) ?? null;
      if (why === null) continue;
      const seq = run.carried?.seq ?? null;
      const says = `this build does not replay the run ${run.runId}: ${why}`;
      differences.push({ kind: "replayFails", seq, says });
    }

    const remarks = [...rebuilt.remarks, ...executions.remarks, ...told.remarks, ...strangePolicy(entries)];
    if (adopted.length > 0)
      remarks.push(
        `taken over from the journal, because Temporal did not know them: entries ${adopted.join(", ")}`,
      );
    if (moved.length > 0)
      remarks.push(`the workflow's clock was moved ahead ${moved.length} times, as in a rehearsal`);
    if (archived > 0 && runs.length > 0 && rebuilt.remarks.length === 0)
      remarks.push(
        `entries 1 to ${archived} are older than what Temporal keeps: the archive alone holds them`,
      );
    const judged = retraced.last?.stored.seq ?? 0;
    if (retraced.difference && entries.length > judged)
      remarks.push(`the ${entries.length - judged} entries after entry ${judged} could not be judged again`);

    return {
      client,
      agrees: differences.length === 0,
      differences: inOrder(differences),
      remarks,
      adopted,
      compared: {
        entries: entries.length,
        events: runs.reduce((n, run) => n + run.received.length, 0),
        effects: new Set(runs.flatMap((run) => run.scheduled.map(({ effect }) => effect.id))).size,
        timers: runs.reduce((n, run) => n + run.timers.length, 0),
        notices: notices.length,
        history: runs.reduce((n, run) => n + run.length, 0),
      },
      runs: runs.map(({ runId, status: stands, startedAt, length }) => ({
        ...{ runId, status: stands, startedAt: iso(startedAt), history: length },
      })),
    };
  }

  /** A policy that this build does not have, or has in another text: what counts is the one in the journal. */
  function strangePolicy([first]: readonly Entry[]): string[] {
    const { policy } = (first?.data ?? {}) as { policy?: Policy };
    if (policy === undefined) return [];
    const known = policies.find(({ version }) => version === policy.version);
    if (!known)
      return [
        `this build does not have policy ${policy.version}; it was judged by the one in its first entry`,
      ];
    return both(["the journal", policy], ["this build", known]).sides
      ? [
          `policy ${policy.version} reads otherwise in this build; it was judged by the one in its first entry`,
        ]
      : [];
  }

  /** Nothing can be said of a client whose history does not decode, but that. */
  const unread = (client: string, why: string): Agreement => ({
    ...{ client, agrees: false, remarks: [], adopted: [], runs: [] },
    differences: [
      {
        ...{ kind: "historyUnreadable", seq: null },
        says: `Temporal's history cannot be read, so nothing was compared: ${why}`,
      },
    ],
    compared: { entries: 0, events: 0, effects: 0, timers: 0, notices: 0, history: 0 },
  });

  async function oneWith(replayer: Replayer, client: string, how: How): Promise<Agreement | null> {
    let evidence: Evidence;
    try {
      evidence = await gather(client, replayer);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return unread(client, error.message);
    }
    if (evidence.lines.length === 0 && evidence.histories.runs.length === 0 && !evidence.row) return null;
    return compare(client, evidence, how);
  }

  async function withReplayer<T>(use: (replayer: Replayer) => Promise<T>): Promise<T> {
    const replayer = openReplayer(sources);
    try {
      return await use(replayer);
    } finally {
      await replayer.close();
    }
  }

  /** Every client that the journal, the list or Temporal knows of: one may have been removed from any of them. */
  async function everybody(): Promise<string[]> {
    const clients = new Set<string>();
    for (let after = ""; ; ) {
      const page = await archive.journal.clients(after, PAGE);
      for (const client of page) clients.add(client);
      if (page.length < PAGE) break;
      after = page.at(-1) ?? after;
    }
    for (let after: string | undefined; ; ) {
      const { rows, next } = await archive.relationships.list({ ...(after && { after }), limit: PAGE });
      for (const { client } of rows) clients.add(client);
      if (next === null) break;
      after = next;
    }
    const query = `WorkflowType = "${RELATIONSHIP}" AND TaskQueue = "${taskQueue}"`;
    for await (const { workflowId } of temporal.workflow.list({ query })) {
      const client = clientOf(workflowId);
      if (client !== null) clients.add(client);
    }
    return [...clients].sort();
  }

  return {
    /** Compares all that the sources say about a client; null when none of them knows it. */
    one: (client: string, how: How = {}): Promise<Agreement | null> =>
      withReplayer((replayer) => oneWith(replayer, client, how)),

    /** Compares everything, several clients at a time. */
    all: (how: How = {}, report: (progress: Progress) => void = () => {}): Promise<Reconciled> =>
      withReplayer(async (replayer) => {
        const clients = await everybody();
        const agreements: Agreement[] = [];
        const next = clients.values();
        const work = async () => {
          for (const client of next) {
            const agreement = await oneWith(replayer, client, how);
            if (!agreement) continue;
            agreements.push(agreement);
            report({ done: agreements.length, total: clients.length, client, agrees: agreement.agrees });
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
        const differing = agreements.filter(({ agrees }) => !agrees);
        const sum = (of: (agreement: Agreement) => number) => agreements.reduce((n, one) => n + of(one), 0);
        return {
          agrees: differing.length === 0,
          clients: agreements.length,
          differing: differing.sort((a, b) => (a.client < b.client ? -1 : 1)),
          entries: sum(({ compared }) => compared.entries),
          history: sum(({ compared }) => compared.history),
          remarked: agreements.filter(({ remarks }) => remarks.length > 0).length,
        };
      }),
  };
}

export type Reconciler = ReturnType<typeof reconciler>;
