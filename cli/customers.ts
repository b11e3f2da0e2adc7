import { readFile } from "node:fs/promises";

/** What one customer of the sample bought. Money in cents, days as `1997-01-31`. */
export interface Customer {
  readonly id: string;
  readonly purchases: number;
  readonly total: number;
  readonly first: string;
  readonly last: string;
}

const SAMPLE = new URL("../examples/data/cdnow_sample.txt", import.meta.url);
const LINE = /^\s*(\d+)\s+\d+\s+(\d{4})(\d{2})(\d{2})\s+\d+\s+(\d+)\.(\d{2})\s*$/;

/** Adds up a list of purchases, one a line: master id, sample id, yyyymmdd, units, dollars. */
export function customersOf(text: string): Customer[] {
  const customers = new Map<string, Customer>();
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === "") return;
    const [, id, year, month, day, dollars, cents] = LINE.exec(line) ?? [];
    if (id === undefined) throw new Error(`line ${index + 1} is not a purchase`);
    const date = `${year}-${month}-${day}`;
    const known = customers.get(id) ?? { id, purchases: 0, total: 0, first: date, last: date };
    customers.set(id, {
      id,
      purchases: known.purchases + 1,
      total: known.total + Number(dollars) * 100 + Number(cents),
      first: date < known.first ? date : known.first,
      last: date > known.last ? date : known.last,
    });
  });
  return [...customers.values()];
}

export async function readCustomers(): Promise<Customer[]> {
  return customersOf(await readFile(SAMPLE, "utf8"));
}

/** The biggest first; of equals, the lower id. */
export function byTotal(customers: readonly Customer[]): Customer[] {
  return [...customers].sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1));
}

export type Tier = "high" | "mid" | "low";

const SHARE = 0.8;

/**
 * R-DEC-11: from the most profitable down, who brings up to 80 % of all profit is high, up to 80 % of what remains
 * mid, the rest low. Whoever crosses a line belongs to the upper tier; no profit is low; ties go by id.
 */
export function tiersOf(
  clients: readonly { readonly id: string; readonly profit: number }[],
): Map<string, Tier> {
  const sorted = [...clients].sort((a, b) => b.profit - a.profit || (a.id < b.id ? -1 : 1));
  const earning = sorted.filter(({ profit }) => profit > 0);
  const tiers = new Map<string, Tier>(sorted.map(({ id }) => [id, "low"]));
  let rest = earning;
  for (const tier of ["high", "mid"] as const) {
    const line = SHARE * rest.reduce((sum, { profit }) => sum + profit, 0);
    let sum = 0;
    const upper = rest.filter(({ profit }) => {
      const below = sum < line;
      sum += profit;
      return below;
    });
    for (const { id } of upper) tiers.set(id, tier);
    rest = rest.slice(upper.length);
  }
  return tiers;
}
