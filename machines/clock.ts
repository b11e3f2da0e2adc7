/** Milliseconds since the epoch. */
export type Instant = number;

export const DAY = 86_400_000;

/**
 * What a record may speak of: nothing we deal with is older than our clocks, and what lies after is a slip of the
 * pen. A database, a calendar and a text that sorts know years of four digits only, so the machine keeps far from that
 * edge: a date that nobody can record would stop a relationship for ever.
 */
const FIRST: Instant = Date.UTC(1970, 0);
const LAST: Instant = Date.UTC(2200, 0) - 1;

/** The last instant at which a clock may run out: a century after the last date, for the machine's own periods. */
export const LAST_DUE: Instant = Date.UTC(2300, 0) - 1;

/** What an instant and a date may be, for people. */
export const INSTANT_SAYS =
  "an instant from 1970 to 2199 with its offset, like 2026-11-01T09:30:00Z or …+03:00";
export const DATE_SAYS = "a date of the calendar from 1970 to 2199, like 2026-11-01";

const isRecordable = (t: number): boolean => t >= FIRST && t <= LAST;

/** Date.parse takes the 30th of February for a day in March. */
function isInCalendar(date: string): boolean {
  const t = Date.parse(date);
  return !Number.isNaN(t) && iso(t).slice(0, 10) === date;
}

/** Whether a text is a date like `2026-11-01` that the calendar has, from 1970 to 2199. */
export function isDate(text: string): boolean {
  return isInCalendar(text) && isRecordable(Date.parse(text));
}

/** Whether a text in the shape of an ISO instant is one, from 1970 to 2199. */
export function isInstant(text: string): boolean {
  return isInCalendar(text.slice(0, 10)) && isRecordable(Date.parse(text));
}

/** A date of a calendar, like `2026-11-01`. */
export type CalendarDay = string;

/**
 * A legal hold: every clock stands from `from` until `to`, or still does when `to` is null. `fromDay`, `toDay`: the same
 * by the client's calendar.
 */
export interface Hold {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly fromDay: CalendarDay;
  readonly toDay: CalendarDay | null;
}

/** Time under hold before `t`, in ms. */
function held(holds: readonly Hold[], t: Instant): number {
  let total = 0;
  for (const hold of holds) {
    const to = Math.min(hold.to ?? t, t);
    if (to > hold.from) total += to - hold.from;
  }
  return total;
}

/** R-LIF-19: a period is clock(b) − clock(a), with clock(t) = t less the time under hold before t. In ms. */
export function elapsed(holds: readonly Hold[], a: Instant, b: Instant): number {
  return b - held(holds, b) - (a - held(holds, a));
}

/** The midnights between two dates; below nothing when `b` is the earlier one. */
export const midnights = (a: CalendarDay, b: CalendarDay): number => (Date.parse(b) - Date.parse(a)) / DAY;

/** The midnights from one date to a later one, less those under hold (R-LIF-19, R-LIF-27). */
export function midnightsPassed(
  holds: readonly Pick<Hold, "fromDay" | "toDay">[],
  a: CalendarDay,
  b: CalendarDay,
): number {
  const later = (x: CalendarDay, y: CalendarDay) => (x > y ? x : y);
  const earlier = (x: CalendarDay, y: CalendarDay) => (x < y ? x : y);
  const held = holds.reduce((sum, { fromDay, toDay }) => {
    const under = midnights(later(fromDay, a), earlier(toDay ?? b, b));
    return sum + Math.max(0, under);
  }, 0);
  return midnights(a, b) - held;
}

/** The day of an instant where nobody knows the client's own: UTC's. */
export const dayOf = (at: Instant): CalendarDay => iso(at).slice(0, 10);

/** Since when a hold has been standing, or null. */
export function heldSince(holds: readonly Hold[]): Instant | null {
  const last = holds.at(-1);
  return last && last.to === null ? last.from : null;
}

/** Whole months of the calendar between two instants, in UTC. */
export function monthsBetween(a: Instant, b: Instant): number {
  const [since, until] = [new Date(a), new Date(b)];
  const months =
    (until.getUTCFullYear() - since.getUTCFullYear()) * 12 + until.getUTCMonth() - since.getUTCMonth();
  since.setUTCFullYear(until.getUTCFullYear(), until.getUTCMonth());
  return since > until ? months - 1 : months;
}

/** Whole and broken days for people: two decimals, never rounded up. Nothing is decided by them. */
export function inDays(ms: number): number {
  return Math.floor((ms / DAY) * 100) / 100;
}

export function iso(t: Instant): string {
  return new Date(t).toISOString();
}
