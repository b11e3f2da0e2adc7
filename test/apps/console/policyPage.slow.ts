// The public page of the policy in a real browser: as a client reads it, on any screen, and on paper.
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AskedBy } from "../../../apps/api/actor.ts";
import { policyPages } from "../../../apps/api/policyPage.ts";
import { type Served, serveApi } from "../../../apps/api/server.ts";
import { LOCALES } from "../../../machines/index.ts";
import { POLICIES, readPolicies } from "../../../services/policies.ts";
import { axe, faultsOf, startBrowser } from "../../support/browser.ts";

let browser: Browser;
let served: Served;
beforeAll(async () => {
  const policies = await readPolicies(POLICIES);
  const [first] = policies;
  if (!first) throw new Error("there is no policy");
  const app = new OpenAPIHono<AskedBy>();
  const next = {
    ...first,
    version: "2099-01",
    validFrom: "2099-01-01",
    appeal: { ...first.appeal, windowDays: 30 },
  };
  policyPages(app, { policies: [...policies, next], clock: Date.now, company: "Example Works" });
  [browser, served] = await Promise.all([startBrowser(), serveApi(app, { port: 0 })]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const PAGES = LOCALES.flatMap((lang) =>
  (["light", "dark"] as const).flatMap((scheme) => [
    { lang, scheme, path: `/policy/2026-11/${lang}?yours=2026-11` },
    { lang, scheme, path: `/policy/2099-01/${lang}?yours=2026-11` },
    { lang, scheme, path: `/policy/none/${lang}` },
  ]),
);

it.each(PAGES)(
  "R-POL-1 R-COM-1: $path, $scheme: axe finds nothing, and 320 px need no scrolling sideways",
  async ({ lang, scheme, path }) => {
    const page = await browser.newPage({
      colorScheme: scheme,
      viewport: { width: 320, height: 700 },
      locale: lang,
    });
    const faults = faultsOf(page);
    await page.goto(`${served.url}${path}`);
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
    // Its style counts: the page's policy lets it.
    expect(await page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")).toBe("672px");
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(await axe(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.close();
  },
);

it("R-POL-1: is printed black on white, without what only leads elsewhere", async () => {
  const page = await browser.newPage({ colorScheme: "dark" });
  await page.goto(`${served.url}/policy/2026-11/en`);
  await page.getByRole("link", { name: "По-русски" }).click();
  await page.getByRole("heading", { level: 1, name: "Как мы работаем вместе" }).waitFor();
  await page.getByRole("link", { name: "Версия 2099-01" }).click();
  await page.getByText("Эта версия ещё не действует.").waitFor();
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("nav:visible, a:visible").count()).toBe(0);
  const odd = await page.evaluate(`[...document.querySelectorAll("body, main *")].filter((one) => {
    const { color, backgroundColor } = getComputedStyle(one);
    return one.checkVisibility() && (color !== "rgb(0, 0, 0)" || !["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(backgroundColor));
  }).map((one) => one.outerHTML.slice(0, 80))`);
  expect(odd).toEqual([]);
  await page.close();
});
