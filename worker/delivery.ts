import { Webhook } from "standardwebhooks";
import type { CarrierConnections } from "../activities/adapters/carriers.ts";
import { PER_DAY, QUIET, type QuietHours } from "../activities/adapters/outgoing.ts";
import type { DoctorCheck } from "./doctor.ts";
import { ALLOW, all, isOn, post } from "./settings.ts";
import { type Env, reason } from "./temporal/bring.ts";

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

const listOf = (given: string | undefined, between: string): string[] =>
  (given ?? "").split(between).flatMap((part) => part.trim() || []);

function url(env: Env, name: string, ...protocols: readonly string[]): string | undefined {
  const given = env[name];
  if (!given) return undefined;
  if (URL.canParse(given) && protocols.includes(new URL(given).protocol)) return given;
  throw new Error(`${name} is a URL that begins with ${protocols.map((it) => `${it}//`).join(" or ")}`);
}

function quietHours(given: string | undefined): QuietHours | null {
  if (!given) return QUIET;
  if (given === "off") return null;
  const parts = HOURS.exec(given);
  if (!parts) throw new Error("TENURE_QUIET_HOURS is a time of day like 21:00-08:00, or off");
  const [, fromHour, fromMinute, toHour, toMinute] = parts.map(Number);
  return { from: (fromHour ?? 0) * 60 + (fromMinute ?? 0), to: (toHour ?? 0) * 60 + (toMinute ?? 0) };
}

function perDay(given: string | undefined): number | null {
  if (!given) return PER_DAY;
  if (given === "off") return null;
  const number = Number(given);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new Error("TENURE_NOTICES_PER_DAY is a whole number from 1, or off");
}

function allowList(given: string | undefined): readonly string[] | undefined {
  // Set and empty: nobody gets anything, which is what somebody who empties it means.
  return given === undefined ? undefined : listOf(given, ",");
}

function chatOf(env: Env): CarrierConnections["chat"] {
  const webhook = post(env, "TENURE_CHAT_URL", "TENURE_CHAT_SECRET", isOn(env, ALLOW));
  const token = env.TENURE_TELEGRAM_TOKEN;
  if (webhook && token)
    throw new Error("TENURE_CHAT_URL and TENURE_TELEGRAM_TOKEN are both set; chat goes by one of them");
  if (webhook) return { webhook };
  const at = url(env, "TENURE_TELEGRAM_URL", "https:", "http:");
  return token ? { telegram: { token, ...(at !== undefined && { url: at }) } } : undefined;
}

/**
 * The carriers that `TENURE_…` variables name, and what may leave by them.
 * @throws {Error} naming the variable that is wrong, never its value.
 */
export function deliveryConnections(env: Env): CarrierConnections {
  const mail = all(env, "TENURE_SMTP_URL", "TENURE_SMTP_FROM");
  url(env, "TENURE_SMTP_URL", "smtp:", "smtps:");
  const sender = listOf(env.TENURE_POST_SENDER, ";");
  return {
    smtp: mail ? { url: mail.TENURE_SMTP_URL, from: mail.TENURE_SMTP_FROM } : undefined,
    chat: chatOf(env),
    letters: sender.length > 0 ? { sender } : undefined,
    publicUrl: url(env, "TENURE_PUBLIC_URL", "https:", "http:"),
    outgoing: {
      dryRun: isOn(env, "TENURE_DRY_RUN"),
      allow: allowList(env.TENURE_ALLOW_RECIPIENTS),
      quiet: quietHours(env.TENURE_QUIET_HOURS),
      perDay: perDay(env.TENURE_NOTICES_PER_DAY),
    },
  };
}

/** What carriers sign their reports with: two while keys rotate. @throws {Error} */
export function deliverySecrets(env: Env): readonly string[] {
  const secrets = listOf(env.TENURE_DELIVERY_SECRET, ",");
  for (const secret of secrets)
    try {
      new Webhook(secret);
    } catch {
      throw new Error(
        "TENURE_DELIVERY_SECRET is a list of secrets in base64, with or without whsec_ in front",
      );
    }
  return secrets;
}

const clock = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => `${part}`.padStart(2, "0")).join(":");

/** One line about what holds notices back, or null where nothing does but the hours and the number a day. */
export function heldBack(env: Env): string | null {
  const { dryRun, allow } = deliveryConnections(env).outgoing ?? {};
  if (dryRun)
    return "Dry run (TENURE_DRY_RUN): every notice stays in the outbox, and nobody outside is told anything.";
  if (!allow) return null;
  return `Notices go to ${allow.length} addresses and domains only (TENURE_ALLOW_RECIPIENTS); all others stay in the outbox.`;
}

/** What the doctor says about carriers. */
export function deliveryChecks(env: Env): DoctorCheck[] {
  const name = "notices";
  let connections: CarrierConnections;
  let secrets: readonly string[];
  try {
    connections = deliveryConnections(env);
    secrets = deliverySecrets(env);
  } catch (error) {
    return [{ name, ok: false, says: reason(error), remedy: "See docs/delivery.md" }];
  }
  const { smtp, chat, letters, outgoing = {} } = connections;
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
  const held = heldBack(env);
  return held === null ? checks : [...checks, { name: "held back", ok: true, says: held }];
}
