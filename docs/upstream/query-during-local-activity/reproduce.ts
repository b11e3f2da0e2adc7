// Needs a Temporal server: temporal server start-dev, or its address in TEMPORAL_ADDRESS.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Client, Connection } from "@temporalio/client";
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
    /** How many callers send updates, each one after the other. */
    callers: { type: "string", default: "4" },
    /** Milliseconds between two queries; 0 sends none. */
    query: { type: "string", default: "20" },
    seconds: { type: "string", default: "6" },
    /** Write by a regular activity instead of a local one. */
    regular: { type: "boolean", default: false },
  },
});
const callers = Number(values.callers);
const pause = Number(values.query);
const address = process.env.TEMPORAL_ADDRESS ?? "localhost:7233";

Runtime.install({
  logger: new DefaultLogger("ERROR"),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: "ERROR", other: "ERROR" }) } },
});
const workflowBundle = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL("./workflows.ts", import.meta.url)),
  logger: new DefaultLogger("ERROR"),
});
const activities: Activities = { record: () => sleep(5 + Math.random() * 20) };
const taskQueue = randomUUID();
const native = await NativeConnection.connect({ address });
const worker = await Worker.create({ connection: native, taskQueue, workflowBundle, activities });
const running = worker.run();

const connection = await Connection.connect({ address });
const client = new Client({ connection });
const handle = await client.workflow.start(ledger, {
  args: [values.regular],
  taskQueue,
  workflowId: `ledger-${taskQueue}`,
});
const until = performance.now() + Number(values.seconds) * 1_000;
let answers = 0;
let queries = 0;
const caller = async (): Promise<void> => {
  while (performance.now() < until) {
    await handle.executeUpdate(enter);
    answers++;
  }
};
const reader = async (): Promise<void> => {
  while (pause > 0 && performance.now() < until) {
    await handle.query(seen);
    queries++;
    await sleep(pause);
  }
};
// Once the worker has lost the run from its cache a broken history answers nothing more.
await Promise.race([
  Promise.allSettled([reader(), ...Array.from({ length: callers }, caller)]),
  sleep(Number(values.seconds) * 1_000 + 5_000),
]);

const history = await handle.fetchHistory();
await handle.terminate("seen enough");
const events = history.events ?? [];
console.log(`answers: ${answers}, queries: ${queries}, events: ${events.length}, suspects: ${suspects()}`);
try {
  await Worker.runReplayHistory({ workflowBundle }, history, handle.workflowId);
  console.log("replays");
} catch (error) {
  const words = String(error);
  // The words of core itself, without what is wrapped around them.
  console.log(`broken: ${/(Fatal|Nondeterminism) error[^"]*/.exec(words)?.[0] ?? words}`);
}
worker.shutdown();
await running;
await connection.close();
await native.close();

/**
 * How often a task ended with a marker and without the answer that the marker allows, and the next task accepts an
 * update before it gives that answer.
 */
function suspects(): number {
  let count = 0;
  let owed = new Set<string>();
  const open = new Set<string>();
  let marker = false;
  let answered = false;
  let accepted = false;
  for (const event of events) {
    const start = event.workflowExecutionUpdateAcceptedEventAttributes;
    const end = event.workflowExecutionUpdateCompletedEventAttributes;
    if (event.workflowTaskCompletedEventAttributes) {
      owed = new Set(marker && !answered ? open : []);
      marker = answered = accepted = false;
    } else if (event.markerRecordedEventAttributes) {
      marker = true;
    } else if (start) {
      accepted = true;
      open.add(start.protocolInstanceId ?? "");
    } else if (end) {
      answered = true;
      const id = end.meta?.updateId ?? "";
      open.delete(id);
      if (accepted && owed.has(id)) {
        count++;
        owed.clear();
      }
    }
  }
  return count;
}
