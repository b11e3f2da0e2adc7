import { z } from "zod";
import { decision, fact, result, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, promised, ids, effectId } = fieldSchemas();

const specs = {
  "providers.matched": result(["system"], "Providers that fit were looked up", {
    effectId,
    candidates: z.array(id).max(20),
    findings: z
      .array(z.strictObject({ providerId: id, fits: z.boolean(), why: z.array(id).max(20) }))
      .max(200)
      .optional(),
  }),
  "handover.requested": decision(
    ["client", "ops", "manager"],
    "A client who leaves wants help to move to another provider",
    {},
  ),
  "consent.given": fact(["client", "ops"], "The client agreed to a provider and to data items", {
    providerId: id,
    items: ids.min(1),
  }),
  "consent.revoked": fact(["client", "ops"], "The client took the consent back, or that to some items", {
    providerId: id,
    items: ids.min(1).optional(),
  }),
  "handover.declined": fact(["client", "ops"], "The client wants no handover", {}),
  "provider.accepted": fact(["ops", "system"], "The provider accepts the client", { providerId: id }),
  "provider.refused": fact(["ops", "system"], "The provider does not accept the client", { providerId: id }),
  "export.delivered": fact(["ops", "system"], "The exported data reached the provider", {
    providerId: id,
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex")
      .optional(),
  }),
  "move.planned": fact(["ops"], "The move has a date", { on: promised }),
  "move.confirmed": fact(["client", "ops"], "The client confirmed the move", {}),
  "duties.done": fact(["ops", "client"], "The client's duties on leaving are done", { items: ids }),
  "offboarding.completed": decision(["ops"], "The farewell is complete", {}),
} as const satisfies Specs;

/** Of the move to another provider. A function: the sandbox freezes what a module exports. */
export const handoverEvents = () => specs;
