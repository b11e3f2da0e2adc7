import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Archive } from "../../archive/open.ts";
import type { Effect, Policy } from "../../machines/index.ts";
import { policyInForce, readPolicies } from "../../services/policies.ts";
import { standings } from "../../services/standing.ts";
import { type Desk, desk as deskOf } from "../../services/tasks.ts";
import { briefArchive } from "../support/archives.ts";
import { journalOf } from "../support/entries.ts";

const T0 = Date.parse("2026-11-10T09:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (t: number) => new Date(t).toISOString();

describe("the regular look at tasks", () => {
  let archive: Archive;
  let policy: Policy;
  let desk: Desk;
  let now = T0;
  let clients = 0;
  beforeAll(async () => {
    archive = await briefArchive();
    policy = policyInForce(await readPolicies(fileURLToPath(new URL("../../policies", import.meta.url))), T0);
    desk = deskOf({ archive, standings: standings(archive), policy: () => policy, clock: () => now });
  });
  afterAll(() => archive?.close());

  const newClient = async (): Promise<string> => {
    clients += 1;
    const client = `t${clients}`;
    await archive.journal.record(journalOf(client, [{}]));
    return client;
  };
  const give = async (
    role: "ops" | "manager" | "senior",
    dueAt: string | null = iso(T0),
  ): Promise<string> => {
    const id = `${await newClient()}/1/0`;
    const task = { id, kind: "rotate", role, dueAt, about: null, points: [], openedAt: iso(T0 - DAY) };
    await archive.tasks.open(task);
    return id;
  };
  const look = async (after: number) => {
    now = T0 + after;
    return desk.mindOverdue();
  };

  it("R-TSK-4: an overdue task reminds once, and later goes to a senior, who and when are seen", async () => {
    const { remindAfterDays = 0, escalateAfterDays = 0 } = policy.tasks;
    expect([remindAfterDays, escalateAfterDays]).toEqual([1, 5]);
    const id = await give("manager");
    const undated = await give("manager", null);
    await desk.claim(id, { id: "max", role: "manager" });
    expect(await look(DAY - 1)).toEqual({ reminded: [], escalated: [] });
    expect(await look(DAY)).toEqual({ reminded: [id], escalated: [] });
    expect(await look(2 * DAY)).toEqual({ reminded: [], escalated: [] });
    expect(await desk.show(id)).toMatchObject({
      role: "manager",
      claimedBy: "manager:max",
      remindedAt: iso(T0 + DAY),
      overdue: true,
    });
    expect(await look(5 * DAY)).toEqual({ reminded: [], escalated: [id] });
    expect(await desk.show(id)).toMatchObject({
      role: "senior",
      claimedBy: null,
      remindedAt: iso(T0 + DAY),
      escalated: { from: "manager", at: iso(T0 + 5 * DAY), by: "system:desk" },
    });
    expect(await look(60 * DAY)).toEqual({ reminded: [], escalated: [] });
    expect(await desk.show(undated)).toMatchObject({ role: "manager", overdue: false });
    await expect(desk.claim(id, { id: "max", role: "manager" })).rejects.toThrow(/is for senior/);
    expect(await desk.claim(id, { id: "sam", role: "senior" })).toMatchObject({ claimedBy: "senior:sam" });
    await archive.tasks.done(id, "senior:sam", iso(now));
  });

  it("R-TSK-4: what was put off is left alone until then; a senior's own goes nowhere; a policy may ask for neither", async () => {
    now = T0;
    const [asleep, seniors] = [await give("ops"), await give("senior")];
    const by = { id: "ann", role: "ops" } as const;
    await desk.snooze(asleep, { until: iso(T0 + 6 * DAY), reason: "waits for the fair" }, by);
    expect(await look(5.5 * DAY)).toEqual({ reminded: [seniors], escalated: [] });
    const { remindAfterDays: _, escalateAfterDays: __, ...tasks } = policy.tasks;
    const strict = policy;
    policy = { ...strict, tasks };
    expect(await look(6 * DAY)).toEqual({ reminded: [], escalated: [] });
    policy = strict;
    expect(await look(6 * DAY)).toEqual({ reminded: [], escalated: [asleep] });
    for (const id of [asleep, seniors]) await archive.tasks.done(id, "ops:ann", iso(now));
  });

  it("R-LIF-24: an effect that has not succeeded for ten minutes is a task for ops, until it has", async () => {
    now = T0;
    const client = await newClient();
    const id = `${client}/1/0`;
    const effect: Effect = { id, type: "restrictChannels", params: { allowed: ["post"] } };
    await archive.effects.take(effect, iso(T0));
    now = T0 + 9 * 60_000;
    const listed = () =>
      desk.list({ kind: "stalled" }, { id: "ann", role: "ops" }, { by: "dueAt", limit: 100 });
    await desk.mindStalled();
    expect((await listed()).rows).toEqual([]);
    now = T0 + 10 * 60_000 + 1;
    await desk.mindStalled();
    const [stalled, ...more] = (await listed()).rows;
    expect(more).toEqual([]);
    expect(stalled).toMatchObject({ client, kind: "stalled", role: "ops", about: id });
    expect(stalled?.points[0]).toContain("restrictChannels has not succeeded since 2026-11-10T09:00:00.000Z");
    await desk.mindStalled();
    expect((await listed()).rows).toMatchObject([{ id: `${id}/stalled`, command: "tenure doctor" }]);
    await archive.effects.settle(id, null, iso(now));
    await desk.mindStalled();
    expect((await listed()).rows).toEqual([]);
    expect(await archive.tasks.get(`${id}/stalled`)).toMatchObject({ state: "done", doneBy: "system:desk" });
  });

  it("R-LIF-24: not one that was given up, which is a task already, nor a notice that waits for the end of quiet hours", async () => {
    now = T0;
    const client = "givenUp";
    const ids = [`${client}/1/0`, `${client}/1/1`] as const;
    const params = { notice: "N4", channel: "email", slots: {}, about: null } as const;
    for (const id of ids) await archive.effects.take({ id, type: "sendNotice", params }, iso(T0));
    await archive.journal.record(
      journalOf(client, [{}, { eventId: `effect/${ids[0]}`, type: "notice.failed" }]),
    );
    const written = { subject: "x", body: "y" } as never;
    await archive.outbox.capture(
      { id: ids[1], notice: "N4", channel: "email", locale: "en", at: iso(T0) },
      written,
    );
    await archive.outbox.mark(ids[1], "waiting", iso(T0), "quiet");
    now = T0 + DAY;
    await desk.mindStalled();
    const listed = () =>
      desk.list({ kind: "stalled", client }, { id: "ann", role: "ops" }, { by: "dueAt", limit: 100 });
    expect((await listed()).rows).toEqual([]);
    // One that had begun to fail before is a task until it has come to an end, quiet hours or not.
    await archive.outbox.mark(ids[1], "failed", iso(T0), "away");
    await desk.mindStalled();
    await archive.outbox.mark(ids[1], "waiting", iso(T0), "quiet");
    await desk.mindStalled();
    expect((await listed()).rows).toMatchObject([{ about: ids[1] }]);
    await archive.effects.settle(ids[1], null, iso(now));
    await desk.mindStalled();
    expect((await listed()).rows).toEqual([]);
  });

  it("R-TSK-2: a task that is opened late, by an effect that waited, is ended by what the journal says already", async () => {
    const client = "late";
    const id = `${client}/2/0`;
    const effect = {
      id,
      type: "askProvider",
      params: { providerId: "p1", items: [], needs: [], regions: [] },
    };
    await archive.journal.record(
      journalOf(client, [
        {},
        { type: "consent.given", effects: [effect] },
        { type: "provider.accepted", data: { providerId: "p1" } },
      ]),
    );
    const at = iso(T0);
    const task = {
      id,
      kind: "handover",
      role: "ops" as const,
      about: "p1",
      points: [],
      dueAt: at,
      openedAt: at,
    };
    await archive.tasks.open(task);
    expect(await archive.tasks.get(id)).toMatchObject({ state: "done" });
  });
});

describe("tasks that an older build left open", () => {
  it("R-TSK-2: are ended by what the journal says, once it is read again", async () => {
    const archive = await briefArchive();
    const ask = {
      id: "old/2/0",
      type: "openTask",
      params: { kind: "rotate", role: "manager", dueAt: iso(T0), about: null, points: [] },
    };
    const said = [{}, { type: "staff.askedOff", effects: [ask] }, { type: "manager.changed" }];
    const entries = journalOf("old", said);
    await archive.journal.record(entries.slice(0, 2));
    expect(await archive.tasks.get(ask.id)).toMatchObject({ state: "open" });
    await archive.tasks.follow("old", entries);
    expect(await archive.tasks.get(ask.id)).toMatchObject({ state: "done", doneBy: "manager:ann" });
    await archive.close();
  });
});
