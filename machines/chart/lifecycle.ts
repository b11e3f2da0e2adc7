import { assign, cancel, enqueueActions, setup } from "xstate";
import { DAY, elapsed, heldSince, type Instant, iso } from "../clock.ts";
import {
  type Assessments,
  type Context,
  type Farewell,
  type Letter,
  NOTHING_ASSESSED,
  past,
  pendingWarning,
  reportOf,
  restriction,
  type Slots,
  UNASSESSED,
  written,
} from "../context.ts";
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
  settled,
  spoken,
  struckOut,
  told,
  toldByPost,
  warned,
} from "../decisions.ts";
import { type EffectParams, type EffectType, effectTypes, type Notice, type TaskKind } from "../effects.ts";
import type { Channel, ClientEvent, Envelope, EventData, EventType, Role } from "../events.ts";
import { passes } from "../findings.ts";
import { streaksLately } from "../rules/attention.ts";
import { coolOffLeft } from "../rules/conduct.ts";
import { itemsLeft } from "../rules/handover.ts";
import { type GuardName, guardNames, ruleOf } from "../rules/index.ts";
import { dataOf } from "../rules/rule.ts";
import { compensationLeft } from "../rules/service.ts";
import * as slots from "../slots.ts";

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
const report = (context: Context, event: ChartEvent) => reportOf(context, event as Envelope);
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

/** Whoever starts anew has agreed to our terms, and is reviewed anew (R-DEC-7, R-DEC-12). */
const agreed = { termsRefused: [], segmented: null, askedOff: [] } as const;

/** What was found before an ending is no ground to part after it. `still`: what holds all the same. */
const groundless = (still: Partial<Assessments>) => ({
  concessionsUnderThreat: 0,
  dossier: null,
  assessed: { ...NOTHING_ASSESSED, ...still },
});

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
  warningDelivered: change((c, e) => served(c, report(c, e)?.at ?? c.at)),
  warningSpoken: change((c, e) => spoken(c, past(c, data("call.made", e).calledAt))),
  warningBounced: change((c, e) => bounced(c, report(c, e)?.letter.about ?? null)),
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
  letterSettled: change((c, e) => {
    const known = report(c, e);
    return known ? settled(c, known.letter) : {};
  }),
  pointed: change((c) => ({ pointedAt: c.at })),
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
  toldByNotice: change((c, e) => told(c, report(c, e)?.at ?? c.at)),
  toldByLetter: change((c) => toldByPost(c)),
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
  consentNarrowed: farewell((_, c, e) => ({ items: itemsLeft(c, e as Envelope) })),
  dataShared: farewell((_, c) => ({ shared: true, exportSeq: c.seq, moveOn: null })),
  accessRevoked: farewell(() => ({ shared: false, exportSeq: null })),
  moveDated: farewell((_, __, e) => ({ moveOn: Date.parse(data("move.planned", e).on) })),
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
      ...agreed,
    };
  }),
  cameBack: change(({ assessed: { departure } }) => ({
    intake: { ...UNASSESSED, returned: true },
    termsRefused: [],
    farewell: null,
    // Legal's answers were about a contract that is over.
    clauses: {},
    ...groundless({ departure }),
  })),
  left: change((c, e) => goodbye(c, data("client.left", e).cause)),
  parted: change((c) => goodbye(c, "exit")),
  declined: change((c) => goodbye(c, "declined")),
  wonBack: change((c) => ({
    ...{ ...reinstated(c), arrears: {}, silentSince: null, farewell: null },
    contract: c.contract && { ...c.contract, signedAt: c.at },
    ...agreed,
    // The approach was judged by these (R-DEC-10).
    ...groundless({
      finance: c.assessed.finance,
      margin: c.assessed.margin,
      departure: c.assessed.departure,
    }),
  })),
  streakNoticed: change((c, e) => ({
    streaks: {
      ...streaksLately(c),
      [data("streak.noticed", e).streakId]: { at: past(c, data("streak.noticed", e).at), urgent: null },
    },
  })),
  effortReviewed: change((c) => ({
    intake: { ...c.intake, effort: { ...c.intake.effort, reviewed: true } },
  })),
  vipMarked: change((c, e) => ({ vip: { by: actor(e), at: c.at } })),
  vipRemoved: change(() => ({ vip: null })),
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

/** Until so many days after the date of the move, or before it; without a date, from now. In ms. */
function moveLeft(context: Context, days: number): number {
  return left(context, (context.farewell?.moveOn ?? context.at) + days * DAY);
}

/** Until a date, in ms; a clock that is armed under a hold counts from the hold's beginning (R-LIF-19). */
function left(context: Context, date: Instant): number {
  return Math.max(0, date - (heldSince(context.holds) ?? context.at));
}

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
  lastDay: ({ context }: { context: Context }) => left(context, context.farewell?.lastDay ?? context.at),
  duties: period((p) => p.exit.unconfirmedDutiesDays),
  reminder: period((p) => p.exit.reminderDays),
  match: period((p) => p.handover.matchDays),
  offer: period((p) => p.handover.offerDays),
  provider: period((p) => p.handover.providerDays),
  export: period((p) => p.handover.exportDays),
  moveReminder: ({ context }: { context: Context }) =>
    moveLeft(context, -context.policy.handover.moveReminderDays),
  move: ({ context }: { context: Context }) => moveLeft(context, context.policy.handover.moveDays),
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
const notice = <N extends Notice>(
  name: N,
  telling: slots.Telling<N>,
  about: (context: Context, event: ChartEvent) => string | null = () => null,
  first: (context: Context) => Channel | null = () => null,
) =>
  [
    {
      type: "posted",
      params: ({ context, event }: Given): Post => ({
        notice: name,
        channel: written(context, first(context))[0] ?? "post",
        slots: slots.filled(telling(context, event as Envelope)),
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
      const letter = report(context, event)?.letter;
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

const restrict = [
  {
    type: "restrictChannels",
    params: ({ context }: Given): EffectParams<"restrictChannels"> => ({
      allowed: [restriction(context)?.channel ?? "post"],
    }),
  },
  ...notice("N5", slots.limits, limitId),
] as const;

/** R-COM-3: the note on the record tells the team how to talk. */
const conductNote = {
  type: "recordNote",
  params: ({ context }: Given): EffectParams<"recordNote"> => {
    const { contactSeconds: seconds } = context.policy.conduct;
    const most = seconds === 60 ? "1 minute" : `${seconds} seconds`;
    return { note: `formal, to the point, no contact over ${most}`, seconds };
  },
} as const;

/** The relationship is over: nothing that was asked of our people in it is left to do. */
const closeAllTasks = { type: "closeTasks", params: { about: null, kind: null } } as const;
const closeRequest = [
  closeTasks(requestId, "decideExit"),
  "requestClosed",
  announce("matter.closed"),
] as const;

/** R-LIF-4: one polite pointer to the channel that is open. */
const pointing = {
  guard: "R-LIF-4/pointed",
  actions: [
    "pointed",
    {
      type: "pointToChannel",
      params: ({ context, event }: Given) => slots.pointer(context, event as Envelope),
    },
  ],
} as const;

/** R-LIF-24: the warning is given up; people look at it. */
const lapse = [
  closeTasks(pendingId, "callWarning"),
  task("review", "manager", { about: pendingId }),
  "warningLapsed",
  announce("matter.closed"),
] as const;

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

/** A report has come after all: nobody has to find out any more what became of the letter. */
const closeCheck = asking((context, event) => {
  const unknown = report(context, event)?.letter.unknown ?? null;
  return unknown === null ? [] : [{ type: "closeTasks", params: { about: unknown, kind: "checkDelivery" } }];
});

/** R-LIF-20: what follows from a report on a letter, whoever makes it. */
const reported = <const Actions extends readonly unknown[]>(...actions: Actions) =>
  [closeCheck, ...actions, "letterSettled"] as const;

/** R-LIF-20: a warning that did not arrive goes out on the next channel, then a person calls. */
const warnOtherwise = [
  { guard: "R-LIF-20/warnNext", target: ".sending", actions: reported(...again) },
  { guard: "R-LIF-20/warnPhone", target: ".phoning", actions: reported() },
] as const;

/** R-LIF-20: the ways in which a pending warning becomes a strike, or is given up. */
const arrival = (...before: ReturnType<typeof closeTasks>[]) => {
  const arrived = {
    guard: "R-LIF-20/delivered",
    target: "none",
    actions: reported(...before, "warningDelivered", announce("warning.served")),
  } as const;
  return {
    "notice.delivered": arrived,
    "delivery.checked": arrived,
    "call.made": [
      {
        guard: "R-LIF-20/spoken",
        target: "none",
        actions: [...before, "warningSpoken", announce("warning.served")],
      },
      { guard: "R-LIF-24/unspoken", target: "none", actions: lapse },
    ],
  } as const;
};

const endOfNote = {
  type: "recordNote",
  params: { note: "the limits are lifted: contact as with any other client" },
} as const;
/** The limits in force are lifted, and the note that stood with them (R-COM-3). */
const liftedOf = (context: Context) =>
  restriction(context)?.ground === "conduct" ? [lift, endOfNote] : [lift];

/** What an upheld appeal takes back beside the decision: limits, and what a provider was given. */
const makeGood = asking((context, event) => {
  const { farewell: exit } = context;
  return [
    ...(restrictionFell(context, struckOut(context, appealId(context, event))) ? liftedOf(context) : []),
    ...(exit?.shared && exit.provider
      ? [{ type: "revokeAccess" as const, params: { providerId: exit.provider } }]
      : []),
  ];
});
/** A retail client's mailings stop when the farewell begins (R-DEC-13). */
const mailAgain = asking((context) => (context.farewell?.approach === "retail" ? [allowContact] : []));
/** Whoever starts anew starts without the limits of before. */
const startAfresh = asking((context) => (restriction(context) ? liftedOf(context) : []));
/** Work that a suspension stopped goes on, however the suspension came to an end. */
const takeUpAgain = asking((context) => (context.workStopped ? [{ type: "resumeWork", params: {} }] : []));

const verdict = [closeTasks(appealId), ...notice("N9", slots.verdict(true), appealId)] as const;

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
/** R-COM-3: the team's note falls with the limits. By then no restriction may be in force: it is the last one. */
const noteLifted = asking((context) => {
  const last = context.decisions.findLast(({ kind }) => kind === "restriction");
  return last?.ground === "conduct" ? [endOfNote] : [];
});
const cleared = ["reinstated", ...notice("N8", slots.reinstatement)] as const;
const unlimited = [lift, noteLifted, "reinstated", ...notice("N8", slots.lifted)] as const;

/** R-LIF-9 on a rung of the ladder: by time, or earlier by a manager. */
const cool = { guard: "R-LIF-9", target: "active", actions: cleared } as const;
const onTheLadder = {
  "conduct.improved": { guard: "R-LIF-9/improved", target: "active", actions: cleared },
  "restriction.made": "restricted",
  "decision.struck": "counting",
} as const;
/** A cool-off that ran out while a matter was open ends with that matter. */
const lookAgain = <Rung extends string>(rung: Rung) => ({ target: rung, reenter: true }) as const;

const pause = (cause: string) => ({ type: "stopWork", params: { cause } }) as const;
const arrears = ["paymentMissed", ...notice("N6", slots.arrears)] as const;
const silence = ["fellSilent", ...notice("N6", slots.silence)] as const;
const resume = {
  guard: "R-LIF-7",
  target: "running",
  actions: [takeUpAgain, "workResumed", ...notice("N8", slots.resumed)],
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

/** R-DEC-1: one alert, and one dialogue at a higher priority. */
const answerStreak = [
  "streakNoticed",
  {
    type: "raiseAlert",
    params: ({ event }: Given): EffectParams<"raiseAlert"> => ({
      what: "messages in a row without an answer of ours",
      about: data("streak.noticed", event).streakId,
    }),
  },
  task("answer", "ops", {
    about: (_, e) => data("streak.noticed", e).streakId,
    dueDays: (c) => c.policy.attention.answerDays,
    points: (_, e) => ["priority.1", ...[...data("streak.noticed", e).threads].map((id) => `merge.${id}`)],
  }),
] as const;

/** R-DEC-9: prospects ask for a lower price as clients do. */
const priced = { guard: "R-DEC-9", actions: notice("N12", slots.price) } as const;

/** R-DEC-14: how much work a prospect has made. */
const muchEffort = {
  guard: "R-DEC-14",
  actions: ["effortReviewed", task("review", "manager", { points: () => ["preContractEffort"] })],
} as const;

const approached = [allowContact, ...notice("N10", slots.approach)] as const;

/** Some of the data items were taken back after the provider had got them: it gets the others anew. */
const reExport = {
  guard: "R-HND-3/narrowed",
  target: "exporting",
  reenter: true,
  actions: [revokeAccess, "consentNarrowed"],
} as const;

/** A move that nobody confirms has taken place (R-LIF-24). */
const moved = { target: "#relationship.offboarding.handover.settled", actions: "handedOver" } as const;

/** The provider could not be given the data, or does not take the client after all. */
const handoverBroke = (next: GuardName, last: GuardName) =>
  [
    { guard: next, target: "offered", actions: [...exportFailed, "nextProvider"] },
    { guard: last, target: "settled", actions: [...exportFailed, "handoverFailed", exportPlain] },
  ] as const;

/** The farewell has arrived: the client is told. */
const farewellArrived = (...before: ReturnType<typeof closeTasks>[]) =>
  ({
    guard: "R-COM-2/farewell",
    target: "told",
    actions: reported(...before, "toldByNotice"),
  }) as const;

/** A farewell that did not arrive goes out on the next channel, then as a registered letter. */
const farewellOtherwise = [
  { guard: "R-COM-2/next", actions: reported(...again) },
  { guard: "R-COM-2/failed", target: "posting", actions: reported() },
] as const;

/** Any other notice that did not arrive: the next channel, then a person calls (R-LIF-20). */
const unreached = [
  { guard: "R-LIF-20/next", actions: reported(...again) },
  {
    guard: "R-LIF-20/call",
    actions: reported(
      task("call", "manager", {
        points: (c, e) => [`${report(c, e)?.letter.notice} reached the client on no channel`],
      }),
    ),
  },
] as const;

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
        ...notice("N9", slots.verdict(false), appealId),
      ],
    },
    "incident.dismissed": { guard: "R-LIF-1/dismiss", actions: "dismissed" },
    "notice.failed": unreached,
    "notice.delivered": { guard: "R-LIF-20/inDoubt", actions: reported() },
    "notice.unknown": {
      guard: "R-LIF-20/inDoubt",
      actions: task("checkDelivery", "ops", {
        about: (_, e) => data("notice.unknown", e).effectId,
        points: (_, e) => [`find out whether ${data("notice.unknown", e).notice} reached the client`],
      }),
    },
    "delivery.checked": [
      ...unreached,
      {
        actions: [
          closeTasks((_, e) => data("delivery.checked", e).effectId, "checkDelivery"),
          "letterSettled",
        ],
      },
    ],
    "contact.logged": {
      guard: "R-COM-3",
      actions: {
        type: "raiseAlert",
        params: ({ context, event }): EffectParams<"raiseAlert"> => ({
          what: `a contact took ${data("contact.logged", event).seconds} seconds; the note on the record allows ${context.policy.conduct.contactSeconds}`,
          about: limitId(context),
        }),
      },
    },
    "streak.noticed": [
      { guard: "R-DEC-1", actions: answerStreak },
      {
        guard: "R-DEC-1/review",
        actions: [
          "streakNoticed",
          task("review", "manager", {
            about: (_, e) => data("streak.noticed", e).streakId,
            points: () => ["boundary"],
          }),
        ],
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
          actions: [startAfresh, "admitted", ...notice("N1", slots.welcome), task("guide", "ops")],
        },
        "intake.refused": [
          {
            guard: "R-ONB-2",
            target: "declining",
            actions: notice("N2", slots.refusal),
          },
        ],
        "prospect.withdrew": { target: "declining" },
        "message.received": { target: "onboarding", reenter: true },
        "discount.decided": priced,
        "effort.summed": muchEffort,
        "dossier.compiled": muchEffort,
      },
      after: { intake: { target: "declining", actions: notice("N2", slots.silentRefusal) } },
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
        "boundary.stated": { actions: notice("N3", slots.boundary) },
        "discount.decided": priced,
        "vip.marked": { guard: "R-ARC-9", actions: "vipMarked" },
        "vip.removed": { guard: "R-ARC-9/removed", actions: "vipRemoved" },
        "tier.assigned": {
          guard: "R-DEC-11",
          actions: task("review", "manager", {
            about: (_, e) => data("tier.assigned", e).period,
            points: (_, e) => [`tier.${data("tier.assigned", e).tier}`],
          }),
        },
        // Draining is looked at by people; it ends nothing by itself (R-DEC-12).
        "segment.assigned": [
          {
            guard: "R-DEC-12/drains",
            actions: task("review", "manager", {
              about: (_, e) => data("segment.assigned", e).period,
              points: () => ["draining"],
            }),
          },
          {
            guard: "R-DEC-12/thanks",
            actions: task("thank", "manager", { about: (_, e) => data("segment.assigned", e).period }),
          },
        ],
        "thanks.given": {
          guard: "R-DEC-12",
          actions: [closeTasks((c) => c.segmented?.period ?? null, "thank"), ...notice("N15", slots.thanks)],
        },
        "leave.announced": [
          { guard: "R-LIF-23/retain", actions: ["retentionOffered", task("retain", "manager")] },
          { actions: task("helpToLeave", "manager") },
        ],
        "manager.changed": { guard: "R-ROL-6", actions: notice("N11", slots.manager) },
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
          { actions: [task("senior", "manager"), ...notice("N14", slots.colleague)] },
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
                "conduct.improved": { guard: "R-LIF-9/improved", target: "active", actions: unlimited },
                "message.received": pointing,
                "warning.served": { target: "restricted", reenter: true },
                "clock.restarted": { target: "restricted", reenter: true },
                "matter.closed": lookAgain("restricted"),
                "decision.struck": [
                  { guard: "R-LIF-12/restricted", target: "restricted", reenter: true },
                  { target: "counting", actions: [lift, noteLifted] },
                ],
              },
              after: {
                coolOff: [
                  { guard: "R-LIF-9", target: "active", actions: unlimited },
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
                  actions: [pause("arrears"), ...arrears],
                },
                "client.silent": {
                  guard: "R-LIF-6/silent",
                  target: "suspended",
                  actions: [pause("silence"), ...silence],
                },
              },
            },
            suspended: {
              on: {
                "payment.overdue": {
                  guard: "R-LIF-6/overdue",
                  actions: arrears,
                },
                "client.silent": {
                  guard: "R-LIF-6/silent",
                  actions: silence,
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
                actions: [
                  "ours",
                  ...notice("N13", slots.fault),
                  ...notice("N3", slots.boundaryOfOurs),
                  task("remedy", "manager"),
                ],
              },
              { guard: "R-LIF-20/joins", actions: "joined" },
              {
                guard: "R-LIF-1/warn",
                target: ".sending",
                actions: ["warned", ...notice("N4", slots.warning, pendingId)],
              },
              {
                guard: "R-DEC-8/ground",
                actions: ["groundOpened", task("decideConduct", "manager"), announce("clock.restarted")],
              },
            ],
            "notice.failed": [
              ...warnOtherwise,
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
            "delivery.checked": warnOtherwise,
            "decision.struck": { guard: "R-LIF-12/struck", target: ".none" },
          },
          states: {
            none: {},
            sending: { on: arrival(), after: { delivery: "phoning" } },
            phoning: {
              entry: task("callWarning", "manager", {
                about: pendingId,
                dueDays: (c) => c.policy.conduct.callDays,
                points: slots.warningPoints,
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
              actions: notice("N13", slots.compensation),
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
        "message.received": pointing,
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
              initial: "preparing",
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
              states: {
                // Whoever calls has to know whether there is somebody to recommend.
                preparing: { on: { "providers.matched": "ringing" }, after: { match: "ringing" } },
                ringing: {
                  entry: task("callExit", "manager", {
                    about: exitId,
                    dueDays: (c) => c.policy.exit.callDays,
                    points: slots.exitPoints,
                  }),
                },
              },
            },
            writing: {
              entry: ["farewellDated", ...notice("N7", slots.farewell, exitId, fromOrigin)],
              on: {
                "notice.delivered": farewellArrived(),
                "notice.failed": farewellOtherwise,
                "delivery.checked": [farewellArrived(), ...farewellOtherwise],
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
                "notice.delivered": farewellArrived(closeTasks(exitId, "postLetter")),
                "delivery.checked": farewellArrived(closeTasks(exitId, "postLetter")),
              },
            },
            told: {
              entry: announce("client.told"),
              after: { lastDay: { actions: task("complete", "ops", { about: exitId }) } },
              on: { "notice.failed": { guard: "R-COM-2/failed", target: "posting", actions: "notTold" } },
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
                params: ({ context }): EffectParams<"matchProviders"> => ({
                  needs: [...context.intake.needs],
                  regions: [...context.intake.regions],
                  ...(context.intake.budget !== null && { budget: context.intake.budget }),
                  verifiedDays: context.policy.handover.verifiedDays,
                }),
              },
              on: {
                "providers.matched": [
                  { guard: "R-HND-2/fits", target: "found", actions: "providersFound" },
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
            // Nobody is recommended another provider before hearing that we part.
            found: { always: { guard: "R-COM-2/approached", target: "offered" } },
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
                "consent.revoked": { guard: "R-HND-3/narrowed", actions: "consentNarrowed" },
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
              on: {
                "export.delivered": { guard: "R-HND-4/exported", target: "moving" },
                "effect.failed": handoverBroke("R-HND-4/brokeNext", "R-HND-4/broke"),
                "provider.refused": handoverBroke("R-HND-4/next", "R-HND-4/last"),
                "consent.revoked": reExport,
              },
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
              initial: "undated",
              entry: { type: "planMove", params: toProvider },
              on: {
                "move.planned": { target: ".dated", actions: "moveDated" },
                "move.confirmed": { target: "settled", actions: "handedOver" },
                "provider.refused": handoverBroke("R-HND-4/next", "R-HND-4/last"),
                "consent.revoked": reExport,
              },
              states: {
                undated: { after: { move: moved } },
                dated: {
                  after: {
                    moveReminder: {
                      target: "imminent",
                      actions: task("handover", "ops", {
                        about: exitId,
                        dueDays: (c) => Math.max(0, ((c.farewell?.moveOn ?? c.at) - c.at) / DAY),
                        points: () => ["the move is near: see that the client and the provider are ready"],
                      }),
                    },
                  },
                },
                imminent: { after: { move: moved } },
              },
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
          actions: [startAfresh, "wonBack", ...notice("N8", slots.wonBack)],
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
