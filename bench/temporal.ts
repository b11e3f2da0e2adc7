// The contenders on Temporal: the engine, and the plain workflow.

import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Client } from "@temporalio/client";
import { newEventKey, signedBy } from "../audit/signatures.ts";
import { relationshipId } from "../contracts/messages.ts";
import type { Envelope } from "../machines/index.ts";
import { newest } from "../machines/versions/index.ts";
import { engine } from "../services/engine.ts";
import type { SignEvent } from "../services/signing.ts";
import type { Temporal } from "../worker/temporal/temporal.ts";
import { type Peer, type PeerRelationship, type PeerReply, type PeerStatus, settled } from "./peer.ts";
import { cpuOf, remote } from "./remote.ts";
import { openingEvent } from "./script.ts";
import type { Setup, Took, WorkerCalls } from "./worker.ts";

/** A server, and a client of it. */
export interface BenchServer {
  readonly temporal: Temporal;
  readonly client: Client;
}

/** Both take the update `apply`. */
export interface TemporalPeer extends Peer {
  readonly name: Setup["contender"];
  readonly taskQueue: string;
  readonly sign: SignEvent;
  /** How many events the relationship's history has. */
  historyLength(relationship: PeerRelationship): Promise<number>;
  /** Those of them that tell of workflow tasks, three a task; and all the others. */
  historyParts(relationship: PeerRelationship): Promise<{ readonly tasks: number; readonly others: number }>;
  replay(relationship: PeerRelationship, times: number): Promise<Took[]>;
  /** Replays the history of each once. @returns what is wrong with those that do not replay. */
  faults(relationships: readonly PeerRelationship[]): Promise<string[]>;
  memory: () => ReturnType<WorkerCalls["memory"]>;
}

/**
 * Updates of one relationship that are under way at once: from the eleventh on, Temporal's server refuses, and what
 * tries again in vain keeps it so busy that nothing comes through.
 */
const AT_ONCE = 8;

/** Lets so many work at once; the others wait their turn. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let free = AT_ONCE;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((turn) => waiting.push(turn));
    try {
      return await work();
    } finally {
      // Whoever goes next takes this place.
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** Starts a contender's worker in a process of its own. @param oneHeap see {@link Setup}. */
export async function temporalPeer(
  name: Setup["contender"],
  { temporal, client }: BenchServer,
  oneHeap = false,
): Promise<TemporalPeer> {
  const process = remote<WorkerCalls>(join(import.meta.dirname, "worker.ts"));
  const taskQueue = `bench-${name}-${randomUUID().slice(0, 8)}`;
  const { address, namespace, embedded } = temporal;
  const key = newEventKey();
  const eventKey = key.publicKey.export({ type: "spki", format: "pem" }).toString();
  await process.call("start", { contender: name, address, namespace, taskQueue, eventKey, oneHeap });
  /** The plain workflow knows no signatures. */
  const sign: SignEvent = (subject, event) => (name === "engine" ? signedBy(key, subject, event) : event);
  const handleOf = (subject: string) => client.workflow.getHandle(relationshipId(subject));
  return {
    name,
    taskQueue,
    sign,
    async open() {
      const subject = `c-${randomUUID().slice(0, 8)}`;
      await client.workflow.start("relationship", {
        workflowId: relationshipId(subject),
        taskQueue,
        args: [{ machine: newest().ref, opening: sign(subject, openingEvent()) }],
      });
      const handle = handleOf(subject);
      const turn = inTurn();
      const relationship: PeerRelationship = {
        client: subject,
        apply: (event) =>
          turn(() => handle.executeUpdate<PeerReply, [Envelope]>("apply", { args: [sign(subject, event)] })),
        // The engine's journal says where a relationship stands; the plain workflow is asked itself.
        status: () =>
          name === "engine" ? process.call("status", subject) : handle.query<PeerStatus>("status"),
        async still() {
          const { raw } = await handle.describe();
          return !raw.pendingWorkflowTask && !raw.pendingActivities?.length;
        },
      };
      await settled(relationship);
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
    faults: (relationships) =>
      process.call(
        "faults",
        relationships.map((relationship) => relationshipId(relationship.client)),
      ),
    memory: () => process.call("memory"),
    stop: () => process.stop(),
  };
}

/** The same engine, as the callers of its API meet it: a queue, which sends together what waits for one client. */
export function throughApi(peer: TemporalPeer, { client }: BenchServer): Peer {
  const api = engine({ client, taskQueue: peer.taskQueue, sign: peer.sign });
  return {
    ...peer,
    name: "api",
    async open() {
      const relationship = await peer.open();
      const subject = relationship.client;
      return {
        ...relationship,
        async apply(event) {
          const told = await api.apply(subject, event);
          if (told === null || told === "recorded") throw new Error(`${subject}: no answer`);
          return told;
        },
      };
    },
  };
}
