import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { OpenAPIHono } from "@hono/zod-openapi";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { AskedBy } from "../../../apps/api/actor.ts";
import { policyPages } from "../../../apps/api/policyPage.ts";
import { LOCALES, type Policy, policySchema } from "../../../machines/index.ts";
import { LOCAL } from "../../../services/login/settings.ts";
import { POLICIES, policyValues } from "../../../services/policies.ts";
import { SECTIONS, WITHHELD } from "../../../texts/policy/lines.ts";
import { policyTexts } from "../../../texts/policy/read.ts";
import { startParts } from "../../support/engine.ts";

const NOW = Date.parse("2027-04-01T00:00:00Z");
type Yaml = Record<string, Record<string, unknown>>;

/** The files as they are, and a version after the last one that a company could write. */
let files: Yaml[];
let policies: Policy[];
let app: OpenAPIHono<AskedBy>;

beforeAll(async () => {
  const names = (await readdir(POLICIES)).filter((name) => name.endsWith(".yaml")).sort();
  files = await Promise.all(
    names.map(async (name) => parse(await readFile(join(POLICIES, name), "utf8")) as Yaml),
  );
  const last = structuredClone(files.at(-1) as Yaml);
  const next: Yaml = { ...last, version: "2027-03" as never, validFrom: "2027-03-01" as never };
  Object.assign(next.terms as object, { prepaymentAsked: false, silentProspectDays: 1 });
  Object.assign(next.appeal as object, { windowDays: 21 });
  delete next.terms?.replyDays;
  files.push(next);
  policies = files.map((file) => policySchema().parse(file));
  app = new OpenAPIHono<AskedBy>();
  policyPages(app, { policies, clock: () => NOW, company: "Example & Works" });
});

const page = async (path: string, headers: Record<string, string> = {}) => {
  const response = await app.request(path, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const at = (file: Yaml, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((from, name) => (from as Record<string, unknown> | undefined)?.[name], file);
const shownIn = (text: string) =>
  [...text.matchAll(/<data value="([^"]*)" data-path="([^"]*)">(.*?)<\/data>/g)].map(
    ([, value = "", path = "", words = ""]) => ({ value, path, words }),
  );

describe("the public page of the policy", () => {
  it.each(LOCALES)(
    "R-POL-1: has every number of its file that clients may know, and no other (%s)",
    async (lang) => {
      expect(files.length).toBeGreaterThan(1);
      for (const file of files) {
        const { status, text } = await page(`/policy/${file.version}/${lang}`);
        expect(status).toBe(200);
        const shown = shownIn(text);
        for (const { value, path, words } of shown) {
          expect(value, path).toBe(String(at(file, path)));
          expect(words.match(/\d+/g), path).toEqual([value]);
        }
        const wanted = SECTIONS.flatMap(({ lines }) => lines.flatMap(({ path = "" }) => (path ? [path] : [])))
          .filter((path) => at(file, path) !== undefined)
          .filter((path) => path !== "terms.minPrepaymentPct" || at(file, "terms.prepaymentAsked") === true);
        expect(shown.map(({ path }) => path)).toEqual(wanted);
        // All others are names and days of versions.
        const rest = text
          .replace(/<style>[\s\S]*?<\/style>/, "")
          .replaceAll(/<data [\s\S]*?<\/data>|<time [\s\S]*?<\/time>/g, "")
          .replaceAll(/<h(\d)[^>]*>|<\/h\d>|<[^>]*>/g, " ")
          .replaceAll(new RegExp(files.map(({ version }) => version).join("|"), "g"), "");
        expect(rest.match(/.{0,40}\d.{0,40}/g)).toBeNull();
      }
    },
  );

  it("R-POL-1: each value of the policy is shown, or is withheld for a reason", () => {
    const shown = SECTIONS.flatMap(({ lines }) => lines.flatMap(({ path }) => path ?? []));
    expect(new Set(shown).size).toBe(shown.length);
    const under = (path: string) =>
      Object.keys(WITHHELD).filter((place) => path === place || path.startsWith(`${place}.`));
    const unsigned = policySchema().parse({ ...files[0], unsigned: "facts" });
    const paths = new Set(
      [unsigned, ...policies].flatMap((one) => policyValues([one], one).map(({ path }) => path)),
    );
    for (const path of paths)
      expect([path, under(path).length + Number(shown.includes(path))]).toEqual([path, 1]);
    for (const place of [...shown, ...Object.keys(WITHHELD)])
      expect(
        [...paths].some((path) => path === place || path.startsWith(`${place}.`)),
        place,
      ).toBe(true);
    for (const money of ["value", "segments", "attention", "discounts"])
      expect(WITHHELD).toHaveProperty(money);
  });

  it.each(LOCALES)(
    "R-POL-1: has each sentence in each language, with its value where it has one (%s)",
    (lang) => {
      const { sections, words } = policyTexts(lang);
      expect(Object.keys(sections)).toEqual(SECTIONS.map(({ id }) => id));
      for (const { id, lines } of SECTIONS) {
        const { title, ...said } = sections[id] ?? { title: "" };
        expect(title).not.toBe("");
        expect(Object.keys(said)).toEqual(lines.map((line) => line.id));
        for (const line of lines)
          expect([line.id, /<v>.*\{n, .*<\/v>/.test(said[line.id] ?? "")]).toEqual([
            line.id,
            line.path !== undefined,
          ]);
      }
      expect(JSON.stringify({ sections, words })).not.toMatch(/\d/);
    },
  );

  it("R-POL-3: says since when it counts, what is new, and which version is the reader's", async () => {
    const [first = {}, next = {}] = [files[0], files.at(-1)] as Record<string, unknown>[];
    const old = (await page(`/policy/${first.version}/en`)).text;
    expect(old).toContain('<html lang="en">');
    expect(old).toContain("<title>How we work together, and how we part · Example &amp; Works</title>");
    expect(old).toContain('signed since <time datetime="2026-11-01">1 November 2026</time>.');
    expect(old).toContain("An older version.");
    expect(old).not.toContain("new in this version");
    expect(old).not.toContain("your version");
    expect(old).toContain(`href="/policy/${first.version}/ru" hreflang="ru" lang="ru"`);
    expect(old).toContain(`href="/policy/${next.version}/en"`);

    const now = (await page(`/policy/${next.version}/ru?yours=${first.version}`)).text;
    expect(now).toContain("Эта версия действует сейчас.");
    expect(now).toMatch(/>21 дня<\/data>[^<]*<span class="quiet">\(новое в этой версии\)/);
    expect(now.match(/новое в этой версии/g)).toHaveLength(2);
    expect(now).toContain("Мы начинаем без предоплаты.");
    expect(now).toContain(`Ваш договор живёт по версии ${first.version}.`);
    expect(now).toContain(`href="/policy/${first.version}/ru?yours=${first.version}"`);
    expect(now).toContain(`href="/policy/${next.version}/en?yours=${first.version}"`);
    const yours = (await page(`/policy/${first.version}/ru?yours=${first.version}`)).text;
    expect(yours).toContain("Это ваша версия.");
    // One that we do not have is not repeated.
    expect((await page(`/policy/${first.version}/en?yours=<b>mine`)).text).not.toMatch(/mine|your version/);
  });

  it.each([
    ["/policy/2020-01/ru", "ru", "Такой страницы нет"],
    ["/policy/%3Cscript%3E/en", "en", "There is no such page"],
    ["/policy/2026-11/de", "ru", "Такой страницы нет"],
  ])("an unknown version or language is a page of its own: %s", async (path, lang, says) => {
    const { status, text, headers } = await page(path, { "accept-language": "ru, en;q=0.5" });
    expect(status).toBe(404);
    expect(headers.get("content-type")).toContain("text/html");
    expect(text).toContain(`<html lang="${lang}">`);
    expect(text).toContain(`<h1>${says}</h1>`);
    expect(text).toContain(`href="/policy/2026-11/${lang}"`);
    expect(text).not.toMatch(/script|2020-01|\/de"/);
  });

  it("is nothing but a page: no script, nothing from elsewhere, its own style by its digest", async () => {
    const { text, headers } = await page("/policy/2026-11/en");
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? "";
    const digest = createHash("sha256").update(style).digest("base64");
    expect(headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(text).not.toMatch(/<script|<form|style="|https?:/);
    expect(headers.get("set-cookie")).toBeNull();
    const front = await app.request("/policy", { headers: { "accept-language": "ru" } });
    expect([front.status, front.headers.get("location")]).toEqual([302, "/policy/2027-03/ru"]);
  });

  it("R-POL-1: needs no login, and is read under whatever name we have outside", async () => {
    const provider = {
      issuer: "https://login.example",
      clientId: "tenure",
      scopes: "openid",
      idClaim: "sub",
    };
    const login = { ...LOCAL, provider: { ...provider, rolesClaim: "roles", teamsClaim: "groups" } };
    const parts = await startParts(undefined, undefined, { login, publicUrl: "https://tenure.example" });
    const status = (path: string, host: string) =>
      new Promise((resolve, reject) => {
        const asked = request(`${parts.url}${path}`, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        asked.on("error", reject).end();
      });
    expect(await status("/policy/2026-11/en", "www.other.example")).toBe(200);
    expect(await status("/policy/2026-11/en?yours=2026-11", "tenure.example")).toBe(200);
    expect(await status("/policy/2025-01/en", "tenure.example")).toBe(404);
    expect(await status("/v1/policies", "tenure.example")).toBe(401);
    await parts.stop();
  });
});
