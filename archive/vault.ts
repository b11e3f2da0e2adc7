import { type Kysely, sql } from "kysely";
import type { Channel } from "../machines/index.ts";
import { type ClientKeys, Erased } from "./keys.ts";
import { type Disclosure, onceMark, seal, sealAs, unseal } from "./seal.ts";
import type { Tables } from "./tables.ts";

/** The kinds of words that say why a client's data were erased, or a relationship was rebuilt. */
export const WHY_ERASED = "erasure";
export const WHY_REBUILT = "rebuild";

/** Words of ours about a client: they outlive the client's key. */
const OURS: readonly string[] = [WHY_ERASED, WHY_REBUILT];

/** Under whose key such words are sealed. No client id is like it. */
const HOUSE = "~tenure";

/** Rows that are sealed in one transaction. */
const BATCH = 200;

type VaultRow = Pick<Tables["vault"], "id" | "client" | "kind"> & { readonly sealed: string | null };

const ownerOf = ({ client, kind }: Pick<VaultRow, "client" | "kind">): string =>
  OURS.includes(kind) ? HOUSE : client;

const lost = (client: string) =>
  new Error(`there are words of ${client}, and no key: are the keys of clients kept somewhere else?`);

/** Reads and writes rows of the vault: the one place where words are sealed and opened. */
export class SealedWords {
  readonly #keys: ClientKeys;

  constructor(keys: ClientKeys) {
    this.#keys = keys;
  }

  async #keyFor(db: Kysely<Tables>, given: Pick<VaultRow, "client" | "kind">): Promise<Buffer> {
    const { client, kind } = given;
    const standing = async () => {
      const key = await this.#keys.keyOf(ownerOf(given));
      if (key === "erased") throw new Erased(client);
      return key;
    };
    const key = await standing();
    if (key !== null) return key;
    const ours = OURS.includes(kind);
    const before = await db
      .selectFrom("vault")
      .select("id")
      .where("kind", ours ? "in" : "not in", OURS)
      .$if(!ours, (query) => query.where("client", "=", client))
      .where("sealed", "is not", null)
      .limit(1)
      .executeTakeFirst();
    if (!before) return this.#keys.make(ownerOf(given));
    // The first words may have come in meanwhile, and their key before them. A second key would hide that the first
    // one is somewhere else.
    const meanwhile = await standing();
    if (meanwhile === null) throw lost(client);
    return meanwhile;
  }

  /** The key of a client, for what else is bound to it; made when there is none. @throws {Erased} */
  keyFor(db: Kysely<Tables>, client: string): Promise<Buffer> {
    return this.#keyFor(db, { client, kind: "" });
  }

  /** Keeps words. @returns their id. @throws {Erased} */
  async keep(
    db: Kysely<Tables>,
    { once, ...given }: Omit<Disclosure, "salt"> & { readonly once?: string | undefined },
  ): Promise<string> {
    const { client, kind, text } = given;
    const key = await this.#keyFor(db, given);
    const mark = once === undefined ? null : onceMark(key, once, text);
    const sealed = seal(key, given);
    const written = await db
      .insertInto("vault")
      .values({ ...sealed, client, kind, once: mark })
      .onConflict((conflict) => conflict.columns(["client", "once"]).doNothing())
      .executeTakeFirst();
    if (written.numInsertedOrUpdatedRows === 1n) return sealed.id;
    const known = await db
      .selectFrom("vault")
      .select("id")
      .where("client", "=", client)
      .where("once", "=", mark)
      .executeTakeFirstOrThrow();
    return known.id;
  }

  /** Keeps many words at once, in one statement. @returns their ids, in their order. @throws {Erased} */
  async keepAll(db: Kysely<Tables>, given: readonly Omit<Disclosure, "salt">[]): Promise<string[]> {
    const known = new Map<string, Buffer>();
    const rows: VaultRow[] = [];
    for (const { client, kind, text } of given) {
      const owner = ownerOf({ client, kind });
      const key = known.get(owner) ?? (await this.#keyFor(db, { client, kind }));
      known.set(owner, key);
      rows.push({ ...seal(key, { client, kind, text }), client, kind });
    }
    if (rows.length > 0)
      await sql`insert into vault (id, client, kind, sealed)
        select id, client, kind, sealed
        from json_to_recordset(${JSON.stringify(rows)}::json) as r (id text, client text, kind text, sealed text)`.execute(
        db,
      );
    return rows.map(({ id }) => id);
  }

  /** @throws {Erased} */
  async open({ id, client, kind, sealed }: VaultRow): Promise<Disclosure> {
    const key = await this.#keys.keyOf(ownerOf({ client, kind }));
    if (key === "erased") throw new Erased(client);
    if (key === null) throw lost(client);
    return { client, kind, ...unseal(key, { id, sealed: sealed ?? "" }) };
  }
}

/**
 * Seals what was kept in the open, before there were keys. Such a row keeps its id, which commits to nothing.
 * @returns how many there were.
 */
export async function sealOpenRows(db: Kysely<Tables>, keys: ClientKeys): Promise<number> {
  for (let count = 0; ; ) {
    const sealed = await db.transaction().execute(async (tx) => {
      const rows = await tx
        .selectFrom("vault")
        .select(["id", "client", "plain", "once"])
        .where("plain", "is not", null)
        .orderBy("id")
        .limit(BATCH)
        .forUpdate()
        .execute();
      for (const { id, client, plain, once } of rows) {
        const text = plain ?? "";
        const key = await keys.make(client);
        await tx
          .updateTable("vault")
          .set({
            sealed: sealAs(key, id, text).sealed,
            plain: null,
            once: once === null ? null : onceMark(key, once, text),
          })
          .where("id", "=", id)
          .execute();
      }
      return rows.length;
    });
    count += sealed;
    if (sealed === 0) return count;
  }
}

const COLUMNS = ["vault.id", "vault.client", "vault.kind", "vault.sealed"] as const;

/**
 * Personal data by id: free text, names, addresses, each sealed under its client's key. Everything else in Tenure
 * holds the id only. Whatever reads or adds to the words of an erased client fails with {@link Erased}.
 */
export class Vault {
  readonly #db: Kysely<Tables>;
  readonly #keys: ClientKeys;
  readonly #words: SealedWords;

  constructor(db: Kysely<Tables>, keys: ClientKeys) {
    this.#db = db;
    this.#keys = keys;
    this.#words = new SealedWords(keys);
  }

  async #setContact(client: string, field: Channel | "name", text: string): Promise<string> {
    return this.#db.transaction().execute(async (tx) => {
      const before = await tx
        .selectFrom("contacts")
        .select("vaultId")
        .where("client", "=", client)
        .where("field", "=", field)
        .forUpdate()
        .executeTakeFirst();
      const id = await this.#words.keep(tx, { client, kind: field, text });
      await tx
        .insertInto("contacts")
        .values({ client, field, vaultId: id })
        .onConflict((conflict) => conflict.columns(["client", "field"]).doUpdateSet({ vaultId: id }))
        .execute();
      // An address that is no longer true has no reason to be kept.
      if (before) await tx.deleteFrom("vault").where("id", "=", before.vaultId).execute();
      return id;
    });
  }

  async #contactOf(client: string, field: Channel | "name"): Promise<string | null> {
    const row = await this.#db
      .selectFrom("contacts")
      .innerJoin("vault", "vault.id", "contacts.vaultId")
      .select(COLUMNS)
      .where("contacts.client", "=", client)
      .where("contacts.field", "=", field)
      .executeTakeFirst();
    return row ? (await this.#words.open(row)).text : null;
  }

  /**
   * Keeps a text.
   * @param kind what it is, for instance `reason`.
   * @param once for a sender who may repeat itself: with the same `once` and text the id is the same again.
   * @returns the vault id, v_…, which commits to the text.
   * @throws {Erased} when the client's personal data were erased.
   */
  put(client: string, kind: string, text: string, once?: string): Promise<string> {
    return this.#words.keep(this.#db, { client, kind, text, once });
  }

  /** The text, or null when there is no such id. @throws {Erased} */
  async get(id: string): Promise<string | null> {
    return (await this.disclose(id))?.text ?? null;
  }

  /** The text with what proves it against its id, or null when there is no such id. @throws {Erased} */
  async disclose(id: string): Promise<Disclosure | null> {
    const row = await this.#db.selectFrom("vault").select(COLUMNS).where("id", "=", id).executeTakeFirst();
    return row ? this.#words.open(row) : null;
  }

  /**
   * Erases a client's personal data for good: the key is destroyed, then what was sealed under it is dropped.
   * Ids stay, and say nothing. Done before, it changes nothing.
   */
  async erase(client: string): Promise<void> {
    await this.#keys.destroy(client);
    await this.#db
      .updateTable("vault")
      .set({ sealed: null, plain: null, once: null })
      .where("client", "=", client)
      .where("kind", "not in", OURS)
      .execute();
    // Which word of our lists stood where tells of the text.
    await this.#db.updateTable("suggestions").set({ words: "[]" }).where("client", "=", client).execute();
  }

  /** Where a client is reached on a channel; replaces the address before. @returns its vault id. */
  setAddress(client: string, channel: Channel, address: string): Promise<string> {
    return this.#setContact(client, channel, address);
  }

  addressOf(client: string, channel: Channel): Promise<string | null> {
    return this.#contactOf(client, channel);
  }

  /** How a client is addressed in a notice. @returns its vault id. */
  setName(client: string, name: string): Promise<string> {
    return this.#setContact(client, "name", name);
  }

  nameOf(client: string): Promise<string | null> {
    return this.#contactOf(client, "name");
  }
}
