import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAX_BODY } from "../../../apps/api/requests.ts";
import { serveApi } from "../../../apps/api/server.ts";
import type { Archive } from "../../../archive/open.ts";
import { apply, relationshipId } from "../../../contracts/messages.ts";
import { eventTypes } from "../../../machines/index.ts";
import { type Engine, engine } from "../../../services/engine.ts";
import { readPolicies } from "../../../services/policies.ts";
import { ProblemError } from "../../../services/problem.ts";
import { secondEyes } from "../../../services/secondEyes.ts";
import { standings } from "../../../services/standing.ts";
import { eventTaker } from "../../../services/takeEvent.ts";
import { type Answered, contract, type Parts, startParts } from "../../support/engine.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
});
afterAll(() => parts?.stop());

const signal = (
  client: string,
  as: string,
  type: string,
  data: unknown = {},
  more: object = {},
): Promise<Answered> => parts.call("POST", `/clients/${client}/events`, as, { type, data, ...more });

const entriesOf = async (client: string) => parts.archive.journal.timeline(client);

/** An open request to part because of money, with all that an approval asks for. */
async function requested(by: string): Promise<string> {
  const client = await parts.opened();
  const say = async (as: string, type: string, data: unknown, more: object = {}) =>
    expect(await signal(client, as, type, data, more)).toMatchObject({ status: 200 });
  await say("finance:fred", "finance.assessed", { revenue: 100, benefit: 0, cost: 900 });
  await say("legal:lea", "clause.answered", {
    ground: "unprofitable",
    terminable: true,
    clauseRef: "s7",
    noticeDays: 0,
  });
  const sections = ["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"];
  await say("manager:mia", "dossier.compiled", { dossierId: "d1", sections, hash: "0".repeat(64) });
  await say(
    by,
    "exit.requested",
    { requestId: "r1", ground: "unprofitable" },
    { reason: "it costs more than it brings" },
  );
  return client;
}

describe("opening", () => {
  it("starts a relationship, and answers the same opening as the first time", async () => {
    const client = parts.name();
    const body = { ...contract, eventId: randomUUID() };
    const first = await parts.call("POST", `/clients/${client}`, "sales:sam", body);
    expect(first).toMatchObject({ status: 201, body: { client, outcome: "accepted", state: "active" } });
    const again = await parts.call("POST", `/clients/${client}`, "sales:sam", body);
    expect(again).toMatchObject({ status: 200, body: { seq: 1, state: "active", repeated: true } });
    expect(await entriesOf(client)).toHaveLength(1);
  });

  it("refuses a client that has a relationship, an unknown policy, and a role that may not", async () => {
    const client = await parts.opened();
    const other = parts.name();
    expect(await parts.call("POST", `/clients/${client}`, "ops:olga", contract)).toMatchObject({
      status: 409,
      body: { type: "urn:tenure:problem:exists" },
    });
    expect(
      await parts.call("POST", `/clients/${other}`, "ops:olga", { ...contract, policy: "1999-01" }),
    ).toMatchObject({ status: 400, body: { faults: [{ path: "policy" }] } });
    expect(await parts.call("POST", `/clients/${other}`, "client:ann", contract)).toMatchObject({
      status: 403,
    });
    expect(await parts.call("GET", `/clients/${other}`, "ops:olga")).toMatchObject({ status: 404 });
  });

  it("keeps name and addresses in the vault, and out of the journal", async () => {
    const client = parts.name();
    const contact = { name: "Ann Example", email: "ann@example.org" };
    await parts.call("POST", `/clients/${client}`, "ops:olga", { ...contract, contact });
    expect(await parts.archive.vault.nameOf(client)).toBe(contact.name);
    expect(await parts.archive.vault.addressOf(client, "email")).toBe(contact.email);
    expect(JSON.stringify(await entriesOf(client))).not.toContain("xample");
  });
});

describe("what the API says no to, before anything is recorded", () => {
  it.each([
    ["a body that is not JSON", "{", 400, ""],
    ["an unknown event", { type: "exit.aproved", data: {} }, 400, "type"],
    ["a missing field", { type: "client.left", data: {} }, 400, "data.cause"],
    ["an unknown field", { type: "client.left", data: { cause: "other", why: "x" } }, 400, "data.why"],
    ["a sanction without a reason", { type: "exit.approved", data: { requestId: "r1" } }, 400, "reason"],
    [
      "a receivedAt of the sender's",
      { type: "client.left", data: { cause: "other" }, receivedAt: "2030-01-01T00:00:00Z" },
      400,
      "receivedAt",
    ],
    [
      "a fact from the future",
      { type: "client.left", data: { cause: "other" }, occurredAt: "2199-01-01T00:00:00Z" },
      400,
      "occurredAt",
    ],
  ])("%s", async (_, body, status, path) => {
    const client = await parts.opened();
    const answer = await parts.call("POST", `/clients/${client}/events`, "ops:olga", body);
    expect(answer).toMatchObject({
      status,
      body: { type: "urn:tenure:problem:malformed", faults: [{ path }] },
    });
    expect(answer.type).toContain("application/problem+json");
    expect(await entriesOf(client)).toHaveLength(1);
  });

  it("a payload of 3 MB, with what is allowed", async () => {
    const client = await parts.opened();
    const answer = await signal(client, "ops:olga", "client.left", { cause: "x".repeat(3 * 1024 * 1024) });
    expect(answer).toMatchObject({ status: 413, body: { detail: expect.stringContaining(`${MAX_BODY}`) } });
    expect(await entriesOf(client)).toHaveLength(1);
  });

  it("an unknown client", async () => {
    const gone = await signal(parts.name(), "ops:olga", "client.left", { cause: "other" });
    expect(gone).toMatchObject({ status: 404, body: { type: "urn:tenure:problem:missing" } });
    const worded = await signal(
      parts.name(),
      "senior:anna",
      "exit.approved",
      { requestId: "r1" },
      { reason: "x" },
    );
    expect(worded.status).toBe(404);
  });

  it("nobody, or the engine's own name, as the actor", async () => {
    const client = await parts.opened();
    const body = { type: "client.left", data: { cause: "other" } };
    const path = `/clients/${client}/events`;
    expect(await parts.call("POST", path, undefined, body)).toMatchObject({ status: 401 });
    expect(await parts.call("POST", path, "boss:bob", body)).toMatchObject({ status: 401 });
    expect(await parts.call("POST", path, "system:me", body)).toMatchObject({ status: 403 });
  });

  it("a host that is not this machine", async () => {
    await expect(serveApi({ fetch: () => new Response() }, { host: "0.0.0.0", port: 0 })).rejects.toThrow(
      "127.0.0.1",
    );
    const { default: http } = await import("node:http");
    const status = await new Promise((resolve, reject) => {
      const headers = { host: "evil.example" };
      http
        .get(`${parts.url}/v1/clients`, { headers }, (answer) => resolve(answer.resume().statusCode))
        .on("error", reject);
    });
    expect(status).toBe(403);
  });
});

describe("events", () => {
  it("R-LIF-0 keeps words in the vault: journal and history hold their ids only", async () => {
    const client = await parts.opened();
    const words = "the very words that fell";
    const happenedAt = "2026-01-02T10:00:00Z";
    await signal(client, "ops:olga", "incident.reported", {
      incidentId: "i1",
      category: "insult",
      happenedAt,
      evidence: [words],
    });
    const entry = (await entriesOf(client))[1]?.data as { evidence: [string] };
    const [id] = entry.evidence;
    expect(await parts.archive.vault.get(id)).toBe(words);
    const history = await parts.client.workflow.getHandle(relationshipId(client)).fetchHistory();
    const told = JSON.stringify(history).replaceAll(/"data":"([^"]+)"/g, (_, data) => atob(data));
    expect(told).toContain(id);
    expect(told).not.toContain(words);
  });

  it("a vault id is a text like any other: nobody can quote another client's words", async () => {
    const stolen = await parts.archive.vault.put("somebody", "reason", "private words");
    const client = await parts.opened();
    const { status } = await signal(client, "ops:olga", "boundary.stated", { textRef: stolen });
    expect(status).toBe(200);
    const entry = (await entriesOf(client)).at(-1);
    const { textRef } = (entry ?? { data: null }).data as { textRef: string };
    expect(textRef).not.toBe(stolen);
    expect(await parts.archive.vault.get(textRef)).toBe(stolen);
  });

  it("R-LIF-0 the same eventId is answered as the first time, accepted or refused, and applied once", async () => {
    const client = await parts.opened();
    const paid = { eventId: randomUUID() };
    const data = { invoiceId: "n1", paidOn: "2026-01-01" };
    const first = await signal(client, "finance:fred", "payment.received", data, paid);
    const again = await signal(client, "finance:fred", "payment.received", data, paid);
    expect(first).toMatchObject({ status: 200, body: { seq: 2 } });
    expect(again).toMatchObject({ status: 200, body: { seq: 2, repeated: true } });

    const approval = { eventId: randomUUID(), reason: "as agreed" };
    const refused = await signal(client, "senior:anna", "exit.approved", { requestId: "r1" }, approval);
    const repeated = await signal(client, "senior:anna", "exit.approved", { requestId: "r1" }, approval);
    expect(refused).toMatchObject({ status: 409, body: { seq: 3 } });
    expect(refused.body.findings).not.toEqual([]);
    expect(repeated).toMatchObject({
      status: 409,
      body: { seq: 3, repeated: true, findings: refused.body.findings },
    });

    const other = await signal(
      client,
      "finance:fred",
      "payment.received",
      { ...data, invoiceId: "n2" },
      paid,
    );
    expect(other).toMatchObject({ status: 409, body: { findings: [{ rule: "R-LIF-0" }] } });
    expect(await entriesOf(client)).toHaveLength(3);
  });

  it("R-ROL-1 a wrong role is refused as such, and recorded", async () => {
    const client = await parts.opened();
    const answer = await signal(client, "ops:olga", "hold.placed", { caseRef: "k9" });
    expect(answer).toMatchObject({
      status: 403,
      body: { type: "urn:tenure:problem:role", seq: 2, findings: [{ rule: "R-ROL-1" }] },
    });
    expect((await entriesOf(client)).at(-1)).toMatchObject({ type: "hold.placed", outcome: "refused" });
  });

  it("a rule refuses with every failed finding in words", async () => {
    const client = await parts.opened();
    const answer = await signal(client, "senior:anna", "exit.approved", { requestId: "r1" }, { reason: "x" });
    expect(answer).toMatchObject({
      status: 409,
      body: { type: "urn:tenure:problem:refused", state: "active" },
    });
    for (const finding of answer.body.findings) expect(answer.body.detail).toContain(finding.says);
  });

  it("R-LIF-3 whoever requested an exit cannot approve it; another person can, and nobody twice", async () => {
    const client = await requested("manager:mia");
    const approve = (as: string) =>
      signal(client, as, "exit.approved", { requestId: "r1" }, { reason: "agreed" });
    expect(await approve("senior:mia")).toMatchObject({
      status: 409,
      body: { type: "urn:tenure:problem:secondPerson", findings: [{ rule: "R-LIF-3" }] },
    });
    expect(await approve("senior:anna")).toMatchObject({ status: 200, body: { state: "offboarding" } });
    expect(await approve("senior:anna")).toMatchObject({
      status: 409,
      body: { type: "urn:tenure:problem:refused", state: "offboarding" },
    });
  });

  it("a raw caller's receivedAt in the future is rejected and leaves nothing", async () => {
    const client = await parts.opened();
    const sent = {
      type: "client.left",
      receivedAt: "2199-01-01T00:00:00Z",
      actor: { id: "olga", role: "ops" as const },
      data: { cause: "other" },
    };
    const raw = parts.client.workflow
      .getHandle(relationshipId(client))
      .executeUpdate(apply, { args: [sent] });
    await expect(raw).rejects.toMatchObject({ cause: { type: "ReceivedInFuture" } });
    expect(await entriesOf(client)).toHaveLength(1);
  });
});

describe("an event is stamped once", () => {
  const fred = { id: "fred", role: "finance" } as const;
  const olga = { id: "olga", role: "ops" } as const;
  const HOUR = 3_600_000;
  const paid = (eventId: string, more: object = {}) => ({
    ...{ type: "payment.received" as const, eventId, data: { invoiceId: "n1", paidOn: "2026-01-01" } },
    ...more,
  });
  const send = (client: string, event: object) =>
    parts.call("POST", `/clients/${client}/events`, "finance:fred", event);

  /** The API of another process on the same archive. */
  async function otherApi(more: { clock?: () => number; engine?: Partial<Engine>; archive?: Archive } = {}) {
    const policies = await readPolicies(fileURLToPath(new URL("../../../policies", import.meta.url)));
    const { client, taskQueue, archive, sign } = parts;
    const standing = standings(archive);
    const { taking } = secondEyes(archive, standing);
    const given = { archive, policies, standings: standing, taking, clock: Date.now, ...more };
    return eventTaker({ ...given, engine: { ...engine({ client, taskQueue, sign }), ...more.engine } });
  }

  const away = async (): Promise<never> => {
    throw new ProblemError("unavailable", "Temporal does not answer");
  };
  /** An API of an hour ago that does not reach Temporal. @returns it, and the time on its clock. */
  async function lostApi() {
    const now = Date.now() - HOUR;
    const lost = await otherApi({ clock: () => now, engine: { apply: away, open: away } });
    return { ...lost, time: new Date(now).toISOString() };
  }

  /** Every time of receipt that Temporal was told for an event. */
  async function receivedAts(client: string, eventId: string): Promise<string[]> {
    const history = await parts.client.workflow.getHandle(relationshipId(client)).fetchHistory();
    const told = new Set<string>();
    const look = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      const { eventId: id, receivedAt, data } = value as Record<string, unknown>;
      if (id === eventId) told.add(`${receivedAt}`);
      if (data instanceof Uint8Array) {
        try {
          look(JSON.parse(Buffer.from(data).toString()));
        } catch {
          // Not every payload is JSON.
        }
      } else Object.values(value).forEach(look);
    };
    look(history);
    return [...told];
  }

  it("R-LIF-0 sent again later, with its time left out, it is the same event in every respect", async () => {
    const client = await parts.opened();
    const eventId = randomUUID();
    expect(await send(client, paid(eventId))).toMatchObject({ status: 200, body: { seq: 2 } });
    const [, entry] = await entriesOf(client);
    await sleep(20);
    expect(await send(client, paid(eventId))).toMatchObject({
      status: 200,
      body: { seq: 2, repeated: true },
    });
    expect(entry?.occurredAt).toBe(entry?.receivedAt);
    expect(await receivedAts(client, eventId)).toEqual([entry?.receivedAt]);
    expect(await entriesOf(client)).toHaveLength(2);
  });

  it("R-LIF-0 another process takes it as it came in first, also where the first one did not reach Temporal", async () => {
    const client = await parts.opened();
    const lost = await lostApi();
    const event = paid(randomUUID());
    await expect(lost.apply(client, fred, event)).rejects.toThrow("does not answer");
    const other = await otherApi();
    expect(await other.apply(client, fred, event)).toMatchObject({ outcome: "accepted", seq: 2 });
    expect(await send(client, event)).toMatchObject({ status: 200, body: { seq: 2, repeated: true } });
    const stamps = { receivedAt: lost.time, occurredAt: lost.time };
    expect(await entriesOf(client)).toMatchObject([{ seq: 1 }, stamps]);
    expect(await receivedAts(client, event.eventId)).toEqual([lost.time]);
  });

  it("R-LIF-0 sent while nobody runs the relationship, and again: one entry, of the first time", async () => {
    const [client, unnamed] = [await parts.opened(), await parts.opened()];
    const event = paid(randomUUID());
    const { eventId: _, ...without } = event;
    const other = await otherApi();
    await parts.stopWorker();
    const before = Date.now();
    let named: typeof event;
    let after: number;
    try {
      const [first, made] = await Promise.all([send(client, event), send(unnamed, without)]);
      expect([first, made]).toMatchObject([{ status: 202 }, { status: 202 }]);
      after = Date.now();
      // The API made the id of the second one, and told it.
      named = paid(made.body.eventId);
      const again = [other.apply(client, fred, event), other.apply(unnamed, fred, named)];
      expect(await Promise.all(again)).toMatchObject([{ outcome: "recorded" }, { outcome: "recorded" }]);
    } finally {
      await parts.startWorker();
    }
    for (const [whose, what] of [
      [client, event],
      [unnamed, named],
    ] as const) {
      await expect.poll(() => entriesOf(whose), { timeout: 20_000 }).toHaveLength(2);
      expect(await send(whose, what)).toMatchObject({ status: 200, body: { seq: 2, repeated: true } });
      const [, entry] = await entriesOf(whose);
      expect(Date.parse(entry?.receivedAt ?? "")).toBeGreaterThanOrEqual(before);
      expect(Date.parse(entry?.receivedAt ?? "")).toBeLessThan(after);
      expect(entry?.occurredAt).toBe(entry?.receivedAt);
      expect(await receivedAts(whose, what.eventId)).toEqual([entry?.receivedAt]);
      expect(await entriesOf(whose)).toHaveLength(2);
    }
  }, 60_000);

  it("R-LIF-0 other content is refused, and so is another time that the sender gives", async () => {
    const client = await parts.opened();
    const eventId = randomUUID();
    const lost = await lostApi();
    await expect(lost.apply(client, fred, paid(eventId))).rejects.toThrow("does not answer");
    expect(await send(client, paid(eventId))).toMatchObject({ status: 200, body: { seq: 2 } });
    const at = (ms: number) => ({ occurredAt: new Date(Date.parse(lost.time) + ms).toISOString() });
    const changed = [
      paid(eventId, { data: { invoiceId: "n2", paidOn: "2026-01-01" } }),
      paid(eventId, at(-1)),
      // Later than it came in first, and not in the future.
      paid(eventId, at(1)),
    ];
    for (const event of changed)
      expect(await send(client, event)).toMatchObject({
        status: 409,
        body: { type: "urn:tenure:problem:refused", eventId, findings: [{ rule: "R-LIF-0" }] },
      });
    expect(await send(client, paid(eventId, at(0)))).toMatchObject({ body: { seq: 2, repeated: true } });

    // A time that was given first stands where it is left out later.
    const given = paid(randomUUID(), { occurredAt: "2026-01-01T12:00:00+03:00" });
    expect(await send(client, given)).toMatchObject({ status: 200, body: { seq: 3 } });
    expect(await send(client, paid(given.eventId))).toMatchObject({ body: { seq: 3, repeated: true } });
    expect(await send(client, paid(given.eventId, at(-1)))).toMatchObject({ status: 409 });
    expect(await entriesOf(client)).toHaveLength(3);
  });

  it("R-LIF-0 an opening, too", async () => {
    const client = parts.name();
    const lost = await lostApi();
    const opening = { ...contract, channels: [...contract.channels], eventId: randomUUID() };
    await expect(lost.open(client, olga, opening)).rejects.toThrow("does not answer");
    const later = { ...opening, occurredAt: new Date(Date.parse(lost.time) + 1).toISOString() };
    const call = (body: object) => parts.call("POST", `/clients/${client}`, "ops:olga", body);
    expect(await call(later)).toMatchObject({ status: 409, body: { findings: [{ rule: "R-LIF-0" }] } });
    expect(await call(opening)).toMatchObject({ status: 201, body: { seq: 1 } });
    expect(await entriesOf(client)).toMatchObject([{ receivedAt: lost.time, occurredAt: lost.time }]);
    expect(await call(opening)).toMatchObject({ status: 200, body: { seq: 1, repeated: true } });
    expect(await call({ ...opening, occurredAt: lost.time })).toMatchObject({ status: 200 });
    expect(await call(later)).toMatchObject({ status: 409, body: { type: "urn:tenure:problem:exists" } });

    // Two at once: both are told the same, as soon as it is recorded.
    const twice = parts.name();
    const other = await otherApi({ engine: { exists: async () => false } });
    const both = await Promise.all([other.open(twice, olga, opening), other.open(twice, olga, opening)]);
    expect(both).toMatchObject([{ outcome: "accepted" }, { outcome: "accepted" }]);
    expect(both.filter((one) => "repeated" in one)).toHaveLength(1);
    await expect(other.open(twice, olga, { ...opening, kind: "retail" })).rejects.toThrow(
      "has a relationship",
    );
    expect(await entriesOf(twice)).toHaveLength(1);
  });

  it.each([
    ["does not answer", () => new Promise<never>(() => {})],
    ["fails", away],
  ])(
    "R-LIF-0 where the archive %s, it is kept with the API's own stamp, and known again later",
    async (_, stamp) => {
      const client = await parts.opened();
      const cut = await otherApi({ archive: { ...parts.archive, receipts: { stamp } } });
      const event = paid(randomUUID());
      const left = { type: "client.left" as const, eventId: randomUUID(), data: { cause: "other" } };
      const began = Date.now();
      expect(await cut.apply(client, fred, event)).toMatchObject({ outcome: "accepted", seq: 2 });
      expect(Date.now() - began).toBeLessThan(4_000);
      expect(await cut.apply(client, olga, left)).toMatchObject({ outcome: "accepted", seq: 3 });
      await sleep(20);
      expect(await send(client, event)).toMatchObject({ status: 200, body: { seq: 2, repeated: true } });
      // The relationship has ended, and is not there to be asked.
      const again = await parts.call("POST", `/clients/${client}/events`, "ops:olga", left);
      expect(again).toMatchObject({ status: 200, body: { seq: 3, repeated: true } });
      const other = await parts.call("POST", `/clients/${client}/events`, "ops:olga", {
        ...left,
        occurredAt: "2026-01-01T00:00:00Z",
      });
      expect(other).toMatchObject({ status: 409 });
      expect(await entriesOf(client)).toHaveLength(3);
    },
    20_000,
  );
});

describe("questions", () => {
  it("R-ROL-1 allowed: every event type in exactly one list, as the machine says", async () => {
    const client = await parts.opened();
    const { status, body } = await parts.call("GET", `/clients/${client}/allowed`, "manager:mia");
    expect(status).toBe(200);
    const names = (list: { type: string }[]) => list.map(({ type }) => type);
    const all = [...names(body.allowed), ...names(body.open), ...names(body.notNow)];
    expect(all.sort()).toEqual([...eventTypes()].sort());
    expect(names(body.allowed)).toContain("concession.granted");
    expect(names(body.notNow)).toContain("hold.placed");
    expect(names(body.open)).toContain("payment.overdue");
    for (const { type, findings } of body.notNow) expect(findings, type).not.toEqual([]);
  });

  it("explain: every finding of every candidate, with and without data, and nothing is recorded", async () => {
    const client = await parts.opened();
    const ask = (data?: unknown) =>
      parts.call("POST", `/clients/${client}/explain`, "manager:mia", { type: "payment.overdue", data });
    expect((await ask()).body).toMatchObject({ admitted: "open" });
    const late = { invoiceId: "n1", dueOn: "2020-01-01", ourPartDone: true };
    expect((await ask(late)).body).toMatchObject({ admitted: "yes" });
    const { body } = await ask({ ...late, ourPartDone: false });
    expect(body).toMatchObject({ admitted: "no" });
    expect(body.candidates.flatMap((c: { findings: object[] }) => c.findings)).toContainEqual(
      expect.objectContaining({ rule: "R-LIF-6", passed: false }),
    );
    expect(await entriesOf(client)).toHaveLength(1);
  });

  it("shows where a relationship stands, from the engine, with tasks, notices and channels", async () => {
    const client = await requested("manager:mia");
    const { body } = await parts.call("GET", `/clients/${client}`, "ops:olga");
    expect(body).toMatchObject({
      client,
      state: "active",
      live: { status: expect.stringMatching(/^(current|busy)$/) },
      measures: { channels: null },
    });
    expect(body.tasks.map(({ kind }: { kind: string }) => kind)).toContain("decideExit");
  });

  it("lists with filters, page by page, and as lines", async () => {
    const mine = parts.name();
    for (const n of [1, 2, 3]) await parts.call("POST", `/clients/${mine}-${n}`, "ops:olga", contract);
    await signal(`${mine}-2`, "ops:olga", "client.left", { cause: "other" });
    const ids = ({ body }: Answered) => body.items.map(({ client }: { client: string }) => client);
    const first = await parts.call("GET", `/clients?text=${mine}&limit=2`, "ops:olga");
    expect(ids(first)).toEqual([`${mine}-1`, `${mine}-2`]);
    expect(
      ids(await parts.call("GET", `/clients?text=${mine}&cursor=${first.body.next}`, "ops:olga")),
    ).toEqual([`${mine}-3`]);
    expect(ids(await parts.call("GET", `/clients?text=${mine}&state=terminated`, "ops:olga"))).toEqual([
      `${mine}-2`,
    ]);
    expect(await parts.call("GET", "/clients?dueBefore=soon", "ops:olga")).toMatchObject({ status: 400 });
    const lines = await fetch(`${parts.url}/v1/clients?text=${mine}`, {
      headers: { accept: "application/x-ndjson", "tenure-actor": "ops:olga" },
    });
    expect(
      (await lines.text())
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).client),
    ).toHaveLength(3);
  });

  it("the timeline tells what was in force at a moment", async () => {
    const client = await parts.opened();
    await signal(client, "ops:olga", "client.left", { cause: "other" });
    const [first, second] = await entriesOf(client);
    const at = async (asOf = "") =>
      (await parts.call("GET", `/clients/${client}/timeline${asOf}`, "ops:olga")).body.items;
    expect(await at()).toEqual([first, second]);
    expect(await at(`?asOf=${first?.at}`)).toEqual([first]);
    expect(await parts.call("GET", `/clients/${parts.name()}/timeline`, "ops:olga")).toMatchObject({
      status: 404,
    });
  });

  it("R-HND-1 imports providers, all rows or none, naming the faulty row", async () => {
    const row = {
      id: parts.name(),
      name: "Orchard",
      capabilities: ["pears"],
      regions: ["berlin"],
      price: 100,
      capacity: 1,
      contact: "the desk",
      verifiedAt: "2026-10-01",
    };
    const bad = await parts.call("POST", "/providers", "ops:olga", [row, { ...row, id: "x", price: -1 }]);
    expect(bad).toMatchObject({ status: 400, body: { faults: [{ path: "row 2, price" }] } });
    expect(await parts.call("POST", "/providers", "ops:olga", [row])).toMatchObject({
      body: { imported: 1 },
    });
    expect((await parts.archive.providers.list()).map(({ id }) => id)).toEqual([row.id]);
  });

  it("OpenAPI 3.1 lists every event, and takes text where the machine holds vault ids", async () => {
    const { body } = await parts.call("GET", "/openapi.json");
    expect(body.openapi).toBe("3.1.0");
    const { Event } = body.components.schemas;
    expect(Event.oneOf.map(({ $ref }: { $ref: string }) => $ref.split("/").at(-1))).toEqual(eventTypes());
    for (const type of eventTypes())
      expect(body.components.schemas[type].properties.type, type).toEqual({ type: "string", enum: [type] });
    expect(body.components.schemas["exit.approved"].required).toContain("reason");
    expect(JSON.stringify(body)).not.toContain("v_[");
  });
});
