import { pendingWarning, restriction, strikes } from "../context/derived.ts";
import type { Context } from "../context.ts";
import { check, type Finding, route } from "../findings.ts";
import { dataOf, limit, type Rule } from "./rule.ts";

/** R-DEC-11: the tier of a new period is another than the one before. */
export const tierMoved: Rule = ({ tiered, seq }, event) => [
  route(
    "R-DEC-11",
    "the client moves to another tier",
    () =>
      dataOf("tier.assigned", event).period === tiered?.period &&
      tiered.seq === seq &&
      tiered.before !== null &&
      tiered.before !== tiered.tier,
    {
      read: () => ({
        period: dataOf("tier.assigned", event).period,
        tier: tiered?.tier ?? null,
        before: tiered?.before ?? null,
      }),
    },
  ),
];

const segmentIs =
  (...segments: readonly string[]): Rule =>
  ({ segmented, seq }, event) => [
    route(
      "R-DEC-12",
      `a new review finds the client ${segments.join(" or ")}`,
      () =>
        dataOf("segment.assigned", event).period === segmented?.period &&
        segmented.seq === seq &&
        segments.includes(segmented.segment),
      { read: () => ({ segment: segmented?.segment ?? null, period: segmented?.period ?? null }) },
    ),
  ];

export const drains: Rule = segmentIs("draining");
export const worthThanks: Rule = segmentIs("core", "wavering");

/** R-DEC-12: draining review after review, and nothing that makes up for it. */
export function drainingFindings(context: Context): Finding[] {
  const { segmented } = context;
  const { drainingReviews, askedOff } = context.policy.segments;
  const running = segmented?.draining ?? 0;
  const people = context.askedOff.length;
  return [
    check("R-DEC-12", `draining in ${drainingReviews} reviews running`, () => running >= drainingReviews, {
      read: () => ({ reviews: running, period: segmented?.period }),
      threshold: limit(context, drainingReviews, "segments.drainingReviews"),
    }),
    check(
      "R-DEC-12",
      `the effort is not repaid, or ${askedOff} of our people asked off`,
      () => segmented?.effortRepaid === false || people >= askedOff,
      {
        read: () => ({ effortRepaid: segmented?.effortRepaid, askedOff: people }),
        threshold: limit(context, askedOff, "segments.askedOff"),
      },
    ),
  ];
}

/** R-ARC-9: only where deserved, and the client behaves. */
export const markVip: Rule = (context) => [
  check("R-ARC-9", "the tier is high", () => context.tiered?.tier === "high", {
    read: () => ({ tier: context.tiered?.tier ?? null }),
  }),
  check("R-ARC-9", "no strike counts", () => strikes(context).length === 0, {
    read: () => ({ strikes: strikes(context).length }),
  }),
  check("R-ARC-9", "no restriction is in force", () => restriction(context) === null),
  check("R-ARC-9", "no confirmed incident is open", () => pendingWarning(context) === null),
  check("R-ARC-9", "the client is not marked yet", () => context.vip === null),
];

export const unmarkVip: Rule = (context) => [
  check("R-ARC-9", "the client is marked as a VIP", () => context.vip !== null),
];
