/** Milliseconds since the epoch. */
export type Instant = number;

export const DAY = 86_400_000;

/**
 * What a record may speak of: nothing we deal with is older than our clocks, and what lies after is a slip of the
 * pen. A database, a calendar and a text that sorts know years of four digits only, so the law keeps far from that
 * edge: a date that nobody can record would stop a relationship for ever.
 */
const FIRST: Instant = Date.UTC(1970, 0);
const LAST: Instant = Date.UTC(2200, 0) - 1;

/** The last instant at which a clock may run out: a century after the last date, for the law's own periods. */
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

/** A legal hold: every clock stands from `from` until `to`, or still does when `to` is null. */
export interface Hold {
  readonly from: Instant;
  readonly to: Instant | null;
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

/** Whole and broken days: two decimals, never rounded up, so that no period is over before its time. */
export function inDays(ms: number): number {
  return Math.floor((ms / DAY) * 100) / 100;
}

export function iso(t: Instant): string {
  return new Date(t).toISOString();
}
