// What stands in a text: which words of the lists and where, and what is asked. The text itself is not kept.
import { type Phrases, stemOf, type WordKind, type WordList } from "./words.ts";

/** A word of the lists that was met in a text: where it stands in it, in UTF-16 units. */
export interface Met {
  readonly kind: WordKind;
  readonly word: string;
  readonly at: number;
  readonly length: number;
}

/** What one text says to who listens. */
export interface HeardText {
  readonly met: readonly Met[];
  /** Each question as the stems of its words, in their order. */
  readonly questions: readonly (readonly string[])[];
}

/** Words and their endings, with where each letter stood in the text. */
interface Plain {
  readonly letters: string;
  readonly at: readonly number[];
}

/** What somebody else said, or what something is called: `> …`, "…", «…», „…“. */
const QUOTED =
  /^[ \t]*>.*$|(?<=^|[\s([])(?:"(?:\S|\S[^"\n]{0,78}\S)"|“[^“”\n]{1,80}”|„[^„“”\n]{1,80}[“”]|«[^«»\n]{1,80}»)(?=$|[\s.,;:!?)\]])/gmu;

const unquoted = (text: string): string => text.replaceAll(QUOTED, (quote) => "\n".repeat(quote.length));

/** What most texts are made of needs no closer look. */
const COMMON = /^[\0-\x7Fа-яА-Я]$/;

/** Small letters in their plain forms, without accents, invisible signs, and the dots of ё. */
function plain(text: string): Plain {
  const letters: string[] = [];
  const at: number[] = [];
  let index = 0;
  const put = (unit: string, here: number) => {
    letters.push(unit);
    at.push(here);
  };
  for (const sign of text) {
    const here = index;
    index += sign.length;
    if (COMMON.test(sign)) {
      put(sign.toLowerCase(), here);
      continue;
    }
    // й is и with a breve: the one accent that makes another letter.
    if (sign === "\u0306" && letters.at(-1) === "и") letters[letters.length - 1] = "й";
    if (/[\p{M}\p{Cf}]/u.test(sign)) continue;
    for (const unit of sign.normalize("NFKC").toLowerCase()) {
      const bare = unit === "й" ? unit : unit.normalize("NFD").replaceAll(/\p{M}/gu, "");
      for (const one of bare === "" ? unit : bare) put(one.length === 1 ? one : " ", here);
    }
  }
  return { letters: letters.join(""), at };
}

/** Letters of another alphabet, digits and signs as the letters that they stand for in a disguised word. */
function folded(letters: string, { alphabet, lookalikes }: WordList): string {
  return letters.replaceAll(/[\p{L}\p{N}@$]+/gu, (word) => {
    const own = word.match(alphabet)?.length ?? 0;
    if (own === 0 || own === word.length) return word;
    // A code like A55 is none.
    if (5 * (word.match(/\p{N}/gu)?.length ?? 0) > 3 * word.length) return word;
    return [...word].map((one) => lookalikes.get(one) ?? one).join("");
  });
}

/** Letters set apart: `i d i o t`, `i.d.i.o.t`. */
const APART = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}@$][ .\-_·*]{1,2}){3,}[\p{L}\p{N}@$](?![\p{L}\p{N}])/gu;

/** Words whose letters are set apart, put together. */
function joined({ letters, at }: Plain): Plain[] {
  return Array.from(letters.matchAll(APART), ({ 0: apart, index }) => {
    const places = [...apart].flatMap((one, n) => (/[\p{L}\p{N}@$]/u.test(one) ? [n] : []));
    return {
      letters: places.map((n) => apart[n]).join(""),
      at: places.map((n) => at[index + n] ?? 0),
    };
  });
}

/** A word of a text, and where it stands. Words of one sentence have its number. */
interface Token {
  readonly word: string;
  readonly from: number;
  readonly until: number;
  readonly sentence: number;
}

/** Words, with stars for letters that are hidden in them; a dot, or the end of a line, ends a sentence. */
function tokensOf(letters: string): Token[] {
  let sentence = 0;
  return Array.from(letters.matchAll(/[.!?\n\r]|[\p{L}\p{N}](?:[\p{L}\p{N}*'’]*[\p{L}\p{N}*])?/gu)).flatMap(
    ({ 0: word, index }): Token[] => {
      if (!/^[.!?\n\r]/.test(word))
        return [{ word: word.replaceAll("’", "'"), from: index, until: index + word.length, sentence }];
      sentence += 1;
      return [];
    },
  );
}

/** The word as it is listed, where letters of it are stretched (to three and more) or hidden by stars. */
function listedAs(word: string, { single }: WordList): readonly string[] {
  const bare = word.replace(/\*+$/, "");
  const said = [bare];
  if (/(.)\1\1/u.test(bare))
    said.push(bare.replaceAll(/(.)\1{2,}/gu, "$1"), bare.replaceAll(/(.)\1{2,}/gu, "$1$1"));
  const stars = word.split("*").length - 1;
  // At least half of it has to be seen.
  if (stars === 0 || 2 * stars > word.length) return said;
  const hidden = (single.get(word.length) ?? []).filter((one) =>
    [...one].every((letter, n) => word[n] === "*" || word[n] === letter),
  );
  return [...said, ...hidden];
}

/** The most words that a gap stands for. */
const GAP = 8;

type End = Phrases["ends"][number] & { readonly until: number };

/** Every phrase that begins with a token; `until`: the token after its last one. */
function endsFrom(
  phrases: Phrases,
  words: readonly (readonly string[])[],
  tokens: readonly Token[],
  first: number,
): End[] {
  const sentence = tokens[first]?.sentence;
  const found: End[] = [];
  const follow = (here: Phrases, n: number): void => {
    for (const end of here.ends) found.push({ ...end, until: n });
    if (tokens[n]?.sentence !== sentence) return;
    for (const word of words[n] ?? []) {
      const next = here.next.get(word);
      if (next) follow(next, n + 1);
    }
    if (here.gap) for (let gap = 0; gap <= GAP; gap += 1) follow(here.gap, n + gap);
  };
  follow(phrases, first);
  return found;
}

function metIn({ letters, at }: Plain, list: WordList): Met[] {
  const tokens = tokensOf(folded(letters, list));
  const words = tokens.map(({ word }) => listedAs(word, list));
  const ends = tokens.flatMap((_, n) =>
    endsFrom(list.phrases, words, tokens, n).map((end) => ({ ...end, first: n })),
  );
  const excepted = ends.filter(({ kind }) => kind === "except");
  const longest = new Map<string, { kind: WordKind; id: string; first: number; until: number }>();
  for (const { kind, id, first, until } of ends) {
    if (kind === "except") continue;
    if (excepted.some((one) => first < one.until && one.first < until)) continue;
    const key = `${id} ${first}`;
    if ((longest.get(key)?.until ?? 0) < until) longest.set(key, { kind, id, first, until });
  }
  return Array.from(longest.values(), ({ kind, id, first, until }) => {
    const from = at[tokens[first]?.from ?? 0] ?? 0;
    const last = at[(tokens[until - 1]?.until ?? 1) - 1] ?? from;
    return { kind, word: id, at: from, length: last + 1 - from };
  });
}

/** So many letters tell whether somebody shouts, and so many of a hundred are large. */
const SHOUTED = { letters: 20, percent: 70 };
const SHOUTING = "shouting";

function shouted(text: string): Met[] {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const large = text.match(/\p{Lu}/gu)?.length ?? 0;
  const loud = letters >= SHOUTED.letters && 100 * large >= SHOUTED.percent * letters && /!!/.test(text);
  return loud ? [{ kind: "anger", word: SHOUTING, at: 0, length: text.length }] : [];
}

function questionsIn(text: string, lists: readonly WordList[]): string[][] {
  const sentences = text.match(/[^.!?\n]+[.!?\n]*/gu) ?? [];
  return sentences
    .filter((sentence) => sentence.includes("?"))
    .map((question) => stemsOf(question, lists))
    .filter((stems) => stems.length > 0);
}

/** The first letters of each word that says something. */
export function stemsOf(text: string, lists: readonly WordList[]): string[] {
  const stems = plain(text)
    .letters.split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 3)
    .map(stemOf);
  return [...new Set(stems)].filter((stem) => !lists.some(({ ordinary }) => ordinary.has(stem)));
}

/** Listens to a text. Quotations, and what is called by a name in quotation marks, are left out. */
export function hear(text: string, lists: readonly WordList[]): HeardText {
  const own = unquoted(text);
  const whole = plain(own);
  const met = [whole, ...joined(whole)].flatMap((part) => lists.flatMap((list) => metIn(part, list)));
  return {
    met: [...met, ...shouted(own)].sort((a, b) => a.at - b.at || b.length - a.length),
    questions: questionsIn(own, lists),
  };
}

/** Whether two questions ask the same: most of what they say is the same. */
export function sameQuestion(one: readonly string[], other: readonly string[]): boolean {
  const common = one.filter((stem) => other.includes(stem)).length;
  return common > 0 && 5 * common >= 3 * (one.length + other.length - common);
}
