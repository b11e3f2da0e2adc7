import type { Hold, Instant } from "./clock.ts";
import type { Notice } from "./effects.ts";
import type { Channel, Envelope, EventData, EventType, Ground, Opening, Role } from "./events.ts";
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

export interface Assessments {
  readonly finance: EventData<"finance.assessed"> | null;
  readonly threat: EventData<"threat.assessed"> | null;
  readonly product: EventData<"product.assessed"> | null;
  readonly returns: { readonly cost: number; readonly margin: number } | null;
  /** Who found the sabotage deliberate: it takes two (R-DEC-15). */
  readonly sabotage: readonly string[];
  readonly chemistry: { readonly personalService: boolean; readonly otherSpecialist: boolean } | null;
  readonly lostInterest: { readonly lifeChanged: boolean; readonly repositioned: boolean } | null;
  readonly departure: EventData<"cause.assessed"> | null;
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
  readonly dossier: { readonly id: string; readonly sections: number; readonly at: Instant } | null;
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
  readonly tier: "high" | "mid" | "low" | null;
  readonly segment: EventData<"segment.assigned">["segment"] | null;
  readonly retentionOffered: boolean;
  /** When people last reviewed a restriction whose ground still stands (R-LIF-9). */
  readonly reviewedAt: Instant | null;
  /** When a client who wrote on a closed channel was last pointed to the open one. */
  readonly pointedAt: Instant | null;
}

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
    assessed: {
      finance: null,
      threat: null,
      product: null,
      returns: null,
      sabotage: [],
      chemistry: null,
      lostInterest: null,
      departure: null,
    },
    clauses: {},
    dossier: null,
    arrears: {},
    silentSince: null,
    workStopped: false,
    request: null,
    farewell: null,
    failedCalls: {},
    holds: [],
    goodbyes: 0,
    lastGoodbye: null,
    tier: null,
    segment: null,
    retentionOffered: false,
    reviewedAt: null,
    pointedAt: null,
  };
}

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
  "dossier.compiled": (c, { data }) => ({
    dossier: { id: data.dossierId, sections: new Set(data.sections).size, at: c.at },
  }),
  "finance.assessed": (c, { data }) => assess(c, { finance: data }),
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
  "tier.assigned": (_, { data }) => ({ tier: data.tier }),
  "segment.assigned": (_, { data }) => ({ segment: data.segment }),
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

/** R-DEC-6: revenue + benefit − cost in minor units; null while finance has not assessed it. */
export function netValue(context: Context): number | null {
  const { finance } = context.assessed;
  return finance && finance.revenue + finance.benefit - finance.cost;
}
