import { type CalendarDay, DAY, elapsed, heldSince } from "../clock.ts";
import { daysPassed, isPaused } from "../context/derived.ts";
import type { Context } from "../context.ts";
import type { EventData } from "../events.ts";
import { check, route } from "../findings.ts";
import { dataOf, limit, type Rule } from "./rule.ts";

/** R-LIF-6: our part done, late by the policy's days, counted by the client's calendar (R-LIF-27). */
export const overdue: Rule = (context, event) => {
  const { overdueDays } = context.policy.service;
  const data = () => dataOf("payment.overdue", event);
  const known = () => context.invoices[data().invoiceId];
  const late = () => daysPassed(context, dueOf(context, data()));
  return [
    check("R-LIF-6", "our part is done", () => data().ourPartDone),
    check(
      "R-LIF-6",
      "by what is on record, the invoice is not paid, credited or voided",
      () => known()?.owed !== 0,
      { read: () => ({ invoiceId: data().invoiceId, owed: known()?.owed, paidOn: known()?.paidOn }) },
    ),
    check("R-LIF-6", `the payment is at least ${overdueDays} days late`, () => late() >= overdueDays, {
      read: () => ({ daysLate: late(), dueOn: dueOf(context, data()), day: context.day }),
      threshold: limit(context, overdueDays, "service.overdueDays"),
    }),
    check(
      "R-LIF-6",
      "this invoice does not pause the work already",
      () => !(data().invoiceId in context.arrears),
    ),
  ];
};

/** R-FCT-3: since when an invoice is due, by what is on record; where nothing is, by the claim. */
export const dueOf = (context: Context, claim: EventData<"payment.overdue">): CalendarDay =>
  context.invoices[claim.invoiceId]?.dueOn ?? claim.dueOn;

/** R-LIF-27: silence counts from the last word that is on record, whatever the claim says. */
export function silentFrom({ heard }: Context, claim: EventData<"client.silent">): CalendarDay {
  const claimed = claim.since.slice(0, 10);
  return heard !== null && heard.day > claimed ? heard.day : claimed;
}

/** R-LIF-6: no answer for the policy's days, counted by the client's calendar (R-LIF-27). */
export const silent: Rule = (context, event) => {
  const { silentDays } = context.policy.service;
  const since = () => silentFrom(context, dataOf("client.silent", event));
  const quiet = () => daysPassed(context, since());
  return [
    check("R-LIF-6", `no answer for at least ${silentDays} days`, () => quiet() >= silentDays, {
      read: () => ({ daysSilent: quiet(), since: since(), heard: context.heard?.day, day: context.day }),
      threshold: limit(context, silentDays, "service.silentDays"),
    }),
    check("R-LIF-6", "silence does not pause the work already", () => context.silentSince === null),
  ];
};

/** R-LIF-7: every cause of the suspension is cured, one by one. */
export const cured: Rule = (context) => [
  route("R-LIF-7", "no cause of the suspension is left", () => !isPaused(context), {
    read: () => ({ arrears: Object.keys(context.arrears), silent: context.silentSince !== null }),
  }),
];

export const paused: Rule = (context) => [
  route("R-LIF-7", "a cause of suspension stands", () => isPaused(context)),
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
