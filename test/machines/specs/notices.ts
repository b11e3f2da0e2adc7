import { expect } from "vitest";
import { DAY, iso } from "../../../machines/index.ts";
import { type By, type Relationship, T0 } from "../../support/machine.ts";
import { clause, confirm, dossier, failed, groundOpen, report } from "./ladder.ts";
import { leaving } from "./parting.ts";
import { accepted, did, due, leaves, points, refused, type Spec, slots, spec, stands } from "./spec.ts";

const at = (days: number) => iso(T0 + days * DAY);
const date = (days: number) => at(days).slice(0, 10);
const V = (n: number) => `v_0000000${n}`;

/** The newest attempt at a notice. */
function newest(r: Relationship, notice: string): { readonly effectId: string; readonly channel: string } {
  const sent = r.steps
    .flatMap((s) => s.effects)
    .findLast((e) => e.type === "sendNotice" && (e.params as { notice: string }).notice === notice);
  if (!sent) throw new Error(`no ${notice} was sent`);
  return { effectId: sent.id, channel: (sent.params as { channel: string }).channel };
}

/** Nobody knows whether the newest attempt went out. */
const unknown = (r: Relationship, days: number, notice: string) =>
  r.on(days, "notice.unknown", "system:post", { ...newest(r, notice), notice, cause: "lost" });
const delivered = (r: Relationship, days: number, notice: string) =>
  r.on(days, "notice.delivered", "system:post", { ...newest(r, notice), notice, deliveredAt: at(days) });
const checked = (r: Relationship, days: number, effectId: string, arrived: boolean, then = days) =>
  r.on(days, "delivery.checked", "ops:olga", { effectId, arrived, at: at(then) });

/** A warning of which nobody knows whether it went out. */
function inDoubt(r: Relationship): string {
  report(r, 0, "a");
  confirm(r, 0, "a");
  expect(did(unknown(r, 0, "N4"))).toEqual(["openTask checkDelivery ops"]);
  return newest(r, "N4").effectId;
}

const call = (r: Relationship, days: number, about: string | undefined, outcome = "reached", then = days) =>
  r.on(days, "call.made", "manager:max", { about, outcome, calledAt: at(then) });
const message = (r: Relationship, days: number, channel: string) =>
  r.on(days, "message.received", "ops:olga", { messageId: "m1", threadId: "t1", channel });
const logged = (r: Relationship, days: number, seconds: number) =>
  r.on(days, "contact.logged", "ops:olga", { channel: "phone", seconds, agentId: "olga" });

/** Restricted to post: for conduct, or because no clause covers another ground. */
function limited(r: Relationship, ground: "conduct" | "unprofitable"): Relationship {
  if (ground === "conduct") {
    groundOpen(r);
    clause(r, 20, ground, false);
    dossier(r, 20);
    accepted(r.on(20, "restriction.ordered", "manager:max", { channel: "post" }));
  } else {
    r.on(20, "finance.assessed", "finance:fred", { revenue: 100, benefit: 0, cost: 130 });
    r.on(20, "exit.requested", "manager:max", { requestId: "r1", ground });
    clause(r, 20, ground, false);
    dossier(r, 20);
    accepted(r.on(20, "exit.approved", "senior:sam", { requestId: "r1" }));
  }
  stands(r, "restricted");
  return r;
}

const unknownOutcome: readonly Spec[] = [
  spec(
    "R-LIF-20 a warning of unknown outcome waits, is not sent again, and somebody is to look",
    ({ client }) => {
      const r = client();
      const effectId = inDoubt(r);
      expect(r.last.effects[0]?.params).toMatchObject({
        kind: "checkDelivery",
        role: "ops",
        about: effectId,
      });
      stands(r, "active");
      expect(leaves(r)).toContain("sending");
      expect(due(r, "delivery")).toBe(date(5));
      r.on(6, "feedback.received", "ops:olga", { ref: "x", good: true });
      expect(leaves(r)).toContain("phoning");
      expect(r.steps.flatMap(did).filter((words) => words.startsWith("sendNotice N4"))).toHaveLength(1);
    },
  ),
  spec("R-LIF-20 found to have arrived: a strike as of then, once", ({ client }) => {
    const r = client();
    const effectId = inDoubt(r);
    expect(did(checked(r, 2, effectId, true, 1))).toEqual(["closeTasks checkDelivery"]);
    stands(r, "warnedOnce");
    expect(r.context.decisions[0]?.toldAt).toBe(T0 + DAY);
    for (const arrived of [true, false])
      expect(did(checked(r, 3, effectId, arrived))).toEqual(["closeTasks checkDelivery"]);
    expect(r.context.decisions[0]?.toldAt).toBe(T0 + DAY);
    stands(r, "warnedOnce");
  }),
  spec("R-LIF-20 found not to have arrived: the next channel, then a call, once", ({ client }) => {
    const r = client();
    const effectId = inDoubt(r);
    expect(did(checked(r, 1, effectId, false))).toEqual(["closeTasks checkDelivery", "sendNotice N4 post"]);
    expect(did(checked(r, 1, effectId, false))).toEqual(["closeTasks checkDelivery"]);
    unknown(r, 2, "N4");
    const second = newest(r, "N4").effectId;
    expect(did(checked(r, 3, second, false))).toEqual([
      "closeTasks checkDelivery",
      "openTask callWarning manager",
    ]);
    expect(did(checked(r, 3, second, false))).toEqual(["closeTasks checkDelivery"]);
    stands(r, "active");
    call(r, 4, r.context.decisions[0]?.id);
    stands(r, "warnedOnce");
  }),
  spec("R-LIF-20 found to have arrived while somebody tries to call: a strike, and no call", ({ client }) => {
    const r = client();
    const effectId = inDoubt(r);
    r.on(6, "feedback.received", "ops:olga", { ref: "x", good: true });
    expect(did(checked(r, 6, effectId, true))).toEqual([
      "closeTasks checkDelivery",
      "closeTasks callWarning",
    ]);
    stands(r, "warnedOnce");
  }),
  spec("R-LIF-20 a report that comes after all makes looking needless", ({ client }) => {
    const r = client();
    const effectId = inDoubt(r);
    expect(did(delivered(r, 1, "N4"))).toEqual(["closeTasks checkDelivery"]);
    stands(r, "warnedOnce");
    expect(did(checked(r, 2, effectId, false))).toEqual(["closeTasks checkDelivery"]);
    stands(r, "warnedOnce");
    const other = client();
    inDoubt(other);
    expect(did(failed(other, 1, "N4"))).toEqual(["closeTasks checkDelivery", "sendNotice N4 post"]);
    const third = client();
    third.on(0, "boundary.stated", "ops:olga", { textRef: V(0) });
    expect(did(delivered(third, 1, "N3"))).toEqual([]);
    third.on(1, "boundary.stated", "ops:olga", { textRef: V(0) });
    unknown(third, 1, "N3");
    expect(did(delivered(third, 2, "N3"))).toEqual(["closeTasks checkDelivery"]);
    expect(did(delivered(third, 3, "N3"))).toEqual([]);
    third.on(4, "boundary.stated", "ops:olga", { textRef: V(0) });
    unknown(third, 4, "N3");
    const { effectId: last } = newest(third, "N3");
    expect(did(checked(third, 5, last, true))).toEqual(["closeTasks checkDelivery"]);
    expect(did(checked(third, 5, last, false))).toEqual(["closeTasks checkDelivery"]);
  }),
  spec(
    "R-LIF-20 a check that nobody asked for, and a doubt about an older attempt, move nothing",
    ({ client }) => {
      const r = client();
      report(r, 0, "a");
      confirm(r, 0, "a");
      const first = newest(r, "N4");
      expect(did(checked(r, 1, first.effectId, true))).toEqual(["closeTasks checkDelivery"]);
      stands(r, "active");
      failed(r, 1, "N4");
      expect(
        did(r.on(2, "notice.unknown", "system:post", { ...first, notice: "N4", cause: "lost" })),
      ).toEqual([]);
    },
  ),
  spec("R-LIF-20 two notices of one moment are told apart", ({ client }) => {
    const r = client();
    r.on(0, "fault.opened", "ops:olga", { faultId: "f1", at: at(0), loss: false });
    report(r, 1, "a");
    confirm(r, 1, "a", "manager:max", "f1");
    unknown(r, 1, "N13");
    unknown(r, 1, "N3");
    expect(did(checked(r, 2, newest(r, "N3").effectId, false))).toEqual([
      "closeTasks checkDelivery",
      "sendNotice N3 post",
    ]);
    expect(did(checked(r, 2, newest(r, "N13").effectId, false))).toEqual([
      "closeTasks checkDelivery",
      "sendNotice N13 post",
    ]);
  }),
  spec(
    "R-LIF-20 R-COM-2 a farewell of unknown outcome: told as of its arrival, else the next channel",
    ({ client }) => {
      const said = () => {
        const r = leaving(client());
        call(r, 1, r.context.farewell?.decisionId);
        expect(did(unknown(r, 1, "N7"))).toEqual(["openTask checkDelivery ops"]);
        expect(leaves(r)).toContain("writing");
        return r;
      };
      const r = said();
      expect(did(checked(r, 3, newest(r, "N7").effectId, true, 2))).toEqual(["closeTasks checkDelivery"]);
      expect(leaves(r)).toContain("told");
      expect(r.context.farewell?.toldAt).toBe(T0 + 2 * DAY);
      const other = said();
      expect(did(checked(other, 2, newest(other, "N7").effectId, false))).toEqual([
        "closeTasks checkDelivery",
        "sendNotice N7 post",
      ]);
      unknown(other, 2, "N7");
      expect(did(checked(other, 3, newest(other, "N7").effectId, false))).toEqual([
        "closeTasks checkDelivery",
        "openTask postLetter ops",
      ]);
      const third = said();
      third.on(7, "feedback.received", "ops:olga", { ref: "x", good: true });
      expect(leaves(third)).toContain("posting");
      expect(did(checked(third, 8, newest(third, "N7").effectId, true))).toEqual([
        "closeTasks checkDelivery",
        "closeTasks postLetter",
      ]);
      expect(leaves(third)).toContain("told");
    },
  ),
  spec(
    "R-LIF-20 R-LIF-12 a restriction that arrived after all can be appealed from then on",
    ({ client }) => {
      const r = limited(client(), "conduct");
      unknown(r, 20, "N5");
      checked(r, 40, newest(r, "N5").effectId, true, 30);
      const limit = r.context.decisions.at(-1);
      expect(limit?.toldAt).toBe(T0 + 30 * DAY);
      refused(
        r.on(45, "appeal.filed", "client:c1", { decisionId: limit?.id, textRef: V(0) }),
        "R-LIF-12",
        /within 14 days/,
      );
    },
  ),
  spec("R-LIF-20 nobody was told later than now, nor before the decision", ({ client }) => {
    const r = client();
    const effectId = inDoubt(r);
    refused(checked(r, 2, effectId, true, 9), "R-LIF-27", /ahead/);
    expect(r.context.decisions[0]?.toldAt).toBeNull();
    const other = client();
    report(other, 3, "a");
    confirm(other, 3, "a");
    unknown(other, 3, "N4");
    checked(other, 4, newest(other, "N4").effectId, true, 1);
    expect(other.context.decisions[0]?.toldAt).toBe(T0 + 3 * DAY);
  }),
  spec(
    "R-LIF-20 told by word of mouth or by registered letter: a letter that comes back takes nothing away",
    ({ client }) => {
      const r = client();
      report(r, 0, "a");
      confirm(r, 0, "a");
      r.on(6, "feedback.received", "ops:olga", { ref: "x", good: true });
      call(r, 6, r.context.decisions[0]?.id);
      stands(r, "warnedOnce");
      expect(did(failed(r, 7, "N4"))).toEqual([]);
      stands(r, "warnedOnce");
      const other = leaving(client());
      const about = other.context.farewell?.decisionId;
      call(other, 1, about);
      other.on(7, "feedback.received", "ops:olga", { ref: "x", good: true });
      other.on(7, "letter.posted", "ops:olga", { about, trackingRef: "t1" });
      expect(did(failed(other, 8, "N7"))).toEqual([]);
      expect(leaves(other)).toContain("told");
    },
  ),
  spec("R-LIF-20 R-LIF-12 a warning that was struck out or given up is not sent again", ({ client }) => {
    const r = client();
    report(r, 0, "a");
    confirm(r, 0, "a");
    const decisionId = r.context.decisions[0]?.id;
    r.on(1, "appeal.filed", "client:c1", { decisionId, textRef: V(0) });
    r.on(1, "appeal.upheld", "senior:judy", { decisionId, reasonsRef: V(0) });
    expect(did(failed(r, 2, "N4"))).toEqual([]);
    const other = client();
    report(other, 0, "a");
    confirm(other, 0, "a");
    other.on(20, "feedback.received", "ops:olga", { ref: "x", good: true });
    expect(leaves(other)).toContain("none");
    expect(did(failed(other, 21, "N4"))).toEqual([]);
  }),
];

const limits: readonly Spec[] = [
  spec("R-LIF-4 a message on a closed channel gets one pointer to the open one a day", ({ client }) => {
    const free = client();
    expect(did(message(free, 1, "email"))).toEqual([]);
    for (const ground of ["conduct", "unprofitable"] as const) {
      const r = limited(client(), ground);
      expect(did(message(r, 21, "post"))).toEqual([]);
      expect(message(r, 21, "email").effects.map(({ type, params }) => [type, params])).toEqual([
        ["pointToChannel", { channel: "email", open: "post" }],
      ]);
      expect(did(message(r, 21.9, "chat"))).toEqual([]);
      expect(did(message(r, 22, "chat"))).toEqual(["pointToChannel chat"]);
    }
  }),
  spec("R-LIF-4 a restricted client who is leaving is pointed to the open channel too", ({ client }) => {
    const r = limited(client(), "conduct");
    leaving(r, 21);
    stands(r, "offboarding");
    expect(did(message(r, 22, "email"))).toEqual(["pointToChannel email"]);
    expect(did(message(r, 22.5, "email"))).toEqual([]);
    expect(did(message(leaving(client()), 1, "email"))).toEqual([]);
  }),
  spec(
    "R-COM-3 the note gives its limit; a longer contact alerts the manager while it stands",
    ({ client }) => {
      const free = client();
      expect(did(logged(free, 0, 600))).toEqual([]);
      const r = limited(client(), "conduct");
      const note = r.last.effects.find(({ type }) => type === "recordNote");
      expect(note?.params).toEqual({ note: "formal, to the point, no contact over 1 minute", seconds: 60 });
      expect(did(logged(r, 21, 60))).toEqual([]);
      const [alert] = accepted(logged(r, 21, 61)).effects;
      expect(alert).toMatchObject({
        type: "raiseAlert",
        params: {
          what: "a contact took 61 seconds; the note on the record allows 60",
          about: r.context.decisions.at(-1)?.id,
        },
      });
      leaving(r, 22);
      expect(did(logged(r, 23, 61))).toEqual(["raiseAlert"]);
      const other = limited(client(), "unprofitable");
      expect(other.steps.flatMap(did)).not.toContain("recordNote");
      expect(did(logged(other, 21, 61))).toEqual([]);
      const improved = limited(client(), "conduct");
      expect(did(improved.on(22, "conduct.improved", "manager:max", { evidence: V(0) }))).toContain(
        "recordNote",
      );
      expect(did(logged(improved, 23, 61))).toEqual([]);
    },
  ),
];

const told: readonly Spec[] = [
  spec(
    "R-COM-1 a warning tells date, channel and words of the incident, and what may be done about it",
    ({ client }) => {
      const r = client();
      r.on(0, "incident.reported", "ops:olga", {
        incidentId: "a",
        category: "insult",
        happenedAt: at(0),
        evidence: [],
        channel: "chat",
        saidRef: V(1),
      });
      expect(slots(confirm(r, 1, "a"), "N4")).toEqual({
        n: 1,
        of: 2,
        happenedAt: at(0),
        channel: "chat",
        said: V(1),
        appealDays: 14,
      });
    },
  ),
  spec("R-LIF-20 a warning by telephone has its words, too", ({ client }) => {
    const r = client({ channels: ["email"] });
    report(r, 0, "a");
    confirm(r, 0, "a");
    expect(points(failed(r, 1, "N4"))).toEqual([
      "say.fact",
      "say.no",
      "say.next",
      "say.open",
      "say.appeal",
      "never.blame",
      "never.labels",
      "never.dossier",
    ]);
  }),
  spec("R-COM-1 a suspension tells what we wait for, since when, and when we stop for good", ({ client }) => {
    const r = client();
    const overdue = (invoiceId: string, days: number, amount?: number) =>
      slots(
        r.on(10, "payment.overdue", "finance:fred", {
          invoiceId,
          dueOn: date(days),
          ourPartDone: true,
          ...(amount && { amount }),
        }),
        "N6",
      );
    expect(overdue("b1", 0, 4200)).toEqual({
      cause: "arrears",
      since: date(0),
      amount: 4200,
      invoice: "b1",
      from: at(10),
      stopsAt: `${date(30)}T00:00:00.000Z`,
    });
    // A day that has passed is not announced.
    expect(overdue("b2", -30)).toEqual({
      ...{ cause: "arrears", since: date(-30), invoice: "b2", from: at(10) },
      further: true,
    });
    const silent = client().on(40, "client.silent", "manager:max", { since: at(0) });
    expect(slots(silent, "N6")).toEqual({
      ...{ cause: "silence", since: date(0), from: at(40), stopsAt: `${date(60)}T00:00:00.000Z` },
    });
  }),
  spec("R-COM-1 what is restored is told by its cause", ({ client }) => {
    const paid = client();
    paid.on(8, "payment.overdue", "finance:fred", { invoiceId: "b1", dueOn: date(0), ourPartDone: true });
    expect(
      slots(paid.on(9, "payment.received", "finance:fred", { invoiceId: "b1", paidOn: date(9) }), "N8").what,
    ).toBe("payment");
    const back = client();
    back.on(40, "client.silent", "manager:max", { since: at(0) });
    expect(slots(message(back, 41, "email"), "N8").what).toBe("reply");
    const clean = client();
    clean.strike(0);
    const improve = (r: Relationship) =>
      slots(accepted(r.on(30, "conduct.improved", "manager:max", { evidence: V(0) })), "N8").what;
    expect(improve(clean)).toBe("conduct");
    expect(improve(limited(client(), "conduct"))).toBe("conduct");
    const worth = limited(client(), "unprofitable");
    worth.on(29, "finance.assessed", "finance:fred", { revenue: 100, benefit: 0, cost: 50 });
    expect(improve(worth)).toBe("limits");
  }),
  spec(
    "R-COM-1 of a warning that expires it is told which one; of an exit while paused, that",
    ({ client }) => {
      const improved = (r: Relationship, days: number) =>
        slots(accepted(r.on(days, "conduct.improved", "manager:max", { evidence: V(0) })), "N8");
      const once = client();
      once.strike(0);
      const [warning] = once.context.decisions;
      expect(improved(once, 30)).toEqual({
        ...{ what: "conduct", from: at(30), ended: "warning" },
        warnedAt: iso(warning?.toldAt ?? 0),
      });
      const twice = client();
      twice.strike(0);
      twice.strike(10);
      twice.on(40, "client.silent", "manager:max", { since: at(0) });
      expect(improved(twice, 50)).toEqual({
        ...{ what: "conduct", from: at(50), ended: "warnings", work: "paused" },
      });
      expect(improved(limited(client(), "conduct"), 30)).toEqual({
        ...{ what: "conduct", from: at(30), ended: "limits" },
      });
    },
  ),
  spec(
    "R-COM-1 limits are told with what is in and out, and whether they end with their ground",
    ({ client }) => {
      const r = groundOpen(client());
      clause(r, 20, "conduct", false);
      dossier(r, 20);
      const service = { includedRef: V(1), excludedRef: V(2) };
      const ordered = accepted(
        r.on(20, "restriction.ordered", "manager:max", { channel: "post", ...service }),
      );
      expect(slots(ordered, "N5")).toMatchObject({ included: V(1), excluded: V(2) });
      expect(slots(ordered, "N5")).not.toHaveProperty("byGround");
      const [instead] = limited(client(), "unprofitable").steps.slice(-1);
      expect(instead && slots(instead, "N5")).toMatchObject({ byGround: true });
    },
  ),
  spec("R-LAW-5 R-COM-1 the farewell names its ground, with the fact that it rests on", ({ client }) => {
    const told = (ground: string, facts: (r: Relationship) => void) => {
      const r = client();
      facts(r);
      r.on(70, "exit.requested", "manager:max", { requestId: "r1", ground });
      clause(r, 70, ground, true);
      dossier(r, 70);
      accepted(r.on(70, "exit.approved", "senior:sam", { requestId: "r1" }));
      return slots(call(r, 71, r.context.farewell?.decisionId), "N7");
    };
    const product = (about: string, feasible: boolean) => (r: Relationship) =>
      r.on(0, "product.assessed", "product:pia", {
        ...{ about, others: 0, onRoadmap: false, feasible, build: 100, support: 10, pays: 50 },
        workaroundsRejected: true,
      });
    const overdue = (r: Relationship, invoiceId: string, days: number) =>
      r.on(60, "payment.overdue", "finance:fred", { invoiceId, dueOn: date(days), ourPartDone: true });
    expect(
      told("arrears", (r) => {
        overdue(r, "b2", 20);
        overdue(r, "b1", 10);
      }),
    ).toMatchObject({ reason: "fit", ground: "arrears", invoice: "b1", since: date(10), work: "paused" });
    expect(told("silence", (r) => r.on(40, "client.silent", "manager:max", { since: at(5) }))).toMatchObject({
      reason: "fit",
      ground: "silence",
      since: date(5),
      work: "paused",
    });
    expect(told("customisation", product("pears", true))).toMatchObject({
      ...{ reason: "money", ground: "customisation", need: "pears" },
    });
    const outgrown = told("outgrown", product("motorcycles", false));
    expect(outgrown).toMatchObject({ reason: "fit", ground: "outgrown", need: "motorcycles" });
    expect(outgrown).not.toHaveProperty("work");
    expect(
      told("terms", (r) => r.on(0, "terms.refused", "manager:max", { term: "prepayment" })),
    ).toMatchObject({ reason: "fit", ground: "terms", term: "prepayment" });
    expect(
      told("unprofitable", (r) =>
        r.on(0, "finance.assessed", "finance:fred", { revenue: 100, benefit: 0, cost: 130 }),
      ),
    ).toMatchObject({ reason: "money", ground: "unprofitable" });
  }),
  spec("R-COM-1 our fault is told with its remedy; compensated, with the sum", ({ client }) => {
    const r = client();
    const fault = (faultId: string, whatRef: string) =>
      r.on(0, "fault.opened", "ops:olga", {
        faultId,
        at: at(0),
        loss: true,
        whatRef,
        remedyRef: V(2),
        curedBy: date(9),
      });
    fault("f1", V(1));
    report(r, 1, "a");
    expect(slots(confirm(r, 1, "a", "manager:max", "f1"), "N13")).toEqual({
      what: V(1),
      remedy: V(2),
      curedBy: date(9),
    });
    r.on(2, "fault.cured", "ops:olga", { faultId: "f1", at: at(2) });
    const decided = (amount: number) =>
      slots(r.on(3, "compensation.decided", "finance:fred", { faultId: "f1", amount }), "N13");
    expect(decided(700)).toEqual({ what: V(1), remedy: V(2), amount: 700, cured: true });
    expect(decided(0)).toEqual({ what: V(1), remedy: V(2), cured: true, noLoss: true });
    // Many faults explain it together: the latest is told of.
    r.on(4, "fault.opened", "ops:olga", { faultId: "f2", at: at(4), loss: false, whatRef: V(3) });
    r.on(5, "fault.opened", "ops:olga", { faultId: "f3", at: at(5), loss: false, whatRef: V(4) });
    report(r, 6, "b");
    expect(slots(confirm(r, 6, "b"), "N13")).toEqual({ what: V(4) });
  }),
  spec("R-COM-1 R-LIF-12 a verdict tells on what it is, and why", ({ client }) => {
    const verdict = (type: string) => {
      const r = limited(client(), "conduct");
      const decisionId = r.context.decisions.at(-1)?.id;
      r.on(21, "appeal.filed", "client:c1", { decisionId, textRef: V(0) });
      return [decisionId, slots(r.on(22, type, "senior:judy", { decisionId, reasonsRef: V(1) }), "N9")];
    };
    for (const upheld of [true, false]) {
      const [decision, said] = verdict(upheld ? "appeal.upheld" : "appeal.rejected");
      expect(said).toEqual({ upheld, decision, kind: "restriction", judgedBy: "senior", reasons: V(1) });
    }
  }),
  spec(
    "R-COM-1 welcome, refusal and firm no tell what was agreed, wanted and meant",
    ({ client, prospect }) => {
      const assess = (r: Relationship, fit: boolean) =>
        r.on(0, "intake.assessed", "manager:max", { fit, needs: ["hosting"], flagged: false, goalRef: V(1) });
      const r = prospect();
      assess(r, false);
      const refuse = r.on(1, "intake.refused", "manager:max", { cause: "misfit", alternativeRef: V(2) });
      expect(slots(refuse, "N2")).toEqual({
        cause: "misfit",
        goal: V(1),
        needs: ["hosting"],
        alternative: V(2),
      });
      const pilot = prospect();
      assess(pilot, true);
      pilot.on(0, "pilot.rejected", "sales:sven", { pilotId: "p1" });
      expect(slots(pilot.on(1, "intake.refused", "manager:max", { cause: "pilot" }), "N2")).toEqual({
        cause: "pilot",
        goal: V(1),
      });
      const silent = prospect();
      assess(silent, true);
      silent.on(61, "feedback.received", "ops:olga", { ref: "x", good: true });
      expect(silent.steps.map((step) => slots(step, "N2")).find((told) => told.cause)).toEqual({
        cause: "silent",
        goal: V(1),
      });
      const no = client();
      const stated = (days: number, more: object) =>
        slots(no.on(days, "boundary.stated", "ops:olga", { textRef: V(2), ...more }), "N3");
      expect(stated(0, { matterRef: V(3) })).toEqual({ ours: false, matter: V(3) });
      for (const kind of ["tone", "orders", "scope"])
        expect(stated(1, { kind })).toEqual({ ours: false, kind });
      no.on(40, "client.silent", "manager:max", { since: at(2) });
      expect(stated(40, {})).toEqual({ ours: false, work: "paused" });
    },
  ),
  spec("R-COM-1 R-ROL-6 R-DEC-17 who has it now is told by name, true role and next step", ({ client }) => {
    // A rank in free words, as it was told before: nobody is told of it.
    const who = { nameRef: V(1), roleRef: V(2), rank: "specialist", contactRef: V(3), nextOn: date(5) };
    const transferred = { history: true, openMatters: true, promises: true, contacts: true };
    const r = client();
    expect(
      slots(r.on(1, "manager.changed", "manager:max", { managerId: "mia", transferred, ...who }), "N11"),
    ).toEqual({ manager: V(1), rank: "specialist", contact: V(3), from: at(1), nextOn: date(5) });
    const help = { kind: "colleague", ref: "x", skillRef: V(4), ...who };
    expect(slots(r.on(2, "help.needed", "ops:olga", help), "N14")).toEqual({
      kind: "colleague",
      colleague: V(1),
      rank: "specialist",
      skill: V(4),
      contact: V(3),
      nextOn: date(5),
    });
  }),
  spec("R-COM-1 R-DEC-10 an approach tells what changed, and the bonus that is justified", ({ client }) => {
    const gone = (tier: string) => {
      const r = client();
      r.on(0, "tier.assigned", "finance:fred", { period: "2026", tier });
      r.on(0, "finance.assessed", "finance:fred", { revenue: 100, benefit: 0, cost: 50 });
      r.on(0, "client.left", "client:c1", { cause: "cheaperElsewhere" });
      r.on(1, "cause.assessed", "manager:max", { cause: "cheaperElsewhere", cured: true });
      return r;
    };
    const offer = { changedRef: V(1), bonusRef: V(2), until: date(30) };
    const r = gone("high");
    expect(slots(r.on(2, "winback.approved", "manager:max", offer), "N10")).toEqual({
      promotion: false,
      cause: "cheaperElsewhere",
      changed: V(1),
      bonus: V(2),
      until: date(30),
    });
    expect(slots(gone("low").on(2, "winback.approved", "manager:max"), "N10")).toEqual({
      promotion: true,
      cause: "cheaperElsewhere",
    });
    r.on(3, "winback.declined", "client:c1");
    const removed = { evidenceAt: at(4), ref: "e1", changedRef: V(3) };
    expect(slots(r.on(4, "obstacle.removed", "senior:sam", removed), "N10")).toEqual({
      promotion: false,
      cause: "obstacle",
      changed: V(3),
    });
  }),
  spec("R-DEC-9 a discount is given in return for something; a soft no needs nothing", ({ client }) => {
    const r = client();
    const decide = (data: object, by: By = "manager:max") =>
      r.on(1, "discount.decided", by, { kind: "other", proven: false, ...data });
    refused(decide({ granted: true, condition: null }), "R-DEC-9", /in return/);
    refused(decide({ granted: true, condition: "bulk" }, "ops:olga"), "R-ROL-1");
    const yes = accepted(decide({ granted: true, condition: "bulk", total: 900, until: date(9) }));
    expect(slots(yes, "N12")).toEqual({ granted: true, condition: "bulk", total: 900, until: date(9) });
    expect(slots(accepted(decide({ granted: false, condition: null })), "N12")).toEqual({
      ...{ granted: false, instead: "loyalty" },
    });
  }),
  spec(
    "R-COM-1 an approach says who left, and of a compensation only where one was told of",
    ({ client }) => {
      const approached = (leave: (r: Relationship) => void) => {
        const r = client();
        r.on(0, "fault.opened", "ops:olga", { faultId: "f1", at: at(0), loss: true });
        r.on(0, "finance.assessed", "finance:fred", { revenue: 100, benefit: 0, cost: 50 });
        leave(r);
        r.on(60, "cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true });
        return slots(accepted(r.on(60, "winback.approved", "manager:max")), "N10");
      };
      const left = (r: Relationship) => r.on(2, "client.left", "client:c1", { cause: "weBrokeAgreement" });
      const decided = (amount: number) => (r: Relationship) => {
        r.on(1, "compensation.decided", "manager:max", { faultId: "f1", amount });
        left(r);
      };
      expect(approached(left)).toEqual({ promotion: false, cause: "weBrokeAgreement" });
      expect(approached(decided(0))).toEqual({ promotion: false, cause: "weBrokeAgreement" });
      expect(approached(decided(5))).toMatchObject({ compensated: true });
    },
  ),
  spec("R-DEC-12 thanks are for core and wavering clients", ({ client }) => {
    const r = client();
    const thank = (segment: string | null) => {
      if (segment)
        r.on(1, "segment.assigned", "manager:max", { period: segment, segment, effortRepaid: true });
      return r.on(1, "thanks.given", "manager:max", { rewardRef: V(1), until: date(9) });
    };
    refused(thank(null), "R-DEC-12");
    expect(slots(accepted(thank("core")), "N15")).toEqual({ segment: "core", reward: V(1), until: date(9) });
    expect(slots(accepted(thank("wavering")), "N15").segment).toBe("wavering");
    refused(thank("draining"), "R-DEC-12", /core or wavering/);
  }),
];

export const notices: readonly Spec[] = [...unknownOutcome, ...limits, ...told];
