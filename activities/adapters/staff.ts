// Tells our people by mail, Slack and Telegram. Nothing that comes back repeats an address, a chat or a webhook's URL.
import { randomUUID } from "node:crypto";
import { ApplicationFailure } from "@temporalio/common";
import MailComposer from "nodemailer/lib/mail-composer";
import type { TellEnd } from "../../archive/tellings.ts";
import { iso } from "../../machines/index.ts";
import type { TellMessage } from "../../texts/tasks/write.ts";
import type { Carriage } from "../ports.ts";
import { type SlackConfig, slackPost } from "./slack.ts";
import { mailer, type SmtpConfig, wired } from "./smtp.ts";
import { bot, type TelegramConfig } from "./telegram.ts";

/** Hands one message over, once, and says how that ended. Never throws. */
export type StaffCarrier = (message: TellMessage) => Promise<TellEnd>;

/** Whoever refuses is asked again this seldom, ms: a chat that forgot its bot has it back, or a mailbox is made. */
const REFUSED_MS = 3_600_000;

/** What was surely not taken is tried again; what may have been taken is not. */
async function endOf(attempt: Promise<Carriage>): Promise<TellEnd> {
  try {
    const ended = await attempt;
    if (ended.status === "refused") return { state: "waiting", cause: ended.cause, delayMs: REFUSED_MS };
    if (ended.status === "unknown") return { state: "unknown", cause: ended.cause };
    return { state: "told", cause: null };
  } catch (error) {
    // Any other error leaves open whether something was sent, and its words may name somebody.
    if (!(error instanceof ApplicationFailure)) return { state: "unknown", cause: "broken-off" };
    const { message, nonRetryable, nextRetryDelay } = error;
    const asked = typeof nextRetryDelay === "number" ? nextRetryDelay : undefined;
    return { state: "waiting", cause: message, delayMs: nonRetryable ? REFUSED_MS : asked };
  }
}

/** @param to an address */
export function staffMail({ url, from, silenceMs }: SmtpConfig, to: string): StaffCarrier {
  const send = mailer({ url, ...(silenceMs !== undefined && { silenceMs }) });
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? "localhost";
  return ({ subject, text }) => {
    const mail = new MailComposer({
      from,
      to: { name: "", address: to },
      subject,
      text,
      messageId: `<${randomUUID()}@${domain}>`,
      disableFileAccess: true,
      disableUrlAccess: true,
      headers: { "Auto-Submitted": "auto-generated" },
    }).compile();
    return endOf(wired(mail).then((message) => send(mail.getEnvelope(), message)));
  };
}

export const staffSlack =
  (config: SlackConfig): StaffCarrier =>
  ({ text }) =>
    endOf(slackPost(config, text, () => iso(Date.now())));

/** @param chat the number of a chat that the bot is in */
export function staffTelegram(config: TelegramConfig, chat: string): StaffCarrier {
  const send = bot(config);
  return ({ text }) => endOf(send(chat, text));
}
