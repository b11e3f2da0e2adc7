import { describe, expect, it } from "vitest";
import { write } from "../../activities/notices.ts";
import type { EffectParams, Notice } from "../../machines/effects.ts";

type Slots = EffectParams<"sendNotice">["slots"];

const AT = "2026-11-12T23:30:00.000Z";

/** The slots that the law fills, in each way that changes the words. */
const given: { readonly [N in Notice]: readonly Slots[] } = {
  N1: [{}],
  N2: ["terms", "misfit", "pilot", "netValue", "silent"].map((cause) => ({ cause })),
  N3: [{}],
  N4: [1, 2].map((n) => ({ n, of: 2, happenedAt: AT, appealDays: 14 })),
  N5: ["email", "chat", "post"].map((channel) => ({ channel, from: AT, reviewAt: AT, appealDays: 1 })),
  N6: ["arrears", "silence"].map((cause) => ({ cause })),
  N7: ["money", "conduct", "fit"].flatMap((reason) =>
    [true, false].map((spoken) => ({ lastDay: AT, reason, spoken, appealDays: 14 })),
  ),
  N8: [{}],
  N9: [true, false].map((upheld) => ({ upheld, decision: "d12" })),
  N10: [true, false].map((promotion) => ({ promotion })),
  N11: [{}],
  N12: [true, false].map((granted) => ({ granted })),
  N13: [{}],
  N14: [{}],
  N15: [{}],
};
const notices = Object.keys(given) as Notice[];
const zone = "Europe/Berlin";

/** R-COM-1: what no notice says; the archetypes' labels among it. */
const never = {
  en: /you are wrong|your (own )?fault|conflict|toxic|problem client|fired|calm down|dossier|strike|werewolf|terrorist|scandalist|blackmail|whiner/i,
  ru: /вы неправы|сами виноваты|конфликт|токсичн|увол|успокойтесь|досье|вервольф|террорист|скандалист|шантаж|нытик/i,
};

describe.each(["en", "ru"] as const)("the notices in %s", (locale) => {
  it.each(notices)("R-COM-1 %s says what it must, in every case that the law knows", (notice) => {
    const written = given[notice].map((slots) => write(notice, slots, { locale, zone, name: "Ada {0} <b>" }));
    for (const { subject, body } of written) {
      const [greeting = "", ...rest] = body.split("\n\n");
      expect(greeting).toContain("Ada {0} <b>");
      expect(rest.length).toBeGreaterThanOrEqual(4);
      for (const text of [subject, ...rest]) {
        expect(text).not.toMatch(/[{}]|undefined|\[object|T\d\d:/);
        expect(text).not.toMatch(never[locale]);
        expect(text.trim()).toBe(text);
        expect(text).not.toBe("");
      }
      // An exit never says that we are to blame; only a fault of ours is ours.
      if (notice === "N7") expect(body).not.toMatch(/sorry|apolog|извин|виноваты/i);
    }
    // Each case has words of its own.
    expect(new Set(written.map(({ subject, body }) => subject + body)).size).toBeGreaterThanOrEqual(
      notice === "N2" ? 4 : given[notice].length,
    );
  });

  it("greets a client whose name is not known", () => {
    const { body } = write("N1", {}, { locale, zone, name: null });
    expect(body).toMatch(locale === "en" ? /^Hello,\n/ : /^Здравствуйте!\n/);
  });
});

describe("a notice", () => {
  it("R-COM-1 carries the cue of its kind, numbers and dates as the reader writes them, in the reader's zone", () => {
    const subject = (notice: Notice, locale: "en" | "ru", at = zone) =>
      write(notice, given[notice][0] ?? {}, { locale, zone: at, name: null }).subject;
    expect(subject("N2", "en")).toBe("We don’t fit your goals");
    expect(subject("N2", "ru")).toBe("Мы вам не подходим");
    expect(subject("N3", "en")).toBe("We can’t accept this tone");
    expect(subject("N3", "ru")).toBe("Такой тон недопустим");
    expect(subject("N4", "en")).toBe("Warning 1 of 2");
    expect(subject("N4", "ru")).toBe("Предупреждение 1 из 2");
    expect(subject("N5", "en")).toBe("Use only e-mail");
    expect(subject("N5", "ru")).toBe("Пишите только: электронная почта");
    expect(subject("N6", "en")).toBe("Work paused");
    expect(subject("N6", "ru")).toBe("Пауза в работе");
    expect(subject("N7", "en")).toBe("Service ends November 13, 2026");
    expect(subject("N7", "en", "America/New_York")).toBe("Service ends November 12, 2026");
    expect(subject("N7", "ru")).toBe("Работаем до 13 ноября 2026 г.");
    const warning = write("N4", given.N4[0] ?? {}, { locale: "ru", zone, name: null }).body;
    expect(warning).toContain("в течение 14 дней");
    const limit = write("N5", given.N5[0] ?? {}, { locale: "ru", zone, name: null }).body;
    expect(limit).toContain("в течение 1 дня");
  });

  it("is not written without a slot that it needs, and the error repeats no slot", () => {
    const partly = { n: 1, of: 2, happenedAt: "Mary Poppins" };
    expect(() => write("N4", partly, { locale: "en", zone, name: null })).toThrow(
      expect.objectContaining({
        type: "NoticeNotWritten",
        nonRetryable: true,
        message: "N4 (en) cannot be written: a slot is wrong (MISSING_VALUE)",
      }),
    );
  });
});
