import { expect } from "vitest";
import { goodbyes } from "../../../machines/context/derived.ts";
import { DAY, iso, reasons } from "../../../machines/index.ts";
import { type By, type Relationship, T0 } from "../../support/machine.ts";
import { clause, confirm, dossier, failed, groundOpen, report } from "./ladder.ts";
import { accepted, did, due, leaves, points, refused, type Spec, spec, stands } from "./spec.ts";

const at = (days: number) => iso(T0 + days * DAY);
const date = (days: number) => at(days).slice(0, 10);

const finance = (r: Relationship, days: number, cost: number, revenue = 100, benefit = 0) =>
  r.on(days, "finance.assessed", "finance:fred", { revenue, benefit, cost });
const ask = (r: Relationship, days: number, ground: string, by: By = "manager:max") =>
  r.on(days, "exit.requested", by, { requestId: "r1", ground });
const approve = (r: Relationship, days: number, by: By = "senior:sam", requestId = "r1") =>
  r.on(days, "exit.approved", by, { requestId });
const call = (r: Relationship, days: number, outcome: string, about = r.context.farewell?.decisionId) =>
  r.on(days, "call.made", "manager:max", { about, outcome, calledAt: at(days) });

/** An approved exit of an unprofitable client: 7 days of notice. */
export function leaving(r: Relationship, days = 0): Relationship {
  finance(r, days, 130);
  ask(r, days, "unprofitable");
  clause(r, days, "unprofitable", true);
  dossier(r, days);
  accepted(approve(r, days));
  return r;
}

/** Spoken to on the day of the approval, before it was looked for another provider. */
const spoken = (r: Relationship): Relationship => {
  call(r, 0, "reached");
  return r;
};

/** Told by a call and in writing; the handover declined. */
function toldBy(r: Relationship, days: number): Relationship {
  call(r, days, "reached");
  r.delivered(days);
  r.on(days, "handover.declined", "client:c1");
  return r;
}

const matched = (r: Relationship, days: number, candidates: string[]) => {
  const effect = r.steps.flatMap((s) => s.effects).findLast((e) => e.type === "matchProviders");
  return r.on(days, "providers.matched", "system:engine", { effectId: effect?.id, candidates });
};

/** A provider has accepted, and is being given the data. */
function exporting(r: Relationship, candidates: string[], items = ["contacts"]): Relationship {
  matched(r, 1, candidates);
  r.on(2, "consent.given", "client:c1", { providerId: "p1", items });
  r.on(2, "provider.accepted", "ops:olga", { providerId: "p1" });
  expect(leaves(r)).toContain("exporting");
  return r;
}

const product = (r: Relationship, change: object = {}) =>
  r.on(0, "product.assessed", "product:pia", {
    others: 0,
    onRoadmap: false,
    feasible: true,
    build: 100,
    support: 20,
    pays: 119,
    workaroundsRejected: true,
    ...change,
  });

const grounds: readonly Spec[] = [
  spec("R-DEC-4 blackmail: the cost of solving must exceed the risk; equal stays", ({ client }) => {
    const r = client();
    refused(ask(r, 0, "blackmail"), "R-DEC-4");
    r.on(0, "concession.granted", "manager:max", { cost: 50, underThreat: false });
    r.on(0, "concession.granted", "manager:max", { cost: 200, underThreat: true });
    r.on(0, "threat.assessed", "finance:fred", { demand: 100, risks: [{ probabilityPct: 50, impact: 600 }] });
    refused(ask(r, 0, "blackmail"), "R-DEC-4");
    r.on(1, "threat.assessed", "finance:fred", { demand: 101, risks: [{ probabilityPct: 50, impact: 600 }] });
    refused(ask(r, 1, "blackmail"), "R-DEC-4", /demand behind the threat/);
    const demand = { demandId: "half", about: "half-price", underThreat: true };
    r.on(1, "demand.recorded", "manager:max", { ...demand, offered: [] });
    refused(ask(r, 1, "blackmail"), "R-DEC-4", /without an alternative/);
    r.on(1, "demand.recorded", "manager:max", { ...demand, underThreat: false, offered: ["consulting"] });
    refused(ask(r, 1, "blackmail"), "R-DEC-4", /demand behind the threat/);
    r.on(1, "demand.recorded", "manager:max", { ...demand, offered: ["consulting"] });
    accepted(ask(r, 1, "blackmail"));
    // Taking the alternative closes the demand, and with it the request.
    r.on(2, "demand.recorded", "manager:max", { ...demand, offered: ["consulting"], accepted: "consulting" });
    expect(r.context.request).toBeNull();
    refused(ask(r, 2, "blackmail"), "R-DEC-4", /demand behind the threat/);
  }),
  spec("R-DEC-5 customisation: nobody else, not planned, too dear, workarounds rejected", ({ client }) => {
    for (const change of [
      { others: 1 },
      { onRoadmap: true },
      { pays: 120 },
      { workaroundsRejected: false },
    ]) {
      const r = client();
      product(r, change);
      refused(ask(r, 0, "customisation"), "R-DEC-5");
    }
    const r = client();
    refused(ask(r, 0, "customisation"), "R-DEC-5");
    product(r);
    accepted(ask(r, 0, "customisation"));
  }),
  spec("R-DEC-6 unprofitable: below zero, or a margin of at most 5 %", ({ client }) => {
    const ways: [cost: number, benefit: number, passes: boolean][] = [
      [101, 0, true],
      [95, 0, true],
      [94, 0, false],
      [101, 5, true],
      [90, -20, true],
    ];
    for (const [cost, benefit, passes] of ways) {
      const r = client();
      finance(r, 0, cost, 100, benefit);
      if (passes) accepted(ask(r, 0, "unprofitable"));
      else refused(ask(r, 0, "unprofitable"), "R-DEC-6");
    }
    refused(ask(client(), 0, "unprofitable"), "R-DEC-6");
  }),
  spec("R-DEC-7 terms that were refused are a ground", ({ client }) => {
    const r = client();
    refused(ask(r, 0, "terms"), "R-DEC-7");
    r.on(0, "terms.refused", "sales:sven", { term: "prepayment" });
    accepted(ask(r, 0, "terms"));
  }),
  spec("R-DEC-15 returns, sabotage, chemistry, outgrown, lost interest: by fact", ({ client }) => {
    const assess = (r: Relationship, about: object, by: By = "manager:max") =>
      r.on(0, "ground.assessed", by, { about });
    const r = client();
    for (const ground of ["returns", "sabotage", "chemistry", "outgrown", "lostInterest"])
      refused(ask(r, 0, ground), "R-DEC-15");
    assess(r, { ground: "returns", cost: 100, margin: 100 });
    assess(r, { ground: "sabotage", deliberate: true });
    assess(r, { ground: "sabotage", deliberate: true });
    assess(r, { ground: "chemistry", personalService: true, otherSpecialist: true });
    product(r, { feasible: false, onRoadmap: true });
    assess(r, { ground: "lostInterest", lifeChanged: true, repositioned: true });
    for (const ground of ["returns", "sabotage", "chemistry", "outgrown", "lostInterest"])
      refused(ask(r, 0, ground), "R-DEC-15");
    assess(r, { ground: "returns", cost: 120, margin: 100 });
    assess(r, { ground: "sabotage", deliberate: true }, "senior:sam");
    assess(r, { ground: "chemistry", personalService: true, otherSpecialist: false });
    product(r, { feasible: false });
    assess(r, { ground: "lostInterest", lifeChanged: true, repositioned: false });
    for (const ground of ["returns", "sabotage", "chemistry", "outgrown", "lostInterest"]) {
      accepted(ask(r, 0, ground));
      r.on(0, "exit.withdrawn", "manager:max", { requestId: "r1" });
    }
  }),
];

const twoPeople: readonly Spec[] = [
  spec("R-LIF-3 the ladder leads to an exit: terminable, dossier, two people", ({ client }) => {
    const r = groundOpen(client());
    accepted(ask(r, 20, "conduct"));
    refused(approve(r, 20), "R-DEC-2", /legal has answered/);
    clause(r, 20, "conduct", true);
    refused(approve(r, 20), "R-DEC-3", /six sections/);
    dossier(r, 20);
    refused(approve(r, 21, "senior:max"), "R-LIF-3", /another person/);
    refused(approve(r, 21, "senior:sam", "r2"), "R-LIF-3", /request that is open/);
    const step = accepted(approve(r, 21));
    expect(did(step)).toEqual(["closeTasks decideExit", "freezeDossier", "matchProviders"]);
    stands(r, "offboarding");
  }),
  spec(
    "R-LIF-3 R-DEC-2 R-DEC-3 an approval that nobody asked for names every condition that fails",
    ({ client }) => {
      const step = approve(client(), 0);
      for (const rule of ["R-LIF-0", "R-LIF-3", "R-DEC-2", "R-DEC-3"]) refused(step, rule);
      expect(reasons(step.entry.findings).every((finding) => finding.passed === false)).toBe(true);
    },
  ),
  spec("R-LIF-3 a second approval is refused: nothing is open any more", ({ client }) => {
    const r = leaving(client());
    refused(approve(r, 1, "senior:sue"), "R-LIF-0");
  }),
  spec(
    "R-LIF-5 no strikes are needed for another ground; a ground that fails cannot be asked for",
    ({ client }) => {
      const r = client();
      finance(r, 0, 50);
      refused(ask(r, 0, "unprofitable"), "R-DEC-6");
      stands(leaving(client()), "offboarding");
    },
  ),
  spec("R-DEC-3 the dossier must be newer than the last confirmed incident", ({ client }) => {
    const r = client();
    r.strike(0);
    r.strike(10);
    dossier(r, 15);
    report(r, 20, "third");
    confirm(r, 20, "third");
    clause(r, 20, "conduct", true);
    ask(r, 20, "conduct");
    refused(approve(r, 21), "R-DEC-3", /newer/);
  }),
  spec(
    "R-DEC-3 no exit while a fault of ours that explains the conduct is open, nor with three faults of late",
    ({ client }) => {
      const r = client();
      r.on(0, "fault.opened", "ops:olga", { faultId: "f1", at: at(0), loss: false });
      report(r, 1, "a");
      confirm(r, 1, "a", "manager:max", "f1");
      finance(r, 1, 130);
      ask(r, 1, "unprofitable");
      clause(r, 1, "unprofitable", true);
      dossier(r, 1);
      refused(approve(r, 2), "R-DEC-3", /open fault/);
      r.on(2, "fault.cured", "ops:olga", { faultId: "f1", at: at(2) });
      for (const n of [2, 3])
        r.on(2, "fault.opened", "ops:olga", { faultId: `f${n}`, at: at(2), loss: false });
      refused(approve(r, 3), "R-DEC-3", /fewer than 3/);
    },
  ),
  spec("R-DEC-2 not terminable: restricted instead, once", ({ client }) => {
    const r = client();
    finance(r, 0, 130);
    ask(r, 0, "unprofitable");
    clause(r, 0, "unprofitable", false);
    dossier(r, 0);
    const step = accepted(approve(r, 1));
    expect(did(step)).toEqual(["restrictChannels", "sendNotice N5 post", "closeTasks decideExit"]);
    stands(r, "restricted");
    ask(r, 2, "unprofitable");
    refused(approve(r, 2), "R-DEC-2", /not restricted yet/);
  }),
  spec("R-LIF-5 a request is rejected by a senior or withdrawn, under its own id only", ({ client }) => {
    const r = client();
    finance(r, 0, 130);
    ask(r, 0, "unprofitable");
    refused(r.on(0, "exit.rejected", "senior:sam", { requestId: "r2" }), "R-LIF-3");
    refused(r.on(0, "exit.withdrawn", "manager:max", { requestId: "r2" }), "R-LIF-3");
    refused(ask(r, 0, "unprofitable"), "R-LIF-0");
    accepted(r.on(0, "exit.rejected", "senior:sam", { requestId: "r1" }));
    expect(leaves(r)).toContain("unasked");
    ask(r, 1, "unprofitable");
    accepted(r.on(1, "exit.withdrawn", "manager:max", { requestId: "r1" }));
    expect(leaves(r)).toContain("unasked");
  }),
  spec(
    "R-LIF-5 a request lapses after 30 days, when its ground is cured, or when the client is restricted",
    ({ client }) => {
      const r = client();
      finance(r, 0, 130);
      ask(r, 0, "unprofitable");
      expect(leaves(r)).toContain("asked");
      expect(due(r, "exitRequest")).toBe("2026-01-31");
      r.on(31, "feedback.received", "ops:olga", { ref: "x", good: true });
      expect(leaves(r)).toContain("unasked");
      ask(r, 32, "unprofitable");
      expect(did(finance(r, 33, 10))).toEqual(["closeTasks decideExit"]);
      expect(leaves(r)).toContain("unasked");
      const other = groundOpen(client());
      finance(other, 20, 130);
      clause(other, 20, "conduct", false);
      dossier(other, 20);
      ask(other, 20, "unprofitable");
      accepted(other.on(21, "restriction.ordered", "manager:max", { channel: "post" }));
      expect(leaves(other)).toContain("unasked");
    },
  ),
];

const service: readonly Spec[] = [
  spec("R-LIF-6 overdue by 6 days is refused; by 7 days, our part done, the work pauses", ({ client }) => {
    const r = client();
    const overdue = (days: number, ourPartDone = true, invoiceId = "b1") =>
      r.on(days, "payment.overdue", "finance:fred", { invoiceId, dueOn: date(0), ourPartDone });
    refused(overdue(6), "R-LIF-6", /7 days/);
    // Due at midnight, asked at nine: six minutes are wanting to seven days.
    refused(overdue(6.621), "R-LIF-6", /7 days/);
    refused(overdue(8, false), "R-LIF-6", /our part/);
    const step = accepted(overdue(8));
    expect(did(step)).toEqual(["stopWork", "sendNotice N6 email"]);
    stands(r, "suspended", "active");
    refused(overdue(9), "R-LIF-6", /already/);
    accepted(overdue(9, true, "b2"));
  }),
  spec("R-LIF-7 R-DEC-15 causes are cured one by one; the rung stays below", ({ client }) => {
    const r = client();
    r.strike(0);
    r.on(8, "payment.overdue", "finance:fred", { invoiceId: "b1", dueOn: date(0), ourPartDone: true });
    stands(r, "suspended", "warnedOnce");
    r.on(40, "client.silent", "manager:max", { since: at(5) });
    r.on(41, "payment.received", "finance:fred", { invoiceId: "b1", paidOn: date(41) });
    stands(r, "suspended", "warnedOnce");
    const step = r.on(42, "client.replied", "ops:olga", { messageId: "m1" });
    expect(did(step)).toEqual(["resumeWork", "sendNotice N8 email"]);
    stands(r, "warnedOnce", "warnedOnce");
  }),
  spec("R-LIF-6 silent for 29 days is refused; 30 days pause the work; a message cures it", ({ client }) => {
    const r = client();
    refused(r.on(29, "client.silent", "manager:max", { since: at(0) }), "R-LIF-6");
    accepted(r.on(31, "client.silent", "manager:max", { since: at(0) }));
    refused(r.on(32, "client.silent", "manager:max", { since: at(0) }), "R-LIF-6", /already/);
    r.on(33, "message.received", "ops:olga", { messageId: "m1", threadId: "t1", channel: "email" });
    stands(r, "active");
  }),
  spec(
    "R-LIF-8 R-DEC-15 unpaid for 30 days, silent for 60, are grounds; a payment closes the request",
    ({ client }) => {
      const r = client();
      r.on(8, "payment.overdue", "finance:fred", { invoiceId: "b1", dueOn: date(0), ourPartDone: true });
      refused(ask(r, 29, "arrears", "finance:fred"), "R-DEC-15");
      accepted(ask(r, 31, "arrears", "finance:fred"));
      r.on(32, "payment.received", "finance:fred", { invoiceId: "b1", paidOn: date(32) });
      expect(leaves(r)).toContain("unasked");
      stands(r, "active");
      r.on(70, "client.silent", "manager:max", { since: at(40) });
      refused(ask(r, 99, "silence"), "R-DEC-15");
      accepted(ask(r, 101, "silence"));
      clause(r, 101, "silence", true);
      dossier(r, 101);
      accepted(approve(r, 102));
      stands(r, "offboarding");
    },
  ),
  spec("R-LIF-24 a pause is looked at every 30 days", ({ client }) => {
    const r = client();
    r.on(8, "payment.overdue", "finance:fred", { invoiceId: "b1", dueOn: date(0), ourPartDone: true });
    r.on(70, "feedback.received", "ops:olga", { ref: "x", good: true });
    expect(r.steps.filter((s) => s.entry.type === "deadline.pause").map(did)).toEqual([
      ["openTask review manager"],
      ["openTask review manager"],
    ]);
  }),
  spec("R-LIF-1 a warning served while suspended still moves the rung", ({ client }) => {
    const r = client();
    r.on(8, "payment.overdue", "finance:fred", { invoiceId: "b1", dueOn: date(0), ourPartDone: true });
    r.strike(9);
    stands(r, "suspended", "warnedOnce");
  }),
  spec(
    "R-DEC-16 a loss through our fault is decided on within 3 days, or the manager is alerted",
    ({ client }) => {
      const r = client();
      r.on(0, "fault.opened", "ops:olga", { faultId: "f0", at: at(0), loss: false });
      expect(due(r, "compensation")).toBeUndefined();
      r.on(0, "fault.opened", "ops:olga", { faultId: "f1", at: at(0), loss: true });
      r.on(1, "fault.opened", "ops:olga", { faultId: "f2", at: at(1), loss: true });
      expect(due(r, "compensation")).toBe("2026-01-04");
      expect(did(r.on(2, "compensation.decided", "manager:max", { faultId: "f1", amount: 100 }))).toEqual([
        "sendNotice N13 email",
      ]);
      expect(due(r, "compensation")).toBe("2026-01-05");
      r.on(5, "feedback.received", "ops:olga", { ref: "x", good: true });
      const alerts = r.steps.filter((s) => s.entry.type === "deadline.compensation");
      expect(alerts.map(did)).toEqual([["raiseAlert"]]);
      expect(leaves(r)).toContain("even");
      expect(did(r.on(6, "compensation.decided", "manager:max", { faultId: "f9", amount: 100 }))).toEqual([]);
      r.on(6, "compensation.decided", "manager:max", { faultId: "f2", amount: 100 });
      stands(r, "active");
    },
  ),
];

const farewell: readonly Spec[] = [
  spec("R-COM-2 R-LIF-11 spoken, written, the day has come, duties, handover: complete", ({ client }) => {
    const r = leaving(client());
    const complete = (days: number) => r.on(days, "offboarding.completed", "ops:olga");
    refused(complete(1), "R-COM-2", /spoken/);
    expect(did(call(r, 1, "noAnswer"))).toEqual([]);
    expect(did(accepted(call(r, 1, "reached")))).toEqual(["closeTasks callExit", "sendNotice N7 email"]);
    refused(complete(1), "R-COM-2", /writing/);
    r.delivered(1);
    refused(complete(2), "R-LIF-11", /handover/);
    r.on(2, "handover.declined", "client:c1");
    expect(r.context.handover?.outcome).toBe("declined");
    refused(complete(2), "R-LIF-11", /duties/);
    r.on(3, "duties.done", "ops:olga", { items: [] });
    refused(complete(7), "R-LIF-11", /last day/);
    expect(did(accepted(complete(8)))).toEqual(["closeTasks", "stopMailings"]);
    stands(r, "terminated");
    expect(goodbyes(r.context)).toBe(1);
  }),
  spec("R-LIF-11 on the last day that the farewell names, ops are to complete it", ({ client }) => {
    const r = toldBy(leaving(client()), 1);
    expect(due(r, "lastDay")).toBe(date(8));
    r.on(9, "feedback.received", "ops:olga", { ref: "x", good: true });
    expect(r.steps.filter((s) => s.entry.type === "deadline.lastDay").map(did)).toEqual([
      ["openTask complete ops"],
    ]);
    expect(due(r, "lastDay")).toBeUndefined();
  }),
  spec("R-LIF-11 duties that nobody confirms are over 30 days after the client was told", ({ client }) => {
    const r = toldBy(leaving(client()), 1);
    refused(r.on(30, "offboarding.completed", "ops:olga"), "R-LIF-11", /duties/);
    accepted(r.on(32, "offboarding.completed", "ops:olga"));
  }),
  spec("R-COM-2 three failed calls, or five days, and the farewell is written only", ({ client }) => {
    const r = leaving(client());
    for (const days of [1, 2]) expect(did(call(r, days, "noAnswer"))).toEqual([]);
    call(r, 2, "noAnswer", "d999");
    expect(did(call(r, 3, "refused"))).toEqual(["closeTasks callExit", "sendNotice N7 email"]);
    expect(r.context.farewell?.approach).toBe("written");
    const other = leaving(client());
    other.on(6, "feedback.received", "ops:olga", { ref: "x", good: true });
    expect(leaves(other)).toContain("writing");
  }),
  spec("R-COM-2 a letter posted before any call was tried tells nobody", ({ client }) => {
    const r = leaving(client());
    accepted(
      r.on(1, "letter.posted", "ops:olga", { about: r.context.farewell?.decisionId, trackingRef: "t1" }),
    );
    expect(leaves(r)).toContain("preparing");
    r.on(1, "duties.done", "ops:olga", { items: [] });
    r.on(1, "handover.declined", "client:c1");
    refused(r.on(9, "offboarding.completed", "ops:olga"), "R-COM-2");
  }),
  spec("R-LIF-24 a farewell nobody can deliver becomes a registered letter: posted is told", ({ client }) => {
    const r = leaving(client());
    call(r, 1, "reached");
    expect(did(failed(r, 2, "N7"))).toEqual(["sendNotice N7 post"]);
    const first = r.steps.flatMap((s) => s.effects).find((e) => e.type === "sendNotice");
    expect(
      did(
        r.on(2, "notice.failed", "system:post", {
          effectId: first?.id,
          notice: "N7",
          channel: "email",
          cause: "x",
        }),
      ),
    ).toEqual([]);
    r.on(2, "notice.delivered", "system:post", {
      effectId: first?.id,
      notice: "N7",
      channel: "email",
      deliveredAt: at(2),
    });
    expect(leaves(r)).toContain("writing");
    expect(did(failed(r, 3, "N7"))).toEqual(["openTask postLetter ops"]);
    expect(leaves(r)).toContain("posting");
    r.on(3, "letter.posted", "ops:olga", { about: "d999", trackingRef: "t1" });
    expect(leaves(r)).toContain("posting");
    r.on(4, "letter.posted", "ops:olga", { about: r.context.farewell?.decisionId, trackingRef: "t1" });
    expect(leaves(r)).toContain("told");
    expect(r.context.farewell?.toldAt).toBe(T0 + 4 * DAY);
  }),
  spec("R-LIF-20 a farewell that bounces late has told nobody; a late delivery has", ({ client }) => {
    const r = leaving(client());
    call(r, 1, "reached");
    r.delivered(1);
    expect(leaves(r)).toContain("told");
    r.on(2, "notice.failed", "system:post", {
      effectId: "c1/999/0",
      notice: "N7",
      channel: "email",
      cause: "x",
    });
    expect(leaves(r)).toContain("told");
    failed(r, 2, "N7");
    expect(leaves(r)).toContain("posting");
    expect(r.context.farewell?.toldAt).toBeNull();
    const other = leaving(client());
    call(other, 1, "reached");
    other.on(7, "feedback.received", "ops:olga", { ref: "x", good: true });
    expect(leaves(other)).toContain("posting");
    other.delivered(8);
    expect(leaves(other)).toContain("told");
  }),
  spec("R-DEC-13 retail: no call, written only, mailings stop", ({ client }) => {
    const r = client({ kind: "retail" });
    finance(r, 0, 130);
    ask(r, 0, "unprofitable");
    clause(r, 0, "unprofitable", true);
    dossier(r, 0);
    const words = did(accepted(approve(r, 0)));
    expect(words).toContain("stopMailings");
    expect(words).toContain("sendNotice N7 email");
    expect(words).not.toContain("openTask callExit manager");
  }),
  spec("R-LIF-24 ops are reminded of an offboarding that does not end, again and again", ({ client }) => {
    const r = leaving(client());
    r.on(65, "feedback.received", "ops:olga", { ref: "x", good: true });
    expect(r.steps.filter((s) => s.entry.type === "deadline.reminder").map(did)).toEqual([
      ["openTask complete ops"],
      ["openTask complete ops"],
    ]);
    r.on(66, "client.left", "client:c1", { cause: "other" });
    expect(r.stored.deadlines).toEqual([]);
  }),
  spec("R-COM-2 R-HND-2 the talk names a provider that fits; it is offered only after that", ({ client }) => {
    const r = leaving(client());
    expect(leaves(r)).toContain("preparing");
    const step = matched(r, 1, ["p1"]);
    expect(step.effects[0]?.params).toMatchObject({
      kind: "callExit",
      role: "manager",
      about: r.context.farewell?.decisionId,
    });
    expect(points(step)).toEqual([
      "say.fact",
      "say.ground.unprofitable",
      "say.reason.money",
      "say.lastDay",
      "say.move",
      "say.appeal",
      "duty.data",
      "duty.open",
      "alternative.p1",
      "never.incidents",
      "never.blame",
      "never.bargain",
      "never.labels",
      "never.dossier",
    ]);
    expect(leaves(r)).toContain("found");
    const [, notice, offer] = call(r, 2, "reached").effects;
    expect(offer?.params).toEqual({ providerId: "p1" });
    expect(notice?.params).toMatchObject({ slots: { alternative: "p1", reason: "money", spoken: true } });
    const alone = leaving(client());
    expect(points(matched(alone, 1, []))).not.toContain("alternative.p1");
    const unmatched = leaving(client());
    unmatched.on(4, "feedback.received", "ops:olga", { ref: "x", good: true });
    expect(unmatched.steps.flatMap(did)).toContain("openTask callExit manager");
  }),
  spec(
    "R-HND-2 what the client needs is stated at the intake or later, and asked of providers",
    ({ client }) => {
      const r = client();
      r.on(0, "intake.assessed", "manager:max", { fit: true, needs: ["hosting"], flagged: false });
      const asked = () =>
        r.steps.flatMap((s) => s.effects).findLast((e) => e.type === "matchProviders")?.params;
      r.on(0, "needs.stated", "client:c1", { needs: ["printing"], regions: ["berlin"], budget: 900 });
      leaving(r);
      expect(asked()).toEqual({ needs: ["printing"], regions: ["berlin"], budget: 900, verifiedDays: 180 });
    },
  ),
  spec("R-HND-4 match, offer, consent, acceptance, export, move, confirmation", ({ client }) => {
    const r = spoken(leaving(client()));
    expect(did(matched(r, 1, ["p1", "p2"]))).toEqual(["offerProvider p1"]);
    const consent = (providerId: string) =>
      r.on(2, "consent.given", "client:c1", { providerId, items: ["contacts"] });
    expect(did(consent("p9"))).toEqual([]);
    expect(did(consent("p1"))).toEqual(["askProvider p1"]);
    expect(did(r.on(3, "provider.refused", "ops:olga", { providerId: "p9" }))).toEqual([]);
    expect(did(r.on(3, "provider.accepted", "ops:olga", { providerId: "p9" }))).toEqual([]);
    expect(did(r.on(3, "provider.refused", "ops:olga", { providerId: "p1" }))).toEqual(["offerProvider p2"]);
    expect(did(consent("p2"))).toEqual(["askProvider p2"]);
    expect(did(r.on(4, "provider.accepted", "ops:olga", { providerId: "p2" }))).toEqual(["exportData p2"]);
    expect(did(r.on(5, "export.delivered", "ops:olga", { providerId: "p9" }))).toEqual([]);
    expect(did(r.on(5, "export.delivered", "ops:olga", { providerId: "p2" }))).toEqual(["planMove p2"]);
    r.on(6, "move.confirmed", "client:c1");
    expect(r.context.handover?.outcome).toBe("done");
  }),
  spec("R-HND-2 none fits: no offer; R-HND-4 the last refusal ends in a plain export", ({ client }) => {
    const r = spoken(leaving(client()));
    expect(did(matched(r, 1, []))).toEqual([]);
    expect(r.context.handover?.outcome).toBe("none");
    const other = spoken(leaving(client()));
    matched(other, 1, ["p1"]);
    other.on(2, "consent.given", "client:c1", { providerId: "p1", items: ["contacts"] });
    expect(did(other.on(3, "provider.refused", "ops:olga", { providerId: "p1" }))).toEqual(["exportPlain"]);
    expect(other.context.handover?.outcome).toBe("failed");
  }),
  spec(
    "R-HND-3 consent taken back revokes access; R-HND-4 a settled handover stays settled",
    ({ client }) => {
      const r = spoken(leaving(client()));
      matched(r, 1, ["p1"]);
      r.on(2, "consent.given", "client:c1", { providerId: "p1", items: ["contacts"] });
      r.on(3, "provider.accepted", "ops:olga", { providerId: "p1" });
      expect(did(r.on(3, "consent.revoked", "client:c1", { providerId: "p9" }))).toEqual([]);
      expect(did(r.on(4, "consent.revoked", "client:c1", { providerId: "p1" }))).toEqual([
        "revokeAccess p1",
        "exportPlain",
      ]);
      expect(r.context.handover?.outcome).toBe("revoked");
      r.on(5, "handover.declined", "client:c1");
      expect(r.context.handover?.outcome).toBe("revoked");
    },
  ),
  spec(
    "R-LIF-24 offers and providers that stay silent for 14 days, moves unconfirmed for 30 days, end",
    ({ client }) => {
      const later = (r: Relationship, days: number) =>
        r.on(days, "feedback.received", "ops:olga", { ref: "x", good: true });
      const r = spoken(leaving(client()));
      matched(r, 0, ["p1", "p2"]);
      later(r, 15);
      expect(r.context.handover?.outcome).toBe("declined");
      const other = spoken(leaving(client()));
      matched(other, 0, ["p1", "p2"]);
      const consent = (days: number, providerId: string) =>
        other.on(days, "consent.given", "client:c1", { providerId, items: ["contacts"] });
      consent(1, "p1");
      later(other, 16);
      expect(other.context.handover?.provider).toBe("p2");
      consent(17, "p2");
      later(other, 32);
      expect(other.context.handover?.outcome).toBe("failed");
      const third = spoken(leaving(client()));
      matched(third, 0, ["p1"]);
      third.on(1, "consent.given", "client:c1", { providerId: "p1", items: ["contacts"] });
      third.on(1, "provider.accepted", "ops:olga", { providerId: "p1" });
      third.on(2, "export.delivered", "ops:olga", { providerId: "p1" });
      later(third, 33);
      expect(third.context.handover?.outcome).toBe("done");
    },
  ),
  spec(
    "R-HND-3 consent is taken back item by item; what is out is called back and given anew",
    ({ client }) => {
      const r = exporting(spoken(leaving(client())), ["p1"], ["contacts", "orders", "artwork"]);
      const revoke = (days: number, items: string[]) =>
        r.on(days, "consent.revoked", "client:c1", { providerId: "p1", items });
      const again = revoke(3, ["orders"]);
      expect(did(again)).toEqual(["revokeAccess p1", "exportData p1"]);
      expect(again.effects[1]?.params).toEqual({ providerId: "p1", items: ["contacts", "artwork"] });
      r.on(3, "export.delivered", "ops:olga", { providerId: "p1" });
      expect(did(revoke(4, ["artwork"]))).toEqual(["revokeAccess p1", "exportData p1"]);
      expect(did(revoke(5, ["contacts"]))).toEqual(["revokeAccess p1", "exportPlain"]);
      expect(r.context.handover?.outcome).toBe("revoked");
      const early = spoken(leaving(client()));
      matched(early, 1, ["p1"]);
      early.on(1, "consent.given", "client:c1", { providerId: "p1", items: ["contacts", "orders"] });
      expect(
        did(early.on(2, "consent.revoked", "client:c1", { providerId: "p9", items: ["orders"] })),
      ).toEqual([]);
      expect(
        did(early.on(2, "consent.revoked", "client:c1", { providerId: "p1", items: ["orders"] })),
      ).toEqual([]);
      expect(early.on(3, "provider.accepted", "ops:olga", { providerId: "p1" }).effects[0]?.params).toEqual({
        providerId: "p1",
        items: ["contacts"],
      });
    },
  ),
  spec(
    "R-HND-4 a provider that withdraws, or an export that fails for good: access revoked, the next one, else a plain export",
    ({ client }) => {
      const broken = (r: Relationship, days: number, effectId?: string) =>
        r.on(days, "effect.failed", "system:engine", {
          effectId:
            effectId ?? r.steps.flatMap((s) => s.effects).findLast((e) => e.type === "exportData")?.id,
          effect: "exportData",
          cause: "gone",
        });
      const withdrawn = (r: Relationship, days: number, providerId: string) =>
        r.on(days, "provider.refused", "ops:olga", { providerId });
      const next = ["revokeAccess p1", "openTask overdue ops", "offerProvider p2"];
      const last = ["revokeAccess p1", "openTask overdue ops", "exportPlain"];
      const both = () => exporting(spoken(leaving(client())), ["p1", "p2"]);
      const only = () => exporting(spoken(leaving(client())), ["p1"]);
      expect(did(broken(both(), 3))).toEqual(next);
      expect(did(broken(only(), 3))).toEqual(last);
      expect(did(withdrawn(both(), 3, "p1"))).toEqual(next);
      expect(did(withdrawn(only(), 3, "p1"))).toEqual(last);
      const moving = both();
      moving.on(3, "export.delivered", "ops:olga", { providerId: "p1" });
      expect(did(withdrawn(moving, 4, "p1"))).toEqual(next);
      // Another provider's refusal, or an older export, is no news.
      const r = only();
      expect(did(withdrawn(r, 3, "p9"))).toEqual([]);
      expect(did(broken(r, 3, "c1/1/0"))).toEqual(["openTask overdue ops"]);
      expect(leaves(r)).toContain("exporting");
    },
  ),
  spec(
    "R-HND-4 the move has a date; ops are reminded before it; unconfirmed it ends 30 days after",
    ({ client }) => {
      const r = exporting(spoken(leaving(client())), ["p1"]);
      r.on(3, "export.delivered", "ops:olga", { providerId: "p1" });
      expect(due(r, "move")).toBe(date(33));
      r.on(4, "move.planned", "ops:olga", { on: date(50) });
      expect(due(r, "moveReminder")).toBe(date(47));
      expect(due(r, "move")).toBeUndefined();
      r.on(5, "move.planned", "ops:olga", { on: date(40) });
      expect(due(r, "moveReminder")).toBe(date(37));
      r.on(38, "feedback.received", "ops:olga", { ref: "x", good: true });
      expect(r.steps.find((s) => s.entry.type === "deadline.moveReminder")?.effects[0]?.params).toMatchObject(
        {
          kind: "handover",
          role: "ops",
          dueAt: `${date(40)}T00:00:00.000Z`,
        },
      );
      expect(due(r, "move")).toBe(date(70));
      r.on(39, "move.planned", "ops:olga", { on: date(60) });
      expect(due(r, "moveReminder")).toBe(date(57));
      r.on(91, "feedback.received", "ops:olga", { ref: "x", good: true });
      expect(r.context.handover?.outcome).toBe("done");
    },
  ),
];

const appeals: readonly Spec[] = [
  spec("R-LIF-12 filed within 14 days of being told, once, on a sanction that stands", ({ client }) => {
    const file = (r: Relationship, days: number, decisionId = r.context.decisions[0]?.id) =>
      r.on(days, "appeal.filed", "client:c1", { decisionId, textRef: "v_00000000" });
    const late = client();
    refused(file(late, 0, "d3"), "R-LIF-12", /stands/);
    late.strike(0);
    refused(file(late, 15), "R-LIF-12", /within 14 days/);
    const r = client();
    r.strike(0);
    expect(did(accepted(file(r, 14)))).toEqual(["openTask judge senior"]);
    refused(file(r, 14), "R-LIF-12", /before/);
  }),
  spec("R-LIF-12 the judge is not the decider; a rejected appeal changes nothing", ({ client }) => {
    const r = client();
    r.strike(0);
    const decisionId = r.context.decisions[0]?.id ?? "";
    const verdict = (type: string, by: By) => r.on(2, type, by, { decisionId, reasonsRef: "v_00000000" });
    refused(verdict("appeal.upheld", "senior:sam"), "R-LIF-12", /open/);
    r.on(1, "appeal.filed", "client:c1", { decisionId, textRef: "v_00000000" });
    refused(verdict("appeal.upheld", "senior:max"), "R-LIF-12", /another person/);
    refused(verdict("appeal.rejected", "senior:max"), "R-LIF-12", /another person/);
    expect(did(accepted(verdict("appeal.rejected", "senior:sam")))).toEqual([
      "closeTasks judge",
      "sendNotice N9 email",
    ]);
    stands(r, "warnedOnce");
    refused(verdict("appeal.upheld", "senior:sam"), "R-LIF-12", /open/);
  }),
  spec(
    "R-LIF-12 warning 1 falls while on rung 2: the rung is recounted, the ground conduct falls with it",
    ({ client }) => {
      const r = groundOpen(client());
      const decisionId = r.context.decisions[1]?.id ?? "";
      ask(r, 20, "conduct");
      r.on(21, "appeal.filed", "client:c1", { decisionId, textRef: "v_00000000" });
      r.on(22, "appeal.upheld", "senior:judy", { decisionId, reasonsRef: "v_00000000" });
      stands(r, "warnedOnce");
      expect(r.context.conductGround).toBeNull();
      expect(leaves(r)).toContain("unasked");
    },
  ),
  spec("R-LIF-12 a conduct restriction falls with its warnings; another restriction stays", ({ client }) => {
    const r = groundOpen(client());
    clause(r, 20, "conduct", false);
    dossier(r, 20);
    r.on(21, "restriction.ordered", "manager:max", { channel: "post" });
    const second = r.context.decisions[1]?.id ?? "";
    r.on(22, "appeal.filed", "client:c1", { decisionId: second, textRef: "v_00000000" });
    expect(
      did(r.on(22, "appeal.upheld", "senior:judy", { decisionId: second, reasonsRef: "v_00000000" })),
    ).toContain("liftRestriction");
    stands(r, "warnedOnce");
    const other = client();
    other.strike(0);
    finance(other, 1, 130);
    ask(other, 1, "unprofitable");
    clause(other, 1, "unprofitable", false);
    dossier(other, 1);
    approve(other, 2);
    stands(other, "restricted");
    const first = other.context.decisions[0]?.id ?? "";
    other.on(3, "appeal.filed", "client:c1", { decisionId: first, textRef: "v_00000000" });
    expect(
      did(other.on(3, "appeal.upheld", "senior:judy", { decisionId: first, reasonsRef: "v_00000000" })),
    ).not.toContain("liftRestriction");
    stands(other, "restricted");
  }),
  spec(
    "R-LIF-12 a pending warning that is struck out is not delivered any more; others are",
    ({ client }) => {
      const r = client();
      report(r, 0, "a");
      confirm(r, 0, "a");
      const decisionId = r.context.decisions[0]?.id ?? "";
      r.on(1, "appeal.filed", "client:c1", { decisionId, textRef: "v_00000000" });
      r.on(1, "appeal.upheld", "senior:judy", { decisionId, reasonsRef: "v_00000000" });
      expect(leaves(r)).toContain("none");
      r.delivered(2);
      stands(r, "active");
      const other = client();
      other.strike(0);
      report(other, 1, "b");
      confirm(other, 1, "b");
      const first = other.context.decisions[0]?.id ?? "";
      other.on(2, "appeal.filed", "client:c1", { decisionId: first, textRef: "v_00000000" });
      other.on(2, "appeal.upheld", "senior:judy", { decisionId: first, reasonsRef: "v_00000000" });
      expect(leaves(other)).toContain("sending");
    },
  ),
  spec(
    "R-LIF-12 an upheld appeal on the exit leads back, from offboarding and from terminated; an open one blocks completion",
    ({ client }) => {
      const appealed = (r: Relationship, days: number) =>
        r.on(days, "appeal.filed", "client:c1", {
          decisionId: r.context.farewell?.decisionId,
          textRef: "v_00000000",
        });
      const upheld = (r: Relationship, days: number) =>
        r.on(days, "appeal.upheld", "senior:judy", {
          decisionId: r.context.decisions.findLast((d) => d.kind === "exit")?.id,
          reasonsRef: "v_00000000",
        });
      const r = client();
      r.strike(0);
      toldBy(leaving(r, 1), 1);
      r.on(1, "duties.done", "ops:olga", { items: [] });
      appealed(r, 2);
      refused(r.on(9, "offboarding.completed", "ops:olga"), "R-LIF-12", /appeal/);
      upheld(r, 9);
      stands(r, "warnedOnce");
      const gone = toldBy(leaving(client()), 0);
      gone.on(1, "duties.done", "ops:olga", { items: [] });
      accepted(gone.on(8, "offboarding.completed", "ops:olga"));
      appealed(gone, 9);
      expect(did(accepted(upheld(gone, 20)))).toContain("allowContact");
      stands(gone, "active");
      expect(goodbyes(gone.context)).toBe(0);
    },
  ),
  spec(
    "R-LIF-12 a warning struck out while an exit for another ground goes on changes nothing about the exit",
    ({ client }) => {
      const r = client();
      r.strike(0);
      leaving(r, 1);
      const decisionId = r.context.decisions[0]?.id ?? "";
      r.on(2, "appeal.filed", "client:c1", { decisionId, textRef: "v_00000000" });
      accepted(r.on(2, "appeal.upheld", "senior:judy", { decisionId, reasonsRef: "v_00000000" }));
      stands(r, "offboarding");
    },
  ),
  spec("R-LIF-12 an exit that falls leaves the rung that the warnings in force give", ({ client }) => {
    const r = client();
    r.strike(0);
    r.strike(1);
    leaving(r, 2);
    const decisionId = r.context.farewell?.decisionId;
    r.on(3, "appeal.filed", "client:c1", { decisionId, textRef: "v_00000000" });
    r.on(3, "appeal.upheld", "senior:judy", { decisionId, reasonsRef: "v_00000000" });
    stands(r, "warnedTwice");
  }),
  spec("R-LIF-12 what paused the work pauses it again after a return", ({ client }) => {
    const r = client();
    r.on(8, "payment.overdue", "finance:fred", { invoiceId: "b1", dueOn: date(0), ourPartDone: true });
    r.on(8, "fault.opened", "ops:olga", { faultId: "f1", at: at(8), loss: true });
    leaving(r, 9);
    r.on(10, "appeal.filed", "client:c1", {
      decisionId: r.context.farewell?.decisionId,
      textRef: "v_00000000",
    });
    r.on(10, "appeal.upheld", "senior:judy", {
      decisionId: r.context.farewell?.decisionId,
      reasonsRef: "v_00000000",
    });
    stands(r, "suspended", "active");
    expect(leaves(r)).toContain("owing");
  }),
  spec("R-LIF-1 incidents outside live are kept on record, under the same conditions", ({ client }) => {
    const r = leaving(client());
    report(r, 1, "a");
    refused(confirm(r, 1, "a", "manager:olga"), "R-LIF-1");
    expect(did(accepted(confirm(r, 1, "a")))).toEqual([]);
  }),
];

export const parting: readonly Spec[] = [...grounds, ...twoPeople, ...service, ...farewell, ...appeals];
