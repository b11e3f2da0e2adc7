import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readerFrom } from "../../../apps/cli/words.ts";
import { SAMPLES } from "../../archive/facts/rows.ts";
import { type Cli, jsonOf, openCli } from "../../support/cli.ts";

/** What commands that act say where there is no login, of whoever this machine is used by. */
const LOCAL = `Local login: nobody has checked that this is ${readerFrom({ signedIn: null }, undefined, "ops")}.\n`;

const HOURS = "client,role,minutes,kind,day,employee";

describe("tenure import", () => {
  let cli: Cli;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tenure-import-"));
    cli = await openCli();
    await cli.up();
  });
  afterAll(async () => {
    await cli?.run(["down"]);
    await cli?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function file(name: string, ...lines: readonly (string | object)[]): Promise<string> {
    const path = join(folder, name);
    const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
    await writeFile(path, `${text.join("\n")}\n`);
    return path;
  }

  it("takes a file in, and the second time nothing of it is new", async () => {
    const messages = await file("messages.jsonl", SAMPLES.interactions, {
      ...SAMPLES.interactions,
      id: "m2",
    });
    expect(await cli.run(["import", "interactions", messages])).toMatchObject({
      code: 0,
      out: "imported  interactions: 2 new, 0 known, 0 rejected (import 1)\n",
      err: LOCAL,
    });
    const again = await cli.run(["import", "interactions", messages, "-o", "json"]);
    expect(again.code).toBe(0);
    expect(jsonOf(again)).toEqual([
      {
        kind: "interactions",
        file: messages,
        dryRun: false,
        import: null,
        rows: 2,
        new: 0,
        completed: 0,
        known: 2,
        rejected: 0,
      },
    ]);
  });

  it("writes refused rows to a file, or tells of them, and the rest goes in", async () => {
    const rows = [HOURS, "c1,ops,90,service,2026-11-01,bob", "c1,ops,-5,service,2026-11-01,bob", "c1,ops"];
    const hours = await file("hours.csv", ...rows);
    const rejects = join(folder, "rejected.jsonl");
    const asked = ["import", "hours", hours, "--map", "employee=agent"];
    expect(await cli.run([...asked, "--dry-run"])).toMatchObject({
      code: 1,
      out: "would import  hours: 1 new, 0 known, 2 rejected\n",
      err: `${LOCAL}line 3: minutes: a whole number from 1 to 60000\nline 4: has 2 cells under 6 columns\n`,
    });
    expect(await cli.run([...asked, "--rejects", rejects])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^imported {2}hours: 1 new, 0 known, 2 rejected \(import \d+\)\n$/),
      err: LOCAL,
    });
    const told = (await readFile(rejects, "utf8")).trim().split("\n");
    expect(told.map((line) => JSON.parse(line))).toEqual([
      { line: 3, reason: "minutes: a whole number from 1 to 60000", row: rows[2] },
      { line: 4, reason: "has 2 cells under 6 columns", row: rows[3] },
    ]);
    const [, sound = ""] = rows;
    const onlySound = await file("sound.csv", HOURS, sound);
    const mended = await cli.run([
      "import",
      "hours",
      onlySound,
      "--map",
      "employee=agent",
      "--rejects",
      rejects,
    ]);
    expect(mended).toMatchObject({ code: 0, out: "imported  hours: 0 new, 1 known, 0 rejected\n" });
    expect(await readFile(rejects, "utf8")).toBe("");
  });

  it("reads the standard input, and purchases in the CDNOW layout", async () => {
    const input = `${JSON.stringify(SAMPLES.reviews)}\n`;
    const asked = ["import", "reviews", "-", "--as", "manager:max", "-o", "json"];
    expect(jsonOf(await cli.run(asked, { input }))).toMatchObject([{ new: 1, rejected: 0 }]);
    const bought = await file(
      "bought.txt",
      " 00004 0001 19970101  2   29.33",
      " 00004 0001 19970101  2   29.33",
    );
    const purchases = await cli.run(["import", "purchases", bought, "--currency", "USD", "-o", "json"]);
    expect(jsonOf(purchases)).toMatchObject([{ new: 2, known: 0, rejected: 0 }]);
  });

  it("an import is listed by its number, and undone by it, once", async () => {
    const one = await file("undone.jsonl", { ...SAMPLES.scores, client: "undone" });
    const asked = ["import", "scores", one, "-o", "json"];
    const [{ import: n } = {}] = jsonOf(await cli.run(asked)) as { import?: number }[];
    expect(n).toEqual(expect.any(Number));
    expect(jsonOf(await cli.run(["import", "list", "--kind", "scores", "-o", "json"]))[0]).toMatchObject({
      n,
      kind: "scores",
      rows: 1,
      undone: null,
    });
    const undo = (...more: string[]) => cli.run(["import", "undo", ...more]);
    expect(await undo(`${n}`, "--as", "manager:max", "--reason", "of another month")).toMatchObject({
      code: 0,
      out: `undone  import ${n} of scores: 1 row withdrawn\n  It had led to nothing.\n`,
      err: "Local login: nobody has checked that this is manager:max.\n",
    });
    expect((await cli.run(["import", "list"])).out).toMatch(/undone .* by manager:max/);
    expect(await undo(`${n}`, "--as", "manager:max")).toMatchObject({
      code: 3,
      err: expect.stringContaining("undone before, by manager:max"),
    });
    expect(await undo("4711")).toMatchObject({ code: 4, err: expect.stringContaining("no import 4711") });
    expect(await undo("x")).toMatchObject({ code: 2 });
    const payments = await file("undone-payments.jsonl", SAMPLES.payments);
    const [paid] = jsonOf(
      await cli.run(["import", "payments", payments, "--as", "finance:fay", "-o", "json"]),
    ) as { import?: number }[];
    expect(await undo(`${paid?.import}`, "--as", "ops:olga")).toMatchObject({
      code: 5,
      err: expect.stringContaining("ops may not tell of payments"),
    });
  });

  it("says which kinds there are, and what their rows may say", async () => {
    const all = jsonOf(await cli.run(["import", "kinds", "-o", "json"]));
    expect(all.map(({ kind }) => kind)).toEqual(Object.keys(SAMPLES));
    const one = await cli.run(["import", "kinds", "threats"]);
    expect(one.out).toContain("probability:impact, …");
    expect(one.out).not.toContain("minutes");
    expect((await cli.run(["import", "--help"])).out).toMatch(
      /interactions +messages and calls with clients/,
    );
  });

  it("what is no such file, kind or layout is a usage error, and of another role is 5", async () => {
    const text = await file("text.txt", "x");
    const own = await file("own.jsonl", SAMPLES.scores);
    const header = await file("header.csv", "client;password", "c1;secret");
    const cases: readonly [args: readonly string[], code: number, says: string][] = [
      [["ours", text], 2, "there are no facts ours; did you mean hours?"],
      [["hours"], 2, "tenure import hours FILE"],
      [["hours", join(folder, "none.csv")], 2, "there is no such file"],
      [["hours", folder, "--format", "csv"], 2, "it is no file"],
      [["hours", text], 2, "Say --format jsonl, csv"],
      [["scores", own, "--rejects", own], 2, "--rejects names the file that is imported"],
      [["scores", own, "--rejects", join(folder, "no", "such", "folder")], 2, "cannot be written: ENOENT"],
      [["hours", header], 2, "line 1: column 2 is unknown"],
      [["scores", own, "--currency", "EURO"], 2, "currency of ISO 4217"],
      [["payments", own, "--as", "ops:olga"], 5, "ops may not"],
    ];
    for (const [args, code, says] of cases) {
      const ended = await cli.run(["import", ...args]);
      expect(ended, args.join(" ")).toMatchObject({ code, err: expect.stringContaining(says) });
      expect(ended.err, args.join(" ")).not.toContain("password");
    }
    expect(await readFile(own, "utf8")).toContain("2026-10");
  });
});
