import { type Context, KEPT } from "../context.ts";
import type { Envelope } from "../events.ts";
import { type Finding, route } from "../findings.ts";
import { dataOf, daysSince, limit, type Rule } from "./rule.ts";

/** R-DEC-1: enough messages in a row, and nobody was alerted to them before. */
function noticed(context: Context, event: Envelope): Finding[] {
  const { streakMessages } = context.policy.attention;
  const data = () => dataOf("streak.noticed", event);
  return [
    route("R-DEC-1", "nobody was alerted to this streak yet", () => !(data().streakId in context.streaks)),
    route(
      "R-DEC-1",
      `at least ${streakMessages} messages in a row, all channels together`,
      () => data().messages >= streakMessages,
      {
        read: () => ({ messages: data().messages, channels: data().channels }),
        threshold: limit(context, streakMessages, "attention.streakMessages"),
      },
    ),
  ];
}

/** The streaks that the window still holds, and not too many: under a legal hold no day of it passes. */
export function streaksLately(context: Context): Context["streaks"] {
  const { streaksWindowDays } = context.policy.attention;
  return Object.fromEntries(
    Object.entries(context.streaks)
      .filter(([, { at }]) => daysSince(context, at) <= streaksWindowDays)
      .slice(1 - KEPT),
  );
}

const notUrgent = (context: Context) =>
  Object.values(streaksLately(context)).filter(({ urgent }) => urgent === false).length;

/** R-DEC-1: whether enough streaks of the window were found not urgent. */
function foundNotUrgent(context: Context, often: boolean): Finding {
  const { streaksNotUrgent, streaksWindowDays } = context.policy.attention;
  return route(
    "R-DEC-1",
    `${often ? "at least" : "fewer than"} ${streaksNotUrgent} streaks of ${streaksWindowDays} days were found not urgent`,
    () => notUrgent(context) >= streaksNotUrgent === often,
    {
      read: () => ({ notUrgent: notUrgent(context) }),
      threshold: limit(context, streaksNotUrgent, "attention.streaksNotUrgent"),
    },
  );
}

/** R-DEC-1: the client is answered sooner, in one dialogue. */
export const answerStreak: Rule = (context, event) => [
  ...noticed(context, event),
  foundNotUrgent(context, false),
];

/** R-DEC-1: whoever writes in storms about nothing urgent is told a boundary by a person. */
export const reviewStreaks: Rule = (context, event) => [
  ...noticed(context, event),
  foundNotUrgent(context, true),
];
