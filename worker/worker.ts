import { type NativeConnection, Worker, type WorkerOptions } from "@temporalio/worker";

/** The task queue of relationships and of what they ask of the world. */
export const TASK_QUEUE = "tenure";

export interface RelationshipWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** Default {@link TASK_QUEUE}. */
  readonly taskQueue?: string;
  /** The archive's `record` and `recall`, and one function for each effect. */
  readonly activities: object;
  /** From `bundleWorkflows`, or where it was written to. */
  readonly bundle: NonNullable<WorkerOptions["workflowBundle"]>;
  /** Relationships kept in memory; 0 replays each from its history at every event. Default: by the heap's size. */
  readonly maxCachedWorkflows?: number;
  /** How long running activities may finish after a shutdown was asked for; default 10 s. */
  readonly shutdownGraceTime?: WorkerOptions["shutdownGraceTime"];
  readonly identity?: string;
}

/** Makes a worker that runs relationships and their effects; `run()` starts it, `shutdown()` ends it gracefully. */
export function createWorker(options: RelationshipWorkerOptions): Promise<Worker> {
  const { bundle, taskQueue = TASK_QUEUE, shutdownGraceTime = "10s", ...rest } = options;
  return Worker.create({ ...rest, taskQueue, shutdownGraceTime, workflowBundle: bundle });
}
