import { Worker, type WorkerOptions } from "@temporalio/worker";

/** The task queue of relationships and of what they ask of the world. */
export const TASK_QUEUE = "tenure";

/** The SDK's options, with defaults of ours. */
export interface RelationshipWorkerOptions extends Omit<WorkerOptions, "taskQueue" | "workflowBundle"> {
  /** Default {@link TASK_QUEUE}. */
  readonly taskQueue?: string;
  /** From `bundleWorkflows`, or where it was written to. */
  readonly bundle: NonNullable<WorkerOptions["workflowBundle"]>;
  /** The archive's `record` and `recall`, and one function for each effect. */
  readonly activities: object;
}

/** Makes a worker that runs relationships and their effects; `run()` starts it, `shutdown()` ends it gracefully. */
export function createWorker({ bundle, ...options }: RelationshipWorkerOptions): Promise<Worker> {
  return Worker.create({
    taskQueue: TASK_QUEUE,
    // A relationship that is put out of a full cache while it waits for the archive is replayed with another clock
    // and order than it lived, so the cache holds many more than are ever awake at once.
    maxCachedWorkflows: 1_000,
    // The SDK's grace is 0: it would cut off every activity that runs when a shutdown is asked for.
    shutdownGraceTime: "10s",
    ...options,
    workflowBundle: bundle,
  });
}
