import { z } from "zod";
import { DATE_SAYS, isDate } from "./clock.ts";

/** Our people by what they do: whose hour has a price. */
export const STAFF = [
  "ops",
  "sales",
  "manager",
  "senior",
  "finance",
  "legal",
  "product",
  "compliance",
] as const;

/** Why a client asks to pay less (R-DEC-9). */
export const DISCOUNT_KINDS = [
  "loyal",
  "promise",
  "budget",
  "freeMonths",
  "ourError",
  "insistent",
  "principle",
  "cheaper",
  "other",
] as const;

/** What a discount may be given in return for. */
export const CONDITIONS = ["annual", "bulk", "scope", "barter"] as const;

// No period may lead a clock out of the years of four digits (LAST_DUE in clock.ts): ten years are long enough.
const days = z.int().min(1).max(3650);
const percent = z.number().min(0).max(100);
const count = z.int().min(1).max(1000);
const hours = z.int().min(1).max(720);
const seconds = z.int().min(1).max(86_400);

const points = z.number().min(0).max(100);
const rate = z.int().min(0).max(1e9);
const each = <const K extends string, S extends z.ZodType>(keys: readonly K[], schema: S) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, schema])) as Record<K, S>);

/** One row of the matrix of R-DEC-9. */
const discount = z
  .strictObject({
    /**
     * `free`: in return for nothing; `conditional`: in return for one of the conditions; `proven`: that, and the cheaper
     * offer was shown to us; `compensate`: no discount, the loss is made good; `none`: a soft no.
     */
    verdict: z.enum(["free", "conditional", "proven", "compensate", "none"]),
    conditions: z.array(z.enum(CONDITIONS)).max(4),
    /** Under contract so long, and nothing overdue. */
    months: z.int().min(1).max(120).optional(),
    /** What to give instead, best first. */
    instead: z
      .array(
        z.enum([
          ...(["consulting", "loyalty", "promotion", "extras", "referral", "raffle", "barter"] as const),
          ...(["findCause", "compensation"] as const),
        ]),
      )
      .max(9),
  })
  .refine(
    ({ verdict, conditions }) => verdict !== "conditional" || conditions.length > 0,
    "what is conditional names a condition: annual, bulk, scope, barter",
  );

const schema = z.strictObject({
  version: z.string().regex(/^\d{4}-\d{2}(-\d{2})?(\.\d+)?$/),
  validFrom: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: DATE_SAYS, abort: true })
    .refine(isDate, DATE_SAYS),
  conduct: z.strictObject({
    /** Delivered warnings before the next incident opens the ground `conduct` (R-DEC-8). */
    warnings: z.literal(2),
    faultsMakeItOurs: count,
    faultsWindowDays: days,
    warnedCoolOffDays: days,
    restrictedCoolOffDays: days,
    deliveryDays: days,
    /** A warning that comes back so soon after its delivery is none (R-LIF-26). */
    bounceDays: days,
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
  /**
   * What is taken of a sender that shows no signature of ours: facts, or all, decisions and what the system says
   * included (R-ROL-1). Absent: facts.
   */
  unsigned: z.enum(["facts", "all"]).optional(),
  terms: z.strictObject({
    prepaymentAsked: z.boolean(),
    minPrepaymentPct: percent,
    silentProspectDays: days,
    /** Clients are asked to answer within (N1). */
    replyDays: days.optional(),
  }),
  value: z.strictObject({
    negligibleMarginPct: percent,
    /** What a client is expected to bring is counted over the longer of the two (domain §1, net value). */
    horizonMonths: z.int().min(1).max(120),
    horizonCycles: z.int().min(1).max(100),
    preContractHours: hours,
    highPct: percent,
    midPct: percent,
    /** Minor units of the currency an hour, by role. */
    rates: z.record(z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code"), each(STAFF, rate)),
  }),
  segments: z
    .strictObject({
      corePct: percent,
      waveringPct: percent,
      reviewDays: days,
      drainingReviews: count,
      askedOff: count,
      /** Points taken off satisfaction (0 to 100), for each; `effortPct`: for each percent of revenue. */
      weights: each(
        ["contact", "complaint", "discountAsk", "dayLate", "meetingMissed", "agreementBroken", "effortPct"],
        points,
      ),
    })
    .refine(
      ({ corePct, waveringPct }) => corePct + waveringPct <= 100,
      "core and wavering are at most 100 %",
    ),
  attention: z.strictObject({
    streakMessages: count,
    streaksNotUrgent: count,
    streaksWindowDays: days,
    orElseTimes: count,
    cancelDays: days,
    cancelWindowDays: days,
    questionsWindowDays: days,
    silentDays: days,
    discountAsks: count,
    discountWindowDays: days,
    returnsWindowMonths: z.int().min(1).max(120),
    reviewTaskDays: days,
    /** Messages in a row are answered within (R-DEC-1). */
    answerDays: days,
    /** So many calm messages before make anger sudden (R-ARC-7). */
    calmMessages: count,
    /** So many angry days and bad reviews are a habit (R-ARC-10). */
    habitComplaints: count,
    /** So many days with a purchase show how often somebody buys (R-ARC-25). */
    rhythmPurchases: z.int().min(2).max(1000),
    /** Reviews and messages that are older are history. */
    reviewedDays: days,
    heardDays: days,
  }),
  discounts: each(DISCOUNT_KINDS, discount),
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
  tasks: z.strictObject({
    dueDays: days,
    /** So long after it was due, whoever has it is reminded; so long, it goes to a senior (R-TSK-4). Absent: never. */
    remindAfterDays: days.optional(),
    escalateAfterDays: days.optional(),
    /** An effect that has not succeeded for so long becomes a task. Absent: never. */
    stalledMinutes: z.int().min(1).max(10_080).optional(),
  }),
  reports: z.strictObject({ retentionDays: z.array(days).min(1).max(5), netValueDays: days }),
});

/**
 * One dated version of the policy: every threshold the machine reads. Periods in days unless the name says otherwise,
 * shares in percent.
 * A relationship carries the version it signed under (R-POL-3).
 */
export type Policy = z.infer<typeof schema>;

/** The schema of `policies/*.yaml`. A function, so that the sandbox may freeze this module. */
export const policySchema = () => schema;
