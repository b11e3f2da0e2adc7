import { type Kysely, sql } from "kysely";
import { Batch } from "./facts/batch.ts";
import { type FactKind, factKinds } from "./facts/catalogue.ts";
import type { Import, ImportOutcome } from "./facts/import.ts";
import type { FactRow, FactsOfClient } from "./facts/kept.ts";
import { columnOf, factKind, fieldsOf } from "./facts/kinds.ts";
import { type GivenRow, layoutOf, type Refuse, type RefusedRow, soundRows } from "./facts/rows.ts";
import { notOver, WHEN } from "./facts/when.ts";
import type { ClientKeys } from "./keys.ts";
import { cut, type OrderKey, ordered, type Page, type WantedPage } from "./page.ts";
import type { Tables } from "./tables.ts";

/** From when on facts are wanted: a day like `2026-11-01`. */
export interface Since {
  readonly since?: string | undefined;
}

/** The SQL type of the column that says when. */
function typeOf(kind: FactKind, column: string): "timestamptz" | "date" | "text" {
  const type = fieldsOf(kind).find(([name, field]) => columnOf(name, field) === column)?.[1].column;
  return type === "timestamptz" || type === "date" ? type : "text";
}

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

/** Facts: what was done, paid, asked and said. What they come from can be read in again; nothing counts twice. */
export class Facts {
  readonly #db: Kysely<Tables>;
  readonly #keys: ClientKeys;

  constructor(db: Kysely<Tables>, keys: ClientKeys) {
    this.#db = db;
    this.#keys = keys;
  }

  /**
   * The facts of one kind about a client, in the order of their time.
   * @param since leaves out what was over before that day (UTC, where an instant is kept); an invoice is over when
   * it is paid, a fault of ours when it is cured
   */
  async ofKind<K extends FactKind>(kind: K, client: string, since: Since = {}) {
    const [when] = WHEN[kind];
    const { columns, from } = asking(kind, client, since);
    const asked = sql<FactRow<K>>`select ${columns} ${from} order by ${sql.ref(when)}, key`;
    return (await asked.execute(this.#db)).rows;
  }

  /** A page of what {@link ofKind} gives. */
  async page(
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
    const asked = sql<Keyed>`select ${columns}, ${sql.ref(when)} as page_when, key as page_key ${from}
      and ${later} order by ${order} limit ${wanted.limit + 1}`;
    const { rows } = await asked.execute(this.#db);
    const { rows: found, next } = cut(rows, keys, wanted.limit);
    return { rows: found.map(({ pageWhen: _, pageKey: __, ...row }) => row), next };
  }

  /** All facts about a client; see {@link ofKind}. */
  async of(client: string, since: Since = {}): Promise<FactsOfClient> {
    const kinds = factKinds.map(async (kind) => [kind, await this.ofKind(kind, client, since)] as const);
    // Each kind is a key, and its rows are its own.
    return Object.fromEntries(await Promise.all(kinds)) as unknown as FactsOfClient;
  }

  /** R-DEC-5: how many other clients wanted the same at a moment, and had accepted nothing instead since. */
  async othersWanting(client: string, about: string, at: string): Promise<number> {
    const { rows } = await sql<{ others: number }>`
    select count(distinct client)::int as others from demands wanted
    where about = ${about} and client != ${client} and at <= ${at} and not exists (
      select 1 from demands closed where closed.client = wanted.client and closed.about = wanted.about
        and closed.accepted is not null and closed.at >= wanted.at
        and closed.at <= ${at})`.execute(this.#db);
    return rows[0]?.others ?? 0;
  }

  /**
   * Takes rows in, all of them in one transaction, except those that it refuses. A row that has come before, in
   * this import or another one, changes nothing.
   */
  async take(session: Import, given: readonly GivenRow[]): Promise<ImportOutcome> {
    const refused: RefusedRow[] = [];
    const refuse: Refuse = (line, reason) => refused.push({ line, reason });
    const sound = soundRows(layoutOf(session.kind), session.now, given, refuse);
    const taken =
      sound.length === 0
        ? { new: 0, completed: 0, known: 0 }
        : await this.#db
            .transaction()
            .execute((tx) => new Batch(tx, this.#keys, session, refuse).take(sound));
    return { ...taken, refused: refused.sort((a, b) => a.line - b.line) };
  }
}
