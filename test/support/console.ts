// The console as people use it: the real engine, the built files, a real browser.
import type { Browser, Page } from "playwright-core";
import { keptConsole } from "../../worker/keptConsole.ts";
import { faultsOf, type Looks, person, startBrowser } from "./browser.ts";
import { contract, type Outside, type Parts, startParts } from "./engine.ts";
import { HOME } from "./temporal.setup.ts";

export interface Desk {
  readonly parts: Parts;
  readonly browser: Browser;
  /** A page of one person, in a browser of their own. What goes wrong in it is in `faults`. */
  sit(looks: Looks): Promise<{ readonly page: Page; readonly faults: string[] }>;
  /** Opens a relationship. @returns the client's id */
  opened(more?: object): Promise<string>;
  /** Signals an event, and expects that it is accepted. */
  signal(client: string, as: string, type: string, data?: object, reason?: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startDesk(outside: Outside = {}): Promise<Desk> {
  const parts = await startParts(undefined, undefined, { ...outside, console: keptConsole(HOME) });
  const browser = await startBrowser();
  return {
    parts,
    browser,
    async sit(looks) {
      const context = await person(browser, parts.url, looks);
      const page = await context.newPage();
      return { page, faults: faultsOf(page) };
    },
    async opened(more = {}) {
      const client = parts.name();
      const { status, body } = await parts.call("POST", `/clients/${client}`, "ops:olga", {
        ...contract,
        ...more,
      });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return client;
    },
    async signal(client, as, type, data = {}, reason) {
      const said = { type, data, ...(reason !== undefined && { reason }) };
      const { status, body } = await parts.call("POST", `/clients/${client}/events`, as, said);
      if (status !== 200) throw new Error(`${type}: ${JSON.stringify(body)}`);
    },
    async stop() {
      await browser.close();
      await parts.stop();
    },
  };
}
