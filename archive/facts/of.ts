import { type Kysely, sql } from "kysely";
import { cut, type OrderKey, ordered, type Page, type WantedPage } from "../page.ts";
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

/** The SQL type of the column that says when. */
function typeOf(kind: FactKind, column: string): "timestamptz" | "date" | "text" {
  const type = fieldsOf(kind).find(([name, field]) => columnOf(name, field) === column)?.[1].column;
  return type === "timestamptz" || type === "date" ? type : "text";
}

/** Columns that hold an instant, and no day. */
const INSTANTS = ["at", "cured"];

/** From when on facts are wanted: a day like `2026-11-01`. */
export interface Since {
  readonly since?: string | undefined;
}

/** What is known about clients, as it came in. */
export function factsOf(db: Kysely<Tables>) {
  /** What a question about a kind selects, and from where. */
  function asking(kind: FactKind, client: string, { since }: Since) {
    const [when, until] = WHEN[kind];
    const { states } = factKind(kind);
    const columns = [
      ...fieldsOf(kind).map(([name, field]) => sql.ref(columnOf(name, field))),
      ...(states ? [sql.ref("told_at")] : []),
    ];
    const later = since === undefined ? sql`` : sql`and ${notOver(until ?? when, since)}`;
    const newest = states ? sql`and current` : sql``;
    return {
      columns: sql.join(columns),
      from: sql`from ${sql.table(kind)} where client = ${client} ${newest} ${later}`,
    };
  }

  async function ofKind<K extends FactKind>(kind: K, client: string, since: Since = {}) {
    const [when] = WHEN[kind];
    const { columns, from } = asking(kind, client, since);
    const { rows } = await sql<FactRow<K>>`select ${columns} ${from} order by ${sql.ref(when)}, key`.execute(
      db,
    );
    return rows;
  }

  /** A page of what {@link ofKind} gives. */
  async function page(
    kind: FactKind,
    client: string,
    since: Since,
    wanted: WantedPage,
  ): Promise<Page<Readonly<Record<string, unknown>>>> {
    const [when] = WHEN[kind];
    const { columns, from } = asking(kind, client, since);
    type Keyed = Readonly<Record<string, unknown> & { pageWhen: string; pageKey: string }>;
    const keys: OrderKey<Keyed>[] = [
      { by: sql.ref(when), type: typeOf(kind, when), of: ({ pageWhen }) => pageWhen },
      { by: sql.ref("key"), type: "uuid", of: ({ pageKey }) => pageKey },
    ];
    const { later, order } = ordered(keys, wanted);
    const { rows } =
      await sql<Keyed>`select ${columns}, ${sql.ref(when)} as page_when, key as page_key ${from}
      and ${later} order by ${order} limit ${wanted.limit + 1}`.execute(db);
    const { rows: found, next } = cut(rows, keys, wanted.limit);
    return { rows: found.map(({ pageWhen: _, pageKey: __, ...row }) => row), next };
  }

  return {
    /**
     * The facts of one kind about a client, in the order of their time.
     * @param since leaves out what was over before that day (UTC, where an instant is kept); an invoice is over when
     * it is paid, a fault of ours when it is cured
     */
    ofKind,

    page,

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
