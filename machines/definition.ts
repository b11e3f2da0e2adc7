import type { AnyStateMachine } from "xstate";
import type { CalendarDay, Instant } from "./clock.ts";
import type { EventKind } from "./events/spec.ts";
import type { Envelope } from "./events.ts";
import type { Finding } from "./findings.ts";

/** Where a statechart stands, in the words that people use for it. */
export interface Where {
  /** The reported state, for instance `suspended`. */
  readonly state: string;
  /** The rung of the ladder beneath it, where there is one. */
  readonly rung?: string;
}

/**
 * Every context that {@link step} drives knows the effective time and number of the event being judged, and the date
 * that the subject's own calendar has then.
 */
export interface Clocked {
  readonly at: Instant;
  readonly day: CalendarDay;
  readonly seq: number;
}

/**
 * A statechart with what is needed to run it event by event: `step.ts` and the durable workflow drive any of them;
 * they know nothing of clients.
 */
export interface Definition<Context extends Clocked = Clocked> {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the file that it comes from, in hex; absent where it comes from no file: then its chart's counts. */
  readonly hash?: string;
  readonly machine: AnyStateMachine;
  /** Builds the first context from what the opening brought. */
  open(subject: string, opening: unknown, at: Instant): Context;
  /** The context of a state that an older version has left, as this one reads it; without it, it is taken as it is. */
  upcast?(stored: { readonly machine: { readonly version: string }; readonly context: Clocked }): Clocked;
  /** An event of an older schema as this machine reads it; without it, it is taken as it is. */
  reads?(event: Envelope): Envelope;
  /** The context after an admitted fact, before the chart sees it. */
  learn(context: Context, event: Envelope): Context;
  kindOf(type: string): EventKind;
  /** What is asked of every event before the chart is asked: roles above all. */
  admission(context: Context, event: Envelope): Finding[];
  /** The findings behind one named guard. */
  findings(guard: string, context: Context, event: Envelope): Finding[];
  /** Since when every clock stands still, or null. */
  heldSince(context: Context): Instant | null;
  describe(value: unknown, context: Context): Where;
  /** What everybody who deals with the subject should see, in words of the machine: `vip`. */
  marks(context: Context): readonly string[];
  /** Version of the policy that the context carries. */
  policyOf(context: Context): string;
}
