// npm run bench:facts: how fast a million interactions are taken in, through the API, and what memory it takes.
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { OpenAPIHono } from "@hono/zod-openapi";
import { type AskedBy, guard } from "../apps/api/actor.ts";
import { type Counts, factsRoutes, type ImportLine } from "../apps/api/facts.ts";
import { serveApi } from "../apps/api/server.ts";
import { FILE_TYPES } from "../archive/facts/catalogue.ts";
import { openArchive } from "../archive/open.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, rows: { type: "string", default: "1000000" } },
});
const ROWS = Number(options.rows);
/** Seconds for a million rows on embedded storage. */
const GOAL = 60;
const CLIENTS = 50_000;
/** Lines that are written together. */
const CHUNK = 1_000;

/** Messages of 50,000 clients, in the order of time, one a second, as the real file has them. */
function* file(): Generator<string> {
  let lines = "";
  for (let n = 0; n < ROWS; n++) {
    const client = `c-${((n * 7_919) % CLIENTS).toString(16).padStart(12, "0")}`;
    const at = new Date(Date.UTC(2025, 0, 1) + n * 1_000).toISOString();
    const direction = n % 3 === 0 ? "out" : "in";
    lines += `${JSON.stringify({ client, company: `Company${n % 25}`, channel: "email", direction, at, chars: n % 280 })}\n`;
    if (n % CHUNK !== CHUNK - 1 && n !== ROWS - 1) continue;
    yield lines;
    lines = "";
  }
}

const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);

/** Memory after each quarter of the rows, and the most there was, MB. */
interface ImportMeasure {
  readonly seconds: number;
  /** Of the processor, all threads together. */
  readonly cpu: number;
  readonly rowsPerSecond: number;
  readonly counts: Counts;
  readonly before: number;
  readonly quarters: readonly number[];
  readonly peak: number;
}

async function measured(url: string, path: string): Promise<ImportMeasure> {
  const before = megabytes();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, megabytes());
  }, 50);
  const since = performance.now();
  const spent = process.cpuUsage();
  const body = Readable.toWeb(createReadStream(path, { highWaterMark: 262_144 }));
  const headers = { "content-type": FILE_TYPES.jsonl, "tenure-actor": "ops:bench" };
  const init = { method: "POST", headers, body, duplex: "half" };
  const response = await fetch(`${url}/v1/facts/interactions`, init as RequestInit);
  const quarters: number[] = [];
  let result: Counts | undefined;
  let rest = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const told = JSON.parse(line) as ImportLine;
      if (told.progress && told.progress.rows >= ((quarters.length + 1) * ROWS) / 4)
        quarters.push(megabytes());
      result = told.result ?? result;
    }
  }
  clearInterval(watch);
  if (!result) throw new Error("the import broke off");
  const seconds = (performance.now() - since) / 1_000;
  const { user, system } = process.cpuUsage(spent);
  const cpu = (user + system) / 1e6;
  return { seconds, cpu, rowsPerSecond: Math.round(ROWS / seconds), counts: result, before, quarters, peak };
}

const folder = await mkdtemp(join(tmpdir(), "tenure-bench-"));
try {
  const path = join(folder, "interactions.jsonl");
  await pipeline(file(), createWriteStream(path));
  const archive = await openArchive({ folder: join(folder, "archive") });
  const app = new OpenAPIHono<AskedBy>();
  app.use(guard());
  factsRoutes(app, { archive, clock: Date.now });
  const served = await serveApi(app, { port: 0 });
  const first = await measured(served.url, path);
  const again = await measured(served.url, path);
  await served.close();
  await archive.close();
  const ok = first.counts.new === ROWS && again.counts.known === ROWS && first.seconds * (1e6 / ROWS) <= GOAL;
  const machine = { cores: availableParallelism(), load: loadavg()[0], node: process.version };
  if (options.json) console.log(JSON.stringify({ rows: ROWS, goal: GOAL, ok, machine, first, again }));
  else {
    for (const [name, run] of Object.entries({ first, again })) {
      const { seconds, cpu, rowsPerSecond, before, quarters, peak } = run;
      console.log(
        `${name.padEnd(6)} ${ROWS} interactions in ${seconds.toFixed(1)} s (${cpu.toFixed(1)} s of the processor), ${rowsPerSecond} rows/s; ` +
          `memory before ${before} MB, at each quarter ${quarters.join(", ")} MB, at most ${peak} MB`,
      );
    }
    console.log(
      `goal: ${GOAL} s a million; ${ok ? "met" : "MISSED"}; ${machine.cores} cores, load ${machine.load?.toFixed(1)}`,
    );
  }
  process.exitCode = ok ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
