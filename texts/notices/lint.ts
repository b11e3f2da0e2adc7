// R-COM-1 as a machine can hold it: words that no client reads, points that every notice makes, slots that the machine gives.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { IntlMessageFormat } from "intl-messageformat";
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

type MessageNode = ReturnType<IntlMessageFormat["getAst"]>[number];

/** A place in a message where a slot is used; `options`: of a select or a plural. */
interface SlotUse {
  readonly slot: string;
  readonly options?: readonly string[];
  readonly plural?: true;
  /** A select around it has looked whether the slot is there. */
  readonly sure?: boolean;
}

/** Words of a message, and the marks that they stand in. */
interface Literal {
  readonly words: string;
  readonly marks: readonly string[];
}

/** The words of a message in all its branches. */
function wordsIn(nodes: readonly MessageNode[], marks: readonly string[] = []): Literal[] {
  return nodes.flatMap((node): Literal[] => {
    if ("options" in node) return Object.values(node.options).flatMap(({ value }) => wordsIn(value, marks));
    if ("children" in node) return wordsIn(node.children, [...marks, node.value]);
    return "value" in node && node.type === 0 ? [{ words: node.value, marks }] : [];
  });
}

const marksIn = (nodes: readonly MessageNode[]): string[] =>
  nodes.flatMap((node): string[] => {
    if ("options" in node) return Object.values(node.options).flatMap(({ value }) => marksIn(value));
    return "children" in node ? [node.value, ...marksIn(node.children)] : [];
  });

/** @param sure optional slots that are there: a select has looked. */
function usesIn(nodes: readonly MessageNode[], sure: readonly string[] = []): SlotUse[] {
  return nodes.flatMap((node): SlotUse[] => {
    if ("children" in node) return usesIn(node.children, sure);
    if ("options" in node) {
      const slot = node.value;
      const looked = ABSENT in node.options ? [...sure, slot] : sure;
      const inner = Object.entries(node.options).flatMap(([option, { value }]) =>
        usesIn(value, option === ABSENT ? sure : looked),
      );
      const plural = "pluralType" in node ? { plural: true as const, sure: sure.includes(slot) } : {};
      return [{ slot, options: Object.keys(node.options), ...plural }, ...inner];
    }
    // Literals have a value too; only what is put in has a place of its own without being text.
    return "value" in node && node.type !== 0 ? [{ slot: node.value }] : [];
  });
}

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

/** Every fault of one language's texts; the parts are those of POINTS, the slots those of the machine. */
function check(locale: Locale, { texts, forbidden, reader }: LintedTexts): NoticeFault[] {
  const faults = new Map<string, NoticeFault>();
  const file = fileOf(locale);
  const add = (name: string, part: string, what: string, allowed: string) =>
    faults.set([name, part, what].join("\n"), { file, notice: name, part, what, allowed });
  const claiming = claimingIn(locale);
  const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;

  function checkWords(name: string, part: string, text: string): void {
    for (const { pattern, why, instead, applies } of forbidden) {
      if (!applies(name)) continue;
      const found = pattern.exec(plainWords(text));
      if (found) add(name, part, `“${found[0]}” (${why})`, instead);
    }
  }

  function checkClaims(name: string, part: string, { words, marks }: Literal): void {
    for (const { pattern, by } of claiming) {
      const found = pattern.exec(plainWords(words));
      if (found && !marks.some((mark) => by.includes(mark)))
        add(name, part, `“${found[0]}” claims something`, `within <${by.join(">, <")}>`);
    }
  }

  /** @returns the slots that the message uses; null when it is not ICU. */
  function checkMessage(
    name: string,
    part: string,
    message: string,
    slots: Readonly<Record<string, Slot>>,
  ): string[] | null {
    let uses: SlotUse[];
    try {
      const nodes = messageOf(message, locale).getAst();
      uses = usesIn(nodes);
      // In branches that no combination reaches as well.
      for (const literal of wordsIn(nodes)) {
        checkWords(name, part, literal.words);
        checkClaims(name, part, literal);
      }
      for (const mark of marksIn(nodes))
        if (!isClaim(mark)) add(name, part, `there is no claim ${mark}`, CLAIM_NAMES.join(", "));
    } catch (error) {
      const { message: code } = error as Error;
      const allowed = "an ICU message; each select and plural with the option `other`";
      add(name, part, `the message does not parse (${code.split("\n")[0]})`, allowed);
      return null;
    }
    for (const { slot, options, plural, sure } of uses) {
      const declared = slots[slot];
      if (!declared) {
        add(name, part, `there is no slot ${slot}`, Object.keys(slots).join(", ") || "no slot");
        continue;
      }
      if (plural) {
        const missing = categories.filter((category) => !options?.includes(category));
        const what = `the plural of ${slot} lacks ${missing.join(", ")}`;
        if (missing.length > 0) add(name, part, what, categories.join(", "));
        if (declared.kind !== "number" || (declared.optional && !sure))
          add(name, part, `${slot} is counted, and may be no number`, "a slot that is always a number");
      } else if (options) {
        const known = choices(declared);
        const strange = options.filter((option) => option !== "other" && known && !known.includes(option));
        const what = `${slot} is never ${strange.join(", ")}`;
        if (strange.length > 0) add(name, part, what, [...(known ?? []), "other"].join(", "));
      } else if (part === "subject" && ["text", "list", "word", "provider"].includes(`${declared.kind}`))
        // What a person wrote could be seen on a locked screen, and break a header.
        add(name, part, `the subject shows ${slot}`, "no free text in a subject");
    }
    return uses.map(({ slot }) => slot);
  }

  const seen = new Set<string>();
  const readers: readonly NoticeReader[] = [
    reader,
    { ...reader, name: null, house: {} },
    ...CHANNELS.flatMap((by) => [{ ...reader, by }, ...CHANNELS.map((only) => ({ ...reader, by, only }))]),
  ];

  /** Looks at each paragraph the first time that it comes out so. */
  function checkLetter(name: Notice, { subject, paragraphs }: WrittenNotice): void {
    for (const { part, text } of [{ part: "subject", text: subject }, ...paragraphs]) {
      const key = `${name}\n${part}\n${text}`;
      if (seen.has(key)) continue;
      seen.add(key);
      checkWords(name, part, text);
      for (const [pattern, what] of BROKEN)
        if (pattern.test(text)) add(name, part, what, `whole sentences in every case, not “${text}”`);
      const [ends, allowed] = ENDS[part] ?? ENDS.sentence;
      if (!ends.test(text)) add(name, part, "its end is not a sentence's", allowed);
    }
  }

  for (const part of ["greeting", "closing", "signature"] as const)
    checkMessage(part, "", texts[part], HOUSE_SLOTS);
  checkMessage("reply", "", texts.reply, REPLY_SLOTS);
  const open = { kind: CHANNELS };
  for (const [part, message] of Object.entries(texts.pointer)) {
    if (checkMessage("pointer", part, message, { open }) === null) continue;
    for (const channel of CHANNELS) checkWords("pointer", part, format(message, locale, { open: channel }));
  }
  for (const code of CODES)
    if (!texts.words[code]) add("words", code, "there is no word for it", CODES.join(", "));

  for (const name of NOTICES) {
    const slots: Readonly<Record<string, Slot>> = NOTICE_SLOTS[name];
    const template = texts[name];
    const points = Object.keys(POINTS[name]);
    const parts = partsOf(template).map(([part]) => part);
    const allowed = points.join(", ");
    for (const point of points)
      if (!parts.includes(point)) add(name, point, "the content point has no part", allowed);
    for (const part of parts) if (!points.includes(part)) add(name, part, "there is no such part", allowed);
    const both = points.filter((point) => parts.includes(point));
    if (parts.filter((part) => points.includes(part)).join() !== both.join())
      add(name, "", "the parts are in another order", allowed);

    const known = { ...slots, ...PART_SLOTS };
    const used = Object.entries(template).map(([part, message]) => checkMessage(name, part, message, known));
    if (used.includes(null)) continue;
    const slotsUsed = new Set(used.flat());
    for (const [slot, { unsaid }] of Object.entries(slots))
      if (!slotsUsed.has(slot) && !unsaid)
        add(name, "", `the slot ${slot} is not used`, "every slot that the machine gives");
    if ([...slotsUsed].some((slot) => slot !== null && !known[slot])) continue;
    const read = (given: NoticeSlots, as: NoticeReader) => {
      try {
        checkLetter(name, write(name, given, as, texts));
      } catch (error) {
        add(name, "", (error as Error).message, "a text for every combination of the slots");
      }
    };
    const [first = {}] = combinations(name, []);
    for (const as of readers) read(first, as);
    // A part depends on no slot but those that it uses.
    for (const slot of used) for (const given of combinations(name, slot ?? [])) read(given, reader);
    for (const part of both)
      if (![...seen].some((key) => key.startsWith(`${name}\n${part}\n`)))
        add(name, part, "it says nothing in any case", POINTS_IN_WORDS[name][part] ?? "its content point");
  }
  return [...faults.values()];
}

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

/** Every fault of the texts that clients read; none when all is well (R-COM-1). */
export function lint(sources: LintSources): NoticeFault[] {
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
  for (const locale of LOCALES) {
    const own = texts[locale];
    if (own)
      faults.push(
        ...check(locale, { texts: own, forbidden: forbidden[locale], reader: SAMPLE_READERS[locale] }),
      );
  }
  const { en, ru } = texts;
  return en && ru ? [...faults, ...differences({ en, ru })] : faults;
}
