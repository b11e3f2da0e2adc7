import { DAY, inDays } from "../clock.ts";
import { goodbyes, pendingWarning, standingExit } from "../context/derived.ts";
import type { Context } from "../context.ts";
import { struckOut } from "../decisions.ts";
import type { Envelope } from "../events.ts";
import { byAnother, check, route } from "../findings.ts";
import { dataOf, daysSince, limit, type Rule } from "./rule.ts";

/** What is filed, and what ends it: each names the decision. */
export const APPEAL_TYPES = ["appeal.filed", "appeal.upheld", "appeal.rejected"] as const;

const named = (context: Context, event: Envelope) =>
  context.decisions.find((d) => d.id === dataOf(APPEAL_TYPES, event).decisionId);

/** R-LIF-12: within the window after being told, once per decision. */
export const file: Rule = (context, event) => {
  const { windowDays } = context.policy.appeal;
  const decision = () => named(context, event);
  const since = () => {
    const toldAt = decision()?.toldAt ?? null;
    return toldAt === null ? 0 : daysSince(context, toldAt);
  };
  return [
    check("R-LIF-12", "the decision is a warning, a restriction or an exit of ours that stands", () =>
      ["pending", "standing"].includes(decision()?.status ?? ""),
    ),
    check(
      "R-LIF-12",
      "no appeal on this decision was filed before",
      () => (decision()?.appeal ?? null) === null,
    ),
    check("R-LIF-12", `filed within ${windowDays} days of being told`, () => since() <= windowDays, {
      read: () => ({ daysSinceTold: inDays(since() * DAY) }),
      threshold: limit(context, windowDays, "appeal.windowDays"),
    }),
  ];
};

const judgeable: Rule = (context, event) => {
  const decision = () => named(context, event);
  return [
    check("R-LIF-12", "an appeal on this decision is open", () => decision()?.appeal?.verdict === "open"),
    byAnother(
      "R-LIF-12",
      "another person judges than decided",
      () => !decision()?.deciders.includes(event.actor.id),
    ),
  ];
};

const after = (context: Context, event: Envelope) =>
  struckOut(context, dataOf("appeal.upheld", event).decisionId);

const exitFalls = (context: Context, event: Envelope) =>
  standingExit(context) !== null && standingExit(after(context, event)) === null;

/** The verdict strikes the decision out; the exit, if any, remains in force. */
export const uphold: Rule = (context, event) => [
  ...judgeable(context, event),
  route("R-LIF-12", "an exit of ours does not fall with it", () => !exitFalls(context, event)),
];

/** The exit falls with the decision: back to what remains in force. */
export const upholdReturning: Rule = (context, event) => [
  ...judgeable(context, event),
  route("R-LIF-12", "the exit falls with it", () => exitFalls(context, event)),
];

/** An exit of before falls, and with it its goodbye: the client may come back (R-LIF-17). */
export const upholdReopening: Rule = (context, event) => [
  ...uphold(context, event),
  route(
    "R-LIF-12",
    "without the goodbye of the exit there were fewer than two",
    () => goodbyes(after(context, event)) < 2,
  ),
];

export const rejectAppeal: Rule = judgeable;

/** The warning that was waiting for its delivery was struck out. */
export const pendingWasStruck: Rule = (context) => [
  route("R-LIF-12", "no warning waits any more", () => pendingWarning(context) === null),
];
