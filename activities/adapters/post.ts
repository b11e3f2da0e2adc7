import type { Archive } from "../../archive/open.ts";
import type { NoticeWords } from "../../archive/outbox.ts";
import { DAY, iso } from "../../machines/index.ts";
import { knownZone } from "../../values/days.ts";
import type { Carrier } from "../ports.ts";

/** How letters are written. */
export interface LetterConfig {
  /** Our own postal address, line by line: it stands above the client's, and letters come back to it. */
  readonly sender: readonly string[];
}

/** How long people have to print and post a letter, ms. */
const TO_POST = 2 * DAY;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const lines = (given: readonly string[], between: string): string => given.map(escaped).join(between);

interface PrintedLetter {
  readonly words: NoticeWords;
  readonly recipient: readonly string[];
  readonly sender: readonly string[];
  readonly date: string;
  readonly locale: string;
}

/** A page that prints as a letter: A4, the address where a window envelope shows it (DIN 5008, form B). */
function letter({ words, recipient, sender, date, locale }: PrintedLetter): string {
  const paragraphs = words.body
    .split(/\n{2,}/)
    .map((text) => `<p>${escaped(text).replaceAll("\n", "<br>")}</p>`);
  return `<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<title>${escaped(words.subject)}</title>
<style>
  @page { size: A4; margin: 25mm 20mm 20mm 25mm; @bottom-right { content: counter(page) " / " counter(pages); } }
  body { font: 11pt/1.45 Georgia, "Times New Roman", serif; color: #000; margin: 0; }
  /* From the edge of the paper the window begins at 45 mm and 20 mm; the margins are in it already. */
  address { font-style: normal; position: relative; left: -5mm; width: 80mm; height: 45mm; margin-top: 20mm; padding-left: 5mm; }
  address small { display: block; font-size: 7pt; line-height: 5mm; height: 12.7mm; padding-top: 5mm; box-sizing: border-box; }
  time { display: block; text-align: right; margin: 8mm 0; }
  h1 { font-size: 11pt; margin: 0 0 6mm; }
  p { margin: 0 0 3.5mm; orphans: 3; widows: 3; }
  @media screen { body { width: 165mm; margin: 10mm auto; } }
</style>
<address><small>${lines(sender, " · ")}</small>${lines(recipient, "<br>")}</address>
<time>${escaped(date)}</time>
<h1>${escaped(words.subject)}</h1>
${paragraphs.join("\n")}
</html>
`;
}

/**
 * Writes letters to print: each is kept in the outbox, and a task for ops says to post it. Whether it arrived is told
 * later, by `delivery.checked` or by a report, if ever.
 */
export function post({ sender }: LetterConfig, { vault, tasks }: Pick<Archive, "vault" | "tasks">): Carrier {
  return {
    async prepare({ id, client, notice, locale, zone, words }) {
      const address = await vault.addressOf(client, "post");
      if (address === null) return { status: "refused", cause: "no-address" };
      const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: knownZone(zone) }).format(
        new Date(),
      );
      const recipient = address.split(/\s*[\n;]\s*/).filter((line) => line !== "");
      return {
        status: "ready",
        message: letter({ words, recipient, sender, date, locale }),
        // The same task is opened once.
        idempotent: true,
        async send() {
          const now = Date.now();
          await tasks.open({
            id,
            kind: "postLetter",
            role: "ops",
            dueAt: iso(now + TO_POST),
            about: id,
            points: [
              `print ${notice}: tenure outbox open ${id}`,
              "post it, and record delivery.checked when you know that it arrived",
            ],
            openedAt: iso(now),
          });
          return { status: "pending" };
        },
      };
    },
  };
}
