// Texts by key, in the language that was chosen. Both languages stand side by side, so that none can lack a key.
import IntlMessageFormat from "intl-messageformat";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { EVENTS } from "./events.ts";
import { FIELDS } from "./fields.ts";
import type { ConsoleLanguage } from "./language.ts";
import { TEXTS, type TextKey } from "./messages.ts";
import { VALUES } from "./values.ts";

const LANG = "tenure.lang";

type TextSlots = Readonly<Record<string, string | number>>;

const formats = new Map<string, IntlMessageFormat>();

/** A text in a language, with its slots filled in. */
export function textIn(language: ConsoleLanguage, key: TextKey, slots?: TextSlots): string {
  const text = TEXTS[key][language === "en" ? 0 : 1];
  if (!text.includes("{")) return text;
  const kept = `${language} ${key}`;
  const format = formats.get(kept) ?? new IntlMessageFormat(text, language);
  formats.set(kept, format);
  return String(format.format(slots));
}

const wordIn = (
  words: Readonly<Record<string, readonly [string, string]>>,
  language: ConsoleLanguage,
  code: string,
): string => (Object.hasOwn(words, code) ? words[code]?.[language === "en" ? 0 : 1] : undefined) ?? code;

const fieldIn = (language: ConsoleLanguage, path: string): string =>
  Object.hasOwn(FIELDS, path)
    ? wordIn(FIELDS, language, path)
    : path
        .split(".")
        .map((name) => wordIn(FIELDS, language, name))
        .join(" · ");

/** What a component writes with. What has no words yet is shown as its code. */
export interface ConsoleTexts {
  readonly language: ConsoleLanguage;
  readonly t: (key: TextKey, slots?: TextSlots) => string;
  /** The name of an event: `incident.reported` → "Report an incident". */
  readonly event: (type: string) => string;
  /** A field by its name, or by its path in the data of an event: `adjustment.offered`. */
  readonly field: (path: string) => string;
  /** A state, a role, a channel, or any other code of a closed list. */
  readonly value: (code: string) => string;
  readonly setLanguage: (language: ConsoleLanguage) => void;
}

const Context = createContext<ConsoleTexts | null>(null);

export function useTexts(): ConsoleTexts {
  const texts = useContext(Context);
  if (!texts) throw new Error("there are no texts here");
  return texts;
}

export function TextsProvider({ children }: { readonly children: ReactNode }) {
  const [language, choose] = useState<ConsoleLanguage>(document.documentElement.lang === "ru" ? "ru" : "en");
  const setLanguage = useCallback((chosen: ConsoleLanguage) => {
    localStorage.setItem(LANG, chosen);
    choose(chosen);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const texts = useMemo<ConsoleTexts>(
    () => ({
      language,
      t: (key, slots) => textIn(language, key, slots),
      event: (type) => wordIn(EVENTS, language, type),
      field: (path) => fieldIn(language, path),
      value: (code) => wordIn(VALUES, language, code),
      setLanguage,
    }),
    [language, setLanguage],
  );
  return <Context value={texts}>{children}</Context>;
}
