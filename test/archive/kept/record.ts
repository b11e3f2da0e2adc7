// Records a small database of the latest machine, where it was not yet: `npm run record:database`. Of a candidate, which
// may still change, it is recorded anew. The walks of the machine (`npm run record:golden`) are what it holds.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { newImport } from "../../../archive/facts/import.ts";
import { openArchive } from "../../../archive/open.ts";
import { latest, released } from "../../../machines/versions/index.ts";
import { binaries, startPostgres } from "../../support/postgres.ts";
import { hashIn, linesOf, walksOf } from "./kept.ts";

const { ref } = latest();
const name = `${ref.id}-${ref.version}`;
const path = join(import.meta.dirname, `${name}.sql.gz`);
const files = await readdir(import.meta.dirname);
const recorded = files.includes(`${name}.sql.gz`) ? hashIn(await readFile(path)) : null;
if (recorded === ref.hash) {
  console.log(`the database of ${name} is recorded.`);
  process.exit();
}
if (recorded !== null && released(ref)) {
  console.error(`${path} is of another file than the one that was released`);
  process.exit(1);
}

const postgres = await startPostgres();
const databaseUrl = await postgres.database();
const keys = await mkdtemp(join(tmpdir(), "tenure-kept-"));
const archive = await openArchive({ databaseUrl, keys });
for (const entries of Object.values(await walksOf(name))) await archive.journal.record(entries);
const [client = ""] = Object.keys(await walksOf(name));
const by = { id: "olga", role: "ops" } as const;
await archive.facts.take(
  newImport({
    kind: "payments",
    by,
    now: "2026-11-28T12:00:00.000Z",
    dryRun: false,
    knownOnly: false,
    currency: "EUR",
  }),
  [{ line: 1, value: { client, invoice: "F1", amount: "100", due: "2026-12-01" } }],
);
await archive.close();
// Statements that PostgreSQL and PGlite both read; lines of psql's own are left out.
const { stdout } = await promisify(execFile)(
  join(await binaries(), "pg_dump"),
  ["--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges", databaseUrl],
  { maxBuffer: 1 << 28 },
);
await postgres.stop();
await rm(keys, { recursive: true, force: true });
const text = linesOf(stdout).join("\n");
await writeFile(path, gzipSync(`-- machine ${ref.hash}\n${text}\n`, { level: 9 }));
console.log(`recorded the database of ${name}`);
