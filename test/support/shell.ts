import { Client, Connection, type WorkflowHandle } from "@temporalio/client";
import { NativeConnection } from "@temporalio/worker";
import { scripted } from "../../activities/adapters/scripted.ts";
import { systemPorts } from "../../activities/adapters/system.ts";
import { activities } from "../../activities/index.ts";
import { openArchive } from "../../archive/open.ts";
import { type Entry, relationshipLaw } from "../../machines/index.ts";
import { bundleWorkflows } from "../../worker/bundle.ts";
import type { Temporal } from "../../worker/temporal.ts";
import { fastForwardTo } from "../../worker/virtualtime.ts";
import { createWorker } from "../../worker/worker.ts";
import { relationshipId } from "../../workflows/messages.ts";
import { type OpeningName, open, start } from "./model.ts";

/** How much later than its time an event is sent, ms: less than the model leaves between two. */
const LATE = 1_000;

/** A walk of the model: how the relationship begins, and what is then done. */
export interface Walk {
  readonly opening: OpeningName;
  readonly acts: readonly string[];
}

/** What a walk left on the server, and what the pure law says it leaves. */
export interface Walked {
  readonly journal: readonly Entry[];
  readonly expected: readonly Entry[];
  history(): ReturnType<WorkflowHandle["fetchHistory"]>;
  /** Ends the workflow. */
  end(): Promise<void>;
}

export interface Shell {
  walk(client: string, walk: Walk): Promise<Walked>;
  stop(): Promise<void>;
}

/**
 * The shell, the archive and the hands on a server, in a world that stays silent: what the world reports is an act
 * of the walk, as an event like any other.
 */
export async function startShell({ address, namespace }: Temporal, taskQueue: string): Promise<Shell> {
  const law = relationshipLaw();
  const archive = await openArchive({ folder: "memory" });
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const temporal = new Client({ connection, namespace });
  const channels = { email: "silent", chat: "silent", post: "silent" } as const;
  const silent = scripted(systemPorts(archive), () => ({ channels }));
  const worker = await createWorker({
    connection: native,
    namespace,
    taskQueue,
    activities: { ...activities(silent), matchProviders: async () => null },
    bundle: await bundleWorkflows(),
  });
  const running = worker.run();

  return {
    async walk(client, { opening, acts }) {
      const base = Date.now();
      const expected = start(law, open(law, opening, client, base), acts).steps.map(({ entry }) => entry);
      const [first, ...events] = expected;
      if (!first) throw new Error("a walk begins with an opening");
      const workflowId = relationshipId(client);
      const args: [{ opening: unknown }] = [{ opening: envelopeOf(first) }];
      const handle = await temporal.workflow.start("relationship", { workflowId, taskQueue, args });
      for (const entry of events) {
        await fastForwardTo(connection, namespace, workflowId, Date.parse(entry.at) + LATE);
        if (!entry.type.startsWith("deadline."))
          await handle.executeUpdate("apply", { args: [envelopeOf(entry)] });
      }
      return {
        expected,
        journal: await archive.journal.timeline(client),
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

function envelopeOf({ eventId, type, occurredAt, receivedAt, actor, reason, data }: Entry) {
  return { eventId, type, occurredAt, receivedAt, actor, reason, data, door: "test" };
}
