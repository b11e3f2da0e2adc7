import { describe, expect, it } from "vitest";
import { admissions, admissionsOf, priced } from "../../../insight/reports/admissions.ts";
import { avoidedOf } from "../../../insight/reports/avoided.ts";
import { conduct, conductOf } from "../../../insight/reports/conduct.ts";
import type { Span } from "../../../insight/reports/deeds.ts";
import { fairness, fairnessOf, type Trait } from "../../../insight/reports/fairness.ts";
import { flow } from "../../../insight/reports/flow.ts";
import { goodbyesOf } from "../../../insight/reports/goodbyes.ts";
import { mentions } from "../../../insight/reports/mentions.ts";
import { questionsOf } from "../../../insight/reports/questions.ts";
import { deedsOf, PLAYS } from "./played.ts";

const ALL: Span = { since: null, at: "2026-12-31" };
const from = (since: string): Span => ({ ...ALL, since });

describe("R-REP-5 conduct", () => {
  it("R-REP-5: incidents, strikes, outcomes of restrictions and appeals, by hand", async () => {
    expect(await conductOf(deedsOf(), ALL)).toMatchObject({
      reported: 6,
      dismissed: 1,
      confirmed: { ours: 1, warned: 4, ground: 0, joined: 0 },
      strikes: 4,
      restrictions: { standing: 1, "lifted in time": 0, "lifted early": 0, appealed: 0, parted: 0, left: 0 },
      appeals: {
        warning: { filed: 1, upheld: 1, rejected: 0 },
        exit: { filed: 0 },
        restriction: { filed: 0 },
      },
    });
  });

  it.each([
    ["timely", "lifted in time"],
    ["improved", "lifted early"],
    ["limitedLeft", "left"],
    ["limitedExit", "parted"],
    ["limitedAppeal", "appealed"],
  ] as const)("R-REP-5: %s: what became of the restriction: %s", async (fate, outcome) => {
    const { restrictions, confirmed, strikes } = await conductOf(deedsOf([fate]), ALL);
    expect(restrictions).toMatchObject({ standing: 0, [outcome]: 1 });
    expect({ ...confirmed, strikes }).toEqual({ ours: 0, warned: 2, ground: 1, joined: 0, strikes: 2 });
  });

  it("R-REP-5: what began before the span is left out, and what became of what began in it is not", async () => {
    const late = await conductOf(deedsOf(["appealed"]), from("2026-01-12"));
    expect(late).toMatchObject({ reported: 0, strikes: 0, appeals: { warning: { filed: 1, upheld: 1 } } });
    const later = await conductOf(deedsOf(["appealed"]), from("2026-01-14"));
    expect(later.appeals.warning).toEqual({ filed: 0, upheld: 0, rejected: 0 });
  });

  it("R-REP-5: the share of `ours` is told with its interval", async () => {
    const { data, remarks, empty } = await conduct(deedsOf(), ALL);
    expect(data).toMatchObject({ oursShare: { count: 1, of: 5 } });
    expect(remarks[0]).toBe(
      "R-REP-5: ours to answer for: 1 of 5: 20.0 % (95 %: 3.6 to 62.4) of the confirmed incidents.",
    );
    expect(empty).toBe(false);
    const none = await conduct([], ALL);
    expect(none.empty).toBe(true);
    expect(none.remarks[0]).toBe("R-REP-5: ours to answer for: 0 of 0 of the confirmed incidents.");
    expect(none.sheets[0]?.rows[3]).toEqual(["  ours to answer for", "0", "–"]);
  });
});

describe("R-REP-7 goodbyes", () => {
  it("R-REP-7: endings by cause, win-backs, handovers, by hand", async () => {
    const { goodbyes, winBacks, returns, handovers } = await goodbyesOf(deedsOf(), ALL);
    expect(goodbyes.map(({ client, by, cause, annulled }) => [client, by, cause, annulled])).toEqual([
      ["back", "client", "lostContact", false],
      ["left", "client", "cheaperElsewhere", false],
      ["parted", "us", "unprofitable", false],
      ["unanswered", "client", "lostContact", false],
      ["unanswered", "client", "win-back unanswered", false],
    ]);
    expect(winBacks).toEqual({ accepted: 1, declined: 0, unanswered: 1, left: 0, open: 0 });
    expect(handovers).toEqual({ done: 0, declined: 1, "none fits": 0, failed: 0, open: 0 });
    expect(returns).toBe(0);
  });

  it("R-REP-7: an exit that an appeal takes back is annulled, and its handover is told as it ended", async () => {
    const { goodbyes, handovers } = await goodbyesOf(deedsOf(["partedAppeal"]), ALL);
    expect(goodbyes).toMatchObject([{ by: "us", cause: "unprofitable", annulled: true }]);
    expect(handovers).toMatchObject({ "none fits": 1, declined: 0 });
  });

  it("R-REP-7: the flow is told along the ladder, with shares of those who left a state", () => {
    const report = flow(
      [
        { from: "active", to: "terminated", moves: 1, clients: 1 },
        { from: null, to: "active", moves: 4, clients: 4 },
        { from: "active", to: "warnedOnce", moves: 3, clients: 2 },
      ],
      ALL,
    );
    expect(report.sheets[0]?.rows).toEqual([
      ["new", "active", "4", "100.0 %", "4"],
      ["active", "warnedOnce", "3", "75.0 %", "2"],
      ["active", "terminated", "1", "25.0 %", "1"],
    ]);
    expect(report.svg().match(/<path /g)).toHaveLength(3);
  });
});

describe("R-REP-6, R-REP-8, R-REP-9", () => {
  it("R-REP-9: clients whom our people avoid: distinct people, and how often", async () => {
    expect(await avoidedOf(deedsOf(), ALL)).toEqual([
      {
        client: "shunned",
        people: ["ann", "bob"],
        times: 3,
        last: "2026-01-04T09:00:00.000Z",
        tier: "",
        segment: "",
      },
    ]);
    expect(await avoidedOf(deedsOf(), from("2026-01-03"))).toMatchObject([
      { people: ["bob", "ann"], times: 2 },
    ]);
  });

  it("R-REP-6: questions that came again belong to the last answer, for a fortnight", async () => {
    expect(await questionsOf(deedsOf(), ALL)).toEqual({
      answers: [{ kind: "guide", ref: "first-order", given: 1, again: 1 }],
      clients: [{ client: "shunned", times: 2, questions: 11, afterAnswer: 1 }],
      unanswered: 1,
    });
  });

  it("R-REP-8: reviews and mentions by month and site, what speaks well of us with its interval", () => {
    const { data, remarks } = mentions(
      [
        { month: "2026-02", kind: "review", where: "maps", good: true, number: 3 },
        { month: "2026-01", kind: "mention", where: null, good: false, number: 1 },
      ],
      ALL,
    );
    expect(data).toMatchObject({
      count: 4,
      good: 3,
      months: [
        { name: "2026-01", good: 0, bad: 1 },
        { name: "2026-02", good: 3, bad: 0 },
      ],
      sites: [{ name: "maps" }, { name: "not said where" }],
    });
    expect(remarks[0]).toBe("R-REP-8: Good: 75.0 % (95 %: 30.1 to 95.4).");
  });
});

describe("R-REP-10 admissions", () => {
  it("R-REP-10: net value by who admitted; a refusal counts as the loss that finance had found", async () => {
    const found = await admissionsOf(deedsOf(), ALL);
    expect(found).toEqual([
      {
        client: "admitted",
        began: "2026-01-01",
        day: "2026-01-02",
        by: "sid",
        admitted: true,
        currency: "EUR",
        saved: null,
      },
      {
        client: "declined",
        began: "2026-01-01",
        day: "2026-01-02",
        by: "sid",
        admitted: false,
        currency: "EUR",
        saved: 250,
      },
    ]);
    const good = deedsOf(["declined"]).map((deed) =>
      deed.type === "finance.assessed" ? { ...deed, data: { revenue: 100, benefit: 0, cost: 90 } } : deed,
    );
    expect(await admissionsOf(good, ALL)).toMatchObject([{ admitted: false, saved: 0 }]);
    const report = (net: number | null) =>
      admissions(found, ALL, { days: 180, currency: "EUR" }, () => net).data;
    expect(report(-40)).toMatchObject({
      sellers: [{ by: "sid", admitted: 1, early: 0, net: -40, losing: 1, refused: 1, saved: 250 }],
    });
    expect(report(null)).toMatchObject({ sellers: [{ early: 1, net: 0, losing: 0 }] });
  });

  it("R-REP-10: minutes are priced exactly, rounded half up", () => {
    expect([priced(1, 30), priced(1, 29), priced(90, 4_500), priced(0, 100)]).toEqual([1, 0, 6_750, 0]);
    expect(priced(999_999_999, 999_999)).toBe(16_666_649_983_333);
  });
});

describe("R-REP-5 fairness", () => {
  const traits: Trait[] = Object.entries(PLAYS).map(([client, [opening]]) => ({
    client,
    kind: opening?.kind ?? "b2b",
    locale: opening?.locale ?? "en",
    archetypes: [],
  }));

  it("R-REP-5: each decider against all others, and each group of clients, by hand", async () => {
    const { comparisons } = await fairnessOf(deedsOf(), traits, ALL);
    const told = comparisons.map(({ by, what, group, own, others }) => [
      by,
      what.split(",")[0],
      group,
      `${own.count}/${own.of}`,
      `${others.count}/${others.of}`,
    ]);
    expect(told).toContainEqual(["decider", "warns", "max", "4/4", "0/2"]);
    expect(told).toContainEqual(["decider", "finds it ours", "mia", "1/1", "0/4"]);
    const warned = (name: string) =>
      told.find(([by, what, group]) => by === "language" && what === "clients warned" && group === name);
    expect(warned("ru")?.slice(3)).toEqual(["1/1", "2/11"]);
    // Only one senior decided exits, and only one judged appeals: nobody to compare with.
    expect(told.filter(([, what]) => what === "approves" || what === "upholds")).toEqual([]);
  });

  it("R-DEC-2: an exit that ended in a restriction is none, and whoever never was a client is in no group", async () => {
    const parted = async (...clients: readonly string[]) => {
      const { comparisons, clients: known } = await fairnessOf(deedsOf(clients), traits, ALL);
      const kinds = comparisons.filter(({ what, by }) => what === "clients parted with" && by === "kind");
      return { known, parted: kinds.reduce((sum, { own }) => sum + own.count, 0) };
    };
    expect(await parted("limited", "dismissed")).toEqual({ known: 2, parted: 0 });
    expect(await parted("parted", "dismissed")).toEqual({ known: 2, parted: 1 });
    expect(await parted("parted", "dismissed", "declined")).toEqual({ known: 2, parted: 1 });
  });

  const decided = (by: string, client: string, warned: boolean, seq: number) => ({
    client,
    seq,
    type: warned ? "incident.confirmed" : "incident.dismissed",
    at: "2026-02-01T09:00:00Z",
    actor: { id: by, role: "manager" },
    data: {},
    from: { state: "active", rung: "active" },
    to: { state: "active", rung: "active" },
    effects: warned ? [{ type: "sendNotice", params: { notice: "N4" } }] : [],
  });
  const decisions = (counts: Readonly<Record<string, readonly [warned: number, dismissed: number]>>) =>
    Object.entries(counts).flatMap(([by, [warned, dismissed]]) =>
      Array.from({ length: warned + dismissed }, (_, n) => decided(by, `${by}${n}`, n < warned, n + 1)),
    );

  it("R-REP-5: who decides unlike the others is named, beyond chance and the number of comparisons", async () => {
    const deeds = decisions({ ann: [20, 2], bob: [8, 12], cid: [10, 10], dan: [2, 1] });
    const report = await fairness(deeds, [], ALL);
    const { comparisons } = await fairnessOf(deeds, [], ALL);
    const of = (group: string) =>
      comparisons.find((one) => one.group === group && one.what.startsWith("warns"));
    expect(of("ann")).toMatchObject({
      own: { of: 22, count: 20 },
      others: { of: 43, count: 20 },
      unlike: true,
    });
    expect(of("ann")?.p).toBeCloseTo(0.000439, 6);
    // By itself bob would be: one of eight comparisons differs so much by chance.
    expect(of("bob")).toMatchObject({ unlike: false, small: false });
    expect(of("bob")?.p).toBeLessThan(0.05);
    expect(of("dan")).toMatchObject({ unlike: false, small: true });
    expect(report.remarks[0]).toMatch("Unlike the others: ann.");
  });

  it("R-REP-5: two groups are one comparison, and a difference of few is no finding", async () => {
    const few = await fairnessOf(decisions({ ann: [3, 0], bob: [0, 3] }), [], ALL);
    const warns = few.comparisons.filter(({ what }) => what.startsWith("warns"));
    expect(warns.map(({ small, unlike }) => ({ small, unlike }))).toEqual([
      { small: true, unlike: false },
      { small: true, unlike: false },
    ]);
    expect(warns[0]?.p).toBeCloseTo(0.1, 9);
    expect(warns[0]?.corrected).toBe(warns[1]?.corrected);
    expect(few.distinct).toBe(1);
    expect((await fairness([], [], ALL)).empty).toBe(true);
  });
});
