import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pareto, paretoOf } from "../../../insight/reports/pareto.ts";
import { tiersOf } from "../../../insight/reports/tiers.ts";
import { amount, someBought } from "./rows.ts";

describe("R-REP-1 who brings the revenue", () => {
  it("R-REP-1: 20 % who bring just 80 % pass the check; a cent less, and they do not", () => {
    expect(paretoOf([80, 5, 5, 5, 5])).toMatchObject({
      holds: true,
      few: { clients: 1, clientsPct: 20, revenue: 80, revenuePct: 80 },
      most: { clients: 1, clientsPct: 20 },
    });
    expect(paretoOf([79, 6, 5, 5, 5])).toMatchObject({
      holds: false,
      few: { clients: 1, revenuePct: 79 },
      most: { clients: 2, clientsPct: 40, revenuePct: 85 },
    });
  });

  it("R-REP-1: a loss is told, and lifts nobody's share", () => {
    expect(paretoOf([80, 20, 0, -40, -10])).toMatchObject({
      total: 50,
      gained: 100,
      lost: -50,
      most: { clients: 1, revenuePct: 80 },
    });
  });

  it("R-REP-1: where nobody brings anything there is no share to tell", () => {
    expect(paretoOf([])).toMatchObject({ clients: 0, few: null, most: null, holds: false });
    expect(paretoOf([0, -3])).toMatchObject({ few: { clients: 1, revenuePct: 0 }, most: null, holds: false });
  });

  it("R-REP-1: the same as a second computation on 10,000 random portfolios; 80 % is what the high tier is for", () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 14 }), (revenues) => {
        const { most, few, gained, total, holds, curve } = paretoOf(revenues);
        const earning = revenues.filter((revenue) => revenue > 0).map(BigInt);
        const all = earning.reduce((sum, one) => sum + one, 0n);
        expect(BigInt(gained)).toBe(all);
        expect(BigInt(total)).toBe(revenues.reduce((sum, one) => sum + BigInt(one), 0n));
        // Whoever takes the biggest one away each time brings the most with the fewest.
        const left = [...earning];
        let brought = 0n;
        let clients = 0;
        while (brought * 5n < all * 4n) {
          const biggest = left.reduce((a, b) => (b > a ? b : a));
          left.splice(left.indexOf(biggest), 1);
          brought += biggest;
          clients += 1;
        }
        expect(most?.clients ?? 0).toBe(clients);
        const accounts = revenues.map((revenue, n) => ({ client: `c${n}`, revenue }));
        expect(
          tiersOf(accounts, { highPct: 80, midPct: 80 }).filter(({ tier }) => tier === "high"),
        ).toHaveLength(clients);
        const fifth = Math.ceil(revenues.length / 5);
        expect(few?.clients ?? 0).toBe(fifth);
        expect(holds).toBe(clients > 0 && clients <= fifth);
        const shares = curve.map(({ revenuePct }) => revenuePct);
        expect(shares).toEqual([...shares].sort((a, b) => a - b));
        expect(curve.at(-1)?.clients).toBe(revenues.length);
      }),
      { numRuns: 10_000 },
    );
  });

  it("R-REP-1: the report holds in every form, whatever was bought and returned", async () => {
    await fc.assert(
      fc.asyncProperty(someBought, async (bought) => {
        const { data, csv, svg, sheets, remarks } = await pareto(bought);
        expect([...csv()]).toHaveLength((data.curve as unknown[]).length + 1);
        expect(svg() + JSON.stringify([sheets, remarks, data])).not.toMatch(/NaN|undefined|Infinity/);
      }),
    );
  });
});
