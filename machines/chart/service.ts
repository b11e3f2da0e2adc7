import * as slots from "../slots.ts";
import { asking, notice, task } from "./actions.ts";
import { chart } from "./setup.ts";

/** Work that a suspension stopped goes on, however the suspension came to an end. */
const takeUpAgain = asking((context) => (context.workStopped ? [{ type: "resumeWork", params: {} }] : []));

const pause = (cause: string) => ({ type: "stopWork", params: { cause } }) as const;

const arrears = ["paymentMissed", ...notice("N6", slots.arrears)] as const;

const silence = ["fellSilent", ...notice("N6", slots.silence)] as const;

const resume = {
  guard: "R-LIF-7",
  target: "running",
  actions: [takeUpAgain, "workResumed", ...notice("N8", slots.resumed)],
} as const;

/** Work goes on, or pauses for arrears or silence (R-LIF-6, R-LIF-7). */
export const service = chart.createStateConfig({
  initial: "resuming",
  states: {
    resuming: {
      always: [
        { guard: "R-LIF-12/paused", target: "suspended" },
        { target: "running", actions: [takeUpAgain, "workResumed"] },
      ],
    },
    running: {
      on: {
        "payment.overdue": {
          guard: "R-LIF-6/overdue",
          target: "suspended",
          actions: [pause("arrears"), ...arrears],
        },
        "client.silent": {
          guard: "R-LIF-6/silent",
          target: "suspended",
          actions: [pause("silence"), ...silence],
        },
      },
    },
    suspended: {
      on: {
        "payment.overdue": {
          guard: "R-LIF-6/overdue",
          actions: arrears,
        },
        "client.silent": {
          guard: "R-LIF-6/silent",
          actions: silence,
        },
        "payment.received": resume,
        "invoice.changed": resume,
        "client.replied": resume,
        "message.received": resume,
      },
      after: { pause: { target: "suspended", reenter: true, actions: task("review", "manager") } },
    },
  },
});
