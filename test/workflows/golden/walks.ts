import type { Walk } from "../../support/shell.ts";

const STRIKE = ["incident", "notice.delivered N4"];

/**
 * The walks whose histories are kept: a build that cannot replay one of them would break relationships that live.
 * A new machine version adds files; none is ever replaced.
 */
export const WALKS: Readonly<Record<string, Walk>> = {
  "1-ladder-to-goodbye": {
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
  "1-bounces-pause-cool-off": {
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
  "1-reviews-streaks-vip": {
    opening: "client",
    acts: ["VIP", "streaks not urgent", "draining", "tier moved", "discount.decided", "thanks", "incident"],
  },
  "1-hold-appeal-win-back": {
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
