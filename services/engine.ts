// The way to the relationships: Temporal, and nothing of the machine. It sends, and asks no workflow anything:
// where a relationship stands, its journal says.

import {
  ApplicationFailure,
  type Client,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from "@temporalio/client";
import * as messages from "../contracts/messages.ts";
import type { Envelope, Machine } from "../machines/index.ts";
import { newest } from "../machines/versions/index.ts";
import { type Liveness, liveness } from "./live.ts";
import { ProblemError } from "./problem.ts";
import { type Landed, queue } from "./queue.ts";
import type { SignEvent } from "./signing.ts";

/** How long a sender waits for an answer before the event is left as a signal, ms. */
const ANSWER_WITHIN = 5_000;
const CALL_WITHIN = 3_000;
const REACHED_WITHIN = 3_000;

export interface EngineOptions {
  readonly client: Client;
  readonly taskQueue: string;
  /** Vouches for each event on its way: unsigned, it would be anybody's. */
  readonly sign: SignEvent;
  /** The machine that a relationship begins on; by default the newest that is released. */
  readonly machine?: () => Machine;
  /** The last entry that a client's journal has, or null: told to a relationship that gave no answer. */
  readonly journalled?: (subject: string) => Promise<number | null>;
  /** What each event is dated by on its way ({@link dating}); without it, events go as they are. */
  readonly dated?: (subject: string, event: Envelope) => Promise<Envelope>;
}

/** All relationships, by client. Every call throws {@link ProblemError} `unavailable` when Temporal is out of reach. */
export interface Engine {
  /** Starts a relationship. @returns false when there was one already. */
  open(client: string, opening: Envelope): Promise<boolean>;
  /**
   * Sends an event, together with others of the client that wait, and waits five seconds for its answer; after that
   * it is left as a durable signal.
   * @returns the answer, "recorded" when it is kept and not judged, or null when no such relationship runs.
   * @throws {ProblemError} when the workflow rejects it.
   */
  apply(client: string, event: Envelope): Promise<messages.Reply | "recorded" | null>;
  exists(client: string): Promise<boolean>;
  /** How the live relationship is beside its journal. Never throws. */
  readonly live: Liveness;
  reachable(): Promise<boolean>;
}

// The protocol's own numbers: grpc.status.
const GRPC = { cancelled: 1, deadline: 4, notFound: 5, exhausted: 8 } as const;

/** The gRPC status behind an error of the SDK's. */
function grpcCode(error: unknown): number | null {
  for (let e = error; e instanceof Error; e = e.cause) if (isGrpcServiceError(e)) return e.code;
  return null;
}

/** No answer in time, or too many senders wait for one already: a signal is still taken. */
const unanswered = (error: unknown): boolean => {
  const { cancelled, deadline, exhausted } = GRPC;
  return (
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    [cancelled, deadline, exhausted].some((code) => code === grpcCode(error))
  );
};

const unavailable = (what: string): ProblemError =>
  new ProblemError("unavailable", `${what}; send it again with the same eventId, it is applied once`);

/** What the workflow said about a message that it did not take for an event. */
function rejected({ type, message, faults }: Omit<messages.Rejected, "index">): ProblemError {
  switch (type) {
    case "TooLarge":
      return new ProblemError("tooLarge", message);
    case "ReceivedInFuture":
      return new ProblemError("malformed", message, { faults: [{ path: "receivedAt", says: message }] });
    case "Malformed":
    case "Unrecordable":
      return new ProblemError("malformed", message, { faults });
    default:
      return new ProblemError("failed", "the relationship could not take the event");
  }
}

/** The update was taken in by a run that ended or continued as new before it was answered. */
const CUT_SHORT = "AcceptedUpdateCompletedWorkflow";

/** The update came with a workflow task and never reached the workflow. */
const UNPROCESSED = "UnprocessedUpdate";

/** What becomes of each event of an update that failed. */
function failed({ type, message, details }: ApplicationFailure, events: number): Landed<EventReply> {
  const all = <T>(told: T): T[] => Array.from({ length: events }, () => told);
  if (type === CUT_SHORT || type === UNPROCESSED || type === "Full") return all({ again: true });
  if (type === "NotAll") {
    const bad = (details?.[0] ?? []) as readonly messages.Rejected[];
    return all(null).map((_, n) => {
      const one = bad.find(({ index }) => index === n);
      return one ? rejected(one) : { again: true };
    });
  }
  // Whichever it is about: the others are answered when it is not among them.
  if (events > 1) return all({ again: true, alone: true });
  return [rejected({ type: type as messages.Rejection, message, faults: [] })];
}

/** An answer, why there is none, or null where no such relationship runs. */
type EventReply = messages.Reply | ProblemError | "gone";

/** One update for these events. Null when there is no answer by `until`. */
async function sendTogether(
  client: Client,
  subject: string,
  events: readonly Envelope[],
  until: number,
): Promise<Landed<EventReply> | null> {
  try {
    return await client.withDeadline(until, () =>
      client.workflow
        .getHandle(messages.relationshipId(subject))
        .executeUpdate(messages.applyMany, { args: [events] }),
    );
  } catch (error) {
    if (unanswered(error)) return null;
    if (error instanceof WorkflowNotFoundError) return events.map(() => "gone");
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : null;
    if (!(cause instanceof ApplicationFailure)) throw error;
    return failed(cause, events.length);
  }
}

/** Whether Temporal knows what it was asked to describe. */
async function isThere(described: Promise<unknown>): Promise<boolean> {
  try {
    await described;
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || grpcCode(error) === GRPC.notFound) return false;
    throw new ProblemError("unavailable", "Temporal does not answer; nothing was recorded, try again");
  }
}

export function engine(options: EngineOptions): Engine {
  const {
    client,
    taskQueue,
    sign,
    machine = newest,
    journalled,
    dated = async (_, event) => event,
  } = options;
  const handleOf = (subject: string) => client.workflow.getHandle(messages.relationshipId(subject));
  const within = <T>(ms: number, call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + ms, call);

  const send = queue<EventReply>(
    (subject, events, until) => sendTogether(client, subject, events, until),
    ANSWER_WITHIN,
  );

  /** Leaves an event as a signal, which is kept; and tells of entries that the relationship may not know. */
  async function leave(subject: string, event: Envelope): Promise<void> {
    await within(CALL_WITHIN, () => handleOf(subject).signal(messages.notify, event));
    const seq = await journalled?.(subject).catch(() => null);
    // A relationship that knows its journal does nothing about it.
    if (seq) await within(CALL_WITHIN, () => handleOf(subject).signal(messages.wake, seq)).catch(() => {});
  }

  return {
    live: liveness(client),

    async open(subject, opening) {
      try {
        await within(CALL_WITHIN, () =>
          client.workflow.start(messages.RELATIONSHIP, {
            workflowId: messages.relationshipId(subject),
            taskQueue,
            args: [{ machine: machine().ref, opening: sign(subject, opening) }],
            workflowIdReusePolicy: "REJECT_DUPLICATE",
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw unavailable("Temporal did not take the opening");
      }
    },

    async apply(subject, said) {
      const event = sign(subject, await dated(subject, said));
      try {
        const told = await send(subject, event);
        if (told === "gone") return null;
        if (told instanceof ProblemError) throw told;
        if (told) return told;
        await leave(subject, event);
        return "recorded";
      } catch (error) {
        if (error instanceof ProblemError) throw error;
        if (error instanceof WorkflowNotFoundError) return null;
        throw unavailable("Temporal did not take the event");
      }
    },

    exists: (subject) => isThere(within(CALL_WITHIN, () => handleOf(subject).describe())),

    async reachable() {
      try {
        await within(REACHED_WITHIN, () => client.workflowService.getSystemInfo({}));
        return true;
      } catch {
        return false;
      }
    },
  };
}
