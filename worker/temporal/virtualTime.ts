/**
 * Virtual time on a real Temporal server: the only module that knows the server's time-skipping interface, which is
 * young (server 1.32, `frontend.WorkflowTimeSkippingEnabled`). What it was seen to do:
 *
 * - Each workflow has a clock of its own, wall time plus what it skipped; it ticks on between skips, is what
 *   `Date.now()` in the workflow, its history and its activities' schedules go by, and is carried on by
 *   continue-as-new and by a restart of the server. Time moves forward only.
 * - A skip jumps from one due time to the next: each timer fires, in order, with the workflow's clock at its due time
 *   plus some 10 ms (a second on a server with default settings), and a retry that waits out its backoff is made when
 *   it is due. A jump over an idle stretch takes 10 ms of real time, each due time in it about 50 ms (a second).
 * - Time stands while a workflow task or an activity's attempt is in hand, local activities included, and so also
 *   while no worker runs once a timer came due or a message came in: the skip goes on when a worker has done the task.
 *   With workers down, time therefore passes up to the first due time and no further; when they return, that timer's
 *   task sees the messages that came in the meantime first, then the timer, all at that time.
 * - A message can come in between; it is handled at the virtual time reached. But the server forgets timers that are
 *   due and not yet fired when it picks where to jump, so that after a message, or with timers a few ms apart, one of
 *   them can fire days late. Hence every fast-forward here is made of jumps to one due time each, and nothing is
 *   jumped over before all that is due has happened.
 *
 * A workflow that is being moved must have no child workflow: the server does not skip while one is open.
 */

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionLike, isGrpcServiceError } from "@temporalio/client";
import { msToTs, tsToMs } from "@temporalio/common/lib/time.js";
import { reason } from "./bring.ts";

/** Where a workflow stands. */
export interface VirtualMoment {
  /** The workflow's own time, in ms since the epoch. */
  readonly now: number;
  /** False when it has ended. */
  readonly running: boolean;
  /** When it will do something by itself next, in ms since the epoch: its earliest timer or retry. */
  readonly next: number | undefined;
}

export interface Patience {
  /** Milliseconds of real time without any progress after which to give up; default 10 s. */
  readonly patience?: number;
}

/** `unsupported`: the server cannot skip time. `stuck`: something is in hand and nobody does it; time stands there. */
export class VirtualTimeError extends Error {
  override readonly name = "VirtualTimeError";
  readonly code: "unsupported" | "stuck";

  constructor(code: "unsupported" | "stuck", message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The workflow's own current time, in ms since the epoch: the wall clock's for one that never skipped. Takes 2 ms.
 *
 * @throws ServiceError NOT_FOUND for an unknown workflow.
 */
export async function virtualNow(
  connection: ConnectionLike,
  namespace: string,
  workflowId: string,
): Promise<number> {
  return clockOf(await describe({ connection, namespace, workflowId }));
}

/**
 * Moves one running workflow forward by `ms` and returns when everything that came due on the way is done: its timers
 * fired, their workflow tasks and activities completed. Lands 0 to 10 ms late, two seconds where that is a due time. A workflow that ends on the way is left
 * at its end. Time stands still again afterwards, but for real time passing.
 *
 * @throws VirtualTimeError unsupported; stuck, naming what is in hand, e.g. a workflow task when no worker runs. The
 * workflow is then left at the time reached, and the call can be made again with `fastForwardTo`.
 * @throws ServiceError NOT_FOUND for an unknown workflow.
 */
export async function fastForward(
  connection: ConnectionLike,
  namespace: string,
  workflowId: string,
  ms: number,
  options?: Patience,
): Promise<VirtualMoment> {
  const now = await virtualNow(connection, namespace, workflowId);
  return fastForwardTo(connection, namespace, workflowId, now + ms, options);
}

/** As `fastForward`, to a point in virtual time, in ms since the epoch. One that has passed only settles. */
export async function fastForwardTo(
  connection: ConnectionLike,
  namespace: string,
  workflowId: string,
  at: number,
  { patience = 10_000 }: Patience = {},
): Promise<VirtualMoment> {
  if (!Number.isFinite(at)) throw new RangeError(`not a point in time: ${at}`);
  const subject: FollowedWorkflow = { connection, namespace, workflowId };
  const watch = watching(subject);
  let moment = await quiet(subject, watch, patience);
  for (let broken = 0; moment.running && moment.now < at; ) {
    const due = moment.next;
    const goal = due === undefined || due > at + LEEWAY ? at : due + LEEWAY;
    const broke = await jump(subject, Math.max(1, Math.ceil(goal - moment.now)), patience);
    moment = await quiet(subject, watch, patience);
    broken = broke === undefined ? 0 : broken + 1;
    if (broken > 5)
      throw new VirtualTimeError("stuck", `${workflowId} stands at ${iso(moment.now)}: ${broke}`);
  }
  return moment;
}

/**
 * Moves a workflow that was started with a delay to its beginning, and returns when its first task, and all that came
 * of it, is done. `at`: when it begins, in ms since the epoch.
 *
 * @throws VirtualTimeError as `fastForward`.
 */
export async function fastForwardToBeginning(
  connection: ConnectionLike,
  namespace: string,
  workflowId: string,
  at: number,
  { patience = 10_000 }: Patience = {},
): Promise<VirtualMoment> {
  const subject: FollowedWorkflow = { connection, namespace, workflowId };
  const now = clockOf(await describe(subject));
  const broke = await jump(subject, Math.max(1, Math.ceil(at + LEEWAY - now)), patience);
  if (broke !== undefined) throw new VirtualTimeError("stuck", `${workflowId} does not begin: ${broke}`);
  return quiet(subject, watching(subject), patience);
}

/**
 * Waits until a workflow has nothing in hand: no workflow task, no activity but those waiting for a retry, no timer
 * that is due and has not fired.
 *
 * @throws VirtualTimeError stuck, naming what is in hand.
 */
export async function settle(
  connection: ConnectionLike,
  namespace: string,
  workflowId: string,
  { patience = 10_000 }: Patience = {},
): Promise<VirtualMoment> {
  const subject: FollowedWorkflow = { connection, namespace, workflowId };
  return quiet(subject, watching(subject), patience);
}

/**
 * How far beyond a due time a jump over it is aimed, ms. When the task that the due timer brought completes, a jump's
 * end that has passed meanwhile counts no more: the server then jumps on to the next due time, months away. So the end
 * must still lie ahead; what is left to it is skipped at once.
 */
const LEEWAY = 2_000;

interface FollowedWorkflow {
  readonly connection: ConnectionLike;
  readonly namespace: string;
  readonly workflowId: string;
}

type WorkflowDescription = Awaited<ReturnType<typeof describe>>;

// The protocol's own numbers: WorkflowExecutionStatus, FastForwardPollingResult, grpc.status.
const RUNNING = 1;
const COMPLETED = 2;
const FAILED = 3;
const GRPC = { cancelled: 1, deadline: 4, notFound: 5, unimplemented: 12 } as const;

async function describe({ connection, namespace, workflowId }: FollowedWorkflow) {
  return connection.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } });
}

function clockOf(description: WorkflowDescription): number {
  const time = description.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  return time ? tsToMs(time) : Date.now();
}

type Config = NonNullable<
  NonNullable<
    Parameters<
      ConnectionLike["workflowService"]["updateWorkflowExecutionOptions"]
    >[0]["workflowExecutionOptions"]
  >["timeSkippingConfig"]
>;

/**
 * One jump of the server's, which must have nothing to do on the way. A string says why the server broke it off, as it
 * does when the run is continued as new meanwhile; the next jump does the rest.
 */
async function jump(subject: FollowedWorkflow, ms: number, patience: number): Promise<string | undefined> {
  const { connection, namespace, workflowId } = subject;
  const service = connection.workflowService;
  const id = randomUUID();
  await setTimeSkipping(subject, { enabled: true, fastForwardConfig: { id, duration: msToTs(ms) } });
  const request = { namespace, workflowExecution: { workflowId }, fastForwardId: id };
  const limit = Date.now() + patience;
  while (Date.now() < limit) {
    try {
      const { fastForwardPollingResult: result, failedReason } = await connection.withDeadline(limit, () =>
        service.pollWorkflowExecutionTimeSkipping(request),
      );
      if (result === COMPLETED) return undefined;
      if (result === FAILED) return failedReason || "the server broke the skip off";
    } catch (error) {
      if (!failedWith(error, GRPC.deadline, GRPC.cancelled)) throw error;
    }
  }
  // Else the rest would be skipped behind our back as soon as a worker has done what is in hand.
  await setTimeSkipping(subject, { enabled: false });
  return "the skip did not begin";
}

function failedWith(error: unknown, ...codes: readonly number[]): boolean {
  return isGrpcServiceError(error) && codes.includes(error.code);
}

async function setTimeSkipping(subject: FollowedWorkflow, timeSkippingConfig: Config): Promise<void> {
  const { connection, namespace, workflowId } = subject;
  try {
    await connection.workflowService.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution: { workflowId },
      workflowExecutionOptions: { timeSkippingConfig },
      updateMask: { paths: ["time_skipping_config"] },
    });
  } catch (error) {
    // It has ended meanwhile, which its description tells.
    if (failedWith(error, GRPC.notFound)) return;
    if (failedWith(error, GRPC.unimplemented))
      throw new VirtualTimeError("unsupported", `this Temporal server cannot skip time: ${reason(error)}`);
    throw error;
  }
}

async function quiet(
  subject: FollowedWorkflow,
  watch: ReadProgress,
  patience: number,
): Promise<VirtualMoment> {
  let seen = "";
  let limit = 0;
  for (let pause = 2; ; pause = Math.min(pause * 1.5, 50)) {
    const description = await describe(subject);
    const now = clockOf(description);
    if (description.workflowExecutionInfo?.status !== RUNNING)
      return { now, running: false, next: undefined };
    const { due, progress, moved } = await watch(description);
    const inHand = moved ? "it moves" : waiting(description, due, now);
    if (inHand === undefined) return { now, running: true, next: earliest(description, due, now) };

    if (progress !== seen) {
      seen = progress;
      limit = Date.now() + patience;
    } else if (Date.now() > limit) {
      throw new VirtualTimeError("stuck", `${subject.workflowId} stands at ${iso(now)}: ${inHand}`);
    }
    await sleep(pause);
  }
}

const iso = (at: number): string => new Date(at).toISOString();

/** What is in hand, in words. */
function waiting(description: WorkflowDescription, due: Due, now: number): string | undefined {
  const task = description.pendingWorkflowTask;
  if (task)
    return (task.attempt ?? 1) > 1
      ? `its workflow task fails, attempt ${task.attempt}`
      : "its workflow task waits for a worker or is being worked on";
  if (!due.begun) return "it has not begun yet";
  const activity = description.pendingActivities?.find((a) => !(tsToMs(a.scheduledTime) > now));
  if (activity)
    return `activity ${activity.activityType?.name}, attempt ${activity.attempt}, is not done yet`;
  const timer = [...due.timers.values()].find((at) => at <= now);
  if (timer !== undefined) return `the timer due at ${iso(timer)} has not fired yet`;
  return undefined;
}

function earliest(description: WorkflowDescription, due: Due, now: number): number | undefined {
  const retries = (description.pendingActivities ?? []).map((a) => tsToMs(a.scheduledTime));
  const times = [...due.timers.values(), ...retries].filter((at) => at > now);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** The open timers of the current run, which only its history tells. */
interface Due {
  /** Due times in ms by timer id. */
  readonly timers: ReadonlyMap<string, number>;
  /** Whether there was a first workflow task: a continued run may begin a second after it was started. */
  readonly begun: boolean;
}

interface WorkflowProgress {
  readonly due: Due;
  /** Differs when anything happened. */
  readonly progress: string;
  /** The history has gone beyond the description, which is out of date then. */
  readonly moved: boolean;
}

type ReadProgress = (description: WorkflowDescription) => Promise<WorkflowProgress>;

/** Follows the history: each event is read once. */
function watching({ connection, namespace, workflowId }: FollowedWorkflow): ReadProgress {
  let run = "";
  let read = 0;
  let begun = false;
  const timers = new Map<string, number>();

  return async ({ workflowExecutionInfo, pendingActivities }) => {
    const runId = workflowExecutionInfo?.execution?.runId ?? "";
    const length = Number(workflowExecutionInfo?.historyLength ?? 0);
    if (runId !== run) {
      run = runId;
      read = 0;
      begun = false;
      timers.clear();
    }
    if (length > read) {
      for (const event of await newerThan(read, runId)) {
        read = Number(event.eventId);
        begun ||= Boolean(event.workflowTaskScheduledEventAttributes);
        const started = event.timerStartedEventAttributes;
        if (started)
          timers.set(`${started.timerId}`, tsToMs(event.eventTime) + tsToMs(started.startToFireTimeout));
        const over = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes;
        if (over) timers.delete(`${over.timerId}`);
      }
    }
    const attempts = pendingActivities?.map((a) => `${a.activityId}:${a.attempt}`);
    return { due: { timers, begun }, progress: `${runId}/${read}/${attempts}`, moved: read > length };
  };

  async function newerThan(id: number, runId: string) {
    const events = [];
    let nextPageToken: Uint8Array | undefined;
    do {
      const page = await connection.workflowService.getWorkflowExecutionHistoryReverse({
        namespace,
        execution: { workflowId, runId },
        maximumPageSize: 200,
        ...(nextPageToken ? { nextPageToken } : {}),
      });
      for (const event of page.history?.events ?? []) {
        if (Number(event.eventId) <= id) return events.reverse();
        events.push(event);
      }
      nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined;
    } while (nextPageToken);
    return events.reverse();
  }
}
