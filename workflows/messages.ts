// What doors and the shell say to each other: names and types, no workflow code.
import { defineQuery, defineSignal, defineUpdate } from "@temporalio/workflow";
import type { Actor, Answer, Envelope, Explanation, MachineRef } from "../machines/index.ts";

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

/**
 * An event as a door sends it. A door sends the whole envelope; for a raw caller the shell fills in what is
 * missing: `eventId` from the update's id, `receivedAt` and `occurredAt` from the workflow's clock. An
 * envelope that names no `door` is journalled as unattested.
 */
export type Sent = Omit<Envelope, "eventId" | "occurredAt" | "receivedAt"> &
  Partial<Pick<Envelope, "eventId" | "occurredAt" | "receivedAt">>;

/** What the sender of an event is told, once the journal holds it. */
export type Reply = Answer;

/** Why the shell rejected a message before it became an event: the `type` of the ApplicationFailure. */
export type Rejection =
  /** Not an event; `details[0]` is the list of faults `{path, says}`. */
  | "Malformed"
  /** More than {@link MAX_BYTES}. */
  | "TooLarge"
  /** `receivedAt` lies more than {@link MAX_SKEW} ahead of the workflow's clock. */
  | "ReceivedInFuture";

/** The largest event, in characters of its JSON. */
export const MAX_BYTES = 65_536;

/** How far a door's clock may run ahead of the workflow's, ms: such an event waits for its time. */
export const MAX_SKEW = 1_000;

/** A relationship as its last recorded entry left it. */
export interface Status {
  readonly client: string;
  readonly state: string;
  readonly rung?: string;
  /** Effective time of the last entry (ISO instant). */
  readonly at: string;
  readonly seq: number;
  /** Hash of the last entry. */
  readonly head: string;
  /** Armed clocks in the order they fall due (ISO instants); under a hold they stand still. */
  readonly deadlines: readonly { readonly name: string; readonly due: string }[];
  readonly held: boolean;
  /** Effects asked for and not settled. */
  readonly outbox: readonly { readonly id: string; readonly type: string }[];
  /** Events taken in and not recorded yet. */
  readonly pending: number;
  readonly machine: MachineRef;
  /** Policy version. */
  readonly policy: string;
  /** What everybody who deals with the client should see: `vip` (R-ARC-9). */
  readonly marks: readonly string[];
  /** True when nothing more can happen. */
  readonly ended: boolean;
}

/** "What if?": an event with or without its data. Without data, conditions that read it stay open. */
export interface Question {
  readonly type: string;
  readonly actor: Actor;
  /** The moment asked about (ISO instant); without it, the workflow's last task. */
  readonly receivedAt?: string;
  readonly reason?: string;
  readonly data?: unknown;
}

/** Sends an event and waits until it is judged and recorded. */
export const apply = defineUpdate<Reply, [Sent]>("apply");

/** Sends an event without waiting: it is kept even where nobody runs who could take an update. */
export const notify = defineSignal<[Sent]>("notify");

/** Where the relationship stands. */
export const status = defineQuery<Status>("status");

/** Every finding of every candidate transition, for each question; changes nothing. */
export const explain = defineQuery<Explanation[], [readonly Question[]]>("explain");

/** The answer that an event was given, or null while it is not recorded (or older than the ids kept). */
export const answer = defineQuery<Reply | null, [string]>("answer");
