import { netValue, netValueRead, restriction } from "../context/derived.ts";
import type { Envelope } from "../events.ts";
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
    read: () => netValueRead(context),
  }),
  route("R-LIF-23", "the tier is above low", () => ["high", "mid"].includes(context.tiered?.tier ?? "low"), {
    read: () => ({ tier: context.tiered?.tier ?? null }),
  }),
  route("R-LIF-23", "the cause can be cured", () => dataOf("leave.announced", event).curable),
  route("R-LIF-23", "no offer was made before", () => !context.retentionOffered),
];

/** R-LIF-23: help to move is for a client who leaves, and asks for it. */
export const help: Rule = (context) => [
  check("R-LIF-23", "the client has announced that they leave", () => context.leavingSince !== null),
];

/** R-ROL-6: nobody inherits a client without the transfer list. */
export const handOn: Rule = (context, event) => {
  const list = () => dataOf("manager.changed", event).transferred;
  void context;
  return (["history", "openMatters", "promises", "contacts"] as const).map((part) =>
    check("R-ROL-6", `the transfer list is finished: ${part}`, () => list()[part]),
  );
};

/** R-COM-3: the note on the record of a client restricted for conduct limits how long a contact takes. */
export const overrun: Rule = (context, event) => {
  const { contactSeconds } = context.policy.conduct;
  const seconds = () => dataOf("contact.logged", event).seconds;
  return [
    route(
      "R-COM-3",
      "the note on the record of a client restricted for conduct stands",
      () => restriction(context)?.ground === "conduct",
    ),
    route(
      "R-COM-3",
      `the contact took more than ${contactSeconds} seconds`,
      () => seconds() > contactSeconds,
      {
        read: () => ({ seconds: seconds() }),
        threshold: limit(context, contactSeconds, "conduct.contactSeconds"),
      },
    ),
  ];
};

const HOUR = 3_600_000;

const isWord = (event: Envelope) =>
  event.type !== "message.received" || !dataOf("message.received", event).auto;

/** R-FCT-2: an automatic message is no word of the client's. */
export const word: Rule = (_, event) => [route("R-FCT-2", "somebody wrote it", () => isWord(event))];

/** R-LIF-4: whoever writes on a closed channel is pointed to the open one, not more than once in a while. */
export const pointed: Rule = (context, event) => {
  const { pointerHours } = context.policy.conduct;
  const since = () => (context.at - (context.pointedAt ?? Number.NEGATIVE_INFINITY)) / HOUR;
  return [
    ...word(context, event),
    route("R-LIF-4", "the message came in on a closed channel", () => {
      const open = restriction(context)?.channel ?? null;
      return open !== null && dataOf("message.received", event).channel !== open;
    }),
    route("R-LIF-4", "it was written after the channel was closed", () => {
      return Date.parse(event.occurredAt) >= (restriction(context)?.at ?? 0);
    }),
    route(
      "R-LIF-4",
      `the client was not pointed to the open channel for ${pointerHours} hours`,
      () => since() >= pointerHours,
      {
        threshold: limit(context, pointerHours, "conduct.pointerHours"),
      },
    ),
  ];
};

/** R-DEC-12: thanks after a review are for core and wavering clients. */
export const thank: Rule = (context) => [
  check(
    "R-DEC-12",
    "the client is core or wavering",
    () => ["core", "wavering"].includes(context.segmented?.segment ?? ""),
    { read: () => ({ segment: context.segmented?.segment ?? null }) },
  ),
];

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
