// When nothing is under way any more: by what the engine shows, and by what Temporal has in hand.
import { setTimeout as sleep } from "node:timers/promises";
import { isGrpcServiceError } from "@temporalio/client";
import { relationshipId } from "../../contracts/messages.ts";
import { ask } from "./calls.ts";
import type { Ground } from "./ground.ts";
import { clearest, type Ledger, type LedgerLine } from "./ledger.ts";
import { each } from "./pool.ts";

/** Clients that are looked at at a time. */
const AT_ONCE = 8;
const LOOK_EVERY = 250;
const DESCRIBED_WITHIN = 10_000;

/** A client that does not come to rest, and what is in the way. */
export interface Restless {
  readonly client: string;
  readonly says: string;
}

/** Why a client is not at rest, or null. */
async function look(ground: Ground, client: string, effectsToo: boolean): Promise<string | null> {
  const shown = await ask(ground, `/clients/${encodeURIComponent(client)}`);
  if (shown?.status !== 200) return `GET /clients/${client} answers ${shown?.status ?? "nothing"}`;
  const { live } = shown.body as { live: { status: string; says: string | null } };
  if (live.status === "ended") return null;
  if (live.status !== "current") return `it is ${live.status}: ${live.says}`;
  try {
    const { task, memory, effects } = await inHand(ground, client);
    if (task) return "a workflow task waits";
    const [first] = effectsToo ? [...memory, ...effects] : memory;
    return first === undefined ? null : `${first} is under way`;
  } catch (error) {
    return isGrpcServiceError(error) ? error.details : String(error);
  }
}

/** The activities by which a workflow writes and reads its journal; every other one carries out an effect. */
const MEMORY: readonly string[] = ["record", "recall", "entriesAfter"];

/** What Temporal has in hand for a client: a task that waits for a worker, activities that are not done. */
async function inHand({ temporal }: Ground, client: string) {
  const { pendingWorkflowTask, pendingActivities } = await temporal.withDeadline(
    Date.now() + DESCRIBED_WITHIN,
    () =>
      temporal.workflowService.describeWorkflowExecution({
        namespace: temporal.options.namespace,
        execution: { workflowId: relationshipId(client) },
      }),
  );
  const names = (pendingActivities ?? []).map(({ activityType }) => activityType?.name ?? "");
  return {
    task: Boolean(pendingWorkflowTask),
    memory: names.filter((name) => MEMORY.includes(name)),
    effects: names.filter((name) => !MEMORY.includes(name)),
  };
}

/** Those of the clients for whom an effect is under way. */
export async function withEffects(ground: Ground, clients: readonly string[]): Promise<Set<string>> {
  const busy = await each(clients, AT_ONCE, async (client) => {
    const { effects } = await inHand(ground, client);
    return effects.length > 0 ? [client] : [];
  });
  return new Set(busy.flat());
}

/**
 * Waits until all clients are at rest at the same time: the live state is as far as the journal, and nothing is in
 * hand; effects may be, unless they are waited for too.
 * @returns those that are not when the time, ms, is over.
 */
export async function quiet(
  ground: Ground,
  clients: readonly string[],
  limit: number,
  { effectsToo = false } = {},
): Promise<Restless[]> {
  const end = Date.now() + limit;
  for (;;) {
    const seen = await each(clients, AT_ONCE, async (client) => ({
      client,
      says: await look(ground, client, effectsToo),
    }));
    const restless = seen.filter((one): one is Restless => one.says !== null);
    if (restless.length === 0 || Date.now() > end || !ground.alive) return restless;
    await sleep(LOOK_EVERY);
  }
}

const unsettled = (line: LedgerLine): boolean => {
  const { fate } = clearest(line);
  return fate === "none" || (fate === "kept" && line.message.answers);
};

/**
 * Sends again, with its own eventId, whatever got no answer or only the one that it is kept, until each is answered.
 * @returns those that are not when the time, ms, is over.
 */
export async function settle(ledger: Ledger, limit: number): Promise<Restless[]> {
  const end = Date.now() + limit;
  for (;;) {
    const open = ledger.lines().filter(unsettled);
    await each(open, AT_ONCE, ({ message }) => ledger.deliver(message));
    const left = open.filter(unsettled);
    if (left.length === 0) return [];
    if (Date.now() > end) return left.map(restless);
    await sleep(LOOK_EVERY);
  }
}

function restless(line: LedgerLine): Restless {
  const { client, eventId, type } = line.message;
  const last = line.told.at(-1);
  const says = last && "says" in last ? last.says : "kept, and not judged";
  return { client, says: `${type} ${eventId() ?? "without an id"} gets no answer: ${says}` };
}
