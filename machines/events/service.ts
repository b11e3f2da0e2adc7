import { z } from "zod";
import { decision, fact, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, claimed, claimedOn, date, amount } = fieldSchemas();

const specs = {
  "payment.overdue": decision(["finance", "manager"], "An invoice is overdue: pause the work", {
    invoiceId: id,
    dueOn: date,
    ourPartDone: z.boolean(),
    amount: amount.optional(),
  }),
  "payment.received": fact(["finance", "system"], "A payment came in", {
    invoiceId: id,
    paidOn: claimedOn,
    /** What is still owed after it; absent: nothing. */
    owed: amount.optional(),
  }),
  "invoice.changed": fact(
    ["finance", "system"],
    "An invoice was made out or changed: the newest state counts",
    {
      invoiceId: id,
      dueOn: date,
      /** What is still owed; nothing, where it was paid, credited or voided. */
      owed: amount,
    },
  ),
  "client.silent": decision(["manager"], "The client has not answered for long: pause the work", {
    since: claimed,
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
