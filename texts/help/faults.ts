// What no schema can hold: that both languages say the same, that rules exist, that nothing is said which must not be.
import { eventTypes } from "../../machines/events.ts";
import {
  type Benefits,
  type Card,
  type Checklist,
  type DossierWords,
  type ExitWords,
  GUIDES,
  type Guides,
  LANGUAGES,
  type Language,
  type OrderSheet,
} from "./read.ts";

/** One thing that is wrong: in which file, where in it, and what is allowed there. */
export interface HelpFault {
  readonly file: string;
  /** `ru.steps.2` */
  readonly path: string;
  readonly says: string;
}

/** Everything that there is to check. */
export interface Help {
  readonly cards: readonly Card[];
  readonly checklists: readonly Checklist[];
  readonly order: OrderSheet;
  readonly dossier: DossierWords;
  readonly exit: ExitWords;
  readonly benefits: Benefits;
  readonly guides: Guides;
}

/** What the help is held against: the rules that there are, and the words that no client reads (R-COM-1). */
export interface Against {
  readonly rules: ReadonlySet<string>;
  readonly forbidden: Readonly<
    Record<
      Language,
      readonly {
        readonly pattern: RegExp;
        readonly why: string;
        readonly instead: string;
        applies(notice: string): boolean;
      }[]
    >
  >;
}

export const ARCHETYPES = 25;
/** Words that can be spoken in a minute. */
export const WORDS_A_MINUTE = 150;
const NEVER: Readonly<Record<Language, RegExp>> = { en: /^never/i, ru: /^никогда/i };

const RULE = /R-[A-Z]{3}-\d+/g;
const IDS = /R-[A-Z]{3}-\d+|(?<!\p{L})N(1[0-5]|[1-9])(?!\d)/gu;

/** Every text with its path: `steps.2`. */
function textsIn(value: unknown, path = ""): [path: string, text: string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    textsIn(inner, path === "" ? key : `${path}.${key}`),
  );
}

/** What holds for every file in two languages: as much said in each, by the same rules, and no thresholds. */
function pair(
  file: string,
  both: Readonly<Record<Language, object>>,
  rules: ReadonlySet<string>,
): HelpFault[] {
  const en = new Map(textsIn(both.en));
  const ru = new Map(textsIn(both.ru));
  const faults: HelpFault[] = [];
  const missing = (mine: typeof en, others: typeof en, language: Language) => {
    for (const path of others.keys())
      if (!mine.has(path))
        faults.push({ file, path: `${language}.${path}`, says: "is missing; the other language has it" });
  };
  missing(en, ru, "en");
  missing(ru, en, "ru");
  for (const [path, text] of en) {
    const named = (words: string) => [...new Set(words.match(RULE) ?? [])].sort().join(", ");
    const other = ru.get(path);
    if (other !== undefined && named(text) !== named(other))
      faults.push({
        file,
        path,
        says: `names ${named(text) || "no rule"} in en and ${named(other) || "no rule"} in ru; the same rules are expected`,
      });
  }
  for (const language of LANGUAGES)
    for (const [path, text] of language === "en" ? en : ru) {
      for (const rule of text.match(RULE) ?? [])
        if (!rules.has(rule))
          faults.push({ file, path: `${language}.${path}`, says: `names ${rule}; there is no such rule` });
      if (/\d/.test(text.replace(IDS, "")))
        faults.push({
          file,
          path: `${language}.${path}`,
          says: "has a number in it; thresholds belong into policies/, so that they are never two",
        });
    }
  return faults;
}

const unknown = (
  file: string,
  path: string,
  named: readonly string[],
  rules: ReadonlySet<string>,
): HelpFault[] =>
  named
    .filter((rule) => !rules.has(rule))
    .map((rule) => ({ file, path, says: `names ${rule}; there is no such rule` }));

/** What is said aloud holds the words that no client reads either. */
function spoken(
  file: string,
  language: Language,
  said: readonly [path: string, text: string][],
  { forbidden }: Against,
  about = "",
): HelpFault[] {
  return said.flatMap(([path, text]) =>
    forbidden[language]
      .filter(({ applies }) => applies(about))
      .flatMap(({ pattern, why, instead }) => {
        const found = pattern.exec(text.replaceAll("ё", "е").replaceAll("Ё", "Е"));
        if (!found) return [];
        const says = `says “${found[0]}” (${why}); allowed is: ${instead}`;
        return [{ file, path: `${language}.${path}`, says }];
      }),
  );
}

function cardFaults(card: Card, against: Against): HelpFault[] {
  const { file, rule, exit } = card;
  const faults = [...pair(file, card, against.rules), ...unknown(file, "exit", exit, against.rules)];
  if (!file.includes(`/${rule.slice("R-ARC-".length).padStart(2, "0")}-`))
    faults.push({ file, path: "rule", says: `is ${rule}; the file's name begins with another number` });
  for (const language of LANGUAGES) {
    const { say, script, exit: when } = card[language];
    faults.push(...spoken(file, language, [...textsIn(say, "say"), ["script", script]], against));
    const words = script.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length;
    if (words > WORDS_A_MINUTE)
      faults.push({
        file,
        path: `${language}.script`,
        says: `has ${words} words; ${WORDS_A_MINUTE} can be spoken in a minute`,
      });
    if (NEVER[language].test(when) !== (exit.length === 0))
      faults.push({
        file,
        path: `${language}.exit`,
        says: exit.length === 0 ? "an exit without a rule is never" : "never is said, and rules are named",
      });
  }
  return faults;
}

/** Everything that is wrong with the help; nothing, where all is well. */
export function faultsOf(help: Help, against: Against): HelpFault[] {
  const { cards, checklists, order, benefits, guides } = help;
  const { rules } = against;
  const faults = cards.flatMap((card) => cardFaults(card, against));
  for (let n = 1; n <= ARCHETYPES; n++) {
    const count = cards.filter(({ rule }) => rule === `R-ARC-${n}`).length;
    if (count !== 1)
      faults.push({
        file: "texts/help/coach",
        path: `R-ARC-${n}`,
        says: `has ${count} cards; each archetype has one`,
      });
  }
  for (const checklist of checklists)
    faults.push(
      ...pair(checklist.file, checklist, rules),
      ...unknown(checklist.file, "rules", checklist.rules, rules),
    );
  const sheet = "texts/help/order.yaml";
  faults.push(
    ...pair(sheet, order, rules),
    ...pair("texts/help/dossier.yaml", help.dossier, rules),
    ...pair("texts/help/exit.yaml", help.exit, rules),
  );
  const known: readonly string[] = eventTypes();
  for (const [step, { rules: named, events }] of Object.entries(order.steps)) {
    faults.push(...unknown(sheet, `steps.${step}.rules`, named, rules));
    for (const event of events)
      if (!known.includes(event))
        faults.push({
          file: sheet,
          path: `steps.${step}.events`,
          says: `names ${event}; there is no such event`,
        });
  }
  for (const [ground, named] of Object.entries(order.grounds))
    faults.push(...unknown(sheet, `grounds.${ground}`, named, rules));
  const card = "texts/help/benefits.yaml";
  faults.push(...pair(card, benefits, rules), ...unknown(card, "rules", benefits.rules, rules));
  for (const language of LANGUAGES) {
    // A farewell call says no more than the farewell that is written (N7).
    const call = textsIn(order[language].steps.call.say, "steps.call.say");
    faults.push(...spoken(sheet, language, call, against, "N7"));
    const gifts = Object.entries(benefits[language].benefits);
    const said = gifts.map(([name, { say }]): [string, string] => [`benefits.${name}.say`, say]);
    faults.push(...spoken(card, language, said, against));
  }
  const named = guides.guides.map(({ topic, kind }) => `${kind} on ${topic}`);
  for (const twice of new Set(named.filter((each, n) => named.indexOf(each) !== n)))
    faults.push({ file: GUIDES, path: twice, says: "stands there twice; once is expected" });
  return faults;
}
