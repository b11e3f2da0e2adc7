import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client, Connection, type WorkflowHandle } from "@temporalio/client";
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from "@temporalio/worker";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import {
  fastForward,
  fastForwardTo,
  settle,
  VirtualTimeError,
  virtualNow,
} from "../../../worker/temporal/virtualTime.ts";
import { sharedServer, unique } from "../../support/temporal.ts";
import { alarms, happened, runs, tell } from "../fixture-workflow.ts";

const DAY = 86_400_000;
const NS = "default";
// A loaded machine takes its time; a timer that was jumped over is late by a day at least.
const LATE = 3_000;

let connection: Connection;
let native: NativeConnection;
let client: Client;
let bundle: WorkflowBundleWithSourceMap;

beforeAll(async () => {
  const { connectionOptions } = await sharedServer();
  Runtime.install({ logger: new DefaultLogger("ERROR") });
  connection = await Connection.connect(connectionOptions);
  native = await NativeConnection.connect(connectionOptions);
  client = new Client({ connection });
  bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL("../fixture-workflow.ts", import.meta.url)),
    logger: new DefaultLogger("ERROR"),
  });
});

afterAll(async () => {
  await native?.close();
  await connection?.close();
});

interface Running {
  readonly up: () => Promise<void>;
  readonly down: () => Promise<void>;
  readonly taskQueue: string;
}

async function worker(): Promise<Running> {
  const taskQueue = unique("queue");
  let failures = 0;
  let running: { readonly it: Worker; readonly over: Promise<void> } | undefined;
  const running_ = {
    taskQueue,
    up: async () => {
      const it = await Worker.create({
        connection: native,
        taskQueue,
        workflowBundle: bundle,
        activities: {
          work: (ms: number) => pause(ms),
          failTwice: async () => {
            failures += 1;
            if (failures <= 2) throw new Error("not yet");
          },
        },
      });
      running = { it, over: it.run() };
    },
    down: async () => {
      running?.it.shutdown();
      await running?.over;
      running = undefined;
    },
  };
  await running_.up();
  onTestFinished(running_.down);
  return running_;
}

async function open(taskQueue: string, after: number[]): Promise<WorkflowHandle<typeof alarms>> {
  const handle = await client.workflow.start(alarms, {
    taskQueue,
    workflowId: unique("alarms"),
    args: [after],
  });
  await settle(connection, NS, handle.workflowId);
  return handle;
}

/** What happened, with the time after the workflow's start in ms. */
async function log(handle: WorkflowHandle<typeof alarms>): Promise<{ what: string; after: number }[]> {
  const [start, ...rest] = await handle.query(happened);
  return rest.map(({ what, at }) => ({ what, after: at - (start?.at ?? Number.NaN) }));
}

test("180 days pass in a few seconds of real time: every timer fires at its time, in order, and the workflow's now is told", async () => {
  const { taskQueue } = await worker();
  const due = [1, 30, 30, 90, 179.999, 180].map((days) => days * DAY);
  const handle = await open(taskQueue, [...due, 181 * DAY]);
  const before = await virtualNow(connection, NS, handle.workflowId);
  expect(Math.abs(before - Date.now())).toBeLessThan(1_000);

  const started = performance.now();
  const there = await fastForward(connection, NS, handle.workflowId, 180 * DAY);
  expect(performance.now() - started).toBeLessThan(10_000);

  expect(there.running).toBe(true);
  expect(there.now - before - 180 * DAY).toBeGreaterThanOrEqual(0);
  expect(there.now - before - 180 * DAY).toBeLessThan(LATE);
  const seen = await log(handle);
  expect(seen.map(({ what }) => Number(what))).toEqual(due);
  for (const { what, after } of seen) {
    expect(after - Number(what)).toBeGreaterThanOrEqual(0);
    expect(after - Number(what)).toBeLessThan(LATE);
  }
  // The timer after that is the next thing to happen, and the clock goes on at its ordinary pace.
  expect(Math.abs((there.next ?? 0) - (before + 181 * DAY))).toBeLessThan(LATE);
  await pause(300);
  const later = await virtualNow(connection, NS, handle.workflowId);
  expect(later - there.now).toBeGreaterThanOrEqual(299);
  expect(later - there.now).toBeLessThan(LATE);
});

test("timers a few milliseconds apart, and messages that come in between, make no timer late", async () => {
  const { taskQueue } = await worker();
  const due = Array.from({ length: 60 }, (_, i) => (1 + Math.floor(i / 5)) * DAY + (i % 5) * 9);
  const handle = await open(taskQueue, due);
  let over = false;
  const moving = fastForward(native, NS, handle.workflowId, 100 * DAY).finally(() => {
    over = true;
  });
  while (!over) {
    await handle.signal(tell, "hello");
    await pause(25);
  }
  await moving;
  const fired = (await log(handle)).filter(({ what }) => what !== "hello");
  expect(fired).toHaveLength(due.length);
  expect(fired.filter(({ what, after }) => after - Number(what) > LATE)).toEqual([]);
});

test("more than two hundred stops are no obstacle, and one call can stop at a point in time", async () => {
  const { taskQueue } = await worker();
  const handle = await open(
    taskQueue,
    Array.from({ length: 205 }, (_, i) => (i + 1) * DAY),
  );
  const before = await virtualNow(connection, NS, handle.workflowId);
  const there = await fastForwardTo(connection, NS, handle.workflowId, before + 205 * DAY);
  expect(there.now - before - 205 * DAY).toBeLessThan(LATE);
  expect(await log(handle)).toHaveLength(205);
  const again = await fastForwardTo(connection, NS, handle.workflowId, before);
  expect(again.now - there.now).toBeLessThan(LATE);
});

test("activities in hand are waited for, a retry's backoff passes in virtual time", async () => {
  const { taskQueue } = await worker();
  const handle = await open(taskQueue, [DAY]);
  for (const what of ["work", "local", "fail"]) await handle.signal(tell, what);
  await fastForward(connection, NS, handle.workflowId, 2 * DAY);
  const [, , , worked, workedLocally, succeeded, timer] = await log(handle);
  expect(worked).toMatchObject({ what: "worked" });
  expect(worked?.after).toBeLessThan(LATE);
  expect(workedLocally?.after).toBeLessThan(LATE);
  // Two failures, each waited out for an hour.
  expect(succeeded).toMatchObject({ what: "worked" });
  expect((succeeded?.after ?? 0) / 3_600_000).toBeCloseTo(2, 2);
  expect(timer).toMatchObject({ what: `${DAY}` });
});

test("with no worker, time stands at the first due timer and says so; when one is back, messages and timers come at their times", async () => {
  const { taskQueue, down, up } = await worker();
  const handle = await open(taskQueue, [10 * DAY, 20 * DAY]);
  const before = await virtualNow(connection, NS, handle.workflowId);
  await down();

  // Nothing is due for the first five days: they pass all the same.
  const five = await fastForward(connection, NS, handle.workflowId, 5 * DAY);
  expect(five.now - before - 5 * DAY).toBeLessThan(LATE);

  const stuck = fastForwardTo(native, NS, handle.workflowId, before + 30 * DAY, { patience: 500 });
  await expect(stuck).rejects.toThrow(VirtualTimeError);
  await expect(stuck).rejects.toMatchObject({ code: "stuck" });
  await expect(stuck).rejects.toThrow(/workflow task waits for a worker/);
  const standing = await virtualNow(connection, NS, handle.workflowId);
  expect(standing - before - 10 * DAY).toBeLessThan(LATE);

  await handle.signal(tell, "while down");
  await up();
  await fastForwardTo(connection, NS, handle.workflowId, before + 30 * DAY);
  const seen = await log(handle);
  expect(seen.map(({ what }) => what)).toEqual(["while down", `${10 * DAY}`, `${20 * DAY}`]);
  expect((seen[1]?.after ?? 0) - 10 * DAY).toBeLessThan(2 * LATE);
  expect((seen[2]?.after ?? 0) - 20 * DAY).toBeLessThan(LATE);
});

test("continued runs carry the clock on, and a workflow that ends on the way is left at its end", async () => {
  const { taskQueue } = await worker();
  const continuing = await client.workflow.start(runs, {
    taskQueue,
    workflowId: unique("runs"),
    args: [10, []],
  });
  await settle(connection, NS, continuing.workflowId);
  await fastForward(connection, NS, continuing.workflowId, 45 * DAY);
  const begun = await continuing.query(happened);
  const first = begun[0]?.at ?? 0;
  expect(begun.map(({ at }) => Math.round((at - first) / DAY))).toEqual([0, 10, 20, 30, 40]);

  const ending = await open(taskQueue, [DAY]);
  await ending.signal(tell, "end");
  expect(await fastForward(connection, NS, ending.workflowId, 10 * DAY)).toMatchObject({ running: false });
});

test("an unknown workflow is an error by name", async () => {
  const id = randomUUID();
  await expect(fastForward(connection, NS, id, DAY)).rejects.toThrow(/not found/);
});
