import type { Context } from "../context.ts";
import { restrictionFell, struckOut } from "../decisions.ts";
import * as slots from "../slots.ts";
import { allowContact, appealId, asking, closeTasks, exitId, notice, noticeIf } from "./actions.ts";
import { liftedOf } from "./limits.ts";

const accessRevoked = ({ handover: exit }: Context) =>
  exit?.shared && exit.provider
    ? [{ type: "revokeAccess" as const, params: { providerId: exit.provider } }]
    : [];

/** What an upheld appeal takes back beside the decision: limits, and what a provider was given. */
export const makeGood = asking((context, event) => [
  ...(restrictionFell(context, struckOut(context, appealId(context, event))) ? liftedOf(context) : []),
  ...accessRevoked(context),
]);

/** A retail client's mailings stop when the farewell begins (R-DEC-13). */
export const mailAgain = asking((context) => (context.farewell?.approach === "retail" ? [allowContact] : []));

export const verdict = [closeTasks(appealId), ...notice("N9", slots.verdict(true), appealId)] as const;

const struck = { guard: "R-LIF-12/uphold", actions: ["struckOut", ...verdict] } as const;

/** The exit falls, and the goodbye that it led to did not happen: back to what remains in force. */
const returning = {
  guard: "R-LIF-12/return",
  target: "live",
  actions: [makeGood, "struckOut", "exitUndone", "notApproached", allowContact, ...verdict],
} as const;

export const upheldOutside = [returning, struck] as const;

/** An exit of before falls: without its goodbye the client may come back. */
export const upheldWhenClosed = [
  returning,
  {
    guard: "R-LIF-12/reopen",
    target: "terminated",
    actions: ["struckOut", allowContact, ...verdict],
  },
  struck,
] as const;

/** After a return the state stays; the goodbye is annulled all the same. */
export const upheldInIntake = [
  { guard: "R-LIF-12/return", actions: [makeGood, "struckOut", "exitUndone", ...verdict] },
  struck,
] as const;

/** What undoes an exit that is under way, whoever or whatever took it away (R-LIF-25, R-LIF-26). */
export const undone = [
  asking(accessRevoked),
  mailAgain,
  closeTasks(exitId),
  noticeIf((context) => context.farewell?.toldAt != null, "N8", slots.revoked),
] as const;
