import { ApplicationFailure } from "@temporalio/common";
import { FormatError, IntlMessageFormat } from "intl-messageformat";
import {
  CHANNELS,
  type Channel,
  type EffectParams,
  NOTICE_SLOTS,
  type Notice,
  type Slot,
  type SlotKind,
} from "../../machines/index.ts";
import { knownZone } from "../../values/days.ts";
import { type Locale, partsOf, type Texts, textsOf } from "./texts.ts";

export type NoticeSlots = EffectParams<"sendNotice">["slots"];

/** How the instance speaks of itself: its name, and where clients can ask. */
export interface Company {
  readonly company?: string | undefined;
  readonly contact?: string | undefined;
}

/** How the recipient reads: language, IANA time zone and currency (ISO 4217), and the name, where one is known. */
export interface Reader {
  readonly locale: Locale;
  readonly zone: string;
  readonly currency: string;
  readonly name: string | null;
  readonly house?: Company | undefined;
  /** The one channel that is open to a restricted client. */
  readonly only?: Channel | undefined;
}

/** One paragraph, and the part of the notice that it is. */
export interface Paragraph {
  readonly part: string;
  readonly text: string;
}

/** A notice as its reader gets it. */
export interface WrittenNotice {
  readonly subject: string;
  readonly paragraphs: readonly Paragraph[];
}

/** What an absent slot reads like in a message: `{goal, select, none {…} other {…}}`. */
export const ABSENT = "none";

/** What greeting, closing and signature know besides; no notice's part may use them. */
export const HOUSE_SLOTS: Readonly<Record<string, Slot>> = {
  named: { kind: "flag" },
  name: { kind: "text", optional: true },
  company: { kind: "text", optional: true },
  ourContact: { kind: "text", optional: true },
  only: { kind: CHANNELS, optional: true },
};

const MOMENT = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/;

// Making one takes longer than writing a notice with it.
const calendars = new Map<string, Intl.DateTimeFormat>();

/** The day of a date or an instant, in full. A bare date is that day everywhere; an instant has a zone's day. */
export function day(moment: string, { locale, zone }: Pick<Reader, "locale" | "zone">): string {
  const timeZone = moment.includes("T") ? knownZone(zone) : "UTC";
  const key = `${locale} ${timeZone}`;
  const format = calendars.get(key) ?? new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone });
  calendars.set(key, format);
  // "13 ноября 2026 г." is for tables; in a sentence the word is written out, and its point ends no sentence.
  return format
    .formatToParts(new Date(moment))
    .map(({ type, value }) => (type === "literal" ? value.replace(/^\s*г\.$/u, " года") : value))
    .join("");
}

/** An amount of minor units, for instance cents. */
function money(minor: number, { locale, currency }: Reader): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** A text within a sentence: one line, without the point that the sentence has itself. */
const inSentence = (text: string): string =>
  text
    .trim()
    .replace(/\s*\n\s*/g, " ")
    .replace(/(?<!\.)\.$/, "");

/** A slot's value as it is put into the sentence; null when it is not of its kind. */
function spoken(kind: SlotKind, value: unknown, reader: Reader): string | number | null {
  if (kind === "text" || kind === "provider") return typeof value === "string" ? inSentence(value) : null;
  if (kind === "date") return typeof value === "string" && MOMENT.test(value) ? day(value, reader) : null;
  if (kind === "number") return typeof value === "number" ? value : null;
  if (kind === "money") return typeof value === "number" ? money(value, reader) : null;
  if (kind === "flag") return typeof value === "boolean" ? `${value}` : null;
  if (kind === "list") {
    if (!Array.isArray(value)) return null;
    const { words } = textsOf(reader.locale);
    return new Intl.ListFormat(reader.locale).format(value.map((word) => words[`${word}`] ?? `${word}`));
  }
  return typeof value === "string" && kind.includes(value) ? value : null;
}

const nothing = (value: unknown): boolean =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

type SlotValues = Record<string, string | number>;
type Fail = (why: string) => ApplicationFailure;

/** The values of declared slots, in words; what is given and not declared is left out. */
function valuesOf(
  slots: NoticeSlots,
  declared: Readonly<Record<string, Slot>>,
  reader: Reader,
  fail: Fail,
): SlotValues {
  const values: SlotValues = {};
  for (const [name, { kind, optional }] of Object.entries(declared)) {
    const given = slots[name];
    if (nothing(given)) {
      if (!optional) throw fail(`it needs the slot ${name}`);
      values[name] = ABSENT;
      continue;
    }
    const value = spoken(kind, given, reader);
    // The value itself may be personal data.
    if (value === null)
      throw fail(`the slot ${name} is no ${typeof kind === "string" ? kind : kind.join("/")}`);
    values[name] = value;
  }
  return values;
}

const messages = new Map<string, IntlMessageFormat>();

/** A message, read once a process. @throws {Error} when it is not ICU. */
export function messageOf(message: string, locale: Locale): IntlMessageFormat {
  const key = `${locale} ${message}`;
  const known = messages.get(key) ?? new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
  messages.set(key, known);
  return known;
}

/** What a message says with these values. @throws {Error} naming no value. */
export function format(message: string, locale: Locale, values: SlotValues): string {
  try {
    return `${messageOf(message, locale).format(values)}`;
  } catch (error) {
    // The error's own words repeat the values, which may be personal data.
    throw new Error(
      error instanceof FormatError ? `a slot is wrong (${error.code})` : "the message is not ICU",
    );
  }
}

/**
 * Writes a notice for its reader (R-COM-1): greeting, parts, closing, signature. A part that has nothing to say is not
 * there.
 * @param texts other texts than those of the reader's language, for instance ones to be checked.
 * @throws {ApplicationFailure} `NoticeNotWritten`, non-retryable, when a text or a slot is missing or wrong.
 */
export function write(
  notice: Notice,
  slots: NoticeSlots,
  reader: Reader,
  texts: Texts = textsOf(reader.locale),
): WrittenNotice {
  const { locale, name, house, only } = reader;
  const failed: Fail = (why) =>
    ApplicationFailure.nonRetryable(`${notice} (${locale}) cannot be written: ${why}`, "NoticeNotWritten");
  const values = valuesOf(slots, NOTICE_SLOTS[notice], reader, failed);
  const ours = valuesOf(
    {
      named: name !== null,
      name: name ?? "",
      company: house?.company ?? "",
      ourContact: house?.contact ?? "",
      // The notice of a restriction names the channel itself.
      only: (notice === "N5" ? slots.channel : only) ?? "",
    },
    HOUSE_SLOTS,
    reader,
    failed,
  );
  const say = (part: string, message: string, with_: SlotValues): string => {
    try {
      return format(message, locale, with_);
    } catch (error) {
      throw failed(`${part}: ${(error as Error).message}`);
    }
  };
  const { subject } = texts[notice];
  const paragraphs = [
    { part: "greeting", text: say("greeting", texts.greeting, ours) },
    ...partsOf(texts[notice]).map(([part, message]) => ({ part, text: say(part, message, values) })),
    { part: "closing", text: say("closing", texts.closing, ours) },
    { part: "signature", text: say("signature", texts.signature, ours) },
  ];
  return {
    subject: say("subject", subject, values),
    paragraphs: paragraphs.filter(({ text }) => text !== ""),
  };
}

/** R-LIF-4: the one sentence that names the open channel to whoever wrote on a closed one. */
export function point(open: Channel, locale: Locale): WrittenNotice {
  const { pointer } = textsOf(locale);
  return {
    subject: format(pointer.subject, locale, { open }),
    paragraphs: [{ part: "pointer", text: format(pointer.text, locale, { open }) }],
  };
}
