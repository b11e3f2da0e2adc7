import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cli, jsonOf, openCli } from "../../support/cli.ts";

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
}, 180_000);
afterAll(() => cli.close(), 60_000);

it("an archive is moved as a whole, and verified where it arrives", async () => {
  const file = join(cli.home, "archive.gz");
  const other = ["--home", join(cli.home, "other")];
  const opened = await cli.run(["open", "c1", "--as", "ops:olga", "--contract", "k-17"]);
  expect(opened.code, opened.err).toBe(0);
  const given = await cli.run(["archive", "export", file]);
  expect(given).toMatchObject({ code: 0, out: expect.stringContaining("1 relationships, 1 entries") });

  const [taken] = jsonOf(await cli.run(["archive", "import", file, ...other, "-o", "json"]));
  expect(taken.rows).toMatchObject({ relationships: 1, entries: 1, leaves: 1, checkpoints: 1 });
  expect(await cli.run(["archive", "import", file, ...other])).toMatchObject({
    code: 2,
    err: expect.stringContaining("not empty"),
  });
  const broken = join(cli.home, "broken.gz");
  await writeFile(broken, "no archive");
  for (const [bad, says] of [
    [join(cli.home, "none.gz"), "there is no such file"],
    [broken, "is not an exported archive"],
  ] as const)
    expect(await cli.run(["archive", "import", bad, "--home", join(cli.home, "third")])).toMatchObject({
      code: 2,
      err: expect.stringContaining(says),
    });
}, 120_000);

it("an archive that an engine writes to is not moved", async () => {
  const engine = await cli.up();
  expect(await cli.run(["archive", "export", join(cli.home, "busy.gz")])).toMatchObject({
    code: 75,
    err: expect.stringContaining("tenure down"),
  });
  await cli.run(["down"]);
  await engine.ended;
}, 120_000);
