import { Client, Connection } from "@temporalio/client";
import { NativeConnection, type Worker } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scripted } from "../../activities/adapters/scripted.ts";
import { systemPorts } from "../../activities/adapters/system.ts";
import { activities } from "../../activities/index.ts";
import { type Archive, openArchive } from "../../archive/open.ts";
import { type Entry, relationshipLaw } from "../../machines/index.ts";
import { bundleWorkflows } from "../../worker/bundle.ts";
import { fastForwardTo } from "../../worker/virtualtime.ts";
import { createWorker } from "../../worker/worker.ts";
import { relationshipId } from "../../workflows/messages.ts";
import { open, start } from "../support/model.ts";
import { coveringPaths, type Path } from "../support/paths.ts";
import { sharedServer, unique } from "../support/temporal.ts";

/** Paths under way at one time. */
const AT_ONCE = 8;

/** How much later than its time an event is sent, ms: less than the model leaves between two. */
const LATE = 1_000;

const law = relationshipLaw();
const { paths, marks } = coveringPaths();

let archive: Archive;
let native: NativeConnection;
let connection: Connection;
let client: Client;
let worker: Worker;
let running: Promise<void>;
let namespace: string;
const taskQueue = unique("paths");

beforeAll(async () => {
  const server = await sharedServer();
  ({ namespace } = server);
  archive = await openArchive({ folder: "memory" });
  native = await NativeConnection.connect({ address: server.address });
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection, namespace });
  // The world stays silent: what it reports is part of the path, as an event like any other.
  const silent = scripted(systemPorts(archive), () => ({
    channels: { email: "silent", chat: "silent", post: "silent" },
  }));
  worker = await createWorker({
    connection: native,
    namespace,
    taskQueue,
    activities: { ...activities(silent), matchProviders: async () => null },
    bundle: await bundleWorkflows(),
  });
  running = worker.run();
}, 120_000);

afterAll(async () => {
  worker.shutdown();
  await running;
  await connection.close();
  await native.close();
  await archive.close();
});

/** What two runs of one path must have in common: all but the moment of writing, and the hashes over it. */
function told({ recordedAt: _, hash: __, prev: ___, ...entry }: Entry) {
  return entry;
}

async function execute(path: Path): Promise<void> {
  const id = unique("c");
  const base = Date.now();
  const { steps } = start(law, open(law, path.opening, id, base), path.acts);
  const workflowId = relationshipId(id);
  const [opening, ...events] = steps.map(({ entry }) => entry);
  if (!opening) throw new Error("a path begins with an opening");
  const handle = await client.workflow.start("relationship", {
    workflowId,
    taskQueue,
    args: [{ opening: envelopeOf(opening) }],
  });
  for (const entry of events) {
    await fastForwardTo(connection, namespace, workflowId, Date.parse(entry.at) + LATE);
    if (!entry.type.startsWith("deadline."))
      await handle.executeUpdate("apply", { args: [envelopeOf(entry)] });
  }
  const journal = await archive.journal.timeline(id);
  // The clock stands a little later here, and may have rung once more.
  expect(journal.slice(0, steps.length).map(told)).toEqual(steps.map(({ entry }) => told(entry)));
  // A refused prospect has ended already.
  await handle.terminate().catch(() => {});
}

function envelopeOf({ eventId, type, occurredAt, receivedAt, actor, reason, data }: Entry) {
  return { eventId, type, occurredAt, receivedAt, actor, reason, data, door: "test" };
}

describe("every transition, on a real server", () => {
  test("the paths take every transition of the chart", () => {
    const taken = new Set(paths.flatMap((path) => [...path.takes]));
    expect(marks.filter((mark) => !taken.has(mark))).toEqual([]);
  });

  test("every path leaves the journal that the pure law writes", async () => {
    const waiting = [...paths];
    const faults: string[] = [];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let path = waiting.shift(); path; path = waiting.shift())
          await execute(path).catch((error: Error) =>
            faults.push(`${path?.opening}: ${path?.acts.join(" → ")}\n${error.message}`),
          );
      }),
    );
    expect(faults).toEqual([]);
  }, 240_000);
});
