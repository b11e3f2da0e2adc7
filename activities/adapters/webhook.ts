import { ApplicationFailure } from "@temporalio/common";
import { Webhook } from "standardwebhooks";
import type { Gate, Order } from "../ports.ts";

/** Where orders about channels are sent, and the secret that signs them (`whsec_…`, Standard Webhooks). */
export interface WebhookConfig {
  readonly url: string;
  readonly secret: string;
  /** How long the receiver may take, ms. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const LATER = [408, 429];

/** The id and the signed text are joined by full stops, so the id must have none; `~` is in no client id. */
const messageId = (effectId: string): string => effectId.replaceAll(".", "~");

/**
 * Tells a receiver which channels are open to a client: a signed POST `channels.changed`, whose id is the
 * effect's and whose `seq` grows, so that the receiver can drop what it has and what is older. 2xx settles it;
 * 4xx other than 408 and 429 is a `WebhookRefused` failure for good; everything else may be tried again.
 */
export function webhook({ url, secret, timeoutMs = TIMEOUT_MS }: WebhookConfig): Gate {
  const signer = new Webhook(secret);
  const post = async (order: Order): Promise<Response> => {
    const { id, at, client, seq, allowed } = order;
    const body = JSON.stringify({
      type: "channels.changed",
      timestamp: at,
      data: { effectId: id, client, seq, allowed },
    });
    const now = new Date();
    const headers = {
      "content-type": "application/json",
      "webhook-id": messageId(id),
      "webhook-timestamp": `${Math.floor(now.getTime() / 1000)}`,
      "webhook-signature": signer.sign(messageId(id), now, body),
    };
    const signal = AbortSignal.timeout(timeoutMs);
    return fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
  };
  return {
    async enforce(order) {
      let response: Response;
      try {
        response = await post(order);
        await response.body?.cancel();
      } catch (error) {
        // Neither the address nor the cause is repeated: an address may hold a token.
        const why = error instanceof DOMException ? `gave no answer in ${timeoutMs} ms` : "is out of reach";
        throw ApplicationFailure.retryable(`the receiver of the webhook ${why}`, "Webhook");
      }
      const { ok, status } = response;
      if (ok) return;
      const says = `the receiver of the webhook answered ${status} to ${order.id}`;
      if (status >= 400 && status < 500 && !LATER.includes(status))
        throw ApplicationFailure.nonRetryable(says, "WebhookRefused");
      const seconds = Number(response.headers.get("retry-after"));
      throw ApplicationFailure.create({
        message: says,
        type: "Webhook",
        ...(seconds > 0 && { nextRetryDelay: seconds * 1000 }),
      });
    },
  };
}
