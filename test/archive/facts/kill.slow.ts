import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newImport } from "../../../archive/facts/import.ts";
import { type ArchiveAt, openArchive } from "../../../archive/open.ts";
import { type Backend, backends, beside } from "../../support/archives.ts";
import { batchOf, HOW } from "./rows.ts";

const FIXTURE = fileURLToPath(new URL("./fixture-import.ts", import.meta.url));
const BATCHES = 40;
const ROWS = "select client, at, direction from interactions";

/** Runs an import in a process of its own, and kills that after some batches, in the midst of the next one. */
async function killed(at: ArchiveAt, after: number): Promise<void> {
  const child = spawn(process.execPath, [FIXTURE, JSON.stringify(at), `${BATCHES}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  let told = 0;
  for await (const _ of createInterface({ input: child.stdout })) {
    told += 1;
    if (told === after) setTimeout(() => child.kill("SIGKILL"), 3);
  }
  expect((await gone)[1]).toBe("SIGKILL");
}

/** Runs the import to its end, twice. @returns the new rows of each batch. */
async function importedTwice(at: ArchiveAt): Promise<number[][]> {
  const archive = await openArchive(at);
  try {
    const runs: number[][] = [];
    for (const run of [0, 1]) {
      const session = newImport({ ...HOW, kind: "interactions" });
      runs[run] = [];
      for (let n = 0; n < BATCHES; n++) runs[run]?.push((await archive.facts.take(session, batchOf(n))).new);
    }
    return runs;
  } finally {
    await archive.close();
  }
}

/** What the file says, in any order. */
function told(): string[] {
  const rows = Array.from({ length: BATCHES }, (_, n) => batchOf(n)).flat();
  return rows
    .map(({ value: { client, at, direction } }) => `${client} ${Date.parse(at)} ${direction}`)
    .sort();
}

describe.each(backends)("an import on $name", ({ start }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await start();
  });
  afterAll(() => backend?.stop());

  it("that was killed in the midst of it has whole batches, and run again it has every row once", async () => {
    const at = await backend.place();
    await killed(at, 4);
    const [fresh = [], again] = await importedTwice(at);
    // What the killed one had told of is there, and of the rest whole batches.
    expect(fresh.slice(0, 4)).toEqual(Array(4).fill(0));
    expect(fresh.every((count, n) => (count === 0 || count === 500) && count >= (fresh[n - 1] ?? 0))).toBe(
      true,
    );
    expect(fresh.at(-1)).toBe(500);
    expect(again).toEqual(Array(BATCHES).fill(0));
    const rows = (await beside(at, ROWS)) as { client: string; at: Date; direction: string }[];
    expect(rows.map(({ client, at, direction }) => `${client} ${at.getTime()} ${direction}`).sort()).toEqual(
      told(),
    );
  }, 120_000);
});
