// The texts as they lie in en.yaml and ru.yaml.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { LOCALES, type Locale, malformed, type Notice } from "../../machines/index.ts";
import { NOTICES } from "./points.ts";

export { LOCALES, type Locale };

/** An ICU message. It may stand on several lines, which are one. */
const message = z
  .string()
  .min(1)
  .transform((text) => text.trim().replace(/ *\n */g, " "));

const schema = z.strictObject({
  greeting: message,
  closing: message,
  signature: message,
  /** How to answer, for the middle of a sentence: “reply to this message”. */
  reply: message,
  pointer: z.strictObject({ subject: message, text: message }),
  /** Words for the codes that stand in lists. */
  words: z.record(z.string(), z.string().min(1)),
  ...(Object.fromEntries(
    NOTICES.map((notice) => [notice, z.object({ subject: message }).catchall(message)]),
    // One form a notice; fromEntries forgets which.
  ) as unknown as Record<Notice, z.ZodType<Template>>),
});

/** A notice's subject and its named parts, in order: ICU messages. */
export interface Template {
  readonly subject: string;
  readonly [part: string]: string;
}

/** Everything that clients read in one language. */
export interface NoticeTexts extends Readonly<Record<Notice, Template>> {
  readonly greeting: string;
  readonly closing: string;
  readonly signature: string;
  readonly reply: string;
  readonly pointer: { readonly subject: string; readonly text: string };
  readonly words: Readonly<Record<string, string>>;
}

/** The file of a language, from the root of the project. */
export const fileOf = (locale: Locale): string => `texts/notices/${locale}.yaml`;

/** @throws {Malformed} naming the notice and the part. */
export function parseTexts(locale: Locale, yaml: string): NoticeTexts {
  const parsed = schema.safeParse(parse(yaml));
  if (!parsed.success) throw malformed(`${fileOf(locale)} is not a set of notices`, parsed.error);
  return parsed.data;
}

const loaded: Partial<Record<Locale, NoticeTexts>> = {};

/** The texts of a language, read once a process. */
export function textsOf(locale: Locale): NoticeTexts {
  loaded[locale] ??= parseTexts(
    locale,
    readFileSync(new URL(`../../${fileOf(locale)}`, import.meta.url), "utf8"),
  );
  return loaded[locale];
}

/** A notice's parts without its subject, in order. */
export function partsOf(template: Template): [part: string, message: string][] {
  return Object.entries(template).filter(([part]) => part !== "subject");
}
