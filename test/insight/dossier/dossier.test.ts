import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factKinds } from "../../../archive/facts/catalogue.ts";
import type { FactsOfClient } from "../../../archive/facts/kept.ts";
import { dossierOf, isUntold, SECTIONS, toldOf } from "../../../insight/dossier/dossier.ts";
import { eventData } from "../../../machines/index.ts";
import { AT, entry, facts, given, WHOLE } from "./given.ts";

describe("the dossier (R-DEC-3)", () => {
  it("R-DEC-3: has six sections, and says what is missing and how it is mended", () => {
    const whole = dossierOf(given({ facts: facts(WHOLE) }));
    expect(whole).toMatchObject({ present: SECTIONS, missing: [], sums: { missing: [] } });
    const empty = dossierOf(given());
    expect(empty.present).toEqual(["problems", "reviews", "ourFaults"]);
    expect(empty.missing.map(({ name }) => name)).toEqual([
      "conversations.interactions",
      "costToServe.hours",
      "lossOnExit.revenue",
    ]);
    for (const { howToMend } of empty.missing)
      expect(howToMend).toMatch(/^import (them|it): `tenure import /);
    expect(empty.sums.missing).toHaveLength(3);
    expect(isUntold(given())).toBe(true);
    expect(isUntold(given({ facts: facts(WHOLE) }))).toBe(false);
  });

  it("R-DEC-3 R-ROL-5: what finance has stated is not missing any more", () => {
    const journal = [entry("finance.assessed", { revenue: 100, benefit: 0, cost: 90 })];
    const stated = dossierOf(given({ journal }));
    expect(stated.missing.map(({ name }) => name)).toEqual(["conversations.interactions"]);
    expect(stated.present).toEqual(SECTIONS.filter((name) => name !== "conversations"));
    // The machine is told of everything that was not summed.
    expect(stated.sums.missing).toHaveLength(3);
  });

  it("R-DEC-3: its sums are what the machine takes, whatever is missing", () => {
    for (const told of [{}, { facts: facts(WHOLE) }])
      expect(eventData("dossier.compiled").safeParse(toldOf(dossierOf(given(told)))).error).toBeUndefined();
  });

  it("R-DEC-3: tells nothing that came later, and what ended later as not ended", () => {
    const later = "2026-11-22T12:00:01.000Z";
    const told = facts({
      interactions: [{ at: later, direction: "in", channel: "email" }],
      hours: [{ role: "ops", minutes: 60, kind: "service", day: "2026-11-23" }],
      faults: [{ id: "f1", opened: "2026-11-01T10:00:00.000Z", cured: later }],
      payments: [{ invoice: "i1", amount: 100, due: "2026-10-01", paid: "2026-11-23" }],
    });
    const { sections, sums } = dossierOf(
      given({ facts: told, journal: [entry("feedback.received", { ref: "r1", good: false }, later)] }),
    );
    expect(sections.conversations.messages).toBe(0);
    expect(sections.reviews.criticised).toBe(0);
    expect(sections.problems.overdue).toMatchObject([{ invoice: "i1" }]);
    expect(sums).toMatchObject({ revenue: null, cost: null, faults: { open: 1 } });
    const day = dossierOf(given({ facts: told, at: "2026-11-23T12:00:00.000Z" }));
    expect(day.sums).toMatchObject({ revenue: 100, cost: 30_00, faults: { open: 0 } });
  });

  it("R-DEC-3: days are the client's own", () => {
    const hours = [{ role: "ops" as const, minutes: 60, kind: "service" as const, day: "2026-11-23" }];
    const at = "2026-11-22T12:00:00.000Z";
    expect(dossierOf(given({ facts: facts({ hours }), at, zone: "UTC" })).sums.cost).toBeNull();
    expect(dossierOf(given({ facts: facts({ hours }), at, zone: "Pacific/Auckland" })).sums).toMatchObject({
      asOf: "2026-11-23",
      cost: 30_00,
    });
  });

  it("R-DEC-3: counts what was signalled once beside what was imported", () => {
    const journal = [
      entry("message.received", { messageId: "m1", threadId: "t1", channel: "email" }),
      entry("message.sent", { messageId: "m2", channel: "chat" }, "2026-11-02T10:00:00.000Z"),
      entry("review.published", { ref: "r1", good: true }),
      entry("incident.reported", {
        incidentId: "i1",
        category: "insult",
        happenedAt: "2026-11-01T09:00:00Z",
        evidence: [],
      }),
      entry("incident.confirmed", { incidentId: "i1", explainedBy: "f1" }),
    ];
    const told = facts({
      interactions: [
        { id: "m1", at: "2026-11-01T10:00:00.000Z", direction: "in", channel: "email" },
        { id: null, at: "2026-11-03T10:00:00.000Z", direction: "in", channel: "email" },
      ],
      reviews: [
        { id: "r1", kind: "review", good: true, at: "2026-11-01T10:00:00.000Z" },
        { id: "r2", kind: "mention", good: false, at: "2026-11-01T10:00:00.000Z" },
      ],
      faults: [{ id: "f1", opened: "2026-11-01T10:00:00.000Z" }],
    });
    const { conversations, reviews, problems, ourFaults } = dossierOf(
      given({ journal, facts: told }),
    ).sections;
    expect(conversations).toMatchObject({
      messages: 3,
      fromClient: 2,
      fromUs: 1,
      channels: { chat: 1, email: 2 },
      first: "2026-11-01T10:00:00.000Z",
      last: "2026-11-03T10:00:00.000Z",
    });
    expect(reviews).toMatchObject({ good: 1, bad: 1 });
    expect(problems.incidents).toMatchObject([{ id: "i1", status: "confirmed", explainedBy: "f1" }]);
    expect(ourFaults.all).toMatchObject([{ id: "f1", explains: ["i1"] }]);
  });
});

describe("what facts and the relationship both know", () => {
  it("R-REP-8: a review without an id that was confirmed is one, and its equal is another one", () => {
    const row = { kind: "review" as const, good: false, at: "2026-11-01T10:00:00.000Z" };
    const journal = [entry("review.published", { ref: `${row.at}.review`, good: false })];
    const bad = (...reviews: readonly (typeof row)[]) =>
      dossierOf(given({ journal, facts: facts({ reviews }) })).sections.reviews.bad;
    expect([bad(), bad(row), bad(row, row)]).toEqual([1, 1, 2]);
  });

  it("R-LIF-6: an invoice that the relationship knows to be paid is not overdue", () => {
    const payments = ["i1", "i2"].map((invoice) => ({ invoice, amount: 10_00, due: "2026-11-01" }));
    const journal = [entry("payment.received", { invoiceId: "i1", paidOn: "2026-11-10" })];
    const { problems } = dossierOf(given({ journal, facts: facts({ payments }) })).sections;
    expect(problems.overdue.map(({ invoice }) => invoice)).toEqual(["i2"]);
  });
});

describe("its digest", () => {
  const instant = fc
    .integer({ min: Date.parse("2025-06-01"), max: Date.parse(AT) })
    .map((t) => new Date(t).toISOString());
  const day = instant.map((at) => at.slice(0, 10));
  const amount = fc.integer({ min: 0, max: 1_000_00 });
  const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 6 });
  const some = fc
    .record({
      interactions: few(
        fc.record({ at: instant, direction: fc.constantFrom("in", "out"), channel: fc.constant("email") }),
      ),
      hours: few(
        fc.record({
          role: fc.constantFrom("ops", "sales"),
          minutes: fc.integer({ min: 1, max: 900 }),
          kind: fc.constantFrom("service", "precontract"),
          day,
        }),
      ),
      purchases: few(
        fc.record({
          on: day,
          units: fc.integer({ min: -2, max: 2 }),
          amount: fc.integer({ min: -500, max: 900 }),
          cost: fc.option(amount),
        }),
      ),
      concessions: few(fc.record({ on: day, cost: amount, underThreat: fc.boolean() })),
      demands: fc.uniqueArray(
        fc.record({
          id: fc.constantFrom("d1", "d2", "d3"),
          at: fc.constant(AT),
          about: fc.constantFrom("x", "y"),
          kind: fc.constant("feature"),
          cost: fc.option(amount),
          offered: fc.constantFrom(null, ["z"]),
        }),
        { selector: ({ id }) => id },
      ),
      threats: few(
        fc.record({
          at: fc.constant(AT),
          demand: fc.constantFrom("d1", "d2"),
          risks: fc.constant([{ basisPoints: 100, impact: 7 }]),
        }),
      ),
      faults: fc.uniqueArray(fc.record({ id: fc.constantFrom("f1", "f2", "f3"), opened: instant }), {
        selector: ({ id }) => id,
      }),
      reviews: few(fc.record({ kind: fc.constant("review"), good: fc.boolean(), at: instant })),
    })
    .map((told) => facts(told as never));

  it("R-DEC-3: the order of rows is irrelevant", () => {
    const shuffled = (told: FactsOfClient, seed: number): FactsOfClient =>
      Object.fromEntries(
        factKinds.map((kind) => {
          const rows = [...told[kind]];
          return [
            kind,
            seed % 2 === 0 ? rows.reverse() : [...rows.slice(seed % 5), ...rows.slice(0, seed % 5)],
          ];
        }),
      ) as unknown as FactsOfClient;
    fc.assert(
      fc.property(some, fc.nat({ max: 9 }), (told, seed) => {
        const others = { x: 1, y: 2 };
        const one = dossierOf(given({ facts: told, others }));
        expect(dossierOf(given({ facts: shuffled(told, seed), others }))).toEqual(one);
      }),
      { numRuns: 150 },
    );
  });

  it("R-DEC-3: the same things give the same digest, for good; another fact gives another", () => {
    const whole = dossierOf(given({ facts: facts(WHOLE) }));
    expect(whole.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(whole.id).toBe(`dossier-${whole.digest.slice(0, 16)}`);
    expect(dossierOf(given({ facts: facts(WHOLE) })).digest).toBe(whole.digest);
    const hours = [{ role: "ops" as const, minutes: 61, kind: "service" as const, day: "2026-11-02" }];
    expect(dossierOf(given({ facts: facts({ ...WHOLE, hours }) })).digest).not.toBe(whole.digest);
  });
});
