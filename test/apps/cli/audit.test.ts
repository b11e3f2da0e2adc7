import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { splitNotes } from "../../../audit/note.ts";
import { beside } from "../../support/archives.ts";
import { type Cli, jsonOf, openCli, type Upped } from "../../support/cli.ts";

let cli: Cli;
let engine: Upped;
const kept = () => join(cli.home, "kept.txt");
beforeAll(async () => {
  cli = await openCli();
  engine = await cli.up();
  for (const client of ["c1", "c2"]) {
    const { code, err } = await cli.run(["open", client, "--as", "ops:olga", "--contract", "k-17"]);
    expect(code, err).toBe(0);
  }
}, 180_000);
afterAll(() => cli.close(), 60_000);

async function down(): Promise<void> {
  expect(await cli.run(["down"])).toMatchObject({ code: 0 });
  expect(await engine.ended).toBe(0);
}

describe("tenure audit verify and checkpoint", () => {
  it("says that all of it is as it was written", async () => {
    const { code, out, err } = await cli.run(["audit", "verify", "--all"]);
    expect(code, err + out).toBe(0);
    expect(out).toContain("verified  2 entries of 2 relationships");
  });

  it("signs on demand, prints what to keep, and compares with it", async () => {
    const signed = await cli.run(["audit", "checkpoint"]);
    expect(signed.code, signed.err).toBe(0);
    const [note, ...none] = splitNotes(signed.out);
    expect(none).toEqual([]);
    expect(note).toMatch(/^(localhost\/journal\/[0-9a-f-]{36})\n2\n\S{44}\n\n— \1 \S{92}\n— \1 \S{104}\n$/u);
    await writeFile(kept(), signed.out);
    const [again] = jsonOf(await cli.run(["audit", "checkpoint", "-o", "json"]));
    expect(again).toMatchObject({ size: 2, grown: 0, note });
    const policy = join(cli.home, "kept.policy");
    await writeFile(policy, again.policy);

    const options = ["--checkpoint", kept(), "--policy", policy];
    const whole = await cli.run(["audit", "verify", "--all", ...options, "-o", "json"]);
    expect(whole.code, whole.out).toBe(0);
    // The engine signs now and then by itself: its own file has one note or more, and ours is the newest of them.
    const [said] = jsonOf(whole);
    expect(said).toMatchObject({ fault: null, entries: 2, tail: 0, last: { keyId: again.keyId } });
    expect(said.outside).toBe(said.checkpoints + 1);
    const one = await cli.run(["audit", "verify", "c1", "-o", "json"]);
    expect(jsonOf(one)).toMatchObject([{ fault: null, entries: 1, relationships: 1 }]);
  });

  it.each([
    ["2: neither a client nor --all", ["audit", "verify"], 2, "--all"],
    ["2: both", ["audit", "verify", "c1", "--all"], 2, "--all"],
    ["2: a policy that is none", ["audit", "verify", "--all", "--policy", "package.json"], 2, "tlog-policy"],
    ["4: no such client", ["audit", "verify", "nobody"], 4, "nobody"],
  ])("%s", async (_, args, code, says) => {
    expect(await cli.run(args)).toMatchObject({ code, err: expect.stringContaining(says) });
  });

  it("finds a checkpoint that another key signed", async () => {
    const strange = (await readFile(kept(), "utf8")).replace(/^(— \S+ )/mu, "$1AAAA");
    const { code, out } = await cli.run(["audit", "verify", "--all", "--checkpoint", "-"], {
      input: strange,
    });
    expect(code).toBe(1);
    expect(out).toContain("fault  signature");
  });

  it("signs once more when the engine ends, and finds what is changed while it is away", async () => {
    expect(await cli.run(["open", "c3", "--as", "ops:olga", "--contract", "k-18"])).toMatchObject({
      code: 0,
    });
    await down();
    const file = await readFile(join(cli.home, "checkpoints", "signed.txt"), "utf8");
    expect(
      splitNotes(file)
        .map((note) => note.split("\n")[1])
        .slice(-2),
    ).toEqual(["2", "3"]);

    const place = { folder: join(cli.home, "archive") };
    await beside(
      place,
      `do $$ begin
         alter table entries disable trigger all;
         update entries set entry = replace(entry::text, 'k-17', 'k-71')::json where client = 'c2';
       end $$`,
    );
    const { code, out } = await cli.run(["audit", "verify", "--all"]);
    expect(code, out).toBe(1);
    expect(out).toContain("fault  changed: entry c2/1 is not what its hash was made of");
    const json = await cli.run(["audit", "verify", "c2", "-o", "json"]);
    expect(json.code).toBe(1);
    expect(jsonOf(json)).toMatchObject([{ fault: { kind: "changed", client: "c2", seq: 1 } }]);
  });
});
