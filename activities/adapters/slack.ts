import { ApplicationFailure } from "@temporalio/common";
import type { Carriage } from "../ports.ts";
import { unheard } from "./answers.ts";
import { addressOf, BadAddress, type Guarded, type GuardedAnswer, guardedRequest } from "./guardedRequest.ts";
import { PrivateAddress } from "./privateAddress.ts";

/** An incoming webhook of Slack, or of a server that takes the same, as Mattermost does. Its URL is the secret. */
export interface SlackConfig extends Guarded {
  readonly url: string;
}

const SLACK = { who: "Slack", type: "Slack", refused: "SlackRefused" } as const;
/** What stands for the three characters that Slack reads as marks. */
const MARKS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** What failed before anything was said. */
const BEFORE = ["connect", "getaddrinfo"];

/** @throws {Error} without the URL in it, when no message could ever be sent by this config. */
export function checkSlack(config: SlackConfig): void {
  addressOf(config.url, config);
}

/** A certificate that does not hold fails before anything was said, as what was not reached does. */
function saidNothing(error: unknown): boolean {
  const { syscall = "", code = "" } = (error ?? {}) as { readonly syscall?: string; readonly code?: string };
  return BEFORE.includes(syscall) || /CERT|ERR_TLS|ERR_SSL|SELF_SIGNED/.test(code);
}

/**
 * Writes into the channel of an incoming webhook. What Slack refuses (4xx) is an answer; too many messages (429) and a
 * Slack that is not reached are retryable `Slack` failures. It knows no key for repetitions: without its answer, or
 * after one of 5xx, nobody knows whether the message was posted. No text of a failure repeats the URL.
 */
export async function slackPost(config: SlackConfig, text: string, now: () => string): Promise<Carriage> {
  const escaped = text.replaceAll(/[&<>]/g, (mark) => MARKS[mark] ?? mark);
  const body = JSON.stringify({ text: escaped, unfurl_links: false, unfurl_media: false });
  let heard: GuardedAnswer;
  try {
    const headers = { "content-type": "application/json" };
    heard = await guardedRequest(config.url, { method: "POST", headers, body }, config);
  } catch (error) {
    if (error instanceof PrivateAddress || error instanceof BadAddress || saidNothing(error))
      throw unheard(error, SLACK, config.timeoutMs);
    return { status: "unknown", cause: "no-answer" };
  }
  const { status, retryAfter } = heard;
  if (status >= 200 && status < 300) return { status: "accepted", at: now() };
  if (status === 429) {
    const seconds = Number(retryAfter);
    throw ApplicationFailure.create({
      message: "Slack takes no more for now",
      type: SLACK.type,
      ...(seconds > 0 && { nextRetryDelay: seconds * 1000 }),
    });
  }
  // A redirect is not followed: nothing was posted.
  if (status >= 300 && status < 500 && status !== 408) return { status: "refused", cause: `slack-${status}` };
  return { status: "unknown", cause: `slack-${status}` };
}
