import * as slots from "../slots.ts";
import { again, closeTasks, notice, pendingId, reported, task } from "./actions.ts";
import { announce, chart } from "./setup.ts";

/** R-LIF-24: the warning is given up; people look at it. */
const lapse = [
  closeTasks(pendingId, "callWarning"),
  task("review", "manager", { about: pendingId }),
  "warningLapsed",
  announce("matter.closed"),
] as const;

/** R-LIF-20: a warning that did not arrive goes out on the next channel, then a person calls. */
const warnOtherwise = [
  { guard: "R-LIF-20/warnNext", target: ".sending", actions: reported(...again) },
  { guard: "R-LIF-20/warnPhone", target: ".phoning", actions: reported() },
] as const;

/** R-LIF-20: the ways in which a pending warning becomes a strike, or is given up. */
const arrival = (...before: ReturnType<typeof closeTasks>[]) => {
  const arrived = {
    guard: "R-LIF-20/delivered",
    target: "none",
    actions: reported(...before, "warningDelivered", announce("warning.served")),
  } as const;
  return {
    "notice.delivered": arrived,
    "delivery.checked": arrived,
    "call.made": [
      {
        guard: "R-LIF-20/spoken",
        target: "none",
        actions: [...before, "warningSpoken", announce("warning.served")],
      },
      { guard: "R-LIF-24/unspoken", target: "none", actions: lapse },
    ],
  } as const;
};

/** A warning on its way; it counts when it has arrived (R-LIF-20). */
export const warning = chart.createStateConfig({
  initial: "none",
  on: {
    "incident.confirmed": [
      {
        guard: "R-LIF-1/explained",
        actions: [
          "ours",
          ...notice("N13", slots.fault),
          ...notice("N3", slots.boundaryOfOurs),
          task("remedy", "manager"),
        ],
      },
      { guard: "R-LIF-20/joins", actions: "joined" },
      { guard: "R-LIF-27/warn", target: ".phoning", actions: "warned" },
      {
        guard: "R-LIF-1/warn",
        target: ".sending",
        actions: ["warned", ...notice("N4", slots.warning, pendingId)],
      },
      {
        guard: "R-DEC-8/ground",
        actions: ["groundOpened", task("decideConduct", "manager"), announce("clock.restarted")],
      },
    ],
    "notice.failed": [
      ...warnOtherwise,
      {
        guard: "R-LIF-20/bouncedNext",
        target: ".sending",
        actions: ["warningBounced", ...again, announce("decision.struck")],
      },
      {
        guard: "R-LIF-20/bouncedPhone",
        target: ".phoning",
        actions: ["warningBounced", announce("decision.struck")],
      },
      { guard: "R-LIF-20/bounced", actions: ["warningBounced", announce("decision.struck")] },
    ],
    "delivery.checked": warnOtherwise,
    "decision.struck": { guard: "R-LIF-12/struck", target: ".none" },
  },
  states: {
    none: {},
    sending: { on: arrival(), after: { delivery: "phoning" } },
    phoning: {
      entry: task("callWarning", "manager", {
        about: pendingId,
        dueDays: (c) => c.policy.conduct.callDays,
        points: slots.warningPoints,
      }),
      on: {
        ...arrival(closeTasks(pendingId, "callWarning")),
        "contact.corrected": {
          guard: "R-LIF-20/reachable",
          target: "sending",
          actions: [closeTasks(pendingId, "callWarning"), ...notice("N4", slots.warning, pendingId)],
        },
      },
      after: { calls: { target: "none", actions: lapse } },
    },
  },
});
