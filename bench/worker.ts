// One contender on Temporal, in a process of its own: a worker, an archive in memory, and what is measured in there.
import { createPublicKey } from "node:crypto";
import { Client } from "@temporalio/client";
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkflowBundle } from "@temporalio/worker";
import { scripted } from "../activities/adapters/scripted.ts";
import { systemPorts } from "../activities/adapters/system.ts";
import { activities } from "../activities/index.ts";
import { type Archive, openArchive } from "../archive/open.ts";
import { holdsBy } from "../audit/signatures.ts";
import type { Entry } from "../machines/index.ts";
import { type Standings, standings } from "../services/standing.ts";
import { bundleWorkflows } from "../worker/bundle.ts";
import { createWorker } from "../worker/worker.ts";
import { everyActivity } from "./activities.ts";
import type { PeerStatus } from "./peer.ts";
import { bundlePlain } from "./plain/bundle.ts";
import { ownCpu, serve } from "./remote.ts";

export interface Setup {
  readonly contender: "engine" | "plain";
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** The public key, SPKI as PEM, of whoever signs the events. */
  readonly eventKey: string;
  /** Workflows in the main thread, so that one heap holds all and can be collected: for the measure of memory. */
  readonly oneHeap: boolean;
}

/** Milliseconds: by the clock, and of CPU. */
export interface Took {
  readonly wall: number;
  readonly cpu: number;
}

/** What the bench asks of the process. */
export interface WorkerCalls {
  start(setup: Setup): Promise<void>;
  /** Bytes of the heap in use after a collection, and of the whole process. */
  memory(): Promise<{ readonly heap: number; readonly rss: number }>;
  /** CPU of the process so far, ms. */
  cpu(): Promise<number>;
  /** A relationship's journal, as the archive has it. */
  journal(client: string): Promise<Entry[]>;
  /** Where a relationship stands by its journal. @throws {Error} when it has none. */
  status(client: string): Promise<PeerStatus>;
  /** Replays each workflow's history once. @returns what is wrong with those that do not replay. */
  faults(workflowIds: readonly string[]): Promise<string[]>;
  /** Replays a workflow's history so often, cold each time. */
  replay(workflowId: string, times: number): Promise<Took[]>;
  stop(): Promise<void>;
}

const LOGGER = new DefaultLogger("ERROR");
Runtime.install({ logger: LOGGER, shutdownSignals: [] });

/** All that runs once it has started. */
interface RoundWorker {
  readonly bundle: WorkflowBundle;
  readonly archive: Archive;
  readonly standings: Standings;
  readonly connection: NativeConnection;
  readonly client: Client;
  end(): Promise<void>;
}

async function start({
  contender,
  address,
  namespace,
  taskQueue,
  eventKey,
  oneHeap,
}: Setup): Promise<RoundWorker> {
  const [bundle, archive, connection] = await Promise.all([
    contender === "engine" ? bundleWorkflows({ logger: LOGGER }) : bundlePlain(LOGGER),
    openArchive({ folder: "memory" }),
    NativeConnection.connect({ address }),
  ]);
  // Every channel delivers: the clients of a round have no addresses.
  const key = createPublicKey(eventKey);
  const ports = scripted(
    systemPorts(archive, {}, { vouched: async (entry) => holdsBy(key, entry) }),
    () => ({}),
  );
  const worker = await createWorker({
    connection,
    namespace,
    taskQueue,
    bundle,
    activities: contender === "engine" ? activities(ports) : everyActivity(ports),
    maxCachedWorkflows: 2_000,
    debugMode: oneHeap,
  });
  const run = worker.run();
  return {
    bundle,
    archive,
    standings: standings(archive),
    connection,
    client: new Client({ connection, namespace }),
    async end() {
      worker.shutdown();
      await run;
      await connection.close();
      await archive.close();
    },
  };
}

let running: RoundWorker | undefined;
function up(): RoundWorker {
  if (!running) throw new Error("not started");
  return running;
}

const calls: WorkerCalls = {
  async start(setup) {
    running = await start(setup);
  },

  async memory() {
    // What one collection lets go of, the next one takes.
    for (let n = 0; n < 4; n++) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { heapUsed, rss } = process.memoryUsage();
    return { heap: heapUsed, rss };
  },

  cpu: async () => ownCpu(),

  journal: (client) => up().archive.journal.timeline(client),

  async status(client) {
    const standing = await up().standings.of(client);
    if (!standing) throw new Error(`${client} has no journal`);
    const { state, rung, seq } = standing;
    return { state, ...(rung !== undefined && { rung }), seq };
  },

  async faults(workflowIds) {
    const { client, bundle } = up();
    const faults: string[] = [];
    async function* histories() {
      for (const workflowId of workflowIds)
        yield { workflowId, history: await client.workflow.getHandle(workflowId).fetchHistory() };
    }
    for await (const { workflowId, error } of Worker.runReplayHistories(
      { workflowBundle: bundle },
      histories(),
    ))
      if (error) faults.push(`${workflowId}: ${error.message}`);
    return faults;
  },

  async replay(workflowId, times) {
    const { client, bundle } = up();
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    const took: Took[] = [];
    let since = { wall: 0, cpu: 0 };
    // The next one is handed over when the one before is done: nothing runs beside it.
    async function* histories() {
      for (let n = 0; n <= times; n++) {
        since = { wall: performance.now(), cpu: ownCpu() };
        yield { workflowId, history };
      }
    }
    for await (const { error } of Worker.runReplayHistories({ workflowBundle: bundle }, histories())) {
      if (error) throw error;
      took.push({ wall: performance.now() - since.wall, cpu: ownCpu() - since.cpu });
    }
    // The first one pays for the start of the worker that replays.
    return took.slice(1);
  },

  stop: () => up().end(),
};

serve({ ...calls });
