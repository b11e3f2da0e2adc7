// npm run bench:commands: how long a command takes that only reads, as a process of its own, beside a running engine.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({ options: { json: { type: "boolean" } } });
const TENURE = join(import.meta.dirname, "..", "apps", "cli", "tenure.mjs");
/** Of any read, ms. */
const GOAL = 150;
/** A command runs so often; the middle one counts. */
const TIMES = 15;

const READS: readonly (readonly string[])[] = [
  ["--version"],
  ["list"],
  ["show", "c1"],
  ["allowed", "c1"],
  ["explain", "c1", "incident.reported"],
  ["timeline", "c1"],
  ["tasks"],
  ["outbox", "list"],
  ["report", "conduct"],
];

const home = await mkdtemp(join(tmpdir(), "tenure-bench-"));
const env = { ...process.env, TENURE_HOME: home, NO_COLOR: "1", TENURE_AS: "manager:max" };

/** @throws {Error} with what a command said that did not succeed */
function run(args: readonly string[], code = 0): number {
  const since = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  if (status !== code) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - since;
}

function middle(args: readonly string[], code?: number): number {
  const taken = Array.from({ length: TIMES }, () => run(args, code));
  return taken.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0;
}

const up = spawn(process.execPath, [TENURE, "up", "-o", "json"], {
  env,
  stdio: ["ignore", "pipe", "inherit"],
});
const ended = once(up, "exit");
try {
  await once(up.stdout, "data");
  run([TENURE, "open", "c1", "--contract", "k-17"]);
  const bare = middle(["-e", "0"]);
  const rows = READS.map((args) => [args.join(" "), middle([TENURE, ...args])] as const);
  up.kill("SIGTERM");
  await ended;
  rows.push(["show c1, and no engine runs", middle([TENURE, "show", "c1"], 75)]);
  const load = loadavg()[0] ?? 0;
  const machine = { cores: availableParallelism(), load, node: process.version };
  const ok = rows.every(([, ms]) => ms <= GOAL);
  if (options.json)
    console.log(JSON.stringify({ goal: GOAL, ok, bare, reads: Object.fromEntries(rows), machine }));
  else {
    for (const [name, ms] of rows)
      console.log(
        `${name.padEnd(32)} ${(ms / bare).toFixed(1).padStart(5)} of Node alone, ${ms.toFixed(0)} ms`,
      );
    console.log(`Node alone: ${bare.toFixed(0)} ms`);
    console.log(
      `goal: ${GOAL} ms a read; ${ok ? "met" : "MISSED"}; ${machine.cores} cores, load ${load.toFixed(1)}`,
    );
  }
  process.exitCode = ok ? 0 : 1;
} finally {
  up.kill("SIGTERM");
  await ended;
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
