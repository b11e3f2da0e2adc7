// npm run bench:console: how long people wait at the console with many open clients: a real engine, a real browser.
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Locator, Page } from "playwright-core";
import { person, startBrowser } from "../test/support/browser.ts";
import { keptConsole } from "../worker/keptConsole.ts";
import { startEngine } from "../worker/up.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, clients: { type: "string", default: "10000" } },
});
const CLIENTS = Number(options.clients);
/** Of each step, ms. */
const GOAL = 1_000;
/** Each is done so often; the middle one counts. */
const TIMES = 11;
/** Clients that are opened at once. */
const CALLERS = 40;
/** So long after the last was opened people come: what it led to, its notice, its signature, a look at it, is done, ms. */
const SETTLED = 180_000;

const say = (text: string): void => {
  if (!options.json) console.error(text);
};
const nameOf = (n: number): string => `c-${((n * 7_919) % CLIENTS).toString().padStart(6, "0")}`;
const happenedAt = new Date(Date.now() - 3_600_000).toISOString();
const OPENING = {
  kind: "b2b",
  locale: "en",
  zone: "Europe/Berlin",
  currency: "EUR",
  channels: ["email", "post"],
  contract: { contractRef: "k1", channel: "email", signedAt: "2025-01-01T00:00:00Z" },
};

/** A client with a long journal. */
const LONG = "long";
const ENTRIES = 2_000;

/** Opens every client as the API does; of ten, one has an incident that waits, and one client has a long journal. */
async function fill(api: string): Promise<void> {
  const ask = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${api}/v1/clients/${path}`, {
      method: "POST",
      headers: { "tenure-actor": "ops:olga", "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  };
  await ask(LONG, OPENING);
  let told = 1;
  const teller = async (): Promise<void> => {
    for (let n = told++; n < ENTRIES; n = told++) {
      const data = { messageId: `m${n}`, threadId: "t1", channel: "email", auto: false };
      await ask(`${LONG}/events`, { type: "message.received", data });
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, teller));
  let next = 0;
  const caller = async (): Promise<void> => {
    for (let n = next++; n < CLIENTS; n = next++) {
      await ask(nameOf(n), OPENING);
      if (n % 10 === 0) {
        const data = { incidentId: "i1", category: "insult", happenedAt, evidence: [] };
        await ask(`${nameOf(n)}/events`, { type: "incident.reported", data });
      }
      if (n % 1_000 === 999) say(`${n + 1} of ${CLIENTS} clients …`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

/** From what is done until it is seen, ms. */
async function until(act: () => Promise<unknown>, seen: Locator): Promise<number> {
  const since = performance.now();
  await act();
  await seen.waitFor();
  return performance.now() - since;
}

interface ConsoleStep {
  readonly name: string;
  /** One time of it. @param n how often it was done before */
  readonly once: (page: Page, n: number) => Promise<number>;
}

const rows = (page: Page): Locator => page.locator("[data-row]");
const nav = (page: Page, name: string): Locator => page.getByRole("link", { name, exact: true }).first();

const STEPS: readonly ConsoleStep[] = [
  {
    name: "the first page, from nothing",
    once: (page) => until(() => page.goto("inbox"), rows(page).first()),
  },
  {
    name: "list of clients",
    async once(page) {
      await page.goto("health");
      await page.locator(".pairs").waitFor();
      return until(() => nav(page, "Clients").click(), rows(page).nth(9));
    },
  },
  {
    name: "filter by part of the id",
    async once(page, n) {
      await page.goto("clients");
      await rows(page).nth(9).waitFor();
      const wanted = nameOf(n * 7 + 3);
      const field = page.locator("main").getByLabel("Part of the id");
      return until(
        () => field.fill(wanted),
        page.locator("[data-row]:only-child", { hasText: wanted }).first(),
      );
    },
  },
  {
    name: "a client's page, with what is allowed",
    async once(page, n) {
      const client = nameOf(n * 11 + 1);
      await page.goto(`clients?text=${client}`);
      const row = rows(page).filter({ hasText: client }).first();
      await row.waitFor();
      return until(() => row.click(), page.getByRole("heading", { name: "Allowed now" }));
    },
  },
  {
    name: "a timeline of 2,000 entries",
    async once(page) {
      await page.goto(`clients/${LONG}`);
      const tab = page.getByRole("navigation", { name: LONG }).getByRole("link", { name: "Timeline" });
      await tab.waitFor();
      return until(() => tab.click(), page.locator("[data-seq]").nth(50));
    },
  },
  {
    name: "inbox, with a thousand that wait",
    async once(page) {
      await page.goto("health");
      await page.locator(".pairs").waitFor();
      return until(() => nav(page, "Inbox").click(), rows(page).nth(9));
    },
  },
  {
    name: "an event looked at beforehand",
    async once(page, n) {
      await page.goto(`clients/${nameOf(n * 10)}/do/incident.confirmed?about=i1`);
      await page.locator("#field-reason").fill("read in the chat");
      const look = page.getByRole("button", { name: "Show what will happen" });
      return until(() => look.click(), page.getByText("The rules allow it"));
    },
  },
  {
    name: "an event answered",
    async once(page, n) {
      await page.goto(`clients/${nameOf(n * 10)}/do/incident.confirmed?about=i1`);
      await page.locator("#field-reason").fill("read in the chat");
      await page.getByRole("button", { name: "Show what will happen" }).click();
      await page.getByText("The rules allow it").waitFor();
      const send = page.locator("form button[type=submit]");
      return until(() => send.click(), page.getByText("Recorded as entry 3"));
    },
  },
];

const home = await mkdtemp(join(tmpdir(), "tenure-bench-"));
await keptConsole(home);
const engine = await startEngine({ env: { ...process.env }, home, say: () => {}, port: 0 });
const browser = await startBrowser();
try {
  const { api } = engine.place;
  const since = performance.now();
  await fill(api);
  say(`opened in ${((performance.now() - since) / 1_000).toFixed(0)} s`);
  await sleep(SETTLED);
  const load = loadavg()[0] ?? 0;
  const taken: { name: string; ms: number; worst: number }[] = [];
  for (const { name, once } of STEPS) {
    const all: number[] = [];
    for (let n = 0; n < TIMES; n += 1) {
      const context = await person(browser, api, { as: "manager:max" });
      const page = await context.newPage();
      all.push(await once(page, n));
      await context.close();
    }
    all.sort((a, b) => a - b);
    taken.push({ name, ms: all[Math.floor(TIMES / 2)] ?? 0, worst: all.at(-1) ?? 0 });
  }
  const ok = taken.every(({ ms }) => ms <= GOAL);
  const machine = { cores: availableParallelism(), load, node: process.version };
  if (options.json) console.log(JSON.stringify({ clients: CLIENTS, goal: GOAL, ok, steps: taken, machine }));
  else {
    for (const { name, ms, worst } of taken)
      console.log(`${name.padEnd(40)} ${ms.toFixed(0).padStart(6)} ms, ${worst.toFixed(0)} at worst`);
    console.log(`${CLIENTS} clients; goal: ${GOAL} ms; ${ok ? "met" : "MISSED"}; load ${load.toFixed(1)}`);
  }
  process.exitCode = ok ? 0 : 1;
} finally {
  await browser.close();
  await engine.stop();
  await rm(home, { recursive: true, force: true });
}
