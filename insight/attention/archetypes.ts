// R-ARC-1 to 25: which types a client's facts point to. A label guides people, inside only; it decides nothing.
import type { FactsOfClient } from "../../archive/facts/kept.ts";
import { DAY, midnights } from "../../machines/index.ts";
import { daysAfter } from "../../values/days.ts";
import type { SignalKind } from "./kinds.ts";
import { type ClientCircumstances, type KnownClient, known, type Signal } from "./signal.ts";
import { signalsOf } from "./signals.ts";

/** A type that facts point to, and why. */
export interface Pointer {
  readonly rule: string;
  readonly name: string;
  readonly reasons: readonly string[];
}

interface ArchetypeBasis {
  readonly known: KnownClient;
  readonly signals: readonly Signal[];
  readonly tier: string | null;
}

/** The reasons for a type; none: nothing points to it. */
type Reasons = (seen: ArchetypeBasis) => string[];

interface Archetype {
  readonly name: string;
  /** Null: nothing that can be counted tells it; people judge. */
  readonly reasons: Reasons | null;
}

const of = ({ signals }: ArchetypeBasis, kind: SignalKind): Signal[] =>
  signals.filter((signal) => signal.kind === kind);
const times = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
/** All reasons or none: each of them has to be there. */
const all = (...reasons: readonly (string | null)[]): string[] =>
  reasons.every((reason) => reason !== null) ? (reasons as string[]) : [];
const some = (count: number, least: number, says: string): string | null => (count >= least ? says : null);

const badReviews = ({ known: { facts } }: ArchetypeBasis): number =>
  facts.reviews.filter(({ good }) => !good).length;

const uninvolved: Reasons = (seen) => {
  const covered = of(seen, "covered");
  const bad = badReviews(seen);
  const streaks = of(seen, "streak").length;
  const flood =
    bad > 0
      ? times(bad, "bad review")
      : some(streaks, 1, times(streaks, "streak of messages", "streaks of messages"));
  return all(
    some(covered.length, 1, `questions that a guide answers, on ${times(covered.length, "day")}`),
    flood,
  );
};

const questioner: Reasons = (seen) =>
  of(seen, "questions").map(
    ({ numbers, at }) =>
      `${at.slice(0, 10)}: ${numbers.count} questions, ${numbers.again} of them asked again after our answer`,
  );

const selfResolver: Reasons = (seen) =>
  of(seen, "askCancel").map(({ numbers }) => `asked and took it back on ${numbers.days} days of a week`);

const impatient: Reasons = (seen) =>
  of(seen, "streak").flatMap(({ numbers: { messages, channels }, at }) =>
    Array.isArray(channels) && channels.length > 1
      ? [`${at.slice(0, 10)}: ${messages} messages in a row, on ${channels.join(", ")}`]
      : [],
  );

const werewolf: Reasons = (seen) =>
  of(seen, "anger").flatMap(({ numbers, at }) =>
    numbers.sudden === true ? [`${at.slice(0, 10)}: anger, after calm messages`] : [],
  );

const entitled: Reasons = (seen) => {
  const { streaksNotUrgent, streaksWindowDays } = seen.known.given.policy.attention;
  const count = of(seen, "streak").length;
  return all(some(count, streaksNotUrgent, `${count} streaks of messages in ${streaksWindowDays} days`));
};

const vip: Reasons = (seen) =>
  all(
    seen.tier === "high" ? "profit tier high" : null,
    of(seen, "insult").length === 0 ? "no word that may be an insult" : null,
  );

const complainer: Reasons = (seen) => {
  const complaints = of(seen, "anger").length + badReviews(seen);
  return all(
    some(complaints, seen.known.given.policy.attention.habitComplaints, times(complaints, "complaint")),
    of(seen, "insult").length === 0 ? "no word that may be an insult" : null,
  );
};

const scandalist: Reasons = (seen) => {
  const [first] = seen.known.messages;
  const loud = seen.signals.find(({ kind }) => kind === "insult" || kind === "anger");
  const early = first && loud && Date.parse(loud.at) - first.t <= DAY;
  const asks = seen.known.facts.discounts.length;
  return all(
    early ? "loud from the first day" : null,
    of(seen, "orElse").length > 0
      ? "“or else” said repeatedly"
      : some(asks, 1, times(asks, "discount asked for", "discounts asked for")),
  );
};

const terrorist: Reasons = (seen) => {
  const days = of(seen, "insult").length;
  return all(
    some(days, seen.known.given.policy.conduct.warnings + 1, `words that may be an insult, on ${days} days`),
    seen.known.facts.faults.some(({ cured }) => cured === null) ? null : "no fault of ours is open",
  );
};

const blackmailer: Reasons = (seen) => {
  const yielded = seen.known.facts.concessions.filter(({ underThreat }) => underThreat).length;
  return of(seen, "orElse").flatMap(({ numbers }) => [
    `“or else” ${times(Number(numbers.times), "time")}`,
    ...(yielded > 0 ? [times(yielded, "concession under a threat", "concessions under a threat")] : []),
  ]);
};

const customised: Reasons = (seen) => {
  const wanted = seen.known.facts.demands.filter(
    ({ kind, accepted, offered }) => kind === "feature" && accepted === null && (offered ?? []).length > 0,
  );
  return wanted.map(({ about }) => `wants ${about}, and accepted nothing that was offered instead`);
};

const asksOf = (seen: ArchetypeBasis, ...kinds: readonly string[]): string[] =>
  of(seen, "discounts").flatMap(({ numbers }) => {
    const asked = seen.known.facts.discounts.filter(({ kind }) => kinds.includes(kind)).length;
    return asked > 0
      ? [`${numbers.asks} times asked to pay less, ${asked} of them ${kinds.join(" or ")}`]
      : [];
  });

/** Whoever asks for less again and again, or buys by coupons as often as that. */
const bargainHunter: Reasons = (seen) => {
  const { discountAsks, discountWindowDays } = seen.known.given.policy.attention;
  const since = daysAfter(seen.known.today, -discountWindowDays);
  const coupons = seen.known.facts.coupons.filter(({ on }) => on > since).length;
  const used = some(coupons, discountAsks, `${coupons} coupons used in ${discountWindowDays} days`);
  return [...asksOf(seen, "cheaper", "promise"), ...(used === null ? [] : [used])];
};

const returner: Reasons = (seen) =>
  of(seen, "returns").map(
    ({ numbers }) => `${times(Number(numbers.returns), "return")} took away more than the margin`,
  );

const nonPayer: Reasons = (seen) =>
  of(seen, "overdue").map(({ numbers }) => `invoice ${numbers.invoice}: ${numbers.days} days late`);

const stalling: Reasons = (seen) =>
  of(seen, "silence").map(({ numbers }) => `no answer for ${numbers.days} days`);

/** Bought regularly, and no more, without a complaint. */
const lostInterest: Reasons = (seen) => {
  const { facts, today, given } = seen.known;
  const days = [
    ...new Set(facts.purchases.filter(({ units, amount }) => units > 0 && amount > 0).map(({ on }) => on)),
  ].sort();
  const [first, last] = [days.at(0), days.at(-1)];
  if (first === undefined || last === undefined || days.length < given.policy.attention.rhythmPurchases)
    return [];
  const cycle = Math.ceil(midnights(first, last) / (days.length - 1));
  const cycles = given.policy.value.horizonCycles;
  return all(
    daysAfter(last, cycles * cycle) < today ? `bought every ${cycle} days, last on ${last}` : null,
    badReviews(seen) === 0 && of(seen, "anger").length === 0 ? "no complaint" : null,
  );
};

/** In the order of domain §2: R-ARC-1 first. */
const ARCHETYPES: readonly Archetype[] = [
  { name: "uninvolved", reasons: uninvolved },
  { name: "know-it-all", reasons: null },
  { name: "everything-at-once", reasons: null },
  { name: "questioner", reasons: questioner },
  { name: "self-resolver", reasons: selfResolver },
  { name: "impatient", reasons: impatient },
  { name: "werewolf", reasons: werewolf },
  { name: "entitled", reasons: entitled },
  { name: "vip", reasons: vip },
  { name: "chronic-complainer", reasons: complainer },
  { name: "scandalist", reasons: scandalist },
  { name: "terrorist", reasons: terrorist },
  { name: "blackmailer", reasons: blackmailer },
  { name: "needs-customisation", reasons: customised },
  { name: "bargain-hunter", reasons: bargainHunter },
  { name: "discount-on-principle", reasons: (seen) => asksOf(seen, "principle", "insistent") },
  { name: "returner", reasons: returner },
  { name: "non-payer", reasons: nonPayer },
  { name: "stalling", reasons: stalling },
  { name: "terms-refuser", reasons: null },
  { name: "scope-creeper", reasons: null },
  { name: "saboteur", reasons: null },
  { name: "bad-chemistry", reasons: null },
  { name: "outgrown", reasons: null },
  { name: "lost-interest", reasons: lostInterest },
];

const ruleOf = (n: number): string => `R-ARC-${n + 1}`;

/** The types that nothing countable tells: people judge. */
export const forPeople = (): Omit<Pointer, "reasons">[] =>
  ARCHETYPES.flatMap(({ name, reasons }, n) => (reasons === null ? [{ rule: ruleOf(n), name }] : []));

/**
 * The types that the facts of a client point to, several at once or none.
 * @param tier the profit tier (R-DEC-11), where one is known
 */
export function archetypesOf(
  facts: FactsOfClient,
  { tier, ...given }: Omit<ClientCircumstances, "settled"> & { readonly tier: string | null },
): Pointer[] {
  // What people have judged is still what happened: here it counts.
  const seen: ArchetypeBasis = { known: known(facts, given), signals: signalsOf(facts, given), tier };
  return ARCHETYPES.flatMap(({ name, reasons }, n) => {
    const told = reasons?.(seen) ?? [];
    return told.length > 0 ? [{ rule: ruleOf(n), name, reasons: told }] : [];
  });
}
