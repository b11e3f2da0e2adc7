// The case on one page to read and print: no scripts, nothing loaded.
import {
  eventSpec,
  type Finding,
  isEventType,
  type Json,
  OPENED,
  type Opening,
  reasons,
} from "../../machines/index.ts";
import type { EffectRef, Entry } from "../../machines/journal.ts";
import { knownZone } from "../../values/days.ts";
import { ABSENCES, FILES, type Notice, type Text } from "./format.ts";
import type { Material } from "./write.ts";

/** HTML that is safe to stand in a page. */
class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
type HtmlPart = Html | string | number | readonly HtmlPart[];

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const textOf = (part: HtmlPart): string =>
  part instanceof Html
    ? part.text
    : typeof part === "object"
      ? part.map(textOf).join("")
      : String(part).replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

/** Puts values between markup; whatever is not {@link Html} already is escaped. */
const html = (markup: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html =>
  new Html(markup.map((piece, n) => piece + (n < parts.length ? textOf(parts[n] ?? "") : "")).join(""));

const STYLE = new Html(`
body { font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; } h3 { font-size: 1rem; margin: 0; }
code, .hash { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: .15rem 1rem .15rem 0; }
th { font-weight: 600; color: #555; white-space: nowrap; }
article { border: 1px solid #ccc; border-left: .4rem solid #4a7c59; border-radius: .3rem; padding: .7rem 1rem; margin: .8rem 0; break-inside: avoid-page; }
article.refused { border-left-color: #b3261e; } article.clock { border-left-color: #777; }
.meta { color: #555; margin: .1rem 0 .4rem; } .refused .verdict { color: #b3261e; font-weight: 600; }
ul { margin: .3rem 0; padding-left: 1.2rem; } li.failed { color: #b3261e; list-style: "✗ "; } li.passed { list-style: "✓ "; } li.aside { color: #555; list-style: "– "; }
blockquote { background: #f4f1ea; border-radius: .3rem; margin: .5rem 0; padding: .6rem .9rem; white-space: pre-wrap; }
.absent { color: #777; font-style: italic; } dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: .3rem 0; }
dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; } .fine { font-size: .85em; color: #555; }
@media print { body { margin: 0; font-size: 11px; max-width: none; } }
`);

/** `2026-11-22 10:30:05 (Europe/Berlin), 09:30:05 UTC` */
function time(instant: string, zone: string): string {
  const date = new Date(instant);
  const utc = `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
  if (Number.isNaN(date.getTime())) return instant;
  try {
    const local = date.toLocaleString("sv-SE", { timeZone: knownZone(zone) });
    return `${local} ${zone} (${utc})`;
  } catch {
    return utc;
  }
}

const place = ({ state, rung }: Entry["from"]): string =>
  rung && rung !== state ? `${state} (${rung})` : state;

function said(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map((item) => said(item as Json)).join(", ") || "nothing";
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** What an entry is about, in the machine's own words. */
export function whatHappened({ type }: Entry): string {
  if (type === OPENED) return "The relationship was opened";
  if (type.startsWith("deadline.")) return `A clock ran out: ${type.slice("deadline.".length)}`;
  return isEventType(type) ? eventSpec(type).says : type;
}

/** What was asked of the world, in words. */
export function effectWords({ type, params }: EffectRef): string {
  const { notice, channel, kind, role, allowed, points, open } = (params ?? {}) as Record<
    string,
    Json | undefined
  >;
  const words: Readonly<Record<string, string>> = {
    sendNotice: `notice ${said(notice)} by ${said(channel)}`,
    openTask: `a task for ${said(role)}: ${said(kind)}${Array.isArray(points) && points.length > 0 ? ` (${said(points)})` : ""}`,
    closeTasks: "tasks about this are closed",
    restrictChannels: `only these channels stay open: ${said(allowed)}`,
    liftRestriction: "the channels that were closed are open again",
    pointToChannel: `on ${said(channel)}, one sentence about the open channel: ${said(open)}`,
    stopWork: "work is paused",
    resumeWork: "work goes on",
  };
  return words[type] ?? type;
}

interface Told {
  readonly zone: string;
  /** A text by its vault id, or why it is not here. */
  words(id: string): Html;
  notice(effectId: string): Notice | undefined;
}

function findingItem({ rule, says, read, threshold }: Finding, mark: "passed" | "failed" | "aside"): Html {
  const facts = Object.entries(read).map(([key, value]) => `${key} ${said(value)}`);
  if (threshold) facts.push(`limit ${said(threshold.value)}, from ${threshold.from}`);
  const rest = facts.length > 0 ? html` <span class="fine">[${facts.join("; ")}]</span>` : "";
  return html`<li class="${mark}"><b>${rule}</b> ${says}${rest}</li>`;
}

const isVaultId = (value: unknown): value is string =>
  typeof value === "string" && /^v_[\w-]{8,64}$/.test(value);

/** The fields of an event's data, texts of the vault in the place of their ids. */
function fields(data: unknown, { words }: Told): Html | string {
  // The policy is a file of its own, and the words of a notice stand with the entry that asked for it.
  const elsewhere = ["policy", "wordsRef"];
  const entries = Object.entries((data ?? {}) as Record<string, Json>).filter(
    ([name]) => !elsewhere.includes(name),
  );
  if (entries.length === 0) return "";
  const value = (item: Json): HtmlPart =>
    Array.isArray(item) && item.some(isVaultId)
      ? item.map((one) => value(one as Json))
      : isVaultId(item)
        ? words(item)
        : said(item);
  return html`<dl>${entries.map(([name, item]) => html`<dt>${name}</dt><dd>${value(item)}</dd>`)}</dl>`;
}

function article(entry: Entry, told: Told): Html {
  const { seq, actor, attested, outcome, from, to, findings, effects, deadlines, reason } = entry;
  const { zone, words } = told;
  const refused = outcome === "refused";
  const clock = entry.type.startsWith("deadline.");
  const who = clock
    ? "the engine's clock"
    : `${actor.role} ${actor.id}${attested ? "" : " (nobody vouches for this name)"}`;
  const moved = place(from) === place(to) ? `it stays ${place(to)}` : `${place(from)} → ${place(to)}`;
  const late = Math.abs(Date.parse(entry.receivedAt) - Date.parse(entry.occurredAt)) >= 60_000;
  const notices = effects.flatMap(({ id }) => told.notice(id) ?? []);
  const failed = refused ? reasons(findings) : [];
  const met = findings.filter(({ passed }) => passed !== false);
  const others = findings.filter((finding) => finding.passed === false && !failed.includes(finding));
  return html`
<article id="e${seq}" class="${refused ? "refused" : clock ? "clock" : "accepted"}">
<h3>${seq}. ${whatHappened(entry)} <code>${entry.type}</code></h3>
<p class="meta">${time(entry.at, zone)}, by ${who}</p>
${late ? html`<p class="fine">It happened ${time(entry.occurredAt, zone)}; we heard of it ${time(entry.receivedAt, zone)}.</p>` : ""}
<p class="verdict">${refused ? "Refused" : "Accepted"}: ${moved}.</p>
${reason ? html`<p>Reason given:</p>${words(reason)}` : ""}
${fields(entry.data, told)}
${failed.length > 0 ? html`<p>What did not hold:</p><ul>${failed.map((finding) => findingItem(finding, "failed"))}</ul>` : ""}
${met.length > 0 ? html`<p>What held:</p><ul>${met.map((finding) => findingItem(finding, "passed"))}</ul>` : ""}
${others.length > 0 ? html`<p>What was not the case, and only chooses between outcomes:</p><ul>${others.map((finding) => findingItem(finding, "aside"))}</ul>` : ""}
${effects.length > 0 ? html`<p>What followed: ${effects.map(effectWords).join("; ")}.</p>` : ""}
${notices.map(
  (notice) =>
    html`<p>What the client was told (${notice.notice}, ${notice.channel}, ${notice.status}${
      notice.cause ? `: ${notice.cause}` : ""
    } ${time(notice.at, zone)}):</p>${words(notice.text)}`,
)}
${deadlines.length > 0 ? html`<p class="fine">Clocks running: ${deadlines.map(({ name, due }) => `${name}, due ${time(due, zone)}`).join("; ")}.</p>` : ""}
<p class="fine hash">${entry.hash}</p>
</article>`;
}

/** The words of a text; a notice has a subject. */
function shown({ kind, text }: Text): string {
  if (kind !== "notice") return text;
  const { subject, body } = JSON.parse(text) as { subject: string; body: string };
  return `${subject}\n\n${body}`;
}

/** The page of a case: what happened, who did it, by which rule, what the client was told, what was refused. */
export function page(material: Material): string {
  const { client, entries, texts, notices, leftOut, contact, madeAt } = material;
  const first = entries[0];
  const last = entries.at(-1);
  const { zone = "UTC", kind = "" } = (first?.data ?? {}) as Partial<Opening>;
  const byId = new Map(texts.map((text) => [text.id, text]));
  const absent = new Map(leftOut.texts.map(({ id, why }) => [id, ABSENCES[why]]));
  const byEffect = new Map(notices.map((notice) => [notice.id, notice]));
  const told: Told = {
    zone,
    words: (id) => {
      const text = byId.get(id);
      if (text) return html`<blockquote>${shown(text)}</blockquote>`;
      return html`<span class="absent">${absent.get(id) ?? "missing"}</span> <code>${id}</code>`;
    },
    notice: (effectId) => byEffect.get(effectId),
  };
  const refused = entries.filter(({ outcome }) => outcome === "refused").length;
  const machines = new Map(entries.map(({ machine }) => [machine.hash, machine]));
  const policies = new Set(entries.map(({ policy }) => policy));
  const rows: readonly (readonly [string, HtmlPart])[] = [
    ["Client", `${client}${kind && `, ${kind}`}${contact.name ? `, ${contact.name}` : ""}`],
    ...Object.entries(contact)
      .filter(([field]) => field !== "name")
      .map(([field, address]) => [field, address] as const),
    ["Stands at", last ? place(last.to) : "nothing"],
    ["From, to", first && last ? `${time(first.at, zone)}, to ${time(last.at, zone)}` : ""],
    ["Entries", `${entries.length}, ${refused} of them refused`],
    ["Notices", `${notices.length}`],
    [
      "Judged by",
      [...machines.values()].map(({ id, version, hash }) => html`${id} ${version} <code>${hash}</code> `),
    ],
    ["Policy", [...policies].join(", ")],
    ["Last hash", html`<code>${last?.hash ?? ""}</code>`],
    ["Made", time(madeAt, zone)],
  ];
  const left = leftOut.texts.length;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>Case file of ${client}</title><style>${STYLE}</style></head><body>
<main>
<h1>Case file of ${client}</h1>
<p>Everything that happened in this relationship, in order: who did it, by which rule, what the client was told, and
what was tried and refused.</p>
<table>${rows.map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}</table>
<h2>Is it true?</h2>
<p>This page proves nothing by itself. On any computer with Node and Tenure, without a network,
<code>npx tenure audit open</code> and the name of the file checks every entry against its hash, the chain, the signed
tree and the rules, and says what is not as it was.</p>
${left > 0 ? html`<h2>What is not here</h2><p>${left} texts, with their ids in their places: ${[...new Set(absent.values())].join("; ")}. The proof does not need them.</p>` : ""}
${leftOut.chosen.length > 0 ? html`<p>Left out on demand: ${leftOut.chosen.join(", ")}.</p>` : ""}
<h2>What happened</h2>
${entries.map((entry) => article(entry, told))}
<h2>Evidence</h2>
<p>The signed head of the tree of all entries of all relationships (<code>${FILES.checkpoint}</code>):</p>
<blockquote class="hash">${material.checkpoint}</blockquote>
</main>
</body></html>
`.text;
}
