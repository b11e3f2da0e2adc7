import { join } from "node:path";
import { bundleWorkflowCode, type Logger, type WorkflowBundle } from "@temporalio/worker";

/** Bundles the plain workflow as `worker/bundle.ts` does the engine's, its one heavy module preloaded too. */
export function bundlePlain(logger: Logger): Promise<WorkflowBundle> {
  return bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, "workflows.ts"),
    preloadModules: [join(import.meta.dirname, "ladder.ts")],
    logger,
    webpackConfigHook: (config) => ({
      ...config,
      mode: "production",
      optimization: {
        ...config.optimization,
        minimize: false,
        concatenateModules: false,
        moduleIds: "named",
      },
    }),
  });
}
