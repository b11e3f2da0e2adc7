import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cohorts, cohortsOf } from "../../../insight/reports/cohorts.ts";
import { reportFrom } from "../../../insight/reports/index.ts";
import { monthsBetween, openFolder, someBought, written } from "./rows.ts";

const file = await openFolder();
const buy = (client: string, day: string, amount: number) => ({ client, day, amount });

describe("R-REP-4 cohorts", () => {
  it("R-REP-4: clients belong to the month of their first purchase, in whatever order the rows come", async () => {
    const rows = [
      buy("a", "1997-03-31", 500),
      buy("b", "1997-02-01", 100),
      buy("a", "1997-01-01", 200),
      buy("a", "1997-01-02", 300),
    ];
    expect((await cohortsOf(rows)).cohorts).toEqual([
      {
        month: "1997-01",
        clients: 1,
        months: [
          { month: "1997-01", age: 0, active: 1, purchases: 2, revenue: 500 },
          { month: "1997-02", age: 1, active: 0, purchases: 0, revenue: 0 },
          { month: "1997-03", age: 2, active: 1, purchases: 1, revenue: 500 },
        ],
      },
      {
        month: "1997-02",
        clients: 1,
        months: [
          { month: "1997-02", age: 0, active: 1, purchases: 1, revenue: 100 },
          { month: "1997-03", age: 1, active: 0, purchases: 0, revenue: 0 },
        ],
      },
    ]);
  });

  it("R-REP-4: a return is no purchase and lowers the revenue; a purchase of nothing is one", async () => {
    const rows = [
      buy("a", "1996-12-31", -50),
      buy("a", "1997-01-01", 0),
      buy("a", "1997-02-01", -30),
      buy("b", "1997-01-01", -1),
    ];
    expect(await cohortsOf(rows)).toMatchObject({
      unplaced: 1,
      cohorts: [
        {
          month: "1997-01",
          clients: 1,
          months: [
            { active: 1, purchases: 1, revenue: -50 },
            { active: 0, purchases: 0, revenue: -30 },
          ],
        },
      ],
    });
  });

  it("R-REP-4: the same as a second computation, cell by cell, on 2,000 random portfolios", async () => {
    await fc.assert(
      fc.asyncProperty(someBought, async (rows) => {
        const found = await cohortsOf(rows);
        const bought = rows.filter(({ amount }) => amount >= 0);
        const firstOf = (client: string) =>
          bought
            .filter((row) => row.client === client)
            .map(({ day }) => day.slice(0, 7))
            .sort()[0];
        const last =
          rows
            .map(({ day }) => day)
            .sort()
            .at(-1) ?? "";
        const clients = [...new Set(rows.map(({ client }) => client))];
        const months = [...new Set(clients.flatMap((client) => firstOf(client) ?? []))].sort();
        expect(found.cohorts.map(({ month }) => month)).toEqual(months);
        expect(found.unplaced).toBe(clients.filter((client) => firstOf(client) === undefined).length);
        for (const cohort of found.cohorts) {
          const own = rows.filter(({ client }) => firstOf(client) === cohort.month);
          expect(cohort.clients).toBe(clients.filter((client) => firstOf(client) === cohort.month).length);
          expect(cohort.months).toHaveLength(monthsBetween(cohort.month, last) + 1);
          for (const { month, age, active, purchases, revenue } of cohort.months) {
            const here = own.filter(({ day }) => day.startsWith(month));
            const counting = here.filter((row) => row.amount >= 0);
            const early = own.filter(({ day }) => age === 0 && day.slice(0, 7) < month);
            expect(purchases).toBe(counting.length);
            expect(active).toBe(new Set(counting.map(({ client }) => client)).size);
            expect(revenue).toBe([...here, ...early].reduce((sum, row) => sum + row.amount, 0));
            expect(monthsBetween(cohort.month, month)).toBe(age);
          }
        }
        const report = await cohorts(rows);
        const forms = report.svg() + JSON.stringify([report.data, report.sheets, [...report.csv()]]);
        expect(forms).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("R-REP-4: --at leaves later rows out, and tells of the quiet months up to then", async () => {
    const rows = [buy("a", "1997-01-05", 100), buy("a", "1997-03-01", 100), buy("b", "1997-04-01", 100)];
    const path = await file("at.txt", rows.map(written).join("\n"));
    const at = async (day: string) => {
      const { report, tally } = await reportFrom("cohorts", path, {
        zone: "UTC",
        shares: { highPct: 80, midPct: 80 },
        at: day,
      });
      const found = report.data.cohorts as { clients: number; months: { purchases: number }[] }[];
      return {
        later: tally.later,
        cells: found.map(({ months }) => months.map(({ purchases }) => purchases)),
      };
    };
    expect(await at("1997-02-28")).toEqual({ later: 2, cells: [[1, 0]] });
    expect(await at("1997-03-01")).toEqual({ later: 1, cells: [[1, 0, 1]] });
    expect(await at("2026-01-01")).toEqual({ later: 0, cells: [[1, 0, 1, 0], [1]] });
  });

  it("R-REP-4: a last month that is not over is named", async () => {
    const remarks = async (day: string) => (await cohorts([buy("a", day, 100)])).remarks.join(" ");
    expect(await remarks("1996-02-28")).toMatch("up to 1996-02-28 only");
    expect(await remarks("1996-02-29")).not.toMatch("only");
    expect(await remarks("1997-12-31")).not.toMatch("only");
  });
});
