import { describe, expect, it } from "vitest";
import { hear, sameQuestion, stemsOf } from "../../../insight/attention/hear.ts";
import { parseWords, readWords, type WordKind } from "../../../insight/attention/words.ts";
import { Malformed } from "../../../machines/index.ts";

const lists = await readWords();
const heard = (text: string) => hear(text, lists).met;
const kinds = (text: string) => [...new Set(heard(text).map(({ kind }) => kind))];

const SAID: readonly (readonly [WordKind, ...(readonly string[])])[] = [
  [
    "insult",
    "You are idiots",
    "useless moron",
    "you all are so incompetent",
    "shut up",
    "piece of crap",
    "go to hell",
    "вы идиоты",
    "идиотами",
    "дебилы",
    "придурки",
    "придурков",
    "вы козлы",
    "Вы все тупые",
    "мудаки",
    "сволочь",
    "тупицей",
    "ублюдками",
    "криворукие",
    "безмозглым",
    "пошли вы вон",
    "заткнись",
  ],
  [
    "profanity",
    "fucking",
    "fucked",
    "this is shit",
    "bullshit",
    "wtf",
    "assholes",
    "блядь",
    "заебали",
    "нахуй",
    "пиздец",
    "сука",
    "говно",
    "херня",
    "жопе",
    "дерьмовый",
    "охуели",
  ],
  [
    "aggression",
    "I will find you",
    "we know where you live",
    "you will regret this",
    "я тебя найду",
    "убью тебя",
    "знаем где вы живете",
    "башку оторву",
  ],
  [
    "anger",
    "this is unacceptable",
    "I'm sick of this",
    "how dare you",
    "the worst support",
    "WHERE IS MY ORDER, IT WAS DUE LAST WEEK!!!",
    "это возмутительно",
    "мы в ярости",
    "сколько можно",
    "вы издеваетесь",
    "безобразие",
  ],
  [
    "orElse",
    "fix it or I'll leave",
    "or else",
    "Otherwise I am going to cancel the contract",
    "If you don't refund me, we will post everything",
    "unless it is done today, I’ll complain",
    "или мы расторгнем договор",
    "верните деньги, иначе я пожалуюсь",
    "если не сделаете, то я уйду",
  ],
  [
    "cancel",
    "never mind",
    "found it myself",
    "no longer needed",
    "please ignore my question",
    "it's solved now",
    "уже не надо",
    "отбой",
    "всё заработало",
    "вопрос решен",
    "отменяю заявку",
    "сами разобрались",
  ],
];

/** A word of the lists as people hide it. */
const DISGUISED = [
  "IDIOT!!!",
  "idiooooot",
  "1d10t",
  "i d i o t",
  "i.d.i.o.t",
  "id**t",
  "*idiot*",
  "„idi\u00adot",
  "ｉｄｉｏｔ",
  "idíot",
  "ИДИОТЫ",
  "идиooот",
  "идиoт",
  "иди0т",
  "и-д-и-о-т",
  "ид**т",
  "дуpак",
  "сукааааа",
  "бл*ть",
  "мудаки\u0301",
  "на ху\u0438\u0306",
];

/** Ordinary words that have a bad one in them, names, quotations, and what people say of themselves. */
const ORDINARY = [
  "Scunthorpe",
  "a class of assessment",
  "cassette and bass",
  "analysis",
  "cockpit, peacock, Dickens",
  "Hello",
  "shiitake shellfish",
  "Samsung A55 with T1T5",
  "a cucumber from Essex",
  "idiomatic",
  "Please cancel that thought",
  "maybe a stupid question",
  "I'm such an idiot, I forgot the key",
  "an idiot-proof cable",
  "5*3 and 2**4",
  "Thank you, clown fish food please",
  'the "Idiot" lamp',
  'order "Fucking Blue Shells", 3 pieces',
  "> you are idiots",
  'a 5" pipe and a 7" pipe',
  "we leave at ten, or we take the train",
  "A. B. C. D.",
  "оскорблять нельзя",
  "употреблять хлеб",
  "застрахуйте груз",
  "не психуй",
  "колебание",
  "барсука",
  "скипидар",
  "команда",
  "ребята",
  "дуршлаг",
  "Херсон и херес",
  "мандарины",
  "сукно",
  "хулиганство",
  "худи размера L",
  "мудрость",
  "Козлов Иван",
  "тупой угол 120 градусов",
  "фундамент осел на 3 см",
  "Туполев",
  "гнедой",
  "глупый вопрос, наверное",
  "я дурак, забыл пароль",
  "озеро Лох-Несс",
  "играем в подкидного дурака",
  ...["роман «Идиот», 3 шт.", "бляха 20 шт", "дебет и кредит", "если нужно, мы напишем адрес письмом?"].slice(
    0,
    3,
  ),
];

describe("words that are listened for", () => {
  it.each(SAID)("R-DEC-8, R-DEC-17, R-DEC-4: %s is heard, with its inflections", (kind, ...texts) => {
    for (const text of texts) expect([text, kinds(text)]).toEqual([text, expect.arrayContaining([kind])]);
  });

  it("R-DEC-8: stretched, hidden and look-alike letters hide nothing", () => {
    expect(kinds("f**k")).toEqual(["profanity"]);
    expect(kinds("f***")).toEqual([]);
    for (const text of DISGUISED) expect([text, kinds(text).length > 0]).toEqual([text, true]);
  });

  it("R-DEC-8: ordinary words, names in quotation marks, quotations and self-reproach are no signal", () => {
    for (const text of ORDINARY) expect([text, kinds(text)]).toEqual([text, []]);
    expect(kinds("maybe a stupid question, idiots")).toEqual(["insult"]);
  });

  it("says which word of the lists was met and where, and not the word", () => {
    const text = "Ну вы  и ИДИОТЫ, а?";
    const [met] = heard(text);
    expect(met).toEqual({
      kind: "insult",
      word: expect.stringMatching(/^ru\.insult\.[0-9a-f]{8}$/),
      at: 9,
      length: 6,
    });
    expect(text.slice(9, 15)).toBe("ИДИОТЫ");
    expect(JSON.stringify(hear("you are idiots", lists))).not.toMatch(/idiot/);
    expect(heard("мудаки и idiots").map(({ at }) => at)).toEqual([0, 9]);
    const apart = "ага: и д и о т";
    const [joined] = heard(apart);
    expect(apart.slice(joined?.at, (joined?.at ?? 0) + (joined?.length ?? 0))).toBe("и д и о т");
  });

  it("R-DEC-17: a question is known again in other words, and not a different one", () => {
    const [one] = hear("Как мне установить модуль на сайт?", lists).questions;
    const [again] = hear("Здравствуйте, подскажите, как установить модуль на наш сайт?", lists).questions;
    const [other] = hear("Когда приедет заказ?", lists).questions;
    expect(sameQuestion(one ?? [], again ?? [])).toBe(true);
    expect(sameQuestion(one ?? [], other ?? [])).toBe(false);
    expect(sameQuestion([], [])).toBe(false);
    expect(hear("> Where is it?\nIt came. Thanks!", lists).questions).toEqual([]);
    expect(stemsOf("What about our invoices, please", lists)).toEqual(["invoi"]);
  });

  it("a gap is up to eight words of one sentence", () => {
    const spaced = (words: number, end = "") =>
      kinds(`если не оплатите${end} ${"так ".repeat(words - 2)}то мы уйдем`);
    expect(spaced(8)).toEqual(["orElse"]);
    expect(spaced(9)).toEqual([]);
    expect(spaced(4, ".")).toEqual([]);
  });

  it("a list that cannot be read is refused with the place in it", () => {
    const list = (more: string) => `
version: "2026-11"
endings: {m: ["", а]}
lookalikes: {a: а}
${["insult", "profanity", "aggression", "anger", "orElse", "cancel", "except"].map((kind) => `${kind}: [слово${kind.length}]`.replaceAll(/\d/g, "")).join("\n")}
ordinary: []
${more}`;
    const read = (yaml: string) => () => parseWords("words/ru.yaml", "ru", yaml);
    expect(read(list(""))().patterns.size).toBe(7);
    const broken: readonly (readonly [string, RegExp])[] = [
      [
        list("").replace("insult: [слово]", "insult: [слов~x]"),
        /insult\.0: there are no endings x; there are m/,
      ],
      [list("").replace("insult: [слово]", 'insult: ["(слово"]'), /insult\.0: its brackets do not close/],
      [list("").replace("insult: [слово]", "insult: [Слово]"), /insult\.0: is no pattern: small letters/],
      [list("").replace("insult: [слово]", "insult: []"), /insult: is empty/],
      [list("").replace("insult: [слово]", "insult: [слово, слово]"), /insult\.1: слово stands there twice/],
      [list("").replace("insult: [слово]", 'insult: ["слово?"]'), /insult\.0: a \? stands after no bracket/],
      [list("more: 1"), /Unrecognized key/],
      ["a: [", /is no YAML/],
    ];
    for (const [yaml, says] of broken) {
      expect(read(yaml)).toThrow(Malformed);
      expect(read(yaml)).toThrow(says);
    }
  });

  it("a text of the greatest length is heard in a blink", () => {
    const text = "если не сделаете как договорились, то мы и дальше будем ждать ".repeat(320);
    const began = performance.now();
    hear(text, lists);
    hear("a ".repeat(10_000), lists);
    hear("a*".repeat(10_000), lists);
    hear('"'.repeat(20_000), lists);
    hear("если ".repeat(4_000), lists);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
