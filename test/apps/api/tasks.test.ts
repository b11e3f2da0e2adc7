import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ShownInbox, ShownItem } from "../../../apps/api/tasks.ts";
import { type Backend, embedded } from "../../support/archives.ts";
import { contract, type Parts, startParts } from "../../support/engine.ts";

const taskPath = (id: string, verb = "") => `/tasks/${encodeURIComponent(id)}${verb}`;
const happenedAt = "2026-11-01T09:00:00Z";

describe("the inbox", () => {
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
    expect(await parts.call("POST", `/clients/${client}`, "ops:olga", contract)).toMatchObject({
      status: 201,
    });
    return client;
  };
  const signal = async (client: string, as: string, type: string, data: object = {}, reason?: string) =>
    parts.call("POST", `/clients/${client}/events`, as, { type, data, ...(reason && { reason }) });
  const accepted = async (...given: Parameters<typeof signal>) => {
    const answer = await signal(...given);
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200, body: { outcome: "accepted" } });
    return answer.body;
  };
  const inbox = async (query: string, as = "ops:ann"): Promise<ShownInbox> =>
    (await parts.call("GET", `/tasks${query}`, as)).body;
  const of = async (client: string, more = "", as = "ops:ann") =>
    (await inbox(`?client=${client}${more}`, as)).items;
  const one = async (client: string, kind: string): Promise<ShownItem> => {
    const [item] = await of(client, `&kind=${kind}`);
    if (!item) throw new Error(`${client} has nothing of ${kind}`);
    return item;
  };
  const report = (client: string, incidentId = "i1") =>
    accepted(client, "ops:olga", "incident.reported", {
      ...{ incidentId, category: "insult", happenedAt, evidence: [] },
    });

  it("R-TSK-1: is one list over all clients, by role, by who has it, and with the command that completes each", async () => {
    const [c, d] = [await open(), await open()];
    await accepted(c, "ops:olga", "staff.askedOff", { agentId: "olga" });
    await accepted(d, "ops:olga", "help.needed", { kind: "guide", ref: "g1" });
    const all = await inbox("");
    expect(all.items.map(({ client }) => client)).toEqual(expect.arrayContaining([c, d]));
    expect(all.counts.items).toBe(all.items.length);
    expect(all.counts.oldestDays).toBe(0);
    const guide = await one(d, "guide");
    expect(guide).toMatchObject({ role: "ops", completedBy: ["answer.given"], claimedBy: null });
    expect(guide.command).toBe(`tenure apply ${d} answer.given --as ops:… --field kind=… --field ref=…`);
    expect((await inbox("?role=manager")).items.every(({ role }) => role === "manager")).toBe(true);
    const page = await inbox("?limit=1");
    expect(page.items).toHaveLength(1);
    expect((await inbox(`?limit=1&cursor=${encodeURIComponent(page.next ?? "")}`)).items[0]?.id).toBe(
      all.items[1]?.id,
    );
  });

  it("R-TSK-1: claim, release, assign and snooze are kept, each by whom it is for", async () => {
    const client = await open();
    await accepted(client, "ops:olga", "staff.askedOff", { agentId: "olga" });
    const { id } = await one(client, "rotate");
    const post = (verb: string, as: string, body: object = {}) =>
      parts.call("POST", taskPath(id, verb), as, body);
    expect(await post("/claim", "ops:ann")).toMatchObject({ status: 403 });
    expect(await post("/claim", "auditor:ada")).toMatchObject({ status: 403 });
    expect(await post("/claim", "manager:max")).toMatchObject({
      status: 200,
      body: { claimedBy: "manager:max" },
    });
    expect(await post("/claim", "manager:max")).toMatchObject({ status: 200 });
    expect(await post("/claim", "manager:mia")).toMatchObject({ status: 409 });
    expect(await of(client, "&mine=true", "manager:max")).toMatchObject([{ id }]);
    expect((await of(client, "&unclaimed=true")).map((item) => item.id)).not.toContain(id);
    expect((await of(client, "&waiting=true", "manager:max")).map((item) => item.id)).not.toContain(id);
    expect((await of(client, "&waiting=true", "manager:mia")).map((item) => item.id)).toContain(id);
    expect(await post("/release", "manager:mia")).toMatchObject({ status: 200, body: { claimedBy: null } });
    expect(await post("/release", "manager:mia")).toMatchObject({ status: 409 });
    expect(await post("/assign", "manager:max", { to: "ops:ann" })).toMatchObject({ status: 403 });
    expect(await post("/assign", "manager:max", { to: "Ann" })).toMatchObject({ status: 400 });
    expect(await post("/assign", "manager:max", { to: "senior:sam" })).toMatchObject({
      status: 200,
      body: { claimedBy: "senior:sam", assignedBy: "manager:max" },
    });
    const reason = "MARKER waits for the fair";
    expect(await post("/snooze", "senior:sam", { until: "2020-01-01T00:00:00Z", reason })).toMatchObject({
      status: 400,
    });
    const until = "2099-01-01T00:00:00.000Z";
    const asleep = await post("/snooze", "senior:sam", { until, reason });
    expect(asleep).toMatchObject({ status: 200, body: { snoozedUntil: until, snoozedBy: "senior:sam" } });
    expect(await parts.archive.vault.get(asleep.body.snoozeReason)).toBe(reason);
    expect((await of(client)).map((item) => item.id)).not.toContain(id);
    expect((await of(client, "&snoozed=true")).map((item) => item.id)).toContain(id);
    expect((await inbox(`?client=${client}`)).counts.snoozed).toBe(1);
  });

  it("R-TSK-2: the event that completes a task ends it; by hand it is on record, once, with a reason", async () => {
    const client = await open();
    await accepted(client, "ops:olga", "staff.askedOff", { agentId: "olga" });
    const [rotate, alert] = [await one(client, "rotate"), await one(client, "alert")];
    const done = (as: string, body: object) => parts.call("POST", taskPath(alert.id, "/done"), as, body);
    expect(await done("manager:max", {})).toMatchObject({ status: 400 });
    expect(await done("ops:ann", { reason: "seen" })).toMatchObject({ status: 403 });
    // Nor by the event itself, past the list.
    const closing = ["task.closed", { taskId: alert.id }, "seen"] as const;
    expect(await signal(client, "finance:fay", ...closing)).toMatchObject({ status: 403 });
    expect(await one(client, "alert")).toMatchObject({ id: alert.id });
    expect(await done("manager:max", { reason: "seen" })).toMatchObject({
      status: 200,
      body: { outcome: "accepted" },
    });
    expect(await done("manager:max", { reason: "seen" })).toMatchObject({ status: 410 });
    const entry = (await parts.archive.journal.timeline(client)).at(-1);
    expect(entry).toMatchObject({ type: "task.closed", data: { taskId: alert.id }, actor: { id: "max" } });
    expect(await parts.archive.vault.get(entry?.reason ?? "")).toBe("seen");
    const transferred = { history: true, openMatters: true, promises: true, contacts: true };
    await accepted(client, "manager:max", "manager.changed", { managerId: "mia", transferred });
    expect(await of(client)).toEqual([]);
    expect(await parts.archive.tasks.get(rotate.id)).toMatchObject({ state: "done", doneBy: "manager:max" });
  });

  it("R-LIF-27: a task that is not on record, or is closed, is refused; the same event again is answered as before", async () => {
    const [client, other] = [await open(), await open()];
    await accepted(client, "ops:olga", "staff.askedOff", { agentId: "olga" });
    const { id } = await one(client, "alert");
    const close = (taskId: string, to = client, eventId?: string) =>
      parts.call("POST", `/clients/${to}/events`, "manager:max", {
        ...{ type: "task.closed", data: { taskId }, reason: "seen", ...(eventId && { eventId }) },
      });
    const refused = { status: 409, body: { findings: [{ rule: "R-LIF-27", passed: false }] } };
    expect(await close(`${client}/99/0`)).toMatchObject(refused);
    expect(await close(id, other)).toMatchObject(refused);
    expect(await close("no such id")).toMatchObject({ status: 400 });
    const eventId = "00000000-0000-4000-8000-0000000000a1";
    expect(await close(id, client, eventId)).toMatchObject({ status: 200 });
    expect(await close(id)).toMatchObject(refused);
    expect(await close(id, client, eventId)).toMatchObject({ status: 200, body: { repeated: true } });
  });

  it("R-TSK-3: what waits is in the list while it waits and no task stands for it, and ends with its answer", async () => {
    const client = await open();
    await report(client);
    const waits = await one(client, "incident");
    expect(waits).toMatchObject({ kind: "waiting", role: "manager", about: "i1", overdue: false });
    expect(waits.command).toContain(`incident.confirmed --as manager:… --field incidentId=i1`);
    expect(await parts.call("POST", taskPath(waits.id, "/claim"), "manager:max", {})).toMatchObject({
      status: 200,
    });
    expect(
      await parts.call("POST", taskPath(waits.id, "/done"), "manager:max", { reason: "x" }),
    ).toMatchObject({
      status: 409,
    });
    await accepted(client, "finance:fred", "finance.assessed", { revenue: 100, benefit: 0, cost: 130 });
    await accepted(
      client,
      "manager:max",
      "exit.requested",
      { requestId: "r1", ground: "unprofitable" },
      "too dear",
    );
    const kinds = (await of(client)).map(({ kind, what, role }) => `${what ?? kind} ${role}`).sort();
    // The request itself is a task.
    expect(kinds).toEqual(["clause legal", "decideExit senior", "incident manager"]);
    await accepted(client, "legal:lena", "clause.answered", {
      ...{ ground: "unprofitable", terminable: true, clauseRef: "k1", noticeDays: 7 },
    });
    await accepted(client, "manager:mia", "incident.dismissed", { incidentId: "i1" });
    await accepted(client, "manager:max", "exit.withdrawn", { requestId: "r1" });
    expect(await of(client)).toEqual([]);
    expect(await parts.call("GET", taskPath(waits.id), "manager:max")).toMatchObject({ status: 410 });
  });

  it("shows what is open in a relationship by its ids, with the command that answers each", async () => {
    const client = await open();
    await report(client);
    await accepted(client, "ops:olga", "fault.opened", { faultId: "f1", at: happenedAt, loss: false });
    await report(client, "i2");
    await accepted(
      client,
      "manager:max",
      "incident.confirmed",
      { incidentId: "i2", explainedBy: null },
      "mail 4711",
    );
    await vi.waitFor(
      async () => {
        const { matters } = (await parts.call("GET", `/clients/${client}`, "ops:ann")).body;
        expect(matters.map(({ kind, id }: ShownItem) => `${kind} ${id}`)).toEqual([
          "incident i1",
          "fault f1",
          "decision d5",
        ]);
        expect(matters[2].command).toContain(`appeal.filed --as client:… --field decisionId=d5`);
        expect(matters[2].says).toMatch(/^warning for conduct, standing, told 20/);
      },
      { timeout: 10_000 },
    );
  });

  it("R-TSK-6: whoever reported sees what became of it, and nobody else's", async () => {
    const client = await open();
    const me = `ops:rita-${client}`;
    await accepted(client, me, "incident.reported", {
      ...{ incidentId: "i1", category: "insult", happenedAt, evidence: [] },
    });
    await accepted(client, me, "staff.askedOff", { agentId: "rita" });
    const mine = async (as = me) => (await parts.call("GET", "/tasks/reported", as)).body.items;
    expect(await mine()).toMatchObject([
      { what: "askedOff", open: true },
      { what: "incident", about: "i1", open: true, answeredBy: null },
    ]);
    expect(await mine("ops:nobody")).toEqual([]);
    await accepted(
      client,
      "manager:max",
      "incident.confirmed",
      { incidentId: "i1", explainedBy: null },
      "mail 4711",
    );
    expect(await mine()).toMatchObject([
      { what: "askedOff" },
      { what: "incident", open: false, says: "confirmed; a warning was sent", answeredBy: "manager:max" },
    ]);
  });
});
