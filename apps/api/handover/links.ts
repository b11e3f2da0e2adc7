// Pages behind signed links, for clients and providers: for people as HTML, for programs as JSON.
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "pino";
import { Erased } from "../../../archive/keys.ts";
import { LOCALES, type Locale } from "../../../machines/index.ts";
import {
  answerTo,
  type Dead,
  DeadLink,
  type Form,
  fetchPackage,
  type HandoverParts,
  linkSays,
  needsOf,
  type OpenedLink,
  offeredProvider,
  openLink,
  packageOf,
  policyOf,
} from "../../../services/handoverLinks.ts";
import { ProblemError } from "../../../services/problem.ts";
import type { ApiApp } from "../actor.ts";
import { problemOf } from "../problem.ts";
import { answerPage, clientPage, packagePage, plainPage } from "./pages.ts";

/** The pages behind links. */
export const PAGES = "/handover/";

const DEAD_STATUS = { unknown: 404, expired: 410, over: 410, revoked: 410 } as const;
export const DEAD_SAYS: Readonly<Record<Dead, string>> = {
  unknown: "this link is not valid",
  expired: "this link has expired; ask for a new one",
  over: "this question is no longer open",
  revoked: "this access has ended",
};

const deadProblem = (why: Dead): ProblemError =>
  why === "unknown" ? new ProblemError("missing", DEAD_SAYS[why]) : new ProblemError("gone", DEAD_SAYS[why]);

// A link is a secret: nothing may keep it, pass it on, or put the page into another one.
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-robots-tag": "noindex",
};

const wantsPage = (c: Context): boolean => (c.req.header("accept") ?? "").includes("text/html");
/** The first of our languages that the browser asks for: `de, ru;q=0.8, en;q=0.5` is Russian. */
export function spoken(c: Context): Locale {
  const asked = (c.req.header("accept-language") ?? "").split(",").map((range) => {
    const [tag = "", ...params] = range.trim().toLowerCase().split(";");
    const q = params.map((param) => /^\s*q=([\d.]+)$/.exec(param)?.[1]).find(Boolean);
    return { language: tag.split("-")[0], weight: Number(q ?? 1) };
  });
  const ours = asked.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  const first = ours.find(({ language }) => LOCALES.some((locale) => locale === language));
  return first?.language === "ru" ? "ru" : "en";
}

/** What a page's form, or a program in its place, says. */
async function formOf(c: Context): Promise<Form> {
  const type = c.req.header("content-type") ?? "";
  const fault = (says: string) =>
    new ProblemError("malformed", says, { faults: [{ path: "action", says: "a text" }] });
  if (/^application\/json\b/.test(type)) {
    const given: unknown = await c.req.json().catch(() => null);
    const parsed = z
      .strictObject({ action: z.string().max(20), items: z.array(z.string().max(64)).max(50).default([]) })
      .safeParse(given);
    if (!parsed.success) throw fault("the body is {action, items}");
    return parsed.data;
  }
  const form = new URLSearchParams(await c.req.text());
  const action = form.get("action");
  if (action === null) throw fault("the body names no action");
  return { action, items: form.getAll("item") };
}

/** A client reads in the language of the relationship, a provider in its browser's. */
const languageOf = (c: Context, { link, reader }: OpenedLink): Locale =>
  link.purpose === "client" || link.purpose === "copy" ? reader.locale : spoken(c);

/** The page of a link. @throws {DeadLink} where it is dead, and so is everything on it. */
async function pageOf(
  parts: HandoverParts,
  given: OpenedLink,
  locale: Locale,
  noneTicked = false,
): Promise<string> {
  const { link, handover, reader } = given;
  const ours = parts.company ?? null;
  switch (link.purpose) {
    case "client":
      return clientPage({
        ...reader,
        ours,
        handover,
        noneTicked,
        policy: await policyOf(parts, handover.client),
        provider: await offeredProvider(parts, given),
      });
    case "answer": {
      const answered = await answerTo(parts, link.effectId, handover);
      const { needs, regions } = await needsOf(parts, handover.client);
      const { items, due } = handover;
      return answerPage({ locale, ours, needs, regions, items, due, answered });
    }
    default:
      return packagePage(locale, ours, await packageOf(parts, given));
  }
}

const told = ({ link, handover }: OpenedLink) => ({
  purpose: link.purpose,
  stage: handover.stage,
  items: handover.items,
  due: handover.due,
  expiresAt: link.expiresAt,
});

async function download(c: Context, parts: HandoverParts, given: OpenedLink): Promise<Response> {
  const { bytes, encrypted } = await fetchPackage(parts, given);
  const name = `${given.client.replaceAll(":", "_")}.handover.zip${encrypted ? ".age" : ""}`;
  return c.body(new Uint8Array(bytes), 200, {
    ...HEADERS,
    "content-type": encrypted ? "application/octet-stream" : "application/zip",
    "content-disposition": `attachment; filename="${name}"`,
  });
}

async function answer(c: Context, parts: HandoverParts, token: string): Promise<Response> {
  const given = await openLink(parts, token);
  const form = await formOf(c);
  await pageOf(parts, given, languageOf(c, given));
  const fetches = given.link.purpose === "package" || given.link.purpose === "copy";
  if (fetches && form.action === "download") return download(c, parts, given);
  const outcome = await linkSays(parts, given, form);
  for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  if (!wantsPage(c)) {
    if (outcome === null)
      throw new ProblemError("malformed", "nothing is chosen", {
        faults: [{ path: "items", says: "at least one data item" }],
      });
    return c.json({ outcome, ...told(await openLink(parts, token)) }, outcome === "recorded" ? 202 : 200);
  }
  if (outcome === "recorded")
    return c.html(await plainPage(languageOf(c, given), parts.company ?? null, "later"), 202);
  return c.redirect(`${PAGES}${token}${outcome === null ? "?ticked=none" : ""}`, 303);
}

/** Serves the pages behind links. */
export function linkPages(app: ApiApp, parts: HandoverParts, log: Logger): void {
  /** The same failure as a page for people, or as a problem for programs. */
  async function failed(c: Context, error: unknown): Promise<Response> {
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    const why = error instanceof DeadLink ? error.why : error instanceof Erased ? "unknown" : null;
    if (!wantsPage(c)) throw why ? deadProblem(why) : error;
    if (why) return c.html(await plainPage(spoken(c), parts.company ?? null, why), DEAD_STATUS[why]);
    const known = error instanceof ProblemError ? problemOf(error).status : null;
    const http = error instanceof HTTPException ? error.status : null;
    const status = known ?? http ?? 500;
    if (status >= 500) log.error({ err: error }, "a page of a handover failed");
    return c.html(await plainPage(spoken(c), parts.company ?? null, "wrong"), status as 400);
  }

  app.get(`${PAGES}:token`, async (c) => {
    try {
      const given = await openLink(parts, c.req.param("token"));
      const page = await pageOf(parts, given, languageOf(c, given), c.req.query("ticked") === "none");
      return wantsPage(c) ? c.html(page, 200, HEADERS) : c.json(told(given), 200, HEADERS);
    } catch (error) {
      return failed(c, error);
    }
  });

  app.post(`${PAGES}:token`, async (c) => {
    try {
      return await answer(c, parts, c.req.param("token"));
    } catch (error) {
      return failed(c, error);
    }
  });
}
