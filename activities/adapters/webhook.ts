import { randomUUID } from "node:crypto";
import { ApplicationFailure } from "@temporalio/common";
import { z } from "zod";
import { CHANNELS, type Channel, iso } from "../../machines/index.ts";
import type { Crm, Gate } from "../ports.ts";
import { type PostConfig, signedPost } from "./signedPost.ts";

const told = z.object({ open: z.array(z.enum(CHANNELS)) });

/** The channels that an answer says are open; null where it says nothing of the kind. */
function openIn(body: string): readonly Channel[] | null {
  try {
    return told.parse(JSON.parse(body)).open;
  } catch {
    return null;
  }
}

/**
 * A gate that is told by signed messages (R-LIF-11). `channels.changed` orders which channels are open, with a `seq`
 * that grows, so that the receiver can drop what is older; `channels.query` asks. The receiver answers either with
 * `{"open": [...]}`: what it has open now. One that answers without it is believed, and not reconciled.
 */
export function webhookGate(config: PostConfig): Gate {
  return {
    covers: CHANNELS,
    async enforce({ id, effectId, client, seq, allowed, at }) {
      const open = allowed ?? CHANNELS;
      const data = {
        effectId,
        client,
        seq,
        allowed,
        block: CHANNELS.filter((channel) => !open.includes(channel)),
        unblock: open,
      };
      return openIn((await signedPost(config, { id, type: "channels.changed", at, data })).body);
    },
    async openTo(client) {
      const message = { id: randomUUID(), type: "channels.query", at: iso(Date.now()), data: { client } };
      try {
        return openIn((await signedPost(config, message)).body);
      } catch (error) {
        // A receiver that was written before there were questions refuses them.
        if (error instanceof ApplicationFailure && error.type === "WebhookRefused") return null;
        throw error;
      }
    },
  };
}

/** A CRM that is told by signed messages: `note.recorded`, whose id is the effect's (R-COM-3). */
export function webhookCrm(config: PostConfig): Crm {
  return {
    async note({ id, client, note, seconds, at }) {
      const data = { effectId: id, client, note, seconds };
      await signedPost(config, { id, type: "note.recorded", at, data });
    },
  };
}
