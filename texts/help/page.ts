// A page of help as data, and the three ways to show it: on a terminal, as Markdown, and as HTML to print.
import type { Language } from "./read.ts";

/** Lines of one kind. `speech` is said aloud; `checks` are ticked off; `blanks` are filled in by hand. */
export interface PagePart {
  readonly kind: "text" | "speech" | "points" | "steps" | "checks" | "blanks";
  /** What the lines are, where a section has several parts. */
  readonly title?: string;
  readonly items: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly parts: readonly PagePart[];
}

export interface HelpPage {
  readonly language: Language;
  readonly title: string;
  readonly intro: string;
  readonly sections: readonly Section[];
  /** Version, rules, sources: what the page rests on. */
  readonly foot: string;
}

const MARKS: Readonly<Record<PagePart["kind"], (n: number) => string>> = {
  text: () => "",
  speech: () => "",
  points: () => "- ",
  steps: (n) => `${n + 1}. `,
  checks: () => "- [ ] ",
  blanks: () => "- ",
};
const BLANK = ".".repeat(24);

const itemOf = ({ kind }: PagePart, item: string): string => (kind === "blanks" ? `${item}: ${BLANK}` : item);

/** The page as Markdown. */
export function markdown({ title, intro, sections, foot }: HelpPage): string {
  const lines = [`# ${title}`, "", intro, ""];
  for (const { title: head, parts } of sections) {
    lines.push(`## ${head}`, "");
    for (const part of parts) {
      if (part.title !== undefined) lines.push(`**${part.title}**`, "");
      const quote = part.kind === "speech" ? "> " : "";
      for (const [n, item] of part.items.entries())
        lines.push(`${quote}${MARKS[part.kind](n)}${itemOf(part, item)}`);
      lines.push("");
    }
  }
  lines.push("---", "", foot, "");
  return lines.join("\n");
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (words: string): string =>
  words.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign).replace(/`([^`]+)`/g, "<code>$1</code>");

const STYLE = `@page{size:A4;margin:18mm}
body{font:11pt/1.45 Georgia,"Times New Roman",serif;color:#000;background:#fff;max-width:174mm;margin:1em auto;padding:0 1em}
@media print{body{margin:0;padding:0;max-width:none}}
h1{font-size:18pt;line-height:1.2;margin:0 0 .4em}
h2{font-size:12.5pt;margin:1.1em 0 .3em;border-bottom:1px solid #000;break-after:avoid}
code{font-size:.88em}
h3{font-size:11pt;margin:.7em 0 .2em;break-after:avoid}
p{margin:.3em 0}ul,ol{margin:.2em 0;padding-left:1.4em}li{margin:.15em 0;break-inside:avoid}
blockquote{margin:.4em 0;padding:.1em 0 .1em .9em;border-left:3px solid #000}
ul.checks{list-style:none;padding-left:0}ul.checks li{padding-left:1.7em;text-indent:-1.7em}
ul.checks li::before{content:"";display:inline-block;box-sizing:border-box;width:.9em;height:.9em;margin-right:.8em;border:1px solid #000;vertical-align:-.1em}
ul.blanks{list-style:none;padding-left:0;margin-bottom:.7em}ul.blanks li{display:flex;gap:.6em;align-items:flex-end;min-height:2em}
ul.blanks li::after{content:"";flex:1;min-width:30mm;border-bottom:1px solid #000}
footer{margin-top:1.5em;padding-top:.4em;border-top:1px solid #000;font-size:9pt}`;

function partHtml({ kind, title, items }: PagePart): string {
  const head = title === undefined ? "" : `<h3>${escaped(title)}</h3>\n`;
  if (kind === "text") return head + items.map((item) => `<p>${escaped(item)}</p>`).join("\n");
  if (kind === "speech")
    return `${head}<blockquote>${items.map((item) => `<p>${escaped(item)}</p>`).join("\n")}</blockquote>`;
  const list = kind === "steps" ? "ol" : "ul";
  return `${head}<${list} class="${kind}">\n${items.map((item) => `<li>${escaped(item)}</li>`).join("\n")}\n</${list}>`;
}

/** The page as a document of its own: A4, black on white, no scripts, nothing that is fetched from elsewhere. */
export function html({ language, title, intro, sections, foot }: HelpPage): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>
${STYLE}
</style></head><body>
<h1>${escaped(title)}</h1>
<p>${escaped(intro)}</p>
${sections.map((section) => `<section>\n<h2>${escaped(section.title)}</h2>\n${section.parts.map(partHtml).join("\n")}\n</section>`).join("\n")}
<footer>${escaped(foot)}</footer>
</body></html>`;
}

/** Breaks a text into lines of at most `width` signs, at blanks; the mark stands before the first one. */
function folded(words: string, width: number, mark = ""): string[] {
  const indent = " ".repeat(mark.length);
  const out: string[] = [];
  let line = mark;
  let fresh = true;
  for (const word of words.split(" ")) {
    if (!fresh && line.length + 1 + word.length > width) {
      out.push(line);
      line = indent + word;
    } else line += fresh ? word : ` ${word}`;
    fresh = false;
  }
  return [...out, line];
}

/**
 * The page as lines for a terminal.
 * @param bold how a heading is set off
 * @param width in signs
 */
export function lines(page: HelpPage, bold: (words: string) => string, width: number): string[] {
  const out = [bold(page.title), ...folded(page.intro, width), ""];
  for (const { title, parts } of page.sections) {
    out.push(bold(title));
    for (const part of parts) {
      if (part.title !== undefined) out.push(`  ${part.title}`);
      for (const [n, item] of part.items.entries()) {
        const mark = part.kind === "checks" ? "[ ] " : MARKS[part.kind](n);
        out.push(...folded(itemOf(part, item), width, `  ${mark}`));
      }
    }
    out.push("");
  }
  return [...out, ...folded(page.foot, width)];
}
