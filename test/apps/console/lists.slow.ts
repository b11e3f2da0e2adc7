// Lists say that they are cut, keep their places, and tell a failure from nothing.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axe } from "../../support/browser.ts";
import { type Desk, startDesk } from "../../support/console.ts";
import { handoverOf } from "../../support/handover.ts";
import { type Portfolio, portfolio } from "../../support/portfolio.ts";
import { soon } from "../../support/soon.ts";

let desk: Desk;
let known: Portfolio;
beforeAll(async () => {
  desk = await startDesk();
  known = await portfolio((method, path, as, body) => desk.parts.call(method, path, as, body));
});
afterAll(() => desk?.stop());

/** A client whose contract cannot be ended, restricted to post after two warnings. */
async function restricted(): Promise<string> {
  const client = await desk.opened();
  const until = (state: string) =>
    soon(async () => expect((await desk.parts.archive.relationships.get(client))?.state).toBe(state));
  for (const [incidentId, state] of [
    ["i1", "warnedOnce"],
    ["i2", "warnedTwice"],
    ["i3", null],
  ] as const) {
    const what = { incidentId, category: "insult", happenedAt: new Date().toISOString(), evidence: [] };
    await desk.signal(client, "ops:olga", "incident.reported", what);
    await desk.signal(
      client,
      "manager:mia",
      "incident.confirmed",
      { incidentId, explainedBy: null },
      "as reported",
    );
    if (state) await until(state);
  }
  const clause = { ground: "conduct", terminable: false, clauseRef: "s7", noticeDays: 0 };
  await desk.signal(client, "legal:leo", "clause.answered", clause);
  const sections = ["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"];
  const dossier = { dossierId: "d1", sections, hash: "0".repeat(64) };
  await desk.signal(client, "manager:mia", "dossier.compiled", dossier);
  await desk.signal(client, "manager:mia", "restriction.ordered", { channel: "post" }, "by the policy");
  await until("restricted");
  return client;
}

const broken = {
  status: 500,
  contentType: "application/problem+json",
  body: JSON.stringify({ type: "urn:tenure:problem:failed", title: "failed", status: 500, detail: "broken" }),
};
const FAILED = "It could not be loaded";

describe("what cannot be read", () => {
  it("R-HND-2: a handover and providers that cannot be read are not told as none", async () => {
    const { page, faults } = await desk.sit({ as: "manager:mia" });
    await page.goto(`clients/${known.warned}/handover`);
    await page.getByText("There is no handover").waitFor();
    await page.route("**/v1/clients/*/handover", (route) => route.fulfill(broken));
    await page.route("**/v1/clients/*/providers", (route) =>
      route.fulfill({ status: 200, body: "<h1>Hello</h1>" }),
    );
    await page.goto(`clients/${known.reported}/handover`);
    await page.getByText(FAILED).waitFor();
    await page.getByText("The engine does not answer").waitFor();
    expect(await page.getByText("There is no handover").count()).toBe(0);
    expect(await page.getByText("No provider was found").count()).toBe(0);
    // Solved, it is read: by whoever asks for it, or by itself when something happens meanwhile.
    await page.unrouteAll();
    const again = page.getByRole("button", { name: "Retry" });
    await expect
      .poll(async () => {
        if ((await again.count()) > 0)
          await again
            .first()
            .click({ timeout: 1_000 })
            .catch(() => {});
        return again.count();
      })
      .toBe(0);
    await page.getByText("There is no handover").waitFor();
    expect(faults).toEqual([]);
  });

  it("R-DEC-7: who restricted a client is read from the end, and what cannot be read is said", async () => {
    const client = await restricted();
    const { page, faults } = await desk.sit({ as: "manager:mia" });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto("restricted");
    const row = page.locator("tr", { hasText: client });
    await row.getByText("mia (manager)").waitFor();
    await row.getByText("not connected").waitFor();
    expect(await axe(page)).toEqual([]);
    const limits = asked.flatMap((url) =>
      url.includes("/timeline") ? Number(new URL(url).searchParams.get("limit")) : [],
    );
    expect(limits.length).toBeGreaterThan(0);
    expect(Math.max(...limits)).toBeLessThanOrEqual(50);
    await page.locator("body").press("j");
    expect(await page.locator("[data-row]:focus").count()).toBe(1);
    await page.route("**/v1/clients/*/timeline*", (route) => route.fulfill(broken));
    await page.route("**/v1/clients/*/channels", (route) => route.fulfill(broken));
    await page.goto("restricted");
    await expect.poll(() => row.getByText(FAILED).count(), { timeout: 10_000 }).toBe(3);
    expect(await row.getByText("not connected").count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it("R-ROL-4: a check that breaks off has not come to a result", async () => {
    const { page } = await desk.sit({ as: "auditor:ada" });
    await page.route("**/v1/audit/verify", (route) =>
      route.fulfill({
        status: 200,
        contentType: "application/x-ndjson",
        body: '{"progress":{"done":3,"of":9}}\n',
      }),
    );
    await page.goto("audit");
    await page.getByRole("button", { name: "Verify the journal" }).click();
    await page.getByText("The engine does not answer").waitFor();
    expect(await page.getByText("3 of 9").count()).toBe(0);
  });

  it("a screen whose script does not come says so, keeps to its place, and comes with the page anew", async () => {
    const { page } = await desk.sit({ as: "ops:olga" });
    await page.goto("inbox");
    const menu = page.getByRole("navigation", { name: "Menu" });
    await page.route("**/assets/clients-*.js", (route) => route.abort());
    await menu.getByRole("link", { name: "Clients" }).click();
    await page.getByRole("alert").filter({ hasText: "This screen broke" }).waitFor();
    await menu.getByRole("link", { name: "Inbox" }).click();
    await page.getByRole("heading", { name: "What now?" }).waitFor();
    await page.goBack();
    await page.getByText("This screen broke").waitFor();
    expect(await axe(page)).toEqual([]);
    await page.unrouteAll();
    await page.getByRole("button", { name: "Load the page again" }).click();
    await page.locator("[data-row]").first().waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("R-ROL-1: an engine that fails has not said that it knows nobody", async () => {
    const { page } = await desk.sit({ as: "ops:olga" });
    await page.route("**/v1/whoami", (route) => route.fulfill(broken));
    await page.goto("inbox");
    await page.getByText("The engine does not answer").waitFor();
    expect(await page.getByLabel("Name").count()).toBe(0);
    await page.unrouteAll();
    await page.getByRole("button", { name: "Retry" }).click();
    await page.getByText("You act as olga").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    // Names are read as the engine reads them.
    await page.getByLabel("Name").fill("olga.");
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByText("A name begins and ends").waitFor();
    await page.getByLabel("Name").fill("Olga@house");
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByText("You act as olga:house").waitFor();
  });
});

describe("the consent to a handover", () => {
  it("R-HND-3: nothing is handed over before the client agrees, and what they take back is taken back", async () => {
    const drive = handoverOf(desk.parts);
    const need = desk.parts.name();
    const offer = (id: string, price: number) => ({
      ...{ id, name: id, capabilities: [need], regions: ["berlin"], price, capacity: 5 },
      ...{ contact: "desk 4", verifiedAt: new Date().toISOString() },
    });
    const [first, next] = [`${need}-a`, `${need}-b`];
    await desk.parts.call("POST", "/providers", "ops:olga", [offer(first, 100), offer(next, 120)]);
    const client = await drive.parting(need);
    await drive.until(client, "offered");
    const entries = async (type: string) =>
      (await desk.parts.archive.journal.timeline(client)).filter((entry) => entry.type === type);
    const { page, faults } = await desk.sit({ as: "ops:olga" });
    const asked: (string | undefined)[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith(`/clients/${client}/events`)) asked.push(request.headers()["if-match"]);
    });
    await page.goto("offboarding");
    const card = page.locator("section.card", { has: page.getByRole("link", { name: client }) });
    await card.getByText("What the client agreed to").click();
    await card.getByText("The client has agreed to nothing: nothing is handed over.").waitFor();
    expect((await drive.look(client)).body.packages).toEqual([]);
    // Nothing is ticked beforehand, and nothing can be of a provider who was not offered.
    expect(await card.getByRole("checkbox", { checked: true }).count()).toBe(0);
    expect(await card.getByRole("checkbox").count()).toBe(7);
    expect(await card.getByText("not asked").count()).toBe(7);
    expect(await card.getByRole("button", { name: /agrees to/ }).count()).toBe(0);
    await card.getByLabel(`Contact details to ${first}`).check();
    await card.getByLabel(`Open matters to ${first}`).check();
    expect(await axe(page)).toEqual([]);
    await card.getByRole("button", { name: "The client agrees to 2 items" }).dblclick();
    await card.getByText(/Recorded as entry/).waitFor();
    const [given, ...more] = await entries("consent.given");
    expect(more).toEqual([]);
    expect(given).toMatchObject({
      actor: { id: "olga", role: "ops" },
      data: { providerId: first, items: ["contact", "matters"] },
    });
    expect(asked).toEqual([`"${Number(given?.seq) - 1}"`]);
    await drive.signal(client, "ops:olga", "provider.accepted", { providerId: first });
    await drive.until(client, "exporting", "package");
    await card.getByText("data go over").waitFor();

    // Whoever does not speak for clients looks only.
    const mia = await desk.sit({ as: "manager:mia", lang: "ru", size: { width: 390, height: 800 } });
    await mia.page.goto(`clients/${client}/handover`);
    await mia.page.getByText("согласие есть").first().waitFor();
    expect(await mia.page.locator("main").getByRole("checkbox").count()).toBe(0);
    expect(await axe(mia.page)).toEqual([]);

    await card.getByLabel(`Contact details to ${first}`).uncheck();
    await card.getByRole("button", { name: "The client takes 1 item back" }).click();
    await soon(async () => expect((await drive.look(client)).body.items).toEqual(["matters"]));
    // The page has heard of it: what was never agreed to says so too.
    await card.getByRole("row", { name: "Contact details" }).getByText("not agreed").waitFor();
    await card.getByRole("button", { name: "Untick everything" }).click();
    await card.getByRole("button", { name: "The client takes 1 item back" }).click();
    await card.getByText("The client took the consent back. The parting goes on without it.").waitFor();
    expect((await entries("consent.revoked")).map(({ data }) => data)).toEqual([
      { providerId: first, items: ["contact"] },
      { providerId: first },
    ]);
    const { packages } = (await drive.look(client)).body;
    expect(packages.filter((one: { providerId: string | null }) => one.providerId === first)).not.toEqual([]);
    await soon(async () => {
      const { packages: now } = (await drive.look(client)).body;
      expect(now.filter((one: { providerId: string | null }) => one.providerId === first)).toSatisfy(
        (all: { revoked: boolean }[]) => all.every(({ revoked }) => revoked),
      );
    });
    expect([...faults, ...mia.faults]).toEqual([]);
  });
});

describe("lists", () => {
  it("R-TSK-1: a list that is cut says how much of what is shown, and shows more", async () => {
    const { page, faults } = await desk.sit({ as: "manager:mia" });
    await page.goto("inbox?shown=1");
    await page.getByText(/The first 1 of \d+ are shown/).waitFor();
    expect(await page.locator("[data-row]").count()).toBe(1);
    await page.getByRole("button", { name: "Show more" }).click();
    await expect.poll(() => page.locator("[data-row]").count()).toBeGreaterThan(1);
    expect(new URL(page.url()).searchParams.get("shown")).toBe("201");
    await page.goto("notices?shown=1");
    await page.getByText("The first 1 are shown; there may be more").waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await expect.poll(() => page.locator("[data-row]").count()).toBeGreaterThan(1);
    expect(await page.getByText(/ new · Show/).count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it("R-TSK-1: a task of another role that an address names is shown, with whose it is", async () => {
    const { page } = await desk.sit({ as: "ops:olga" });
    await page.goto(`inbox?task=${encodeURIComponent(known.task)}`);
    await page.getByText("This is for the role “manager”").waitFor();
    expect(await page.getByRole("button", { name: "Take it" }).count()).toBe(0);
    await page.goto("inbox?task=c-none%2F1%2F0");
    await page.getByText("There is no such thing").waitFor();
  });

  it("R-TSK-1: rows keep their places in every list, and j moves between them", async () => {
    const { page, faults } = await desk.sit({ as: "senior:anna" });
    const waits = async (path: string, make: () => Promise<unknown>) => {
      await page.goto(path);
      await page.locator("[data-row]").first().waitFor();
      const before = await page.locator("[data-row]").allTextContents();
      await make();
      await page.getByRole("button", { name: /new · Show/ }).waitFor();
      expect(await page.locator("[data-row]").allTextContents()).toEqual(before);
      await page.locator("body").press("j");
      expect(await page.locator("[data-row]:focus").count()).toBe(1);
      await page
        .getByRole("button", { name: /new · Show/ })
        .first()
        .click();
      await expect.poll(() => page.locator("[data-row]").count()).toBeGreaterThan(before.length);
    };
    await waits("clients", () => desk.opened());
    await waits("approvals", () =>
      portfolio((method, path, as, body) => desk.parts.call(method, path, as, body)),
    );
    expect(faults).toEqual([]);
  });
});

describe("addresses and keys", () => {
  it("R-ARC-1: arrows move the caret where somebody writes, and not the timeline", async () => {
    const { page } = await desk.sit({ as: "ops:olga" });
    await page.goto(`clients/${known.warned}/timeline`);
    const status = page.getByRole("region", { name: "Entry" }).getByRole("status");
    await status.waitFor();
    const before = await status.textContent();
    const search = page.getByRole("searchbox", { name: "Find a client by its id" });
    await search.fill("maple");
    await search.press("ArrowLeft");
    await search.press("Home");
    await search.pressSequentially("x");
    expect(await search.inputValue()).toBe("xmaple");
    expect(await status.textContent()).toBe(before);
  });

  it("R-ARC-1: a moment of the past is not read again when something happens", async () => {
    const client = await desk.opened();
    const { page } = await desk.sit({ as: "ops:olga" });
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/timeline?")) asked += 1;
    });
    await page.goto(`clients/${client}/timeline?at=1`);
    const status = page.getByRole("region", { name: "Entry" }).getByRole("status");
    await status.waitFor();
    await page.getByText("● Live").waitFor();
    await page.waitForTimeout(1_000);
    const before = asked;
    const view = page.waitForResponse((response) => response.url().endsWith(`/clients/${client}`));
    await desk.signal(client, "ops:olga", "message.sent", { messageId: "m1", channel: "email", auto: false });
    await view;
    await page.waitForTimeout(500);
    expect(asked).toBe(before);
    await page.goto(`clients/${client}/timeline`);
    await page.locator("[data-seq='2']").waitFor();
  });

  it("R-ROL-1: an address that is not well formed leads to nothing, and breaks nothing", async () => {
    const { page, faults } = await desk.sit({ as: "ops:olga" });
    await page.goto("inbox");
    await page.getByRole("heading", { name: "What now?" }).waitFor();
    const to = (path: string) =>
      page.evaluate(
        `history.pushState(null, "", ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent("popstate"))`,
      );
    await to("/console/clients/%E0%A4%A");
    await page.getByRole("alert").waitFor();
    await to("/console/%E0%A4%A");
    await page.getByRole("heading", { name: "There is no such thing" }).waitFor();
    await page.getByRole("link", { name: "Inbox" }).click();
    await page.getByRole("heading", { name: "What now?" }).waitFor();
    expect(faults).toEqual([]);
  });
});
