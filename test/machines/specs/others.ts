import { expect } from "vitest";
import { goodbyes } from "../../../machines/context/derived.ts";
import { DAY, iso } from "../../../machines/index.ts";
import { type By, envelope, policy, type Relationship, T0 } from "../../support/machine.ts";
import { clause, confirm, dossier, groundOpen, report } from "./ladder.ts";
import { accepted, did, due, refused, type Spec, spec, stands } from "./spec.ts";

const at = (days: number) => iso(T0 + days * DAY);
const AGREED = { prepayPct: 30, damagingRewrite: false };
const finance = (r: Relationship, days: number, cost: number) =>
  r.on(days, "finance.assessed", "finance:fred", { revenue: 100, benefit: 0, cost });

/** Everything that R-ONB-1 asks for, but the contract. */
function assessed(r: Relationship, days = 0): Relationship {
  r.on(days, "intake.assessed", "manager:max", { fit: true, needs: ["hosting"], flagged: false });
  finance(r, days, 50);
  clause(r, days, "terms", true);
  return r;
}
const sign = (
  r: Relationship,
  days: number,
  change: object = {},
  by: "sales:sven" | "manager:max" = "sales:sven",
) => r.on(days, "contract.signed", by, { contractRef: "k1", channel: "chat", ...AGREED, ...change });

const departed = (r: Relationship, days = 0): Relationship => {
  accepted(r.on(days, "client.left", "client:c1", { cause: "weBrokeAgreement" }));
  return r;
};
const cured = (r: Relationship, days: number) => {
  finance(r, days, 50);
  r.on(days, "cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true });
};

export const others: readonly Spec[] = [
  spec("R-ONB-1 admitted: terms, fit, value, a reviewed clause, two people", ({ prospect }) => {
    const r = assessed(prospect());
    expect(did(accepted(sign(r, 1)))).toEqual(["sendNotice N1 email", "openTask guide ops"]);
    stands(r, "active");
    expect(r.context.origin).toBe("chat");
  }),
  spec("R-ONB-1 R-DEC-7 each condition alone stops the admission", ({ prospect }) => {
    refused(sign(assessed(prospect()), 1, { prepayPct: 29 }), "R-DEC-7");
    refused(sign(assessed(prospect()), 1, { damagingRewrite: true }), "R-DEC-7");
    refused(sign(prospect(), 1), "R-ONB-1", /fit/);
    refused(sign(prospect(), 1), "R-ONB-1", /exit clause/);
    refused(sign(prospect(), 1), "R-DEC-6");
    refused(sign(assessed(prospect()), 1, {}, "manager:max"), "R-ONB-1", /two people/);
    const misfit = assessed(prospect());
    misfit.on(0, "intake.assessed", "sales:sven", { fit: false, needs: [], flagged: false });
    refused(sign(misfit, 1), "R-ONB-1", /fit/);
    const negative = assessed(prospect());
    finance(negative, 0, 101);
    refused(sign(negative, 1), "R-DEC-6");
  }),
  spec("R-ROL-2 sales cannot admit a flagged prospect alone", ({ prospect }) => {
    const r = assessed(prospect());
    r.on(0, "intake.assessed", "sales:sara", { fit: true, needs: [], flagged: true });
    refused(sign(r, 1), "R-ROL-2");
    accepted(sign(r, 1, {}, "manager:max"));
  }),
  spec("R-ONB-2 a refusal needs the fact that it names", ({ prospect }) => {
    const refuse = (r: Relationship, cause: string) => r.on(1, "intake.refused", "manager:max", { cause });
    for (const cause of ["terms", "misfit", "pilot", "netValue"])
      refused(refuse(prospect(), cause), "R-ONB-2");
    const facts: [string, (r: Relationship) => unknown][] = [
      ["terms", (r) => r.on(0, "terms.refused", "sales:sven", { term: "prepayment" })],
      ["misfit", (r) => r.on(0, "intake.assessed", "sales:sven", { fit: false, needs: [], flagged: false })],
      ["pilot", (r) => r.on(0, "pilot.rejected", "sales:sven", { pilotId: "p1" })],
      ["netValue", (r) => finance(r, 0, 101)],
    ];
    for (const [cause, learn] of facts) {
      const r = prospect();
      learn(r);
      expect(did(accepted(refuse(r, cause)))).toEqual(["sendNotice N2 email"]);
      stands(r, "refused");
      refused(r.on(2, "boundary.stated", "ops:olga", { textRef: "v_00000000" }), "R-LIF-0", /ended/);
    }
  }),
  spec(
    "R-LIF-24 a silent prospect is refused after 60 days; a message starts the time again",
    ({ prospect }) => {
      const r = prospect();
      r.on(50, "message.received", "ops:olga", { messageId: "m1", threadId: "t1", channel: "email" });
      expect(due(r, "intake")).toBe("2026-04-21");
      r.on(111, "feedback.received", "ops:olga", { ref: "x", good: true });
      stands(r, "refused");
    },
  ),
  spec(
    "R-LIF-16 a prospect who withdraws is refused; after a return, a former client still",
    ({ client, prospect }) => {
      const r = prospect();
      r.on(1, "prospect.withdrew", "client:c1");
      stands(r, "refused");
      const back = departed(client());
      accepted(back.on(5, "return.requested", "manager:max"));
      stands(back, "onboarding");
      back.on(6, "prospect.withdrew", "client:c1");
      stands(back, "terminated");
      expect(goodbyes(back.context)).toBe(1);
      accepted(back.on(7, "return.requested", "manager:max"));
      accepted(sign(assessed(back, 8), 9));
      stands(back, "active");
    },
  ),
  spec("R-LIF-10 R-LIF-17 the client leaves: a goodbye; the second one closes", ({ client }) => {
    const r = departed(client());
    stands(r, "terminated");
    cured(r, 1);
    accepted(r.on(1, "winback.approved", "manager:max"));
    accepted(r.on(2, "winback.accepted", "manager:max", AGREED));
    expect(did(r.on(60, "client.left", "client:c1", { cause: "other" }))).toContain("suppressContact");
    stands(r, "closed");
    expect(goodbyes(r.context)).toBe(2);
    refused(r.on(61, "return.requested", "manager:max"), "R-LIF-0");
  }),
  spec(
    "R-LIF-13 R-DEC-10 uncured, worthless, for another cause, or after a conduct exit: no approach",
    ({ client }) => {
      const approach = (r: Relationship, days: number) => r.on(days, "winback.approved", "manager:max");
      const r = departed(client());
      refused(approach(r, 5), "R-DEC-10", /cured/);
      r.on(5, "cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true });
      refused(approach(r, 5), "R-DEC-10", /net value/);
      finance(r, 5, 101);
      refused(approach(r, 5), "R-DEC-10", /net value/);
      finance(r, 5, 50);
      r.on(5, "cause.assessed", "manager:max", { cause: "other", cured: true });
      refused(approach(r, 5), "R-DEC-10", /cause is/);
      cured(r, 6);
      expect(did(accepted(approach(r, 6)))).toEqual(["allowContact", "sendNotice N10 email"]);
      stands(r, "winBack");
      const conduct = groundOpen(client());
      clause(conduct, 20, "conduct", true);
      dossier(conduct, 20);
      conduct.on(20, "exit.requested", "manager:max", { requestId: "r1", ground: "conduct" });
      accepted(conduct.on(21, "exit.approved", "senior:sam", { requestId: "r1" }));
      departed(conduct, 22);
      cured(conduct, 23);
      refused(approach(conduct, 23), "R-DEC-10", /conduct/);
    },
  ),
  spec("R-LIF-14 R-DEC-7 the terms hold for a win-back too", ({ client }) => {
    const r = departed(client());
    cured(r, 1);
    r.on(1, "winback.approved", "manager:max");
    refused(r.on(2, "winback.accepted", "manager:max", { prepayPct: 29, damagingRewrite: false }), "R-DEC-7");
    accepted(r.on(2, "winback.accepted", "manager:max", AGREED));
    stands(r, "active");
  }),
  spec("R-LIF-15 declined, or unanswered for 30 days: closed, one more goodbye", ({ client }) => {
    for (const end of ["winback.declined", "time"]) {
      const r = departed(client());
      cured(r, 1);
      r.on(1, "winback.approved", "manager:max");
      r.delivered(1);
      if (end === "time") r.on(32, "feedback.received", "ops:olga", { ref: "x", good: true });
      else r.on(2, "winback.declined", "client:c1");
      stands(r, "closed");
      expect(goodbyes(r.context)).toBe(2);
    }
  }),
  spec(
    "R-LIF-18 closed opens once more for evidence newer than the goodbye, not after a conduct exit",
    ({ client }) => {
      const r = departed(client());
      cured(r, 1);
      r.on(1, "winback.approved", "manager:max");
      r.on(2, "winback.declined", "client:c1");
      const removed = (x: Relationship, days: number, evidence: number) =>
        x.on(days, "obstacle.removed", "senior:sam", { evidenceAt: at(evidence), ref: "e1" });
      refused(removed(r, 3, 1), "R-LIF-18", /newer/);
      accepted(removed(r, 3, 3));
      stands(r, "winBack");
      const conduct = departed(client());
      cured(conduct, 1);
      conduct.on(1, "winback.approved", "manager:max");
      conduct.on(2, "winback.accepted", "manager:max", AGREED);
      conduct.strike(3);
      conduct.strike(4);
      report(conduct, 5, "z");
      confirm(conduct, 5, "z");
      clause(conduct, 5, "conduct", true);
      dossier(conduct, 5);
      conduct.on(5, "exit.requested", "manager:max", { requestId: "r1", ground: "conduct" });
      accepted(conduct.on(6, "exit.approved", "senior:sam", { requestId: "r1" }));
      departed(conduct, 7);
      stands(conduct, "closed");
      refused(removed(conduct, 8, 8), "R-LIF-18", /conduct/);
    },
  ),
  spec(
    "R-LIF-19 a hold stops every clock; confirming, restricting, approving and completing are refused",
    ({ client }) => {
      const r = groundOpen(client());
      clause(r, 20, "conduct", true);
      dossier(r, 20);
      r.on(20, "exit.requested", "manager:max", { requestId: "r1", ground: "conduct" });
      report(r, 20, "fourth");
      refused(r.on(20, "hold.lifted", "compliance:carl", { caseRef: "h1" }), "R-LIF-19");
      accepted(r.on(21, "hold.placed", "compliance:carl", { caseRef: "h1" }));
      refused(r.on(21, "hold.placed", "compliance:carl", { caseRef: "h1" }), "R-LIF-19");
      refused(confirm(r, 22, "fourth"), "R-LIF-19");
      refused(r.on(22, "restriction.ordered", "manager:max", { channel: "post" }), "R-LIF-19");
      refused(r.on(22, "exit.approved", "senior:sam", { requestId: "r1" }), "R-LIF-19");
      r.on(100, "feedback.received", "ops:olga", { ref: "x", good: true });
      expect(r.steps.some((s) => s.entry.type.startsWith("deadline."))).toBe(false);
      const before = due(r, "exitRequest");
      accepted(r.on(121, "hold.lifted", "compliance:carl", { caseRef: "h1" }));
      expect(before).toBe("2026-02-20");
      expect(due(r, "exitRequest")).toBe("2026-05-31");
      accepted(r.on(122, "exit.approved", "senior:sam", { requestId: "r1" }));
    },
  ),
  spec(
    "R-LIF-19 R-ROL-1 an erasure is ordered by compliance or legal, moves nothing, and waits for a hold to end",
    ({ client, prospect }) => {
      for (const r of [client(), prospect(), departed(client())]) {
        const order = (days: number, by: "compliance:carl" | "legal:lea" | "senior:sam") =>
          r.on(days, "erasure.ordered", by, {});
        const { to, deadlines } = r.last.entry;
        refused(order(1, "senior:sam"), "R-ROL-1");
        accepted(r.on(2, "hold.placed", "compliance:carl", { caseRef: "h1" }));
        refused(order(3, "compliance:carl"), "R-LIF-19", /no legal hold stands/);
        accepted(r.on(4, "hold.lifted", "compliance:carl", { caseRef: "h1" }));
        const step = accepted(order(4, "legal:lea"));
        expect(did(step)).toEqual([]);
        expect(step.entry.to).toEqual(to);
        expect(step.entry.deadlines.map(({ name }) => name)).toEqual(deadlines.map(({ name }) => name));
        accepted(order(5, "compliance:carl"));
      }
    },
  ),
  spec("R-LIF-19 a clock armed under a hold runs from its lifting; windows stand still too", ({ client }) => {
    const r = client();
    report(r, 0, "a");
    confirm(r, 0, "a");
    r.on(1, "hold.placed", "compliance:carl", { caseRef: "h1" });
    r.delivered(2);
    stands(r, "warnedOnce");
    r.on(101, "hold.lifted", "compliance:carl", { caseRef: "h1" });
    expect(due(r, "coolOff")).toBe(at(101 + 180).slice(0, 10));
    const decisionId = r.context.decisions[0]?.id;
    accepted(r.on(114, "appeal.filed", "client:c1", { decisionId, textRef: "v_00000000" }));
  }),
  spec("R-LIF-21 an event is judged after the deadlines that fell due before it", ({ client }) => {
    const r = client();
    r.strike(0);
    report(r, 181, "b");
    confirm(r, 181, "b");
    r.delivered(181);
    stands(r, "warnedOnce");
    expect(r.steps.map((s) => s.entry.type)).toContain("deadline.coolOff");
  }),
  spec("R-LIF-22 a boundary is stated without a strike, in live only", ({ client }) => {
    const r = client();
    expect(did(accepted(r.on(0, "boundary.stated", "ops:olga", { textRef: "v_00000000" })))).toEqual([
      "sendNotice N3 email",
    ]);
    r.delivered(0);
    stands(r, "active");
    refused(departed(client()).on(1, "boundary.stated", "ops:olga", { textRef: "v_00000000" }), "R-LIF-0");
  }),
  spec(
    "R-LIF-23 one retention offer, only where it is worth it and can be cured; otherwise help to leave",
    ({ client }) => {
      const announce = (r: Relationship, curable = true) =>
        r.on(1, "leave.announced", "client:c1", { cause: "price", curable, at: "2026-06-01" });
      const worth = (tier: string, cost: number) => {
        const r = client();
        finance(r, 0, cost);
        r.on(0, "tier.assigned", "finance:fred", { period: "2026", tier });
        return r;
      };
      const help = ["openTask helpToLeave manager"];
      expect(did(announce(client()))).toEqual(help);
      expect(did(announce(worth("low", 50)))).toEqual(help);
      expect(did(announce(worth("high", 101)))).toEqual(help);
      expect(did(announce(worth("high", 50), false))).toEqual(help);
      const r = worth("mid", 50);
      expect(did(announce(r))).toEqual(["openTask retain manager"]);
      expect(did(announce(r))).toEqual(help);
    },
  ),
  spec("R-ROL-6 a manager changes with a finished transfer list only", ({ client }) => {
    const r = client();
    const transferred = { history: true, openMatters: true, promises: true, contacts: true };
    refused(
      r.on(0, "manager.changed", "manager:max", {
        managerId: "mia",
        transferred: { ...transferred, promises: false },
      }),
      "R-ROL-6",
    );
    expect(
      did(accepted(r.on(0, "manager.changed", "manager:max", { managerId: "mia", transferred }))),
    ).toEqual(["sendNotice N11 email"]);
  }),
  spec(
    "R-DEC-17 asked again, or seven questions at once: one call; a guide, a call, a colleague, a senior",
    ({ client }) => {
      const r = client();
      const asked = (count: number, afterAnswer: boolean) =>
        did(r.on(0, "questions.repeated", "ops:olga", { count, afterAnswer }));
      expect(asked(6, false)).toEqual([]);
      expect(asked(7, false)).toEqual(["openTask call ops"]);
      expect(asked(1, true)).toEqual(["openTask call ops"]);
      const help = (kind: string) => did(accepted(r.on(1, "help.needed", "ops:olga", { kind, ref: "x" })));
      expect(help("guide")).toEqual(["openTask guide ops"]);
      expect(help("call")).toEqual(["openTask call ops"]);
      expect(help("colleague")).toEqual(["openTask senior manager", "sendNotice N14 email"]);
      expect(help("senior")).toEqual(["openTask senior manager", "sendNotice N14 email"]);
    },
  ),
  spec("R-ROL-7 any of our people may ask off a client", ({ client }) => {
    expect(did(client().on(0, "staff.askedOff", "product:pia", { agentId: "pia" }))).toEqual([
      "openTask rotate manager",
      "raiseAlert",
    ]);
  }),
  spec("R-ROL-1 each event has its roles; another role is refused and recorded", ({ client }) => {
    const r = client();
    refused(r.on(0, "boundary.stated", "auditor:ann", { textRef: "v_00000000" }), "R-ROL-1");
    refused(r.on(0, "payment.received", "ops:olga", { invoiceId: "b1", paidOn: "2026-01-01" }), "R-ROL-1");
    expect(r.last.entry.seq).toBe(3);
  }),
  spec(
    "R-ROL-1 without a signature facts are taken and unattested, decisions and the system's word are not",
    ({ client }) => {
      const unsigned = (r: Relationship, type: string, by: By, data: object) => {
        const { door: _, ...event } = envelope(type, by, data, T0 + DAY);
        return r.send(event);
      };
      const r = client();
      r.on(0, "incident.reported", "ops:olga", {
        ...{ incidentId: "i1", category: "insult", happenedAt: iso(T0), evidence: [] },
      });
      const said: readonly (readonly [string, By, object])[] = [
        ["incident.confirmed", "manager:max", { incidentId: "i1", explainedBy: null }],
        ["exit.requested", "manager:max", { requestId: "r1", ground: "conduct" }],
        ["boundary.stated", "ops:olga", { textRef: "v_00000000" }],
        ["erasure.ordered", "legal:lea", {}],
        ["effect.failed", "system:engine", { effectId: "c1/1/0", effect: "recordNote", cause: "gone" }],
      ];
      for (const [type, by, data] of said) {
        const step = refused(unsigned(r, type, by, data), "R-ROL-1", /vouches/);
        expect(step.entry.attested).toBe(false);
        expect(step.effects).toEqual([]);
      }
      const fact = accepted(unsigned(r, "feedback.received", "ops:olga", { ref: "x", good: true }));
      expect(fact.entry.attested).toBe(false);
      // Where the policy that it signed under allows it, whoever says it is believed, and the entry says so.
      const trusting = client({}, { ...policy, unsigned: "all" });
      trusting.on(0, "incident.reported", "ops:olga", {
        ...{ incidentId: "i1", category: "insult", happenedAt: iso(T0), evidence: [] },
      });
      const [[type, by, data] = ["", "ops:olga", {}]] = said;
      const step = accepted(unsigned(trusting, type, by as By, data));
      expect(step.entry).toMatchObject({ attested: false });
      expect(step.entry.findings.filter(({ says }) => /vouches/.test(says))).toMatchObject([
        { passed: true, threshold: { value: "all" } },
      ]);
    },
  ),
  spec("R-LIF-0 an effect that failed for good becomes a task", ({ client }) => {
    const step = client().on(0, "effect.failed", "system:engine", {
      effectId: "c1/1/0",
      effect: "restrictChannels",
      cause: "gone",
    });
    expect(did(step)).toEqual(["openTask overdue ops"]);
  }),
];
