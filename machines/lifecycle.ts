import { assign, cancel, enqueueActions, setup } from "xstate";
import { DAY, elapsed, type Instant, iso } from "./clock.ts";
import {
  appealed,
  appealRejected,
  bounced,
  confirmed,
  decisionId,
  exitApproved,
  goodbye,
  goodbyeAnnulled,
  groundOpened,
  lapsed,
  posted,
  reinstated,
  remainingChannel,
  restricted,
  restrictionFell,
  served,
  struckOut,
  told,
  warned,
} from "./decisions.ts";
import { type EffectParams, type EffectType, effectTypes, type Notice, type TaskKind } from "./effects.ts";
import type { Channel, ClientEvent, Envelope, EventData, EventType, Role } from "./events.ts";
import {
  type Context,
  type Farewell,
  type Letter,
  letterOf,
  pendingWarning,
  restriction,
  type Slots,
  standingExit,
  strikes,
  written,
} from "./facts.ts";
import { passes } from "./findings.ts";
import { coolOffLeft } from "./rules/conduct.ts";
import { type GuardName, guardNames, ruleOf } from "./rules/index.ts";
import { dataOf } from "./rules/rule.ts";
import { compensationLeft } from "./rules/service.ts";

/** Raised inside a step; no door admits them. One region decides, the others follow. */
type Internal =
  | { type: "warning.served" }
  | { type: "restriction.made" }
  | { type: "decision.struck" }
  | { type: "clock.restarted" }
  | { type: "matter.closed" }
  | { type: "client.told" }
  | { type: "deadline.reminder" };

type ChartEvent = ClientEvent | Internal;
interface Given {
  context: Context;
  event: ChartEvent;
}

const data = <T extends EventType>(type: T, event: ChartEvent): EventData<T> =>
  dataOf(type, event as Envelope);
const actor = (event: ChartEvent): string => ("actor" in event ? event.actor.id : "engine");

const guards = Object.fromEntries(
  guardNames().map((name) => {
    const rule = ruleOf(name);
    return [name, ({ context, event }: Given) => passes(rule(context, event as Envelope))];
  }),
) as { [G in GuardName]: (given: Given) => boolean };

/** Effects are named actions without a body: `transition` returns them as data and the shell runs them. */
const effects = Object.fromEntries(effectTypes().map((type) => [type, () => {}])) as unknown as {
  [T in EffectType]: (given: unknown, params: EffectParams<T>) => void;
};

/** A change of the facts by a decision, named for what has happened. */
const change = (to: (context: Context, event: ChartEvent) => Partial<Context>) =>
  assign<Context, ChartEvent, undefined, ChartEvent, never>(({ context, event }) => to(context, event));

const farewell = (to: (farewell: Farewell, context: Context, event: ChartEvent) => Partial<Farewell>) =>
  change((context, event) =>
    context.farewell ? { farewell: { ...context.farewell, ...to(context.farewell, context, event) } } : {},
  );

const approachedBy = (approach: Farewell["approach"]) => farewell(() => ({ approach }));
const handover = (outcome: Farewell["handover"]) => farewell(() => ({ handover: outcome }));

interface Post {
  readonly notice: Notice;
  readonly channel: Channel;
  readonly slots: Slots;
  readonly about: string | null;
  readonly instead?: Letter;
}

/** How the facts change. */
const changes = {
  posted: assign<Context, ChartEvent, Post, ChartEvent, never>(({ context }, post) => posted(context, post)),

  warned: change((c, e) => warned(c, actor(e), data("incident.confirmed", e))),
  joined: change((c, e) => confirmed(c, data("incident.confirmed", e), "joined")),
  ours: change((c, e) => confirmed(c, data("incident.confirmed", e), "ours")),
  groundOpened: change((c, e) => groundOpened(c, data("incident.confirmed", e))),
  dismissed: change((c, e) => {
    const { incidentId } = data("incident.dismissed", e);
    const incident = c.incidents[incidentId];
    return incident
      ? { incidents: { ...c.incidents, [incidentId]: { ...incident, status: "dismissed" } } }
      : {};
  }),
  warningDelivered: change((c, e) => served(c, Date.parse(data("notice.delivered", e).deliveredAt))),
  warningSpoken: change((c, e) => served(c, Date.parse(data("call.made", e).calledAt))),
  warningBounced: change((c, e) => bounced(c, data("notice.failed", e))),
  warningLapsed: change((c) => lapsed(c)),
  restrictionOrdered: change((c, e) =>
    restricted(c, {
      ground: "conduct",
      deciders: [actor(e)],
      channel: data("restriction.ordered", e).channel,
    }),
  ),
  restrictedInstead: change((c, e) =>
    c.request
      ? restricted(c, {
          ground: c.request.ground,
          deciders: [actor(e), c.request.by],
          channel: remainingChannel(c),
        })
      : {},
  ),
  reviewed: change((c) => ({ reviewedAt: c.at })),
  reinstated: change((c) => reinstated(c)),

  paymentMissed: change((c, e) => {
    const { invoiceId, dueOn } = data("payment.overdue", e);
    return { arrears: { ...c.arrears, [invoiceId]: Date.parse(dueOn) }, workStopped: true };
  }),
  fellSilent: change((_c, e) => ({
    silentSince: Date.parse(data("client.silent", e).since),
    workStopped: true,
  })),
  workResumed: change(() => ({ workStopped: false })),
  alerted: change((c) => ({
    faults: Object.fromEntries(
      Object.entries(c.faults).map(([id, fault]) => [
        id,
        { ...fault, alerted: fault.alerted || (!fault.settled && dueNow(c, fault.openedAt)) },
      ]),
    ),
  })),

  exitRequested: change((c, e) => {
    const { requestId, ground } = data("exit.requested", e);
    return { request: { id: requestId, ground, by: actor(e), at: c.at } };
  }),
  requestClosed: change(() => ({ request: null })),
  exitApproved: change((c, e) => exitApproved(c, actor(e))),
  exitSpoken: approachedBy("spoken"),
  exitUnspoken: approachedBy("written"),
  farewellDated: farewell((f, c) => ({ lastDay: f.lastDay ?? c.at + f.noticeDays * DAY })),
  toldByNotice: change((c, e) => told(c, Date.parse(data("notice.delivered", e).deliveredAt))),
  toldByLetter: change((c) => told(c, c.at)),
  notTold: change((c) => told(c, null)),
  dutiesOver: farewell(() => ({ dutiesDone: true })),

  providersFound: farewell((_, __, e) => {
    const [provider = null, ...candidates] = data("providers.matched", e).candidates;
    return { provider, candidates };
  }),
  consentGiven: farewell((_, __, e) => ({ items: data("consent.given", e).items })),
  nextProvider: farewell((f) => ({
    provider: f.candidates[0] ?? null,
    candidates: f.candidates.slice(1),
    items: [],
  })),
  dataShared: farewell(() => ({ shared: true })),
  accessRevoked: farewell(() => ({ shared: false })),
  handedOver: handover("done"),
  handoverDeclined: handover("declined"),
  nobodyFits: handover("none"),
  handoverFailed: handover("failed"),

  admitted: change((c, e) => {
    const { contractRef, channel } = data("contract.signed", e);
    return {
      ...reinstated(c),
      contract: { ref: contractRef, signedAt: c.at },
      origin: channel === "phone" ? c.origin : channel,
      arrears: {},
      silentSince: null,
      intake: { ...c.intake, returned: false },
    };
  }),
  cameBack: change((_c) => ({
    intake: { assessments: [], flagged: false, needs: [], pilotRejected: false, returned: true },
    termsRefused: [],
    farewell: null,
  })),
  left: change((c, e) => goodbye(c, data("client.left", e).cause)),
  parted: change((c) => goodbye(c, "exit")),
  declined: change((c) => goodbye(c, "declined")),
  wonBack: change((c) => ({ ...reinstated(c), arrears: {}, silentSince: null, farewell: null })),
  retentionOffered: change(() => ({ retentionOffered: true })),

  appealFiled: change((c, e) => appealed(c, data("appeal.filed", e).decisionId)),
  appealRejected: change((c, e) => appealRejected(c, data("appeal.rejected", e).decisionId)),
  struckOut: change((c, e) => struckOut(c, data("appeal.upheld", e).decisionId)),
  exitUndone: change((_c) => ({ farewell: null })),
  goodbyeAnnulled: change((c) => goodbyeAnnulled(c)),
  holdPlaced: change((c) => ({ holds: [...c.holds, { from: c.at, to: null }] })),
  holdLifted: change((c) => ({ holds: c.holds.map((hold) => ({ ...hold, to: hold.to ?? c.at })) })),
};

function dueNow(context: Context, since: Instant): boolean {
  return elapsed(context.holds, since, context.at) >= context.policy.service.compensationDays * DAY;
}

/** A policy period, counted from the moment the state is entered. */
const period =
  (of: (policy: Context["policy"]) => number) =>
  ({ context }: { context: Context }) =>
    of(context.policy) * DAY;

const delays = {
  intake: period((p) => p.terms.silentProspectDays),
  coolOff: ({ context }: { context: Context }) => coolOffLeft(context),
  delivery: period((p) => p.conduct.deliveryDays),
  calls: period((p) => p.conduct.callDays),
  exitRequest: period((p) => p.exit.requestLapsesDays),
  pause: period((p) => p.service.pausedReviewDays),
  compensation: ({ context }: { context: Context }) => compensationLeft(context),
  exitCalls: period((p) => p.exit.callDays),
  farewellDelivery: period((p) => p.exit.deliveryDays),
  duties: period((p) => p.exit.unconfirmedDutiesDays),
  reminder: period((p) => p.exit.reminderDays),
  match: period((p) => p.handover.matchDays),
  offer: period((p) => p.handover.offerDays),
  provider: period((p) => p.handover.providerDays),
  export: period((p) => p.handover.exportDays),
  move: period((p) => p.handover.moveDays),
  winBackOffer: period((p) => p.winBack.offerDays),
};
/** The clocks of the chart, by name. */
export type ClockName = keyof typeof delays;

const law = setup({
  types: { context: {} as Context, events: {} as ChartEvent, input: {} as Context },
  guards,
  delays,
  actions: { ...effects, ...changes },
});

/** Tells the other regions what this one has decided. */
const announce = (type: Internal["type"]) => law.raise({ type });

/** Sends a notice on the best channel; the letter is remembered until its delivery is known. */
const notice = (
  name: Notice,
  slots: (context: Context, event: ChartEvent) => Slots = () => ({}),
  about: (context: Context, event: ChartEvent) => string | null = () => null,
  first: (context: Context) => Channel | null = () => null,
) =>
  [
    {
      type: "posted",
      params: ({ context, event }: Given): Post => ({
        notice: name,
        channel: written(context, first(context))[0] ?? "post",
        slots: slots(context, event),
        about: about(context, event),
      }),
    },
    { type: "sendNotice", params: lastLetter },
  ] as const;

/** Sends a failed notice again on the next channel. */
const again = [
  {
    type: "posted",
    params: ({ context, event }: Given): Post => {
      const letter = letterOf(context, data("notice.failed", event));
      if (!letter) throw new Error("no letter to send again");
      const channel = written(context).find((next) => !letter.tried.includes(next)) ?? "post";
      return { notice: letter.notice, channel, slots: letter.slots, about: letter.about, instead: letter };
    },
  },
  { type: "sendNotice", params: lastLetter },
] as const;

function lastLetter({ context }: { context: Context }): EffectParams<"sendNotice"> {
  const letter = context.letters.at(-1);
  if (!letter) throw new Error("no letter was posted");
  return {
    notice: letter.notice,
    channel: letter.tried.at(-1) ?? "post",
    slots: { ...letter.slots },
    about: letter.about,
  };
}

interface TaskOptions {
  readonly about?: (context: Context, event: ChartEvent) => string | null;
  readonly dueDays?: (context: Context) => number;
  readonly points?: (context: Context, event: ChartEvent) => string[];
}

/** Opens a task for a role. Due in the policy's days unless said otherwise. */
const task = (kind: TaskKind, role: Role, options: TaskOptions = {}) =>
  ({
    type: "openTask",
    params: ({ context, event }: Given): EffectParams<"openTask"> => ({
      kind,
      role,
      dueAt: iso(context.at + (options.dueDays?.(context) ?? context.policy.tasks.dueDays) * DAY),
      about: options.about?.(context, event) ?? null,
      points: options.points?.(context, event) ?? [],
    }),
  }) as const;

const closeTasks = (
  about: (context: Context, event: ChartEvent) => string | null,
  kind: TaskKind | null = null,
) =>
  ({
    type: "closeTasks",
    params: ({ context, event }: Given): EffectParams<"closeTasks"> => {
      const matter = about(context, event);
      // Nothing in particular would mean everything; that is said on purpose only.
      if (matter === null) throw new Error("no matter to close the tasks of");
      return { about: matter, kind };
    },
  }) as const;

const pendingId = (context: Context) => pendingWarning(context)?.id ?? null;
const exitId = (context: Context) => context.farewell?.decisionId ?? null;
const requestId = (context: Context) => context.request?.id ?? null;
const limitId = (context: Context) => restriction(context)?.id ?? null;
const appealId = (_: Context, event: ChartEvent) => data("appeal.filed", event).decisionId;
const fromOrigin = (context: Context) => context.origin;

const warningSlots = (context: Context, event: ChartEvent): Slots => ({
  n: strikes(context).length + 1,
  of: context.policy.conduct.warnings,
  happenedAt: iso(context.incidents[data("incident.confirmed", event).incidentId]?.happenedAt ?? context.at),
  appealDays: context.policy.appeal.windowDays,
});

const limitSlots = (context: Context): Slots => ({
  channel: restriction(context)?.channel ?? "post",
  from: iso(context.at),
  reviewAt: iso(context.at + context.policy.conduct.restrictedCoolOffDays * DAY),
  appealDays: context.policy.appeal.windowDays,
});

/** The grounds whose farewell may speak of money (N7). */
const MONEY: readonly string[] = ["blackmail", "customisation", "unprofitable"];

const farewellSlots = (context: Context): Slots => {
  const ground = standingExit(context)?.ground ?? "terms";
  return {
    lastDay: iso(context.farewell?.lastDay ?? context.at),
    reason: MONEY.includes(ground) ? "money" : ground === "conduct" ? "conduct" : "fit",
    spoken: context.farewell?.approach === "spoken",
    appealDays: context.policy.appeal.windowDays,
  };
};

const appealSlots =
  (upheld: boolean) =>
  (_: Context, event: ChartEvent): Slots => ({
    upheld,
    decision: appealId(_, event),
  });

const restrict = [
  {
    type: "restrictChannels",
    params: ({ context }: Given): EffectParams<"restrictChannels"> => ({
      allowed: [restriction(context)?.channel ?? "post"],
    }),
  },
  ...notice("N5", limitSlots, limitId),
] as const;

/** R-COM-3: the note on the record tells the team how to talk. */
const conductNote = {
  type: "recordNote",
  params: { note: "formal, to the point, no contact over 1 minute" },
} as const;

/** The relationship is over: nothing that was asked of our people in it is left to do. */
const closeAllTasks = { type: "closeTasks", params: { about: null, kind: null } } as const;
const closeRequest = [
  closeTasks(requestId, "decideExit"),
  "requestClosed",
  announce("matter.closed"),
] as const;

/** R-LIF-24: the warning is given up; people look at it. */
const lapse = [
  closeTasks(pendingId, "callWarning"),
  task("review", "manager", { about: pendingId }),
  "warningLapsed",
  announce("matter.closed"),
] as const;

/** R-LIF-20: the ways in which a pending warning becomes a strike, or is given up. */
const arrival = (...before: ReturnType<typeof closeTasks>[]) =>
  ({
    "notice.delivered": {
      guard: "R-LIF-20/delivered",
      target: "none",
      actions: [...before, "warningDelivered", announce("warning.served")],
    },
    "call.made": [
      {
        guard: "R-LIF-20/spoken",
        target: "none",
        actions: [...before, "warningSpoken", announce("warning.served")],
      },
      { guard: "R-LIF-24/unspoken", target: "none", actions: lapse },
    ],
  }) as const;

/** Incidents are confirmed on record outside live too; they move nothing there. */
const elsewhere = { "incident.confirmed": { guard: "R-LIF-1/elsewhere", actions: "joined" } } as const;

/** Effects that depend on the facts as they were before the transition's changes. */
const asking = (
  effectsOf: (context: Context, event: ChartEvent) => readonly { type: EffectType; params: object }[],
) =>
  enqueueActions<Context, ChartEvent, undefined, ChartEvent, never, never, never, never, never>(
    ({ context, event, enqueue }) => {
      const add = enqueue as unknown as (effect: { type: EffectType; params: object }) => void;
      for (const effect of effectsOf(context, event)) add(effect);
    },
  );

/** What an upheld appeal takes back beside the decision: limits, and what a provider was given. */
const makeGood = asking((context, event) => {
  const { farewell: exit } = context;
  return [
    ...(restrictionFell(context, struckOut(context, appealId(context, event))) ? [lift] : []),
    ...(exit?.shared && exit.provider
      ? [{ type: "revokeAccess" as const, params: { providerId: exit.provider } }]
      : []),
  ];
});
/** A retail client's mailings stop when the farewell begins (R-DEC-13). */
const mailAgain = asking((context) => (context.farewell?.approach === "retail" ? [allowContact] : []));
/** Whoever starts anew starts without the limits of before. */
const startAfresh = asking((context) => (restriction(context) ? [lift] : []));
/** Work that a suspension stopped goes on, however the suspension came to an end. */
const takeUpAgain = asking((context) => (context.workStopped ? [{ type: "resumeWork", params: {} }] : []));

const verdict = [closeTasks(appealId), ...notice("N9", appealSlots(true), appealId)] as const;

const upheldOutside = [
  {
    guard: "R-LIF-12/return",
    target: "live",
    actions: [makeGood, "struckOut", "goodbyeAnnulled", { type: "allowContact", params: {} }, ...verdict],
  },
  { guard: "R-LIF-12/uphold", actions: ["struckOut", ...verdict] },
] as const;

const stopMailings = { type: "stopMailings", params: {} } as const;
const allowContact = { type: "allowContact", params: {} } as const;

const provider = (context: Context) => context.farewell?.provider ?? "none";
const toProvider = ({ context }: Given) => ({ providerId: provider(context) });
const revokeAccess = { type: "revokeAccess", params: toProvider } as const;
const exportPlain = { type: "exportPlain", params: {} } as const;
/** Whether the data came there or not, the provider may not use them; and it was for us to see to it (R-LIF-24). */
const exportFailed = [revokeAccess, "accessRevoked", task("overdue", "ops", { about: exitId })] as const;

const toProviderWithItems = ({ context }: Given) => ({
  providerId: provider(context),
  items: [...(context.farewell?.items ?? [])],
});
const lift = { type: "liftRestriction", params: {} } as const;
const cleared = ["reinstated", ...notice("N8")] as const;

/** R-LIF-9 on a rung of the ladder: by time, or earlier by a manager. */
const cool = { guard: "R-LIF-9", target: "active", actions: cleared } as const;
const onTheLadder = {
  "conduct.improved": { guard: "R-LIF-9/improved", target: "active", actions: cleared },
  "restriction.made": "restricted",
  "decision.struck": "counting",
} as const;
/** A cool-off that ran out while a matter was open ends with that matter. */
const lookAgain = <Rung extends string>(rung: Rung) => ({ target: rung, reenter: true }) as const;

const pause = (cause: string) =>
  [{ type: "stopWork", params: { cause } }, ...notice("N6", () => ({ cause }))] as const;
const resume = {
  guard: "R-LIF-7",
  target: "running",
  actions: [takeUpAgain, "workResumed", ...notice("N8")],
} as const;

const freezeDossier = {
  type: "freezeDossier",
  params: ({ context }: Given): EffectParams<"freezeDossier"> => ({
    dossierId: context.dossier?.id ?? "none",
    decisionId: decisionId(context),
  }),
} as const;

/** Ops are reminded of an offboarding that does not end (R-LIF-24). */
const remind = law.raise({ type: "deadline.reminder" }, { id: "reminder", delay: "reminder" });

/** R-DEC-10: a client of the low tier gets a promotional letter only. */
const approached = [allowContact, ...notice("N10", (c) => ({ promotion: c.tier === "low" }))] as const;

const machine = law.createMachine({
  id: "relationship",
  context: ({ input }) => input,
  initial: "opening",
  on: {
    "hold.placed": {
      guard: "R-LIF-19/place",
      actions: [
        "holdPlaced",
        { type: "recordNote", params: { note: "a legal hold stands: every clock is stopped" } },
      ],
    },
    "hold.lifted": {
      guard: "R-LIF-19/lift",
      actions: [
        "holdLifted",
        { type: "recordNote", params: { note: "the legal hold is lifted: clocks run on" } },
      ],
    },
    "appeal.filed": {
      guard: "R-LIF-12/file",
      actions: [
        "appealFiled",
        task("judge", "senior", { about: appealId, dueDays: (c) => c.policy.appeal.verdictDays }),
      ],
    },
    "appeal.rejected": {
      guard: "R-LIF-12/reject",
      actions: [
        "appealRejected",
        closeTasks(appealId, "judge"),
        ...notice("N9", appealSlots(false), appealId),
      ],
    },
    "incident.dismissed": { guard: "R-LIF-1/dismiss", actions: "dismissed" },
    "notice.failed": [
      { guard: "R-LIF-20/next", actions: again },
      {
        guard: "R-LIF-20/call",
        actions: task("call", "manager", {
          points: (_, e) => [`${data("notice.failed", e).notice} reached the client on no channel`],
        }),
      },
    ],
    "effect.failed": {
      actions: task("overdue", "ops", {
        about: (_, e) => data("effect.failed", e).effectId,
        points: (_, e) => [
          `${data("effect.failed", e).effect} failed for good: ${data("effect.failed", e).cause}`,
        ],
      }),
    },
  },
  states: {
    opening: {
      always: [{ guard: "R-ONB-1/contract", target: "live" }, { target: "onboarding" }],
    },
    onboarding: {
      on: {
        "contract.signed": {
          guard: "R-ONB-1",
          target: "live",
          actions: [startAfresh, "admitted", ...notice("N1"), task("guide", "ops")],
        },
        "intake.refused": [
          {
            guard: "R-ONB-2",
            target: "declining",
            actions: notice("N2", (_, e) => ({ cause: data("intake.refused", e).cause })),
          },
        ],
        "prospect.withdrew": { target: "declining" },
        "message.received": { target: "onboarding", reenter: true },
      },
      after: { intake: { target: "declining", actions: notice("N2", () => ({ cause: "silent" })) } },
    },
    declining: {
      always: [{ guard: "R-LIF-16/returned", target: "terminated" }, { target: "refused" }],
    },
    live: {
      type: "parallel",
      // A warning that has not arrived when the client goes will not arrive as one.
      exit: "warningLapsed",
      on: {
        "client.left": { target: "terminated", actions: [closeAllTasks, "left"] },
        "appeal.upheld": {
          guard: "R-LIF-12/uphold",
          actions: ["struckOut", ...verdict, announce("decision.struck")],
        },
        "boundary.stated": { actions: notice("N3") },
        "leave.announced": [
          { guard: "R-LIF-23/retain", actions: ["retentionOffered", task("retain", "manager")] },
          { actions: task("helpToLeave", "manager") },
        ],
        "manager.changed": { guard: "R-ROL-6", actions: notice("N11") },
        "questions.repeated": { guard: "R-DEC-17/call", actions: task("call", "ops") },
        "staff.askedOff": {
          actions: [
            task("rotate", "manager"),
            { type: "raiseAlert", params: { what: "one of our people asks off this client", about: null } },
          ],
        },
        "help.needed": [
          { guard: "R-DEC-17/byGuide", actions: task("guide", "ops") },
          { guard: "R-DEC-17/byCall", actions: task("call", "ops") },
          { actions: [task("senior", "manager"), ...notice("N14")] },
        ],
      },
      states: {
        standing: {
          initial: "counting",
          states: {
            counting: {
              always: [
                { guard: "R-LIF-12/restricted", target: "restricted" },
                { guard: "R-LIF-12/twice", target: "warnedTwice" },
                { guard: "R-LIF-12/once", target: "warnedOnce" },
                { target: "active" },
              ],
            },
            active: { on: { "warning.served": "warnedOnce", "restriction.made": "restricted" } },
            warnedOnce: {
              on: {
                ...onTheLadder,
                "warning.served": "warnedTwice",
                "matter.closed": lookAgain("warnedOnce"),
              },
              after: { coolOff: cool },
            },
            warnedTwice: {
              on: {
                ...onTheLadder,
                "restriction.ordered": {
                  guard: "R-LIF-4",
                  target: "restricted",
                  actions: ["restrictionOrdered", ...restrict, conductNote, announce("restriction.made")],
                },
                "clock.restarted": { target: "warnedTwice", reenter: true },
                "matter.closed": lookAgain("warnedTwice"),
              },
              after: { coolOff: cool },
            },
            restricted: {
              on: {
                "conduct.improved": {
                  guard: "R-LIF-9/improved",
                  target: "active",
                  actions: [lift, ...cleared],
                },
                "warning.served": { target: "restricted", reenter: true },
                "clock.restarted": { target: "restricted", reenter: true },
                "matter.closed": lookAgain("restricted"),
                "decision.struck": [
                  { guard: "R-LIF-12/restricted", target: "restricted", reenter: true },
                  { target: "counting", actions: lift },
                ],
              },
              after: {
                coolOff: [
                  { guard: "R-LIF-9", target: "active", actions: [lift, ...cleared] },
                  {
                    guard: "R-LIF-9/review",
                    target: "restricted",
                    reenter: true,
                    actions: ["reviewed", task("review", "manager", { about: limitId })],
                  },
                ],
              },
            },
          },
        },
        service: {
          initial: "resuming",
          states: {
            resuming: {
              always: [
                { guard: "R-LIF-12/paused", target: "suspended" },
                { target: "running", actions: [takeUpAgain, "workResumed"] },
              ],
            },
            running: {
              on: {
                "payment.overdue": {
                  guard: "R-LIF-6/overdue",
                  target: "suspended",
                  actions: ["paymentMissed", ...pause("arrears")],
                },
                "client.silent": {
                  guard: "R-LIF-6/silent",
                  target: "suspended",
                  actions: ["fellSilent", ...pause("silence")],
                },
              },
            },
            suspended: {
              on: {
                "payment.overdue": {
                  guard: "R-LIF-6/overdue",
                  actions: ["paymentMissed", ...notice("N6", () => ({ cause: "arrears" }))],
                },
                "client.silent": {
                  guard: "R-LIF-6/silent",
                  actions: ["fellSilent", ...notice("N6", () => ({ cause: "silence" }))],
                },
                "payment.received": resume,
                "client.replied": resume,
                "message.received": resume,
              },
              after: { pause: { target: "suspended", reenter: true, actions: task("review", "manager") } },
            },
          },
        },
        warning: {
          initial: "none",
          on: {
            "incident.confirmed": [
              {
                guard: "R-LIF-1/explained",
                actions: ["ours", ...notice("N13"), ...notice("N3"), task("remedy", "manager")],
              },
              { guard: "R-LIF-20/joins", actions: "joined" },
              {
                guard: "R-LIF-1/warn",
                target: ".sending",
                actions: ["warned", ...notice("N4", warningSlots, pendingId)],
              },
              {
                guard: "R-DEC-8/ground",
                actions: ["groundOpened", task("decideConduct", "manager"), announce("clock.restarted")],
              },
            ],
            "notice.failed": [
              { guard: "R-LIF-20/warnNext", target: ".sending", actions: again },
              { guard: "R-LIF-20/warnPhone", target: ".phoning" },
              {
                guard: "R-LIF-20/bouncedNext",
                target: ".sending",
                actions: ["warningBounced", ...again, announce("decision.struck")],
              },
              {
                guard: "R-LIF-20/bouncedPhone",
                target: ".phoning",
                actions: ["warningBounced", announce("decision.struck")],
              },
              { guard: "R-LIF-20/bounced", actions: ["warningBounced", announce("decision.struck")] },
            ],
            "decision.struck": { guard: "R-LIF-12/struck", target: ".none" },
          },
          states: {
            none: {},
            sending: { on: arrival(), after: { delivery: "phoning" } },
            phoning: {
              entry: task("callWarning", "manager", {
                about: pendingId,
                dueDays: (c) => c.policy.conduct.callDays,
              }),
              on: arrival(closeTasks(pendingId, "callWarning")),
              after: { calls: { target: "none", actions: lapse } },
            },
          },
        },
        parting: {
          initial: "unasked",
          states: {
            unasked: {
              on: {
                "exit.requested": {
                  guard: "R-LIF-5/request",
                  target: "asked",
                  actions: [
                    "exitRequested",
                    task("decideExit", "senior", {
                      about: requestId,
                      dueDays: (c) => c.policy.exit.requestLapsesDays,
                    }),
                  ],
                },
              },
            },
            asked: {
              always: { guard: "R-LIF-5/void", target: "unasked", actions: closeRequest },
              on: {
                "exit.approved": [
                  {
                    guard: "R-LIF-5",
                    target: "#relationship.offboarding",
                    actions: [closeTasks(requestId, "decideExit"), "exitApproved", freezeDossier],
                  },
                  {
                    guard: "R-DEC-2/restrict",
                    target: "unasked",
                    actions: [
                      "restrictedInstead",
                      ...restrict,
                      ...closeRequest,
                      announce("restriction.made"),
                    ],
                  },
                ],
                "exit.rejected": { guard: "R-LIF-5/reject", target: "unasked", actions: closeRequest },
                "exit.withdrawn": { guard: "R-LIF-5/withdraw", target: "unasked", actions: closeRequest },
                "restriction.made": { target: "unasked", actions: closeRequest },
              },
              after: { exitRequest: { target: "unasked", actions: closeRequest } },
            },
          },
        },
        remedy: {
          initial: "weighing",
          on: {
            "compensation.decided": {
              guard: "R-DEC-16/decided",
              target: ".weighing",
              actions: notice("N13"),
            },
          },
          states: {
            weighing: { always: [{ guard: "R-DEC-16/owed", target: "owing" }, { target: "even" }] },
            even: { on: { "fault.opened": { guard: "R-DEC-16/owed", target: "owing" } } },
            owing: {
              after: {
                compensation: {
                  target: "weighing",
                  actions: [
                    "alerted",
                    {
                      type: "raiseAlert",
                      params: { what: "a loss through our fault waits for a decision", about: null },
                    },
                  ],
                },
              },
            },
          },
        },
      },
    },
    offboarding: {
      type: "parallel",
      entry: remind,
      exit: cancel("reminder"),
      on: {
        "client.left": { target: "terminated", actions: [closeAllTasks, "left"] },
        "offboarding.completed": {
          guard: "R-LIF-11",
          target: "terminated",
          actions: [closeAllTasks, "parted"],
        },
        "appeal.upheld": [
          {
            guard: "R-LIF-12/return",
            target: "live",
            actions: [makeGood, mailAgain, closeTasks(exitId), "struckOut", "exitUndone", ...verdict],
          },
          { guard: "R-LIF-12/uphold", actions: ["struckOut", ...verdict] },
        ],
        "deadline.reminder": { actions: [task("complete", "ops", { about: exitId }), remind] },
        ...elsewhere,
      },
      states: {
        telling: {
          initial: "approach",
          states: {
            approach: {
              always: [
                { guard: "R-DEC-13", target: "writing", actions: stopMailings },
                { target: "calling" },
              ],
            },
            calling: {
              entry: task("callExit", "manager", { about: exitId, dueDays: (c) => c.policy.exit.callDays }),
              on: {
                "call.made": [
                  {
                    guard: "R-COM-2/spoken",
                    target: "writing",
                    actions: [closeTasks(exitId, "callExit"), "exitSpoken"],
                  },
                  {
                    guard: "R-COM-2/unspoken",
                    target: "writing",
                    actions: [closeTasks(exitId, "callExit"), "exitUnspoken"],
                  },
                ],
              },
              after: {
                exitCalls: { target: "writing", actions: [closeTasks(exitId, "callExit"), "exitUnspoken"] },
              },
            },
            writing: {
              entry: ["farewellDated", ...notice("N7", farewellSlots, exitId, fromOrigin)],
              on: {
                "notice.delivered": { guard: "R-COM-2/farewell", target: "told", actions: "toldByNotice" },
                "notice.failed": [
                  { guard: "R-COM-2/next", actions: again },
                  { guard: "R-COM-2/farewell", target: "posting" },
                ],
              },
              after: { farewellDelivery: "posting" },
            },
            posting: {
              entry: task("postLetter", "ops", { about: exitId }),
              on: {
                "letter.posted": {
                  guard: "R-LIF-24/posted",
                  target: "told",
                  actions: [closeTasks(exitId, "postLetter"), "toldByLetter"],
                },
                "notice.delivered": {
                  guard: "R-COM-2/farewell",
                  target: "told",
                  actions: [closeTasks(exitId, "postLetter"), "toldByNotice"],
                },
              },
            },
            told: {
              entry: announce("client.told"),
              on: { "notice.failed": { guard: "R-COM-2/farewell", target: "posting", actions: "notTold" } },
            },
          },
        },
        duties: {
          initial: "waiting",
          states: {
            waiting: { on: { "client.told": "open", "duties.done": "fulfilled" } },
            open: {
              on: { "duties.done": "fulfilled" },
              after: { duties: { target: "fulfilled", actions: "dutiesOver" } },
            },
            fulfilled: {},
          },
        },
        handover: {
          initial: "matching",
          on: {
            "handover.declined": { guard: "R-HND-4/open", target: ".settled", actions: "handoverDeclined" },
            "consent.revoked": {
              guard: "R-HND-3/revoked",
              target: ".settled",
              actions: [revokeAccess, "accessRevoked", "handoverFailed", exportPlain],
            },
          },
          states: {
            matching: {
              entry: {
                type: "matchProviders",
                params: ({ context }) => ({
                  needs: [...context.intake.needs],
                  verifiedDays: context.policy.handover.verifiedDays,
                }),
              },
              on: {
                "providers.matched": [
                  { guard: "R-HND-2/fits", target: "offered", actions: "providersFound" },
                  { target: "settled", actions: "nobodyFits" },
                ],
              },
              after: {
                match: {
                  target: "settled",
                  actions: ["nobodyFits", task("handover", "ops", { about: exitId })],
                },
              },
            },
            offered: {
              entry: { type: "offerProvider", params: toProvider },
              on: {
                "consent.given": { guard: "R-HND-3/consented", target: "asking", actions: "consentGiven" },
              },
              after: { offer: { target: "settled", actions: "handoverDeclined" } },
            },
            asking: {
              entry: { type: "askProvider", params: toProviderWithItems },
              on: {
                "provider.accepted": { guard: "R-HND-4/accepted", target: "exporting" },
                "provider.refused": [
                  { guard: "R-HND-4/next", target: "offered", actions: "nextProvider" },
                  { guard: "R-HND-4/last", target: "settled", actions: ["handoverFailed", exportPlain] },
                ],
              },
              after: {
                provider: [
                  { guard: "R-HND-4/left", target: "offered", actions: "nextProvider" },
                  { target: "settled", actions: ["handoverFailed", exportPlain] },
                ],
              },
            },
            exporting: {
              entry: ["dataShared", { type: "exportData", params: toProviderWithItems }],
              on: { "export.delivered": { guard: "R-HND-4/exported", target: "moving" } },
              after: {
                export: [
                  {
                    guard: "R-HND-4/left",
                    target: "offered",
                    actions: [...exportFailed, "nextProvider"],
                  },
                  { target: "settled", actions: [...exportFailed, "handoverFailed", exportPlain] },
                ],
              },
            },
            moving: {
              entry: { type: "planMove", params: toProvider },
              on: { "move.confirmed": { target: "settled", actions: "handedOver" } },
              after: { move: { target: "settled", actions: "handedOver" } },
            },
            settled: {},
          },
        },
      },
    },
    terminated: {
      entry: stopMailings,
      always: { guard: "R-LIF-17", target: "closed" },
      on: {
        "winback.approved": { guard: "R-LIF-13", target: "winBack", actions: approached },
        "return.requested": { target: "onboarding", actions: ["cameBack", allowContact] },
        "appeal.upheld": upheldOutside,
        ...elsewhere,
      },
    },
    winBack: {
      on: {
        "winback.accepted": {
          guard: "R-LIF-14",
          target: "live",
          actions: [startAfresh, "wonBack", ...notice("N8")],
        },
        "winback.declined": { target: "closed", actions: "declined" },
        "client.left": { target: "terminated", actions: "left" },
        ...elsewhere,
      },
      after: { winBackOffer: { target: "closed", actions: "declined" } },
    },
    closed: {
      entry: { type: "suppressContact", params: {} },
      on: {
        "obstacle.removed": { guard: "R-LIF-18", target: "winBack", actions: approached },
        "appeal.upheld": upheldOutside,
        ...elsewhere,
      },
    },
    refused: { type: "final" },
  },
});

/** The statechart of one relationship. A function: the sandbox freezes what a module exports. */
export const lifecycle = () => machine;
