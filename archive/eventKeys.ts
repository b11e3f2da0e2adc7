import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** A key that signs events, as the log certified it. */
export type EventKeyRow = Readonly<Tables["eventKeys"]>;

/** The certificates of the keys that sign events: append-only. */
export function eventKeys(db: Kysely<Tables>) {
  return {
    async add(row: EventKeyRow): Promise<void> {
      await db
        .insertInto("eventKeys")
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    /** The certificate of a key; null where there is no such key. */
    async certificateOf(id: string): Promise<string | null> {
      const row = await db
        .selectFrom("eventKeys")
        .select("certificate")
        .where("id", "=", id)
        .executeTakeFirst();
      return row?.certificate ?? null;
    },

    /** Every key, the oldest first. */
    list: (): Promise<EventKeyRow[]> =>
      db.selectFrom("eventKeys").selectAll().orderBy("since").orderBy("id").execute(),
  };
}
