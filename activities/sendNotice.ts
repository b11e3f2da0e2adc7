import { ApplicationFailure } from "@temporalio/common";
import { placeOf } from "../archive/effects.ts";
import { Erased } from "../archive/keys.ts";
import type { Archive } from "../archive/open.ts";
import { type Slots, write } from "./notices.ts";
import type { Hand, Ports } from "./ports.ts";

const VAULT_ID = /^v_[A-Za-z0-9_-]{8,64}$/;

/** Puts the vault's words in the place of their ids. */
async function unveil(vault: Archive["vault"], slots: Slots): Promise<Slots> {
  const entries = Object.entries(slots).map(async ([slot, value]) => {
    const text = typeof value === "string" && VAULT_ID.test(value) ? await vault.get(value) : value;
    return [slot, text ?? ""] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const later = (a: string, b: string): string => (Date.parse(a) >= Date.parse(b) ? a : b);

/**
 * Writes a notice, keeps it in the outbox and hands it to the carrier: one attempt on one channel. Nothing is sent
 * to an erased client: nobody knows any more who that is, so each channel fails, like one without an address.
 */
export const sendNotice =
  (ports: Ports): Hand<"sendNotice"> =>
  async (effect, at) => {
    try {
      return await attempt(ports)(effect, at);
    } catch (error) {
      if (!(error instanceof Erased)) throw error;
      const { notice, channel } = effect.params;
      await ports.archive.outbox.mark(effect.id, "failed", at, "erased");
      return { type: "notice.failed", data: { effectId: effect.id, notice, channel, cause: "erased" } };
    }
  };

const attempt =
  ({ archive, carrier }: Ports): Hand<"sendNotice"> =>
  async ({ id, params }, at) => {
    const { notice, channel, slots } = params;
    const { client } = placeOf(id);
    const reader = await archive.relationships.get(client);
    if (!reader) throw ApplicationFailure.retryable(`${client} is not in the archive yet`, "NotRecorded");
    const { locale, zone } = reader;
    const name = await archive.vault.nameOf(client);
    const written = write(notice, await unveil(archive.vault, slots), { locale, zone, name });
    const { words, ref } = await archive.outbox.capture({ id, notice, channel, locale, at }, written);
    // The event that this leads to names the words that were sent, so that nobody can put others in their place.
    const told = { effectId: id, notice, channel, wordsRef: ref };

    const carriage = await carrier.carry({ id, client, channel, words });
    switch (carriage.status) {
      case "captured":
        return { type: "notice.delivered", data: { ...told, deliveredAt: at } };
      case "pending":
        await archive.outbox.mark(id, "sent", at);
        return null;
      case "accepted": {
        // A server's clock may be behind the relationship's, whose time may be a rehearsed one.
        const deliveredAt = later(carriage.at, at);
        await archive.outbox.mark(id, "sent", deliveredAt);
        return { type: "notice.delivered", data: { ...told, deliveredAt } };
      }
      case "refused":
        await archive.outbox.mark(id, "failed", at, carriage.cause);
        return { type: "notice.failed", data: { ...told, cause: carriage.cause } };
    }
  };
