// What is known of one event that is sent: which id it goes by, and whether it is on record.
import type { ApiError } from "./error.ts";

/** What an answer has to say, so that it is known what became of an event. `recorded`: it is kept, and not judged yet. */
export interface SentAnswer {
  readonly outcome: string;
}

/**
 * `new`: not sent yet. `notTaken`: nothing was recorded. `refused`: the refusal is on record. `unknown`: nobody knows
 * whether it is on record. `kept`: it is, and waits to be judged. `done`: it was accepted.
 */
export type SentStanding = "new" | "notTaken" | "refused" | "unknown" | "kept" | "done";

export interface SentEvent<T> {
  /** A UUID: sent twice, it counts once. */
  readonly eventId: string;
  readonly standing: SentStanding;
  /** What is sent next is another event: this id has had its answer. */
  readonly spent: boolean;
  readonly failed: ApiError | null;
  readonly told: T | null;
}

/** @param standing `unknown`: it was sent before, and nobody knows what became of it */
export const begunSending = (eventId: string, standing: "new" | "unknown" = "new"): SentEvent<never> => ({
  eventId,
  standing,
  spent: false,
  failed: null,
  told: null,
});

export const answered = <T extends SentAnswer>(sent: SentEvent<T>, told: T): SentEvent<T> => ({
  ...sent,
  standing: told.outcome === "recorded" ? "kept" : "done",
  failed: null,
  told,
});

/** Nothing says whether the event reached the engine: there was no answer, or none of the engine's own. */
const tellsNothing = ({ status, problem }: ApiError): boolean =>
  status === 0 || status === 408 || status >= 500 || problem.type === undefined;

/** A problem names the event that it is about where its refusal is on record; 412 names another one's entry. */
const isOnRecord = ({ problem }: ApiError, eventId: string): boolean =>
  problem.seq !== undefined && problem.eventId === eventId;

export function notAnswered<T>(sent: SentEvent<T>, failed: ApiError): SentEvent<T> {
  if (isOnRecord(failed, sent.eventId)) return { ...sent, standing: "refused", spent: true, failed };
  // Whatever is said of this attempt: of an earlier one with the same id, still nobody knows.
  if (sent.standing === "unknown" || sent.standing === "kept") return { ...sent, failed };
  return { ...sent, standing: tellsNothing(failed) ? "unknown" : "notTaken", failed };
}

/** The person has changed what is to be sent: after a clear answer it is another event. */
export const contentChanged = <T>(sent: SentEvent<T>): SentEvent<T> =>
  sent.standing === "notTaken" || sent.standing === "done" ? { ...sent, spent: true } : sent;

/** What is sent now: the same event again, or another one. */
export const nextAttempt = <T>(sent: SentEvent<T>, mint: () => string): SentEvent<T> =>
  sent.spent ? begunSending(mint()) : sent;
