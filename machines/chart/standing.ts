import * as slots from "../slots.ts";
import { limitId, notice, pointing, task } from "./actions.ts";
import { conductNote, lift, noteLifted, restrict } from "./limits.ts";
import { announce, chart } from "./setup.ts";

const cleared = ["reinstated", ...notice("N8", slots.reinstatement)] as const;

const unlimited = [lift, noteLifted, "reinstated", ...notice("N8", slots.lifted)] as const;

/** R-LIF-9 on a rung of the ladder: by time, or earlier by a manager. */
const cool = { guard: "R-LIF-9", target: "active", actions: cleared } as const;

const onTheLadder = {
  "conduct.improved": { guard: "R-LIF-9/improved", target: "active", actions: cleared },
  "restriction.made": "restricted",
  "decision.struck": "counting",
} as const;

/** A cool-off that ran out while a matter was open ends with that matter. */
const lookAgain = <Rung extends string>(rung: Rung) => ({ target: rung, reenter: true }) as const;

/** The ladder: strikes and limits (R-LIF-1 to R-LIF-9). */
export const standing = chart.createStateConfig({
  initial: "counting",
  states: {
    counting: {
      always: [
        { guard: "R-LIF-12/restricted", target: "restricted" },
        { guard: "R-LIF-12/twice", target: "warnedTwice" },
        { guard: "R-LIF-12/once", target: "warnedOnce" },
        { target: "active" },
      ],
    },
    active: { on: { "warning.served": "warnedOnce", "restriction.made": "restricted" } },
    warnedOnce: {
      on: {
        ...onTheLadder,
        "warning.served": "warnedTwice",
        "matter.closed": lookAgain("warnedOnce"),
      },
      after: { coolOff: cool },
    },
    warnedTwice: {
      on: {
        ...onTheLadder,
        "restriction.ordered": {
          guard: "R-LIF-4",
          target: "restricted",
          actions: ["restrictionOrdered", ...restrict, conductNote, announce("restriction.made")],
        },
        "clock.restarted": { target: "warnedTwice", reenter: true },
        "matter.closed": lookAgain("warnedTwice"),
      },
      after: { coolOff: cool },
    },
    restricted: {
      on: {
        "conduct.improved": { guard: "R-LIF-9/improved", target: "active", actions: unlimited },
        "message.received": pointing,
        "warning.served": { target: "restricted", reenter: true },
        "clock.restarted": { target: "restricted", reenter: true },
        "matter.closed": lookAgain("restricted"),
        "decision.struck": [
          { guard: "R-LIF-12/restricted", target: "restricted", reenter: true },
          { target: "counting", actions: [lift, noteLifted] },
        ],
      },
      after: {
        coolOff: [
          { guard: "R-LIF-9", target: "active", actions: unlimited },
          {
            guard: "R-LIF-9/review",
            target: "restricted",
            reenter: true,
            actions: ["reviewed", task("review", "manager", { about: limitId })],
          },
        ],
      },
    },
  },
});
