import { type Kysely, sql } from "kysely";
import type { Entry, Opening } from "../machines/index.ts";
import type { Tables } from "./tables.ts";

/** The most standing entries that one call of `record` returns. */
const MOST = 100;

/** Takes a transaction back because other entries stand where its own would have gone. */
class Standing extends Error {}

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
     * Appends entries of one client, one after the other in their places, and moves the relationship's row, all
     * or nothing. Returns none once they are there; the same ones again change nothing. Where other entries
     * stand in their place nothing is written, and those are returned, from the first one's place on, at most
     * 100: whoever wrote them was lost before it could say so.
     */
    async record(entries: readonly Entry[]): Promise<readonly Entry[]> {
      const [first] = entries;
      if (first === undefined) return [];
      try {
        await db.transaction().execute(async (tx) => {
          const written = await tx
            .insertInto("entries")
            .values(entries.map(row))
            .onConflict((conflict) => conflict.columns(["client", "seq"]).doNothing())
            .returning("seq")
            .execute();
          if (written.length < entries.length) {
            const there = await standing(tx, first);
            if (entries.some((entry, n) => there[n]?.hash !== entry.hash)) throw new Standing();
          }
          if (first.seq === 1) await openRow(tx, first);
          await project(tx, first.client);
        });
        return [];
      } catch (error) {
        if (!(error instanceof Standing)) throw error;
        // What this call had written is taken back, so it must not be shown as standing.
        return standing(db, first);
      }
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
