// Where our people are told what waits for them, as the variables say it.
import { createHash } from "node:crypto";
import { allowed } from "../activities/adapters/outgoing.ts";
import { checkSlack, type SlackConfig } from "../activities/adapters/slack.ts";
import { type StaffCarrier, staffMail, staffSlack, staffTelegram } from "../activities/adapters/staff.ts";
import type { TellDestination } from "../services/telling.ts";
import { TOLD_ROLES } from "../texts/tasks/write.ts";
import type { TellTarget } from "./config/telling.ts";
import type { Configuration } from "./config.ts";
import type { DoctorCheck } from "./doctor.ts";
import { ALLOW, checked } from "./receivers.ts";
import { reason } from "./temporal/bring.ts";

/** How long a mail server may be silent, ms: an engine that is asked to stop waits for it. */
const SILENCE_MS = 30_000;

/** Where a list of allowed recipients stands, it holds for our people too: a copy of a system tells nobody. */
interface NamedPlace {
  readonly destination: TellDestination;
  /** What stands on such a list: the address, the chat, or the host of a webhook. */
  readonly listed: string;
}

/** The same address has the same key as long as it stands in the variables; it cannot be read from it. */
const keyOf = (channel: TellDestination["channel"], to: string): string =>
  `${channel}/${createHash("sha256").update(to).digest("hex").slice(0, 16)}`;

function found(
  channel: TellDestination["channel"],
  { roles, to }: TellTarget,
  send: StaffCarrier,
  listed = to,
): NamedPlace {
  return { destination: { key: keyOf(channel, to), channel, roles, send }, listed };
}

function mailOf(config: Configuration): NamedPlace[] {
  const { TENURE_TELL_MAIL: targets = [], TENURE_SMTP_URL: url, TENURE_SMTP_FROM: from } = config;
  if (url === undefined || from === undefined) return [];
  const smtp = { url, from, silenceMs: SILENCE_MS };
  return targets.map((target) => found("mail", target, staffMail(smtp, target.to)));
}

function slackOf(config: Configuration): NamedPlace[] {
  const { TENURE_TELL_SLACK: targets = [] } = config;
  return targets.map((target) => {
    const given: SlackConfig = { url: target.to, allowPrivate: config[ALLOW] };
    const slack = checked("TENURE_TELL_SLACK", given, checkSlack);
    return found("slack", target, staffSlack(slack), new URL(target.to).host);
  });
}

function telegramOf(config: Configuration): NamedPlace[] {
  const { TENURE_TELL_TELEGRAM: targets = [], TENURE_TELEGRAM_URL: url } = config;
  const token = config.TENURE_TELL_TELEGRAM_TOKEN ?? config.TENURE_TELEGRAM_TOKEN;
  if (token === undefined) return [];
  const bot = { token, ...(url !== undefined && { url }) };
  return targets.map((target) => found("telegram", target, staffTelegram(bot, target.to)));
}

function all(config: Configuration): { readonly told: TellDestination[]; readonly heldBack: number } {
  const named = [...mailOf(config), ...slackOf(config), ...telegramOf(config)];
  const { TENURE_ALLOW_RECIPIENTS: list, TENURE_DRY_RUN: dryRun } = config;
  // Checked all the same: what is wrong should be found before it counts.
  const told = dryRun
    ? []
    : named.filter(({ listed }) => !list || list.includes(listed.toLowerCase()) || allowed(listed, list));
  return { told: told.map(({ destination }) => destination), heldBack: named.length - told.length };
}

/**
 * Where our people are told; in a dry run nowhere.
 * @throws {Error} naming the variable of one that cannot be used, never its value.
 */
export const tellDestinations = (config: Configuration): readonly TellDestination[] => all(config).told;

/** Where the console is: under the public address where people sign in, else on this machine only. */
export function consoleUrlOf(config: Configuration, api: string): string {
  const { TENURE_PUBLIC_URL: outside, TENURE_OIDC_ISSUER: issuer } = config;
  const base = outside !== undefined && issuer !== undefined ? outside : api;
  return `${base.replace(/\/+$/, "")}/console`;
}

const NAMES = { mail: "mail", slack: "Slack", telegram: "Telegram" } as const;

interface NamedDestination {
  readonly channel: keyof typeof NAMES;
  readonly roles: readonly string[];
}

/** `mail for manager, senior`: never an address. */
export const nameOf = ({ channel, roles }: NamedDestination): string =>
  `${NAMES[channel]} for ${roles.length === TOLD_ROLES.length ? "everybody" : roles.join(", ")}`;

/** What the doctor says about where our people are told. */
export function tellingChecks(config: Configuration): DoctorCheck[] {
  const name = "telling";
  try {
    const { told, heldBack } = all(config);
    const says = told.map(nameOf).join("; ");
    const held = config.TENURE_DRY_RUN
      ? "nobody is told: this is a dry run"
      : `${heldBack} are not on the list of TENURE_ALLOW_RECIPIENTS, and are not told`;
    const none = "our people are told nowhere: they look into the inbox";
    return [
      {
        name,
        ok: true,
        says: [says, ...(heldBack > 0 ? [held] : [])].filter((part) => part !== "").join("; ") || none,
      },
    ];
  } catch (error) {
    return [{ name, ok: false, says: reason(error), remedy: "See docs/tasks.md" }];
  }
}
