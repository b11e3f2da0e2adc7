import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openArchive } from "../../archive/open.ts";
import { type Backend, backends, beside, embedded } from "../support/archives.ts";
import { journalOf } from "../support/entries.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";

describe.each(backends)("an archive on $name", ({ start }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await start();
  });
  afterAll(() => backend?.stop());

  it("keeps everything from one opening to the next", async () => {
    const place = await backend.place();
    const entries = journalOf("c1", [{}, {}]);
    const first = await openArchive(place);
    await first.journal.record(entries);
    await first.close();
    const second = await openArchive(place);
    expect(await second.journal.timeline("c1")).toEqual(entries);
    await second.close();
  });

  it("lets nobody change, remove or empty the journal", async () => {
    const place = await backend.place();
    const archive = await openArchive(place);
    await archive.journal.record(journalOf("c1", [{}, {}]));
    await archive.close();
    for (const text of ["update entries set outcome = 'refused'", "delete from entries", "truncate entries"])
      await expect(beside(place, text)).rejects.toThrow(
        /the journal is append-only: \w+ on entries(_\d+)? is refused/,
      );
    expect(await beside(place, "select count(*)::int as n from entries")).toEqual([{ n: 2 }]);
  });

  it("never shows personal data in an error", async () => {
    const archive = await openArchive(await backend.place());
    // No database keeps a NUL in a text, so this write fails with its parameters.
    const error = await archive.tasks
      .open({
        ...{ id: "c1/1/1", kind: "call", role: "manager", dueAt: null, openedAt: "2026-11-01T00:00:00.000Z" },
        ...{ about: "Mary Poppins\u0000", points: [] },
      })
      .catch((thrown: unknown) => thrown);
    await archive.close();
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("Mary");
  });
});

describe("an archive in a folder", () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await embedded.start();
  });
  afterAll(() => backend?.stop());
  const newFolder = async () => (await backend.place()).folder ?? "";

  /** Another process that opens the archive, records an entry and stays. */
  async function holder(at: string) {
    const here = JSON.stringify(import.meta.url);
    const child = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const { openArchive } = await import(new URL("../../archive/open.ts", ${here}));
         const { journalOf } = await import(new URL("../support/entries.ts", ${here}));
         const archive = await openArchive({ folder: ${JSON.stringify(at)} });
         await archive.journal.record(journalOf("c1", [{}]));
         console.log("recorded");
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(child.stdout, "data");
    return child;
  }

  it("is opened by one process at a time, and is free again when that process was killed", async () => {
    const at = await newFolder();
    const other = await holder(at);
    try {
      await expect(openArchive({ folder: at })).rejects.toThrow(
        `the archive cannot be opened: ${at}.lock is held by process ${other.pid}; one process at a time may hold it`,
      );
    } finally {
      other.kill("SIGKILL");
      await once(other, "exit");
    }
    const contenders = await Promise.allSettled([openArchive({ folder: at }), openArchive({ folder: at })]);
    const winners = contenders.filter((contender) => contender.status === "fulfilled");
    expect(winners).toHaveLength(1);
    for (const { value: archive } of winners) {
      expect(await archive.journal.timeline("c1")).toEqual(journalOf("c1", [{}]));
      await archive.close();
    }
    expect((await readdir(dirname(at))).filter((name) => name.includes("lock"))).toEqual([]);
  });

  it("takes over the lock of a process whose id now belongs to another", async () => {
    const at = await newFolder();
    // This process's own id with another start time: what a restarted container finds.
    await writeFile(`${at}.lock`, `${process.pid} 1`);
    const archive = await openArchive({ folder: at });
    await expect(openArchive({ folder: at })).rejects.toThrow(`held by process ${process.pid}`);
    await archive.close();
  });

  it("needs a place", async () => {
    await expect(openArchive({})).rejects.toThrow("give a databaseUrl (PostgreSQL 15 or newer) or a folder");
  });
});

describe("an archive on a PostgreSQL server", () => {
  let postgres: Postgres;
  let keys: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    keys = await mkdtemp(join(tmpdir(), "tenure-keys-"));
  });
  afterAll(async () => {
    await postgres?.stop();
    await rm(keys, { recursive: true, force: true });
  });

  it("needs a place for the clients' keys that is apart from it", async () => {
    await expect(openArchive({ databaseUrl: await postgres.database() })).rejects.toThrow(
      "no place for the clients' keys",
    );
  });

  it("is set up once by processes that start at the same time", async () => {
    const databaseUrl = await postgres.database();
    const archives = await Promise.all(Array.from({ length: 6 }, () => openArchive({ databaseUrl, keys })));
    await Promise.all(archives.map((archive, n) => archive.journal.record(journalOf(`c${n}`, [{}]))));
    expect((await archives[0]?.relationships.list())?.rows).toHaveLength(6);
    await Promise.all(archives.map((archive) => archive.close()));
  });

  it("says within ten seconds that the server is away, and goes on when it is back", async () => {
    const archive = await openArchive({ databaseUrl: await postgres.database(), keys });
    const [first, second] = journalOf("c1", [{}, {}]);
    if (!first || !second) throw new Error("two entries");
    await archive.journal.record([first]);
    await postgres.halt();
    const began = Date.now();
    await expect(archive.journal.record([second])).rejects.toThrow();
    expect(Date.now() - began).toBeLessThan(10_000);
    await postgres.resume();
    await archive.journal.record([second]);
    expect(await archive.journal.timeline("c1")).toEqual([first, second]);
    await archive.close();
  });
});
