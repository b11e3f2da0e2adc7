import { Client, Connection, type WorkflowHandle } from "@temporalio/client";
import { DefaultLogger, NativeConnection, type WorkflowBundle } from "@temporalio/worker";
import { scripted } from "../../activities/adapters/scripted.ts";
import { systemPorts } from "../../activities/adapters/system.ts";
import { activities } from "../../activities/index.ts";
import { type Archive, type ArchiveAt, openArchive } from "../../archive/open.ts";
import { placeOf } from "../../archive/place.ts";
import { relationshipId } from "../../contracts/messages.ts";
import {
  type Entry,
  type Envelope,
  relationshipDefinition,
  type Step,
  type Stored,
} from "../../machines/index.ts";
import { latest } from "../../machines/versions/index.ts";
import { keptBundle } from "../../worker/kept.ts";
import type { Temporal } from "../../worker/temporal/temporal.ts";
import { fastForwardTo } from "../../worker/temporal/virtualTime.ts";
import { createWorker } from "../../worker/worker.ts";
import { briefArchive } from "./archives.ts";
import { type OpeningName, open, start } from "./model.ts";
import { signed, vouched } from "./signing.ts";
import { HOME } from "./temporal.setup.ts";

/** How much later than its time an event is sent, ms: less than the model leaves between two. */
const LATE = 1_000;

/** A walk of the model: how the relationship begins, and what is then done. */
export interface Walk {
  readonly opening: OpeningName;
  readonly acts: readonly string[];
}

/** What a walk left on the server, and what the machine alone says it leaves. */
export interface Walked {
  readonly journal: readonly Entry[];
  readonly expected: readonly Entry[];
  readonly handle: WorkflowHandle;
  history(): ReturnType<WorkflowHandle["fetchHistory"]>;
  /** Ends the workflow. */
  end(): Promise<void>;
}

/** Walks with clients on a server. */
export interface Walker {
  readonly archive: Archive;
  readonly temporal: Client;
  readonly bundle: WorkflowBundle;
  /**
   * Walks with a client whom no notice reaches by itself.
   * @param after called once each event or deadline is recorded.
   */
  walk(client: string, walk: Walk, after?: (handle: WorkflowHandle) => Promise<void>): Promise<Walked>;
  stop(): Promise<void>;
}

/**
 * Starts a worker with an archive on a server, in a world that stays silent: what the world reports is an act of the
 * walk, as an event like any other.
 */
export async function startWalker(
  { address, namespace }: Temporal,
  taskQueue: string,
  at?: ArchiveAt,
): Promise<Walker> {
  const definition = relationshipDefinition();
  const archive = await (at ? openArchive(at) : briefArchive());
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const temporal = new Client({ connection, namespace });
  const channels = { email: "silent", chat: "silent", post: "silent" } as const;
  const walking = new Set<string>();
  const real = activities(
    scripted(systemPorts(archive, {}, { vouched }), (client) =>
      walking.has(client) ? { channels } : undefined,
    ),
  );
  const bundle = await keptBundle(HOME, new DefaultLogger("ERROR"));
  const worker = await createWorker({
    connection: native,
    namespace,
    taskQueue,
    activities: {
      ...real,
      matchProviders: async (...[effect, now]: Parameters<typeof real.matchProviders>) => {
        if (!walking.has(placeOf(effect.id).client)) return real.matchProviders(effect, now);
        await archive.effects.take(effect, now);
        return archive.effects.settle(effect.id, null, now);
      },
    },
    bundle,
  });
  const running = worker.run();

  return {
    archive,
    temporal,
    bundle,
    async walk(client, { opening, acts }, after = async () => {}) {
      walking.add(client);
      const base = Date.now();
      const expected = signedSteps(start(definition, open(definition, opening, client, base), acts).steps);
      const [first, ...events] = expected;
      if (!first) throw new Error("a walk begins with an opening");
      const workflowId = relationshipId(client);
      const args = [{ machine: latest().ref, opening: sentOf(first) }];
      const handle = await temporal.workflow.start("relationship", { workflowId, taskQueue, args });
      for (const entry of events) {
        await fastForwardTo(connection, namespace, workflowId, Date.parse(entry.at) + LATE);
        if (!entry.type.startsWith("deadline."))
          await handle.executeUpdate("apply", { args: [sentOf(entry)] });
        await after(handle);
      }
      return {
        expected,
        journal: await archive.journal.timeline(client),
        handle,
        history: () => handle.fetchHistory(),
        // A refused prospect has ended already.
        end: async () => void (await handle.terminate().catch(() => {})),
      };
    },
    async stop() {
      worker.shutdown();
      await running;
      await connection.close();
      await native.close();
      await archive.close();
    },
  };
}

/** What an entry came from, as it is sent. */
function sentOf({ client, eventId, type, occurredAt, receivedAt, actor, reason, data }: Entry): Envelope {
  return signed(client, { eventId, type, occurredAt, receivedAt, actor, reason, data });
}

/** What the machine writes of the same events when they are signed. */
function signedSteps(steps: readonly Step[]): Entry[] {
  let stored: Stored | null = null;
  return steps.map(({ entry }) => {
    const said = entry.type.startsWith("deadline.")
      ? entry
      : { ...entry, signature: sentOf(entry).signature };
    const step: Step | null = latest().judgeAgain(stored, said as Entry);
    if (!step) throw new Error(`${entry.type} is not judged again`);
    stored = step.stored;
    return step.entry;
  });
}
