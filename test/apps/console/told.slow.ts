// What our people are told leads, in a real browser, to where it is answered; and what could not be told is seen.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TellEnd } from "../../../archive/tellings.ts";
import { POLICIES, policyInForce, readPolicies } from "../../../services/policies.ts";
import { standings } from "../../../services/standing.ts";
import { type StaffTelling, type TellDestination, telling as tellingOf } from "../../../services/telling.ts";
import { TOLD_ROLES } from "../../../texts/tasks/write.ts";
import { axe } from "../../support/browser.ts";
import { type Desk, startDesk } from "../../support/console.ts";

let desk: Desk;
let telling: StaffTelling;
const told: string[] = [];

const place = (key: string, channel: TellDestination["channel"], end: TellEnd): TellDestination => ({
  ...{ key, channel, roles: TOLD_ROLES },
  async send({ text }) {
    told.push(text);
    return end;
  },
});

beforeAll(async () => {
  desk = await startDesk({ telling: { round: () => telling.round(), states: () => telling.states() } });
  const { archive, url } = desk.parts;
  const policies = await readPolicies(POLICIES);
  telling = tellingOf({
    ...{ archive, standings: standings(archive), locale: "en", clock: Date.now },
    policy: () => policyInForce(policies, Date.now()),
    destinations: [
      place("a", "mail", { state: "told", cause: null }),
      place("b", "slack", { state: "waiting", cause: "slack-404" }),
      place("c", "telegram", { state: "unknown", cause: "no-answer" }),
    ],
    consoleUrl: () => `${url}/console`,
  });
});
afterAll(() => desk?.stop());

/** The link under the line that has these words. */
const linkOf = (words: string): string => {
  const lines = (told[0] ?? "").split("\n");
  const at = lines.findIndex((line) => line.includes(words));
  return lines[at + 1] ?? "";
};

it("R-TSK-1: each link leads to where the thing is answered: the item in the inbox, an approval, the client", async () => {
  const client = await desk.opened();
  const happenedAt = "2026-11-01T09:00:00Z";
  await desk.signal(client, "ops:olga", "incident.reported", {
    ...{ incidentId: "i1", category: "insult", happenedAt, evidence: [] },
  });
  await desk.signal(client, "finance:fred", "finance.assessed", { revenue: 100, benefit: 0, cost: 130 });
  const ask = { requestId: "r1", ground: "unprofitable" };
  await desk.signal(client, "manager:max", "exit.requested", ask, "too dear");
  expect(await telling.round()).toBeGreaterThan(2);

  const manager = await desk.sit({ as: "manager:mia" });
  await manager.page.goto(linkOf("confirm or dismiss an incident"));
  await manager.page.getByRole("link", { name: "Confirm an incident" }).click();
  await expect
    .poll(() => new URL(manager.page.url()).pathname)
    .toContain(`/clients/${client}/do/incident.confirmed`);
  const senior = await desk.sit({ as: "senior:anna" });
  await senior.page.goto(linkOf("decide on a request to part"));
  await senior.page.getByRole("heading", { level: 1 }).getByText(client).waitFor();
  expect(new URL(senior.page.url()).pathname).toBe(`/console/approvals/${client}`);
  const legal = await desk.sit({ as: "legal:lena" });
  await legal.page.goto(linkOf("a clause covers a ground"));
  await legal.page.getByRole("heading", { name: client }).waitFor();
  for (const { faults } of [manager, senior, legal]) expect(faults).toEqual([]);
});

it.each(["en", "ru"] as const)(
  "R-TSK-1 R-COM-1: Health says what could not be told, and why (%s)",
  async (lang) => {
    for (const width of [320, 1280]) {
      const { page, faults } = await desk.sit({ as: "ops:olga", lang, size: { width, height: 900 } });
      await page.goto("health");
      const slack = page.getByRole("listitem").filter({ hasText: "Slack" });
      await slack.getByText(lang === "en" ? "not told yet, and tried again" : "ещё не сообщено").waitFor();
      expect(await slack.textContent()).toContain("slack-404");
      const telegram = page.getByRole("listitem").filter({ hasText: "Telegram" });
      expect(await telegram.textContent()).toContain(
        lang === "en" ? "perhaps not told" : "возможно, не сообщено",
      );
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      expect(faults).toEqual([]);
      await page.context().close();
    }
  },
);
