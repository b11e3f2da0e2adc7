// What people do at the console again and again, by whatever hands they have.
import type { Page } from "playwright-core";
import type { ConsoleWords } from "../../support/consoleWords.ts";
import type { Hands } from "../../support/hands.ts";

/** What shows the rows that came since the list was drawn. */
const SHOW = /· (Show|Показать)$/;

/** A moment by the clock of the browsers, as a form asks for it. @param at ms since the epoch */
export const local = (at: number): string =>
  new Date(at).toLocaleString("sv", { timeZone: "Europe/Berlin" }).slice(0, 16).replace(" ", "T");

export function deskOf(page: Page, hands: Hands, { t, event }: ConsoleWords) {
  /** Fills a form in, looks at what will happen, and records it. */
  const record = async (fill: () => Promise<void>) => {
    await page.getByRole("button", { name: t("form.look") }).waitFor();
    await fill();
    await hands.press(page.getByRole("button", { name: t("form.look") }));
    await page.getByText(t("form.would.yes")).waitFor();
    await hands.press(page.locator("form button[type=submit]"));
    await page
      .getByRole("status")
      .getByRole("link", { name: t("form.toClient") })
      .waitFor();
  };
  return {
    /** Finds a client by the id, and opens the page. */
    async client(client: string): Promise<void> {
      await hands.press(page.getByRole("link", { name: t("nav.clients"), exact: true }));
      await hands.write(page.locator("main").getByLabel(t("clients.filter.text")), client);
      await hands.press(page.locator("[data-row]", { hasText: client }));
      await page.getByRole("heading", { level: 1, name: client }).waitFor();
    },
    /** Opens a task of a client from the inbox, and takes it. @param title as the list calls it */
    async take(client: string, title: string): Promise<void> {
      const row = page
        .locator("[data-row]:not(.gone)", { hasText: client })
        .filter({ hasText: title })
        .first();
      const fresh = page.locator("main").getByRole("button", { name: SHOW });
      await row.or(fresh).first().waitFor();
      if (!(await row.isVisible())) await hands.press(fresh);
      await hands.press(row);
      await hands.press(page.getByRole("button", { name: t("inbox.claim") }));
      await page.getByRole("button", { name: t("inbox.release") }).waitFor();
    },
    /** Answers the task that is open by the form of an event. */
    async answer(type: string, fill: () => Promise<void>): Promise<void> {
      await hands.press(page.locator("section.card").getByRole("link", { name: event(type) }));
      await record(fill);
    },
    record,
    /** Nothing is left to do for a client, once what was done is known. */
    async nothingOf(client: string): Promise<void> {
      await page.getByRole("heading", { level: 1, name: t("inbox.title") }).waitFor();
      await page.locator("[data-row]:not(.gone)", { hasText: client }).first().waitFor({ state: "detached" });
    },
  };
}
