import { DAY, type Instant } from "../machines/index.ts";

/** T0 of every story that is looked at before it plays, and of every one on the pure law. */
export const BASE: Instant = Date.parse("2026-11-02T00:00:00Z");

/** A moment of a story: `T21`, or `T21 10:05`, or `T-3`; days and time of day (UTC) from the story's first day. */
export const MOMENT = /^T(-?\d{1,4})(?: ([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?)?$/;

/** A moment in ms from T0, midnight. */
export function offsetOf(moment: string): number {
  const [, days, hours = "0", minutes = "0", seconds = "0"] = MOMENT.exec(moment) ?? [];
  if (days === undefined) throw new RangeError(`not a moment of a story: ${moment}`);
  return Number(days) * DAY + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
}

/** An instant in a story's words, to the minute: `T21 10:05`, at midnight `T21`. */
export function momentOf(at: Instant, base: Instant): string {
  const minutes = Math.floor((at - base) / 60_000);
  const days = Math.floor(minutes / 1_440);
  const rest = minutes - days * 1_440;
  const two = (n: number) => String(n).padStart(2, "0");
  return rest === 0 ? `T${days}` : `T${days} ${two(Math.floor(rest / 60))}:${two(rest % 60)}`;
}
