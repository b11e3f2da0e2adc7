import { expect } from "vitest";
import { goodbyes } from "../../../machines/context/derived.ts";
import { DAY, iso, type Opening } from "../../../machines/index.ts";
import { envelope, type Relationship, T0 } from "../../support/machine.ts";
import { clause, confirm, dossier, failed, groundOpen, report } from "./ladder.ts";
import { leaving } from "./parting.ts";
import { accepted, did, due, leaves, points, refused, type Spec, slots, spec, stands } from "./spec.ts";

const at = (days: number) => iso(T0 + days * DAY);
const date = (days: number) => at(days).slice(0, 10);

/** A client who can be reached by telephone only. */
const TELEPHONE = {
  channels: ["phone"],
  contract: { contractRef: "k1", channel: "phone", signedAt: "2025-01-01T00:00:00Z" },
} as const;
const byTelephone: Partial<Opening> = { ...TELEPHONE, channels: [...TELEPHONE.channels] };

/** An event that is told later than it happened. */
const toldLater = (
  r: Relationship,
  [days, happened]: readonly [number, number],
  type: string,
  data: object,
) => {
  const told = envelope(type, "ops:olga", data, T0 + days * DAY);
  return r.send({ ...told, occurredAt: at(happened) });
};

const fault = (r: Relationship, days: number, faultId: string, opened = days, loss = false) =>
  r.on(days, "fault.opened", "ops:olga", { faultId, at: at(opened), loss });
const overdue = (r: Relationship, days: number, dueOn = days - 10, invoiceId = "b1") =>
  r.on(days, "payment.overdue", "finance:fred", { invoiceId, dueOn: date(dueOn), ourPartDone: true });
const paid = (r: Relationship, days: number, paidOn = days, more: object = {}) =>
  r.on(days, "payment.received", "finance:fred", { invoiceId: "b1", paidOn: date(paidOn), ...more });
const invoice = (r: Relationship, days: number, dueOn: number, owed: number) =>
  r.on(days, "invoice.changed", "finance:fred", { invoiceId: "b1", dueOn: date(dueOn), owed });
const silent = (r: Relationship, days: number, since: number) =>
  r.on(days, "client.silent", "manager:max", { since: at(since) });
const call = (r: Relationship, days: number, about = r.context.decisions.at(-1)?.id) =>
  r.on(days, "call.made", "manager:max", { about, outcome: "reached", calledAt: at(days) });
const decided = (r: Relationship, n = -1) => r.context.decisions.at(n)?.id ?? "none";
const upheld = (r: Relationship, days: number, decisionId: string) =>
  r.on(days, "appeal.upheld", "senior:judy", { decisionId, reasonsRef: "v_00000000" });
const appeal = (r: Relationship, days: number, decisionId: string) =>
  accepted(r.on(days, "appeal.filed", "client:c1", { decisionId, textRef: "v_00000000" }));
const noted = (r: Relationship, days: number) =>
  r.on(days, "feedback.received", "ops:olga", { ref: "x", good: true });

/** Spoken to, and the farewell has arrived. */
function told(r: Relationship, days: number): Relationship {
  r.on(days, "providers.matched", "system:engine", { effectId: "c1/1/0", candidates: ["p1"] });
  call(r, days, r.context.farewell?.decisionId);
  r.delivered(days);
  return r;
}

/** Two delivered warnings, a third incident, and the approved exit for it on day 21. */
function leavingForConduct(r: Relationship): Relationship {
  groundOpen(r);
  accepted(r.on(20, "exit.requested", "manager:max", { requestId: "r1", ground: "conduct" }));
  clause(r, 21, "conduct", true);
  dossier(r, 21);
  accepted(r.on(21, "exit.approved", "senior:sam", { requestId: "r1" }));
  return r;
}

const facts: readonly Spec[] = [
  spec("R-LIF-27 R-LIF-1 what has not happened yet cannot be reported", ({ client }) => {
    const r = client();
    const reported = (happened: number) =>
      r.on(1, "incident.reported", "ops:olga", {
        ...{ incidentId: "a", category: "insult", happenedAt: at(happened), evidence: [] },
      });
    refused(reported(2), "R-LIF-1", /ahead/);
    expect(r.context.incidents).toEqual({});
    accepted(reported(1));
    refused(fault(r, 1, "f1", 2), "R-DEC-3", /ahead/);
    accepted(fault(r, 1, "f1"));
    const cured = (days: number, faultId = "f1") =>
      r.on(2, "fault.cured", "ops:olga", { faultId, at: at(days) });
    refused(cured(3), "R-DEC-3", /ahead/);
    refused(cured(0), "R-DEC-3", /before it began/);
    refused(cured(2, "f2"), "R-DEC-3", /on record/);
    accepted(cured(2));
    refused(silent(r, 40, 41), "R-LIF-6", /ahead/);
  }),
  spec("R-LIF-27 R-DEC-3 a fault that nobody recorded explains nothing, and warns nobody", ({ client }) => {
    const r = client();
    report(r, 0, "a");
    refused(confirm(r, 0, "a", "manager:max", "f1"), "R-DEC-3", /on record/);
    stands(r, "active");
    fault(r, 0, "f1");
    // It opened together with the incident: whoever names it says that it explains what happened.
    expect(did(accepted(confirm(r, 0, "a", "manager:max", "f1")))).toContain("openTask remedy manager");
  }),
  spec(
    "R-LIF-27 R-LIF-1 the same incident is one, and none of those who reported it confirms it",
    ({ client }) => {
      const r = client();
      report(r, 0, "a");
      accepted(
        r.on(0, "incident.reported", "manager:mia", {
          ...{ incidentId: "a", category: "criticism", happenedAt: at(0), evidence: [] },
        }),
      );
      expect(r.context.incidents.a).toMatchObject({ category: "insult", reporters: ["olga", "mia"] });
      refused(
        r.on(1, "incident.confirmed", "manager:mia", { incidentId: "a", explainedBy: null }),
        "R-LIF-1",
      );
      refused(confirm(r, 1, "a", "manager:olga"), "R-LIF-1");
      accepted(confirm(r, 1, "a"));
      refused(confirm(r, 2, "a"), "R-LIF-1", /not confirmed/);
    },
  ),
  spec("R-LIF-27 decisions, providers, faults and effects that are named are on record", ({ client }) => {
    const r = leaving(client());
    refused(call(r, 1, "x"), "R-LIF-27", /decision/);
    refused(r.on(1, "letter.posted", "ops:olga", { about: "x", trackingRef: "t1" }), "R-LIF-27");
    refused(r.on(1, "compensation.decided", "manager:max", { faultId: "x", amount: 5 }), "R-LIF-27", /fault/);
    r.on(1, "providers.matched", "system:engine", { effectId: "c1/1/0", candidates: ["p1", "p2"] });
    const consent = (providerId: string) =>
      r.on(1, "consent.given", "client:c1", { providerId, items: ["contacts"] });
    refused(consent("p9"), "R-LIF-27", /provider/);
    accepted(consent("p2"));
    for (const type of ["consent.revoked", "provider.accepted", "provider.refused", "export.delivered"])
      refused(r.on(1, type, "ops:olga", { providerId: "p9" }), "R-LIF-27", /provider/);
    const checked = (effectId: string, when = 1) =>
      r.on(1, "delivery.checked", "ops:olga", { effectId, arrived: true, at: at(when) });
    refused(checked("c2/1/0"), "R-LIF-27", /effect/);
    refused(checked("c1/999/0"), "R-LIF-27", /effect/);
    refused(checked("c1/1/0", 2), "R-LIF-27", /ahead/);
    accepted(checked("c1/1/0"));
    const removed = client();
    const evidence = { evidenceAt: at(9), ref: "e1" };
    refused(removed.on(1, "obstacle.removed", "senior:sam", evidence), "R-LIF-27", /ahead/);
  }),
  spec("R-LIF-27 R-LIF-6 a paid invoice is not overdue, and the record's due day counts", ({ client }) => {
    const r = client();
    paid(r, 1);
    refused(overdue(r, 20), "R-LIF-6", /not paid/);
    const other = client();
    invoice(other, 0, 15, 5000);
    refused(overdue(other, 20), "R-LIF-6", /7 days late/);
    expect(did(accepted(overdue(other, 22)))).toContain("stopWork");
    expect(other.context.arrears).toEqual({ b1: date(15) });
  }),
  spec("R-LIF-27 R-LIF-6 silence counts from the last word on record, whatever is claimed", ({ client }) => {
    const r = client();
    r.on(20, "client.replied", "ops:olga", { messageId: "m1" });
    refused(silent(r, 40, 5), "R-LIF-6", /30 days/);
    // An automatic message is no word of the client's (R-FCT-2).
    const auto = { messageId: "m2", threadId: "t1", channel: "email", auto: true };
    r.on(45, "message.received", "system:engine", auto);
    accepted(silent(r, 50, 5));
    expect(r.context.silentSince).toBe(date(20));
    refused(r.on(50, "exit.requested", "manager:max", { requestId: "r", ground: "silence" }), "R-DEC-15");
    r.on(51, "message.received", "system:engine", { ...auto, messageId: "m3" });
    stands(r, "suspended", "active");
    r.on(52, "message.received", "ops:olga", { ...auto, messageId: "m4", auto: false });
    stands(r, "active");
  }),
  spec("R-LIF-27 lateness and silence count the client's midnights, less those under hold", ({ client }) => {
    const r = client();
    const onDay = (days: number, day: string) =>
      r.send({
        ...envelope(
          ...(["payment.overdue", "finance:fred"] as const),
          { invoiceId: "b1", dueOn: date(0), ourPartDone: true },
          T0 + days * DAY,
        ),
        day,
      });
    // It is still the sixth day where the client is.
    refused(onDay(7, date(6)), "R-LIF-6", /7 days late/);
    accepted(onDay(7, date(7)));
    const east = client();
    const early = envelope(
      ...(["payment.overdue", "finance:fred"] as const),
      { invoiceId: "b1", dueOn: date(0), ourPartDone: true },
      T0 + 6.5 * DAY,
    );
    refused(east.send({ ...early, day: date(6) }), "R-LIF-6");
    accepted(east.send({ ...early, eventId: early.eventId.replace("0000", "1111"), day: date(7) }));
    const held = client();
    held.on(2, "hold.placed", "compliance:carl", { caseRef: "h1" });
    held.on(5, "hold.lifted", "compliance:carl", { caseRef: "h1" });
    refused(overdue(held, 9, 0), "R-LIF-6", /7 days late/);
    accepted(overdue(held, 10, 0));
  }),
  spec("R-FCT-3 part payments, credits, voids and moved due days: the newest state counts", ({ client }) => {
    const r = client();
    accepted(overdue(r, 10));
    paid(r, 11, 11, { owed: 100 });
    stands(r, "suspended", "active");
    invoice(r, 12, 0, 60);
    stands(r, "suspended", "active");
    // Dated anew: it is not late any more, and the work goes on.
    expect(did(invoice(r, 13, 30, 60))).toEqual(["resumeWork", "sendNotice N8 email"]);
    stands(r, "active");
    refused(overdue(r, 36), "R-LIF-6", /7 days late/);
    accepted(overdue(r, 37));
    expect(did(invoice(r, 38, 30, 0))).toEqual(["resumeWork", "sendNotice N8 email"]);
    refused(overdue(r, 60), "R-LIF-6", /credited or voided/);
    // What is told later of an older state takes nothing back.
    toldLater(r, [61, 20], "invoice.changed", { invoiceId: "b1", dueOn: date(30), owed: 60 });
    expect(r.context.invoices.b1?.owed).toBe(0);
  }),
  spec(
    "R-LIF-24 R-FCT-2 a prospect who answers is not silent; an automatic message is no answer",
    ({ prospect }) => {
      const r = prospect();
      r.on(59, "client.replied", "ops:olga", { messageId: "m1" });
      noted(r, 61);
      stands(r, "onboarding");
      const auto = { messageId: "m2", threadId: "t1", channel: "email", auto: true };
      r.on(100, "message.received", "system:engine", auto);
      noted(r, 120);
      stands(r, "refused");
      const written = prospect();
      written.on(59, "message.received", "ops:olga", { ...auto, auto: false });
      noted(written, 61);
      stands(written, "onboarding");
    },
  ),
  spec("R-LIF-1 an incident of the intake is confirmed on record, and warns nobody", ({ prospect }) => {
    const r = prospect();
    report(r, 0, "a");
    expect(did(accepted(confirm(r, 1, "a")))).toEqual([]);
    stands(r, "onboarding");
  }),
  spec("R-DEC-16 an older loss that is told later falls due earlier", ({ client }) => {
    const r = client();
    fault(r, 2, "f1", 2, true);
    expect(due(r, "compensation")).toBe(date(5));
    fault(r, 3, "f2", 1, true);
    expect(due(r, "compensation")).toBe(date(4));
  }),
];

const letters: readonly Spec[] = [
  spec(
    "R-LIF-26 what has fallen, been lifted or cured is not sent again when it comes back",
    ({ client }) => {
      const paused = client();
      overdue(paused, 10);
      paid(paused, 11);
      expect(did(failed(paused, 12, "N6"))).toEqual([]);
      const quiet = client();
      silent(quiet, 40, 5);
      quiet.on(41, "client.replied", "ops:olga", { messageId: "m1" });
      expect(did(failed(quiet, 42, "N6"))).toEqual([]);
      const stillPaused = client();
      overdue(stillPaused, 10);
      expect(did(failed(stillPaused, 11, "N6"))).toEqual(["sendNotice N6 post"]);
      const resumed = client();
      overdue(resumed, 10);
      paid(resumed, 11);
      overdue(resumed, 20, 10, "b2");
      expect(did(failed(resumed, 21, "N8"))).toEqual([]);
      const undone = told(leaving(client()), 1);
      appeal(undone, 2, decided(undone));
      accepted(upheld(undone, 3, decided(undone)));
      expect(did(failed(undone, 4, "N7"))).toEqual([]);
      const gone = client();
      gone.on(0, "boundary.stated", "ops:olga", { textRef: "v_00000000" });
      gone.on(1, "client.left", "client:c1", { cause: "other" });
      expect(did(failed(gone, 2, "N3"))).toEqual([]);
      const limited = client();
      groundOpen(limited);
      dossier(limited, 21);
      clause(limited, 21, "conduct", false);
      accepted(limited.on(21, "restriction.ordered", "manager:max", { channel: "email" }));
      const n5 = limited.last.effects.find(({ type }) => type === "sendNotice");
      expect(n5?.params).toMatchObject({ notice: "N5" });
      accepted(limited.on(30, "conduct.improved", "manager:max", { evidence: "v_00000000" }));
      expect(did(failed(limited, 31, "N5"))).toEqual([]);
    },
  ),
  spec(
    "R-LIF-26 R-LIF-20 a bounce annuls a strike within 30 days, unless it was answered or appealed",
    ({ client }) => {
      const soon = client();
      soon.strike(0);
      expect(did(failed(soon, 30, "N4"))).toEqual(["sendNotice N4 post"]);
      stands(soon, "active");
      const late = client();
      late.strike(0);
      const step = failed(late, 30.01, "N4");
      expect(did(step)).toEqual(["openTask reconsider senior"]);
      expect(points(step)).toEqual(["N4 came back after it had counted as delivered"]);
      stands(late, "warnedOnce");
      // It is looked at once.
      expect(did(failed(late, 31, "N4"))).toEqual([]);
      const answered = client();
      answered.strike(0);
      answered.on(1, "client.replied", "ops:olga", { messageId: "m1" });
      expect(did(failed(answered, 2, "N4"))).toEqual(["openTask reconsider senior"]);
      stands(answered, "warnedOnce");
      // A reply of before, told afterwards, takes nothing from the one that answered.
      const told = client();
      told.strike(0.5);
      told.on(1, "client.replied", "ops:olga", { messageId: "m1" });
      toldLater(told, [1.5, 0.25], "client.replied", { messageId: "m0" });
      expect(did(failed(told, 2, "N4"))).toEqual(["openTask reconsider senior"]);
      const appealed = client();
      appealed.strike(0);
      appeal(appealed, 1, decided(appealed));
      expect(did(failed(appealed, 2, "N4"))).toEqual(["openTask reconsider senior"]);
      const expired = client();
      expired.strike(0);
      expired.on(10, "conduct.improved", "manager:max", { evidence: "v_00000000" });
      expect(did(failed(expired, 11, "N4"))).toEqual(["openTask reconsider senior"]);
      stands(expired, "active");
      const gone = client();
      gone.strike(0);
      gone.on(1, "client.left", "client:c1", { cause: "other" });
      expect(did(failed(gone, 2, "N4"))).toEqual(["openTask reconsider senior"]);
    },
  ),
  spec(
    "R-LIF-26 during the farewell a warning that comes back takes the exit that rests on it along",
    ({ client }) => {
      const r = told(leavingForConduct(client()), 21);
      const step = failed(r, 22, "N4");
      expect(did(step)).toEqual([...["closeTasks", "sendNotice N8 email", "sendNotice N4 post"]]);
      stands(r, "warnedOnce");
      expect(leaves(r)).toContain("sending");
      expect(r.context.farewell).toBeNull();
      r.delivered(23);
      stands(r, "warnedTwice");
      // Every channel was tried: a person calls.
      const tried = client({ channels: ["email"] });
      leavingForConduct(tried);
      expect(did(failed(tried, 22, "N4"))).toEqual(["closeTasks", "openTask callWarning manager"]);
      expect(leaves(tried)).toContain("phoning");
      const shared = leavingForConduct(client());
      shared.on(21, "providers.matched", "system:engine", { effectId: "c1/1/0", candidates: ["p1"] });
      call(shared, 21, shared.context.farewell?.decisionId);
      shared.on(21, "consent.given", "client:c1", { providerId: "p1", items: ["contacts"] });
      shared.on(21, "provider.accepted", "ops:olga", { providerId: "p1" });
      expect(did(failed(shared, 22, "N4"))).toContain("revokeAccess p1");
      // An exit on another ground stands; the strike does not, and nobody is warned any more.
      const other = client();
      other.strike(0);
      leaving(other, 1);
      expect(did(failed(other, 2, "N4"))).toEqual([]);
      stands(other, "offboarding");
      expect(other.context.decisions[0]?.status).toBe("lapsed");
    },
  ),
  spec("R-LIF-15 R-LIF-27 nobody is silent to an offer that never reached them", ({ client }) => {
    const approached = (): Relationship => {
      const r = client();
      r.on(0, "client.left", "client:c1", { cause: "weBrokeAgreement" });
      r.on(1, "finance.assessed", "finance:fred", { revenue: 100, benefit: 0, cost: 50 });
      r.on(1, "cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true });
      accepted(r.on(1, "winback.approved", "manager:max"));
      return r;
    };
    const unheard = approached();
    failed(unheard, 2, "N10");
    expect(did(failed(unheard, 3, "N10"))).toEqual(["openTask call manager"]);
    noted(unheard, 40);
    stands(unheard, "terminated");
    expect(goodbyes(unheard.context)).toBe(1);
    const heard = approached();
    heard.delivered(2);
    noted(heard, 40);
    stands(heard, "closed");
    const answered = approached();
    accepted(answered.on(2, "winback.accepted", "manager:max", { prepayPct: 30, damagingRewrite: false }));
    expect(did(failed(answered, 3, "N10"))).toEqual([]);
  }),
  spec(
    "R-LIF-27 R-LIF-20 a client with a telephone only is called; nothing is sent to an address nobody has",
    ({ client }) => {
      const r = client(byTelephone);
      report(r, 0, "a");
      expect(did(accepted(confirm(r, 0, "a")))).toEqual(["openTask callWarning manager"]);
      stands(r, "active");
      expect(did(call(r, 1))).toEqual(["closeTasks callWarning"]);
      stands(r, "warnedOnce");
      const paused = client(byTelephone);
      const step = overdue(paused, 10);
      expect(did(step)).toEqual(["stopWork", "openTask call manager"]);
      expect(points(step)).toEqual(["N6 is to be told by telephone"]);
      const parted = leaving(client(byTelephone));
      parted.on(1, "providers.matched", "system:engine", { effectId: "c1/1/0", candidates: [] });
      expect(did(call(parted, 1))).toEqual(["closeTasks callExit", "openTask postLetter ops"]);
      expect(leaves(parted)).toContain("posting");
      const written = leaving(client());
      written.on(1, "providers.matched", "system:engine", { effectId: "c1/1/0", candidates: [] });
      call(written, 1);
      expect(leaves(written)).toContain("writing");
    },
  ),
];

const otherwise: readonly Spec[] = [
  spec(
    "R-HND-3 R-HND-4 what concerns another provider than the one in question moves nothing",
    ({ client }) => {
      const r = leaving(client());
      const says = (type: string, providerId: string, more: object = {}) =>
        accepted(r.on(1, type, "ops:olga", { providerId, ...more }));
      r.on(1, "providers.matched", "system:engine", { effectId: "c1/1/0", candidates: ["p1", "p2"] });
      call(r, 1, r.context.farewell?.decisionId);
      const items = { items: ["contacts"] };
      says("consent.given", "p2", items);
      expect(leaves(r)).toContain("offered");
      says("consent.given", "p1", items);
      says("provider.accepted", "p2");
      says("provider.refused", "p2");
      says("consent.revoked", "p2");
      expect(leaves(r)).toContain("asking");
      says("provider.refused", "p1");
      says("consent.given", "p2", items);
      says("provider.refused", "p1");
      says("provider.accepted", "p2");
      says("export.delivered", "p1");
      expect(leaves(r)).toContain("exporting");
      says("provider.refused", "p1");
      expect(leaves(r)).toContain("exporting");
    },
  ),
  spec("R-LIF-24 a registered letter about another decision tells nobody of the exit", ({ client }) => {
    const r = client(byTelephone);
    report(r, 0, "a");
    confirm(r, 0, "a");
    call(r, 0);
    const warning = decided(r);
    leaving(r, 1);
    r.on(1, "providers.matched", "system:engine", { effectId: "c1/1/0", candidates: [] });
    call(r, 1);
    const posted = (about: string) =>
      accepted(r.on(2, "letter.posted", "ops:olga", { about, trackingRef: "t1" }));
    posted(warning);
    expect(leaves(r)).toContain("posting");
    posted(decided(r));
    expect(leaves(r)).toContain("told");
  }),
];

const intakes: readonly Spec[] = [
  spec(
    "R-LIF-26 R-LIF-16 an offer of an intake ends with it, where the client was a former one too",
    ({ client }) => {
      const r = client();
      r.on(0, "client.left", "client:c1", { cause: "other" });
      r.on(1, "return.requested", "manager:max");
      const offer = { granted: true, kind: "other", proven: false, condition: "annual" };
      accepted(r.on(2, "discount.decided", "manager:max", offer));
      accepted(r.on(3, "prospect.withdrew", "client:c1"));
      stands(r, "terminated");
      expect(did(failed(r, 4, "N12"))).toEqual([]);
    },
  ),
];

const helped: readonly Spec[] = [
  spec(
    "R-LIF-23 R-HND-4 a client who leaves of their own is helped to move, if they want it",
    ({ client }) => {
      const r = client();
      const wants = (days: number) => r.on(days, "handover.requested", "client:c1");
      refused(wants(0), "R-LIF-23", /announced/);
      const leave = { cause: "moved", curable: false, at: date(30) };
      expect(did(accepted(r.on(1, "leave.announced", "client:c1", leave)))).toEqual([
        "openTask helpToLeave manager",
      ]);
      const matching = accepted(wants(1));
      expect(did(matching)).toEqual(["matchProviders"]);
      refused(wants(1), "R-LIF-0");
      const found = { effectId: matching.effects[0]?.id, candidates: ["p1", "p2"] };
      expect(did(r.on(2, "providers.matched", "system:engine", found))).toEqual(["offerProvider p1"]);
      const says = (days: number, type: string, data: object) =>
        did(accepted(r.on(days, type, "ops:olga", data)));
      expect(says(3, "consent.given", { providerId: "p1", items: ["contacts"] })).toEqual(["askProvider p1"]);
      expect(says(4, "provider.refused", { providerId: "p1" })).toEqual(["offerProvider p2"]);
      expect(says(5, "consent.given", { providerId: "p2", items: ["contacts"] })).toEqual(["askProvider p2"]);
      expect(says(6, "provider.accepted", { providerId: "p2" })).toEqual(["exportData p2"]);
      expect(says(7, "export.delivered", { providerId: "p2" })).toEqual(["planMove p2"]);
      stands(r, "active");
      expect(says(8, "move.confirmed", {})).toEqual([]);
      expect(leaves(r)).toContain("helpSettled");
      expect(r.context.handover?.outcome).toBe("done");
      r.on(30, "client.left", "client:c1", { cause: "lifeChanged" });
      stands(r, "terminated");
      expect(r.context).toMatchObject({ leavingSince: null, handover: { outcome: "done" } });
    },
  ),
];

const reached: readonly Spec[] = [
  spec(
    "R-LIF-20 a warning and a farewell go out once it is put right how the client is reached",
    ({ client }) => {
      const corrected = (r: Relationship, days: number, data: object) =>
        accepted(r.on(days, "contact.corrected", "ops:olga", data));
      const warned = client(byTelephone);
      report(warned, 0, "a");
      confirm(warned, 0, "a");
      expect(did(corrected(warned, 1, { zone: "Europe/Paris" }))).toEqual([]);
      expect(did(corrected(warned, 1, { channels: ["phone"] }))).toEqual([]);
      const step = corrected(warned, 1, { channels: ["phone", "email"] });
      expect(did(step)).toEqual(["closeTasks callWarning", "sendNotice N4 email"]);
      expect(slots(step, "N4")).toMatchObject({ n: 1, happenedAt: at(0) });
      warned.delivered(1);
      stands(warned, "warnedOnce");
      const parted = leaving(client(byTelephone));
      parted.on(1, "providers.matched", "system:engine", { effectId: "c1/1/0", candidates: [] });
      call(parted, 1);
      expect(did(corrected(parted, 2, { channels: ["email"] }))).toEqual([
        ...["closeTasks postLetter", "sendNotice N7 email"],
      ]);
      expect(leaves(parted)).toContain("writing");
    },
  ),
  spec(
    "R-LIF-27 an offer to a client who wants no mailings is made by a person; thanks are not",
    ({ client }) => {
      const unsubscribed = (r: Relationship, days: number, notice: string) => {
        const sent = r.steps
          .flatMap((step) => step.effects)
          .findLast(({ params }) => (params as { notice?: string }).notice === notice);
        const data = { effectId: sent?.id, notice, channel: "email", cause: "unsubscribed" };
        return r.on(days, "notice.failed", "system:post", data);
      };
      const r = client();
      r.on(0, "client.left", "client:c1", { cause: "weBrokeAgreement" });
      r.on(1, "finance.assessed", "finance:fred", { revenue: 100, benefit: 0, cost: 50 });
      r.on(1, "cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true });
      accepted(r.on(1, "winback.approved", "manager:max"));
      const step = unsubscribed(r, 1, "N10");
      expect(did(step)).toEqual(["openTask call manager"]);
      expect(points(step)).toEqual(["N10 was not sent: the client wants no mailings"]);
      noted(r, 40);
      stands(r, "terminated");
      const thanked = client();
      thanked.on(0, "segment.assigned", "manager:max", { period: "p1", segment: "core", effortRepaid: true });
      accepted(thanked.on(0, "thanks.given", "manager:max"));
      expect(did(unsubscribed(thanked, 1, "N15"))).toEqual([]);
    },
  ),
];

const undoing: readonly Spec[] = [
  spec("R-LIF-25 a senior takes an exit back before it is complete, under a legal hold too", ({ client }) => {
    const r = told(leaving(client()), 1);
    refused(r.on(2, "exit.revoked", "manager:max"), "R-ROL-1");
    r.on(2, "hold.placed", "compliance:carl", { caseRef: "h1" });
    expect(did(accepted(r.on(3, "exit.revoked", "senior:ida")))).toEqual([
      ...["closeTasks", "sendNotice N8 email"],
    ]);
    stands(r, "active");
    expect(r.context).toMatchObject({ farewell: null, endings: [] });
    expect(r.context.decisions.at(-1)?.status).toBe("revoked");
    refused(r.on(4, "exit.revoked", "senior:ida"), "R-LIF-0");
    // Whoever has not heard of it hears nothing of its end either; a cause that is not cured still pauses.
    const unheard = client();
    overdue(unheard, 40, 0);
    accepted(unheard.on(40, "exit.requested", "manager:max", { requestId: "r1", ground: "arrears" }));
    clause(unheard, 40, "arrears", true);
    dossier(unheard, 40);
    accepted(unheard.on(40, "exit.approved", "senior:sam", { requestId: "r1" }));
    expect(did(accepted(unheard.on(41, "exit.revoked", "senior:ida")))).toEqual(["closeTasks"]);
    stands(unheard, "suspended", "active");
    expect(did(failed(r, 5, "N7"))).toEqual([]);
  }),
  spec("R-LIF-25 a senior looks at a farewell again when its ground goes", ({ client }) => {
    const r = client();
    overdue(r, 40, 0);
    r.on(40, "exit.requested", "manager:max", { requestId: "r1", ground: "arrears" });
    clause(r, 40, "arrears", true);
    dossier(r, 40);
    accepted(r.on(40, "exit.approved", "senior:sam", { requestId: "r1" }));
    expect(did(noted(r, 41))).toEqual([]);
    const step = paid(r, 42);
    expect(did(step)).toEqual(["openTask reconsider senior"]);
    expect(points(step)).toEqual(["the ground of the exit is gone"]);
    stands(r, "offboarding");
    expect(did(noted(r, 43))).toEqual([]);
  }),
  spec(
    "R-FCT-1 a fact that is older than a judgement reopens nothing; a senior looks at it again",
    ({ client }) => {
      const warned = client();
      report(warned, 5, "a");
      confirm(warned, 5, "a");
      warned.delivered(5);
      const step = fault(warned, 7, "f1", 4);
      expect(did(step)).toEqual(["openTask reconsider senior"]);
      expect(step.effects[0]?.params).toMatchObject({ about: decided(warned) });
      stands(warned, "warnedOnce");
      expect(did(fault(warned, 8, "f1", 4))).toEqual([]);
      expect(did(fault(warned, 8, "f2", 6))).toEqual([]);

      const paused = client();
      overdue(paused, 10);
      const payment = paid(paused, 12, 8);
      expect(did(payment)).toEqual(["resumeWork", "sendNotice N8 email", "openTask reconsider senior"]);
      expect(payment.effects[2]?.params).toMatchObject({ about: "b1" });
      stands(paused, "active");
      const inTime = client();
      overdue(inTime, 10);
      expect(did(paid(inTime, 12, 11))).toEqual(["resumeWork", "sendNotice N8 email"]);

      const quiet = client();
      silent(quiet, 40, 5);
      const word = { messageId: "m1" };
      expect(did(toldLater(quiet, [41, 39], "client.replied", word))).toContain("openTask reconsider senior");
      stands(quiet, "active");
      // A word of long ago would have changed nothing, and ends no silence.
      const long = client();
      silent(long, 40, 5);
      expect(did(toldLater(long, [41, 6], "client.replied", word))).toEqual([]);
      stands(long, "suspended", "active");
      expect(long.context.silentSince).toBe(date(6));

      const over = client();
      overdue(over, 40, 0);
      over.on(40, "exit.requested", "manager:max", { requestId: "r1", ground: "arrears" });
      clause(over, 40, "arrears", true);
      dossier(over, 40);
      over.on(41, "exit.approved", "senior:sam", { requestId: "r1" });
      over.on(42, "client.left", "client:c1", { cause: "other" });
      const found = paid(over, 50, 30);
      expect(did(found)).toEqual(["openTask reconsider senior"]);
      expect(found.effects[0]?.params).toMatchObject({ about: decided(over) });
      stands(over, "terminated");
    },
  ),
  spec(
    "R-LIF-12 R-LIF-20 an incident older than the last delivery is no new strike, after a reinstatement too",
    ({ client }) => {
      const r = client();
      r.strike(10);
      r.on(20, "conduct.improved", "manager:max", { evidence: "v_00000000" });
      stands(r, "active");
      report(r, 30, "old", "insult", 5);
      expect(did(accepted(confirm(r, 30, "old")))).toEqual([]);
      stands(r, "active");
      report(r, 31, "new", "insult", 25);
      expect(did(accepted(confirm(r, 31, "new")))).toEqual(["sendNotice N4 email"]);
    },
  ),
  spec(
    "R-LIF-12 an appeal is judged while we ask the client back, and after the client came back",
    ({ client }) => {
      const gone = (): Relationship => {
        const r = told(leaving(client()), 1);
        r.on(9, "duties.done", "client:c1", { items: [] });
        r.on(9, "handover.declined", "client:c1");
        accepted(r.on(9, "offboarding.completed", "ops:olga"));
        appeal(r, 10, decided(r));
        return r;
      };
      const approach = (r: Relationship, days: number) => {
        r.on(days, "finance.assessed", "finance:fred", { revenue: 100, benefit: 0, cost: 50 });
        r.on(days, "cause.assessed", "manager:max", { cause: "obstacle", cured: true });
        accepted(r.on(days, "winback.approved", "manager:max"));
      };
      const exitOf = (r: Relationship) =>
        r.context.decisions.find(({ kind }) => kind === "exit")?.id ?? "none";
      const asked = gone();
      approach(asked, 11);
      expect(did(accepted(upheld(asked, 12, exitOf(asked))))).toEqual([
        ...["allowContact", "closeTasks", "sendNotice N9 email"],
      ]);
      stands(asked, "active");
      expect(goodbyes(asked.context)).toBe(0);
      expect(did(failed(asked, 13, "N10"))).toEqual([]);
      const back = gone();
      approach(back, 11);
      accepted(back.on(12, "winback.accepted", "manager:max", { prepayPct: 30, damagingRewrite: false }));
      expect(did(accepted(upheld(back, 13, exitOf(back))))).toEqual(["closeTasks", "sendNotice N9 email"]);
      stands(back, "active");
      expect(goodbyes(back.context)).toBe(0);
      back.on(60, "client.left", "client:c1", { cause: "obstacle" });
      stands(back, "terminated");
      const leftAgain = gone();
      approach(leftAgain, 11);
      leftAgain.on(12, "winback.accepted", "manager:max", { prepayPct: 30, damagingRewrite: false });
      leftAgain.on(13, "client.left", "client:c1", { cause: "other" });
      stands(leftAgain, "closed");
      expect(did(accepted(upheld(leftAgain, 14, exitOf(leftAgain))))).toEqual([
        ...["allowContact", "closeTasks", "sendNotice N9 email", "stopMailings"],
      ]);
      stands(leftAgain, "terminated");
      const returned = gone();
      returned.on(11, "return.requested", "manager:max");
      accepted(upheld(returned, 12, exitOf(returned)));
      stands(returned, "onboarding");
      expect(goodbyes(returned.context)).toBe(0);
      // What did not lead to a goodbye opens no way back.
      const shut = client();
      shut.strike(0);
      shut.on(1, "client.left", "client:c1", { cause: "obstacle" });
      appeal(shut, 2, decided(shut));
      approach(shut, 3);
      shut.on(4, "winback.declined", "client:c1");
      expect(did(accepted(upheld(shut, 5, decided(shut))))).toEqual(["closeTasks", "sendNotice N9 email"]);
      stands(shut, "closed");
      // A decline is an ending of its own: it alone stays without a way back.
      const declined = gone();
      approach(declined, 11);
      declined.on(12, "winback.declined", "client:c1");
      accepted(upheld(declined, 13, exitOf(declined)));
      stands(declined, "active");
      expect(goodbyes(declined.context)).toBe(1);
    },
  ),
  spec(
    "R-LIF-12 an exit for conduct falls with a warning that it rests on, whenever that is judged",
    ({ client }) => {
      const r = told(leavingForConduct(client()), 21);
      const [, second] = r.context.decisions;
      appeal(r, 22, second?.id ?? "none");
      r.on(23, "client.left", "client:c1", { cause: "other" });
      r.on(24, "return.requested", "manager:max");
      accepted(upheld(r, 25, second?.id ?? "none"));
      stands(r, "onboarding");
      expect(goodbyes(r.context)).toBe(0);
    },
  ),
];

const sums: readonly Spec[] = [
  spec("R-DEC-6 a client whose image or volume pays is not negligible", ({ client }) => {
    const r = client();
    const assess = (benefit: number) =>
      r.on(0, "finance.assessed", "finance:fred", { revenue: 100, benefit, cost: 98 });
    const ask = () => r.on(0, "exit.requested", "manager:max", { requestId: "r1", ground: "unprofitable" });
    assess(50);
    refused(ask(), "R-DEC-6");
    assess(4);
    refused(ask(), "R-DEC-6");
    assess(3);
    accepted(ask());
  }),
  spec("R-DEC-9 whoever paid too late in the last twelve months does not pay on time", ({ client }) => {
    const loyal = (r: Relationship, days: number) =>
      r.on(days, "discount.decided", "manager:max", {
        ...{ kind: "loyal", granted: true, proven: false, condition: null, total: 100 },
      });
    const r = client();
    accepted(loyal(r, 0));
    overdue(r, 7, 0);
    refused(loyal(r, 8), "R-DEC-9", /pays on time/);
    paid(r, 20);
    refused(loyal(r, 21), "R-DEC-9", /pays on time/);
    refused(loyal(r, 380), "R-DEC-9", /pays on time/);
    accepted(loyal(r, 386));
    const inTime = client();
    invoice(inTime, 0, 0, 500);
    paid(inTime, 7);
    accepted(loyal(inTime, 8));
    const late = client();
    invoice(late, 0, 0, 500);
    paid(late, 8);
    refused(loyal(late, 9), "R-DEC-9", /pays on time/);
    const voided = client();
    invoice(voided, 0, 0, 500);
    invoice(voided, 20, 0, 0);
    accepted(loyal(voided, 21));
  }),
  spec(
    "R-DEC-9 a costly or long-term item may be matched; otherwise the total rises or the scope is cut",
    ({ client }) => {
      const decide = (data: object) =>
        client().on(0, "discount.decided", "manager:max", {
          ...{ granted: true, proven: false, condition: null },
          ...data,
        });
      const cheaper = { kind: "cheaper", item: "costly", oldTotal: 200, total: 150 };
      refused(decide(cheaper), "R-DEC-9", /shown to us/);
      accepted(decide({ ...cheaper, proven: true }));
      accepted(decide({ ...cheaper, proven: true, item: "longTerm" }));
      refused(decide({ ...cheaper, proven: true, item: undefined }), "R-DEC-9", /costly or long-term/);
      const annual = { kind: "promise", condition: "annual", oldTotal: 100 };
      refused(decide({ ...annual, total: 1 }), "R-DEC-9", /above the old one/);
      refused(decide({ ...annual, total: 100 }), "R-DEC-9", /above the old one/);
      accepted(decide({ ...annual, total: 101 }));
      accepted(decide({ kind: "budget", condition: "scope", oldTotal: 100, total: 60 }));
      refused(
        decide({ ...cheaper, proven: true, item: undefined, condition: "bulk", total: 150 }),
        "R-DEC-9",
        /above the old one/,
      );
    },
  ),
];

export const record: readonly Spec[] = [
  ...facts,
  ...letters,
  ...otherwise,
  ...intakes,
  ...helped,
  ...reached,
  ...undoing,
  ...sums,
];
