// A new user's first minutes, from the words of README.md: its commands with what it says that they print, and the same in
// a browser by the names that it prints in bold.
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultsOf, person, startBrowser } from "../support/browser.ts";
import { type Cli, openCli, type Upped } from "../support/cli.ts";

let cli: Cli;
let upped: Upped;
let browser: Browser;
let minutes: string;
beforeAll(async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  minutes = readme.split("## Five minutes")[1]?.split("\n## ")[0] ?? "";
  // A folder with nothing in it, as on the first day.
  cli = await openCli({ fresh: true });
  upped = await cli.up();
  browser = await startBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await cli?.run(["down"]);
  await cli?.close();
});

interface Shown {
  readonly command: readonly string[];
  /** What it prints, as the README says. */
  readonly prints: string;
}

/** The words of a command line, as a shell takes them apart. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/(?:'([^']*)'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""));

/** The commands of the blocks in which a terminal is shown. */
function terminal(text: string): Shown[] {
  const blocks = [...text.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  return blocks
    .flatMap((block) => block.split(/^\$ npx tenure /m).slice(1))
    .map((shown) => {
      const [line = "", ...prints] = shown.replaceAll(/\s*\\\n\s*/g, " ").split("\n");
      return { command: wordsOf(line), prints: prints.join("\n").trim() };
    });
}

const isRead = ([verb = ""]: readonly string[]): boolean => ["show", "timeline"].includes(verb);

/** Moments and days differ from run to run. */
const timeless = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d{2}-\d{2} \d{2}:\d{2}Z/g, "<moment>")
    .replaceAll(/\d{4}-\d{2}-\d{2}/g, "<day>")
    // Columns are as wide as what stands in them.
    .replaceAll(/ {2,}/g, "  ")
    .trim();

/** What is printed, with `…` where the README leaves a line off, as it does. */
const asPrinted = (printed: string, shown: string): string => {
  const cut = shown.split("\n").map((line) => (line.endsWith("…") ? line.length - 1 : null));
  return printed
    .split("\n")
    .map((line, n) => (typeof cut[n] === "number" ? `${line.slice(0, cut[n])}…` : line))
    .join("\n");
};

describe("a new user's first minutes", () => {
  it("R-LIF-0, R-ROL-1: every command of the README prints what it says", async () => {
    const shown = terminal(minutes);
    expect(shown.length).toBeGreaterThan(5);
    for (const { command, prints } of shown) {
      const wanted = timeless(prints);
      let { out, err } = await cli.run(command);
      const printed = () => asPrinted(timeless(out), wanted);
      // What an event has led to, a notice for instance, is there a moment after it.
      for (let tries = 0; isRead(command) && printed() !== wanted && tries < 50; tries += 1) {
        await sleep(200);
        ({ out, err } = await cli.run(command));
      }
      if (wanted === "") expect(err, command.join(" ")).toBe("");
      else expect(printed()).toBe(wanted);
    }
  });

  it("R-LIF-1, R-LIF-20: the same in a browser, by the names in bold", async () => {
    const paragraph = minutes.split("\n\n").find((part) => part.startsWith("The same in a browser")) ?? "";
    const bold = [...paragraph.replaceAll("\n", " ").matchAll(/\*\*(.+?)\*\*/g)].map(([, name = ""]) => name);
    const [clients, open, report, inbox, confirm, notices] = bold as [string, ...string[]];
    expect(bold).toHaveLength(6);
    const faults: string[][] = [];
    const enter = async (role: string, name: string): Promise<Page> => {
      const page = await (await person(browser, upped.place.api)).newPage();
      faults.push(faultsOf(page));
      await page.goto("");
      await page.getByLabel("Role").selectOption(role);
      await page.getByLabel("Name").fill(name);
      await page.getByRole("button", { name: "Enter" }).click();
      await page.getByRole("heading", { level: 1 }).waitFor();
      return page;
    };
    const link = (page: Page, name = "") => page.getByRole("link", { name, exact: true }).first().click();

    const ops = await enter("ops", "olga");
    await link(ops, clients);
    await link(ops, open);
    await ops.locator("#field-clientId").fill("c2");
    await ops.locator("#field-kind").selectOption("b2b");
    await ops.locator("#field-locale").selectOption("en");
    await ops.locator("#field-currency").fill("EUR");
    await ops.getByRole("checkbox", { name: "e-mail" }).check();
    await ops.locator("#field-contact-email").fill("ann@example.org");
    await ops.locator("#field-contract-contractRef").fill("k-18");
    await ops.locator("#field-contract-channel").selectOption("email");
    await ops.locator("#field-contract-signedAt").fill("2026-01-12T09:00");
    await ops.getByRole("button", { name: "Open", exact: true }).click();
    await link(ops, "To the client");
    await link(ops, report);
    await ops.getByLabel("What kind of conduct").selectOption("insult");
    await ops.locator("#field-happenedAt").fill("2026-11-22T05:00");
    await ops.getByRole("button", { name: "Show what will happen" }).click();
    await ops.getByText("The rules allow it").waitFor();
    await ops.locator("form button[type=submit]").click();
    await ops.getByText("Recorded as entry 2").waitFor();

    const manager = await enter("manager", "max");
    await link(manager, inbox);
    await manager.locator("[data-row]", { hasText: "c2" }).first().click();
    await link(manager, confirm);
    await manager.locator("#field-reason").fill("insulted Bob in mail 4712");
    await manager.getByRole("button", { name: "Show what will happen" }).click();
    await manager.getByText("The rules allow it").waitFor();
    await manager.locator("form button[type=submit]").click();
    await link(manager, "To the client");
    await manager.locator("main").getByText("warned once", { exact: true }).first().waitFor();
    await manager
      .getByRole("navigation", { name: "c2" })
      .getByRole("link", { name: notices ?? "" })
      .click();
    await manager.locator("[data-row]").first().click();
    await manager.locator(".letter").waitFor();
    expect(faults.flat()).toEqual([]);
  });
});
