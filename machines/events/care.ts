import { z } from "zod";
import { STAFF } from "../policy.ts";
import { RANKS } from "../vocabulary.ts";
import { decision, fact, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, vaultId, promised } = fieldSchemas();

const specs = {
  "leave.announced": decision(["client", "ops", "manager"], "The client announces leaving", {
    cause: id,
    curable: z.boolean(),
    at: promised,
  }),
  "staff.askedOff": fact(STAFF, "One of our people asks off this client", { agentId: id }),
  "help.needed": decision(["ops", "manager"], "Bring in a call, a guide, a colleague or a senior", {
    kind: z.enum(["call", "guide", "colleague", "senior"]),
    ref: id,
    nameRef: vaultId.optional(),
    /** The true rank, from a closed list: nobody is told of another one (R-COM-1). */
    rank: z.enum(RANKS).optional(),
    /** The rank in free words, as it was told before `rank`: kept, and shown to nobody. */
    roleRef: vaultId.optional(),
    skillRef: vaultId.optional(),
    contactRef: vaultId.optional(),
    nextOn: promised.optional(),
  }),
  "manager.changed": decision(["manager", "senior"], "Another manager takes the client over", {
    managerId: id,
    nameRef: vaultId.optional(),
    /** The true rank, from a closed list: nobody is told of another one (R-COM-1). */
    rank: z.enum(RANKS).optional(),
    /** The rank in free words, as it was told before `rank`: kept, and shown to nobody. */
    roleRef: vaultId.optional(),
    contactRef: vaultId.optional(),
    nextOn: promised.optional(),
    transferred: z.strictObject({
      history: z.boolean(),
      openMatters: z.boolean(),
      promises: z.boolean(),
      contacts: z.boolean(),
    }),
  }),
} as const satisfies Specs;

/** Of who deals with the client, and who helps. A function: the sandbox freezes what a module exports. */
export const careEvents = () => specs;
