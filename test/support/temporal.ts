import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import type { Temporal } from "../../worker/temporal.ts";
import type {} from "./temporal.setup.ts";

let asked: Promise<Temporal> | undefined;

/**
 * The Temporal server that all tests of a run share, with Tenure's search attributes and with virtual time; in memory,
 * stopped by itself after the run. Since others use it too, take workflow ids and task queues from `unique`.
 */
export function sharedServer(): Promise<Temporal> {
  asked ??= ask();
  return asked;
}

/** A name nobody else uses, e.g. `queue-1f0c9a2b`. */
export function unique(label: string): string {
  return `${label}-${randomUUID().slice(0, 8)}`;
}

async function ask(): Promise<Temporal> {
  const door = inject("temporalDoor");
  if (!door) throw new Error('vitest.config.ts lacks globalSetup: ["test/support/temporal.setup.ts"]');
  const answer = await fetch(door);
  const address = await answer.text();
  if (!answer.ok) throw new Error(address);
  return { address, namespace: "default", connectionOptions: { address }, embedded: null };
}
