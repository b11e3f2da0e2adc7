// A life whose words are markers is erased, and every place is looked into.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { beside } from "../support/archives.ts";
import { jsonOf, openCli } from "../support/cli.ts";
import { startPostgres } from "../support/postgres.ts";

/** Every file under these folders in which the text stands. */
async function filesWith(text: string, folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      if ((await readFile(path)).includes(text)) found.push(path);
    }
  return found;
}

const WORDS = ["name", "mail", "post", "evidence", "reason", "boundary", "appeal"] as const;
const marker = (word: (typeof WORDS)[number]) => `zq${word}marker`;
const CLIENT = "zqcontrol";

/** Lives a relationship full of markers through the command line, and erases it; every place is left to look into. */
async function lived(env: object) {
  const cli = await openCli();
  const run = async (...args: string[]) => {
    const ended = await cli.run(args, { env });
    expect(ended.code, `${args.join(" ")}: ${ended.err}${ended.out}`).toBe(0);
    return ended;
  };
  const applied = (type: string, as: string, data: object, ...more: string[]) =>
    run("apply", CLIENT, type, "--as", as, "--data", JSON.stringify(data), ...more);
  const { ended } = await cli.up(env);
  await run(
    ...["open", CLIENT, "--as", "ops:olga", "--contract", "k-17", "--name", marker("name")],
    ...["--email", `${marker("mail")}@example.org`, "--post", marker("post"), "--zone", "UTC"],
  );
  const incident = { incidentId: "i1", category: "insult", happenedAt: "2026-01-02T10:00:00Z" };
  await applied("incident.reported", "ops:olga", { ...incident, evidence: [marker("evidence")] });
  const explained = { incidentId: "i1", explainedBy: null };
  await applied("incident.confirmed", "manager:max", explained, "--reason", marker("reason"));
  await applied("boundary.stated", "ops:olga", { textRef: marker("boundary") });
  const [{ rung }] = jsonOf(await run("show", CLIENT, "-o", "json"));
  expect(rung).toBe("warnedOnce");
  const timeline = jsonOf(await run("timeline", CLIENT, "-o", "json"));
  const decision = timeline.find((entry) => entry.type === "incident.confirmed");
  const decisionId = JSON.stringify(decision).match(/"decisionId":"([^"]+)"/)?.[1] ?? `w${decision.seq}`;
  const appealed = await cli.run(
    [
      ...["apply", CLIENT, "appeal.filed", "--as", `client:${CLIENT}`, "--data"],
      JSON.stringify({ decisionId, textRef: marker("appeal") }),
    ],
    { env },
  );
  // Taken or refused, its words were kept: both are looked for.
  expect([0, 3]).toContain(appealed.code);
  return { cli, run, ended };
}

describe("planted markers are found nowhere", () => {
  it("not in PGlite's files, Temporal's database, the log or anything else of the home", async () => {
    const { cli, run, ended } = await lived({});
    try {
      const erased = await run(
        "erase",
        CLIENT,
        "--as",
        "compliance:carl",
        "--reason",
        "case 17",
        "-o",
        "json",
      );
      expect(jsonOf(erased)).toMatchObject([{ outcome: "erased", hash: expect.any(String) }]);
      expect((await run("show", CLIENT)).out).toContain("erased");
      await run("down");
      expect(await ended).toBe(0);
      for (const word of WORDS) expect(await filesWith(marker(word), [cli.home]), word).toEqual([]);
      // What is looked for would be found: the client's id stands in each of these places.
      const control = (await filesWith(CLIENT, [cli.home])).map((path) => path.slice(cli.home.length + 1));
      expect(control.some((path) => path.startsWith("archive"))).toBe(true);
      expect(control.some((path) => path.startsWith("temporal.db"))).toBe(true);
      const rows = await beside(
        { folder: join(cli.home, "archive") },
        "select (select count(*) from vault)::int as kept, (select count(sealed) from vault)::int as sealed",
      );
      // The reason of the erasure is all that can still be opened.
      expect(rows).toMatchObject([{ sealed: 1 }]);
      expect((rows[0] as { kept: number }).kept).toBeGreaterThanOrEqual(WORDS.length);
    } finally {
      await cli.close();
    }
  }, 180_000);

  it("not in PostgreSQL's tables and files, nor in search attributes and histories", async () => {
    const postgres = await startPostgres();
    const DATABASE_URL = await postgres.database();
    const { cli, run, ended } = await lived({ DATABASE_URL });
    try {
      await run("erase", CLIENT, "--as", "compliance:carl", "--reason", "case 17");
      await run("down");
      expect(await ended).toBe(0);
      const db = new pg.Client({ connectionString: DATABASE_URL });
      await db.connect();
      const { rows: tables } = await db.query(
        "select table_name as name from information_schema.tables where table_schema = 'public'",
      );
      let dump = "";
      for (const { name } of tables)
        dump += JSON.stringify((await db.query(`select t::text as row from "${name}" t`)).rows);
      await db.query("checkpoint");
      await db.end();
      expect(tables.length).toBeGreaterThan(8);
      expect(dump).toContain(CLIENT);
      const server = decodeURIComponent(
        new URL(DATABASE_URL.replace("@/", "@socket/")).searchParams.get("host") ?? "",
      );
      const folders = [cli.home, join(server, "data")];
      for (const word of WORDS) {
        expect(dump.includes(marker(word)), word).toBe(false);
        expect(await filesWith(marker(word), folders), word).toEqual([]);
      }
      const control = await filesWith(CLIENT, folders);
      expect(control.some((path) => path.startsWith(join(server, "data", "base")))).toBe(true);
      expect(control.some((path) => path.includes("temporal.db"))).toBe(true);
    } finally {
      await cli.close();
      await postgres.stop();
    }
  }, 180_000);
});
