// What senders say about events, and what they are told.
import type { EventType } from "../machines/index.ts";

/** What a sender says about an event; the rest of the envelope is stamped where it is taken in. */
export interface Submission {
  readonly type: EventType;
  /** A UUID of the sender's. */
  readonly eventId?: string;
  /** ISO instant. */
  readonly occurredAt?: string;
  readonly reason?: string;
  readonly data: unknown;
}

/** An event was accepted and recorded. */
export interface EventAnswer {
  readonly client: string;
  readonly eventId: string;
  readonly type: string;
  readonly outcome: "accepted";
  /** The entry of the journal. */
  readonly seq: number;
  readonly state: string;
  readonly rung?: string | undefined;
  /** It was answered before. */
  readonly repeated?: true | undefined;
}

/** An event is kept, and not yet judged. */
export interface Pending {
  readonly client: string;
  readonly eventId: string;
  readonly type: string;
  readonly outcome: "recorded";
  readonly detail: string;
}

/** "What if?": an event with or without its data. */
export interface Question {
  readonly type: EventType;
  /** ISO instant; left out: as it comes in. */
  readonly occurredAt?: string;
  readonly reason?: string;
  readonly data?: unknown;
}
