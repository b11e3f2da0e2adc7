import { restrictionFell, struckOut } from "../decisions.ts";
import * as slots from "../slots.ts";
import { allowContact, appealId, asking, closeTasks, notice } from "./actions.ts";
import { liftedOf } from "./limits.ts";

/** What an upheld appeal takes back beside the decision: limits, and what a provider was given. */
export const makeGood = asking((context, event) => {
  const { farewell: exit } = context;
  return [
    ...(restrictionFell(context, struckOut(context, appealId(context, event))) ? liftedOf(context) : []),
    ...(exit?.shared && exit.provider
      ? [{ type: "revokeAccess" as const, params: { providerId: exit.provider } }]
      : []),
  ];
});

/** A retail client's mailings stop when the farewell begins (R-DEC-13). */
export const mailAgain = asking((context) => (context.farewell?.approach === "retail" ? [allowContact] : []));

export const verdict = [closeTasks(appealId), ...notice("N9", slots.verdict(true), appealId)] as const;

export const upheldOutside = [
  {
    guard: "R-LIF-12/return",
    target: "live",
    actions: [makeGood, "struckOut", "goodbyeAnnulled", allowContact, ...verdict],
  },
  { guard: "R-LIF-12/uphold", actions: ["struckOut", ...verdict] },
] as const;
