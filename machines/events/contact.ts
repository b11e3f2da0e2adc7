import { z } from "zod";
import { STAFF } from "../policy.ts";
import { LOCALES } from "../vocabulary.ts";
import { fact, type Specs, someOf } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, past, pastOn, amount, channel, channels, role, ids, minutes, zone } = fieldSchemas();

const specs = {
  "message.received": fact(["ops", "system"], "The client wrote or called", {
    messageId: id,
    threadId: id,
    channel,
    /** Nobody wrote it: out of office, an acknowledgement, a bounce. Kept, and read by nothing yet. */
    auto: z.boolean().optional(),
  }),
  "message.sent": fact(["ops", "system"], "We answered the client", {
    messageId: id,
    channel,
    auto: z.boolean().optional(),
  }),
  "questions.repeated": fact(["ops"], "Questions came again after our answer, or many at once", {
    count: z.int().min(1).max(10_000),
    afterAnswer: z.boolean(),
  }),
  "answer.given": fact(["ops", "manager", "senior"], "An answer or a guide was given", { kind: id, ref: id }),
  "feedback.received": fact(["ops", "manager", "senior"], "Criticism or praise of the product", {
    ref: id,
    good: z.boolean(),
  }),
  "review.published": fact(["ops", "manager", "senior"], "A review was found", {
    ref: id,
    good: z.boolean(),
  }),
  "effort.logged": fact(STAFF, "Working time spent on the client", {
    role,
    minutes: z.int().min(1).max(60_000),
    kind: z.enum(["service", "development", "shipping", "precontract"]),
  }),
  "contact.corrected": someOf(
    fact(["ops", "sales", "manager"], "Where and how the client is reached was put right", {
      zone: zone.optional(),
      locale: z.enum(LOCALES).optional(),
      /** Ways to reach the client, best first. */
      channels: channels.optional(),
    }),
  ),
  "concession.granted": fact(["manager"], "A concession was granted", {
    cost: amount,
    underThreat: z.boolean(),
  }),
  "needs.stated": fact(["client", "ops", "sales", "manager"], "What a provider for this client must do", {
    needs: ids,
    regions: ids.optional(),
    budget: amount.optional(),
  }),
  "contact.logged": fact([...STAFF, "system"], "A contact with the client took so long", {
    channel,
    seconds: z.int().min(0).max(86_400),
    agentId: id,
  }),
  "effort.summed": fact(["system", "ops"], "Working time before the contract, in sum", {
    kind: z.literal("precontract"),
    minutes,
    upTo: pastOn,
  }),
  "streak.noticed": fact(["system", "ops"], "Messages in a row, and no answer of ours between them", {
    streakId: id,
    at: past,
    messages: z.int().min(1).max(10_000),
    channels: ids,
    threads: ids,
  }),
  "streak.judged": fact(["ops", "manager"], "Whether a streak of messages was urgent", {
    streakId: id,
    urgent: z.boolean(),
  }),
} as const satisfies Specs;

/** Of talk with the client, and the work it takes. A function: the sandbox freezes what a module exports. */
export const contactEvents = () => specs;
