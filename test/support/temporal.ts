import { randomUUID } from "node:crypto";
import { DefaultLogger, type WorkflowBundle } from "@temporalio/worker";
import { inject } from "vitest";
import { keptBundle } from "../../worker/kept.ts";
import type { Temporal } from "../../worker/temporal/temporal.ts";
import { HOME } from "./temporal.setup.ts";

let asked: Promise<Temporal> | undefined;

/**
 * The Temporal server that all tests of a run share, with Tenure's search attributes and with virtual time; in memory,
 * stopped by itself after the run. Since others use it too, take workflow ids and task queues from `unique`.
 */
export function sharedServer(): Promise<Temporal> {
  asked ??= ask();
  return asked;
}

/** The workflow bundle that all tests of a run share: the first one to ask has it made. */
export async function sharedBundle(): Promise<WorkflowBundle> {
  await askRoutes("/bundle");
  return keptBundle(HOME, new DefaultLogger("ERROR"));
}

/** A name nobody else uses, e.g. `queue-1f0c9a2b`. */
export function unique(label: string): string {
  return `${label}-${randomUUID().slice(0, 8)}`;
}

async function askRoutes(path: string): Promise<string> {
  const url = inject("temporalUrl");
  if (!url) throw new Error('vitest.config.ts lacks globalSetup: ["test/support/temporal.setup.ts"]');
  // A connection kept from the question before may be closed by the other side just as it is used again.
  const answer = await fetch(new URL(path, url), { headers: { connection: "close" } });
  const said = await answer.text();
  if (!answer.ok) throw new Error(said);
  return said;
}

async function ask(): Promise<Temporal> {
  const address = await askRoutes("/");
  return { address, namespace: "default", connectionOptions: { address }, embedded: null };
}
