import * as slots from "../slots.ts";
import { allowContact, elsewhere, notice, stopMailings } from "./actions.ts";
import { upheldOutside, upheldWhenClosed } from "./appeals.ts";
import { startAfresh } from "./limits.ts";
import { chart } from "./setup.ts";

const approached = [allowContact, "approached", ...notice("N10", slots.approach)] as const;

/** The relationship is over; a return is possible. */
export const terminated = chart.createStateConfig({
  entry: stopMailings,
  always: { guard: "R-LIF-17", target: "closed" },
  on: {
    "winback.approved": { guard: "R-LIF-13", target: "winBack", actions: approached },
    "return.requested": { target: "onboarding", actions: ["cameBack", allowContact] },
    "appeal.upheld": upheldOutside,
    ...elsewhere,
  },
});

/** A former client is approached once (R-LIF-13, R-LIF-14). */
export const winBack = chart.createStateConfig({
  on: {
    "winback.accepted": {
      guard: "R-LIF-14",
      target: "live",
      actions: [startAfresh, "wonBack", ...notice("N8", slots.wonBack)],
    },
    "winback.declined": { target: "closed", actions: "declined" },
    "client.left": { target: "terminated", actions: "left" },
    "appeal.upheld": upheldOutside,
    ...elsewhere,
  },
  after: {
    winBackOffer: [
      { guard: "R-LIF-15", target: "closed", actions: "declined" },
      // Nobody is silent to an offer that never came.
      { target: "terminated", actions: "notApproached" },
    ],
  },
});

/** Nobody approaches this client any more. */
export const closed = chart.createStateConfig({
  entry: { type: "suppressContact", params: {} },
  on: {
    "obstacle.removed": { guard: "R-LIF-18", target: "winBack", actions: approached },
    "appeal.upheld": upheldWhenClosed,
    ...elsewhere,
  },
});

/** A prospect who was not admitted. The end. */
export const refused = chart.createStateConfig({ type: "final" });
