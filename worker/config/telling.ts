import { z } from "zod";
import { TOLD_ROLES, type ToldRole } from "../../texts/tasks/write.ts";
import { partsOf, readBy, type Variables, webUrl } from "./variable.ts";

/** Some of our people, and where they are. */
export interface TellTarget {
  readonly roles: readonly ToldRole[];
  readonly to: string;
}

const EVERYBODY = "all";

/**
 * `role=address`, commas between them: one address of several roles is one destination.
 * @param fits whether a text is such an address
 */
const targets = (fits: (to: string) => boolean, address: string) =>
  readBy((given): readonly TellTarget[] => {
    const all = new Map<string, Set<ToldRole>>();
    for (const [n, part] of partsOf(given, ",").entries()) {
      const at = part.indexOf("=");
      const [name, to] = [part.slice(0, Math.max(at, 0)).trim(), part.slice(at + 1).trim()];
      if (name === "") throw new Error(`has a part that is not role=${address}, number ${n + 1}`);
      const roles = name === EVERYBODY ? TOLD_ROLES : TOLD_ROLES.filter((role) => role === name);
      if (roles.length === 0) throw new Error(`names a role that nothing waits for in part ${n + 1}`);
      if (!fits(to)) throw new Error(`has no ${address} in part ${n + 1}`);
      all.set(to, new Set([...(all.get(to) ?? []), ...roles]));
    }
    if (all.size === 0) throw new Error("names nobody");
    return [...all].map(([to, roles]) => ({ to, roles: TOLD_ROLES.filter((role) => roles.has(role)) }));
  });

const isMail = (to: string): boolean => z.email().safeParse(to).success;
const isUrl = (to: string): boolean => webUrl.safeParse(to).success;
/** Of a person, a group, or a channel, which are below zero. A name would be a public channel's. */
const isChat = (to: string): boolean => /^-?[1-9]\d{0,18}$/.test(to);

const ROLES = `a role is ${TOLD_ROLES.join(", ")} or ${EVERYBODY}`;

/** Where our people are told what waits for them. */
export const TELLING = {
  TENURE_TELL_MAIL: {
    readers: ["worker"],
    schema: targets(isMail, "mail address"),
    says: "Whom of our people to tell by mail what waits for them",
    allowed: `role=address, commas between them: manager=managers@example.org,senior=anna@example.org; ${ROLES}`,
    otherwise: "nobody is told by mail",
  },
  TENURE_TELL_SLACK: {
    readers: ["worker"],
    secret: true,
    schema: targets(isUrl, "URL"),
    says: "Into which Slack channels to write what waits, by incoming webhooks; Mattermost takes the same",
    allowed: `role=URL, commas between them: all=https://hooks.slack.com/services/…; ${ROLES}`,
    otherwise: "nobody is told by Slack",
  },
  TENURE_TELL_TELEGRAM: {
    readers: ["worker"],
    schema: targets(isChat, "chat number"),
    says: "Into which Telegram chats a bot writes what waits",
    allowed: `role=chat, commas between them, each chat by its number: senior=-1001234567890; ${ROLES}`,
    otherwise: "nobody is told by Telegram",
  },
  TENURE_TELL_TELEGRAM_TOKEN: {
    readers: ["worker"],
    secret: true,
    schema: z.string().regex(/^\d+:[\w-]+$/, "is no bot's token"),
    says: "The token of the bot that tells our people, where it is another one than the clients'",
    allowed: "a bot's token: digits, a colon, and letters",
    otherwise: "TENURE_TELEGRAM_TOKEN",
  },
  TENURE_TELL_LANGUAGE: {
    readers: ["worker"],
    schema: z.enum(["en", "ru"], "is no language that our people are told in"),
    says: "The language in which our people are told",
    allowed: "en or ru",
    default: "en",
  },
} as const satisfies Variables;
