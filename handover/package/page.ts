// The package on one page, for people: no scripts, nothing loaded, fit for printing.
import { html, raw } from "hono/html";
import { knownZone } from "../../values/days.ts";
import { ABOUT_ITEMS, type DataItem } from "../dataItems.ts";
import { LAYOUT, type PackageRow } from "./gather.ts";
import { WORDS } from "./words.ts";
import type { Content } from "./write.ts";

const STYLE = `
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .2rem; }
p { margin: .3rem 0; overflow-wrap: anywhere; } .about { color: #555; }
.wide { overflow-x: auto; } table { border-collapse: collapse; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid #ddd; }
th { font-weight: 600; color: #444; } td { white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 40rem) { .many thead { display: none; } .many tr, .many td { display: block; border: 0; }
.many tr { border-bottom: 1px solid #ddd; padding: .5rem 0; } .many td { padding: .1rem 0; } .many td::before { content: attr(data-label) ": "; color: #444; font-weight: 600; } }
@media print { body { margin: 0; font-size: 11px; max-width: none; } }`;

/** The same in the language, the zone and the currency of the client. */
function reader({ locale, zone, currency }: Content) {
  const words = WORDS[locale];
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: knownZone(zone) });
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: knownZone(zone),
  });
  // A date has no zone: it is the same day everywhere.
  const plain = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const money = new Intl.NumberFormat(locale, { style: "currency", currency });
  const minor = 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2);
  return {
    // «6 декабря 2026 г.» would end a sentence with two full stops.
    day: (instant: string) => day.format(new Date(instant)).replace(/\s*г\.$/, " года"),
    cell(value: PackageRow[string] | undefined, kind: string): string {
      if (value === null || value === undefined) return "–";
      if (typeof value === "number") return kind === "money" ? money.format(value / minor) : `${value}`;
      if (typeof value !== "string") return value.join(", ") || "–";
      if (kind === "instant") return moment.format(new Date(value));
      if (kind === "date") return plain.format(new Date(value));
      if (kind === "channel") return words.channels[value as keyof typeof words.channels] ?? value;
      return kind === "word" ? (words.words[value] ?? value) : value;
    },
  };
}

function section(content: Content, item: DataItem) {
  const { locale, gathered, provider } = content;
  const { title, says } = ABOUT_ITEMS[locale][item];
  const words = WORDS[locale];
  const { cell } = reader(content);
  const { many, columns } = LAYOUT[item];
  const fields = Object.entries(columns);
  const rows = gathered[item] ?? [];
  const label = (column: string) => words.columns[column] ?? column;
  const one = (row: PackageRow) =>
    html`<table>${fields.map(
      ([column, kind]) =>
        html`<tr><th scope="row">${label(column)}</th><td>${cell(row[column], kind)}</td></tr>`,
    )}</table>`;
  const table = html`<table class="many"><thead><tr>${fields.map(
    ([column]) => html`<th scope="col">${label(column)}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr>${fields.map(
        ([column, kind]) => html`<td data-label="${label(column)}">${cell(row[column], kind)}</td>`,
      )}</tr>`,
  )}</tbody></table>`;
  const [first] = rows;
  // It speaks to the client.
  const about = provider === null ? html`<p class="about">${says}</p>` : "";
  const body = first === undefined ? html`<p>${words.nothing}</p>` : many ? table : one(first);
  return html`<section><h2>${title}</h2>${about}<div class="wide">${body}</div></section>`;
}

/** `index.html` of a package. */
export async function page(content: Content): Promise<string> {
  const { locale, items, provider, consent, madeAt } = content;
  const words = WORDS[locale];
  const { day } = reader(content);
  const rests = provider === null ? words.own : consent ? words.consent(day(consent.at), consent.seq) : "";
  const text = await html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title><style>${raw(STYLE)}</style></head>
<body><main><h1>${words.title}</h1>
<p>${words.made(day(madeAt), provider?.name ?? null)} ${rests}</p>
${items.map((item) => section(content, item))}
<p class="about">${words.files}</p></main></body></html>
`;
  return text.toString();
}
