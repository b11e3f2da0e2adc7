// Looks after relationships that stand still: wakes those that are behind their journals, and rebuilds broken ones.
import type { Client } from "@temporalio/client";
import type { Archive } from "../archive/open.ts";
import { readRun } from "../audit/histories.ts";
import type { Replayer } from "../audit/replay.ts";
import { clientOf, RELATIONSHIP, relationshipId, wake } from "../contracts/messages.ts";
import type { Live, Liveness, LiveStatus } from "./live.ts";
import type { Rebuilder } from "./rebuild.ts";
import { JournalBroken, type Standings } from "./standing.ts";

/** A relationship that is not as it should be, and what is wrong. */
export interface Ailing {
  readonly client: string;
  readonly status: LiveStatus;
  readonly says: string;
}

/** What one look found, and what it did. */
export interface Watched {
  /** When it ended (ISO instant). */
  readonly at: string;
  readonly looked: number;
  /** Those that were told of entries that they did not know. */
  readonly woken: readonly string[];
  /** Those that were rebuilt, because their histories did not replay. */
  readonly rebuilt: readonly string[];
  /** Those that somebody should look at, the first twenty. */
  readonly ailing: readonly Ailing[];
  /** How many there are of them. */
  readonly ailings: number;
}

export interface WatchParts {
  readonly archive: Pick<Archive, "relationships">;
  readonly temporal: Client;
  readonly live: Liveness;
  readonly rebuilder: Rebuilder;
  readonly standings: Standings;
  /** What replays histories of relationships that changed: what does not replay breaks when it is next awake. */
  readonly openReplayer: () => Replayer;
  readonly clock?: () => number;
}

const PAGE = 1_000;
const AT_ONCE = 4;
const SHOWN = 20;
/** More than these a look are no accident: a person decides (`tenure rebuild --all`). */
const MOST_REBUILT = 20;
/** Nothing is wrong with it. */
const FINE: readonly LiveStatus[] = ["current", "busy", "ended"];
const WATCH = { id: "watch", role: "system" } as const;

/** A relationship to be looked at. */
interface WatchedRow {
  readonly client: string;
  readonly seq: number;
}

/** What a look did. */
interface Done {
  readonly woken: string[];
  readonly rebuilt: string[];
}

/** Whom to look at, and how closely. */
export interface Look {
  /** Only those that changed since (ISO instant), and those that ailed before; null, the default: all. */
  readonly since?: string | null;
  /** Replays their histories too, which takes longest; default false. */
  readonly replays?: boolean;
  /** Ends it before its end. */
  readonly signal?: AbortSignal;
}

/** Nothing can be said of any relationship. */
export class NoTemporal extends Error {
  override readonly name = "NoTemporal";
}

/** Relationships that changed since an instant; all of them without one. */
async function* rowsSince(
  { relationships }: Pick<Archive, "relationships">,
  since: string | null,
): AsyncGenerator<readonly WatchedRow[]> {
  for (let after: string | undefined; ; ) {
    const wanted = { ...(after !== undefined && { after }), ...(since !== null && { since }), limit: PAGE };
    const { rows, next } = await relationships.list(wanted);
    yield rows.map(({ client, seq }) => ({ client, seq }));
    if (next === null) return;
    after = next;
  }
}

/** The clients whose workflows Temporal runs; null where it cannot list them. */
async function running(temporal: Client): Promise<ReadonlySet<string> | null> {
  const found = new Set<string>();
  const query = `WorkflowType = "${RELATIONSHIP}" AND ExecutionStatus = "Running"`;
  try {
    for await (const { workflowId } of temporal.workflow.list({ query })) {
      const client = clientOf(workflowId);
      if (client !== null) found.add(client);
    }
    return found;
  } catch {
    return null;
  }
}

/** Why its current run does not replay, or null. */
async function unreplayed(
  temporal: Client,
  { client }: WatchedRow,
  replayer: Replayer,
): Promise<string | null> {
  const workflowId = relationshipId(client);
  const run = await readRun(temporal, workflowId).catch(() => null);
  return run?.status === "running" ? replayer.replay(workflowId, run) : null;
}

/** Wakes or rebuilds one that needs it. @returns what is wrong with it still, or null. */
async function tend(
  { temporal, rebuilder }: Pick<WatchParts, "temporal" | "rebuilder">,
  { client, seq }: WatchedRow,
  found: Pick<Live, "status" | "says">,
  done: Done,
): Promise<Ailing | null> {
  const { status } = found;
  const says = found.says ?? status;
  if (status === "unknown") throw new NoTemporal("Temporal does not answer");
  if (FINE.includes(status)) return null;
  if (status === "behind") {
    const handle = temporal.workflow.getHandle(relationshipId(client));
    await handle.signal(wake, seq).catch(() => {});
    done.woken.push(client);
    return null;
  }
  if (status === "broken" && done.rebuilt.length < MOST_REBUILT) {
    const rebuilt = await rebuilder.one(client, { actor: WATCH, reason: says });
    if (rebuilt?.outcome === "failed")
      return { client, status, says: `${says}; rebuilding failed: ${rebuilt.says}` };
    done.rebuilt.push(client);
    return null;
  }
  return { client, status, says };
}

/** How one is, by Temporal, by its journal, and, where histories are replayed, by its history. */
async function stateOf(
  { temporal, live, standings }: Pick<WatchParts, "temporal" | "live" | "standings">,
  row: WatchedRow,
  replayer: Replayer | null,
): Promise<Pick<Live, "status" | "says">> {
  const found = await live({ ...row, ended: false });
  if (found.status === "missing") {
    try {
      if ((await standings.of(row.client))?.ended) return { status: "ended", says: null };
    } catch (error) {
      // Nothing can be started from such a journal.
      if (!(error instanceof JournalBroken)) throw error;
      return {
        status: "missing",
        says: `Temporal does not run it, and its journal does not hold: ${error.message}`,
      };
    }
  }
  if (!replayer || !FINE.includes(found.status)) return found;
  const why = await unreplayed(temporal, row, replayer);
  return why === null ? found : { status: "broken", says: `its history does not replay: ${why}` };
}

export function watch(parts: WatchParts) {
  const { archive, temporal, openReplayer, clock = Date.now } = parts;
  let ailing = new Map<string, Ailing>();
  let latest: Watched | null = null;

  /** Pages of those to be looked at: all that Temporal does not run, or those that changed or ailed before. */
  async function* rowsFor(since: string | null): AsyncGenerator<readonly WatchedRow[]> {
    // Of all, it is enough to know which ones Temporal does not run; a look at each would take as many calls.
    const alive = since === null ? await running(temporal) : null;
    const seen = new Set<string>();
    for await (const rows of rowsSince(archive, since)) {
      const wanted = alive ? rows.filter(({ client }) => !alive.has(client)) : rows;
      for (const { client } of wanted) seen.add(client);
      yield wanted;
    }
    for (const client of ailing.keys()) {
      const row = seen.has(client) ? null : await archive.relationships.get(client);
      if (row) yield [{ client, seq: row.seq }];
    }
  }

  /**
   * Looks at relationships.
   * @throws {NoTemporal}
   */
  async function look({ since = null, replays = false, signal }: Look = {}): Promise<Watched> {
    const done: Done = { woken: [], rebuilt: [] };
    const found = new Map<string, Ailing>();
    let looked = 0;
    const replayer = replays ? openReplayer() : null;
    try {
      for await (const rows of rowsFor(since)) {
        const next = rows.values();
        const work = async () => {
          for (const row of next) {
            signal?.throwIfAborted();
            looked += 1;
            const ails = await tend(parts, row, await stateOf(parts, row, replayer), done);
            if (ails) found.set(row.client, ails);
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
      }
    } finally {
      await replayer?.close();
    }
    ailing = found;
    const shown = [...found.values()].sort((a, b) => (a.client < b.client ? -1 : 1)).slice(0, SHOWN);
    latest = {
      at: new Date(clock()).toISOString(),
      looked,
      ...done,
      ailing: shown,
      ailings: found.size,
    };
    return latest;
  }

  return {
    look,
    /** What the last look found; null before the first. */
    latest: (): Watched | null => latest,
  };
}

export type Watch = ReturnType<typeof watch>;

/** Between two looks at what changed, ms; every fifth one replays histories. */
const EVERY = 60_000;
const REPLAYS = 5;
/** How far before the last change a loss of Temporal's may reach, ms. */
const MAY_BE_LOST = 3_600_000;

/**
 * Looks at everybody at once, closely at those who changed last, and then every minute at those who have changed.
 * @param told of each look, and of each that failed.
 * @returns ends it.
 */
export function keepWatching(
  { look }: Watch,
  { relationships }: Pick<Archive, "relationships">,
  told: { readonly saw: (watched: Watched) => void; readonly failed: (error: unknown) => void },
): () => Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  let timer: NodeJS.Timeout | undefined;
  const ago = (from: number, ms: number) => new Date(from - ms).toISOString();
  async function begin(): Promise<void> {
    told.saw(await look({ signal }));
    const changed = await relationships.changed();
    if (changed === null) return;
    told.saw(await look({ since: ago(Date.parse(changed), MAY_BE_LOST), replays: true, signal }));
  }
  let turn = 0;
  async function again(): Promise<void> {
    turn += 1;
    const replays = turn % REPLAYS === 0;
    const since = ago(Date.now(), (replays ? REPLAYS + 1 : 2) * EVERY);
    told.saw(await look({ since, replays, signal }));
  }
  let current: Promise<void> = Promise.resolve();
  const next = (does: () => Promise<void>) => {
    current = does().catch((error: unknown) => {
      if (!signal.aborted) told.failed(error);
    });
    void current.then(() => {
      if (!signal.aborted) timer = setTimeout(() => next(again), EVERY).unref();
    });
  };
  next(begin);
  return async () => {
    over.abort();
    clearTimeout(timer);
    await current;
  };
}
