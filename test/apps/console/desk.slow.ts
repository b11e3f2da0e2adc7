import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCESS, isPublic, type Route, SCOPES } from "../../../services/access.ts";
import { axe } from "../../support/browser.ts";
import { type Desk, startDesk } from "../../support/console.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk?.stop());

const incident = {
  incidentId: "i1",
  category: "insult",
  happenedAt: "2026-11-22T04:00:00Z",
  evidence: [],
};

describe("the console", () => {
  it("R-ROL-1: whoever comes says who acts, and says it in Russian too", async () => {
    const { page, faults } = await desk.sit({ lang: "ru" });
    await page.goto("clients?state=active");
    await page.getByLabel("Роль").selectOption("manager");
    await page.getByLabel("Имя").fill("bad name");
    await page.getByRole("button", { name: "Войти" }).click();
    await page.getByText("Имя начинается с буквы").waitFor();
    await page.getByLabel("Имя").fill("max");
    await page.getByRole("button", { name: "Войти" }).click();
    await page.getByRole("heading", { name: "Клиенты" }).waitFor();
    // The address that was asked for is the one that opens.
    expect(new URL(page.url()).search).toBe("?state=active");
    expect(await axe(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("R-LIF-0: an incident is reported, seen by another, and confirmed after a look at what follows", async () => {
    const client = await desk.opened();
    const ops = await desk.sit({ as: "ops:olga" });
    await ops.page.goto(`clients/${client}`);
    await ops.page.getByRole("link", { name: "Report an incident" }).click();
    // What is missing is said by a summary that leads to each field.
    await ops.page.getByRole("button", { name: "Show what will happen" }).click();
    await ops.page.getByRole("link", { name: /What kind of conduct: Fill this in/ }).click();
    await ops.page.getByLabel("What kind of conduct").selectOption("insult");
    await ops.page.getByLabel("When it happened", { exact: false }).first().fill("2026-11-22T05:00");
    await ops.page.getByRole("button", { name: "Show what will happen" }).click();
    await ops.page.getByText("The rules allow it").waitFor();
    expect(await axe(ops.page)).toEqual([]);
    await ops.page.getByRole("button", { name: "Record: Report an incident" }).dblclick();
    await ops.page.getByText("Recorded as entry 2").waitFor();
    const entries = await desk.parts.archive.journal.timeline(client);
    expect(entries.map(({ type }) => type)).toEqual(["relationship.opened", "incident.reported"]);
    expect(ops.faults).toEqual([]);
  });

  it("R-LIF-1: who reported may not confirm: the page says so beforehand, and another person can", async () => {
    const client = await desk.opened();
    await desk.signal(client, "manager:max", "incident.reported", incident);
    const max = await desk.sit({ as: "manager:max" });
    await max.page.goto(`clients/${client}/do/incident.confirmed?about=i1`);
    expect(await max.page.getByLabel("Incident", { exact: false }).first().inputValue()).toBe("i1");
    await max.page.getByLabel("Reason").fill("insulted Bob in mail 4711");
    await max.page.getByRole("button", { name: "Show what will happen" }).click();
    await max.page.getByText("A second person has to do it").waitFor();
    await max.page.getByRole("button", { name: /^Record/ }).click();
    await max.page.getByText("It waits for a second person. Nothing changed").waitFor();
    // What was filled in stays.
    expect(await max.page.getByLabel("Reason").inputValue()).toBe("insulted Bob in mail 4711");

    const mia = await desk.sit({ as: "manager:mia", lang: "ru", scheme: "dark" });
    await mia.page.goto(`clients/${client}/do/incident.confirmed?about=i1`);
    await mia.page.getByLabel("Причина").fill("оскорбил Боба");
    await mia.page.getByRole("button", { name: "Показать, что будет" }).click();
    await mia.page.getByText("Что получит клиент").waitFor();
    expect(await axe(mia.page)).toEqual([]);
    await mia.page.getByRole("button", { name: /^Записать/ }).click();
    await mia.page.getByText("Записано: запись 4").waitFor();
    expect([...max.faults, ...mia.faults]).toEqual([]);
  });

  it("R-LIF-0: every event stands in exactly one list of the client page", async () => {
    const client = await desk.opened();
    const { page } = await desk.sit({ as: "manager:max" });
    await page.goto(`clients/${client}`);
    await page.getByRole("heading", { name: "Allowed now" }).waitFor();
    const shown = await page
      .locator("[data-event]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-event") ?? ""));
    const { body } = await desk.parts.call("GET", `/clients/${client}/allowed`, "manager:max");
    const told = [...body.allowed, ...body.open, ...body.notNow].map(({ type }: { type: string }) => type);
    expect([...shown].sort()).toEqual([...told].sort());
    expect(new Set(shown).size).toBe(shown.length);
  });

  it("R-TSK-1: a task taken here is seen there within two seconds, and whoever is late is told who has it", async () => {
    const client = await desk.opened();
    await desk.signal(client, "ops:olga", "incident.reported", incident);
    const [max, mia] = await Promise.all([desk.sit({ as: "manager:max" }), desk.sit({ as: "manager:mia" })]);
    for (const { page } of [max, mia]) {
      await page.goto("inbox");
      await page.getByRole("link", { name: new RegExp(`Incident.*${client}`) }).click();
    }
    await max.page.getByRole("button", { name: "Take it" }).click();
    await max.page.getByRole("button", { name: "Give back" }).waitFor();
    await mia.page.getByText("manager:max has it").first().waitFor({ timeout: 5_000 });
    await mia.page.getByRole("button", { name: "Take it" }).click();
    await mia.page.getByRole("alert").waitFor();
    expect([...max.faults, ...mia.faults]).toEqual([]);
  });

  it("R-ARC-1: at each entry the timeline shows the state after it, by keys of any layout", async () => {
    const client = await desk.opened();
    await desk.signal(client, "ops:olga", "incident.reported", incident);
    await desk.signal(
      client,
      "manager:max",
      "incident.confirmed",
      { incidentId: "i1", explainedBy: null },
      "said so",
    );
    await expect
      .poll(async () => (await desk.parts.archive.relationships.get(client))?.state)
      .toBe("warnedOnce");
    const { page } = await desk.sit({ as: "auditor:ada" });
    await page.goto(`clients/${client}/timeline`);
    const status = page.getByRole("region", { name: "Entry" }).getByRole("status");
    const entries = await desk.parts.archive.journal.timeline(client);
    await expect.poll(() => status.textContent()).toContain(`${entries.length} of ${entries.length}`);
    await page.keyboard.press("Home");
    await expect.poll(() => status.textContent()).toContain("active");
    await page.getByText("You look at the past").waitFor();
    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(() => status.textContent()).toContain("warned once");
    expect(await axe(page)).toEqual([]);
    // A pasted address shows the same.
    const again = await desk.sit({ as: "auditor:ada" });
    await again.page.goto(page.url());
    await again.page.getByRole("status").filter({ hasText: "warned once" }).waitFor();
  });

  it("R-TSK-5: a person says who stands in for them, sees it, and ends it; what is wrong is said at its field", async () => {
    const { page, faults } = await desk.sit({ as: "manager:max" });
    await page.goto("inbox");
    await page.getByRole("link", { name: "Deputies" }).click();
    await page.getByText("Nobody stands in for anybody.").waitFor();
    await page.getByLabel("Who stands in").fill("Max");
    await page.getByRole("button", { name: "Name a deputy" }).click();
    await page.getByRole("link", { name: "Who stands in: Somebody else than who is away" }).waitFor();
    await page.getByRole("link", { name: "Until: Fill this in" }).click();
    expect(await page.locator("#field-until:focus").count()).toBe(1);
    await page.getByLabel("Until").fill("2031-01-01T09:00");
    await page.getByLabel("From").fill("2031-01-02T09:00");
    await page.getByLabel("Who stands in").fill("mia");
    await page.getByRole("button", { name: "Name a deputy" }).click();
    await page.getByRole("link", { name: "Until: Later than the beginning" }).waitFor();
    expect(await axe(page)).toEqual([]);
    expect((await desk.parts.call("GET", "/deputies", "manager:max")).body.items).toEqual([]);
    await page.getByLabel("From").fill("");
    await page.getByRole("button", { name: "Name a deputy" }).dblclick();
    await page.getByText(/mia stands in for max until/).waitFor();
    const row = page.locator("tbody tr", { hasText: "max (manager)" });
    await row.getByText("✓ now").waitFor();
    // Another one is another note, in place of the first.
    await page.getByLabel("Who is away").fill("moe");
    await page.getByLabel("Who stands in").fill("mia");
    await page.getByLabel("Until").fill("2031-01-01T09:00");
    await page.getByRole("button", { name: "Name a deputy" }).click();
    await page.getByText(/mia stands in for moe until/).waitFor();
    expect(await page.getByText(/mia stands in for/).count()).toBe(1);
    const { items } = (await desk.parts.call("GET", "/deputies", "manager:max")).body;
    const standing = { deputy: "mia", role: "manager", endedAt: null };
    expect(items).toMatchObject([
      { absent: "max", ...standing },
      { absent: "moe", ...standing },
    ]);
    // Whoever is neither away nor leads has no button that ends it, and names nobody for others.
    const olga = await desk.sit({ as: "ops:olga", lang: "ru" });
    await olga.page.goto("deputies");
    await olga.page.locator("tbody tr", { hasText: "max (менеджер)" }).waitFor();
    expect(await olga.page.getByRole("button", { name: /^Закончить/ }).count()).toBe(0);
    expect(await olga.page.getByLabel("Кого нет").count()).toBe(0);
    expect(await axe(olga.page)).toEqual([]);
    const ada = await desk.sit({ as: "auditor:ada" });
    await ada.page.goto("deputies?all=true");
    await ada.page.locator("tbody tr", { hasText: "max (manager)" }).waitFor();
    expect(await ada.page.locator("main button").count()).toBe(0);
    await row.getByRole("button", { name: "End: mia for max" }).click();
    await row.getByText("done or taken away meanwhile").waitFor();
    await ada.page.reload();
    await ada.page.getByText(/ended .* by manager:max/).waitFor();
    expect([...faults, ...olga.faults, ...ada.faults]).toEqual([]);
  });

  it("R-ROL-1: a token is made, its secret is shown once, and it counts until it is revoked", async () => {
    const { page, faults } = await desk.sit({ as: "manager:max" });
    await page.goto("people");
    await page.getByText("by your own word, which proves nothing").waitFor();
    await page.getByText("There is no token.").waitFor();
    const scopes = page.locator("form input[type=checkbox]");
    expect(await scopes.evaluateAll((all) => all.map((one) => one.getAttribute("value")))).toEqual(SCOPES);
    await page.getByLabel("read: look").uncheck();
    await page.getByLabel("Counts for so many days").fill("400");
    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByRole("link", { name: "Counts for so many days: 366 or less" }).waitFor();
    await page.getByRole("link", { name: "What for: Choose at least one" }).click();
    expect(await page.locator("#field-scopes:focus").count()).toBe(1);
    expect(await axe(page)).toEqual([]);
    await page.getByLabel("read: look").check();
    await page.getByLabel("Counts for so many days").fill("7");
    await page.getByLabel("Note").fill("nightly list");
    await page.getByRole("button", { name: "Make a token" }).dblclick();
    const secret = (await page.locator(".secret").textContent()) ?? "";
    expect(secret).toMatch(/^tnr_/);
    const whoami = async () => {
      const response = await fetch(`${desk.parts.url}/v1/whoami`, {
        headers: { authorization: `Bearer ${secret}` },
      });
      return { status: response.status, body: await response.json() };
    };
    expect(await whoami()).toMatchObject({ status: 200, body: { person: "max", scopes: ["read"] } });
    const row = page.locator("tbody tr", { hasText: "nightly list" });
    await row.getByText("max (manager)").waitFor();
    expect(await row.count()).toBe(1);
    expect(await axe(page)).toEqual([]);
    await page.getByRole("button", { name: "I have it, hide it" }).click();
    await page.locator(".secret").waitFor({ state: "detached" });
    expect((await page.content()).includes(secret)).toBe(false);
    // Of others, seniors and compliance see them; who else asks for all has their own.
    const mia = await desk.sit({ as: "manager:mia", lang: "ru" });
    await mia.page.goto("people?all=true");
    await mia.page.getByText("Токенов нет.").waitFor();
    const cleo = await desk.sit({ as: "compliance:cleo", lang: "ru" });
    await cleo.page.goto("people");
    await cleo.page.getByText("Токенов нет.").waitFor();
    await cleo.page.getByLabel("Всех людей").check();
    await cleo.page.getByRole("button", { name: /^Отозвать токен/ }).click();
    await cleo.page.getByText(/отозван .* compliance:cleo/).waitFor();
    expect(await axe(cleo.page)).toEqual([]);
    expect((await whoami()).status).toBe(401);
    await page.reload();
    await row.getByText(/ended .* by compliance:cleo/).waitFor();
    expect([...faults, ...mia.faults, ...cleo.faults]).toEqual([]);
  });

  it("R-ROL-1: whoever is signed in sees where, and signs out elsewhere", async () => {
    const elsewhere = await fetch(`${desk.parts.url}/login`, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "name=sam&role=senior",
    });
    const cookie = elsewhere.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const known = async () =>
      (await fetch(`${desk.parts.url}/v1/whoami`, { headers: { cookie } })).status === 200;
    expect(await known()).toBe(true);
    const { page, faults } = await desk.sit({ as: "senior:sam" });
    await page.goto("people");
    const row = page.locator("tbody tr", { hasText: "browser" });
    await row.waitFor();
    expect(await axe(page)).toEqual([]);
    await row.getByRole("button", { name: /^End the session/ }).click();
    await row.getByText("done or taken away meanwhile").waitFor();
    expect(await known()).toBe(false);
    await page.reload();
    await page.getByText("There is no session.").waitFor();
    const other = await desk.sit({ as: "senior:ann", lang: "ru" });
    await other.page.goto("people");
    await other.page.getByText("Сеансов нет.").waitFor();
    expect(await axe(other.page)).toEqual([]);
    expect([...faults, ...other.faults]).toEqual([]);
  });

  it("R-ROL-4: compliance sees who looked at what, and nobody else has the screen", async () => {
    const client = await desk.opened();
    await desk.parts.call("GET", `/clients/${client}/dossier`, "manager:max");
    const { page, faults } = await desk.sit({ as: "compliance:cleo" });
    await page.goto("reads");
    const row = page.locator("tbody tr", { hasText: client });
    await row.getByText("manager:max").waitFor();
    await row.getByText("dossier").waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByLabel("What").selectOption("address");
    await page.getByText("Nothing matches: address").waitFor();
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await page.getByLabel("A person’s id").fill("MAX");
    await row.waitFor();
    const max = await desk.sit({ as: "manager:max" });
    await max.page.goto("reads");
    await max.page.getByText("This is not for your role").waitFor();
    expect([...faults, ...max.faults]).toEqual([]);
  });

  it("R-ROL-1: the menu has what the API answers the role, and no more", async () => {
    const asked: Readonly<Record<string, Route>> = {
      Deputies: "GET /v1/deputies",
      "People and tokens": "GET /v1/tokens",
      "Who looked": "GET /v1/reads",
    };
    for (const role of ["ops", "manager", "compliance", "auditor"] as const) {
      const { page } = await desk.sit({ as: `${role}:someone` });
      await page.goto("health");
      const names = await page.getByRole("navigation", { name: "Menu" }).getByRole("link").allTextContents();
      for (const [name, route] of Object.entries(asked)) {
        const access = ACCESS[route];
        expect([role, name, names.includes(name)]).toEqual([
          role,
          name,
          access !== undefined && !isPublic(access) && access.roles.includes(role),
        ]);
      }
      await page.context().close();
    }
  });

  it("R-TSK-1: letters act by their place on the keyboard, and not while somebody writes", async () => {
    await desk.opened();
    const { page } = await desk.sit({ as: "ops:olga" });
    await page.goto("inbox");
    await page.getByRole("heading", { name: "What now?" }).waitFor();
    const press = (key: string, code: string) =>
      page.locator("body").dispatchEvent("keydown", { key, code, bubbles: true });
    // With a Russian layout these two keys type «п» and «с».
    await press("п", "KeyG");
    await press("с", "KeyC");
    await page.getByRole("heading", { name: "Clients" }).waitFor();
    await page.locator("[data-row]").first().waitFor();
    await press("о", "KeyJ");
    await expect.poll(() => page.locator("[data-row]:focus").count()).toBe(1);
    await page.getByLabel("Part of the id").focus();
    await page.keyboard.type("gi");
    expect(new URL(page.url()).searchParams.get("text")).toBe("gi");
    await page.getByText("Nothing matches: gi").waitFor();
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await page.locator("[data-row]").first().waitFor();
  });
});
