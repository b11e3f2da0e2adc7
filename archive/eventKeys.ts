import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** A key that signs events, as the log certified it. */
export type EventKeyRow = Readonly<Tables["eventKeys"]>;

/** The certificates of the keys that sign events: append-only. */
export class EventKeys {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add(row: EventKeyRow): Promise<void> {
    await this.#db
      .insertInto("eventKeys")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The certificate of a key; null where there is no such key. */
  async certificateOf(id: string): Promise<string | null> {
    const found = this.#db.selectFrom("eventKeys").select("certificate").where("id", "=", id);
    return (await found.executeTakeFirst())?.certificate ?? null;
  }

  /** Every key, the oldest first. */
  list(): Promise<EventKeyRow[]> {
    return this.#db.selectFrom("eventKeys").selectAll().orderBy("since").orderBy("id").execute();
  }
}
