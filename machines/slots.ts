import { DAY, type Instant, iso } from "./clock.ts";
import { isPaused, lastGoodbye, pendingWarning, restriction, strikes } from "./context/derived.ts";
import type { Context, Fault, Letter, Slots } from "./context.ts";
import type { Notice } from "./effects.ts";
import type { Envelope } from "./events.ts";
import { NOTICE_SLOTS, type TalkPoint } from "./notices.ts";
import { groundOf, reasonOf, reasonsOf } from "./reasons.ts";
import { dataOf } from "./rules/rule.ts";
import type { Channel, Ground } from "./vocabulary.ts";

type ValueOf<Kind> = Kind extends "flag" | "told"
  ? boolean
  : Kind extends "number" | "money"
    ? number
    : Kind extends "list"
      ? readonly string[]
      : Kind extends readonly (infer Choice)[]
        ? Choice
        : string;
type SlotSpecs<N extends Notice> = (typeof NOTICE_SLOTS)[N];
type Optional = { readonly optional: true };

/** What the machine has to tell in a notice; what it does not know is null or left out. */
export type SlotsOf<N extends Notice> = {
  readonly [S in keyof SlotSpecs<N> as SlotSpecs<N>[S] extends Optional
    ? never
    : S]: SlotSpecs<N>[S] extends {
    readonly kind: infer Kind;
  }
    ? ValueOf<Kind>
    : never;
} & {
  readonly [S in keyof SlotSpecs<N> as SlotSpecs<N>[S] extends Optional
    ? S
    : never]?: SlotSpecs<N>[S] extends {
    readonly kind: infer Kind;
  }
    ? ValueOf<Kind> | null | undefined
    : never;
};

/** The slots of one notice, from the facts and the event that it answers. Pure. */
export type Telling<N extends Notice> = (context: Context, event: Envelope) => SlotsOf<N>;

type SlotInputs = Readonly<Record<string, Slots[string] | readonly string[] | null | undefined>>;

/** The slots that are known: a notice is written without the others. */
export function filled(told: SlotInputs): Slots {
  return Object.fromEntries(
    Object.entries(told).filter(([, value]) => value !== null && value !== undefined),
  ) as Slots;
}

/** True, or left out. */
const told = (holds: boolean): true | null => (holds ? true : null);

/** Whether the relationship has ended, and has not begun again since. */
function isOver(context: Context): boolean {
  const { contract, intake } = context;
  const last = lastGoodbye(context);
  return intake.returned || (last !== null && (contract === null || contract.signedAt < last.at));
}

const isStopped = (context: Context): boolean =>
  isPaused(context) || (context.workStopped && context.farewell !== null);

/** What a notice may say of the work: null where it goes on. Pauses outlast their cause while we part. */
function workOf(context: Context): "paused" | "over" | null {
  if (isOver(context)) return "over";
  return isStopped(context) ? "paused" : null;
}

/** A letter that goes out again says what is so now: of the work, and of the ground to part. */
export function anew(context: Context, { notice, slots }: Letter): Slots {
  if (notice === "N7") return filled(farewellOf(context));
  const { work: _, ...others } = slots;
  return "work" in NOTICE_SLOTS[notice] ? filled({ ...others, work: workOf(context) }) : slots;
}

export const welcome: Telling<"N1"> = (context, event) => ({
  channels: [...context.channels],
  prepayPct: dataOf("contract.signed", event).prepayPct,
  replyDays: context.policy.terms.replyDays,
});

export const refusal: Telling<"N2"> = ({ intake }, event) => {
  const { cause, alternativeRef } = dataOf("intake.refused", event);
  const needs = cause === "misfit" && intake.needs.length > 0 ? [...intake.needs] : null;
  return { cause, goal: intake.goal, needs, alternative: alternativeRef };
};

export const silentRefusal: Telling<"N2"> = ({ intake }) => ({ cause: "silent", goal: intake.goal });

/** What we go on helping with; the words of the no itself were ours to say, and stand in the journal. */
export const boundary: Telling<"N3"> = (context, event) => {
  const { matterRef, kind } = dataOf("boundary.stated", event);
  return { ours: false, matter: matterRef, kind, work: workOf(context) };
};

/** The firm no beside a fault of ours: it answers conduct. */
export const boundaryOfOurs: Telling<"N3"> = (context) => ({
  ours: true,
  kind: "tone",
  work: workOf(context),
});

/** The warning that waits for its delivery; the event may be what makes it go out again. */
export const warning: Telling<"N4"> = (context) => {
  const { incidentId = null } = pendingWarning(context) ?? {};
  const incident = incidentId === null ? undefined : context.incidents[incidentId];
  return {
    n: strikes(context).length + 1,
    of: context.policy.conduct.warnings,
    happenedAt: iso(incident?.happenedAt ?? context.at),
    channel: incident?.channel,
    said: incident?.said,
    appealDays: context.policy.appeal.windowDays,
    work: workOf(context),
  };
};

export const limits: Telling<"N5"> = (context, event) => {
  const limit = restriction(context);
  const service = event.type === "restriction.ordered" ? dataOf("restriction.ordered", event) : null;
  return {
    channel: limit?.channel ?? "post",
    from: iso(context.at),
    reviewAt: iso(context.at + context.policy.conduct.restrictedCoolOffDays * DAY),
    appealDays: context.policy.appeal.windowDays,
    included: service?.includedRef,
    excluded: service?.excludedRef,
    byGround: told(limit !== null && limit.ground !== "conduct"),
    work: workOf(context),
  };
};

/** The day on which a suspension becomes a ground to part; a day that has passed is not announced. */
function stopsAt(context: Context, since: Instant, groundDays: number): string | null {
  const day = since + groundDays * DAY;
  return day > context.at ? iso(day) : null;
}

/** By then the cause that is told of is one of them. */
const hasFurtherCause = ({ arrears, silentSince }: Context): boolean =>
  Object.keys(arrears).length + (silentSince === null ? 0 : 1) > 1;

export const arrears: Telling<"N6"> = (context, event) => {
  const { invoiceId, dueOn, amount } = dataOf("payment.overdue", event);
  const since = context.arrears[invoiceId] ?? dueOn;
  return {
    cause: "arrears",
    since,
    amount,
    invoice: invoiceId,
    from: iso(context.at),
    stopsAt: stopsAt(context, Date.parse(since), context.policy.service.unpaidGroundDays),
    further: told(hasFurtherCause(context)),
  };
};

export const silence: Telling<"N6"> = (context, event) => {
  const since = context.silentSince ?? dataOf("client.silent", event).since;
  return {
    cause: "silence",
    since,
    from: iso(context.at),
    stopsAt: stopsAt(context, Date.parse(since), context.policy.service.silentGroundDays),
    further: told(hasFurtherCause(context)),
  };
};

/** The provider that fits, as long as the client may still move there (R-HND-2). */
const alternative = ({ handover }: Context) => (handover?.outcome === "open" ? handover.provider : null);

const farewellOf = (context: Context): SlotsOf<"N7"> => ({
  lastDay: iso(context.farewell?.lastDay ?? context.at),
  spoken: context.farewell?.approach === "spoken",
  reason: reasonOf(groundOf(context)),
  ...reasonsOf(context),
  alternative: alternative(context),
  appealDays: context.policy.appeal.windowDays,
  work: workOf(context),
});

export const farewell: Telling<"N7"> = farewellOf;

/** What counts no more. By then it has expired; of several warnings no date is told. */
function warningsEnded(context: Context): Pick<SlotsOf<"N8">, "ended" | "warnedAt"> {
  const [warning, ...more] = context.decisions.filter(
    ({ kind, status }) => kind === "warning" && status === "expired",
  );
  if (!warning || warning.toldAt === null || more.length > 0) return { ended: "warnings" };
  return { ended: "warning", warnedAt: iso(warning.toldAt) };
}

export const reinstatement: Telling<"N8"> = (context) => ({
  what: "conduct",
  from: iso(context.at),
  ...warningsEnded(context),
  work: workOf(context),
});

/** The limits are lifted. By then no restriction is in force: it is the last one there was. */
export const lifted: Telling<"N8"> = (context) => {
  const last = context.decisions.findLast(({ kind }) => kind === "restriction");
  const from = iso(context.at);
  const work = workOf(context);
  if (last?.ground !== "conduct") return { what: "limits", from, work };
  return { what: "conduct", from, ended: "limits", work };
};

/** R-LIF-25: an approved exit is taken back. */
export const revoked: Telling<"N8"> = (context) => ({
  what: "revoked",
  from: iso(context.at),
  work: workOf(context),
});

const RESUMED_BY: Readonly<Record<string, "payment" | "reply">> = {
  "payment.received": "payment",
  "client.replied": "reply",
  "message.received": "reply",
};

/** What the pause waited for has come, or is not owed any more. */
export const resumed: Telling<"N8"> = (context, event) => ({
  what: RESUMED_BY[event.type] ?? "settled",
  from: iso(context.at),
});

export const wonBack: Telling<"N8"> = (context) => ({ what: "winBack", from: iso(context.at) });

/** The verdict on an appeal. */
export const verdict =
  (upheld: boolean): Telling<"N9"> =>
  (context, event) => {
    const { decisionId, reasonsRef } = dataOf(["appeal.upheld", "appeal.rejected"], event);
    const kind = context.decisions.find(({ id }) => id === decisionId)?.kind ?? "warning";
    const work = workOf(context);
    return { upheld, decision: decisionId, kind, judgedBy: "senior", reasons: reasonsRef, work };
  };

/** R-DEC-10: a client of the low tier gets a promotional letter only. */
export const approach: Telling<"N10"> = (context, event) => {
  const { tiered, assessed, letters } = context;
  const { changedRef, bonusRef, until } = dataOf(["winback.approved", "obstacle.removed"], event);
  const cause = event.type === "obstacle.removed" ? "obstacle" : (assessed.departure?.cause ?? "other");
  return {
    promotion: tiered?.tier === "low",
    cause,
    changed: changedRef,
    bonus: bonusRef,
    until,
    weParted: told(lastGoodbye(context)?.cause === "exit"),
    // The sum is on record nowhere else.
    compensated: told(letters.some(({ notice, slots }) => notice === "N13" && slots.amount !== undefined)),
  };
};

export const manager: Telling<"N11"> = (context, event) => {
  const { nameRef, rank, contactRef, nextOn } = dataOf("manager.changed", event);
  return { manager: nameRef, rank, contact: contactRef, from: iso(context.at), nextOn };
};

/** R-DEC-9: the condition; with a soft no, the first thing of the matrix that a client can be told of. */
export const price: Telling<"N12"> = ({ policy }, event) => {
  const { granted, kind, condition, total, until } = dataOf("discount.decided", event);
  const first = policy.discounts[kind].instead.find((each) => each !== "findCause");
  return {
    granted,
    loyal: told(granted && kind === "loyal"),
    condition,
    total,
    until,
    instead: granted ? null : first,
  };
};

const ofFault = (fault: Fault | undefined) => ({
  what: fault?.what,
  remedy: fault?.remedy,
  // By when it will be cured: of no interest once it is.
  curedBy: fault?.curedAt === null ? fault.curedBy : null,
  cured: told(fault !== undefined && fault.curedAt !== null),
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
  const { faultId, amount, answerableRef } = dataOf("compensation.decided", event);
  return {
    ...ofFault(faults[faultId]),
    amount: amount === 0 ? null : amount,
    noLoss: told(amount === 0),
    answerable: answerableRef,
  };
};

export const colleague: Telling<"N14"> = (_, event) => {
  const { kind, nameRef, rank, skillRef, contactRef, nextOn } = dataOf("help.needed", event);
  return {
    kind: kind === "senior" ? kind : "colleague",
    colleague: nameRef,
    // Whoever was brought in as a senior is one.
    rank: rank ?? (kind === "senior" ? "senior" : null),
    skill: skillRef,
    contact: contactRef,
    nextOn,
  };
};

export const thanks: Telling<"N15"> = ({ segmented }, event) => {
  const { factRef, rewardRef, until } = dataOf("thanks.given", event);
  const segment = segmented?.segment === "core" ? "core" : "wavering";
  return { segment, fact: factRef, reward: rewardRef, until };
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
    `say.ground.${ground}`,
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
