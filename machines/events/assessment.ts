import { z } from "zod";
import { fact, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, pastOn, money, amount, ground, ids, anyCurrency, count, minutes, risks } = fieldSchemas();

/** What the recorded facts come to on a day: the API fills it from the archive, nobody states it by hand. */
const sums = z.strictObject({
  asOf: pastOn,
  currency: anyCurrency,
  /** What the client is expected to bring, and what serving it costs; null where facts are missing. */
  revenue: amount.nullable(),
  cost: amount.nullable(),
  costs: z.strictObject({
    service: amount,
    development: amount,
    shipping: amount,
    precontract: amount,
    goods: amount,
    concessions: amount,
  }),
  precontractMinutes: minutes,
  concessionsUnderThreat: amount,
  /** `unoffered`: demands behind it for which no alternative was offered (R-DEC-4). */
  threat: z.strictObject({ demand: amount, risks, unoffered: count }).nullable(),
  /** `others`: further clients who want the same (R-DEC-5); `offered`: alternatives that were offered. */
  demand: z
    .strictObject({ about: id, others: count, offered: count, workaroundsRejected: z.boolean() })
    .nullable(),
  returns: z.strictObject({ cost: amount, margin: money }).nullable(),
  margin: z.strictObject({ revenue: amount, cost: amount }).nullable(),
  faults: z.strictObject({ open: count, window: count }),
  /** What could not be summed, by name: `costToServe.rates.CHF`. */
  missing: ids,
});
export type Sums = z.infer<typeof sums>;

const specs = {
  "clause.answered": fact(["legal"], "Legal answered whether a clause covers this ground", {
    ground,
    terminable: z.boolean(),
    clauseRef: id,
    noticeDays: z.int().min(0).max(365),
  }),
  "dossier.compiled": fact(["manager", "senior"], "The dossier was compiled", {
    dossierId: id,
    sections: z
      .array(z.enum(["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"]))
      .max(6),
    hash: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex"),
    sums: sums.optional(),
  }),
  "finance.assessed": fact(["finance"], "What the client brings and costs", {
    revenue: amount,
    benefit: money,
    cost: amount,
  }),
  "threat.assessed": fact(["finance"], "What a threat could cost, and what its demand costs", {
    demand: amount,
    risks,
  }),
  "product.assessed": fact(["product"], "Whether we can and should build what the client wants", {
    /** What is wanted, as demands name it. */
    about: id.optional(),
    others: count,
    onRoadmap: z.boolean(),
    feasible: z.boolean(),
    build: amount,
    support: amount,
    pays: amount,
    workaroundsRejected: z.boolean(),
  }),
  "ground.assessed": fact(
    ["manager", "senior", "finance", "product"],
    "Facts on a ground that rests on facts",
    {
      about: z.discriminatedUnion("ground", [
        z.strictObject({ ground: z.literal("returns"), cost: amount, margin: money }),
        z.strictObject({ ground: z.literal("sabotage"), deliberate: z.boolean() }),
        z.strictObject({
          ground: z.literal("chemistry"),
          personalService: z.boolean(),
          otherSpecialist: z.boolean(),
        }),
        z.strictObject({
          ground: z.literal("lostInterest"),
          lifeChanged: z.boolean(),
          repositioned: z.boolean(),
        }),
      ]),
    },
  ),
  "cause.assessed": fact(["manager"], "Why the client left, and whether that is cured", {
    cause: z.enum(["lostContact", "weBrokeAgreement", "cheaperElsewhere", "obstacle", "other"]),
    cured: z.boolean(),
  }),
  "tier.assigned": fact(["system", "finance"], "The client's profit tier", {
    period: id,
    tier: z.enum(["high", "mid", "low"]),
  }),
  "segment.assigned": fact(["system", "manager"], "The client's segment", {
    period: id,
    segment: z.enum(["core", "wavering", "draining"]),
    /** What the client brings pays for the work it makes (R-DEC-12). */
    effortRepaid: z.boolean(),
  }),
} as const satisfies Specs;

/** Of what people and sums found out about the client. A function: the sandbox freezes what a module exports. */
export const assessmentEvents = () => specs;
