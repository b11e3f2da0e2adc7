import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import type { Actor } from "../machines/index.ts";
import { type FactKind, isFactKind } from "./facts/catalogue.ts";
import type { FactRow } from "./facts/kept.ts";
import { columnOf, fieldsOf } from "./facts/kinds.ts";
import { layoutOf } from "./facts/rows.ts";
import { markCurrent } from "./facts/states.ts";
import { type OrderKey, type Page, paged, type WantedPage } from "./page.ts";
import type { Tables } from "./tables.ts";

/** An import that brought something, by its number. */
export type ImportRow = Readonly<Selectable<Tables["imports"]>>;

/** Who undoes an import, when (ISO instant) and why. */
export interface Undoing {
  readonly by: Actor;
  readonly at: string;
  readonly reason: string | null;
}

/** A value that PostgreSQL wrote as JSON, as the archive gives it: instants as ISO text of UTC. */
const asRead = (value: unknown, column: string): unknown =>
  column === "timestamptz" && typeof value === "string" ? new Date(value).toISOString() : value;

/** A withdrawn row as it would be read, were it still there. */
function factOf<K extends FactKind>(kind: K, row: Readonly<Record<string, unknown>>): FactRow<K> {
  const fields = fieldsOf(kind).map(([name, field]) => {
    const value = row[columnOf(name, field)] ?? null;
    return [field.use === "words" ? `${name}Ref` : name, asRead(value, field.column)];
  });
  // The columns of a kind are its fields.
  return Object.fromEntries(fields) as FactRow<K>;
}

/** What the import told of rows that others had brought is not known again. */
async function takeBackCompletions(tx: Transaction<Tables>, kind: FactKind, n: number): Promise<void> {
  const { later } = layoutOf(kind);
  if (!later) return;
  const column = sql.ref(later[1]);
  await sql`
    with told as (delete from completions where import_n = ${n} returning key),
    before as (select f.* from ${sql.table(kind)} f join told using (key)),
    kept as (insert into withdrawn (import_n, key, kind, client, "row")
      select ${n}::int, key, ${kind}, client, row_to_json(before) from before)
    update ${sql.table(kind)} f set ${column} = null from before where f.key = before.key`.execute(tx);
}

/** Withdraws the rows of an import, in a transaction. @returns false where it was undone before */
async function withdraw(
  tx: Transaction<Tables>,
  n: number,
  kind: FactKind,
  { by, at, reason }: Undoing,
): Promise<boolean> {
  // As an import of the kind: what is known stays so until it is over.
  await sql`select pg_advisory_xact_lock(hashtext('facts'), hashtext(${kind}))`.execute(tx);
  const { numUpdatedRows } = await tx
    .updateTable("imports")
    .set({ undoneAt: at, undoneById: by.id, undoneByRole: by.role, undoneReason: reason })
    .where("n", "=", n)
    .where("undoneAt", "is", null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await sql`
    with gone as (delete from ${sql.table(kind)} where import_n = ${n} returning *),
    forgotten as (delete from completions where kind = ${kind} and key in (select key from gone))
    insert into withdrawn (import_n, key, kind, client, "row")
    select ${n}::int, key, ${kind}, client, row_to_json(gone) from gone`.execute(tx);
  await takeBackCompletions(tx, kind, n);
  if (kind === "payments") {
    const { rows } = await sql<{ client: string; invoice: string }>`
      select distinct client, "row" ->> 'invoice' as invoice from withdrawn where import_n = ${n}`.execute(
      tx,
    );
    await markCurrent(tx, rows);
  }
  await sql`insert into lookouts (client, told)
    select client, 1 from (select distinct client from withdrawn where import_n = ${n} order by client) as given
    on conflict (client) do update set told = lookouts.told + 1
      where lookouts.told = lookouts.begun`.execute(tx);
  return true;
}

const ORDER: readonly OrderKey<ImportRow>[] = [{ by: sql.ref("n"), type: "integer", of: ({ n }) => n }];

/** Imports, and how they are taken back: whole, with what they told of other imports' rows. */
export class Imports {
  readonly #db: Kysely<Tables>;
  readonly #patient: Kysely<Tables>;

  constructor(db: Kysely<Tables>, patient: Kysely<Tables>) {
    this.#db = db;
    this.#patient = patient;
  }

  async get(n: number): Promise<ImportRow | null> {
    return (await this.#db.selectFrom("imports").selectAll().where("n", "=", n).executeTakeFirst()) ?? null;
  }

  /** A page, in the order of their numbers. */
  async list(kind: FactKind | undefined, page: WantedPage): Promise<Page<ImportRow>> {
    const all = this.#db.selectFrom("imports").selectAll();
    return paged(kind === undefined ? all : all.where("kind", "=", kind), ORDER, page);
  }

  /**
   * Takes an import back: nothing reads its rows any more, they are kept as withdrawn, and who has a relationship is
   * looked at. What other imports have brought stays, and counts again where this one had replaced it.
   * @returns false where there is no such import, or it was undone before
   */
  async undo(n: number, undoing: Undoing): Promise<boolean> {
    const kind = (await this.#db.selectFrom("imports").select("kind").where("n", "=", n).executeTakeFirst())
      ?.kind;
    if (kind === undefined || !isFactKind(kind)) return false;
    return this.#patient.transaction().execute((tx) => withdraw(tx, n, kind, undoing));
  }

  /** The clients with a relationship of whom an import that was undone had told something. */
  async touched(n: number): Promise<string[]> {
    const { rows } = await sql<{ client: string }>`
      select distinct w.client from withdrawn w join relationships r on r.client = w.client
      where w.import_n = ${n} order by w.client`.execute(this.#db);
    return rows.map(({ client }) => client);
  }

  /** What an import that was undone had told of a client. */
  async withdrawn<K extends FactKind>(n: number, kind: K, client: string): Promise<FactRow<K>[]> {
    const rows = await this.#db
      .selectFrom("withdrawn")
      .select("row")
      .where("importN", "=", n)
      .where("client", "=", client)
      .orderBy("key")
      .execute();
    return rows.map(({ row }) => factOf(kind, row as Readonly<Record<string, unknown>>));
  }
}
