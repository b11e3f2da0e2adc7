import { netValue } from "../facts.ts";
import { check, route } from "../findings.ts";
import { dataOf, limit, type Rule } from "./rule.ts";

/** R-LIF-19. */
export const placeHold: Rule = (context) => [
  check("R-LIF-19", "no legal hold stands already", () => context.holds.at(-1)?.to !== null),
];

/** R-LIF-19. */
export const liftHold: Rule = (context) => [
  check("R-LIF-19", "a legal hold stands", () => context.holds.at(-1)?.to === null),
];

/** R-LIF-23: one offer, only where it is worth it and the cause can be cured. */
export const retain: Rule = (context, event) => [
  route("R-LIF-23", "the net value is not negative", () => (netValue(context) ?? -1) >= 0, {
    read: () => ({ netValue: netValue(context) }),
  }),
  route("R-LIF-23", "the tier is above low", () => context.tier === "high" || context.tier === "mid", {
    read: () => ({ tier: context.tier }),
  }),
  route("R-LIF-23", "the cause can be cured", () => dataOf("leave.announced", event).curable),
  route("R-LIF-23", "no offer was made before", () => !context.retentionOffered),
];

/** R-ROL-6: nobody inherits a client without the transfer list. */
export const handOn: Rule = (context, event) => {
  const list = () => dataOf("manager.changed", event).transferred;
  void context;
  return (["history", "openMatters", "promises", "contacts"] as const).map((part) =>
    check("R-ROL-6", `the transfer list is finished: ${part}`, () => list()[part]),
  );
};

/** R-DEC-17: asked again after our answer, or many questions at once. */
export const callInstead: Rule = (context, event) => {
  const { questionsAtOnce } = context.policy.service;
  const data = () => dataOf("questions.repeated", event);
  return [
    route(
      "R-DEC-17",
      `asked again after our answer, or at least ${questionsAtOnce} questions at once`,
      () => data().afterAnswer || data().count >= questionsAtOnce,
      {
        read: () => ({ count: data().count, afterAnswer: data().afterAnswer }),
        threshold: limit(context, questionsAtOnce, "service.questionsAtOnce"),
      },
    ),
  ];
};

const helpKind =
  (...kinds: string[]): Rule =>
  (_, event) => [
    route("R-DEC-17", `the help is a ${kinds.join(" or a ")}`, () =>
      kinds.includes(dataOf("help.needed", event).kind),
    ),
  ];

export const byGuide = helpKind("guide");
export const byCall = helpKind("call");
