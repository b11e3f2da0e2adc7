import { z } from "zod";
import { fact, result, type Specs } from "./spec.ts";
import { fieldSchemas } from "./values.ts";

const { id, vaultId, past, channel, effectId, notice } = fieldSchemas();

const specs = {
  "notice.delivered": result(["system"], "The recipient's server accepted a notice", {
    effectId,
    notice,
    channel,
    deliveredAt: past,
    wordsRef: vaultId.optional(),
  }),
  "notice.failed": result(["system"], "A notice bounced or could not be sent", {
    effectId,
    notice,
    channel,
    cause: id,
    wordsRef: vaultId.optional(),
  }),
  "notice.unknown": result(
    ["system"],
    "Nobody knows whether a notice went out: it is not sent again by itself",
    {
      effectId,
      notice,
      channel,
      cause: id,
      wordsRef: vaultId.optional(),
    },
  ),
  "delivery.checked": fact(["ops", "manager"], "A person found out whether a notice arrived", {
    effectId,
    arrived: z.boolean(),
    at: past,
  }),
  "effect.failed": result(["system"], "An effect failed for good", { effectId, effect: id, cause: id }),
  "call.made": fact(["manager", "senior"], "A call about a warning or an exit was made", {
    about: id,
    outcome: z.enum(["reached", "noAnswer", "refused"]),
    calledAt: past,
  }),
  "letter.posted": fact(["ops"], "The registered letter was posted", { about: id, trackingRef: id }),
} as const satisfies Specs;

/** Of what became of notices, calls, letters and other effects. A function: the sandbox freezes what a module exports. */
export const deliveryEvents = () => specs;
