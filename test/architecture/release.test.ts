import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const packageOf = async (file: string) =>
  JSON.parse(await readFile(join(root, file), "utf8")) as { version: string; license: string };

it("both packages have one version and one license, and the changelog its form", async () => {
  const [engine, cli] = await Promise.all(["package.json", "apps/cli/package.json"].map(packageOf));
  expect(cli?.version).toBe(engine?.version);
  expect([engine?.license, cli?.license]).toEqual(["Apache-2.0", "Apache-2.0"]);
  const heads = (await readFile(join(root, "CHANGELOG.md"), "utf8"))
    .split("\n")
    .filter((line) => /^##+ /.test(line));
  expect(heads[0]).toBe("## [Unreleased]");
  for (const head of heads.slice(1))
    expect(head).toMatch(
      /^(## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d|### (Added|Changed|Deprecated|Removed|Fixed|Security))$/,
    );
});

let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "tenure-release-"));
  await mkdir(join(copy, "apps/cli"), { recursive: true });
  await cp(join(root, ".ci"), join(copy, ".ci"), { recursive: true });
  for (const folder of ["", "apps/cli"])
    await writeFile(
      join(copy, folder, "package.json"),
      '{\n  "name": "x",\n  "version": "1.2.0",\n  "a": 1\n}\n',
    );
  const log = "# Changelog\n\n## [Unreleased]\n\n- later\n\n## [1.2.0] - 2026-12-01\n\n### Added\n\n- this\n";
  await writeFile(join(copy, "CHANGELOG.md"), `${log}\n## [1.1.0] - 2026-11-01\n\n- before\n`);
});
afterAll(() => rm(copy, { recursive: true, force: true }));

const notes = (version: string) =>
  spawnSync(join(copy, ".ci/release-notes"), [version], { encoding: "utf8" });

it("the page of a release is its section of the changelog, and only of the version that the packages have", async () => {
  expect(notes("1.2.0")).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\s*### Added\n\n- this\n$/),
  });
  expect(notes("1.1.0")).toMatchObject({
    status: 1,
    stdout: "",
    stderr: expect.stringContaining("another version"),
  });
  await writeFile(join(copy, "CHANGELOG.md"), "# Changelog\n\n## [Unreleased]\n\n- later\n");
  expect(notes("1.2.0")).toMatchObject({ status: 1, stderr: expect.stringContaining("no section [1.2.0]") });
});
