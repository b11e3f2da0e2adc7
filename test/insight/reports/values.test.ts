import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { potentialsOf } from "../../../insight/reports/cohorts.ts";
import { cost } from "../../../insight/reports/cost.ts";
import { balanceOf, draining } from "../../../insight/reports/draining.ts";
import { effortCheck } from "../../../insight/reports/effort.ts";
import { measured, model } from "../../../insight/reports/model.ts";
import { paretoOn } from "../../../insight/reports/pareto.ts";
import { moneyIn } from "../../../insight/reports/report.ts";
import { segments } from "../../../insight/reports/segments.ts";
import { tiersOn } from "../../../insight/reports/tiers.ts";
import type { ClientEffort, DayValuation, ValuedClient } from "../../../insight/reports/valued.ts";

const value = (client: string, given: Partial<ValuedClient>): ValuedClient => ({
  client,
  since: "2025-11-23",
  revenue: 0,
  service: 0,
  development: 0,
  shipping: 0,
  precontract: 0,
  goods: 0,
  concessions: 0,
  cost: 0,
  profit: 0,
  expected: 0,
  net: 0,
  tier: "low",
  score: 5_000,
  segment: "wavering",
  ...given,
});
const effort = (client: string, role: string, minutes: number, amount: number | null): ClientEffort => ({
  client,
  role,
  kind: "service",
  minutes,
  amount,
});

/** a: pays much, takes little. b: average. c: takes most of our time, and brings next to nothing. */
const VALUATION: DayValuation = {
  day: "2026-11-22",
  currency: "EUR",
  values: [
    value("a", {
      revenue: 90_000,
      service: 1_000,
      goods: 9_000,
      cost: 10_000,
      profit: 80_000,
      expected: 100_000,
      tier: "high",
      segment: "core",
      score: 9_000,
    }),
    value("b", {
      revenue: 8_000,
      service: 1_000,
      development: 1_000,
      cost: 2_000,
      profit: 6_000,
      tier: "mid",
    }),
    value("c", {
      revenue: 2_000,
      service: 6_000,
      concessions: 500,
      cost: 6_500,
      profit: -4_500,
      segment: "draining",
      score: -100,
    }),
  ],
  efforts: [
    effort("a", "ops", 60, 1_000),
    effort("b", "ops", 60, 1_000),
    effort("b", "product", 20, 1_000),
    effort("c", "ops", 360, 6_000),
  ],
};
const NOTHING: DayValuation = { ...VALUATION, values: [], efforts: [] };

describe("R-REP-2 cost to serve", () => {
  it("R-REP-2: by client, the dearest first, and by role; goods and concessions beside working time", () => {
    const { data, csv, empty } = cost(VALUATION);
    expect(data).toMatchObject({
      clients: 3,
      cost: 18_500,
      unpriced: 0,
      parts: { service: 8_000, development: 1_000, goods: 9_000, concessions: 500 },
      roles: [
        { name: "ops", minutes: 480, amount: 8_000 },
        { name: "product", minutes: 20, amount: 1_000 },
      ],
      byClient: [{ client: "a", cost: 10_000 }, { client: "c", cost: 6_500 }, { client: "b" }],
    });
    const lines = [...csv()].slice(1);
    expect(lines).toContainEqual(["b", "product", "service", 20, "10.00"]);
    expect(lines).toContainEqual(["c", "", "concessions", "", "5.00"]);
    // Everything that is in the sum is in the file.
    expect(lines.reduce((sum, [, , , , amount]) => sum + Math.round(Number(amount) * 100), 0)).toBe(18_500);
    expect([empty, cost(NOTHING).empty]).toEqual([false, true]);
  });

  it("R-REP-2: hours without a price are told of, and count as nothing", () => {
    const values = [value("x", { service: null, cost: null, profit: null, goods: 300 })];
    const { data, remarks } = cost({ ...NOTHING, values, efforts: [effort("x", "ops", 60, null)] });
    expect(data).toMatchObject({ cost: 300, unpriced: 1 });
    expect(remarks.join("\n")).toMatch("Hours of 1 client have no price in EUR");
  });

  it("R-REP-2: amounts have the decimals of their currency", () => {
    expect(
      [moneyIn("EUR"), moneyIn("JPY"), moneyIn("KWD"), moneyIn()].map(({ spoken }) => spoken(1_234_567)),
    ).toEqual(["12,345.67", "1,234,567", "1,234.567", "12,345.67"]);
  });
});

describe("R-REP-1 segments and the checks", () => {
  it("R-REP-1, R-DEC-12: what each segment brings and takes", () => {
    expect(segments(VALUATION).data).toMatchObject({
      clients: 3,
      segments: [
        { segment: "core", clients: 1, revenuePct: 90, minutes: 60, minutesPct: 12, leastScore: 9_000 },
        {
          segment: "wavering",
          clients: 1,
          profit: 6_000,
          minutesPct: 16,
          tiers: { high: 0, mid: 1, low: 0 },
        },
        { segment: "draining", clients: 1, revenuePct: 2, minutesPct: 72, leastScore: -100 },
      ],
    });
    expect(segments(NOTHING).empty).toBe(true);
  });

  it("R-REP-1: the best 20 % of the effort against 80 % of the result, by hand", () => {
    // By result for effort: 80 for 10 effort, 15 for 20, 5 for 70. Twenty percent of 100 covers the first only.
    const rows = [
      { result: 5, effort: 70 },
      { result: 80, effort: 10 },
      { result: 15, effort: 20 },
    ];
    expect(effortCheck(rows)).toEqual({ resultPct: 80, effortPct: 10, holds: true });
    expect(effortCheck([{ result: -5, effort: 10 }])).toBeNull();
    expect(effortCheck([{ result: 5, effort: 0 }])).toBeNull();
  });

  it("R-REP-1: the same as dividing and sorting, on 2,000 random portfolios", () => {
    const row = fc.record({
      result: fc.integer({ min: -50, max: 200 }),
      effort: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        const gains = rows.map(({ result, effort }) => ({ result: Math.max(0, result), effort }));
        const total = (of: "result" | "effort") => gains.reduce((sum, one) => sum + one[of], 0);
        const [result, work] = [total("result"), total("effort")];
        const found = effortCheck(rows);
        expect(found === null).toBe(result === 0 || work === 0);
        if (found === null) return;
        const worth = (one: (typeof gains)[number]) =>
          one.result === 0 ? 0 : one.effort === 0 ? Number.POSITIVE_INFINITY : one.result / one.effort;
        gains.sort((a, b) => (worth(a) === worth(b) ? b.result - a.result : worth(b) > worth(a) ? 1 : -1));
        const sums = gains.map((_, n) => ({
          result: gains.slice(0, n + 1).reduce((sum, one) => sum + one.result, 0),
          effort: gains.slice(0, n + 1).reduce((sum, one) => sum + one.effort, 0),
        }));
        const most = sums.find((sum) => sum.result * 100 >= 80 * result);
        const few = sums.findLast((sum) => sum.effort * 100 <= 20 * work);
        expect(found.effortPct).toBeCloseTo((100 * (most?.effort ?? 0)) / work, 1);
        expect(found.resultPct).toBeCloseTo((100 * (few?.result ?? 0)) / result, 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it("R-DEC-11, R-REP-1: tiers and the Pareto curve of profit, as the clients were valued", () => {
    const { data, csv } = tiersOn(VALUATION);
    expect(data).toMatchObject({ high: 1, mid: 1, low: 1, total: 81_500, lost: -4_500 });
    expect([...csv()]).toEqual([
      ["client", "tier", "profit"],
      ["a", "high", "800.00"],
      ["b", "mid", "60.00"],
      ["c", "low", "-45.00"],
    ]);
    const pareto = paretoOn(VALUATION);
    expect(pareto.data).toMatchObject({ clients: 3, few: { clients: 1, profit: 80_000 }, holds: true });
    expect(pareto.data.effort).toEqual({ resultPct: 93.02, effortPct: 11.11, holds: true });
    expect(pareto.remarks.join("\n")).toMatch("the 20/80 check of effort holds");
  });
});

describe("R-REP-4 cost against potential, and the model client", () => {
  it("R-REP-4: what a cohort's clients cost, against what they are expected to bring", () => {
    const firsts = new Map([
      ["a", "2026-01-05"],
      ["b", "2026-01-31"],
      ["c", "2025-12-01"],
    ]);
    expect(potentialsOf(VALUATION.values, firsts)).toEqual([
      { month: "2025-12", clients: 1, revenue: 2_000, cost: 6_500, expected: 0 },
      { month: "2026-01", clients: 2, revenue: 98_000, cost: 12_000, expected: 100_000 },
    ]);
    expect(potentialsOf(VALUATION.values, new Map())).toEqual([]);
  });

  it("R-REP-4: each client against the median of the high tier, in frequency, margin and effort", () => {
    const values = [
      value("h1", { tier: "high", revenue: 1_000, profit: 500, service: 100 }),
      value("h2", { tier: "high", revenue: 1_000, profit: 700, service: 50 }),
      value("h3", { tier: "high", revenue: 1_000, profit: 600, service: 200 }),
      value("low", { revenue: 1_000, profit: 600, service: 100 }),
      value("none", { revenue: 0 }),
    ];
    const bought = new Map([
      ["h1", 4],
      ["h2", 12],
      ["h3", 10],
      ["low", 12],
    ]);
    const found = measured({ ...NOTHING, values }, bought);
    expect(found.model).toEqual({ frequency: 10, margin: 60, effort: 10 });
    expect(found.clients.map(({ client, asGood }) => [client, asGood])).toEqual([
      ["h2", 3],
      ["low", 3],
      ["h3", 2],
      ["h1", 1],
      ["none", 0],
    ]);
    expect(model({ ...NOTHING, values }, bought).sheets[0]?.rows[0]).toEqual([
      "the model",
      "high",
      "10.0",
      "60.0 %",
      "10.0 %",
      "",
    ]);
  });

  it("R-REP-4: clients at the same spot share a dot, and no tier hides another", () => {
    const same = (client: string, tier: "high" | "low") =>
      value(client, { tier, revenue: 1_000, profit: 500, service: 100 });
    const values = [same("h1", "high"), same("h2", "high"), same("l1", "low"), same("l2", "low")];
    const bought = new Map(values.map(({ client }) => [client, 4]));
    const svg = model({ ...NOTHING, values }, bought).svg();
    const radii = [...svg.matchAll(/r="([\d.]+)"[^>]*><title>(\w+) \(/g)].map(([, r, client]) => [
      client,
      Number(r),
    ]);
    expect(radii).toEqual([
      ["l1", 5.5],
      ["h1", expect.closeTo(4.62, 2)],
    ]);
  });
});

describe("R-REP-11 draining clients", () => {
  it("R-REP-11: their share of our hours against what the others lost", () => {
    const balance = balanceOf(VALUATION, new Set(["b", "c"]));
    // 360 of 500 minutes for 2 % of the revenue, which would have been worth 10.
    expect(balance).toEqual({
      draining: { clients: 1, minutes: 360, revenue: 2_000 },
      others: { clients: 2, minutes: 140, revenue: 98_000 },
      minutesPct: 72,
      revenuePct: 2,
      lostMinutes: 350,
      left: { clients: 1, revenue: 8_000 },
    });
    const { empty, sheets } = draining(VALUATION, new Set());
    expect(sheets[1]?.rows).toEqual([["c", "6.0", "20.00", "-45.00"]]);
    expect([empty, draining(NOTHING, new Set()).empty]).toEqual([false, true]);
  });
});
