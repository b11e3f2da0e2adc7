import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Parts, startParts } from "../../../support/engine.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
});
afterAll(() => parts?.stop());

const days = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString();
const signal = (client: string, as: string, type: string, data: object, reason?: string) =>
  parts.call("POST", `/clients/${client}/events`, as, { type, data, ...(reason && { reason }) });
const mine = async (as: string, client: string): Promise<string[]> =>
  (await parts.call("GET", `/tasks?mine=true&client=${client}`, as)).body.items.map(
    ({ id }: { id: string }) => id,
  );

describe("deputies", () => {
  it("R-TSK-5: what an absent colleague has taken is the deputy's while it lasts, who takes it over", async () => {
    const client = await parts.opened();
    const report = { incidentId: "i1", category: "insult", happenedAt: "2026-01-01T00:00:00Z", evidence: [] };
    await signal(client, "ops:max", "incident.reported", report);
    const { body } = await parts.call("GET", `/tasks?client=${client}`, "manager:max");
    const [{ id }] = body.items;
    const path = `/tasks/${encodeURIComponent(id)}`;
    expect((await parts.call("POST", `${path}/claim`, "manager:max", {})).status).toBe(200);
    expect(await mine("manager:mia", client)).toEqual([]);
    expect((await parts.call("POST", `${path}/claim`, "manager:mia", {})).status).toBe(409);

    const wanted = { absent: "Max", deputy: "mia", role: "manager", from: days(-1), until: days(7) };
    const added = await parts.call("POST", "/deputies", "manager:max", wanted);
    expect(added).toMatchObject({
      status: 201,
      body: { absent: "max", deputy: "mia", setBy: "manager:max", endedAt: null },
    });
    expect(await mine("manager:mia", client)).toEqual([id]);
    // In the role in which they stand in, and in no other.
    expect(await mine("senior:mia", client)).toEqual([]);
    expect(await mine("manager:moe", client)).toEqual([]);
    const taken = await parts.call("POST", `${path}/claim`, "manager:mia", {});
    expect(taken).toMatchObject({
      status: 200,
      body: { claimedBy: "manager:mia", assignedBy: "manager:max" },
    });

    // Four eyes stay four eyes: each counts as themselves.
    const confirm = { incidentId: "i1", explainedBy: null };
    expect(await signal(client, "manager:max", "incident.confirmed", confirm, "insulted")).toMatchObject({
      status: 409,
    });
    expect(await signal(client, "manager:mia", "incident.confirmed", confirm, "insulted")).toMatchObject({
      status: 200,
    });
    const last = (await parts.archive.journal.timeline(client)).find(
      ({ type, outcome }) => type === "incident.confirmed" && outcome === "accepted",
    );
    expect(last?.actor).toEqual({ id: "mia", role: "manager" });

    expect((await parts.call("POST", `/deputies/${added.body.id}/end`, "ops:olga", {})).status).toBe(403);
    expect(
      (await parts.call("POST", `/deputies/${added.body.id}/end`, "senior:anna", {})).body,
    ).toMatchObject({ endedBy: "senior:anna" });
    const { items: deputies } = (await parts.call("GET", "/deputies?all=true", "auditor:ada")).body;
    expect(deputies).toMatchObject([{ id: added.body.id, setBy: "manager:max", endedBy: "senior:anna" }]);
    expect((await parts.call("GET", "/deputies", "auditor:ada")).body.items).toEqual([]);
  });

  it("R-TSK-5: one that has not begun, or is over, gives nothing", async () => {
    const later = { absent: "olga", deputy: "ben", role: "ops", from: days(1), until: days(2) };
    expect((await parts.call("POST", "/deputies", "ops:olga", later)).status).toBe(201);
    expect(await parts.archive.deputies.absentOf("ben", "ops", days(0))).toEqual([]);
    expect(await parts.archive.deputies.absentOf("ben", "ops", days(1.5))).toEqual(["olga"]);
    expect(await parts.archive.deputies.absentOf("ben", "ops", days(3))).toEqual([]);
  });

  it.each([
    ["oneself, in another spelling", { deputy: "OLGA" }, 400],
    ["somebody who is no id", { deputy: "ben." }, 401],
    ["nobody's time", { until: days(-3) }, 400],
    ["for a colleague, by a colleague", { absent: "ben", deputy: "bob" }, 403],
    ["of another role", { role: "manager" }, 403],
    ["for a client", { role: "client" }, 400],
  ])("R-TSK-5: is refused: %s", async (_, more, status) => {
    const wanted = { absent: "olga", deputy: "ben", role: "ops", from: days(-2), until: days(7), ...more };
    expect(await parts.call("POST", "/deputies", "ops:olga", wanted)).toMatchObject({ status });
  });

  it("R-TSK-5: where the roles of people are known, a deputy has the role", async () => {
    const known = { issuer: "https://id.example", name: null, teams: [], seenAt: days(0) };
    await parts.archive.people.bind({ ...known, id: "fred", subject: "s1", roles: ["finance"] });
    const wanted = { absent: "mona", deputy: "fred", role: "manager", from: days(0), until: days(7) };
    expect(await parts.call("POST", "/deputies", "senior:anna", wanted)).toMatchObject({ status: 403 });
  });
});

describe("who looked at what", () => {
  it("R-ROL-4: looks at what is personal are kept, without what they showed, for compliance and auditors", async () => {
    const client = await parts.opened();
    expect((await parts.call("GET", `/clients/${client}/dossier`, "manager:max")).status).toBe(200);
    expect((await parts.call("GET", `/clients/${client}/dossier`, "ops:olga")).status).toBe(403);
    expect((await parts.call("GET", `/clients/${client}`, "ops:olga")).status).toBe(200);
    expect((await parts.call("GET", `/clients/${client}/exit`, "senior:anna")).status).toBe(200);
    expect((await parts.call("GET", "/outbox/nobody/1/0", "ops:olga")).status).toBe(404);
    const { body } = await parts.call("GET", `/reads?client=${client}`, "compliance:cleo");
    expect(body.items.map(({ actor, what, how, client: of }: never) => [actor, what, how, of])).toEqual([
      ["senior:anna", "dossier", "local", client],
      ["manager:max", "dossier", "local", client],
    ]);
    const paged = await parts.call("GET", `/reads?client=${client}&limit=1`, "auditor:ada");
    const rest = await parts.call(
      "GET",
      `/reads?client=${client}&cursor=${encodeURIComponent(paged.body.next)}`,
      "auditor:ada",
    );
    expect(rest.body.items).toEqual(body.items.slice(1));
    expect(
      (await parts.call("GET", `/reads?client=${client}&actor=MAX`, "auditor:ada")).body.items,
    ).toHaveLength(1);
    expect((await parts.call("GET", "/reads", "manager:max")).status).toBe(403);
    expect((await parts.call("GET", "/reads?cursor=x", "auditor:ada")).status).toBe(400);
  });

  it("R-ROL-4: they are kept for as long as the configuration says", async () => {
    const read = {
      actorId: "max",
      actorRole: "manager",
      how: "local",
      what: "dossier",
      client: "old",
      about: null,
    } as const;
    await parts.archive.reads.add({ ...read, at: "2020-01-01T00:00:00.000Z" });
    await parts.archive.reads.add({ ...read, at: "2030-01-01T00:00:00.000Z" });
    expect(await parts.archive.reads.forget("2021-01-01T00:00:00Z")).toBe(1);
    expect((await parts.archive.reads.list({ client: "old" }, { limit: 10 })).rows).toMatchObject([
      { at: "2030-01-01T00:00:00.000Z" },
    ]);
  });
});
