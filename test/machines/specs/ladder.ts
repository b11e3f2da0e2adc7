import { expect } from "vitest";
import { DAY, iso, parseEvent } from "../../../machines/index.ts";
import { envelope, type Relationship, SECTIONS, T0 } from "../../support/machine.ts";
import { accepted, did, due, leaves, refused, type Spec, spec, stands } from "./spec.ts";

const at = (days: number) => iso(T0 + days * DAY);

export function report(
  r: Relationship,
  days: number,
  incidentId: string,
  category = "insult",
  happened = days,
): void {
  r.on(days, "incident.reported", "ops:olga", {
    incidentId,
    category,
    happenedAt: at(happened),
    evidence: [],
  });
}

export function confirm(
  r: Relationship,
  days: number,
  incidentId: string,
  by: "manager:max" | "manager:olga" = "manager:max",
  explainedBy: string | null = null,
) {
  return r.on(days, "incident.confirmed", by, { incidentId, explainedBy });
}

/** The newest attempt at a notice comes back. */
export function failed(r: Relationship, days: number, notice: string) {
  const sent = r.steps
    .flatMap((s) => s.effects)
    .findLast((e) => e.type === "sendNotice" && (e.params as { notice: string }).notice === notice);
  if (!sent) throw new Error(`no ${notice} was sent`);
  const { channel } = sent.params as { channel: string };
  return r.on(days, "notice.failed", "system:post", {
    effectId: sent.id,
    notice,
    channel,
    cause: "bounced",
  });
}

export const dossier = (r: Relationship, days: number) =>
  r.on(days, "dossier.compiled", "manager:max", {
    dossierId: "D1",
    sections: SECTIONS,
    hash: "0".repeat(64),
  });

export const clause = (r: Relationship, days: number, ground: string, terminable: boolean) =>
  r.on(days, "clause.answered", "legal:lena", { ground, terminable, clauseRef: "k1", noticeDays: 7 });

/** Two delivered warnings on days 0 and 10, and a confirmed incident on day 20. */
export function groundOpen(r: Relationship): Relationship {
  r.strike(0);
  r.strike(10);
  report(r, 20, "third");
  confirm(r, 20, "third");
  return r;
}

const call = (r: Relationship, days: number, about: string, outcome: string) =>
  r.on(days, "call.made", "manager:max", { about, outcome, calledAt: at(days) });

export const ladder: readonly Spec[] = [
  spec("R-LIF-0 R-LIF-1 no id is a word that every record has: nobody confirms what nobody reported", () => {
    const confirmed = (incidentId: string) => () =>
      parseEvent(envelope("incident.confirmed", "manager:max", { incidentId, explainedBy: null }, T0));
    expect(confirmed("i1")).not.toThrow();
    for (const word of ["constructor", "toString", "hasOwnProperty"])
      expect(confirmed(word)).toThrow(/incidentId: /);
  }),
  spec("R-LIF-1 a confirmed incident sends warning 1; the rung moves when it is delivered", ({ client }) => {
    const r = client();
    report(r, 0, "a");
    const step = accepted(confirm(r, 0, "a"));
    expect(did(step)).toEqual(["sendNotice N4 email"]);
    stands(r, "active");
    r.delivered(1);
    stands(r, "warnedOnce");
    expect(due(r, "coolOff")).toBe("2026-07-01");
  }),
  spec("R-LIF-1 whoever reported an incident does not confirm it", ({ client }) => {
    const r = client();
    report(r, 0, "a");
    refused(confirm(r, 0, "a", "manager:olga"), "R-LIF-1", /another person/);
    expect(leaves(r)).toContain("none");
  }),
  spec("R-LIF-1 an unknown incident, and one that is confirmed already, are refused", ({ client }) => {
    const r = client();
    refused(confirm(r, 0, "nobody"), "R-LIF-1", /was reported/);
    r.strike(1);
    refused(
      confirm(r, 2, Object.keys(r.context.incidents)[0] ?? ""),
      "R-LIF-1",
      /not confirmed or dismissed/,
    );
    stands(r, "warnedOnce");
  }),
  spec("R-DEC-8 criticism of the product is not an incident", ({ client }) => {
    const r = client();
    report(r, 0, "a", "criticism");
    refused(confirm(r, 0, "a"), "R-DEC-8", /not criticism/);
  }),
  spec(
    "R-LIF-1 a dismissed incident cannot be confirmed, and only an open one can be dismissed",
    ({ client }) => {
      const r = client();
      refused(r.on(0, "incident.dismissed", "manager:max", { incidentId: "a" }), "R-LIF-1");
      report(r, 0, "a");
      accepted(r.on(0, "incident.dismissed", "manager:max", { incidentId: "a" }));
      refused(confirm(r, 0, "a"), "R-LIF-1");
    },
  ),
  spec(
    "R-DEC-3 an open fault of ours explains the incident: the remedy, the firm no, no strike",
    ({ client }) => {
      const r = client();
      r.on(0, "fault.opened", "ops:olga", { faultId: "f1", at: at(0), loss: false });
      report(r, 1, "a");
      const step = accepted(confirm(r, 1, "a", "manager:max", "f1"));
      expect(did(step)).toEqual(["sendNotice N13 email", "sendNotice N3 email", "openTask remedy manager"]);
      expect(leaves(r)).toContain("none");
      r.delivered(1);
      stands(r, "active");
    },
  ),
  spec("R-DEC-3 a cured old fault is no excuse", ({ client }) => {
    const r = client();
    r.on(0, "fault.opened", "ops:olga", { faultId: "f1", at: at(0), loss: false });
    r.on(1, "fault.cured", "ops:olga", { faultId: "f1", at: at(1) });
    report(r, 2, "a");
    expect(did(accepted(confirm(r, 2, "a", "manager:max", "f1")))).toEqual(["sendNotice N4 email"]);
  }),
  spec("R-DEC-3 three faults in 180 days make it ours; two do not", ({ client }) => {
    const r = client();
    for (const n of [1, 2]) r.on(0, "fault.opened", "ops:olga", { faultId: `f${n}`, at: at(0), loss: false });
    report(r, 1, "a");
    expect(did(confirm(r, 1, "a"))).toEqual(["sendNotice N4 email"]);
    const other = client();
    for (const n of [1, 2, 3])
      other.on(0, "fault.opened", "ops:olga", { faultId: `f${n}`, at: at(0), loss: false });
    report(other, 1, "a");
    expect(did(confirm(other, 1, "a"))).toContain("sendNotice N13 email");
  }),
  spec(
    "R-LIF-2 R-LIF-20 an incident before the delivery joins the dossier; the one after it is warning 2",
    ({ client }) => {
      const r = client();
      report(r, 0, "a");
      report(r, 0, "b");
      confirm(r, 0, "a");
      expect(did(accepted(confirm(r, 1, "b")))).toEqual([]);
      expect(r.context.incidents.b?.status).toBe("joined");
      r.delivered(2);
      report(r, 3, "c", "insult", 1);
      expect(did(accepted(confirm(r, 3, "c")))).toEqual([]);
      stands(r, "warnedOnce");
      report(r, 4, "d");
      expect(did(accepted(confirm(r, 4, "d")))).toEqual(["sendNotice N4 email"]);
      r.delivered(4);
      stands(r, "warnedTwice");
    },
  ),
  spec(
    "R-DEC-8 after two warnings the next incident opens the ground and restarts the clock",
    ({ client }) => {
      const r = client();
      r.strike(0);
      r.strike(10);
      expect(due(r, "coolOff")).toBe("2026-07-10");
      report(r, 20, "third");
      const step = accepted(confirm(r, 20, "third"));
      expect(did(step)).toEqual(["openTask decideConduct manager"]);
      expect(r.context.conductGround).toBe("third");
      expect(due(r, "coolOff")).toBe("2026-07-20");
      stands(r, "warnedTwice");
    },
  ),
  spec(
    "R-LIF-20 a bounced warning goes on with the next channel, then by phone; reached is delivered",
    ({ client }) => {
      const r = client();
      report(r, 0, "a");
      confirm(r, 0, "a");
      expect(did(failed(r, 1, "N4"))).toEqual(["sendNotice N4 post"]);
      expect(leaves(r)).toContain("sending");
      expect(due(r, "delivery")).toBe("2026-01-07");
      expect(did(failed(r, 2, "N4"))).toEqual(["openTask callWarning manager"]);
      expect(leaves(r)).toContain("phoning");
      const pending = r.context.decisions[0]?.id ?? "";
      refused(call(r, 3, "d999", "reached"), "R-LIF-27", /decision that is named/);
      expect(leaves(r)).toContain("phoning");
      accepted(call(r, 3, pending, "noAnswer"));
      expect(leaves(r)).toContain("phoning");
      expect(did(call(r, 3, pending, "reached"))).toEqual(["closeTasks callWarning"]);
      stands(r, "warnedOnce");
      expect(r.context.decisions[0]?.toldAt).toBe(T0 + 3 * DAY);
    },
  ),
  spec("R-LIF-20 a stale report moves nothing", ({ client }) => {
    const r = client();
    report(r, 0, "a");
    const first = confirm(r, 0, "a").effects[0]?.id;
    failed(r, 1, "N4");
    accepted(
      r.on(2, "notice.delivered", "system:post", {
        effectId: first,
        notice: "N4",
        channel: "email",
        deliveredAt: at(2),
      }),
    );
    stands(r, "active");
    accepted(
      r.on(2, "notice.failed", "system:post", {
        effectId: first,
        notice: "N4",
        channel: "email",
        cause: "bounced",
      }),
    );
    expect(leaves(r)).toContain("sending");
    r.delivered(2);
    stands(r, "warnedOnce");
  }),
  spec(
    "R-LIF-20 a later bounce annuls the strike, and delivery goes on with the next channel",
    ({ client }) => {
      const r = client();
      r.strike(0);
      stands(r, "warnedOnce");
      expect(did(failed(r, 5, "N4"))).toEqual(["sendNotice N4 post"]);
      stands(r, "active");
      expect(leaves(r)).toContain("sending");
      r.delivered(6);
      stands(r, "warnedOnce");
      expect(r.context.decisions[0]?.toldAt).toBe(T0 + 6 * DAY);
      expect(did(failed(r, 7, "N4"))).toEqual(["openTask callWarning manager"]);
      stands(r, "active");
      expect(leaves(r)).toContain("phoning");
    },
  ),
  spec("R-LIF-20 a warning that bounces late beside one that is on its way lapses", ({ client }) => {
    const r = client();
    r.strike(0);
    const first = r.steps.flatMap((s) => s.effects)[0];
    report(r, 10, "b");
    confirm(r, 10, "b");
    const step = r.on(11, "notice.failed", "system:post", {
      effectId: first?.id,
      notice: "N4",
      channel: "email",
      cause: "bounced",
    });
    expect(did(step)).toEqual([]);
    stands(r, "active");
    expect(r.context.decisions.map((d) => d.status)).toEqual(["lapsed", "pending"]);
    r.delivered(12);
    stands(r, "warnedOnce");
  }),
  spec(
    "R-LIF-20 a notice that is no warning is retried on the next channel, then becomes a call",
    ({ client }) => {
      const r = client();
      r.on(0, "boundary.stated", "ops:olga", { textRef: "v_00000000" });
      expect(did(failed(r, 1, "N3"))).toEqual(["sendNotice N3 post"]);
      expect(did(failed(r, 2, "N3"))).toEqual(["openTask call manager"]);
      const step = r.on(3, "notice.failed", "system:post", {
        effectId: "c1/999/0",
        notice: "N3",
        channel: "post",
        cause: "bounced",
      });
      expect(did(step)).toEqual([]);
    },
  ),
  spec("R-LIF-24 three failed calls, or five days of phoning, give a warning up", ({ client }) => {
    const r = client({ channels: ["email"] });
    report(r, 0, "a");
    confirm(r, 0, "a");
    failed(r, 1, "N4");
    const pending = r.context.decisions[0]?.id ?? "";
    for (const days of [1, 2]) expect(did(call(r, days, pending, "noAnswer"))).toEqual([]);
    expect(did(call(r, 3, pending, "noAnswer"))).toEqual([
      "closeTasks callWarning",
      "openTask review manager",
    ]);
    expect(r.context.incidents.a?.status).toBe("joined");
    expect(leaves(r)).toContain("none");
    const other = client({ channels: ["email"] });
    report(other, 0, "a");
    confirm(other, 0, "a");
    failed(other, 1, "N4");
    other.on(7, "feedback.received", "ops:olga", { ref: "x", good: true });
    expect(other.steps.map((s) => s.entry.type)).toContain("deadline.calls");
    expect(leaves(other)).toContain("none");
  }),
  spec("R-LIF-24 no report on a warning for five days: a person calls", ({ client }) => {
    const r = client();
    report(r, 0, "a");
    confirm(r, 0, "a");
    r.on(6, "feedback.received", "ops:olga", { ref: "x", good: true });
    expect(leaves(r)).toContain("phoning");
  }),
  spec("R-LIF-9 clean for 180 days: back to active, strikes 0, history kept", ({ client }) => {
    const r = client();
    r.strike(0);
    r.on(179, "feedback.received", "ops:olga", { ref: "x", good: true });
    stands(r, "warnedOnce");
    r.on(181, "feedback.received", "ops:olga", { ref: "x", good: true });
    stands(r, "active");
    expect(r.context.decisions.map((d) => d.status)).toEqual(["expired"]);
    expect(r.steps.flatMap(did)).toContain("sendNotice N8 email");
  }),
  spec(
    "R-LIF-9 the time does not help while a warning or an exit request is open; it does when that closes",
    ({ client }) => {
      const r = client();
      r.strike(0);
      r.on(170, "finance.assessed", "finance:fred", { revenue: 0, benefit: 0, cost: 1 });
      r.on(170, "exit.requested", "manager:max", { requestId: "r1", ground: "unprofitable" });
      r.on(181, "feedback.received", "ops:olga", { ref: "x", good: true });
      const [clock] = r.steps.filter((s) => s.entry.type === "deadline.coolOff");
      expect(clock?.entry.outcome).toBe("refused");
      stands(r, "warnedOnce");
      r.on(182, "exit.rejected", "senior:sam", { requestId: "r1" });
      r.on(182, "feedback.received", "ops:olga", { ref: "x", good: true });
      stands(r, "active");
      const early = client();
      early.strike(0);
      early.on(10, "finance.assessed", "finance:fred", { revenue: 0, benefit: 0, cost: 1 });
      early.on(10, "exit.requested", "manager:max", { requestId: "r1", ground: "unprofitable" });
      const before = due(early, "coolOff");
      const closing = early.on(11, "exit.rejected", "senior:sam", { requestId: "r1" });
      expect(due(early, "coolOff")).toBe(before);
      expect(closing.entry.to.rung).toBe("warnedOnce");
    },
  ),
  spec("R-LIF-9 a closed matter leaves a running cool-off alone", ({ client }) => {
    const r = client();
    r.strike(0);
    report(r, 5, "b");
    confirm(r, 5, "b");
    const before = r.stored.deadlines.find((d) => d.name === "coolOff");
    const pending = r.context.decisions[1]?.id ?? "";
    for (let n = 0; n < 3; n += 1) call(r, 6, pending, "refused");
    expect(r.stored.deadlines.find((d) => d.name === "coolOff")).toEqual(before);
  }),
  spec("R-LIF-9 a manager restores earlier; not while a matter is open", ({ client }) => {
    const r = client();
    r.strike(0);
    report(r, 5, "b");
    confirm(r, 5, "b");
    refused(r.on(6, "conduct.improved", "manager:max", { evidence: "v_00000000" }), "R-LIF-9", /warning/);
    const other = client();
    other.strike(0);
    accepted(other.on(5, "conduct.improved", "manager:max", { evidence: "v_00000000" }));
    stands(other, "active");
  }),
  spec(
    "R-LIF-4 a restriction needs the ground, legal's answer and a dossier, and then leaves one channel",
    ({ client }) => {
      const r = client();
      r.strike(0);
      r.strike(10);
      refused(r.on(15, "restriction.ordered", "manager:max", { channel: "post" }), "R-DEC-8");
      report(r, 20, "third");
      confirm(r, 20, "third");
      refused(r.on(20, "restriction.ordered", "manager:max", { channel: "post" }), "R-LIF-4", /legal/);
      clause(r, 20, "conduct", false);
      refused(r.on(20, "restriction.ordered", "manager:max", { channel: "post" }), "R-DEC-3", /six sections/);
      dossier(r, 20);
      const step = accepted(r.on(21, "restriction.ordered", "manager:max", { channel: "post" }));
      expect(did(step)).toEqual(["restrictChannels", "sendNotice N5 post", "recordNote"]);
      stands(r, "restricted");
      expect(due(r, "coolOff")).toBe("2026-04-22");
    },
  ),
  spec("R-LIF-9 90 clean days lift a conduct restriction; a manager may earlier", ({ client }) => {
    const restrictedClient = () => {
      const r = groundOpen(client());
      clause(r, 20, "conduct", false);
      dossier(r, 20);
      r.on(21, "restriction.ordered", "manager:max", { channel: "post" });
      return r;
    };
    const r = restrictedClient();
    r.on(110, "feedback.received", "ops:olga", { ref: "x", good: true });
    stands(r, "restricted");
    r.on(112, "feedback.received", "ops:olga", { ref: "x", good: true });
    stands(r, "active");
    expect(r.steps.flatMap(did)).toContain("liftRestriction");
    const early = restrictedClient();
    expect(
      did(accepted(early.on(30, "conduct.improved", "manager:max", { evidence: "v_00000000" }))),
    ).toEqual(["liftRestriction", "recordNote", "sendNotice N8 email"]);
    stands(early, "active");
  }),
  spec(
    "R-LIF-9 a restriction without conduct is lifted when its ground is gone; otherwise people review it",
    ({ client }) => {
      const limited = () => {
        const r = client();
        r.on(0, "finance.assessed", "finance:fred", { revenue: 0, benefit: 0, cost: 10 });
        r.on(0, "exit.requested", "manager:max", { requestId: "r1", ground: "unprofitable" });
        clause(r, 0, "unprofitable", false);
        dossier(r, 0);
        accepted(r.on(1, "exit.approved", "senior:sam", { requestId: "r1" }));
        stands(r, "restricted");
        return r;
      };
      const r = limited();
      refused(r.on(2, "conduct.improved", "manager:max", { evidence: "v_00000000" }), "R-LIF-9", /ground/);
      r.on(95, "feedback.received", "ops:olga", { ref: "x", good: true });
      stands(r, "restricted");
      expect(r.steps.flatMap(did)).toContain("openTask review manager");
      expect(due(r, "coolOff")).toBe("2026-07-01");
      const cured = limited();
      cured.on(50, "finance.assessed", "finance:fred", { revenue: 100, benefit: 0, cost: 10 });
      cured.on(95, "feedback.received", "ops:olga", { ref: "x", good: true });
      stands(cured, "active");
      expect(cured.steps.flatMap(did)).not.toContain("openTask review manager");
    },
  ),
  spec(
    "R-LIF-9 a conduct restriction that has run out is not reviewed but blocked while a matter is open",
    ({ client }) => {
      const r = groundOpen(client());
      clause(r, 20, "conduct", false);
      dossier(r, 20);
      r.on(21, "restriction.ordered", "manager:max", { channel: "post" });
      r.on(100, "finance.assessed", "finance:fred", { revenue: 0, benefit: 0, cost: 10 });
      r.on(100, "exit.requested", "manager:max", { requestId: "r1", ground: "unprofitable" });
      r.on(112, "feedback.received", "ops:olga", { ref: "x", good: true });
      stands(r, "restricted");
      expect(r.steps.flatMap(did)).not.toContain("openTask review manager");
      r.on(113, "exit.withdrawn", "manager:max", { requestId: "r1" });
      r.on(113, "feedback.received", "ops:olga", { ref: "x", good: true });
      stands(r, "active");
    },
  ),
];
