// Needs a Temporal server: temporal server start-dev, or its address in TEMPORAL_ADDRESS.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Client, Connection, type WorkflowHandleWithFirstExecutionRunId } from "@temporalio/client";
import {
  bundleWorkflowCode,
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
} from "@temporalio/worker";
import { type Activities, enter, ledger, seen } from "./workflows.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10" },
    /** How many queries wait for each run's worker. */
    queries: { type: "string", default: "3" },
    /** Refuse a query that is a task of its own, by an interceptor; this also puts the run out of the cache. */
    guard: { type: "boolean", default: false },
  },
});
const address = process.env.TEMPORAL_ADDRESS ?? "localhost:7233";
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

Runtime.install({
  logger: new DefaultLogger("ERROR", () => {}),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: "ERROR", other: "ERROR" }) } },
});
const workflowBundle = await bundleWorkflowCode({
  workflowsPath: here("./workflows.ts"),
  workflowInterceptorModules: values.guard ? [here("./guard.ts")] : [],
  logger: new DefaultLogger("ERROR"),
});
const taskQueue = randomUUID();
const native = await NativeConnection.connect({ address });
const connection = await Connection.connect({ address });
const client = new Client({ connection });

// Workflows and activities have a worker each, so that an activity can end while nobody takes workflow tasks.
const gate = Promise.withResolvers<void>();
const activities: Activities = { record: () => gate.promise };
const hands = await Worker.create({ connection: native, taskQueue, activities });
const handsEnded = hands.run();
const first = await Worker.create({ connection: native, taskQueue, workflowBundle });
const firstEnded = first.run();

const runs = await Promise.all(
  Array.from({ length: Number(values.runs) }, async (_, i) => {
    const workflowId = `ledger-${taskQueue}-${i}`;
    const handle = await client.workflow.start(ledger, { taskQueue, workflowId });
    const one = handle.executeUpdate(enter);
    await until(handle, "activityTaskScheduledEventAttributes");
    return { handle, one };
  }),
);
first.shutdown();
await firstEnded;

// No workflow task waits, so each query becomes a task of its own, which waits for a worker.
const queries = runs.flatMap(({ handle }) =>
  Array.from({ length: Number(values.queries) }, () => handle.query(seen).catch(() => "refused")),
);
await sleep(500);
// The activity ends: its event and a workflow task stand in the history; an update waits for that task.
gate.resolve();
await Promise.all(runs.map(({ handle }) => until(handle, "activityTaskCompletedEventAttributes")));
const twos = runs.map(({ handle }) =>
  handle.executeUpdate(enter).then(
    () => "answered",
    (error) => String(error.cause?.type ?? error),
  ),
);
await sleep(500);

const second = await Worker.create({ connection: native, taskQueue, workflowBundle });
const secondEnded = second.run();
await Promise.all(queries);
for (const [i, { handle, one }] of runs.entries()) {
  const update = await Promise.race([
    Promise.all([one, twos[i]]).then(([, said]) => said),
    sleep(15_000, "no answer"),
  ]);
  const history = await handle.fetchHistory();
  await handle.terminate("seen enough");
  const verdict = await Worker.runReplayHistory({ workflowBundle }, history, handle.workflowId).then(
    () => "replays",
    (error) => `broken: ${/(Fatal|Nondeterminism) error[^"]*/.exec(String(error))?.[0] ?? error}`,
  );
  console.log(`second update: ${update}; history: ${verdict}`);
}
second.shutdown();
hands.shutdown();
await Promise.all([secondEnded, handsEnded]);
await connection.close();
await native.close();

async function until(
  handle: WorkflowHandleWithFirstExecutionRunId<typeof ledger>,
  kind: "activityTaskScheduledEventAttributes" | "activityTaskCompletedEventAttributes",
): Promise<void> {
  for (;;) {
    const { events } = await handle.fetchHistory();
    if (events?.some((event) => event[kind])) return;
    await sleep(100);
  }
}
