import type { Archive } from "../../archive/open.ts";
import { iso } from "../../machines/index.ts";
import type { Carrier } from "../ports.ts";
import { checkPost, type PostConfig, signedPost } from "./signedPost.ts";

const TYPE = "notice.sent";

/**
 * Hands chat messages to a receiver of ours as signed webhooks. Their `webhook-id` is the effect's id, so a receiver
 * drops what it has: an attempt without an answer is made again. 202 says that it goes on, and a report will follow;
 * any other 2xx that the client's messenger has it.
 * @throws {Error} when no message could ever be sent by this config.
 */
export function chatWebhook(config: PostConfig, vault: Archive["vault"]): Carrier {
  checkPost(config);
  return {
    async prepare({ id, client, notice, locale, words }) {
      const to = await vault.addressOf(client, "chat");
      if (to === null) return { status: "refused", cause: "no-address" };
      const data = { effectId: id, client, notice, locale, to, ...words };
      return {
        status: "ready",
        message: JSON.stringify({ type: TYPE, data }, null, 2),
        idempotent: true,
        async send() {
          const at = iso(Date.now());
          const { status } = await signedPost(config, { id, type: TYPE, at, data });
          return status === 202 ? { status: "pending" } : { status: "accepted", at: iso(Date.now()) };
        },
      };
    },
  };
}
