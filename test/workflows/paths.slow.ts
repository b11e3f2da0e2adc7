import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Entry } from "../../machines/index.ts";
import { coveringPaths, type Path } from "../support/paths.ts";
import { sharedServer, unique } from "../support/temporal.ts";
import { startWalker, type Walker } from "../support/walker.ts";

/** Paths under way at one time. */
const AT_ONCE = 8;

const { paths, marks } = coveringPaths();
let walker: Walker;

beforeAll(async () => {
  walker = await startWalker(await sharedServer(), unique("paths"));
}, 120_000);

afterAll(() => walker?.stop());

/** What two runs of one path must have in common: all but the moment of writing, and the hashes over it. */
function told({ recordedAt: _, hash: __, prev: ___, ...entry }: Entry) {
  return entry;
}

async function execute(path: Path): Promise<void> {
  const { journal, expected, end } = await walker.walk(unique("c"), path);
  // The clock stands a little later here, and may have rung once more.
  expect(journal.slice(0, expected.length).map(told)).toEqual(expected.map(told));
  await end();
}

describe("every transition, on a real server", () => {
  test("the paths take every transition of the chart", () => {
    const taken = new Set(paths.flatMap((path) => [...path.takes]));
    expect(marks.filter((mark) => !taken.has(mark))).toEqual([]);
  });

  test("every path leaves the journal that the machine alone writes", async () => {
    const waiting = [...paths];
    const faults: string[] = [];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let path = waiting.shift(); path; path = waiting.shift()) {
          const name = `${path.opening}: ${path.acts.join(" → ")}`;
          await execute(path).catch((error: Error) => faults.push(`${name}\n${error.message}`));
        }
      }),
    );
    expect(faults).toEqual([]);
  }, 240_000);
});
