import { fileURLToPath } from "node:url";
import { purchasesIn, type TieredAccount, tiersOf } from "../../insight/reports/index.ts";
import { POLICIES, policyInForce, readPolicies } from "../../services/policies.ts";

/** What one customer of the sample bought, `revenue` in cents, days as `1997-01-31`. */
export interface Customer extends TieredAccount {
  readonly purchases: number;
  readonly first: string;
  readonly last: string;
}

const SAMPLE = fileURLToPath(new URL("../../examples/data/cdnow_sample.txt", import.meta.url));

/** The customers of the sample with their tiers among all, the biggest first; of equals, the lower id. */
export async function readCustomers(file = SAMPLE): Promise<Customer[]> {
  const bought = new Map<string, Omit<Customer, "tier">>();
  for await (const { client, day, amount } of await purchasesIn(file)) {
    const before = bought.get(client) ?? { client, revenue: 0, purchases: 0, first: day, last: day };
    bought.set(client, {
      client,
      revenue: before.revenue + amount,
      purchases: before.purchases + 1,
      first: day < before.first ? day : before.first,
      last: day > before.last ? day : before.last,
    });
  }
  const { value } = policyInForce(await readPolicies(POLICIES), Date.now());
  return tiersOf([...bought.values()], value).map(
    (tiered) => ({ ...bought.get(tiered.client), ...tiered }) as Customer,
  );
}
