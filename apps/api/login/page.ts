// The page of the local login: it says that it proves nothing.
import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { html, raw } from "hono/html";
import type { Locale } from "../../../machines/index.ts";
import { ACTING } from "../../../services/access.ts";

const WORDS = {
  en: {
    title: "Local login",
    warning:
      "This login proves nothing: whoever uses this machine can act in any name and any role. It is there to try Tenure out. For work with others, whoever runs it sets up a login by a provider.",
    name: "Your name",
    nameHint: "Small letters, digits and _ . : -",
    role: "Your role",
    submit: "Go on",
  },
  ru: {
    title: "Локальный вход",
    warning:
      "Этот вход ничего не доказывает: кто работает за этим компьютером, может действовать под любым именем и в любой роли. Он нужен, чтобы попробовать Tenure. Для работы с другими людьми администратор подключает вход через провайдера.",
    name: "Ваше имя",
    nameHint: "Строчные латинские буквы, цифры и _ . : -",
    role: "Ваша роль",
    submit: "Продолжить",
  },
} as const;

const STYLE = `
:root { color-scheme: light dark; }
body { font: 17px/1.55 system-ui, sans-serif; margin: 0; }
main { max-width: 28rem; margin: 0 auto; padding: 2rem 1.1rem; }
h1 { font-size: 1.5rem; } label { display: block; margin: 1rem 0 .3rem; font-weight: 600; }
input, select, button { font: inherit; padding: .6rem; width: 100%; box-sizing: border-box; }
button { margin-top: 1.4rem; font-weight: 600; } small { display: block; }
.note, .fault { border: 2px solid; border-radius: .4rem; padding: .7rem .9rem; } .fault { margin-top: 1rem; }`;

const LABELS = ACTING.filter((role) => role !== "client");

export interface LocalPage {
  readonly locale: Locale;
  /** Where to go from here. */
  readonly next: string;
  readonly fault?: string;
  readonly name?: string;
}

interface LoginPage {
  readonly locale: Locale;
  readonly title: string;
  readonly body: ReturnType<typeof html>;
}

async function answer(
  c: Context,
  { locale, title, body }: LoginPage,
  status: 200 | 400 | 403,
): Promise<Response> {
  const nonce = randomBytes(16).toString("base64");
  const page = await html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Tenure</title><style nonce="${nonce}">${raw(STYLE)}</style></head>
<body><main><h1>${title}</h1>${body}</main></body></html>
`;
  return c.html(page.toString(), status, {
    "cache-control": "no-store",
    "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    // Without a referrer, browsers would send forms without an origin.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
  });
}

/** The page of the local login. */
export function localPage(
  c: Context,
  { locale, next, fault, name = "" }: LocalPage,
  status: 200 | 400 = 200,
): Promise<Response> {
  const words = WORDS[locale];
  const body = html`<p class="note">${words.warning}</p>
${fault === undefined ? "" : html`<p class="fault" role="alert">${fault}</p>`}
<form method="post" action="/login"><input type="hidden" name="next" value="${next}">
<label for="name">${words.name}</label>
<input id="name" name="name" value="${name}" required autocomplete="username" aria-describedby="hint" maxlength="64">
<small id="hint">${words.nameHint}</small>
<label for="role">${words.role}</label>
<select id="role" name="role">${LABELS.map((role) => html`<option>${role}</option>`)}</select>
<button>${words.submit}</button></form>`;
  return answer(c, { locale, title: words.title, body }, status);
}

const TOLD = {
  en: { title: "You are not signed in", again: "Sign in" },
  ru: { title: "Вход не выполнен", again: "Войти" },
} as const;

/** Says why somebody is not signed in, and where to begin again. */
export async function toldPage(
  c: Context,
  { locale, says }: { readonly locale: Locale; readonly says: string },
): Promise<Response> {
  const { title, again } = TOLD[locale];
  const body = html`<p class="fault" role="alert">${says}</p><p><a href="/login">${again}</a></p>`;
  return answer(c, { locale, title, body }, 403);
}
