import { elapsed, type Hold, type Instant, inDays } from "./clock.ts";
import type { Notice } from "./effects.ts";
import type { Channel, Envelope, EventData, EventType, Ground, Opening, Role, Sums } from "./events.ts";
import type { Clocked } from "./law.ts";
import type { Policy } from "./policy.ts";

/** Reported conduct, and what became of it. */
export interface Incident {
  readonly reporter: string;
  readonly category: EventData<"incident.reported">["category"];
  readonly happenedAt: Instant;
  readonly status: "reported" | "counted" | "ours" | "joined" | "dismissed";
  readonly confirmedAt: Instant | null;
  readonly explainedBy: string | null;
  readonly channel: Channel | null;
  /** Vault id of what was said. */
  readonly said: string | null;
}

/** A fault of ours. `loss`: it cost the client something, so a compensation is owed a decision (R-DEC-16). */
export interface Fault {
  readonly openedAt: Instant;
  readonly curedAt: Instant | null;
  readonly loss: boolean;
  readonly settled: boolean;
  readonly alerted: boolean;
  /** Vault ids: what went wrong, and what is done about it; by when, as a date. */
  readonly what: string | null;
  readonly remedy: string | null;
  readonly curedBy: string | null;
}

/**
 * A sanction. A warning is `pending` until it is delivered; `struck` by an appeal or a late bounce;
 * `expired` by a reinstatement; `lapsed` when it never reached the client.
 */
export interface Decision {
  readonly id: string;
  readonly kind: "warning" | "restriction" | "exit";
  readonly ground: Ground;
  readonly incidentId: string | null;
  /** Who decided, and who asked for it: neither may judge the appeal. */
  readonly deciders: readonly string[];
  readonly at: Instant;
  readonly toldAt: Instant | null;
  readonly status: "pending" | "standing" | "struck" | "expired" | "lapsed";
  readonly channel: Channel | null;
  readonly appeal: { readonly filedAt: Instant; readonly verdict: "open" | "upheld" | "rejected" } | null;
}

/** A notice that is on its way or arrived; known by the entry that sent it last. */
export interface Letter {
  readonly seq: number;
  readonly notice: Notice;
  readonly slots: Slots;
  readonly about: string | null;
  readonly tried: readonly Channel[];
  /** The attempt of which nobody knows whether it went out: it takes a person to find out (R-LIF-20). */
  readonly unknown: string | null;
}

export type Slots = Readonly<Record<string, string | number | boolean | string[]>>;

/** A statement that may rest on a dossier: the dossier's id, where its sums were told last. */
type Stated<T> = T & { readonly dossier?: string };

/** What was told last wins, by whomever: a person's statement, or the sums of a dossier. */
export interface Assessments {
  readonly finance: Stated<EventData<"finance.assessed">> | null;
  /** What the margin is judged by, where it is known apart from what the client is expected to bring (R-DEC-6). */
  readonly margin: Sums["margin"];
  readonly threat: Stated<EventData<"threat.assessed">> | null;
  readonly product: Stated<EventData<"product.assessed">> | null;
  readonly returns: Stated<NonNullable<Sums["returns"]>> | null;
  /** Who found the sabotage deliberate: it takes two (R-DEC-15). */
  readonly sabotage: readonly string[];
  readonly chemistry: { readonly personalService: boolean; readonly otherSpecialist: boolean } | null;
  readonly lostInterest: { readonly lifeChanged: boolean; readonly repositioned: boolean } | null;
  readonly departure: EventData<"cause.assessed"> | null;
}

/** A compiled dossier, and what the facts in it come to. */
export interface Dossier {
  readonly id: string;
  readonly sections: number;
  readonly at: Instant;
  readonly sums: Sums | null;
}

/** A streak of messages that people were alerted to; `urgent` is null until somebody judged it (R-DEC-1). */
export interface Streak {
  readonly at: Instant;
  readonly urgent: boolean | null;
}

/** The profit tier of a period, and the one before it. `seq`: the entry that assigned it; `periods`: the latest. */
export interface Tiered {
  readonly period: string;
  readonly periods: readonly string[];
  readonly tier: EventData<"tier.assigned">["tier"];
  readonly before: EventData<"tier.assigned">["tier"] | null;
  readonly seq: number;
}

/** The segment of a period. `draining`: reviews running that found the client draining (R-DEC-12). */
export interface Segmented {
  readonly period: string;
  readonly periods: readonly string[];
  readonly segment: EventData<"segment.assigned">["segment"];
  readonly effortRepaid: boolean;
  readonly draining: number;
  /** When the review that counts last took place. */
  readonly at: Instant;
  readonly seq: number;
}

/** An approved exit while it is carried out. */
export interface Farewell {
  readonly decisionId: string;
  readonly noticeDays: number;
  /** Spoken with, or calls failed or did not apply: what R-COM-2 asks before the written farewell. */
  readonly approach: "calling" | "spoken" | "written" | "retail";
  readonly lastDay: Instant | null;
  readonly toldAt: Instant | null;
  readonly dutiesDone: boolean;
  readonly handover: "open" | "done" | "declined" | "none" | "failed";
  readonly candidates: readonly string[];
  readonly provider: string | null;
  /** The data items that the client agreed to hand over to this provider (R-HND-3). */
  readonly items: readonly string[];
  readonly shared: boolean;
  /** The entry that asked for the export: what is heard of older ones moves nothing. */
  readonly exportSeq: number | null;
  /** The date of the move. */
  readonly moveOn: Instant | null;
}

/** Everything the rules read about one relationship. Plain JSON; times in ms. */
export interface Context extends Clocked {
  readonly client: string;
  readonly kind: Opening["kind"];
  readonly locale: Opening["locale"];
  readonly zone: string;
  readonly currency: string;
  readonly channels: readonly Channel[];
  readonly policy: Policy;
  /** The channel that the relationship began on (R-COM-2). */
  readonly origin: Channel;
  readonly contract: { readonly ref: string; readonly signedAt: Instant } | null;
  readonly intake: {
    readonly assessments: readonly { readonly by: string; readonly role: Role; readonly fit: boolean }[];
    readonly flagged: boolean;
    readonly needs: readonly string[];
    readonly regions: readonly string[];
    /** Minor units; null: any price. */
    readonly budget: number | null;
    /** Vault id of what the client wants to reach. */
    readonly goal: string | null;
    readonly pilotRejected: boolean;
    /** A former client's own request to come back (R-LIF-16). */
    readonly returned: boolean;
    /** Work spent before the contract; whether a manager was asked to look at it (R-DEC-14). */
    readonly effort: {
      readonly minutes: number;
      readonly upTo: string;
      readonly dossier: string | null;
      readonly reviewed: boolean;
    };
  };
  readonly termsRefused: readonly ("prepayment" | "rewrite")[];
  readonly incidents: Readonly<Record<string, Incident>>;
  readonly faults: Readonly<Record<string, Fault>>;
  readonly decisions: readonly Decision[];
  readonly letters: readonly Letter[];
  /** The incident that opened the ground `conduct`, after two delivered warnings. */
  readonly conductGround: string | null;
  readonly concessionsUnderThreat: number;
  readonly assessed: Assessments;
  readonly clauses: Readonly<
    Partial<
      Record<Ground, { readonly terminable: boolean; readonly noticeDays: number; readonly by: string }>
    >
  >;
  readonly dossier: Dossier | null;
  readonly streaks: Readonly<Record<string, Streak>>;
  /** Unpaid invoices that paused the work: since when they are due. */
  readonly arrears: Readonly<Record<string, Instant>>;
  readonly silentSince: Instant | null;
  /** Work was stopped by a suspension and has not been resumed: it may outlive the suspension's cause. */
  readonly workStopped: boolean;
  readonly request: {
    readonly id: string;
    readonly ground: Ground;
    readonly by: string;
    readonly at: Instant;
  } | null;
  readonly farewell: Farewell | null;
  /** Failed calls by what they were about. */
  readonly failedCalls: Readonly<Record<string, number>>;
  readonly holds: readonly Hold[];
  readonly goodbyes: number;
  readonly lastGoodbye: {
    readonly at: Instant;
    readonly ground: Ground | null;
    readonly cause: string;
  } | null;
  readonly tiered: Tiered | null;
  readonly segmented: Segmented | null;
  /** Who of ours asked off this client (R-ROL-7, R-DEC-12). */
  readonly askedOff: readonly string[];
  /** R-ARC-9: who marked the client as a VIP, and when. */
  readonly vip: { readonly by: string; readonly at: Instant } | null;
  readonly retentionOffered: boolean;
  /** When people last reviewed a restriction whose ground still stands (R-LIF-9). */
  readonly reviewedAt: Instant | null;
  /** When a client who wrote on a closed channel was last pointed to the open one. */
  readonly pointedAt: Instant | null;
}

/** A client of whom nothing is assessed yet. */
export const NOTHING_ASSESSED: Assessments = {
  finance: null,
  margin: null,
  threat: null,
  product: null,
  returns: null,
  sabotage: [],
  chemistry: null,
  lostInterest: null,
  departure: null,
};

/** An intake of which nothing is known yet. */
export const UNASSESSED: Context["intake"] = {
  assessments: [],
  flagged: false,
  needs: [],
  regions: [],
  budget: null,
  goal: null,
  pilotRejected: false,
  returned: false,
  effort: { minutes: 0, upTo: "", dossier: null, reviewed: false },
};

/** The context of a relationship that begins; `opening` has been validated by the door. */
export function opened(client: string, opening: Opening & { policy: Policy }, at: Instant): Context {
  const written = opening.channels.find((channel) => channel !== "phone") ?? "post";
  return {
    at,
    seq: 1,
    client,
    kind: opening.kind,
    locale: opening.locale,
    zone: opening.zone,
    currency: opening.currency,
    channels: opening.channels,
    policy: opening.policy,
    origin: opening.contract?.channel ?? written,
    contract: opening.contract
      ? { ref: opening.contract.contractRef, signedAt: Date.parse(opening.contract.signedAt) }
      : null,
    intake: UNASSESSED,
    termsRefused: [],
    incidents: {},
    faults: {},
    decisions: [],
    letters: [],
    conductGround: null,
    concessionsUnderThreat: 0,
    assessed: NOTHING_ASSESSED,
    clauses: {},
    dossier: null,
    streaks: {},
    arrears: {},
    silentSince: null,
    workStopped: false,
    request: null,
    farewell: null,
    failedCalls: {},
    holds: [],
    goodbyes: 0,
    lastGoodbye: null,
    tiered: null,
    segmented: null,
    askedOff: [],
    vip: null,
    retentionOffered: false,
    reviewedAt: null,
    pointedAt: null,
  };
}

/** What may come again and again is remembered in this number: the context is carried along for ever. */
export const KEPT = 100;
const PERIODS_KEPT = 12;

type Learner<T extends EventType> = (context: Context, event: Envelope<T, EventData<T>>) => Partial<Context>;

const assess = (context: Context, change: Partial<Assessments>): Partial<Context> => ({
  assessed: { ...context.assessed, ...change },
});

/** What each fact teaches; a fact without a line here is in the journal and moves nothing. */
const learners: { readonly [T in EventType]?: Learner<T> } = {
  "intake.assessed": (c, { actor, data }) => ({
    intake: {
      ...c.intake,
      assessments: [
        ...c.intake.assessments.filter((a) => a.by !== actor.id),
        { by: actor.id, role: actor.role, fit: data.fit },
      ],
      flagged: c.intake.flagged || data.flagged,
      goal: data.goalRef ?? c.intake.goal,
      ...wanted(data),
    },
  }),
  "needs.stated": (c, { data }) => ({ intake: { ...c.intake, ...wanted(data) } }),
  "terms.refused": (c, { data }) => ({ termsRefused: [...new Set([...c.termsRefused, data.term])] }),
  "pilot.rejected": (c) => ({ intake: { ...c.intake, pilotRejected: true } }),
  "message.received": () => ({ silentSince: null }),
  "client.replied": () => ({ silentSince: null }),
  "fault.opened": (c, { data }) =>
    c.faults[data.faultId]
      ? {}
      : {
          faults: {
            ...c.faults,
            [data.faultId]: {
              openedAt: Date.parse(data.at),
              curedAt: null,
              loss: data.loss,
              settled: !data.loss,
              alerted: false,
              what: data.whatRef ?? null,
              remedy: data.remedyRef ?? null,
              curedBy: data.curedBy ?? null,
            },
          },
        },
  "fault.cured": (c, { data }) => changeFault(c, data.faultId, { curedAt: Date.parse(data.at) }),
  "compensation.decided": (c, { data }) => changeFault(c, data.faultId, { settled: true }),
  "concession.granted": (c, { data }) =>
    data.underThreat ? { concessionsUnderThreat: c.concessionsUnderThreat + data.cost } : {},
  "incident.reported": (c, { actor, data }) =>
    // The first report stands: a second one with the same id would change who may confirm it.
    c.incidents[data.incidentId]
      ? {}
      : {
          incidents: {
            ...c.incidents,
            [data.incidentId]: {
              reporter: actor.id,
              category: data.category,
              happenedAt: Date.parse(data.happenedAt),
              status: "reported",
              confirmedAt: null,
              explainedBy: null,
              channel: data.channel ?? null,
              said: data.saidRef ?? null,
            },
          },
        },
  "clause.answered": (c, { actor, data }) => ({
    clauses: {
      ...c.clauses,
      [data.ground]: { terminable: data.terminable, noticeDays: data.noticeDays, by: actor.id },
    },
  }),
  "dossier.compiled": (c, { data: { dossierId: id, sections, sums = null } }) => {
    const dossier = { id, sections: new Set(sections).size, at: c.at };
    if (sums === null) return { dossier: { ...dossier, sums } };
    // Amounts of two currencies cannot be held against each other.
    if (sums.currency !== c.currency)
      return {
        dossier: { ...dossier, sums: { ...sums, missing: [...sums.missing, `currency.${sums.currency}`] } },
      };
    return { dossier: { ...dossier, sums }, ...summed(c, id, sums) };
  },
  "effort.summed": (c, { data: { minutes, upTo } }) => effort(c, { minutes, upTo, dossier: null }),
  "streak.judged": (c, { data: { streakId, urgent } }) => {
    const streak = c.streaks[streakId];
    return streak ? { streaks: { ...c.streaks, [streakId]: { ...streak, urgent } } } : {};
  },
  "staff.askedOff": (c, { data }) => ({
    askedOff: [...new Set([...c.askedOff, data.agentId])].slice(-KEPT),
  }),
  "finance.assessed": (c, { data }) => assess(c, { finance: data, margin: null }),
  "threat.assessed": (c, { data }) => assess(c, { threat: data }),
  "product.assessed": (c, { data }) => assess(c, { product: data }),
  "cause.assessed": (c, { data }) => assess(c, { departure: data }),
  "ground.assessed": (c, { actor, data: { about } }) => {
    switch (about.ground) {
      case "returns":
        return assess(c, { returns: { cost: about.cost, margin: about.margin } });
      case "sabotage": {
        const others = c.assessed.sabotage.filter((by) => by !== actor.id);
        return assess(c, { sabotage: about.deliberate ? [...others, actor.id] : others });
      }
      case "chemistry":
        return assess(c, {
          chemistry: { personalService: about.personalService, otherSpecialist: about.otherSpecialist },
        });
      case "lostInterest":
        return assess(c, {
          lostInterest: { lifeChanged: about.lifeChanged, repositioned: about.repositioned },
        });
    }
  },
  "tier.assigned": (c, { data: { period, tier } }) =>
    c.tiered?.periods.includes(period)
      ? {}
      : {
          tiered: {
            ...{ period, tier, before: c.tiered?.tier ?? null, seq: c.seq },
            periods: [...(c.tiered?.periods ?? []), period].slice(-PERIODS_KEPT),
          },
          ...(tier !== "high" && { vip: null }),
        },
  "segment.assigned": (c, { data: { period, segment, effortRepaid } }) => {
    const before = c.segmented;
    if (before?.periods.includes(period)) return {};
    const running = before?.draining ?? 0;
    // Two looks within half a period are one review, whatever they are called.
    const days = before ? inDays(elapsed(c.holds, before.at, c.at)) : Number.POSITIVE_INFINITY;
    const isNext = running === 0 || 2 * days >= c.policy.segments.reviewDays;
    return {
      segmented: {
        ...{ period, segment, effortRepaid, seq: c.seq },
        at: before && !isNext ? before.at : c.at,
        periods: [...(before?.periods ?? []), period].slice(-PERIODS_KEPT),
        draining: segment === "draining" ? running + (isNext ? 1 : 0) : 0,
      },
    };
  },
  "payment.received": (c, { data }) => {
    const { [data.invoiceId]: _, ...arrears } = c.arrears;
    return { arrears };
  },
  "call.made": (c, { data }) =>
    data.outcome === "reached"
      ? {}
      : { failedCalls: { ...c.failedCalls, [data.about]: (c.failedCalls[data.about] ?? 0) + 1 } },
  "notice.delivered": (c, event) => arrived(c, event),
  "delivery.checked": (c, event) => arrived(c, event),
  "notice.unknown": (c, { data }) => {
    const letter = letterOf(c, data);
    const unknown = data.effectId;
    return { letters: c.letters.map((each) => (each === letter ? { ...each, unknown } : each)) };
  },
  "duties.done": (c) => (c.farewell ? { farewell: { ...c.farewell, dutiesDone: true } } : {}),
};

const effort = (
  c: Context,
  told: Omit<Context["intake"]["effort"], "reviewed">,
): Pick<Context, "intake"> => ({
  intake: { ...c.intake, effort: { ...told, reviewed: c.intake.effort.reviewed } },
});

/**
 * What a dossier's sums teach: what they know takes the place of what was stated before it. A demand or returns that
 * an earlier dossier told of and this one does not are over; of what a person stated, null says nothing.
 */
function summed(c: Context, dossier: string, sums: Sums): Partial<Context> {
  const { revenue, cost, threat, demand, returns, margin, precontractMinutes, asOf } = sums;
  const { finance, product } = c.assessed;
  const isOver = (stated: Stated<object> | null) => stated?.dossier !== undefined;
  const known = revenue !== null && cost !== null;
  return {
    concessionsUnderThreat: sums.concessionsUnderThreat,
    ...effort(c, { minutes: precontractMinutes, upTo: asOf, dossier }),
    ...assess(c, {
      threat: threat && { ...threat, dossier },
      ...(known && { finance: { revenue, cost, benefit: finance?.benefit ?? 0, dossier } }),
      ...((known || margin) && { margin }),
      ...((returns || isOver(c.assessed.returns)) && { returns: returns && { ...returns, dossier } }),
      ...(product &&
        (demand ? demand.about === (product.about ?? demand.about) : isOver(product)) && {
          product: {
            ...product,
            others: demand?.others ?? product.others,
            workaroundsRejected: demand?.workaroundsRejected ?? false,
            dossier,
          },
        }),
    }),
  };
}

const wanted = (data: EventData<"needs.stated">) => ({
  needs: data.needs,
  regions: data.regions ?? [],
  budget: data.budget ?? null,
});

/** A warning becomes a strike in the chart; of other decisions only the time of being told is kept. */
function arrived(context: Context, event: Envelope): Partial<Context> {
  const report = reportOf(context, event);
  return {
    decisions: context.decisions.map((decision) =>
      report?.arrived &&
      decision.id === report.letter.about &&
      decision.kind === "restriction" &&
      decision.toldAt === null
        ? { ...decision, toldAt: report.at }
        : decision,
    ),
  };
}

function changeFault(context: Context, faultId: string, change: Partial<Fault>): Partial<Context> {
  const fault = context.faults[faultId];
  return fault ? { faults: { ...context.faults, [faultId]: { ...fault, ...change } } } : {};
}

/** The context after a fact: learnt before the chart is asked, so that guards see the world with it. */
export function learn(context: Context, event: Envelope): Context {
  const learner = learners[event.type as EventType] as Learner<EventType> | undefined;
  return learner ? { ...context, ...learner(context, event as never) } : context;
}

/** The entry that asked for an effect: the middle part of client/seq/n. */
export function seqOf(effectId: string): number {
  return Number(effectId.split("/").at(-2));
}

/** The letter that a delivery report speaks of; null for a stale report, which moves nothing (R-LIF-20). */
function letterOf(context: Context, report: { effectId: string; notice: string }): Letter | null {
  const seq = seqOf(report.effectId);
  return context.letters.find((letter) => letter.seq === seq && letter.notice === report.notice) ?? null;
}

/** What is known of a letter's last attempt. */
export interface Report {
  readonly letter: Letter;
  readonly arrived: boolean;
  readonly at: Instant;
}

/**
 * R-LIF-20: what an event says of a letter, whoever says it: the recipient's server, or a person who looked. Null
 * for a stale report and for a check that nobody has to make; these move nothing.
 */
export function reportOf(context: Context, event: Envelope): Report | null {
  switch (event.type as EventType) {
    case "notice.delivered": {
      const data = event.data as EventData<"notice.delivered">;
      const letter = letterOf(context, data);
      return letter && { letter, arrived: true, at: past(context, data.deliveredAt) };
    }
    case "notice.failed": {
      const letter = letterOf(context, event.data as EventData<"notice.failed">);
      return letter && { letter, arrived: false, at: context.at };
    }
    case "delivery.checked": {
      const { effectId, arrived, at } = event.data as EventData<"delivery.checked">;
      const letter = context.letters.find((each) => each.unknown === effectId);
      return letter ? { letter, arrived, at: past(context, at) } : null;
    }
    default:
      return null;
  }
}

/** A time that somebody states: nothing has reached the client later than now. */
export function past(context: Context, at: string): Instant {
  return Math.min(Date.parse(at), context.at);
}

export function restriction(context: Context): Decision | null {
  return context.decisions.find((d) => d.kind === "restriction" && d.status === "standing") ?? null;
}

export function standingExit(context: Context): Decision | null {
  return context.decisions.findLast((d) => d.kind === "exit" && d.status === "standing") ?? null;
}

export function pendingWarning(context: Context): Decision | null {
  return context.decisions.find((d) => d.kind === "warning" && d.status === "pending") ?? null;
}

/** The delivered warnings in force: 0, 1 or 2 strikes. */
export function strikes(context: Context): readonly Decision[] {
  return context.decisions.filter((d) => d.kind === "warning" && d.status === "standing");
}

/** The channels a notice may take, best first: the only open one of a restricted client before the others. */
export function written(context: Context, first: Channel | null = null): readonly Channel[] {
  const open = restriction(context)?.channel ?? null;
  const order = [open, first, ...context.channels].filter(
    (channel) => channel !== null && channel !== "phone",
  );
  return order.length > 0 ? [...new Set(order as Channel[])] : ["post"];
}

/** R-LIF-9: since when the client has been clean; null when there is nothing to be clean of. */
export function cleanSince(context: Context): Instant | null {
  const times: Instant[] = [];
  for (const strike of strikes(context)) if (strike.toldAt !== null) times.push(strike.toldAt);
  const limit = restriction(context);
  if (limit) times.push(limit.at);
  const counted = context.conductGround ? context.incidents[context.conductGround] : undefined;
  if (counted) times.push(counted.happenedAt);
  if (limit && context.reviewedAt !== null) times.push(context.reviewedAt);
  return times.length > 0 ? Math.max(...times) : null;
}

/** R-DEC-6: revenue + benefit − cost in minor units; null while nobody has assessed it. */
export function netValue(context: Context): number | null {
  const { finance } = context.assessed;
  return finance && finance.revenue + finance.benefit - finance.cost;
}

/** The sums that a statement rests on, while the dossier that brought them is the latest. */
export function sumsOf(context: Context, stated: { readonly dossier?: string } | null): Sums | null {
  const { dossier } = context;
  return stated?.dossier !== undefined && stated.dossier === dossier?.id ? dossier.sums : null;
}

/** What the net value is made of, for findings: the parts of the cost where a dossier brought them. */
export function netValueRead(context: Context) {
  const { finance } = context.assessed;
  return {
    netValue: netValue(context),
    ...(finance && { revenue: finance.revenue, benefit: finance.benefit, cost: finance.cost }),
    ...(finance?.dossier !== undefined && { dossier: finance.dossier }),
    ...sumsOf(context, finance)?.costs,
  };
}
