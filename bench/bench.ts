// npm run bench: the engine beside a plain Temporal workflow and beside Restate, in one run, in turns.
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "@temporalio/client";
import { DefaultLogger, NativeConnection, Runtime } from "@temporalio/worker";
import { findTemporal } from "../worker/temporal/temporal.ts";
import {
  type Contenders,
  measureCrowd,
  measureHistory,
  measureLoads,
  measureLone,
  measureMemory,
  measureReplay,
  measureSound,
  type Plan,
} from "./measure.ts";
import type { Peer } from "./peer.ts";
import { type BenchResult, print, ratios } from "./report.ts";
import { restatePeer } from "./restate.ts";
import { assertSame } from "./same.ts";
import { type BenchServer, temporalPeer, throughApi } from "./temporal.ts";

const FULL: Plan = {
  levels: [1, 8, 60],
  api: 60,
  crowd: [8, 32],
  rounds: 12,
  duration: 1_000,
  relationships: 60,
  replays: 4,
  history: 2_000,
};
const QUICK: Plan = {
  levels: [1, 8],
  api: 8,
  crowd: [8, 32],
  rounds: 4,
  duration: 800,
  relationships: 30,
  replays: 2,
  history: 500,
};

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, quick: { type: "boolean" }, "no-restate": { type: "boolean" } },
});
const plan = options.quick ? QUICK : FULL;
const say = (line: string) => console.error(line);

async function measure({ temporal, client }: BenchServer): Promise<BenchResult> {
  const since = performance.now();
  const loadBefore = loadavg()[0] ?? 0;
  const ground = { temporal, client };
  const peers: Peer[] = [];
  try {
    say("starting the contenders …");
    let absent: string | null = options["no-restate"] ? "left out" : null;
    const [engine, plain, restate] = await Promise.all([
      temporalPeer("engine", ground),
      temporalPeer("plain", ground),
      absent === null
        ? restatePeer().catch((error: unknown) => {
            absent = error instanceof Error ? error.message : `${error}`;
            return null;
          })
        : null,
    ]);
    peers.push(engine, plain, ...(restate ? [restate] : []));
    const same = await assertSame(engine, plain);
    say(`${same.answers} answers and ${same.rows} journal rows of engine and plain are the same`);
    const contenders: Contenders = { engine, plain, api: throughApi(engine, ground), restate };
    const driven = { engine: [], plain: [] };
    const loads = await measureLoads(contenders, plan, driven, say);
    const crowd = await measureCrowd(contenders, plan, driven, say);
    const sound = await measureSound(contenders, driven, say);
    const lone = await measureLone(contenders);
    const history = await measureHistory(contenders);
    const replay = await measureReplay(contenders, plan, say);
    const memory = await measureMemory(ground, plan, say);
    const seconds = (performance.now() - since) / 1_000;
    const load = [loadBefore, loadavg()[0] ?? 0] as const;
    return { same, loads, crowd, sound, lone, history, replay, memory, absent, load, seconds };
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
}

Runtime.install({ logger: new DefaultLogger("ERROR"), shutdownSignals: [] });
const { env } = process;
const home = join(import.meta.dirname, "../.tenure");
const temporal = await findTemporal({ env, home, say, db: "memory", headless: true });
try {
  const { address, namespace } = temporal;
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace });
  const result = await measure({ temporal, client });
  await connection.close();
  if (options.json) console.log(JSON.stringify(ratios(result), null, 2));
  else print(result);
} finally {
  await temporal.embedded?.stop();
}
