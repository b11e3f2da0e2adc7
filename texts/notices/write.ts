import { ApplicationFailure } from "@temporalio/common";
import { FormatError, IntlMessageFormat } from "intl-messageformat";
import {
  CHANNELS,
  type Channel,
  type EffectParams,
  NOTICE_SLOTS,
  type Notice,
  type Slot,
} from "../../machines/index.ts";
import { knownZone } from "../../values/days.ts";
import { CLAIM_NAMES, type Claim } from "./claims.ts";
import { inWords } from "./codes.ts";
import { type Locale, type NoticeTexts, partsOf, textsOf } from "./texts.ts";

export type NoticeSlots = EffectParams<"sendNotice">["slots"];

/** How the instance speaks of itself: its name, and where clients can ask. */
export interface Company {
  readonly company?: string | undefined;
  readonly contact?: string | undefined;
  /** The postal address, line by line. */
  readonly postal?: readonly string[] | undefined;
}

/** How the recipient reads: language, IANA time zone and currency (ISO 4217), and the name, where one is known. */
export interface NoticeReader {
  readonly locale: Locale;
  readonly zone: string;
  readonly currency: string;
  readonly name: string | null;
  readonly house?: Company | undefined;
  /** The one channel that is open to a restricted client. */
  readonly only?: Channel | undefined;
  /** The channel that the notice goes out on: whoever gets a letter by post cannot reply to a message. */
  readonly by?: Channel | undefined;
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

/** How the reader answers: to the message itself, or in another way. */
const WAYS = ["reply", ...CHANNELS] as const;

/** What the words for an answer know: the way, and our postal address. */
export const REPLY_SLOTS: Readonly<Record<string, Slot>> = {
  way: { kind: WAYS },
  postal: { kind: "text", optional: true },
};

/** What every part knows besides its notice's slots: the words for an answer, for the middle of a sentence. */
export const PART_SLOTS: Readonly<Record<string, Slot>> = { reply: { kind: "text" } };

/** What greeting, closing and signature know; no notice's part may use them. */
export const HOUSE_SLOTS: Readonly<Record<string, Slot>> = {
  ...PART_SLOTS,
  named: { kind: "flag" },
  name: { kind: "text", optional: true },
  company: { kind: "text", optional: true },
  ourContact: { kind: "text", optional: true },
  /** Only one way is open: no other is named. */
  limited: { kind: "flag" },
};

/** A restricted client answers on the one channel that is open, whatever channel the notice took. */
function wayOf({ only, by }: Pick<NoticeReader, "only" | "by">): (typeof WAYS)[number] {
  const way = only ?? by ?? "email";
  return way === (by ?? way) && (way === "email" || way === "chat") ? "reply" : way;
}

const MOMENT = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/;

// Making one takes longer than writing a notice with it.
const calendars = new Map<string, Intl.DateTimeFormat>();

/** The day of a date or an instant, in full. A bare date is that day everywhere; an instant has a zone's day. */
export function day(moment: string, { locale, zone }: Pick<NoticeReader, "locale" | "zone">): string {
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
function money(minor: number, { locale, currency }: NoticeReader): string {
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
function spoken({ kind, words }: Slot, value: unknown, reader: NoticeReader): string | number | null {
  const { locale } = reader;
  if (kind === "text" || kind === "provider") return typeof value === "string" ? inSentence(value) : null;
  if (kind === "date") return typeof value === "string" && MOMENT.test(value) ? day(value, reader) : null;
  if (kind === "number") return typeof value === "number" ? value : null;
  if (kind === "money") return typeof value === "number" ? money(value, reader) : null;
  if (kind === "flag") return typeof value === "boolean" ? `${value}` : null;
  if (kind === "told") return value === true ? "true" : null;
  if (kind === "word") return typeof value === "string" ? inWords(value, locale) : null;
  if (kind === "list") {
    if (!Array.isArray(value)) return null;
    return new Intl.ListFormat(locale).format(value.map((code) => inWords(`${code}`, locale)));
  }
  if (typeof value !== "string" || !kind.includes(value)) return null;
  return words ? inWords(`${words}.${value}`, locale) : value;
}

const nothing = (value: unknown): boolean =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

type SlotValues = Record<string, string | number>;
type Fail = (why: string) => ApplicationFailure;

/** The values of declared slots, in words; what is given and not declared is left out. */
function valuesOf(
  slots: NoticeSlots,
  declared: Readonly<Record<string, Slot>>,
  reader: NoticeReader,
  fail: Fail,
): SlotValues {
  const values: SlotValues = {};
  for (const [name, slot] of Object.entries(declared)) {
    const { kind, optional } = slot;
    const given = slots[name];
    if (nothing(given)) {
      if (!optional) throw fail(`it needs the slot ${name}`);
      values[name] = ABSENT;
      continue;
    }
    const value = spoken(slot, given, reader);
    // The value itself may be personal data.
    if (value === null)
      throw fail(`the slot ${name} is no ${typeof kind === "string" ? kind : kind.join("/")}`);
    values[name] = value;
  }
  return values;
}

const messages = new Map<string, IntlMessageFormat>();

/** Hears of every claim that a message makes, for instance that the work goes on. */
type ClaimHeard = (claim: Claim) => void;

/** A message, read once a process. @throws {Error} when it is not ICU. */
export function messageOf(message: string, locale: Locale): IntlMessageFormat {
  const key = `${locale} ${message}`;
  const known = messages.get(key) ?? new IntlMessageFormat(message, locale);
  messages.set(key, known);
  return known;
}

/** What a message says with these values. @throws {Error} naming no value. */
export function format(
  message: string,
  locale: Locale,
  values: SlotValues,
  heard: ClaimHeard = () => {},
): string {
  // A claim's mark leaves the words within it as they are.
  const marks = Object.fromEntries(
    CLAIM_NAMES.map((claim) => [
      claim,
      (chunks: readonly string[]) => {
        heard(claim);
        return chunks.join("");
      },
    ]),
  );
  try {
    return `${messageOf(message, locale).format<string>({ ...values, ...marks })}`;
  } catch (error) {
    // The error's own words repeat the values, which may be personal data.
    throw new Error(
      error instanceof FormatError ? `a slot is wrong (${error.code})` : "the message is not ICU",
    );
  }
}

const replyValues = (reader: NoticeReader, fail: Fail): SlotValues =>
  valuesOf(
    { way: wayOf(reader), postal: (reader.house?.postal ?? []).join(", ") },
    REPLY_SLOTS,
    reader,
    fail,
  );

const houseValues = (reader: NoticeReader, reply: string, fail: Fail): SlotValues =>
  valuesOf(
    {
      reply,
      named: reader.name !== null,
      name: reader.name ?? "",
      company: reader.house?.company ?? "",
      ourContact: reader.house?.contact ?? "",
      limited: reader.only !== undefined,
    },
    HOUSE_SLOTS,
    reader,
    fail,
  );

/**
 * Writes a notice for its reader (R-COM-1): greeting, parts, closing, signature. A part that has nothing to say is not
 * there.
 * @param texts other texts than those of the reader's language, for instance ones to be checked.
 * @param heard told of every claim that the notice makes.
 * @throws {ApplicationFailure} `NoticeNotWritten`, non-retryable, when a text or a slot is missing or wrong.
 */
export function write(
  notice: Notice,
  slots: NoticeSlots,
  reader: NoticeReader,
  texts: NoticeTexts = textsOf(reader.locale),
  heard?: ClaimHeard,
): WrittenNotice {
  const failed: Fail = (why) =>
    ApplicationFailure.nonRetryable(
      `${notice} (${reader.locale}) cannot be written: ${why}`,
      "NoticeNotWritten",
    );
  const say = (part: string, message: string, with_: SlotValues): string => {
    try {
      return format(message, reader.locale, with_, heard);
    } catch (error) {
      throw failed(`${part}: ${(error as Error).message}`);
    }
  };
  const definition = valuesOf(slots, NOTICE_SLOTS[notice], reader, failed);
  // The notice of a restriction names the channel itself.
  const only = notice === "N5" ? (definition.channel as Channel) : reader.only;
  const reply = say("reply", texts.reply, replyValues({ ...reader, only }, failed));
  const values = { ...definition, reply };
  const ours = houseValues({ ...reader, only }, reply, failed);
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
