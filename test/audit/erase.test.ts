import { randomUUID } from "node:crypto";
import { ApplicationFailure } from "@temporalio/common";
import { Worker } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemPorts } from "../../activities/adapters/system.ts";
import { activities } from "../../activities/index.ts";
import { finishErasures } from "../../archive/erasing.ts";
import { type Erasure, hashOfErasure } from "../../archive/erasures.ts";
import { verifyRecords } from "../../audit/records.ts";
import { verify } from "../../audit/verify.ts";
import { apply, relationshipId } from "../../contracts/messages.ts";
import { type Entry, type Envelope, refold, relationshipDefinition } from "../../machines/index.ts";
import { contract, type Parts, startParts } from "../support/engine.ts";
import { journalOf as written } from "../support/entries.ts";
import { notaryOf } from "../support/log.ts";
import { sharedBundle } from "../support/temporal.ts";

describe("an erasure", () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts();
  });
  afterAll(() => parts?.stop());

  const CONTACT = { name: "Ann", email: "ann@example.org" };
  async function opened(more: object = contract): Promise<string> {
    const client = parts.name();
    const body = { ...more, contact: CONTACT };
    expect(await parts.call("POST", `/clients/${client}`, "ops:olga", body)).toMatchObject({ status: 201 });
    return client;
  }
  const say = (client: string, as: string, type: string, data: object = {}, reason?: string) =>
    parts.call("POST", `/clients/${client}/events`, as, { type, data, ...(reason && { reason }) });
  const erase = (client: string, as = "compliance:carl", more: object = {}) =>
    parts.call("POST", `/clients/${client}/erasure`, as, { reason: "asked for, case 17", ...more });
  const journalOf = (client: string) => parts.archive.journal.timeline(client);

  it("destroys the key, is journalled with its reason, and is done once", async () => {
    const client = await opened();
    expect(await say(client, "ops:olga", "boundary.stated", { textRef: "a private matter" })).toMatchObject({
      status: 200,
    });
    const stated = (await journalOf(client)).find(({ type }) => type === "boundary.stated");
    const { textRef } = (stated ?? { data: {} }).data as { textRef: string };
    const first = await erase(client);
    expect(first).toMatchObject({
      status: 200,
      body: { outcome: "erased", client, actor: { id: "carl", role: "compliance" } },
    });
    const { seq, reason, hash } = first.body;
    const order = (await journalOf(client)).find((entry) => entry.seq === seq);
    expect(order).toMatchObject({ type: "erasure.ordered", outcome: "accepted", reason });
    await expect(parts.archive.vault.get(textRef)).rejects.toThrow("were erased");
    await expect(parts.archive.vault.nameOf(client)).rejects.toThrow("were erased");
    // Why it was done is ours to answer for, and stays.
    expect(await parts.archive.vault.get(reason)).toBe("asked for, case 17");

    const before = await journalOf(client);
    expect(await erase(client, "legal:lea", { reason: "again" })).toMatchObject({
      status: 200,
      body: { outcome: "erased", hash, seq, repeated: true },
    });
    expect(await journalOf(client)).toEqual(before);
    expect(await parts.call("GET", `/clients/${client}`, "ops:olga")).toMatchObject({
      status: 200,
      body: { erasedAt: order?.at },
    });
    expect(await verifyRecords(parts.archive)).toBeNull();
  });

  it("R-ROL-1 is for compliance and legal, of a client that there is, with a reason", async () => {
    const client = await opened();
    expect(await erase(client, "senior:sam")).toMatchObject({ status: 403 });
    expect(await erase("nobody-of-that-name")).toMatchObject({ status: 404 });
    expect(await erase(client, "compliance:carl", { reason: " " })).toMatchObject({ status: 400 });
    expect(await parts.archive.vault.nameOf(client)).toBe("Ann");
    expect(await erase(client, "legal:lea")).toMatchObject({ status: 200 });
    expect(await erase(client, "senior:sam")).toMatchObject({ status: 403 });
  });

  it("R-LIF-19 is refused under a legal hold, with the finding, and nothing is erased", async () => {
    const client = await opened();
    await say(client, "compliance:carl", "hold.placed", { caseRef: "h1" });
    expect(await erase(client)).toMatchObject({
      status: 409,
      body: { findings: [{ rule: "R-LIF-19", says: "no legal hold stands" }] },
    });
    expect((await journalOf(client)).at(-1)).toMatchObject({ type: "erasure.ordered", outcome: "refused" });
    expect(await parts.archive.vault.nameOf(client)).toBe("Ann");
    await say(client, "compliance:carl", "hold.lifted", { caseRef: "h1" });
    expect(await erase(client)).toMatchObject({ status: 200 });
  });

  it("of a relationship that has ended is on record, unless a hold stands", async () => {
    const refused = async (hold: boolean) => {
      const { contract: _, ...prospect } = contract;
      const client = await opened(prospect);
      if (hold) await say(client, "compliance:carl", "hold.placed", { caseRef: "h1" });
      expect(await say(client, `client:${client}`, "prospect.withdrew")).toMatchObject({ status: 200 });
      const handle = parts.client.workflow.getHandle(relationshipId(client));
      await handle.result();
      return client;
    };
    const client = await refused(false);
    const before = await journalOf(client);
    expect(await erase(client, "ops:olga")).toMatchObject({ status: 403 });
    const done = await erase(client);
    expect(done).toMatchObject({ status: 200, body: { outcome: "erased", seq: null } });
    expect(await erase(client)).toMatchObject({
      status: 200,
      body: { hash: done.body.hash, repeated: true },
    });
    expect(await journalOf(client)).toEqual(before);
    await expect(parts.archive.vault.nameOf(client)).rejects.toThrow("were erased");
    expect(await parts.archive.vault.get(done.body.reason)).toBe("asked for, case 17");

    const held = await refused(true);
    expect(await erase(held)).toMatchObject({ status: 409, body: { findings: [{ rule: "R-LIF-19" }] } });
    expect(await parts.archive.vault.nameOf(held)).toBe("Ann");
  });

  it("leaves journal and workflow whole: they are refolded, replayed, and live on", async () => {
    const client = await opened();
    const incident = {
      ...{ incidentId: "i1", category: "insult", happenedAt: "2026-01-02T10:00:00Z" },
      evidence: ["so, and so"],
    };
    await say(client, "ops:olga", "incident.reported", incident);
    await erase(client);
    expect(
      await say(client, "finance:fred", "payment.received", { invoiceId: "n1", paidOn: "2026-01-01" }),
    ).toMatchObject({
      status: 200,
    });
    const folded = refold(relationshipDefinition(), await journalOf(client));
    expect(folded).toHaveProperty("stored");
    const handle = parts.client.workflow.getHandle(relationshipId(client));
    const workflowBundle = await sharedBundle();
    await Worker.runReplayHistory({ workflowBundle }, await handle.fetchHistory(), handle.workflowId);
    await parts.stopWorker();
    await parts.startWorker();
    expect(await parts.call("GET", `/clients/${client}`, "ops:olga")).toMatchObject({
      body: { live: { status: expect.stringMatching(/^(current|busy)$/) } },
    });
  });

  it("takes no new words of the client, and says so", async () => {
    const client = await opened();
    await erase(client);
    const before = await journalOf(client);
    expect(await say(client, "ops:olga", "boundary.stated", { textRef: "new words" })).toMatchObject({
      status: 410,
      body: { type: "urn:tenure:problem:erased", detail: expect.stringContaining("nothing new is kept") },
    });
    expect(await journalOf(client)).toEqual(before);
  });

  it("R-LIF-20 sends no notice to an erased client: every channel fails, and people are asked to call", async () => {
    const client = await opened();
    await erase(client);
    const sent = { incidentId: "i1", category: "insult", happenedAt: "2026-01-02T10:00:00Z", evidence: [] };
    await say(client, "ops:olga", "incident.reported", sent);
    // Words of a person are kept no more, so a warning's reason is the id of words that are kept elsewhere.
    const now = new Date().toISOString();
    const confirmed = await parts.client.workflow.getHandle(relationshipId(client)).executeUpdate(apply, {
      args: [
        parts.sign(client, {
          ...{ eventId: randomUUID(), type: "incident.confirmed", occurredAt: now, receivedAt: now },
          ...{ actor: { id: "max", role: "manager" }, reason: "v_elsewhere" },
          data: { incidentId: "i1", explainedBy: null },
        }),
      ],
    });
    expect(confirmed).toMatchObject({ outcome: "accepted" });
    const told = async () =>
      (await journalOf(client)).filter(({ type }) => type === "notice.failed").map(({ data }) => data);
    for (const limit = Date.now() + 20_000; (await told()).length < 2 && Date.now() < limit; )
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await told()).toMatchObject([
      { notice: "N4", channel: "email", cause: "erased" },
      { notice: "N4", channel: "post", cause: "erased" },
    ]);
    expect((await parts.archive.outbox.list(client)).filter(({ notice }) => notice === "N4")).toEqual([]);
    const open = async () =>
      (await parts.archive.tasks.list({ client, state: "open" })).map(({ kind }) => kind);
    for (const limit = Date.now() + 20_000; !(await open()).includes("callWarning") && Date.now() < limit; )
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await open()).toContain("callWarning");
  });

  it("a notice that was written and not yet carried when the key went is not carried", async () => {
    const client = await opened();
    const carried: string[] = [];
    const ports = systemPorts(parts.archive);
    const effect = {
      id: `${client}/9/0`,
      type: "sendNotice" as const,
      params: {
        notice: "N8" as const,
        channel: "email" as const,
        slots: { what: "payment", from: "2026-11-01T00:00:00.000Z" },
        about: null,
      },
    };
    const hands = activities({
      ...ports,
      carrier: {
        prepare: async ({ id }) => ({
          status: "ready",
          message: "",
          idempotent: false,
          async send() {
            carried.push(id);
            await parts.archive.vault.erase(client);
            throw ApplicationFailure.retryable("the mail server is away");
          },
        }),
      },
    });
    const at = "2026-11-01T00:00:00.000Z";
    await expect(hands.sendNotice(effect, at)).rejects.toThrow("away");
    expect(await hands.sendNotice(effect, at)).toMatchObject({
      type: "notice.failed",
      data: { cause: "erased" },
    });
    expect(carried).toHaveLength(1);
    expect((await parts.archive.outbox.list(client)).find(({ id }) => id === effect.id)).toMatchObject({
      status: "failed",
      cause: "erased",
    });
  });

  it("is carried out whichever way the order came", async () => {
    const client = await opened();
    const ordered = await say(client, "legal:lea", "erasure.ordered", {}, "asked for");
    expect(ordered).toMatchObject({ status: 200, body: { outcome: "accepted" } });
    expect(await parts.archive.erasures.of(client)).toMatchObject({ seq: ordered.body.seq });

    const order = (): Envelope => {
      const now = new Date().toISOString();
      return {
        ...{ eventId: randomUUID(), type: "erasure.ordered", occurredAt: now, receivedAt: now },
        ...{ actor: { id: "lea", role: "legal" } as const, reason: "v_elsewhere", data: {} },
      };
    };
    const [left, raw] = [await opened(), await opened()];
    const send = (subject: string, sent: Envelope) =>
      parts.client.workflow.getHandle(relationshipId(subject)).executeUpdate(apply, { args: [sent] });
    await send(left, parts.sign(left, order()));
    expect(await send(raw, { ...order(), door: "api" })).toMatchObject({ outcome: "refused" });
    expect(await parts.archive.erasures.of(left)).toMatchObject({ seq: expect.any(Number) });
    await expect(parts.archive.vault.nameOf(left)).rejects.toThrow("were erased");
    // Nobody vouched for who ordered this one.
    expect(await parts.archive.vault.nameOf(raw)).toBe("Ann");
    expect(await finishErasures(parts.archive)).toBe(0);
  });

  it("R-LIF-0 that broke off is carried out when its entry is recorded again, and at the next start", async () => {
    const { archive } = parts;
    const broken = {
      ...archive,
      vault: { ...archive.vault, erase: () => Promise.reject(new Error("no keys")) },
    };
    const order = {
      type: "erasure.ordered",
      actor: { id: "lea", role: "legal" },
      reason: "v_why00000",
    } as const;
    for (const [client, again] of [
      [parts.name(), (entries: Entry[]) => activities(systemPorts(archive)).record(entries)],
      [parts.name(), () => finishErasures(archive)],
    ] as const) {
      const entries = written(client, [{}, order]);
      await expect(activities(systemPorts(broken)).record(entries)).rejects.toThrow("no keys");
      expect(await verifyRecords(archive)).toMatchObject({ kind: "missing", client });
      await again(entries);
      expect(await archive.erasures.of(client)).toMatchObject({ seq: 2, reason: "v_why00000" });
      expect(await verifyRecords(archive)).toBeNull();
    }
  });
});

describe("the proof of erasures", () => {
  let parts: Parts;
  let list: Erasure[];
  beforeAll(async () => {
    parts = await startParts();
    for (const client of ["e1", "e2", "e3"].map((name) => `${parts.name()}-${name}`)) {
      await parts.call("POST", `/clients/${client}`, "ops:olga", contract);
      await parts.call("POST", `/clients/${client}/erasure`, "legal:lea", { reason: "asked for" });
    }
    list = await parts.archive.erasures.list();
  });
  afterAll(() => parts?.stop());

  const faultOf = (changed: readonly Erasure[]) => {
    const { archive } = parts;
    const { ordered } = archive.erasures;
    return verifyRecords({ ...archive, erasures: { list: async () => [...changed], ordered } });
  };
  it("stands as it was written, waiting for a leaf and with one", async () => {
    expect(list).toHaveLength(3);
    expect(await faultOf(list)).toBeNull();
    await (await notaryOf(parts.archive)).sign();
    expect(await faultOf(list)).toBeNull();
    const { log, outside } = await notaryOf(parts.archive);
    expect(
      await verify({
        held: parts.archive.tree,
        eventKeys: parts.archive.eventKeys,
        policy: log.policy,
        outside,
      }),
    ).toMatchObject({
      fault: null,
    });
    const kinds = (await parts.archive.tree.leaves(0, 100, 100)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "erasure")).toHaveLength(3);
  });

  it("finds one that was changed, put in, or never ordered", async () => {
    const [one, two, three] = list;
    if (!one || !two || !three) throw new Error("three erasures");
    const resealed = (erasure: Erasure): Erasure => ({ ...erasure, hash: hashOfErasure(erasure) });
    for (const [field, value] of Object.entries({
      client: "x",
      seq: 9,
      at: "2026-01-01T00:00:00.000Z",
      reason: "v_x",
    }))
      expect(await faultOf([one, { ...two, [field]: value }, three]), field).toMatchObject({
        kind: "changed",
        says: expect.stringContaining("is not what was hashed"),
      });
    expect(await faultOf([one, resealed({ ...two, reason: "v_other000" }), three])).toMatchObject({
      kind: "inserted",
      says: `the erasure of ${two.client} has no leaf in the tree`,
    });
  });
});
