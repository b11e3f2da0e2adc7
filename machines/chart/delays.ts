import { DAY, heldSince, type Instant } from "../clock.ts";
import type { Context } from "../context.ts";
import { coolOffLeft } from "../rules/conduct.ts";
import { compensationLeft } from "../rules/service.ts";

/** A policy period, counted from the moment the state is entered. */
const period =
  (of: (policy: Context["policy"]) => number) =>
  ({ context }: { context: Context }) =>
    of(context.policy) * DAY;

/** Until so many days after the date of the move, or before it; without a date, from now. In ms. */
function moveLeft(context: Context, days: number): number {
  return left(context, (context.handover?.moveOn ?? context.at) + days * DAY);
}

/** Until a date, in ms; a clock that is armed under a hold counts from the hold's beginning (R-LIF-19). */
function left(context: Context, date: Instant): number {
  return Math.max(0, date - (heldSince(context.holds) ?? context.at));
}

export const delays = {
  intake: period((p) => p.terms.silentProspectDays),
  coolOff: ({ context }: { context: Context }) => coolOffLeft(context),
  delivery: period((p) => p.conduct.deliveryDays),
  calls: period((p) => p.conduct.callDays),
  exitRequest: period((p) => p.exit.requestLapsesDays),
  pause: period((p) => p.service.pausedReviewDays),
  compensation: ({ context }: { context: Context }) => compensationLeft(context),
  exitCalls: period((p) => p.exit.callDays),
  farewellDelivery: period((p) => p.exit.deliveryDays),
  lastDay: ({ context }: { context: Context }) => left(context, context.farewell?.lastDay ?? context.at),
  duties: period((p) => p.exit.unconfirmedDutiesDays),
  reminder: period((p) => p.exit.reminderDays),
  match: period((p) => p.handover.matchDays),
  offer: period((p) => p.handover.offerDays),
  provider: period((p) => p.handover.providerDays),
  export: period((p) => p.handover.exportDays),
  moveReminder: ({ context }: { context: Context }) =>
    moveLeft(context, -context.policy.handover.moveReminderDays),
  move: ({ context }: { context: Context }) => moveLeft(context, context.policy.handover.moveDays),
  winBackOffer: period((p) => p.winBack.offerDays),
};

/** The clocks of the chart, by name. */
export type ClockName = keyof typeof delays;
