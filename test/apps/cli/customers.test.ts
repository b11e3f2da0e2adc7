import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readCustomers } from "../../../apps/cli/customers.ts";

it("R-DEC-11 over the whole sample: 777 high, 899 mid, 681 low", async () => {
  const customers = await readCustomers();
  expect(customers).toHaveLength(2357);
  expect(customers.reduce((sum, { revenue }) => sum + revenue, 0)).toBe(24_409_194);
  const count = (tier: string) => customers.filter((customer) => customer.tier === tier).length;
  expect(["high", "mid", "low"].map(count)).toEqual([777, 899, 681]);
});

it("customers are added up to the cent, the biggest first, equals by id", async () => {
  const folder = await mkdtemp(join(tmpdir(), "customers-"));
  const sold = (id: string, date: string, dollars: string) => ` ${id} 0001 ${date}  1   ${dollars}\n`;
  const file = join(folder, "sold.txt");
  await writeFile(
    file,
    sold("00004", "19970801", "14.96") +
      sold("00004", "19970101", "29.33") +
      sold("00003", "19970202", "44.29"),
  );
  const revenue = 4429;
  expect(await readCustomers(file)).toEqual([
    { client: "00003", purchases: 1, revenue, tier: "high", first: "1997-02-02", last: "1997-02-02" },
    { client: "00004", purchases: 2, revenue, tier: "high", first: "1997-01-01", last: "1997-08-01" },
  ]);
  await rm(folder, { recursive: true });
});
