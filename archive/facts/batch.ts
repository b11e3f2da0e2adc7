import { type RawBuilder, sql, type Transaction } from "kysely";
import { type ClientKeys, Erased } from "../keys.ts";
import type { Tables } from "../tables.ts";
import { SealedWords } from "../vault.ts";
import type { Import, ImportOutcome } from "./import.ts";
import {
  type KeyedRow,
  keptOf,
  type Layout,
  layoutOf,
  Refusal,
  type Refuse,
  rowOf,
  type SoundRow,
} from "./rows.ts";
import { type Invoice, invoicesKnown, markCurrent } from "./states.ts";

/** What is kept, or about to be, under a key. */
interface KnownRow {
  readonly digest: string | null;
  later: string | null;
  /** What the new row's columns hold; null where it was there before. */
  readonly kept: Record<string, unknown> | null;
}

/** A row that was not there before, and what its columns are to hold. */
interface NewRow {
  readonly row: KeyedRow;
  readonly kept: Record<string, unknown>;
}

const invoiceOf = ({ row: { client }, kept }: NewRow): Invoice => ({ client, invoice: String(kept.invoice) });

/** Rows by what is to be done with them. */
interface SortedRows {
  readonly fresh: readonly NewRow[];
  /** By the key of a row, what is told of it now. */
  readonly completed: ReadonlyMap<string, string>;
  /** How many were known. */
  readonly again: number;
}

/** One batch of an import: all of it in one transaction. */
export class Batch {
  readonly #tx: Transaction<Tables>;
  readonly #keys: ClientKeys;
  readonly #words: SealedWords;
  readonly #session: Import;
  readonly #refuse: Refuse;
  readonly #layout: Layout;
  readonly #table: RawBuilder<unknown>;

  constructor(tx: Transaction<Tables>, keys: ClientKeys, session: Import, refuse: Refuse) {
    this.#tx = tx;
    this.#keys = keys;
    this.#words = new SealedWords(keys);
    this.#session = session;
    this.#refuse = refuse;
    this.#layout = layoutOf(session.kind);
    this.#table = sql.table(session.kind);
  }

  /** Takes in what of these rows is new. */
  async take(sound: readonly SoundRow[]): Promise<Omit<ImportOutcome, "refused">> {
    // One import of a kind at a time: what is known stays so until the batch is in. Keys are looked up by the
    // index: the planner would rather read the whole table than two thousand places of it.
    await sql`select pg_advisory_xact_lock(hashtext('facts'), hashtext(${this.#session.kind})),
      set_config('enable_seqscan', 'off', true)`.execute(this.#tx);
    const relationships = await this.#relationshipsOf([...new Set(sound.map(({ client }) => client))]);
    const rows = await this.#rowsOf(this.#ofKnown(sound, relationships));
    const sorted = this.#sorted(rows, await this.#known(rows), relationships);
    const { fresh, completed, again } = sorted;
    const changed = await this.#changedBy(fresh);
    if (!this.#session.dryRun) await this.#write(rows, sorted);
    return { new: fresh.length - changed, completed: completed.size + changed, known: again };
  }

  /** The rows of clients that have a relationship, where others are refused. */
  #ofKnown(sound: readonly SoundRow[], relationships: ReadonlyMap<string, string>): readonly SoundRow[] {
    if (!this.#session.knownOnly) return sound;
    return sound.filter(({ client, line }) => {
      const known = relationships.has(client);
      if (!known) this.#refuse(line, "client: there is no relationship with this client");
      return known;
    });
  }

  /** The currencies of the clients that have a relationship. */
  async #relationshipsOf(clients: readonly string[]): Promise<Map<string, string>> {
    if (!this.#layout.paid && !this.#session.knownOnly) return new Map();
    const { rows } = await sql<{ client: string; currency: string }>`
      select client, entry -> 'data' ->> 'currency' as currency from entries
      where seq = 1 and client = any(${clients})`.execute(this.#tx);
    return new Map(rows.map(({ client, currency }) => [client, currency]));
  }

  /** The key that a client's words are marked with; `erased` where there may be no more words. */
  async #markOf(client: string): Promise<Buffer | "erased"> {
    // What would be done makes no key; without one, no words are known either.
    if (this.#session.dryRun) return (await this.#keys.keyOf(client)) ?? Buffer.alloc(32);
    try {
      return await this.#words.keyFor(this.#tx, client);
    } catch (error) {
      if (error instanceof Erased) return "erased";
      throw error;
    }
  }

  async #rowsOf(sound: readonly SoundRow[]): Promise<KeyedRow[]> {
    const marks = new Map<string, Buffer | "erased">();
    const rows: KeyedRow[] = [];
    for (const each of sound) {
      const { line, client, values } = each;
      const spoken = this.#layout.words.find((field) => values[field] !== undefined);
      if (spoken === undefined) {
        rows.push(rowOf(this.#layout, this.#session.seen, each, null));
        continue;
      }
      const mark = marks.get(client) ?? (await this.#markOf(client));
      marks.set(client, mark);
      if (mark === "erased")
        this.#refuse(line, `${spoken}: the client's personal data were erased; a row without words is taken`);
      else rows.push(rowOf(this.#layout, this.#session.seen, each, mark));
    }
    return rows;
  }

  async #known(rows: readonly KeyedRow[]): Promise<Map<string, KnownRow>> {
    const { later: last } = this.#layout;
    const later = last ? sql.ref(last[1]) : sql`null`;
    const found = await sql<{ key: string; digest: string | null; later: string | null }>`
      select key, digest, ${later} as later from ${this.#table}
      where key = any(${rows.map(({ key }) => key)}::uuid[])`.execute(this.#tx);
    const plain = (uuid: string) => uuid.replaceAll("-", "");
    return new Map(
      found.rows.map(({ key, digest, later }) => [
        plain(key),
        { digest: digest && plain(digest), later, kept: null },
      ]),
    );
  }

  /** Tells new rows from known ones, and those from what contradicts them. */
  #sorted(
    rows: readonly KeyedRow[],
    held: Map<string, KnownRow>,
    relationships: ReadonlyMap<string, string>,
  ): SortedRows {
    const contradicts = (field: string) => `${field}: a row of this name says something else already`;
    const fresh: NewRow[] = [];
    const completed = new Map<string, string>();
    const { later: last, name, states } = this.#layout;
    let again = 0;
    for (const row of rows) {
      const before = held.get(row.key);
      if (!before) {
        try {
          const theirs = relationships.get(row.client);
          const kept = keptOf(this.#layout, row, this.#session.now, theirs, this.#session.currency);
          held.set(row.key, { digest: row.digest, later: row.later, kept });
          fresh.push({ row, kept });
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          this.#refuse(row.line, error.message);
        }
      } else if (states) again += 1;
      else if (row.named && before.digest !== row.digest) this.#refuse(row.line, contradicts(name));
      else if (row.later === null || row.later === before.later || !last) again += 1;
      else if (before.later !== null) this.#refuse(row.line, contradicts(last[0]));
      else {
        before.later = row.later;
        if (before.kept) before.kept[last[0]] = row.later;
        completed.set(row.key, row.later);
      }
    }
    return { fresh, completed, again };
  }

  async #write(rows: readonly KeyedRow[], { fresh, completed }: SortedRows): Promise<void> {
    if (fresh.length > 0) {
      await this.#keepWords(fresh);
      await this.#store(fresh);
    }
    await this.#complete(completed);
    const mended = rows.filter(({ key }) => completed.has(key));
    await this.#pointOut(new Set([...fresh.map(({ row }) => row), ...mended].map(({ client }) => client)));
    const more = fresh.length + completed.size;
    if (more > 0)
      await sql`update imports set rows = rows + ${more} where n = ${await this.#numbered()}`.execute(
        this.#tx,
      );
  }

  async #keepWords(fresh: readonly NewRow[]): Promise<void> {
    const spoken = fresh.flatMap(({ row: { client, values }, kept }) =>
      this.#layout.words.flatMap((field) =>
        values[field] === undefined ? [] : [{ client, text: String(values[field]), kept, field }],
      ),
    );
    const ids = await this.#words.keepAll(
      this.#tx,
      spoken.map(({ client, text }) => ({ client, kind: "fact", text })),
    );
    spoken.forEach(({ kept, field }, n) => {
      kept[field] = ids[n];
    });
  }

  /** The number of the import, given with its first new row; another one, where it was undone before its end. */
  async #numbered(): Promise<number> {
    const standing =
      await sql`select from imports where n = ${this.#session.n} and undone_at is null`.execute(this.#tx);
    if (this.#session.n !== null && standing.rows.length > 0) return this.#session.n;
    const { kind, now, by } = this.#session;
    await sql`lock table imports in exclusive mode`.execute(this.#tx);
    const { rows } = await sql<{ n: number }>`
      insert into imports (n, kind, at, actor_id, actor_role, rows)
      select coalesce(max(n), 0) + 1, ${kind}, ${now}, ${by.id}, ${by.role}, 0 from imports
      returning n`.execute(this.#tx);
    this.#session.n = rows[0]?.n ?? 0;
    return this.#session.n;
  }

  async #store(fresh: readonly NewRow[]): Promise<void> {
    const { stored } = this.#layout;
    const n = await this.#numbered();
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
    await sql`insert into ${this.#table} (${columns})
      select ${columns} from json_to_recordset(${JSON.stringify(written)}::json) as r (${typed})`.execute(
      this.#tx,
    );
    if (this.#layout.states) await markCurrent(this.#tx, fresh.map(invoiceOf));
  }

  /**
   * Whom to look at (R-DEC-1). Who waits for a look is only locked, so that none begins before these facts are in; in
   * one order, so that two imports do not wait for each other.
   */
  async #pointOut(clients: ReadonlySet<string>): Promise<void> {
    if (clients.size === 0) return;
    await sql`insert into lookouts (client, told)
      select client, 1 from unnest(${[...clients].sort()}::text[]) as given (client)
      on conflict (client) do update set told = lookouts.told + 1
        where lookouts.told = lookouts.begun`.execute(this.#tx);
  }

  async #complete(completed: ReadonlyMap<string, string>): Promise<void> {
    const { later: last } = this.#layout;
    if (!last || completed.size === 0) return;
    const [, column, type] = last;
    const told = Array.from(completed, ([key, later]) => ({ key, later }));
    const n = await this.#numbered();
    await sql`insert into completions (kind, key, import_n)
      select ${this.#session.kind}, r.key::uuid, ${n} from unnest(${[...completed.keys()]}::text[]) as r (key)
      on conflict (kind, key) do update set import_n = excluded.import_n`.execute(this.#tx);
    await sql`update ${this.#table} as kept set ${sql.ref(column)} = r.later
      from json_to_recordset(${JSON.stringify(told)}::json) as r (key uuid, later ${sql.raw(type)})
      where kept.key = r.key`.execute(this.#tx);
  }

  /** How many of these are further states of what was known. */
  async #changedBy(fresh: readonly NewRow[]): Promise<number> {
    if (!this.#layout.states || fresh.length === 0) return 0;
    const names = fresh.map(invoiceOf).map(({ client, invoice }) => `${client} ${invoice}`);
    const before = await invoicesKnown(this.#tx, fresh.map(invoiceOf));
    const seen = new Set(before.map(({ client, invoice }) => `${client} ${invoice}`));
    return names.filter((name) => {
      const known = seen.has(name);
      seen.add(name);
      return known;
    }).length;
  }
}
