// R-LIF-27: lateness and silence count the client's midnights, less those under hold.
import type { Entry, Instant } from "../../machines/index.ts";
import { type Day, dayIn } from "../../values/days.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The day so many days after another one; before it, where they are fewer than none. */
export const daysAfter = (day: Day, days: number): Day =>
  new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);

/** Days from one to the other. */
export const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / DAY;

const later = (a: Day, b: Day): Day => (a > b ? a : b);
const earlier = (a: Day, b: Day): Day => (a < b ? a : b);

/** A client's own days. */
export interface Calendar {
  readonly dayOf: (t: Instant) => Day;
  /** When a day begins. */
  readonly beginOf: (day: Day) => Instant;
  /** The midnights from one day to a later one, less those under hold. */
  readonly passed: (from: Day, to: Day) => number;
  /** The day on which so many midnights have passed; null while a hold stands that began before. */
  readonly dayWhen: (from: Day, midnights: number) => Day | null;
}

/** A legal hold by the client's days (R-LIF-19); `to` null: it stands. */
interface HeldDays {
  readonly from: Day;
  readonly to: Day | null;
}

/** @param entries the accepted ones, in their order; others than of holds are left out */
function holdsIn(entries: readonly Entry[], dayOf: Calendar["dayOf"]): HeldDays[] {
  const holds: { from: Day; to: Day | null }[] = [];
  for (const { type, at } of entries) {
    const last = holds.at(-1);
    if (type === "hold.placed") holds.push({ from: dayOf(Date.parse(at)), to: null });
    else if (type === "hold.lifted" && last) last.to = dayOf(Date.parse(at));
  }
  return holds;
}

/** When a day begins in a zone: to the minute, which is where zones change. */
function beginIn(dayOf: Calendar["dayOf"]): (day: Day) => Instant {
  return (day) => {
    let t = Date.parse(day) - 15 * HOUR;
    while (dayOf(t + HOUR) < day) t += HOUR;
    while (dayOf(t) < day) t += MINUTE;
    return t;
  };
}

/** @param zone an IANA name */
export function calendarOf(zone: string, entries: readonly Entry[] = []): Calendar {
  const dayOf = dayIn(zone);
  const holds = holdsIn(entries, dayOf);
  const passed = (from: Day, to: Day): number => {
    const held = holds.map((hold) => daysBetween(later(hold.from, from), earlier(hold.to ?? to, to)));
    return daysBetween(from, to) - held.reduce((sum, days) => sum + Math.max(0, days), 0);
  };
  return {
    dayOf,
    beginOf: beginIn(dayOf),
    passed,
    dayWhen(from, midnights) {
      let day = daysAfter(from, midnights);
      // Each round goes on by what is missing, which no hold that was lifted can hold up for ever.
      for (let left = midnights; left > 0; day = daysAfter(day, Math.max(0, left))) {
        left = midnights - passed(from, day);
        const standing = holds.at(-1);
        if (left > 0 && standing?.to === null && day > standing.from) return null;
      }
      return day;
    },
  };
}
