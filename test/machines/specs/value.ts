import { expect } from "vitest";
import {
  DAY,
  discountVerdict,
  eventSpec,
  eventTypes,
  explain,
  iso,
  policySchema,
  type Role,
  reasons,
  type Step,
  type Sums,
} from "../../../machines/index.ts";
import { groundFindings } from "../../../machines/rules/grounds.ts";
import { type By, policy, Relationship, SECTIONS, SUMS, T0 } from "../../support/machine.ts";
import { clause, confirm, groundOpen, report } from "./ladder.ts";
import { accepted, did, points, refused, type Spec, slots, spec, stands } from "./spec.ts";

const at = (days: number) => iso(T0 + days * DAY);
const V = (n: number) => `v_0000000${n}`;
/** No finding of a rule but this one names these inputs. */
const read = (step: Step, rule: string, says: RegExp) => {
  const { findings } = step.entry;
  const why = findings.find((finding) => finding.rule === rule && says.test(finding.says));
  return why?.read ?? {};
};

const compiled = (r: Relationship, days: number, change: Partial<Sums>, sections = SECTIONS) =>
  r.on(days, "dossier.compiled", "manager:max", {
    ...{ dossierId: `D${days}`, sections, hash: "0".repeat(64) },
    sums: { ...SUMS, ...change },
  });
const finance = (r: Relationship, days: number, revenue: number, cost: number, benefit = 0) =>
  r.on(days, "finance.assessed", "finance:fred", { revenue, cost, benefit });
const ask = (r: Relationship, days: number, ground: string) =>
  r.on(days, "exit.requested", "manager:max", { requestId: `r${days}`, ground });
const approve = (r: Relationship, days: number, requestId: string) =>
  r.on(days, "exit.approved", "senior:sam", { requestId });

const threat = (demand: number, probabilityPct: number, impact: number) => ({
  ...{ demand, risks: [{ probabilityPct, impact }] },
});

const dossiers: readonly Spec[] = [
  spec(
    "R-DEC-6 a dossier's revenue and cost take the place of a statement; its benefit stays",
    ({ client }) => {
      const r = client();
      finance(r, 0, 1000, 10, -20);
      refused(ask(r, 0, "unprofitable"), "R-DEC-6");
      compiled(r, 1, {});
      const step = accepted(ask(r, 1, "unprofitable"));
      expect(read(step, "R-DEC-6", /net value/)).toEqual({
        ...{ netValue: -10, revenue: 100, benefit: -20, cost: 90, dossier: "D1" },
        ...SUMS.costs,
        ...{ marginRevenue: 100, marginCost: 90 },
      });
      // What was told last wins; a sum that misses facts says nothing.
      compiled(r, 2, { revenue: null, cost: 500, missing: ["lossOnExit.revenue"] });
      expect(r.context.assessed.finance).toMatchObject({ revenue: 100, cost: 90, dossier: "D1" });
      r.on(2, "exit.withdrawn", "manager:max", { requestId: "r1" });
      const again = accepted(ask(r, 2, "unprofitable"));
      expect(read(again, "R-DEC-6", /net value/)).toEqual({
        ...{ netValue: -10, revenue: 100, benefit: -20, cost: 90, dossier: "D1" },
        ...{ marginRevenue: 100, marginCost: 90 },
      });
      finance(r, 3, 100, 50);
      expect(r.context.request).toBeNull();

      const none = client();
      compiled(none, 0, { cost: 101 });
      expect(none.context.assessed.finance).toMatchObject({ benefit: 0 });
      accepted(ask(none, 0, "unprofitable"));
    },
  ),
  spec(
    "R-DEC-6 the margin is judged by what was sold, where a dossier tells it: 5 % or less",
    ({ client }) => {
      for (const [cost, stands] of [
        [96, true],
        [95, true],
        [94, false],
      ] as const) {
        const r = client();
        compiled(r, 0, { margin: { revenue: 100, cost } });
        if (stands) accepted(ask(r, 0, "unprofitable"));
        else refused(ask(r, 0, "unprofitable"), "R-DEC-6");
        // Finance's word of a later day is judged by its own figures.
        finance(r, 1, 100, 20);
        refused(ask(r, 1, "unprofitable"), "R-DEC-6");
      }
    },
  ),
  spec(
    "R-DEC-4 a dossier's threat and concessions replace what was told; without a threat there is none",
    ({ client }) => {
      const r = client();
      r.on(0, "concession.granted", "manager:max", { cost: 1000, underThreat: true });
      compiled(r, 1, { concessionsUnderThreat: 201, threat: { ...threat(100, 50, 600), unoffered: 0 } });
      const step = accepted(ask(r, 1, "blackmail"));
      expect(read(step, "R-DEC-4", /assessed/)).toMatchObject({
        ...{ cost: 301, risk: 300, concessionsUnderThreat: 201, demand: 100, dossier: "D1" },
      });
      compiled(r, 2, { concessionsUnderThreat: 200, threat: { ...threat(100, 50, 600), unoffered: 0 } });
      expect(r.context.request).toBeNull();
      refused(ask(r, 2, "blackmail"), "R-DEC-4", /solving costs more/);
      compiled(r, 3, { concessionsUnderThreat: 900, threat: { ...threat(100, 50, 600), unoffered: 1 } });
      refused(ask(r, 3, "blackmail"), "R-DEC-4", /without an alternative/);
      compiled(r, 4, { concessionsUnderThreat: 900, threat: null });
      refused(ask(r, 4, "blackmail"), "R-DEC-4", /assessed/);
    },
  ),
  spec("R-DEC-4 the risk is summed exactly: 0.57 % of 10,000 is 57, and equal stays", ({ client }) => {
    const r = client();
    demanded(r);
    r.on(0, "threat.assessed", "finance:fred", threat(57, 0.57, 10_000));
    refused(ask(r, 0, "blackmail"), "R-DEC-4");
    r.on(0, "threat.assessed", "finance:fred", threat(58, 0.57, 10_000));
    accepted(ask(r, 0, "blackmail"));
  }),
  spec("R-DEC-5 the clients who want the same are counted, and so are the workarounds", ({ client }) => {
    const r = client();
    const product = { others: 3, onRoadmap: false, feasible: true, build: 9, support: 9, pays: 5 };
    const demand = { about: "pears", others: 0, offered: 2, workaroundsRejected: true };
    compiled(r, 0, { demand });
    refused(ask(r, 0, "customisation"), "R-DEC-5");
    r.on(1, "product.assessed", "product:pia", { ...product, workaroundsRejected: false });
    refused(ask(r, 1, "customisation"), "R-DEC-5", /no other client/);
    compiled(r, 2, { demand });
    const step = accepted(ask(r, 2, "customisation"));
    expect(read(step, "R-DEC-5", /no other/)).toEqual({ others: 0, about: "pears", dossier: "D2" });
    expect(read(step, "R-DEC-5", /workarounds/)).toEqual({ offered: 2, dossier: "D2" });
    compiled(r, 3, { demand: { ...demand, others: 1 } });
    refused(ask(r, 3, "customisation"), "R-DEC-5", /no other client/);
  }),
  spec("R-DEC-5 what product answered about something else is no ground", ({ client }) => {
    const r = client();
    const product = { others: 0, onRoadmap: false, feasible: true, build: 9, support: 9, pays: 5 };
    const demand = { about: "pears", others: 1, offered: 1, workaroundsRejected: true };
    const assessed = (t: number, about?: string) =>
      r.on(t, "product.assessed", "product:pia", {
        ...product,
        workaroundsRejected: true,
        ...(about && { about }),
      });
    assessed(0, "plums");
    accepted(ask(r, 0, "customisation"));
    compiled(r, 1, { demand });
    expect(r.context.request).toBeNull();
    const step = refused(ask(r, 1, "customisation"), "R-DEC-5", /what the client wants now/);
    expect(read(step, "R-DEC-5", /wants now/)).toEqual({
      assessed: "plums",
      demanded: "pears",
      dossier: "D1",
    });
    // Who wants pears is no word about plums.
    expect(read(step, "R-DEC-5", /no other/)).toMatchObject({ others: 0 });
    assessed(2, "pears");
    compiled(r, 2, { demand: { ...demand, others: 0 } });
    accepted(ask(r, 2, "customisation"));
    // Whoever named nothing is taken to speak of what is wanted.
    assessed(3);
    expect(r.context.request).not.toBeNull();
  }),
  spec("R-DEC-15 the returns of a dossier against their margin", ({ client }) => {
    const r = client();
    compiled(r, 0, { returns: { cost: 120, margin: 120 } });
    refused(ask(r, 0, "returns"), "R-DEC-15");
    compiled(r, 1, { returns: { cost: 120, margin: 100 } });
    expect(read(accepted(ask(r, 1, "returns")), "R-DEC-15", /returns/)).toEqual({
      ...{ cost: 120, margin: 100, dossier: "D1" },
    });
  }),
  spec(
    "R-DEC-4 finance prices a threat; whether alternatives were offered is the dossier's to tell",
    ({ client }) => {
      const r = client();
      compiled(r, 0, { threat: { ...threat(100, 50, 100), unoffered: 1 } });
      r.on(1, "threat.assessed", "finance:fred", threat(100, 50, 100));
      refused(ask(r, 1, "blackmail"), "R-DEC-4", /without an alternative/);
      compiled(r, 2, { threat: { ...threat(100, 50, 100), unoffered: 0 } });
      accepted(ask(r, 2, "blackmail"));
    },
  ),
  spec("R-DEC-5 an accepted alternative closes the demand, and the ground with it", ({ client }) => {
    const r = client();
    const product = { others: 0, onRoadmap: false, feasible: true, build: 9, support: 9, pays: 5 };
    r.on(0, "product.assessed", "product:pia", { ...product, workaroundsRejected: true });
    compiled(r, 1, { demand: { about: "pears", others: 0, offered: 1, workaroundsRejected: true } });
    accepted(ask(r, 1, "customisation"));
    compiled(r, 2, {});
    expect(r.context.request).toBeNull();
    refused(ask(r, 2, "customisation"), "R-DEC-5", /workarounds/);
  }),
  spec("R-DEC-15 returns that a dossier told of are over with the one that tells of none", ({ client }) => {
    const r = client();
    compiled(r, 0, { returns: { cost: 120, margin: 100 } });
    compiled(r, 400, {});
    refused(ask(r, 400, "returns"), "R-DEC-15");
    // What a person stated stays: the facts do not speak of it.
    const about = { ground: "returns", cost: 120, margin: 100 };
    r.on(401, "ground.assessed", "manager:max", { about });
    compiled(r, 402, {});
    accepted(ask(r, 402, "returns"));
  }),
  spec("R-DEC-6 the margin is held against its limit exactly: 77 of 11,000 are 0.7 %", () => {
    const strict = { ...policy, value: { ...policy.value, negligibleMarginPct: 0.7 } };
    const { context } = new Relationship();
    const finance = { revenue: 11_000, benefit: 0, cost: 10_923 };
    const [finding] = groundFindings(
      { ...context, policy: strict, assessed: { ...context.assessed, finance } },
      "unprofitable",
    );
    expect(finding?.passed).toBe(true);
  }),
  spec("R-DEC-3 an approval reads what the dossier misses, and the faults that it counted", ({ client }) => {
    const r = client();
    clause(r, 0, "unprofitable", true);
    compiled(r, 0, { cost: 101, missing: ["costToServe.rates.CHF"] }, SECTIONS.slice(1));
    ask(r, 0, "unprofitable");
    const step = refused(approve(r, 0, "r0"), "R-DEC-3", /six sections/);
    expect(read(step, "R-DEC-3", /six/)).toEqual({
      ...{ sections: 5, dossier: "D0", missing: ["costToServe.rates.CHF"] },
    });
    compiled(r, 1, { cost: 101, faults: { open: 0, window: 3 } });
    refused(approve(r, 1, "r0"), "R-DEC-3", /fewer than 3 faults/);
    compiled(r, 2, { cost: 101, faults: { open: 0, window: 2 } });
    accepted(approve(r, 2, "r0"));
    const limited = groundOpen(client());
    clause(limited, 20, "conduct", false);
    const restrict = () => limited.on(20, "restriction.ordered", "manager:max", { channel: "post" });
    compiled(limited, 20, { faults: { open: 0, window: 3 } });
    refused(restrict(), "R-DEC-3", /fewer than 3 faults/);
    compiled(limited, 20, { faults: { open: 0, window: 2 } });
    accepted(restrict());
  }),
  spec("R-DEC-3 sums in another currency teach nothing, and are named as missing", ({ client }) => {
    const r = client();
    compiled(r, 0, { currency: "CHF", cost: 500 });
    expect(r.context.assessed.finance).toBeNull();
    expect(r.context.dossier?.sums?.missing).toEqual(["currency.CHF"]);
  }),
  spec("R-DEC-10 an approach shows the sum that it rests on", ({ client }) => {
    const r = client();
    r.on(0, "client.left", "client:c1", { cause: "weBrokeAgreement" });
    r.on(1, "cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true });
    compiled(r, 1, {});
    const step = accepted(r.on(1, "winback.approved", "manager:max"));
    expect(read(step, "R-DEC-10", /net value/)).toMatchObject({ netValue: 10, dossier: "D1", service: 50 });
  }),
  spec("R-DEC-10 a client of the low tier gets a promotional letter, and no bonus with it", ({ client }) => {
    const gone = (tier: string) => {
      const r = client();
      r.on(0, "tier.assigned", "finance:fred", { period: "2025", tier });
      r.on(0, "client.left", "client:c1", { cause: "weBrokeAgreement" });
      r.on(1, "cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true });
      finance(r, 1, 100, 50);
      return r;
    };
    // Nobody said yet what the client brings: that is not low, and the finding does not say that it is above.
    const unknown = client();
    unknown.on(0, "client.left", "client:c1", { cause: "weBrokeAgreement" });
    unknown.on(1, "cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true });
    finance(unknown, 1, 100, 50);
    const bonus = accepted(unknown.on(2, "winback.approved", "manager:max", { bonusRef: V(1) }));
    expect(read(bonus, "R-DEC-10", /^the tier is not low/)).toEqual({ tier: null });
    refused(gone("low").on(2, "winback.approved", "manager:max", { bonusRef: V(1) }), "R-DEC-10", /no bonus/);
    accepted(gone("mid").on(2, "winback.approved", "manager:max", { bonusRef: V(1) }));
    const low = gone("low");
    expect(slots(accepted(low.on(2, "winback.approved", "manager:max")), "N10").promotion).toBe(true);
    low.on(3, "winback.declined", "client:c1");
    const removed = { evidenceAt: at(4), ref: "e1" };
    refused(low.on(4, "obstacle.removed", "senior:sam", { ...removed, bonusRef: V(1) }), "R-DEC-10");
    accepted(low.on(4, "obstacle.removed", "senior:sam", removed));
  }),
  spec(
    "R-DEC-14 more than 20 hours before the contract: one review, and nobody is stopped",
    ({ prospect }) => {
      const r = prospect();
      const summed = (minutes: number) =>
        r.on(1, "effort.summed", "system:engine", { kind: "precontract", minutes, upTo: "2026-01-02" });
      expect(did(summed(1200))).toEqual([]);
      const step = summed(1201);
      expect(did(step)).toEqual(["openTask review manager"]);
      expect(points(step)).toEqual(["preContractEffort"]);
      expect(read(step, "R-DEC-14", /20 hours/)).toMatchObject({ minutes: 1201, upTo: "2026-01-02" });
      expect(did(summed(2000))).toEqual([]);
      expect(did(compiled(r, 2, { precontractMinutes: 3000 }))).toEqual([]);
      const other = prospect();
      expect(did(compiled(other, 2, { precontractMinutes: 1200 }))).toEqual([]);
      const seen = compiled(other, 3, { precontractMinutes: 1260 });
      expect(did(seen)).toEqual(["openTask review manager"]);
      expect(read(seen, "R-DEC-14", /20 hours/)).toMatchObject({ minutes: 1260, dossier: "D3" });
      other.on(3, "intake.assessed", "manager:max", { fit: true, needs: [], flagged: false });
      clause(other, 3, "terms", true);
      const agreed = { contractRef: "k1", channel: "email", prepayPct: 30, damagingRewrite: false };
      accepted(other.on(4, "contract.signed", "sales:sven", agreed));
    },
  ),
];

/** "Or else", and what was offered instead (R-DEC-4). */
function demanded(r: Relationship): void {
  const demand = { demandId: "half", about: "half-price", underThreat: true, offered: ["consulting"] };
  r.on(0, "demand.recorded", "manager:max", demand);
}

/** Every ground that is assessed stands, and none is for finance to say. */
function everyGround(r: Relationship): void {
  const assess = (about: object, by: By = "manager:max") => r.on(0, "ground.assessed", by, { about });
  r.on(0, "terms.refused", "sales:sven", { term: "rewrite" });
  r.on(0, "concession.granted", "manager:max", { cost: 1000, underThreat: true });
  demanded(r);
  r.on(0, "threat.assessed", "finance:fred", threat(10, 1, 1));
  r.on(0, "product.assessed", "product:pia", {
    ...{ others: 0, onRoadmap: false, feasible: false, build: 9, support: 9, pays: 5 },
    workaroundsRejected: true,
  });
  assess({ ground: "returns", cost: 2, margin: 1 });
  assess({ ground: "sabotage", deliberate: true });
  assess({ ground: "sabotage", deliberate: true }, "senior:sam");
  assess({ ground: "chemistry", personalService: true, otherSpecialist: false });
  assess({ ground: "lostInterest", lifeChanged: true, repositioned: false });
}
const ASSESSED = [
  ...(["terms", "blackmail", "customisation", "outgrown"] as const),
  ...(["returns", "sabotage", "chemistry", "lostInterest"] as const),
];
const standing = (r: Relationship) =>
  ASSESSED.filter((ground) => groundFindings(r.context, ground).every(({ passed }) => passed));

const comebacks: readonly Spec[] = [
  spec("R-LIF-14 what was a ground before a win-back is none after it", ({ client }) => {
    const r = client();
    everyGround(r);
    expect(standing(r)).toEqual(ASSESSED);
    finance(r, 0, 100, 50);
    compiled(r, 0, {
      concessionsUnderThreat: 1000,
      threat: { ...threat(10, 1, 1), unoffered: 0 },
      returns: { cost: 2, margin: 1 },
    });
    expect(standing(r)).toEqual(ASSESSED);
    r.on(1, "client.left", "client:c1", { cause: "weBrokeAgreement" });
    r.on(2, "cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true });
    accepted(r.on(3, "winback.approved", "manager:max"));
    accepted(r.on(4, "winback.accepted", "manager:max", { prepayPct: 30, damagingRewrite: false }));
    expect(standing(r)).toEqual([]);
    expect(r.context.concessionsUnderThreat).toBe(0);
    // What was compiled before speaks of a relationship that has ended.
    finance(r, 5, 100, 130);
    clause(r, 5, "unprofitable", true);
    accepted(ask(r, 5, "unprofitable"));
    refused(approve(r, 5, "r5"), "R-DEC-3", /six sections/);
  }),
  spec("R-LIF-16 a return is a full intake: value, clauses and grounds are looked at anew", ({ client }) => {
    const r = client();
    everyGround(r);
    finance(r, 0, 100, 50);
    clause(r, 0, "terms", true);
    compiled(r, 0, {});
    r.on(1, "client.left", "client:c1", { cause: "other" });
    accepted(r.on(2, "return.requested", "manager:max"));
    expect(standing(r)).toEqual([]);
    r.on(2, "intake.assessed", "manager:max", { fit: true, needs: [], flagged: false });
    const agreed = { contractRef: "k2", channel: "email", prepayPct: 30, damagingRewrite: false };
    const sign = () => r.on(3, "contract.signed", "sales:sven", agreed);
    refused(sign(), "R-DEC-6", /assessed/);
    finance(r, 3, 100, 50);
    refused(sign(), "R-ONB-1", /exit clause/);
    clause(r, 3, "terms", true);
    accepted(sign());
    expect(r.context.dossier).toBeNull();
  }),
  spec("R-DEC-7 terms that were refused and then agreed on are no ground", ({ prospect }) => {
    const r = prospect();
    r.on(0, "terms.refused", "sales:sven", { term: "prepayment" });
    r.on(0, "intake.assessed", "manager:max", { fit: true, needs: [], flagged: false });
    finance(r, 0, 100, 50);
    clause(r, 0, "terms", true);
    const agreed = { contractRef: "k1", channel: "email", prepayPct: 30, damagingRewrite: false };
    accepted(r.on(1, "contract.signed", "sales:sven", agreed));
    refused(ask(r, 1, "terms"), "R-DEC-7");
  }),
];

const attention: readonly Spec[] = [
  spec("R-DEC-1 streaks are remembered in bounded number, a legal hold or not", ({ client }) => {
    const r = client();
    r.on(0, "hold.placed", "compliance:cora", { caseRef: "h1" });
    for (let n = 0; n < 120; n += 1)
      r.on(n, "streak.noticed", "system:engine", {
        ...{ streakId: `s${n}`, at: at(n), messages: 3, channels: ["email"], threads: [] },
      });
    expect(Object.keys(r.context.streaks)).toHaveLength(100);
    expect(Object.keys(r.context.streaks).at(-1)).toBe("s119");
    for (let n = 0; n < 120; n += 1) r.on(120, "staff.askedOff", "ops:olga", { agentId: `a${n}` });
    expect(r.context.askedOff).toHaveLength(100);
  }),
  spec("R-DEC-1 a streak: one alert and one dialogue, once; never a strike, never a notice", ({ client }) => {
    const r = client();
    const noticed = (streakId: string, messages = 3) =>
      r.on(0, "streak.noticed", "system:engine", {
        ...{ streakId, at: at(0), messages, channels: ["email", "chat", "phone"], threads: ["t1", "t2"] },
      });
    expect(did(noticed("s1", 2))).toEqual([]);
    const step = noticed("s1");
    expect(did(step)).toEqual(["raiseAlert", "openTask answer ops"]);
    expect(points(step)).toEqual(["priority.1", "merge.t1", "merge.t2"]);
    // A raised priority is not answered when any other task is.
    const task = step.effects.find(({ type }) => type === "openTask");
    expect(task?.params).toMatchObject({ dueAt: at(policy.attention.answerDays) });
    expect(policy.attention.answerDays).toBeLessThan(policy.tasks.dueDays);
    expect(did(noticed("s1", 4))).toEqual([]);
    expect(did(noticed("s2"))).toEqual(["raiseAlert", "openTask answer ops"]);
    stands(r, "active");
    expect(r.context.decisions).toEqual([]);
  }),
  spec(
    "R-DEC-1 three streaks of 30 days found not urgent: the next one is a manager's, who may state N3",
    ({ client }) => {
      const r = client();
      const noticed = (days: number, streakId: string) =>
        r.on(days, "streak.noticed", "system:engine", {
          ...{ streakId, at: at(days), messages: 3, channels: ["email"], threads: [] },
        });
      const judged = (days: number, streakId: string, urgent: boolean) =>
        r.on(days, "streak.judged", "ops:olga", { streakId, urgent });
      for (const [day, urgent] of [
        [0, false],
        [1, true],
        [2, false],
        [3, false],
      ] as const) {
        expect(did(noticed(day, `s${day}`))).toContain("raiseAlert");
        judged(day, `s${day}`, urgent);
      }
      judged(3, "unheardOf", false);
      const step = noticed(30, "s30");
      expect(did(step)).toEqual(["openTask review manager"]);
      expect(points(step)).toEqual(["boundary"]);
      expect(read(step, "R-DEC-1", /at least 3 streaks of 30 days/)).toEqual({ notUrgent: 3 });
      expect(did(noticed(30, "s30"))).toEqual([]);
      expect(did(r.on(30, "boundary.stated", "manager:max", { textRef: V(1) }))).toEqual([
        "sendNotice N3 email",
      ]);
      // The first of the three lies more than 30 days back.
      expect(did(noticed(31, "s31"))).toEqual(["raiseAlert", "openTask answer ops"]);
      expect(Object.keys(r.context.streaks)).not.toContain("s0");
      expect(r.context.decisions).toEqual([]);
    },
  ),
];

const reviews: readonly Spec[] = [
  spec(
    "R-DEC-12 looks within half a review's period are one review, whatever they are called",
    ({ client }) => {
      const r = client();
      const drained = (day: number, period: string) => {
        r.on(day, "segment.assigned", "manager:max", { period, segment: "draining", effortRepaid: false });
        return r.context.segmented?.draining;
      };
      expect(drained(0, "a")).toBe(1);
      expect(drained(0, "b")).toBe(1);
      expect(drained(44, "c")).toBe(1);
      refused(ask(r, 44, "draining"), "R-DEC-12", /2 reviews running/);
      expect(drained(45, "d")).toBe(2);
      accepted(ask(r, 45, "draining"));
    },
  ),
  spec("R-DEC-11 R-DEC-12 a period is assigned once, also after a later one", ({ client }) => {
    const r = client();
    const segment = (period: string, to: string) =>
      r.on(1, "segment.assigned", "manager:max", { period, segment: to, effortRepaid: false });
    segment("q1", "draining");
    segment("q2", "core");
    expect(did(segment("q1", "draining"))).toEqual([]);
    segment("q3", "draining");
    expect(r.context.segmented?.draining).toBe(1);
    refused(ask(r, 1, "draining"), "R-DEC-12", /2 reviews running/);
    const tier = (period: string, to: string) =>
      r.on(1, "tier.assigned", "system:engine", { period, tier: to });
    tier("p1", "low");
    tier("p2", "high");
    expect(did(tier("p1", "low"))).toEqual([]);
    expect(r.context.tiered?.tier).toBe("high");
    // And they are remembered in bounded number.
    for (let n = 0; n < 30; n += 1) {
      segment(`s${n}`, "core");
      tier(`t${n}`, "high");
    }
    expect(r.context.segmented?.periods).toHaveLength(12);
    expect(r.context.tiered?.periods).toHaveLength(12);
  }),
  spec(
    "R-DEC-11 R-DEC-12 nothing is found before the tier or segment is told, or where it was told before",
    ({ client }) => {
      const r = client();
      const tier = { period: "p1", tier: "high" };
      r.on(0, "tier.assigned", "system:engine", { ...tier, period: "p0", tier: "mid" });
      r.on(0, "tier.assigned", "system:engine", tier);
      const found = (type: string, data?: object) =>
        explain(r.definition, r.stored, {
          ...{ eventId: "e", type, occurredAt: at(1), receivedAt: at(1), data },
          actor: { id: "engine", role: "system" },
        }).candidates.map(({ findings }) => findings.map(({ says, passed }) => [says, passed]));
      expect(found("tier.assigned")).toEqual([[["the client moves to another tier", null]]]);
      expect(found("tier.assigned", tier)).toEqual([[["the client moves to another tier", false]]]);
      expect(
        found("segment.assigned")
          .flat()
          .map(([, passed]) => passed),
      ).toEqual([null, null]);
    },
  ),
  spec(
    "R-DEC-11 a client who moved tier is a manager's to look at, once a period; nothing else",
    ({ client }) => {
      const r = client();
      const tier = (period: string, to: string) =>
        r.on(1, "tier.assigned", "system:engine", { period, tier: to });
      expect(did(tier("q1", "high"))).toEqual([]);
      expect(did(tier("q2", "high"))).toEqual([]);
      const step = tier("q3", "low");
      expect(did(step)).toEqual(["openTask review manager"]);
      expect(points(step)).toEqual(["tier.low"]);
      expect(did(tier("q3", "mid"))).toEqual([]);
      expect(r.context.tiered).toMatchObject({ tier: "low", before: "high" });
      expect(did(r.on(1, "feedback.received", "ops:olga", { ref: "x", good: true }))).toEqual([]);
      stands(r, "active");
    },
  ),
  spec(
    "R-DEC-12 draining is reviewed, never ended; core and wavering are thanked, once a period",
    ({ client }) => {
      const r = client();
      const segment = (period: string, to: string) =>
        r.on(1, "segment.assigned", "system:engine", { period, segment: to, effortRepaid: true });
      const drained = segment("q1", "draining");
      expect(did(drained)).toEqual(["openTask review manager"]);
      expect(points(drained)).toEqual(["draining"]);
      expect(did(segment("q1", "draining"))).toEqual([]);
      expect(r.context.segmented?.draining).toBe(1);
      for (const [period, to] of [
        ["q2", "core"],
        ["q3", "wavering"],
      ] as const) {
        expect(did(segment(period, to))).toEqual(["openTask thank manager"]);
        expect(did(r.on(1, "thanks.given", "manager:max", {}))).toEqual([
          "closeTasks thank",
          "sendNotice N15 email",
        ]);
      }
      expect(r.context.segmented?.draining).toBe(0);
      stands(r, "active");
    },
  ),
  spec(
    "R-DEC-12 draining twice running, and effort not repaid or two people asked off: a ground",
    ({ client }) => {
      const reviewed = (...periods: [segment: string, effortRepaid: boolean][]) => {
        const r = client();
        periods.forEach(([segment, effortRepaid], n) => {
          r.on(n * 90, "segment.assigned", "system:engine", { period: `q${n}`, segment, effortRepaid });
        });
        return r;
      };
      refused(ask(client(), 0, "draining"), "R-DEC-12");
      refused(ask(reviewed(["draining", false]), 200, "draining"), "R-DEC-12", /2 reviews running/);
      const broken = reviewed(["draining", false], ["core", true], ["draining", false]);
      refused(ask(broken, 200, "draining"), "R-DEC-12", /2 reviews running/);
      accepted(ask(reviewed(["draining", true], ["draining", false]), 200, "draining"));
      const paying = reviewed(["draining", true], ["draining", true]);
      const off = (agentId: string) => paying.on(200, "staff.askedOff", "ops:olga", { agentId });
      off("olga");
      off("olga");
      refused(ask(paying, 200, "draining"), "R-DEC-12", /2 of our people/);
      off("omar");
      const step = accepted(ask(paying, 200, "draining"));
      expect(read(step, "R-DEC-12", /asked off/)).toEqual({ effortRepaid: true, askedOff: 2 });
      // The ground goes with the next better review, and the request with it.
      paying.on(290, "segment.assigned", "system:engine", {
        ...{ period: "q9", segment: "wavering", effortRepaid: true },
      });
      expect(paying.context.request).toBeNull();
    },
  ),
  spec("R-DEC-12 whoever comes back is reviewed anew", ({ client }) => {
    const r = client();
    for (const [day, period] of [
      [0, "q1"],
      [90, "q2"],
    ] as const)
      r.on(day, "segment.assigned", "system:engine", { period, segment: "draining", effortRepaid: false });
    expect(r.context.segmented?.draining).toBe(2);
    r.on(0, "staff.askedOff", "ops:olga", { agentId: "olga" });
    r.on(0, "client.left", "client:c1", { cause: "weBrokeAgreement" });
    r.on(1, "cause.assessed", "manager:max", { cause: "weBrokeAgreement", cured: true });
    finance(r, 1, 100, 50);
    r.on(1, "winback.approved", "manager:max");
    accepted(r.on(2, "winback.accepted", "manager:max", { prepayPct: 30, damagingRewrite: false }));
    refused(ask(r, 3, "draining"), "R-DEC-12");
    expect(r.context.askedOff).toEqual([]);
    const back = client();
    back.on(0, "staff.askedOff", "ops:olga", { agentId: "olga" });
    back.on(0, "client.left", "client:c1", { cause: "other" });
    back.on(1, "return.requested", "manager:max");
    back.on(1, "intake.assessed", "manager:max", { fit: true, needs: [], flagged: false });
    finance(back, 1, 100, 50);
    clause(back, 1, "terms", true);
    const agreed = { contractRef: "k2", channel: "email", prepayPct: 30, damagingRewrite: false };
    accepted(back.on(2, "contract.signed", "sales:sven", agreed));
    expect(back.context.askedOff).toEqual([]);
  }),
];

const mark = (r: Relationship, days = 0, by: By = "ops:olga") => r.on(days, "vip.marked", by, {});
const paying = (r: Relationship, tier = "high") => {
  r.on(0, "tier.assigned", "system:engine", { period: "q1", tier });
  return r;
};
const marks = (r: Relationship) => r.definition.marks(r.context);

const vip: readonly Spec[] = [
  spec("R-ARC-9 any agent marks a VIP who pays much and behaves; any agent takes it back", ({ client }) => {
    refused(mark(client()), "R-ARC-9", /tier is high/);
    refused(mark(paying(client(), "mid")), "R-ARC-9", /tier is high/);
    const r = paying(client());
    refused(r.on(0, "vip.removed", "sales:sven"), "R-ARC-9", /is marked/);
    accepted(mark(r));
    expect(marks(r)).toEqual(["vip"]);
    refused(mark(r, 0, "sales:sven"), "R-ARC-9", /not marked yet/);
    refused(r.on(0, "vip.removed", "client:c1"), "R-ROL-1");
    accepted(r.on(0, "vip.removed", "sales:sven"));
    expect(marks(r)).toEqual([]);
  }),
  spec("R-ARC-9 no mark beside a warning, a strike, a restriction", ({ client }) => {
    const warned = paying(client());
    report(warned, 0, "a");
    confirm(warned, 0, "a");
    refused(mark(warned), "R-ARC-9", /incident is open/);
    warned.delivered(1);
    refused(mark(warned, 1), "R-ARC-9", /no strike/);
    const limited = paying(client());
    finance(limited, 0, 100, 130);
    clause(limited, 0, "unprofitable", false);
    compiled(limited, 0, { cost: 130 });
    ask(limited, 0, "unprofitable");
    accepted(approve(limited, 0, "r0"));
    stands(limited, "restricted");
    refused(mark(limited, 1), "R-ARC-9", /restriction/);
  }),
  spec(
    "R-ARC-9 the mark falls with a warning, a restriction, an exit, a lower tier, a goodbye",
    ({ client }) => {
      const falls: ((r: Relationship) => unknown)[] = [
        (r) => {
          report(r, 1, "a");
          confirm(r, 1, "a");
        },
        (r) => {
          clause(r, 1, "unprofitable", false);
          compiled(r, 1, { cost: 130 });
          ask(r, 1, "unprofitable");
          approve(r, 1, "r1");
        },
        (r) => {
          clause(r, 1, "unprofitable", true);
          compiled(r, 1, { cost: 130 });
          ask(r, 1, "unprofitable");
          approve(r, 1, "r1");
          stands(r, "offboarding");
        },
        (r) => r.on(1, "tier.assigned", "system:engine", { period: "q2", tier: "mid" }),
        (r) => r.on(1, "client.left", "client:c1", { cause: "other" }),
      ];
      for (const fall of falls) {
        const r = paying(client());
        mark(r);
        r.on(1, "tier.assigned", "system:engine", { period: "q1", tier: "low" });
        expect(marks(r)).toEqual(["vip"]);
        fall(r);
        expect(marks(r)).toEqual([]);
      }
    },
  ),
];

const decide = (r: Relationship, days: number, data: object) =>
  r.on(days, "discount.decided", "manager:max", {
    ...{ granted: true, kind: "other", proven: false, condition: null },
    ...data,
  });

const discounts: readonly Spec[] = [
  spec("R-DEC-9 loyalty is of this contract: a win-back and a return begin anew", ({ client }) => {
    const won = client();
    won.on(0, "client.left", "client:c1", { cause: "obstacle" });
    won.on(1, "cause.assessed", "manager:max", { cause: "obstacle", cured: true });
    finance(won, 1, 100, 50);
    won.on(2, "winback.approved", "manager:max");
    accepted(won.on(3, "winback.accepted", "manager:max", { prepayPct: 30, damagingRewrite: false }));
    refused(decide(won, 4, { kind: "loyal" }), "R-DEC-9", /12 months/);
    accepted(decide(won, 3 + 365, { kind: "loyal" }));
    const back = client();
    back.on(0, "client.left", "client:c1", { cause: "other" });
    back.on(1, "return.requested", "manager:max");
    refused(decide(back, 2, { kind: "loyal" }), "R-DEC-9", /12 months/);
  }),
  spec(
    "R-DEC-9 a soft no claims nothing of the client: its finding is that it asks for nothing",
    ({ client }) => {
      for (const kind of ["loyal", "ourError", "promise", "other"]) {
        const { findings } = accepted(decide(client(), 0, { kind, granted: false })).entry;
        expect(findings.filter(({ rule }) => rule === "R-DEC-9").map(({ says }) => says)).toEqual([
          expect.stringMatching(/^a soft no asks for nothing/),
        ]);
      }
    },
  ),
  spec("R-DEC-9 any other discount raises the total or cuts the scope: barter does neither", ({ client }) => {
    refused(decide(client(), 0, { kind: "other", condition: "barter" }), "R-DEC-9", /in return/);
  }),
  spec("R-DEC-9 a policy cannot give for nothing what it calls conditional", () => {
    const other = { ...policy.discounts.other, conditions: [] };
    const { error } = policySchema().safeParse({ ...policy, discounts: { ...policy.discounts, other } });
    expect(error?.issues.map(({ path }) => path.join("."))).toEqual(["discounts.other"]);
  }),
  spec("R-DEC-9 loyal: at least 12 months under contract, and nothing overdue", ({ client }) => {
    // The contract of a client here is of 2025-01-01.
    const young = client({
      contract: { contractRef: "k1", channel: "email", signedAt: "2025-01-02T09:00:01Z" },
    });
    refused(decide(young, 0, { kind: "loyal" }), "R-DEC-9", /12 months/);
    refused(decide(young, 1, { kind: "loyal" }), "R-DEC-9", /12 months/);
    accepted(decide(young, 2, { kind: "loyal" }));
    const r = client();
    const step = accepted(decide(r, 0, { kind: "loyal", total: 900 }));
    expect(slots(step, "N12")).toEqual({ granted: true, loyal: true, total: 900 });
    expect(read(step, "R-DEC-9", /12 months/)).toMatchObject({ verdict: "free", kind: "loyal", months: 12 });
    r.on(0, "payment.overdue", "finance:fred", { invoiceId: "b1", dueOn: "2025-12-01", ourPartDone: true });
    refused(decide(r, 0, { kind: "loyal" }), "R-DEC-9", /pays on time/);
  }),
  spec(
    "R-DEC-9 a prospect with a big promise pays less for a long term, and is not loyal yet",
    ({ prospect }) => {
      const r = prospect();
      refused(decide(r, 0, { kind: "promise", total: 50 }), "R-DEC-9", /in return/);
      refused(decide(r, 0, { kind: "loyal" }), "R-DEC-9", /12 months/);
      expect(did(accepted(decide(r, 1, { kind: "promise", condition: "annual" })))).toEqual([
        "sendNotice N12 email",
      ]);
      stands(r, "onboarding");
    },
  ),
  spec("R-DEC-9 the matrix, row by row: in return for what, and what to give instead", ({ client }) => {
    const rows: [kind: string, condition: string | null, proven: boolean, lacks: RegExp | null][] = [
      ["promise", "annual", false, null],
      ["promise", "bulk", false, null],
      ["promise", "scope", false, /longer term, more volume; instead: consulting/],
      ["promise", null, false, /in return/],
      ["budget", "scope", false, null],
      ["budget", "annual", false, /fewer services/],
      ["freeMonths", "barter", false, null],
      ["freeMonths", null, false, /barter/],
      ["ourError", "annual", true, /made good.*a compensation/],
      ["insistent", "annual", true, /the answer is a soft no; instead: find the cause/],
      ["principle", "annual", true, /soft no; instead: a reward for a referral/],
      ["cheaper", "annual", true, null],
      ["cheaper", "annual", false, /was shown to us/],
      ["cheaper", null, true, /in return/],
      ["other", "bulk", false, null],
      ["other", null, true, /in return/],
    ];
    for (const [kind, condition, proven, lacks] of rows) {
      const step = decide(client(), 0, { kind, condition, proven });
      if (lacks === null) accepted(step);
      else refused(step, "R-DEC-9", lacks);
      expect(reasons(step.entry.findings).every(({ read }) => read.kind === kind)).toBe(true);
    }
  }),
  spec(
    "R-DEC-9 a soft no needs nothing, and names what we can do: on principle, a referral",
    ({ client }) => {
      const no = (kind: string) =>
        slots(accepted(decide(client(), 0, { kind, granted: false })), "N12").instead;
      expect(no("principle")).toBe("referral");
      expect(no("ourError")).toBe("compensation");
      expect(no("promise")).toBe("consulting");
      // To find the cause is for us to do, and no answer to a client.
      expect(no("insistent")).toBeUndefined();
      refused(client().on(0, "discount.decided", "ops:olga", { granted: true }), "R-ROL-1");
    },
  ),
  spec("R-DEC-9 the matrix answers by itself, for whoever asks before deciding", () => {
    const asked = { condition: null, proven: false, months: 11, late: false };
    expect(discountVerdict(policy, "loyal", asked)).toMatchObject({ verdict: "free", allowed: false });
    expect(discountVerdict(policy, "loyal", { ...asked, months: 12 })).toMatchObject({
      ...{ allowed: true, instead: ["loyalty", "promotion", "extras"] },
      provisos: [{ met: true }, { met: true }],
    });
  }),
];

/** Who may say it: nobody else, whatever else they are. */
const SAYS = {
  "clause.answered": ["legal"],
  "finance.assessed": ["finance"],
  "threat.assessed": ["finance"],
  "product.assessed": ["product"],
} as const satisfies Record<string, readonly Role[]>;

const roles: readonly Spec[] = [
  spec(
    "R-ROL-5 legal answers the clause, finance the cost and the risk, product R-DEC-5: nobody else",
    ({ client }) => {
      const data = {
        "clause.answered": { ground: "terms", terminable: true, clauseRef: "k1", noticeDays: 7 },
        "finance.assessed": { revenue: 1, benefit: 0, cost: 1 },
        "threat.assessed": threat(1, 1, 1),
        "product.assessed": {
          ...{ others: 0, onRoadmap: false, feasible: true, build: 1, support: 1, pays: 1 },
          workaroundsRejected: true,
        },
      };
      const everybody: Role[] = [...new Set(eventTypes().flatMap((type) => eventSpec(type).roles))];
      for (const [type, by] of Object.entries(SAYS) as [keyof typeof SAYS, readonly Role[]][])
        for (const role of everybody) {
          const step = client().on(0, type, `${role}:someone`, data[type]);
          if (by.includes(role)) accepted(step);
          else refused(step, "R-ROL-1");
        }
    },
  ),
];

export const value: readonly Spec[] = [
  ...dossiers,
  ...comebacks,
  ...attention,
  ...reviews,
  ...vip,
  ...discounts,
  ...roles,
];
