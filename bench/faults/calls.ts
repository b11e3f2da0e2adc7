// The public ways into a running engine: HTTP as a user has it, and Temporal as whoever has its address.

import { WorkflowUpdateFailedError } from "@temporalio/client";
import * as messages from "../../contracts/messages.ts";
import type { Actor, Entry, Policy } from "../../machines/index.ts";
import { newest } from "../../machines/versions/index.ts";
import { TASK_QUEUE } from "../../worker/worker.ts";
import type { Dice } from "./dice.ts";
import type { Ground } from "./ground.ts";
import type { Ledger, LedgerMessage, MessageFate } from "./ledger.ts";

/** What somebody says happened. `as`: `role:id`. */
export interface Saying {
  readonly type: string;
  readonly as: string;
  readonly data: unknown;
  readonly reason?: string;
}

/** Longer than the API lets anybody wait, ms. */
const ANSWERED_WITHIN = 30_000;
const RAW_WITHIN = 15_000;
const NDJSON = "application/x-ndjson";

export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks the API, in the name of somebody who may read. @returns null where it does not answer. */
export async function ask(
  ground: Ground,
  path: string,
  init: { readonly as?: string; readonly body?: unknown; readonly accept?: string } = {},
): Promise<HttpAnswer | null> {
  const { as = "manager:bench", body, accept } = init;
  const lines = accept === NDJSON;
  try {
    const response = await fetch(`${ground.place.api}/v1${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        "tenure-actor": as,
        ...(accept !== undefined && { accept }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWERED_WITHIN),
    });
    const said = await response.text();
    const rows = () => said.split("\n").filter((line) => line !== "");
    return {
      status: response.status,
      body: lines && response.ok ? rows().map((line) => JSON.parse(line)) : JSON.parse(said),
    };
  } catch {
    return null;
  }
}

/** All rows of a list. @throws {Error} where it does not come. */
export async function rows<T>(ground: Ground, path: string): Promise<T[]> {
  const answered = await ask(ground, path, { accept: NDJSON });
  if (answered?.status === 200) return answered.body as T[];
  throw new Error(`${path} answered ${answered?.status ?? "nothing"}`);
}

const path = (client: string, rest = ""): string => `/clients/${encodeURIComponent(client)}${rest}`;

/** The whole journal of a client. */
export const timeline = (ground: Ground, client: string): Promise<Entry[]> =>
  rows<Entry>(ground, path(client, "/timeline"));

/** What an answer of the API says of an event. */
function told(answered: HttpAnswer | null): MessageFate {
  if (!answered) return { fate: "none", says: "no answer" };
  const { status } = answered;
  const { seq, detail = "" } = answered.body as { seq?: number; detail?: string };
  if (status === 202) return { fate: "kept" };
  if (status < 500 && seq !== undefined)
    return { fate: "recorded", seq, outcome: status < 300 ? "accepted" : "refused" };
  return { fate: status < 500 ? "rejected" : "none", says: `${status} ${detail}` };
}

/** One message by HTTP. */
function posted(
  ground: Ground,
  ledger: Ledger,
  message: Pick<LedgerMessage, "client" | "type">,
  {
    at,
    as,
    body,
    own,
  }: {
    readonly at: string;
    readonly as: string;
    readonly body: object;
    /** The sender's own id for it; without one, the API's, by which it is sent again once the API has said it. */
    readonly own: string | null;
  },
): LedgerMessage {
  let id = own;
  return {
    ...message,
    answers: true,
    eventId: () => id,
    async send() {
      const answered = await ask(ground, at, { as, body: { ...body, ...(id !== null && { eventId: id }) } });
      if (answered?.status === 202) ledger.note("kept");
      if (answered?.status === 500) ledger.note("failed");
      id ??= (answered?.body as { eventId?: string } | undefined)?.eventId ?? null;
      return told(answered);
    },
  };
}

/** An event by HTTP, with an id of the sender's own from their dice, or, without dice, with one of the API's. */
export function event(
  ground: Ground,
  ledger: Ledger,
  client: string,
  { as, ...said }: Saying,
  by: Dice | null,
): LedgerMessage {
  const own = by?.uuid() ?? null;
  const at = path(client, "/events");
  return posted(ground, ledger, { client, type: said.type }, { at, as, body: said, own });
}

const OPENING = {
  kind: "b2b",
  locale: "en",
  zone: "Europe/Berlin",
  currency: "EUR",
  channels: ["email"],
  contract: { contractRef: "k-17", channel: "email", signedAt: "2026-01-05T09:00:00Z" },
} as const;

/** A new relationship by HTTP. */
export function opening(ground: Ground, ledger: Ledger, client: string, by: Dice): LedgerMessage {
  const message = { client, type: "relationship.opened" };
  const body = { ...OPENING, contact: { email: `${client}@example.org` } };
  return posted(ground, ledger, message, { at: path(client), as: "ops:olga", body, own: by.uuid() });
}

const actor = (as: string): Actor => {
  const [role = "", id = ""] = as.split(":");
  return { role, id } as Actor;
};

const handleOf = (ground: Ground, client: string) =>
  ground.temporal.workflow.getHandle(messages.relationshipId(client));

/** What came of a call to Temporal itself. */
async function raw(ground: Ground, call: () => Promise<MessageFate>): Promise<MessageFate> {
  try {
    return await ground.temporal.withDeadline(Date.now() + RAW_WITHIN, call);
  } catch (error) {
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : error;
    return { fate: "none", says: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** An event past the API and its queue, by a call to Temporal itself. */
function sentRaw(
  ground: Ground,
  client: string,
  { as, ...said }: Saying,
  by: Dice,
  how: { readonly answers: boolean; readonly call: (sent: messages.Sent) => Promise<MessageFate> },
): LedgerMessage {
  const eventId = by.uuid();
  const sent = { ...said, eventId, actor: actor(as) } as messages.Sent;
  return {
    client,
    eventId: () => eventId,
    type: said.type,
    answers: how.answers,
    send: () => raw(ground, () => how.call(sent)),
  };
}

/** An event as an update of Temporal's. */
export function update(ground: Ground, client: string, saying: Saying, by: Dice): LedgerMessage {
  const call = async (sent: messages.Sent): Promise<MessageFate> => {
    const { seq, outcome } = await handleOf(ground, client).executeUpdate(messages.apply, { args: [sent] });
    return { fate: "recorded", seq, outcome };
  };
  return sentRaw(ground, client, saying, by, { answers: true, call });
}

/** An event as a signal. */
export function signal(ground: Ground, client: string, saying: Saying, by: Dice): LedgerMessage {
  const call = async (sent: messages.Sent): Promise<MessageFate> => {
    await handleOf(ground, client).signal(messages.notify, sent);
    return { fate: "kept" };
  };
  return sentRaw(ground, client, saying, by, { answers: false, call });
}

/**
 * A new relationship, started at Temporal itself, because no API lets anybody say how long a run is to be.
 * @param updatesPerRun updates after which it continues as new.
 */
export function start(
  ground: Ground,
  client: string,
  {
    policy,
    updatesPerRun,
    by,
  }: { readonly policy: Policy; readonly updatesPerRun: number; readonly by: Dice },
): LedgerMessage {
  const eventId = by.uuid();
  return {
    client,
    eventId: () => eventId,
    type: "relationship.opened",
    answers: false,
    send: () =>
      raw(ground, async () => {
        const now = new Date().toISOString();
        const opening = {
          eventId,
          type: "relationship.opened",
          occurredAt: now,
          receivedAt: now,
          actor: actor("ops:olga"),
          data: { ...OPENING, policy },
        };
        await ground.temporal.workflow.start(messages.RELATIONSHIP, {
          workflowId: messages.relationshipId(client),
          taskQueue: TASK_QUEUE,
          args: [{ machine: newest().ref, opening, updatesPerRun }],
          // Sent again where no answer came, it may be there.
          workflowIdConflictPolicy: "USE_EXISTING",
        });
        return { fate: "kept" };
      }),
  };
}
