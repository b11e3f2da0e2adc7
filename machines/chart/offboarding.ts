import { cancel } from "xstate";
import { again, closeAllTasks, closeTasks, elsewhere, exitId, pointing, reported, task } from "./actions.ts";
import { mailAgain, makeGood, undone, verdict } from "./appeals.ts";
import { handover } from "./handover.ts";
import { grounding } from "./hindsight.ts";
import { chart } from "./setup.ts";
import { telling } from "./telling.ts";

/** Ops are reminded of an offboarding that does not end (R-LIF-24). */
const remind = chart.raise({ type: "deadline.reminder" }, { id: "reminder", delay: "reminder" });

/** What the client has to do before the last day. */
const duties = chart.createStateConfig({
  initial: "waiting",
  states: {
    waiting: { on: { "client.told": "open", "duties.done": "fulfilled" } },
    open: {
      on: { "duties.done": "fulfilled" },
      after: { duties: { target: "fulfilled", actions: "dutiesOver" } },
    },
    fulfilled: {},
  },
});

/** An exit that was approved is carried out: the client is told, has duties, and is handed over. */
export const offboarding = chart.createStateConfig({
  type: "parallel",
  entry: remind,
  exit: cancel("reminder"),
  on: {
    "client.left": { target: "terminated", actions: [closeAllTasks, "left"] },
    "offboarding.completed": {
      guard: "R-LIF-11",
      target: "terminated",
      actions: [closeAllTasks, "parted"],
    },
    "appeal.upheld": [
      {
        guard: "R-LIF-12/return",
        target: "live",
        actions: [makeGood, mailAgain, closeTasks(exitId), "struckOut", "exitUndone", ...verdict],
      },
      { guard: "R-LIF-12/uphold", actions: ["struckOut", ...verdict] },
    ],
    "exit.revoked": { target: "live", actions: [...undone, "exitRevoked"] },
    "notice.failed": [
      {
        guard: "R-LIF-26/exitPhone",
        target: "#relationship.live.warning.phoning",
        actions: [...undone, ...reported("warningBounced"), "exitUndone"],
      },
      {
        guard: "R-LIF-26/exit",
        target: "#relationship.live.warning.sending",
        actions: [...undone, ...reported("warningBounced", ...again), "exitUndone"],
      },
      { guard: "R-LIF-20/bounced", actions: [...reported("warningAnnulled"), "letterClosed"] },
    ],
    "message.received": pointing,
    "deadline.reminder": { actions: [task("complete", "ops", { about: exitId }), remind] },
    ...elsewhere,
  },
  states: { telling, duties, handover, grounding },
});
