import { Worker, type WorkerOptions } from "@temporalio/worker";
import { globalHandlers } from "@temporalio/worker/lib/workflow/vm-shared.js";
import type { Run } from "./run.ts";

export interface ReplayOptions {
  /** The workflows of this build. */
  readonly bundle: NonNullable<WorkerOptions["workflowBundle"]>;
  readonly dataConverter?: WorkerOptions["dataConverter"];
}

/** The SDK's replayer: one worker that replays history after history. */
export interface Replayer {
  /** Runs a history through this build's workflow code. @returns why it does not fit, or null. */
  replay(workflowId: string, run: Pick<Run, "history">): Promise<string | null>;
  close(): Promise<void>;
}

interface Wanted {
  readonly workflowId: string;
  readonly history: Run["history"];
  readonly answer: (why: string | null) => void;
}

/** Longer than any history takes that does fit, ms. */
const PATIENCE = 60_000;

export function openReplayer({ bundle, dataConverter }: ReplayOptions): Replayer {
  const waiting: Wanted[] = [];
  let current: Wanted | null = null;
  let closed = false;
  let wake = () => {};

  async function* histories() {
    // The worker stands. It would take a stack trace for every promise, for a query that nobody asks a replay.
    globalHandlers.uninstall();
    for (;;) {
      const next = waiting.shift();
      current = next ?? null;
      if (next) yield { workflowId: next.workflowId, history: next.history };
      else if (closed) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }

  async function run(): Promise<void> {
    const options = { workflowBundle: bundle, ...(dataConverter && { dataConverter }) };
    for await (const { error } of Worker.runReplayHistories(options, histories()))
      current?.answer(error ? error.message : null);
  }

  // Started at once: it takes a while, and meanwhile what it is to replay is read.
  const ended = run().then(
    () => "the replayer ended",
    (error: unknown) => `the replayer failed: ${error instanceof Error ? error.message : String(error)}`,
  );
  return {
    async replay(workflowId, { history }) {
      const answered = new Promise<string | null>((answer) => waiting.push({ workflowId, history, answer }));
      wake();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve("the replay did not come to an end"), PATIENCE);
      });
      try {
        return await Promise.race([answered, ended, late]);
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      closed = true;
      wake();
      await ended;
    },
  };
}
