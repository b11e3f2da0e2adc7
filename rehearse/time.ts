import { DAY, type Instant, isDate, isInstant, iso } from "../machines/index.ts";

/** T0 of a story that is pinned to no date, before it plays and on the machine alone. */
const BASE: Instant = Date.parse("2026-11-02T00:00:00Z");

/** A date, or an instant whose offset no calendar is further from UTC than. */
const BEGINNING = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-](0\d:[0-5]\d|1[01]:[0-5]\d|12:00)))?$/;

/** Whether a text says when a story begins: `2027-02-27`, or `2027-02-27T00:00+05:45`. */
export const isBeginning = (text: string): boolean =>
  BEGINNING.test(text) && (text.includes("T") ? isInstant(text) : isDate(text));

/** The instant of T0 of a story that is looked at, or played on the machine alone. */
export const baseOf = ({ begins }: { readonly begins: string | null }): Instant =>
  begins === null ? BASE : Date.parse(begins);

/** Midnight in UTC of the date that T0 is: days of a story are counted in dates from there. */
export const firstMidnight = (base: Instant): Instant => Math.round(base / DAY) * DAY;

/** The date of a moment, as the story counts days. */
export const dateOf = (moment: string, base: Instant): string =>
  iso(firstMidnight(base) + offsetOf(moment)).slice(0, 10);

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
