import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CHANNELS, NOTICE_SLOTS, TALK_POINTS } from "../../../machines/index.ts";
import { pointer } from "../../../texts/notices/compose.ts";
import { html, plain } from "../../../texts/notices/html.ts";
import { isNotice, NOTICES, POINTS } from "../../../texts/notices/points.ts";
import { combinations, SAMPLE_READERS, samplesOf } from "../../../texts/notices/samples.ts";
import { callSheet, talkPoint } from "../../../texts/notices/talk.ts";
import { LOCALES } from "../../../texts/notices/texts.ts";
import { type NoticeReader, type NoticeSlots, write } from "../../../texts/notices/write.ts";

const root = new URL("../../../", import.meta.url);
const gallery = (notice: string) =>
  readFile(fileURLToPath(new URL(`docs/notices/${notice}.md`, root)), "utf8");
const AT = "2026-11-12T23:30:00.000Z";
const berlin: NoticeReader = { locale: "en", zone: "Europe/Berlin", currency: "EUR", name: null };
const moscow: NoticeReader = { locale: "ru", zone: "Europe/Moscow", currency: "RUB", name: null };
const textOf = (...args: Parameters<typeof write>) => plain(write(...args));

describe.each(LOCALES)("the notices in %s", (locale) => {
  it.each(NOTICES)("R-COM-1 %s reads in every sample as the gallery shows it", async (notice) => {
    const page = await gallery(notice);
    for (const { slots } of samplesOf(locale)[notice]) {
      const { subject, paragraphs } = write(notice, slots, SAMPLE_READERS[locale]);
      expect(page).toContain(`**${subject}**`);
      for (const { part, text } of paragraphs) {
        const row = page.split("\n").filter((line) => line.startsWith(`| ${part} |`));
        expect(row.join("\n"), part).toContain(`| ${text} |`);
      }
    }
  });

  it.each(NOTICES)("R-COM-1 %s has each of its points, in their order, in one case at least", (notice) => {
    const order = Object.keys(POINTS[notice]);
    const said = new Set<string>();
    const names = Object.keys(NOTICE_SLOTS[notice]);
    const pairs = names.flatMap((one, n) => names.slice(n).map((other) => [one, other]));
    for (const slots of pairs.flatMap((pair) => combinations(notice, pair))) {
      const parts = write(notice, slots, SAMPLE_READERS[locale]).paragraphs.map(({ part }) => part);
      const points = parts.filter((part) => order.includes(part));
      expect(points).toEqual(order.filter((part) => points.includes(part)));
      expect(parts.at(0)).toBe("greeting");
      expect(parts.slice(-2)).toEqual(["closing", "signature"]);
      for (const point of points) said.add(point);
    }
    expect([...said].sort()).toEqual([...order].sort());
  });

  it("names the open channel in one sentence to whoever wrote on a closed one", () => {
    const sentences = CHANNELS.map((channel) => pointer(channel, locale).body);
    expect(new Set(sentences).size).toBe(CHANNELS.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[^.!?]+\.$/);
  });
});

describe("a notice", () => {
  it("R-COM-1 carries the cue of its kind", () => {
    const cues = [
      ["N2", "We don’t fit your goals", "Мы вам не подходим"],
      ["N3", "We can’t accept this tone", "Такой тон недопустим"],
      ["N4", "Warning 1 of 2", "Предупреждение 1 из 2"],
      ["N5", "Please write to us by e-mail only", "Связь с нами — только по электронной почте"],
      ["N6", "Work paused", "Пауза в работе"],
      ["N7", "Service ends December 12, 2026", "Работаем до 12 декабря 2026 года"],
    ] as const;
    for (const [notice, ...subjects] of cues)
      expect(
        LOCALES.map((locale) => {
          const [sample] = samplesOf(locale)[notice];
          return write(notice, sample?.slots ?? {}, SAMPLE_READERS[locale]).subject;
        }),
      ).toEqual(subjects);
  });

  it("R-COM-1 tells an instant's day in the reader's zone, and a bare date as it is", () => {
    const farewell = (lastDay: string, reader: NoticeReader) =>
      write("N7", { lastDay, spoken: true, reason: "fit", appealDays: 14 }, reader).subject;
    expect(farewell(AT, berlin)).toBe("Service ends November 13, 2026");
    expect(farewell(AT, { ...berlin, zone: "America/New_York" })).toBe("Service ends November 12, 2026");
    expect(farewell("2026-11-12", { ...berlin, zone: "America/New_York" })).toBe(
      "Service ends November 12, 2026",
    );
    expect(farewell(AT, moscow)).toBe("Работаем до 13 ноября 2026 года");
  });

  it("R-COM-1 tells money in the relationship's currency, whatever its minor unit, and counts as the language does", () => {
    const owed = (reader: NoticeReader) =>
      textOf("N6", { cause: "arrears", from: AT, amount: 125_000 }, reader).body.replaceAll("\u00a0", " ");
    expect(owed(berlin)).toContain("your payment of €1,250.00.");
    expect(owed({ ...berlin, currency: "JPY" })).toContain("your payment of ¥125,000.");
    expect(owed(moscow)).toContain("на сумму 1 250,00 ₽.");
    const appeal = (appealDays: number, reader: NoticeReader) =>
      textOf("N5", { channel: "post", from: AT, reviewAt: AT, appealDays }, reader).body;
    expect(appeal(1, berlin)).toContain("within 1 day of");
    expect(appeal(14, berlin)).toContain("within 14 days of");
    for (const [days, words] of [
      [1, "1 дня"],
      [2, "2 дней"],
      [21, "21 дня"],
    ] as const)
      expect(appeal(days, moscow)).toContain(`в течение ${words} после`);
  });

  it("names what was said as it was said, on one line, and nothing that it was not told", () => {
    const slots = { n: 1, of: 2, happenedAt: AT, appealDays: 14 };
    const said = textOf("N4", { ...slots, channel: "phone", said: "{name}\n<b>'so'</b>." }, berlin).body;
    expect(said).toContain("on the phone with these words: “{name} <b>'so'</b>”.");
    expect(textOf("N4", slots, berlin).body).toContain("addressed in a way that our rules do not allow.");
  });

  it("R-COM-1 speaks of money at an exit only where money is the ground, and of no incident ever", () => {
    const farewell = (reason: string, ground: string) =>
      LOCALES.map(
        (locale) =>
          textOf("N7", { lastDay: AT, spoken: true, reason, ground, appealDays: 14 }, { ...berlin, locale })
            .body,
      ).join("\n");
    const money = /cost both sides|невыгодно/g;
    expect(farewell("money", "unprofitable").match(money)).toHaveLength(2);
    expect(farewell("conduct", "conduct").match(money)).toBeNull();
    for (const ground of ["arrears", "silence", "returns", "sabotage", "chemistry"])
      expect(farewell("fit", ground).match(money)).toBeNull();
  });

  it("R-LAW-5 the farewell says what it rests on, and whether the work goes on until its last day", () => {
    const farewell = (reader: NoticeReader, slots: NoticeSlots) =>
      textOf("N7", { lastDay: "2026-12-12", spoken: true, reason: "fit", appealDays: 14, ...slots }, reader);
    const arrears = { ground: "arrears", invoice: "F-17", since: "2026-10-20", work: "paused" };
    expect(farewell(berlin, arrears).body).toContain(
      "An amount on invoice F-17 has been unpaid since October 20, 2026, and our own part is done.",
    );
    expect(farewell(berlin, arrears).body).toContain("Until then the work stays paused.");
    expect(farewell(moscow, arrears).body).toContain("По счёту F-17 с 20 октября 2026 года остаётся");
    expect(farewell(moscow, arrears).subject).toBe("Наша работа завершается 12 декабря 2026 года");
    expect(farewell(moscow, arrears).body).not.toMatch(/делаем всё|целям/);
    expect(farewell(berlin, { ground: "outgrown", need: "web-design" }).body).toContain("(web design)");
    // A letter of before named no ground.
    expect(farewell(berlin, {}).body).toContain("We cannot give what your goals need.");
  });

  it("greets by name where there is one, and signs where the instance says how", () => {
    const letter = (name: string | null, house = {}) =>
      textOf("N15", { segment: "core" }, { ...berlin, name, house });
    expect(letter("Ann").body).toMatch(/^Hello Ann,\n\n/);
    expect(letter(null).body).toMatch(/^Hello,\n\n/);
    expect(letter(null).body).toMatch(/Just reply to this message\.$/);
    const ours = letter(null, { company: "Example Works", contact: "+49 30 1" });
    expect(ours.body).toMatch(/ask us here: \+49 30 1\.\n\nExample Works$/);
  });

  it("R-LIF-4 names no other way to reach us to a client who has one channel left", () => {
    const house = { contact: "hello@example.org", postal: ["Mill Lane 1", "Exampleton"] };
    const ways = {
      email: /write to us by e-mail|по электронной почте/,
      chat: /write to us in the chat|в чате/,
      phone: /call us|позвоните/,
      post: /write to us at Mill Lane 1, Exampleton\.|по адресу Mill Lane 1, Exampleton\./,
    };
    for (const locale of LOCALES)
      for (const notice of NOTICES) {
        const [sample] = samplesOf(locale)[notice];
        for (const only of CHANNELS)
          for (const by of CHANNELS) {
            const slots = { ...sample?.slots, ...(notice === "N5" && { channel: only }) };
            const reader = { ...berlin, locale, house, by, ...(notice !== "N5" && { only }) };
            const closing = write(notice, slots, reader).paragraphs.at(-1);
            expect(closing?.part).toBe("closing");
            const isReply = only === by && (by === "email" || by === "chat");
            expect(closing?.text).toMatch(isReply ? /reply to|ответьте на/ : ways[only]);
            expect(closing?.text).not.toContain("hello@");
          }
      }
  });

  it("R-COM-1 a letter by post says where to write, and never asks for a reply to a message", () => {
    for (const locale of LOCALES)
      for (const notice of NOTICES)
        for (const { slots } of samplesOf(locale)[notice]) {
          if (notice === "N5" && slots.channel !== "post") continue;
          const { body } = textOf(notice, slots, { ...SAMPLE_READERS[locale], by: "post" });
          expect(body).not.toMatch(/this message|это сообщение/);
          expect(body).toMatch(
            /write to us at Example Works, Mill Lane 1|по адресу Пример и партнёры, Мельничная/,
          );
        }
    // Where nobody said where that is, the sender on the envelope has to do.
    expect(textOf("N15", { segment: "core" }, { ...berlin, by: "post" }).body).toMatch(
      /write to us by post\.$/,
    );
  });

  it("R-COM-1 tells true ranks only, in the reader's language", () => {
    const who = (rank: string, reader: NoticeReader) =>
      write("N14", { colleague: "Maria", rank }, reader).paragraphs.find(({ part }) => part === "who")?.text;
    expect(who("legal", berlin)).toBe("Maria (lawyer) looks after your request from now on.");
    expect(who("senior", moscow)).toBe("Теперь вашим запросом занимается Maria (руководитель).");
    expect(() => who("Vice President", berlin)).toThrow(/the slot rank is no ops\/specialist/);
  });

  it("R-COM-1 reads needs in words, and a code that has none as it is", () => {
    const refused = (needs: string[], reader: NoticeReader) =>
      textOf("N2", { cause: "misfit", needs }, reader).body;
    expect(refused(["web-design", "hosting"], berlin)).toContain(
      "It calls for web design and hosting, which",
    );
    expect(refused(["web-design"], moscow)).toContain("Главное для неё — дизайн сайта, а это");
    expect(refused(["green-apples", "bigData"], berlin)).toContain("green apples and big data");
  });

  it("is not written without a slot that it needs, or with one of another kind, and the error repeats no value", () => {
    const slots = { n: 1, of: 2, happenedAt: AT, appealDays: 14 };
    const { appealDays: _, ...partly } = slots;
    const fault = (message: string) =>
      expect.objectContaining({ type: "NoticeNotWritten", nonRetryable: true, message });
    const says = "N4 (en) cannot be written: ";
    expect(() => write("N4", partly, berlin)).toThrow(fault(`${says}it needs the slot appealDays`));
    expect(() => write("N4", { ...slots, happenedAt: "Mary Poppins" }, berlin)).toThrow(
      fault(`${says}the slot happenedAt is no date`),
    );
    expect(() => write("N4", { ...slots, channel: "Mary Poppins" }, berlin)).toThrow(
      fault(`${says}the slot channel is no email/chat/phone/post`),
    );
  });

  it("as a page is in its language, holds the same words, and fetches nothing", () => {
    for (const locale of LOCALES)
      for (const notice of NOTICES) {
        const [sample] = samplesOf(locale)[notice];
        const letter = write(
          notice,
          { ...sample?.slots },
          { ...SAMPLE_READERS[locale], name: "Ada & <i>Co</i>" },
        );
        const page = html(letter, locale);
        expect(page).toContain(`<html lang="${locale}"`);
        expect(page).toContain("Ada &amp; &lt;i&gt;Co&lt;/i&gt;");
        expect(page).not.toMatch(/%[A-Z]+%|<i>|<img|<link|src=|url\(|@import/);
        expect(page.match(/<p>/g)).toHaveLength(letter.paragraphs.length);
        expect(page.match(/<h1/g)).toHaveLength(1);
      }
  });
});

describe("talking points", () => {
  it.each(LOCALES)("R-COM-2 each code has words in %s, and a provider its name", (locale) => {
    const lines = TALK_POINTS.map((code) => talkPoint(code, locale));
    expect(new Set(lines).size).toBe(TALK_POINTS.length);
    for (const line of lines) expect(line).toMatch(/^\p{Lu}.*[.…]/u);
    expect(talkPoint("alternative.orchard", locale, () => "Orchard & Co")).toContain(": Orchard & Co.");
    expect(talkPoint("alternative.orchard", locale)).toContain(": orchard.");
    expect(talkPoint("the letter came back", locale)).toBe("the letter came back");
  });

  it("R-COM-2 a call sheet says what to say, what is the client's part, what to offer, and what never to say", () => {
    const sheet = callSheet(
      ["never.blame", "noted", "alternative.x", "duty.data", "say.fact", "say.move"],
      "en",
    );
    expect(sheet.map(({ heading, points }) => [heading, points.length])).toEqual([
      [null, 1],
      ["Say", 2],
      ["What the client has to do", 1],
      ["Offer", 1],
      ["Never", 1],
    ]);
  });
});

it("the machine's notices and those with texts are the same", () => {
  expect(NOTICES).toEqual(Object.keys(NOTICE_SLOTS));
  expect([isNotice("N15"), isNotice("N16"), isNotice("toString")]).toEqual([true, false, false]);
});
