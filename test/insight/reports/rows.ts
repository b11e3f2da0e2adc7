import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll } from "vitest";
import type { Purchase } from "../../../insight/reports/purchases.ts";
import { monthOf } from "../../../values/days.ts";

/** Amounts that tie, cancel out and lose, and amounts as great as a row may hold. */
export const amount = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 8 }) },
  { weight: 2, arbitrary: fc.integer({ min: -50_000, max: 100_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -1e12, max: 1e12 }) },
);

export const day = fc
  .record({
    year: fc.integer({ min: 1997, max: 1998 }),
    month: fc.integer({ min: 1, max: 12 }),
    date: fc.integer({ min: 1, max: 28 }),
  })
  .map(({ year, month, date }) => `${year}-${`${month}`.padStart(2, "0")}-${`${date}`.padStart(2, "0")}`);

/** Purchases of few clients, so that they come back, in any order. */
export const someBought: fc.Arbitrary<Purchase[]> = fc.array(
  fc.record({ client: fc.constantFrom("a", "b", "c", "d", "e", "f"), day, amount }),
  { maxLength: 40 },
);

/** A purchase as the files have it. */
export const written = ({ client, day: date, amount: minor }: Purchase): string => {
  const digits = `${Math.abs(minor)}`.padStart(3, "0");
  const dollars = `${minor < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  return ` ${client} 0001 ${date.replaceAll("-", "")}  1   ${dollars}`;
};

export const monthsBetween = (a: string, b: string): number => monthOf(b) - monthOf(a);

/** Files of a test's own, removed after its file of tests. */
export async function openFolder(): Promise<(name: string, content: string | Uint8Array) => Promise<string>> {
  const folder = await mkdtemp(join(tmpdir(), "tenure-reports-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return async (name, content) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
}
