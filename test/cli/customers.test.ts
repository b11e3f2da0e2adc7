import { describe, expect, it } from "vitest";
import { byTotal, customersOf, readCustomers, tiersOf } from "../../cli/customers.ts";

const clients = (...profits: number[]) => profits.map((profit, n) => ({ id: `c${n}`, profit }));

describe("tiers", () => {
  it("R-DEC-11 G33: 80 % of the profit is high, 80 % of the rest mid, the others low", () => {
    expect([...tiersOf(clients(500, 300, 100, 60, 30, 10)).values()]).toEqual([
      "high",
      "high",
      "mid",
      "mid",
      "low",
      "low",
    ]);
  });

  it("R-DEC-11: who crosses a line is above it, no profit is low, ties go by id", () => {
    expect([...tiersOf(clients(790, 190, 20)).values()]).toEqual(["high", "high", "mid"]);
    expect(tiersOf(clients(799, 201)).get("c1")).toBe("high");
    expect([...tiersOf(clients(-5, 0)).values()]).toEqual(["low", "low"]);
    const even = tiersOf(clients(50, 50).reverse());
    expect([even.get("c0"), even.get("c1")]).toEqual(["high", "high"]);
    const tied = tiersOf([...clients(40, 40), { id: "b", profit: 20 }]);
    expect([tied.get("c0"), tied.get("c1"), tied.get("b")]).toEqual(["high", "high", "mid"]);
  });

  it("R-DEC-11 over the whole sample: 777 high, 899 mid, 681 low", async () => {
    const customers = await readCustomers();
    expect(customers).toHaveLength(2357);
    expect(customers.reduce((sum, { total }) => sum + total, 0)).toBe(24_409_194);
    const tiers = [...tiersOf(customers.map(({ id, total }) => ({ id, profit: total }))).values()];
    expect(["high", "mid", "low"].map((tier) => tiers.filter((t) => t === tier).length)).toEqual([
      777, 899, 681,
    ]);
  });
});

it("customers are added up to the cent, the biggest first, equals by id", () => {
  const sold = (id: string, date: string, dollars: string) => ` ${id} 0001 ${date}  1   ${dollars}`;
  const lines = [
    sold("00004", "19970801", "14.96"),
    sold("00004", "19970101", "29.33"),
    sold("00003", "19970202", "44.29"),
  ];
  expect(byTotal(customersOf(`${lines.join("\n")}\n`))).toEqual([
    { id: "00003", purchases: 1, total: 4429, first: "1997-02-02", last: "1997-02-02" },
    { id: "00004", purchases: 2, total: 4429, first: "1997-01-01", last: "1997-08-01" },
  ]);
  expect(() => customersOf("a purchase")).toThrow("line 1");
});
