import * as slots from "../slots.ts";
import { notice } from "./actions.ts";
import { chart } from "./setup.ts";

/** Losses through faults of ours, until each is decided on (R-DEC-16). */
export const remedy = chart.createStateConfig({
  initial: "weighing",
  on: {
    "compensation.decided": {
      target: ".weighing",
      actions: notice("N13", slots.compensation),
    },
  },
  states: {
    weighing: { always: [{ guard: "R-DEC-16/owed", target: "owing" }, { target: "even" }] },
    even: { on: { "fault.opened": { guard: "R-DEC-16/owed", target: "owing" } } },
    owing: {
      // One that is older falls due before.
      on: { "fault.opened": { guard: "R-DEC-16/owed", target: "owing", reenter: true } },
      after: {
        compensation: {
          target: "weighing",
          actions: [
            "alerted",
            {
              type: "raiseAlert",
              params: { what: "a loss through our fault waits for a decision", about: null },
            },
          ],
        },
      },
    },
  },
});
