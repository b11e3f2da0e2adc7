import { type CalendarDay, dayOf, type Hold, type Instant } from "./clock.ts";
import type { Clocked } from "./definition.ts";
import type { Notice } from "./effects.ts";
import type { Sums } from "./events/assessment.ts";
import type { EventData, Opening } from "./events.ts";
import type { Policy } from "./policy.ts";
import type { Channel, Ground, Role } from "./vocabulary.ts";

/** Reported conduct, and what became of it. */
export interface Incident {
  /** Everybody who reported it, the first one first: none of them may confirm it. */
  readonly reporters: readonly string[];
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
  /** The entry that told of it. */
  readonly seq: number;
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
 * A sanction. A warning is `pending` until it is delivered; `struck` by an appeal or a late bounce; `revoked` by a
 * senior; `expired` by a reinstatement; `lapsed` when it never reached the client.
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
  readonly status: "pending" | "standing" | "struck" | "revoked" | "expired" | "lapsed";
  readonly channel: Channel | null;
  /** The warnings that an exit for conduct rests on: it falls with each of them. */
  readonly restsOn: readonly string[];
  readonly appeal: { readonly filedAt: Instant; readonly verdict: "open" | "upheld" | "rejected" } | null;
}

/** A notice that is on its way or arrived; known by the entry that sent it last. */
export interface Letter {
  readonly seq: number;
  readonly notice: Notice;
  readonly slots: Slots;
  readonly about: string | null;
  readonly tried: readonly Channel[];
  /** When the last attempt arrived; null while nobody knows. */
  readonly arrivedAt: Instant | null;
  /** The endings before it: a letter about work in force dies with the next one (R-LIF-26). */
  readonly endings: number;
  /** The attempt of which nobody knows whether it went out: it takes a person to find out (R-LIF-20). */
  readonly unknown: string | null;
}

export type Slots = Readonly<Record<string, string | number | boolean | string[]>>;

/** A statement that may rest on a dossier: the dossier's id, where its sums were told last. */
export type Stated<T> = T & { readonly dossier?: string };

/** A demand of the client's, and what was offered instead. `accepted`: the alternative that closed it (R-DEC-4). */
export interface ClientDemand {
  /** When it was recorded first. */
  readonly at: Instant;
  readonly about: string;
  readonly underThreat: boolean;
  readonly offered: readonly string[];
  readonly accepted: string | null;
}

/** What is on record of an invoice: the newest state counts (R-FCT-3). */
export interface ClientInvoice {
  /** Null: nobody has said. */
  readonly dueOn: CalendarDay | null;
  /** Minor units still owed; null: the whole of it, however much that is. */
  readonly owed: number | null;
  /** When it was paid last; null where nobody paid. */
  readonly paidOn: CalendarDay | null;
  /** When the work was paused for it. */
  readonly pausedOn: CalendarDay | null;
  /** When the newest state was stated. */
  readonly at: Instant;
}

/** An ending by either side. `decisionId`: the exit of ours that it carried out. */
export interface RelationshipEnd {
  readonly at: Instant;
  readonly decisionId: string | null;
  readonly ground: Ground | null;
  readonly cause: string;
}

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
}

/** The move to another provider: of an exit, or of a client who leaves and wants help (R-HND-4, R-LIF-23). */
export interface HandoverState {
  readonly outcome: "open" | "done" | "declined" | "revoked" | "none" | "failed";
  /** Every provider that was found to fit. */
  readonly matched: readonly string[];
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
    /** When needs, regions and budget were stated last; null: nobody has. */
    readonly statedAt: Instant | null;
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
      Record<
        Ground,
        {
          readonly terminable: boolean;
          readonly clauseRef: string;
          readonly noticeDays: number;
          readonly by: string;
        }
      >
    >
  >;
  readonly dossier: Dossier | null;
  readonly streaks: Readonly<Record<string, Streak>>;
  readonly demands: Readonly<Record<string, ClientDemand>>;
  readonly invoices: Readonly<Record<string, ClientInvoice>>;
  /** Unpaid invoices that paused the work: since when they are due. */
  readonly arrears: Readonly<Record<string, CalendarDay>>;
  /** The last word of the client that is on record (R-LIF-27). */
  readonly heard: { readonly at: Instant; readonly day: CalendarDay } | null;
  /** When the client answered last. */
  readonly answeredAt: Instant | null;
  /** The day that the silence which paused the work counts from. */
  readonly silentSince: CalendarDay | null;
  /** The silence that paused the work last: what it was counted from, and when it was found. */
  readonly silence: { readonly since: CalendarDay; readonly day: CalendarDay; readonly at: Instant } | null;
  /** Work was stopped by a suspension and has not been resumed: it may outlive the suspension's cause. */
  readonly workStopped: boolean;
  readonly request: {
    readonly id: string;
    readonly ground: Ground;
    readonly by: string;
    readonly role: Role;
    readonly at: Instant;
  } | null;
  readonly farewell: Farewell | null;
  readonly handover: HandoverState | null;
  /** When the client announced that they would leave, until they do (R-LIF-23). */
  readonly leavingSince: Instant | null;
  /** Failed calls by what they were about. */
  readonly failedCalls: Readonly<Record<string, number>>;
  readonly holds: readonly Hold[];
  /** Each completed ending; one that an appeal has annulled is none (R-LIF-12). */
  readonly endings: readonly RelationshipEnd[];
  /** When a former client was approached, until the answer (R-LIF-13). */
  readonly approachedAt: Instant | null;
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

/** A handover that begins. */
export const HANDOVER_OPEN: HandoverState = {
  outcome: "open",
  matched: [],
  candidates: [],
  provider: null,
  items: [],
  shared: false,
  exportSeq: null,
  moveOn: null,
};

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
  statedAt: null,
  goal: null,
  pilotRejected: false,
  returned: false,
  effort: { minutes: 0, upTo: "", dossier: null, reviewed: false },
};

/** The context of a relationship that begins; `opening` has been validated by its sender. */
export function opened(client: string, opening: Opening & { policy: Policy }, at: Instant): Context {
  const begun = opening.contract?.channel;
  const written = opening.channels.find((channel) => channel !== "phone") ?? "phone";
  return {
    at,
    day: dayOf(at),
    seq: 1,
    client,
    kind: opening.kind,
    locale: opening.locale,
    zone: opening.zone,
    currency: opening.currency,
    channels: opening.channels,
    policy: opening.policy,
    // What a call began is confirmed in writing where the client can be written to (R-COM-2).
    origin: begun === undefined || begun === "phone" ? written : begun,
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
    demands: {},
    invoices: {},
    arrears: {},
    heard: null,
    answeredAt: null,
    silentSince: null,
    silence: null,
    workStopped: false,
    request: null,
    farewell: null,
    handover: null,
    leavingSince: null,
    failedCalls: {},
    holds: [],
    endings: [],
    approachedAt: null,
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
