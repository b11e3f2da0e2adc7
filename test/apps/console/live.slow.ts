// What happens elsewhere is seen here at once; and where nothing can be heard, the page says so.
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { person } from "../../support/browser.ts";
import { type Desk, startDesk } from "../../support/console.ts";
import { type Wire, wire } from "../../support/wire.ts";

let desk: Desk;
let line: Wire;
beforeAll(async () => {
  desk = await startDesk();
  line = await wire(desk.parts.url);
}, 120_000);
afterAll(async () => {
  await desk?.stop();
  await line?.stop();
});

const STREAM = "GET /v1/events/stream";
const live = (page: Page) => page.getByText("● Live").waitFor({ timeout: 10_000 });
const dead = (page: Page) => page.getByText(/Not live since/).waitFor({ timeout: 10_000 });
/** Opens a page over the line, in a browser of somebody. */
async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  await live(page);
  return page;
}
const incident = {
  incidentId: "i1",
  category: "insult",
  happenedAt: "2026-11-22T04:00:00Z",
  evidence: [],
};

describe("live", () => {
  it("R-LIF-0: a page stays live while nothing happens", async () => {
    const page = await open(await person(desk.browser, line.url, { as: "ops:olga" }), "health");
    for (let second = 0; second < 25; second += 1) {
      await page.waitForTimeout(1_000);
      expect(await page.getByText("● Live").count()).toBe(1);
    }
  });

  it("R-LIF-0: where the stream is cut, closed or silent, the page says so within ten seconds, and recovers", async () => {
    const client = await desk.opened();
    const page = await open(await person(desk.browser, line.url, { as: "ops:olga" }), `clients/${client}`);
    line.deaden();
    await dead(page);
    // What happened meanwhile is there once it is live again.
    await desk.signal(client, "ops:olga", "incident.reported", incident);
    line.mend();
    await live(page);
    await page.locator("aside .row", { hasText: "i1" }).waitFor({ timeout: 5_000 });

    await desk.parts.stopApi();
    await dead(page);
    await desk.parts.startApi();
    await live(page);
  });

  it("R-LIF-0: an engine that answers and has no stream is not live", async () => {
    const context = await person(desk.browser, line.url, { as: "ops:olga" });
    await context.route("**/v1/events/stream", (route) => route.fulfill({ status: 503, body: "" }));
    const page = await context.newPage();
    await page.goto("health");
    await page.getByText(/Not live since/).waitFor({ timeout: 12_000 });
  });

  it("R-TSK-1: eight tabs of one browser have one stream; when its tab is closed, another goes on", async () => {
    const client = await desk.opened();
    const context = await person(desk.browser, line.url, { as: "ops:olga" });
    const before = line.asked(STREAM);
    const pages: Page[] = [];
    for (let n = 0; n < 8; n += 1) pages.push(await open(context, `clients/${client}`));
    expect(line.asked(STREAM) - before).toBe(1);
    await desk.signal(client, "ops:olga", "incident.reported", incident);
    const shows = (page: Page, id: string) => page.locator("aside .row", { hasText: id }).waitFor();
    for (const page of pages) {
      await page.bringToFront();
      await shows(page, "i1");
    }
    await pages.shift()?.close();
    await desk.signal(client, "ops:olga", "incident.reported", { ...incident, incidentId: "i2" });
    for (const page of pages) {
      await page.bringToFront();
      await live(page);
      await shows(page, "i2");
    }
    expect(line.asked(STREAM) - before).toBe(2);
    await context.close();
  });

  it("R-TSK-1: two browsers see each other within two seconds", async () => {
    const client = await desk.opened();
    await desk.signal(client, "ops:olga", "incident.reported", incident);
    const sit = async (as: string) => {
      const page = await open(await person(desk.browser, line.url, { as }), "inbox");
      await page.locator("[data-row]", { hasText: client }).click();
      await page.getByRole("button", { name: "Take it" }).waitFor();
      return page;
    };
    const [max, mia] = [await sit("manager:max"), await sit("manager:mia")];
    const seen = mia.getByText("manager:max has it").first().waitFor({ timeout: 10_000 });
    const answer = max.waitForResponse((response) => response.url().endsWith("/claim"));
    await max.getByRole("button", { name: "Take it" }).click();
    await answer;
    const taken = performance.now();
    await seen;
    expect(performance.now() - taken).toBeLessThan(2_000);
    const gone = mia.getByText("done or taken away meanwhile").waitFor({ timeout: 10_000 });
    await desk.signal(client, "manager:max", "incident.dismissed", { incidentId: "i1" }, "no insult");
    const dismissed = performance.now();
    await gone;
    expect(performance.now() - dismissed).toBeLessThan(2_000);
  });
});
