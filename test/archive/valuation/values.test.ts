import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ToldPage, valuer } from "../../../activities/jobs/valuePortfolio.ts";
import { type Archive, openArchive } from "../../../archive/open.ts";
import { DAY, type Envelope, iso, judge, type Policy, type Step } from "../../../machines/index.ts";
import { type Backend, backends } from "../../support/archives.ts";
import { OPENING, policy, Relationship, T0 } from "../../support/machine.ts";
import { importInto, type Lines } from "../facts/rows.ts";

/** The policy with other thresholds. */
const like = (value: Partial<Policy["value"]>, segments: Partial<Policy["segments"]> = {}): Policy => ({
  ...policy,
  value: { ...policy.value, ...value },
  segments: { ...policy.segments, ...segments },
});

const bought = (client: string, on: string, amount: string, more: object = {}) => ({
  ...{ client, on, units: 1, amount, ...more },
});
const worked = (client: string, role: string, minutes: number, kind: string, day: string) => ({
  ...{ client, role, minutes, kind, day },
});
const AT = "2026-11-22T12:00:00.000Z";

function never(): never {
  throw new Error("the policy has no rates of EUR");
}

/** Each test has clients and a currency of its own, and all of them one archive. */
const PRICED = like({
  rates: Object.fromEntries(
    ["EUR", "GBP", "SEK", "NOK", "USD"].map((code) => [code, policy.value.rates.EUR ?? never()]),
  ),
});

describe.each(backends)("values on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  async function given(currency: string, facts: Readonly<Record<string, Lines>>): Promise<void> {
    for (const [kind, rows] of Object.entries(facts))
      expect(await importInto(archive, kind as "hours", rows, { batch: 1_000, currency })).toMatchObject({
        new: rows.length,
        refused: [],
      });
  }

  /** The clients of each tier or segment. */
  async function by(day: string, field: "tier" | "segment", currency: string) {
    const groups: Record<string, string[]> = {};
    for (const value of await archive.values.of(day)) {
      if (value.currency !== currency) continue;
      const name = value[field] ?? "none";
      groups[name] = [...(groups[name] ?? []), value.client];
    }
    return groups;
  }

  it("G6 R-DEC-12 R-REP-1: of 100 clients 30, 50 and 20; a high payer among the draining is reviewed, not ended", async () => {
    const day = "2026-04-10";
    const names = Array.from({ length: 100 }, (_, n) => `c${String(n).padStart(2, "0")}`);
    await given("EUR", {
      purchases: names.map((name, n) => bought(name, "2026-02-01", n === 99 ? "50000" : "100")),
      scores: names.map((name, n) => ({ client: name, period: "2026-03", score: 100 - n })),
    });
    // The high payer, whose contract is of the first of January.
    const payer = new Relationship(OPENING, undefined, T0, "c99");
    const newcomer = new Relationship(OPENING, undefined, T0 + 60 * DAY, "c98");
    // A client of that day, who left before the night.
    const left = new Relationship(OPENING, undefined, T0, "c00");
    left.on(99.7, "client.left", "ops:olga", { cause: "other" });
    for (const { steps } of [payer, newcomer, left])
      await archive.journal.record(steps.map(({ entry }) => entry));

    const away = new Set<string>();
    const steps: Step[] = [];
    const tell = async (client: string, event: Envelope) => {
      if (away.has(client)) throw new Error("it does not answer");
      const one = client === "c99" ? payer : newcomer;
      expect(one.stored.subject).toBe(client);
      const judged = judge(one.definition, one.stored, event, Date.parse(event.receivedAt));
      one.steps.push(...judged);
      steps.push(...judged);
      await archive.journal.record(judged.map(({ entry }) => entry));
    };
    let now = Date.parse(`${day}T02:15:00Z`) + DAY;
    const desk = valuer({ archive, policy: () => policy, tell, clock: () => now });
    expect(await desk.value()).toMatchObject({ day, clients: 100 });
    const segments = await by(day, "segment", "EUR");
    expect(segments).toEqual({
      core: names.slice(0, 30),
      wavering: names.slice(30, 80),
      draining: names.slice(80),
    });
    expect(await archive.values.of(day, "c99")).toMatchObject([{ tier: "high", segment: "draining" }]);

    // Nobody answers: the page is to be tried again. One does not: it is told by the next run.
    for (const client of ["c98", "c99"]) away.add(client);
    await expect(desk.tell(day)).rejects.toMatchObject({ type: "Relationships" });
    away.delete("c99");
    const done: ToldPage = { told: 2, failed: [], next: null };
    expect(await desk.tell(day)).toEqual({ ...done, failed: ["c98"] });
    away.clear();
    const first = iso(now);
    now += 60_000;
    expect(await desk.tell(day)).toEqual({ ...done, told: 1 });
    // R-LIF-0: whoever was away is told as the first time.
    expect(newcomer.last.entry).toMatchObject({ receivedAt: first, occurredAt: `${day}T00:00:00.000Z` });
    expect(
      steps.map(({ entry }) => [entry.client, entry.type, entry.outcome, entry.to.state, entry.data]),
    ).toEqual(
      expect.arrayContaining([
        ["c98", "tier.assigned", "accepted", "active", { period: day, tier: "low" }],
        ["c99", "tier.assigned", "accepted", "active", { period: day, tier: "high" }],
        // 90 days after its opening, its first review period began; the newcomer's has not.
        [
          "c99",
          "segment.assigned",
          "accepted",
          "active",
          { period: "2026-04-01", segment: "draining", effortRepaid: true },
        ],
      ]),
    );
    const tasks = steps.flatMap(({ effects }) => effects).map(({ type, params }) => [type, params]);
    expect(tasks).toEqual([["openTask", expect.objectContaining({ kind: "review", role: "manager" })]]);

    // Whoever was told is not told again, and of another tier not on the same day.
    expect(await desk.tell(day)).toEqual({ ...done, told: 0 });
    await given("EUR", { purchases: [bought("c98", "2026-03-01", "90000")] });
    await desk.value(day);
    expect(await desk.tell(day)).toEqual({ ...done, told: 0 });
    now += DAY;
    await desk.value();
    expect(await desk.tell("2026-04-11")).toEqual({ ...done, told: 1 });
    expect(newcomer.last.entry).toMatchObject({ data: { period: "2026-04-11", tier: "high" } });
    expect(newcomer.last.effects).toMatchObject([{ type: "openTask", params: { kind: "review" } }]);
    expect(await desk.tell("2026-04-11")).toEqual({ ...done, told: 0 });
    // Ninety days later its next period begins, and the newcomer's first.
    now += 80 * DAY;
    await desk.value("2026-06-30");
    expect(await desk.tell("2026-06-30")).toEqual(done);
    expect(payer.context).toMatchObject({ segmented: { period: "2026-06-30", draining: 2 } });
    expect(newcomer.context).toMatchObject({ segmented: { period: "2026-05-31" } });
    // A day that is looked back at is told to nobody.
    await desk.value("2026-03-01");
    expect(await desk.tell("2026-03-01")).toEqual({ ...done, told: 0 });
    expect(payer.last.entry.to.state).toBe("active");
  });

  it("G33 R-DEC-11: profits of 500, 300, 100, 60, 30, 10; equals go by id, no profit is low", async () => {
    const profits = { a: 500, b: 300, c: 100, d: 60, e: 30, f: 10 };
    await given("GBP", {
      purchases: Object.entries(profits).map(([client, amount]) =>
        bought(client, "2026-10-01", String(amount)),
      ),
    });
    const made = await archive.values.value("2026-10-31", PRICED, AT);
    // With the 100 of the story before.
    expect(made).toEqual({ day: "2026-10-31", at: AT, policy: policy.version, clients: 106, unpriced: [] });
    expect(await by("2026-10-31", "tier", "GBP")).toEqual({
      high: ["a", "b"],
      mid: ["c", "d"],
      low: ["e", "f"],
    });

    await given("GBP", {
      purchases: [
        ...["y", "x"].map((client) => bought(client, "2026-11-01", "800")),
        ...["n", "l"].map((client) =>
          bought(client, "2026-11-01", "5", { cost: client === "l" ? "7" : "5" }),
        ),
      ],
    });
    // 2,600 in all: x and y bring 1,600 of the 2,080 that make the upper tier, a crosses the line and belongs to it.
    await archive.values.value("2026-11-01", PRICED, AT);
    const tiers = await by("2026-11-01", "tier", "GBP");
    expect(tiers).toEqual({ high: ["a", "x", "y"], mid: ["b", "c"], low: ["d", "e", "f", "l", "n"] });

    // The day before is as it was valued then; days between have the version before them.
    expect(await by("2026-10-31", "tier", "GBP")).toMatchObject({ high: ["a", "b"] });
    expect(await archive.values.version("2026-10-30")).toMatchObject({ day: "2026-06-30", clients: 100 });
    expect(await archive.values.version("2026-01-01")).toBeNull();
    expect(await archive.values.version("2026-11-20")).toMatchObject({ day: "2026-11-01", clients: 110 });
    // Valued again, a day has its facts of now, and one version.
    await given("GBP", { purchases: [bought("a", "2026-10-02", "-500")] });
    await archive.values.value("2026-10-31", PRICED, AT);
    expect(await by("2026-10-31", "tier", "GBP")).toEqual({
      high: ["b", "c"],
      mid: ["d", "e"],
      low: ["a", "f"],
    });
    expect(await archive.values.version()).toMatchObject({ day: "2026-11-01" });
  });

  it("R-DEC-6 R-REP-2: each part of the cost to serve, rounded once for each client and kind", async () => {
    await given("SEK", {
      purchases: [
        bought("c1", "2025-11-15", "1000", { cost: "300.50" }),
        bought("c1", "2026-09-01", "-100", { cost: "-20" }),
        // Longer ago than a year, and than two of its cohort's cycles, which are 228 days.
        bought("c1", "2025-04-01", "77"),
        bought("c2", "2026-11-01", "10"),
        ...[bought("c3", "2026-10-01", "50"), bought("c3", "2026-11-01", "50", { currency: "CHF" })],
      ],
      hours: [
        // 3,000 an hour: two halves of a cent, which make one.
        ...[
          worked("c1", "ops", 1, "service", "2026-11-01"),
          worked("c1", "manager", 7, "service", "2026-11-02"),
        ],
        worked("c1", "product", 60, "development", "2026-11-02"),
        worked("c1", "ops", 30, "shipping", "2026-11-02"),
        worked("c1", "sales", 15, "precontract", "2025-11-25"),
        worked("c1", "sales", 15, "precontract", "2024-11-25"),
      ],
      concessions: [{ client: "c1", on: "2026-11-01", cost: "12.34", underThreat: true }],
      discounts: [{ client: "c1", on: "2026-11-01", kind: "loyal", asked: "10", granted: "5" }],
    });
    await archive.values.value("2026-11-20", PRICED, AT);
    const [c1] = await archive.values.of("2026-11-20", "c1");
    const costs = { service: 692, development: 6_500, shipping: 1_500, precontract: 1_000 };
    const paid = { goods: 28_050, concessions: 1_234, discounts: 500 };
    const cost = 692 + 6_500 + 1_500 + 1_000 + 28_050 + 1_234;
    expect(c1).toMatchObject({
      ...{ currency: "SEK", home: true, revenue: 90_000, ...costs, ...paid, cost },
    });
    expect(c1).toMatchObject({
      profit: 90_000 - cost,
      expected: 90_000,
      net: 90_000 - cost,
      score: 5_000 - 300 - 50 * 10,
    });
    const effort = await archive.values.effort("2026-11-20");
    expect(effort.map(({ role, kind, minutes, amount }) => [role, kind, minutes, amount])).toEqual([
      ...[
        ["manager", "service", 7, 642],
        ["ops", "service", 1, 50],
        ["ops", "shipping", 30, 1_500],
      ],
      ...[
        ["product", "development", 60, 6_500],
        ["sales", "precontract", 15, 1_000],
      ],
    ]);
    // Amounts of two currencies are never added, and of a currency without rates nothing follows.
    expect(await archive.values.of("2026-11-20", "c3")).toMatchObject([
      {
        currency: "CHF",
        home: true,
        revenue: 5_000,
        service: null,
        cost: null,
        net: null,
        tier: null,
        segment: null,
      },
      { currency: "SEK", home: false, revenue: 5_000, cost: 0, net: 5_000, tier: "mid", segment: null },
    ]);
    expect(await archive.values.version()).toMatchObject({ unpriced: ["CHF"] });
    const portfolios = await archive.values.portfolios("2026-11-20");
    expect(portfolios.filter(({ currency }) => ["CHF", "SEK"].includes(currency))).toMatchObject([
      { currency: "CHF", clients: 1, cost: null, tiers: { high: 0, mid: 0, low: 0 } },
      {
        currency: "SEK",
        clients: 3,
        revenue: 96_000,
        tiers: { high: 1, mid: 1, low: 1 },
        segments: { core: 1, wavering: 1, draining: 0 },
      },
    ]);
  });

  it("R-DEC-6: a new client is expected to bring what its quarter's clients do; an old one what it brought", async () => {
    await given("NOK", {
      purchases: [
        ...[
          bought("new1", "2026-10-05", "10"),
          bought("new2", "2026-11-06", "200"),
          bought("new2", "2026-11-07", "91"),
        ],
        ...[
          bought("old1", "2024-01-10", "1"),
          bought("old2", "2024-02-10", "999"),
          bought("old2", "2026-01-05", "500"),
          // The first day of the horizon, and the one after it.
          bought("year", "2025-11-21", "5"),
          bought("less", "2025-11-22", "6"),
          bought("more", "2025-11-23", "28"),
        ],
      ],
    });
    await archive.values.value("2026-11-20", PRICED, AT);
    const found = Object.fromEntries(
      (await archive.values.of("2026-11-20")).map((value) => [value.client, value]),
    );
    expect(found.new1).toMatchObject({ since: "2025-11-21", revenue: 1_000, expected: 15_050, net: 15_050 });
    expect(found.new2).toMatchObject({ revenue: 29_100, expected: 29_100 });
    // One who buys every 695 days is looked at over two of those.
    expect(found.old1).toMatchObject({ since: "2023-01-31", revenue: 100, expected: 15_000 + 60_000 });
    expect(found.year).toMatchObject({ since: "2025-11-21", expected: 500 });
    expect(found.less).toMatchObject({ revenue: 600, expected: 1_300 });
    expect(found.old2).toMatchObject({ revenue: 149_900, expected: 149_900 });
  });

  it("R-DEC-11: the CDNOW sample has 777, 899 and 681 clients over a horizon as long as the file", async () => {
    const file = new URL("../../../examples/data/cdnow_sample.txt", import.meta.url);
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    await importInto(archive, "purchases", lines, { format: "cdnow", currency: "USD", batch: 2_000 });
    await archive.values.value("1998-06-30", like({ horizonMonths: 18 }), AT);
    const tiers = await by("1998-06-30", "tier", "USD");
    expect([tiers.high?.length, tiers.mid?.length, tiers.low?.length]).toEqual([777, 899, 681]);
  });
});
