// R-COM-1 as a machine can hold it: words that no client reads, points that every notice makes, slots that the machine gives.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import {
  CHANNELS,
  Malformed,
  malformed,
  NOTICE_SLOTS,
  type Notice,
  RANKS,
  type Slot,
} from "../../machines/index.ts";
import { CLAIM_NAMES, CLAIMING, isClaim } from "./claims.ts";
import { type Literal, marksIn, type SlotUse, usesIn, wordsIn } from "./message.ts";
import { NOTICES, POINTS } from "./points.ts";
import { combinations, SAMPLE_READERS } from "./samples.ts";
import { fileOf, LOCALES, type Locale, type NoticeTexts, parseTexts, partsOf } from "./texts.ts";
import {
  ABSENT,
  format,
  HOUSE_SLOTS,
  messageOf,
  type NoticeReader,
  type NoticeSlots,
  PART_SLOTS,
  REPLY_SLOTS,
  type WrittenNotice,
  write,
} from "./write.ts";

/** One thing that is wrong with the texts: where, what, and what is allowed there. */
export interface NoticeFault {
  readonly file: string;
  /** The notice, or what stands beside the notices, for instance `closing`. */
  readonly notice: string;
  readonly part: string;
  readonly what: string;
  readonly allowed: string;
}

export const FORBIDDEN = "texts/notices/forbidden.yaml";

const notice = z.enum(NOTICES as [Notice, ...Notice[]]);
const words = z.strictObject({
  pattern: z.string().min(1),
  why: z.string().min(1),
  instead: z.string().min(1),
  notices: z.array(notice).min(1).optional(),
  except: z.array(notice).min(1).optional(),
});
const forbiddenSchema = z.strictObject({ en: z.array(words).min(1), ru: z.array(words).min(1) });

/** What no client reads: a pattern, why not, and what to write instead. */
interface Forbidden {
  readonly pattern: RegExp;
  readonly why: string;
  readonly instead: string;
  applies(notice: string): boolean;
}

/** `\b` knows Latin letters only; and whoever writes е for ё means the same word. */
const plainWords = (text: string): string => text.replaceAll("ё", "е").replaceAll("Ё", "Е");
const wholeWords = (pattern: string): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${plainWords(pattern).replaceAll("*", "\\p{L}*").replaceAll(" ", "[ \\u00a0]+")})(?![\\p{L}\\p{N}])`,
    "iu",
  );

/** @throws {Malformed} */
export function parseForbidden(yaml: string): Readonly<Record<Locale, readonly Forbidden[]>> {
  const parsed = forbiddenSchema.safeParse(parse(yaml));
  if (!parsed.success) throw malformed(`${FORBIDDEN} is not a list of words`, parsed.error);
  const listed = (locale: Locale): Forbidden[] =>
    parsed.data[locale].map(({ pattern, why, instead, notices, except }) => ({
      pattern: wholeWords(pattern),
      why,
      instead,
      applies: (name) =>
        (notices === undefined || notices.some((one) => one === name)) &&
        !except?.some((one) => one === name),
    }));
  return { en: listed("en"), ru: listed("ru") };
}

const POINTS_IN_WORDS: Readonly<Record<Notice, Readonly<Record<string, string>>>> = POINTS;

const choices = ({ kind, optional, words }: Slot): readonly string[] | null => {
  const flag = { flag: ["true", "false"], told: ["true"] } as Readonly<Record<string, readonly string[]>>;
  const own = typeof kind === "string" ? (flag[kind] ?? null) : words ? [] : kind;
  return own && [...own, ...(optional ? [ABSENT] : [])];
};

/** Words that claim something, in a language, and the marks that they may stand in. */
const claimingIn = (locale: Locale): readonly { pattern: RegExp; by: readonly string[] }[] =>
  CLAIMING.map(({ by, ...words }) => ({ pattern: wholeWords(words[locale]), by }));

/** The codes of closed lists that notices show. */
const CODES: readonly string[] = [...CHANNELS, ...RANKS.map((rank) => `rank.${rank}`)];

/** What a reader would stumble over. */
const BROKEN: readonly (readonly [RegExp, string])[] = [
  [/ {2,}|[\n\t]/, "two spaces, or a new line, within a paragraph"],
  [
    /(?<![\p{L}])(none|undefined|null|NaN|Invalid Date)(?![\p{L}])|\[object|[{}]/u,
    "a slot that is not there",
  ],
  [/\s[,.;:!?](?!\p{L})/u, "a space before a sign"],
  [/[,;:]\s*[.!?]|(?<!\.)\.\.(?!\.)|,,/, "two signs in a row"],
  [/^\s|\s$/, "a space at an end"],
  [/^\p{Ll}/u, "it begins with a small letter"],
];

/** How a paragraph ends, by its part. */
const ENDS: Readonly<Record<string, readonly [RegExp, string]>> & {
  readonly sentence: readonly [RegExp, string];
} = {
  subject: [/[^.,:;]$/, "no sign but ? or !"],
  greeting: [/[,!]$/, "a comma or !"],
  signature: [/./, "anything"],
  sentence: [/[.!?]$/, "a full stop, ? or !"],
};

interface LintedTexts {
  readonly texts: NoticeTexts;
  readonly forbidden: readonly Forbidden[];
  readonly reader: NoticeReader;
}

/** Looks for the faults of one language's texts; the parts are those of POINTS, the slots those of the machine. */
class TextsCheck {
  readonly #locale: Locale;
  readonly #texts: NoticeTexts;
  readonly #forbidden: readonly Forbidden[];
  readonly #reader: NoticeReader;
  readonly #claiming: ReturnType<typeof claimingIn>;
  readonly #categories: readonly string[];
  readonly #faults = new Map<string, NoticeFault>();
  /** Paragraphs that were looked at, each with its notice and its part. */
  readonly #seen = new Set<string>();

  constructor(locale: Locale, { texts, forbidden, reader }: LintedTexts) {
    this.#locale = locale;
    this.#texts = texts;
    this.#forbidden = forbidden;
    this.#reader = reader;
    this.#claiming = claimingIn(locale);
    this.#categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  }

  faults(): NoticeFault[] {
    this.#checkHouse();
    for (const name of NOTICES) this.#checkNotice(name);
    return [...this.#faults.values()];
  }

  #add(name: string, part: string, what: string, allowed: string): void {
    const fault = { file: fileOf(this.#locale), notice: name, part, what, allowed };
    this.#faults.set([name, part, what].join("\n"), fault);
  }

  /** What stands in every notice, or beside them. */
  #checkHouse(): void {
    const texts = this.#texts;
    for (const part of ["greeting", "closing", "signature"] as const)
      this.#checkMessage(part, "", texts[part], HOUSE_SLOTS);
    this.#checkMessage("reply", "", texts.reply, REPLY_SLOTS);
    const open = { kind: CHANNELS };
    for (const [part, message] of Object.entries(texts.pointer)) {
      if (this.#checkMessage("pointer", part, message, { open }) === null) continue;
      for (const channel of CHANNELS)
        this.#checkWords("pointer", part, format(message, this.#locale, { open: channel }));
    }
    for (const code of CODES)
      if (!texts.words[code]) this.#add("words", code, "there is no word for it", CODES.join(", "));
  }

  #checkNotice(name: Notice): void {
    const slots: Readonly<Record<string, Slot>> = NOTICE_SLOTS[name];
    const points = this.#checkParts(name);
    const known = { ...slots, ...PART_SLOTS };
    const used = Object.entries(this.#texts[name]).map(([part, message]) =>
      this.#checkMessage(name, part, message, known),
    );
    if (used.includes(null)) return;
    const slotsUsed = new Set(used.flat());
    for (const [slot, { unsaid }] of Object.entries(slots))
      if (!slotsUsed.has(slot) && !unsaid)
        this.#add(name, "", `the slot ${slot} is not used`, "every slot that the machine gives");
    if ([...slotsUsed].some((slot) => slot !== null && !known[slot])) return;
    this.#readAll(name, used, points);
  }

  /** @returns the content points that have a part. */
  #checkParts(name: Notice): string[] {
    const points = Object.keys(POINTS[name]);
    const parts = partsOf(this.#texts[name]).map(([part]) => part);
    const allowed = points.join(", ");
    for (const point of points)
      if (!parts.includes(point)) this.#add(name, point, "the content point has no part", allowed);
    for (const part of parts)
      if (!points.includes(part)) this.#add(name, part, "there is no such part", allowed);
    const both = points.filter((point) => parts.includes(point));
    if (parts.filter((part) => points.includes(part)).join() !== both.join())
      this.#add(name, "", "the parts are in another order", allowed);
    return both;
  }

  /** @returns the slots that the message uses; null when it is not ICU. */
  #checkMessage(
    name: string,
    part: string,
    message: string,
    slots: Readonly<Record<string, Slot>>,
  ): string[] | null {
    let uses: SlotUse[];
    try {
      const nodes = messageOf(message, this.#locale).getAst();
      uses = usesIn(nodes);
      // In branches that no combination reaches as well.
      for (const literal of wordsIn(nodes)) {
        this.#checkWords(name, part, literal.words);
        this.#checkClaims(name, part, literal);
      }
      for (const mark of marksIn(nodes))
        if (!isClaim(mark)) this.#add(name, part, `there is no claim ${mark}`, CLAIM_NAMES.join(", "));
    } catch (error) {
      const { message: code } = error as Error;
      const allowed = "an ICU message; each select and plural with the option `other`";
      this.#add(name, part, `the message does not parse (${code.split("\n")[0]})`, allowed);
      return null;
    }
    for (const use of uses) {
      const declared = slots[use.slot];
      if (declared) this.#checkUse(name, part, use, declared);
      else this.#add(name, part, `there is no slot ${use.slot}`, Object.keys(slots).join(", ") || "no slot");
    }
    return uses.map(({ slot }) => slot);
  }

  #checkUse(name: string, part: string, { slot, options, plural, sure }: SlotUse, declared: Slot): void {
    if (plural) {
      const missing = this.#categories.filter((category) => !options?.includes(category));
      const what = `the plural of ${slot} lacks ${missing.join(", ")}`;
      if (missing.length > 0) this.#add(name, part, what, this.#categories.join(", "));
      if (declared.kind !== "number" || (declared.optional && !sure))
        this.#add(name, part, `${slot} is counted, and may be no number`, "a slot that is always a number");
    } else if (options) {
      const known = choices(declared);
      const strange = options.filter((option) => option !== "other" && known && !known.includes(option));
      const what = `${slot} is never ${strange.join(", ")}`;
      if (strange.length > 0) this.#add(name, part, what, [...(known ?? []), "other"].join(", "));
    } else if (part === "subject" && ["text", "list", "word", "provider"].includes(`${declared.kind}`))
      // What a person wrote could be seen on a locked screen, and break a header.
      this.#add(name, part, `the subject shows ${slot}`, "no free text in a subject");
  }

  #checkWords(name: string, part: string, text: string): void {
    for (const { pattern, why, instead, applies } of this.#forbidden) {
      if (!applies(name)) continue;
      const found = pattern.exec(plainWords(text));
      if (found) this.#add(name, part, `“${found[0]}” (${why})`, instead);
    }
  }

  #checkClaims(name: string, part: string, { words, marks }: Literal): void {
    for (const { pattern, by } of this.#claiming) {
      const found = pattern.exec(plainWords(words));
      if (found && !marks.some((mark) => by.includes(mark)))
        this.#add(name, part, `“${found[0]}” claims something`, `within <${by.join(">, <")}>`);
    }
  }

  /** Reads a notice as clients do: with every combination of its slots, by every kind of reader. */
  #readAll(name: Notice, used: readonly (readonly string[] | null)[], points: readonly string[]): void {
    const [first = {}] = combinations(name, []);
    for (const as of readersLike(this.#reader)) this.#read(name, first, as);
    // A part depends on no slot but those that it uses.
    for (const slots of used)
      for (const given of combinations(name, slots ?? [])) this.#read(name, given, this.#reader);
    for (const part of points)
      if (![...this.#seen].some((key) => key.startsWith(`${name}\n${part}\n`))) {
        const allowed = POINTS_IN_WORDS[name][part] ?? "its content point";
        this.#add(name, part, "it says nothing in any case", allowed);
      }
  }

  #read(name: Notice, given: NoticeSlots, as: NoticeReader): void {
    try {
      this.#checkLetter(name, write(name, given, as, this.#texts));
    } catch (error) {
      this.#add(name, "", (error as Error).message, "a text for every combination of the slots");
    }
  }

  /** Looks at each paragraph the first time that it comes out so. */
  #checkLetter(name: Notice, { subject, paragraphs }: WrittenNotice): void {
    for (const { part, text } of [{ part: "subject", text: subject }, ...paragraphs]) {
      const key = `${name}\n${part}\n${text}`;
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.#checkWords(name, part, text);
      for (const [pattern, what] of BROKEN)
        if (pattern.test(text)) this.#add(name, part, what, `whole sentences in every case, not “${text}”`);
      const [ends, allowed] = ENDS[part] ?? ENDS.sentence;
      if (!ends.test(text)) this.#add(name, part, "its end is not a sentence's", allowed);
    }
  }
}

/** A reader, one who is not known, and one by each channel, also where it is the only one. */
const readersLike = (reader: NoticeReader): readonly NoticeReader[] => [
  reader,
  { ...reader, name: null, house: {} },
  ...CHANNELS.flatMap((by) => [{ ...reader, by }, ...CHANNELS.map((only) => ({ ...reader, by, only }))]),
];

/** Slots that one language uses in a part and another does not. */
function differences(all: Readonly<Record<Locale, NoticeTexts>>): NoticeFault[] {
  const slotsOf = (message: string | undefined, locale: Locale): string[] => {
    try {
      return [...new Set(usesIn(messageOf(message ?? "", locale).getAst()).map(({ slot }) => slot))].sort();
    } catch {
      return [];
    }
  };
  return NOTICES.flatMap((name) =>
    ["subject", ...Object.keys(POINTS[name])].flatMap((part): NoticeFault[] => {
      const [en, ru] = LOCALES.map((locale) => slotsOf(all[locale][name][part], locale));
      if (`${en}` === `${ru}`) return [];
      const what = `its slots differ: en ${en?.join(", ") || "none"}; ru ${ru?.join(", ") || "none"}`;
      return [{ file: fileOf("ru"), notice: name, part, what, allowed: "the same slots in every language" }];
    }),
  );
}

/** What there is to check: the texts of both languages, and the words that are not said. YAML. */
export type LintSources = Readonly<Record<Locale | "forbidden", string>>;

/** The sources as they lie in a folder; default this one. */
export function readSources(folder: string = import.meta.dirname): LintSources {
  const read = (path: string) => readFileSync(join(folder, basename(path)), "utf8");
  return { en: read(fileOf("en")), ru: read(fileOf("ru")), forbidden: read(FORBIDDEN) };
}

/**
 * Every fault of the texts that clients read; none when all is well (R-COM-1).
 * @param read the languages whose texts are read through, all by default; each is parsed, and held beside the other
 */
export function lint(sources: LintSources, read: readonly Locale[] = LOCALES): NoticeFault[] {
  const texts: Partial<Record<Locale, NoticeTexts>> = {};
  const faults: NoticeFault[] = [];
  for (const locale of LOCALES) {
    try {
      texts[locale] = parseTexts(locale, sources[locale]);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      for (const { path, says } of error.faults) {
        const [name = "", part = ""] = path.split(".");
        faults.push({ file: fileOf(locale), notice: name, part, what: "missing, or no text", allowed: says });
      }
    }
  }
  const forbidden = parseForbidden(sources.forbidden);
  for (const locale of read) {
    const own = texts[locale];
    if (own)
      faults.push(
        ...new TextsCheck(locale, {
          texts: own,
          forbidden: forbidden[locale],
          reader: SAMPLE_READERS[locale],
        }).faults(),
      );
  }
  const { en, ru } = texts;
  return en && ru ? [...faults, ...differences({ en, ru })] : faults;
}
