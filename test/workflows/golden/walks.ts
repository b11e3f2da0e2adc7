import type { Walk } from "../../support/walker.ts";

const STRIKE = ["incident", "notice.delivered N4"];

/**
 * The walks whose histories and journals are kept, once for each version of the machine: a build that cannot replay
 * one of them would break relationships that live. What a released version has left is never replaced.
 */
export const WALKS: Readonly<Record<string, Walk>> = {
  "ladder-to-goodbye": {
    opening: "client",
    acts: [
      ...STRIKE,
      ...STRIKE,
      "incident",
      "request conduct",
      "approve",
      "call about the exit: reached",
      "client.left",
    ],
  },
  "bounces-pause-cool-off": {
    opening: "client",
    acts: [
      "incident",
      "notice.failed N4",
      "notice.failed N4",
      "wait",
      "incident",
      "notice.delivered N4",
      "overdue",
      "paid",
      "wait",
    ],
  },
  "reviews-streaks-vip": {
    opening: "client",
    acts: ["VIP", "streaks not urgent", "draining", "tier moved", "discount.decided", "thanks", "incident"],
  },
  "hold-appeal-win-back": {
    opening: "prospect",
    acts: [
      "sign",
      ...STRIKE,
      "hold.placed",
      "appeal on the latest",
      "hold.lifted",
      "appeal.upheld",
      "client.left",
      "win back",
      "wait",
    ],
  },
};
