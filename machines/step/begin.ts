import { initialTransition } from "xstate";
import { dayOf, type Instant, LAST_DUE } from "../clock.ts";
import type { Clocked, Definition } from "../definition.ts";
import { type Envelope, Malformed } from "../events.ts";
import { conclude, EMPTY } from "./conclude.ts";
import type { Step } from "./stored.ts";
import { endless, move } from "./transition.ts";

/**
 * Starts a relationship: entry 1 holds the opening and, through it, the policy.
 * @param opening plain JSON; what {@link Definition.open} takes.
 * @param now the engine's clock, ms.
 */
export function begin(definition: Definition, subject: string, envelope: Envelope, now: Instant): Step {
  const at = Date.parse(envelope.receivedAt);
  const day = envelope.day ?? dayOf(at);
  const context: Clocked = { ...definition.open(subject, envelope.data, at), at, day, seq: 1 };
  // A definition's chart is any chart: what its input and its snapshots are, only the definition knows.
  const moved = move(definition, [], initialTransition(definition.machine, context as never) as never, at);
  const never = moved.deadlines.find(({ due }) => due > LAST_DUE);
  if (never) throw new Malformed(endless(never).says, []);
  return conclude(definition, EMPTY, subject, 1, {
    envelope,
    outcome: "accepted",
    findings: [],
    from: { state: "none" },
    move: moved,
    at,
    now,
  });
}
