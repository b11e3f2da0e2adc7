import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { GROUNDS } from "../../../machines/vocabulary.ts";
import { readAgainst, readHelp } from "../../../texts/help/against.ts";
import { faultsOf, type Help } from "../../../texts/help/faults.ts";
import { type Card, LANGUAGES, parseCard, parseGuides } from "../../../texts/help/read.ts";

const help = await readHelp();
const against = await readAgainst();
const FILE = "texts/help/coach/02-know-it-all.yaml";
const yaml = await readFile(new URL(`../../../${FILE}`, import.meta.url), "utf8");

/** The help with one card changed. */
const withCard = (change: (card: Card) => Card): Help => ({
  ...help,
  cards: help.cards.map((card) => (card.archetype === "know-it-all" ? change(card) : card)),
});
const paths = (changed: Help) => faultsOf(changed, against).map(({ file, path }) => `${file} ${path}`);

describe("the texts as they are", () => {
  it("R-HLP-1, R-HLP-2, R-HLP-3, R-HLP-4: nothing is wrong with them: both languages, rules, words, numbers", () => {
    expect(faultsOf(help, against)).toEqual([]);
  });

  it.each(Array.from({ length: 25 }, (_, n) => `R-ARC-${n + 1}`))(
    "R-HLP-1: %s has one card, with several points to every part in both languages",
    (rule) => {
      const [card, ...more] = help.cards.filter((each) => each.rule === rule);
      expect(more).toEqual([]);
      for (const language of LANGUAGES) {
        const { signals = [], steps = [], say = [], avoid = [] } = card?.[language] ?? {};
        for (const points of [signals, steps, say, avoid]) expect(points.length).toBeGreaterThanOrEqual(2);
      }
    },
  );

  it("R-ARC-4, R-ARC-5, R-ARC-6, R-ARC-10, R-ARC-16: no exit; the others only by the rule that domain and chart know", () => {
    const exits = Object.fromEntries(help.cards.map(({ rule, exit }) => [rule, exit.join(" ")]));
    const never = Object.keys(exits).filter((rule) => exits[rule] === "");
    expect(never).toEqual(["R-ARC-4", "R-ARC-5", "R-ARC-6", "R-ARC-10", "R-ARC-16"]);
    expect(exits).toMatchObject({
      "R-ARC-2": "R-DEC-7",
      "R-ARC-7": "R-DEC-8",
      "R-ARC-12": "R-DEC-8",
      "R-ARC-13": "R-DEC-4",
      "R-ARC-14": "R-DEC-5",
      "R-ARC-15": "R-DEC-6",
      "R-ARC-20": "R-DEC-7",
    });
    for (const n of [17, 18, 19, 22, 23, 24, 25]) expect(exits[`R-ARC-${n}`]).toBe("R-DEC-15");
  });

  it("R-HLP-2: the order of the exit is clause, dossier, cost, call, restrict; every ground has its line", () => {
    expect(Object.keys(help.order.en.steps)).toEqual(["clause", "dossier", "cost", "call", "restrict"]);
    expect(Object.keys(help.order.ru.steps)).toEqual(Object.keys(help.order.en.steps));
    expect(Object.keys(help.order.ru.grounds).sort()).toEqual([...GROUNDS].sort());
  });

  it("R-HLP-4, R-POL-2: intake, refusal, transfer, clauses", () => {
    expect(help.checklists.map(({ name }) => name)).toEqual(["clauses", "intake", "refusal", "transfer"]);
    const titles = help.checklists[0]?.en.sections.map(({ title }) => title);
    expect(titles).toEqual([
      "Termination cases",
      "Conduct",
      "Channels",
      "Scope",
      "Pause on arrears",
      "Approval deadlines",
      "Authorship",
    ]);
  });
});

describe("a text that is changed badly", () => {
  it("R-HLP-1: a point that stands in one language only", () => {
    const changed = withCard((card) => ({
      ...card,
      ru: { ...card.ru, signals: card.ru.signals.slice(1) },
    }));
    expect(paths(changed)).toEqual([`${FILE} ru.signals.2`]);
  });

  it.each([
    ["en", "You are wrong about the load."],
    ["en", "Please calm down first."],
    ["en", "As a problem client you know this."],
    ["ru", "Вы неправы."],
    ["ru", "Сами виноваты."],
    ["ru", "Успокойтесь, пожалуйста."],
  ] as const)(
    "R-COM-1: %s words that no client hears, to be said or in the script: %s",
    (language, words) => {
      const said = withCard((card) => ({
        ...card,
        [language]: { ...card[language], say: [words, ...card[language].say.slice(1)] },
      }));
      expect(paths(said)).toEqual([`${FILE} ${language}.say.0`]);
      const scripted = withCard((card) => ({ ...card, [language]: { ...card[language], script: words } }));
      expect(paths(scripted)).toEqual([`${FILE} ${language}.script`]);
      const avoided = withCard((card) => ({
        ...card,
        [language]: { ...card[language], avoid: [words, ...card[language].avoid.slice(1)] },
      }));
      expect(paths(avoided)).toEqual([]);
    },
  );

  it("R-HLP-2: an apology in the call about an exit, as in the farewell", () => {
    const { en } = help.order;
    const call = { ...en.steps.call, say: ["“We are sorry that it ends.”", ...en.steps.call.say.slice(1)] };
    const order = { ...help.order, en: { ...en, steps: { ...en.steps, call } } };
    expect(paths({ ...help, order })).toEqual(["texts/help/order.yaml en.steps.call.say.0"]);
  });

  it("R-HLP-1: a rule that does not exist, or is not named in the other language", () => {
    expect(paths(withCard((card) => ({ ...card, exit: ["R-DEC-99"] })))).toEqual([`${FILE} exit`]);
    const next = "A senior calls (R-DEC-16).";
    expect(paths(withCard((card) => ({ ...card, en: { ...card.en, next } })))).toEqual([`${FILE} next`]);
  });

  it("R-HLP-1: a threshold, which stands in the policy; a script of more than a minute; an exit without a rule", () => {
    const next = "A senior, after 3 days (R-DEC-17).";
    expect(paths(withCard((card) => ({ ...card, en: { ...card.en, next } })))).toEqual([`${FILE} en.next`]);
    const script = "word ".repeat(151);
    expect(paths(withCard((card) => ({ ...card, en: { ...card.en, script } })))).toEqual([
      `${FILE} en.script`,
    ]);
    expect(paths(withCard((card) => ({ ...card, exit: [] })))).toEqual([
      `${FILE} en.exit`,
      `${FILE} ru.exit`,
    ]);
  });

  it("R-ARC-2: an archetype without a card, or with two", () => {
    const others = help.cards.filter(({ rule }) => rule !== "R-ARC-2");
    expect(faultsOf({ ...help, cards: others }, against)).toEqual([
      { file: "texts/help/coach", path: "R-ARC-2", says: "has 0 cards; each archetype has one" },
    ]);
    const twice = [...help.cards, ...help.cards.filter(({ rule }) => rule === "R-ARC-2")];
    expect(paths({ ...help, cards: twice })).toEqual(["texts/help/coach R-ARC-2"]);
  });

  it("R-HLP-2: an event that nobody can signal", () => {
    const clause = { ...help.order.steps.clause, events: ["clause.guessed"] };
    const order = { ...help.order, steps: { ...help.order.steps, clause } };
    expect(paths({ ...help, order })).toEqual(["texts/help/order.yaml steps.clause.events"]);
  });

  it("R-HLP-1: a file is refused with its name, the path, and what is expected", () => {
    expect(parseCard(FILE, yaml).archetype).toBe("know-it-all");
    const bad = (from: string, to: string) => () => parseCard(FILE, yaml.replace(from, to));
    expect(bad("signals:", "signs:")).toThrow(
      `${FILE} is not a coach card: en.signals: Invalid input: expected array, received undefined; en: Unrecognized key: "signs"`,
    );
    expect(bad('version: "2026-11"', "version: 2026")).toThrow("version: Invalid input: expected string");
    expect(bad('sources: ["000"]', "sources: []")).toThrow("sources: is empty; every text names its source");
    expect(bad("exit: [R-DEC-7]", "exit: [DEC-7]")).toThrow(
      "exit.0: is no rule id; one like R-DEC-6 is expected",
    );
    expect(bad("exit: [R-DEC-7]", "exit: [R-DEC-7")).toThrow(`${FILE} is no YAML`);
    expect(() => parseGuides("g.yaml", "{version: '2026-11', guides: [{kind: fax}]}")).toThrow(
      "g.yaml is not a catalogue of guides: guides.0.topic",
    );
  });
});
