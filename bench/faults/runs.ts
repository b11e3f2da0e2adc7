// Every run that Temporal has of a client, and each of them once more through this build's workflows (S6).
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "@temporalio/worker";
import { relationshipId } from "../../contracts/messages.ts";
import type { Ground } from "./ground.ts";
import { within } from "./pool.ts";

/** A run that does not replay, and why. */
export interface Broken {
  readonly client: string;
  readonly runId: string;
  readonly says: string;
}

export interface Replayed {
  readonly runs: number;
  /** Of all runs together. */
  readonly events: number;
  readonly broken: readonly Broken[];
}

/** Longer than any history takes that does fit, ms. */
const REPLAYED_WITHIN = 180_000;

/** All runs of a client: those that Temporal lists, and those that continue one another. */
async function* runsOf({ temporal }: Ground, client: string) {
  const workflowId = relationshipId(client);
  const wanted = new Set([(await temporal.workflow.getHandle(workflowId).describe()).runId]);
  for await (const { runId } of temporal.workflow.list({ query: `WorkflowId = "${workflowId}"` }))
    wanted.add(runId);
  for (const runId of wanted) {
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    if (started?.continuedExecutionRunId) wanted.add(started.continuedExecutionRunId);
    yield { client, runId, workflowId, history };
  }
}

/** The bundle that the engine has run with. */
async function bundleOf(home: string): Promise<{ code: string }> {
  const [name] = await readdir(join(home, "bundle"));
  if (name === undefined) throw new Error("the home holds no workflow bundle");
  return { code: await readFile(join(home, "bundle", name), "utf8") };
}

/** Replays every run of these clients by the SDK. */
export async function replayAll(ground: Ground, clients: readonly string[]): Promise<Replayed> {
  const order: { readonly client: string; readonly runId: string }[] = [];
  let events = 0;
  async function* histories() {
    for (const client of clients)
      for await (const { runId, workflowId, history } of runsOf(ground, client)) {
        order.push({ client, runId });
        events += history.events?.length ?? 0;
        yield { workflowId, history };
      }
  }
  const results = Worker.runReplayHistories({ workflowBundle: await bundleOf(ground.home) }, histories());
  const broken: Broken[] = [];
  for (let n = 0; ; n += 1) {
    const next = await within(REPLAYED_WITHIN, results.next());
    const of = order[n] ?? { client: "?", runId: "?" };
    if (next === null) {
      broken.push({ ...of, says: "the replay does not come to an end; no other run was replayed" });
      break;
    }
    if (next.done) break;
    const { error } = next.value;
    if (error) broken.push({ ...of, says: error.message });
  }
  return { runs: order.length, events, broken };
}
