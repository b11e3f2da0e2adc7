import { readFileSync } from "node:fs";
import type { NoticeWords } from "../../archive/outbox.ts";
import type { Locale } from "./texts.ts";
import type { WrittenNotice } from "./write.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** letter.mjml, compiled: MJML itself takes a second to load, and nothing of it is needed to send a letter. */
const FRAME = readFileSync(new URL("letter.html", import.meta.url), "utf8");

/** The letter as a page of its own: one column, no images, nothing that is fetched from elsewhere. */
export function html({ subject, paragraphs }: WrittenNotice, locale: Locale): string {
  const parts: Readonly<Record<string, string>> = {
    LANG: locale,
    SUBJECT: escaped(subject),
    PARAGRAPHS: paragraphs.map(({ text }) => `<p>${escaped(text)}</p>`).join("\n"),
  };
  return FRAME.replace(/%(LANG|SUBJECT|PARAGRAPHS)%/g, (mark, name: string) => parts[name] ?? mark);
}

/** The letter as plain text: subject and body. */
export const plain = ({ subject, paragraphs }: WrittenNotice): NoticeWords => ({
  subject,
  body: paragraphs.map(({ text }) => text).join("\n\n"),
});

/** The letter in every form in which it is kept and sent. */
export const wordsOf = (letter: WrittenNotice, locale: Locale): NoticeWords => ({
  ...plain(letter),
  html: html(letter, locale),
});
