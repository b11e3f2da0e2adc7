import { type ChildProcess, spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { createServer, Socket } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Connection } from "@temporalio/client";
import { ownHome } from "../home.ts";
import { type Binary, type Env, isAlive, reason } from "./bring.ts";

/** The custom search attributes of a relationship, as registered in a namespace. Never encrypted, never personal. */
export const SEARCH_ATTRIBUTES = {
  TenureState: "Keyword",
  TenureRung: "Keyword",
  TenureDue: "Datetime",
  TenureHold: "Bool",
} as const;

export interface EmbeddedOptions {
  readonly binary: Binary;
  readonly env: Env;
  /** The state folder: `temporal.db`, `temporal.log` and the lock live here. */
  readonly home: string;
  readonly namespace: string;
  /** "memory" keeps nothing, takes no lock and any free ports, so that several can run on one home. */
  readonly db: "file" | "memory";
  /** Without the web UI. */
  readonly headless: boolean;
}

/** A server of our own. It ends with this process, however this process ends. */
export interface Embedded {
  readonly pid: number;
  readonly address: string;
  /** null when headless. */
  readonly uiUrl: string | null;
  /** The Temporal CLI's own words, e.g. `1.9.1 (server 1.32)`. */
  readonly version: string;
  /** Settles when the server is gone, asked for or not. */
  readonly ended: Promise<void>;
  /** Ends the server, in about a second when it has state, and returns when it is gone. May be called again. */
  stop(): Promise<void>;
}

const BOOT_LIMIT = 30_000;
const STOP_LIMIT = 8_000;
const HOST = "127.0.0.1";

const DYNAMIC_CONFIG = {
  "frontend.WorkflowTimeSkippingEnabled": true,
  // What an administrator can do elsewhere can be done here, and is found by `tenure audit reconcile`.
  "frontend.WorkflowPauseEnabled": true,
  // By default a timer that a skip makes due fires a second later, and twenty polls a second are allowed: a
  // fast-forward over five timers takes 5 s then, and 0.2 s with these. They guard against clocks that differ between
  // hosts; this server is one process.
  "history.timerProcessorMaxTimeShift": "10ms",
  "history.timerProcessorMaxPollRPS": 1000,
  // A continued run would wait out the rest of its predecessor's first second, and time would be skipped over it.
  "history.workflowIdReuseMinimalInterval": 0,
};

class PortTaken extends Error {
  override readonly message = "the ports found free are taken again and again";
}

/**
 * Starts `temporal server start-dev` and returns when it answers, in about a second.
 *
 * @throws Error when another one already runs on this home, or when it does not come up within 30 s: with the
 * errors in its log.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const home = resolve(options.home);
  ownHome(home);
  const name = options.db === "memory" ? `temporal-${process.pid}-${serial++}.log` : "temporal.log";
  const log = join(home, name);
  for (let attempt = 1; ; attempt++) {
    try {
      return await boot(home, log, options, attempt === 1 && options.db === "file");
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === 3) throw error;
    }
  }
}

let serial = 0;

/** The ports of a server, of its web UI and of its HTTP API. */
interface ServerPorts {
  readonly port: number;
  readonly uiPort: number;
  readonly httpPort: number;
}

/** What the server is started with. */
function argumentsOf(
  { namespace, db, headless }: EmbeddedOptions,
  home: string,
  { port, uiPort, httpPort }: ServerPorts,
): string[] {
  return [
    "server",
    "start-dev",
    "--ip",
    HOST,
    "--port",
    `${port}`,
    "--http-port",
    `${httpPort}`,
    "--log-level",
    "warn",
    ...(headless ? ["--headless"] : ["--ui-port", `${uiPort}`, "--ui-disable-news-fetch"]),
    ...(db === "memory"
      ? []
      : ["--db-filename", join(home, "temporal.db"), "--sqlite-pragma", "journal_mode=wal"]),
    ...(namespace === "default" ? [] : ["--namespace", namespace]),
    ...Object.entries(DYNAMIC_CONFIG).flatMap(([k, v]) => [
      "--dynamic-config-value",
      `${k}=${JSON.stringify(v)}`,
    ]),
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([k, v]) => ["--search-attribute", `${k}=${v}`]),
  ];
}

/** Starts the process that keeps the server, and ends it when this one is gone. */
function leashed(home: string, log: string, { binary, env, db }: EmbeddedOptions, args: readonly string[]) {
  // The lock is named relative to the leash's folder: a socket's path may not be longer than a hundred characters.
  return spawn(
    process.execPath,
    [
      fileURLToPath(new URL("./leash.ts", import.meta.url)),
      db === "memory" ? "-" : "temporal.lock",
      log,
      binary.path,
      ...args,
    ],
    // In a group of its own, a Ctrl-C in the terminal reaches us and not the server, which we still need to stop well.
    {
      cwd: home,
      detached: true,
      // Whoever keeps the histories is not given what opens them.
      env: { ...env, NODE_OPTIONS: "", TENURE_CODEC_KEYS: undefined },
      stdio: ["pipe", "pipe", "ignore"],
    },
  );
}

async function boot(home: string, log: string, options: EmbeddedOptions, usual: boolean): Promise<Embedded> {
  const { binary, namespace, db, headless } = options;
  const [port, uiPort, httpPort] = await freePorts(usual ? [7233, 8233, 0] : [0, 0, 0]);
  const address = `${HOST}:${port}`;
  const leash = leashed(home, log, options, argumentsOf(options, home, { port, uiPort, httpPort }));
  let end: { clean: boolean } | undefined;
  const ended = new Promise<void>((done) => {
    leash.once("error", () => done());
    leash.once("exit", (code) => {
      end = { clean: code === 0 };
      done();
    });
  });
  leash.stdin?.on("error", () => {});

  const pid = await began(leash, home);
  // A leash that was killed cannot end its server; we still can.
  const finish = async (): Promise<void> => {
    while (!end?.clean && isAlive(pid)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        return;
      }
      await sleep(20);
    }
  };
  const over = ended.then(finish);
  const halt = async (): Promise<void> => {
    hold(leash, true);
    leash.stdin?.end();
    await Promise.race([ended, sleep(STOP_LIMIT, undefined, { ref: false })]);
    if (!end) leash.kill("SIGKILL");
    await finish();
  };
  const tidy = () => (db === "memory" ? rm(log, { force: true }) : undefined);
  const stop = async (): Promise<void> => {
    await halt();
    await tidy();
  };

  try {
    await answering({ address, httpPort, namespace, gone: () => end !== undefined });
  } catch (error) {
    await halt();
    const written = await readFile(log, "utf8").catch(() => "");
    await tidy();
    if (/address already in use/.test(written)) throw new PortTaken();
    throw new Error(`the embedded server did not come up: ${reason(error)}. ${log} says: ${gist(written)}`);
  }
  // A process that has nothing left to do may end without stop(): the server ends with it.
  hold(leash, false);
  return {
    pid,
    address,
    uiUrl: headless ? null : `http://${HOST}:${uiPort}`,
    version: binary.says,
    ended: over,
    stop,
  };
}

/** Whether the leash keeps our process running. */
function hold(leash: ChildProcess, on: boolean): void {
  for (const held of [leash, leash.stdin, leash.stdout]) {
    if (held instanceof Socket || held === leash) on ? held.ref() : held.unref();
  }
}

/** The server's process id, once the leash has started it. */
async function began(leash: ChildProcess, home: string): Promise<number> {
  if (!leash.stdout) throw new Error("the leash has no output");
  const lines = createInterface({ input: leash.stdout });
  for await (const line of lines) {
    const said = JSON.parse(line) as { pid?: number; busy?: number | null; failed?: string };
    if (said.pid !== undefined) return said.pid;
    if (said.busy !== undefined)
      throw new Error(`another embedded Temporal (process ${said.busy ?? "starting"}) runs on ${home}`);
    throw new Error(`the Temporal CLI did not start: ${said.failed}`);
  }
  throw new Error("the process that holds the server ended at once");
}

interface Awaited {
  readonly address: string;
  readonly httpPort: number;
  readonly namespace: string;
  readonly gone: () => boolean;
}

/**
 * Waits until our own server answers. Another one may have taken the gRPC port since we looked; so the one that
 * answers there must be the one on our HTTP port, which nobody else can guess.
 */
async function answering({ address, httpPort, namespace, gone }: Awaited): Promise<void> {
  const limit = performance.now() + BOOT_LIMIT;
  let last: unknown;
  while (performance.now() < limit) {
    if (gone()) throw new Error("it ended");
    try {
      const ours = await fetch(`http://${HOST}:${httpPort}/api/v1/cluster-info`, {
        signal: AbortSignal.timeout(2_000),
      });
      const { clusterId } = (await ours.json()) as { clusterId?: string };
      const connection = await Connection.connect({ address, connectTimeout: 5_000 });
      try {
        const service = connection.workflowService;
        if ((await service.getClusterInfo({})).clusterId !== clusterId)
          throw new Error(`another server answers on ${address}`);
        await service.describeNamespace({ namespace });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      last = error;
      await sleep(50);
    }
  }
  throw new Error(`no answer within ${BOOT_LIMIT / 1000} s`, { cause: last });
}

/** The wanted ports where they are free, else others; 0 wants any. */
async function freePorts(wanted: readonly [number, number, number]): Promise<[number, number, number]> {
  const probes = [createServer(), createServer(), createServer()] as const;
  const listen = (i: 0 | 1 | 2, port: number): Promise<number> =>
    new Promise((done, fail) => {
      const probe = probes[i];
      probe.once("error", (error) => (port === 0 ? fail(error) : done(listen(i, 0))));
      probe.listen(port, HOST, () => {
        const at = probe.address();
        done(at && typeof at === "object" ? at.port : 0);
      });
    });
  // All are held at the same time, so that they differ.
  const ports: [number, number, number] = [
    await listen(0, wanted[0]),
    await listen(1, wanted[1]),
    await listen(2, wanted[2]),
  ];
  await Promise.all(probes.map((probe) => new Promise((done) => probe.close(done))));
  return ports;
}

/** The errors in a log, else its last lines. */
function gist(log: string): string {
  const lines = log.trim().split("\n");
  const errors = lines.filter((line) => /level=ERROR|^Error|^panic:/.test(line));
  return (errors.length > 0 ? errors : lines).slice(-3).join(" | ") || "nothing";
}
