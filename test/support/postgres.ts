import { execFile, spawn } from "node:child_process";
import { access, chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);

/** A PostgreSQL server of this test run's own. */
export interface Postgres {
  /** Makes an empty database. @returns its URL. */
  database(): Promise<string>;
  /** Stops the server at once, as a crash would; its data stay. */
  halt(): Promise<void>;
  /** Starts it again after {@link halt}. */
  resume(): Promise<void>;
  /** Stops the server and removes its data. */
  stop(): Promise<void>;
}

/** The folder with initdb and postgres. */
export async function binaries(): Promise<string> {
  const debian = "/usr/lib/postgresql";
  const versions = await readdir(debian).catch(() => []);
  const folders = [
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  for (const folder of folders) {
    const found = await Promise.all(["initdb", "postgres"].map((name) => access(join(folder, name)))).catch(
      () => null,
    );
    if (found) return folder;
  }
  throw new Error(
    "PostgreSQL was not found on PATH or under /usr/lib/postgresql; install it: apt-get install postgresql",
  );
}

/** PostgreSQL refuses to run as root, so root runs it as the user that Debian's package brings. */
async function owner(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  return { uid: await id("-u"), gid: await id("-g") };
}

/**
 * Starts a PostgreSQL server on a socket in a temporary folder, open to everyone who can reach that folder.
 * @throws {Error} saying how to install PostgreSQL when it is not there.
 */
export async function startPostgres(): Promise<Postgres> {
  const bin = await binaries();
  const user = await owner();
  const folder = await mkdtemp(join(tmpdir(), "tenure-pg-"));
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, "data");
  await run(
    join(bin, "initdb"),
    ["-D", data, "-A", "trust", "-U", "tenure", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
    { ...user, cwd: folder },
  );

  const url = (database: string): string =>
    `postgresql://tenure@/${database}?host=${encodeURIComponent(folder)}`;
  const query = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url("postgres") });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  };

  const start = async () => {
    const settings = [
      "listen_addresses=",
      `unix_socket_directories=${folder}`,
      "fsync=off",
      "max_connections=200",
    ];
    const server = spawn(
      join(bin, "postgres"),
      ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
      { ...user, cwd: folder, stdio: "ignore" },
    );
    const killed = () => server.kill("SIGQUIT");
    process.once("exit", killed);
    const ended = new Promise<void>((resolve) =>
      server.once("exit", () => {
        process.off("exit", killed);
        resolve();
      }),
    );
    for (const deadline = Date.now() + 30_000; ; ) {
      const up = await query("select 1").then(
        () => true,
        () => false,
      );
      if (up) return { server, ended };
      if (server.exitCode !== null || Date.now() > deadline) throw new Error(`${bin}/postgres did not start`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  let running = await start();
  let databases = 0;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    running.server.kill(signal);
    await running.ended;
  };
  return {
    async database() {
      const name = `t${++databases}`;
      await query(`create database ${name}`);
      return url(name);
    },
    halt: () => end("SIGQUIT"),
    async resume() {
      running = await start();
    },
    async stop() {
      await end("SIGINT");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A pool of a test's own, beside the archive's. Ended, it does not wait for its connections to be closed: the server may
 * stop first, and says so to whatever listens, the connection or, of an idle one, the pool.
 */
export function poolOf(connectionString: string | undefined): pg.Pool {
  const pool = new pg.Pool({ connectionString });
  pool.on("error", () => {});
  pool.on("connect", (connection) => connection.on("error", () => {}));
  return pool;
}
