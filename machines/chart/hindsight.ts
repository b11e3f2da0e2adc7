import type { Envelope } from "../events.ts";
import { doubted } from "../rules/hindsight.ts";
import { task } from "./actions.ts";
import { chart } from "./setup.ts";

const looksAgain = {
  guard: "R-FCT-1",
  actions: [
    task("reconsider", "senior", {
      about: (context, event) => doubted(context, event as Envelope),
      points: (_, event) => [`${event.type} is older than a judgement that it would have changed`],
    }),
    "reconsidered",
  ],
} as const;

/** R-FCT-1: facts that are older than a judgement which they would have changed. They reopen nothing. */
export const toldLate = {
  "fault.opened": looksAgain,
  "payment.received": looksAgain,
  "invoice.changed": looksAgain,
  "message.received": looksAgain,
  "client.replied": looksAgain,
} as const;

/** In force, such a fact may move something else besides; elsewhere it moves nothing. */
export const hindsight = chart.createStateConfig({ on: toldLate });

/** R-LIF-25: during a farewell a senior also looks at it when its ground goes. */
export const grounding = chart.createStateConfig({
  initial: "grounded",
  states: {
    grounded: {
      always: {
        guard: "R-LIF-25/cured",
        target: "groundless",
        actions: task("reconsider", "senior", {
          about: (context) => context.farewell?.decisionId ?? null,
          points: () => ["the ground of the exit is gone"],
        }),
      },
    },
    groundless: {},
  },
});
