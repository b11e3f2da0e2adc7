import { fileURLToPath } from "node:url";
import { OpenAPIHono } from "@hono/zod-openapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AskedBy } from "../../../apps/api/actor.ts";
import { type ReportsOptions, reportsRoutes } from "../../../apps/api/reports.ts";
import { newImport } from "../../../archive/facts/import.ts";
import { type Archive, openArchive } from "../../../archive/open.ts";
import { REPORT_FORMS, type ReportForm, reportNames } from "../../../insight/reports/catalogue.ts";
import { readPolicies } from "../../../services/policies.ts";
import { readGuides } from "../../../texts/help/read.ts";
import { deedsOf, PLAYS, playedBy } from "../../insight/reports/played.ts";
import { type Backend, backends } from "../../support/archives.ts";

const NOW = "2026-11-22T12:00:00.000Z";
const VALUED = "2026-11-21";
const policies = await readPolicies(fileURLToPath(new URL("../../../policies", import.meta.url)));

type Rows = Readonly<Record<string, readonly object[]>>;

/** What is known of the clients who were played, and of shops without a relationship. */
const FACTS: Rows = {
  purchases: [
    ...["admitted", "struck", "ours"].flatMap((client, n) =>
      ["2026-01-05", "2026-02-05", "2026-09-01"].map((on, k) => ({
        ...{ client, on, units: 1, amount: `${100 * (n + 1) + k}.50`, cost: "40" },
      })),
    ),
    { client: "shop", on: "2026-03-01", units: 1, amount: "10", currency: "EUR" },
    { client: "shop", on: "2026-04-01", units: -1, amount: "-5", currency: "EUR" },
    { client: "abroad", on: "2026-03-01", units: 1, amount: "99", currency: "USD" },
  ],
  hours: [
    { client: "admitted", role: "sales", minutes: 30, kind: "precontract", day: "2026-01-01" },
    { client: "admitted", role: "sales", minutes: 30, kind: "precontract", day: "2025-12-31" },
    { client: "admitted", role: "ops", minutes: 90, kind: "service", day: "2026-02-01" },
    { client: "admitted", role: "manager", minutes: 20, kind: "shipping", day: "2026-03-01" },
    { client: "admitted", role: "ops", minutes: 600, kind: "service", day: "2026-10-01" },
    { client: "struck", role: "ops", minutes: 60, kind: "service", day: "2026-02-01" },
  ],
  payments: [
    { client: "payer", invoice: "i1", amount: "7", due: "2026-01-15", paid: "2026-02-01" },
    { client: "payer", invoice: "i2", amount: "9", due: "2026-01-15" },
    { client: "shop", invoice: "i3", amount: "9", due: "2026-01-15", paid: "2026-02-01" },
  ],
  concessions: [{ client: "admitted", on: "2026-05-01", cost: "7.25", underThreat: false }],
  discounts: [
    { client: "left", on: "2026-01-10", kind: "insistent", asked: "5", granted: "5" },
    { client: "struck", on: "2026-01-10", kind: "loyal", asked: "5", granted: "5" },
    { client: "twice", on: "2026-01-10", kind: "loyal", asked: "5", granted: "0" },
  ],
  reviews: [
    { client: "shop", kind: "review", good: true, at: "2026-03-01T23:59:59Z", where: "maps" },
    { client: "shop", kind: "mention", good: false, at: "2026-04-01T00:00:00Z" },
  ],
  scores: [
    { client: "admitted", period: "2026-10", score: 90 },
    { client: "struck", period: "2026-10", score: 10 },
  ],
  interactions: ["10:00", "10:01", "10:02"].map((time) => ({
    ...{ client: "struck", direction: "in", channel: "email", at: `2026-03-10T${time}:00Z` },
  })),
};

async function take(archive: Archive, facts: Rows): Promise<void> {
  for (const [kind, rows] of Object.entries(facts)) {
    const session = newImport({
      ...{ kind: kind as Parameters<typeof newImport>[0]["kind"], by: { id: "olga", role: "ops" } },
      ...{ now: NOW, currency: "EUR" },
    });
    const { refused } = await archive.facts.take(
      session,
      rows.map((value, n) => ({ line: n + 1, value })),
    );
    expect(refused, kind).toEqual([]);
  }
}

function askerOf(archive: Archive, page?: number, more: Pick<ReportsOptions, "guides"> = {}) {
  const app = new OpenAPIHono<AskedBy>();
  app.onError((error, c) => c.text(error.message, 400));
  const paged = page === undefined ? {} : { page };
  reportsRoutes(app, { archive, policies, clock: () => Date.parse(NOW), ...paged, ...more });
  return async (name: string, query: Readonly<Record<string, string>> = {}) => {
    const answer = await app.request(`/v1/reports/${name}?${new URLSearchParams(query)}`);
    return {
      type: answer.headers.get("content-type") ?? "",
      status: answer.status,
      text: await answer.text(),
    };
  };
}
type Ask = ReturnType<typeof askerOf>;

const dataOf = async (ask: Ask, name: string, query: Readonly<Record<string, string>> = {}) => {
  const { status, text } = await ask(name, { ...query, form: "json" });
  expect(status, `${name} ${text}`).toBe(200);
  return JSON.parse(text);
};

/** What each database told, to be held against the other. */
const told = new Map<string, unknown>();

describe.each(backends)("reports of the archive on $name", (engine) => {
  let backend: Backend;
  let archive: Archive;
  let ask: Ask;

  beforeAll(async () => {
    backend = await engine.start();
    archive = await openArchive(await backend.place());
    ask = askerOf(archive);
    expect((await ask("tiers", { form: "sheets" })).text).toContain("tenure import purchases FILE");
    expect((await ask("tiers", { form: "sheets", currency: "RUB" })).text).toContain(
      "or leave --currency RUB out",
    );
    for (const form of ["svg", "html"])
      expect((await ask("admissions", { form })).text).toContain("There is nothing to report yet");
    for (const client of Object.keys(PLAYS)) await archive.journal.record(playedBy(client));
    await take(archive, FACTS);
    for (const [client, kind, id] of [
      ["struck", "questions", "s1"],
      ["ours", "questions", "s2"],
      ["ours", "overdue", "s3"],
      ["left", "overdue", "s4"],
    ] as const) {
      const suggestion = { id, kind, at: "2026-03-01T09:00:00.000Z", facts: ["f"], words: [], numbers: {} };
      const look = { client, zone: "UTC", locale: "en", state: "active", seq: 1, told: 0 } as const;
      await archive.suggestions.looked(look, { added: [{ suggestion, task: null }], changed: [] }, null, NOW);
    }
    await archive.suggestions.judge(
      "s2",
      "dismissed",
      { id: "max", role: "manager" },
      { at: NOW, reason: null },
    );
    const [policy] = policies;
    if (policy) await archive.values.value(VALUED, policy, NOW);
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  it("R-REP-1, R-REP-2, R-REP-3, R-REP-4, R-REP-5, R-REP-6, R-REP-7, R-REP-8, R-REP-9, R-REP-10, R-REP-11: every report in every form", async () => {
    const shapes: Readonly<Record<ReportForm, readonly [type: string, text: RegExp]>> = {
      json: ["application/json", /^\{"/],
      sheets: [
        "application/json",
        /^\{"sheets":\[\{"title":"[\s\S]*R-(REP|DEC)-[\s\S]*"empty":null\}$|Fisher/,
      ],
      csv: ["text/csv; charset=utf-8", /^[a-z_,]+\r\n[\s\S]+\r\n$/],
      svg: ["image/svg+xml", /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [\s\S]*<\/svg>$/],
      html: ["text/html; charset=utf-8", /^<!doctype html>[\s\S]*<svg [\s\S]*<table>[\s\S]*<\/html>$/],
    };
    for (const name of reportNames) {
      for (const form of REPORT_FORMS) {
        const [type, text] = shapes[form];
        const answer = await ask(name, { form });
        expect(answer, `${name} as ${form}`).toMatchObject({ status: 200, type });
        expect(answer.text, `${name} as ${form}`).toMatch(text);
        expect(answer.text).not.toMatch(/NaN|undefined|<script/);
      }
    }
  });

  it("R-REP-7: the flow of clients between states, the same as walking through the journals", async () => {
    const steps = new Map<string, { moves: number; clients: Set<string> }>();
    for (const client of Object.keys(PLAYS)) {
      let before: string | null = null;
      for (const { to } of deedsOf([client])) {
        if (to.state !== before) {
          const key = `${before ?? "new"} ${to.state}`;
          const step = steps.get(key) ?? { moves: 0, clients: new Set<string>() };
          steps.set(key, step);
          step.moves += 1;
          step.clients.add(client);
        }
        before = to.state;
      }
    }
    const { moves } = await dataOf(ask, "flow");
    expect(
      new Map(moves.map(({ from, to, moves: n, clients }: never) => [`${from} ${to}`, [n, clients]])),
    ).toEqual(new Map(Array.from(steps, ([key, { moves: n, clients }]) => [key, [n, clients.size]])));
    const march = await dataOf(ask, "flow", { since: "2026-01-11", at: "2026-01-20" });
    expect(march.moves).toContainEqual({ from: "active", to: "warnedOnce", moves: 3, clients: 3 });
    expect(march.moves).not.toContainEqual(expect.objectContaining({ from: "new" }));
  });

  it("G22, R-REP-3: 10 discounted, 10 not, as imported rows; by 90 days 8 and 8 left: no gain, look for the cause", async () => {
    const other = await openArchive(await backend.place());
    try {
      const clients = Array.from({ length: 20 }, (_, n) => ({
        client: `g${n}`,
        granted: n < 10 ? "5" : "0",
      }));
      for (const [n, { client }] of clients.entries())
        await other.journal.record(playedBy(n % 10 < 8 ? "left" : "struck", client));
      const asked = { on: "2026-01-10", kind: "insistent", asked: "5" };
      await take(other, { discounts: clients.map((client) => ({ ...client, ...asked })) });
      const { groups, tasks } = await dataOf(askerOf(other), "retention");
      expect(groups).toContainEqual(
        expect.objectContaining({
          group: "any discount",
          mark: 90,
          of: 10,
          count: 2,
          verdict: "may be chance",
        }),
      );
      expect(groups).toContainEqual(expect.objectContaining({ group: "none", mark: 90, of: 10, count: 2 }));
      expect(tasks[0]).toMatchObject({ role: "product", what: expect.stringMatching("look for the cause") });
    } finally {
      await other.close();
    }
  });

  it("R-REP-10: what an admitted client brought and cost in 180 days, by hand", async () => {
    const rates: Readonly<Record<string, number>> = policies[0]?.value.rates.EUR ?? {};
    const { sellers, currency } = await dataOf(ask, "admissions");
    // Two purchases of 100.50 and 101.50 for 40 each, a concession of 7.25; half an hour of sales on the day before the
    // contract, 90 minutes of ops and 20 of a manager after it.
    const worked = { sales: 30, ops: 90, manager: 20 };
    const work = Object.entries(worked)
      .map(([role, minutes]) => Math.round((minutes * (rates[role] ?? 0)) / 60))
      .reduce((sum, cost) => sum + cost);
    expect({ sellers, currency }).toMatchObject({
      currency: "EUR",
      sellers: [
        { by: "sid", admitted: 1, early: 0, net: 20_200 - 8_000 - 725 - work, refused: 1, saved: 250 },
      ],
    });
    const span = { client: "payer", from: "2026-01-01", to: "2026-06-30" };
    const spans = [span, { ...span, from: "2026-02-02" }, { ...span, client: "shop" }];
    expect((await archive.reporting.broughtIn(spans, "EUR")).map(({ revenue }) => revenue)).toEqual([
      ...[700, 0, 500],
    ]);
    expect((await dataOf(ask, "admissions", { currency: "USD" })).sellers).toEqual([]);
    expect((await dataOf(ask, "admissions", { at: "2026-06-30" })).sellers).toMatchObject([
      { early: 1, net: 0 },
    ]);
  });

  it("R-REP-6: answers are held against the catalogue that the engine runs with", async () => {
    const { guides } = await readGuides();
    const guide = { ...guides[0], topic: "first-order", answers: [] } as (typeof guides)[number];
    const isGuide = async (...known: readonly (typeof guides)[number][]) => {
      const asker = askerOf(archive, undefined, {
        guides: async () => ({ version: "2026-11", guides: known }) as never,
      });
      return (await dataOf(asker, "questions")).answers[0].guide;
    };
    expect([await isGuide(guide), await isGuide()]).toEqual([true, false]);
  });

  it("R-REP-3: a day in the future is refused: nobody has stayed until then", async () => {
    expect(await ask("retention", { at: "2026-11-23" })).toMatchObject({
      ...{ status: 400, text: expect.stringContaining("it is 2026-11-22 now") },
    });
    expect((await ask("retention", { at: "2026-11-22" })).status).toBe(200);
  });

  it("R-REP-3: who stayed, by the relationship: discounted clients against those who got none", async () => {
    const { groups } = await dataOf(ask, "retention");
    const at90 = Object.fromEntries(
      groups.filter(({ mark }: never) => mark === 90).map((row: { group: string }) => [row.group, row]),
    );
    expect(at90).toMatchObject({
      "any discount": { of: 3, count: 2, verdict: "too few" },
      promise: { of: 1, count: 1 },
      insistent: { of: 1, count: 0 },
      loyal: { of: 1, count: 1 },
      "asked, got none": { of: 1, count: 1 },
    });
    // Who had left or been refused by the tenth is no client to compare with; `parted` was one until the twenty-first.
    expect(at90["never asked"]).toMatchObject({ of: 6, count: 5 });
  });

  it("R-REP-5: strikes by what was noticed about clients, dismissed suggestions left out", async () => {
    const { comparisons } = await dataOf(ask, "fairness");
    const met = comparisons.filter(
      ({ by, what }: { by: string; what: string }) => by === "archetype" && what === "clients warned",
    );
    expect(met).toMatchObject([
      { group: "non-payer", own: { of: 2, count: 0 }, others: { of: 10, count: 3 }, small: true },
      { group: "questioner", own: { of: 1, count: 1 }, others: { of: 11, count: 2 } },
    ]);
    expect((await dataOf(ask, "fairness", { at: "2026-02-28" })).comparisons).not.toContainEqual(
      expect.objectContaining({ by: "archetype" }),
    );
  });

  it("R-REP-8, R-REP-11, R-DEC-1: reviews by the month of UTC, hours by segment, storms by the client's day", async () => {
    expect(await dataOf(ask, "mentions")).toMatchObject({
      months: [
        { name: "2026-03", good: 1, bad: 0 },
        { name: "2026-04", good: 0, bad: 1 },
      ],
    });
    expect(await dataOf(ask, "mentions", { since: "2026-03-02", at: "2026-03-31" })).toMatchObject({
      count: 0,
    });
    expect(await dataOf(ask, "storms")).toMatchObject({ count: 1, messages: 3 });
    expect(await dataOf(ask, "storms", { at: "2026-03-09" })).toMatchObject({ count: 0 });
  });

  it("R-DEC-11, R-REP-1: of one currency at a time; of revenue where only some days are asked for", async () => {
    expect(await dataOf(ask, "tiers")).toMatchObject({ day: VALUED, currency: "EUR" });
    expect(await dataOf(ask, "tiers", { since: "2026-03-01", at: "2026-04-30" })).toMatchObject({
      ...{ clients: 1, total: 500, currency: "EUR", from: "2026-03-01", until: "2026-04-01" },
    });
    const dollars = await dataOf(ask, "cohorts", { currency: "USD" });
    expect(dollars).toMatchObject({ clients: 1, currency: "USD" });
    const { remarks } = JSON.parse((await ask("pareto", { form: "sheets" })).text);
    expect(remarks.join("\n")).toMatch("Amounts are in EUR; left out: 1 client in USD (--currency).");
  });

  it("R-LIF-0: what cannot be asked is refused, and says what can", async () => {
    for (const [name, query, words] of [
      ["teirs", {}, "there is no report teirs; there are tiers,"],
      ["tiers", { at: "2026-02-30" }, "a day of the calendar"],
      ["tiers", { since: "2026-03-01", at: "2026-02-01" }, "since: a day not after at"],
    ] as const)
      await expect(ask(name, query), name).resolves.toMatchObject({ text: expect.stringContaining(words) });
  });

  it("R-REP-1: the same SQL tells the same on both databases", async () => {
    const all = await Promise.all(reportNames.map(async (name) => [name, await dataOf(ask, name)] as const));
    for (const [name, data] of all) {
      if (told.has(name)) expect(data, name).toEqual(told.get(name));
      told.set(name, data);
    }
    expect(told.size).toBe(reportNames.length);
  });

  it("R-REP-1, R-REP-9: page by page, however small the pages, the same is told", async () => {
    const slowly = askerOf(archive, 2);
    for (const name of reportNames) expect(await dataOf(slowly, name), name).toEqual(await dataOf(ask, name));
  });
});
