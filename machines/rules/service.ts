import { DAY, elapsed, heldSince } from "../clock.ts";
import type { Context } from "../context.ts";
import { check, route } from "../findings.ts";
import { dataOf, daysSince, limit, type Rule } from "./rule.ts";

/** R-LIF-6: our part done, late by the policy's days. */
export const overdue: Rule = (context, event) => {
  const { overdueDays } = context.policy.service;
  const late = () => daysSince(context, Date.parse(dataOf("payment.overdue", event).dueOn));
  return [
    check("R-LIF-6", "our part is done", () => dataOf("payment.overdue", event).ourPartDone),
    check("R-LIF-6", `the payment is at least ${overdueDays} days late`, () => late() >= overdueDays, {
      read: () => ({ daysLate: late() }),
      threshold: limit(context, overdueDays, "service.overdueDays"),
    }),
    check(
      "R-LIF-6",
      "this invoice does not pause the work already",
      () => !(dataOf("payment.overdue", event).invoiceId in context.arrears),
    ),
  ];
};

/** R-LIF-6: no answer for the policy's days. */
export const silent: Rule = (context, event) => {
  const { silentDays } = context.policy.service;
  const quiet = () => daysSince(context, Date.parse(dataOf("client.silent", event).since));
  return [
    check("R-LIF-6", `no answer for at least ${silentDays} days`, () => quiet() >= silentDays, {
      read: () => ({ daysSilent: quiet() }),
      threshold: limit(context, silentDays, "service.silentDays"),
    }),
    check("R-LIF-6", "silence does not pause the work already", () => context.silentSince === null),
  ];
};

/** R-LIF-7: every cause of the suspension is cured, one by one. */
export const cured: Rule = (context) => [
  route(
    "R-LIF-7",
    "no cause of the suspension is left",
    () => Object.keys(context.arrears).length === 0 && context.silentSince === null,
    {
      read: () => ({ arrears: Object.keys(context.arrears), silent: context.silentSince !== null }),
    },
  ),
];

export const paused: Rule = (context) => [
  route(
    "R-LIF-7",
    "a cause of suspension stands",
    () => Object.keys(context.arrears).length > 0 || context.silentSince !== null,
  ),
];

/** R-DEC-16: faults with a loss that nobody has decided on, and has not been alerted about. */
export function owed(context: Context) {
  return Object.entries(context.faults).filter(([, fault]) => !fault.settled && !fault.alerted);
}

/** Until the earliest undecided loss is due, in ms. */
export function compensationLeft(context: Context): number {
  const period = context.policy.service.compensationDays * DAY;
  const now = heldSince(context.holds) ?? context.at;
  return Math.max(
    0,
    Math.min(...owed(context).map(([, fault]) => period - elapsed(context.holds, fault.openedAt, now))),
  );
}

export const lossOwed: Rule = (context) => [
  route("R-DEC-16", "a loss through our fault waits for a decision", () => owed(context).length > 0),
];

export const lossDecided: Rule = (context, event) => [
  route(
    "R-DEC-16",
    "the fault decided on is on record",
    () => dataOf("compensation.decided", event).faultId in context.faults,
  ),
];
