// The shell survives the death of its worker between any two steps, whatever machine it runs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, Connection } from "@temporalio/client";
import { DefaultLogger, NativeConnection } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Archive, openArchive } from "../../archive/open.ts";
import { type Entry, refold, type Standing, standingOf } from "../../machines/index.ts";
import { bundleWorkflows } from "../../worker/bundle.ts";
import { createWorker } from "../../worker/worker.ts";
import { type Backend, backends } from "../support/archives.ts";
import { sharedServer, unique } from "../support/temporal.ts";
import { batchLife, type Life, relationshipLife } from "./fixtures/lives.ts";
import { bury, doom } from "./fixtures/mortal.ts";
import { Shelf } from "./fixtures/shelf.ts";
import { batchBundle } from "./fixtures/workshop.ts";

const folder = mkdtempSync(join(tmpdir(), "kills-"));
const codePath = join(folder, "batch.js");
const shelfPath = join(folder, "shelf.db");
let address: string;
let client: Client;
let connection: NativeConnection;
let shelf: Shelf;
let backend: Backend | undefined;
let archive: Archive;

beforeAll(async () => {
  address = (await sharedServer()).address;
  client = new Client({ connection: await Connection.connect({ address }) });
  connection = await NativeConnection.connect({ address });
  shelf = new Shelf(shelfPath);
  // The workers' own thread is busy enough: its archive is in another process.
  backend = await backends.find(({ name }) => name === "PostgreSQL")?.start();
  archive = await openArchive((await backend?.place()) ?? {});
});
afterAll(async () => {
  await archive?.close();
  await backend?.stop();
  shelf.close();
  await client.connection.close();
  rmSync(folder, { recursive: true });
});

interface Bundle {
  readonly code: string;
}

/** Every worker reads the source map again, which takes most of its start. */
function withoutMap({ code }: Bundle): Bundle {
  const map = JSON.stringify({ version: 3, file: codePath, sources: [], names: [], mappings: "" });
  const start = code.lastIndexOf("//# sourceMappingURL=");
  const url = `data:application/json;base64,${Buffer.from(map).toString("base64")}`;
  return { code: `${code.slice(0, start)}//# sourceMappingURL=${url}` };
}

/** Where the workers of one subject die: at every `stride`-th point that one of them is the first to come to. */
interface Lane {
  readonly stride: number;
  readonly offset: number;
}
const CALM: Lane = { stride: Number.POSITIVE_INFINITY, offset: -1 };

interface Mortal {
  readonly life: Life;
  readonly bundle: Bundle;
  /** The ways in which its workers die, in turn. */
  readonly deaths: readonly Death[];
  /** Few, so that most runs carry something over. */
  readonly updatesPerRun: number;
}

/** Runs a worker until it dies, or until the life is over. @returns true when it died. */
type Death = (mortal: Mortal, subject: string, lane: Lane, over: Promise<unknown>) => Promise<boolean>;

/** A worker in a process of its own, killed by SIGKILL. */
const inOwnProcess: Death = async (_, subject, { stride, offset }, over) => {
  const file = join(import.meta.dirname, "fixtures/mortalProcess.ts");
  const args = [file, address, subject, shelfPath, codePath, `${stride}`, `${offset}`];
  const child = spawn("node", args, { stdio: "ignore" });
  let ending = false;
  const end = () => {
    ending = true;
    child.kill("SIGTERM");
  };
  over.then(end, end);
  const [, signal] = await once(child, "exit");
  if (signal !== "SIGKILL" && !ending) throw new Error(`the worker ended by ${signal}`);
  return signal === "SIGKILL";
};

/** A worker in this process that stops where it is, which is faster: Temporal sees what it sees of a killed one. */
const inThisProcess: Death = async ({ life, bundle }, subject, { stride, offset }, over) => {
  const worker = await createWorker({
    connection,
    taskQueue: subject,
    bundle,
    activities: life.activities,
    stickyQueueScheduleToStartTimeout: "200ms",
    // Without threads of its own nothing of it is left when it is dead.
    debugMode: true,
  });
  const death = Promise.withResolvers<boolean>();
  doom(
    worker.workers,
    (point) => shelf.falls(subject, point, stride, offset),
    () => {
      bury(worker.workers);
      death.resolve(true);
    },
  );
  return Promise.race([death.promise, worker.runUntil(over).then(() => false)]);
};

interface Lived {
  readonly subject: string;
  readonly journal: readonly Entry[];
  readonly status: Standing;
  readonly left: unknown;
  readonly continued: boolean;
  readonly kills: number;
}

/** One subject from its opening to its end, with one worker after the other. */
async function live(mortal: Mortal, name: string, lane: Lane): Promise<Lived> {
  const { life, deaths, updatesPerRun } = mortal;
  const subject = unique(name);
  const workflowId = life.workflowId(subject);
  const first = await client.workflow.start(life.workflow, {
    workflowId,
    taskQueue: subject,
    workflowTaskTimeout: "4s",
    args: [{ machine: life.machine, opening: life.opening(subject), updatesPerRun }],
  });
  const handle = client.workflow.getHandle(workflowId);
  const over = life.lead(subject, handle);
  let kills = 0;
  while (await deaths[kills % deaths.length]?.(mortal, subject, lane, over)) kills += 1;
  const status = await over;
  const { runId } = await handle.describe();
  // A relationship does not end with its goodbye.
  await handle.terminate().catch(() => {});
  return {
    subject,
    journal: await life.journal(subject),
    status,
    left: await life.left(subject),
    continued: runId !== first.firstExecutionRunId,
    kills,
  };
}

/** What differs between two lives of the same kind: instants, also in a notice's words, random ids, signatures, hashes. */
const OWN = [
  /[\da-f]{16}:[A-Za-z\d+/]{86}==/g,
  /v_[\w-]{43}/g,
  /\d{4}-\d\d-\d\dT[\d:.]+Z/g,
  /[A-Z][a-z]+ \d{1,2}, \d{4}/g,
  /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g,
  /[\da-f]{64}/g,
];

/** What must be equal however often a worker died. */
function essence({ subject, journal, status, left, continued }: Lived): unknown {
  const text = JSON.stringify({ journal, status, left, continued }).replaceAll(subject, "one");
  return JSON.parse(OWN.reduce((rest, each) => rest.replaceAll(each, "·"), text));
}

/** Where the journal, judged again from its beginning, leads to. */
function refolded({ definition }: Life, journal: readonly Entry[]): unknown {
  const folded = refold(definition, journal);
  return "stored" in folded ? standingOf(definition, folded.stored) : folded.divergence;
}

const unbroken = (journal: readonly Entry[]) =>
  journal.every((entry, n) => entry.seq === n + 1 && (n === 0 || entry.prev === journal[n - 1]?.hash));

/** Lives a life once in peace, and `lanes` times at once with deaths: `stride` of these meet every point together. */
async function livedThrough(mortal: Mortal, lanes: number, stride: number): Promise<number> {
  const began = Date.now();
  const calm = await live(mortal, "calm", CALM);
  const points = shelf.points(calm.subject);
  expect(calm).toMatchObject({ continued: true, kills: 0 });
  const killed = await Promise.all(
    Array.from({ length: lanes }, (_, n) => live(mortal, `killed-${n}`, { stride, offset: n % stride })),
  );
  for (const lived of [calm, ...killed]) {
    expect(essence(lived)).toEqual(essence(calm));
    expect(unbroken(lived.journal)).toBe(true);
    expect(new Set(lived.journal.map(({ eventId }) => eventId)).size).toBe(lived.journal.length);
    expect(refolded(mortal.life, lived.journal)).toEqual(lived.status);
  }
  const kills = killed.reduce((sum, each) => sum + each.kills, 0);
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`${mortal.life.workflow}: ${points} points; ${kills} kills in ${lanes} lives; ${seconds} s`);
  return kills;
}

describe("a worker killed at every activation and every activity in turn changes nothing that is recorded or done", () => {
  it("to a batch", async () => {
    const bundle = withoutMap(await batchBundle());
    writeFileSync(codePath, bundle.code);
    const deaths = [inThisProcess, inThisProcess, inThisProcess, inOwnProcess];
    const mortal: Mortal = { life: batchLife(shelf), bundle, deaths, updatesPerRun: 4 };
    expect(await livedThrough(mortal, 6, 6)).toBeGreaterThanOrEqual(60);
  }, 480_000);

  it("to a relationship, with the real archive and the real activities (R-LIF-0)", async () => {
    const impatient = fileURLToPath(import.meta.resolve("./fixtures/impatient.ts"));
    const bundle = withoutMap(
      await bundleWorkflows({ interceptors: [impatient], logger: new DefaultLogger("WARN") }),
    );
    const life = relationshipLife(archive, client);
    const mortal: Mortal = { life, bundle, deaths: [inThisProcess], updatesPerRun: 4 };
    expect(await livedThrough(mortal, 12, 12)).toBeGreaterThanOrEqual(140);
  }, 480_000);
});
