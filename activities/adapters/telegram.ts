import { ApplicationFailure } from "@temporalio/common";
import type { Archive } from "../../archive/open.ts";
import { iso } from "../../machines/index.ts";
import type { Carriage, Carrier } from "../ports.ts";

/** A bot that writes to clients; their chat address is the id of their chat with it. */
export interface TelegramConfig {
  readonly token: string;
  /** Where the Bot API is; default `https://api.telegram.org`. */
  readonly url?: string;
  /** How long the Bot API may take, ms; default 20 s. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;
/** What one message may hold, UTF-16 units. */
const LONGEST = 4_096;
/** The Bot API was not reached, so it has nothing. */
const NOT_REACHED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];
/** The bot is not known there: our own trouble. */
const OURS = [401, 404];

const again = (says: string, delayMs?: number): ApplicationFailure =>
  ApplicationFailure.create({
    message: `the Bot API ${says}`,
    type: "Telegram",
    ...(delayMs !== undefined && { nextRetryDelay: delayMs }),
  });

/** The code of the error under one of grammY's; its words hold the bot's token. */
function codeUnder(error: unknown): string | undefined {
  const cause = (error as { error?: unknown } | null)?.error;
  return (cause as { code?: string } | null)?.code;
}

/**
 * Writes as a Telegram bot. What Telegram refuses (a client who blocked the bot: 403) is an answer; too
 * many requests (429) and a Bot API that is not reached are retryable `Telegram` failures. The Bot API knows no key
 * for repetitions: without its answer, or after one of 5xx, nobody knows whether the message went out.
 */
export function bot({ token, url, timeoutMs = TIMEOUT_MS }: TelegramConfig) {
  return async (chat: string, text: string): Promise<Carriage> => {
    // Loaded where there is a bot only.
    const { Api, GrammyError } = await import("grammy");
    const api = new Api(token, {
      ...(url !== undefined && { apiRoot: url.replace(/\/+$/, "") }),
      timeoutSeconds: timeoutMs / 1000,
    });
    try {
      await api.sendMessage(chat, text, { link_preview_options: { is_disabled: true } });
      return { status: "accepted", at: iso(Date.now()) };
    } catch (error) {
      if (!(error instanceof GrammyError)) {
        const code = codeUnder(error) ?? "";
        if (NOT_REACHED.includes(code)) throw again(`is out of reach (${code})`);
        return { status: "unknown", cause: "no-answer" };
      }
      const { error_code: status, parameters } = error;
      if (status === 429) throw again("takes no more for now", (parameters.retry_after ?? 5) * 1000);
      if (OURS.includes(status)) throw again(`answered ${status}`);
      if (status >= 400 && status < 500) return { status: "refused", cause: `telegram-${status}` };
      return { status: "unknown", cause: `telegram-${status}` };
    }
  };
}

/** Takes notices to clients by Telegram. */
export function telegram(config: TelegramConfig, vault: Archive["vault"]): Carrier {
  const send = bot(config);
  return {
    async prepare({ client, words }) {
      const chat = await vault.addressOf(client, "chat");
      if (chat === null) return { status: "refused", cause: "no-address" };
      const text = `${words.subject}\n\n${words.body}`;
      if (text.length > LONGEST) return { status: "refused", cause: "too-long" };
      return {
        status: "ready",
        message: JSON.stringify({ chat_id: chat, text }, null, 2),
        idempotent: false,
        send: () => send(chat, text),
      };
    },
  };
}
