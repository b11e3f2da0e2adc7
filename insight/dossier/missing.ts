import type { Locale } from "../../machines/index.ts";
import type { SectionName } from "./dossier.ts";

/** What a dossier may lack, and how it is mended. `blocks`: without it the section is not there (R-DEC-3). */
const LACKS = {
  interactions: {
    blocks: true,
    en: [
      "no message and no call is on record",
      "import them: `tenure import interactions FILE`, or signal message.received and message.sent",
    ],
    ru: [
      "не записано ни сообщений, ни звонков",
      "загрузите их: `tenure import interactions FILE`, или сообщите message.received и message.sent",
    ],
  },
  hours: {
    blocks: true,
    en: [
      "no working time on this client is on record",
      "import it: `tenure import hours FILE`, or let finance state the cost: finance.assessed",
    ],
    ru: [
      "не записано рабочее время на этого клиента",
      "загрузите его: `tenure import hours FILE`, или пусть финансы назовут стоимость: finance.assessed",
    ],
  },
  rates: {
    blocks: true,
    en: [
      "the policy has no hourly rate for this",
      "add it to value.rates of the policy, or let finance state the cost: finance.assessed",
    ],
    ru: [
      "в политике нет такой почасовой ставки",
      "добавьте её в value.rates политики, или пусть финансы назовут стоимость: finance.assessed",
    ],
  },
  revenue: {
    blocks: true,
    en: [
      "nothing is on record of what the client brings",
      "import it: `tenure import purchases FILE` or `payments`, or let finance state it: finance.assessed",
    ],
    ru: [
      "не записано, что приносит клиент",
      "загрузите: `tenure import purchases FILE` или `payments`, или пусть финансы назовут: finance.assessed",
    ],
  },
  currency: {
    blocks: true,
    en: [
      "amounts of another currency than the relationship's are on record, and two currencies are never added",
      "let finance state revenue and cost in the relationship's currency: finance.assessed",
    ],
    ru: [
      "записаны суммы в другой валюте, чем у отношений, а две валюты не складываются",
      "пусть финансы назовут доход и стоимость в валюте отношений: finance.assessed",
    ],
  },
  goods: {
    blocks: false,
    en: [
      "what the goods cost us is not known of every purchase, so neither margin nor returns are summed",
      "let finance state them: finance.assessed, ground.assessed; import purchases with their `cost` from now on",
    ],
    ru: [
      "не по каждой покупке известно, во что нам обошёлся товар: ни маржа, ни возвраты не посчитаны",
      "пусть финансы назовут: finance.assessed, ground.assessed; впредь загружайте покупки с полем `cost`",
    ],
  },
  alternatives: {
    blocks: false,
    en: [
      "no alternative was offered for this demand (R-DEC-4)",
      "offer one, and import a demand for the same under another id, with `offered`",
    ],
    ru: [
      "на это требование не предложено ни одного варианта (R-DEC-4)",
      "предложите вариант и загрузите требование о том же под другим id, с полем `offered`",
    ],
  },
  price: {
    blocks: false,
    en: [
      "what giving in to this demand costs is not known, so the threat is not summed (R-DEC-4)",
      "import a demand for the same under another id, with its `cost`, or let finance state it: threat.assessed",
    ],
    ru: [
      "неизвестно, во что обойдётся уступка этому требованию: угроза не посчитана (R-DEC-4)",
      "загрузите требование о том же под другим id, с полем `cost`, или пусть финансы назовут: threat.assessed",
    ],
  },
} as const satisfies Record<
  string,
  { readonly blocks: boolean } & Record<Locale, readonly [what: string, howToMend: string]>
>;
type Lack = keyof typeof LACKS;

/** One thing that a dossier lacks. */
export interface Missing {
  readonly section: SectionName;
  /** By name, like `costToServe.rates.CHF`. */
  readonly name: string;
  readonly lack: Lack;
  readonly what: string;
  readonly howToMend: string;
  /** The section is not there without it. */
  readonly blocks: boolean;
}

/** The longest name that an event takes. */
const LONGEST = 64;

/** @param parts of its name after the section's, as far as they fit */
export function missing(section: SectionName, lack: Lack, ...parts: readonly string[]): Missing {
  const [what, howToMend] = LACKS[lack].en;
  const full = [section, ...parts].join(".");
  const name = full.length <= LONGEST ? full : `${section}.${lack}`;
  // None of the problems is an answer, too: their section is always there.
  const blocks = LACKS[lack].blocks && section !== "problems";
  return { section, name, lack, what, howToMend, blocks };
}

/** What is missing and how it is mended, in a language. */
export function missingIn(language: Locale, { lack, name }: Missing): { what: string; howToMend: string } {
  const [what, howToMend] = LACKS[lack][language];
  return { what: `${name}: ${what}`, howToMend };
}
