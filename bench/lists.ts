// npm run bench:lists: how long a page of a list takes with many clients, on embedded storage, through the API.
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { createApi } from "../apps/api/app.ts";
import { type Served, serveApi } from "../apps/api/server.ts";
import { type Archive, openArchive } from "../archive/open.ts";
import type { Engine } from "../services/engine.ts";
import { readPolicies } from "../services/policies.ts";
import { OPENING, policy, Relationship, T0 } from "../test/support/machine.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, clients: { type: "string", default: "10000" } },
});
const CLIENTS = Number(options.clients);
/** Of any page, ms. */
const GOAL = 300;
/** A page is asked for so often; the middle one counts. */
const TIMES = 15;
const LIMIT = 100;

/** Of ten clients one has an incident that waits, three have two tasks each, and one has ended. */
async function fill(archive: Archive): Promise<void> {
  for (let n = 0; n < CLIENTS; n++) {
    const client = `c-${((n * 7_919) % CLIENTS).toString().padStart(6, "0")}`;
    const relationship = new Relationship(OPENING, undefined, T0 + n * 1_000, client);
    if (n % 10 === 0)
      relationship.on(1, "incident.reported", "ops:olga", {
        incidentId: "i1",
        category: "insult",
        happenedAt: new Date(T0).toISOString(),
        evidence: [],
      });
    if (n % 10 < 3) relationship.on(2, "staff.askedOff", "ops:olga", { agentId: "olga" });
    await archive.journal.record(relationship.steps.map(({ entry }) => entry));
    if (!options.json && n % 1_000 === 999) console.error(`${n + 1} of ${CLIENTS} clients …`);
  }
}

interface AskedList {
  readonly name: string;
  readonly path: string;
  /** Which page: it is gone to before the clock runs. */
  readonly page: "first" | "middle";
}
interface PageTime extends AskedList {
  readonly ms: number;
  /** Of the first page of the same list. */
  readonly ratio: number;
}

const LISTS: readonly AskedList[] = [
  { name: "clients", path: "/clients?", page: "first" },
  { name: "clients, in the middle", path: "/clients?", page: "middle" },
  { name: "clients in a state", path: "/clients?state=active&", page: "first" },
  { name: "clients by part of the id", path: "/clients?text=99&", page: "first" },
  { name: "clients by the last change", path: "/clients?sort=-updatedAt&", page: "middle" },
  { name: "tasks", path: "/tasks?", page: "first" },
  { name: "tasks, in the middle", path: "/tasks?", page: "middle" },
  { name: "tasks of a role, not taken", path: "/tasks?role=manager&unclaimed=true&", page: "first" },
  { name: "tasks by when they were opened", path: "/tasks?sort=-openedAt&", page: "middle" },
];

async function times({
  url,
}: Served): Promise<{ readonly cold: number; readonly pages: readonly PageTime[] }> {
  const headers = { "tenure-actor": "manager:mia" };
  const ask = async (path: string): Promise<{ readonly ms: number; readonly next: string | null }> => {
    const since = performance.now();
    const response = await fetch(`${url}/v1${path}`, { headers });
    const body = (await response.json()) as { readonly items: unknown[]; readonly next: string | null };
    if (response.status !== 200 || body.items.length === 0)
      throw new Error(`${path}: ${response.status} ${JSON.stringify(body).slice(0, 300)}`);
    return { ms: performance.now() - since, next: body.next };
  };
  // What waits is read of every journal that has something new: once, at the first look.
  const cold = (await ask("/tasks?limit=1")).ms;
  const pages: PageTime[] = [];
  for (const list of LISTS) {
    let cursor = "";
    if (list.page === "middle")
      for (let n = 0; n < CLIENTS / LIMIT / 2; n++) {
        const { next } = await ask(`${list.path}limit=${LIMIT}${cursor}`);
        if (next === null) break;
        cursor = `&cursor=${next}`;
      }
    const taken: number[] = [];
    for (let n = 0; n < TIMES; n++) taken.push((await ask(`${list.path}limit=${LIMIT}${cursor}`)).ms);
    const ms = taken.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0;
    const first = pages.find(({ path }) => path.startsWith(list.path.slice(0, 6)))?.ms ?? ms;
    pages.push({ ...list, ms, ratio: ms / first });
  }
  return { cold, pages };
}

const folder = await mkdtemp(join(tmpdir(), "tenure-bench-"));
try {
  const archive = await openArchive({ folder: join(folder, "archive") });
  await fill(archive);
  const app = createApi({
    archive,
    policies: [policy, ...(await readPolicies(join(import.meta.dirname, "..", "policies"))).slice(1)],
    // No list asks the engine anything.
    engine: {} as Engine,
    instance: "bench",
    log: pino({ enabled: false }),
  });
  const served = await serveApi(app, { port: 0 });
  const load = loadavg()[0] ?? 0;
  const { cold, pages } = await times(served);
  await served.close();
  await archive.close();
  const ok = pages.every(({ ms }) => ms < GOAL);
  const machine = { cores: availableParallelism(), load, node: process.version };
  if (options.json) console.log(JSON.stringify({ clients: CLIENTS, goal: GOAL, ok, cold, pages, machine }));
  else {
    for (const { name, ms, ratio } of pages)
      console.log(
        `${name.padEnd(32)} ${ratio.toFixed(2).padStart(6)} of the first page, ${ms.toFixed(0)} ms`,
      );
    console.log(
      `the first look at ${CLIENTS / 10} journals with something that waits: ${(cold / 1_000).toFixed(1)} s`,
    );
    console.log(
      `goal: ${GOAL} ms a page; ${ok ? "met" : "MISSED"}; ${machine.cores} cores, load ${load.toFixed(1)}`,
    );
  }
  process.exitCode = ok ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
