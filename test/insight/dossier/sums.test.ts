import { describe, expect, it } from "vitest";
import { type CompiledDossier, dossierOf } from "../../../insight/dossier/dossier.ts";
import { horizonOf, knownOf, monthsBefore } from "../../../insight/dossier/known.ts";
import { entry, facts, given, POLICY, WHOLE } from "./given.ts";

const sumsOf = (...[told]: Parameters<typeof given>) => dossierOf(given(told)).sums;
const names = ({ missing }: CompiledDossier) => missing.map(({ name }) => name);

const euros = (amount: number) => Math.round(amount * 100);

describe("R-DEC-4: what giving in costs, against what the threat risks", () => {
  /** 100 was given in at T0; the demand would cost the rest. */
  const threatened = (demand: number, more: { accepted?: string; offered?: string[] } = {}) =>
    given({
      facts: facts({
        concessions: [{ id: "k1", on: "2026-10-01", cost: euros(100), underThreat: true }],
        demands: [
          {
            id: "d1",
            at: "2026-11-01T10:00:00.000Z",
            about: "half-price",
            kind: "other",
            cost: euros(demand),
            offered: ["loyalty"],
            ...more,
          },
        ],
        threats: [
          {
            at: "2026-11-01T10:00:00.000Z",
            demand: "d1",
            risks: [
              { basisPoints: 25_00, impact: euros(800) },
              { basisPoints: 10_00, impact: euros(1_000) },
            ],
          },
        ],
      }),
    });

  it.each([
    [200, 300_00],
    [201, 301_00],
  ])("R-DEC-4 G9: 100 given in and a demand of %s, against a risk of 300", (demand, cost) => {
    const { threat, concessionsUnderThreat } = dossierOf(threatened(demand)).sums;
    expect(concessionsUnderThreat + (threat?.demand ?? 0)).toBe(cost);
    const risk = threat?.risks.reduce((sum, { probabilityPct, impact }) => sum + probabilityPct * impact, 0);
    expect(risk).toBe(300_00 * 100);
    expect(threat?.unoffered).toBe(0);
  });

  it("R-DEC-4 G26: an accepted alternative closes the demand, and the threat with it", () => {
    expect(dossierOf(threatened(201, { accepted: "loyalty" })).sums.threat).toBeNull();
  });

  it("R-DEC-4: a demand without an alternative, or without its price, is named", () => {
    const bare = dossierOf(threatened(201, { offered: [] }));
    expect(bare.sums.threat?.unoffered).toBe(1);
    expect(names(bare)).toContain("problems.demand.d1.alternatives");
    const free = threatened(201);
    const [demand] = free.facts.demands;
    const unpriced = dossierOf({
      ...free,
      facts: { ...free.facts, demands: demand ? [{ ...demand, cost: null }] : [] },
    });
    expect(unpriced.sums.threat).toBeNull();
    expect(names(unpriced)).toContain("problems.demand.d1.cost");
    // A threat without a price does not hide the one before it.
    const both = dossierOf({
      ...free,
      facts: {
        ...free.facts,
        threats: [
          ...free.facts.threats,
          ...facts({
            threats: [
              { at: "2026-11-02T10:00:00.000Z", demand: "d9", risks: [{ basisPoints: 1, impact: 1 }] },
            ],
          }).threats,
        ],
      },
    });
    expect(both.sums.threat).toMatchObject({ demand: 201_00, unoffered: 1 });
    expect(both.present).toContain("problems");
    // An event takes names of 64 signs.
    const id = "d".repeat(64);
    const long = facts({
      threats: [{ at: "2026-11-01T10:00:00.000Z", demand: id, risks: [{ basisPoints: 1, impact: 1 }] }],
    });
    expect(names(dossierOf(given({ facts: long })))).toContain("problems.price");
  });

  it("R-DEC-4: a concession signalled and imported under one id counts once; every other one counts", () => {
    const signalled = entry(
      "concession.granted",
      { cost: 50_00, underThreat: true },
      "2026-10-02T10:00:00.000Z",
    );
    const concessions = [
      { id: signalled.eventId, on: "2026-10-02", cost: 50_00, underThreat: true },
      { id: "k2", on: "2026-10-03", cost: 7_00, underThreat: false },
    ];
    const journal = [signalled];
    expect(sumsOf({ journal }).concessionsUnderThreat).toBe(50_00);
    const both = sumsOf({ journal, facts: facts({ concessions }) });
    expect(both).toMatchObject({ concessionsUnderThreat: 50_00, costs: { concessions: 57_00 } });
  });

  it("R-ROL-5: what finance stated after the last threat stands; a later threat takes its place", () => {
    const stated = (at: string) =>
      entry("threat.assessed", { demand: 5_00, risks: [{ probabilityPct: 50, impact: 8_00 }] }, at);
    const { facts: told } = threatened(201);
    expect(sumsOf({ facts: told, journal: [stated("2026-11-02T10:00:00.000Z")] }).threat?.demand).toBe(5_00);
    expect(sumsOf({ facts: told, journal: [stated("2026-10-02T10:00:00.000Z")] }).threat?.demand).toBe(
      201_00,
    );
    expect(sumsOf({ journal: [stated("2026-10-02T10:00:00.000Z")] }).threat?.demand).toBe(5_00);
    const closed = threatened(201, { accepted: "loyalty" }).facts;
    expect(sumsOf({ facts: closed, journal: [stated("2026-10-02T10:00:00.000Z")] }).threat).toBeNull();
    expect(sumsOf({ facts: closed, journal: [stated("2026-11-02T10:00:00.000Z")] }).threat?.demand).toBe(
      5_00,
    );
  });
});

describe("R-DEC-4: several demands for the same", () => {
  const demand = { id: "d1", at: "2026-11-01T10:00:00.000Z", about: "half-price", kind: "other" as const };
  const threat = { at: "2026-11-01T10:00:00.000Z", demand: "d1", risks: [{ basisPoints: 1, impact: 1 }] };
  const told = (demands: readonly object[], threats: readonly object[] = [threat]) =>
    dossierOf(given({ facts: facts({ demands: demands as never, threats: threats as never }) }));

  it("R-DEC-4: what the first did not tell, alternatives and price, another one tells", () => {
    const later = { ...demand, id: "d2", at: "2026-11-02T10:00:00.000Z" };
    const mended = told([demand, { ...later, offered: ["loyalty"], cost: 5_00 }]);
    expect(mended.sums.threat).toMatchObject({ demand: 5_00, unoffered: 0 });
    expect(names(mended).filter((name) => name.startsWith("problems"))).toEqual([]);
    const dearer = { ...later, id: "d3", at: "2026-11-03T10:00:00.000Z", cost: 9_00, offered: ["extras"] };
    const again = told([demand, { ...later, offered: ["loyalty"], cost: 5_00 }, dearer]);
    expect(again.sums).toMatchObject({ threat: { demand: 9_00 }, demand: { offered: 2 } });
  });

  it("R-DEC-4: threats behind demands for the same are one that lacks an alternative; the last want is the client's", () => {
    const later = { ...demand, id: "d2", at: "2026-11-02T10:00:00.000Z" };
    const both = told([demand, later], [threat, { ...threat, demand: "d2" }]);
    expect(names(both).filter((name) => name.endsWith("alternatives"))).toEqual([
      "problems.demand.d2.alternatives",
    ]);
    const stated = entry("threat.assessed", { demand: 5_00, risks: [{ probabilityPct: 1, impact: 1 }] });
    const early = { ...stated, at: "2026-10-01T10:00:00.000Z" };
    const unpriced = facts({ demands: [demand], threats: [threat] });
    expect(sumsOf({ facts: unpriced, journal: [early] }).threat).toMatchObject({
      demand: 5_00,
      unoffered: 1,
    });
    expect(told([demand, { ...later, about: "pears" }]).sums.demand?.about).toBe("pears");
    expect(
      told([
        { ...demand, at: later.at, about: "pears" },
        { ...later, at: demand.at },
      ]).sums.demand?.about,
    ).toBe("pears");
  });

  it("R-DEC-4: a price in another currency is none", () => {
    const dollars = told([{ ...demand, cost: 5_00, currency: "USD", offered: ["loyalty"] }]);
    expect(dollars.sums.threat).toBeNull();
    expect(names(dollars)).toContain("problems.currency.USD");
    expect(dollars.present).toContain("problems");
  });

  it("R-DEC-4: an accepted alternative closes them all, until it is demanded anew", () => {
    const accepted = { ...demand, id: "d2", at: "2026-11-02T10:00:00.000Z", accepted: "loyalty" };
    const closed = told([{ ...demand, cost: 5_00 }, accepted]);
    expect(closed.sums).toMatchObject({ threat: null, demand: null });
    const anew = { ...demand, id: "d3", at: "2026-11-03T10:00:00.000Z", cost: 7_00 };
    expect(told([{ ...demand, cost: 5_00 }, accepted, anew]).sums).toMatchObject({
      threat: null,
      demand: { about: "half-price", offered: 0, workaroundsRejected: false },
    });
    const reopened = told([demand, accepted, anew], [threat, { ...threat, demand: "d3" }]);
    expect(reopened.sums.threat).toMatchObject({ demand: 7_00, unoffered: 1 });
  });
});

describe("R-DEC-5: who wants it", () => {
  const wanted = (others: number, offered: string[]) =>
    sumsOf({
      others: { "green-apples": others },
      facts: facts({
        demands: [
          { id: "d1", at: "2026-11-01T10:00:00.000Z", about: "green-apples", kind: "feature", offered },
        ],
      }),
    }).demand;

  it("R-DEC-5 G10a G10b: nobody else wants it, or one other client does; workarounds are rejected once offered", () => {
    expect(wanted(0, ["red-apples"])).toEqual({
      about: "green-apples",
      others: 0,
      offered: 1,
      workaroundsRejected: true,
    });
    expect(wanted(1, [])).toMatchObject({ others: 1, offered: 0, workaroundsRejected: false });
  });

  it("R-DEC-5 G26: a refund is no customisation, and an accepted alternative closes the demand", () => {
    const demand = { id: "d1", at: "2026-11-01T10:00:00.000Z", about: "refund", kind: "refund" as const };
    const demands = [demand, { ...demand, id: "d2", kind: "feature" as const, accepted: "exchange" }];
    expect(sumsOf({ facts: facts({ demands }) }).demand).toBeNull();
  });
});

describe("R-DEC-6: net value", () => {
  it.each([
    [130, -30],
    [90, 10],
  ])("R-DEC-6 G27: revenue 100, cost %s: an exit leaves what is not lost", (cost, net) => {
    const { sections, sums } = dossierOf(
      given({
        facts: facts({
          purchases: [{ on: "2026-11-03", units: 1, amount: euros(100), cost: euros(cost - 60) }],
          // Two hours of ops at 30.
          hours: [{ role: "ops", minutes: 120, kind: "service", day: "2026-11-02" }],
        }),
      }),
    );
    expect(sums).toMatchObject({ revenue: 100_00, cost: euros(cost) });
    expect(sections.lossOnExit).toMatchObject({ net: euros(net), from: "purchases" });
  });

  it("R-DEC-6: each kind of time is rounded half up once, whoever worked", () => {
    // 1 minute of ops at 30.00 is 0.50; of sales at 40.00 0.666…: together 1.166…
    const hours = [
      { role: "ops" as const, minutes: 1, kind: "service" as const, day: "2026-11-02" },
      { role: "sales" as const, minutes: 1, kind: "service" as const, day: "2026-11-02" },
      { role: "sales" as const, minutes: 1, kind: "shipping" as const, day: "2026-11-02" },
    ];
    expect(sumsOf({ facts: facts({ hours }) }).costs).toMatchObject({ service: 117, shipping: 67 });
  });

  it("R-DEC-6 G37: the margin of the goods is 4 %, or 6 %", () => {
    const bought = (cost: number) =>
      sumsOf({ facts: facts({ purchases: [{ on: "2026-11-03", units: 1, amount: 100_00, cost }] }) }).margin;
    expect(bought(96_00)).toEqual({ revenue: 100_00, cost: 96_00 });
    expect(bought(94_00)).toEqual({ revenue: 100_00, cost: 94_00 });
  });

  it("R-DEC-6: what finance stated stands where the facts do not tell, with its strategic benefit", () => {
    const journal = [entry("finance.assessed", { revenue: 500, benefit: 20, cost: 400 })];
    const stated = dossierOf(given({ journal }));
    expect(stated.sums).toMatchObject({ revenue: null, cost: null });
    expect(stated.sections.lossOnExit).toMatchObject({ revenue: 500, cost: 400, net: 120, from: "finance" });
    expect(stated.present).toEqual(expect.arrayContaining(["costToServe", "lossOnExit"]));
    const summed = dossierOf(given({ journal, facts: facts(WHOLE) }));
    expect(summed.sections.lossOnExit).toMatchObject({ revenue: 100_00, cost: 90_00, net: 10_20 });
  });

  it("R-DEC-6: of a new client, the cohort tells; of one who has bought over the whole horizon, its own purchases", () => {
    const value = { day: "2026-11-22", since: "2025-11-23", expected: 900_00 };
    const bought = (...days: string[]) =>
      facts({ purchases: days.map((on) => ({ on, units: 1, amount: 100_00, cost: 0 })) });
    const revenue = (told: ReturnType<typeof bought>) => dossierOf(given({ facts: told, value }));
    expect(revenue(bought("2026-11-03")).sums.revenue).toBe(900_00);
    expect(revenue(bought("2026-11-03")).sections.lossOnExit.from).toBe("cohort");
    expect(revenue(bought("2025-11-23", "2026-11-03")).sums.revenue).toBe(200_00);
    expect(revenue(facts({})).sums.revenue).toBeNull();
  });

  it("R-DEC-6: the horizon is twelve months, or two purchase cycles where they are longer", () => {
    const horizon = (...days: string[]) =>
      horizonOf(
        knownOf(given({ facts: facts({ purchases: days.map((on) => ({ on, units: 1, amount: 1 })) }) })),
      );
    expect(horizon("2026-11-01", "2026-11-03")).toEqual({ from: "2025-11-22", to: "2026-11-22" });
    // Bought every 300 days: two cycles are 600.
    expect(horizon("2025-01-05", "2025-11-01")).toEqual({ from: "2025-04-01", to: "2026-11-22" });
    expect(monthsBefore("2026-03-31", 1)).toBe("2026-02-28");
    expect(monthsBefore("2024-03-31", 1)).toBe("2024-02-29");
    expect(monthsBefore("2026-11-22", 12)).toBe("2025-11-22");
  });

  it("R-DEC-6: invoices tell what a client brings who buys nothing", () => {
    const payments = [
      { invoice: "i1", amount: 40_00, due: "2026-10-01", paid: "2026-10-02" },
      { invoice: "i2", amount: 70_00, due: "2026-11-01", paid: null },
    ];
    expect(sumsOf({ facts: facts({ payments }) }).revenue).toBe(40_00);
  });

  it("R-DEC-6: more returned than bought is a cost, so that the net value stays what it is", () => {
    const purchases = [{ on: "2026-11-03", units: -1, amount: -100_00, cost: -70_00 }];
    const { revenue, costs } = sumsOf({ facts: facts({ purchases }) });
    expect((revenue ?? 0) - costs.goods).toBe(-30_00);
    expect([revenue, costs.goods]).toEqual([0, 30_00]);
    // What came back is worth more than what was paid for it: that lowers no cost below nothing.
    const cheap = [{ on: "2026-11-03", units: -1, amount: -10_00, cost: -70_00 }];
    const back = sumsOf({ facts: facts({ purchases: cheap }) });
    expect([back.revenue, back.costs.goods]).toEqual([60_00, 0]);
    expect(back.returns).toEqual({ cost: 0, margin: 0 });
  });

  it("R-DEC-6: time, goods and concessions of before the horizon cost nothing now", () => {
    const before = "2025-11-22";
    const told = facts({
      hours: [{ role: "ops", minutes: 60, kind: "service", day: before }],
      purchases: [{ on: before, units: 1, amount: 100_00, cost: 60_00 }],
      concessions: [{ on: before, cost: 5_00, underThreat: true }],
    });
    expect(sumsOf({ facts: told })).toMatchObject({ revenue: 0, cost: 0, concessionsUnderThreat: 5_00 });
  });

  it("two currencies are never added: the sum is not there, and the currency is named", () => {
    const purchases = [
      ...WHOLE.purchases,
      { on: "2026-11-04", units: 1, amount: 50_00, cost: 10_00, currency: "USD" },
    ];
    const mixed = dossierOf(given({ facts: facts({ ...WHOLE, purchases }) }));
    expect(mixed.sums).toMatchObject({ revenue: null, cost: null, margin: null, returns: null });
    expect(names(mixed)).toEqual(["costToServe.currency.USD", "lossOnExit.currency.USD"]);
    expect(mixed.present).not.toContain("lossOnExit");
  });
});

describe("R-DEC-14 R-DEC-15 R-DEC-3: other sums", () => {
  it.each([20, 21])("R-DEC-14 G23: %s hours before the contract, signalled or imported", (hours) => {
    const journal = [
      entry("effort.logged", { role: "sales", minutes: (hours - 10) * 60, kind: "precontract" }),
    ];
    const told = [{ role: "ops" as const, minutes: 600, kind: "precontract" as const, day: "2026-11-02" }];
    expect(sumsOf({ journal, facts: facts({ hours: told }) }).precontractMinutes).toBe(hours * 60);
    // The same hours once more, imported under the event's id.
    const again = { ...told[0], id: journal[0]?.eventId ?? "", minutes: (hours - 10) * 60 };
    expect(sumsOf({ journal, facts: facts({ hours: [...told, again] }) }).precontractMinutes).toBe(
      hours * 60,
    );
  });

  it("R-DEC-15 G36: four returns take 30 each, against a margin of 100; older ones are left out", () => {
    const back = { units: -1, amount: -100_00, cost: -70_00 };
    const purchases = [
      { on: "2026-01-10", units: 5, amount: 500_00, cost: 400_00 },
      ...["2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"].map((on) => ({ on, ...back })),
      { on: "2025-11-22", ...back },
    ];
    const returns = (rows: typeof purchases) => sumsOf({ facts: facts({ purchases: rows }) }).returns;
    expect(returns(purchases)).toEqual({ cost: 120_00, margin: 100_00 });
    const refund = { on: "2026-06-01", units: 0, amount: -5_00, cost: 0 };
    expect(returns([...purchases, refund])).toEqual({ cost: 125_00, margin: 100_00 });
  });

  it("R-DEC-15: goods of unknown cost are not guessed", () => {
    const purchases = [{ on: "2026-01-10", units: 5, amount: 500_00, cost: null }];
    const unknown = dossierOf(given({ facts: facts({ ...WHOLE, purchases }) }));
    expect(unknown.sums).toMatchObject({ returns: null, margin: null });
    expect(names(unknown)).toEqual(["lossOnExit.goods"]);
    expect(unknown.present).toHaveLength(6);
  });

  it("R-DEC-3: a fault signalled and imported is one; it is open until the earlier of both cures", () => {
    const opened = "2026-11-01T10:00:00.000Z";
    const journal = [entry("fault.opened", { faultId: "f1", at: opened, loss: true })];
    const fault = { id: "f1", opened, cured: null, loss: null };
    const old = {
      id: "f0",
      opened: "2026-01-01T10:00:00.000Z",
      cured: "2026-01-02T10:00:00.000Z",
      loss: null,
    };
    const open = dossierOf(given({ journal, facts: facts({ faults: [fault, old] }) }));
    expect(open.sums.faults).toEqual({ open: 1, window: 1 });
    expect(open.sections.ourFaults.all).toMatchObject([{ id: "f0" }, { id: "f1", loss: true, cured: null }]);
    const cured = { ...fault, cured: "2026-11-02T10:00:00.000Z" };
    expect(sumsOf({ journal, facts: facts({ faults: [cured] }) }).faults).toEqual({ open: 0, window: 1 });
  });

  it("R-DEC-6: no rate in the currency, or none for a role, is named", () => {
    const hours = [{ role: "ops" as const, minutes: 60, kind: "service" as const, day: "2026-11-02" }];
    const francs = dossierOf(given({ facts: facts({ hours }), currency: "CHF" }));
    expect(francs.sums.cost).toBeNull();
    expect(names(francs)).toContain("costToServe.rates.CHF");
    expect(POLICY.value.rates.CHF).toBeUndefined();
  });
});

describe("R-LIF-14 R-LIF-16: a relationship that began anew is judged anew", () => {
  const early = "2026-02-01T10:00:00.000Z";
  const anew = "2026-10-01T10:00:00.000Z";
  const later = "2026-10-20T10:00:00.000Z";
  const demand = (id: string, at: string) => ({
    id,
    at,
    about: id,
    kind: "feature" as const,
    cost: 5_00,
    offered: ["extras"],
  });
  const threat = (of: string, at: string) => ({ at, demand: of, risks: [{ basisPoints: 1, impact: 1 }] });
  const told = facts({
    demands: [demand("d1", early)],
    threats: [threat("d1", early)],
    concessions: [{ on: "2026-02-02", cost: 9_00, underThreat: true }],
    hours: [{ role: "sales", minutes: 1_500, kind: "precontract", day: "2026-02-01" }],
    purchases: [
      { on: "2026-02-03", units: 1, amount: 10_00, cost: 1_00 },
      { on: "2026-02-04", units: -1, amount: -90_00, cost: 0 },
    ],
  });
  const stated = [
    entry("threat.assessed", { demand: 5_00, risks: [{ probabilityPct: 50, impact: 8_00 }] }, early),
    entry("concession.granted", { cost: 4_00, underThreat: true }, early),
    entry("effort.logged", { role: "sales", minutes: 60, kind: "precontract" }, early),
  ];
  const begins = {
    "R-LIF-16 return": entry("return.requested", {}, anew),
    "R-LIF-14 win-back": entry("winback.accepted", { prepayPct: 50, damagingRewrite: false }, anew),
  };
  const NOTHING = {
    threat: null,
    demand: null,
    concessionsUnderThreat: 0,
    precontractMinutes: 0,
    returns: null,
  };

  it.each(Object.entries(begins))("%s: what was before is history and no ground", (_, begin) => {
    const before = sumsOf({ facts: told, journal: stated });
    expect(before).toMatchObject({
      threat: { demand: 5_00 },
      demand: { about: "d1" },
      concessionsUnderThreat: 13_00,
      precontractMinutes: 1_560,
      returns: { cost: 90_00, margin: 9_00 },
    });
    const dossier = dossierOf(given({ facts: told, journal: [...stated, begin] }));
    expect(dossier.sums).toMatchObject(NOTHING);
    expect(names(dossier).filter((name) => name.startsWith("problems"))).toEqual([]);
    // It is still to be seen.
    expect(dossier.sections.problems).toMatchObject({ demands: [{ id: "d1" }], threats: [{ demand: "d1" }] });
    expect(dossier.sections.costToServe.concessions).toHaveLength(2);
  });

  it("R-LIF-16: what comes after it counts, from its day on, and an older dossier is what it was", () => {
    const more = facts({
      demands: [demand("d1", early), demand("d2", later)],
      threats: [threat("d1", early), threat("d2", later)],
      concessions: [{ on: "2026-10-01", cost: 1_00, underThreat: true }],
      hours: [{ role: "sales", minutes: 30, kind: "precontract", day: "2026-10-01" }],
    });
    const journal = [...stated, begins["R-LIF-16 return"]];
    expect(sumsOf({ facts: more, journal })).toMatchObject({
      threat: { demand: 5_00, unoffered: 0 },
      demand: { about: "d2" },
      concessionsUnderThreat: 1_00,
      precontractMinutes: 30,
    });
    const at = "2026-09-01T00:00:00.000Z";
    expect(sumsOf({ facts: told, journal, at })).toMatchObject({ concessionsUnderThreat: 13_00 });
    const refused = { ...begins["R-LIF-16 return"], outcome: "refused" as const };
    expect(sumsOf({ facts: told, journal: [refused] })).toMatchObject({ concessionsUnderThreat: 9_00 });
  });

  it("R-LIF-16: a return asks finance again; a win-back keeps what finance said", () => {
    const finance = entry("finance.assessed", { revenue: 500, benefit: 20, cost: 400 }, early);
    const loss = (begin: (typeof begins)[keyof typeof begins]) =>
      dossierOf(given({ journal: [finance, begin] })).sections.lossOnExit;
    expect(loss(begins["R-LIF-14 win-back"])).toMatchObject({ net: 120, from: "finance" });
    expect(loss(begins["R-LIF-16 return"])).toMatchObject({ net: null, benefit: 0, from: null });
  });
});

describe("R-DEC-6: a valuation of long ago", () => {
  it("R-DEC-6: gives the length of the horizon, and not its beginning", () => {
    const value = { day: "2025-11-22", since: "2024-11-23", expected: 0 };
    expect(horizonOf(knownOf(given({ value })))).toEqual({ from: "2025-11-22", to: "2026-11-22" });
    const purchases = ["2025-11-22", "2025-11-23"].map((on) => ({ on, units: 1, amount: 10_00, cost: 0 }));
    expect(sumsOf({ value, facts: facts({ purchases }) }).revenue).toBe(10_00);
    const fresh = { ...value, expected: 99_00 };
    const revenue = (on: string) =>
      sumsOf({ value: fresh, facts: facts({ purchases: [{ on, units: 1, amount: 10_00, cost: 0 }] }) })
        .revenue;
    expect([revenue("2025-11-23"), revenue("2025-11-24")]).toEqual([10_00, 99_00]);
  });
});
