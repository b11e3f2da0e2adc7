// The pages of a handover: small, without scripts, for any screen and any reader.

import { html, raw } from "hono/html";
import type { Package } from "../../../archive/handovers.ts";
import type { Provider } from "../../../archive/providers.ts";
import { ABOUT_ITEMS, DATA_ITEMS, isDataItem } from "../../../handover/dataItems.ts";
import { movePlan } from "../../../handover/movePlan.ts";
import type { Locale } from "../../../machines/index.ts";
import type { Handover } from "../../../services/handover.ts";
import type { Dead } from "../../../services/handoverLinks.ts";
import { companyIn, inWords, regionIn } from "../../../texts/notices/codes.ts";
import { word } from "../../../texts/policy/read.ts";
import { knownZone } from "../../../values/days.ts";
import { policyPath } from "../policyPath.ts";
import { WORDS } from "./words.ts";

/** HTML in the making. */
export type Markup = ReturnType<typeof html>;

const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 17px/1.55 system-ui, sans-serif; color: #1d1f21; background: #f6f5f2; margin: 0; }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1.1rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 1rem; } h2 { font-size: 1.1rem; margin: 1.8rem 0 .4rem; }
p { margin: .5rem 0; } .quiet { color: #595c60; font-size: .93rem; }
dl { display: grid; grid-template-columns: 1fr; gap: 0; margin: 1rem 0; background: #fff; border: 1px solid #dcd9d2; border-radius: .5rem; padding: .4rem 1rem; }
dt { color: #595c60; font-size: .9rem; padding-top: .5rem; } dd { margin: 0; padding-bottom: .5rem; border-bottom: 1px solid #eceae5; } dd:last-child { border: 0; }
fieldset { border: 0; padding: 0; margin: 1.8rem 0 0; min-width: 0; } legend { font-weight: 600; font-size: 1.1rem; padding: 0; }
label { display: grid; grid-template-columns: 1.6rem 1fr; align-items: start; background: #fff; border: 1px solid #dcd9d2; border-radius: .5rem; padding: .7rem .9rem; margin: .5rem 0; cursor: pointer; }
label:has(:focus-visible) { outline: 3px solid #2f6f4f; outline-offset: 1px; } input { width: 1.1rem; height: 1.1rem; margin: .25rem 0 0; accent-color: #2f6f4f; }
label b { display: block; } label .quiet { display: block; }
.actions { display: flex; flex-wrap: wrap; gap: .7rem; margin: 1.2rem 0; }
button { font: inherit; font-weight: 600; padding: .7rem 1.2rem; border-radius: .5rem; border: 1px solid #2f6f4f; background: #2f6f4f; color: #fff; cursor: pointer; }
button.other { background: #fff; color: #1d1f21; border-color: #8a8d91; } button:focus-visible { outline: 3px solid #1d1f21; outline-offset: 2px; }
ul, ol { padding-left: 1.3rem; margin: .5rem 0; } li { margin: .3rem 0; } time { font-weight: 600; }
.note { background: #fff4d6; border: 1px solid #e0c26b; border-radius: .5rem; padding: .6rem .9rem; }
code { font: .85rem/1.4 ui-monospace, monospace; }
@media (min-width: 40rem) { main { padding-top: 3rem; } dl { grid-template-columns: max-content 1fr; } dt, dd { padding: .5rem 0; } dt { padding-right: 1.5rem; } dt { border-bottom: 1px solid #eceae5; } dt:nth-last-child(2) { border: 0; } }
@media (max-width: 30rem) { button { width: 100%; } }
@media print { body { background: #fff; } .actions { display: none; } }`;

/** Whose page it is; null where nobody said what our company is called. */
type Ours = string | null;

async function document(locale: Locale, ours: Ours, title: string, body: Markup): Promise<string> {
  const text = await html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
<title>${ours === null ? title : `${title} · ${ours}`}</title><style>${raw(STYLE)}</style></head>
<body><main>${ours === null ? "" : html`<p class="quiet">${ours}</p>`}<h1>${title}</h1>${body}</main></body></html>
`;
  return text.toString();
}

const dayIn = (locale: Locale, zone: string) => {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: knownZone(zone) });
  // «6 декабря 2026 г.» would end a sentence with two full stops.
  return (instant: string) => format.format(new Date(instant)).replace(/\s*г\.$/, " года");
};

const facts = (rows: readonly (readonly [string, Markup | string])[]): Markup =>
  html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

const titleOf = (locale: Locale, item: string): string =>
  isDataItem(item) ? ABOUT_ITEMS[locale][item].title : item;

const itemList = (locale: Locale, items: readonly string[]): Markup =>
  html`<ul>${items.map((item) => html`<li>${titleOf(locale, item)}</li>`)}</ul>`;

/** What a page needs to know of the relationship. */
export interface Reader {
  readonly locale: Locale;
  readonly zone: string;
  readonly currency: string;
}

export interface ClientPage extends Reader {
  readonly ours: Ours;
  readonly handover: Handover;
  readonly provider: Provider;
  /** The version of the policy that the relationship goes by (R-POL-3). */
  readonly policy: string;
  /** Sent with nothing ticked. */
  readonly noneTicked: boolean;
}

const nameOf = ({ provider, locale }: Pick<ClientPage, "provider" | "locale">): string =>
  companyIn(provider.name, locale);

/** Codes in words, one after the other. */
const inList = (
  codes: readonly string[],
  read: (code: string, locale: Locale) => string,
  locale: Locale,
): string => codes.map((code) => read(code, locale)).join(", ");

function priceOf({ locale, currency, provider }: ClientPage): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return format.format(provider.price / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function ticks(locale: Locale, items: readonly string[]): Markup {
  return html`${items.map(
    (item) => html`<label><input type="checkbox" name="item" value="${item}">
<span><b>${titleOf(locale, item)}</b>${
      isDataItem(item) ? html`<span class="quiet">${ABOUT_ITEMS[locale][item].says}</span>` : ""
    }</span></label>`,
  )}`;
}

function offerPart(view: ClientPage): Markup {
  const { locale, zone, provider, handover, noneTicked } = view;
  const { client: words, until } = WORDS[locale];
  const { capabilities, regions, contact } = provider;
  return html`<p>${words.offer(nameOf(view))}</p><p>${words.free}</p>
${facts([
  [words.about.can, inList(capabilities, inWords, locale) || "–"],
  [words.about.where, inList(regions, regionIn, locale) || "–"],
  [words.about.price, priceOf(view)],
  [words.about.contact, contact],
])}
<form method="post"><fieldset><legend>${words.which}</legend><p class="quiet">${words.never}</p>
${noneTicked ? html`<p class="note" role="alert">${words.none}</p>` : ""}
${ticks(locale, DATA_ITEMS)}</fieldset>
${handover.due ? html`<p>${until(dayIn(locale, zone)(handover.due))}</p>` : ""}
<div class="actions"><button name="action" value="agree">${words.agree}</button>
<button class="other" name="action" value="decline">${words.decline}</button></div></form>`;
}

function revokePart({ locale, handover, noneTicked }: ClientPage): Markup {
  const { client: words } = WORDS[locale];
  const { items } = handover;
  const some = items.length > 1;
  return html`<form method="post"><fieldset><legend>${words.agreed}</legend><p class="quiet">${words.takeBack}</p>
${noneTicked ? html`<p class="note" role="alert">${words.none}</p>` : ""}
${some ? ticks(locale, items) : itemList(locale, items)}</fieldset>
<div class="actions">${
    some ? html`<button class="other" name="action" value="revoke">${words.revoke}</button>` : ""
  }
<button class="other" name="action" value="revokeAll">${words.revokeAll}</button></div></form>`;
}

function movePart(view: ClientPage): Markup {
  const { locale, zone, handover } = view;
  const { client: words } = WORDS[locale];
  const { plannedAt, due, movesOn } = handover;
  const day = dayIn(locale, zone);
  const steps = plannedAt === null ? [] : movePlan(plannedAt, due, movesOn);
  return html`<h2>${words.plan}</h2><ol>${steps.map(
    ({ step, at }) =>
      html`<li><time datetime="${at.slice(0, 10)}">${day(at)}</time>: ${words.steps[step](nameOf(view))}</li>`,
  )}</ol>
<form method="post"><p>${words.confirmSays}</p><div class="actions"><button name="action" value="confirm">${words.confirm}</button></div></form>`;
}

/** The client's own page of a handover: the offer, then how it goes on. */
export function clientPage(view: ClientPage): Promise<string> {
  const { locale, handover, ours, policy } = view;
  const name = nameOf(view);
  const { client: words } = WORDS[locale];
  const { stage, outcome } = handover;
  const part = (): Markup => {
    switch (stage) {
      case "offered":
        return offerPart(view);
      case "asking":
      case "exporting":
        return html`<p role="status">${words[stage](name)}</p>${revokePart(view)}`;
      case "moving":
        return html`<p role="status">${words.moving(name)}</p>${movePart(view)}${revokePart(view)}`;
      default: {
        const says =
          outcome === "done" || outcome === "revoked"
            ? words[outcome](name)
            : words[outcome === "declined" ? outcome : "settled"];
        return html`<p role="status">${says}</p>`;
      }
    }
  };
  const rules = html`<p class="quiet"><a href="${policyPath(policy, locale, policy)}">${word("title", locale)}</a></p>`;
  return document(locale, ours, words.title(name), html`${part()}${rules}`);
}

/** The provider's page: whether it takes the client. Nothing on it says who that is. */
export function answerPage(view: {
  readonly locale: Locale;
  readonly ours: Ours;
  readonly needs: readonly string[];
  readonly regions: readonly string[];
  readonly items: readonly string[];
  readonly due: string | null;
  readonly answered: "accepted" | "refused" | null;
}): Promise<string> {
  const { locale, ours, needs, regions, items, due, answered } = view;
  const { answer: words, until } = WORDS[locale];
  const title = words.title(ours === null ? null : companyIn(ours, locale));
  if (answered) return document(locale, ours, title, html`<p role="status">${words[answered]}</p>`);
  return document(
    locale,
    ours,
    title,
    html`<p>${words.says}</p>
${facts([
  [words.needs, inList(needs, inWords, locale) || words.nothing],
  ...(regions.length > 0 ? [[words.regions, inList(regions, regionIn, locale)] as const] : []),
  [words.items, itemList(locale, items)],
])}
${due ? html`<p>${until(dayIn(locale, "UTC")(due))}</p>` : ""}
<form method="post"><div class="actions"><button name="action" value="accept">${words.accept}</button>
<button class="other" name="action" value="refuse">${words.refuse}</button></div></form>`,
  );
}

/** Where a package is fetched: by a button, so that nothing that only looks at links fetches it. */
export function packagePage(locale: Locale, ours: Ours, pack: Package): Promise<string> {
  const { package: words } = WORDS[locale];
  const own = pack.providerId === null;
  return document(
    locale,
    ours,
    own ? words.own : words.title,
    html`${own ? "" : html`<p>${words.says}</p>`}
<p>${pack.encrypted ? words.encrypted : words.plain}</p>
${facts([
  [words.holds, itemList(locale, pack.items)],
  [words.size, `${pack.size}`],
  [words.hash, html`<code>${pack.sha256}</code>`],
])}
<form method="post"><div class="actions"><button name="action" value="download">${words.download}</button></div></form>`,
  );
}

/** A page that only says something. */
export function plainPage(locale: Locale, ours: Ours, what: Dead | "wrong" | "later"): Promise<string> {
  const words = WORDS[locale];
  const [title, says] = what === "wrong" || what === "later" ? words[what] : words.dead[what];
  return document(locale, ours, title, html`<p role="status">${says}</p>`);
}
