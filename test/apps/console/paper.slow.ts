// What addresses and paper show of a screen.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POLICIES, policyInForce, policyValues, readPolicies } from "../../../services/policies.ts";
import { axe } from "../../support/browser.ts";
import { type Desk, startDesk } from "../../support/console.ts";
import { type Portfolio, portfolio } from "../../support/portfolio.ts";

let desk: Desk;
let known: Portfolio;
beforeAll(async () => {
  desk = await startDesk();
  known = await portfolio((method, path, as, body) => desk.parts.call(method, path, as, body));
});
afterAll(() => desk?.stop());

describe("paper and addresses", () => {
  it("R-COM-1: a client is printed black on white, unfolded, with who, as of when, and by which policy", async () => {
    const { page, faults } = await desk.sit({ as: "manager:mia", scheme: "dark" });
    await page.goto(`clients/${known.warned}`);
    const folded = page.locator("details .findings").first();
    await folded.waitFor({ state: "attached" });
    expect(await folded.isVisible()).toBe(false);
    const foot = page.locator(".foot");
    expect(await foot.isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    await expect.poll(() => folded.isVisible()).toBe(true);
    const { policy } = (await desk.parts.call("GET", `/clients/${known.warned}`, "manager:mia")).body;
    await expect.poll(() => foot.textContent()).toContain(`policy ${policy}`);
    expect(await foot.textContent()).toMatch(new RegExp(`^${known.warned} · as of .*2026.* · entry \\d+`));
    expect(await foot.isVisible()).toBe(true);
    const odd = await page.evaluate(`[...document.querySelectorAll("body, main, main *")].filter((one) => {
      const { color, backgroundColor } = getComputedStyle(one);
      return one.checkVisibility() && (color !== "rgb(0, 0, 0)" || backgroundColor !== "rgb(255, 255, 255)");
    }).map((one) => one.outerHTML.slice(0, 80))`);
    expect(odd).toEqual([]);
    expect(await page.locator("nav:visible, button:visible, .mantine-Button-root:visible").count()).toBe(0);
    // On each of its pages.
    const bytes = await page.pdf({ format: "A5" });
    expect(bytes.length).toBeGreaterThan(10_000);
    expect(faults).toEqual([]);
  });

  it("R-POL-1: the policy's page shows every value of its file with rule and version, on paper too", async () => {
    const policies = await readPolicies(POLICIES);
    const inForce = policyInForce(policies, Date.now());
    const { page, faults } = await desk.sit({ as: "ops:olga" });
    await page.goto(`clients/${known.warned}`);
    await page.getByRole("link", { name: inForce.version, exact: true }).click();
    await page.getByRole("heading", { name: "The policy" }).waitFor();
    const published = page.getByRole("link", { name: "What clients read of it" });
    expect(await published.getAttribute("href")).toBe(`/policy/${inForce.version}/en`);
    const value = (path: string) => page.locator(`[data-path="${path}"]`);
    await value("conduct.warnings").waitFor();
    const shown = await page
      .locator("[data-path]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-path")));
    expect(shown).toEqual(policyValues(policies, inForce).map(({ path }) => path));
    const { conduct, value: worth } = inForce;
    const coolOff = await page.locator("tbody tr", { has: value("conduct.warnedCoolOffDays") }).innerText();
    for (const told of [
      "expires",
      `${conduct.warnedCoolOffDays} days`,
      "R-LIF-9",
      "Nov 1, 2026",
      "version 2026-11",
    ])
      expect(coolOff).toContain(told);
    expect(await value("value.highPct").textContent()).toBe(`${worth.highPct}\u00a0%`);
    expect(await value("value.rates.EUR.ops").textContent()).toBe("ops: €30.00");
    expect(await value("discounts.cheaper.verdict").textContent()).toContain("cheaper offer shown");
    expect(await axe(page)).toEqual([]);
    await page.emulateMedia({ media: "print" });
    await value("tasks.dueDays").waitFor();
    expect(await page.locator("nav:visible, button:visible").count()).toBe(0);
    await page.goto("policy?version=none");
    await page.getByText("There is no version none").waitFor();
    expect(faults).toEqual([]);
  });

  it.each([
    ["clients?state=active&text=", "manager:mia"],
    ["clients?text=maple", "manager:mia"],
    ["notices?status=captured&shown=2", "ops:olga"],
    ["inbox?view=unclaimed&shown=1", "manager:mia"],
    ["reports?name=flow&since=2026-01-01", "manager:mia"],
  ])("R-TSK-1: the address %s shows somebody else the same rows", async (path, as) => {
    const rows = async () => {
      const { page } = await desk.sit({ as });
      await page.goto(path);
      await page.locator("[data-row], table tbody tr").first().waitFor();
      return { rows: await page.locator("[data-row], table tbody tr").allTextContents(), at: page.url() };
    };
    const [one, other] = [await rows(), await rows()];
    expect(one.rows.length).toBeGreaterThan(0);
    expect(other).toEqual(one);
  });
});
