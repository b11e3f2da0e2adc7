// What is checked of a message before it becomes an event.
import { ApplicationFailure, currentUpdateInfo, uuid4 } from "@temporalio/workflow";
import { type Envelope, iso, Malformed } from "../machines/index.ts";
import { MAX_BYTES, MAX_SKEW, type Rejection } from "./messages.ts";

/** Fills in what a raw caller left out; every other door sends whole envelopes. */
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

/** Where updates come in: checked by the validator, then taken by the handler. */
export function updateDoor(parse: (input: unknown) => Envelope) {
  let checked: { readonly update: string | undefined; readonly envelope: Envelope } | null = null;
  return {
    /** @throws {ApplicationFailure} as {@link check}. */
    validate(sent: unknown): void {
      checked = null;
      checked = { envelope: check(parse, sent), update: currentUpdateInfo()?.id };
    },
    /**
     * The event of an update that was accepted: it passed the check when it was sent, and so is taken even where the
     * schema has changed since. The handler follows its validator at once, which saves parsing twice; a replay has
     * no validator.
     */
    accept(sent: unknown): Envelope {
      const known = checked?.update === currentUpdateInfo()?.id ? checked : null;
      checked = null;
      if (known) return known.envelope;
      const whole = complete(sent);
      try {
        return parse(whole);
      } catch {
        return whole as Envelope;
      }
    },
  };
}

/** @throws {ApplicationFailure} with a type of {@link Rejection}. */
export function check(parse: (input: unknown) => Envelope, sent: unknown): Envelope {
  const size = JSON.stringify(sent)?.length ?? 0;
  if (size > MAX_BYTES)
    throw reject("TooLarge", `an event of ${size} characters; at most ${MAX_BYTES} are allowed`);
  let envelope: Envelope;
  try {
    envelope = parse(complete(sent));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw reject("Malformed", error.message, error.faults);
  }
  const ahead = Date.parse(envelope.receivedAt) - Date.now();
  if (ahead > MAX_SKEW)
    throw reject("ReceivedInFuture", `receivedAt lies ${ahead} ms ahead; at most ${MAX_SKEW} are allowed`);
  return envelope;
}

function reject(type: Rejection, message: string, ...details: unknown[]): ApplicationFailure {
  return ApplicationFailure.create({ type, message: message.slice(0, 2_000), nonRetryable: true, details });
}
