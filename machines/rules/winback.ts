import { goodbyes, lastGoodbye, netValue, netValueRead } from "../context/derived.ts";
import type { Context } from "../context.ts";
import type { Envelope } from "../events.ts";
import { check, type Finding, route } from "../findings.ts";
import { termsFindings } from "./intake.ts";
import { dataOf, type Rule } from "./rule.ts";

const CURABLE = ["lostContact", "weBrokeAgreement", "cheaperElsewhere", "obstacle"];

/** R-DEC-10: a client of the low tier gets a promotional letter, and no bonus with it. */
const noBonus = (context: Context, event: Envelope): Finding =>
  check(
    "R-DEC-10",
    "the tier is not low, or no bonus comes with the letter",
    () =>
      context.tiered?.tier !== "low" ||
      dataOf(["winback.approved", "obstacle.removed"], event).bonusRef === undefined,
    { read: () => ({ tier: context.tiered?.tier ?? null }) },
  );

/** R-DEC-10: a cause of the four, cured, worth it, and no conduct exit. */
export const approach: Rule = (context, event) => {
  const { departure } = context.assessed;
  return [
    check(
      "R-DEC-10",
      "the cause is lost contact, our broken agreement, a cheaper offer or an obstacle",
      () => CURABLE.includes(departure?.cause ?? ""),
      {
        read: () => ({ cause: departure?.cause ?? lastGoodbye(context)?.cause }),
      },
    ),
    check("R-DEC-10", "the cause is cured", () => departure?.cured === true),
    check("R-DEC-10", "the net value is assessed and not negative", () => (netValue(context) ?? -1) >= 0, {
      read: () => netValueRead(context),
    }),
    check("R-DEC-10", "the last exit was not for conduct", () => lastGoodbye(context)?.ground !== "conduct"),
    noBonus(context, event),
  ];
};

/** R-LIF-14. */
export const accept: Rule = (context, event) =>
  termsFindings(context, {
    get prepayPct() {
      return dataOf("winback.accepted", event).prepayPct;
    },
    get damagingRewrite() {
      return dataOf("winback.accepted", event).damagingRewrite;
    },
  });

/** R-LIF-15: nobody is silent to an offer that never reached them. */
export const unanswered: Rule = (context) => [
  route("R-LIF-15", "the offer reached the client", () =>
    context.letters.some(
      ({ notice, arrivedAt }) =>
        notice === "N10" &&
        arrivedAt !== null &&
        arrivedAt >= (context.approachedAt ?? Number.POSITIVE_INFINITY),
    ),
  ),
];

/** R-LIF-17: the second goodbye is final, unless an obstacle goes (R-LIF-18). */
export const final: Rule = (context) => [
  route("R-LIF-17", "there were two goodbyes", () => goodbyes(context) >= 2, {
    read: () => ({ goodbyes: goodbyes(context) }),
  }),
];

/** R-LIF-18. */
export const obstacleGone: Rule = (context, event) => [
  check(
    "R-LIF-18",
    "the evidence is newer than the last goodbye",
    () => Date.parse(dataOf("obstacle.removed", event).evidenceAt) > (lastGoodbye(context)?.at ?? 0),
  ),
  check("R-LIF-18", "the last exit was not for conduct", () => lastGoodbye(context)?.ground !== "conduct"),
  noBonus(context, event),
];

/** R-LIF-16: whoever came back and does not start is a former client still. */
export const returned: Rule = (context) => [
  route("R-LIF-16", "this intake follows a return", () => context.intake.returned),
];
