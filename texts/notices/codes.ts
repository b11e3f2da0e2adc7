// How codes and names are read: capabilities, needs, regions, companies.
import { type Locale, textsOf } from "./texts.ts";

/** A code as words: `greenApples` and `green-apples` are green apples; one with digits is a name, and stays. */
const plain = (code: string): string =>
  /^[A-Za-z]+([-_.:][A-Za-z]+)*$/.test(code)
    ? code
        .replace(/([a-z])([A-Z])/g, "$1 $2")
        .replace(/[-_.:]/g, " ")
        .toLowerCase()
    : code;

/** A code in words: those of the texts, or its own, which are often English. */
export const inWords = (code: string, locale: Locale): string =>
  textsOf(locale).words[code] ?? textsOf(locale).words[plain(code).replaceAll(" ", "-")] ?? plain(code);

/** A region: a country by its code of two letters, or a place by its name. */
export function regionIn(code: string, locale: Locale): string {
  if (/^[A-Za-z]{2}$/.test(code)) {
    const country = new Intl.DisplayNames(locale, { type: "region" }).of(code.toUpperCase());
    if (country !== undefined && country !== code.toUpperCase()) return country;
  }
  return (
    textsOf(locale).words[code] ?? plain(code).replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase())
  );
}

/** A company's name within a sentence: in quotation marks where the language has them, unless it brings its own. */
export const companyIn = (name: string, locale: Locale): string =>
  locale !== "ru" || /[«»„“”"]/.test(name) ? name : `«${name}»`;
