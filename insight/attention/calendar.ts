// R-LIF-27: lateness and silence count the client's midnights, less those under hold.
import { type Entry, type Hold, type Instant, midnightsPassed } from "../../machines/index.ts";
import { type Day, dayIn, daysAfter } from "../../values/days.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

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

/**
 * The legal holds by the client's days, as the machine counts them: by the day that was stamped on the way in, without one by UTC's.
 * @param entries the accepted ones, in their order; others than of holds are left out
 */
function holdsIn(entries: readonly Entry[]): Pick<Hold, "fromDay" | "toDay">[] {
  const holds: { fromDay: Day; toDay: Day | null }[] = [];
  for (const { type, at, day = at.slice(0, 10) } of entries) {
    const last = holds.at(-1);
    if (type === "hold.placed") holds.push({ fromDay: day, toDay: null });
    else if (type === "hold.lifted" && last) last.toDay = day;
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
  const holds = holdsIn(entries);
  const passed = (from: Day, to: Day): number => midnightsPassed(holds, from, to);
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
        if (left > 0 && standing?.toDay === null && day > standing.fromDay) return null;
      }
      return day;
    },
  };
}
