import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { RunningPlace } from "../../worker/running.ts";
import { bringBinary } from "../../worker/temporal/bring.ts";
import { emptyArchive } from "./archives.ts";
import { commandHere, type Ended } from "./command.ts";
import { HOME } from "./temporal.setup.ts";
import { sharedBundle } from "./temporal.ts";

const TENURE = fileURLToPath(new URL("../../apps/cli/tenure.mjs", import.meta.url));

/** A state folder of a test's own, and the commands run on it. */
export interface Cli {
  readonly home: string;
  /**
   * Runs one command to its end; `input` is its standard input. Beside an engine that is up, a command that
   * only asks it runs in this process, which takes a tenth of the time; every other one in a process of its own.
   */
  run(args: readonly string[], options?: { readonly input?: string; readonly env?: object }): Promise<Ended>;
  /** Starts `tenure up`, in a process group of its own, and waits until it is up. */
  up(env?: object): Promise<Upped>;
  /** Ends what is left, and removes the folder. */
  close(): Promise<void>;
}

export interface Upped {
  readonly place: RunningPlace;
  readonly child: ChildProcess;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** The lines of a command's output, each of them JSON. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into results of every shape
export const jsonOf = ({ out }: Ended): any[] =>
  out
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

/** @param fresh whether nothing is in the folder yet but the bundle; otherwise an empty archive is, which takes long to make */
export async function openCli({ fresh = false } = {}): Promise<Cli> {
  const home = await mkdtemp(join(tmpdir(), "tenure-cli-"));
  // What the checkout has brought and bundled need not be brought and bundled for each test.
  await sharedBundle();
  await cp(join(HOME, "bundle"), join(home, "bundle"), { recursive: true });
  if (!fresh) await emptyArchive(join(home, "archive"));
  const binary = await bringBinary({ env: process.env, home: HOME, say: () => {} });
  const path = [dirname(binary.path), process.env.PATH].join(delimiter);
  // No server that the surroundings may have configured, and no colour.
  const { TEMPORAL_ADDRESS: _, DATABASE_URL: __, FORCE_COLOR: ___, ...rest } = process.env;
  const environment = { ...rest, PATH: path, TENURE_HOME: home, NO_COLOR: "1" };
  const children = new Set<ChildProcess>();
  let engines = 0;
  const start = (args: readonly string[], env: object, detached: boolean): ChildProcess => {
    const child = spawn(process.execPath, [TENURE, ...args], { env: { ...environment, ...env }, detached });
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
  };
  return {
    home,
    async run(args, { input, env } = {}) {
      const asks = engines > 0 && input === undefined && env === undefined && args[0] !== "rehearse";
      if (asks) return commandHere(["--home", home, ...args], environment);
      const child = start(args, env ?? {}, false);
      child.stdin?.end(input ?? "");
      const code = new Promise<number | null>((resolve) => child.once("close", resolve));
      const { stdout, stderr } = child;
      if (!stdout || !stderr) throw new Error("no output");
      const [out, err] = await Promise.all([text(stdout), text(stderr)]);
      return { code: await code, out, err };
    },
    async up(env = {}) {
      const child = start(["up", "-o", "json"], env, true);
      const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
      ended.then(() => {
        engines -= 1;
      });
      let said = "";
      child.stderr?.on("data", (chunk) => {
        said += chunk;
      });
      const first = new Promise<string>((resolve) =>
        child.stdout?.once("data", (line) => resolve(String(line))),
      );
      const line = await Promise.race([first, ended.then(() => null)]);
      if (line === null) throw new Error(`tenure up did not come up: ${said}`);
      engines += 1;
      return { place: JSON.parse(line) as RunningPlace, child, ended };
    },
    async close() {
      for (const child of children) child.kill("SIGKILL");
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
