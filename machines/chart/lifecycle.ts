import { closed, refused, terminated, winBack } from "./after.ts";
import { anywhere } from "./anywhere.ts";
import { declining, onboarding, opening } from "./intake.ts";
import { live } from "./live.ts";
import { offboarding } from "./offboarding.ts";
import { chart } from "./setup.ts";

const machine = chart.createMachine({
  id: "relationship",
  context: ({ input }) => input,
  initial: "opening",
  on: anywhere,
  states: { opening, onboarding, declining, live, offboarding, terminated, winBack, closed, refused },
});

/** The statechart of one relationship. A function: the sandbox freezes what a module exports. */
export const lifecycle = () => machine;
