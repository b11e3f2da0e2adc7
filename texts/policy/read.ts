// The texts of the public page of the policy.
import { readFileSync } from "node:fs";
import { IntlMessageFormat } from "intl-messageformat";
import { parse } from "yaml";
import { z } from "zod";
import type { Locale } from "../../machines/index.ts";

const line = z.string().min(1);
const words = [
  ...(["title", "version", "says", "from", "inForce", "older", "later", "yours", "yoursOther"] as const),
  ...(["read", "changed", "versions", "current", "language", "missing", "missingSays"] as const),
] as const;
type Word = (typeof words)[number];
const schema = z.strictObject({
  words: z.record(z.enum(words), line),
  /** By section: its title, and its sentences by their ids. */
  sections: z.record(z.string(), z.object({ title: line }).catchall(line)),
});
export type PolicyTexts = z.infer<typeof schema>;

const loaded: Partial<Record<Locale, PolicyTexts>> = {};

/** Read once a process. */
export function policyTexts(locale: Locale): PolicyTexts {
  loaded[locale] ??= schema.parse(parse(readFileSync(new URL(`${locale}.yaml`, import.meta.url), "utf8")));
  return loaded[locale];
}

/** A piece of a sentence: words, or its value as it is written. */
export type PolicyPiece = string | { readonly value: string };

/** A sentence, with its value apart from its words. */
export function sentence(message: string, locale: Locale, n?: number): readonly PolicyPiece[] {
  const v = (chunks: unknown[]): PolicyPiece => ({ value: chunks.join("") });
  const said: unknown = new IntlMessageFormat(message, locale).format({ v, ...(n !== undefined && { n }) });
  return (Array.isArray(said) ? said : [said]) as PolicyPiece[];
}

/** Words of the page's own. */
export function word(name: Word, locale: Locale, slots: Readonly<Record<string, string>> = {}): string {
  return `${new IntlMessageFormat(policyTexts(locale).words[name], locale).format(slots)}`;
}
