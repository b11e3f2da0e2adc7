// A dossier as a page in one language (R-DEC-3).
import { type CompiledDossier, SECTIONS } from "../../insight/dossier/dossier.ts";
import { missingIn } from "../../insight/dossier/missing.ts";
import { percent } from "../../values/money.ts";
import type { HelpPage, Section } from "./page.ts";
import type { DossierWords, Language } from "./read.ts";

/** What a page is made of: the dossier, the texts that it speaks of by vault id, and what was compiled before. */
export interface DossierPageParts {
  readonly dossier: CompiledDossier;
  readonly texts: Readonly<Record<string, string>>;
  readonly compiled: readonly {
    readonly id: string;
    readonly at: string;
    readonly decisions: readonly string[];
  }[];
}

type FillValues = Readonly<Record<string, string | number>>;

/** Puts values into a text: `{name}`. */
export const filled = (text: string, values: FillValues): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));

const LOCALES = { en: "en-GB", ru: "ru-RU" } as const satisfies Record<Language, string>;

/** A day of UTC: `2026-11-22`, in Russian in words. */
export function dayIn(date: string, language: Language): string {
  if (language === "en") return date.slice(0, 10);
  const format = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(date.slice(0, 10))).replace(/\s*г\.$/, " года");
}

/** `2026-11-22 09:30Z`, in Russian in words. */
export function momentIn(instant: string, language: Language): string {
  const time = instant.slice(11, 16);
  return language === "en"
    ? `${dayIn(instant, language)} ${time}Z`
    : `${dayIn(instant, language)}, ${time} UTC`;
}

/** Words of somebody else's. */
const quoted = (text: string, language: Language): string => (language === "en" ? `“${text}”` : `«${text}»`);

/** Amounts of one currency in words; null is not known. */
export function amountsOf(
  currency: string,
  language: Language,
  unknown: string,
): (minor: number | null) => string {
  const format = new Intl.NumberFormat(LOCALES[language], { style: "currency", currency });
  const places = format.resolvedOptions().maximumFractionDigits ?? 2;
  // The minus of the formulas beside it, and not a hyphen.
  return (minor) =>
    minor === null ? unknown : format.format(minor / 10 ** places).replace(/-(?=\D*\d)/, "−");
}

const hoursOf = (minutes: number): string =>
  minutes % 60 === 0
    ? `${minutes / 60}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;

/** R-DEC-4: Σ probability × impact, in minor units; exact up to the last step. */
export const riskOf = (
  risks: readonly { readonly probabilityPct: number; readonly impact: number }[],
): number =>
  risks.reduce((sum, { probabilityPct, impact }) => sum + Math.round(probabilityPct * 100) * impact, 0) /
  10_000;

/** The sums in sentences, rule by rule. */
export function sumLines(
  { sums, sections, missing }: CompiledDossier,
  words: DossierWords,
  language: Language,
): string[] {
  const says = words[language].sums;
  const money = amountsOf(sums.currency, language, words[language].lines.unknown);
  const { threat, demand, returns, faults, concessionsUnderThreat: granted } = sums;
  const { revenue, benefit, cost, net } = sections.lossOnExit;
  return [
    filled(says.faults, faults),
    threat
      ? filled(says.threat, {
          cost: money(granted + threat.demand),
          granted: money(granted),
          demand: money(threat.demand),
          risk: money(riskOf(threat.risks)),
          unoffered: threat.unoffered,
        })
      : filled(missing.some(({ lack }) => lack === "price") ? says.noPrice : says.noThreat, {
          granted: money(granted),
        }),
    demand
      ? filled(says.demand, {
          others: demand.others,
          about: demand.about,
          offered: demand.offered,
          answer: demand.workaroundsRejected ? says.rejected : says.open,
        })
      : says.noDemand,
    net === null
      ? says.noNet
      : filled(says.net, {
          revenue: money(revenue),
          benefit: money(benefit),
          cost: money(cost),
          net: money(net),
        }),
    filled(says.effort, { hours: hoursOf(sums.precontractMinutes) }),
    returns
      ? filled(says.returns, { cost: money(returns.cost), margin: money(returns.margin) })
      : says.noReturns,
  ];
}

/** What is missing, and how it is mended, in sentences. */
export const missingLines = (
  { missing }: CompiledDossier,
  words: DossierWords,
  language: Language,
): string[] =>
  missing.map((each) => {
    const { what, howToMend: how } = missingIn(language, each);
    return filled(words[language].lines.missing, { what, how });
  });

/** Whether all six sections are there; those that are not, by name. */
export function wholeLine({ present }: CompiledDossier, words: DossierWords, language: Language): string {
  const { heads, whole, lacking } = words[language];
  const absent = SECTIONS.filter((name) => !present.includes(name)).map((name) => heads[name]);
  return absent.length === 0 ? whole : filled(lacking, { sections: absent.join(", ") });
}

/** The words of a language, with how they show amounts, quotes, instants and days. */
function wordingOf({ dossier, texts }: DossierPageParts, words: DossierWords, language: Language) {
  const { lines, kinds, from } = words[language];
  const { sections, sums } = dossier;
  const money = amountsOf(sums.currency, language, lines.unknown);
  const said = (...refs: readonly (string | null)[]) =>
    refs
      .map((ref) => (ref !== null && texts[ref] !== undefined ? `: ${quoted(texts[ref], language)}` : ""))
      .join("");
  const moment = (instant: string) => momentIn(instant, language);
  const day = (date: string) => dayIn(date, language);
  return { lines, kinds, from, sections, money, said, moment, day, language };
}
type Wording = ReturnType<typeof wordingOf>;

function conversationsLines({ lines, sections, said, moment }: Wording): string[] {
  const { fromClient, fromUs, calls, channels, first, last, latest } = sections.conversations;
  if (fromClient + fromUs + calls === 0) return [];
  return [
    filled(lines.counted, {
      fromClient,
      fromUs,
      calls,
      first: first ? moment(first) : "–",
      last: last ? moment(last) : "–",
    }),
    ...(Object.keys(channels).length > 0
      ? [
          filled(lines.channels, {
            channels: Object.entries(channels)
              .map(([channel, count]) => `${channel} ${count}`)
              .join(", "),
          }),
        ]
      : []),
    ...latest.map(({ at, channel, direction, textRef }) =>
      filled(lines.message, {
        at: moment(at),
        channel,
        text: said(textRef),
        whom: direction === "in" ? lines.client : lines.us,
      }),
    ),
  ];
}

function problemsLines({ lines, sections, money, said, moment, day }: Wording): string[] {
  const { incidents, boundaries, askedOff, demands, threats, discounts, overdue } = sections.problems;
  return [
    ...incidents.map(({ id, category, happenedAt, status, explainedBy, textRef }) =>
      filled(lines.incident, {
        id,
        category,
        status,
        at: moment(happenedAt),
        text: said(textRef),
        explained: explainedBy === null ? "" : filled(lines.explained, { fault: explainedBy }),
      }),
    ),
    ...(boundaries > 0 ? [filled(lines.boundaries, { count: boundaries })] : []),
    ...(askedOff.length > 0 ? [filled(lines.askedOff, { people: askedOff.join(", ") })] : []),
    ...demands.map(({ id, about, kind, others, cost, offered, accepted, reasonRef, consequenceRef }) =>
      filled(lines.demand, {
        id,
        about,
        kind,
        others,
        text: said(reasonRef, consequenceRef),
        cost: cost === null ? "" : filled(lines.price, { cost: money(cost) }),
        state:
          accepted !== null
            ? filled(lines.accepted, { accepted })
            : offered && offered.length > 0
              ? filled(lines.offered, { offered: offered.join(", ") })
              : lines.unoffered,
      }),
    ),
    ...threats.map(({ at, demand, risks, textRef }) =>
      filled(lines.threat, {
        at: moment(at),
        demand,
        text: said(textRef),
        risks: risks
          .map(({ basisPoints, impact }) =>
            filled(lines.risk, { chance: basisPoints / 100, impact: money(impact) }),
          )
          .join(", "),
      }),
    ),
    ...discounts.map(({ on, kind, asked, granted, textRef }) =>
      filled(lines.discount, {
        on: day(on),
        kind,
        text: said(textRef),
        asked: money(asked),
        granted: money(granted),
      }),
    ),
    ...overdue.map(({ invoice, amount, due }) =>
      filled(lines.overdue, { invoice, due: day(due), amount: money(amount) }),
    ),
  ];
}

function reviewsLines({ lines, sections, said, moment }: Wording): string[] {
  const { good, bad, praised, criticised, all, scores } = sections.reviews;
  if (good + bad + praised + criticised + scores.length === 0) return [];
  return [
    filled(lines.opinions, { good, bad, praised, criticised }),
    ...all.map(({ at, kind, good: well, textRef }) =>
      filled(lines.review, {
        at: moment(at),
        kind,
        tone: well ? lines.good : lines.bad,
        text: said(textRef),
      }),
    ),
    ...(scores.length > 0
      ? [
          filled(lines.scores, {
            scores: scores.map(({ period, score }) => `${period} ${score}`).join(", "),
          }),
        ]
      : []),
  ];
}

function ourFaultsLines({ lines, sections, money, said, moment }: Wording): string[] {
  const { open, window, all } = sections.ourFaults;
  if (all.length === 0) return [];
  return [
    filled(lines.faults, { open, window }),
    ...all.map(({ id, opened, cured, loss, compensated, textRef }) =>
      filled(lines.fault, {
        id,
        opened: moment(opened),
        text: said(textRef),
        cured: cured === null ? "" : filled(lines.cured, { at: moment(cured) }),
        loss:
          (loss ? lines.loss : "") +
          (compensated === null ? "" : filled(lines.compensated, { amount: money(compensated) })),
      }),
    ),
  ];
}

function costToServeLines({ lines, kinds, sections, money, said, day, language }: Wording): string[] {
  const { span, effort, costs, concessions, sum } = sections.costToServe;
  return [
    filled(lines.span, { from: day(span.from), to: day(span.to) }),
    ...effort.map(({ role, kind, minutes, rate }) =>
      filled(lines.effort, {
        role,
        kind: kinds[kind as keyof typeof kinds],
        hours: hoursOf(minutes),
        rate: money(rate),
      }),
    ),
    ...Object.entries(costs)
      .filter(([, amount]) => amount > 0)
      .map(([kind, amount]) =>
        filled(lines.cost, { kind: kinds[kind as keyof typeof kinds], amount: money(amount) }),
      ),
    ...concessions.map(({ on, cost, underThreat, currency, textRef }) =>
      filled(lines.concession, {
        on: day(on),
        text: said(textRef),
        threat: underThreat ? lines.underThreat : "",
        amount: amountsOf(currency, language, lines.unknown)(cost),
      }),
    ),
    filled(lines.total, { amount: money(sum) }),
  ];
}

function lossOnExitLines({ lines, from, sections, money }: Wording): string[] {
  const { revenue, benefit, net, from: known, margin, returns } = sections.lossOnExit;
  return [
    revenue === null || known === null
      ? lines.noRevenue
      : filled(lines.revenue, { amount: money(revenue), from: from[known] }),
    ...(benefit === 0 ? [] : [filled(lines.benefit, { amount: money(benefit) })]),
    net === null ? lines.noNet : filled(lines.net, { net: money(net), leaves: money(0 - net) }),
    ...(margin
      ? [
          filled(lines.margin, {
            margin: money(margin.revenue - margin.cost),
            revenue: money(margin.revenue),
            share: percent(Math.max(0, margin.revenue - margin.cost), margin.revenue),
          }),
        ]
      : []),
    ...(returns ? [filled(lines.returns, { cost: money(returns.cost), margin: money(returns.margin) })] : []),
  ];
}

/** What stands in each section, in sentences. */
function linesOf(parts: DossierPageParts, words: DossierWords, language: Language) {
  const wording = wordingOf(parts, words, language);
  return {
    conversations: () => conversationsLines(wording),
    problems: () => problemsLines(wording),
    reviews: () => reviewsLines(wording),
    ourFaults: () => ourFaultsLines(wording),
    costToServe: () => costToServeLines(wording),
    lossOnExit: () => lossOnExitLines(wording),
  };
}

const points = (title: string, items: readonly string[]): Section => ({
  title,
  parts: [{ kind: "points", items }],
});

/** R-DEC-3: the dossier on one page: what is missing first, then the six sections, then what the rules read. */
export function dossierPage(shown: DossierPageParts, words: DossierWords, language: Language): HelpPage {
  const { dossier, compiled } = shown;
  const says = words[language];
  const { heads, lines } = says;
  const of = linesOf(shown, words, language);
  const moment = (instant: string) => momentIn(instant, language);
  const { client, at, id, policy, digest, missing } = dossier;
  return {
    language,
    title: filled(says.title, { client }),
    intro: `${filled(says.intro, { at: moment(at) })} ${wholeLine(dossier, words, language)}`,
    sections: [
      ...(missing.length > 0 ? [points(heads.missing, missingLines(dossier, words, language))] : []),
      ...SECTIONS.map((name) => {
        const items = of[name]();
        return points(heads[name], items.length > 0 ? items : [lines.none]);
      }),
      points(heads.sums, sumLines(dossier, words, language)),
      ...(compiled.length > 0
        ? [
            points(
              heads.compiled,
              compiled.map((each) =>
                filled(says.frozen, {
                  at: moment(each.at),
                  id: each.id,
                  decisions:
                    each.decisions.length > 0
                      ? filled(says.frozenFor, { decisions: each.decisions.join(", ") })
                      : "",
                }),
              ),
            ),
          ]
        : []),
    ],
    foot: filled(says.foot, { id, policy, digest: `SHA-256 ${digest}` }),
  };
}
