// Whether a client wants mailings, and the links by which they say that they want none.
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Kysely } from "kysely";
import type { ClientKeys } from "./keys.ts";
import { type CapturedNotice, markOf } from "./outbox.ts";
import { placeOf } from "./place.ts";
import type { Tables } from "./tables.ts";

// Signed under the client's own key, so that erasing the client ends every link for good.
const sign = (key: Buffer, mark: string): Buffer =>
  createHmac("sha256", Buffer.from(hkdfSync("sha256", key, "", "tenure unsubscribe link", 32)))
    .update(mark)
    .digest();

/** Mailings: whoever unsubscribed gets none any more. */
export class Mailings {
  readonly #db: Kysely<Tables>;
  readonly #keys: ClientKeys;

  constructor(db: Kysely<Tables>, keys: ClientKeys) {
    this.#db = db;
    this.#keys = keys;
  }

  /**
   * What a notice's link to unsubscribe holds: it leads back to the notice, and names nobody.
   * @throws {Erased}
   */
  async unsubscribeToken(id: string): Promise<string> {
    const { client } = placeOf(id);
    const key = await this.#keys.make(client);
    const mark = markOf(id);
    return `${mark}.${sign(key, mark).toString("base64url")}`;
  }

  /** The notice whose link holds this token; null for a token that is not ours, or whose client was erased. */
  async noticeOfToken(token: string): Promise<Pick<CapturedNotice, "client" | "locale"> | null> {
    const [mark = "", signature = ""] = token.split(".");
    const row = await this.#db
      .selectFrom("notices")
      .select(["client", "locale"])
      .where("mark", "=", mark)
      .executeTakeFirst();
    const key = row ? await this.#keys.keyOf(row.client) : null;
    if (!row || key === null || key === "erased") return null;
    const given = Buffer.from(signature, "base64url");
    const wanted = sign(key, mark);
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? row : null;
  }

  /** The client wants no mailings; wanted before, it changes nothing. `via`: how they said so. */
  async unsubscribe(client: string, at: string, via: string): Promise<void> {
    await this.#db
      .insertInto("unsubscribed")
      .values({ client, at, via })
      .onConflict((conflict) => conflict.column("client").doNothing())
      .execute();
  }

  /** Since when a client wants no mailings, or null. */
  async unsubscribedAt(client: string): Promise<string | null> {
    const row = await this.#db
      .selectFrom("unsubscribed")
      .select("at")
      .where("client", "=", client)
      .executeTakeFirst();
    return row?.at ?? null;
  }
}
