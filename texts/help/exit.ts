// The exit assistant on a live client (R-HLP-2): what is known, put into the steps of the order of an exit.
import type { CompiledDossier } from "../../insight/dossier/dossier.ts";
import { monthsBetween } from "../../machines/clock.ts";
import { Malformed } from "../../machines/events.ts";
import type { Policy } from "../../machines/policy.ts";
import { type Ground, phaseOf } from "../../machines/vocabulary.ts";
import { amountsOf, filled, missingLines, momentIn, sumLines, wholeLine } from "./dossier.ts";
import type { HelpPage, PagePart, Section } from "./page.ts";
import type { DossierWords, ExitWords, Headings, Language, OrderSheet } from "./read.ts";
import { type Sum, type SumFields, type SumName, sumOf } from "./sums.ts";

/** Whether an exit is past being asked for. */
const isParted = (state: string): boolean => !["intake", "live"].includes(phaseOf(state) ?? "live");

/** What is known of parting with a client. */
export interface Parting {
  readonly state: string;
  readonly dossier: CompiledDossier;
  readonly compiled: readonly { readonly id: string; readonly at: string }[];
  readonly grounds: readonly { readonly ground: Ground; readonly stands: boolean }[];
  readonly request: { readonly ground: Ground; readonly by: string } | null;
  readonly clauses: readonly {
    readonly ground: Ground;
    readonly terminable: boolean;
    readonly clauseRef: string;
    readonly noticeDays: number;
  }[];
  readonly alternative: string | null;
}

/** A what-if sum, filled in from the dossier. */
export interface Prefilled {
  readonly name: SumName | "returns";
  readonly sum: Sum;
}

/** The last discount that was asked for, as the sum takes it. */
function discountOf({ sections, signedAt, at }: CompiledDossier): SumFields | null {
  const asked = sections.problems.discounts.at(-1);
  const { revenue } = sections.lossOnExit;
  if (!asked || revenue === null || revenue < asked.asked) return null;
  const months = signedAt === null ? 0 : monthsBetween(Date.parse(signedAt), Date.parse(at));
  return {
    kind: asked.kind,
    condition: asked.condition,
    granted: true,
    before: revenue,
    total: revenue - asked.asked,
    months,
  };
}

/** The what-if sums that the dossier has everything for. */
export function prefilledSums(dossier: CompiledDossier, policy: Policy): Prefilled[] {
  const { sums, sections } = dossier;
  const { revenue, benefit, cost } = sections.lossOnExit;
  const { threat, returns, concessionsUnderThreat: concessions } = sums;
  const money = revenue === null || cost === null ? null : { revenue, benefit, cost };
  const fields: readonly (readonly [Prefilled["name"], SumFields | null])[] = [
    ["blackmail", threat && { demand: threat.demand, risks: threat.risks, concessions }],
    ["netvalue", money],
    ["exit", money && { ground: "unprofitable", ...money }],
    ["returns", returns && returns.cost > 0 ? { ground: "returns", ...returns } : null],
    ["discount", discountOf(dossier)],
  ];
  return fields.flatMap(([name, known]) => {
    if (known === null) return [];
    try {
      return [{ name, sum: sumOf(name === "returns" ? "exit" : name, known, policy) }];
    } catch (error) {
      // An amount that no event takes makes no sum.
      if (error instanceof Malformed) return [];
      throw error;
    }
  });
}

/** Talking points under their headings, in the reader's language. */
type HeadedPoints = readonly { readonly heading: string | null; readonly points: readonly string[] }[];

/** What the assistant's page is written with. */
export interface ExitTexts {
  readonly order: OrderSheet;
  readonly headings: Headings;
  readonly exit: ExitWords;
  readonly dossier: DossierWords;
}

const part = (kind: PagePart["kind"], items: readonly string[], title?: string): PagePart => ({
  kind,
  items,
  ...(title !== undefined && { title }),
});

/** The grounds that the sheet is about: the one that was chosen or asked for, otherwise those that stand. */
export function groundsOf({ grounds, request }: Parting, chosen?: Ground): Ground[] {
  const about = chosen ?? request?.ground;
  return about === undefined ? grounds.flatMap(({ ground, stands }) => (stands ? [ground] : [])) : [about];
}

/** What legal has answered about a ground. */
const answerIn = ({ clauses }: Parting, about: Ground) => clauses.find(({ ground }) => ground === about);

/** Where the exit stands, and what the contract says of each of its grounds. */
function clauseLines(
  parting: Parting,
  says: ExitTexts["exit"][Language],
  grounds: readonly Ground[],
): string[] {
  const { dossier, state, request } = parting;
  const { client } = dossier;
  const stands = parting.grounds.flatMap((each) => (each.stands ? [each.ground] : []));
  return [
    isParted(state)
      ? filled(says.parted, { client, state })
      : request
        ? filled(says.requested, request)
        : stands.length > 0
          ? filled(says.standing, { grounds: stands.join(", ") })
          : says.noneStands,
    ...grounds.map((about) => {
      const answered = answerIn(parting, about);
      if (!answered) return filled(says.clause.unanswered, { ground: about });
      const { terminable, clauseRef, noticeDays: days } = answered;
      return filled(terminable ? says.clause.covered : says.clause.uncovered, {
        ground: about,
        clause: clauseRef,
        days,
      });
    }),
  ];
}

/** What the client costs and brings, and what each sum that a rule reads comes to. */
function costParts(
  { dossier }: Parting,
  says: ExitTexts["exit"][Language],
  words: ExitTexts["dossier"],
  language: Language,
  sums: readonly Prefilled[],
): PagePart[] {
  const money = amountsOf(dossier.sums.currency, language, words[language].lines.unknown);
  return [
    part("points", sumLines(dossier, words, language)),
    ...sums.map(({ name, sum }) =>
      part(
        "points",
        [
          ...sum.amounts.map(({ says: what, amount }) => `${says.amounts[what] ?? what}: ${money(amount)}`),
          filled(sum.passed ? says.sums.stands : says.sums.falls, {
            rules: [...new Set(sum.findings.map(({ rule }) => rule))].join(", "),
            what: says.judges[name],
          }),
        ],
        says.sums[name],
      ),
    ),
    ...(sums.length === 0 ? [part("text", [says.sums.none])] : []),
  ];
}

/** R-HLP-2: clause → dossier → cost → call → otherwise restrict, with what is known and what is missing. */
export function exitPage(
  parting: Parting,
  { order, headings, exit, dossier: words }: ExitTexts,
  language: Language,
  { sums, talk, ground }: { sums: readonly Prefilled[]; talk: HeadedPoints; ground?: Ground | undefined },
): HelpPage {
  const { dossier, state, compiled, alternative } = parting;
  const { client, at, id, policy, digest } = dossier;
  const says = exit[language];
  const of = headings[language];
  const steps = order[language].steps;
  const grounds = groundsOf(parting, ground);
  const clause = clauseLines(parting, says, grounds);
  const last = compiled.at(-1);
  const known = [
    last
      ? filled(says.dossier.compiled, { at: momentIn(last.at, language), id: last.id })
      : filled(says.dossier.uncompiled, { client }),
    wholeLine(dossier, words, language),
    ...missingLines(dossier, words, language),
  ];
  const costs = costParts(parting, says, words, language, sums);
  const call = [
    part("points", [alternative ? filled(says.alternative, { provider: alternative }) : says.noAlternative]),
    ...talk.map(({ heading, points }) => part("points", points, heading ?? undefined)),
    part("blanks", steps.call.fill, of.fill),
  ];
  const uncovered = grounds.filter((about) => answerIn(parting, about)?.terminable === false);
  const restrict = [
    part(
      "points",
      uncovered.length > 0
        ? uncovered.map((about) => filled(says.restrict.due, { ground: about }))
        : [says.restrict.spare],
    ),
    part("blanks", steps.restrict.fill, of.fill),
  ];
  const parts: Readonly<Record<keyof typeof steps, readonly PagePart[]>> = {
    clause: [part("points", clause)],
    dossier: [part("points", known)],
    cost: costs,
    call,
    restrict,
  };
  const sections = Object.entries(steps).map(([name, { title, why, done }], n): Section => {
    const step = name as keyof typeof steps;
    const { rules, events } = order.steps[step];
    return {
      title: `${n + 1}. ${title} (${rules.join(", ")})`,
      parts: [
        part("text", [why]),
        ...parts[step],
        part("checks", [`${of.done}: ${done}`]),
        part("text", [`${of.record}: ${events.join(", ")}`]),
      ],
    };
  });
  return {
    language,
    title: filled(says.title, { client }),
    intro: filled(says.intro, { client, state, at: momentIn(at, language) }),
    sections,
    foot: filled(words[language].foot, { id, policy, digest: `SHA-256 ${digest}` }),
  };
}
