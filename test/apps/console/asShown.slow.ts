// What a screen shows is so: the same to whoever gets its address, the same in a file, and the same once it has happened.
import { readFile } from "node:fs/promises";
import type { Download, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { STATES } from "../../../machines/vocabulary.ts";
import { axe } from "../../support/browser.ts";
import { type Desk, startDesk } from "../../support/console.ts";
import { wordsIn } from "../../support/consoleWords.ts";
import { type Portfolio, portfolio } from "../../support/portfolio.ts";
import { soon } from "../../support/soon.ts";

let desk: Desk;
let known: Portfolio;
beforeAll(async () => {
  desk = await startDesk();
  known = await portfolio((method, path, as, body) => desk.parts.call(method, path, as, body));
  for (let n = 0; n < 3; n += 1) await desk.opened();
}, 120_000);
afterAll(() => desk?.stop());

const { t, value } = wordsIn("en");

async function linesOf(download: Download): Promise<string[]> {
  const text = await readFile(await download.path(), "utf8");
  return text.replace("\uFEFF", "").trim().split("\r\n");
}
const shown = (page: Page): Promise<string[]> => page.locator("[data-row]").allInnerTexts();

describe("the list of clients", () => {
  it("R-ROL-1: an address that is pasted elsewhere shows the same rows, in the same order", async () => {
    const olga = await desk.sit({ as: "ops:olga" });
    await olga.page.goto("clients");
    await olga.page.locator("main").getByLabel(t("clients.filter.state")).selectOption("active");
    await olga.page.locator("main").getByLabel(t("clients.sort"), { exact: true }).selectOption("-openedAt");
    await olga.page.locator("[data-row]").nth(2).waitFor();
    await expect.poll(() => new URL(olga.page.url()).searchParams.get("sort")).toBe("-openedAt");
    const { body } = await desk.parts.call("GET", "/clients?state=active&sort=-openedAt", "ops:olga");
    const rows: string[] = body.items.map(({ client }: { client: string }) => client);
    await expect.poll(() => shown(olga.page)).toEqual(rows);
    const oleg = await desk.sit({ as: "ops:oleg", lang: "ru", scheme: "dark" });
    await oleg.page.goto(olga.page.url());
    await expect.poll(() => shown(oleg.page)).toEqual(rows);
    // The way back leads to the list as it was.
    await olga.page.locator("[data-row]").first().click();
    await olga.page.getByRole("heading", { name: t("client.notNow") }).waitFor();
    await olga.page.goBack();
    await expect.poll(() => shown(olga.page)).toEqual(rows);
    expect([...olga.faults, ...oleg.faults]).toEqual([]);
  });

  it("R-ROL-3: the total, the machine's count and the lines of the file are one number, under any filter", async () => {
    const { page, faults } = await desk.sit({ as: "compliance:cleo" });
    await page.goto("machine");
    await page.locator("dd a", { hasText: /^\d+$/ }).first().waitFor();
    for (const state of STATES) {
      const count = Number(
        await page
          .locator(".pair", { has: page.getByText(value(state), { exact: true }) })
          .locator("dd")
          .innerText(),
      );
      if (count === 0) continue;
      const list = await page.context().newPage();
      await list.goto(`clients?state=${state}`);
      await list.getByText(new RegExp(`^${count} clients?$`)).waitFor();
      const [download] = await Promise.all([
        list.waitForEvent("download"),
        list.getByRole("button", { name: t("common.csv") }).click(),
      ]);
      const [head = "", ...lines] = await linesOf(download);
      expect(head.startsWith("client,state,")).toBe(true);
      expect(lines).toHaveLength(count);
      expect(lines.every((line) => line.split(",")[1] === state)).toBe(true);
      await list.close();
    }
    expect(faults).toEqual([]);
  });
});

describe("before and after", () => {
  it("R-COM-1, R-LIF-20: what the form says will happen is what happens, word for word", async () => {
    const client = await desk.opened();
    await desk.signal(client, "ops:olga", "incident.reported", {
      ...{ incidentId: "i1", category: "insult", happenedAt: "2026-11-22T04:00:00Z", evidence: [] },
    });
    const { page, faults } = await desk.sit({ as: "manager:mia" });
    await page.goto(`clients/${client}/do/incident.confirmed?about=i1`);
    await page.locator("#field-reason").fill("insulted Bob");
    await page.getByRole("button", { name: t("form.look") }).click();
    await page.getByText(t("form.would.yes")).waitFor();
    const before = await page.locator(".letter").innerText();
    const { body: ahead } = await desk.parts.call("POST", `/clients/${client}/preview`, "manager:mia", {
      ...{
        type: "incident.confirmed",
        data: { incidentId: "i1", explainedBy: null },
        reason: "insulted Bob",
      },
    });
    await page.locator("form button[type=submit]").click();
    await page.getByRole("link", { name: t("form.toClient") }).click();
    await page.locator("main").getByText(value("warnedOnce"), { exact: true }).first().waitFor();
    await page
      .getByRole("navigation", { name: client })
      .getByRole("link", { name: t("client.tab.notices") })
      .click();
    await page.locator("[data-row]").first().click();
    await page.locator(".letter").waitFor();
    expect(await page.locator(".letter").innerText()).toBe(before);
    // The state of the moment itself: the warning counts once it was delivered.
    const entries = await desk.parts.archive.journal.timeline(client);
    expect(entries.find(({ type }) => type === "incident.confirmed")?.to.state).toBe(ahead.state);
    expect(faults).toEqual([]);
  });

  it("R-LIF-3: of two who approve at once one does, and the other is told that something has happened", async () => {
    const { leaving } = await portfolio((method, path, as, body) => desk.parts.call(method, path, as, body));
    const seats = await Promise.all(
      ["senior:anna", "senior:sam"].map(async (as) => {
        const { page, faults } = await desk.sit({ as });
        await page.goto(`approvals/${leaving}`);
        await page.getByRole("button", { name: t("approvals.open") }).click();
        await page.getByText(t("dossier.sums")).waitFor();
        await page.getByRole("link", { name: t("approvals.approve") }).click();
        await page.locator("#field-reason").fill(`the sums say so to ${as}`);
        await page.getByRole("button", { name: t("form.look") }).click();
        await page.getByText(t("form.would.yes")).waitFor();
        return { page, faults };
      }),
    );
    await Promise.all(seats.map(({ page }) => page.locator("form button[type=submit]").click()));
    const ends = await Promise.all(
      seats.map(async ({ page }) => {
        const done = page.getByRole("link", { name: t("form.toClient") });
        await done.or(page.getByRole("alert").first()).first().waitFor();
        return (await done.count()) > 0;
      }),
    );
    expect(ends.filter(Boolean)).toHaveLength(1);
    const loser = seats[ends.indexOf(false)];
    expect(await loser?.page.getByRole("alert").first().innerText()).toMatch(
      /exit\.approved by senior:(anna|sam)/,
    );
    await soon(async () => {
      const entries = await desk.parts.archive.journal.timeline(leaving);
      const approved = entries.filter(
        ({ type, outcome }) => type === "exit.approved" && outcome === "accepted",
      );
      expect(approved).toHaveLength(1);
    });
    expect(seats.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it("R-DEC-3: a dossier that was compiled says what it said, whatever comes to be known", async () => {
    const { page, faults } = await desk.sit({ as: "senior:anna" });
    await page.goto(`clients/${known.leaving}/dossier`);
    const compiled = page.locator("main a", { hasText: "2026" }).first();
    await compiled.click();
    await page.getByText(t("dossier.sums")).waitFor();
    const frozen = async (): Promise<string> => (await page.locator("main code").first().innerText()).trim();
    const before = await frozen();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    await desk.parts.call("POST", "/facts/hours", "ops:olga", {
      ...{ client: known.leaving, role: "ops", minutes: 600, kind: "service", day: "2026-11-01" },
    });
    await page.reload();
    await page.getByText(t("dossier.sums")).waitFor();
    expect(await frozen()).toBe(before);
    await page.getByRole("link", { name: t("dossier.live") }).click();
    await expect.poll(frozen).not.toBe(before);
    expect(await axe(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

describe("a report", () => {
  it("R-REP-8: its table and its file have the same numbers", async () => {
    const { page, faults } = await desk.sit({ as: "manager:mia" });
    await page.goto("reports?name=flow");
    await page.locator("table tbody tr").first().waitFor();
    const cells = (await page.locator("table tbody td").allInnerTexts()).map((text) => text.trim());
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: t("common.csv") }).click(),
    ]);
    const [, ...lines] = await linesOf(download);
    const told = lines.flatMap((line) => line.split(","));
    const numbers = (of: readonly string[]) => of.filter((text) => /^\d+$/.test(text)).sort();
    expect(lines.length).toBeGreaterThan(0);
    expect(numbers(told)).toEqual(numbers(cells));
    expect(faults).toEqual([]);
  });
});
