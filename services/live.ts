// What Temporal has of a relationship, beside its journal. No query: a query would wake a worker, and may meet it busy.
import { type Client, isGrpcServiceError } from "@temporalio/client";
import { decodeArrayFromPayloads } from "@temporalio/common/lib/internal-non-workflow/index.js";
import { tsToMs } from "@temporalio/common/lib/time.js";
import { relationshipId } from "../contracts/messages.ts";
import { type Entry, iso, type Standing } from "../machines/index.ts";

/**
 * How the live relationship is beside its journal.
 * - `current`: it knows every entry, and has nothing in hand.
 * - `busy`: it has something in hand, events that are not judged yet among it, perhaps.
 * - `pending`: it waits for the archive, which does not take its entries.
 * - `behind`: the journal has entries that it does not know, and it is not writing any.
 * - `stuck`: its workflow task fails, or no worker takes it.
 * - `broken`: its history does not replay.
 * - `missing`: it lives by its journal, and Temporal runs no such workflow.
 * - `ended`: over, on both sides.
 * - `unknown`: Temporal does not answer.
 */
export type LiveStatus =
  | "current"
  | "busy"
  | "pending"
  | "behind"
  | "stuck"
  | "broken"
  | "missing"
  | "ended"
  | "unknown";

export interface Live {
  readonly status: LiveStatus;
  /** What is wrong, in a sentence; null where nothing is. */
  readonly says: string | null;
  /** The last entry that Temporal's history knows to be in the journal; null where it was not looked for. */
  readonly recorded: number | null;
  /** The run that was looked at. */
  readonly runId: string | null;
}

type WorkflowService = Client["workflowService"];
type LiveDescription = Awaited<ReturnType<WorkflowService["describeWorkflowExecution"]>>;
type RawEvent = NonNullable<
  NonNullable<Awaited<ReturnType<WorkflowService["getWorkflowExecutionHistoryReverse"]>>["history"]>["events"]
>[number];
type RawPayloads = { readonly payloads?: Parameters<typeof decodeArrayFromPayloads>[1] } | null | undefined;

// The protocol's own numbers: grpc.status, WorkflowExecutionStatus, PendingWorkflowTaskState, WorkflowTaskFailedCause.
const NOT_FOUND = 5;
const RUNNING = 1;
const PAUSED = 8;
const SCHEDULED = 1;
const NON_DETERMINISTIC = 24;

const WITHIN = 3_000;
const PAGE = 40;
/** How long a workflow task may wait for a worker before somebody should look, ms. */
const WAITS = 15_000;
/** Attempts of a workflow task, or of the activity that writes the journal, after which it is no passing fault. */
const TRIES = 3;

/** What the tail of a history tells. */
interface Tail {
  readonly recorded: number;
  /** True where the last workflow task that ended failed because the history did not replay. */
  readonly unreplayed: boolean;
}

/** Reads a history from its end until it tells of an entry. */
async function tailOf(temporal: Client, workflowId: string, runId: string): Promise<Tail> {
  const { namespace, loadedDataConverter } = temporal.options;
  const decode = (given: RawPayloads) =>
    decodeArrayFromPayloads(loadedDataConverter, given?.payloads, {
      type: "workflow",
      namespace,
      workflowId,
    });
  const results = new Map<string, RawPayloads>();
  let unreplayed: boolean | null = null;

  /** The last entry that this event says is in the journal, or null. */
  async function seqIn(event: RawEvent): Promise<number | null> {
    const completed = event.activityTaskCompletedEventAttributes;
    const scheduled = event.activityTaskScheduledEventAttributes;
    const started = event.workflowExecutionStartedEventAttributes;
    if (completed) results.set(`${completed.scheduledEventId}`, completed.result);
    if (event.workflowTaskFailedEventAttributes)
      unreplayed ??= event.workflowTaskFailedEventAttributes.cause === NON_DETERMINISTIC;
    if (event.workflowTaskCompletedEventAttributes) unreplayed ??= false;
    const name = scheduled?.activityType?.name ?? "";
    const id = `${event.eventId}`;
    if (["record", "entriesAfter"].includes(name) && results.has(id)) {
      const [told = null] = (await decode(results.get(id))) as [(readonly Entry[] | null)?];
      const [sent] = (await decode(scheduled?.input)) as [unknown];
      const entries = told ?? (sent as readonly Entry[]);
      return entries.at(-1)?.seq ?? null;
    }
    if (!started) return null;
    const [input] = (await decode(started.input)) as [{ carried?: { stored: { seq: number } } }?];
    return input?.carried?.stored.seq ?? 0;
  }

  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await temporal.workflowService.getWorkflowExecutionHistoryReverse({
      namespace,
      execution: { workflowId, runId },
      maximumPageSize: PAGE,
      ...(nextPageToken?.length && { nextPageToken }),
    });
    for (const event of page.history?.events ?? []) {
      const seq = await seqIn(event);
      if (seq !== null) return { recorded: seq, unreplayed: unreplayed ?? false };
    }
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
  return { recorded: 0, unreplayed: unreplayed ?? false };
}

export function liveness(temporal: Client) {
  const { namespace } = temporal.options;
  const service = temporal.workflowService;

  async function describe(workflowId: string): Promise<LiveDescription | null> {
    try {
      return await service.describeWorkflowExecution({ namespace, execution: { workflowId } });
    } catch (error) {
      if (isGrpcServiceError(error) && error.code === NOT_FOUND) return null;
      throw error;
    }
  }

  async function look({ client, seq, ended }: Pick<Standing, "client" | "seq" | "ended">): Promise<Live> {
    const workflowId = relationshipId(client);
    const found = await describe(workflowId);
    const status = Number(found?.workflowExecutionInfo?.status ?? 0);
    const runId = found?.workflowExecutionInfo?.execution?.runId ?? null;
    if (!found || runId === null || (status !== RUNNING && status !== PAUSED)) {
      if (ended) return { status: "ended", says: null, recorded: null, runId };
      const says = `Temporal runs no workflow ${workflowId}: \`tenure rebuild ${client}\` starts it from its journal`;
      return { status: "missing", says, recorded: null, runId };
    }
    const { recorded, unreplayed } = await tailOf(temporal, workflowId, runId);
    const told = (status: LiveStatus, says: string | null): Live => ({ status, says, recorded, runId });
    const task = found.pendingWorkflowTask;
    const attempt = Number(task?.attempt ?? 0);
    if (attempt > 1 && unreplayed)
      return told(
        "broken",
        `its history does not replay: \`tenure rebuild ${client}\` starts it from its journal`,
      );
    if (status === PAUSED) return told("stuck", "somebody paused its workflow in Temporal");
    if (attempt >= TRIES)
      return told("stuck", `its workflow task fails, ${attempt} times so far: the worker's log says why`);
    const waits = Number(task?.state ?? 0) === SCHEDULED ? tsToMs(task?.originalScheduledTime ?? null) : null;
    if (waits !== null && Date.now() - waits > WAITS)
      return told("stuck", `no worker has taken its workflow task since ${iso(Math.floor(waits))}`);
    const writing = found.pendingActivities?.find(({ activityType }) => activityType?.name === "record");
    if (writing && Number(writing.attempt ?? 1) >= TRIES)
      return told(
        "pending",
        `the archive has not taken its entries, ${writing.attempt} times so far: events are kept and not judged`,
      );
    if (recorded < seq && !writing)
      return told(
        "behind",
        `the journal has ${seq} entries, and the live relationship knows ${recorded}: it is told of the others`,
      );
    return told(task || writing ? "busy" : "current", null);
  }

  /** How a relationship is in Temporal beside what its journal says of it. Never throws. */
  return async (standing: Pick<Standing, "client" | "seq" | "ended">): Promise<Live> => {
    try {
      return await temporal.withDeadline(Date.now() + WITHIN, () => look(standing));
    } catch {
      return {
        status: "unknown",
        says: "Temporal does not answer, so it is not known whether the live relationship is as far as its journal",
        recorded: null,
        runId: null,
      };
    }
  };
}

export type Liveness = ReturnType<typeof liveness>;
