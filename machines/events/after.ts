import { z } from "zod";
import { decision, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, vaultId, past, promised, percent } = fieldSchemas();

const specs = {
  "winback.approved": decision(["manager"], "Approach a former client", {
    changedRef: vaultId.optional(),
    bonusRef: vaultId.optional(),
    until: promised.optional(),
  }),
  "winback.accepted": decision(["manager"], "The former client accepts", {
    prepayPct: percent,
    damagingRewrite: z.boolean(),
  }),
  "winback.declined": decision(["client", "ops"], "The former client declines", {}),
  "return.requested": decision(["manager"], "A former client asks to come back: a full intake", {}),
  "obstacle.removed": decision(["senior"], "The obstacle is gone: approach a client once more", {
    evidenceAt: past,
    ref: id,
    changedRef: vaultId.optional(),
    bonusRef: vaultId.optional(),
    until: promised.optional(),
  }),
} as const satisfies Specs;

/** Of what follows the end. A function: the sandbox freezes what a module exports. */
export const afterEvents = () => specs;
