// `npm run pictures:console`: every screen of the console, from a real engine, into docs/console/.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { keptConsole } from "../../../worker/keptConsole.ts";
import { startEngine } from "../../../worker/up.ts";
import { axe, type Looks, person, startBrowser } from "../../support/browser.ts";
import { CONTRACT, portfolio } from "../../support/portfolio.ts";

const INTO = fileURLToPath(new URL("../../../docs/console/", import.meta.url));
const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly as: string;
  readonly wait: string;
  /** What is done before the picture is taken. */
  readonly first?: (page: Page) => Promise<void>;
}

type Ask = Parameters<typeof portfolio>[0];

/** A client who wants what we do not sell, with an exit that was approved and a provider who was offered. @returns the client */
async function movesOn(ask: Ask): Promise<string> {
  const tag = Math.random().toString(16).slice(2, 6);
  const client = `hazel-${tag}`;
  const signal = (as: string, type: string, data: object, reason?: string) =>
    ask("POST", `/clients/${client}/events`, as, { type, data, ...(reason !== undefined && { reason }) });
  const offers = { capabilities: ["pears"], regions: ["berlin"], capacity: 5, contact: "desk 4" };
  await ask("POST", "/providers", "ops:olga", [
    { id: "orchard", name: "Orchard", price: 100, verifiedAt: "2026-11-01", ...offers },
    { id: "grove", name: "Grove", price: 120, verifiedAt: "2026-11-01", ...offers },
  ] as unknown as object);
  await ask("POST", `/clients/${client}`, "ops:olga", CONTRACT);
  const message = { messageId: "m1", threadId: "t1", channel: "email", auto: false };
  await signal("ops:olga", "message.received", message);
  await signal("manager:mia", "needs.stated", { needs: ["pears"], regions: ["berlin"], budget: 200 });
  await signal("product:eli", "product.assessed", {
    ...{ others: 0, onRoadmap: false, feasible: true, build: 90, support: 20, pays: 100 },
    workaroundsRejected: true,
  });
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const hours = { client, role: "ops", minutes: 60, kind: "service", day };
  await ask("POST", "/facts/hours", "ops:olga", hours);
  const bought = { client, on: day, units: 1, amount: "900", cost: "100" };
  await ask("POST", "/facts/purchases", "finance:fred", bought);
  const asked = { requestId: "r1", ground: "customisation" };
  await signal("manager:mia", "exit.requested", asked, "they need pears");
  await signal("legal:leo", "clause.answered", {
    ...{ ground: "customisation", terminable: true, clauseRef: "s7", noticeDays: 0 },
  });
  await signal("manager:mia", "dossier.compiled", {});
  await signal("senior:sam", "exit.approved", { requestId: "r1" }, "we sell no pears");
  await sleep(2_000);
  const { body } = await ask("GET", `/tasks?client=${client}&kind=callExit`, "manager:mia");
  const about = (body.items?.[0] as { readonly about?: string } | undefined)?.about;
  const calledAt = new Date().toISOString();
  await signal("manager:mia", "call.made", { about, outcome: "reached", calledAt });
  return client;
}

const only = process.argv.slice(2);
const home = await mkdtemp(join(tmpdir(), "tenure-pictures-"));
await keptConsole(home);
const engine = await startEngine({ env: { ...process.env }, home, say: () => {}, port: 0 });
const browser = await startBrowser();
try {
  const { api } = engine.place;
  const ask: Ask = async (method, path, as, body) => {
    const response = await fetch(`${api}/v1${path}`, {
      method,
      headers: { "tenure-actor": as, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Awaited<ReturnType<Parameters<typeof portfolio>[0]>>["body"];
    return { status: response.status, body: answer };
  };
  const known = await portfolio(ask);
  const days = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString();
  const away = { role: "manager", absent: "mia", deputy: "max" };
  await ask("POST", "/deputies", "manager:mia", { ...away, from: days(-1), until: days(9) });
  const token = { role: "compliance", days: 90, note: "weekly export" };
  await ask("POST", "/tokens", "compliance:cleo", { ...token, scopes: ["read", "run"] });
  await ask("POST", "/tokens", "ops:olga", {
    ...token,
    role: "ops",
    scopes: ["facts"],
    note: "nightly import",
  });
  await ask("GET", `/clients/${known.leaving}/dossier`, "manager:mia");
  await ask("POST", "/deputies", "senior:anna", { ...away, role: "ops", from: days(20), until: days(25) });
  // A client who moves on to another provider, and one of whom something was noticed.
  const happened = new Date(Date.now() - 3_600_000).toISOString();
  const moving = await movesOn(ask);
  const loud = `elm-${moving.slice(-4)}`;
  await ask("POST", `/clients/${loud}`, "ops:olga", CONTRACT);
  const wrote = { client: loud, at: happened, direction: "in", channel: "email" };
  await ask("POST", "/facts/interactions", "ops:olga", { ...wrote, text: "You idiots, answer me!" });
  // Notices are delivered, and warnings count, a moment later.
  await sleep(3_000);
  const shots: readonly Shot[] = [
    { name: "enter", path: "inbox", as: "", wait: "h1" },
    {
      name: "inbox",
      path: `inbox?task=${encodeURIComponent(known.task)}`,
      as: "manager:mia",
      wait: "[data-row]",
    },
    {
      name: "noticed",
      path: "inbox",
      as: "ops:olga",
      wait: "[data-row]",
      first: async (page) => {
        await page.locator("[data-row]", { hasText: loud }).click();
        await page.locator("section.card button").nth(1).click();
        await page.locator("blockquote").waitFor();
      },
    },
    { name: "clients", path: "clients", as: "ops:olga", wait: "[data-row]" },
    { name: "open", path: "open", as: "ops:olga", wait: "form" },
    { name: "contact", path: `clients/${known.warned}/contact`, as: "ops:olga", wait: "form" },
    { name: "client", path: `clients/${known.warned}`, as: "manager:mia", wait: "#not-now" },
    {
      name: "event",
      path: `clients/${known.reported}/do/incident.confirmed?about=i1`,
      as: "manager:mia",
      wait: "form textarea",
    },
    { name: "timeline", path: `clients/${known.warned}/timeline`, as: "auditor:ada", wait: "[data-seq]" },
    { name: "client-notices", path: `clients/${known.warned}/notices`, as: "ops:olga", wait: "[data-row]" },
    { name: "dossier", path: `clients/${known.leaving}/dossier`, as: "senior:anna", wait: ".card" },
    { name: "handover", path: `clients/${moving}/handover`, as: "ops:olga", wait: "table" },
    { name: "approvals", path: "approvals", as: "senior:anna", wait: "[data-row]" },
    { name: "approval", path: `approvals/${known.leaving}`, as: "senior:anna", wait: ".findings" },
    { name: "restricted", path: "restricted", as: "manager:mia", wait: "h1" },
    { name: "offboarding", path: "offboarding", as: "manager:mia", wait: ".card .moment" },
    { name: "notices", path: "notices", as: "ops:olga", wait: "[data-row]" },
    { name: "mine", path: "mine", as: "ops:olga", wait: ".row" },
    { name: "deputies", path: "deputies", as: "manager:mia", wait: "tbody tr" },
    { name: "reports", path: "reports?name=flow", as: "manager:mia", wait: "table, .page [role=note]" },
    { name: "machine", path: "machine", as: "compliance:cleo", wait: "dd a" },
    { name: "policy", path: "policy", as: "compliance:cleo", wait: "tbody tr" },
    { name: "audit", path: `audit?client=${known.warned}&seq=1&with=4`, as: "auditor:ada", wait: ".pairs" },
    { name: "reads", path: "reads", as: "compliance:cleo", wait: "[data-row]" },
    { name: "people", path: "people?all=true", as: "compliance:cleo", wait: "tbody tr" },
    { name: "erasure", path: `erasure?client=${known.warned}`, as: "compliance:cleo", wait: "form" },
    { name: "health", path: "health", as: "ops:olga", wait: ".pairs" },
  ];
  const looks: readonly (Looks & { readonly name: string })[] = [
    { name: "en-light", lang: "en", scheme: "light", size: DESKTOP },
    { name: "ru-dark", lang: "ru", scheme: "dark", size: DESKTOP },
    { name: "ru-phone", lang: "ru", scheme: "light", size: PHONE },
    { name: "en-phone-dark", lang: "en", scheme: "dark", size: PHONE },
  ];
  await mkdir(INTO, { recursive: true });
  for (const shot of shots) {
    if (only.length > 0 && !only.includes(shot.name)) continue;
    for (const { name, ...look } of looks) {
      const context = await person(browser, api, { ...look, as: shot.as });
      const page = await context.newPage();
      await page.goto(shot.path);
      const there = await page
        .locator(shot.wait)
        .first()
        .waitFor()
        .then(() => shot.first?.(page))
        .then(
          () => true,
          () => false,
        );
      await sleep(400);
      const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      const faults = await axe(page);
      if (!there || Number(wide) > 0 || faults.length > 0)
        console.error(
          `${shot.name} ${name}: ${there ? "" : "not there; "}${wide} px too wide; ${faults.join("\n")}`,
        );
      await page.screenshot({
        path: join(INTO, `${shot.name}-${name}.png`),
        // What is long is shown as it opens.
        fullPage: !["client", "policy"].includes(shot.name),
      });
      await context.close();
    }
    console.log(shot.name);
  }
} finally {
  await browser.close();
  await engine.stop();
  await rm(home, { recursive: true, force: true });
}
