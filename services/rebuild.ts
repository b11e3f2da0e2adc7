// Starts relationships anew from their journals: where Temporal has lost one, or holds a history that does not replay.
import {
  type Client,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from "@temporalio/client";
import type { Archive } from "../archive/open.ts";
import { WHY_REBUILT } from "../archive/vault.ts";
import { eventsWithoutEntry } from "../audit/checks/history.ts";
import { readRun } from "../audit/histories.ts";
import { retrace } from "../audit/retrace.ts";
import type { Run } from "../audit/run.ts";
import { RELATIONSHIP, relationshipId } from "../contracts/messages.ts";
import {
  type Actor,
  type EffectRef,
  type Entry,
  isKept,
  iso,
  PROCESSED_KEPT,
  type Stored,
} from "../machines/index.ts";
import type { Input } from "../workflows/durable.ts";
import type { Live } from "./live.ts";

/** Why a relationship is rebuilt, and who says so. */
export interface RebuildReason {
  readonly actor: Actor;
  /** In words; they are kept in the vault. */
  readonly reason: string;
}

/** What came of it. */
export type Rebuilt = { readonly client: string } & (
  | {
      readonly outcome: "rebuilt";
      readonly seq: number;
      readonly state: string;
      /** The run that this one takes the place of; null where Temporal had none. */
      readonly oldRun: string | null;
      readonly runId: string;
      /** Effects that had not come to an end: they are carried out, each by the id that it had. */
      readonly effects: number;
      /** Events that the old history held and nobody had judged: they are judged now. */
      readonly events: number;
    }
  /** Nothing to do: it has ended, it runs as it should, or somebody else has just rebuilt it. */
  | { readonly outcome: "ended" | "current" | "elsewhere" }
  /** Its journal does not hold, or Temporal did not do as it was asked; nothing was started. */
  | { readonly outcome: "failed"; readonly says: string }
);

export interface Rebuilder {
  /**
   * Starts a relationship anew from its journal, whatever Temporal has of it.
   * @returns null where there is no such client.
   */
  one(client: string, why: RebuildReason): Promise<Rebuilt | null>;
  /**
   * Rebuilds those of these whose live state is not as it should be: missing or broken; all of them with `force`.
   * @param report called after each.
   */
  all(
    clients: readonly string[],
    why: RebuildReason,
    how?: { readonly force?: boolean },
    report?: (rebuilt: Rebuilt) => void,
  ): Promise<readonly Rebuilt[]>;
}

export interface RebuildParts {
  readonly archive: Archive;
  readonly temporal: Client;
  readonly taskQueue: string;
  /** Takes what was written down into the signed tree; where that does not succeed now, it will with the next signing. */
  readonly sign: () => Promise<unknown>;
  readonly live: (standing: { client: string; seq: number; ended: boolean }) => Promise<Live>;
  readonly clock?: () => number;
}

const PAGE = 1_000;
/** Relationships at a time: each waits for the database and for Temporal in turn. */
const AT_ONCE = 8;

const NOT_FOUND = 5;
const isGone = (error: unknown): boolean =>
  error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && error.code === NOT_FOUND);

async function journalOf({ journal }: Archive, client: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let page: Entry[] = []; ; ) {
    page = await journal.timeline(client, { afterSeq: entries.at(-1)?.seq ?? 0, limit: PAGE });
    entries.push(...page);
    if (page.length < PAGE) return entries;
  }
}

/** Effects that the journal asked for and that have not come to an end, with the ids that they had. */
async function openEffects(
  archive: Pick<Archive, "effects">,
  client: string,
  entries: readonly Entry[],
): Promise<EffectRef[]> {
  const reported = new Set(entries.map(({ eventId }) => eventId));
  const taken = await archive.effects.list(client);
  // One with a result that no entry tells of is asked again, and answers with that result.
  const over = new Set(
    taken.filter(({ settledAt, result }) => settledAt !== null && result === null).map(({ id }) => id),
  );
  return entries
    .flatMap(({ effects }) => effects)
    .filter(({ id, type }) => !isKept(type) && !over.has(id) && !reported.has(`effect/${id}`));
}

/** Ends the run that Temporal has, so that it takes in nothing more. @returns it, or null. */
async function endRun(temporal: Client, client: string): Promise<Run | null> {
  const workflowId = relationshipId(client);
  const current = await temporal.workflow
    .getHandle(workflowId)
    .describe()
    .catch((error: unknown) => {
      if (isGone(error)) return null;
      throw error;
    });
  if (!current) return null;
  const { runId } = current;
  // Read once before it is ended: what cannot be read is left as it is.
  await readRun(temporal, workflowId, runId);
  if (current.status.name === "RUNNING" || current.status.name === "PAUSED")
    await temporal.workflow
      .getHandle(workflowId, runId)
      .terminate("rebuilt from its journal")
      .catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
  return readRun(temporal, workflowId, runId);
}

/** Starts a run. @returns its id, or null where somebody else has just started one. */
async function startRun(
  temporal: Client,
  taskQueue: string,
  client: string,
  input: Input,
): Promise<string | null> {
  try {
    const started = await temporal.workflow.start(RELATIONSHIP, {
      workflowId: relationshipId(client),
      taskQueue,
      args: [input],
      workflowIdReusePolicy: "ALLOW_DUPLICATE",
      workflowIdConflictPolicy: "FAIL",
    });
    return started.firstExecutionRunId;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
    throw error;
  }
}

/** Starts a relationship anew from its journal. @throws what went wrong on the way */
async function rebuild(
  { archive, temporal, taskQueue, sign, clock = Date.now }: RebuildParts,
  client: string,
  why: RebuildReason,
): Promise<Rebuilt | null> {
  const before = await journalOf(archive, client);
  if (before.length === 0) return null;
  // A journal that does not hold must not take the place of anything.
  const checked = retrace(before);
  if (checked.difference || !checked.last)
    return { client, outcome: "failed", says: checked.difference?.says ?? "its journal is empty" };
  if (
    checked.last.stored.snapshot.status !== "active" &&
    (await openEffects(archive, client, before)).length === 0
  )
    return { client, outcome: "ended" };

  const old = await endRun(temporal, client);
  // What the old run was about to write may have come since.
  const entries = await journalOf(archive, client);
  const { last, difference } = retrace(entries);
  if (difference || !last)
    return { client, outcome: "failed", says: difference?.says ?? "its journal is empty" };
  await archive.tasks.follow(client, entries);
  const outbox = await openEffects(archive, client, entries);
  const inbox = old ? eventsWithoutEntry(old, entries).map((envelope) => ({ envelope })) : [];
  const stored: Stored = {
    ...last.stored,
    outbox,
    processed: last.stored.processed.slice(-PROCESSED_KEPT),
  };

  const reason = await archive.vault.put(client, WHY_REBUILT, why.reason);
  const oldRun = old?.runId ?? null;
  const at = iso(clock());
  const { actor } = why;
  const order = { client, seq: stored.seq, head: stored.head, oldRun, actor, reason, at };
  const record = await archive.rebuilds.record(order);
  await sign();
  const input: Input = { carried: { stored, inbox }, rebuild: record.hash };
  const runId = await startRun(temporal, taskQueue, client, input);
  if (runId === null) return { client, outcome: "elsewhere" };
  return {
    client,
    outcome: "rebuilt",
    seq: stored.seq,
    oldRun,
    state: last.machine.standingOf(stored).state,
    runId,
    effects: outbox.length,
    events: inbox.length,
  };
}

export function rebuilder(parts: RebuildParts): Rebuilder {
  const { archive, live } = parts;

  /** As {@link rebuild}; what goes wrong is the answer. */
  async function tried(client: string, why: RebuildReason): Promise<Rebuilt | null> {
    try {
      return await rebuild(parts, client, why);
    } catch (error) {
      return { client, outcome: "failed", says: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Rebuilds one that needs it. */
  async function needed(client: string, why: RebuildReason): Promise<Rebuilt | null> {
    const row = await archive.relationships.get(client);
    if (!row) return null;
    const { status } = await live({ client, seq: row.seq, ended: false });
    return status === "missing" || status === "broken" ? tried(client, why) : { client, outcome: "current" };
  }

  return {
    one: tried,
    async all(clients, why, { force = false } = {}, report = () => {}) {
      const rebuilt: Rebuilt[] = [];
      const next = clients.values();
      const work = async () => {
        for (const client of next) {
          const one = await (force ? tried(client, why) : needed(client, why));
          if (!one) continue;
          rebuilt.push(one);
          report(one);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return rebuilt;
    },
  };
}
