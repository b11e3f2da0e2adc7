import { monthsBetween } from "../clock.ts";
import type { Context } from "../context.ts";
import type { EventData } from "../events.ts";
import { ask, check, DataNotGiven } from "../findings.ts";
import { DISCOUNT_KINDS, type Policy } from "../policy.ts";
import { dataOf, type Rule } from "./rule.ts";

type Kind = keyof Policy["discounts"];
type Row = Policy["discounts"][Kind];

/** What the matrix of R-DEC-9 is asked with. `months`: whole months under contract; `overdue`: an invoice is unpaid. */
interface PriceAsked {
  readonly condition: EventData<"discount.decided">["condition"];
  readonly proven: boolean;
  readonly months: number;
  readonly overdue: boolean;
}

/** What a row asks of whoever asks. */
interface Proviso {
  readonly says: string;
  readonly met: (asked: PriceAsked) => boolean;
}

const CONDITION: { readonly [C in Row["conditions"][number]]: string } = {
  annual: "a longer term",
  bulk: "more volume",
  scope: "fewer services",
  barter: "barter",
};

const INSTEAD: { readonly [I in Row["instead"][number]]: string } = {
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

/** A condition is asked for where the row lists any. */
const inReturn = (row: Row): Proviso[] =>
  row.conditions.length === 0
    ? []
    : [
        {
          says: `a discount is given in return for something: ${row.conditions.map((each) => CONDITION[each]).join(", ")}`,
          met: ({ condition }) => condition !== null && row.conditions.includes(condition),
        },
      ];

function loyalty({ months: least }: Row): Proviso[] {
  if (least === undefined) return [];
  return [
    { says: `under contract for ${least} months`, met: ({ months }) => months >= least },
    { says: "pays on time: nothing is overdue", met: ({ overdue }) => !overdue },
  ];
}

const provisosOf: { readonly [V in Row["verdict"]]: (row: Row) => Proviso[] } = {
  free: (row) => [...loyalty(row), ...inReturn(row)],
  conditional: inReturn,
  proven: (row) => [
    { says: "the cheaper offer was shown to us", met: ({ proven }) => proven },
    ...inReturn(row),
  ],
  compensate: () => [{ says: "our error is made good, not discounted", met: () => false }],
  none: () => [{ says: "the answer is a soft no", met: () => false }],
};

const instead = (row: Row) => row.instead.map((each) => INSTEAD[each]).join(", ");

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
  kind: Kind,
  asked: PriceAsked,
): Row & { readonly allowed: boolean; readonly provisos: readonly { says: string; met: boolean }[] } {
  const row = policy.discounts[kind];
  const provisos = provisosOf[row.verdict](row).map(({ says, met }) => ({ says, met: met(asked) }));
  return { ...row, allowed: provisos.every(({ met }) => met), provisos };
}

/** Whoever came back has no contract yet. */
function monthsUnderContract({ contract, intake, at }: Context): number {
  if (contract === null || intake.returned) return 0;
  return monthsBetween(contract.signedAt, at);
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
  const { granted, condition, proven } = data();
  if (!granted)
    return [check("R-DEC-9", "a soft no asks for nothing", () => true, { read: () => ({ ...data() }) })];
  const months = monthsUnderContract(context);
  const overdue = Object.keys(context.arrears).length > 0;
  const row = discountVerdict(context.policy, kind, { condition, proven, months, overdue });
  const { verdict, provisos, instead: others } = row;
  return provisos.map(({ says, met }) =>
    check("R-DEC-9", others.length === 0 ? says : `${says}; instead: ${instead(row)}`, () => met, {
      read: () => ({ ...data(), verdict, months, overdue, instead: others }),
      threshold: { value: verdict, from: `policy ${context.policy.version}, discounts.${kind}` },
    }),
  );
};
