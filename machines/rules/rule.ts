import { DAY, elapsed, type Instant } from "../clock.ts";
import type { Context } from "../context.ts";
import type { Envelope, EventData, EventType } from "../events.ts";
import { check, type Finding } from "../findings.ts";

/** (facts, event) → findings. The policy is part of the facts; the time is `context.at`. Pure. */
export type Rule = (context: Context, event: Envelope) => Finding[];

/**
 * The data of an event of one of these types: those that the chart asks a rule of.
 * @throws {TypeError} for an event of another type
 */
export function dataOf<T extends EventType>(types: T | readonly T[], event: Envelope): EventData<T> {
  if (![types].flat().some((type) => type === event.type))
    throw new TypeError(`a rule of ${types} is asked of ${event.type}`);
  return event.data as EventData<T>;
}

/** A limit of the policy, with the place it comes from. */
export function limit(context: Context, value: number, key: string): { value: number; from: string } {
  return { value, from: `policy ${context.policy.version}, ${key}` };
}

/**
 * Periods of 24 hours since `since`, exact, by the relationship's clock, which stands still under a legal hold
 * (R-LIF-19). What is counted by the client's calendar is counted by `daysPassed`.
 */
export function daysSince(context: Context, since: Instant): number {
  return elapsed(context.holds, since, context.at) / DAY;
}

/** R-LIF-19: what a legal hold forbids. */
export function notHeld(context: Context): Finding {
  return check("R-LIF-19", "no legal hold stands", () => context.holds.at(-1)?.to !== null, {
    read: () => ({ holds: context.holds.length }),
  });
}
