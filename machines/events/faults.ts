import { z } from "zod";
import { STAFF } from "../policy.ts";
import { fact, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, ids, vaultId, claimed, date, amount } = fieldSchemas();

const specs = {
  "fault.opened": fact(["ops", "product", "manager", "system"], "A fault of ours became known", {
    faultId: id,
    at: claimed,
    loss: z.boolean(),
    whatRef: vaultId.optional(),
    remedyRef: vaultId.optional(),
    curedBy: date.optional(),
  }),
  "fault.cured": fact(["ops", "product", "manager", "system"], "A fault of ours was cured", {
    faultId: id,
    at: claimed,
  }),
  "demand.recorded": fact([...STAFF, "system"], "What the client demands, and what we offered instead", {
    demandId: id,
    about: id,
    /** "Or else". */
    underThreat: z.boolean(),
    importance: z.enum(["low", "medium", "high"]).optional(),
    reasonRef: vaultId.optional(),
    consequenceRef: vaultId.optional(),
    offered: ids,
    /** The alternative that the client took: it closes the demand. */
    accepted: id.optional(),
  }),
  "compensation.decided": fact(["manager", "finance"], "The loss through our fault was decided on", {
    faultId: id,
    amount,
    /** Vault id of who answers for it until it is settled (N13). */
    answerableRef: vaultId.optional(),
  }),
} as const satisfies Specs;

/** Of faults of ours and what they cost the client, and of what the client demands. A function: the sandbox freezes what a module exports. */
export const faultEvents = () => specs;
