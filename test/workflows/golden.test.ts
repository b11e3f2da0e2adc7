import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import proto from "@temporalio/proto";
import { Worker, type WorkflowBundle } from "@temporalio/worker";
import { DeterminismViolationError } from "@temporalio/workflow";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleWorkflows } from "../../worker/bundle.ts";
import { sharedBundle } from "../support/temporal.ts";
import { WALKS } from "./golden/walks.ts";

const FOLDER = join(import.meta.dirname, "golden");

let sound: WorkflowBundle;
let broken: WorkflowBundle;

beforeAll(async () => {
  sound = await sharedBundle();
  broken = await bundleWorkflows({ workflows: join(import.meta.dirname, "fixtures/broken.ts") });
}, 120_000);

async function replay(workflowBundle: WorkflowBundle, name: string): Promise<void> {
  const history = proto.temporal.api.history.v1.History.decode(
    await readFile(join(FOLDER, `${name}.golden.bin`)),
  );
  await Worker.runReplayHistory({ workflowBundle }, history, `relationship/${name}`);
}

describe("histories of relationships that live", () => {
  test("every walk has its history, and every history its walk", async () => {
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith(".golden.bin")).sort();
    expect(files).toEqual(
      Object.keys(WALKS)
        .map((name) => `${name}.golden.bin`)
        .sort(),
    );
  });

  test.each(Object.keys(WALKS))("%s is replayed by this build", async (name) => {
    await replay(sound, name);
  });

  test.each(Object.keys(WALKS))("%s is not replayed by a build that was broken on purpose", async (name) => {
    await expect(replay(broken, name)).rejects.toThrow(DeterminismViolationError);
  });
});
