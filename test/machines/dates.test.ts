import { describe, expect, it } from "vitest";
import {
  begin,
  DATE_SAYS,
  eventData,
  eventSpec,
  eventTypes,
  INSTANT_SAYS,
  judge,
  LAST_DUE,
  Malformed,
  OPENED,
  openingSchema,
  parseEnvelope,
  policySchema,
  relationshipDefinition,
} from "../../machines/index.ts";
import { envelope, OPENING, policy } from "../support/machine.ts";
import { samples } from "../workflows/fixtures/samples.ts";

/** An instant and a date as the samples have them. */
const INSTANT = "2026-11-01T09:30:00Z";
const DATE = "2026-11-01";
const NOW = Date.parse("2026-11-02T00:00:00Z");

const BAD_DATES = [
  ...["1969-12-31", "2200-01-01", "9999-12-31", "0000-01-01"],
  ...["+010000-01-01", "10000-01-01", "-000001-01-01", "-2026-01-01"],
  ...["2026-02-30", "2025-02-29", "2100-02-29", "2026-00-10", "2026-13-01", "2026-11-31", "2026-1-1", ""],
];
const BAD_INSTANTS = [
  ...BAD_DATES.map((date) => `${date}T09:30:00Z`),
  // Outside by its offset alone, and no time of a day.
  ...["1970-01-01T02:59:59+03:00", "2199-12-31T23:59:59-00:01", "2199-12-31T24:00:00Z"],
  ...["2026-11-01T25:00:00Z", "2026-11-01T09:30:00", "2026-11-01", ""],
];
const GOOD_DATES = ["1970-01-01", "2024-02-29", "2000-02-29", "2199-12-31"];
const GOOD_INSTANTS = [
  ...["1970-01-01T00:00:00Z", "1970-01-01T03:00+03:00", "1969-12-31T23:00:00-01:00"],
  ...["2024-02-29T00:00:00Z", "2199-12-31T23:59:59.999999999Z", "2200-01-01T00:30:00+01:00"],
];

/** The same value with this text in the place of that one, once for each place where that one stands. */
function swapped(value: unknown, that: string, text: string): unknown[] {
  if (value === that) return [text];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    swapped(inner, that, text).map((other) =>
      Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other },
    ),
  );
}

/** What is wrong with an input; nothing, when it is taken. */
function faultsOf(input: unknown): readonly string[] {
  try {
    parseEnvelope(input);
    return [];
  } catch (error) {
    if (error instanceof Malformed) return error.faults.map(({ says }) => says);
    throw error;
  }
}

const events = eventTypes().flatMap((type) =>
  samples(eventData(type)).map((data) =>
    envelope(type, `${eventSpec(type).roles[0] ?? "ops"}:anna`, data, NOW),
  ),
);
const openings = samples(openingSchema()).map((opening) =>
  envelope(OPENED, "sales:sara", { ...(opening as object), policy }, NOW),
);

/** Every input, once for each place of an instant, or of a date, as a function of the text that stands there. */
function places(that: string, says: string) {
  return [...events, ...openings].flatMap((input) =>
    swapped(input.data, that, "c1").flatMap((spoilt, n) => {
      // An id may look like a date.
      if (!faultsOf({ ...input, data: spoilt }).includes(says)) return [];
      const having = (text: string) => ({ ...input, data: swapped(input.data, that, text)[n] });
      return [{ type: input.type, having }];
    }),
  );
}

describe("what an event may say of time", () => {
  it.each([
    { what: "date", that: DATE, says: DATE_SAYS, good: GOOD_DATES, bad: BAD_DATES },
    { what: "instant", that: INSTANT, says: INSTANT_SAYS, good: GOOD_INSTANTS, bad: BAD_INSTANTS },
  ])(
    "R-LIF-27 every $what of an event and of an opening is of the calendar, from 1970 to 2199",
    ({ that, says, good, bad }) => {
      const found = places(that, says);
      expect(new Set(found.map(({ type }) => type)).size).toBeGreaterThan(9);
      for (const { type, having } of found) {
        for (const text of bad) expect(faultsOf(having(text)), `${type} ${text}`).toEqual([says]);
        // Whether it fits the time at which it comes in is another question.
        for (const text of good) expect(faultsOf(having(text)), `${type} ${text}`).not.toContain(says);
      }
    },
  );

  it("R-LIF-27 the envelope's own instants, too", () => {
    for (const input of [events[0], openings[0]])
      for (const text of BAD_INSTANTS) {
        expect(faultsOf({ ...input, occurredAt: text }), text).toEqual([INSTANT_SAYS]);
        expect(faultsOf({ ...input, receivedAt: text }), text).toContain(INSTANT_SAYS);
      }
  });
});

describe("a policy", () => {
  const refuses = (path: readonly string[], value: unknown) => {
    const copy = structuredClone(policy) as unknown as Record<string, Record<string, unknown>>;
    const [part = "", key] = path;
    if (key === undefined) Object.assign(copy, { [part]: value });
    else Object.assign(copy[part] ?? {}, { [key]: value });
    return !policySchema().safeParse(copy).success;
  };

  it("R-LIF-27 has no period of more than ten years", () => {
    const most = { Days: 3_650, Hours: 720, Months: 120 };
    const periods = Object.entries(policy).flatMap(([part, values]) =>
      Object.entries(values ?? {}).flatMap(([key, value]) => {
        const unit = (["Days", "Hours", "Months"] as const).find((one) => key.endsWith(one));
        return unit && typeof value === "number" ? [{ path: [part, key], most: most[unit] }] : [];
      }),
    );
    expect(periods.length).toBeGreaterThan(40);
    for (const { path, most: longest } of periods) {
      expect(refuses(path, longest), path.join(".")).toBe(false);
      for (const days of [longest + 1, 1e9, Number.POSITIVE_INFINITY, -1])
        expect(refuses(path, days), `${path.join(".")} ${days}`).toBe(true);
    }
    expect(refuses(["reports", "retentionDays"], [3_651])).toBe(true);
  });

  it("R-LIF-27 is valid from a date of the calendar", () => {
    for (const text of BAD_DATES) expect(refuses(["validFrom"], text), text).toBe(true);
    for (const text of GOOD_DATES) expect(refuses(["validFrom"], text), text).toBe(false);
  });
});

it("R-LIF-27 the last date and the longest period lead to a deadline that can be recorded", () => {
  const longest = { ...policy, service: { ...policy.service, compensationDays: 3_650 } };
  const definition = relationshipDefinition();
  const last = Date.parse("2199-12-31T23:59:59.999Z");
  const opening = envelope(OPENED, "ops:olga", { ...OPENING, policy: longest }, last);
  const fault = { faultId: "f1", at: "2199-12-31T23:59:59.999Z", loss: true };
  const opened = begin(definition, "c1", parseEnvelope(opening), last);
  const event = parseEnvelope(envelope("fault.opened", "ops:olga", fault, last));
  const [step] = judge(definition, opened.stored, event, last).slice(-1);
  expect(step?.entry.deadlines).toEqual([{ name: "compensation", due: "2209-12-29T23:59:59.999Z" }]);
  expect(Date.parse(step?.entry.deadlines[0]?.due ?? "")).toBeLessThan(LAST_DUE);
  expect(new Date(LAST_DUE).toISOString()).toBe("2299-12-31T23:59:59.999Z");
});
