// What our people are told of what waits for them, outside of the console. Of a client, its id; of a task, its kind.
import { readFileSync } from "node:fs";
import { IntlMessageFormat } from "intl-messageformat";
import { parse } from "yaml";
import { z } from "zod";
import type { TellReason } from "../../archive/tables.ts";
import type { Locale, Role } from "../../machines/index.ts";

/** Whom something can wait for. */
export const TOLD_ROLES = [
  "ops",
  "sales",
  "manager",
  "senior",
  "finance",
  "legal",
  "product",
  "compliance",
] as const satisfies readonly Role[];
export type ToldRole = (typeof TOLD_ROLES)[number];

const REASONS = ["waits", "overdue", "escalated"] as const satisfies readonly TellReason[];

/** Something that waits, as far as it is told of. Times are ISO instants. */
export interface ToldItem {
  readonly client: string;
  /** The kind of a task, or of what waits. */
  readonly kind: string;
  readonly role: ToldRole;
  readonly reason: TellReason;
  readonly openedAt: string;
  readonly dueAt: string | null;
  /** Where it is answered. */
  readonly link: string;
}

export interface TellMessage {
  readonly subject: string;
  readonly text: string;
}

const line = z.string().min(1);
const schema = z.strictObject({
  subject: line,
  item: line,
  more: line,
  standing: z.record(z.enum(REASONS), z.string()),
  needed: z.record(z.enum(TOLD_ROLES), line),
  what: z.record(z.string(), line),
});
export type TellTexts = z.infer<typeof schema>;

const loaded: Partial<Record<Locale, TellTexts>> = {};

/** The texts of a language, read once a process. */
export function tellTexts(locale: Locale): TellTexts {
  loaded[locale] ??= schema.parse(parse(readFileSync(new URL(`${locale}.yaml`, import.meta.url), "utf8")));
  return loaded[locale];
}

/** How many are named; the others are counted. */
const NAMED = 10;
/** Telegram takes 4,096 characters. */
const LONGEST = 3_600;

/** How days are written; in Russian a short month would end in a full stop of its own. */
const DAYS = {
  en: { tag: "en-GB", month: "short" },
  ru: { tag: "ru", month: "long" },
} as const satisfies Readonly<Record<Locale, object>>;

function formatted(
  message: string,
  locale: Locale,
  values: Readonly<Record<string, string | number>>,
): string {
  return `${new IntlMessageFormat(message, locale).format(values)}`;
}

/** A day on UTC's calendar, without its year, for the reader knows which one it is: `5 Dec`. */
function dayOf(instant: string, locale: Locale): string {
  const { tag, month } = DAYS[locale];
  const format = new Intl.DateTimeFormat(tag, { timeZone: "UTC", day: "numeric", month });
  return format.format(Date.parse(instant));
}

/** `14:02 UTC`, of another day than today's `4 Dec, 14:02 UTC`. */
function momentOf(instant: string, locale: Locale, now: string): string {
  const time = `${instant.slice(11, 16)} UTC`;
  return instant.slice(0, 10) === now.slice(0, 10) ? time : `${dayOf(instant, locale)}, ${time}`;
}

function lineOf(item: ToldItem, locale: Locale, now: string): string {
  const { item: message, standing, needed, what } = tellTexts(locale);
  const { client, kind, role, reason, openedAt, dueAt, link } = item;
  const words = formatted(message, locale, {
    client,
    standing: standing[reason],
    needed: needed[role],
    what: (Object.hasOwn(what, kind) ? what[kind] : what.other) ?? "",
    since: momentOf(openedAt, locale, now),
    due: dueAt === null ? "none" : dayOf(dueAt, locale),
  });
  return `${words}\n${link}`;
}

/**
 * One message about all that is new: the first ten, and how many more there are.
 * @param now ISO instant
 * @param inbox where all of them stand
 */
export function tellMessage(
  items: readonly ToldItem[],
  locale: Locale,
  now: string,
  inbox: string,
): TellMessage {
  const { subject, more } = tellTexts(locale);
  const lines: string[] = [];
  let length = 0;
  for (const item of items.slice(0, NAMED)) {
    const next = lineOf(item, locale, now);
    length += next.length + 2;
    if (lines.length > 0 && length > LONGEST) break;
    lines.push(next);
  }
  const rest = items.length - lines.length;
  if (rest > 0) lines.push(formatted(more, locale, { n: rest, link: inbox }));
  return { subject: formatted(subject, locale, { n: items.length }), text: lines.join("\n\n") };
}
