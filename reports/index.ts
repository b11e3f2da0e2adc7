// The one door of the reports: a file in, a report out. Nothing here prints, or reads the environment.
import type { ReportName } from "./catalogue.ts";
import { cohorts } from "./cohorts.ts";
import { openRows, type Reading, type Tally } from "./file.ts";
import { interactions } from "./interactions.ts";
import { pareto } from "./pareto.ts";
import { type Purchase, purchases } from "./purchases.ts";
import type { Report } from "./report.ts";
import { storms } from "./storms.ts";
import { tiers } from "./tiers.ts";

export { isDay, isZone } from "../rows/days.ts";
export { Unreadable } from "./file.ts";
export { csvLine, type Report, type Sheet } from "./report.ts";
export { type Tiered, tiersOf } from "./tiers.ts";

const ON_PURCHASES = { tiers, pareto, cohorts } as const;

export interface Made {
  readonly report: Report;
  readonly tally: Tally;
}

/** Every purchase of a file. @throws {Unreadable} */
export const purchasesIn = (file: string): Promise<AsyncIterable<Purchase>> => openRows(file, purchases);

/**
 * Makes a report straight from a file.
 * @param zone the time zone of clients whose rows name none; interactions only
 * @throws {Unreadable} when the file cannot be read, or none of its lines counts
 */
export async function reportFrom(
  name: ReportName,
  file: string,
  { zone, ...reading }: Reading & { readonly zone: string },
): Promise<Made> {
  if (name === "storms") {
    const rows = await openRows(file, interactions(zone), reading);
    return { report: await storms(rows), tally: rows.tally };
  }
  const rows = await openRows(file, purchases, reading);
  // Where later rows were left out, the file tells of every day up to then, of those without a purchase too.
  const knownUntil = () => (rows.tally.later > 0 ? reading.at : undefined);
  return { report: await ON_PURCHASES[name](rows, knownUntil), tally: rows.tally };
}
