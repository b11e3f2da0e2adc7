// Every screen of the console, in each language and on a phone; an approval that comes after reading; and an engine that
// goes and comes back. On the real engine.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axe, cutIn, shiftsOf } from "../../support/browser.ts";
import { type Desk, startDesk } from "../../support/console.ts";
import { type Lang, wordsIn } from "../../support/consoleWords.ts";
import { mouse } from "../../support/hands.ts";
import { portfolio } from "../../support/portfolio.ts";
import { deskOf } from "./work.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  await portfolio((method, path, as, body) => desk.parts.call(method, path, as, body));
}, 120_000);
afterAll(() => desk?.stop());

const LANGS: readonly Lang[] = ["en", "ru"];

describe.each(LANGS)("the console, in %s", (lang) => {
  const words = wordsIn(lang);
  const { t } = words;
  const scheme = lang === "en" ? "light" : "dark";

  it("R-LIF-3: a senior reads the dossier and approves; the approval carries its checksum", async () => {
    const { leaving } = await portfolio((method, path, as, body) => desk.parts.call(method, path, as, body));
    // Whoever asked cannot decide: no button, and the API refuses.
    const max = await desk.sit({ as: "manager:max", lang, scheme });
    await max.page.goto(`approvals/${leaving}`);
    await max.page.getByText(t("approvals.yours")).waitFor();
    expect(await max.page.getByRole("button", { name: t("approvals.approve") }).count()).toBe(0);

    const { page, faults } = await desk.sit({ as: "senior:anna", lang, scheme });
    await page.goto("approvals");
    await page.locator(".row", { hasText: leaving }).getByRole("link").click();
    // The button takes no click before the dossier is open.
    await page.getByRole("button", { name: t("approvals.approve") }).click({ force: true });
    expect(new URL(page.url()).pathname).toContain("/approvals/");
    await page.getByRole("button", { name: t("approvals.open") }).click();
    await page.getByText(t("dossier.sums")).waitFor();
    expect(await axe(page)).toEqual([]);
    // Something happens meanwhile: it has to be looked at again.
    await desk.signal(leaving, "ops:olga", "message.sent", {
      messageId: `late-${lang}`,
      channel: "email",
      auto: false,
    });
    await page.getByText(t("approvals.changed")).waitFor();
    await page.getByRole("button", { name: t("approvals.again") }).click();
    await page.getByRole("link", { name: t("approvals.approve") }).click();
    await deskOf(page, mouse, words).record(async () => {
      await page.getByLabel(t("common.reason")).fill("the sums say so");
    });
    const entries = await desk.parts.archive.journal.timeline(leaving);
    const approval = entries.findLast(({ type }) => type === "exit.approved");
    const compiled = entries.findLast(({ type }) => type === "dossier.compiled");
    expect(approval).toMatchObject({ outcome: "accepted", actor: { id: "anna", role: "senior" } });
    const { hash } = (compiled ?? { data: {} }).data as { readonly hash: string };
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(approval?.data).toMatchObject({ requestId: "r1", openedDossierHash: hash });
    await page.getByRole("link", { name: t("nav.offboarding") }).click();
    await page.getByRole("link", { name: leaving }).waitFor();
    expect(await axe(page)).toEqual([]);
    expect([...faults, ...max.faults]).toEqual([]);
  });

  it.each([
    "inbox",
    "clients",
    "open",
    "approvals",
    "restricted",
    "offboarding",
    "notices",
    "mine",
    "deputies",
    "reports?name=flow",
    "machine",
    "policy",
    "audit",
    "reads",
    "people?all=true",
    "erasure",
    "health",
  ])(
    "R-COM-1: %s has nothing that axe finds, nothing wider than a phone, and does not jump",
    async (path) => {
      for (const size of [
        { width: 320, height: 720 },
        { width: 1280, height: 900 },
      ]) {
        const { page, faults } = await desk.sit({ as: "compliance:cleo", lang, scheme, size });
        const shifted = await shiftsOf(page);
        await page.goto(path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.locator("main .mantine-Skeleton-root").first().waitFor({ state: "detached" });
        expect(await axe(page)).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(
          0,
        );
        // Words of buttons and badges are whole, in the longer language too.
        expect(await cutIn(page)).toEqual([]);
        expect(await shifted()).toBeLessThanOrEqual(0.02);
        expect(faults).toEqual([]);
        await page.context().close();
      }
    },
  );
});

describe("the console by keyboard alone, and when the engine goes", () => {
  it("R-TSK-1: an incident is confirmed without a mouse", async () => {
    const client = await desk.opened();
    await desk.signal(client, "ops:olga", "incident.reported", {
      incidentId: "i1",
      category: "insult",
      happenedAt: "2026-11-22T04:00:00Z",
      evidence: [],
    });
    const { page, faults } = await desk.sit({ as: "manager:mia" });
    await page.goto("inbox");
    await page.locator("[data-row]", { hasText: client }).waitFor();
    // Down the list to the task, then to its form.
    for (let tries = 0; tries < 40; tries += 1) {
      await page.keyboard.press("j");
      const title = page.locator("section.card a", { hasText: client });
      if ((await title.count()) > 0) break;
    }
    await page.keyboard.press("c");
    await page.getByRole("button", { name: "Give back" }).waitFor();
    await page.keyboard.press("e");
    await page.getByRole("heading", { name: "Confirm an incident" }).waitFor();
    const tabTo = async (id: string) => {
      for (let tries = 0; tries < 60; tries += 1) {
        await page.keyboard.press("Tab");
        if ((await page.locator(`${id}:focus`).count()) > 0) return;
      }
      throw new Error(`Tab does not reach ${id}`);
    };
    await tabTo("#field-reason");
    await page.keyboard.type("insulted Bob");
    await tabTo("form button[type=submit]");
    await page.keyboard.press("Enter");
    await page.getByText("The rules allow it").waitFor();
    await tabTo("form button[type=submit]");
    await page.keyboard.press("Enter");
    await page.getByText("Recorded as entry").waitFor();
    expect(faults).toEqual([]);
  });

  it("R-LIF-0: the engine goes and comes back: the page says so, recovers, and nothing is there twice", async () => {
    const client = await desk.opened();
    const { page } = await desk.sit({ as: "ops:olga" });
    await page.goto(`clients/${client}/do/vip.removed`);
    await page.goto(`clients/${client}/do/feedback.received`);
    await page.locator("#field-ref").fill("f1");
    await page.locator("#field-good").selectOption("yes");
    await page.getByRole("button", { name: "Show what will happen" }).click();
    await page.getByText("The rules allow it").waitFor();
    await desk.parts.stopApi();
    await page.getByText(/Not live since/).waitFor({ timeout: 20_000 });
    await page.locator("form button[type=submit]").click();
    await page.getByText("Not known yet").waitFor({ timeout: 30_000 });
    await desk.parts.startApi();
    await page.getByText("● Live").waitFor({ timeout: 20_000 });
    await page.getByRole("button", { name: "Retry" }).last().click();
    await page.getByText("Recorded as entry").waitFor();
    const entries = await desk.parts.archive.journal.timeline(client);
    expect(entries.filter(({ type }) => type === "feedback.received")).toHaveLength(1);
  });
});
