import { describe, expect, it } from "vitest";
import { LOCALES } from "../../../machines/index.ts";
import { taskRules } from "../../../machines/tasks.ts";
import { type ToldItem, tellMessage, tellTexts } from "../../../texts/tasks/write.ts";

const NOW = "2026-12-04T16:00:00.000Z";
const INBOX = "https://t.example/console/inbox";
const item = (n: number, more: Partial<ToldItem> = {}): ToldItem => ({
  client: `c${n}`,
  kind: "incident",
  role: "manager",
  reason: "waits",
  openedAt: "2026-12-04T14:02:31.000Z",
  dueAt: "2026-12-05T14:02:31.000Z",
  link: `${INBOX}?task=c${n}`,
  ...more,
});

describe("what our people are told", () => {
  it("R-TSK-1: is who is needed for what, of which client, since when and until when, and where", () => {
    expect(tellMessage([item(1)], "en", NOW, INBOX)).toEqual({
      subject: "Tenure: 1 thing waits",
      text: [
        "A manager is needed: confirm or dismiss an incident. Client c1, since 14:02 UTC, due 5 Dec.",
        `${INBOX}?task=c1`,
      ].join("\n"),
    });
    const old = item(1, { openedAt: "2026-12-03T14:02:31.000Z", dueAt: null });
    expect(tellMessage([old], "ru", NOW, INBOX)).toEqual({
      subject: "Tenure: 1 дело ждёт",
      text: [
        "Нужен менеджер: подтвердить или отклонить происшествие. Клиент c1, с 3 декабря, 14:02 UTC.",
        `${INBOX}?task=c1`,
      ].join("\n"),
    });
  });

  it("R-TSK-4: says that it is overdue, and that it was for long", () => {
    const says = (reason: ToldItem["reason"]) => tellMessage([item(1, { reason })], "en", NOW, INBOX).text;
    expect(says("overdue")).toMatch(/^Overdue\. A manager is needed: /);
    expect(says("escalated")).toMatch(/^Overdue for long\. A manager is needed: /);
  });

  it("names the first ten, counts the others, and stays under what Telegram takes", () => {
    const many = Array.from({ length: 47 }, (_, n) => item(n));
    const { subject, text } = tellMessage(many, "en", NOW, INBOX);
    expect(subject).toBe("Tenure: 47 things wait");
    expect(text.match(/A manager is needed/g)).toHaveLength(10);
    expect(text.split("\n\n").at(-1)).toBe(`And 37 more: ${INBOX}`);
    const long = many.map((one) => ({
      ...one,
      client: "c".repeat(64),
      link: `https://t.example/${"x".repeat(600)}`,
    }));
    const cut = tellMessage(long, "ru", NOW, INBOX).text;
    expect(cut.length).toBeLessThan(4_096);
    expect(cut).toMatch(/\n\nИ ещё 43: /);
    expect(tellMessage(many.slice(0, 10), "en", NOW, INBOX).text).not.toContain("more");
  });

  it("has words for every kind of task and of what waits, the same in each language", () => {
    const matters = ["incident", "fault", "loss", "request", "appeal", "decision", "conduct"];
    const kinds = new Set([...taskRules().map((rule) => rule.split("/")[0] ?? ""), ...matters]);
    for (const kind of ["clause", "finance", "demand", "suggestion", "other"]) kinds.add(kind);
    for (const locale of LOCALES)
      expect(Object.keys(tellTexts(locale).what).sort()).toEqual([...kinds].sort());
  });
});
