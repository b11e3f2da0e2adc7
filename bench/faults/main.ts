// npm run faults: hurts a real engine and judges what is left.
import { randomInt } from "node:crypto";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { CLASSES, type ClassName, isClass, playClass } from "./classes.ts";
import { leave } from "./ground.ts";
import { asJson, asTable } from "./report.ts";
import { quietSdk } from "./sdk.ts";
import type { ClassOutcome } from "./stage.ts";

const KNOWN = Object.keys(CLASSES).join(", ");

const HELP = `Usage: npm run faults -- [options]

Starts a real engine in a temporary folder, drives it through its API, hurts it, waits
until it is quiet, and judges: no acknowledged event lost (S1) or recorded twice (S2), each
notice seen once (S3), journal, histories and live state agree (S5), every history replays
(S6), no client stuck. With DATABASE_URL it keeps its archive in databases of its own there.

Options:
  --class <name>        what to play, again for more (default: all)
                        ${KNOWN}
  --seed <text>         where chance comes from (default: any; it is printed)
  --quick               less of everything
  -o, --output <format> table or json (default: table)
  -h, --help            this text

Exit codes: 0 all holds, 1 something does not, 2 usage.`;

class Usage extends Error {}

interface FaultsOptions {
  readonly names: readonly ClassName[];
  readonly seed: string;
  readonly quick: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

function read(args: readonly string[]): FaultsOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      class: { type: "string", multiple: true, default: [] },
      seed: { type: "string" },
      quick: { type: "boolean", default: false },
      output: { type: "string", short: "o", default: "table" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { class: wanted, seed = `${randomInt(1_000_000)}`, quick, output, help } = values;
  const names = wanted.length > 0 ? [...new Set(wanted)] : Object.keys(CLASSES);
  const unknown = names.find((name) => !isClass(name));
  if (unknown !== undefined) throw new Usage(`there is no class ${unknown}; the known ones are ${KNOWN}`);
  if (output !== "table" && output !== "json") throw new Usage(`-o is table or json, not ${output}`);
  return { names: names.filter(isClass), seed, quick, json: output === "json", help };
}

const began = performance.now();
function say(line: string): void {
  console.error(`${((performance.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${line}`);
}

const load = (): number => loadavg()[0] ?? 0;

async function run({ names, seed, quick, json }: FaultsOptions): Promise<number> {
  const before = load();
  say(`seed ${seed}`);
  const outcomes: ClassOutcome[] = [];
  for (const name of names) {
    outcomes.push(await playClass(name, { seed, quick, say }));
    // What an interrupted class says is no verdict; whoever interrupts ends this process.
    if (stopping) await new Promise(() => {});
  }
  const result = { seed, quick, load: [before, load()] as const, outcomes };
  console.log(json ? asJson(result) : asTable(result));
  return outcomes.every(({ breaches }) => breaches.length === 0) ? 0 : 1;
}

let stopping = false;

/** An interrupted bench leaves no process and no folder. */
function interrupted(why: string, code = 130): void {
  // What breaks while everything is being ended is no news.
  if (stopping) return;
  stopping = true;
  say(`${why}: ending everything`);
  void leave().finally(() => process.exit(code));
}

let options: FaultsOptions;
try {
  options = read(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
quietSdk();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => interrupted(signal));
process.on("uncaughtException", (error) => interrupted(error.stack ?? error.message, 1));
const code = await run(options);
await leave();
// The SDK's runtime would keep this process for a while.
process.exit(code);
