import type { Deed } from "../../../insight/reports/deeds.ts";
import type { Entry, Opening } from "../../../machines/index.ts";
import { OPENING, PROSPECT, Relationship, SECTIONS, T0 } from "../../support/machine.ts";

/** A relationship that the machine played, by what its client is called. */
export type Play = (relationship: Relationship) => void;

const assessed = (r: Relationship, days: number, revenue: number, cost: number) =>
  r.on(days, "finance.assessed", "finance:fred", { revenue, benefit: 0, cost });

/** An exit is asked for and approved: carried out where a clause covers it, and a restriction otherwise. */
function parted(r: Relationship, days: number, terminable: boolean): void {
  assessed(r, days, 0, 10);
  r.on(days, "exit.requested", "manager:max", { requestId: "r1", ground: "unprofitable" });
  r.on(days, "clause.answered", "legal:lena", {
    ground: "unprofitable",
    terminable,
    clauseRef: "k1",
    noticeDays: 7,
  });
  r.on(days, "dossier.compiled", "manager:max", {
    dossierId: "D1",
    sections: SECTIONS,
    hash: "0".repeat(64),
  });
  r.on(days + 1, "exit.approved", "senior:sam", { requestId: "r1" });
}

function won(r: Relationship, accepted: boolean): void {
  assessed(r, 4, 100, 50);
  r.on(5, "client.left", "client:c", { cause: "lostContact" });
  r.on(6, "cause.assessed", "manager:max", { cause: "lostContact", cured: true });
  r.on(7, "winback.approved", "manager:max");
  if (accepted) r.on(9, "winback.accepted", "manager:max", { prepayPct: 30, damagingRewrite: false });
  else r.on(60, "feedback.received", "ops:olga", { ref: "x", good: true });
}

const incident = (r: Relationship, days: number, id: string) =>
  r.on(days, "incident.reported", "ops:olga", {
    incidentId: id,
    category: "insult",
    evidence: [],
    happenedAt: new Date(T0 + days * 86_400_000).toISOString(),
  });

/** Two warnings, a third incident, and a restriction where no clause covers an exit. */
function restricted(r: Relationship): void {
  r.strike(0);
  r.strike(10);
  incident(r, 20, "third");
  r.on(20, "incident.confirmed", "manager:max", { incidentId: "third", explainedBy: null });
  r.on(20, "clause.answered", "legal:lena", {
    ground: "conduct",
    terminable: false,
    clauseRef: "k1",
    noticeDays: 7,
  });
  r.on(20, "dossier.compiled", "manager:max", {
    dossierId: "D1",
    sections: SECTIONS,
    hash: "0".repeat(64),
  });
  r.on(21, "restriction.ordered", "manager:max", { channel: "post" });
}

/** The decision that the last entry made. */
const decision = (r: Relationship): string => `d${r.last.entry.seq}`;

/** What became of restrictions, one by one; and an exit that an appeal takes back. */
const OTHERS: Readonly<Record<string, Play>> = {
  timely: (r) => {
    restricted(r);
    r.on(120, "feedback.received", "ops:olga", { ref: "x", good: true });
  },
  improved: (r) => {
    restricted(r);
    r.on(30, "conduct.improved", "manager:max", { evidence: "v_00000000" });
  },
  limitedLeft: (r) => {
    restricted(r);
    r.on(30, "client.left", "client:c", { cause: "other" });
  },
  limitedExit: (r) => {
    restricted(r);
    parted(r, 25, true);
  },
  limitedAppeal: (r) => {
    restricted(r);
    const decisionId = decision(r);
    r.delivered(22);
    r.on(23, "appeal.filed", "client:c", { decisionId, textRef: "v_00000000" });
    r.on(24, "appeal.upheld", "senior:sue", { decisionId, reasonsRef: "v_00000000" });
  },
  partedAppeal: (r) => {
    parted(r, 0, true);
    const decisionId = decision(r);
    const asked = r.steps.flatMap(({ effects }) => effects).find(({ type }) => type === "matchProviders");
    r.on(1, "providers.matched", "system:engine", { effectId: asked?.id ?? "none/0/0", candidates: [] });
    r.on(2, "call.made", "manager:max", {
      about: decisionId,
      outcome: "reached",
      calledAt: "2026-01-03T09:00:00Z",
    });
    r.delivered(3);
    r.on(5, "duties.done", "ops:olga", { items: ["invoices"] });
    r.on(12, "offboarding.completed", "ops:olga");
    r.on(13, "appeal.filed", "client:c", { decisionId, textRef: "v_00000000" });
    r.on(14, "appeal.upheld", "senior:sue", { decisionId, reasonsRef: "v_00000000" });
  },
};

/** Clients whose counts can be told by hand: what became of each is in its name. */
export const PLAYS: Readonly<Record<string, readonly [opening: Partial<Opening> | null, play: Play]>> = {
  left: [{}, (r) => r.on(30, "client.left", "client:c", { cause: "cheaperElsewhere" })],
  struck: [{ locale: "ru" }, (r) => r.strike(10)],
  twice: [
    {},
    (r) => {
      r.strike(10);
      r.strike(20);
    },
  ],
  appealed: [
    {},
    (r) => {
      r.strike(10);
      const decisionId = `d${r.steps.find(({ entry }) => entry.type === "incident.confirmed")?.entry.seq}`;
      r.on(12, "appeal.filed", "client:c", { decisionId, textRef: "v_00000000" });
      r.on(14, "appeal.upheld", "senior:sue", { decisionId, reasonsRef: "v_00000000" });
    },
  ],
  ours: [
    {},
    (r) => {
      r.on(0, "discount.decided", "manager:max", {
        granted: true,
        kind: "promise",
        condition: "annual",
        total: 100,
      });
      r.on(1, "fault.opened", "ops:olga", { faultId: "f1", at: "2026-01-02T09:00:00Z", loss: false });
      incident(r, 2, "i1");
      r.on(3, "incident.confirmed", "manager:mia", { incidentId: "i1", explainedBy: "f1" });
      // The apology and the boundary arrive, and are no strike.
      r.delivered(4);
    },
  ],
  dismissed: [
    { kind: "retail" },
    (r) => {
      incident(r, 2, "i1");
      r.on(3, "incident.dismissed", "manager:mia", { incidentId: "i1" });
    },
  ],
  limited: [{}, (r) => parted(r, 0, false)],
  parted: [
    {},
    (r) => {
      parted(r, 0, true);
      const about = `d${r.last.entry.seq}`;
      r.on(2, "call.made", "manager:max", { about, outcome: "reached", calledAt: "2026-01-03T09:00:00Z" });
      r.on(2, "handover.declined", "client:c");
      r.delivered(3);
      r.on(5, "duties.done", "ops:olga", { items: ["invoices"] });
      r.on(20, "offboarding.completed", "ops:olga");
    },
  ],
  back: [{}, (r) => won(r, true)],
  unanswered: [{}, (r) => won(r, false)],
  shunned: [
    {},
    (r) => {
      r.on(1, "staff.askedOff", "ops:ann", { agentId: "ann" });
      r.on(2, "staff.askedOff", "ops:bob", { agentId: "bob" });
      r.on(3, "staff.askedOff", "ops:ann", { agentId: "ann" });
      r.on(4, "answer.given", "ops:ann", { kind: "guide", ref: "first-order" });
      r.on(5, "questions.repeated", "ops:ann", { count: 3, afterAnswer: true });
      r.on(40, "questions.repeated", "ops:ann", { count: 8, afterAnswer: false });
    },
  ],
  admitted: [
    null,
    (r) => {
      r.on(0, "intake.assessed", "sales:sid", { fit: true, needs: [], flagged: false });
      r.on(0, "intake.assessed", "manager:max", { fit: true, needs: [], flagged: false });
      assessed(r, 0, 100, 50);
      r.on(0, "clause.answered", "legal:lena", {
        ground: "terms",
        terminable: true,
        clauseRef: "k1",
        noticeDays: 7,
      });
      r.on(1, "contract.signed", "sales:sid", {
        contractRef: "k1",
        channel: "email",
        prepayPct: 30,
        damagingRewrite: false,
      });
    },
  ],
  declined: [
    null,
    (r) => {
      r.on(0, "intake.assessed", "sales:sid", { fit: true, needs: [], flagged: false });
      assessed(r, 0, 100, 350);
      r.on(1, "intake.refused", "manager:max", { cause: "netValue" });
    },
  ],
};

/** The journal of a client with this fate. */
export function playedBy(fate: string, client = fate): Entry[] {
  const [opening, play] = PLAYS[fate] ?? [{}, OTHERS[fate]];
  if (!play) throw new Error(`nobody plays ${fate}`);
  const r = new Relationship(opening ? { ...OPENING, ...opening } : PROSPECT, undefined, T0, client);
  play(r);
  return r.steps.map(({ entry }) => entry);
}

/** What reports read of the journals of these clients, or of all, in the order in which the archive gives it. */
export const deedsOf = (clients: readonly string[] = Object.keys(PLAYS)): Deed[] =>
  clients
    .toSorted()
    .flatMap((client) => playedBy(client))
    .filter(({ outcome }) => outcome === "accepted");
