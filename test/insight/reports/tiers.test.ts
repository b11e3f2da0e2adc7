import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reportFrom } from "../../../insight/reports/index.ts";
import { tiers, tiersOf } from "../../../insight/reports/tiers.ts";
import { amount, someBought } from "./rows.ts";

const SAMPLE = new URL("../../../examples/data/cdnow_sample.txt", import.meta.url).pathname;
const SHARES = { highPct: 80, midPct: 80 };
const accounts = (...revenues: number[]) => revenues.map((revenue, n) => ({ client: `c${n}`, revenue }));
const tiersIn = (...revenues: number[]) => tiersOf(accounts(...revenues), SHARES).map(({ tier }) => tier);

describe("R-DEC-11 tiers", () => {
  it("R-DEC-11 G33: 80 % of the profit is high, 80 % of the rest mid, the others low", () => {
    expect(tiersIn(500, 300, 100, 60, 30, 10)).toEqual(["high", "high", "mid", "mid", "low", "low"]);
  });

  it("R-DEC-11 R-POL-1: the lines are those of the policy, and the report tells them", async () => {
    const shares = { highPct: 50, midPct: 60 };
    const clients = accounts(500, 300, 100, 60, 30, 10);
    expect(tiersOf(clients, shares).map(({ tier }) => tier)).toEqual([
      "high",
      "mid",
      "low",
      "low",
      "low",
      "low",
    ]);
    const rows = clients.map(({ client, revenue: amount }) => ({ client, day: "2026-01-01", amount }));
    const { data, remarks } = await tiers(rows, shares);
    expect(data).toMatchObject({ high: 1, mid: 1, low: 4 });
    expect(remarks.join()).toContain("up to 50 % of the profit is high, up to 60 % of the rest mid");
  });

  it("R-DEC-11: who crosses a line belongs to the upper tier; who begins on it, to the lower", () => {
    expect(tiersIn(799, 201)).toEqual(["high", "high"]);
    expect(tiersIn(800, 160, 40)).toEqual(["high", "mid", "low"]);
    expect(tiersIn(799, 159, 42)).toEqual(["high", "high", "mid"]);
  });

  it("R-DEC-11: no profit is low, and a loss lowers no line", () => {
    expect(tiersIn(-5, 0)).toEqual(["low", "low"]);
    expect(tiersIn(500, 300, 100, 60, 30, 10, -900)).toEqual([...tiersIn(500, 300, 100, 60, 30, 10), "low"]);
  });

  it("R-DEC-11: ties go by client id", () => {
    const tied = tiersOf([...accounts(40, 40), { client: "b", revenue: 40 }], SHARES);
    expect(tied.map(({ client, tier }) => [client, tier])).toEqual([
      ["b", "high"],
      ["c0", "high"],
      ["c1", "high"],
    ]);
    const last = tiersOf(
      ["z", "y", "x", "w", "v"].map((client) => ({ client, revenue: 1 })),
      SHARES,
    );
    expect(last.map(({ client, tier }) => client + tier)).toEqual([
      "vhigh",
      "whigh",
      "xhigh",
      "yhigh",
      "zmid",
    ]);
  });

  it("R-DEC-11: the same as a second computation, client by client, on 10,000 random portfolios", () => {
    const portfolio = fc.uniqueArray(
      fc.record({ client: fc.string({ minLength: 1, maxLength: 3 }), revenue: amount }),
      { selector: ({ client }) => client, maxLength: 14 },
    );
    fc.assert(
      fc.property(portfolio, (clients) => {
        const stands = new Map(tiersOf(clients, SHARES).map(({ client, tier }) => [client, tier]));
        // No order and no running sums: each client is asked who stands before it, and what they bring.
        type Client = (typeof clients)[number];
        const before = (one: Client) => (other: Client) =>
          other.revenue > one.revenue || (other.revenue === one.revenue && other.client < one.client);
        const sum = (some: Client[]) => some.reduce((total, { revenue }) => total + BigInt(revenue), 0n);
        const within = (one: Client, among: Client[]) =>
          5n * sum(among.filter(before(one))) < 4n * sum(among);
        const earning = clients.filter(({ revenue }) => revenue > 0);
        const high = earning.filter((one) => within(one, earning));
        const rest = earning.filter((one) => !high.includes(one));
        for (const one of clients) {
          const expected = high.includes(one)
            ? "high"
            : rest.includes(one) && within(one, rest)
              ? "mid"
              : "low";
          expect(stands.get(one.client)).toBe(expected);
        }
        expect(stands.size).toBe(clients.length);
      }),
      { numRuns: 10_000 },
    );
  });

  it("R-DEC-11: a constant margin changes no tier", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100, max: 1000 })),
        fc.integer({ min: 1, max: 99 }),
        (some, margin) => {
          expect(tiersIn(...some.map((revenue) => revenue * margin))).toEqual(tiersIn(...some));
        },
      ),
    );
  });

  it("R-DEC-11 over the whole sample: 777 high, 899 mid, 681 low, 244,091.94 in all", async () => {
    const { report, tally } = await reportFrom("tiers", SAMPLE, { zone: "UTC", shares: SHARES });
    expect(tally).toEqual({ rows: 6919, refused: 0, later: 0 });
    expect(report.data).toMatchObject({ high: 777, mid: 899, low: 681, clients: 2357, total: 24_409_194 });
    expect([...report.csv()]).toHaveLength(2358);
  });

  it("R-DEC-11: the report adds up, whatever was bought and returned", async () => {
    await fc.assert(
      fc.asyncProperty(someBought, async (bought) => {
        const { data, csv, svg, sheets } = await tiers(bought, SHARES);
        const total = bought.reduce((sum, row) => sum + row.amount, 0);
        expect(data).toMatchObject({ total, clients: new Set(bought.map(({ client }) => client)).size });
        const parts = data.tiers as { tier: string; clients: number; revenue: number }[];
        expect(parts.reduce((sum, { revenue }) => sum + revenue, 0)).toBe(total);
        const [, ...lines] = [...csv()];
        for (const { tier, clients } of parts) {
          expect(lines.filter((line) => line[1] === tier)).toHaveLength(clients);
          expect(data[tier]).toBe(clients);
        }
        const cents = lines.map((line) => BigInt(String(line[2]).replace(".", "")));
        expect(cents.reduce((sum, one) => sum + one, 0n)).toBe(BigInt(total));
        expect(svg()).not.toMatch(/NaN|undefined|Infinity/);
        expect(JSON.stringify(sheets)).not.toMatch(/NaN|undefined|Infinity/);
      }),
    );
  });
});
