// What is checked of a message before it becomes an event.
import { ApplicationFailure, currentUpdateInfo, uuid4 } from "@temporalio/workflow";
import { MAX_BYTES, MAX_SKEW, MOST_AT_ONCE, type Rejected, type Rejection } from "../contracts/messages.ts";
import { type Envelope, iso, type Malformed } from "../machines/format.ts";

/** The one check of every input. @throws {Malformed} */
export type Parse = (input: unknown) => Envelope;

/** An error of any version's own class. */
export const isMalformed = (error: unknown): error is Malformed =>
  error instanceof Error && error.name === "Malformed";

/** Fills in what a raw caller left out; the API sends whole envelopes. */
function complete(sent: unknown): unknown {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return sent;
  const { eventId, receivedAt, occurredAt, ...rest } = sent as Partial<Envelope>;
  const received = receivedAt ?? iso(Date.now());
  return {
    ...rest,
    eventId: eventId ?? currentUpdateInfo()?.id ?? uuid4(),
    receivedAt: received,
    occurredAt: occurredAt ?? received,
  };
}

/** What one kind of update brings: one event, or several. */
export interface UpdateIntake {
  /** @throws {ApplicationFailure} as {@link check}. */
  validate(sent: unknown): void;
  /**
   * The events of an update that was accepted: they passed the check when they were sent, and so are taken even where
   * the schema has changed since.
   */
  accept(sent: unknown): readonly Envelope[];
}

/** Where updates come in: checked by the validator, then taken by the handler. */
export function updateIntake(
  parse: Parse,
  checkAll: (sent: unknown) => readonly Envelope[],
  partsOf: (sent: unknown) => readonly unknown[],
): UpdateIntake {
  let checked: { readonly update: string | undefined; readonly envelopes: readonly Envelope[] } | null = null;
  return {
    validate(sent) {
      checked = null;
      checked = { envelopes: checkAll(sent), update: currentUpdateInfo()?.id };
    },
    accept(sent) {
      // The handler follows its validator at once, which saves parsing twice; a replay has no validator.
      const known = checked?.update === currentUpdateInfo()?.id ? checked : null;
      checked = null;
      return known?.envelopes ?? partsOf(sent).map((part) => taken(parse, complete(part)));
    },
  };
}

function taken(parse: Parse, whole: unknown): Envelope {
  try {
    return parse(whole);
  } catch {
    return whole as Envelope;
  }
}

/** @throws {ApplicationFailure} with a type of {@link Rejection}. */
export function check(parse: Parse, sent: unknown): Envelope {
  const size = lengthOf(sent);
  if (size > MAX_BYTES)
    throw reject("TooLarge", `an event of ${size} characters; at most ${MAX_BYTES} are allowed`);
  let envelope: Envelope;
  try {
    envelope = parse(complete(sent));
  } catch (error) {
    if (!isMalformed(error)) throw error;
    throw reject("Malformed", error.message, error.faults);
  }
  const ahead = Date.parse(envelope.receivedAt) - Date.now();
  if (ahead > MAX_SKEW)
    throw reject("ReceivedInFuture", `receivedAt lies ${ahead} ms ahead; at most ${MAX_SKEW} are allowed`);
  return envelope;
}

/** @throws {ApplicationFailure} `NotAll` where one is no event: {@link Rejected}. */
export function checkMany(parse: Parse, sent: unknown): readonly Envelope[] {
  const { events, characters } = MOST_AT_ONCE;
  if (!Array.isArray(sent) || sent.length === 0) throw reject("Malformed", "a list of events is wanted", []);
  if (sent.length > events || lengthOf(sent) > characters)
    throw reject("TooLarge", `at most ${events} events of ${characters} characters together are allowed`);
  const envelopes: Envelope[] = [];
  const rejected: Rejected[] = [];
  for (const [index, one] of sent.entries()) {
    try {
      if ((one as Partial<Envelope> | null)?.eventId === undefined)
        throw reject("Malformed", "an event among several has an eventId", [
          { path: "eventId", says: "an id" },
        ]);
      envelopes.push(check(parse, one));
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      const { type, message, details } = error;
      const faults = (details?.[0] ?? []) as Rejected["faults"];
      rejected.push({ index, type: type as Rejection, message, faults });
    }
  }
  if (rejected.length > 0)
    throw reject("NotAll", `${rejected.length} of ${sent.length} are no events; none was taken`, rejected);
  return envelopes;
}

/** Characters of a value's JSON. */
export function lengthOf(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0;
}

export function reject(type: Rejection, message: string, ...details: unknown[]): ApplicationFailure {
  return ApplicationFailure.create({ type, message: message.slice(0, 2_000), nonRetryable: true, details });
}
