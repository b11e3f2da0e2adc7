import { sql } from "kysely";
import type { FactKind } from "./catalogue.ts";

/** By kind, the column that says when, and the one that says until when, of what lasts. */
export const WHEN: Readonly<Record<FactKind, readonly [since: string, until?: string]>> = {
  interactions: ["at"],
  hours: ["day"],
  purchases: ["on"],
  payments: ["due", "paid"],
  concessions: ["on"],
  discounts: ["on"],
  faults: ["opened", "cured"],
  scores: ["period"],
  meetings: ["at"],
  agreements: ["on"],
  coupons: ["on"],
  reviews: ["at"],
  demands: ["at"],
  threats: ["at"],
};

/** Columns that hold an instant, and no day. */
const INSTANTS = ["at", "cured"];

/** Whether what a column tells was not over before a day; what has not ended is not over. */
export function notOver(column: string, since: string) {
  const until = sql.ref(column);
  if (column === "period") return sql`${until} >= ${since.slice(0, 7)}`;
  const limit = INSTANTS.includes(column) ? `${since}T00:00:00Z` : since;
  return sql`(${until} is null or ${until} >= ${limit})`;
}
