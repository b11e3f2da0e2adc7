// A day of an auditor at the console, by clicking and typing only: a relationship as it was, a file to take home, and an
// entry that somebody changed in the database. On the real engine, with PostgreSQL.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { unzipSync } from "fflate";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serveApi } from "../../../apps/api/server.ts";
import type { ArchiveAt } from "../../../archive/open.ts";
import { keptConsole } from "../../../worker/keptConsole.ts";
import { type Backend, backends, beside } from "../../support/archives.ts";
import { axe, faultsOf, person, startBrowser } from "../../support/browser.ts";
import { commandHere } from "../../support/command.ts";
import { wordsIn } from "../../support/consoleWords.ts";
import { type Parts, startParts } from "../../support/engine.ts";
import { keyboard, mouse } from "../../support/hands.ts";
import { portfolio } from "../../support/portfolio.ts";
import { HOME } from "../../support/temporal.setup.ts";
import { wholeApi } from "../../support/wholeApi.ts";
import { deskOf } from "./work.ts";

let backend: Backend;
let at: ArchiveAt;
let parts: Parts;
let served: Served;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  const postgres = backends.find(({ name }) => name === "PostgreSQL");
  if (!postgres) throw new Error("there is no PostgreSQL");
  backend = await postgres.start();
  at = await backend.place();
  parts = await startParts(at);
  served = await serveApi(await wholeApi(parts, false, keptConsole(HOME)), { port: 0 });
  browser = await startBrowser();
  folder = await mkdtemp(join(tmpdir(), "tenure-auditor-"));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await served?.close();
  await parts?.stop();
  await backend?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** What somebody with full access to the database does, with every trigger out of the way. */
const tamper = (sql: string) => beside(at, `set session_replication_role = replica; ${sql}`);

describe.each([
  ["en", "mouse"],
  ["ru", "mouse"],
  ["en", "keyboard"],
] as const)("a day of an auditor, in %s, by %s", (lang, by) => {
  const words = wordsIn(lang);
  const { t, value } = words;
  const scheme = lang === "en" ? "light" : "dark";

  it("R-ROL-4: any moment, a file that opens without a server, and a changed entry that is found", async () => {
    const { warned: client } = await portfolio((method, path, as, body) =>
      parts.call(method, path, as, body),
    );
    const context = await person(browser, served.url, { as: "auditor:ada", lang, scheme });
    const page = await context.newPage();
    const faults = faultsOf(page);
    const hands = by === "mouse" ? mouse : keyboard(page);
    const work = deskOf(page, hands, words);
    await page.goto("inbox");

    // There is nothing to press that changes anything; and the page shows what was.
    await work.client(client);
    await page.getByRole("heading", { name: t("client.notNow") }).waitFor();
    expect(await page.getByRole("heading", { name: t("client.allowed") }).count()).toBe(0);
    await hands.press(page.getByRole("link", { name: t("client.tab.timeline"), exact: true }));
    await hands.press(page.getByRole("button", { name: t("timeline.first"), exact: true }));
    await page.getByText(t("state.now")).waitFor();
    expect(new URL(page.url()).searchParams.get("at")).toBe("1");
    await page.getByLabel(t("timeline.slider")).first().getByText(value("active"), { exact: true }).waitFor();
    expect(await axe(page)).toEqual([]);

    // All of it holds, and two moments are compared.
    await hands.press(page.getByRole("link", { name: t("nav.audit"), exact: true }));
    await hands.press(page.getByRole("button", { name: t("audit.verify"), exact: true }));
    await page.getByText(t("audit.passed")).waitFor();
    const card = (title: string) =>
      page.locator("section.card").filter({ has: page.getByRole("heading", { name: title }) });
    const compared = card(t("audit.compare"));
    await hands.write(compared.getByLabel(t("audit.oneClient")), client);
    await hands.write(compared.getByLabel(t("audit.from"), { exact: true }), "1");
    await hands.write(compared.getByLabel(t("audit.to")), "4");
    await hands.press(compared.getByRole("button", { name: t("audit.doCompare") }));
    await page.getByText(t("audit.changes")).waitFor();
    expect(await axe(page)).toEqual([]);

    // The case is taken home, and opens where there is no server.
    const exported = card(t("audit.export"));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      hands.press(exported.getByRole("button", { name: t("audit.export") })),
    ]);
    const zip = join(folder, `${lang}-${by}.zip`);
    await download.saveAs(zip);
    const files = unzipSync(await readFile(zip));
    expect(await commandHere(["audit", "open", zip], { ...process.env, NO_COLOR: "1" })).toMatchObject({
      code: 0,
    });
    const home = await browser.newContext({ offline: true });
    const sheet = await home.newPage();
    const own = join(folder, `${lang}-${by}.html`);
    await writeFile(own, files["index.html"] ?? "");
    await sheet.goto(pathToFileURL(own).href);
    await sheet.getByRole("heading", { name: client }).first().waitFor();
    expect(await axe(sheet)).toEqual([]);

    // Somebody changes who confirmed the incident.
    await tamper(`update entries set actor_id = 'anna' where client = '${client}' and seq = 3`);
    await hands.press(page.getByRole("button", { name: t("audit.verify"), exact: true }));
    await page.getByText(t("audit.failed")).waitFor();
    await page.getByText(`${client}/3`).first().waitFor();
    expect(await axe(page)).toEqual([]);
    await tamper(`update entries set actor_id = 'max' where client = '${client}' and seq = 3`);
    expect(faults).toEqual([]);
  });
});
