import { Client, Connection } from "@temporalio/client";
import { DefaultLogger, NativeConnection, Runtime } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { systemPorts } from "../../activities/adapters/system.ts";
import { activities } from "../../activities/index.ts";
import { channelKeeper, reconciliation } from "../../activities/jobs/reconcileChannels.ts";
import type { Archive } from "../../archive/open.ts";
import { readConfig } from "../../worker/config.ts";
import { schedule, unschedule } from "../../worker/schedule.ts";
import type { Env } from "../../worker/temporal/bring.ts";
import { gateChecks, gateConnections } from "../../worker/temporal/gate.ts";
import { createWorker, type RelationshipWorker } from "../../worker/worker.ts";
import { briefArchive } from "../support/archives.ts";
import { ALL, type HelpDesk, helpDesk, SECRET } from "../support/helpDesk.ts";
import { sharedBundle, sharedServer, unique } from "../support/temporal.ts";

const quiet = new DefaultLogger("ERROR");
Runtime.install({ logger: quiet, shutdownSignals: [] });

describe("the daily reconciliation", () => {
  const taskQueue = unique("channels");
  let archive: Archive;
  let desk: HelpDesk;
  let native: NativeConnection;
  let connection: Connection;
  let client: Client;
  let worker: RelationshipWorker;
  let run: Promise<void>;

  beforeAll(async () => {
    const { address, namespace } = await sharedServer();
    archive = await briefArchive();
    desk = await helpDesk();
    const ports = systemPorts(archive, {
      gate: { webhook: { url: desk.url, secrets: [SECRET], allowPrivate: true } },
    });
    native = await NativeConnection.connect({ address });
    connection = await Connection.connect({ address });
    client = new Client({ connection, namespace });
    const hands = activities(ports);
    for (const name of ["r.1", "r.2", "r.3"])
      await hands.restrictChannels(
        { id: `${name}/7/0`, type: "restrictChannels", params: { allowed: ["post"] } },
        "2026-11-01T00:00:00.000Z",
      );
    worker = await createWorker({
      connection: native,
      namespace,
      taskQueue,
      activities: reconciliation(channelKeeper(ports)),
      bundle: await sharedBundle(),
    });
    run = worker.run();
  });
  afterAll(async () => {
    worker?.shutdown();
    await run;
    await native?.close();
    await connection?.close();
    await desk?.close();
    await archive?.close();
  });

  it("R-LIF-11 is Temporal's to start: what drifted is ordered again, and ops are told", async () => {
    await schedule(client, taskQueue, "channels");
    // Another worker of the same instance comes up.
    await schedule(client, taskQueue, "channels");
    const handle = client.schedule.getHandle(`channels/${taskQueue}`);
    const { spec } = await handle.describe();
    expect(spec.calendars).toMatchObject([{ hour: [{ start: 3 }], minute: [{ start: 15 }] }]);

    desk.open.set("r.2", ALL);
    await handle.trigger();
    const workflowId = await vi.waitFor(
      async () => {
        const { recentActions } = (await handle.describe()).info;
        const started = recentActions.at(-1)?.action;
        if (started?.type !== "startWorkflow") throw new Error("not started yet");
        return started.workflow.workflowId;
      },
      { timeout: 30_000, interval: 200 },
    );
    expect(await client.workflow.getHandle(workflowId).result()).toEqual({
      checked: 3,
      sentAgain: ["r.2"],
      failed: [],
    });
    expect(desk.openTo("r.2")).toEqual(["post"]);
    expect(await archive.tasks.list({ state: "open" })).toMatchObject([
      { client: "r.2", kind: "channelDrift", role: "ops" },
    ]);

    await unschedule(client, taskQueue, "channels");
    await expect(handle.describe()).rejects.toMatchObject({ name: "ScheduleNotFoundError" });
    // An instance that never had a gate has none to end.
    await unschedule(client, unique("none"), "channels");
  });
});

describe("the settings of the help desk and the CRM", () => {
  const url = "https://desk.example/hook?token=s3cret";
  const hook = { TENURE_WEBHOOK_URL: url, TENURE_WEBHOOK_SECRET: SECRET };
  const chatwoot = {
    TENURE_CHATWOOT_URL: "https://app.chatwoot.example",
    TENURE_CHATWOOT_ACCOUNT: "3",
    TENURE_CHATWOOT_TOKEN: "t0ken",
  };

  const connections = (env: Env) => gateConnections(readConfig(env));
  const checks = (env: Env) => gateChecks(readConfig(env));

  it("connect nothing by themselves, and all that they name", () => {
    expect(connections({})).toEqual({ gate: undefined, crm: undefined });
    expect(connections(hook)).toMatchObject({ gate: { webhook: { url, secrets: [SECRET] } } });
    const more = { TENURE_HUBSPOT_TOKEN: "t0ken", TENURE_WEBHOOK_ALLOW_PRIVATE: "1" };
    expect(connections({ ...chatwoot, TENURE_CHATWOOT_CHANNELS: "chat", ...more })).toMatchObject({
      gate: { chatwoot: { account: 3, channels: ["chat"], allowPrivate: true } },
      crm: { hubspot: { token: "t0ken", allowPrivate: true } },
    });
  });

  it("take two secrets while keys rotate, the new one in front", () => {
    const next = `whsec_${Buffer.from("the next secret of thirty-two ch").toString("base64")}`;
    expect(connections({ ...hook, TENURE_WEBHOOK_SECRET: `${next}, ${SECRET}` })).toMatchObject({
      gate: { webhook: { secrets: [next, SECRET] } },
    });
  });

  it("connect nothing in a dry run, and are checked all the same", () => {
    expect(connections({ ...hook, TENURE_DRY_RUN: "1" })).toEqual({});
    expect(() => connections({ TENURE_WEBHOOK_URL: url, TENURE_DRY_RUN: "1" })).toThrow("is not");
  });

  it.each([
    [{ TENURE_WEBHOOK_URL: url }, "TENURE_WEBHOOK_URL is set and TENURE_WEBHOOK_SECRET is not"],
    [
      { ...hook, TENURE_WEBHOOK_SECRET: "s3cret!" },
      "TENURE_WEBHOOK_SECRET holds a secret that is not base64; allowed: secrets in base64",
    ],
    [{ ...hook, TENURE_WEBHOOK_SECRET: `${SECRET},` }, "TENURE_WEBHOOK_SECRET holds a secret"],
    [{ ...hook, TENURE_WEBHOOK_URL: "http://10.0.0.1/s3cret" }, "TENURE_WEBHOOK_ALLOW_PRIVATE=1 allows it"],
    [{ ...hook, ...chatwoot }, "TENURE_WEBHOOK_URL and TENURE_CHATWOOT_URL are both set"],
    [{ ...chatwoot, TENURE_CHATWOOT_ACCOUNT: "s3cret" }, "TENURE_CHATWOOT_ACCOUNT is no whole number"],
    [
      { ...chatwoot, TENURE_CHATWOOT_CHANNELS: "fax" },
      "names another channel; allowed: some of email, chat, phone, post",
    ],
    [{ TENURE_CRM_SECRET: SECRET }, "TENURE_CRM_SECRET is set and TENURE_CRM_URL is not"],
    [
      { TENURE_HUBSPOT_TOKEN: "t0ken", TENURE_HUBSPOT_URL: "s3cret" },
      "TENURE_HUBSPOT_URL is no URL that begins with",
    ],
    [{ TENURE_WEBHOOK_ALLOW_PRIVATE: "yes" }, "TENURE_WEBHOOK_ALLOW_PRIVATE is neither 0 nor 1"],
  ])("that are wrong are named, without their values: %#", (env, says) => {
    expect(() => connections(env)).toThrow(says);
    expect(() => connections(env)).not.toThrow(/s3cret|t0ken/);
  });

  it("that no adapter takes are shown by the doctor", async () => {
    const env = { ...hook, TENURE_WEBHOOK_URL: "http://10.0.0.1/s3cret" };
    const says = expect.stringContaining("TENURE_WEBHOOK_URL cannot be used");
    expect(await checks(env)).toMatchObject([{ ok: false, says }]);
  });

  it("are shown by the doctor without secrets, and a private receiver with what allows it", async () => {
    const local = { ...hook, TENURE_WEBHOOK_URL: "http://localhost:9/hook?token=s3cret" };
    expect(await checks({})).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await checks(local)).toMatchObject([
      {
        name: "help desk",
        ok: false,
        remedy: "TENURE_WEBHOOK_ALLOW_PRIVATE=1 allows it",
        says: "signed webhook, one secret, http://localhost:9: not on the public internet",
      },
      { name: "CRM", ok: true },
    ]);
    const allowed = await checks({ ...local, TENURE_WEBHOOK_ALLOW_PRIVATE: "1" });
    expect(allowed).toMatchObject([{ ok: true }, { ok: true }]);
    expect(JSON.stringify(allowed)).not.toContain("s3cret");
  });
});
