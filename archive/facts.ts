import { type Kysely, sql, type Transaction } from "kysely";
import type { Actor } from "../machines/index.ts";
import type { FactKind } from "./facts/catalogue.ts";
import { Occurrences } from "./facts/occurrences.ts";
import { factsOf } from "./facts/of.ts";
import {
  type Given,
  keptOf,
  layoutOf,
  Refusal,
  type Refused,
  type Row,
  rowOf,
  type Sound,
  soundRows,
} from "./facts/rows.ts";
import { type Invoice, invoicesKnown, markCurrent } from "./facts/states.ts";
import { type ClientKeys, Erased } from "./keys.ts";
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
  /** Its number in `imports`, by which it can be undone, once there is something new; otherwise null. */
  n: number | null;
}

export const newImport = (how: HowToImport): Import => ({ ...how, seen: new Occurrences(), n: null });

/** What became of rows. `completed`: known, and told now what was not known of them, like when a fault was cured. */
export interface Taken {
  readonly new: number;
  readonly completed: number;
  readonly known: number;
  readonly refused: readonly Refused[];
}

/** What is kept, or about to be, under a key. */
interface Held {
  readonly digest: string | null;
  later: string | null;
  /** What the new row's columns hold; null where it was there before. */
  readonly kept: Record<string, unknown> | null;
}

/** A row that was not there before, and what its columns are to hold. */
interface Fresh {
  readonly row: Row;
  readonly kept: Record<string, unknown>;
}

const invoiceOf = ({ row: { client }, kept }: Fresh): Invoice => ({ client, invoice: String(kept.invoice) });

type Refuse = (line: number, reason: string) => void;

/** Facts: what was done, paid, asked and said. What they come from can be read in again; nothing counts twice. */
export function facts(db: Kysely<Tables>, keys: ClientKeys) {
  const words = wordsBy(keys);

  /** One batch of an import: all of it in this transaction. */
  function batch(tx: Transaction<Tables>, session: Import, refuse: Refuse) {
    const { kind, dryRun = false, knownOnly = false, seen } = session;
    const layout = layoutOf(kind);
    const { stored, later: last } = layout;
    const table = sql.table(kind);

    /** The currencies of the clients that have a relationship. */
    async function relationshipsOf(clients: readonly string[]): Promise<Map<string, string>> {
      if (!layout.paid && !knownOnly) return new Map();
      const { rows } = await sql<{ client: string; currency: string }>`
        select client, entry -> 'data' ->> 'currency' as currency from entries
        where seq = 1 and client = any(${clients})`.execute(tx);
      return new Map(rows.map(({ client, currency }) => [client, currency]));
    }

    /** The key that a client's words are marked with; `erased` where there may be no more words. */
    async function markOf(client: string): Promise<Buffer | "erased"> {
      // What would be done makes no key; without one, no words are known either.
      if (dryRun) return (await keys.keyOf(client)) ?? Buffer.alloc(32);
      try {
        return await words.keyFor(tx, client);
      } catch (error) {
        if (error instanceof Erased) return "erased";
        throw error;
      }
    }

    async function rowsOf(sound: readonly Sound[]): Promise<Row[]> {
      const marks = new Map<string, Buffer | "erased">();
      const rows: Row[] = [];
      for (const each of sound) {
        const { line, client, values } = each;
        const spoken = layout.words.find((field) => values[field] !== undefined);
        if (spoken === undefined) {
          rows.push(rowOf(layout, seen, each, null));
          continue;
        }
        const mark = marks.get(client) ?? (await markOf(client));
        marks.set(client, mark);
        if (mark === "erased")
          refuse(line, `${spoken}: the client's personal data were erased; a row without words is taken`);
        else rows.push(rowOf(layout, seen, each, mark));
      }
      return rows;
    }

    async function known(rows: readonly Row[]): Promise<Map<string, Held>> {
      const later = last ? sql.ref(last[1]) : sql`null`;
      const found = await sql<{ key: string; digest: string | null; later: string | null }>`
        select key, digest, ${later} as later from ${table}
        where key = any(${rows.map(({ key }) => key)}::uuid[])`.execute(tx);
      const plain = (uuid: string) => uuid.replaceAll("-", "");
      return new Map(
        found.rows.map(({ key, digest, later }) => [
          plain(key),
          { digest: digest && plain(digest), later, kept: null },
        ]),
      );
    }

    /** Tells new rows from known ones, and those from what contradicts them. */
    function sorted(rows: readonly Row[], held: Map<string, Held>, relationships: Map<string, string>) {
      const contradicts = (field: string) => `${field}: a row of this name says something else already`;
      const fresh: Fresh[] = [];
      const completed = new Map<string, string>();
      let again = 0;
      for (const row of rows) {
        const before = held.get(row.key);
        if (!before) {
          try {
            const theirs = relationships.get(row.client);
            const kept = keptOf(layout, row, session.now, theirs, session.currency);
            held.set(row.key, { digest: row.digest, later: row.later, kept });
            fresh.push({ row, kept });
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            refuse(row.line, error.message);
          }
        } else if (layout.states) again += 1;
        else if (row.named && before.digest !== row.digest) refuse(row.line, contradicts(layout.name));
        else if (row.later === null || row.later === before.later || !last) again += 1;
        else if (before.later !== null) refuse(row.line, contradicts(last[0]));
        else {
          before.later = row.later;
          if (before.kept) before.kept[last[0]] = row.later;
          completed.set(row.key, row.later);
        }
      }
      return { fresh, completed, again };
    }

    async function keepWords(fresh: readonly Fresh[]): Promise<void> {
      const spoken = fresh.flatMap(({ row: { client, values }, kept }) =>
        layout.words.flatMap((field) =>
          values[field] === undefined ? [] : [{ client, text: String(values[field]), kept, field }],
        ),
      );
      const ids = await words.keepAll(
        tx,
        spoken.map(({ client, text }) => ({ client, kind: "fact", text })),
      );
      spoken.forEach(({ kept, field }, n) => {
        kept[field] = ids[n];
      });
    }

    /** The number of the import, given with its first new row; another one, where it was undone before its end. */
    async function numbered(): Promise<number> {
      const standing = await sql`select from imports where n = ${session.n} and undone_at is null`.execute(
        tx,
      );
      if (session.n !== null && standing.rows.length > 0) return session.n;
      await sql`lock table imports in exclusive mode`.execute(tx);
      const { rows } = await sql<{ n: number }>`
        insert into imports (n, kind, at, actor_id, actor_role, rows)
        select coalesce(max(n), 0) + 1, ${kind}, ${session.now}, ${session.by.id}, ${session.by.role}, 0 from imports
        returning n`.execute(tx);
      session.n = rows[0]?.n ?? 0;
      return session.n;
    }

    async function store(fresh: readonly Fresh[]): Promise<void> {
      const n = await numbered();
      const written = fresh.map(({ kept }) => {
        const row: Record<string, unknown> = { key: kept.key, digest: kept.digest, import_n: n };
        for (const [field, column] of stored) if (kept[field] !== undefined) row[column] = kept[field];
        return row;
      });
      const columns = sql.join(["key", "digest", "import_n", ...stored.map(([, name]) => name)].map(sql.ref));
      const typed = sql.join([
        sql`key uuid, digest uuid, import_n integer`,
        ...stored.map(([, column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`),
      ]);
      await sql`insert into ${table} (${columns})
        select ${columns} from json_to_recordset(${JSON.stringify(written)}::json) as r (${typed})`.execute(
        tx,
      );
      if (layout.states) await markCurrent(tx, fresh.map(invoiceOf));
    }

    /**
     * Whom to look at (R-DEC-1). Who waits for a look is only locked, so that none begins before these facts are in; in
     * one order, so that two imports do not wait for each other.
     */
    async function pointOut(clients: ReadonlySet<string>): Promise<void> {
      if (clients.size === 0) return;
      await sql`insert into lookouts (client, told)
        select client, 1 from unnest(${[...clients].sort()}::text[]) as given (client)
        on conflict (client) do update set told = lookouts.told + 1
          where lookouts.told = lookouts.begun`.execute(tx);
    }

    async function complete(completed: ReadonlyMap<string, string>): Promise<void> {
      if (!last || completed.size === 0) return;
      const [, column, type] = last;
      const told = Array.from(completed, ([key, later]) => ({ key, later }));
      const n = await numbered();
      await sql`insert into completions (kind, key, import_n)
        select ${kind}, r.key::uuid, ${n} from unnest(${[...completed.keys()]}::text[]) as r (key)
        on conflict (kind, key) do update set import_n = excluded.import_n`.execute(tx);
      await sql`update ${table} as kept set ${sql.ref(column)} = r.later
        from json_to_recordset(${JSON.stringify(told)}::json) as r (key uuid, later ${sql.raw(type)})
        where kept.key = r.key`.execute(tx);
    }

    /** How many of these are further states of what was known. */
    async function changedBy(fresh: readonly Fresh[]): Promise<number> {
      if (!layout.states || fresh.length === 0) return 0;
      const names = fresh.map(invoiceOf).map(({ client, invoice }) => `${client} ${invoice}`);
      const before = await invoicesKnown(tx, fresh.map(invoiceOf));
      const seen = new Set(before.map(({ client, invoice }) => `${client} ${invoice}`));
      return names.filter((name) => {
        const known = seen.has(name);
        seen.add(name);
        return known;
      }).length;
    }

    return async (sound: readonly Sound[]): Promise<Omit<Taken, "refused">> => {
      // One import of a kind at a time: what is known stays so until the batch is in. Keys are looked up by the
      // index: the planner would rather read the whole table than two thousand places of it.
      await sql`select pg_advisory_xact_lock(hashtext('facts'), hashtext(${kind})),
        set_config('enable_seqscan', 'off', true)`.execute(tx);
      const relationships = await relationshipsOf([...new Set(sound.map(({ client }) => client))]);
      const [theirs, strangers] = [
        sound.filter(({ client }) => !knownOnly || relationships.has(client)),
        sound.filter(({ client }) => knownOnly && !relationships.has(client)),
      ];
      for (const { line } of strangers) refuse(line, "client: there is no relationship with this client");
      const rows = await rowsOf(theirs);
      const { fresh, completed, again } = sorted(rows, await known(rows), relationships);
      const changed = await changedBy(fresh);
      if (!dryRun && fresh.length > 0) {
        await keepWords(fresh);
        await store(fresh);
      }
      if (!dryRun) {
        await complete(completed);
        const mended = rows.filter(({ key }) => completed.has(key));
        await pointOut(new Set([...fresh.map(({ row }) => row), ...mended].map(({ client }) => client)));
      }
      const more = fresh.length + completed.size;
      if (!dryRun && more > 0)
        await sql`update imports set rows = rows + ${more} where n = ${await numbered()}`.execute(tx);
      return { new: fresh.length - changed, completed: completed.size + changed, known: again };
    };
  }

  return {
    ...factsOf(db),

    /**
     * Takes rows in, all of them in one transaction, except those that it refuses. A row that has come before, in
     * this import or another one, changes nothing.
     */
    async take(session: Import, given: readonly Given[]): Promise<Taken> {
      const refused: Refused[] = [];
      const refuse: Refuse = (line, reason) => refused.push({ line, reason });
      const sound = soundRows(layoutOf(session.kind), session.now, given, refuse);
      const taken =
        sound.length === 0
          ? { new: 0, completed: 0, known: 0 }
          : await db.transaction().execute((tx) => batch(tx, session, refuse)(sound));
      return { ...taken, refused: refused.sort((a, b) => a.line - b.line) };
    },
  };
}
