import { dirname, join } from "node:path";
import { bundleWorkflowCode, type Logger, type WorkflowBundle } from "@temporalio/worker";

const root = dirname(import.meta.dirname);

export interface BundleOptions {
  /** The module whose exports are the workflows; default `workflows/index.ts`. */
  readonly workflows?: string;
  /** Modules evaluated once and frozen, instead of once for each workflow; the machines always are. */
  readonly preload?: readonly string[];
  /** Modules exporting workflow interceptors. */
  readonly interceptors?: readonly string[];
  readonly logger?: Logger;
}

/** Bundles the workflows for the sandbox: the machines preloaded and frozen, XState in its production build, queries refused. */
export function bundleWorkflows(options: BundleOptions = {}): Promise<WorkflowBundle> {
  const { workflows = join(root, "workflows/index.ts"), preload = [], interceptors = [], logger } = options;
  return bundleWorkflowCode({
    workflowsPath: workflows,
    preloadModules: [join(root, "machines/format.ts"), join(root, "machines/versions/index.ts"), ...preload],
    workflowInterceptorModules: [join(root, "workflows/guard.ts"), ...interceptors],
    ...(logger && { logger }),
    // Production conditions, so XState's production build; not minified, so that stack traces can be read.
    webpackConfigHook: (config) => ({
      ...config,
      mode: "production",
      // Workers read the bundle from memory: its size is no matter of loading time.
      performance: false,
      optimization: {
        ...config.optimization,
        minimize: false,
        concatenateModules: false,
        moduleIds: "named",
      },
    }),
  });
}
