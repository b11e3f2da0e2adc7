import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Archive, type ArchiveAt, openArchive } from "../../archive/open.ts";
import { Unrecordable, unrecordable } from "../../archive/unrecordable.ts";
import type { Entry } from "../../machines/index.ts";
import { type Backend, backends, beside } from "../support/archives.ts";
import { journalOf, type Said } from "../support/entries.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";

/** What becomes of a record that fails. */
const failure = (recorded: Promise<unknown>): Promise<unknown> =>
  recorded.then(
    () => "recorded",
    (error: unknown) => error,
  );

/** Two entries of a client; the second says this. */
function two(client: string, said: Said): [Entry, Entry] {
  const [first, second] = journalOf(client, [{}, said]);
  if (!first || !second) throw new Error("two entries");
  return [first, second];
}

describe.each(backends)("what $name can never hold", ({ start }) => {
  let backend: Backend;
  let place: ArchiveAt;
  let archive: Archive;
  beforeAll(async () => {
    backend = await start();
    place = await backend.place();
    archive = await openArchive(place);
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  /** Refused with this code, and then another entry in its place is taken. */
  async function refuses(client: string, said: Said, code: string, where = ""): Promise<void> {
    const [first, second] = two(client, said);
    const [, other] = two(client, {});
    await archive.journal.record([first]);
    const error = await failure(archive.journal.record([second]));
    expect(error).toBeInstanceOf(Unrecordable);
    expect(error).toMatchObject({
      code,
      message: `the archive cannot hold it: SQLSTATE ${code}${where}`,
    });
    expect(await archive.journal.timeline(client)).toEqual([first]);
    expect(await archive.relationships.get(client)).toMatchObject({ seq: 1 });
    expect(await archive.journal.record([other])).toEqual([other]);
  }

  it("R-LIF-27 a deadline after the year 9999 refuses the entry, and a date before the year 1", async () => {
    await refuses(
      "late",
      { deadlines: [{ name: "compensation", due: "+010000-01-03T00:00:00.000Z" }] },
      "22009",
    );
    await refuses("early", { at: "0000-01-01T00:00:00.000Z" }, "22008");
  });

  it("R-LIF-27 one such entry refuses all that are recorded with it, the opening too", async () => {
    const entries = two("whole", { at: "+010000-01-03T00:00:00.000Z" });
    expect(await failure(archive.journal.record(entries))).toBeInstanceOf(Unrecordable);
    expect(await archive.journal.timeline("whole")).toEqual([]);
    expect(await archive.relationships.get("whole")).toBeNull();
  });

  it("a text with a NUL refuses the entry, and one that no index takes", async () => {
    await refuses("nul", { eventId: "a\u0000b" }, "22021");
    await refuses("long", { eventId: randomBytes(20_000).toString("base64") }, "54000");
  });

  it("says nothing of what the entry says", async () => {
    const [first, second] = two("mary", { eventId: "Mary Poppins\u0000", to: { state: "Mary" } });
    await archive.journal.record([first]);
    const error = await failure(archive.journal.record([second]));
    expect(error).toBeInstanceOf(Unrecordable);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("Mary");
  });

  it("a rule of the tables refuses the entry by its name; an entry that another writer was faster with does not", async () => {
    const [first, second] = two("raced", {});
    await archive.journal.record([first, second]);
    await archive.close();
    await beside(place, "alter table entries add constraint entries_known check (actor_role <> 'Mary')");
    await beside(place, "update relationships set seq = 1 where client = 'raced'");
    archive = await openArchive(place);

    await refuses(
      "checked",
      { actor: { id: "ann", role: "Mary" } } as unknown as Said,
      "23514",
      " (constraint entries_known)",
    );
    const error = await failure(archive.journal.record(two("raced", { data: { other: true } }).slice(1)));
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(Unrecordable);
    expect(error).toMatchObject({ code: "23505", constraint: expect.stringMatching(/^entries_\d+_pkey$/) });
  });

  it("an archive that is closed can hold it another time", async () => {
    const closed = await openArchive(await backend.place());
    const [first, second] = two("c1", {});
    await closed.journal.record([first]);
    await closed.close();
    const error = await failure(closed.journal.record([second]));
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(Unrecordable);
  });
});

describe("what PostgreSQL cannot hold just now", () => {
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

  /** Records an entry while somebody else has its relationship locked. */
  async function locked(
    settings: string,
    meanwhile: (other: pg.Client) => Promise<unknown>,
  ): Promise<{ error: unknown; later: () => Promise<number> }> {
    const databaseUrl = await postgres.database();
    const archive = await openArchive({ databaseUrl: `${databaseUrl}${settings}`, keys });
    const other = new pg.Client({ connectionString: databaseUrl });
    await other.connect();
    const [first, second] = two("c1", {});
    await archive.journal.record([first]);
    await other.query("begin");
    await other.query("select * from relationships for update");
    const recorded = failure(archive.journal.record([second]));
    await meanwhile(other);
    const error = await recorded;
    await other.query("rollback");
    await other.end();
    return {
      error,
      async later() {
        const there = await archive.journal.record([second]);
        await archive.close();
        return there.length;
      },
    };
  }

  it("a lock that is waited for too long is no refusal", async () => {
    const { error, later } = await locked("&options=-c%20lock_timeout%3D200ms", async () => {});
    expect(error).toMatchObject({ code: "55P03" });
    expect(error).not.toBeInstanceOf(Unrecordable);
    expect(await later()).toBe(1);
  });

  it("a connection that drops is no refusal", async () => {
    const waiting = "from pg_stat_activity where wait_event_type = 'Lock'";
    const { error, later } = await locked("", async (other) => {
      // It is not there before it waits.
      for (let found = 0; found === 0; )
        found = (await other.query(`select pg_terminate_backend(pid) ${waiting}`)).rows.length;
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(Unrecordable);
    expect(await later()).toBe(1);
  });
});

describe("an error", () => {
  it("is a refusal by the class of its SQLSTATE, however it is wrapped", () => {
    for (const code of ["22001", "22P02", "23502", "23503", "23514", "54000", "54001"])
      expect(unrecordable({ code })).toMatchObject({ code });
    for (const code of ["08006", "25006", "40001", "53300", "55P03", "57014", "58030", "P0001", "XX000"])
      expect(unrecordable(Object.assign(new Error("x"), { code })), code).toBeNull();
    const wrapped = new Error("x", { cause: new Error("y", { cause: { code: "22003" } }) });
    expect(unrecordable(wrapped)).toMatchObject({ code: "22003" });
  });

  it("names the constraint, or else the column", () => {
    const says = (error: object) => unrecordable(error)?.message;
    expect(says({ code: "23502", column: "state" })).toMatch(/\(column state\)$/);
    expect(says({ code: "23505", constraint: "relationships_pkey", column: "client" })).toMatch(
      /\(constraint relationships_pkey\)$/,
    );
  });

  it("of the key (client, seq), of the network, or of no database, is none", () => {
    expect(unrecordable({ code: "23505", constraint: "entries_7_pkey" })).toBeNull();
    for (const code of ["EPIPE", "ECONNREFUSED", "ECONNRESET", 22, undefined])
      expect(unrecordable({ code })).toBeNull();
    for (const error of [null, undefined, "22001", new Error("22001"), new AggregateError([])])
      expect(unrecordable(error)).toBeNull();
    const own: { cause?: unknown } = {};
    own.cause = own;
    expect(unrecordable(own)).toBeNull();
  });
});
