// What is sent, in whose name, and how often: forms with lost answers, two tabs, two tasks.
import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, startDesk } from "../../support/console.ts";
import { portfolio } from "../../support/portfolio.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk?.stop());

const incident = (incidentId: string) => ({
  incidentId,
  category: "insult",
  happenedAt: "2026-11-22T04:00:00Z",
  evidence: [],
});
const ofType = async (client: string, type: string) =>
  (await desk.parts.archive.journal.timeline(client)).filter((entry) => entry.type === type);

/** Signs in as somebody else, in the same tab. */
async function become(page: Page, role: string, name: string): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Role").selectOption(role);
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Enter" }).click();
}

const problem = (status: number, kind: string, more: object = {}) => ({
  status,
  contentType: "application/problem+json",
  body: JSON.stringify({ type: `urn:tenure:problem:${kind}`, title: kind, status, detail: kind, ...more }),
});
/** The engine takes it, and its answer is lost on the way. */
const lost = async (route: Route) => {
  await route.fetch();
  await route.abort();
};

describe("forms", () => {
  it("R-LIF-1: a second task has a form of its own, and so has a second person", async () => {
    const client = await desk.opened();
    for (const id of ["i1", "i2"]) await desk.signal(client, "ops:olga", "incident.reported", incident(id));
    const { page, faults } = await desk.sit({ as: "manager:max" });
    const form = (id: string) => `clients/${client}/do/incident.confirmed?about=${id}`;
    const values = async () => {
      await page.locator("#field-incidentId").waitFor();
      return [
        await page.locator("#field-incidentId").inputValue(),
        await page.locator("#field-reason").inputValue(),
      ];
    };
    await page.goto(form("i1"));
    expect(await values()).toEqual(["i1", ""]);
    // Looked at and not touched, it leaves nothing behind.
    await page.goto(form("i2"));
    expect(await values()).toEqual(["i2", ""]);
    expect(
      await page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('tenure'))"),
    ).toEqual([]);
    await page.goto(form("i1"));
    await page.locator("#field-reason").fill("of the first");
    await page.goto(form("i2"));
    expect(await values()).toEqual(["i2", ""]);
    expect(await page.getByText("What you filled in before").count()).toBe(0);
    await page.goto(form("i1"));
    await page.getByText("What you filled in before").waitFor();
    expect(await values()).toEqual(["i1", "of the first"]);
    await become(page, "manager", "mia");
    expect(await values()).toEqual(["i1", ""]);
    await become(page, "manager", "max");
    expect(await values()).toEqual(["i1", "of the first"]);
    await page.getByRole("button", { name: "Begin anew" }).click();
    expect(await values()).toEqual(["i1", ""]);
    await page.locator("#field-reason").fill("of the first, anew");
    await page.getByRole("button", { name: "Show what will happen" }).click();
    await page.getByRole("button", { name: /^Record/ }).click();
    await page.getByText("Recorded as entry").waitFor();
    expect(
      await page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('tenure'))"),
    ).toEqual([]);
    const [confirmed] = await ofType(client, "incident.confirmed");
    expect(confirmed?.data).toMatchObject({ incidentId: "i1" });
    expect(faults).toEqual([]);
  });

  it("R-LIF-0: an answer that is lost, and then a no to the retry: one event, one entry", async () => {
    const client = await desk.opened();
    const { page } = await desk.sit({ as: "ops:olga" });
    await page.goto(`clients/${client}/do/feedback.received`);
    await page.locator("#field-ref").fill("f1");
    await page.locator("#field-good").selectOption("yes");
    await page.getByRole("button", { name: "Show what will happen" }).click();
    await page.getByText("The rules allow it").waitFor();
    const answers = [
      lost,
      (route: Route) => route.fulfill(problem(403, "role")),
      (route: Route) => route.fulfill({ status: 502, body: "<h1>Bad gateway</h1>" }),
    ];
    await page.route("**/v1/clients/*/events", (route) =>
      (answers.shift() ?? ((one) => one.continue()))(route),
    );
    await page.getByRole("button", { name: /^Record/ }).click();
    await page.getByText("Not known yet").waitFor();
    // It outlives a reload.
    await page.reload();
    await page.getByText("Not known yet").waitFor();
    await page.getByRole("button", { name: "Retry", exact: true }).click();
    await page.getByText("This is not for your role").waitFor();
    await page.getByText("Not known yet").waitFor();
    await page.getByRole("button", { name: "Retry", exact: true }).click();
    await page.getByText("This is not for your role").waitFor({ state: "detached" });
    await page.getByText("Not known yet").waitFor();
    expect(await page.getByText("It was not done").count()).toBe(0);
    await page.getByRole("button", { name: "Retry", exact: true }).click();
    await page.getByText(/It was recorded before|Recorded as entry/).waitFor();
    expect(await ofType(client, "feedback.received")).toHaveLength(1);
  });

  it("R-LIF-0: what was changed while it was looked at is looked at again", async () => {
    const client = await desk.opened();
    const { page } = await desk.sit({ as: "ops:olga" });
    await page.goto(`clients/${client}/do/feedback.received`);
    await page.locator("#field-ref").fill("f1");
    await page.locator("#field-good").selectOption("yes");
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/explain", async (route) => {
      await held;
      await route.continue();
    });
    const looked = page.waitForResponse((response) => response.url().endsWith("/explain"));
    await page.getByRole("button", { name: "Show what will happen" }).click();
    await page.locator("#field-good").selectOption("no");
    answer();
    await looked;
    await page.waitForTimeout(500);
    expect(await page.getByRole("button", { name: /^Record/ }).count()).toBe(0);
    expect(await page.getByText("The rules allow it").count()).toBe(0);
  });

  it("R-LIF-27: a moment is read by the clock that times are shown by, and is kept in the draft", async () => {
    const client = await desk.opened();
    const { page } = await desk.sit({ as: "ops:olga" });
    await page.goto(`clients/${client}/do/feedback.received`);
    const occurred = page.locator("#field-occurredAt");
    await occurred.fill("2026-11-22T05:00");
    await page.getByLabel("Times").selectOption("utc");
    // The browser is in Berlin: the same moment, written in UTC.
    await expect.poll(() => occurred.inputValue()).toBe("2026-11-22T04:00");
    await occurred.fill("2026-11-22T03:30");
    await page.reload();
    await expect.poll(() => occurred.inputValue()).toBe("2026-11-22T03:30");
    await page.locator("#field-ref").fill("f1");
    await page.locator("#field-good").selectOption("yes");
    const looked = page.waitForRequest((request) => request.url().endsWith("/explain"));
    await page.getByRole("button", { name: "Show what will happen" }).click();
    expect((await looked).postDataJSON()).toMatchObject({ occurredAt: "2026-11-22T03:30:00.000Z" });
    await page.getByRole("button", { name: /^Record/ }).click();
    await page.getByText("Recorded as entry").waitFor();
    const [entry] = await ofType(client, "feedback.received");
    expect(entry?.occurredAt).toBe("2026-11-22T03:30:00.000Z");
  });
});

describe("two people at one browser", () => {
  it("R-ROL-1: a tab that shows Anna never acts as Boris, who signed in in another one", async () => {
    const client = await desk.opened();
    const { page } = await desk.sit({ as: "ops:anna" });
    await page.goto(`clients/${client}/do/feedback.received`);
    await page.locator("#field-ref").fill("f1");
    await page.locator("#field-good").selectOption("yes");
    await page.getByRole("button", { name: "Show what will happen" }).click();
    await page.getByText("The rules allow it").waitFor();
    // What the browser keeps is another one's by now, and this tab has not heard of it.
    await page.evaluate("localStorage.setItem('tenure.actor', 'ops:boris')");
    await page.getByRole("button", { name: /^Record/ }).click();
    await page.getByText("Recorded as entry").waitFor();
    expect((await ofType(client, "feedback.received")).map(({ actor }) => actor.id)).toEqual(["anna"]);
    const other = await page.context().newPage();
    await other.goto("inbox");
    await other.evaluate("localStorage.setItem('tenure.actor', 'ops:bob')");
    await page.getByText("Nothing more is done here as ops:anna").waitFor();
    await page.getByRole("button", { name: "Go on as ops:bob" }).click();
    await page.getByText("You act as bob").waitFor();
    // Whoever signs out and in is followed, with a page that has nothing of the one before.
    await become(other, "ops", "boris");
    await page.getByText("You act as boris").waitFor();
  });

  it("R-ROL-2: what one person has read is not there for the next one", async () => {
    const { leaving } = await portfolio((method, path, as, body) => desk.parts.call(method, path, as, body));
    const { page } = await desk.sit({ as: "senior:anna" });
    await page.goto(`clients/${leaving}/dossier`);
    await page.getByText("Sums", { exact: true }).waitFor();
    await become(page, "ops", "olga");
    await page.getByText("You act as olga").waitFor();
    await page.locator("main .tabs").waitFor();
    await page.getByText("This is not for your role").waitFor();
    expect(await page.getByText("Sums", { exact: true }).count()).toBe(0);
  });
});

describe("what rests on a dossier", () => {
  it("R-LIF-3: no way leads past the reading, and what has moved since is not approved", async () => {
    const { leaving } = await portfolio((method, path, as, body) => desk.parts.call(method, path, as, body));
    const { page, faults } = await desk.sit({ as: "senior:anna" });
    const approve = page.getByRole("link", { name: "Approve …" });
    // By address, by the client's page, by a key of the inbox.
    await page.goto(`clients/${leaving}/do/exit.approved?about=r1&dossier=${"0".repeat(64)}`);
    await page.waitForURL(`**/approvals/${leaving}`);
    await page.goto(`clients/${leaving}`);
    await page.locator(".actions a, aside a", { hasText: "Approve the exit" }).first().click();
    await page.waitForURL(`**/approvals/${leaving}`);
    await page.goto("inbox");
    await page.locator("[data-row]", { hasText: leaving }).first().click();
    await page.locator("section.card", { hasText: leaving }).waitFor();
    await page.keyboard.press("e");
    await page.waitForURL(`**/approvals/${leaving}`);
    // Asked for and not drawn yet, it is not read.
    let draw = () => {};
    const held = new Promise<void>((resolve) => {
      draw = resolve;
    });
    await page.route("**/v1/clients/*/dossiers/*", async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole("button", { name: "Open the dossier" }).click();
    await page.waitForTimeout(500);
    expect(await approve.count()).toBe(0);
    draw();
    await page.getByText("You opened the dossier").waitFor();
    await approve.click();
    await page.locator("#field-reason").fill("the sums say so");
    await page.getByRole("button", { name: "Show what will happen" }).click();
    await page.getByText("The rules allow it").waitFor();
    const drafts = await page.evaluate("JSON.stringify({ ...sessionStorage })");
    expect(drafts).toContain("the sums say so");
    expect(drafts).not.toMatch(/[0-9a-f]{64}/);
    await desk.signal(leaving, "ops:olga", "message.sent", {
      messageId: "late",
      channel: "email",
      auto: false,
    });
    await page.getByRole("button", { name: /^Record/ }).click();
    await page.getByText("Something else was recorded meanwhile").waitFor();
    expect(await ofType(leaving, "exit.approved")).toEqual([]);
    await page.getByRole("link", { name: "Look again" }).click();
    // Opened before the page has heard of the entry, it says that the dossier may have changed, and is opened once more.
    const open = page.getByRole("button", { name: /^(Open the dossier|Look again)$/ });
    await expect
      .poll(async () => {
        if ((await open.count()) > 0) await open.click();
        return approve.count();
      })
      .toBe(1);
    await approve.click();
    await page.getByRole("button", { name: "Show what will happen" }).click();
    await page.getByRole("button", { name: /^Record/ }).click();
    await page.getByText("Recorded as entry").waitFor();
    const [approval] = await ofType(leaving, "exit.approved");
    const [compiled] = await ofType(leaving, "dossier.compiled");
    const { hash } = (compiled ?? { data: {} }).data as { readonly hash: string };
    expect(approval).toMatchObject({ actor: { id: "anna" }, data: { openedDossierHash: hash } });
    expect(faults).toEqual([]);
  });
});

describe("what is kept and not judged yet", () => {
  it("R-LIF-0: an erasure and an event that wait are not told as done", async () => {
    const client = await desk.opened();
    const { page } = await desk.sit({ as: "compliance:cleo" });
    await page.goto(`erasure?client=${client}`);
    await page.getByLabel("Type the client’s id once more").fill(client);
    await page.getByLabel("Reason").fill("asked by letter");
    await desk.parts.stopWorker();
    await page.getByRole("button", { name: "Erase", exact: true }).click();
    await page.getByText("Recorded, not yet judged").waitFor({ timeout: 30_000 });
    expect(await page.getByText("Erased at").count()).toBe(0);
    await desk.parts.startWorker();
    await page.getByRole("button", { name: "Ask what became of it" }).click();
    await page.getByText("Erased at").waitFor();
    expect(await ofType(client, "erasure.ordered")).toHaveLength(1);
  });
});
