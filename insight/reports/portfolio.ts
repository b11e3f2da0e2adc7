import type { Day } from "../../values/days.ts";
import { type Minor, plus } from "../../values/money.ts";
import type { Purchase } from "./purchases.ts";

/** What one client brought, returns taken off. */
export interface Account {
  readonly client: string;
  readonly revenue: Minor;
}

/** What all clients brought, and over which days. */
export interface AccountPortfolio {
  readonly accounts: readonly Account[];
  readonly from: Day | null;
  readonly until: Day | null;
}

/** Adds purchases up by client: memory grows with the clients, not with the purchases. */
export async function portfolioOf(
  rows: AsyncIterable<Purchase> | Iterable<Purchase>,
): Promise<AccountPortfolio> {
  const sums = new Map<string, Minor>();
  let from: Day | null = null;
  let until: Day | null = null;
  for await (const { client, day, amount } of rows) {
    sums.set(client, plus(sums.get(client) ?? 0, amount));
    if (from === null || day < from) from = day;
    if (until === null || day > until) until = day;
  }
  return { accounts: Array.from(sums, ([client, revenue]) => ({ client, revenue })), from, until };
}

/** The biggest first; of equals, the lower id. */
export function byRevenue(accounts: readonly Account[]): Account[] {
  return [...accounts].sort((a, b) => b.revenue - a.revenue || (a.client < b.client ? -1 : 1));
}
