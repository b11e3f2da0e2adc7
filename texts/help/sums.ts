// What-if sums (R-HLP-2): facts that somebody supposes, learnt and judged exactly as the machine learns and judges real ones.

import { netValue } from "../../machines/context/derived.ts";
import { learn } from "../../machines/context/learn.ts";
import { type Context, opened } from "../../machines/context.ts";
import {
  type Envelope,
  type EventData,
  type EventType,
  eventData,
  Malformed,
  malformed,
} from "../../machines/events.ts";
import { type Finding, passes } from "../../machines/findings.ts";
import type { Policy } from "../../machines/policy.ts";
import { groundFindings } from "../../machines/rules/grounds.ts";
import { ruleOf } from "../../machines/rules/index.ts";
import { GROUNDS, type Ground } from "../../machines/vocabulary.ts";

/** What was supposed, what it comes to, and what the rules say of it. Amounts are whole minor units. */
export interface Sum {
  readonly sum: SumName;
  /** The policy version whose thresholds were held against it. */
  readonly policy: string;
  /** The facts that were supposed, as the events that would bring them. */
  readonly supposed: readonly { readonly type: EventType; readonly data: unknown }[];
  readonly amounts: readonly { readonly says: string; readonly amount: number }[];
  readonly findings: readonly Finding[];
  readonly passed: boolean;
  /** The answer in one sentence. */
  readonly answer: string;
}

/** What is supposed, by field. */
export type SumFields = Readonly<Record<string, unknown>>;

const NOW = 0;

function envelope<T extends EventType>(type: T, data: unknown): Envelope<T, EventData<T>> {
  const parsed = eventData(type).safeParse(data);
  if (!parsed.success) throw malformed(`the fields are no ${type}`, parsed.error);
  const at = new Date(NOW).toISOString();
  return {
    eventId: "00000000-0000-0000-0000-000000000000",
    type,
    occurredAt: at,
    receivedAt: at,
    actor: { id: "supposed", role: "manager" },
    data: parsed.data as EventData<T>,
  };
}

/** A client under contract of whom nothing is known but what is supposed. */
function supposing(policy: Policy, events: readonly Envelope[]): Context {
  const nobody = opened(
    "supposed",
    { kind: "b2b", locale: "en", zone: "UTC", currency: "EUR", channels: ["email"], policy },
    NOW,
  );
  return events.reduce(learn, nobody);
}

const field = (path: string, says: string) => new Malformed("the fields are no sum", [{ path, says }]);

const amount = (says: string, minor: number) => ({ says, amount: minor });

interface JudgedSum {
  readonly events: readonly Envelope[];
  readonly amounts: Sum["amounts"];
  readonly findings: readonly Finding[];
  readonly answer: string;
}

/** R-DEC-4: concessions under threat and this demand, against the risk of the threat. */
function blackmail(policy: Policy, { concessions = 0, ...threat }: SumFields): JudgedSum {
  const granted = envelope("concession.granted", { cost: concessions, underThreat: true });
  // The rule asks for it besides (R-DEC-4): here it is only the sums that are in question.
  const demand = envelope("demand.recorded", {
    demandId: "supposed",
    about: "supposed",
    underThreat: true,
    offered: ["supposed"],
  });
  const assessed = envelope("threat.assessed", threat);
  const context = supposing(policy, [granted, demand, assessed]);
  const findings = groundFindings(context, "blackmail");
  return {
    events: [granted, demand, assessed],
    amounts: [
      amount("concessions under threat so far", granted.data.cost),
      amount("this demand", assessed.data.demand),
      amount("cost of solving", granted.data.cost + assessed.data.demand),
      amount("risk of the threat", Number(findings[0]?.read.risk)),
    ],
    findings,
    answer: passes(findings)
      ? "Solving costs more than the threat risks: the ground blackmail stands."
      : "Solving costs no more than the threat risks: no ground, the client stays.",
  };
}

const money = (context: Context, { revenue, benefit, cost }: EventData<"finance.assessed">) => [
  amount("revenue", revenue),
  amount("strategic benefit", benefit),
  amount("cost to serve", cost),
  amount("net value", netValue(context) ?? 0),
];

/** R-DEC-6 at intake: what a prospect is worth to us. */
function netvalue(policy: Policy, fields: SumFields): JudgedSum {
  const assessed = envelope("finance.assessed", { benefit: 0, ...fields });
  const context = supposing(policy, [assessed]);
  const signed = envelope("contract.signed", {
    contractRef: "supposed",
    prepayPct: 100,
    damagingRewrite: false,
    channel: "email",
  });
  // Of everything that admits a prospect, the sum alone.
  const findings = ruleOf("R-ONB-1")(context, signed).filter(({ rule }) => rule === "R-DEC-6");
  return {
    events: [assessed],
    amounts: money(context, assessed.data),
    findings,
    answer: passes(findings)
      ? "The net value speaks for admitting the prospect."
      : "The net value is negative: a prospect is refused.",
  };
}

/** The grounds that rest on sums, and the event that brings what each is made of. */
const SUMMED = {
  unprofitable: "finance.assessed",
  customisation: "product.assessed",
  returns: "ground.assessed",
} as const satisfies Partial<Record<Ground, EventType>>;
export type SummedGround = keyof typeof SUMMED;
export const summedGrounds = GROUNDS.filter((ground): ground is SummedGround =>
  Object.hasOwn(SUMMED, ground),
);

/** R-DEC-5, 6 and 15: what an exit loses and saves, and whether its ground stands. */
function exit(policy: Policy, { ground = "unprofitable", ...fields }: SumFields): JudgedSum {
  const of = summedGrounds.find((each) => each === ground);
  if (of === undefined) throw field("ground", `is one of ${summedGrounds.join(", ")}`);
  const given = {
    unprofitable: { benefit: 0, ...fields },
    customisation: fields,
    returns: { about: { ground: "returns", ...fields } },
  }[of];
  const event = envelope(SUMMED[of], given);
  const context = supposing(policy, [event]);
  const findings = groundFindings(context, of);
  const { finance, product, returns } = context.assessed;
  const amounts = [];
  if (finance)
    amounts.push(
      amount("lost on exit (revenue + benefit)", finance.revenue + finance.benefit),
      amount("saved (cost to serve)", finance.cost),
      amount("the exit leaves", -(netValue(context) ?? 0)),
    );
  if (product)
    amounts.push(
      amount("building and supporting it", product.build + product.support),
      amount("the client pays for it", product.pays),
      amount("what it would lose", product.build + product.support - product.pays),
    );
  if (returns)
    amounts.push(
      amount("cost of the returns", returns.cost),
      amount("margin", returns.margin),
      amount("what the returns lose", returns.cost - returns.margin),
    );
  return {
    events: [event],
    amounts,
    findings,
    answer: passes(findings)
      ? `The ground ${of} stands: an exit can be asked for; clause, dossier and a second person come on top.`
      : `The ground ${of} does not stand: an exit would be refused.`,
  };
}

/** R-DEC-9: what a discount changes, and whether the matrix of the policy lets it be given. */
function discount(policy: Policy, { before, months = 0, ...fields }: SumFields): JudgedSum {
  const decided = envelope("discount.decided", { granted: true, condition: null, ...fields });
  if (before !== undefined && !Number.isSafeInteger(before))
    throw field("before", "a whole number is expected, in minor units");
  if (typeof months !== "number" || !Number.isSafeInteger(months) || months < 0 || months > 1200)
    throw field("months", "a whole number from 0 to 1200 is expected, of months under contract");
  const signedAt = new Date(NOW).setUTCMonth(-months);
  const context = { ...supposing(policy, []), contract: { ref: "supposed", signedAt } };
  const findings = ruleOf("R-DEC-9")(context, decided);
  const { kind, total } = decided.data;
  const { verdict } = policy.discounts[kind];
  const known = typeof before === "number" && total !== undefined;
  return {
    events: [decided],
    amounts: known
      ? [
          amount("without the discount", before),
          amount("with it", total),
          amount("the total changes by", total - before),
        ]
      : [],
    findings,
    answer: passes(findings)
      ? `The rule lets it be answered so (${kind}: ${verdict}).`
      : `The rule refuses it (${kind}: ${verdict}): ${verdict === "compensate" ? "a compensation, N13" : "a soft no, N12"}.`,
  };
}

const MADE = { blackmail, netvalue, exit, discount } as const;
export type SumName = keyof typeof MADE;

/** What each sum tells, and the fields that it takes: those of the events that bring the facts. */
export const SUMS = {
  blackmail: {
    rule: "R-DEC-4",
    says: "the cost of solving against what the threat risks",
    events: ["threat.assessed"],
    more: "concessions (what was granted under threat so far); risk=PERCENTxIMPACT is short for one of the risks",
  },
  netvalue: {
    rule: "R-DEC-6",
    says: "what a prospect brings and costs, before the contract",
    events: ["finance.assessed"],
    more: "benefit is 0 where it is not given",
  },
  exit: {
    rule: "R-DEC-5, 6, 15",
    says: "what an exit loses and saves, and whether its ground stands",
    events: ["finance.assessed", "product.assessed"],
    more: `ground=${summedGrounds.join("|")} (unprofitable unless given); returns take cost and margin`,
  },
  discount: {
    rule: "R-DEC-9",
    says: "what a discount changes, and in return for what",
    events: ["discount.decided"],
    more: "before (the total without it), months (under contract so long); granted is true, kind is other where they are not given",
  },
} as const satisfies Record<SumName, object>;
export const sumNames = Object.keys(SUMS) as SumName[];

/**
 * A what-if sum: nothing is stored, nobody is judged.
 * @param fields as the events take them; amounts in whole minor units, probabilities in percent
 * @throws {Malformed} naming the field and what it takes
 */
export function sumOf(name: SumName, fields: SumFields, policy: Policy): Sum {
  const { events, amounts, findings, answer } = MADE[name](policy, fields);
  return {
    sum: name,
    policy: policy.version,
    supposed: events.map(({ type, data }) => ({ type: type as EventType, data })),
    amounts,
    findings,
    passed: passes(findings),
    answer,
  };
}
