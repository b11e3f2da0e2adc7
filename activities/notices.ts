import { readFileSync } from "node:fs";
import { ApplicationFailure } from "@temporalio/common";
import { FormatError, IntlMessageFormat } from "intl-messageformat";
import { parse } from "yaml";
import { z } from "zod";
import type { Words } from "../archive/outbox.ts";
import { type EffectParams, malformed, type Notice, type Opening } from "../machines/index.ts";

type Locale = Opening["locale"];
export type Slots = EffectParams<"sendNotice">["slots"];

const letter = z.strictObject({ subject: z.string().min(1), body: z.string().min(1) });
const file = z.object({ greeting: z.string().min(1), closing: z.string().min(1) }).catchall(letter);

/** How the recipient reads: language and IANA time zone, and the name, where one is known. */
export interface Reader {
  readonly locale: Locale;
  readonly zone: string;
  readonly name: string | null;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/;

/** Dates and lists as the reader writes them. */
function spoken(value: Slots[string], { locale, zone }: Reader): string | number | boolean {
  if (Array.isArray(value)) return new Intl.ListFormat(locale).format(value);
  if (typeof value !== "string" || !INSTANT.test(value)) return value;
  // A bare date is that day everywhere; an instant falls on a day of the reader's zone.
  const timeZone = value.includes("T") ? zone : "UTC";
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone }).format(new Date(value));
}

function load(locale: Locale): z.infer<typeof file> {
  const name = `notices/${locale}.yaml`;
  const parsed = file.safeParse(parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8")));
  if (!parsed.success) throw malformed(`${name} is not a set of notices`, parsed.error);
  return parsed.data;
}

const texts: Partial<Record<Locale, z.infer<typeof file>>> = {};

/**
 * Writes a notice for its reader (R-COM-1).
 * @throws {ApplicationFailure} `NoticeNotWritten`, non-retryable, when a text or a slot is missing.
 */
export function write(notice: Notice, slots: Slots, reader: Reader): Words {
  const { locale, name } = reader;
  texts[locale] ??= load(locale);
  const { greeting, closing, [notice]: text } = texts[locale];
  const failed = (why: string) =>
    ApplicationFailure.nonRetryable(`${notice} (${locale}) cannot be written: ${why}`, "NoticeNotWritten");
  if (text === undefined || typeof text === "string") throw failed("there is no such text");
  const values: Record<string, string | number | boolean> = { named: name !== null, name: name ?? "" };
  for (const [slot, value] of Object.entries(slots)) values[slot] = spoken(value, reader);
  const format = (message: string): string => {
    try {
      return `${new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).format(values)}`;
    } catch (error) {
      // The error's own words repeat the values, which may be personal data.
      throw failed(
        error instanceof FormatError ? `a slot is wrong (${error.code})` : "the message is not ICU",
      );
    }
  };
  return {
    subject: format(text.subject),
    body: [format(greeting), format(text.body).trim(), format(closing)].join("\n\n"),
  };
}
