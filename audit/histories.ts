// What Temporal has of a relationship: the raw histories of all its runs, and what follows from them.
import { type Client, isGrpcServiceError } from "@temporalio/client";
import { relationshipId } from "../contracts/messages.ts";
import { type HistoryEvent, type Run, type RunDescription, type RunHistory, RunReader } from "./run.ts";

/** A run that others name and that Temporal holds no more; `until`: when it had ended at the latest, ms. */
export interface Gone {
  readonly runId: string;
  readonly until: number | null;
}

export interface Histories {
  /** In the order in which they were started. */
  readonly runs: readonly Run[];
  readonly gone: readonly Gone[];
}

/** grpc.status of the protocol. */
const NOT_FOUND = 5;
const PAGE = 1_000;

const notFound = (error: unknown): boolean => isGrpcServiceError(error) && error.code === NOT_FOUND;

async function unlessGone<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (notFound(error)) return null;
    throw error;
  }
}

/**
 * Reads every run of a client's relationship: the runs that Temporal lists, and those that they name.
 * @throws {Unreadable}
 * @throws ServiceError when Temporal does not answer.
 */
export async function readHistories(temporal: Client, client: string): Promise<Histories> {
  const workflowId = relationshipId(client);
  const { namespace } = temporal.options;
  const service = temporal.workflowService;
  const describe = (runId = "") =>
    unlessGone(service.describeWorkflowExecution({ namespace, execution: { workflowId, runId } }));

  const wanted = new Set<string>();
  const latest = await describe();
  const latestRun = latest?.workflowExecutionInfo?.execution?.runId;
  if (latestRun) wanted.add(latestRun);
  for await (const { runId } of temporal.workflow.list({ query: `WorkflowId = "${workflowId}"` }))
    wanted.add(runId);

  const runs: Run[] = [];
  const lost: string[] = [];
  for (const runId of wanted) {
    const description = runId === latestRun ? latest : await describe(runId);
    const history = description && (await unlessGone(readAll(service, namespace, workflowId, runId)));
    if (!description || !history) {
      lost.push(runId);
      continue;
    }
    const run = await told(temporal, workflowId, runId, description, history);
    runs.push(run);
    for (const name of run.names) wanted.add(name);
  }
  runs.sort((a, b) => a.startedAt - b.startedAt);
  const gone = lost.map((runId): Gone => {
    const after = runs.find(({ continuedFrom }) => continuedFrom === runId);
    return { runId, until: after?.startedAt ?? null };
  });
  return { runs, gone };
}

/**
 * Reads one run of a workflow: its current one, unless another is named. Null where Temporal holds none.
 * @throws {Unreadable}
 */
export async function readRun(temporal: Client, workflowId: string, wanted = ""): Promise<Run | null> {
  const { namespace } = temporal.options;
  const service = temporal.workflowService;
  const execution = { workflowId, runId: wanted };
  const description = await unlessGone(service.describeWorkflowExecution({ namespace, execution }));
  const runId = description?.workflowExecutionInfo?.execution?.runId;
  if (!description || !runId) return null;
  const history = await unlessGone(readAll(service, namespace, workflowId, runId));
  return history && told(temporal, workflowId, runId, description, history);
}

/** @throws {Unreadable} */
async function told(
  temporal: Client,
  workflowId: string,
  runId: string,
  description: RunDescription,
  history: RunHistory,
): Promise<Run> {
  const reader = new RunReader(temporal, workflowId, runId);
  for (const event of history.events ?? []) await reader.take(event);
  return reader.told(description, history);
}

async function readAll(
  service: Client["workflowService"],
  namespace: string,
  workflowId: string,
  runId: string,
): Promise<RunHistory> {
  const events: HistoryEvent[] = [];
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await service.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId },
      maximumPageSize: PAGE,
      ...(nextPageToken?.length && { nextPageToken }),
    });
    events.push(...(page.history?.events ?? []));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
  return { events };
}
