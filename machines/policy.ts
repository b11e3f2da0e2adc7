import { z } from "zod";

const days = z.int().min(1).max(3650);
const percent = z.number().min(0).max(100);
const count = z.int().min(1).max(1000);
const hours = z.int().min(1).max(720);
const seconds = z.int().min(1).max(86_400);

const schema = z.strictObject({
  version: z.string().regex(/^\d{4}-\d{2}(-\d{2})?(\.\d+)?$/),
  validFrom: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  conduct: z.strictObject({
    /** Delivered warnings before the next incident opens the ground `conduct` (R-DEC-8). */
    warnings: z.literal(2),
    faultsMakeItOurs: count,
    faultsWindowDays: days,
    warnedCoolOffDays: days,
    restrictedCoolOffDays: days,
    deliveryDays: days,
    callTries: count,
    callDays: days,
    contactSeconds: seconds,
    pointerHours: hours,
  }),
  exit: z.strictObject({
    requestLapsesDays: days,
    unconfirmedDutiesDays: days,
    reminderDays: days,
    deliveryDays: days,
    callTries: count,
    callDays: days,
  }),
  terms: z.strictObject({
    prepaymentAsked: z.boolean(),
    minPrepaymentPct: percent,
    silentProspectDays: days,
  }),
  value: z.strictObject({ negligibleMarginPct: percent }),
  service: z.strictObject({
    overdueDays: days,
    unpaidGroundDays: days,
    silentDays: days,
    silentGroundDays: days,
    pausedReviewDays: days,
    compensationDays: days,
    questionsAtOnce: count,
  }),
  appeal: z.strictObject({ windowDays: days, verdictDays: days }),
  winBack: z.strictObject({ offerDays: days }),
  handover: z.strictObject({
    verifiedDays: days,
    matchDays: days,
    offerDays: days,
    providerDays: days,
    exportDays: days,
    moveDays: days,
    moveReminderDays: days,
  }),
  tasks: z.strictObject({ dueDays: days }),
});

/**
 * One dated version of the policy: every threshold the law reads. Periods in days unless the name says otherwise,
 * shares in percent.
 * A relationship carries the version it signed under (R-POL-3).
 */
export type Policy = z.infer<typeof schema>;

/** The schema of `policies/*.yaml`. A function, so that the sandbox may freeze this module. */
export const policySchema = () => schema;
