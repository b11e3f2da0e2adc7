// The one entry point of the reports: rows in, a report out. Nothing here prints, or reads the environment.
import type { FileReport } from "./catalogue.ts";
import { cohorts } from "./cohorts.ts";
import { type FileReading, openRows, type Tally } from "./file.ts";
import { interactions } from "./interactions.ts";
import { pareto } from "./pareto.ts";
import { type Purchase, purchases } from "./purchases.ts";
import type { Report } from "./report.ts";
import { storms } from "./storms.ts";
import { type TierShares, tiers } from "./tiers.ts";

export { isZone } from "../../values/days.ts";
export {
  ADMISSION_TYPES,
  admissions,
  admissionsOf,
  followedTo,
  priced,
} from "./admissions.ts";
export { AVOIDED_TYPES, avoided } from "./avoided.ts";
export { cohorts, withPotential } from "./cohorts.ts";
export { CONDUCT_TYPES, conduct } from "./conduct.ts";
export { cost } from "./cost.ts";
export { draining } from "./draining.ts";
export { FAIRNESS_TYPES, fairness, type Trait } from "./fairness.ts";
export { Unreadable } from "./file.ts";
export { flow } from "./flow.ts";
export {
  asksOf,
  livesOf,
  PRICE_TYPES,
  purchaseWindows,
  RETENTION_TYPES,
  stayedBy,
  subjectsOf,
  windowKey,
} from "./followed.ts";
export { GOODBYE_TYPES, goodbyes, goodbyesOf } from "./goodbyes.ts";
export { html } from "./html.ts";
export { mentions } from "./mentions.ts";
export { model } from "./model.ts";
export { pareto, paretoOn } from "./pareto.ts";
export type { Purchase } from "./purchases.ts";
export { QUESTION_TYPES, questions } from "./questions.ts";
export { csvLine, type Report, type Sheet } from "./report.ts";
export { retention } from "./retention.ts";
export { segments } from "./segments.ts";
export { storms } from "./storms.ts";
export { type TieredAccount, tiers, tiersOf, tiersOn } from "./tiers.ts";
export type { DayValuation } from "./valued.ts";

export interface MadeReport {
  readonly report: Report;
  readonly tally: Tally;
}

/** Every purchase of a file. @throws {Unreadable} */
export const purchasesIn = (file: string): Promise<AsyncIterable<Purchase>> => openRows(file, purchases);

/**
 * Makes a report straight from a file.
 * @param zone the time zone of clients whose rows name none; interactions only
 * @param shares of the tiers; the report of tiers only
 * @throws {Unreadable} when the file cannot be read, or none of its lines counts
 */
export async function reportFrom(
  name: FileReport,
  file: string,
  { zone, shares, ...reading }: FileReading & { readonly zone: string; readonly shares: TierShares },
): Promise<MadeReport> {
  if (name === "storms") {
    const rows = await openRows(file, interactions(zone), reading);
    return { report: await storms(rows), tally: rows.tally };
  }
  const rows = await openRows(file, purchases, reading);
  // Where later rows were left out, the file tells of every day up to then, of those without a purchase too.
  const knownUntil = () => (rows.tally.later > 0 ? reading.at : undefined);
  const report =
    name === "cohorts" ? cohorts(rows, knownUntil) : name === "pareto" ? pareto(rows) : tiers(rows, shares);
  return { report: await report, tally: rows.tally };
}
