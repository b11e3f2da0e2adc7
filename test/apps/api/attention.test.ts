import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { schedule } from "../../../worker/schedule.ts";
import { type Backend, embedded } from "../../support/archives.ts";
import { contract, type Parts, startParts } from "../../support/engine.ts";

const DAY = 86_400_000;
/** The Monday of the story: so long ago that its seventh day is over. */
const FIRST = new Date(Date.now() - 8 * DAY).toISOString().slice(0, 10);
const at = (day: number, time: string) =>
  new Date(Date.parse(`${FIRST}T${time}:00Z`) + day * DAY).toISOString();

describe("attention", () => {
  let backend: Backend;
  let parts: Parts;
  beforeAll(async () => {
    backend = await embedded.start();
    parts = await startParts(await backend.place());
  });
  afterAll(async () => {
    await parts?.stop();
    await backend?.stop();
  });

  const open = async () => {
    const client = parts.name();
    const { status } = await parts.call("POST", `/clients/${client}`, "ops:olga", contract);
    expect(status).toBe(201);
    return client;
  };
  const tell = async (kind: string, row: object, as = "ops:olga") => {
    const answer = await parts.call("POST", `/facts/${kind}`, as, row);
    expect(answer).toMatchObject({ status: 201 });
  };
  const wrote = (client: string, when: string, channel: string, text?: string, direction = "in") =>
    tell("interactions", { client, at: when, direction, channel, ...(text && { text }) });
  const noticed = async (client: string, kind?: string) => {
    const { body } = await parts.call(
      "GET",
      `/attention?client=${client}${kind ? `&kind=${kind}` : ""}`,
      "ops:olga",
    );
    return body.items;
  };
  const tasksOf = async (client: string, kind: string) =>
    (await parts.archive.tasks.list({ client })).filter((task) => task.kind === kind);

  it("R-DEC-1, R-ARC-5, R-DEC-17 G5: a storm is one alert, taking back is logged, seven questions are one call", async () => {
    const client = await open();
    await wrote(client, at(0, "10:00"), "email");
    await wrote(client, at(0, "10:01"), "chat");
    expect(await noticed(client)).toEqual([]);
    await wrote(client, at(0, "10:02"), "phone");
    await wrote(client, at(0, "10:03"), "chat");
    expect(await noticed(client)).toMatchObject([
      { kind: "streak", at: at(0, "10:02"), numbers: { messages: 4, channels: ["email", "chat", "phone"] } },
    ]);
    await vi.waitFor(async () => expect(await tasksOf(client, "alert")).toHaveLength(1), { timeout: 10_000 });

    for (const day of [1, 2, 3, 4, 5]) {
      await wrote(client, at(day, "09:00"), "email", "Could you move the delivery to Thursday?");
      await wrote(client, at(day, "09:30"), "email", "Never mind, found it myself.");
    }
    expect(await noticed(client, "askCancel")).toMatchObject([
      { numbers: { days: 5 }, role: null, state: "open" },
    ]);

    await wrote(client, at(5, "12:00"), "email", "Thursday is fine.", "out");
    const asked = Array.from({ length: 7 }, () => "Could you move the delivery to Thursday?").join(" ");
    await wrote(client, at(6, "09:00"), "email", asked);
    const [questions] = await noticed(client, "questions").then((all) =>
      all.filter((one: { at: string }) => one.at === at(6, "09:00")),
    );
    expect(questions).toMatchObject({ numbers: { count: 7, again: 7, afterAnswer: true }, role: "ops" });
    expect(await tasksOf(client, "suggestion")).toMatchObject([{ about: questions.id, state: "open" }]);
    const confirmed = await parts.call("POST", `/attention/${questions.id}/confirm`, "ops:olga", {});
    expect(confirmed).toMatchObject({
      status: 200,
      body: { told: { outcome: "accepted", state: "active" } },
    });
    await vi.waitFor(async () => expect(await tasksOf(client, "call")).toHaveLength(1), { timeout: 10_000 });
    expect(await tasksOf(client, "suggestion")).toMatchObject([{ state: "done", doneBy: "ops:olga" }]);

    const { items: entries } = (await parts.call("GET", `/clients/${client}/timeline`, "ops:olga")).body;
    const types = entries.map(({ type }: { type: string }) => type);
    // That the client was heard is told of each message that came by itself (R-FCT-1).
    const others = types.filter((type: string) => type !== "message.received");
    expect(others).toEqual(["relationship.opened", "streak.noticed", "questions.repeated"]);
    expect(await tasksOf(client, "alert")).toHaveLength(1);
    expect(await noticed(client, "insult")).toEqual([]);
  });

  const judge = (id: string, verb: "confirm" | "dismiss", as: string, body: object = {}) =>
    parts.call("POST", `/attention/${id}/${verb}`, as, body);

  it("R-DEC-8, R-LIF-1: an insult is reported by whoever confirms it, and confirmed by somebody else", async () => {
    const client = await open();
    await wrote(client, at(7, "10:00"), "email", "MARKER you idiots");
    const [insult] = await noticed(client, "insult");
    const events = async () =>
      (await parts.archive.journal.timeline(client)).map(({ type, outcome }) => `${type} ${outcome}`);
    expect(await events()).toEqual(["relationship.opened accepted", "message.received accepted"]);
    expect(await judge(insult.id, "confirm", "client:ann")).toMatchObject({ status: 403 });
    expect(await judge(insult.id, "confirm", "ops:olga")).toMatchObject({
      status: 200,
      body: { suggestion: { state: "confirmed", by: "ops:olga" }, told: { state: "active" } },
    });
    const [, , reported] = await parts.archive.journal.timeline(client);
    expect(reported).toMatchObject({ data: { category: "insult", happenedAt: at(7, "10:00") } });
    const evidence = JSON.stringify(reported).match(/v_[\w-]+/)?.[0] ?? "";
    expect(await parts.archive.vault.get(evidence)).toBe("MARKER you idiots");
    expect(JSON.stringify(await parts.archive.journal.timeline(client))).not.toContain("MARKER");
    expect(await judge(insult.id, "confirm", "ops:olga")).toMatchObject({ status: 410 });
    const confirm = {
      type: "incident.confirmed",
      data: { incidentId: insult.id, explainedBy: null },
      reason: "read it",
    };
    const by = (as: string) => parts.call("POST", `/clients/${client}/events`, as, confirm);
    expect(await by("manager:max")).toMatchObject({ status: 200 });
  });

  it("R-LIF-6: who confirms an overdue invoice says what facts do not, and may be refused: then it stays open", async () => {
    const client = await open();
    const invoice = { client, invoice: "i1", amount: "120.50", due: at(-30, "00:00").slice(0, 10) };
    await tell("payments", invoice, "finance:fred");
    const [overdue] = await noticed(client, "overdue");
    const { body: shown } = await parts.call("GET", `/attention/${overdue.id}`, "finance:fred");
    expect(shown.asks).toEqual(["ourPartDone"]);
    const missing = await judge(overdue.id, "confirm", "finance:fred");
    expect(missing).toMatchObject({ status: 400 });
    expect(missing.body.detail).toContain("data.ourPartDone");
    const data = { ourPartDone: true };
    expect(await judge(overdue.id, "confirm", "ops:olga", { data })).toMatchObject({ status: 403 });
    const undone = { data: { ourPartDone: false } };
    for (const _ of [1, 2])
      expect(await judge(overdue.id, "confirm", "finance:fred", undone)).toMatchObject({ status: 409 });
    expect(await noticed(client)).toMatchObject([{ state: "open" }]);
    expect(await judge(overdue.id, "confirm", "finance:fred", { data })).toMatchObject({
      ...{ status: 200, body: { told: { state: "suspended" } } },
    });
    const paused = await parts.archive.journal.timeline(client);
    expect(
      paused.find(({ outcome, type }) => type === "payment.overdue" && outcome === "accepted"),
    ).toMatchObject({
      data: { invoiceId: "i1", amount: 12_050, ourPartDone: true },
    });
  });

  it("R-DEC-1: a streak that was dismissed was not urgent, and the machine hears of it", async () => {
    const client = await open();
    for (const time of ["10:00", "10:01", "10:02"]) await wrote(client, at(7, time), "email");
    const [streak] = await noticed(client, "streak");
    expect(await judge(streak.id, "dismiss", "manager:max")).toMatchObject({ status: 400 });
    expect(await judge(streak.id, "dismiss", "manager:max", { reason: "a joke" })).toMatchObject({
      status: 200,
    });
    const entries = await parts.archive.journal.timeline(client);
    expect(entries.at(-1)).toMatchObject({
      type: "streak.judged",
      data: { streakId: streak.id, urgent: false },
    });
  });

  it("R-DEC-4, R-ARC-13: “or else” tells the machine nothing; people are told what to do, and which card helps", async () => {
    const client = await open();
    await wrote(client, at(5, "10:00"), "email", "Do it or I'll leave.");
    await wrote(client, at(6, "10:00"), "email", "Pay, otherwise I will complain.");
    const [orElse] = await noticed(client, "orElse");
    const types = await parts.call("GET", `/clients/${client}/archetypes`, "manager:mia");
    expect(types.body.archetypes).toEqual([
      { rule: "R-ARC-13", name: "blackmailer", reasons: ["“or else” 2 times"] },
    ]);
    expect(await parts.call("GET", `/clients/${client}/archetypes`, "ops:olga")).toMatchObject({
      status: 403,
    });
    expect(await judge(orElse.id, "confirm", "manager:max")).toMatchObject({
      ...{ status: 200, body: { told: null, next: expect.stringContaining("tenure import threats") } },
    });
    const entries = await parts.archive.journal.timeline(client);
    expect(new Set(entries.map(({ type }) => type))).toEqual(
      new Set(["relationship.opened", "message.received"]),
    );
  });

  it("R-ARC-1 to 25: no label is in what the client, a provider or the journal gets", async () => {
    const client = await open();
    for (const time of ["10:00", "10:01"]) await wrote(client, at(7, time), "chat");
    await wrote(client, at(7, "10:02"), "email", "This is outrageous");
    const { body } = await parts.call("GET", `/clients/${client}/archetypes`, "manager:mia");
    expect(body.archetypes.map(({ name }: { name: string }) => name)).toEqual(["impatient"]);
    const shown = await Promise.all(
      ["", "/timeline", "/handover"].map((path) =>
        parts.call("GET", `/clients/${client}${path}`, "ops:olga"),
      ),
    );
    expect(JSON.stringify(shown)).not.toMatch(/impatient|R-ARC/);
  });

  it("R-DEC-1: a file about a few clients is looked at at once, a larger one by the regular run, or when somebody asks", async () => {
    const [first, client] = [await open(), await open()];
    const stormOf = (of: string) =>
      ["10:00", "10:01", "10:02"].map((time) => ({
        ...{ client: of, at: at(7, time), direction: "in", channel: "email" },
      }));
    const headers = { "content-type": "application/x-ndjson", "tenure-actor": "ops:olga" };
    const send = async (rows: readonly object[]) => {
      const body = rows.map((row) => JSON.stringify(row)).join("\n");
      await (await fetch(`${parts.url}/v1/facts/interactions`, { method: "POST", headers, body })).text();
    };
    await send(stormOf(first));
    expect(await noticed(first)).toMatchObject([{ kind: "streak" }]);
    const others = Array.from({ length: 20 }, (_, n) => stormOf(`elsewhere-${n}`)).flat();
    await send([...stormOf(client), ...others]);
    expect(await noticed(client)).toEqual([]);
    expect(await parts.call("POST", "/attention/run", "finance:fred", {})).toMatchObject({ status: 403 });
    const { taskQueue } = parts;
    await schedule(parts.client, taskQueue, "attention");
    await schedule(parts.client, taskQueue, "attention");
    const handle = parts.client.schedule.getHandle(`attention/${taskQueue}`);
    expect((await handle.describe()).spec.calendars).toMatchObject([{ minute: [{ start: 0, step: 5 }] }]);
    await handle.delete();
    const options = { taskQueue, workflowId: `attention/${taskQueue}`, args: [] };
    const ran = await parts.client.workflow.execute("attendClients", options);
    expect(ran).toEqual({ clients: 1, added: 1, told: 2, failed: [] });
    expect(await noticed(client)).toMatchObject([{ kind: "streak", numbers: { messages: 3 } }]);
    expect(await parts.call("POST", "/attention/run", "ops:olga", {})).toMatchObject({
      ...{ status: 200, body: { clients: 0, added: 0, told: 0, failed: [] } },
    });
    expect(await parts.call("GET", "/attention/s-none", "ops:olga")).toMatchObject({ status: 404 });
    expect(await parts.call("GET", "/attention?kind=none", "ops:olga")).toMatchObject({ status: 400 });
  });
});
