// What Temporal has of a relationship: the raw histories of all its runs, and what follows from them.
import { type Client, isGrpcServiceError } from "@temporalio/client";
import { decodeArrayFromPayloads } from "@temporalio/common/lib/internal-non-workflow/index.js";
import { tsToMs } from "@temporalio/common/lib/time.js";
import { relationshipId } from "../contracts/messages.ts";
import { type EffectRef, type Entry, type Envelope, iso, type Stored } from "../machines/index.ts";

type Service = Client["workflowService"];
type History = NonNullable<Awaited<ReturnType<Service["getWorkflowExecutionHistory"]>>["history"]>;
type HistoryEvent = NonNullable<History["events"]>[number];
type Description = Awaited<ReturnType<Service["describeWorkflowExecution"]>>;
type Payloads = { readonly payloads?: Parameters<typeof decodeArrayFromPayloads>[1] } | null | undefined;
type Context = Parameters<typeof decodeArrayFromPayloads>[2];

/** Entries that stood in the journal when an activity came back. `event`: its id in the run's history. */
export interface Recorded {
  readonly event: number;
  /** The last event that the workflow had seen when it asked for them. */
  readonly seen: number;
  readonly entries: readonly Entry[];
}

/** Entries that a run gave to be written, whatever became of them. */
export interface Given {
  readonly entries: readonly Entry[];
  /** True while it is not known whether they were. */
  readonly open: boolean;
}

/** An event that came in, as it was sent. */
export interface Received {
  readonly event: number;
  readonly at: number;
  readonly by: "start" | "update" | "signal" | "carried";
  /** The update's own id: a raw caller's event that has none takes it. */
  readonly updateId: string | null;
  readonly sent: Partial<Envelope>;
}

/** A timer; `due` in ms by the workflow's clock. */
export interface Timer {
  readonly event: number;
  readonly ms: number;
  readonly due: number;
  readonly open: boolean;
}

/** An effect that was handed to an activity. `activityId`: its name in the run. */
export interface Scheduled {
  readonly event: number;
  readonly activityId: string;
  readonly type: string;
  readonly effect: EffectRef;
  /** What became of it; null while it is under way. */
  readonly closed: "completed" | "failed" | null;
  readonly result: unknown;
}

/** Something that only somebody outside the engine does to an execution. */
export interface Act {
  readonly kind: "terminated" | "cancelRequested" | "reset" | "paused" | "clockMoved" | "optionsChanged";
  readonly event: number;
  /** ISO instant. */
  readonly at: string;
  /** The identity that the server was told, and why; empty where it was told nothing. */
  readonly by: string;
  readonly why: string;
}

/** One run: the raw history for the replayer, and what it tells. */
export interface Run {
  readonly runId: string;
  /** When this run was started, ms. */
  readonly startedAt: number;
  /** When the first event of its history happened, ms: earlier, where it was reset from another run. */
  readonly beganAt: number;
  /** `running`, `paused`, or how it closed. */
  readonly status: string;
  /** Runs that this one names: the one before it, the one it was reset from, the one after it. */
  readonly names: readonly string[];
  readonly continuedFrom: string | null;
  readonly history: History;
  readonly length: number;
  /** What the run before left. */
  readonly carried: Stored | null;
  /** The hash of the record of the rebuild that started this run from the journal, or null. */
  readonly rebuild: string | null;
  readonly recorded: readonly Recorded[];
  readonly given: readonly Given[];
  readonly received: readonly Received[];
  readonly timers: readonly Timer[];
  readonly scheduled: readonly Scheduled[];
  readonly acts: readonly Act[];
  /** True while a workflow task waits for a worker or is being worked on, or the archive is being written or read. */
  readonly busy: boolean;
  /** The activities that are under way, by id. */
  readonly underWay: readonly string[];
  /** What searches see of the live workflow, by name, as it published it. */
  readonly published: Readonly<Record<string, unknown>>;
}

/** A run that others name and that Temporal holds no more; `until`: when it had ended at the latest, ms. */
export interface Gone {
  readonly runId: string;
  readonly until: number | null;
}

export interface Histories {
  /** In the order in which they were started. */
  readonly runs: readonly Run[];
  readonly gone: readonly Gone[];
}

/** A payload in a history does not decode: it was changed, or encrypted with a key that is not here. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

// The protocol's own numbers: grpc.status, WorkflowExecutionStatus, WorkflowTaskFailedCause.
const NOT_FOUND = 5;
const STATUS = [
  "unknown",
  "running",
  "completed",
  "failed",
  "canceled",
  "terminated",
  "continued",
  "timedOut",
  "paused",
];
const RESET = 20;
/** The activities by which a workflow writes and reads the journal; every other one carries out an effect. */
const MEMORY: readonly string[] = ["record", "recall", "entriesAfter"];
const PAGE = 1_000;

const notFound = (error: unknown): boolean => isGrpcServiceError(error) && error.code === NOT_FOUND;

async function unlessGone<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (notFound(error)) return null;
    throw error;
  }
}

/**
 * Reads every run of a client's relationship: the runs that Temporal lists, and those that they name.
 * @throws {Unreadable}
 * @throws ServiceError when Temporal does not answer.
 */
export async function readHistories(temporal: Client, client: string): Promise<Histories> {
  const workflowId = relationshipId(client);
  const { namespace } = temporal.options;
  const service = temporal.workflowService;
  const describe = (runId = "") =>
    unlessGone(service.describeWorkflowExecution({ namespace, execution: { workflowId, runId } }));

  const wanted = new Set<string>();
  const latest = await describe();
  const latestRun = latest?.workflowExecutionInfo?.execution?.runId;
  if (latestRun) wanted.add(latestRun);
  for await (const { runId } of temporal.workflow.list({ query: `WorkflowId = "${workflowId}"` }))
    wanted.add(runId);

  const runs: Run[] = [];
  const lost: string[] = [];
  for (const runId of wanted) {
    const description = runId === latestRun ? latest : await describe(runId);
    const history = description && (await unlessGone(readAll(service, namespace, workflowId, runId)));
    if (!description || !history) {
      lost.push(runId);
      continue;
    }
    const run = await told(temporal, workflowId, runId, description, history);
    runs.push(run);
    for (const name of run.names) wanted.add(name);
  }
  runs.sort((a, b) => a.startedAt - b.startedAt);
  const gone = lost.map((runId): Gone => {
    const after = runs.find(({ continuedFrom }) => continuedFrom === runId);
    return { runId, until: after?.startedAt ?? null };
  });
  return { runs, gone };
}

/**
 * Reads one run of a workflow: its current one, unless another is named. Null where Temporal holds none.
 * @throws {Unreadable}
 */
export async function readRun(temporal: Client, workflowId: string, wanted = ""): Promise<Run | null> {
  const { namespace } = temporal.options;
  const service = temporal.workflowService;
  const execution = { workflowId, runId: wanted };
  const description = await unlessGone(service.describeWorkflowExecution({ namespace, execution }));
  const runId = description?.workflowExecutionInfo?.execution?.runId;
  if (!description || !runId) return null;
  const history = await unlessGone(readAll(service, namespace, workflowId, runId));
  return history && told(temporal, workflowId, runId, description, history);
}

async function readAll(
  service: Service,
  namespace: string,
  workflowId: string,
  runId: string,
): Promise<History> {
  const events: HistoryEvent[] = [];
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await service.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId },
      maximumPageSize: PAGE,
      ...(nextPageToken?.length && { nextPageToken }),
    });
    events.push(...(page.history?.events ?? []));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
  return { events };
}

const ms = (time: HistoryEvent["eventTime"]): number => Math.floor(tsToMs(time ?? null));
const day = 86_400_000;

/** How long a stretch of time is, for people. */
const span = (length: number): string =>
  length >= day ? `${(length / day).toFixed(1)} days` : `${Math.round(length / 1_000)} s`;

/** Search attributes are never encrypted: they are JSON as they stand. */
function searchable(
  fields: Readonly<Record<string, { readonly data?: Uint8Array | null }>> | null | undefined,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [name, { data }] of Object.entries(fields ?? {})) {
    const text = new TextDecoder().decode(data ?? undefined);
    const value: unknown = text === "" ? null : JSON.parse(text);
    found[name] = Array.isArray(value) ? (value[0] ?? null) : value;
  }
  return found;
}

async function told(
  temporal: Client,
  workflowId: string,
  runId: string,
  description: Description,
  history: History,
): Promise<Run> {
  const { namespace, loadedDataConverter } = temporal.options;
  const workflow: Context = { type: "workflow", namespace, workflowId };
  const activity = (activityId?: string | null): Context => ({
    ...{ type: "activity", namespace, workflowId, isLocal: false },
    ...(activityId && { activityId }),
  });
  const values = async (given: Payloads, context: Context): Promise<readonly unknown[]> => {
    try {
      return await decodeArrayFromPayloads(loadedDataConverter, given?.payloads, context);
    } catch (error) {
      throw new Unreadable(error instanceof Error ? error.message : String(error));
    }
  };

  const names: string[] = [];
  const recorded: Recorded[] = [];
  /** What was asked of the archive, by the event that asked. */
  const asked = new Map<
    number,
    { readonly name: string; readonly seen: number; readonly entries: readonly Entry[]; open: boolean }
  >();
  const received: Received[] = [];
  const timers = new Map<string, Timer>();
  const scheduled = new Map<number, Scheduled>();
  const activityIds = new Map<number, string>();
  const acts: Act[] = [];
  /** For each workflow task that was completed, the last event that the workflow saw in it. */
  const saw = new Map<number, number>();
  let carried: Stored | null = null;
  let rebuild: string | null = null;
  let continuedFrom: string | null = null;

  for (const event of history.events ?? []) {
    const id = Number(event.eventId);
    const at = ms(event.eventTime);
    const act = (kind: Act["kind"], by?: string | null, why?: string | null) =>
      acts.push({ kind, event: id, at: iso(at), by: by ?? "", why: why ?? "" });
    const take = (by: Received["by"], sent: unknown, updateId: string | null = null) => {
      if (typeof sent === "object" && sent !== null) received.push({ event: id, at, by, updateId, sent });
    };
    const close = async (of: unknown, closed: Scheduled["closed"], result?: Payloads) => {
      const memory = asked.get(Number(of));
      if (memory) memory.open = false;
      if (memory?.name === "recall" || (memory && closed === "failed")) return;
      const begun = scheduled.get(Number(of));
      if (!begun && !memory) return;
      const [value = null] = await values(result, activity(activityIds.get(Number(of))));
      if (memory) {
        const entries = (value as readonly Entry[] | null) ?? memory.entries;
        if (entries.length > 0) recorded.push({ event: id, seen: memory.seen, entries });
        return;
      }
      if (begun) scheduled.set(Number(of), { ...begun, closed, result: value });
    };

    const started = event.workflowExecutionStartedEventAttributes;
    const completed = event.workflowTaskCompletedEventAttributes;
    const failed = event.workflowTaskFailedEventAttributes;
    const update = event.workflowExecutionUpdateAcceptedEventAttributes;
    const signal = event.workflowExecutionSignaledEventAttributes;
    const timer = event.timerStartedEventAttributes;
    const rung = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes;
    const task = event.activityTaskScheduledEventAttributes;
    const terminated = event.workflowExecutionTerminatedEventAttributes;
    const cancel = event.workflowExecutionCancelRequestedEventAttributes;
    const paused = event.workflowExecutionPausedEventAttributes;
    const options = event.workflowExecutionOptionsUpdatedEventAttributes;
    const skipped = event.workflowExecutionTimeSkippingTransitionedEventAttributes;
    const onwards = event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;

    if (started) {
      continuedFrom = started.continuedExecutionRunId || null;
      if (continuedFrom) names.push(continuedFrom);
      const [input] = (await values(started.input, workflow)) as [
        {
          opening?: unknown;
          carried?: { stored: Stored; inbox: readonly { envelope: unknown }[] };
          rebuild?: string;
        }?,
      ];
      rebuild = input?.rebuild ?? null;
      take("start", input?.opening);
      carried = input?.carried?.stored ?? null;
      for (const { envelope } of input?.carried?.inbox ?? []) take("carried", envelope);
    } else if (completed) {
      saw.set(id, Number(completed.startedEventId));
    } else if (failed?.cause === RESET) {
      for (const name of [failed.baseRunId, failed.newRunId]) if (name && name !== runId) names.push(name);
      act("reset", failed.identity, failed.failure?.message);
    } else if (update?.acceptedRequest?.input?.name === "applyMany") {
      const [sent] = await values(update.acceptedRequest.input.args, workflow);
      for (const one of Array.isArray(sent) ? sent : []) take("update", one);
    } else if (update?.acceptedRequest?.input?.name === "apply") {
      const [sent] = await values(update.acceptedRequest.input.args, workflow);
      take("update", sent, update.acceptedRequest.meta?.updateId ?? null);
    } else if (signal?.signalName === "notify") {
      const [sent] = await values(signal.input, workflow);
      take("signal", sent);
    } else if (timer) {
      const length = tsToMs(timer.startToFireTimeout ?? null);
      timers.set(`${timer.timerId}`, { event: id, ms: length, due: at + length, open: true });
    } else if (rung) {
      const known = timers.get(`${rung.timerId}`);
      if (known) timers.set(`${rung.timerId}`, { ...known, open: false });
    } else if (task) {
      const activityId = task.activityId ?? "";
      activityIds.set(id, activityId);
      const [input] = await values(task.input, activity(activityId));
      const type = task.activityType?.name ?? "";
      if (MEMORY.includes(type)) {
        const seen = saw.get(Number(task.workflowTaskCompletedEventId)) ?? id;
        const entries = type === "record" ? (input as readonly Entry[]) : [];
        asked.set(id, { name: type, seen, entries, open: true });
      } else {
        const effect = input as EffectRef;
        scheduled.set(id, { event: id, activityId, type, effect, closed: null, result: null });
      }
    } else if (event.activityTaskCompletedEventAttributes) {
      const { scheduledEventId, result } = event.activityTaskCompletedEventAttributes;
      await close(scheduledEventId, "completed", result);
    } else if (terminated) {
      act("terminated", terminated.identity, terminated.reason);
    } else if (cancel) {
      act("cancelRequested", cancel.identity, cancel.cause);
    } else if (paused) {
      act("paused", paused.identity, paused.reason);
    } else if (skipped) {
      const length = tsToMs(skipped.targetTime ?? null) - tsToMs(skipped.wallClockTime ?? null);
      act("clockMoved", null, `to ${span(length)} ahead of the wall clock`);
    } else if (options && !options.timeSkippingConfigUpdated) {
      act("optionsChanged", options.identity);
    } else if (onwards) {
      names.push(onwards);
    } else {
      const over =
        event.activityTaskFailedEventAttributes ??
        event.activityTaskTimedOutEventAttributes ??
        event.activityTaskCanceledEventAttributes;
      if (over) await close(over.scheduledEventId, "failed");
    }
  }

  const info = description.workflowExecutionInfo;
  const running = STATUS[Number(info?.status ?? 0)] === "running";
  return {
    runId,
    startedAt: ms(info?.startTime),
    beganAt: ms(history.events?.[0]?.eventTime),
    status: STATUS[Number(info?.status ?? 0)] ?? "unknown",
    names,
    continuedFrom,
    history,
    length: history.events?.length ?? 0,
    carried,
    rebuild,
    recorded,
    given: [...asked.values()].filter(({ entries }) => entries.length > 0),
    received,
    timers: [...timers.values()],
    scheduled: [...scheduled.values()],
    acts,
    busy:
      Boolean(description.pendingWorkflowTask) || (running && [...asked.values()].some(({ open }) => open)),
    underWay: (description.pendingActivities ?? []).map(({ activityId }) => activityId ?? ""),
    published: searchable(info?.searchAttributes?.indexedFields),
  };
}
