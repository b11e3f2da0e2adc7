import { randomBytes, randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Client, type WorkflowHandle } from "@temporalio/client";
import type { Payload, PayloadCodec } from "@temporalio/common";
import proto from "@temporalio/proto";
import { NativeConnection, Worker, type WorkflowBundle } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemPorts } from "../../activities/adapters/system.ts";
import { activities } from "../../activities/index.ts";
import type { Archive } from "../../archive/open.ts";
import { readRun } from "../../audit/histories.ts";
import { apply, notify, RELATIONSHIP, relationshipId } from "../../contracts/messages.ts";
import { iso } from "../../machines/index.ts";
import { newest } from "../../machines/versions/index.ts";
import { readPolicies } from "../../services/policies.ts";
import { codecKeys, payloadCodec } from "../../worker/codec.ts";
import { createWorker } from "../../worker/worker.ts";
import { briefArchive } from "../support/archives.ts";
import { contract, startParts } from "../support/engine.ts";
import { sharedBundle, sharedServer, unique } from "../support/temporal.ts";

const key = () => randomBytes(32).toString("base64");
const [K1, K2] = [`k1:${key()}`, `k2:${key()}`];
const codecOf = (keys: string) => payloadCodec(codecKeys(keys));
const payload = (text: string): Payload => ({
  metadata: { encoding: Buffer.from("json/plain") },
  data: Buffer.from(text),
});
const workflow = (workflowId: string) => ({ type: "workflow", namespace: "default", workflowId }) as const;

describe("the payload codec", () => {
  it("gives back what it was given, and shows nothing of it", async () => {
    const codec = codecOf(K1);
    for (const given of [payload('"MARKER"'), payload(""), { metadata: {}, data: randomBytes(1_000) }]) {
      const [encoded] = await codec.encode([given], workflow("w"));
      expect(Buffer.from(encoded?.data ?? []).includes("MARKER")).toBe(false);
      const [decoded] = await codec.decode([encoded ?? {}], workflow("w"));
      expect(Object.keys(decoded?.metadata ?? {})).toEqual(Object.keys(given.metadata ?? {}));
      expect(Buffer.from(decoded?.data ?? [])).toEqual(given.data);
    }
    const twice = await codec.encode([payload("a"), payload("a")], workflow("w"));
    expect(twice[0]?.data).not.toEqual(twice[1]?.data);
  });

  it("leaves alone what was written without it", async () => {
    const plain = [payload("1"), { metadata: { encoding: Buffer.from("binary/null") } }];
    expect(await codecOf(K1).decode(plain)).toEqual(plain);
  });

  it("opens a payload in its own workflow only", async () => {
    const codec = codecOf(K1);
    const [mine] = await codec.encode([payload("1")], workflow("relationship/c1"));
    const activity = {
      ...({ type: "activity", namespace: "default", isLocal: true } as const),
      workflowId: "relationship/c1",
    };
    await expect(codec.decode([mine ?? {}], activity)).resolves.toEqual([payload("1")]);
    await expect(codec.decode([mine ?? {}], workflow("relationship/c2"))).rejects.toThrow(
      "a payload of relationship/c1 stands in relationship/c2",
    );
    const relabelled = { ...mine, metadata: { ...mine?.metadata, workflow: Buffer.from("relationship/c2") } };
    await expect(codec.decode([relabelled], workflow("relationship/c2"))).rejects.toThrow("does not open");
  });

  it("reads what older keys wrote; the first one writes", async () => {
    const old = await codecOf(K1).encode([payload("1")]);
    const rotated = codecOf(`${K2},${K1}`);
    expect(await rotated.decode(old)).toEqual([payload("1")]);
    const fresh = await rotated.encode([payload("2")]);
    expect(Buffer.from(fresh[0]?.metadata?.["encryption-key-id"] ?? []).toString()).toBe("k2");
    expect(await codecOf(K2).decode(fresh)).toEqual([payload("2")]);
    await expect(codecOf(K2).decode(old)).rejects.toThrow(
      "a payload was encrypted with the key k1; TENURE_CODEC_KEYS has k2",
    );
    await expect(codecOf(`k1:${key()}`).decode(old)).rejects.toThrow("does not open with the key k1");
  });

  it("finds a payload that was changed", async () => {
    const codec = codecOf(K1);
    const [encoded] = await codec.encode([payload("1")], workflow("w"));
    const data = Buffer.from(encoded?.data ?? []);
    for (let at = 0; at < data.length; at += 1) {
      const changed = Buffer.from(data);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(codec.decode([{ ...encoded, data: changed }])).rejects.toThrow("the payload was changed");
    }
  });

  it("keys that are not well formed are refused without being repeated", () => {
    const secret = "s3cr3t".repeat(4);
    for (const given of [secret, `k1:${secret}`, `:${key()}`, `${K1},`, `k 1:${key()}`])
      expect(() => codecKeys(given)).toThrow(/^has a key that is not well formed, number \d$/);
    expect(() => codecKeys(`k1:${secret}`)).not.toThrow(secret);
    expect(() => codecKeys(`${K1},k1:${key()}`)).toThrow("two keys of the same id");
    expect(codecKeys(`${K2}, ${K1}`).map(({ id }) => id)).toEqual(["k2", "k1"]);
  });
});

describe("on a real server", () => {
  const MARKER = `PLAIN-${randomUUID().slice(0, 8)}`;
  let connection: NativeConnection;
  let archive: Archive;
  let bundle: WorkflowBundle;
  const taskQueue = unique("queue");

  beforeAll(async () => {
    const { address } = await sharedServer();
    connection = await NativeConnection.connect({ address });
    archive = await briefArchive();
    bundle = await sharedBundle();
  });
  afterAll(async () => {
    await connection?.close();
    await archive?.close();
  });

  const clientWith = (codec: PayloadCodec) =>
    new Client({ connection, namespace: "default", dataConverter: { payloadCodecs: [codec] } });

  /** Runs a worker with this codec as long as the work takes. */
  async function during<T>(codec: PayloadCodec, work: () => Promise<T>): Promise<T> {
    const worker = await createWorker({
      connection,
      namespace: "default",
      taskQueue,
      bundle,
      shutdownGraceTime: "1s",
      activities: activities(systemPorts(archive)),
      dataConverter: { payloadCodecs: [codec] },
    });
    return worker.runUntil(work);
  }

  const event = (type: string, data: object) => {
    const now = iso(Date.now());
    const stamps = { occurredAt: now, receivedAt: now };
    return { eventId: randomUUID(), type, ...stamps, actor: { id: "olga", role: "ops" } as const, data };
  };
  const feedback = () => event("feedback.received", { ref: MARKER, good: true });

  async function opened(codec: PayloadCodec): Promise<WorkflowHandle> {
    const [policy] = await readPolicies(fileURLToPath(new URL("../../policies", import.meta.url)));
    const data = { ...contract, contract: { ...contract.contract, contractRef: MARKER }, policy };
    return clientWith(codec).workflow.start(RELATIONSHIP, {
      taskQueue,
      workflowId: relationshipId(unique("c")),
      args: [{ machine: newest().ref, opening: event("relationship.opened", data), updatesPerRun: 3 }],
    });
  }

  /** The histories of all runs, as Temporal keeps them. */
  async function histories({ workflowId }: WorkflowHandle) {
    const found = [];
    const { History } = proto.temporal.api.history.v1;
    const service = connection.workflowService;
    const listed = clientWith(codecOf(K1)).workflow.list({ query: `WorkflowId = "${workflowId}"` });
    for await (const { runId } of listed) {
      const { history } = await service.getWorkflowExecutionHistory({
        namespace: "default",
        execution: { workflowId, runId },
        maximumPageSize: 1_000,
      });
      found.push({ history: history ?? {}, bytes: Buffer.from(History.encode(history ?? {}).finish()) });
    }
    return found;
  }

  async function listedRuns(handle: WorkflowHandle, least: number) {
    for (const limit = Date.now() + 20_000; ; ) {
      const runs = await histories(handle);
      if (runs.length >= least || Date.now() > limit) return runs;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  it("updates, signals, effects and continue-as-new work, and no history shows a word", async () => {
    const codec = codecOf(K1);
    let handle = await opened(codec);
    await during(codec, async () => {
      const running = clientWith(codec).workflow.getHandle(handle.workflowId);
      handle = running;
      for (let n = 0; n < 6; n += 1)
        expect(await running.executeUpdate(apply, { args: [feedback()] })).toMatchObject({
          outcome: "accepted",
        });
      await running.signal(notify, feedback());
      const wrong = running.executeUpdate(apply, { args: [event("no.such.event", { MARKER })] as never });
      await expect(wrong).rejects.toThrow();
    });
    const runs = await listedRuns(handle, 2);
    expect(runs.length).toBeGreaterThan(1);
    for (const { bytes } of runs) {
      expect(bytes.includes(MARKER)).toBe(false);
      expect(bytes.includes("feedback.received")).toBe(false);
      // What searches need stays readable.
      expect(bytes.includes("TenureState")).toBe(true);
    }
    for (const { history } of runs)
      await Worker.runReplayHistory(
        { workflowBundle: bundle, dataConverter: { payloadCodecs: [codec] } },
        history,
        handle.workflowId,
      );
    const [run] = runs;
    await expect(
      Worker.runReplayHistory(
        { workflowBundle: bundle, dataConverter: { payloadCodecs: [codec] } },
        run?.history,
        "relationship/somebody-else",
      ),
    ).rejects.toThrow();
  });

  it("without the codec the same histories show everything: the test looks in the right place", async () => {
    const plain = { encode: async (it: Payload[]) => it, decode: async (it: Payload[]) => it };
    const handle = await opened(plain);
    await during(plain, () => handle.executeUpdate(apply, { args: [feedback()] }));
    const [run] = await listedRuns(handle, 1);
    expect(run?.bytes.includes(MARKER)).toBe(true);
  });

  it("a relationship lives on when the key is rotated, and stands still, unharmed, without the right one", async () => {
    const handle = await opened(codecOf(K1));
    await during(codecOf(K1), () => handle.executeUpdate(apply, { args: [feedback()] }));
    const rotated = codecOf(`${K2},${K1}`);
    const after = clientWith(rotated).workflow.getHandle(handle.workflowId);
    await during(rotated, async () => {
      expect(await after.executeUpdate(apply, { args: [feedback()] })).toMatchObject({ seq: 3 });
      await expect(readRun(clientWith(codecOf(K1)), handle.workflowId)).rejects.toThrow(
        "a payload was encrypted with the key k2; TENURE_CODEC_KEYS has k1",
      );
    });
    await during(codecOf(`k1:${key()}`), async () => {
      const told = clientWith(rotated).withDeadline(Date.now() + 3_000, () =>
        after.executeUpdate(apply, { args: [feedback()] }),
      );
      await expect(told).rejects.toThrow();
    });
    await during(rotated, async () => {
      const { seq } = await after.executeUpdate(apply, { args: [feedback()] });
      // What was said in the meantime may have been kept, and is judged now.
      expect([4, 5]).toContain(seq);
    });
  });
});

describe("the codec server", () => {
  const json = (payloads: readonly Payload[]) => ({
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString("base64")]),
      ),
      data: Buffer.from(data ?? []).toString("base64"),
    })),
  });

  it("decodes and encodes for pages of this machine, and for no other", async () => {
    const codec = codecOf(K1);
    const parts = await startParts(undefined, codec);
    try {
      const reads = { "tenure-actor": "auditor:ada" };
      const ask = (path: string, body: unknown, headers: Record<string, string> = {}) =>
        fetch(`${parts.url}/v1/codec/${path}`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-namespace": "default", ...reads, ...headers },
          body: JSON.stringify(body),
        });
      const encoded = await codec.encode([payload('"words"')], workflow("relationship/c1"));
      const ui = { origin: "http://localhost:8233" };
      const decoded = await ask("decode", json(encoded), ui);
      expect(decoded.status).toBe(200);
      expect(await decoded.json()).toEqual(json([payload('"words"')]));
      expect(decoded.headers.get("access-control-allow-origin")).toBe(ui.origin);

      const again = (await (await ask("encode", json([payload("2")]))).json()) as ReturnType<typeof json>;
      expect(JSON.stringify(again)).not.toContain(`"${Buffer.from("2").toString("base64")}"`);
      expect(await (await ask("decode", again)).json()).toEqual(json([payload("2")]));

      const preflight = await fetch(`${parts.url}/v1/codec/decode`, {
        method: "OPTIONS",
        headers: {
          ...ui,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type,x-namespace",
        },
      });
      expect(preflight.ok).toBe(true);
      expect(preflight.headers.get("access-control-allow-origin")).toBe(ui.origin);
      expect(preflight.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("x-namespace");
      // Temporal's UI sends no header of ours: its endpoint says who reads.
      const asked = await fetch(`${parts.url}/v1/codec/auditor:ada/decode`, {
        method: "POST",
        headers: { "content-type": "application/json", ...ui },
        body: JSON.stringify(json(encoded)),
      });
      expect(await asked.json()).toEqual(json([payload('"words"')]));
      for (const [as, status] of [
        ["ops:olga", 403],
        ["nobody", 401],
      ] as const) {
        const no = await ask(`${as}/decode`, json(encoded), ui);
        expect(no.status, as).toBe(status);
        // The page may read why.
        expect(no.headers.get("access-control-allow-origin"), as).toBe(ui.origin);
      }
      const stranger = await ask("decode", json(encoded), { origin: "https://evil.example" });
      expect(stranger.headers.get("access-control-allow-origin")).toBeNull();

      const foreign = await codecOf(K2).encode([payload("3")]);
      const refused = await ask("decode", json(foreign));
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({
        detail: "a payload was encrypted with the key k2; TENURE_CODEC_KEYS has k1",
      });
      expect((await ask("decode", { payloads: "no" })).status).toBe(400);
      const many = Array.from({ length: 200 }, () => payload("x".repeat(10_000)));
      expect((await ask("encode", json(many))).status).toBe(200);
    } finally {
      await parts.stop();
    }
  });

  it("is not there where payloads are not encrypted", async () => {
    const parts = await startParts();
    try {
      expect(await parts.call("POST", "/codec/decode", "auditor:ada", { payloads: [] })).toMatchObject({
        status: 404,
      });
    } finally {
      await parts.stop();
    }
  });
});
