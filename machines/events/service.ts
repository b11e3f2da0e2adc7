import { z } from "zod";
import { decision, fact, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, instant, date, amount } = fieldSchemas();

const specs = {
  "payment.overdue": decision(["finance", "manager"], "An invoice is overdue: pause the work", {
    invoiceId: id,
    dueOn: date,
    ourPartDone: z.boolean(),
    amount: amount.optional(),
  }),
  "payment.received": fact(["finance", "system"], "A payment came in", { invoiceId: id, paidOn: date }),
  "client.silent": decision(["manager"], "The client has not answered for long: pause the work", {
    since: instant,
  }),
  "client.replied": fact(["ops", "manager", "system"], "The client answered", { messageId: id }),
  "client.left": fact(["client", "ops"], "The client left, or the contract expired", {
    cause: z.enum([
      "lostContact",
      "weBrokeAgreement",
      "cheaperElsewhere",
      "obstacle",
      "expired",
      "lifeChanged",
      "other",
    ]),
  }),
} as const satisfies Specs;

/** Of payment and silence, and of a client who leaves. A function: the sandbox freezes what a module exports. */
export const serviceEvents = () => specs;
