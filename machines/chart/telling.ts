import { isUnwritten } from "../context/derived.ts";
import * as slots from "../slots.ts";
import { again, closeTasks, exitId, fromOrigin, noticeIf, reported, stopMailings, task } from "./actions.ts";
import { announce, chart } from "./setup.ts";

/** Nobody is called a second time where the farewell cannot be written: a registered letter goes out (R-LIF-24). */
const farewellLetter = noticeIf((context) => !isUnwritten(context), "N7", slots.farewell, {
  about: exitId,
  first: fromOrigin,
});

/** The farewell has arrived: the client is told. */
const farewellArrived = (...before: ReturnType<typeof closeTasks>[]) =>
  ({
    guard: "R-COM-2/farewell",
    target: "told",
    actions: reported(...before, "toldByNotice"),
  }) as const;

/** A farewell that did not arrive goes out on the next channel, then as a registered letter. */
const farewellOtherwise = [
  { guard: "R-COM-2/next", actions: reported(...again) },
  { guard: "R-COM-2/failed", target: "posting", actions: reported() },
] as const;

/** The client hears that we part: a call, then a letter (R-COM-2). */
export const telling = chart.createStateConfig({
  initial: "approach",
  states: {
    approach: {
      always: [{ guard: "R-DEC-13", target: "writing", actions: stopMailings }, { target: "calling" }],
    },
    calling: {
      initial: "preparing",
      on: {
        "call.made": [
          {
            guard: "R-COM-2/spoken",
            target: "writing",
            actions: [closeTasks(exitId, "callExit"), "exitSpoken"],
          },
          {
            guard: "R-COM-2/unspoken",
            target: "writing",
            actions: [closeTasks(exitId, "callExit"), "exitUnspoken"],
          },
        ],
      },
      after: {
        exitCalls: { target: "writing", actions: [closeTasks(exitId, "callExit"), "exitUnspoken"] },
      },
      states: {
        // Whoever calls has to know whether there is somebody to recommend.
        preparing: { on: { "providers.matched": "ringing" }, after: { match: "ringing" } },
        ringing: {
          entry: task("callExit", "manager", {
            about: exitId,
            dueDays: (c) => c.policy.exit.callDays,
            points: slots.exitPoints,
          }),
        },
      },
    },
    writing: {
      entry: ["farewellDated", farewellLetter],
      always: { guard: "R-LIF-27/unwritten", target: "posting" },
      on: {
        "notice.delivered": farewellArrived(),
        "notice.failed": farewellOtherwise,
        "delivery.checked": [farewellArrived(), ...farewellOtherwise],
      },
      after: { farewellDelivery: "posting" },
    },
    posting: {
      entry: task("postLetter", "ops", { about: exitId }),
      on: {
        "letter.posted": {
          guard: "R-LIF-24/posted",
          target: "told",
          actions: [closeTasks(exitId, "postLetter"), "toldByLetter"],
        },
        "notice.delivered": farewellArrived(closeTasks(exitId, "postLetter")),
        "delivery.checked": farewellArrived(closeTasks(exitId, "postLetter")),
        "contact.corrected": {
          guard: "R-LIF-20/reachable",
          target: "writing",
          actions: closeTasks(exitId, "postLetter"),
        },
      },
    },
    told: {
      entry: announce("client.told"),
      after: { lastDay: { actions: task("complete", "ops", { about: exitId }) } },
      on: { "notice.failed": { guard: "R-COM-2/failed", target: "posting", actions: "notTold" } },
    },
  },
});
