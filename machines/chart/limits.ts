import { restriction } from "../context/derived.ts";
import type { Context } from "../context.ts";
import type { EffectParams } from "../effects.ts";
import * as slots from "../slots.ts";
import { asking, limitId, notice } from "./actions.ts";
import type { GuardInput } from "./event.ts";

export const restrict = [
  {
    type: "restrictChannels",
    params: ({ context }: GuardInput): EffectParams<"restrictChannels"> => ({
      allowed: [restriction(context)?.channel ?? "post"],
    }),
  },
  ...notice("N5", slots.limits, limitId),
] as const;

/** R-COM-3: the note on the record tells the team how to talk. */
export const conductNote = {
  type: "recordNote",
  params: ({ context }: GuardInput): EffectParams<"recordNote"> => {
    const { contactSeconds: seconds } = context.policy.conduct;
    const most = seconds === 60 ? "1 minute" : `${seconds} seconds`;
    return { note: `formal, to the point, no contact over ${most}`, seconds };
  },
} as const;

export const lift = { type: "liftRestriction", params: {} } as const;

const endOfNote = {
  type: "recordNote",
  params: { note: "the limits are lifted: contact as with any other client" },
} as const;

/** The limits in force are lifted, and the note that stood with them (R-COM-3). */
export const liftedOf = (context: Context) =>
  restriction(context)?.ground === "conduct" ? [lift, endOfNote] : [lift];

/** Whoever starts anew starts without the limits of before. */
export const startAfresh = asking((context) => (restriction(context) ? liftedOf(context) : []));

/** R-COM-3: the team's note falls with the limits. By then no restriction may be in force: it is the last one. */
export const noteLifted = asking((context) => {
  const last = context.decisions.findLast(({ kind }) => kind === "restriction");
  return last?.ground === "conduct" ? [endOfNote] : [];
});
