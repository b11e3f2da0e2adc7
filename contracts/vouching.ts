// Who vouches for an event that comes in: whoever signed it, or nobody.
import { type Envelope, type Instant, iso } from "../machines/format.ts";

/** What took an event in, as far as its signature says. */
const SIGNED = "signed";

/**
 * An event for which nobody vouches: it says itself who says it, so it is unattested, and comes in when it comes in,
 * whatever it says of that.
 * @param at when it came, ms.
 */
export function unvouched(envelope: Envelope, at: Instant): Envelope {
  const { door: _, signature: __, day: ___, ...said } = envelope;
  return { ...said, receivedAt: iso(Math.max(at, Date.parse(said.occurredAt))) };
}

/** An event as it came in: a signature vouches for it until whoever records it finds that it is none of ours. */
export const asSent = (envelope: Envelope, at: Instant): Envelope =>
  envelope.signature === undefined ? unvouched(envelope, at) : { ...envelope, door: envelope.door ?? SIGNED };
