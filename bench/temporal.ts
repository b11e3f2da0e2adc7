// The contenders on Temporal: the engine, and the plain workflow.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Client } from "@temporalio/client";
import type { Envelope } from "../machines/index.ts";
import type { Temporal } from "../worker/temporal.ts";
import { relationshipId } from "../workflows/messages.ts";
import { type Peer, type Relationship, type Reply, type Status, until } from "./peer.ts";
import { cpuOf, remote } from "./remote.ts";
import { openingEvent } from "./script.ts";
import type { Setup, Took, WorkerCalls } from "./worker.ts";

/** A server, and a client of it. */
export interface Ground {
  readonly temporal: Temporal;
  readonly client: Client;
}

/** Both take the update `apply` and the query `status`. */
export interface TemporalPeer extends Peer {
  readonly name: Setup["contender"];
  /** How many events the relationship's history has. */
  historyLength(relationship: Relationship): Promise<number>;
  /** Those of them that tell of workflow tasks, three a task; and all the others. */
  historyParts(relationship: Relationship): Promise<{ readonly tasks: number; readonly others: number }>;
  replay(relationship: Relationship, times: number): Promise<Took[]>;
  memory: () => ReturnType<WorkerCalls["memory"]>;
}

/** Starts a contender's worker in a process of its own. @param oneHeap see {@link Setup}. */
export async function temporalPeer(
  name: Setup["contender"],
  { temporal, client }: Ground,
  oneHeap = false,
): Promise<TemporalPeer> {
  const process = remote<WorkerCalls>(join(import.meta.dirname, "worker.ts"));
  const taskQueue = `bench-${name}-${randomUUID().slice(0, 8)}`;
  const { address, namespace, embedded } = temporal;
  await process.call("start", { contender: name, address, namespace, taskQueue, oneHeap });
  const handleOf = (subject: string) => client.workflow.getHandle(relationshipId(subject));
  return {
    name,
    async open() {
      const subject = `c-${randomUUID().slice(0, 8)}`;
      await client.workflow.start("relationship", {
        workflowId: relationshipId(subject),
        taskQueue,
        args: [{ opening: openingEvent() }],
      });
      const handle = handleOf(subject);
      const relationship: Relationship = {
        client: subject,
        apply: (event) => handle.executeUpdate<Reply, [Envelope]>("apply", { args: [event] }),
        status: () => handle.query<Status>("status"),
      };
      await until(relationship, ({ seq }) => seq === 1);
      return relationship;
    },
    journal: (relationship) => process.call("journal", relationship.client),
    async cpu() {
      return { worker: await process.call("cpu"), server: embedded ? cpuOf(embedded.pid) : 0 };
    },
    historyLength: async (relationship) => (await handleOf(relationship.client).describe()).historyLength,
    async historyParts(relationship) {
      const { events } = await handleOf(relationship.client).fetchHistory();
      const all = events ?? [];
      const tasks = all.filter(
        (event) =>
          event.workflowTaskScheduledEventAttributes ??
          event.workflowTaskStartedEventAttributes ??
          event.workflowTaskCompletedEventAttributes,
      ).length;
      return { tasks, others: all.length - tasks };
    },
    replay: (relationship, times) => process.call("replay", relationshipId(relationship.client), times),
    memory: () => process.call("memory"),
    stop: () => process.stop(),
  };
}
