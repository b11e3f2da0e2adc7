import { DefaultLogger, Runtime } from "@temporalio/worker";
import { beforeAll, expect, test } from "vitest";
import { readStories } from "../../rehearse/files.ts";
import { rehearseOnMachine } from "../../rehearse/onMachine.ts";
import type { Rehearsal } from "../../rehearse/play.ts";
import { rehearseOnServer } from "../../worker/onServer.ts";
import { briefArchive } from "../support/archives.ts";
import { storyFiles } from "../support/stories.ts";
import { sharedBundle, sharedServer } from "../support/temporal.ts";

const { stories } = await readStories(storyFiles);

let onServer: readonly Rehearsal[];
let onMachine: readonly Rehearsal[];

beforeAll(async () => {
  const logger = new DefaultLogger("ERROR");
  Runtime.install({ logger, shutdownSignals: [] });
  const archive = await briefArchive();
  try {
    const temporal = await sharedServer();
    const bundle = await sharedBundle();
    onServer = await rehearseOnServer(storyFiles, { temporal, archive, bundle });
  } finally {
    await archive.close();
  }
  onMachine = await rehearseOnMachine(storyFiles);
}, 240_000);

const told = ({ path, notices, tasks, refusals }: Rehearsal) => ({
  path,
  notices: [...notices].sort(),
  tasks: [...tasks].sort(),
  refusals: [...refusals].sort(),
});

test.each(stories.map((story, n) => ({ n, title: `${story.title} (${story.source.join(", ")})` })))(
  "on a real server: $title",
  ({ n }) => {
    const rehearsal = onServer[n];
    expect(rehearsal?.differences).toEqual([]);
    expect(rehearsal && told(rehearsal)).toEqual(onMachine[n] && told(onMachine[n]));
  },
);
