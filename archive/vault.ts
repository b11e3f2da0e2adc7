import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { Channel } from "../machines/index.ts";
import type { Tables } from "./tables.ts";

/** A random id: it says nothing about what it stands for. */
export const newVaultId = (): string => `v_${randomBytes(18).toString("base64url")}`;

/**
 * Personal data by id: free text, names, addresses. Everything else in Tenure holds the id only. Every call
 * names the client or finds it in the row, so that texts can be sealed by a key per client in this one place.
 */
export function vault(db: Kysely<Tables>) {
  async function setContact(client: string, field: Channel | "name", text: string): Promise<string> {
    const id = newVaultId();
    await db.transaction().execute(async (tx) => {
      const before = await tx
        .selectFrom("contacts")
        .select("vaultId")
        .where("client", "=", client)
        .where("field", "=", field)
        .forUpdate()
        .executeTakeFirst();
      await tx.insertInto("vault").values({ id, client, kind: field, body: text }).execute();
      await tx
        .insertInto("contacts")
        .values({ client, field, vaultId: id })
        .onConflict((conflict) => conflict.columns(["client", "field"]).doUpdateSet({ vaultId: id }))
        .execute();
      // An address that is no longer true has no reason to be kept.
      if (before) await tx.deleteFrom("vault").where("id", "=", before.vaultId).execute();
    });
    return id;
  }

  async function contactOf(client: string, field: Channel | "name"): Promise<string | null> {
    const row = await db
      .selectFrom("contacts")
      .innerJoin("vault", "vault.id", "contacts.vaultId")
      .select("vault.body")
      .where("contacts.client", "=", client)
      .where("contacts.field", "=", field)
      .executeTakeFirst();
    return row?.body ?? null;
  }

  return {
    /**
     * Keeps a text.
     * @param kind what it is, for instance `reason`.
     * @param once for a sender who may repeat itself: with the same `once` and text the id is the same again.
     * @returns the vault id, v_…
     */
    async put(client: string, kind: string, text: string, once?: string): Promise<string> {
      const id = newVaultId();
      const written = await db
        .insertInto("vault")
        .values({ id, client, kind, body: text, once: once ?? null })
        .onConflict((conflict) => conflict.columns(["client", "once"]).doNothing())
        .executeTakeFirst();
      if (written.numInsertedOrUpdatedRows === 1n) return id;
      const known = await db
        .selectFrom("vault")
        .select(["id", "body"])
        .where("client", "=", client)
        .where("once", "=", once ?? "")
        .executeTakeFirst();
      if (known?.body === text) return known.id;
      await db.insertInto("vault").values({ id, client, kind, body: text }).execute();
      return id;
    },

    /** The text, or null when there is no such id. */
    async get(id: string): Promise<string | null> {
      const row = await db.selectFrom("vault").select("body").where("id", "=", id).executeTakeFirst();
      return row?.body ?? null;
    },

    /** Where a client is reached on a channel; replaces the address before. @returns its vault id. */
    setAddress: (client: string, channel: Channel, address: string): Promise<string> =>
      setContact(client, channel, address),
    addressOf: (client: string, channel: Channel): Promise<string | null> => contactOf(client, channel),
    /** How a client is addressed in a notice. @returns its vault id. */
    setName: (client: string, name: string): Promise<string> => setContact(client, "name", name),
    nameOf: (client: string): Promise<string | null> => contactOf(client, "name"),
  };
}
