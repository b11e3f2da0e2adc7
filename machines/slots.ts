import { DAY, type Instant, iso } from "./clock.ts";
import { restriction, standingExit, strikes } from "./context/derived.ts";
import type { Context, Fault, Slots } from "./context.ts";
import type { Notice } from "./effects.ts";
import type { Envelope } from "./events.ts";
import type { NOTICE_SLOTS, TalkPoint } from "./notices.ts";
import { dataOf } from "./rules/rule.ts";
import type { Channel, Ground } from "./vocabulary.ts";

type ValueOf<Kind> = Kind extends "flag"
  ? boolean
  : Kind extends "number" | "money"
    ? number
    : Kind extends "list"
      ? readonly string[]
      : Kind extends readonly (infer Choice)[]
        ? Choice
        : string;
type Specs<N extends Notice> = (typeof NOTICE_SLOTS)[N];
type Optional = { readonly optional: true };

/** What the law has to tell in a notice; what it does not know is null or left out. */
export type SlotsOf<N extends Notice> = {
  readonly [S in keyof Specs<N> as Specs<N>[S] extends Optional ? never : S]: Specs<N>[S] extends {
    readonly kind: infer Kind;
  }
    ? ValueOf<Kind>
    : never;
} & {
  readonly [S in keyof Specs<N> as Specs<N>[S] extends Optional ? S : never]?: Specs<N>[S] extends {
    readonly kind: infer Kind;
  }
    ? ValueOf<Kind> | null | undefined
    : never;
};

/** The slots of one notice, from the facts and the event that it answers. Pure. */
export type Telling<N extends Notice> = (context: Context, event: Envelope) => SlotsOf<N>;

type Told = Readonly<Record<string, Slots[string] | readonly string[] | null | undefined>>;

/** The slots that are known: a notice is written without the others. */
export function filled(told: Told): Slots {
  return Object.fromEntries(
    Object.entries(told).filter(([, value]) => value !== null && value !== undefined),
  ) as Slots;
}

export const welcome: Telling<"N1"> = (context, event) => ({
  channels: [...context.channels],
  prepayPct: dataOf("contract.signed", event).prepayPct,
});

export const refusal: Telling<"N2"> = ({ intake }, event) => {
  const { cause, alternativeRef } = dataOf("intake.refused", event);
  const needs = cause === "misfit" && intake.needs.length > 0 ? [...intake.needs] : null;
  return { cause, goal: intake.goal, needs, alternative: alternativeRef };
};

export const silentRefusal: Telling<"N2"> = ({ intake }) => ({ cause: "silent", goal: intake.goal });

/** What we go on helping with; the words of the no itself were ours to say, and stand in the journal. */
export const boundary: Telling<"N3"> = (_, event) => ({
  ours: false,
  matter: dataOf("boundary.stated", event).matterRef,
});

/** The firm no beside a fault of ours. */
export const boundaryOfOurs: Telling<"N3"> = () => ({ ours: true });

export const warning: Telling<"N4"> = (context, event) => {
  const incident = context.incidents[dataOf("incident.confirmed", event).incidentId];
  return {
    n: strikes(context).length + 1,
    of: context.policy.conduct.warnings,
    happenedAt: iso(incident?.happenedAt ?? context.at),
    channel: incident?.channel,
    said: incident?.said,
    appealDays: context.policy.appeal.windowDays,
  };
};

export const limits: Telling<"N5"> = (context) => ({
  channel: restriction(context)?.channel ?? "post",
  from: iso(context.at),
  reviewAt: iso(context.at + context.policy.conduct.restrictedCoolOffDays * DAY),
  appealDays: context.policy.appeal.windowDays,
});

/** The day on which a suspension becomes a ground to part; a day that has passed is not announced. */
function stopsAt(context: Context, since: Instant, groundDays: number): string | null {
  const day = since + groundDays * DAY;
  return day > context.at ? iso(day) : null;
}

export const arrears: Telling<"N6"> = (context, event) => {
  const { invoiceId, dueOn, amount } = dataOf("payment.overdue", event);
  return {
    cause: "arrears",
    since: dueOn,
    amount,
    invoice: invoiceId,
    from: iso(context.at),
    stopsAt: stopsAt(context, Date.parse(dueOn), context.policy.service.unpaidGroundDays),
  };
};

export const silence: Telling<"N6"> = (context, event) => {
  const { since } = dataOf("client.silent", event);
  return {
    cause: "silence",
    since,
    from: iso(context.at),
    stopsAt: stopsAt(context, Date.parse(since), context.policy.service.silentGroundDays),
  };
};

/** The grounds whose farewell may speak of money (N7). */
const MONEY: readonly string[] = ["blackmail", "customisation", "unprofitable"];

const groundOf = (context: Context): Ground => standingExit(context)?.ground ?? "terms";

function reasonOf(ground: Ground): "money" | "conduct" | "fit" {
  if (MONEY.includes(ground)) return "money";
  return ground === "conduct" ? "conduct" : "fit";
}

/** The provider that fits, as long as the client may still move there (R-HND-2). */
const alternative = ({ farewell }: Context) => (farewell?.handover === "open" ? farewell.provider : null);

export const farewell: Telling<"N7"> = (context) => ({
  lastDay: iso(context.farewell?.lastDay ?? context.at),
  spoken: context.farewell?.approach === "spoken",
  reason: reasonOf(groundOf(context)),
  alternative: alternative(context),
  appealDays: context.policy.appeal.windowDays,
});

export const reinstatement: Telling<"N8"> = (context) => ({ what: "conduct", from: iso(context.at) });

/** The limits are lifted. By then no restriction is in force: it is the last one there was. */
export const lifted: Telling<"N8"> = (context) => {
  const last = context.decisions.findLast(({ kind }) => kind === "restriction");
  return { what: last?.ground === "conduct" ? "conduct" : "limits", from: iso(context.at) };
};

const RESUMED_BY: Readonly<Record<string, "payment" | "invoice">> = {
  "payment.received": "payment",
  "invoice.changed": "invoice",
};

export const resumed: Telling<"N8"> = (context, event) => ({
  what: RESUMED_BY[event.type] ?? "reply",
  from: iso(context.at),
});

/** An exit that the client was told of is taken back. */
export const revoked: Telling<"N8"> = (context) => ({ what: "revoked", from: iso(context.at) });

export const wonBack: Telling<"N8"> = (context) => ({ what: "winBack", from: iso(context.at) });

/** The verdict on an appeal. */
export const verdict =
  (upheld: boolean): Telling<"N9"> =>
  (context, event) => {
    const { decisionId, reasonsRef } = dataOf(["appeal.upheld", "appeal.rejected"], event);
    const kind = context.decisions.find(({ id }) => id === decisionId)?.kind ?? "warning";
    return { upheld, decision: decisionId, kind, judgedBy: "senior", reasons: reasonsRef };
  };

/** R-DEC-10: a client of the low tier gets a promotional letter only. */
export const approach: Telling<"N10"> = ({ tiered, assessed }, event) => {
  const { changedRef, bonusRef, until } = dataOf(["winback.approved", "obstacle.removed"], event);
  const cause = event.type === "obstacle.removed" ? "obstacle" : (assessed.departure?.cause ?? "other");
  return { promotion: tiered?.tier === "low", cause, changed: changedRef, bonus: bonusRef, until };
};

export const manager: Telling<"N11"> = (context, event) => {
  const { nameRef, roleRef, contactRef, nextOn } = dataOf("manager.changed", event);
  return { manager: nameRef, role: roleRef, contact: contactRef, from: iso(context.at), nextOn };
};

/** R-DEC-9: the condition; with a soft no, the first thing of the matrix that a client can be told of. */
export const price: Telling<"N12"> = ({ policy }, event) => {
  const { granted, kind, condition, total, until } = dataOf("discount.decided", event);
  const first = policy.discounts[kind].instead.find((each) => each !== "findCause");
  return { granted, condition, total, until, instead: granted ? null : first };
};

const ofFault = (fault: Fault | undefined) => ({
  what: fault?.what,
  remedy: fault?.remedy,
  // By when it will be cured: of no interest once it is.
  curedBy: fault?.curedAt === null ? fault.curedBy : null,
});

/** The fault that explains an incident: the one that was named, else the latest of many. */
export const fault: Telling<"N13"> = ({ faults }, event) => {
  const { explainedBy } = dataOf("incident.confirmed", event);
  const latest = Object.values(faults).reduce<Fault | undefined>(
    (last, each) => (last && last.openedAt > each.openedAt ? last : each),
    undefined,
  );
  return ofFault((explainedBy === null ? undefined : faults[explainedBy]) ?? latest);
};

export const compensation: Telling<"N13"> = ({ faults }, event) => {
  const { faultId, amount } = dataOf("compensation.decided", event);
  return { ...ofFault(faults[faultId]), amount: amount === 0 ? null : amount };
};

export const colleague: Telling<"N14"> = (_, event) => {
  const { nameRef, roleRef, skillRef, contactRef, nextOn } = dataOf("help.needed", event);
  return { colleague: nameRef, role: roleRef, skill: skillRef, contact: contactRef, nextOn };
};

export const thanks: Telling<"N15"> = ({ segmented }, event) => {
  const { rewardRef, until } = dataOf("thanks.given", event);
  return { segment: segmented?.segment === "core" ? "core" : "wavering", reward: rewardRef, until };
};

/** What a caller is reminded of: a word of the closed list, or the provider that fits. */
type Point = TalkPoint | `alternative.${string}`;

/** R-COM-2: what to say in the talk about an exit, what the client has to do, and what never to say. */
export const exitPoints = (context: Context): Point[] =>
  exitPointsFor(groundOf(context), alternative(context));

/** {@link exitPoints} on a ground. @param provider the one that fits, where there is one */
export function exitPointsFor(ground: Ground, provider: string | null): Point[] {
  return [
    "say.fact",
    `say.reason.${reasonOf(ground)}`,
    "say.lastDay",
    "say.move",
    "say.appeal",
    "duty.data",
    "duty.open",
    ...(provider === null ? [] : [`alternative.${provider}` as const]),
    "never.incidents",
    "never.blame",
    "never.bargain",
    "never.labels",
    "never.dossier",
  ];
}

/** R-LIF-20: what to say where a warning has to be told by telephone. */
export const warningPoints = (): Point[] => [
  "say.fact",
  "say.no",
  "say.next",
  "say.open",
  "say.appeal",
  "never.blame",
  "never.labels",
  "never.dossier",
];

/** R-LIF-4: the closed channel that a message came in on, and the one that is open. */
export const pointer = (context: Context, event: Envelope): { channel: Channel; open: Channel } => ({
  channel: dataOf("message.received", event).channel,
  open: restriction(context)?.channel ?? "post",
});
