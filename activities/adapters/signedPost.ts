import { Webhook } from "standardwebhooks";
import { refusal, unheard } from "./answers.ts";
import { addressOf, BadAddress, type Guarded, type GuardedAnswer, guardedRequest } from "./guardedRequest.ts";

/** Where signed messages are sent, and what signs them. */
export interface PostConfig extends Guarded {
  readonly url: string;
  /** `whsec_…` each (Standard Webhooks). Every one signs, so that keys rotate with two valid at once. */
  readonly secrets: readonly [string, ...string[]];
}

/** `id`: the same for a repetition, usually the effect's. `at`: when what it tells of happened (ISO instant). */
export interface SignedMessage {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly data: unknown;
}

/** A 2xx answer. */
export interface PostAnswer {
  readonly status: number;
  readonly body: string;
}

const RECEIVER = { who: "the receiver of the webhook", type: "Webhook", refused: "WebhookRefused" } as const;

/** The id and the signed text are joined by full stops, so the id must have none; `~` is in no client id. */
const messageId = (id: string): string => id.replaceAll(".", "~");

function signer(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    throw new BadAddress("a secret is not base64, with or without whsec_ in front");
  }
}

/** @throws {Error} without the URL or a secret in it, when no message could ever be sent by this config. */
export function checkPost(config: PostConfig): void {
  addressOf(config.url, config);
  for (const secret of config.secrets) signer(secret);
}

/**
 * Sends a signed message (Standard Webhooks): a POST of `{type, timestamp, data}`, signed with every secret.
 * @returns the receiver's 2xx answer.
 * @throws {ApplicationFailure} `WebhookRefused`, for good, after 4xx other than 408 and 429; `PrivateAddress`, for
 * good; `Webhook`, which may be tried again under the same id, after everything else. No text of it repeats the URL,
 * a secret or the answer.
 */
export async function signedPost(config: PostConfig, message: SignedMessage): Promise<PostAnswer> {
  const { url, secrets, timeoutMs } = config;
  const id = messageId(message.id);
  const body = JSON.stringify({ type: message.type, timestamp: message.at, data: message.data });
  const now = new Date();
  let heard: GuardedAnswer;
  try {
    const headers = {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": `${Math.floor(now.getTime() / 1000)}`,
      "webhook-signature": secrets.map((secret) => signer(secret).sign(id, now, body)).join(" "),
    };
    heard = await guardedRequest(url, { method: "POST", headers, body }, config);
  } catch (error) {
    throw unheard(error, RECEIVER, timeoutMs);
  }
  const { status } = heard;
  if (status >= 200 && status < 300) return { status, body: heard.body };
  throw refusal(heard, message.id, RECEIVER);
}
