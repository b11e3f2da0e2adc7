import { createHash } from "node:crypto";
import { cpSync, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { type Archive, type ArchiveAt, openArchive } from "../../archive/open.ts";
import { startPostgres } from "./postgres.ts";

/** A database engine that runs for one test file. */
export interface Backend {
  /** A new empty place for an archive. */
  place(): Promise<ArchiveAt>;
  stop(): Promise<void>;
}

interface Engine {
  readonly name: string;
  start(): Promise<Backend>;
}

/**
 * An empty archive to copy: making one takes PGlite seconds. Kept from run to run, one for each state of the
 * migrations and each version of PGlite.
 */
async function template(): Promise<string> {
  const root = new URL("../../", import.meta.url);
  const migrations = ["archive/migrations.ts", "archive/lists.ts", "archive/login/migration.ts"];
  const sources = [...migrations, "node_modules/@electric-sql/pglite/package.json"];
  const hash = createHash("sha256");
  for (const source of sources) hash.update(await readFile(new URL(source, root)));
  const cache = fileURLToPath(new URL("node_modules/.cache/tenure/", root));
  const kept = join(cache, `archive-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(kept)) return kept;
  await mkdir(cache, { recursive: true });
  const made = await mkdtemp(join(cache, "making-"));
  await (await openArchive({ folder: join(made, "archive") })).close();
  // Another test file may have been faster; its template is as good.
  await rename(join(made, "archive"), kept).catch(() => {});
  await rm(made, { recursive: true, force: true });
  return kept;
}

/** Puts an empty archive into a folder that is not there yet. */
export async function emptyArchive(folder: string): Promise<void> {
  // Of the many small files, the asynchronous copy makes ten times the work.
  cpSync(await template(), folder, { recursive: true });
}

/** An empty archive that is gone when it is closed. */
export async function briefArchive(): Promise<Archive> {
  const folder = await mkdtemp(join(tmpdir(), "tenure-archive-"));
  await emptyArchive(join(folder, "archive"));
  const archive = await openArchive({ folder: join(folder, "archive") });
  const close = async () => {
    await archive.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...archive, close };
}

export const embedded: Engine = {
  name: "PGlite",
  async start() {
    const folder = await mkdtemp(join(tmpdir(), "tenure-archive-"));
    let places = 0;
    return {
      async place() {
        const place = join(folder, `a${++places}`);
        await emptyArchive(place);
        return { folder: place, keys: `${place}.keys` };
      },
      stop: () => rm(folder, { recursive: true, force: true }),
    };
  },
};

const server: Engine = {
  name: "PostgreSQL",
  async start() {
    const postgres = await startPostgres();
    const folder = await mkdtemp(join(tmpdir(), "tenure-keys-"));
    let places = 0;
    return {
      place: async () => ({ databaseUrl: await postgres.database(), keys: join(folder, `k${++places}`) }),
      async stop() {
        await postgres.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

/** Both engines that the archive runs on: a test of the archive is a test on each. */
export const backends: readonly Engine[] = [embedded, server];

/** Runs SQL past the archive, which must be closed where only one process may open it. */
export async function beside(at: ArchiveAt, text: string): Promise<readonly unknown[]> {
  if (at.databaseUrl !== undefined) {
    const client = new pg.Client({ connectionString: at.databaseUrl });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }
  const pglite = await PGlite.create({ dataDir: at.folder ?? "memory://" });
  try {
    return (await pglite.query(text)).rows;
  } finally {
    await pglite.close();
  }
}
