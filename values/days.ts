/** A calendar day as `1997-01-31`: days compare as texts do. */
export type Day = string;

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the calendar has this day, `1997-02-30` for one it has not. */
export function isDay(day: string): boolean {
  const [, year, month, date] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []).map(Number);
  if (year === undefined || month === undefined || date === undefined) return false;
  if (month === 2 && date === 29) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return date >= 1 && date <= (LONGEST_MONTHS[month - 1] ?? 0);
}

/** Months since the year 0, so that months can be counted from each other. */
export const monthOf = (day: Day): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

/** `1997-01` */
export function monthName(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
}

/** Whether a day is the last of its month. */
export function endsMonth(day: Day): boolean {
  const next = String(Number(day.slice(8)) + 1).padStart(2, "0");
  return !isDay(`${day.slice(0, 8)}${next}`);
}

/** The day so many days after another one; before it, where they are fewer than none. */
export const daysAfter = (day: Day, days: number): Day =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Whether a text is the IANA name of a time zone. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** A zone by whose clocks one can go: the one that is named, or UTC where there is none of that name. */
export const knownZone = (zone: string): string => (isZone(zone) ? zone : "UTC");

/** Since then no zone has an offset, or changes it, but at a whole minute: a day lasts the minute it is asked for. */
const WHOLE_MINUTES = Date.UTC(1973, 0);

/**
 * Which day it is in a time zone at a moment (ms since the epoch), by the zone's own history of offsets.
 * @param name an IANA name; of a zone that is none, it is UTC
 */
export function dayIn(name: string): (t: number) => Day {
  const zone = knownZone(name);
  if (zone === "UTC") return (t) => new Date(t).toISOString().slice(0, 10);
  const format = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const dayAt = (t: number): Day => {
    const parts = new Map(format.formatToParts(t).map(({ type, value }) => [type, value]));
    return `${parts.get("year")?.padStart(4, "0")}-${parts.get("month")}-${parts.get("day")}`;
  };
  let known = { minute: Number.NaN, day: "" };
  return (t) => {
    if (t < WHOLE_MINUTES) return dayAt(t);
    const minute = Math.floor(t / 60_000);
    if (minute !== known.minute) known = { minute, day: dayAt(t) };
    return known.day;
  };
}

/** `2020-01-20T19:32:17Z`, with milliseconds only where there are any. */
export const instantOf = (t: number): string => new Date(t).toISOString().replace(".000Z", "Z");
