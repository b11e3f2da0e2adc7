import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deadLinks } from "./links.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "tenure-links-"));
  await mkdir(join(root, "docs"));
  await writeFile(join(root, "README.md"), "# Top\n\n## The `tool` (R-1), *said*\n\n## Twice\n\n## Twice\n");
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function of(text: string): Promise<string[]> {
  await writeFile(join(root, "docs/a.md"), text);
  return deadLinks(root, ["README.md", "docs/a.md"]);
}

it("a link to a file, folder or heading that is there is alive", async () => {
  const alive =
    "[a](../README.md) [b](../README.md#the-tool-r-1-said) [c](../README.md#twice-1) [d](..) [e](#here)";
  expect(await of(`# Here\n\n${alive} [f](https://example.org/x.md) [g](mailto:a@example.org)`)).toEqual([]);
  expect(await of("`[a](none.md)`\n\n```md\n[b](none.md)\n## x\n```\n")).toEqual([]);
});

it("a link to what is not there is dead, wherever it stands", async () => {
  expect(await of("[a](none.md)\n![b](none.png)\n\n[c]: ../none.md\n[d](../../README.md)\n")).toEqual([
    "docs/a.md: none.md is not there",
    "docs/a.md: none.png is not there",
    "docs/a.md: ../../README.md is not there",
    "docs/a.md: ../none.md is not there",
  ]);
  expect(
    await of("[a](../README.md#none)\n[b](#none)\n[c](../README.md#twice-2)\n```\n# none\n```\n"),
  ).toEqual([
    "docs/a.md: ../README.md#none has no such heading",
    "docs/a.md: #none has no such heading",
    "docs/a.md: ../README.md#twice-2 has no such heading",
  ]);
});
