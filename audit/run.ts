// What one run of a relationship's workflow tells, event by event of its raw history.
import type { Client } from "@temporalio/client";
import { decodeArrayFromPayloads } from "@temporalio/common/lib/internal-non-workflow/index.js";
import { tsToMs } from "@temporalio/common/lib/time.js";
import { type EffectRef, type Entry, type Envelope, iso, type Stored } from "../machines/index.ts";

type Service = Client["workflowService"];
export type RunHistory = NonNullable<Awaited<ReturnType<Service["getWorkflowExecutionHistory"]>>["history"]>;
export type HistoryEvent = NonNullable<RunHistory["events"]>[number];
export type RunDescription = Awaited<ReturnType<Service["describeWorkflowExecution"]>>;
type EventPayloads = { readonly payloads?: Parameters<typeof decodeArrayFromPayloads>[1] } | null | undefined;
type DecodingContext = Parameters<typeof decodeArrayFromPayloads>[2];

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
  readonly history: RunHistory;
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

/** A payload in a history does not decode: it was changed, or encrypted with a key that is not here. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

// The protocol's own numbers: WorkflowExecutionStatus, WorkflowTaskFailedCause.
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

/** What a run was started with. */
interface RunInput {
  readonly opening?: unknown;
  readonly carried?: { readonly stored: Stored; readonly inbox: readonly { readonly envelope: unknown }[] };
  readonly rebuild?: string;
}

/** What was asked of the archive. */
interface MemoryCall {
  readonly name: string;
  /** The last event that the workflow had seen when it asked. */
  readonly seen: number;
  readonly entries: readonly Entry[];
  open: boolean;
}

/** Goes along the history of a run. Each event has the attributes of one kind. */
export class RunReader {
  readonly #runId: string;
  readonly #converter: Client["options"]["loadedDataConverter"];
  readonly #workflow: { readonly namespace: string; readonly workflowId: string };
  readonly #names: string[] = [];
  readonly #recorded: Recorded[] = [];
  /** What was asked of the archive, by the event that asked. */
  readonly #asked = new Map<number, MemoryCall>();
  readonly #received: Received[] = [];
  readonly #timers = new Map<string, Timer>();
  readonly #scheduled = new Map<number, Scheduled>();
  readonly #activityIds = new Map<number, string>();
  readonly #acts: Act[] = [];
  /** For each workflow task that was completed, the last event that the workflow saw in it. */
  readonly #saw = new Map<number, number>();
  #carried: Stored | null = null;
  #rebuild: string | null = null;
  #continuedFrom: string | null = null;

  constructor({ options }: Client, workflowId: string, runId: string) {
    this.#runId = runId;
    this.#converter = options.loadedDataConverter;
    this.#workflow = { namespace: options.namespace, workflowId };
  }

  /** @throws {Unreadable} */
  async take(event: HistoryEvent): Promise<void> {
    this.#seeWorkflowTask(event);
    this.#seeTimer(event);
    this.#seeAct(event);
    this.#seeOptions(event);
    await this.#seeStart(event);
    await this.#seeMessage(event);
    await this.#seeSchedule(event);
    await this.#seeClose(event);
  }

  /** What the events taken so far tell, with what the server says of the run. */
  told(description: RunDescription, history: RunHistory): Run {
    const info = description.workflowExecutionInfo;
    const status = STATUS[Number(info?.status ?? 0)] ?? "unknown";
    const asked = [...this.#asked.values()];
    return {
      runId: this.#runId,
      startedAt: ms(info?.startTime),
      beganAt: ms(history.events?.[0]?.eventTime),
      status,
      names: this.#names,
      continuedFrom: this.#continuedFrom,
      history,
      length: history.events?.length ?? 0,
      carried: this.#carried,
      rebuild: this.#rebuild,
      recorded: this.#recorded,
      given: asked.filter(({ entries }) => entries.length > 0),
      received: this.#received,
      timers: [...this.#timers.values()],
      scheduled: [...this.#scheduled.values()],
      acts: this.#acts,
      busy:
        Boolean(description.pendingWorkflowTask) || (status === "running" && asked.some(({ open }) => open)),
      underWay: (description.pendingActivities ?? []).map(({ activityId }) => activityId ?? ""),
      published: searchable(info?.searchAttributes?.indexedFields),
    };
  }

  #seeWorkflowTask(event: HistoryEvent): void {
    const completed = event.workflowTaskCompletedEventAttributes;
    if (completed) this.#saw.set(Number(event.eventId), Number(completed.startedEventId));
    const failed = event.workflowTaskFailedEventAttributes;
    if (failed?.cause !== RESET) return;
    for (const name of [failed.baseRunId, failed.newRunId])
      if (name && name !== this.#runId) this.#names.push(name);
    this.#act(event, "reset", failed.identity, failed.failure?.message);
  }

  #seeTimer(event: HistoryEvent): void {
    const started = event.timerStartedEventAttributes;
    if (started) {
      const length = tsToMs(started.startToFireTimeout ?? null);
      const due = ms(event.eventTime) + length;
      this.#timers.set(`${started.timerId}`, { event: Number(event.eventId), ms: length, due, open: true });
    }
    const rung = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes;
    const known = rung && this.#timers.get(`${rung.timerId}`);
    if (known) this.#timers.set(`${rung.timerId}`, { ...known, open: false });
  }

  /** What only somebody outside does, to the run as a whole. */
  #seeAct(event: HistoryEvent): void {
    const terminated = event.workflowExecutionTerminatedEventAttributes;
    if (terminated) this.#act(event, "terminated", terminated.identity, terminated.reason);
    const cancel = event.workflowExecutionCancelRequestedEventAttributes;
    if (cancel) this.#act(event, "cancelRequested", cancel.identity, cancel.cause);
    const paused = event.workflowExecutionPausedEventAttributes;
    if (paused) this.#act(event, "paused", paused.identity, paused.reason);
  }

  #seeOptions(event: HistoryEvent): void {
    const skipped = event.workflowExecutionTimeSkippingTransitionedEventAttributes;
    if (skipped) {
      const length = tsToMs(skipped.targetTime ?? null) - tsToMs(skipped.wallClockTime ?? null);
      this.#act(event, "clockMoved", null, `to ${span(length)} ahead of the wall clock`);
    }
    const options = event.workflowExecutionOptionsUpdatedEventAttributes;
    if (options && !options.timeSkippingConfigUpdated) this.#act(event, "optionsChanged", options.identity);
  }

  async #seeStart(event: HistoryEvent): Promise<void> {
    const onwards = event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (onwards) this.#names.push(onwards);
    const started = event.workflowExecutionStartedEventAttributes;
    if (!started) return;
    this.#continuedFrom = started.continuedExecutionRunId || null;
    if (this.#continuedFrom) this.#names.push(this.#continuedFrom);
    const [input] = (await this.#values(started.input)) as [RunInput?];
    this.#rebuild = input?.rebuild ?? null;
    this.#receive(event, "start", input?.opening);
    this.#carried = input?.carried?.stored ?? null;
    for (const { envelope } of input?.carried?.inbox ?? []) this.#receive(event, "carried", envelope);
  }

  /** Events of the relationship, however they came in. */
  async #seeMessage(event: HistoryEvent): Promise<void> {
    const request = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
    if (request?.input?.name === "applyMany") {
      const [sent] = await this.#values(request.input.args);
      for (const one of Array.isArray(sent) ? sent : []) this.#receive(event, "update", one);
    } else if (request?.input?.name === "apply") {
      const [sent] = await this.#values(request.input.args);
      this.#receive(event, "update", sent, request.meta?.updateId ?? null);
    }
    const signal = event.workflowExecutionSignaledEventAttributes;
    if (signal?.signalName !== "notify") return;
    const [sent] = await this.#values(signal.input);
    this.#receive(event, "signal", sent);
  }

  async #seeSchedule(event: HistoryEvent): Promise<void> {
    const task = event.activityTaskScheduledEventAttributes;
    if (!task) return;
    const id = Number(event.eventId);
    const activityId = task.activityId ?? "";
    this.#activityIds.set(id, activityId);
    const [input] = await this.#values(task.input, { activityId });
    const type = task.activityType?.name ?? "";
    if (MEMORY.includes(type)) {
      const seen = this.#saw.get(Number(task.workflowTaskCompletedEventId)) ?? id;
      const entries = type === "record" ? (input as readonly Entry[]) : [];
      this.#asked.set(id, { name: type, seen, entries, open: true });
    } else {
      const effect = input as EffectRef;
      this.#scheduled.set(id, { event: id, activityId, type, effect, closed: null, result: null });
    }
  }

  async #seeClose(event: HistoryEvent): Promise<void> {
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed) await this.#close(event, completed.scheduledEventId, "completed", completed.result);
    const over =
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes;
    if (over) await this.#close(event, over.scheduledEventId, "failed");
  }

  /** The activity that an event scheduled has come to an end. */
  async #close(
    event: HistoryEvent,
    of: unknown,
    closed: Scheduled["closed"],
    result?: EventPayloads,
  ): Promise<void> {
    const scheduledBy = Number(of);
    const memory = this.#asked.get(scheduledBy);
    if (memory) memory.open = false;
    if (memory?.name === "recall" || (memory && closed === "failed")) return;
    const begun = this.#scheduled.get(scheduledBy);
    if (!begun && !memory) return;
    const [value = null] = await this.#values(result, { activityId: this.#activityIds.get(scheduledBy) });
    if (memory) {
      const entries = (value as readonly Entry[] | null) ?? memory.entries;
      if (entries.length > 0)
        this.#recorded.push({ event: Number(event.eventId), seen: memory.seen, entries });
      return;
    }
    if (begun) this.#scheduled.set(scheduledBy, { ...begun, closed, result: value });
  }

  #act(event: HistoryEvent, kind: Act["kind"], by?: string | null, why?: string | null): void {
    const at = iso(ms(event.eventTime));
    this.#acts.push({ kind, event: Number(event.eventId), at, by: by ?? "", why: why ?? "" });
  }

  #receive(event: HistoryEvent, by: Received["by"], sent: unknown, updateId: string | null = null): void {
    if (typeof sent !== "object" || sent === null) return;
    this.#received.push({ event: Number(event.eventId), at: ms(event.eventTime), by, updateId, sent });
  }

  /** @param activity whose payloads they are; by default, the workflow's. */
  async #values(
    given: EventPayloads,
    activity?: { readonly activityId: string | undefined },
  ): Promise<readonly unknown[]> {
    const activityId = activity?.activityId;
    const context: DecodingContext = activity
      ? { ...this.#workflow, type: "activity", isLocal: false, ...(activityId && { activityId }) }
      : { ...this.#workflow, type: "workflow" };
    try {
      return await decodeArrayFromPayloads(this.#converter, given?.payloads, context);
    } catch (error) {
      throw new Unreadable(error instanceof Error ? error.message : String(error));
    }
  }
}
