/**
 * A process that holds the embedded Temporal server on a leash: the server ends when this process's standard input
 * closes, which the kernel does for a parent that dies in whatever way, SIGKILL included.
 *
 *     node leash.ts LOCK LOG COMMAND ARG…        LOCK "-" takes no lock
 *
 * LOCK is a Unix socket. It is listened on as long as the server runs, so that a second server on the same state can
 * be refused: unlike a file with a process id, a socket nobody listens on is known to be stale. Whoever connects is
 * told `{"pid": …, "ending": …}` of the server; one that is ending is waited for. The server's output goes to LOG; the LOG before it is kept as LOG.old.
 *
 * One JSON line on standard output says how it began: `{"pid": n}`, `{"busy": pid | null}` or `{"failed": "why"}`.
 * SIGTERM and SIGINT end the server as well; it gets 5 s for it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, renameSync, statSync, unlinkSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

const GRACE = 5_000;

const [lock = "-", log = "/dev/null", command = "", ...args] = process.argv.slice(2);

let server: ChildProcess | undefined;
let stopping = false;

function stop(): void {
  stopping = true;
  if (!server) process.exit(0);
  // Without a lock there is no state, and nothing to end well.
  server.kill(lock === "-" ? "SIGKILL" : "SIGTERM");
  setTimeout(() => server?.kill("SIGKILL"), GRACE);
}

function report(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

process.on("uncaughtException", (error) => {
  report({ failed: error.message });
  process.exit(1);
});
process.stdin.on("end", stop).on("error", stop).resume();
process.on("SIGTERM", stop).on("SIGINT", stop);
// The parent that would read this may be gone already.
process.stdout.on("error", () => {});

const lockHolder = createServer((caller) => {
  caller.on("error", () => {});
  const holder: Holder = { pid: server?.pid ?? null, ending: stopping };
  caller.end(JSON.stringify(holder));
});

interface Holder {
  readonly pid: number | null;
  readonly ending: boolean;
}

/** The process id of the server that holds the lock, null when it does not say; undefined when the lock is ours. */
async function lockedBy(path: string): Promise<number | null | undefined> {
  for (;;) {
    if (await listens(path)) return undefined;
    const other = createConnection(path);
    try {
      await once(other, "connect");
    } catch {
      break;
    }
    const said = await text(other);
    // An empty answer is one cut short by its end.
    const { pid, ending } = JSON.parse(said || '{"pid":null,"ending":true}') as Holder;
    if (!ending) return pid;
    await sleep(50);
  }
  // Nobody listens: a leash that was killed left its socket behind. Of two that find it so, the later one wins.
  attempt(() => unlinkSync(path));
  if (!(await listens(path))) return null;
  const ours = statSync(path).ino;
  await sleep(100);
  return statSync(path, { throwIfNoEntry: false })?.ino === ours ? undefined : null;
}

async function listens(path: string): Promise<boolean> {
  try {
    lockHolder.listen(path);
    await once(lockHolder, "listening");
    return true;
  } catch (error) {
    // A file system without sockets cannot hold the lock, and is no reason not to start.
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") return true;
    return false;
  }
}

function attempt(change: () => void): void {
  try {
    change();
  } catch {}
}

const busy = lock === "-" ? undefined : await lockedBy(lock);
if (busy !== undefined) {
  report({ busy });
  process.exit(0);
}
if (stopping) process.exit(0);

attempt(() => renameSync(log, `${log}.old`));
const out = openSync(log, "a");
server = spawn(command, args, { stdio: ["ignore", out, out] });
closeSync(out);
server.once("spawn", () => report({ pid: server?.pid }));
server.once("error", (error) => {
  report({ failed: error.message });
  process.exit(1);
});
server.once("exit", () => {
  // Closing the socket removes its file.
  lockHolder.close(() => process.exit(0));
  setTimeout(() => process.exit(0), 100);
});
