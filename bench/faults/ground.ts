// A real engine on ground of its own: `tenure up` as a child process on a home of its own, to be hurt.
import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, Connection } from "@temporalio/client";
import { DefaultLogger } from "@temporalio/worker";
import { keptBundle } from "../../worker/kept.ts";
import type { RunningPlace } from "../../worker/running.ts";
import { type Binary, bringBinary, isAlive } from "../../worker/temporal/bring.ts";
import type { Say } from "../measure.ts";
import { type Database, ownDatabase } from "./database.ts";
import { within } from "./pool.ts";

const ROOT = join(import.meta.dirname, "../..");
/** The checkout's own state folder: what it has brought and bundled is not brought and bundled once more. */
const BROUGHT = join(ROOT, ".tenure");

const programOf = (root: string): string => join(root, "apps/cli/tenure.mjs");

const UP_WITHIN = 120_000;
const DOWN_WITHIN = 60_000;
const COMMAND_WITHIN = 600_000;
/** Longer than any call to Temporal of ours is tried, ms. */
const LAST_CALL = 20_000;
/** Of what a process said, the end that is kept, in characters. */
const KEPT = 4_000;

/** How a process ended. */
export interface EndedProcess {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Everything that is there, so that an interrupted bench leaves nothing behind. */
const grounds = new Set<Ground>();

/** Ends every engine and removes every home, however far they are. */
export async function leave(): Promise<void> {
  await Promise.allSettled([...grounds].map((ground) => ground.close()));
}

/** What a child may see of our environment: no server and no address that the surroundings have configured. */
function environment(home: string, binary: Binary, database: Database | null): NodeJS.ProcessEnv {
  const foreign = /^(TEMPORAL_|TENURE_|DATABASE_URL$|FORCE_COLOR$)/;
  const rest = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  return {
    ...rest,
    PATH: [dirname(binary.path), process.env.PATH].join(delimiter),
    TENURE_HOME: home,
    NO_COLOR: "1",
    ...(database && { DATABASE_URL: database.url }),
  };
}

/** The engine while it runs. */
interface StartedEngine {
  readonly child: ChildProcess;
  readonly place: RunningPlace;
  /** Of the embedded Temporal server. */
  readonly server: number;
  readonly temporal: Client;
  readonly ended: Promise<number | null>;
}

export class Ground {
  readonly home: string;
  readonly database: Database | null;
  readonly #env: NodeJS.ProcessEnv;
  readonly #binary: Binary;
  readonly #children = new Set<ChildProcess>();
  #running: StartedEngine | null = null;
  #closed: Promise<void> | null = null;
  #program = programOf(ROOT);
  /** What `up` said last, on its error output. */
  #said = "";

  private constructor(home: string, binary: Binary, database: Database | null) {
    this.home = home;
    this.database = database;
    this.#binary = binary;
    this.#env = environment(home, binary, database);
  }

  /** A home in a temporary folder, with nothing in it but the workflow bundle. */
  static async make(say: Say): Promise<Ground> {
    const binary = await bringBinary({ env: process.env, home: BROUGHT, say });
    await keptBundle(BROUGHT, new DefaultLogger("ERROR"));
    const home = await mkdtemp(join(tmpdir(), "tenure-faults-"));
    await mkdir(home, { recursive: true });
    await cp(join(BROUGHT, "bundle"), join(home, "bundle"), { recursive: true });
    const { DATABASE_URL } = process.env;
    const ground = new Ground(home, binary, DATABASE_URL ? await ownDatabase(DATABASE_URL) : null);
    grounds.add(ground);
    return ground;
  }

  /** From now on, processes are of the build in this folder. */
  from(root: string): void {
    this.#program = programOf(root);
  }

  #now(): StartedEngine {
    if (this.#running) return this.#running;
    throw new Error(`the engine does not run; it said: ${this.#said.trim() || "nothing"}`);
  }

  get place(): RunningPlace {
    return this.#now().place;
  }

  /** Temporal, as anybody reaches it who has its address. */
  get temporal(): Client {
    return this.#now().temporal;
  }

  /** True from when `up` is up until its process has ended. */
  get alive(): boolean {
    return this.#running !== null;
  }

  /** The names of the bundles of this home: another one comes where somebody edits the workflows meanwhile. */
  bundles(): Promise<string[]> {
    return readdir(join(this.home, "bundle"));
  }

  #start(command: string, args: readonly string[]): ChildProcess {
    if (this.#closed) throw new Error("the bench is at its end");
    // In a group of its own: a Ctrl-C in the terminal is ours to handle.
    const child = spawn(command, args, {
      env: this.#env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.add(child);
    child.once("close", () => this.#children.delete(child));
    return child;
  }

  /** `tenure up`, and waits until it is up. @throws {Error} with what it said when it does not come up. */
  async up(): Promise<void> {
    const child = this.#start(process.execPath, [this.#program, "up", "--port", "0", "-o", "json"]);
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    this.#said = "";
    child.stderr?.on("data", (chunk) => {
      this.#said = (this.#said + chunk).slice(-KEPT);
    });
    const line = new Promise<string>((resolve) => {
      let first = "";
      child.stdout?.on("data", (chunk) => {
        first += chunk;
        if (first.includes("\n")) resolve(first.slice(0, first.indexOf("\n")));
      });
    });
    const said = await within(UP_WITHIN, Promise.race([line, ended.then(() => null)]));
    // One that does not come up says why in the same place.
    if (said === null || !said.includes('"api"')) {
      child.kill("SIGKILL");
      if (said !== null) throw new Error(`tenure up did not come up: ${said}`);
      throw new Error(`tenure up did not come up: ${this.#said.trim() || "it said nothing"}`);
    }
    const place = JSON.parse(said) as RunningPlace;
    const server = await serverOf(this.home);
    const connection = await Connection.connect({ address: place.temporal });
    const temporal = new Client({ connection, namespace: place.namespace });
    const running = { child, place, server, temporal, ended };
    this.#running = running;
    void ended.then(() => {
      if (this.#running === running) this.#running = null;
      // The client tries calls again, and one that meets a closed connection then throws where nobody catches it.
      setTimeout(() => void connection.close().catch(() => {}), LAST_CALL).unref();
    });
  }

  /** Kill -9, at once, of the embedded Temporal server, or of `up` and the server. */
  hurt(what: "server" | "both"): void {
    const { child, server } = this.#now();
    if (what === "both") child.kill("SIGKILL");
    process.kill(server, "SIGKILL");
  }

  /** Stops `up` for so long, ms, as a machine does that has no time for it; its Temporal server goes on. */
  async pause(ms: number): Promise<void> {
    const { child } = this.#now();
    child.kill("SIGSTOP");
    await sleep(ms);
    child.kill("SIGCONT");
  }

  /** Waits until `up` has ended by itself; one that does not is ended. @returns its exit code. */
  async ended(): Promise<number | null> {
    const running = this.#running;
    if (!running) return null;
    const code = await within(DOWN_WITHIN, running.ended);
    if (running.child.exitCode === null && running.child.signalCode === null) {
      running.child.kill("SIGKILL");
      await running.ended;
      throw new Error(`tenure up did not end within ${DOWN_WITHIN / 1_000} s after its Temporal server had`);
    }
    return code;
  }

  /** As Ctrl-C does: ends it well. @returns the exit code. */
  async down(): Promise<number | null> {
    this.#running?.child.kill("SIGTERM");
    return this.ended();
  }

  /** Runs one command of Tenure's on this home, to its end. */
  tenure(...args: readonly string[]): Promise<EndedProcess> {
    return this.#run(process.execPath, [this.#program, ...args], COMMAND_WITHIN);
  }

  /** Runs Temporal's own command line against the server. */
  temporalCli(...args: readonly string[]): Promise<EndedProcess> {
    const { temporal, namespace } = this.place;
    return this.#run(this.#binary.path, [...args, "--address", temporal, "--namespace", namespace], 30_000);
  }

  async #run(command: string, args: readonly string[], limit: number): Promise<EndedProcess> {
    const child = this.#start(command, args);
    const code = new Promise<number | null>((resolve) => child.once("close", resolve));
    const { stdout, stderr } = child;
    if (!stdout || !stderr) throw new Error("no output");
    const watch = setTimeout(() => child.kill("SIGKILL"), limit);
    try {
      const [out, err] = await Promise.all([text(stdout), text(stderr)]);
      return { code: await code, out, err };
    } finally {
      clearTimeout(watch);
    }
  }

  /** Ends everything; the folder and the database are kept for a look where asked. May be called again. */
  close({ keep = false } = {}): Promise<void> {
    this.#closed ??= this.#close(keep);
    return this.#closed;
  }

  async #close(keep: boolean): Promise<void> {
    const server = this.#running?.server ?? (await serverOf(this.home).catch(() => null));
    for (const child of this.#children) child.kill("SIGKILL");
    // The server gets 5 s from what holds it once `up` is gone; nobody needs what it would write in them.
    if (server !== null) await gone(server);
    while (this.#children.size > 0) await sleep(20);
    if (!keep) {
      await this.database?.drop();
      await rm(this.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
    grounds.delete(this);
  }
}

/** The process id of the Temporal server of a home: who holds its lock tells. */
async function serverOf(home: string): Promise<number> {
  const lock = connect({ path: join(home, "temporal.lock") });
  const { pid } = JSON.parse(await text(lock)) as { pid: number };
  return pid;
}

async function gone(pid: number): Promise<void> {
  try {
    process.kill(pid, "SIGKILL");
  } catch {}
  for (let tries = 0; isAlive(pid) && tries < 200; tries += 1) await sleep(50);
}
