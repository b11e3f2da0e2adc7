import { z } from "zod";
import { decision, fact, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, vaultId, amount, percent, channel, ids } = fieldSchemas();

const specs = {
  "intake.assessed": fact(["sales", "manager"], "The prospect's goals were held against what we do", {
    fit: z.boolean(),
    needs: ids,
    regions: ids.optional(),
    budget: amount.optional(),
    flagged: z.boolean().default(false),
    goalRef: vaultId.optional(),
  }),
  "terms.refused": fact(["sales", "manager"], "Our terms were refused", {
    term: z.enum(["prepayment", "rewrite"]),
  }),
  "pilot.rejected": fact(["sales", "manager"], "A pilot was rejected", { pilotId: id }),
  "contract.signed": decision(["sales", "manager"], "Admit the prospect: the contract is signed", {
    contractRef: id,
    prepayPct: percent,
    damagingRewrite: z.boolean(),
    channel,
  }),
  "intake.refused": decision(["manager"], "Refuse the prospect", {
    cause: z.enum(["terms", "misfit", "pilot", "netValue"]),
    alternativeRef: vaultId.optional(),
  }),
  "prospect.withdrew": decision(["client", "ops", "sales"], "The prospect withdrew", {}),
} as const satisfies Specs;

/** Of a prospect, until the contract. A function: the sandbox freezes what a module exports. */
export const intakeEvents = () => specs;
