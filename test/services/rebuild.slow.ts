// Relationships are started anew from their journals: after a loss of Temporal's, or where a history does not replay.
import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@temporalio/client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hashOfRebuild, type Rebuild } from "../../archive/rebuilds.ts";
import { prover } from "../../audit/proof.ts";
import { provenRebuild } from "../../audit/rebuilds.ts";
import { Reconciler } from "../../audit/reconcile.ts";
import { notify, relationshipId } from "../../contracts/messages.ts";
import { iso } from "../../machines/index.ts";
import { liveness } from "../../services/live.ts";
import { type Rebuilder, rebuilder } from "../../services/rebuild.ts";
import { payloadCodec } from "../../worker/codec.ts";
import { contract, type Parts, startParts } from "../support/engine.ts";
import { notaryOf, stranger } from "../support/log.ts";
import { envelope, policy } from "../support/machine.ts";
import { type MailServer, startMailServer } from "../support/mail.ts";
import { sharedBundle } from "../support/temporal.ts";

const WHY = { actor: { id: "carl", role: "compliance" }, reason: "the server was lost" } as const;

/** A rebuilder over the parts of an engine. */
const over = ({ archive, client, taskQueue }: Parts): Rebuilder =>
  rebuilder({
    archive,
    temporal: client,
    taskQueue,
    live: liveness(client),
    sign: async () => (await notaryOf(archive)).sign(),
  });

async function agreement(parts: Parts, client: string, codec?: ReturnType<typeof payloadCodec>) {
  const { archive, client: temporal, taskQueue } = parts;
  const { policy: logPolicy } = (await notaryOf(archive)).log;
  const audit = new Reconciler({
    archive,
    temporal,
    taskQueue,
    bundle: await sharedBundle(),
    policies: [policy],
    logPolicy,
    ...(codec && { dataConverter: { payloadCodecs: [codec] } }),
  });
  return audit.one(client);
}

async function opened(parts: Parts): Promise<string> {
  const client = parts.name();
  const body = { ...contract, contact: { name: "Ann", email: `${client}@example.org` } };
  const answer = await parts.call("POST", `/clients/${client}`, "ops:olga", body);
  expect(answer).toMatchObject({ status: 201 });
  return client;
}

/** Says something until it is judged: a busy machine may take its time. */
async function say(
  parts: Parts,
  client: string,
  as: string,
  type: string,
  data: object,
  more: object = {},
): ReturnType<Parts["call"]> {
  const body = { type, data, eventId: randomUUID(), ...more };
  for (;;) {
    const answer = await parts.call("POST", `/clients/${client}/events`, as, body);
    if (answer.status !== 202) return answer;
  }
}

/** Does something for each, ten at a time. */
async function forEach<T, R>(all: readonly T[], does: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let n = 0; n < all.length; n += 10) done.push(...(await Promise.all(all.slice(n, n + 10).map(does))));
  return done;
}

/** A confirmed incident: the warning is under way. */
async function warned(parts: Parts, client: string): Promise<void> {
  const happenedAt = iso(Date.now());
  const incident = { incidentId: "i1", category: "insult", happenedAt, evidence: [] };
  expect(await say(parts, client, "ops:olga", "incident.reported", incident)).toMatchObject({ status: 200 });
  const confirmed = { incidentId: "i1", explainedBy: null };
  const answer = await say(parts, client, "manager:max", "incident.confirmed", confirmed, { reason: "x" });
  expect(answer).toMatchObject({ status: 200 });
}

/** As where the server's database is gone: nothing of the client's executions is left. */
async function lose(temporal: Client, client: string): Promise<void> {
  const workflowId = relationshipId(client);
  const { namespace } = temporal.options;
  await temporal.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } });
  await vi.waitFor(async () => {
    await expect(temporal.workflow.getHandle(workflowId).describe()).rejects.toThrow();
  }, 20_000);
}

const live = async (parts: Parts, client: string) =>
  (await parts.call("GET", `/clients/${client}`, "ops:olga")).body.live.status;

describe("a relationship that Temporal has lost", () => {
  const DRILL = 100;
  let parts: Parts;
  let mail: MailServer;
  beforeAll(async () => {
    mail = await startMailServer();
    const smtp = { url: mail.url, from: "help@tenure.example" };
    parts = await startParts(undefined, undefined, { connections: { smtp, outgoing: { quiet: null } } });
  });
  afterAll(async () => {
    await parts?.stop();
    await mail?.close();
  });

  test(`R-LIF-0 ${DRILL} of ${DRILL} are given back by their journals, and every open notice goes out once`, async () => {
    // The mail server is away, so that every warning is still to be sent.
    mail.refusals.set("MAIL", 451);
    const clients = await forEach(Array.from({ length: DRILL }), () => opened(parts));
    await forEach(clients, (client) => warned(parts, client));
    const before = await Promise.all(clients.map((client) => parts.archive.relationships.get(client)));
    await forEach(clients, (client) => lose(parts.client, client));
    const [lost = ""] = clients;
    expect(await live(parts, lost)).toBe("missing");
    // It has not ended: nobody is told that a rule refuses.
    expect(await say(parts, lost, "ops:olga", "feedback.received", { ref: "f", good: true })).toMatchObject({
      status: 503,
      body: { detail: expect.stringContaining(`tenure rebuild ${lost}`) },
    });
    mail.refusals.clear();

    const began = performance.now();
    const rebuilt = await over(parts).all(clients, WHY);
    const seconds = (performance.now() - began) / 1_000;
    console.log(`${DRILL} relationships rebuilt in ${seconds.toFixed(1)} s`);
    expect(rebuilt.map(({ outcome }) => outcome)).toEqual(clients.map(() => "rebuilt"));
    expect(rebuilt.reduce((sum, one) => sum + (one.outcome === "rebuilt" ? one.effects : 0), 0)).toBe(DRILL);

    await vi.waitFor(() => expect(mail.received).toHaveLength(DRILL), 60_000);
    const ids = mail.received.map(({ text }) => /^message-id: (.*)$/im.exec(text)?.[1]);
    expect(new Set(ids).size).toBe(DRILL);
    await vi.waitFor(async () => {
      const after = await Promise.all(clients.map((client) => parts.archive.relationships.get(client)));
      expect(after.map((row) => row?.state)).toEqual(clients.map(() => "warnedOnce"));
      expect(after.map((row) => row?.seq)).toEqual(before.map((row) => (row?.seq ?? 0) + 1));
    }, 60_000);
    await sleep(500);
    expect(mail.received).toHaveLength(DRILL);

    const [client = ""] = clients;
    expect(
      await say(parts, client, "ops:olga", "feedback.received", { ref: "f1", good: true }),
    ).toMatchObject({
      status: 200,
    });
    expect(await agreement(parts, client)).toMatchObject({
      agrees: true,
      differences: [],
      remarks: [expect.stringMatching(/^rebuilt from its journal after entry 3, .* by compliance:carl/)],
    });
  }, 240_000);

  test("all that run as they should are left alone, unless it is forced", async () => {
    const client = await opened(parts);
    const { all } = over(parts);
    expect(await all([client, "nobody"], WHY)).toEqual([{ client, outcome: "current" }]);
    expect(await all([client], WHY, { force: true })).toMatchObject([{ outcome: "rebuilt", effects: 0 }]);
  });

  test("R-LIF-0 what the old history held unjudged is judged, once, in its order", async () => {
    const client = await opened(parts);
    await parts.stopWorker();
    const feedback = () => {
      const { reason: _, ...event } = envelope(
        "feedback.received",
        "ops:olga",
        { ref: "f", good: true },
        Date.now(),
      );
      return event;
    };
    const sent = [feedback(), feedback(), feedback()];
    const handle = parts.client.workflow.getHandle(relationshipId(client));
    for (const event of [...sent, sent[0]]) if (event) await handle.signal(notify, event);
    const rebuilt = await over(parts).one(client, WHY);
    expect(rebuilt).toMatchObject({ outcome: "rebuilt", events: 3 });
    await parts.startWorker();
    await vi.waitFor(async () => {
      const journal = await parts.archive.journal.timeline(client);
      expect(journal.slice(1).map(({ eventId }) => eventId)).toEqual(sent.map(({ eventId }) => eventId));
    }, 20_000);
    const again = { type: "feedback.received", data: { ref: "f", good: true }, eventId: sent[1]?.eventId };
    expect(await parts.call("POST", `/clients/${client}/events`, "ops:olga", again)).toMatchObject({
      body: { seq: 3, repeated: true },
    });
  });

  test("two who rebuild at once start it once", async () => {
    const client = await opened(parts);
    const outcomes = await Promise.all([over(parts).one(client, WHY), over(parts).one(client, WHY)]);
    expect(outcomes.map((one) => one?.outcome).sort()).toEqual(["elsewhere", "rebuilt"]);
    expect(await say(parts, client, "ops:olga", "feedback.received", { ref: "f", good: true })).toMatchObject(
      {
        status: 200,
        body: { seq: 2 },
      },
    );
    expect(await agreement(parts, client)).toMatchObject({ agrees: true });
  });

  test("R-LIF-19 under a hold its clocks stand still as before", async () => {
    const client = await opened(parts);
    await warned(parts, client);
    await vi.waitFor(
      async () => expect((await parts.archive.relationships.get(client))?.state).toBe("warnedOnce"),
      20_000,
    );
    expect(
      await say(parts, client, "compliance:carl", "hold.placed", { caseRef: "k5" }, { reason: "case 5" }),
    ).toMatchObject({
      status: 200,
    });
    const shown = async () => (await parts.call("GET", `/clients/${client}`, "ops:olga")).body;
    const { held, deadlines } = await shown();
    expect(held).toBe(true);
    expect(await over(parts).one(client, WHY)).toMatchObject({ outcome: "rebuilt" });
    expect(await shown()).toMatchObject({ held: true, deadlines, state: "warnedOnce" });
    expect(await agreement(parts, client)).toMatchObject({ agrees: true });
  });

  test("one that has ended is not started again", async () => {
    const client = parts.name();
    const { contract: _, ...prospect } = contract;
    await parts.call("POST", `/clients/${client}`, "sales:sam", prospect);
    await say(parts, client, "ops:olga", "prospect.withdrew", {});
    await vi.waitFor(async () => expect(await live(parts, client)).toBe("ended"), 10_000);
    expect(await over(parts).one(client, WHY)).toEqual({ client, outcome: "ended" });
    expect(await over(parts).one("nobody", WHY)).toBeNull();
  });

  test("R-LIF-0 a rebuild is on record, signed: one that is not is somebody else's start", async () => {
    const client = await opened(parts);
    const before = (await parts.client.workflow.getHandle(relationshipId(client)).describe()).runId;
    await over(parts).one(client, WHY);
    const [record] = await parts.archive.rebuilds.of(client);
    if (!record) throw new Error("it is on record");
    expect(record).toMatchObject({ seq: 1, oldRun: before, actor: WHY.actor });
    expect(await parts.archive.vault.get(record.reason)).toBe(WHY.reason);
    const { archive, client: temporal, taskQueue } = parts;
    const { log } = await notaryOf(archive);
    const [newest, { index, salt }] = await Promise.all([
      archive.tree.last(),
      archive.tree.leafOf("rebuild", record.hash),
    ]);
    if (!newest || index === null || salt === null) throw new Error("it is a leaf of the signed tree");
    const proof = await prover(archive.tree, newest.note, newest.size)({ index, salt });
    const proven = (rebuild: Rebuild, by: string | null = proof) =>
      provenRebuild({ rebuild, proof: by }, log.policy);
    expect(proven(record)).toBe(true);
    expect(proven(record, null)).toBe(false);
    const forged = { ...record, actor: { id: "eve", role: "ops" as const } };
    expect(proven(forged)).toBe(false);
    expect(proven({ ...forged, hash: hashOfRebuild(forged) })).toBe(false);

    // The same start, with a record in a tree that another key signed.
    const bundle = await sharedBundle();
    const logPolicy = stranger(log).policy;
    const audit = new Reconciler({ archive, temporal, taskQueue, bundle, policies: [policy], logPolicy });
    const kinds = (await audit.one(client))?.differences.map(({ kind }) => kind) ?? [];
    expect(kinds).toEqual(expect.arrayContaining(["rebuildUnproven", "terminated", "startedAnew"]));
  });
});

test("R-LIF-0 with a codec the old history is read by its keys, and what was unjudged is taken over", async () => {
  const codec = payloadCodec([{ id: "k1", key: randomBytes(32) }] as never);
  const parts = await startParts(undefined, codec);
  try {
    const client = await opened(parts);
    await parts.stopWorker();
    const event = envelope("feedback.received", "ops:olga", { ref: "f", good: true }, Date.now());
    await parts.client.workflow.getHandle(relationshipId(client)).signal(notify, event);
    expect(await over(parts).one(client, WHY)).toMatchObject({ outcome: "rebuilt", events: 1 });
    await parts.startWorker();
    await vi.waitFor(
      async () => expect(await parts.archive.journal.timeline(client)).toHaveLength(2),
      20_000,
    );
    expect(await agreement(parts, client, codec)).toMatchObject({ agrees: true });
  } finally {
    await parts.stop();
  }
});
