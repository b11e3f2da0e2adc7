import { hash } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import type { ZodError } from "zod";
import type { Actor } from "../machines/index.ts";
import { minorOf } from "../reports/money.ts";
import type { FactKind } from "./facts/catalogue.ts";
import { columnOf, factKind, factSchema, fieldsOf } from "./facts/kinds.ts";
import { Occurrences } from "./facts/occurrences.ts";
import { type ClientKeys, Erased } from "./keys.ts";
import { onceMark } from "./seal.ts";
import type { Tables } from "./tables.ts";
import { words as wordsBy } from "./vault.ts";

/** How rows are taken in. */
export interface HowToImport {
  readonly kind: FactKind;
  readonly by: Actor;
  /** ISO instant: rows may not tell of later ones. */
  readonly now: string;
  /** ISO 4217: of clients that have no relationship, where the row names none. */
  readonly currency: string;
  /** Refuses rows of clients that have no relationship. */
  readonly knownOnly?: boolean | undefined;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean | undefined;
}

/** Rows of one file, or of one sender, in their order. */
export interface Import extends HowToImport {
  readonly seen: Occurrences;
  /** Its row in `imports`, once there is something new; otherwise null. */
  n: number | null;
}

export const newImport = (how: HowToImport): Import => ({ ...how, seen: new Occurrences(), n: null });

/** A row with the line that it stands in. */
export interface Given {
  readonly line: number;
  readonly value: unknown;
}

/** What is wrong with the row of a line; it repeats nothing of it. */
export interface Refused {
  readonly line: number;
  readonly reason: string;
}

/** What became of rows. `completed`: known, and told now what was not known of them, like when a fault was cured. */
export interface Taken {
  readonly new: number;
  readonly completed: number;
  readonly known: number;
  readonly refused: readonly Refused[];
}

type Values = Readonly<Record<string, unknown>>;

/** A sound row. `digest` covers all it says but what may be told later, and its words only under the client's key. */
interface Row {
  readonly line: number;
  readonly client: string;
  readonly values: Values;
  readonly key: string;
  readonly digest: string;
  /** What may be told later, where it is told. */
  readonly later: string | null;
}

/** What is kept, or about to be, under a key. */
interface Held {
  /** Null where rows are known by all they say. */
  readonly digest: string | null;
  later: string | null;
  /** The new row that it is; null where it was there before. */
  readonly columns: Record<string, unknown> | null;
}

interface Relationship {
  readonly client: string;
  readonly currency: string;
}

/** A reason to refuse a row. */
class Refusal extends Error {}

/** Hexadecimal, as long as a uuid, which is how the database keeps it: half the size of text. */
const digestOf = (text: string): string => hash("sha256", text).slice(0, 32);

/** How far a sender's clock may be ahead. */
const AHEAD_MS = 5 * 60_000;
/** Where it is the next day already. */
const EAST_MS = 14 * 3_600_000;
const NAME = /^[A-Za-z_][\w.-]{0,40}$/;
const REASONS = 3;

function reasonOf(error: ZodError): string {
  const reasons = error.issues.flatMap((issue) => {
    const path = issue.path.join(".");
    if (issue.code !== "unrecognized_keys") return [path ? `${path}: ${issue.message}` : issue.message];
    // What does not look like a field's name may be anything.
    return issue.keys.map((key) => `there is no field ${NAME.test(key) ? key : "of that name"}`);
  });
  const more = reasons.length - REASONS;
  return reasons.slice(0, REASONS).join("; ") + (more > 0 ? `; and ${more} more` : "");
}

const digits = new Map<string, number>();
/** How many decimals a currency has (ISO 4217): 2 of EUR, none of JPY. */
function digitsOf(currency: string): number {
  let count = digits.get(currency);
  if (count === undefined) {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    count = format.resolvedOptions().maximumFractionDigits ?? 2;
    digits.set(currency, count);
  }
  return count;
}

function inMinor(field: string, text: string, currency: string): number {
  const minor = minorOf(text, digitsOf(currency));
  if (minor !== null) return minor;
  throw new Refusal(
    `${field}: an amount of ${currency} has at most ${digitsOf(currency)} decimals, up to 1e12 of its minor unit`,
  );
}

interface Risk {
  readonly probability: string;
  readonly impact: string;
}

/** Facts: what was done, paid, asked and said. What it comes from can be read in again; nothing counts twice. */
export function facts(db: Kysely<Tables>, keys: ClientKeys) {
  const words = wordsBy(keys);

  /** The key that a client's words are marked with; `erased` where there may be no more words. */
  async function markKey(
    tx: Transaction<Tables>,
    client: string,
    dryRun: boolean,
  ): Promise<Buffer | "erased"> {
    // What would be done makes no key; without one, no words are known either.
    if (dryRun) return (await keys.keyOf(client)) ?? Buffer.alloc(32);
    try {
      return await words.keyFor(tx, client);
    } catch (error) {
      if (error instanceof Erased) return "erased";
      throw error;
    }
  }

  async function relationshipsOf(tx: Transaction<Tables>, clients: readonly string[]) {
    const { rows } = await sql<Relationship>`
      select client, entry -> 'data' ->> 'currency' as currency from entries
      where seq = 1 and client = any(${clients})`.execute(tx);
    return new Map(rows.map(({ client, currency }) => [client, currency]));
  }

  /** The rows that are well formed. */
  function soundOf(
    { kind, now }: Import,
    given: readonly Given[],
    refuse: (line: number, why: string) => void,
  ) {
    const schema = factSchema(kind);
    const latest = new Date(Date.parse(now) + AHEAD_MS).toISOString();
    const lastDay = new Date(Date.parse(now) + EAST_MS).toISOString();
    const past = fieldsOf(kind).filter(([, field]) => field.past);
    return given.flatMap(({ line, value }) => {
      const parsed = schema.safeParse(value);
      if (!parsed.success) {
        refuse(line, reasonOf(parsed.error));
        return [];
      }
      for (const [name, { column }] of past) {
        const told = parsed.data[name];
        if (typeof told === "string" && told > (column === "timestamptz" ? latest : lastDay)) {
          refuse(line, `${name}: lies in the future`);
          return [];
        }
      }
      return [{ line, values: parsed.data }];
    });
  }

  /** One batch: all of it in this transaction. */
  function batch(tx: Transaction<Tables>, session: Import) {
    const { kind, dryRun = false, knownOnly = false, seen } = session;
    const { name } = factKind(kind);
    const fields = fieldsOf(kind);
    const said = fields.filter(([, { later }]) => !later).sort(([a], [b]) => (a < b ? -1 : 1));
    const wordy = fields.filter(([, { use }]) => use === "words");
    const paid = fields.some(([field]) => field === "currency");
    const last = fields.find(([, { later }]) => later);
    const table = sql.table(kind);
    const stored = fields.map(([field, it]): [field: string, column: string] => [field, columnOf(field, it)]);
    const columns: (readonly [name: string, type: string])[] = [
      ...([
        ["key", "uuid"],
        ["digest", "uuid"],
        ["import_n", "integer"],
      ] as const),
      ...fields.map(([field, it]) => [columnOf(field, it), it.column] as const),
    ];
    const names = sql.join(columns.map(([column]) => sql.ref(column)));
    const typed = sql.join(columns.map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`));

    function rowOf(line: number, values: Values, key: Buffer | null): Row {
      const client = String(values.client);
      const told: Record<string, unknown> = {};
      for (const [field, { use }] of said) {
        const value = values[field];
        if (value === undefined) continue;
        told[field] = use === "words" && key ? onceMark(key, `${kind}.${field}`, String(value)) : value;
      }
      const digest = digestOf(JSON.stringify([kind, told]));
      const own = values[name];
      const later = last && values[last[0]] !== undefined ? String(values[last[0]]) : null;
      if (own !== undefined)
        return {
          line,
          client,
          values,
          digest,
          later,
          key: digestOf(JSON.stringify([kind, client, own, name])),
        };
      const nth = seen.count(digest);
      return { line, client, values, digest, later, key: nth === 1 ? digest : digestOf(`${digest} ${nth}`) };
    }

    /** The row's columns, its words left out. @throws {Refusal} */
    function columnsFor(
      { key, digest, client, values }: Row,
      theirs: string | undefined,
    ): Record<string, unknown> {
      const kept: Record<string, unknown> = { key, digest: values[name] === undefined ? null : digest };
      const given = values.currency as string | undefined;
      if (paid && theirs !== undefined && given !== undefined && given !== theirs)
        throw new Refusal(`currency: that of the relationship is ${theirs}`);
      const currency = given ?? theirs ?? session.currency;
      for (const [field, { use }] of fields) {
        const value = values[field];
        if (value === undefined || use === "words") continue;
        if (use === "money") kept[field] = inMinor(field, String(value), currency);
        else if (use === "risks")
          kept[field] = (value as Risk[]).map(({ probability, impact }) => ({
            basisPoints: minorOf(probability, 4),
            impact: inMinor(`${field}.impact`, impact, currency),
          }));
        else kept[field] = value;
      }
      return { ...kept, client, ...(paid && { currency }) };
    }

    async function known(rows: readonly Row[]): Promise<Map<string, Held>> {
      const later = last ? sql.ref(columnOf(...last)) : sql`null`;
      const found = await sql<{ key: string; digest: string | null; later: string | null }>`
        select key, digest, ${later} as later from ${table}
        where key = any(${rows.map(({ key }) => key)}::uuid[])`.execute(tx);
      const plain = (uuid: string) => uuid.replaceAll("-", "");
      return new Map(
        found.rows.map(({ key, digest, later }) => [
          plain(key),
          { digest: digest && plain(digest), later, columns: null },
        ]),
      );
    }

    async function store(fresh: readonly Record<string, unknown>[]): Promise<void> {
      if (session.n === null) {
        await sql`lock table imports in exclusive mode`.execute(tx);
        const { rows } = await sql<{ n: number }>`
          insert into imports (n, kind, at, actor_id, actor_role, rows)
          select coalesce(max(n), 0) + 1, ${kind}, ${session.now}, ${session.by.id}, ${session.by.role}, 0 from imports
          returning n`.execute(tx);
        session.n = rows[0]?.n ?? null;
      }
      const written = fresh.map((row) => {
        const kept: Record<string, unknown> = { key: row.key, digest: row.digest, import_n: session.n };
        for (const [field, column] of stored) if (row[field] !== undefined) kept[column] = row[field];
        return kept;
      });
      await sql`insert into ${table} (${names})
        select ${names} from json_to_recordset(${JSON.stringify(written)}::json) as r (${typed})`.execute(tx);
      await sql`update imports set rows = rows + ${fresh.length} where n = ${session.n}`.execute(tx);
    }

    async function complete(told: readonly { key: string; later: string }[]): Promise<void> {
      if (!last) return;
      const column = sql.ref(columnOf(...last));
      await sql`update ${table} as kept set ${column} = r.later
        from json_to_recordset(${JSON.stringify(told)}::json) as r (key uuid, later ${sql.raw(last[1].column)})
        where kept.key = r.key`.execute(tx);
    }

    async function take(given: readonly { line: number; values: Values }[]): Promise<Taken> {
      const refused: Refused[] = [];
      const refuse = (line: number, reason: string) => void refused.push({ line, reason });
      // One import of a kind at a time: what is known stays so until the batch is in. Keys are looked up by the
      // index: the planner would rather read the whole table than two thousand places of it.
      await sql`select pg_advisory_xact_lock(hashtext('facts'), hashtext(${kind})),
        set_config('enable_seqscan', 'off', true)`.execute(tx);
      const clients = [...new Set(given.map(({ values }) => String(values.client)))];
      const relationships =
        paid || knownOnly ? await relationshipsOf(tx, clients) : new Map<string, string>();
      const marks = new Map<string, Buffer | "erased">();
      const rows: Row[] = [];
      for (const { line, values } of given) {
        const client = String(values.client);
        if (knownOnly && !relationships.has(client)) {
          refuse(line, "client: there is no relationship with this client");
          continue;
        }
        const [spoken] = wordy.find(([field]) => values[field] !== undefined) ?? [];
        let key = marks.get(client) ?? null;
        if (spoken !== undefined && key === null) {
          key = await markKey(tx, client, dryRun);
          marks.set(client, key);
        }
        if (spoken !== undefined && key === "erased")
          refuse(line, `${spoken}: the client's personal data were erased; a row without words is taken`);
        else rows.push(rowOf(line, values, key === "erased" ? null : key));
      }

      const held = await known(rows);
      const fresh: { row: Row; columns: Record<string, unknown> }[] = [];
      const completed = new Map<string, string>();
      let again = 0;
      for (const row of rows) {
        const before = held.get(row.key);
        if (!before) {
          try {
            const columns = columnsFor(row, relationships.get(row.client));
            held.set(row.key, { digest: row.digest, later: row.later, columns });
            fresh.push({ row, columns });
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            refuse(row.line, error.message);
          }
        } else if (before.digest !== null && row.values[name] !== undefined && before.digest !== row.digest)
          refuse(row.line, `${name}: a row of this name says something else already`);
        else if (row.later === null || row.later === before.later) again += 1;
        else if (before.later !== null)
          refuse(row.line, `${last?.[0]}: a row of this name says something else already`);
        else {
          before.later = row.later;
          if (before.columns && last) before.columns[last[0]] = row.later;
          completed.set(row.key, row.later);
        }
      }
      const taken = { new: fresh.length, completed: completed.size, known: again, refused };
      if (dryRun) return taken;
      for (const { row, columns } of fresh)
        for (const [field] of wordy) {
          const text = row.values[field];
          if (text !== undefined)
            columns[field] = await words.keep(tx, { client: row.client, kind: "fact", text: String(text) });
        }
      if (fresh.length > 0) await store(fresh.map(({ columns }) => columns));
      if (completed.size > 0) await complete(Array.from(completed, ([key, later]) => ({ key, later })));
      return taken;
    }
    return take;
  }

  return {
    /**
     * Takes rows in, all of them in one transaction, except those that it refuses. A row that has come before, in
     * this import or another one, changes nothing.
     */
    async take(session: Import, given: readonly Given[]): Promise<Taken> {
      const refused: Refused[] = [];
      const sound = soundOf(session, given, (line, reason) => refused.push({ line, reason }));
      const taken: Taken =
        sound.length === 0
          ? { new: 0, completed: 0, known: 0, refused: [] }
          : await db.transaction().execute((tx) => batch(tx, session)(sound));
      return { ...taken, refused: [...refused, ...taken.refused].sort((a, b) => a.line - b.line) };
    },
  };
}
