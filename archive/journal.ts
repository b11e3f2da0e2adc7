import { type Kysely, sql } from "kysely";
import { correctionsIn, type Entry, type Opening } from "../machines/index.ts";
import { Effects } from "./effects.ts";
import { waitForLeaf } from "./leaves.ts";
import { type OrderKey, type Page, paged, type WantedPage } from "./page.ts";
import type { Tables } from "./tables.ts";
import { followTasks } from "./tasks.ts";
import { unrecordable } from "./unrecordable.ts";

/** The most standing entries that one call of `record` returns. */
const MOST = 100;

const ORDER: readonly OrderKey<{ readonly entry: Entry }>[] = [
  { by: sql.ref("seq"), type: "integer", of: ({ entry }) => entry.seq },
];

const BY_RECORD: readonly OrderKey<{ readonly entry: Entry }>[] = [
  { by: sql.ref("recorded_at"), type: "timestamptz", of: ({ entry }) => entry.recordedAt },
  { by: sql.ref("client"), type: "text", of: ({ entry }) => entry.client },
  { by: sql.ref("seq"), type: "integer", of: ({ entry }) => entry.seq },
];
/**
 * As the index of them says it, and by its text: looked into as JSON, an entry that holds a NUL could not be written. Inside
 * a string the quotes would be escaped, and nothing else of an entry has a field of this name.
 */
const UNATTESTED = sql<boolean>`entry::text like '%"attested":false%'`;

const row = (entry: Entry) => ({
  client: entry.client,
  seq: entry.seq,
  type: entry.type,
  outcome: entry.outcome,
  at: entry.at,
  recordedAt: entry.recordedAt,
  actorId: entry.actor.id,
  actorRole: entry.actor.role,
  eventId: entry.eventId,
  state: entry.to.state,
  rung: entry.to.rung ?? null,
  // Deadlines stand in the order in which they fall due.
  due: entry.deadlines[0]?.due ?? null,
  dueName: entry.deadlines[0]?.name ?? null,
  hash: entry.hash,
  prev: entry.prev,
  entry: JSON.stringify(entry),
});

/** The machine that a relationship is on after an entry. */
const machineOf = ({ machine: { id, version, hash } }: Entry) => ({
  machine: id,
  machineVersion: version,
  machineHash: hash,
});

/** A row as it stands in the table. `strays`: the columns that do not say what its entry says. */
export interface StoredEntry {
  readonly seq: number;
  /** Null where the text is not an entry at all. */
  readonly entry: Entry | null;
  readonly strays: readonly string[];
}

const INSTANTS = ["at", "recordedAt", "due"];

/** The columns of a row that do not say what its entry says; `entry` itself where its text was rewritten. */
function straysOf(stored: Readonly<Record<string, unknown>>, entry: Entry): string[] {
  const said: Readonly<Record<string, unknown>> = row(entry);
  return Object.keys(said).filter((column) => {
    const [a, b] = [stored[column], said[column]];
    if (INSTANTS.includes(column) && a !== null && b !== null)
      return Date.parse(`${a}`) !== Date.parse(`${b}`);
    return a !== b;
  });
}

/** The entries of a client from this one's place on. */
async function standing(db: Kysely<Tables>, { client, seq }: Entry): Promise<Entry[]> {
  const rows = await db
    .selectFrom("entries")
    .select("entry")
    .where("client", "=", client)
    .where("seq", ">=", seq)
    .orderBy("seq")
    .limit(MOST)
    .execute();
  return rows.map(({ entry }) => entry);
}

/** Opens the row that a relationship has from its first entry on. False when it has one. */
async function openRow(db: Kysely<Tables>, first: Entry): Promise<boolean> {
  const { kind, locale, zone } = first.data as Opening;
  const opened = { client: first.client, kind, locale, zone, openedAt: first.at };
  const { seq, state, rung, due, dueName, at: updatedAt } = row(first);
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("relationships")
    .values({ ...opened, seq, state, rung, hold: false, due, dueName, updatedAt, ...machineOf(first) })
    .onConflict((conflict) => conflict.column("client").doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/**
 * Moves the row to the last of these entries, and so keeps others from writing. False when it does not stand at
 * the entry that the first one names as the one before.
 */
async function moveRow(db: Kysely<Tables>, entries: readonly Entry[]): Promise<boolean> {
  const { client, seq, prev } = entries[0] as Entry;
  const end = entries.at(-1) as Entry;
  const last = row(end);
  const holding = entries
    .filter(({ type, outcome }) => outcome === "accepted" && /^hold\.(placed|lifted)$/.test(type))
    .at(-1);
  const hold = holding ? sql<boolean>`${holding.type === "hold.placed"}::boolean` : sql<boolean>`hold`;
  // Under a hold every clock stands, so nothing falls due.
  const unlessHeld = (value: string | null, type: "text" | "timestamptz") =>
    sql<string | null>`case when ${hold} then null else ${value}::${sql.raw(type)} end`;
  const { numUpdatedRows } = await db
    .updateTable("relationships")
    .set({
      seq: last.seq,
      state: last.state,
      rung: last.rung,
      hold,
      due: unlessHeld(last.due, "timestamptz"),
      dueName: unlessHeld(last.dueName, "text"),
      updatedAt: last.at,
      ...correctionsIn(entries),
      ...machineOf(end),
    })
    .where("client", "=", client)
    .where("seq", "=", seq - 1)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("entries")
          .select("seq")
          .where("client", "=", client)
          .where("seq", "=", seq - 1)
          .where("hash", "=", prev),
      ),
    )
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The journal: append-only, one chain of entries a client (R-LIF-0). */
export class Journal {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Appends entries of one client, each in its place, moves the relationship's row, and writes the effects that are
   * rows and nothing else, all or nothing. Returns
   * what stands there once it is durable: these entries, or, where others were in their place, nothing being
   * written, those, from the first one's place on, at most 100. The same entries again change nothing.
   * @throws {Unrecordable} when the database can never hold one of them; nothing is written.
   * @throws when the entries do not follow from the one that stands before them.
   */
  async record(entries: readonly Entry[]): Promise<readonly Entry[]> {
    const [first] = entries;
    if (first === undefined) return [];
    const recorded = this.#db.transaction().execute(async (tx) => {
      const opens = first.seq === 1;
      const free = opens ? await openRow(tx, first) : await moveRow(tx, entries);
      if (!free) {
        const there = await standing(tx, first);
        if (there.length > 0) return there;
        throw new Error(`entry ${first.client}/${first.seq} does not follow from what the journal holds`);
      }
      await tx.insertInto("entries").values(entries.map(row)).execute();
      await waitForLeaf(
        tx,
        entries.map(({ client, seq, hash, recordedAt: at }) => ({ kind: "entry", client, seq, hash, at })),
      );
      await new Effects(tx).keep(
        entries.flatMap((entry) => entry.effects.map((effect) => ({ effect, at: entry.recordedAt }))),
      );
      await followTasks(tx, first.client, entries);
      if (opens && entries.length > 1) await moveRow(tx, entries.slice(1));
      return entries;
    });
    return recorded.catch((error: unknown) => {
      throw unrecordable(error) ?? error;
    });
  }

  /** The entries that these event ids were given first, in their order in the journal; unknown ids are left out. */
  async recall(client: string, eventIds: readonly string[]): Promise<Entry[]> {
    if (eventIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom("entries")
      .select(["seq", "entry"])
      .distinctOn("eventId")
      .where("client", "=", client)
      .where("eventId", "in", eventIds)
      .orderBy("eventId")
      .orderBy("seq")
      .execute();
    return rows.sort((a, b) => a.seq - b.seq).map(({ entry }) => entry);
  }

  /** A client's rows, oldest first, each held against its own entry: a row may have been changed past this module. */
  async inspect(client: string, afterSeq = 0, limit = 1_000): Promise<StoredEntry[]> {
    const rows = await this.#db
      .selectFrom("entries")
      .select(["client", "seq", "type", "outcome", "at", "recordedAt", "actorId", "actorRole", "eventId"])
      .select(["state", "rung", "due", "dueName", "hash", "prev", sql<string>`entry::text`.as("entry")])
      .where("client", "=", client)
      .where("seq", ">", afterSeq)
      .orderBy("seq")
      .limit(limit)
      .execute();
    return rows.map((stored) => {
      try {
        const entry = JSON.parse(stored.entry) as Entry;
        return { seq: stored.seq, entry, strays: straysOf(stored, entry) };
      } catch {
        return { seq: stored.seq, entry: null, strays: ["entry"] };
      }
    });
  }

  /** Every client that the journal has an entry of, whatever the list of relationships says; a page in their order. */
  async clients(after = "", limit = 1_000): Promise<string[]> {
    const rows = await this.#db
      .selectFrom("entries")
      .select("client")
      .distinct()
      .where("client", ">", after)
      .orderBy("client")
      .limit(limit)
      .execute();
    return rows.map(({ client }) => client);
  }

  /** A page of the entries for which nobody vouches, by when they were recorded. @param client everybody's where undefined */
  async unattested(client: string | undefined, page: WantedPage): Promise<Page<Entry>> {
    let query = this.#db.selectFrom("entries").select("entry").where(UNATTESTED);
    if (client !== undefined) query = query.where("client", "=", client);
    const { rows, next } = await paged(query, BY_RECORD, page);
    return { rows: rows.map(({ entry }) => entry), next };
  }

  /** A page of a client's entries, by their numbers; options as of {@link timeline}. */
  async page(
    client: string,
    { asOf, afterSeq = 0 }: { readonly asOf?: string | undefined; readonly afterSeq?: number },
    page: WantedPage,
  ): Promise<Page<Entry>> {
    let query = this.#db
      .selectFrom("entries")
      .select("entry")
      .where("client", "=", client)
      .where("seq", ">", afterSeq);
    if (asOf !== undefined) query = query.where("at", "<=", asOf);
    const { rows, next } = await paged(query, ORDER, page);
    return { rows: rows.map(({ entry }) => entry), next };
  }

  /**
   * A client's entries, oldest first.
   * @param asOf only what was in force at this instant.
   * @param afterSeq the last one already seen.
   */
  async timeline(
    client: string,
    page: { readonly asOf?: string; readonly afterSeq?: number; readonly limit?: number } = {},
  ): Promise<Entry[]> {
    let query = this.#db
      .selectFrom("entries")
      .select("entry")
      .where("client", "=", client)
      .where("seq", ">", page.afterSeq ?? 0);
    if (page.asOf !== undefined) query = query.where("at", "<=", page.asOf);
    const rows = await query
      .orderBy("seq")
      .limit(page.limit ?? 1_000)
      .execute();
    return rows.map(({ entry }) => entry);
  }
}
