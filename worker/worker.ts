import { type ActivityInterceptorsFactory, Worker, type WorkerOptions } from "@temporalio/worker";
import { effectsQueue } from "../contracts/messages.ts";

/** The task queue of relationships. */
export const TASK_QUEUE = "tenure";

/** The SDK's options, with defaults of ours. */
export interface RelationshipWorkerOptions extends Omit<WorkerOptions, "taskQueue" | "workflowBundle"> {
  /** Default {@link TASK_QUEUE}. */
  readonly taskQueue?: string;
  /** From `bundleWorkflows`, or where it was written to. */
  readonly bundle: NonNullable<WorkerOptions["workflowBundle"]>;
  /** The archive's `record`, `recall` and `entriesAfter`, and one function for each effect. */
  readonly activities: object;
}

/** Runs relationships, writes their journals, and carries out their effects. */
export interface RelationshipWorker {
  /** The SDK's workers behind it: of relationships and journals, and of effects. */
  readonly workers: readonly [Worker, Worker];
  /** Works until {@link shutdown}. @throws when one of them breaks down; the other is ended too. */
  run(): Promise<void>;
  /** Works until something is over. @returns what it gave. */
  runUntil<T>(over: Promise<T> | (() => Promise<T>)): Promise<T>;
  /** Ends it gracefully. */
  shutdown(): void;
}

/** How often an effect gives a sign of life while it runs, ms: Temporal misses it where it has a limit for that. */
const BEAT = 5_000;

const beating: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      const timer = setInterval(() => context.heartbeat(), BEAT);
      try {
        return await next(input);
      } finally {
        clearInterval(timer);
      }
    },
  },
});

/** Makes a worker; `run()` starts it. */
export async function createWorker({
  bundle,
  taskQueue = TASK_QUEUE,
  ...given
}: RelationshipWorkerOptions): Promise<RelationshipWorker> {
  // The SDK's grace is 0: it would cut off every activity that runs when a shutdown is asked for.
  const options = { shutdownGraceTime: "10s", ...given } as const;
  const relationships = await Worker.create({
    // A relationship that is put out of a full cache is replayed when it is next awake.
    maxCachedWorkflows: 1_000,
    ...options,
    taskQueue,
    workflowBundle: bundle,
  });
  // A queue of their own: a mail server that hangs takes up places, and the journal must not wait for one.
  const interceptors = { ...options.interceptors, activity: [beating] };
  const effects = await Worker.create({ ...options, interceptors, taskQueue: effectsQueue(taskQueue) });
  const workers = [relationships, effects] as const;

  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
  };
  async function run(): Promise<void> {
    const runs = workers.map((worker) => worker.run());
    try {
      await Promise.all(runs);
    } finally {
      shutdown();
      await Promise.allSettled(runs);
    }
  }
  return {
    workers,
    run,
    shutdown,
    async runUntil(over) {
      const running = run();
      try {
        const ended = running.then(() => {
          throw new Error("the worker ended before what it was to work for");
        });
        return await Promise.race([typeof over === "function" ? over() : over, ended]);
      } finally {
        shutdown();
        await running.catch(() => {});
      }
    },
  };
}
