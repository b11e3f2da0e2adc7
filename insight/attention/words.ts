// The words that are listened for: a list a language, as compliance edits them, checked and compiled as they are read.
import { hash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { Malformed, malformed } from "../../machines/index.ts";

/** What a word may be taken for. */
export const WORD_KINDS = ["insult", "profanity", "aggression", "anger", "orElse", "cancel"] as const;
export type WordKind = (typeof WORD_KINDS)[number];

/** The alphabet of each language. */
const ALPHABETS = { en: "a-z", ru: "а-я" } as const;
type AlphabetName = keyof typeof ALPHABETS;

const text = z.string().trim().min(1, "says nothing; a pattern is expected");
const pattern = text.regex(
  /^[\p{Ll}'\-~()|? …]+$/u,
  "is no pattern: small letters, ' - ~endings (a|b) (a)? … are",
);
const patterns = z.array(pattern).min(1, "is empty; at least one pattern is expected");
const kinds = Object.fromEntries(WORD_KINDS.map((kind) => [kind, patterns])) as Record<
  WordKind,
  typeof patterns
>;
const schema = z.strictObject({
  version: z.string().regex(/^\d{4}-\d{2}(-\d{2})?(\.\d+)?$/, "is no version; in quotes, like 2026-11"),
  endings: z.record(z.string().regex(/^[a-z]+$/), z.array(z.string().regex(/^[\p{Ll}']*$/u)).min(1)),
  /** What stands for a letter in a word that is disguised. */
  lookalikes: z.record(z.string().length(1), z.string().length(1)),
  ...kinds,
  /** Where one of these stands, nothing is heard. */
  except: patterns,
  /** Words that say nothing of what is asked. */
  ordinary: z.array(text),
});

/** Stands for a few words of the same sentence. */
const GAP = "…";

/** What is listened for, as a tree of words: each way from the root is a phrase. */
export interface Phrases {
  readonly next: Map<string, Phrases>;
  /** What may come after a few words that do not matter. */
  gap: Phrases | null;
  /** The patterns whose phrases end here: kind and id. */
  readonly ends: { readonly kind: WordKind | "except"; readonly id: string }[];
}

export interface WordList {
  readonly language: AlphabetName;
  readonly version: string;
  /** The id of each pattern, `en.insult.1f3a9c02`, which does not say it; and the pattern. */
  readonly patterns: ReadonlyMap<string, string>;
  /** Every letter of the alphabet. */
  readonly alphabet: RegExp;
  readonly lookalikes: ReadonlyMap<string, string>;
  readonly phrases: Phrases;
  /** The phrases of one word, by their length. */
  readonly single: ReadonlyMap<number, readonly string[]>;
  /** The first letters of words that say nothing of what is asked. */
  readonly ordinary: ReadonlySet<string>;
}

const NOT = "is not a list of words";
/** The most phrases that one pattern may stand for. */
const MOST = 20_000;

/**
 * Every phrase that a pattern stands for.
 * @throws {Error} what is wrong with it
 */
function phrasesOf(pattern: string, endings: Readonly<Record<string, readonly string[]>>): string[] {
  const parts = pattern.match(/~[a-z]+|[()|?]|[^~()|?]+/gu) ?? [];
  let at = 0;
  const product = (left: readonly string[], right: readonly string[]): string[] => {
    if (left.length * right.length > MOST) throw new Error(`stands for more than ${MOST} phrases`);
    return left.flatMap((one) => right.map((other) => one + other));
  };
  function choice(): string[] {
    const all = [...row()];
    while (parts[at] === "|") {
      at += 1;
      all.push(...row());
    }
    return all;
  }
  function row(): string[] {
    let all = [""];
    for (let part = parts[at]; part !== undefined && part !== "|" && part !== ")"; part = parts[at]) {
      at += 1;
      all = product(all, item(part));
    }
    return all;
  }
  function item(part: string): readonly string[] {
    if (part === "?") throw new Error("a ? stands after no bracket");
    if (part.startsWith("~")) {
      const known = endings[part.slice(1)];
      if (known) return known;
      throw new Error(`there are no endings ${part.slice(1)}; there are ${Object.keys(endings).join(", ")}`);
    }
    if (part !== "(") return [part];
    const inside = choice();
    if (parts[at] !== ")") throw new Error("its brackets do not close");
    at += 1;
    if (parts[at] !== "?") return inside;
    at += 1;
    return [...inside, ""];
  }
  const all = choice();
  if (at < parts.length) throw new Error("its brackets do not close");
  return all;
}

const branch = (): Phrases => ({ next: new Map(), gap: null, ends: [] });

/** Adds a phrase to the tree. */
function plant(root: Phrases, phrase: string, end: Phrases["ends"][number]): void {
  let here = root;
  for (const word of phrase
    .replaceAll("-", " ")
    .split(" ")
    .filter((word) => word !== "")) {
    if (word === GAP) {
      here.gap ??= branch();
      here = here.gap;
      continue;
    }
    const next = here.next.get(word) ?? branch();
    here.next.set(word, next);
    here = next;
  }
  if (here !== root) here.ends.push(end);
}

/** So many letters of a word tell it from others, whatever its ending. */
const STEM = 5;
export const stemOf = (word: string): string => word.slice(0, STEM);

/** @throws {Malformed} naming the file, the path in it, and what is expected there. */
export function parseWords(name: string, language: AlphabetName, yaml: string): WordList {
  let data: unknown;
  try {
    data = parse(yaml);
  } catch (error) {
    const [says = ""] = (error as Error).message.split("\n");
    throw new Malformed(`${name} is no YAML`, [{ path: "", says }]);
  }
  const read = schema.safeParse(data);
  if (!read.success) throw malformed(`${name} ${NOT}`, read.error);
  const { version, endings, lookalikes, ordinary, ...lists } = read.data;
  const patterns = new Map<string, string>();
  const phrases = branch();
  for (const kind of [...WORD_KINDS, "except"] as const)
    for (const [n, given] of lists[kind].entries()) {
      const fault = (says: string) => new Malformed(`${name} ${NOT}`, [{ path: `${kind}.${n}`, says }]);
      const id = `${language}.${kind}.${hash("sha256", given).slice(0, 8)}`;
      if (patterns.has(id)) throw fault(`${given} stands there twice`);
      patterns.set(id, given);
      try {
        for (const phrase of phrasesOf(given, endings)) plant(phrases, phrase, { kind, id });
      } catch (error) {
        throw fault((error as Error).message);
      }
    }
  const single = [...phrases.next].flatMap(([word, { ends }]) => (ends.length > 0 ? [word] : []));
  return {
    language,
    version,
    patterns,
    phrases,
    alphabet: new RegExp(`[${ALPHABETS[language]}]`, "g"),
    lookalikes: new Map(Object.entries(lookalikes)),
    single: Map.groupBy(single, ({ length }) => length),
    ordinary: new Set(ordinary.map(stemOf)),
  };
}

const FOLDER = fileURLToPath(new URL("words/", import.meta.url));

/** Every list of words. @throws {Malformed} naming the file and the path in it. */
export async function readWords(): Promise<WordList[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith(".yaml")).sort();
  return Promise.all(
    files.map(async (file) => {
      const language = file.replace(/\.yaml$/, "");
      if (!Object.hasOwn(ALPHABETS, language))
        throw new Malformed(`insight/attention/words/${file}`, [
          { path: "", says: `is named by a language; ${Object.keys(ALPHABETS).join(", ")} are` },
        ]);
      const yaml = await readFile(`${FOLDER}${file}`, "utf8");
      return parseWords(`insight/attention/words/${file}`, language as AlphabetName, yaml);
    }),
  );
}
