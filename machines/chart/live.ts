import * as slots from "../slots.ts";
import { closeAllTasks, closeTasks, notice, priced, task } from "./actions.ts";
import { verdict } from "./appeals.ts";
import { data } from "./event.ts";
import { help } from "./handover.ts";
import { hindsight } from "./hindsight.ts";
import { parting } from "./parting.ts";
import { remedy } from "./remedy.ts";
import { service } from "./service.ts";
import { announce, chart } from "./setup.ts";
import { standing } from "./standing.ts";
import { warning } from "./warning.ts";

/** The relationship in force: seven regions beside each other. */
export const live = chart.createStateConfig({
  type: "parallel",
  // A warning that has not arrived when the client goes will not arrive as one.
  exit: "warningLapsed",
  on: {
    "client.left": { target: "terminated", actions: [closeAllTasks, "left"] },
    "appeal.upheld": {
      guard: "R-LIF-12/uphold",
      actions: ["struckOut", ...verdict, announce("decision.struck")],
    },
    "boundary.stated": { actions: notice("N3", slots.boundary) },
    "discount.decided": priced,
    "vip.marked": { guard: "R-ARC-9", actions: "vipMarked" },
    "vip.removed": { guard: "R-ARC-9/removed", actions: "vipRemoved" },
    "tier.assigned": {
      guard: "R-DEC-11",
      actions: task("review", "manager", {
        about: (_, e) => data("tier.assigned", e).period,
        points: (_, e) => [`tier.${data("tier.assigned", e).tier}`],
      }),
    },
    // Draining is looked at by people; it ends nothing by itself (R-DEC-12).
    "segment.assigned": [
      {
        guard: "R-DEC-12/drains",
        actions: task("review", "manager", {
          about: (_, e) => data("segment.assigned", e).period,
          points: () => ["draining"],
        }),
      },
      {
        guard: "R-DEC-12/thanks",
        actions: task("thank", "manager", { about: (_, e) => data("segment.assigned", e).period }),
      },
    ],
    "thanks.given": {
      guard: "R-DEC-12",
      actions: [closeTasks((c) => c.segmented?.period ?? null, "thank"), ...notice("N15", slots.thanks)],
    },
    "leave.announced": [
      {
        guard: "R-LIF-23/retain",
        actions: ["leaveAnnounced", "retentionOffered", task("retain", "manager")],
      },
      { actions: ["leaveAnnounced", task("helpToLeave", "manager")] },
    ],
    "manager.changed": { guard: "R-ROL-6", actions: notice("N11", slots.manager) },
    "questions.repeated": { guard: "R-DEC-17/call", actions: task("call", "ops") },
    "staff.askedOff": {
      actions: [
        task("rotate", "manager"),
        { type: "raiseAlert", params: { what: "one of our people asks off this client", about: null } },
      ],
    },
    "help.needed": [
      { guard: "R-DEC-17/byGuide", actions: task("guide", "ops") },
      { guard: "R-DEC-17/byCall", actions: task("call", "ops") },
      { actions: [task("senior", "manager"), ...notice("N14", slots.colleague)] },
    ],
  },
  states: { standing, service, warning, parting, remedy, hindsight, help },
});
