import { type Kysely, type Selectable, sql } from "kysely";
import { type OrderKey, type Page, paged, type WantedPage } from "../page.ts";
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

const ORDER: readonly OrderKey<ApiToken>[] = [
  { by: sql.ref("made_at"), type: "timestamptz", of: ({ madeAt }) => madeAt },
  { by: sql.ref("id"), type: "text", of: ({ id }) => id },
];

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

  /** A page, by when they were made. @param person whose; everybody's where undefined */
  async list(person: string | undefined, page: WantedPage): Promise<Page<ApiToken>> {
    const all = this.#db.selectFrom("apiTokens").select(SHOWN);
    return paged(person === undefined ? all : all.where("person", "=", person), ORDER, page);
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
