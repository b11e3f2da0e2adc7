// The journal of all clients in one order, for whoever follows it.
import { type Kysely, sql } from "kysely";
import type { Entry } from "../machines/index.ts";
import type { Tables } from "./tables.ts";

/**
 * A place in the feed, as text: the transaction that recorded an entry, and its number. Numbers alone would not do:
 * a transaction may take a smaller one and end later, and whoever had read on would never see it.
 */
export type FeedPlace = string;

/** An entry with its place. */
export interface FeedEntry {
  readonly place: FeedPlace;
  readonly entry: Entry;
}

const PLACE = /^(\d{1,18})\.(\d{1,15})$/;

/** The parts of a place; null for what is none. */
export function placeParts(place: FeedPlace): readonly [transaction: string, position: string] | null {
  const [, transaction, position] = PLACE.exec(place) ?? [];
  return transaction === undefined || position === undefined ? null : [transaction, position];
}

/** Transactions before this one have all ended: nothing will come in before what they recorded. */
const ENDED = sql<string>`pg_snapshot_xmin(pg_current_snapshot())::text::bigint`;

/** The journal in the order in which it is recorded. */
export class Feed {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The place of the newest entry; `0.0` where there is none. */
  async newest(): Promise<FeedPlace> {
    const row = await this.#db
      .selectFrom("feed")
      .select(["transaction", "position"])
      .where("transaction", "<", ENDED)
      .orderBy("transaction", "desc")
      .orderBy("position", "desc")
      .limit(1)
      .executeTakeFirst();
    return row ? `${row.transaction}.${row.position}` : "0.0";
  }

  /** Entries after a place, in their order; of one client where one is named. */
  async after(place: FeedPlace, limit: number, client?: string): Promise<FeedEntry[]> {
    const [transaction = "0", position = "0"] = placeParts(place) ?? [];
    let query = this.#db
      .selectFrom("feed")
      .innerJoin("entries", (join) =>
        join.onRef("entries.client", "=", "feed.client").onRef("entries.seq", "=", "feed.seq"),
      )
      .select(["feed.transaction", "feed.position", "entries.entry"])
      .where(sql<boolean>`(feed.transaction, feed.position) > (${transaction}::bigint, ${position}::bigint)`)
      .where("feed.transaction", "<", ENDED);
    if (client !== undefined) query = query.where("feed.client", "=", client);
    const rows = await query.orderBy("feed.transaction").orderBy("feed.position").limit(limit).execute();
    return rows.map(({ transaction, position, entry }) => ({ place: `${transaction}.${position}`, entry }));
  }
}
