import { describe, expect, it } from "vitest";
import { dossierOf } from "../../../insight/dossier/dossier.ts";
import { exitPointsFor } from "../../../machines/slots.ts";
import { dossierPage } from "../../../texts/help/dossier.ts";
import { exitPage, groundsOf, type Parting, prefilledSums } from "../../../texts/help/exit.ts";
import { html, markdown } from "../../../texts/help/page.ts";
import { readDossierWords, readExitWords, readHeadings, readOrder } from "../../../texts/help/read.ts";
import { callSheet } from "../../../texts/notices/talk.ts";
import { facts, given, POLICY, WHOLE } from "../../insight/dossier/given.ts";

const texts = {
  order: await readOrder(),
  headings: await readHeadings(),
  exit: await readExitWords(),
  dossier: await readDossierWords(),
};

const { dossier: dossierWords } = texts;
const at = "2026-11-01T10:00:00.000Z";
/** R-DEC-4 G9: 100 given in, a demand of 201, a risk of 300; and a discount that was asked for. */
const blackmailed = dossierOf(
  given({
    signedAt: "2025-01-01T00:00:00.000Z",
    facts: facts({
      ...WHOLE,
      concessions: [{ on: "2026-11-01", cost: 100_00, underThreat: true }],
      demands: [
        {
          id: "d1",
          at,
          about: "half-price",
          kind: "other",
          cost: 201_00,
          offered: ["loyalty"],
          reasonRef: "v_1",
        },
      ],
      threats: [{ at, demand: "d1", risks: [{ basisPoints: 30_00, impact: 1_000_00 }] }],
      discounts: [{ on: "2026-11-02", kind: "loyal", asked: 10_00, granted: 0 }],
    }),
  }),
);

const parting = (more: Partial<Parting> = {}): Parting => ({
  state: "active",
  dossier: blackmailed,
  compiled: [],
  request: null,
  clauses: [],
  alternative: null,
  grounds: [
    { ground: "blackmail", stands: true },
    { ground: "conduct", stands: false },
  ],
  ...more,
});

const shown = (about: Parting, language: "en" | "ru" = "en") => {
  const sums = prefilledSums(about.dossier, POLICY);
  const [ground] = groundsOf(about);
  const talk = ground ? callSheet(exitPointsFor(ground, about.alternative), language) : [];
  return exitPage(about, texts, language, { sums, talk });
};

describe("the exit assistant on a live client", () => {
  it.each([
    ["2024-12-01T00:00:00.000Z", "2025-11-30T23:59:59.000Z", 11],
    ["2024-12-01T00:00:00.000Z", "2025-12-01T00:00:00.000Z", 12],
  ])("R-DEC-9: months under contract are the machine's own: from %s to %s", (signedAt, at, months) => {
    const { client: _, ...rest } = blackmailed;
    const [discount] = prefilledSums({ ...rest, client: "c1", signedAt, at }, POLICY).filter(
      ({ name }) => name === "discount",
    );
    expect(discount?.sum.passed).toBe(months >= 12);
  });

  it("R-HLP-2: sums are filled in from the dossier: blackmail, net value, exit, discount", () => {
    const sums = Object.fromEntries(
      prefilledSums(blackmailed, POLICY).map(({ name, sum }) => [
        name,
        [sum.passed, ...sum.amounts.map(({ amount }) => amount)],
      ]),
    );
    expect(sums).toEqual({
      blackmail: [true, 100_00, 201_00, 301_00, 300_00],
      // 100 of revenue, less 60 of goods, 30 of an hour and 100 given in.
      netvalue: [false, 100_00, 0, 190_00, -90_00],
      exit: [true, 100_00, 190_00, 90_00],
      discount: [true, 100_00, 90_00, -10_00],
    });
    expect(prefilledSums(dossierOf(given()), POLICY)).toEqual([]);
  });

  it("R-HLP-2: goes clause, dossier, cost, call, otherwise restrict, in both languages, and prints", () => {
    for (const language of ["en", "ru"] as const) {
      const page = shown(parting(), language);
      expect(page.sections.map(({ title }) => title.slice(0, 2))).toEqual(["1.", "2.", "3.", "4.", "5."]);
      const printed = html(page);
      expect(printed).toMatch(/^<!doctype html>[\s\S]*@page\{size:A4/);
      expect(printed).not.toMatch(/<script|src=|href=/);
      expect(printed).not.toMatch(/undefined|null|\{\w+\}/);
    }
    const ru = markdown(shown(parting(), "ru"));
    for (const { sum } of prefilledSums(blackmailed, POLICY))
      for (const { says } of sum.amounts) expect(ru).not.toContain(`${says}: `);
  });

  it("R-HLP-2: says whose rule passes, where admission and exit ask opposite things of one", () => {
    expect(markdown(shown(parting()))).toMatch(
      /R-DEC-6, for an admission: the rule does not pass[\s\S]*R-DEC-6, for an exit: the rule passes/,
    );
    expect(markdown(shown(parting(), "ru"))).toMatch(
      /R-DEC-6, для приёма: правило не выполнено[\s\S]*R-DEC-6, для расставания: правило выполнено/,
    );
  });

  it("R-HLP-2: Russian has its own minus, quotation marks, and days in words", () => {
    const compiled = [{ id: "D1", at }];
    const texts = { v_1: "половина цены" };
    const ru = [
      markdown(shown(parting({ compiled }), "ru")),
      markdown(dossierPage({ dossier: blackmailed, texts, compiled: [] }, dossierWords, "ru")),
    ].join("\n");
    expect(ru).toContain("−90,00");
    expect(ru).not.toMatch(/(?<![\w-])-\d|[“”]|\d{4}-\d{2}-\d{2}/);
    expect(ru).toContain("«половина цены»");
    expect(ru).toContain("Составлено последний раз 1 ноября 2026 года, 10:00 UTC");
  });

  it("R-HLP-2 R-DEC-3: shows what is missing and how it is mended, in both languages", () => {
    const bare = parting({ dossier: dossierOf(given()) });
    expect(markdown(shown(bare))).toContain("Not there: Conversations, Cost to serve, Loss on exit.");
    expect(markdown(shown(bare))).toMatch(
      /costToServe\.hours: no working time .*; import it: `tenure import hours FILE`/,
    );
    expect(markdown(shown(bare, "ru"))).toMatch(
      /costToServe\.hours: не записано .*; загрузите его: `tenure import hours FILE`/,
    );
  });

  it("R-DEC-2: without a clause the last step is the way; with one, it is not", () => {
    const answered = (terminable: boolean) =>
      markdown(
        shown(parting({ clauses: [{ ground: "blackmail", terminable, clauseRef: "s7", noticeDays: 30 }] })),
      );
    expect(answered(true)).toContain("blackmail: legal says that s7 covers it; notice of 30 days");
    expect(answered(true)).not.toContain("this is the way");
    expect(answered(false)).toContain("blackmail has no clause: this is the way.");
    expect(markdown(shown(parting()))).toContain("blackmail: legal has not answered");
    const none = parting({ grounds: [{ ground: "blackmail", stands: false }] });
    expect(markdown(shown(none))).toContain("No ground stands now");
  });

  it("R-HLP-2: once the parting is decided, nothing of it says that an exit would be refused", () => {
    const decided = parting({ state: "offboarding", grounds: [{ ground: "blackmail", stands: false }] });
    expect(markdown(shown(decided))).toContain("c1 is offboarding: there is nothing left to ask for");
    expect(markdown(shown(decided))).not.toContain("No ground stands now");
    expect(markdown(shown(decided, "ru"))).toContain("просить и одобрять больше нечего");
  });

  it("R-COM-1 R-COM-2: what is said aloud has the reason and the alternative, and nothing of the dossier", () => {
    const { sections } = shown(parting({ alternative: "orchard" }));
    const aloud = sections[3]?.parts.filter(({ kind, title }) => kind === "points" && title !== undefined);
    const words = JSON.stringify(aloud?.filter(({ title }) => title !== "Never"));
    expect(words).toContain("orchard");
    expect(words).toContain("going on costs both sides");
    expect(words).not.toMatch(/half-price|301|300|threat|€/);
    const conduct = parting({ request: { ground: "conduct", by: "manager:mia" } });
    expect(markdown(shown(conduct))).toContain("Asked for by manager:mia: conduct");
    expect(JSON.stringify(shown(conduct).sections[3])).not.toContain("going on costs both sides");
  });
});

describe("the dossier's page", () => {
  it("R-DEC-3: is one page with six sections and the sums of the rules, with words only where they are given", () => {
    const page = (words: Record<string, string>, language: "en" | "ru" = "en") =>
      markdown(dossierPage({ dossier: blackmailed, texts: words, compiled: [] }, texts.dossier, language));
    const en = page({ v_1: "the rival is cheaper" });
    expect(en.match(/^## .*/gm)).toEqual([
      "## Conversations",
      "## Problems",
      "## Reviews",
      "## Our own faults",
      "## Cost to serve",
      "## Loss on exit",
      "## What the rules read",
    ]);
    expect(en).toContain("“the rival is cheaper”");
    expect(page({})).not.toContain("“");
    expect(en).toContain(
      "R-DEC-4: solving costs €301.00 = €100.00 granted under threat + €201.00 demanded; the threat risks €300.00",
    );
    expect(en).toContain("None on record.");
    const bare = { dossier: dossierOf(given()), texts: {}, compiled: [] };
    expect(markdown(dossierPage(bare, texts.dossier, "en"))).toContain(
      "The net value of the client is not known",
    );
    expect(page({}, "ru")).not.toMatch(/undefined|null|\{\w+\}/);
  });
});
