import { z } from "zod";
import { fact, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, vaultId, instant, date, amount } = fieldSchemas();

const specs = {
  "fault.opened": fact(["ops", "product", "manager"], "A fault of ours became known", {
    faultId: id,
    at: instant,
    loss: z.boolean(),
    whatRef: vaultId.optional(),
    remedyRef: vaultId.optional(),
    curedBy: date.optional(),
  }),
  "fault.cured": fact(["ops", "product", "manager"], "A fault of ours was cured", {
    faultId: id,
    at: instant,
  }),
  "compensation.decided": fact(["manager", "finance"], "The loss through our fault was decided on", {
    faultId: id,
    amount,
  }),
} as const satisfies Specs;

/** Of faults of ours, and what they cost the client. A function: the sandbox freezes what a module exports. */
export const faultEvents = () => specs;
