import { randomUUID } from "node:crypto";
import { type Kysely, type Selectable, sql } from "kysely";
import type { Tables } from "../tables.ts";

/** Somebody looked at something that is personal; what they saw is not kept. */
export type Read = Readonly<Selectable<Tables["reads"]>>;

/** Which of them to list; every condition given must hold. */
export interface WantedReads {
  readonly client?: string | undefined;
  readonly actor?: string | undefined;
  readonly what?: string | undefined;
  readonly since?: string | undefined;
  /** The `next` of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export class Reads {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add(read: Omit<Read, "id">): Promise<void> {
    await this.#db
      .insertInto("reads")
      .values({ ...read, id: randomUUID() })
      .execute();
  }

  /** The latest first. */
  async list({ client, actor, what, since, before, limit }: WantedReads): Promise<Read[]> {
    let query = this.#db.selectFrom("reads").selectAll();
    if (client !== undefined) query = query.where("client", "=", client);
    if (actor !== undefined) query = query.where("actorId", "=", actor);
    if (what !== undefined) query = query.where("what", "=", what);
    if (since !== undefined) query = query.where("at", ">=", since);
    if (before !== undefined) {
      const [at = "", id = ""] = before.split(" ");
      query = query.where(sql<boolean>`(at, id) < (${at}::timestamptz, ${id})`);
    }
    return query.orderBy("at", "desc").orderBy("id", "desc").limit(limit).execute();
  }

  /** Deletes what is older. @returns how many there were */
  async forget(olderThan: string): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom("reads")
      .where("at", "<", olderThan)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}
