// A real Chromium, for tests of the console.
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import axeCore from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Starts Chromium from PATH, else the one that comes with the development dependencies. */
export async function startBrowser(): Promise<Browser> {
  // Chromium refuses its sandbox to root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const executablePath of NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const found = await access(executablePath, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return chromium.launch({ executablePath, args });
  }
  const { default: bundled } = await import("@sparticuz/chromium");
  // Its own flags are for machines where everything is one process, which cannot have two windows.
  const flags = bundled.args.filter((flag) => !/^--(single-process|no-zygote|headless)/.test(flag));
  return chromium.launch({ executablePath: await bundled.executablePath(), args: [...flags, ...args] });
}

/** Who looks, and how. */
export interface Looks {
  /** `role:id`; without one, nobody has signed in. */
  readonly as?: string;
  readonly lang?: "en" | "ru";
  readonly scheme?: "light" | "dark";
  readonly size?: { readonly width: number; readonly height: number };
}

/** A browser of one person: what it stores is nobody else's. */
export async function person(
  browser: Browser,
  url: string,
  { as, lang = "en", scheme = "light", size = { width: 1280, height: 900 } }: Looks = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: `${url}/console/`,
    viewport: size,
    locale: lang,
    timezoneId: "Europe/Berlin",
    colorScheme: scheme,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15_000);
  await context.addInitScript(
    ([actor, language]) => {
      if (sessionStorage.getItem("begun")) return;
      sessionStorage.setItem("begun", "yes");
      if (actor) localStorage.setItem("tenure.actor", actor);
      localStorage.setItem("tenure.lang", language ?? "en");
    },
    [as ?? "", lang],
  );
  return context;
}

/** What goes wrong in a page without anybody seeing it: errors, and what the page's policy refused. */
export function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
      faults.push(message.text());
  });
  return faults;
}

/** Watches how much of a page moves by itself while it loads. @returns the layout shift so far, as Chromium counts it */
export async function shiftsOf(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(`
    globalThis.shifted = 0;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.shifted += value;
    }).observe({ type: "layout-shift", buffered: true });
  `);
  return () => page.evaluate("globalThis.shifted") as Promise<number>;
}

/** Labels of which a part cannot be read: what is written is wider than where it stands. */
export const cutIn = (page: Page): Promise<string[]> =>
  page
    .locator(".mantine-Button-label, .mantine-Badge-label, nav a, th")
    .evaluateAll((labels) =>
      labels
        .filter((label) => label.scrollWidth > label.clientWidth + 1 && label.clientWidth > 0)
        .map((label) => label.textContent ?? ""),
    );

/** What axe finds on a page: one line for each kind of fault, with where it is. */
export async function axe(page: Page): Promise<string[]> {
  // The page's policy forbids scripts of strangers; what the driver evaluates is not the page's.
  await page.evaluate(axeCore.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run();
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join("\n")}`,
    );
  });
}
