// R-POL-1, R-POL-3: what anybody may read about how we work and part, by version, in both languages; no script, no login.
import { createHash } from "node:crypto";
import type { Context } from "hono";
import { html, raw } from "hono/html";
import { LOCALES, type Locale, type Policy } from "../../machines/index.ts";
import { policyInForce, policyValues } from "../../services/policies.ts";
import { type PolicyLine, SECTIONS } from "../../texts/policy/lines.ts";
import { policyTexts, sentence, word } from "../../texts/policy/read.ts";
import type { ApiApp } from "./actor.ts";
import { spoken } from "./handover/links.ts";
import type { Markup } from "./handover/pages.ts";
import type { PoliciesOptions } from "./policies.ts";
import { POLICY_PAGE, policyPath } from "./policyPath.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1d1f21; --quiet: #55585c; --ground: #f6f5f2; --line: #8a8d91; --link: #1b5c3d; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceae5; --quiet: #b9bcc0; --ground: #1b1d1f; --link: #8fd3b0; } }
* { box-sizing: border-box; }
body { font: 17px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 0; }
main { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1.1rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0 1rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .4rem; }
p { margin: .5rem 0; } .quiet { color: var(--quiet); } ul { padding-left: 1.3rem; margin: .5rem 0; } li { margin: .4rem 0; }
a { color: var(--link); } a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
data { font-weight: 600; } .yours { border: 2px solid var(--link); border-radius: .4rem; padding: .6rem .9rem; }
nav { border-top: 1px solid var(--line); margin-top: 2.5rem; }
@media print { :root { --ink: #000; --quiet: #000; --ground: #fff; --link: #000; } nav, .language { display: none; } h2 { break-after: avoid; } li { break-inside: avoid; } }`;

const HEADERS = {
  // Its own style and nothing else: by its digest, so that the same page can be kept by whoever reads it.
  "content-security-policy": `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cache-control": "public, max-age=300",
};

async function document(
  locale: Locale,
  title: string,
  company: string | null,
  body: Markup,
): Promise<string> {
  const text = await html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${company === null ? title : `${title} · ${company}`}</title><style>${raw(STYLE)}</style></head>
<body><main>${company === null ? "" : html`<p class="quiet">${company}</p>`}<h1>${title}</h1>${body}</main></body></html>
`;
  return text.toString();
}

/** A day as it stands in the middle of a sentence, without «г.», which would end it. */
function dayIn(locale: Locale, day: string): Markup {
  const format = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    dateStyle: "long",
    timeZone: "UTC",
  });
  return html`<time datetime="${day}">${format.format(new Date(day)).replace(/\s*г\.$/, " года")}</time>`;
}

/** A message with a day in it. */
function withDay(locale: Locale, day: string): Markup {
  const [before = "", after = ""] = word("from", locale, { day: "\u0000" }).split("\u0000");
  return html`${before}${dayIn(locale, day)}${after}`;
}

const valueAt = (policy: Policy, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], policy);

function isTold(policy: Policy, { path, when }: PolicyLine): boolean {
  return when ? when(policy) : path === undefined || valueAt(policy, path) !== undefined;
}

interface PageOf {
  readonly policies: readonly Policy[];
  readonly policy: Policy;
  readonly locale: Locale;
  readonly company: string | null;
  readonly now: number;
  /** The version of whoever reads, where that is said and we have it. */
  readonly yours: string | undefined;
}

function lineOf({ policy, policies, locale }: PageOf, section: string, line: PolicyLine): Markup {
  const { id, path } = line;
  const message = policyTexts(locale).sections[section]?.[id] ?? "";
  const value = path === undefined ? undefined : (valueAt(policy, path) as number);
  const pieces = sentence(message, locale, value).map((piece) =>
    typeof piece === "string"
      ? piece
      : html`<data value="${value ?? ""}" data-path="${path ?? ""}">${piece.value}</data>`,
  );
  const since = policyValues(policies, policy).find((one) => one.path === path)?.since;
  // Of the first version everything is new, which says nothing.
  const isNew = path !== undefined && since === policy.version && policy !== policies[0];
  return html`<li>${pieces}${isNew ? html` <span class="quiet">(${word("changed", locale)})</span>` : ""}</li>`;
}

function yoursPart({ policy, locale, yours }: PageOf): Markup | string {
  if (yours === undefined) return "";
  if (yours === policy.version) return html`<p class="yours">${word("yours", locale)}</p>`;
  return html`<p class="yours">${word("yoursOther", locale, { version: yours })}
<a href="${policyPath(yours, locale, yours)}">${word("read", locale)}</a></p>`;
}

function versionsPart(
  { policies, locale, yours }: Pick<PageOf, "policies" | "locale" | "yours">,
  current: Policy | null,
): Markup {
  const rows = policies.toReversed().map((each) => {
    const name = word("version", locale, { version: each.version });
    const when = html`<span class="quiet">${dayIn(locale, each.validFrom)}</span>`;
    return each === current
      ? html`<li>${name}, ${when} (${word("current", locale)})</li>`
      : html`<li><a href="${policyPath(each.version, locale, yours)}">${name}</a>, ${when}</li>`;
  });
  return html`<nav aria-labelledby="versions"><h2 id="versions">${word("versions", locale)}</h2><ul>${rows}</ul></nav>`;
}

function pageOf(page: PageOf): Promise<string> {
  const { policies, policy, locale, company, now, yours } = page;
  const other: Locale = locale === "en" ? "ru" : "en";
  const standing =
    Date.parse(policy.validFrom) > now
      ? "later"
      : policy === policyInForce(policies, now)
        ? "inForce"
        : "older";
  const sections = SECTIONS.map(({ id, lines }) => {
    const told = lines.filter((line) => isTold(policy, line));
    return html`<section><h2>${policyTexts(locale).sections[id]?.title ?? ""}</h2>
<ul>${told.map((line) => lineOf(page, id, line))}</ul></section>`;
  });
  const body = html`<p class="language"><a href="${policyPath(policy.version, other, yours)}" hreflang="${other}" lang="${other}">${word("language", locale)}</a></p>
<p><strong>${word("version", locale, { version: policy.version })}.</strong> ${withDay(locale, policy.validFrom)} ${word(standing, locale)}</p>
${yoursPart(page)}<p>${word("says", locale)}</p>
${sections}${versionsPart(page, policy)}`;
  return document(locale, word("title", locale), company, body);
}

export interface PolicyPageOptions extends PoliciesOptions {
  /** What our company is called; without it, nothing is made up. */
  readonly company: string | undefined;
}

export function policyPages(app: ApiApp, { policies, clock, company: named }: PolicyPageOptions): void {
  const company = named ?? null;
  const versionOf = (c: Context): string | undefined => {
    const given = c.req.query("yours");
    // What is said of a version that never was is not repeated.
    return policies.some(({ version }) => version === given) ? given : undefined;
  };

  app.get(POLICY_PAGE, (c) => {
    const { version } = policyInForce(policies, clock());
    return c.redirect(policyPath(version, spoken(c), versionOf(c)));
  });

  app.get(`${POLICY_PAGE}/:version/:lang`, async (c) => {
    const { version, lang } = c.req.param();
    const policy = policies.find((each) => each.version === version);
    const locale = LOCALES.find((each) => each === lang);
    const yours = versionOf(c);
    if (policy && locale)
      return c.html(await pageOf({ policies, policy, locale, company, now: clock(), yours }), 200, HEADERS);
    const read = locale ?? spoken(c);
    const body = html`<p>${word("missingSays", read)}</p>${versionsPart({ policies, locale: read, yours }, null)}`;
    return c.html(await document(read, word("missing", read), company, body), 404, {
      ...HEADERS,
      "cache-control": "no-store",
    });
  });
}
