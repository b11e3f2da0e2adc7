// Updates and signals between the API, other senders and the workflow: names and types, no workflow code.
import { defineSignal, defineUpdate } from "@temporalio/workflow";
import type { Answer, Envelope } from "../machines/format.ts";

/** The workflow type of a relationship. */
export const RELATIONSHIP = "relationship";

const PREFIX = `${RELATIONSHIP}/`;

/** The workflow id of a client's relationship: `relationship/<client>`. */
export function relationshipId(client: string): string {
  return PREFIX + client;
}

/** The client whose relationship has this workflow id, or null when it is the id of something else. */
export function clientOf(workflowId: string): string | null {
  return workflowId.startsWith(PREFIX) ? workflowId.slice(PREFIX.length) : null;
}

/** The task queue of the effects of relationships on another one: what hangs there keeps no journal waiting. */
export function effectsQueue(taskQueue: string): string {
  return `${taskQueue}/effects`;
}

/**
 * An event as it is sent. The API sends the whole envelope; for a raw caller the workflow fills in what is
 * missing: `eventId` from the update's id, `receivedAt` and `occurredAt` from the workflow's clock. What shows no
 * `signature` of ours is journalled as unattested, and comes in when it comes in, whatever its `receivedAt` says.
 */
export type Sent = Omit<Envelope, "eventId" | "occurredAt" | "receivedAt"> &
  Partial<Pick<Envelope, "eventId" | "occurredAt" | "receivedAt">>;

/** What the sender of an event is told, once the journal holds it. */
export type Reply = Answer;

/** Why the workflow rejected a message before it became an event: the `type` of the ApplicationFailure. */
export type Rejection =
  /** Not an event; `details[0]` is the list of faults `{path, says}`. */
  | "Malformed"
  /** More than {@link MAX_BYTES}. */
  | "TooLarge"
  /** `receivedAt` lies more than {@link MAX_SKEW} ahead of the workflow's clock. */
  | "ReceivedInFuture"
  /** Some events of an {@link applyMany}; `details[0]` lists them as {@link Rejected}. None was taken. */
  | "NotAll"
  /** {@link MOST_UPDATES}: to be sent again at once. */
  | "Full"
  /** Neither the event nor its refusal can be kept by the archive. */
  | "Unrecordable";

/** One event of several that was rejected. */
export interface Rejected {
  /** Its place among them, from 0. */
  readonly index: number;
  readonly type: Rejection;
  readonly message: string;
  readonly faults: readonly { readonly path: string; readonly says: string }[];
}

/** The largest event, in characters of its JSON. */
export const MAX_BYTES = 65_536;

/** The most that one {@link applyMany} takes, and that is judged and written at once: Temporal's payloads end at 2 MB. */
export const MOST_AT_ONCE = { events: 50, characters: 262_144 } as const;

/** How far a sender's clock may run ahead of the workflow's, ms: such an event waits for its time. */
export const MAX_SKEW = 1_000;

/**
 * Updates after which a run takes no more until it has continued as new, which it tries from 1,500 on: Temporal ends
 * a run at 2,000.
 */
export const MOST_UPDATES = 1_900;

/** Sends an event and waits until it is judged and recorded: for callers who have one. */
export const apply = defineUpdate<Reply, [Sent]>("apply");

/**
 * Sends events of one relationship, each with an `eventId`, and waits until all are judged and recorded: at most
 * {@link MOST_AT_ONCE}. The answers stand in the order of the events. All are taken or none: where some are no events,
 * the update fails with `NotAll` and says which.
 */
export const applyMany = defineUpdate<readonly Reply[], [readonly Sent[]]>("applyMany");

/** Sends an event without waiting: it is kept even where nobody runs who could take an update. */
export const notify = defineSignal<[Sent]>("notify");

/**
 * Tells a relationship that its journal has entries up to this seq: where it does not know them, because Temporal
 * forgot the task that wrote them, it takes over those that follow from its own. Carries no event.
 */
export const wake = defineSignal<[seq: number]>("wake");
