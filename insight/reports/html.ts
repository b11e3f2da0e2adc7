import { escaped } from "./plot.ts";
import { counted, type Report, type Sheet } from "./report.ts";

const STYLE = `@page{size:A4 landscape;margin:14mm}
body{font:10pt/1.4 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;color:#1a1a1a;background:#fff;max-width:270mm;margin:1em auto;padding:0 1em}
@media print{body{margin:0;padding:0;max-width:none}}
h1{font-size:16pt;margin:0 0 .6em}h2{font-size:12pt;margin:1.2em 0 .4em;break-after:avoid}
svg{max-width:100%;height:auto;break-inside:avoid}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}thead{display:table-header-group}
th,td{padding:.15em .7em;text-align:left;border-bottom:1px solid #dee2e6}th{border-color:#1a1a1a}td{white-space:pre-wrap}td:first-child{white-space:pre}
.right{text-align:right}tr{break-inside:avoid}footer{margin-top:1.2em;color:#495057}p{margin:.3em 0}`;

/** Rows of a table that are printed: nobody reads on after so many. */
const SHOWN = 500;

/** Nothing of the page may load or run anything. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

function table({ title, columns, rows }: Sheet): string {
  const cell = (tag: "th" | "td") => (words: string, n: number) =>
    `<${tag}${columns[n]?.side === "right" ? ' class="right"' : ""}>${escaped(words)}</${tag}>`;
  const [head = "", ...rest] = title.split("\n");
  const more = rows.length - SHOWN;
  return [
    `<h2>${[head, ...rest].map(escaped).join("<br>")}</h2>`,
    `<table><thead><tr>${columns.map(({ head: words }, n) => cell("th")(words, n)).join("")}</tr></thead>`,
    `<tbody>${rows
      .slice(0, SHOWN)
      .map((row) => `<tr>${row.map(cell("td")).join("")}</tr>`)
      .join("\n")}</tbody></table>`,
    more > 0 ? `<p>and ${counted(more)} more rows: -o csv has them all</p>` : "",
  ].join("\n");
}

/** A report as one page to print: the picture, the tables and what has to be known of them. No script. */
export function html(name: string, report: Report): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escaped(name)}</title><style>${STYLE}</style></head><body>
${report.svg()}
${report.sheets.map(table).join("\n")}
<footer>
${report.remarks.map((remark) => `<p>${escaped(remark)}</p>`).join("\n")}
</footer></body></html>`;
}
