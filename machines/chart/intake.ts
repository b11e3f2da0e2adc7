import * as slots from "../slots.ts";
import { elsewhere, notice, priced, task } from "./actions.ts";
import { upheldInIntake } from "./appeals.ts";
import { startAfresh } from "./limits.ts";
import { chart } from "./setup.ts";

/** R-DEC-14: how much work a prospect has made. */
const muchEffort = {
  guard: "R-DEC-14",
  actions: ["effortReviewed", task("review", "manager", { points: () => ["preContractEffort"] })],
} as const;

/** A relationship begins in force, or as an intake. */
export const opening = chart.createStateConfig({
  always: [{ guard: "R-ONB-1/contract", target: "live" }, { target: "onboarding" }],
});

/** R-LIF-24: whoever answers is not silent. */
const answers = { guard: "R-FCT-2", target: "onboarding", reenter: true } as const;

/** The intake: a prospect becomes a client, or is declined. */
export const onboarding = chart.createStateConfig({
  on: {
    "contract.signed": {
      guard: "R-ONB-1",
      target: "live",
      actions: [startAfresh, "admitted", ...notice("N1", slots.welcome), task("guide", "ops")],
    },
    "intake.refused": [
      {
        guard: "R-ONB-2",
        target: "declining",
        actions: notice("N2", slots.refusal),
      },
    ],
    "prospect.withdrew": { target: "declining" },
    "message.received": answers,
    "client.replied": answers,
    "appeal.upheld": upheldInIntake,
    ...elsewhere,
    "discount.decided": priced,
    "effort.summed": muchEffort,
    "dossier.compiled": muchEffort,
  },
  after: { intake: { target: "declining", actions: notice("N2", slots.silentRefusal) } },
});

/** A prospect is refused; a former client is a former client again (R-LIF-16). */
export const declining = chart.createStateConfig({
  always: [
    { guard: "R-LIF-16/returned", target: "terminated", actions: "intakeEnded" },
    { target: "refused" },
  ],
});
