// A query that is a task of its own is refused.
import type { WorkflowInterceptors, WorkflowInterceptorsFactory } from "@temporalio/workflow";

/** Core's own id of a query that is a task of its own; one that comes with a workflow task has another. */
const OWN_TASK = "legacy_query";

/**
 * Relationships answer no queries: where one stands, its journal says. A query from outside (Temporal's web UI, its
 * command line) that finds no workflow task waiting becomes a task of its own; for a run that is out of the cache, core
 * replays with it what no workflow task has taken yet, and the next task's updates then come in another order than on
 * replay: the history is broken for good. Refused here, the run is put out of the cache, and its next task begins with
 * a clean replay. (docs/upstream/signals-updates-and-timeouts.md; test/workflows/queries.test.ts holds the id.)
 */
export const interceptors: WorkflowInterceptorsFactory = (): WorkflowInterceptors => ({
  internals: [
    {
      activate(input, next) {
        if (input.activation.jobs?.some((job) => job.queryWorkflow?.queryId === OWN_TASK))
          throw new Error("this workflow takes no queries: ask Tenure's API, or `tenure show`");
        next(input);
      },
    },
  ],
});
