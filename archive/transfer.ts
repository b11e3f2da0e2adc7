// An archive as lines of text, so that it can move between PGlite and PostgreSQL without a byte of an entry changing.
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { makeRoom } from "./leaves.ts";
import { migrations } from "./migrations.ts";
import type { Tables } from "./tables.ts";

/** What cannot be taken in, and why; nothing was. */
export class NotTaken extends Error {
  override readonly name = "NotTaken";
}

const FORMAT = "tenure-archive/1";
const NOT_OURS = `this is not a ${FORMAT} file`;
const PAGE = 500;

/** In an order in which rows only refer to earlier tables; each with its primary key. */
const TABLES = {
  relationships: ["client"],
  entries: ["client", "seq"],
  receipts: ["client", "event_id"],
  logs: ["one"],
  event_keys: ["id"],
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
  tellings: ["item", "destination", "reason"],
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
type Snaked<T extends string> = T extends "apiTokens"
  ? "api_tokens"
  : T extends "eventKeys"
    ? "event_keys"
    : T;

type Table = keyof typeof TABLES;
const NAMES = Object.keys(TABLES) as Table[];
const isTable = (name: string): name is Table => Object.hasOwn(TABLES, name);

/** A row as PostgreSQL writes each of its columns. */
type TextRow = readonly (string | null)[];

/** The first line. */
const opening = z.object({ format: z.string(), tables: z.array(z.string()) });
/** The rows after it are of this table. */
const heading = z.object({ table: z.string(), columns: z.array(z.string()) });
/** `sha256` is over all lines before. */
const ending = z.object({ rows: z.record(z.string(), z.number()), sha256: z.string() });
/** Every line that is not a row. */
const between = z.union([opening, heading, ending]);

type TransferLine = z.infer<typeof between> | TextRow;

/** How many rows each table has. */
export type RowCounts = Readonly<Record<string, number>>;

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
  for (let after: TextRow | null = null; ; ) {
    const beyond: ReturnType<typeof sql> = after
      ? sql`where (${list(key)}) > (${sql.join(key.map((column) => after?.[columns.indexOf(column)]))})`
      : sql``;
    const page: { rows: { row: string }[] } = await sql<{ row: string }>`
      select json_build_array(${sql.join(columns.map((column) => sql`${sql.ref(column)}::text`))})::text as row
      from ${sql.table(table)} ${beyond} order by ${list(key)} limit ${PAGE}`.execute(db);
    const rows = page.rows.map(({ row }) => JSON.parse(row) as TextRow);
    yield* rows;
    after = rows.at(-1) ?? null;
    if (rows.length < PAGE) return;
  }
}

/** @throws {NotTaken} when an archive holds anything. */
async function refuseUnlessEmpty(db: Kysely<Tables>): Promise<void> {
  for (const table of NAMES) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0)
      throw new NotTaken(`this archive is not empty: it has ${table}; an archive is taken in as a whole`);
  }
}

/** An archive on its way in, in one transaction: line by line, and then its end. */
class Intake {
  readonly #tx: Kysely<Tables>;
  readonly #hash = createHash("sha256");
  readonly #counts: Record<string, number> = {};
  #into: { readonly table: Table; readonly types: ReadonlyMap<string, string> } | null = null;
  /** Rows of that table that are not stored yet. */
  #waiting: TextRow[] = [];
  /** Lines so far. */
  #number = 0;
  #whole = false;

  constructor(tx: Kysely<Tables>) {
    this.#tx = tx;
  }

  /** @throws {NotTaken} */
  async take(text: string): Promise<void> {
    this.#number += 1;
    if (this.#whole) throw this.#wrong("there is more after the end");
    const line = this.#read(text);
    if (this.#number === 1) this.#begin(line);
    else if (Array.isArray(line)) await this.#row(line);
    else if ("table" in line) await this.#beginTable(line);
    else if ("sha256" in line) return this.#finish(line);
    this.#hash.update(text).update("\n");
  }

  /** @returns how many rows each table has. @throws {NotTaken} when the last line has not come. */
  end(): RowCounts {
    if (!this.#whole) throw new NotTaken("the file breaks off before its end; nothing was taken in");
    return this.#counts;
  }

  #wrong(says: string): NotTaken {
    return new NotTaken(`line ${this.#number}: ${says}; nothing was taken in`);
  }

  #read(text: string): TransferLine {
    let line: unknown;
    try {
      line = JSON.parse(text);
    } catch {
      throw this.#wrong("this is not JSON");
    }
    if (Array.isArray(line)) return line as TextRow;
    const { data } = between.safeParse(line);
    if (data) return data;
    throw this.#wrong(this.#number === 1 ? NOT_OURS : "this is no line of an archive");
  }

  #begin(line: TransferLine): void {
    if (!("format" in line) || line.format !== FORMAT) throw this.#wrong(NOT_OURS);
    if (line.tables.join() !== Object.keys(migrations).join())
      throw this.#wrong(`it was made with the tables ${line.tables.join(", ")}, and this version has others`);
  }

  async #beginTable({ table, columns }: z.infer<typeof heading>): Promise<void> {
    await this.#store();
    if (!isTable(table)) throw this.#wrong("there is no such table");
    const types = await columnsOf(this.#tx, table);
    if (columns.join() !== [...types.keys()].join()) throw this.#wrong(`${table} has other columns here`);
    this.#into = { table, types };
    this.#counts[table] = 0;
  }

  async #row(row: TextRow): Promise<void> {
    if (row.length !== this.#into?.types.size) throw this.#wrong("a row without its table");
    this.#waiting.push(row);
    if (this.#waiting.length === PAGE) await this.#store();
  }

  async #store(): Promise<void> {
    const waiting = this.#waiting;
    if (this.#into === null || waiting.length === 0) return;
    const { table, types } = this.#into;
    if (table === "leaves") {
      const at = [...types.keys()].indexOf("index");
      await makeRoom(this.#tx, Number(waiting[0]?.[at]), Number(waiting.at(-1)?.[at]) + 1);
    }
    const casts = [...types.values()].map((type) => sql.raw(`::text::${type}`));
    const values = waiting.map((row) => sql`(${sql.join(row.map((text, n) => sql`${text}${casts[n]}`))})`);
    await sql`insert into ${sql.table(table)} (${list([...types.keys()])}) values ${sql.join(values)}`.execute(
      this.#tx,
    );
    this.#counts[table] = (this.#counts[table] ?? 0) + waiting.length;
    this.#waiting = [];
  }

  async #finish({ sha256 }: z.infer<typeof ending>): Promise<void> {
    await this.#store();
    if (sha256 !== this.#hash.digest("hex")) throw this.#wrong("the lines before are not what was given");
    this.#whole = true;
  }
}

/** Moves a whole archive out of its database, and into another one. */
export class Transfer {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Gives the whole archive, as it was at one moment, line by line. @returns how many rows each table has. */
  async give(take: (line: string) => Promise<void>): Promise<RowCounts> {
    return this.#db
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute(async (tx) => {
        const hash = createHash("sha256");
        const rows: Record<string, number> = {};
        const say = async (line: TransferLine) => {
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
  }

  /**
   * Takes a whole archive in, all or nothing.
   * @throws {NotTaken} when this archive holds anything, or the lines are not a whole archive of this version.
   */
  async take(lines: AsyncIterable<string>): Promise<RowCounts> {
    return this.#db.transaction().execute(async (tx) => {
      await refuseUnlessEmpty(tx);
      const intake = new Intake(tx);
      for await (const line of lines) await intake.take(line);
      return intake.end();
    });
  }
}
