import type { Where } from "../definition.ts";
import type { Envelope } from "../events.ts";
import type { Finding } from "../findings.ts";
import type { Entry, Outcome } from "../journal.ts";
import { contentOf } from "./conclude.ts";
import { reasons } from "./explain.ts";
import { envelopeOf } from "./judge.ts";
import type { Processed, Step, Stored } from "./stored.ts";

/** What the sender of an event is told. */
export interface Answer extends Where {
  readonly outcome: Outcome;
  readonly seq: number;
  /** Empty for an accepted event and for one that was answered before. */
  readonly findings: readonly Finding[];
  readonly repeated?: true;
}

/**
 * True when an event says what one with its id said before. One that leaves out when it happened, which the API or
 * the engine then fills in from the time of receipt, says nothing else (R-LIF-0): it is stamped once.
 */
function saysAgain(content: string, envelope: Envelope): boolean {
  const own = contentOf(envelope);
  const timeLeftOut = Date.parse(envelope.occurredAt) === Date.parse(envelope.receivedAt);
  return own === content || (timeLeftOut && own.split(".")[0] === content.split(".")[0]);
}

/** The answer that an event id was given before, or null. With other content it is a refusal. */
export function answered(stored: Stored, envelope: Envelope): Answer | null {
  const known = stored.processed.find(([eventId]) => eventId === envelope.eventId);
  if (!known) return null;
  const [, content, seq, outcome, state, rung] = known;
  const where: Where = { state, ...(rung !== null && { rung }) };
  if (saysAgain(content, envelope)) return { outcome, seq, ...where, findings: [], repeated: true };
  const says = "the eventId is new, or comes with the content that it had before";
  return {
    outcome: "refused",
    seq,
    ...where,
    findings: [{ rule: "R-LIF-0", says, passed: false, read: { seq } }],
  };
}

/** The answer to the sender of the event that this step judged. */
export function answerOf(step: Step): Answer {
  const { outcome, seq, to, findings } = step.entry;
  return { outcome, seq, ...to, findings: outcome === "refused" ? reasons(findings) : [] };
}

/** An entry as a relationship remembers the event that it judged. */
export function processedOf(entry: Entry): Processed {
  const { eventId, seq, outcome, to } = entry;
  return [eventId, contentOf(envelopeOf(entry)), seq, outcome, to.state, to.rung ?? null];
}
