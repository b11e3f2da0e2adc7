// Which rule reads which value of the policy. A test holds it against every policy: no value without a rule, no rule idle.

/** By the value's place, or by the longest beginning of it. */
const RULES: Readonly<Record<string, string>> = {
  "conduct.warnings": "R-DEC-8",
  "conduct.faultsMakeItOurs": "R-DEC-3",
  "conduct.faultsWindowDays": "R-DEC-3",
  "conduct.warnedCoolOffDays": "R-LIF-9",
  "conduct.restrictedCoolOffDays": "R-LIF-9",
  "conduct.deliveryDays": "R-LIF-24",
  "conduct.bounceDays": "R-LIF-26",
  "conduct.callTries": "R-LIF-24",
  "conduct.callDays": "R-LIF-24",
  "conduct.contactSeconds": "R-COM-3",
  "conduct.pointerHours": "R-LIF-4",
  "exit.requestLapsesDays": "R-LIF-24",
  "exit.unconfirmedDutiesDays": "R-LIF-11",
  "exit.reminderDays": "R-LIF-24",
  "exit.deliveryDays": "R-LIF-24",
  "exit.callTries": "R-COM-2",
  "exit.callDays": "R-COM-2",
  unsigned: "R-ROL-1",
  "terms.prepaymentAsked": "R-DEC-7",
  "terms.minPrepaymentPct": "R-DEC-7",
  "terms.silentProspectDays": "R-LIF-24",
  "terms.replyDays": "R-COM-1",
  "value.negligibleMarginPct": "R-DEC-6",
  "value.horizonMonths": "R-DEC-6",
  "value.horizonCycles": "R-DEC-6",
  "value.preContractHours": "R-DEC-14",
  "value.highPct": "R-DEC-11",
  "value.midPct": "R-DEC-11",
  "value.rates": "R-REP-2",
  segments: "R-DEC-12",
  "attention.streakMessages": "R-DEC-1",
  "attention.streaksNotUrgent": "R-DEC-1",
  "attention.streaksWindowDays": "R-DEC-1",
  "attention.orElseTimes": "R-DEC-4",
  "attention.cancelDays": "R-ARC-5",
  "attention.cancelWindowDays": "R-ARC-5",
  "attention.questionsWindowDays": "R-DEC-17",
  "attention.silentDays": "R-LIF-6",
  "attention.discountAsks": "R-DEC-9",
  "attention.discountWindowDays": "R-DEC-9",
  "attention.returnsWindowMonths": "R-DEC-15",
  "attention.reviewTaskDays": "R-REP-8",
  "attention.answerDays": "R-DEC-1",
  "attention.calmMessages": "R-ARC-7",
  "attention.habitComplaints": "R-ARC-10",
  "attention.rhythmPurchases": "R-ARC-25",
  "attention.reviewedDays": "R-REP-8",
  // Of all that words of messages tell; anger is what they tell most.
  "attention.heardDays": "R-DEC-17",
  discounts: "R-DEC-9",
  "service.overdueDays": "R-LIF-6",
  "service.unpaidGroundDays": "R-DEC-15",
  "service.silentDays": "R-LIF-6",
  "service.silentGroundDays": "R-DEC-15",
  "service.pausedReviewDays": "R-LIF-24",
  "service.compensationDays": "R-DEC-16",
  "service.questionsAtOnce": "R-DEC-17",
  appeal: "R-LIF-12",
  winBack: "R-LIF-15",
  "handover.verifiedDays": "R-HND-2",
  "handover.matchDays": "R-LIF-24",
  "handover.offerDays": "R-LIF-24",
  "handover.providerDays": "R-HND-4",
  "handover.exportDays": "R-HND-4",
  "handover.moveDays": "R-LIF-24",
  "handover.moveReminderDays": "R-HND-4",
  "reports.retentionDays": "R-REP-3",
  "reports.netValueDays": "R-REP-10",

  "tasks.dueDays": "R-TSK-1",
  "tasks.remindAfterDays": "R-TSK-4",
  "tasks.escalateAfterDays": "R-TSK-4",
  "tasks.stalledMinutes": "R-TSK-2",
};

/** Every place that has a rule. */
export const ruled: readonly string[] = Object.keys(RULES);

/**
 * The place in the table that a value's own place falls under; null where there is none.
 * @param path for instance `segments.weights.contact`
 */
export function placeOf(path: string): string | null {
  for (let at = path; at !== ""; at = at.slice(0, Math.max(at.lastIndexOf("."), 0)))
    if (Object.hasOwn(RULES, at)) return at;
  return null;
}

/** The id of the rule that reads a value; null where nobody has said. */
export function ruleOf(path: string): string | null {
  const place = placeOf(path);
  return place === null ? null : (RULES[place] ?? null);
}
