import { randomUUID } from "node:crypto";
import { type Kysely, type Selectable, sql } from "kysely";
import { type OrderKey, type Page, paged, type WantedPage } from "../page.ts";
import type { Tables } from "../tables.ts";

/** Somebody looked at something that is personal; what they saw is not kept. */
export type Read = Readonly<Selectable<Tables["reads"]>>;

/** Which of them to list; every condition given must hold. */
export interface WantedReads {
  readonly client?: string | undefined;
  readonly actor?: string | undefined;
  readonly what?: string | undefined;
  readonly since?: string | undefined;
}

const ORDER: readonly OrderKey<Read>[] = [
  { by: sql.ref("at"), type: "timestamptz", of: ({ at }) => at },
  { by: sql.ref("id"), type: "text", of: ({ id }) => id },
];

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

  /** A page, by their time. */
  async list({ client, actor, what, since }: WantedReads, page: WantedPage): Promise<Page<Read>> {
    let query = this.#db.selectFrom("reads").selectAll();
    if (client !== undefined) query = query.where("client", "=", client);
    if (actor !== undefined) query = query.where("actorId", "=", actor);
    if (what !== undefined) query = query.where("what", "=", what);
    if (since !== undefined) query = query.where("at", ">=", since);
    return paged(query, ORDER, page);
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
