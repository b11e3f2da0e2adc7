// The console's words in a language, as somebody looks for them on the page.
import { EVENTS } from "../../apps/console/src/texts/events.ts";
import { FIELDS } from "../../apps/console/src/texts/fields.ts";
import { HOUSE } from "../../apps/console/src/texts/house.ts";
import { SCREENS } from "../../apps/console/src/texts/screens.ts";
import { VALUES } from "../../apps/console/src/texts/values.ts";
import { WORK } from "../../apps/console/src/texts/work.ts";

export type Lang = "en" | "ru";
const TEXTS = { ...SCREENS, ...WORK, ...HOUSE };

export type ConsoleWords = ReturnType<typeof wordsIn>;

export function wordsIn(lang: Lang) {
  const n = lang === "en" ? 0 : 1;
  const of = (pairs: Readonly<Record<string, readonly [string, string]>>) => (key: string) =>
    pairs[key]?.[n] ?? key;
  return {
    /** A text up to its first slot. */
    t: (key: keyof typeof TEXTS) => TEXTS[key][n].replaceAll(/\{.*\}.*/g, "").trim(),
    event: of(EVENTS),
    field: of(FIELDS),
    value: of(VALUES),
  };
}
