import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fisher, holm, newcombe, wilson } from "../../../insight/reports/intervals.ts";

const share = (count: number, of: number) => ({ count, of });

describe("R-REP-3 intervals", () => {
  it.each([
    // Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("R-REP-3: Wilson's interval of %i of %i as published", (count, of, low, high) => {
    const found = wilson(share(count, of));
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  it.each([
    // Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
  ])("R-REP-3: Newcombe's interval of %i/%i − %i/%i as published", (a, m, b, n, low, high) => {
    const found = newcombe(share(a, m), share(b, n));
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  it("R-REP-3: nothing is known of an empty group", () => {
    expect(wilson(share(0, 0))).toEqual({ low: 0, high: 1 });
    expect(newcombe(share(0, 0), share(0, 0))).toEqual({ low: -1, high: 1 });
  });
});

describe("R-REP-5 exact tests", () => {
  it.each([
    // Fisher's tea tasting, and his convicted twins, as printed in the handbook of R's fisher.test.
    [3, 4, 1, 4, 0.4857],
    [2, 17, 10, 13, 0.0005367],
    [0, 5, 0, 5, 1],
  ])("R-REP-5: Fisher's exact test of %i/%i against %i/%i as published", (a, m, b, n, p) => {
    expect(fisher(share(a, m), share(b, n))).toBeCloseTo(p, 4);
  });

  /** The same in whole numbers: the tables with these margins, counted. */
  function counted(a: { count: number; of: number }, b: { count: number; of: number }): number {
    const choose = (n: number, k: number): bigint => {
      let value = 1n;
      for (let i = 1; i <= k; i += 1) value = (value * BigInt(n - k + i)) / BigInt(i);
      return value;
    };
    const hits = a.count + b.count;
    const ways = (k: number) =>
      k < 0 || k > a.of || hits - k < 0 || hits - k > b.of ? 0n : choose(a.of, k) * choose(b.of, hits - k);
    const all = Array.from({ length: hits + 1 }, (_, k) => ways(k));
    const own = ways(a.count);
    const sum = (some: readonly bigint[]) => some.reduce((x, y) => x + y, 0n);
    return Number((sum(all.filter((one) => one <= own)) * 1_000_000n) / sum(all)) / 1_000_000;
  }

  const group = fc
    .integer({ min: 0, max: 40 })
    .chain((of) => fc.record({ of: fc.constant(of), count: fc.integer({ min: 0, max: of }) }));

  it("R-REP-5: the same as counting the tables in whole numbers, and the same from either side", () => {
    fc.assert(
      fc.property(group, group, (a, b) => {
        expect(fisher(a, b)).toBeCloseTo(counted(a, b), 5);
        expect(fisher(a, b)).toBeCloseTo(fisher(b, a), 9);
      }),
      { numRuns: 500 },
    );
  });

  it("R-REP-5: Holm's correction multiplies the least by how many there are, the next by one less", () => {
    for (const [n, p] of holm([0.01, 0.04, 0.03, 0.005]).entries())
      expect(p).toBeCloseTo([0.03, 0.06, 0.06, 0.02][n] ?? 0, 12);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
