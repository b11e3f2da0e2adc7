// Relationships that stand still are named, woken or rebuilt within one look.
import { join } from "node:path";
import { DefaultLogger, NativeConnection } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { systemPorts } from "../../activities/adapters/system.ts";
import { activities } from "../../activities/index.ts";
import { Reconciler } from "../../audit/reconcile.ts";
import { openReplayer } from "../../audit/replay.ts";
import { relationshipId } from "../../contracts/messages.ts";
import { judge, refold, relationshipDefinition } from "../../machines/index.ts";
import { liveness } from "../../services/live.ts";
import { rebuilder } from "../../services/rebuild.ts";
import { standings } from "../../services/standing.ts";
import { type Watch, watch } from "../../services/watch.ts";
import { bundleWorkflows } from "../../worker/bundle.ts";
import { createWorker } from "../../worker/worker.ts";
import { contract, type Parts, startParts } from "../support/engine.ts";
import { notaryOf } from "../support/log.ts";
import { envelope, policy } from "../support/machine.ts";
import { sharedBundle, sharedServer } from "../support/temporal.ts";

let parts: Parts;
let watching: Watch;
beforeAll(async () => {
  parts = await startParts();
  const { archive, client: temporal, taskQueue } = parts;
  const live = liveness(temporal);
  const sign = async () => (await notaryOf(archive)).sign();
  const bundle = await sharedBundle();
  watching = watch({
    archive,
    temporal,
    live,
    standings: standings(archive),
    rebuilder: rebuilder({ archive, temporal, taskQueue, sign, live }),
    openReplayer: () => openReplayer({ bundle }),
  });
});
afterAll(() => parts?.stop());

async function opened(): Promise<string> {
  const client = parts.name();
  expect(await parts.call("POST", `/clients/${client}`, "ops:olga", contract)).toMatchObject({ status: 201 });
  return client;
}

const feedback = (client: string) =>
  parts.call("POST", `/clients/${client}/events`, "ops:olga", {
    type: "feedback.received",
    data: { ref: "f", good: true },
  });

const shown = async (client: string) => (await parts.call("GET", `/clients/${client}`, "ops:olga")).body;

const moments = (ms: number) => new Date(Date.now() - ms).toISOString();

/** Writes into the journal what the engine would have written, past it: as where Temporal forgot who did. */
async function orphan(client: string): Promise<void> {
  const definition = relationshipDefinition();
  const folded = refold(definition, await parts.archive.journal.timeline(client));
  if (!("stored" in folded)) throw new Error("the journal holds");
  const happenedAt = moments(0);
  const incident = { incidentId: "i1", category: "insult", happenedAt, evidence: [] };
  let { stored } = folded;
  const entries = [
    envelope("incident.reported", "ops:olga", incident, Date.now()),
    envelope("incident.confirmed", "manager:max", { incidentId: "i1", explainedBy: null }, Date.now()),
  ].map((event) => {
    const [step] = judge(definition, stored, event, Date.now());
    if (!step) throw new Error("a step");
    stored = step.stored;
    return step.entry;
  });
  await parts.archive.journal.record(entries);
}

describe("a look at the relationships", () => {
  test("R-LIF-0 wakes one that is behind its journal: it takes over the warning and sends it, and that is listed", async () => {
    const client = await opened();
    await orphan(client);
    expect((await shown(client)).live).toMatchObject({ status: "behind", recorded: 1 });
    const { woken } = await watching.look({ since: moments(60_000) });
    expect(woken).toContain(client);
    await vi.waitFor(async () => expect((await shown(client)).state).toBe("warnedOnce"), 20_000);
    expect(await parts.archive.outbox.list(client)).toMatchObject([{ notice: "N4" }]);
    expect(await feedback(client)).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect((await shown(client)).live.status).toBe("current"), 10_000);

    const { archive, client: temporal, taskQueue } = parts;
    const bundle = await sharedBundle();
    const { policy: logPolicy } = (await notaryOf(archive)).log;
    const audit = new Reconciler({ archive, temporal, taskQueue, bundle, policies: [policy], logPolicy });
    const agreement = await audit.one(client);
    expect(agreement).toMatchObject({ agrees: false, adopted: [2, 3] });
    // Nothing else is wrong with it, and it is not passed over: somebody may have planted the rows.
    expect(agreement?.differences.map(({ kind, seq, more }) => [kind, seq, more])).toEqual([
      ["entryAdopted", 2, 1],
    ]);
  });

  test("names one that Temporal does not run, and rebuilds nothing by itself", async () => {
    const client = await opened();
    await parts.client.workflow.getHandle(relationshipId(client)).terminate();
    await vi.waitFor(async () => {
      const { ailing, rebuilt } = await watching.look();
      expect(ailing).toContainEqual({
        client,
        status: "missing",
        says: expect.stringContaining(`tenure rebuild ${client}`),
      });
      expect(rebuilt).toEqual([]);
    }, 10_000);
    expect(watching.latest()?.ailings).toBeGreaterThan(0);
  });

  test("R-LIF-0 rebuilds one whose history does not replay, and it goes on", async () => {
    // Lived under another build: this one cannot replay it.
    await parts.stopWorker();
    const { address } = await sharedServer();
    const connection = await NativeConnection.connect({ address });
    const workflows = join(import.meta.dirname, "../workflows/fixtures/strange.ts");
    const worker = await createWorker({
      connection,
      taskQueue: parts.taskQueue,
      shutdownGraceTime: "1s",
      activities: activities(systemPorts(parts.archive)),
      bundle: await bundleWorkflows({ workflows, logger: new DefaultLogger("ERROR") }),
    });
    const client = await worker.runUntil(async () => {
      const name = await opened();
      await feedback(name);
      return name;
    });
    await connection.close();
    await parts.startWorker();
    const { rebuilt } = await watching.look({ since: moments(60_000), replays: true });
    expect(rebuilt).toContain(client);
    expect(await feedback(client)).toMatchObject({ status: 200, body: { seq: 3 } });
    const [record] = await parts.archive.rebuilds.of(client);
    expect(record?.actor).toEqual({ id: "watch", role: "system" });
    expect(await parts.archive.vault.get(record?.reason ?? "")).toContain("does not replay");
  }, 120_000);

  test("says of one whose task no worker takes that it is stuck", async () => {
    const client = await opened();
    await parts.stopWorker();
    await parts.client.workflow.getHandle(relationshipId(client)).signal("notify", "nonsense");
    expect((await shown(client)).live.status).toBe("busy");
    // Temporal offers it to the worker that knew it first, for ten seconds, and then to any.
    await vi.waitFor(
      async () =>
        expect((await shown(client)).live).toMatchObject({
          status: "stuck",
          says: expect.stringContaining("no worker has taken its workflow task since"),
        }),
      { timeout: 40_000, interval: 1_000 },
    );
    const { ailing } = await watching.look({ since: moments(60_000) });
    expect(ailing).toContainEqual(expect.objectContaining({ client, status: "stuck" }));
    await parts.startWorker();
    await vi.waitFor(async () => expect((await shown(client)).live.status).toBe("current"), 20_000);
  }, 90_000);
});
