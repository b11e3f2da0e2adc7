import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  type LintSources,
  lint,
  type NoticeFault,
  parseForbidden,
  readSources,
} from "../../../texts/notices/lint.ts";
import { LOCALES } from "../../../texts/notices/texts.ts";

const sources = readSources();

/** The faults after one edit of a copy; the edit has to change something. */
function after(file: keyof LintSources, from: string | RegExp, to: string): NoticeFault[] {
  const edited = sources[file].replace(from, to);
  expect(edited).not.toBe(sources[file]);
  // What was not edited has no fault: above.
  return lint({ ...sources, [file]: edited }, file === "forbidden" ? LOCALES : [file]);
}

const found = (faults: readonly NoticeFault[]) =>
  faults.map(({ file, notice, part, what }) => `${file} ${notice} ${part}: ${what}`).join("\n");

it("R-COM-1 the texts as they are have no fault", () => {
  expect(found(lint(sources))).toBe("");
}, 60_000);

it("R-COM-1 a template with blame in it fails the check, which says where, what and what is allowed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenure-notices-"));
  try {
    const en = sources.en.replace("Work paused", "Work paused: your own fault");
    await writeFile(join(folder, "en.yaml"), en);
    await writeFile(join(folder, "ru.yaml"), sources.ru);
    await writeFile(join(folder, "forbidden.yaml"), sources.forbidden);
    const script = fileURLToPath(new URL("../../../texts/notices/check.ts", import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "texts/notices/en.yaml: N6, subject: “your own fault” (blames the client); allowed: the fact\n",
    });
    await writeFile(join(folder, "en.yaml"), sources.en);
    expect(spawnSync(process.execPath, [script, folder]).status).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

describe("R-COM-1 no label that our people use for clients may be read by one", () => {
  const labels = {
    en: "uninvolved, know-it-all, everything at once, questioner, self-resolver, impatient, werewolf, entitled, VIP, chronic complainer, scandalist, terrorist, blackmailer, needs customisation, bargain hunter, discount on principle, returner, non-payer, stalling, terms refuser, scope creeper, saboteur, bad chemistry, outgrown, lost interest",
    ru: "безучастному, всезнайка, всё сразу, почемучкой, нетерпеливый, вервольфа, оборотень, ВИП, жалобщика, скандалистом, террориста, шантажисту, охотнику за скидками, скидка из принципа, возвращателем, неплательщиков, саботажник, вредителя, не сошлись характерами, потеряли интерес, переросли",
  };
  const forbidden = parseForbidden(sources.forbidden);
  it.each(LOCALES)("%s", (locale) => {
    const missed = labels[locale]
      .split(", ")
      .filter((label) => !forbidden[locale].some(({ pattern }) => pattern.test(label.replaceAll("ё", "е"))));
    expect(missed).toEqual([]);
  });
});

describe("R-COM-1 the linter finds", () => {
  it.each([
    ["blame", "en", "Work paused", "Work paused: your own fault", "N6 subject: “your own fault” (blames"],
    [
      "blame",
      "en",
      "Thank you for telling",
      "You are wrong. Thank you for telling",
      "N2 thanks: “You are wrong”",
    ],
    ["blame", "ru", "Свою часть работы", "Вы неправы. Свою часть работы", "N6 done: “Вы неправы”"],
    [
      "blame, inflected",
      "ru",
      "Спасибо за оплату",
      "Сами виноваты. Спасибо за оплату",
      "N8 thanks: “Сами виноваты”",
    ],
    ["blame behind ё", "ru", "Спасибо за ответ", "Всё сами́: упрёки, спасибо за ответ", "N8 thanks: “упреки”"],
    ["an archetype", "en", "We are sorry", "We are sorry, dear know-it-all", "N13 sorry: “know-it-all”"],
    ["an archetype", "ru", "Приносим извинения", "Приносим извинения шантажисту", "N13 sorry: “шантажисту”"],
    [
      "a field of the dossier",
      "en",
      'You don’t need to do anything."\n\nN3',
      'Your net value is low."\n\nN3',
      "N2 yourPart: “net value”",
    ],
    [
      "self-blame at an exit",
      "en",
      "Our last day of service",
      "We are sorry. Our last day of service",
      "N7 lastDay: “sorry”",
    ],
    [
      "self-blame at an exit",
      "ru",
      "Последний день обслуживания",
      "Извините. Последний день обслуживания",
      "N7 lastDay: “Извините”",
    ],
    [
      "an incident at an exit",
      "ru",
      "Продолжать невыгодно",
      "После оскорблений продолжать невыгодно",
      "N7 costs: “оскорблений”",
    ],
    ["invented seniority", "en", "{a senior manager}", "{our vice-president}", "N9 judge: “vice-president”"],
    [
      "invented seniority",
      "ru",
      "{руководитель}",
      "{генеральный директор}",
      "N9 judge: “генеральный директор”",
    ],
    [
      "calm down",
      "en",
      "What we need from now on: please",
      "Calm down and please",
      "N4 conduct: “Calm down”",
    ],
    [
      "a maybe at intake",
      "en",
      'You don’t need to do anything."\n\nN3',
      'Maybe later."\n\nN3',
      "N2 yourPart: “Maybe”",
    ],
    [
      "a favour to one",
      "en",
      "in return for an annual plan",
      "just for you, for an annual plan",
      "N12 answer: “just for you”",
    ],
    [
      "a word across a slot",
      "en",
      "We are sorry.",
      "{what, select, none {You are} other {You are}} wrong.",
      "N13 sorry: “You are wrong”",
    ],
    [
      "a word in a branch that is never reached",
      "en",
      "other {a colleague}} who",
      "other {a toxic person}} who",
      "N9 judge: “toxic person”",
    ],
    [
      "blame in the pointer",
      "ru",
      "Спасибо за сообщение;",
      "Вы нарушили правила;",
      "pointer text: “Вы нарушили”",
    ],
    [
      "a point without its part",
      "en",
      /^ {2}openRequests: >-\n( {4}.*\n)+/m,
      "",
      "N4 openRequests: the content point has no part",
    ],
    [
      "a part without a point",
      "ru",
      /^( {2}openRequests: )/m,
      "  extra: Да.\n$1",
      "N4 extra: there is no such part",
    ],
    [
      "another order",
      "en",
      /^( {2}no: "We do not accept.*\n)( {2}conduct: .*\n)/m,
      "$2$1",
      "N4 : the parts are in another order",
    ],
    ["a notice that is missing", "en", /^N15:\n( {2}.*\n)+/m, "", "N15 : missing, or no text"],
    [
      "a slot that the machine does not give",
      "en",
      "payment of {prepayPct}%",
      "payment of {percent}%",
      "N1 prepayment: there is no slot percent",
    ],
    [
      "a slot that is not used",
      "en",
      "The decision’s reference is {decision}.",
      "Done.",
      "N9 : the slot decision is not used",
    ],
    [
      "slots that differ between languages",
      "ru",
      "{happenedAt} {channel",
      "Недавно {channel",
      "N4 fact: its slots differ: en channel, happenedAt, said; ru channel, said",
    ],
    [
      "free text in a subject",
      "en",
      "<fault>Our error</fault>, and what we do about it",
      "<fault>Our error</fault>: {what}",
      "N13 subject: the subject shows what",
    ],
    [
      "an option that never comes",
      "en",
      "{spoken, select, true {<talked>As",
      "{spoken, select, yes {<talked>As",
      "N7 talk: spoken is never yes",
    ],
    [
      "a message that is not ICU",
      "en",
      "{spoken, select, true {<talked>As",
      "{spoken, select, true <talked>As",
      "N7 talk: the message does not parse",
    ],
    [
      "a select without other",
      "en",
      "We are sorry.",
      "{what, select, none {Sorry.}}",
      "N13 sorry: the message does not parse (MISSING_OTHER_CLAUSE)",
    ],
    [
      "a plural without one of the language's forms",
      "ru",
      "few {# предупреждений} many {# предупреждений} ",
      "",
      "N4 next: the plural of of lacks few, many",
    ],
    [
      "an absent slot that shows",
      "en",
      "{goal, select,\n        none {We are not the right company for what you want to achieve.}\n        other",
      "{goal, select,\n        other",
      "N2 goal: a slot that is not there",
    ],
    ["two spaces", "en", "just {reply}. Someone", "just  {reply}. Someone", "N4 appeal: two spaces"],
    [
      "two full stops",
      "ru",
      "Это ни к чему вас не обязывает.",
      "Это ни к чему вас не обязывает..",
      "N15 nothing: two signs in a row",
    ],
    [
      "half a sentence",
      "en",
      "It binds you to nothing.",
      "it binds you to nothing",
      "N15 nothing: its end is not a sentence's",
    ],
    [
      "words that claim something, and no mark around them",
      "en",
      "<goesOn>Until then we do what the contract says.</goesOn>",
      "Until then everything goes on.",
      "N7 lastDay: “goes on” claims something",
    ],
    [
      "words that claim something, in another mark",
      "ru",
      "<paused>Работа сейчас приостановлена</paused>, но",
      "<goesOn>Работа сейчас приостановлена</goesOn>, но",
      "N4 openRequests: “приостановлена” claims something",
    ],
    [
      "a reply to a message, whatever the channel",
      "ru",
      "напишите нам по электронной почте",
      "ответьте на это сообщение",
      "reply : “это сообщение” claims something",
    ],
    [
      "a mark that is no claim",
      "en",
      /<paid>(Thank you for your payment\.)<\/paid>/,
      "<payed>$1</payed>",
      "N8 thanks: there is no claim payed",
    ],
    [
      "one price for all",
      "ru",
      "Правила здесь одни для всех",
      "Цена у нас одна для всех",
      "N12 why: “Цена у нас одна” (неправда",
    ],
    [
      "a part that never says anything",
      "en",
      "We are sorry.",
      "{what, select, none {} other {}}",
      "N13 sorry: it says nothing in any case",
    ],
  ] as const)(
    "%s (%s)",
    (_, file, from, to, expected) => {
      expect(found(after(file, from, to))).toContain(`texts/notices/${file}.yaml ${expected}`);
    },
    60_000,
  );
});
