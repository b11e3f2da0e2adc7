import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import type { FactRow, FactsOfClient } from "../../../archive/facts/kept.ts";
import { archetypesOf, forPeople } from "../../../insight/attention/archetypes.ts";
import { asked, bought, facts, given, message, ours, owed, policy, reviewed, talk } from "./known.ts";

const demand = (accepted: string | null): FactRow<"demands"> => ({
  client: "c1",
  id: "d1",
  at: "2026-11-01T10:00:00.000Z",
  about: "green-apples",
  kind: "feature",
  importance: null,
  offered: ["red-apples"],
  accepted,
  reasonRef: null,
  consequenceRef: null,
  cost: null,
  currency: null,
});
const fault: FactRow<"faults"> = {
  client: "c1",
  id: "f1",
  opened: "2026-11-01T10:00:00.000Z",
  cured: null,
  loss: null,
  textRef: null,
  currency: "EUR",
};

type Case = Partial<FactsOfClient> & { readonly tier?: string };
const pointers = ({ tier, ...of }: Case) => {
  const topics = [{ guide: "install-module", about: [["insta", "modul"]] }];
  return archetypesOf(facts(of), { ...given({ topics }), tier: tier ?? null });
};
const names = (of: Case) => pointers(of).map(({ rule }) => rule);

const calm = [1, 2, 3].map((n) => message(`11-10 10:0${n}`, "Thank you, that works."));
const install = [
  message("11-20 09:00", "How do I install the module?"),
  ours("11-20 10:00"),
  message("11-20 11:00", "How do I install the module?"),
];
const invoice = [
  message("11-20 09:00", "Where is the invoice archive?"),
  ours("11-20 10:00"),
  message("11-20 11:00", "Where is the invoice archive?"),
];
const channels = ["email", "chat", "phone"];
const storm = (day: number, over: readonly string[]) =>
  over.map((channel, n) => message(`11-${day} 10:0${n}`, undefined, { channel }));
const withdrawn = (days: readonly number[]) =>
  days.flatMap((day) => [
    message(`11-${day} 09:00`, "Could you call me?"),
    message(`11-${day} 09:30`, "never mind"),
  ]);
const rude = (...days: readonly number[]) => days.map((day) => message(`11-${day} 10:00`, "you idiots"));
const angry = (...days: readonly number[]) => days.map((day) => message(`11-${day} 10:00`, "outrageous"));
const purchases = ["01-05", "02-05", "03-05", "04-05"].map((day) => bought(day, 5_000, 1_000));

/** Of each type that something countable tells: facts that point to it, and nearly the same ones that do not. */
const CASES: Readonly<Record<string, readonly [example: Case, counter: Case]>> = {
  "R-ARC-1": [
    { ...talk(...install), reviews: [reviewed("11-20", false)] },
    { ...talk(...install), reviews: [reviewed("11-20", true)] },
  ],
  "R-ARC-4": [talk(...invoice), talk(...invoice.slice(1))],
  "R-ARC-5": [talk(...withdrawn([15, 16, 18, 20])), talk(...withdrawn([15, 16, 18]))],
  "R-ARC-6": [talk(...storm(20, channels)), talk(...storm(20, ["email", "email", "email"]))],
  "R-ARC-7": [talk(...calm, ...angry(20)), talk(...angry(20))],
  "R-ARC-8": [
    talk(...[18, 19, 20].flatMap((day) => storm(day, channels))),
    talk(...[18, 19].flatMap((day) => storm(day, channels))),
  ],
  "R-ARC-9": [{ tier: "high" }, { tier: "high", ...talk(...rude(20)) }],
  "R-ARC-10": [
    { ...talk(...angry(12, 16)), reviews: [reviewed("11-20", false)] },
    { ...talk(...angry(12), ...rude(16)), reviews: [reviewed("11-20", false), reviewed("11-21", false)] },
  ],
  "R-ARC-11": [
    { ...talk(...angry(20)), discounts: [asked("11-20", "budget")] },
    { ...talk(...calm, ...angry(20)), discounts: [asked("11-20", "budget")] },
  ],
  "R-ARC-12": [talk(...rude(12, 16, 20)), { ...talk(...rude(12, 16, 20)), faults: [fault] }],
  "R-ARC-13": [
    talk(message("11-12 10:00", "or else"), message("11-16 10:00", "or else")),
    talk(message("11-12 10:00", "or else")),
  ],
  "R-ARC-14": [{ demands: [demand(null)] }, { demands: [demand("red-apples")] }],
  "R-ARC-15": [
    { discounts: ["09-10", "10-10", "11-10"].map((on) => asked(on, "cheaper")) },
    { discounts: ["09-10", "10-10", "11-10"].map((on) => asked(on, "loyal")) },
  ],
  "R-ARC-16": [
    { discounts: ["09-10", "10-10", "11-10"].map((on) => asked(on, "principle")) },
    { discounts: ["10-10", "11-10"].map((on) => asked(on, "principle")) },
  ],
  "R-ARC-17": [
    { purchases: [bought("10-01", 100, 50), bought("10-02", -60, 0)] },
    { purchases: [bought("10-01", 100, 50), bought("10-02", -40, 0)] },
  ],
  "R-ARC-18": [{ payments: [owed("i1", "11-01")] }, { payments: [owed("i1", "11-01", "11-20")] }],
  "R-ARC-19": [talk(ours("10-20 10:00")), talk(ours("11-20 10:00"))],
  "R-ARC-25": [{ purchases }, { purchases, reviews: [reviewed("04-10", false)] }],
};

it.each(Object.entries(CASES))(
  "%s is pointed to, with reasons, and not by nearly the same",
  (rule, [example, counter]) => {
    expect(names(example)).toContain(rule);
    expect(
      pointers(example).every(
        ({ reasons }) => reasons.length > 0 && reasons.every((reason) => reason !== ""),
      ),
    ).toBe(true);
    expect(names(counter)).not.toContain(rule);
  },
);

it("R-ARC-1 to 25: each one is found by what is counted, or said to be for people", () => {
  const cards = readdirSync(new URL("../../../texts/help/coach/", import.meta.url)).sort();
  const known = new Map(cards.map((file) => [`R-ARC-${Number(file.slice(0, 2))}`, file.slice(3, -5)]));
  expect(known.size).toBe(25);
  const people = forPeople();
  expect([...Object.keys(CASES), ...people.map(({ rule }) => rule)].toSorted()).toEqual(
    [...known.keys()].toSorted(),
  );
  for (const { rule, name } of [...people, ...Object.values(CASES).flatMap(([example]) => pointers(example))])
    expect([rule, name]).toEqual([rule, known.get(rule)]);
});

it("R-ARC-14: a wish that nothing was offered for points to nobody", () => {
  expect(names({ demands: [{ ...demand(null), offered: [] }] })).toEqual([]);
});

it("R-ARC-11: loud from the first day alone points to nobody", () => {
  expect(names(talk(...angry(20)))).toEqual([]);
  expect(
    names(talk(...angry(20), message("11-20 11:00", "or else"), message("11-20 12:00", "or else"))),
  ).toEqual(["R-ARC-11", "R-ARC-13"]);
});

it("R-ARC-25: interest is lost when two cycles have passed, and not on the last day of them", () => {
  // Every 30 days; two of them are over after the 21st of November.
  const lately = (last: string) =>
    names({ purchases: ["07-24", "08-23", last].map((day) => bought(day, 5_000, 1_000)) });
  expect(lately("09-22")).toContain("R-ARC-25");
  expect(lately("09-23")).not.toContain("R-ARC-25");
  expect(names({ purchases: [bought("01-05", 5_000, 1_000), bought("02-05", 5_000, 1_000)] })).toEqual([]);
});

it("a client of whom nothing is known is of no type", () => {
  expect(archetypesOf(facts({}), { ...given(), tier: null })).toEqual([]);
  expect(policy.conduct.warnings).toBe(2);
});
