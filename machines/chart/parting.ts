import { decisionId } from "../decisions.ts";
import type { EffectParams } from "../effects.ts";
import { closeTasks, requestId, task } from "./actions.ts";
import type { GuardInput } from "./event.ts";
import { restrict } from "./limits.ts";
import { announce, chart } from "./setup.ts";

const closeRequest = [
  closeTasks(requestId, "decideExit"),
  "requestClosed",
  announce("matter.closed"),
] as const;

const freezeDossier = {
  type: "freezeDossier",
  params: ({ context }: GuardInput): EffectParams<"freezeDossier"> => ({
    dossierId: context.dossier?.id ?? "none",
    decisionId: decisionId(context),
  }),
} as const;

/** An exit is asked for, and decided by a second person (R-LIF-5). */
export const parting = chart.createStateConfig({
  initial: "unasked",
  states: {
    unasked: {
      on: {
        "exit.requested": {
          guard: "R-LIF-5/request",
          target: "asked",
          actions: [
            "exitRequested",
            task("decideExit", "senior", {
              about: requestId,
              dueDays: (c) => c.policy.exit.requestLapsesDays,
            }),
          ],
        },
      },
    },
    asked: {
      always: { guard: "R-LIF-5/void", target: "unasked", actions: closeRequest },
      on: {
        "exit.approved": [
          {
            guard: "R-LIF-5",
            target: "#relationship.offboarding",
            actions: [closeTasks(requestId, "decideExit"), "exitApproved", freezeDossier],
          },
          {
            guard: "R-DEC-2/restrict",
            target: "unasked",
            actions: ["restrictedInstead", ...restrict, ...closeRequest, announce("restriction.made")],
          },
        ],
        "exit.rejected": { guard: "R-LIF-5/reject", target: "unasked", actions: closeRequest },
        "exit.withdrawn": { guard: "R-LIF-5/withdraw", target: "unasked", actions: closeRequest },
        "restriction.made": { target: "unasked", actions: closeRequest },
      },
      after: { exitRequest: { target: "unasked", actions: closeRequest } },
    },
  },
});
