import { midnightsPassed, monthsBetween } from "../clock.ts";
import type { Context } from "../context.ts";
import type { EventData } from "../events.ts";
import { ask, check, DataNotGiven } from "../findings.ts";
import { DISCOUNT_KINDS, type Policy } from "../policy.ts";
import { dataOf, type Rule } from "./rule.ts";

type DiscountKind = keyof Policy["discounts"];
type DiscountRule = Policy["discounts"][DiscountKind];

/**
 * What the matrix of R-DEC-9 is asked with. `months`: whole months under contract; `late`: something was paid too late,
 * or still is unpaid. Amounts in minor units.
 */
export interface PriceAsked
  extends Pick<EventData<"discount.decided">, "condition" | "proven" | "item" | "oldTotal" | "total"> {
  readonly months: number;
  readonly late: boolean;
}

/** What a row asks of whoever asks. */
interface Proviso {
  readonly says: string;
  readonly met: (asked: PriceAsked) => boolean;
}

const CONDITION: { readonly [C in DiscountRule["conditions"][number]]: string } = {
  annual: "a longer term",
  bulk: "more volume",
  scope: "fewer services",
  barter: "barter",
};

const INSTEAD: { readonly [I in DiscountRule["instead"][number]]: string } = {
  consulting: "consulting",
  loyalty: "the loyalty scheme",
  promotion: "a promotion",
  extras: "extras",
  referral: "a reward for a referral",
  raffle: "a raffle",
  barter: "barter",
  findCause: "find the cause",
  compensation: "a compensation",
};

const isMet =
  ({ conditions }: DiscountRule) =>
  ({ condition }: PriceAsked) =>
    condition !== null && conditions.includes(condition);

const listed = ({ conditions }: DiscountRule) => conditions.map((each) => CONDITION[each]).join(", ");

/** The conditions that raise what the client pays; the others cut what is done for it. */
const RAISING: readonly string[] = ["annual", "bulk"];

/** A discount for a longer term or more volume brings in more than before, where both totals are stated. */
const raised: Proviso = {
  says: "for a longer term or more volume, the new total is above the old one",
  met: ({ condition, oldTotal, total }) =>
    !RAISING.includes(condition ?? "") || oldTotal === undefined || total === undefined || total > oldTotal,
};

/** A condition is asked for where the row lists any. */
const inReturn = (row: DiscountRule): Proviso[] =>
  row.conditions.length === 0
    ? []
    : [{ says: `a discount is given in return for something: ${listed(row)}`, met: isMet(row) }, raised];

function loyalty({ months: least }: DiscountRule): Proviso[] {
  if (least === undefined) return [];
  return [
    { says: `under contract for ${least} months`, met: ({ months }) => months >= least },
    { says: "pays on time: nothing was paid too late in that time, or is overdue", met: ({ late }) => !late },
  ];
}

/** Something costly, or something of years, may be matched without another condition. */
const matched = (row: DiscountRule): Proviso[] => [
  { says: "the cheaper offer was shown to us", met: ({ proven }) => proven },
  {
    says: `it is for something costly or long-term, or in return for something: ${listed(row)}`,
    met: (asked) => asked.item !== undefined || isMet(row)(asked),
  },
  { ...raised, met: (asked) => asked.item !== undefined || raised.met(asked) },
];

const provisosOf: { readonly [V in DiscountRule["verdict"]]: (row: DiscountRule) => Proviso[] } = {
  free: (row) => [...loyalty(row), ...inReturn(row)],
  conditional: inReturn,
  proven: matched,
  compensate: () => [{ says: "our error is made good, not discounted", met: () => false }],
  none: () => [{ says: "the answer is a soft no", met: () => false }],
};

const instead = (row: DiscountRule) => row.instead.map((each) => INSTEAD[each]).join(", ");

/** The matrix in words, for people who may not override it. */
export const discountRows = (policy: Policy) =>
  DISCOUNT_KINDS.map((kind) => {
    const row = policy.discounts[kind];
    const refused = row.verdict === "none" || row.verdict === "compensate";
    const provisos = refused ? [] : provisosOf[row.verdict](row).map(({ says }) => says);
    return { kind, verdict: row.verdict, provisos, instead: instead(row) };
  });

/** The whole matrix, for whoever asks before anything is decided. */
const matrix = (policy: Policy) =>
  Object.fromEntries(
    discountRows(policy).map(({ kind, verdict, provisos, instead }) => [
      kind,
      [verdict, ...provisos, ...(instead === "" ? [] : [`instead: ${instead}`])],
    ]),
  );

/** The row of the matrix for this kind of question, and what it asks for, met or not (R-DEC-9). */
export function discountVerdict(
  policy: Policy,
  kind: DiscountKind,
  asked: PriceAsked,
): DiscountRule & {
  readonly allowed: boolean;
  readonly provisos: readonly { says: string; met: boolean }[];
} {
  const row = policy.discounts[kind];
  const provisos = provisosOf[row.verdict](row).map(({ says, met }) => ({ says, met: met(asked) }));
  return { ...row, allowed: provisos.every(({ met }) => met), provisos };
}

/** Whoever came back has no contract yet. */
function monthsUnderContract({ contract, intake, at }: Context): number {
  if (contract === null || intake.returned) return 0;
  return monthsBetween(contract.signedAt, at);
}

/** Whether something is overdue, or was paid too late in so many months (R-DEC-9). */
function paysLate(context: Context, months: number): boolean {
  const { overdueDays } = context.policy.service;
  return Object.values(context.invoices).some(({ dueOn, owed, paidOn }) => {
    // What was credited or voided was never late.
    if (dueOn === null || (owed === 0 && paidOn === null)) return false;
    const until = owed === 0 && paidOn !== null ? paidOn : context.day;
    const isRecent = monthsBetween(Date.parse(until), Date.parse(context.day)) < months;
    return isRecent && midnightsPassed(context.holds, dueOn, until) > overdueDays;
  });
}

/** R-DEC-9: nobody pays less for nothing, unless the matrix says so; a soft no needs no reason. */
export const discount: Rule = (context, event) => {
  const data = () => dataOf("discount.decided", event);
  const kind = ask(() => data().kind);
  if (kind === undefined)
    return [
      check(
        "R-DEC-9",
        "the matrix of the policy allows it, or it is a soft no",
        () => {
          if (!data().granted) return true;
          throw new DataNotGiven();
        },
        { read: () => matrix(context.policy) },
      ),
    ];
  const { granted, condition, proven, item, oldTotal, total } = data();
  if (!granted)
    return [check("R-DEC-9", "a soft no asks for nothing", () => true, { read: () => ({ ...data() }) })];
  const months = monthsUnderContract(context);
  const late = paysLate(context, context.policy.discounts[kind].months ?? 0);
  const asked = { condition, proven, item, oldTotal, total, months, late };
  const row = discountVerdict(context.policy, kind, asked);
  const { verdict, provisos, instead: others } = row;
  return provisos.map(({ says, met }) =>
    check("R-DEC-9", others.length === 0 ? says : `${says}; instead: ${instead(row)}`, () => met, {
      read: () => ({ ...data(), verdict, months, late, instead: others }),
      threshold: { value: verdict, from: `policy ${context.policy.version}, discounts.${kind}` },
    }),
  );
};
