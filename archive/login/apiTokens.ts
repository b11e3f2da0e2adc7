import type { Kysely, Selectable } from "kysely";
import type { Tables } from "../tables.ts";

/** A token for programs, without what shows it. */
export type ApiToken = Readonly<Omit<Selectable<Tables["apiTokens"]>, "hash">>;

const SHOWN = [
  "id",
  "person",
  "role",
  "issuer",
  "scopes",
  "note",
  "madeAt",
  "endsAt",
  "usedAt",
  "revokedAt",
  "revokedBy",
] as const;

export class ApiTokens {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add({
    scopes,
    ...token
  }: Pick<ApiToken, "id" | "person" | "role" | "issuer" | "scopes" | "note" | "madeAt" | "endsAt"> & {
    readonly hash: string;
  }): Promise<void> {
    await this.#db
      .insertInto("apiTokens")
      .values({ ...token, scopes: JSON.stringify(scopes), usedAt: null, revokedAt: null, revokedBy: null })
      .execute();
  }

  /** By the hash of what shows it, whether it still counts or not. */
  async find(hash: string): Promise<ApiToken | null> {
    const found = await this.#db
      .selectFrom("apiTokens")
      .select(SHOWN)
      .where("hash", "=", hash)
      .executeTakeFirst();
    return found ?? null;
  }

  async used(id: string, at: string): Promise<void> {
    await this.#db.updateTable("apiTokens").set({ usedAt: at }).where("id", "=", id).execute();
  }

  /** The latest first. @param person whose; everybody's where left out */
  async list(person?: string): Promise<ApiToken[]> {
    return this.#db
      .selectFrom("apiTokens")
      .select(SHOWN)
      .$if(person !== undefined, (query) => query.where("person", "=", person ?? ""))
      .orderBy("madeAt", "desc")
      .orderBy("id")
      .execute();
  }

  async get(id: string): Promise<ApiToken | null> {
    return (
      (await this.#db.selectFrom("apiTokens").select(SHOWN).where("id", "=", id).executeTakeFirst()) ?? null
    );
  }

  /** Ends a token; ended before, it changes nothing. */
  async revoke(id: string, at: string, by: string): Promise<void> {
    await this.#db
      .updateTable("apiTokens")
      .set({ revokedAt: at, revokedBy: by })
      .where("id", "=", id)
      .where("revokedAt", "is", null)
      .execute();
  }
}
