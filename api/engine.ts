// The door's way to the relationships: Temporal, and nothing of the law.
import { setTimeout as sleep } from "node:timers/promises";
import {
  ApplicationFailure,
  type Client,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from "@temporalio/client";
import type { Envelope, Explanation } from "../machines/index.ts";
import * as messages from "../workflows/messages.ts";
import { ProblemError } from "./problem.ts";

/** How long a sender waits for an answer before the event is left as a signal, ms. */
const ANSWER_WITHIN = 5_000;
const CALL_WITHIN = 3_000;
const QUERY_WITHIN = 3_000;

export interface EngineOptions {
  readonly client: Client;
  readonly taskQueue: string;
}

/** All relationships, by client. Every call throws {@link ProblemError} `unavailable` when Temporal is out of reach. */
export interface Engine {
  /** Starts a relationship. @returns false when there was one already. */
  open(client: string, opening: Envelope): Promise<boolean>;
  /**
   * Sends an event and waits five seconds for its answer; after that it is left as a durable signal.
   * @returns the answer, "recorded" when it is kept and not judged, or null when no such relationship runs.
   * @throws {ProblemError} when the shell rejects it.
   */
  apply(client: string, event: Envelope): Promise<messages.Reply | "recorded" | null>;
  /** Where a relationship stands, or null when nobody who runs it answers. */
  status(client: string): Promise<messages.Status | null>;
  /** @returns null when no such relationship runs. */
  explain(client: string, questions: readonly messages.Question[]): Promise<Explanation[] | null>;
  exists(client: string): Promise<boolean>;
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

/** What the shell said about a message that it did not take for an event. */
function rejected({ type, message, details }: ApplicationFailure): ProblemError {
  const faults = Array.isArray(details?.[0]) ? (details[0] as { path: string; says: string }[]) : [];
  switch (type as messages.Rejection) {
    case "TooLarge":
      return new ProblemError("tooLarge", message);
    case "ReceivedInFuture":
      return new ProblemError("malformed", message, { faults: [{ path: "receivedAt", says: message }] });
    case "Malformed":
      return new ProblemError("malformed", message, { faults });
    default:
      return new ProblemError("failed", "the relationship could not take the event");
  }
}

/** The update was taken in by a run that ended or continued as new before it was answered. */
const CUT_SHORT = "AcceptedUpdateCompletedWorkflow";

export function engine({ client, taskQueue }: EngineOptions): Engine {
  const handleOf = (subject: string) => client.workflow.getHandle(messages.relationshipId(subject));
  const within = <T>(ms: number, call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + ms, call);

  async function update(subject: string, event: Envelope, deadline: number): Promise<messages.Reply | null> {
    const handle = handleOf(subject);
    for (;;) {
      try {
        return await client.withDeadline(deadline, () =>
          handle.executeUpdate(messages.apply, { args: [event] }),
        );
      } catch (error) {
        if (unanswered(error)) return null;
        const cause = error instanceof WorkflowUpdateFailedError ? error.cause : null;
        if (!(cause instanceof ApplicationFailure)) throw error;
        if (cause.type !== CUT_SHORT) throw rejected(cause);
      }
    }
  }

  /** The answer, or null when there is none in time: a sender's patience is counted here, not by a busy server. */
  async function answered(subject: string, event: Envelope): Promise<messages.Reply | null> {
    const over = new AbortController();
    const late = sleep(ANSWER_WITHIN, null, { signal: over.signal }).catch(() => null);
    try {
      return await Promise.race([update(subject, event, Date.now() + ANSWER_WITHIN), late]);
    } finally {
      over.abort();
    }
  }

  return {
    async open(subject, opening) {
      try {
        await within(CALL_WITHIN, () =>
          client.workflow.start(messages.RELATIONSHIP, {
            workflowId: messages.relationshipId(subject),
            taskQueue,
            args: [{ opening }],
            workflowIdReusePolicy: "REJECT_DUPLICATE",
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw unavailable("Temporal did not take the opening");
      }
    },

    async apply(subject, event) {
      try {
        const reply = await answered(subject, event);
        if (reply) return reply;
        await within(CALL_WITHIN, () => handleOf(subject).signal(messages.notify, event));
        return "recorded";
      } catch (error) {
        if (error instanceof ProblemError) throw error;
        if (error instanceof WorkflowNotFoundError) return null;
        throw unavailable("Temporal did not take the event");
      }
    },

    async status(subject) {
      try {
        return await within(QUERY_WITHIN, () => handleOf(subject).query(messages.status));
      } catch {
        return null;
      }
    },

    async explain(subject, questions) {
      try {
        return await within(CALL_WITHIN, () => handleOf(subject).query(messages.explain, questions));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null;
        throw new ProblemError("unavailable", "nobody who runs the relationship answers; try again");
      }
    },

    async exists(subject) {
      try {
        await within(CALL_WITHIN, () => handleOf(subject).describe());
        return true;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError || grpcCode(error) === GRPC.notFound) return false;
        throw new ProblemError("unavailable", "Temporal does not answer; nothing was recorded, try again");
      }
    },

    async reachable() {
      try {
        await within(QUERY_WITHIN, () => client.workflowService.getSystemInfo({}));
        return true;
      } catch {
        return false;
      }
    },
  };
}
