// An archive as lines of text, so that it can move between PGlite and PostgreSQL without a byte of an entry changing.
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { migrations } from "./migrations.ts";
import type { Tables } from "./tables.ts";
import { makeRoom } from "./tree.ts";

/** What cannot be taken in, and why; nothing was. */
export class NotTaken extends Error {
  override readonly name = "NotTaken";
}

const FORMAT = "tenure-archive/1";
const PAGE = 500;

/** In an order in which rows only refer to earlier tables; each with its primary key. */
const TABLES = {
  relationships: ["client"],
  entries: ["client", "seq"],
  receipts: ["client", "event_id"],
  logs: ["one"],
  leaves: ["index"],
  pending: ["hash"],
  nodes: ["level", "index"],
  checkpoints: ["size"],
  cosignatures: ["size", "witness"],
  vault: ["id"],
  contacts: ["client", "field"],
  effects: ["id"],
  tasks: ["id"],
  handling: ["id"],
  notices: ["id"],
  attempts: ["id", "n"],
  reports: ["id", "status"],
  unsubscribed: ["client"],
  orders: ["id"],
  providers: ["id"],
  packages: ["id"],
  erasures: ["client"],
  rebuilds: ["hash"],
  imports: ["n"],
  interactions: ["key"],
  hours: ["key"],
  purchases: ["key"],
  payments: ["key"],
  concessions: ["key"],
  discounts: ["key"],
  faults: ["key"],
  scores: ["key"],
  meetings: ["key"],
  agreements: ["key"],
  coupons: ["key"],
  reviews: ["key"],
  demands: ["key"],
  threats: ["key"],
  completions: ["kind", "key"],
  withdrawn: ["import_n", "key"],
  suggestions: ["id"],
  lookouts: ["client"],
  dossiers: ["id"],
  valuations: ["day"],
  values: ["client", "day", "currency"],
  people: ["id"],
  api_tokens: ["id"],
  deputies: ["id"],
  reads: ["id"],
} as const satisfies Readonly<Record<Snaked<Exclude<keyof Tables, Passing>>, readonly string[]>>;

/** What is over soon anyway: whoever is signed in signs in anew; and what is made anew of the entries. */
type Passing = "sessions" | "logins" | "spent" | "feed" | "matters" | "mattersUnread";
/** A table as the database names it. */
type Snaked<T extends string> = T extends "apiTokens" ? "api_tokens" : T;

type Table = keyof typeof TABLES;
const NAMES = Object.keys(TABLES) as Table[];

/** A row as PostgreSQL writes each of its columns. */
type Row = readonly (string | null)[];

type Line =
  | { readonly format: string; readonly tables: readonly string[] }
  | { readonly table: Table; readonly columns: readonly string[] }
  | Row
  | { readonly rows: Counts; readonly sha256: string };

/** How many rows each table has. */
export type Counts = Readonly<Record<string, number>>;

const list = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)));

/** The columns of a table with their types, as the database names them. */
async function columnsOf(db: Kysely<Tables>, table: Table): Promise<Map<string, string>> {
  const { rows } = await sql<{ name: string; type: string }>`
    select column_name as name, udt_name as type from information_schema.columns
    where table_schema = current_schema() and table_name = ${table} order by ordinal_position`.execute(db);
  return new Map(rows.map(({ name, type }) => [name, type]));
}

/** The rows of a table in the order of its key, page by page. */
async function* rowsOf(db: Kysely<Tables>, table: Table, columns: readonly string[]) {
  const key = TABLES[table];
  for (let after: Row | null = null; ; ) {
    const beyond: ReturnType<typeof sql> = after
      ? sql`where (${list(key)}) > (${sql.join(key.map((column) => after?.[columns.indexOf(column)]))})`
      : sql``;
    const page: { rows: { row: string }[] } = await sql<{ row: string }>`
      select json_build_array(${sql.join(columns.map((column) => sql`${sql.ref(column)}::text`))})::text as row
      from ${sql.table(table)} ${beyond} order by ${list(key)} limit ${PAGE}`.execute(db);
    const rows = page.rows.map(({ row }) => JSON.parse(row) as Row);
    yield* rows;
    after = rows.at(-1) ?? null;
    if (rows.length < PAGE) return;
  }
}

export function transfer(db: Kysely<Tables>) {
  return {
    /** Gives the whole archive, as it was at one moment, line by line. @returns how many rows each table has. */
    async give(take: (line: string) => Promise<void>): Promise<Counts> {
      return db
        .transaction()
        .setIsolationLevel("repeatable read")
        .execute(async (tx) => {
          const hash = createHash("sha256");
          const rows: Record<string, number> = {};
          const say = async (line: Line) => {
            const text = JSON.stringify(line);
            hash.update(text).update("\n");
            await take(text);
          };
          await say({ format: FORMAT, tables: Object.keys(migrations) });
          for (const table of NAMES) {
            const columns = [...(await columnsOf(tx, table)).keys()];
            await say({ table, columns });
            rows[table] = 0;
            for await (const row of rowsOf(tx, table, columns)) {
              await say(row);
              rows[table] += 1;
            }
          }
          await take(JSON.stringify({ rows, sha256: hash.digest("hex") }));
          return rows;
        });
    },

    /**
     * Takes a whole archive in, all or nothing.
     * @throws {NotTaken} when this archive holds anything, or the lines are not a whole archive of this version.
     */
    async take(lines: AsyncIterable<string>): Promise<Counts> {
      return db.transaction().execute(async (tx) => {
        for (const table of NAMES) {
          const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(tx);
          if (rows.length > 0)
            throw new NotTaken(
              `this archive is not empty: it has ${table}; an archive is taken in as a whole`,
            );
        }
        const hash = createHash("sha256");
        const counts: Record<string, number> = {};
        let into: { readonly table: Table; readonly types: ReadonlyMap<string, string> } | null = null;
        let waiting: Row[] = [];
        let number = 0;
        let whole = false;
        const store = async () => {
          if (into === null || waiting.length === 0) return;
          const { table, types } = into;
          if (table === "leaves") {
            const at = [...types.keys()].indexOf("index");
            await makeRoom(tx, Number(waiting[0]?.[at]), Number(waiting.at(-1)?.[at]) + 1);
          }
          const casts = [...types.values()].map((type) => sql.raw(`::text::${type}`));
          const values = waiting.map(
            (row) => sql`(${sql.join(row.map((text, n) => sql`${text}${casts[n]}`))})`,
          );
          await sql`insert into ${sql.table(table)} (${list([...types.keys()])}) values ${sql.join(values)}`.execute(
            tx,
          );
          counts[into.table] = (counts[into.table] ?? 0) + waiting.length;
          waiting = [];
        };
        const wrong = (says: string) => new NotTaken(`line ${number}: ${says}; nothing was taken in`);
        for await (const text of lines) {
          number += 1;
          if (whole) throw wrong("there is more after the end");
          let line: Line;
          try {
            line = JSON.parse(text) as Line;
          } catch {
            throw wrong("this is not JSON");
          }
          if (number === 1) {
            if (!("format" in line) || line.format !== FORMAT) throw wrong(`this is not a ${FORMAT} file`);
            if (line.tables.join() !== Object.keys(migrations).join())
              throw wrong(
                `it was made with the tables ${line.tables.join(", ")}, and this version has others`,
              );
          } else if (Array.isArray(line)) {
            if (line.length !== into?.types.size) throw wrong("a row without its table");
            waiting.push(line);
            if (waiting.length === PAGE) await store();
          } else if ("table" in line) {
            await store();
            if (!(line.table in TABLES)) throw wrong("there is no such table");
            const types = await columnsOf(tx, line.table);
            if (line.columns.join() !== [...types.keys()].join())
              throw wrong(`${line.table} has other columns here`);
            into = { table: line.table, types };
            counts[line.table] = 0;
          } else if ("sha256" in line) {
            await store();
            if (line.sha256 !== hash.digest("hex")) throw wrong("the lines before are not what was given");
            whole = true;
            continue;
          }
          hash.update(text).update("\n");
        }
        if (!whole) throw new NotTaken("the file breaks off before its end; nothing was taken in");
        return counts;
      });
    },
  };
}
