import { netValue, netValueRead } from "../context/derived.ts";
import type { Context } from "../context.ts";
import { byAnother, check, type Finding, route } from "../findings.ts";
import { dataOf, limit, type Rule } from "./rule.ts";

/** R-DEC-7: the share of prepayment and the contract's text, as agreed on. */
export function termsFindings(
  context: Context,
  agreed: { prepayPct: number; damagingRewrite: boolean },
): Finding[] {
  const { prepaymentAsked, minPrepaymentPct } = context.policy.terms;
  return [
    check(
      "R-DEC-7",
      `the prepayment is at least ${minPrepaymentPct} %`,
      () => !prepaymentAsked || agreed.prepayPct >= minPrepaymentPct,
      {
        read: () => ({ prepayPct: agreed.prepayPct, prepaymentAsked }),
        threshold: limit(context, minPrepaymentPct, "terms.minPrepaymentPct"),
      },
    ),
    check("R-DEC-7", "the contract was not rewritten to our harm", () => !agreed.damagingRewrite),
  ];
}

function netNotNegative(context: Context, rule: string): Finding {
  return check(rule, "the net value is assessed and not negative", () => (netValue(context) ?? -1) >= 0, {
    read: () => netValueRead(context),
    threshold: { value: 0, from: "R-DEC-6" },
  });
}

/** R-ONB-1: who may start: terms, fit, value, a reviewed exit clause, and two people. */
export const admit: Rule = (context, event) => {
  const { assessments, flagged } = context.intake;
  return [
    ...termsFindings(context, {
      get prepayPct() {
        return dataOf("contract.signed", event).prepayPct;
      },
      get damagingRewrite() {
        return dataOf("contract.signed", event).damagingRewrite;
      },
    }),
    check(
      "R-ONB-1",
      "the prospect's goals fit what we do",
      () => assessments.length > 0 && assessments.every((a) => a.fit),
      {
        read: () => ({ assessments: assessments.length }),
      },
    ),
    netNotNegative(context, "R-DEC-6"),
    check("R-ONB-1", "legal has reviewed the exit clause", () => Object.keys(context.clauses).length > 0, {
      read: () => ({ clauses: Object.keys(context.clauses) }),
    }),
    byAnother(
      "R-ONB-1",
      "sales and a manager, two people, have signed",
      () => {
        const signed = [...assessments, { by: event.actor.id, role: event.actor.role }];
        return new Set(signed.map((s) => s.by)).size >= 2 && signed.some((s) => s.role === "manager");
      },
      { read: () => ({ assessedBy: assessments.map((a) => a.role) }) },
    ),
    check(
      "R-ROL-2",
      "a flagged prospect is admitted by a manager",
      () => !flagged || event.actor.role === "manager",
      {
        read: () => ({ flagged, role: event.actor.role }),
      },
    ),
  ];
};

/** R-ONB-2: a refusal needs the fact that it names. */
export const refuse: Rule = (context, event) => {
  const facts = {
    terms: () => context.termsRefused.length > 0,
    misfit: () => context.intake.assessments.some((a) => !a.fit),
    pilot: () => context.intake.pilotRejected,
    netValue: () => (netValue(context) ?? 0) < 0,
  };
  return [
    check(
      "R-ONB-2",
      "the fact that the refusal names is on record",
      () => facts[dataOf("intake.refused", event).cause](),
      {
        read: () => ({ cause: dataOf("intake.refused", event).cause, netValue: netValue(context) }),
      },
    ),
  ];
};

/** R-DEC-14: much work before a contract is a manager's to look at, once; it stops nobody. */
export const muchEffort: Rule = (context) => {
  const { effort } = context.intake;
  const { preContractHours } = context.policy.value;
  return [
    route(
      "R-DEC-14",
      `more than ${preContractHours} hours were spent before the contract`,
      () => effort.minutes > preContractHours * 60,
      {
        read: () => ({ minutes: effort.minutes, upTo: effort.upTo, dossier: effort.dossier }),
        threshold: limit(context, preContractHours, "value.preContractHours"),
      },
    ),
    route("R-DEC-14", "no manager was asked to look at it before", () => !effort.reviewed),
  ];
};
