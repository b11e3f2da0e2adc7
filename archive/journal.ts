import { type Kysely, sql } from "kysely";
import type { Entry, Opening } from "../machines/index.ts";
import type { Tables } from "./tables.ts";

/** Two histories claim one place in a journal: the engine's state and the archive do not belong together. */
export class Divergence extends Error {
  override readonly name = "Divergence";
}

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

/** Entries that were there already must be the same ones. */
async function compare(db: Kysely<Tables>, entries: readonly Entry[]): Promise<void> {
  const places = entries.map(({ client, seq }) => sql`(${client}, ${seq}::int)`);
  const known = await db
    .selectFrom("entries")
    .select(["client", "seq", "hash"])
    .where(sql<boolean>`(client, seq) in (${sql.join(places)})`)
    .execute();
  const hashes = new Map(known.map(({ client, seq, hash }) => [`${client}/${seq}`, hash]));
  for (const { client, seq, hash } of entries) {
    const recorded = hashes.get(`${client}/${seq}`);
    if (recorded !== hash)
      throw new Divergence(
        `the journal of ${client} has another entry ${seq}: recorded ${recorded}, now ${hash}; ` +
          "the engine's state and this archive belong to different histories",
      );
  }
}

/** The row that a relationship has from its first entry on, which holds the opening. */
async function openRow(db: Kysely<Tables>, first: Entry): Promise<void> {
  const { kind, locale, zone } = first.data as Opening;
  const opened = { client: first.client, kind, locale, zone, openedAt: first.at };
  const { seq, state, rung, due, dueName, at: updatedAt } = row(first);
  await db
    .insertInto("relationships")
    .values({ ...opened, seq, state, rung, hold: false, due, dueName, updatedAt })
    .onConflict((conflict) => conflict.column("client").doNothing())
    .execute();
}

/** Derives the row from the entries, so that neither order nor repetition of records matters. */
async function project(db: Kysely<Tables>, client: string): Promise<void> {
  await sql`
    update relationships set
      seq = last.seq, state = last.state, rung = last.rung, updated_at = last.at, hold = holding.hold,
      -- Under a hold every clock stands, so nothing falls due.
      due = case when holding.hold then null else last.due end,
      due_name = case when holding.hold then null else last.due_name end
    from
      (select * from entries where client = ${client} order by seq desc limit 1) as last,
      (select coalesce((select type = 'hold.placed' from entries
        where client = ${client} and type in ('hold.placed', 'hold.lifted') and outcome = 'accepted'
        order by seq desc limit 1), false) as hold) as holding
    where relationships.client = last.client and relationships.seq <= last.seq`.execute(db);
}

/** The journal: append-only, one chain of entries a client (R-LIF-0). */
export function journal(db: Kysely<Tables>) {
  return {
    /**
     * Records entries and moves the relationship's row, all or nothing. Recording one again changes nothing.
     * @throws {Divergence} when another entry stands in the place of one of these.
     */
    async record(entries: readonly Entry[]): Promise<void> {
      if (entries.length === 0) return;
      await db.transaction().execute(async (tx) => {
        const written = await tx
          .insertInto("entries")
          .values(entries.map(row))
          .onConflict((conflict) => conflict.columns(["client", "seq"]).doNothing())
          .returning("seq")
          .execute();
        if (written.length < entries.length) await compare(tx, entries);
        for (const entry of entries) if (entry.seq === 1) await openRow(tx, entry);
        for (const client of new Set(entries.map((entry) => entry.client))) await project(tx, client);
      });
    },

    /** The entries that these event ids were given first, in their order in the journal; unknown ids are left out. */
    async recall(client: string, eventIds: readonly string[]): Promise<Entry[]> {
      if (eventIds.length === 0) return [];
      const rows = await db
        .selectFrom("entries")
        .select(["seq", "entry"])
        .distinctOn("eventId")
        .where("client", "=", client)
        .where("eventId", "in", eventIds)
        .orderBy("eventId")
        .orderBy("seq")
        .execute();
      return rows.sort((a, b) => a.seq - b.seq).map(({ entry }) => entry);
    },

    /**
     * A client's entries, oldest first.
     * @param asOf only what was in force at this instant.
     * @param afterSeq the last one already seen.
     */
    async timeline(
      client: string,
      page: { readonly asOf?: string; readonly afterSeq?: number; readonly limit?: number } = {},
    ): Promise<Entry[]> {
      let query = db
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
    },
  };
}
