import { ApplicationFailure } from "@temporalio/common";
import { Erased } from "../../archive/keys.ts";
import { placeOf } from "../../archive/place.ts";
import type { Notice } from "../../machines/index.ts";
import { besideOf, compose } from "../../texts/notices/compose.ts";
import type { EffectActivity, Ports } from "../ports.ts";
import { carry, later } from "./carry.ts";

/** What a client may do without: no duty of ours, so whoever unsubscribed gets none. */
const MAILINGS: readonly Notice[] = ["N10", "N15"];

/**
 * Writes a notice, keeps it in the outbox and hands it to the carrier of one channel, at most once (R-LIF-20).
 * Nothing is sent to an erased client: nobody knows any more who that is, so each channel fails, like one without an
 * address.
 */
export const sendNotice =
  (ports: Ports): EffectActivity<"sendNotice"> =>
  async (effect, at) => {
    try {
      return await deliver(ports)(effect, at);
    } catch (error) {
      if (!(error instanceof Erased)) throw error;
      const { notice, channel } = effect.params;
      await ports.archive.outbox.mark(effect.id, "failed", at, "erased");
      return { type: "notice.failed", data: { effectId: effect.id, notice, channel, cause: "erased" } };
    }
  };

/**
 * R-LIF-26: whether what the letter tells of has fallen or ended before it went out. What the relationship says is asked
 * only where something has happened since.
 */
async function isOver(
  { letters }: Ports,
  {
    id,
    notice,
    at,
    seq,
  }: { readonly id: string; readonly notice: Notice; readonly at: string; readonly seq: number },
): Promise<boolean> {
  const { client, seq: asked } = placeOf(id);
  if (!letters || seq <= asked) return false;
  const known = await letters(client, at);
  return !known.some((letter) => letter.seq === asked && letter.notice === notice && letter.holds);
}

const deliver =
  (ports: Ports): EffectActivity<"sendNotice"> =>
  async ({ id, params }, at) => {
    const { archive, house } = ports;
    const { notice, channel, slots } = params;
    const { client } = placeOf(id);
    const { outbox } = archive;
    const reader = await archive.relationships.get(client);
    if (!reader) throw ApplicationFailure.retryable(`${client} is not in the archive yet`, "NotRecorded");
    const { locale, zone } = reader;
    // What may have left is for its attempts to tell of.
    const last = (await outbox.attempts(id)).at(-1);
    const hasNotLeft = last === undefined || last.outcome === "postponed";
    if (hasNotLeft && (await isOver(ports, { id, notice, at, seq: reader.seq }))) {
      await outbox.mark(id, "failed", at, "withdrawn");
      return { type: "notice.failed", data: { effectId: id, notice, channel, cause: "withdrawn" } };
    }
    const beside = await besideOf(archive, id);
    const written = await compose(archive, { client, notice, slots, locale, zone, channel, beside }, house);
    const { words, ref } = await outbox.capture({ id, notice, channel, locale, at }, written);
    // The event that this leads to names the words that were sent, so that nobody can put others in their place.
    const told = { effectId: id, notice, channel, wordsRef: ref };

    const mailing = MAILINGS.includes(notice);
    if (mailing && (await archive.mailings.unsubscribedAt(client)) !== null) {
      await outbox.mark(id, "failed", at, "unsubscribed");
      return { type: "notice.failed", data: { ...told, cause: "unsubscribed" } };
    }
    const dispatch = { id, client, notice, mailing, channel, locale, zone, words };
    const carriage = await carry(ports, dispatch, at);
    switch (carriage.status) {
      case "captured":
        return { type: "notice.delivered", data: { ...told, deliveredAt: at } };
      case "pending":
        return null;
      case "accepted":
        // A server's clock may be behind the relationship's, whose time may be a rehearsed one.
        return { type: "notice.delivered", data: { ...told, deliveredAt: later(carriage.at, at) } };
      case "unknown":
        return { type: "notice.unknown", data: { ...told, cause: carriage.cause } };
      case "refused":
        return { type: "notice.failed", data: { ...told, cause: carriage.cause } };
    }
  };
