import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Parts, startParts } from "../../support/engine.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
}, 60_000);
afterAll(() => parts.stop(), 30_000);

const BOUND = { said: "so, and so" };

async function opened(locale: "en" | "ru" = "en"): Promise<string> {
  const client = parts.name();
  const body = {
    ...{ kind: "b2b", locale, zone: "Europe/Moscow", currency: "RUB", channels: ["email", "post"] },
    contract: { contractRef: "k-17", channel: "email", signedAt: "2026-01-01T00:00:00Z" },
    contact: { name: locale === "ru" ? "Анна" : "Ann", email: "ann@example.org", post: "Lane 1, Town" },
  };
  expect(await parts.call("POST", `/clients/${client}`, "ops:olga", body)).toMatchObject({ status: 201 });
  return client;
}

const apply = (client: string, as: string, event: object) =>
  parts.call("POST", `/clients/${client}/events`, as, event);
const preview = (client: string, as: string, event: object, lang = "") =>
  parts.call("POST", `/clients/${client}/preview${lang}`, as, event);

async function reported(client: string): Promise<void> {
  const data = {
    ...{ incidentId: "i1", category: "insult", happenedAt: "2026-01-02T10:00:00Z" },
    ...{ evidence: [BOUND.said], channel: "chat", saidRef: BOUND.said },
  };
  const answer = await apply(client, "ops:olga", { type: "incident.reported", data });
  expect(answer).toMatchObject({ status: 200 });
}

/** The client's notices, once there are so many. */
async function captured(client: string, count: number) {
  for (let tries = 0; tries < 200; tries++) {
    const notices = await parts.archive.outbox.list(client);
    if (notices.length >= count) return notices;
    await sleep(50);
  }
  throw new Error(`there are no ${count} notices of ${client}`);
}

const confirmed = { type: "incident.confirmed", data: { incidentId: "i1", explainedBy: null } };

describe("a preview", () => {
  it.each(["en", "ru"] as const)("R-COM-1 is word for word what is then sent (%s)", async (locale) => {
    const client = await opened(locale);
    await reported(client);
    const { status, body } = await preview(client, "manager:max", confirmed);
    expect(status).toBe(200);
    expect(body).toMatchObject({ client, type: "incident.confirmed", state: "active" });
    expect(body.notices).toMatchObject([{ notice: "N4", channel: "email", locale }]);
    const [{ subject, body: text, html }] = body.notices;
    expect(text).toContain(BOUND.said);
    expect(text).toContain(locale === "ru" ? "Здравствуйте, Анна!" : "Hello Ann,");

    const done = await apply(client, "manager:max", { ...confirmed, reason: "heard by two" });
    expect(done).toMatchObject({ status: 200 });
    const [notice] = await captured(client, 1);
    expect(await parts.archive.outbox.read(notice?.id ?? "")).toEqual({ subject, body: text, html });
  });

  it("R-LIF-4 is word for word what a restricted client gets, who has one way left to reach us", async () => {
    const client = await opened();
    const ground = "unprofitable";
    const sections = ["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"];
    const told: readonly (readonly [as: string, type: string, data: object])[] = [
      ["finance:fay", "finance.assessed", { revenue: 100, benefit: 0, cost: 500 }],
      ["legal:leo", "clause.answered", { ground, terminable: false, clauseRef: "7", noticeDays: 14 }],
      ["manager:mia", "dossier.compiled", { dossierId: "d1", sections, hash: "0".repeat(64) }],
      ["manager:mia", "exit.requested", { requestId: "r1", ground }],
    ];
    for (const [as, type, data] of told)
      expect(await apply(client, as, { type, data, reason: "so" })).toMatchObject({ status: 200 });

    const restricting = { type: "exit.approved", data: { requestId: "r1" }, reason: "so" };
    const overdue = {
      type: "payment.overdue",
      data: { invoiceId: "F-17", dueOn: "2026-01-01", ourPartDone: true, amount: 125_000 },
    };
    const cases = [
      ["senior:sam", restricting, "N5"],
      ["finance:fay", overdue, "N6"],
    ] as const;
    for (const [index, [as, event, notice]] of cases.entries()) {
      const before = await preview(client, as, event);
      expect(before).toMatchObject({ status: 200, body: { notices: [{ notice }] } });
      expect(await apply(client, as, event)).toMatchObject({ status: 200 });
      const sent = (await captured(client, index + 1)).at(index);
      const { subject, body, html } = before.body.notices[0];
      expect(await parts.archive.outbox.read(sent?.id ?? "")).toEqual({ subject, body, html });
    }
  });

  it("records nothing, keeps nothing and sends nothing", async () => {
    const client = await opened();
    const before = await parts.archive.journal.timeline(client);
    const secret = "words that nobody may keep";
    const answer = await preview(client, "ops:olga", {
      type: "boundary.stated",
      data: { textRef: secret, matterRef: secret },
    });
    expect(answer).toMatchObject({ status: 200, body: { notices: [{ notice: "N3" }] } });
    expect(answer.body.notices[0].body).toContain(secret);
    expect(await parts.archive.journal.timeline(client)).toEqual(before);
    expect(await parts.archive.outbox.list(client)).toEqual([]);
    const shown = await parts.call("GET", `/clients/${client}`, "ops:olga");
    expect(shown.body).toMatchObject({ seq: 1, notices: [] });
  });

  it("is in another language where that is asked for", async () => {
    const client = await opened("en");
    const event = { type: "boundary.stated", data: { textRef: "импорт", kind: "tone" } };
    const { body } = await preview(client, "ops:olga", event, "?lang=ru");
    expect(body.notices).toMatchObject([{ locale: "ru", subject: "Такой тон недопустим" }]);
    expect(await preview(client, "ops:olga", event, "?lang=fr")).toMatchObject({ status: 400 });
  });

  it("says plainly that an event sends no notice", async () => {
    const client = await opened();
    const event = { type: "fault.opened", data: { faultId: "f1", at: "2026-01-02T10:00:00Z", loss: false } };
    const { status, body } = await preview(client, "ops:olga", event);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: "active", notices: [] });
  });

  it("refuses as the event itself would be refused, with every finding, and no entry", async () => {
    const client = await opened();
    await reported(client);
    const same = { type: "urn:tenure:problem:secondPerson", state: "active" };
    const own = await preview(client, "manager:olga", confirmed);
    expect(own).toMatchObject({ status: 409, body: same });
    expect(own.body.findings).toMatchObject([{ rule: "R-LIF-1" }]);
    expect(own.body).not.toHaveProperty("seq");
    const exit = { type: "exit.approved", data: { requestId: "r1" } };
    const refused = await preview(client, "senior:anna", exit);
    expect(refused).toMatchObject({ status: 409, body: { type: "urn:tenure:problem:refused" } });
    expect(refused.body.findings.length).toBeGreaterThan(1);
    const role = await preview(client, "ops:olga", exit);
    expect(role).toMatchObject({ status: 403, body: { type: "urn:tenure:problem:role" } });
    expect(await parts.archive.journal.timeline(client)).toHaveLength(2);
  });

  it("R-LIF-27 is asked of when it happened, like the question what the rules say; not of what is to come", async () => {
    const client = await opened();
    await reported(client);
    const explain = (event: object) =>
      parts.call("POST", `/clients/${client}/explain`, "manager:max", { reason: "so", ...event });
    const before = { ...confirmed, occurredAt: new Date(Date.now() - 60_000).toISOString() };
    const ahead = { ...confirmed, occurredAt: new Date(Date.now() + 3_600_000).toISOString() };
    for (const asked of [explain, (event: object) => preview(client, "manager:max", event)]) {
      expect(await asked(before)).toMatchObject({ status: 200 });
      expect(await asked(ahead)).toMatchObject({
        status: 400,
        body: { faults: [{ path: "occurredAt", says: expect.stringContaining("an instant not after") }] },
      });
    }
  });

  it("says what is wrong with a question", async () => {
    const client = await opened();
    const partly = await preview(client, "ops:olga", { type: "boundary.stated" });
    expect(partly).toMatchObject({ status: 400, body: { type: "urn:tenure:problem:malformed" } });
    expect(partly.body.faults).toMatchObject([{ path: "data.textRef" }]);
    expect(await preview(parts.name(), "ops:olga", confirmed)).toMatchObject({ status: 404 });
    expect(await preview(client, "nobody", confirmed)).toMatchObject({ status: 401 });
  });
});
