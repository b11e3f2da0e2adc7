import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openArchive } from "../../archive/open.ts";
import { retrace } from "../../audit/retrace.ts";
import { registry } from "../../machines/versions/index.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { hashIn, sqlIn, walksOf } from "./kept/kept.ts";

const FOLDER = join(import.meta.dirname, "kept");
const VERSIONS = registry()
  .known()
  .map(({ id, version, hash }) => ({ name: `${id}-${version}`, hash }));

let postgres: Postgres;
let home: string;
beforeAll(async () => {
  postgres = await startPostgres();
  home = await mkdtemp(join(tmpdir(), "tenure-kept-"));
});
afterAll(async () => {
  await postgres?.stop();
  await rm(home, { recursive: true, force: true });
});

/** A database as it was kept, where an archive can be opened. */
const places = {
  async PostgreSQL(sql: string) {
    const databaseUrl = await postgres.database();
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(sql);
    await client.end();
    return { databaseUrl, keys: await mkdtemp(join(home, "keys-")) };
  },
  async PGlite(sql: string) {
    const folder = await mkdtemp(join(home, "archive-"));
    const db = await PGlite.create(join(folder, "archive"));
    await db.exec(sql);
    await db.close();
    return { folder: join(folder, "archive") };
  },
};

describe.each(VERSIONS)("R-VER-4 the database that $name has left", ({ name, hash }) => {
  it("is of its file; else `npm run record:database`", async () => {
    expect(await readdir(FOLDER)).toContain(`${name}.sql.gz`);
    expect(hashIn(await readFile(join(FOLDER, `${name}.sql.gz`)))).toBe(hash);
  });

  it.each(Object.keys(places) as (keyof typeof places)[])(
    "is opened by this build on %s, and every journal is judged again as it was",
    async (place) => {
      const at = await places[place](sqlIn(await readFile(join(FOLDER, `${name}.sql.gz`))));
      const archive = await openArchive(at);
      const walks = Object.entries(await walksOf(name));
      expect(walks.length).toBeGreaterThan(3);
      for (const [client, entries] of walks) {
        const kept = await archive.journal.timeline(client, { limit: 500 });
        expect(kept).toEqual(entries);
        expect(retrace(kept, new Set()).difference).toBeNull();
        expect(await archive.relationships.get(client)).toMatchObject({ seq: entries.length });
      }
      const [client = ""] = walks.map(([id]) => id);
      expect((await archive.facts.of(client, {})).payments).toMatchObject([{ invoice: "F1", owed: 10_000 }]);
      await archive.close();
    },
    60_000,
  );
});
