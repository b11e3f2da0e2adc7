import { type Kysely, sql } from "kysely";
import type { Tables } from "../tables.ts";
import { type FactKind, factKinds } from "./catalogue.ts";
import type { FactRow, FactsOfClient } from "./kept.ts";
import { columnOf, factKind, fieldsOf } from "./kinds.ts";

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

/** Whether what a column tells was not over before a day; what has not ended is not over. */
function notOver(column: string, since: string) {
  const until = sql.ref(column);
  if (column === "period") return sql`${until} >= ${since.slice(0, 7)}`;
  const limit = INSTANTS.includes(column) ? `${since}T00:00:00Z` : since;
  return sql`(${until} is null or ${until} >= ${limit})`;
}

/** Columns that hold an instant, and no day. */
const INSTANTS = ["at", "cured"];

/** From when on facts are wanted: a day like `2026-11-01`. */
export interface Since {
  readonly since?: string | undefined;
}

/** What is known about clients, as it came in. */
export function factsOf(db: Kysely<Tables>) {
  async function ofKind<K extends FactKind>(kind: K, client: string, { since }: Since = {}) {
    const [when, until] = WHEN[kind];
    const { states } = factKind(kind);
    const columns = [
      ...fieldsOf(kind).map(([name, field]) => sql.ref(columnOf(name, field))),
      ...(states ? [sql.ref("told_at")] : []),
    ];
    const later = since === undefined ? sql`` : sql`and ${notOver(until ?? when, since)}`;
    const newest = states ? sql`and current` : sql``;
    const { rows } = await sql<FactRow<K>>`select ${sql.join(columns)} from ${sql.table(kind)}
      where client = ${client} ${newest} ${later} order by ${sql.ref(when)}, key`.execute(db);
    return rows;
  }

  return {
    /**
     * The facts of one kind about a client, in the order of their time.
     * @param since leaves out what was over before that day (UTC, where an instant is kept); an invoice is over when
     * it is paid, a fault of ours when it is cured
     */
    ofKind,

    /** All facts about a client; see {@link ofKind}. */
    async of(client: string, since: Since = {}): Promise<FactsOfClient> {
      const kinds = factKinds.map(async (kind) => [kind, await ofKind(kind, client, since)] as const);
      return Object.fromEntries(await Promise.all(kinds)) as unknown as FactsOfClient;
    },

    /** R-DEC-5: how many other clients wanted the same at a moment, and had accepted nothing instead since. */
    async othersWanting(client: string, about: string, at: string): Promise<number> {
      const { rows } = await sql<{ others: number }>`
        select count(distinct client)::int as others from demands wanted
        where about = ${about} and client != ${client} and at <= ${at} and not exists (
          select 1 from demands closed where closed.client = wanted.client and closed.about = wanted.about
            and closed.accepted is not null and closed.at >= wanted.at
            and closed.at <= ${at})`.execute(db);
      return rows[0]?.others ?? 0;
    },
  };
}
