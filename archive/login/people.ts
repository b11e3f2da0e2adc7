// People who signed in with a provider: each stays bound to the id under which they came first.
import { type Kysely, type Selectable, sql } from "kysely";
import { type OrderKey, type Page, paged, type WantedPage } from "../page.ts";
import type { Tables } from "../tables.ts";

export type KnownPerson = Readonly<Selectable<Tables["people"]>>;

const ORDER: readonly OrderKey<KnownPerson>[] = [{ by: sql.ref("id"), type: "text", of: ({ id }) => id }];

export class People {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Binds an account of a provider to an id, at its first login, and keeps what it says of itself now.
   * @returns the person as kept, under the id that they came with first; or whose account has the id already.
   */
  async bind(
    given: Omit<KnownPerson, "firstAt">,
  ): Promise<{ readonly person: KnownPerson } | { readonly taken: true }> {
    const { id, issuer, subject, name, roles, teams, seenAt } = given;
    const said = { name, roles: JSON.stringify(roles), teams: JSON.stringify(teams), seenAt };
    const known = await this.#db
      .updateTable("people")
      .set(said)
      .where("issuer", "=", issuer)
      .where("subject", "=", subject)
      .returningAll()
      .executeTakeFirst();
    if (known) return { person: known };
    const added = await this.#db
      .insertInto("people")
      .values({ id, issuer, subject, ...said, firstAt: seenAt })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (added) return { person: added };
    // Somebody was faster: with this account, or with another one of that id.
    const again = await this.#db
      .selectFrom("people")
      .selectAll()
      .where("issuer", "=", issuer)
      .where("subject", "=", subject)
      .executeTakeFirst();
    return again ? { person: again } : { taken: true };
  }

  async get(id: string): Promise<KnownPerson | null> {
    return (await this.#db.selectFrom("people").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
  }

  /** A page, in the order of their ids. */
  async list(page: WantedPage): Promise<Page<KnownPerson>> {
    return paged(this.#db.selectFrom("people").selectAll(), ORDER, page);
  }
}
