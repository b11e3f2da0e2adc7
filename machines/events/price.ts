import { z } from "zod";
import { CONDITIONS, DISCOUNT_KINDS, STAFF } from "../policy.ts";
import { decision, fact, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, vaultId, promised, amount } = fieldSchemas();

const specs = {
  "discount.decided": decision(["manager"], "Answer a question about the price", {
    granted: z.boolean(),
    kind: z.enum(DISCOUNT_KINDS).default("other"),
    /** A cheaper offer was shown to us. */
    proven: z.boolean().default(false),
    /** What it is asked for: something costly, or something of years (R-DEC-9). */
    item: z.enum(["costly", "longTerm"]).optional(),
    /** What it came to before, where `total` is what it comes to now. */
    oldTotal: amount.optional(),
    condition: z.enum(CONDITIONS).nullable().default(null),
    total: amount.optional(),
    until: promised.optional(),
  }),
  "vip.marked": decision(STAFF, "Mark a client as a VIP", {}),
  "vip.removed": decision(STAFF, "Take the VIP mark away", {}),
  "thanks.given": decision(["manager"], "Thank a client after a review", {
    /** Vault id of what the client did well, as it is said to them. */
    factRef: vaultId.optional(),
    rewardRef: vaultId.optional(),
    until: promised.optional(),
  }),
  "quote.sent": fact(["sales", "manager", "finance"], "A price for extra work was quoted", {
    ref: id,
    amount,
  }),
} as const satisfies Specs;

/** Of prices, favours and thanks. A function: the sandbox freezes what a module exports. */
export const priceEvents = () => specs;
