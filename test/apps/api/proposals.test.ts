import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { eventTypes } from "../../../machines/index.ts";
import { standings } from "../../../services/standing.ts";
import { type Parts, startParts } from "../../support/engine.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
});
afterAll(() => parts?.stop());

const incident = (incidentId: string) => ({
  type: "incident.reported",
  reason: "she wrote that Bob is an idiot",
  data: { incidentId, category: "insult", happenedAt: "2026-01-01T00:00:00Z", evidence: ["you idiot"] },
});
const confirmation = (incidentId: string) => ({
  type: "incident.confirmed",
  reason: "read by two of us",
  data: { incidentId, explainedBy: null },
});

const propose = (client: string, as: string, event: object) =>
  parts.call("POST", `/clients/${client}/proposals`, as, { agent: "desk-helper", event });
const send = (client: string, as: string, event: object) =>
  parts.call("POST", `/clients/${client}/events`, as, event);
const ask = (client: string, what: "explain" | "preview", as: string, event: object) =>
  parts.call("POST", `/clients/${client}/${what}`, as, event);
const judge = (verb: "confirm" | "dismiss", id: string, as: string, body: object = {}) =>
  parts.call("POST", `/attention/${id}/${verb}`, as, body);
const entries = (client: string) => parts.archive.journal.timeline(client);
const tasksOf = async (client: string) =>
  (await parts.call("GET", `/tasks?client=${client}`, "ops:olga")).body.items;

describe("what agents propose", () => {
  it("R-ROL-2, R-TSK-3: a proposal changes nothing, is a task for whoever may send it, and is sent by who confirms it", async () => {
    const client = await parts.opened();
    const before = await entries(client);
    const made = await propose(client, "manager:max", incident("i1"));
    expect(made).toMatchObject({
      status: 201,
      body: {
        kind: "proposal",
        state: "open",
        event: "incident.reported",
        role: "ops",
        numbers: { agent: "desk-helper", behind: "manager:max" },
      },
    });
    expect(await entries(client)).toEqual(before);
    const { id } = made.body;
    expect(await tasksOf(client)).toMatchObject([
      {
        kind: "suggestion",
        role: "ops",
        about: id,
        points: [expect.stringContaining("manager:max"), {}, {}],
      },
    ]);
    // Words are the client's: no list and no task has them.
    const list = await parts.call("GET", `/attention?client=${client}&kind=proposal`, "ops:olga");
    expect(JSON.stringify([made.body, list.body, await tasksOf(client)])).not.toContain("idiot");
    const shown = await parts.call("GET", `/attention/${id}`, "ops:olga");
    const { reason, data } = incident("i1");
    expect(shown.body.proposed).toEqual({ reason, data, occurredAt: null });

    const confirmed = await judge("confirm", id, "ops:olga");
    expect(confirmed).toMatchObject({
      status: 200,
      body: { suggestion: { state: "confirmed", by: "ops:olga" } },
    });
    await vi.waitFor(async () => expect(await entries(client)).toHaveLength(2), { timeout: 10_000 });
    const [, entry] = await entries(client);
    expect(entry).toMatchObject({
      type: "incident.reported",
      actor: { id: "olga", role: "ops" },
      onBehalfOf: "max",
      outcome: "accepted",
      attested: true,
    });
    expect((await tasksOf(client)).filter(({ about }: { about: string }) => about === id)).toEqual([]);
    expect(await judge("confirm", id, "ops:otto")).toMatchObject({ status: 410 });
  });

  it("R-ROL-2: whoever is behind the agent cannot confirm, in no role and by no token; they may take it back", async () => {
    const client = await parts.opened();
    const { body } = await propose(client, "manager:max", incident("i1"));
    for (const self of ["manager:max", "ops:max", "senior:Max"])
      expect(await judge("confirm", body.id, self)).toMatchObject({
        status: 409,
        body: { type: "urn:tenure:problem:secondPerson", findings: [{ secondPerson: true }] },
      });
    const token = await parts.call("POST", "/tokens", "ops:olga", {
      role: "ops",
      scopes: ["signal"],
      days: 1,
    });
    const byToken = await fetch(`${parts.url}/v1/attention/${body.id}/confirm`, {
      method: "POST",
      headers: { authorization: `Bearer ${token.body.secret}`, "content-type": "application/json" },
      body: "{}",
    });
    expect(byToken.status).toBe(403);
    expect(await entries(client)).toHaveLength(1);
    expect(await judge("dismiss", body.id, "manager:max", { reason: "not meant" })).toMatchObject({
      status: 200,
    });
    expect(await judge("confirm", body.id, "ops:olga")).toMatchObject({ status: 410 });
    expect(await entries(client)).toHaveLength(1);
  });

  it("R-LIF-1, R-ROL-2: nor can they be the second person for what it led to; a third person can", async () => {
    const client = await parts.opened();
    const { body } = await propose(client, "manager:max", incident("i1"));
    // At the very moment at which mia confirms it, too.
    const early: Promise<{ readonly status: number }>[] = [];
    const hurry = setInterval(() => early.push(send(client, "manager:max", confirmation("i1"))), 5);
    expect(await judge("confirm", body.id, "manager:mia")).toMatchObject({ status: 200 });
    clearInterval(hurry);
    expect(early.length).toBeGreaterThan(0);
    for (const { status } of await Promise.all(early)) expect([409, 503]).toContain(status);
    // The machine knows of mia only; so what max's agent proposed is his own at the door.
    const own = await send(client, "manager:max", confirmation("i1"));
    expect(own).toMatchObject({
      status: 409,
      body: {
        type: "urn:tenure:problem:secondPerson",
        findings: [{ rule: "R-LIF-1", says: "another person confirms than reported" }],
      },
    });
    expect(await send(client, "manager:mia", confirmation("i1"))).toMatchObject({ status: 409 });
    // What is only asked says the same as what is sent.
    const [finding] = own.body.findings;
    const explained = await ask(client, "explain", "manager:max", confirmation("i1"));
    expect(explained.body.admitted).toBe("no");
    expect(explained.body.candidates[0].findings).toContainEqual(finding);
    expect(await ask(client, "explain", "senior:anna", confirmation("i1"))).toMatchObject({
      body: { admitted: "yes" },
    });
    const previewed = await ask(client, "preview", "manager:max", confirmation("i1"));
    const { type, detail, findings } = own.body;
    expect(previewed).toMatchObject({ status: 409, body: { type, detail, findings } });
    expect(await ask(client, "preview", "senior:anna", confirmation("i1"))).toMatchObject({ status: 200 });
    // Proposing the second step as well takes a third person to confirm it.
    const second = await propose(client, "manager:max", confirmation("i1"));
    expect(await judge("confirm", second.body.id, "manager:mia")).toMatchObject({ status: 409 });
    expect(await judge("confirm", second.body.id, "senior:anna")).toMatchObject({ status: 200 });
    await vi.waitFor(
      async () => expect((await entries(client)).map(({ type }) => type)).toContain("incident.confirmed"),
      { timeout: 10_000 },
    );
    // What nobody of theirs proposed they confirm as ever.
    const other = await parts.opened();
    await send(other, "ops:olga", { type: "incident.reported", data: incident("i1").data });
    expect(await send(other, "manager:max", confirmation("i1"))).toMatchObject({ status: 200 });
  });

  it("R-LIF-3, R-ROL-2: whose agent proposed an exit that another person requested does not approve it", async () => {
    const client = await parts.opened();
    const sums = { revenue: 100_00, benefit: 0, cost: 130_00 };
    expect(await send(client, "finance:fred", { type: "finance.assessed", data: sums })).toMatchObject({
      status: 200,
    });
    const request = {
      type: "exit.requested",
      reason: "it costs more than it brings",
      data: { requestId: "r1", ground: "unprofitable" },
    };
    const { body } = await propose(client, "senior:max", request);
    expect(body).toMatchObject({ role: "ops" });
    const eager = { type: "exit.approved", reason: "enough", data: { requestId: "r1" } };
    expect(await judge("confirm", body.id, "manager:mia")).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect(await entries(client)).toHaveLength(3), { timeout: 10_000 });
    const own = await send(client, "senior:max", eager);
    const says = "another person approves than requested";
    expect(own).toMatchObject({
      status: 409,
      body: { type: "urn:tenure:problem:secondPerson", findings: [{ rule: "R-LIF-3", says }] },
    });
    // Another senior meets the other conditions only.
    const other = await send(client, "senior:anna", eager);
    expect(other).toMatchObject({ status: 409, body: { type: "urn:tenure:problem:refused" } });
    expect(JSON.stringify(other.body.findings)).not.toContain(says);
    // Nor is it said to be open to them: by the list of what is allowed, and by the assessment of the exit.
    const refusedFor = async (as: string, path: string) =>
      JSON.stringify((await parts.call("GET", `/clients/${client}/${path}`, as)).body).includes(
        `"says":"${says}","passed":false`,
      );
    for (const path of ["allowed", "exit"])
      expect([await refusedFor("senior:max", path), await refusedFor("senior:anna", path)], path).toEqual([
        true,
        false,
      ]);
  });

  it("R-LIF-1, R-ROL-2: while what was confirmed is not judged yet, they do not decide", async () => {
    const client = await parts.opened();
    const { body } = await propose(client, "manager:max", incident("i1"));
    await parts.stopWorker();
    try {
      expect(await judge("confirm", body.id, "ops:olga")).toMatchObject({ status: 202 });
      // A question is answered by what is on record.
      expect(await ask(client, "explain", "manager:max", confirmation("i1"))).toMatchObject({ status: 200 });
      expect(await send(client, "manager:max", confirmation("i1"))).toMatchObject({
        status: 503,
        body: {
          type: "urn:tenure:problem:unavailable",
          detail: expect.stringContaining("not on record yet"),
        },
      });
    } finally {
      await parts.startWorker();
    }
    await vi.waitFor(async () => expect(await entries(client)).toHaveLength(2), { timeout: 20_000 });
    expect(await send(client, "manager:mia", confirmation("i1"))).toMatchObject({ status: 200 });
  });

  it("R-LIF-0: proposed again with its id it is the same one; another one of that id is refused", async () => {
    const client = await parts.opened();
    const event = { ...incident("i1"), eventId: randomUUID() };
    const [first, again] = [
      await propose(client, "ops:olga", event),
      await propose(client, "ops:olga", event),
    ];
    expect(again).toEqual(first);
    expect(await tasksOf(client)).toHaveLength(1);
    expect(await propose(client, "ops:olga", { ...event, reason: "another one" })).toMatchObject({
      status: 409,
    });
    expect(await propose(client, "ops:otto", event)).toMatchObject({ status: 409 });
    expect(await tasksOf(client)).toHaveLength(1);
  });

  it("R-LIF-27: what is malformed, ahead of its time, for nobody or of nobody is refused, and nothing is kept", async () => {
    const client = await parts.opened();
    const bad = [
      [{ ...incident("i1"), type: "no.such" }, 400],
      [{ ...incident("i1"), data: { incidentId: "i1" } }, 400],
      [{ ...incident("i1"), reason: undefined }, 400],
      [{ ...incident("i1"), occurredAt: "2099-01-01T00:00:00Z" }, 400],
      [{ ...incident("i1"), data: { ...incident("i1").data, happenedAt: "2099-01-01T00:00:00Z" } }, 400],
      [{ type: "notice.delivered", reason: "x", data: { noticeId: "n1", effectId: "e1" } }, [400, 409]],
    ] as const;
    for (const [event, status] of bad) {
      const answer = await propose(client, "ops:olga", event);
      expect([status].flat(), JSON.stringify(answer.body)).toContain(answer.status);
    }
    expect(await propose("nobody", "ops:olga", incident("i1"))).toMatchObject({ status: 404 });
    expect(await propose(client, "auditor:ada", incident("i1"))).toMatchObject({ status: 403 });
    expect((await parts.call("GET", `/attention?client=${client}`, "ops:olga")).body.items).toEqual([]);
    expect(await tasksOf(client)).toEqual([]);
  });

  it("R-ROL-1: a token for proposals proposes and sends nothing", async () => {
    const client = await parts.opened();
    const token = await parts.call("POST", "/tokens", "ops:olga", {
      ...{ role: "ops", scopes: ["read", "propose"], days: 1 },
    });
    const by = (path: string, body: object) =>
      fetch(`${parts.url}/v1${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token.body.secret}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const made = await by(`/clients/${client}/proposals`, { agent: "desk-helper", event: incident("i1") });
    expect(made.status).toBe(201);
    const { id, numbers } = (await made.json()) as { id: string; numbers: object };
    expect(numbers).toMatchObject({ behind: "ops:olga" });
    expect((await by(`/clients/${client}/events`, incident("i2"))).status).toBe(403);
    expect((await by(`/attention/${id}/confirm`, {})).status).toBe(403);
    expect(await judge("confirm", id, "ops:olga")).toMatchObject({ status: 409 });
  });

  it("R-LIF-19: with the client's personal data, what was proposed is erased", async () => {
    const client = await parts.opened();
    const { body } = await propose(client, "ops:olga", incident("i1"));
    await parts.archive.vault.erase(client);
    expect((await parts.call("GET", `/attention/${body.id}`, "ops:olga")).body.proposed).toBeNull();
    expect(await judge("confirm", body.id, "ops:otto")).toMatchObject({ status: 410 });
  });

  it("R-ROL-2: four eyes are asked for by decisions only, which are what the door looks at", async () => {
    const client = await parts.opened();
    const types = eventTypes();
    const asked = types.map((type) => ({
      type,
      actor: { id: "max", role: "manager" as const },
      receivedAt: new Date().toISOString(),
    }));
    const told = (await standings(parts.archive).explain(client, asked)) ?? [];
    const needing = told.flatMap(({ type, candidates, misplaced }) =>
      [...candidates.flatMap(({ findings }) => findings), ...misplaced].some(
        ({ secondPerson }) => secondPerson,
      )
        ? [type]
        : [],
    );
    expect(needing.length).toBeGreaterThan(0);
    const { eventSpec } = await import("../../../machines/index.ts");
    for (const type of needing as Parameters<typeof eventSpec>[0][])
      expect(eventSpec(type).kind).toBe("decision");
  });
});
