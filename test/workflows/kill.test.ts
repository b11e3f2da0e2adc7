// The shell survives the death of its worker between any two steps.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, Connection, type WorkflowHandle } from "@temporalio/client";
import { NativeConnection } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Entry, Envelope } from "../../machines/index.ts";
import { createWorker } from "../../worker/worker.ts";
import { apply } from "../../workflows/messages.ts";
import { sharedServer, unique } from "../support/temporal.ts";
import { kilnActivities, kilnHands } from "./fixtures/hands.ts";
import { bury, doom } from "./fixtures/mortal.ts";
import { Shelf } from "./fixtures/shelf.ts";
import { event, kilnBundle } from "./fixtures/workshop.ts";

/** Stories at the same time; `STRIDE` of them together are killed at every point once. */
const LANES = 12;
const STRIDE = 3;
/** One worker in so many is a process of its own; the others are cut off in this one, which is faster. */
const PROCESSES = 4;

interface Lane {
  readonly stride: number;
  readonly offset: number;
}

const folder = mkdtempSync(join(tmpdir(), "kilns-"));
const codePath = join(folder, "kiln.js");
const shelfPath = join(folder, "shelf.db");
let address: string;
let bundle: { readonly code: string };
let client: Client;
let connection: NativeConnection;
let shelf: Shelf;

beforeAll(async () => {
  address = (await sharedServer()).address;
  // Every worker reads the source map again, which takes most of its start.
  const { code } = await kilnBundle();
  const noMap = Buffer.from(
    JSON.stringify({ version: 3, file: codePath, sources: [], names: [], mappings: "" }),
  );
  const start = code.lastIndexOf("//# sourceMappingURL=");
  bundle = {
    code: `${code.slice(0, start)}//# sourceMappingURL=data:application/json;base64,${noMap.toString("base64")}`,
  };
  writeFileSync(codePath, bundle.code);
  client = new Client({ connection: await Connection.connect({ address }) });
  connection = await NativeConnection.connect({ address });
  shelf = new Shelf(shelfPath);
});
afterAll(async () => {
  shelf.close();
  await client.connection.close();
  rmSync(folder, { recursive: true });
});

let kills = 0;
let processes = 0;

/** Runs one worker after the other until the story is over; each dies at the next point that its lane kills at. */
async function workers(story: string, { stride, offset }: Lane, over: Promise<unknown>): Promise<void> {
  for (let n = 1; ; n++) {
    const die = n % PROCESSES === 0 ? inOwnProcess : inThisProcess;
    const end = new AbortController();
    const ended = over.then(() => end.abort());
    const died = await die(story, stride, offset, end.signal);
    if (!died) return ended;
    kills += 1;
    if (die === inOwnProcess) processes += 1;
  }
}

type Worker = (story: string, stride: number, offset: number, over: AbortSignal) => Promise<boolean>;

/** A worker in a process of its own, killed by SIGKILL. @returns false when the story was over before. */
const inOwnProcess: Worker = async (story, stride, offset, over) => {
  const file = join(import.meta.dirname, "fixtures/mortalProcess.ts");
  const child = spawn("node", [file, address, story, shelfPath, codePath, String(stride), String(offset)], {
    stdio: "ignore",
  });
  over.addEventListener("abort", () => child.kill("SIGTERM"));
  const [, signal] = await once(child, "exit");
  if (signal !== "SIGKILL" && !over.aborted) throw new Error(`the worker ended by ${signal}`);
  return signal === "SIGKILL";
};

/** A worker in this process that stops where it is: Temporal sees what it sees of a killed one. */
const inThisProcess: Worker = async (story, stride, offset, over) => {
  const worker = await createWorker({
    connection,
    taskQueue: story,
    bundle,
    activities: kilnActivities(shelf, kilnHands(shelf)),
    stickyQueueScheduleToStartTimeout: "200ms",
    // Without threads of its own nothing of it is left when it is dead.
    debugMode: true,
  });
  const death = Promise.withResolvers<boolean>();
  doom(
    worker,
    (point) => shelf.falls(story, point, stride, offset),
    () => {
      bury(worker);
      death.resolve(true);
    },
  );
  over.addEventListener("abort", () => worker.shutdown());
  return Promise.race([death.promise, worker.run().then(() => false)]);
};

/** One kiln from its building to its end; every step waits until the one before is done with. */
async function story(name: string, lane: Lane) {
  const id = unique(name);
  const handle = await client.workflow.start("kiln", {
    workflowId: id,
    taskQueue: id,
    workflowTaskTimeout: "2s",
    args: [{ opening: event("kiln.built", { rampMs: 1, soakMs: 1, graceMs: 300 }), eventsPerRun: 4 }],
  });
  const current = client.workflow.getHandle(id);
  await Promise.all([workers(id, lane, current.result()), script(current, id)]);
  return { id, journal: shelf.journal(id), ledger: shelf.ledger(id), result: await handle.result() };
}

async function script(handle: WorkflowHandle, id: string): Promise<void> {
  const tell = (type: string, data: object = {}) => send(handle, event(type, data));
  const seen = async (type: string) => {
    while (!shelf.journal(id).some((entry) => entry.type === type)) await sleep(30);
  };
  await tell("firing.started");
  await tell("pots.loaded", { pots: 3 });
  await tell("firing.started");
  await seen("heat.reached");
  await tell("inspection.begun");
  await tell("inspection.ended");
  await tell("power.lost");
  await tell("power.restored");
  await tell("keeper.left");
  await seen("deadline.grace");
  await tell("kiln.emptied");
  await handle.result();
}

/** As a door does: the same envelope again while Temporal has no worker to give it to. */
async function send(handle: WorkflowHandle, envelope: Envelope): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await handle.executeUpdate(apply, { args: [envelope] });
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await sleep(200);
    }
  }
}

/** What must be equal however often a worker died: everything but times, hashes and the kiln's name. */
function essence({
  id,
  journal,
  ledger,
}: {
  id: string;
  journal: Entry[];
  ledger: ReturnType<Shelf["ledger"]>;
}) {
  const nameless = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll(id, "kiln"));
  return {
    journal: journal.map(
      ({ occurredAt: _, receivedAt: __, at: ___, recordedAt: ____, hash: h, prev: p, ...entry }) =>
        nameless({
          ...entry,
          eventId: entry.actor.role === "system" ? entry.eventId : "",
          deadlines: entry.deadlines.map(({ name }) => name),
        }),
    ),
    ledger: ledger.map(({ effect }) => nameless(effect)).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

const unbroken = (journal: readonly Entry[]) =>
  journal.every((entry, n) => entry.seq === n + 1 && (n === 0 || entry.prev === journal[n - 1]?.hash));

describe("the shell under kills", () => {
  it("a worker killed at every activation and every activity in turn changes nothing that is recorded or done", async () => {
    const calm = await story("calm", { stride: Number.POSITIVE_INFINITY, offset: -1 });
    expect(calm.journal).toHaveLength(14);
    const expected = essence(calm);
    const points = shelf.points(calm.id);
    const lanes = Array.from({ length: LANES }, (_, n): Lane => ({ stride: STRIDE, offset: n % STRIDE }));
    const killed = await Promise.all(lanes.map((lane, n) => story(`killed-${n}`, lane)));
    for (const { id, journal, ledger, result } of killed) {
      expect(essence({ id, journal, ledger })).toEqual(expected);
      expect(unbroken(journal)).toBe(true);
      expect(result).toMatchObject({ ended: true, outbox: [] });
    }
    const again = killed.flatMap(({ ledger }) => ledger).filter(({ times }) => times > 1).length;
    console.log(
      `${points} points; ${kills} kills, ${processes} of them by SIGKILL; ${again} effects done again`,
    );
    expect(kills).toBeGreaterThanOrEqual(200);
  }, 240_000);
});
