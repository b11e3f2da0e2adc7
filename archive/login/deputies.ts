import { type Kysely, type Selectable, sql } from "kysely";
import { type OrderKey, type Page, paged, type WantedPage } from "../page.ts";
import type { Tables } from "../tables.ts";

/** R-TSK-5: somebody stands in for an absent colleague of the same role. */
export type Deputy = Readonly<Selectable<Tables["deputies"]>>;

const ORDER: readonly OrderKey<Deputy>[] = [
  { by: sql.ref("from_at"), type: "timestamptz", of: ({ fromAt }) => fromAt },
  { by: sql.ref("id"), type: "text", of: ({ id }) => id },
];

export class Deputies {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add(deputy: Omit<Deputy, "endedAt" | "endedBy">): Promise<void> {
    await this.#db
      .insertInto("deputies")
      .values({ ...deputy, endedAt: null, endedBy: null })
      .execute();
  }

  async get(id: string): Promise<Deputy | null> {
    return (
      (await this.#db.selectFrom("deputies").selectAll().where("id", "=", id).executeTakeFirst()) ?? null
    );
  }

  /** A page of what is not over, by when it begins; with `all`, what is over too. */
  async list(now: string, all: boolean, page: WantedPage): Promise<Page<Deputy>> {
    let query = this.#db.selectFrom("deputies").selectAll();
    if (!all) query = query.where("endedAt", "is", null).where("untilAt", ">", now);
    return paged(query, ORDER, page);
  }

  /** For whom this person stands in now, in this role. */
  async absentOf(deputy: string, role: Deputy["role"], now: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom("deputies")
      .select("absent")
      .distinct()
      .where("deputy", "=", deputy)
      .where("role", "=", role)
      .where("endedAt", "is", null)
      .where("fromAt", "<=", now)
      .where("untilAt", ">", now)
      .execute();
    return rows.map(({ absent }) => absent);
  }

  /** Ends it before its time; ended before, it changes nothing. */
  async end(id: string, at: string, by: string): Promise<void> {
    await this.#db
      .updateTable("deputies")
      .set({ endedAt: at, endedBy: by })
      .where("id", "=", id)
      .where("endedAt", "is", null)
      .execute();
  }
}
