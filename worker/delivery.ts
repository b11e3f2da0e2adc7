import type { CarrierConnections } from "../activities/adapters/carriers.ts";
import type { Configuration } from "./config.ts";
import type { DoctorCheck } from "./doctor.ts";
import { post } from "./receivers.ts";
import { reason } from "./temporal/bring.ts";

function chatOf(config: Configuration): CarrierConnections["chat"] {
  const webhook = post(config, "TENURE_CHAT_URL", "TENURE_CHAT_SECRET");
  if (webhook) return { webhook };
  const { TENURE_TELEGRAM_TOKEN: token, TENURE_TELEGRAM_URL: url } = config;
  return token === undefined ? undefined : { telegram: { token, ...(url !== undefined && { url }) } };
}

/**
 * The carriers that the configuration names, and what may leave by them.
 * @throws {Error} naming the variable of a receiver that cannot be used, never its value.
 */
export function deliveryConnections(config: Configuration): CarrierConnections {
  const { TENURE_SMTP_URL: url, TENURE_SMTP_FROM: from, TENURE_POST_SENDER: sender = [] } = config;
  return {
    smtp: url !== undefined && from !== undefined ? { url, from } : undefined,
    chat: chatOf(config),
    letters: sender.length > 0 ? { sender } : undefined,
    publicUrl: config.TENURE_PUBLIC_URL,
    outgoing: {
      dryRun: config.TENURE_DRY_RUN,
      allow: config.TENURE_ALLOW_RECIPIENTS,
      quiet: config.TENURE_QUIET_HOURS,
      perDay: config.TENURE_NOTICES_PER_DAY,
    },
  };
}

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => `${part}`.padStart(2, "0")).join(":");

/** One line about what holds notices back, or null where nothing does but the hours and the number a day. */
export function heldBack(config: Configuration): string | null {
  const { TENURE_DRY_RUN: dryRun, TENURE_ALLOW_RECIPIENTS: allow } = config;
  if (dryRun)
    return "Dry run (TENURE_DRY_RUN): every notice stays in the outbox, and nobody outside is told anything.";
  if (!allow) return null;
  return `Notices go to ${allow.length} addresses and domains only (TENURE_ALLOW_RECIPIENTS); all others stay in the outbox.`;
}

/** What the doctor says about carriers. */
export function deliveryChecks(config: Configuration): DoctorCheck[] {
  const name = "notices";
  let connections: CarrierConnections;
  try {
    connections = deliveryConnections(config);
  } catch (error) {
    return [{ name, ok: false, says: reason(error), remedy: "See docs/delivery.md" }];
  }
  const { smtp, chat, letters, outgoing = {} } = connections;
  const secrets = config.TENURE_DELIVERY_SECRET ?? [];
  const ways = [
    smtp && `e-mail by ${new URL(smtp.url).host}`,
    chat && ("telegram" in chat ? "chat by Telegram" : `chat by ${new URL(chat.webhook.url).host}`),
    letters && "letters to print",
  ].filter((way) => way !== undefined);
  const { quiet, perDay: most } = outgoing;
  const limits = [
    quiet ? `quiet from ${clock(quiet.from)} to ${clock(quiet.to)} by the client's clock` : "at any hour",
    most ? `at most ${most} a day` : "any number a day",
  ];
  const checks: DoctorCheck[] = [
    {
      name,
      ok: true,
      says:
        ways.length > 0
          ? [...ways, ...limits].join(", ")
          : "no carrier is set: every notice stays in the outbox",
    },
    {
      name: "delivery reports",
      ok: true,
      says:
        secrets.length > 0
          ? `signed webhooks are taken at /hooks/delivery, ${secrets.length === 1 ? "one secret" : `${secrets.length} secrets`}`
          : "no secret is set: bounces are told by `tenure bounces read` only",
    },
  ];
  const held = heldBack(config);
  return held === null ? checks : [...checks, { name: "held back", ok: true, says: held }];
}
