import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { jsonOf, openShell, type Shell } from "../../support/cli.ts";

let shell: Shell;
beforeAll(async () => {
  shell = await openShell();
}, 180_000);
afterAll(() => shell.close(), 60_000);

it("an archive is moved as a whole, and verified where it arrives", async () => {
  const file = join(shell.home, "archive.gz");
  const other = ["--home", join(shell.home, "other")];
  const opened = await shell.run(["open", "c1", "--as", "ops:olga", "--contract", "k-17"]);
  expect(opened.code, opened.err).toBe(0);
  const given = await shell.run(["archive", "export", file]);
  expect(given).toMatchObject({ code: 0, out: expect.stringContaining("1 relationships, 1 entries") });

  const [taken] = jsonOf(await shell.run(["archive", "import", file, ...other, "-o", "json"]));
  expect(taken.rows).toMatchObject({ relationships: 1, entries: 1, leaves: 1, checkpoints: 1 });
  expect(await shell.run(["archive", "import", file, ...other])).toMatchObject({
    code: 2,
    err: expect.stringContaining("not empty"),
  });
  const broken = join(shell.home, "broken.gz");
  await writeFile(broken, "no archive");
  for (const [bad, says] of [
    [join(shell.home, "none.gz"), "there is no such file"],
    [broken, "is not an exported archive"],
  ] as const)
    expect(await shell.run(["archive", "import", bad, "--home", join(shell.home, "third")])).toMatchObject({
      code: 2,
      err: expect.stringContaining(says),
    });
}, 120_000);

it("an archive that an engine writes to is not moved", async () => {
  const engine = await shell.up();
  expect(await shell.run(["archive", "export", join(shell.home, "busy.gz")])).toMatchObject({
    code: 75,
    err: expect.stringContaining("tenure down"),
  });
  await shell.run(["down"]);
  await engine.ended;
}, 120_000);
