import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import proto from "@temporalio/proto";
import { Worker, type WorkflowBundle } from "@temporalio/worker";
import { DeterminismViolationError } from "@temporalio/workflow";
import { beforeAll, describe, expect, test } from "vitest";
import { retrace } from "../../audit/retrace.ts";
import type { Entry } from "../../machines/format.ts";
import { registry } from "../../machines/versions/index.ts";
import { bundleWorkflows } from "../../worker/bundle.ts";
import { sharedBundle } from "../support/temporal.ts";
import { WALKS } from "./golden/walks.ts";

const FOLDER = join(import.meta.dirname, "golden");
/** `relationship-1`, … */
const VERSIONS = registry()
  .known()
  .map((ref) => ({ ...ref, folder: `${ref.id}-${ref.version}` }));
const KEPT = VERSIONS.flatMap(({ folder }) => Object.keys(WALKS).map((name) => ({ folder, name })));

let sound: WorkflowBundle;
let broken: WorkflowBundle;

beforeAll(async () => {
  sound = await sharedBundle();
  broken = await bundleWorkflows({ workflows: join(import.meta.dirname, "fixtures/broken.ts") });
}, 120_000);

async function replay(workflowBundle: WorkflowBundle, folder: string, name: string): Promise<void> {
  const history = proto.temporal.api.history.v1.History.decode(
    await readFile(join(FOLDER, folder, `${name}.history.bin`)),
  );
  await Worker.runReplayHistory({ workflowBundle }, history, `relationship/${name}`);
}

describe("R-VER-4 what every machine has left", () => {
  test.each(VERSIONS)(
    "$folder: every walk, as its file left it; else `npm run record:golden`",
    async (one) => {
      const { folder, hash } = one;
      const files = (await readdir(join(FOLDER, folder))).sort();
      const kept = Object.keys(WALKS).flatMap((name) => [`${name}.history.bin`, `${name}.journal.jsonl`]);
      expect(files).toEqual([...kept, "sha256"].sort());
      expect((await readFile(join(FOLDER, folder, "sha256"), "utf8")).trim()).toBe(hash);
    },
  );

  test("no machine is forgotten", async () => {
    const folders = (await readdir(FOLDER, { withFileTypes: true })).filter((one) => one.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(VERSIONS.map(({ folder }) => folder).sort());
  });

  test.each(KEPT)("$folder/$name is replayed by this build", async ({ folder, name }) => {
    await replay(sound, folder, name);
  });

  test.each(KEPT)("$folder/$name: its journal is judged again as it was", async ({ folder, name }) => {
    const lines = (await readFile(join(FOLDER, folder, `${name}.journal.jsonl`), "utf8"))
      .trimEnd()
      .split("\n");
    const entries = lines.map((line) => JSON.parse(line) as Entry);
    const { difference, last } = retrace(entries);
    expect(difference).toBeNull();
    expect(last?.stored.seq).toBe(entries.length);
  });

  test.each(KEPT)("$folder/$name is not replayed by a build that was broken on purpose", async (kept) => {
    await expect(replay(broken, kept.folder, kept.name)).rejects.toThrow(DeterminismViolationError);
  });
});
