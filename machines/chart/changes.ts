import { assign } from "xstate";
import { DAY, elapsed, type Instant } from "../clock.ts";
import { doubtSettled, pausedFor } from "../context/learn.ts";
import { lastingLetters, past } from "../context/letters.ts";
import {
  type Assessments,
  type Context,
  type Farewell,
  HANDOVER_OPEN,
  type HandoverState,
  type Letter,
  NOTHING_ASSESSED,
  type Slots,
  UNASSESSED,
} from "../context.ts";
import {
  annulled,
  appealed,
  appealRejected,
  bounced,
  confirmed,
  exitApproved,
  exitRevoked,
  goodbye,
  groundOpened,
  lapsed,
  posted,
  reinstated,
  remainingChannel,
  restricted,
  served,
  settled,
  spoken,
  struckOut,
  told,
  toldByPost,
  warned,
} from "../decisions.ts";
import type { Notice } from "../effects.ts";
import type { Envelope } from "../events.ts";
import { streaksLately } from "../rules/attention.ts";
import { itemsLeft } from "../rules/handover.ts";
import { dueOf, silentFrom } from "../rules/service.ts";
import type { Channel } from "../vocabulary.ts";
import { actor, type ChartEvent, data, report, roleOf } from "./event.ts";

/** A change of the facts by a decision, named for what has happened. */
const change = (to: (context: Context, event: ChartEvent) => Partial<Context>) =>
  assign<Context, ChartEvent, undefined, ChartEvent, never>(({ context, event }) => to(context, event));

const farewell = (to: (farewell: Farewell, context: Context, event: ChartEvent) => Partial<Farewell>) =>
  change((context, event) =>
    context.farewell ? { farewell: { ...context.farewell, ...to(context.farewell, context, event) } } : {},
  );

const approachedBy = (approach: Farewell["approach"]) => farewell(() => ({ approach }));

const handover = (
  to: (handover: HandoverState, context: Context, event: ChartEvent) => Partial<HandoverState>,
) =>
  change((context, event) =>
    context.handover ? { handover: { ...context.handover, ...to(context.handover, context, event) } } : {},
  );

const ended = (outcome: HandoverState["outcome"]) => handover(() => ({ outcome }));

export interface Post {
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
  demands: {},
  dossier: null,
  assessed: { ...NOTHING_ASSESSED, ...still },
});

/** How the facts change. */
export const changes = {
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
  warningAnnulled: change((c, e) => annulled(c, report(c, e)?.letter.about ?? null)),
  reconsidered: change((c, e) => doubtSettled(c, e as Envelope)),
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
  letterClosed: change((c, e) => {
    const letter = report(c, e)?.letter;
    return { letters: c.letters.filter((each) => each !== letter) };
  }),
  letterSettled: change((c, e) => {
    const known = report(c, e);
    return known ? settled(c, known.letter) : {};
  }),
  pointed: change((c) => ({ pointedAt: c.at })),
  reviewed: change((c) => ({ reviewedAt: c.at })),
  reinstated: change((c) => reinstated(c)),

  paymentMissed: change((c, e) => {
    const claim = data("payment.overdue", e);
    return { ...pausedFor(c, claim.invoiceId, dueOf(c, claim)), workStopped: true };
  }),
  fellSilent: change((c, e) => {
    const since = silentFrom(c, data("client.silent", e));
    return { silentSince: since, silence: { since, day: c.day, at: c.at }, workStopped: true };
  }),
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
    return { request: { id: requestId, ground, by: actor(e), role: roleOf(e), at: c.at } };
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

  providersFound: handover((_, __, e) => {
    const matched = data("providers.matched", e).candidates;
    const [provider = null, ...candidates] = matched;
    return { provider, candidates, matched };
  }),
  consentGiven: handover((_, __, e) => ({ items: data("consent.given", e).items })),
  nextProvider: handover((f) => ({
    provider: f.candidates[0] ?? null,
    candidates: f.candidates.slice(1),
    items: [],
  })),
  consentNarrowed: handover((_, c, e) => ({ items: itemsLeft(c, e as Envelope) })),
  dataShared: handover((_, c) => ({ shared: true, exportSeq: c.seq, moveOn: null })),
  accessRevoked: handover(() => ({ shared: false, exportSeq: null })),
  moveDated: handover((_, __, e) => ({ moveOn: Date.parse(data("move.planned", e).on) })),
  handedOver: ended("done"),
  handoverDeclined: ended("declined"),
  nobodyFits: ended("none"),
  handoverRevoked: ended("revoked"),
  handoverFailed: ended("failed"),

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
    handover: null,
    // Legal's answers were about a contract that is over.
    clauses: {},
    ...groundless({ departure }),
  })),
  intakeEnded: change((c) => ({ letters: lastingLetters(c) })),
  left: change((c, e) => goodbye(c, data("client.left", e).cause)),
  parted: change((c) => goodbye(c, "exit")),
  declined: change((c) => goodbye(c, "declined")),
  approached: change((c) => ({ approachedAt: c.at })),
  notApproached: change(() => ({ approachedAt: null })),
  wonBack: change((c) => ({
    ...reinstated(c),
    arrears: {},
    silentSince: null,
    farewell: null,
    handover: null,
    approachedAt: null,
    contract: c.contract && { ...c.contract, signedAt: c.at },
    intake: { ...c.intake, returned: false },
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
  leaveAnnounced: change((c) => ({ leavingSince: c.at })),
  helpBegun: change(() => ({ handover: HANDOVER_OPEN })),
  retentionOffered: change(() => ({ retentionOffered: true })),

  appealFiled: change((c, e) => appealed(c, data("appeal.filed", e).decisionId)),
  appealRejected: change((c, e) => appealRejected(c, data("appeal.rejected", e).decisionId)),
  struckOut: change((c, e) => struckOut(c, data("appeal.upheld", e).decisionId)),
  exitUndone: change((_c) => ({ farewell: null, handover: null })),
  exitRevoked: change((c) => exitRevoked(c)),
  holdPlaced: change((c) => ({ holds: [...c.holds, { from: c.at, to: null, fromDay: c.day, toDay: null }] })),
  holdLifted: change((c) => ({
    holds: c.holds.map((hold) => ({ ...hold, to: hold.to ?? c.at, toDay: hold.toDay ?? c.day })),
  })),
};

function dueNow(context: Context, since: Instant): boolean {
  return elapsed(context.holds, since, context.at) >= context.policy.service.compensationDays * DAY;
}
