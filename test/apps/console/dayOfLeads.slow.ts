// A day of those who decide, at the console, by clicking and typing only: a request that the rules refuse, an exit with
// four eyes, a handover to another provider, and an appeal. On the real engine.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { talkPoint } from "../../../texts/notices/talk.ts";
import { axe } from "../../support/browser.ts";
import { type Desk, startDesk } from "../../support/console.ts";
import { wordsIn } from "../../support/consoleWords.ts";
import { keyboard, mouse } from "../../support/hands.ts";
import { deskOf, local } from "./work.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({
    connections: { providers: { publicUrl: "https://tenure.example", allowPrivate: true } },
  });
}, 120_000);
afterAll(() => desk?.stop());

const DAY = 86_400_000;

/** A client who wants what we do not sell, and a provider who sells it. */
async function outgrown(): Promise<string> {
  const need = desk.parts.name();
  const provider = `${need}-p`;
  const row = { id: provider, name: `Pears of ${need}`, capabilities: [need], regions: ["berlin"] };
  const more = { price: 100, capacity: 5, contact: "desk 4", verifiedAt: "2026-11-01" };
  const { status } = await desk.parts.call("POST", "/providers", "ops:olga", [{ ...row, ...more }]);
  expect(status).toBe(200);
  const client = await desk.opened({ contact: { name: "Ann Example", email: "ann@example.org" } });
  for (const n of [1, 2, 3])
    await desk.signal(client, "ops:olga", "message.received", {
      ...{ messageId: `m${n}`, threadId: "t1", channel: "email", auto: false },
    });
  await desk.signal(client, "manager:mia", "needs.stated", {
    needs: [need],
    regions: ["berlin"],
    budget: 200,
  });
  await desk.signal(client, "product:eli", "product.assessed", {
    ...{ others: 0, onRoadmap: false, feasible: true, build: 90, support: 20, pays: 100 },
    workaroundsRejected: true,
  });
  for (const [kind, as, fact] of [
    ["hours", "ops:olga", { role: "ops", minutes: 60, kind: "service", day: "2026-11-01" }],
    ["purchases", "finance:fred", { on: "2026-11-01", units: 1, amount: "900", cost: "100" }],
  ] as const) {
    const told = await desk.parts.call("POST", `/facts/${kind}`, as, { client, ...fact });
    expect(told.status, JSON.stringify(told.body)).toBe(201);
  }
  return client;
}

describe.each([
  ["en", "mouse"],
  ["ru", "mouse"],
  ["en", "keyboard"],
] as const)("a day of those who decide, in %s, by %s", (lang, by) => {
  const words = wordsIn(lang);
  const { t, event, value } = words;
  const scheme = lang === "en" ? "light" : "dark";
  const faults: string[][] = [];

  /** Somebody at a desk of their own. */
  async function sit(as: string) {
    const seat = await desk.sit({ as, lang, scheme });
    faults.push(seat.faults);
    const hands = by === "mouse" ? mouse : keyboard(seat.page);
    await seat.page.goto("inbox");
    return { page: seat.page, hands, work: deskOf(seat.page, hands, words) };
  }

  it("R-LIF-3, R-DEC-5, R-HND-1: a refusal is explained, an exit takes two people, and the client moves on", async () => {
    const client = await outgrown();
    const mia = await sit("manager:mia");
    // There was no misconduct: the rules say why nobody is parted with for it.
    await mia.work.client(client);
    await mia.hands.press(mia.page.getByRole("link", { name: event("exit.requested"), exact: true }));
    await mia.hands.choose(mia.page.locator("#field-ground"), "conduct");
    await mia.hands.write(mia.page.locator("#field-reason"), "tired of them");
    await mia.hands.press(mia.page.getByRole("button", { name: t("form.look") }));
    await mia.page.getByText(t("form.would.no")).waitFor();
    expect(await axe(mia.page)).toEqual([]);
    // Recorded all the same, as an attempt; and what was filled in stays.
    await mia.hands.press(mia.page.locator("form button[type=submit]"));
    await mia.page.getByText(t("state.refused")).waitFor();
    await mia.hands.choose(mia.page.locator("#field-ground"), "customisation");
    await mia.work.record(async () => {});

    // Legal answers, the manager compiles the dossier, and whoever asked does not decide.
    const leo = await sit("legal:leo");
    await leo.work.take(client, value("clause"));
    await leo.work.answer("clause.answered", async () => {
      await leo.hands.choose(leo.page.locator("#field-ground"), "customisation");
      await leo.hands.choose(leo.page.locator("#field-terminable"), "yes");
      await leo.hands.write(leo.page.locator("#field-clauseRef"), "s7");
      await leo.hands.write(leo.page.locator("#field-noticeDays"), "0");
    });
    await mia.hands.press(mia.page.getByRole("link", { name: t("form.toClient") }));
    await mia.hands.press(mia.page.getByRole("link", { name: event("dossier.compiled"), exact: true }));
    await mia.work.record(async () => {});
    await mia.hands.press(mia.page.getByRole("link", { name: t("nav.approvals"), exact: true }));
    await mia.hands.press(mia.page.locator(".row", { hasText: client }).getByRole("link"));
    await mia.page.getByText(t("approvals.yours")).waitFor();

    const anna = await sit("senior:anna");
    await anna.hands.press(anna.page.getByRole("link", { name: t("nav.approvals"), exact: true }));
    await anna.hands.press(anna.page.locator(".row", { hasText: client }).getByRole("link"));
    await anna.hands.press(anna.page.getByRole("button", { name: t("approvals.open") }));
    await anna.page.getByText(t("dossier.sums")).waitFor();
    expect(await axe(anna.page)).toEqual([]);
    await anna.hands.press(anna.page.getByRole("link", { name: t("approvals.approve") }));
    await anna.work.record(async () => {
      await anna.hands.write(anna.page.locator("#field-reason"), "they need what we do not sell");
    });

    // The farewell is spoken.
    await mia.hands.press(mia.page.getByRole("link", { name: t("nav.inbox"), exact: true }));
    await mia.work.take(client, value("callExit"));
    // What to say, and what never, stands beside it in words.
    await mia.page.getByText(talkPoint("never.blame", lang)).waitFor();
    expect(await axe(mia.page)).toEqual([]);
    await mia.work.answer("call.made", async () => {
      await mia.hands.choose(mia.page.locator("#field-outcome"), "reached");
      await mia.hands.moment(mia.page.locator("#field-calledAt"), local(Date.now()));
    });

    // Ops record what the client agrees to; the provider answers, and takes it, on pages of its own.
    const olga = await sit("ops:olga");
    await olga.work.client(client);
    await olga.hands.press(olga.page.getByRole("link", { name: t("client.tab.handover"), exact: true }));
    await olga.hands.tick(olga.page.getByRole("checkbox", { name: t("consent.item.contact") }));
    await olga.hands.tick(olga.page.getByRole("checkbox", { name: t("consent.item.needs") }));
    await olga.hands.press(olga.page.getByRole("button", { name: /2/ }));
    // The provider answers and takes the data on pages of its own; the client sees the plan on another.
    /** Opens a page that a link of the handover leads to, as whoever gets the link. */
    const outside = async (purpose: string): Promise<Page> => {
      const link = olga.page.locator("main").getByText(`${value(purpose)}: `);
      const url = new URL((await link.locator("code").innerText()).trim());
      const page = await (await desk.browser.newContext()).newPage();
      await page.goto(desk.parts.url + url.pathname);
      return page;
    };
    const answering = await outside("answer");
    await answering.locator("button[value=accept]").click();
    await answering.locator("button[value=accept]").waitFor({ state: "detached" });
    const fetching = await outside("package");
    const [file] = await Promise.all([
      fetching.waitForEvent("download"),
      fetching.locator("button[value=download]").click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/zip$/);
    // What was to be given is given: the next task of this kind is another one.
    await olga.page
      .locator("dd", { hasText: value("moving") })
      .first()
      .waitFor();

    await olga.hands.press(olga.page.getByRole("link", { name: t("nav.inbox"), exact: true }));
    await olga.work.take(client, value("handover"));
    await olga.work.answer("move.planned", async () => {
      await olga.hands.moment(olga.page.locator("#field-on"), local(Date.now() + 10 * DAY).slice(0, 10));
    });
    await olga.hands.press(olga.page.getByRole("link", { name: t("form.toClient") }));
    await olga.hands.press(olga.page.getByRole("link", { name: t("client.tab.handover"), exact: true }));
    const theirs = await outside("client");
    await theirs.locator("button[value=confirm]").click();
    await theirs.locator("button[value=confirm]").waitFor({ state: "detached" });
    await olga.page.getByText(t("consent.outcome.done")).waitFor();
    await olga.hands.press(olga.page.getByRole("link", { name: t("client.tab.now"), exact: true }));
    await olga.hands.press(olga.page.getByRole("link", { name: event("duties.done"), exact: true }).first());
    await olga.work.record(async () => {
      await olga.hands.write(olga.page.locator("#field-items"), "data, invoices");
    });
    await olga.hands.press(olga.page.getByRole("link", { name: t("nav.inbox"), exact: true }));
    await olga.work.take(client, value("complete"));
    await olga.work.answer("offboarding.completed", async () => {});
    await olga.hands.press(olga.page.getByRole("link", { name: t("form.toClient") }));
    await olga.page.locator("main").getByText(value("terminated"), { exact: true }).first().waitFor();
    expect(await axe(olga.page)).toEqual([]);
    expect(faults.flat()).toEqual([]);
  });

  it("R-LIF-12, R-TSK-1: an appeal is filed, and judged in words by somebody who had no part in it", async () => {
    const client = await desk.opened();
    const happenedAt = new Date(Date.now() - 3_600_000).toISOString();
    const incident = { incidentId: "i1", category: "insult", happenedAt, evidence: [] };
    await desk.signal(client, "ops:olga", "incident.reported", incident);
    const confirmed = { incidentId: "i1", explainedBy: null };
    await desk.signal(client, "senior:sam", "incident.confirmed", confirmed, "read in the chat");
    const olga = await sit("ops:olga");
    await olga.work.client(client);
    await olga.hands.press(olga.page.getByRole("link", { name: event("appeal.filed"), exact: true }).first());
    await olga.work.record(async () => {
      await olga.hands.write(olga.page.locator("#field-textRef"), "It was our driver, not the client");
    });

    // Whoever decided has no part in the appeal.
    const sam = await sit("senior:sam");
    await sam.work.take(client, value("judge"));
    await sam.hands.press(
      sam.page.locator("section.card").getByRole("link", { name: event("appeal.upheld") }),
    );
    await sam.hands.write(sam.page.locator("#field-reasonsRef"), "We were wrong");
    await sam.hands.write(sam.page.locator("#field-reason"), "looked again");
    await sam.hands.press(sam.page.getByRole("button", { name: t("form.look") }));
    await sam.page.getByText(t("form.would.second")).waitFor();
    await sam.hands.press(sam.page.getByRole("link", { name: t("nav.inbox"), exact: true }));
    await sam.hands.press(sam.page.locator("[data-row]", { hasText: client }));
    await sam.hands.press(sam.page.getByRole("button", { name: t("inbox.release") }));

    const anna = await sit("senior:anna");
    await anna.work.take(client, value("judge"));
    await anna.work.answer("appeal.upheld", async () => {
      await anna.hands.write(anna.page.locator("#field-reasonsRef"), "You are right: it was our driver.");
      await anna.hands.write(anna.page.locator("#field-reason"), "seen on the camera");
    });
    await anna.hands.press(anna.page.getByRole("link", { name: t("form.toClient") }));
    await anna.page.locator("main").getByText(value("active"), { exact: true }).first().waitFor();
    // What the client reads of it is in those words.
    const tabs = anna.page.getByRole("navigation", { name: client });
    await anna.hands.press(tabs.getByRole("link", { name: t("client.tab.notices"), exact: true }));
    await anna.hands.press(anna.page.locator("[data-row]").first());
    await anna.page.locator(".letter", { hasText: "You are right: it was our driver." }).waitFor();
    expect(await axe(anna.page)).toEqual([]);
    expect(faults.flat()).toEqual([]);
  });
});
