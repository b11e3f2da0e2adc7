// How somebody uses a page: with a mouse, or with the keyboard alone. The same day is played by either.
import { setTimeout as sleep } from "node:timers/promises";
import type { Locator, Page } from "playwright-core";

export interface Hands {
  /** Opens a link, presses a button, unfolds what is folded. */
  press(at: Locator): Promise<void>;
  /** Types into a field, in place of what stands there. */
  write(at: Locator, text: string): Promise<void>;
  /** Chooses from a list, by the value. */
  choose(at: Locator, value: string): Promise<void>;
  /** Ticks a box. */
  tick(at: Locator): Promise<void>;
  /** Says a day, or a moment by the clock of the page: `2026-11-20`, `2026-11-20T10:00`. */
  moment(at: Locator, local: string): Promise<void>;
}

/** Waits until a box is ticked: the page draws it anew when it is. @throws where it never is */
async function ticked(at: Locator): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (await at.isChecked()) return;
    await sleep(100);
  }
  throw new Error(`${at} is not ticked`);
}

export const mouse: Hands = {
  press: (at) => at.click(),
  async write(at, text) {
    await at.click();
    await at.fill("");
    await at.pressSequentially(text);
  },
  async choose(at, value) {
    await at.selectOption(value);
  },
  async tick(at) {
    if (!(await at.isChecked())) await at.click();
    await ticked(at);
  },
  moment: (at, local) => at.fill(local),
};

/** No page has more places where Tab stops. */
const MOST_STOPS = 400;

/** Goes there by Tab. @throws where no Tab leads there */
async function reach(page: Page, at: Locator): Promise<void> {
  await at.waitFor();
  const isThere = () => at.evaluate((element) => element === element.ownerDocument.activeElement);
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    if (await isThere()) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no Tab leads to ${at}`);
}

export function keyboard(page: Page): Hands {
  const keys = page.keyboard;
  return {
    async press(at) {
      await reach(page, at);
      await keys.press("Enter");
    },
    async write(at, text) {
      await reach(page, at);
      await keys.press("ControlOrMeta+A");
      await keys.type(text);
    },
    async choose(at, value) {
      await reach(page, at);
      await keys.press("Home");
      for (let steps = 0; steps < MOST_STOPS; steps += 1) {
        if ((await at.inputValue()) === value) return;
        await keys.press("ArrowDown");
      }
      throw new Error(`no ${value} can be chosen at ${at}`);
    },
    async tick(at) {
      await reach(page, at);
      if (!(await at.isChecked())) await keys.press("Space");
      await ticked(at);
    },
    async moment(at, local) {
      await reach(page, at);
      const [, year = "", month = "", day = "", hour, minute = ""] =
        /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?$/.exec(local) ?? [];
      // Month and day first, and half a day's hours, as Chromium draws it in English.
      await keys.type(`${month}${day}${year}`);
      if (hour !== undefined) {
        const half = Number(hour) % 12 || 12;
        await keys.press("ArrowRight");
        await keys.type(`${String(half).padStart(2, "0")}${minute}${Number(hour) < 12 ? "AM" : "PM"}`);
      }
      if ((await at.inputValue()) !== local) throw new Error(`${at} is ${await at.inputValue()}`);
    },
  };
}
