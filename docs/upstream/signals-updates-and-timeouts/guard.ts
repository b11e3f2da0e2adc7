import type { WorkflowInterceptors, WorkflowInterceptorsFactory } from "@temporalio/workflow";

/** Core's id of a query that is a task of its own. A query that came with a workflow task has another one. */
const OWN_TASK = "legacy_query";

/** Refuses a query that is a task of its own. The failed activation puts the run out of the cache. */
export const interceptors: WorkflowInterceptorsFactory = (): WorkflowInterceptors => ({
  internals: [
    {
      activate(input, next) {
        if (input.activation.jobs?.some((job) => job.queryWorkflow?.queryId === OWN_TASK))
          throw new Error("this workflow takes no queries");
        next(input);
      },
    },
  ],
});
