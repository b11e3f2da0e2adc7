import { z } from "zod";
import { STAFF } from "../policy.ts";
import { BOUNDARIES } from "../vocabulary.ts";
import { decision, fact, type Specs, sanction } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, vaultId, claimed, channel, adjustment } = fieldSchemas();

const specs = {
  "incident.reported": fact(STAFF, "Conduct towards our people was reported", {
    incidentId: id,
    category: z.enum(["insult", "profanity", "aggression", "criticism"]),
    happenedAt: claimed,
    evidence: z.array(vaultId).max(20),
    channel: channel.optional(),
    saidRef: vaultId.optional(),
  }),
  "incident.confirmed": sanction(["manager", "senior"], "Confirm an incident", {
    incidentId: id,
    explainedBy: id.nullable(),
    adjustment: adjustment.optional(),
  }),
  "incident.dismissed": decision(["manager"], "Dismiss an incident", { incidentId: id }),
  "boundary.stated": decision(["ops", "manager"], "A courteous firm no, without a strike", {
    textRef: vaultId,
    matterRef: vaultId.optional(),
    /** What is refused; without it the notice leaves that to the words that were said. */
    kind: z.enum(BOUNDARIES).optional(),
  }),
} as const satisfies Specs;

/** Of conduct towards our people. A function: the sandbox freezes what a module exports. */
export const conductEvents = () => specs;
