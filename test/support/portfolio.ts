// A few clients in every place that a screen shows, each brought there by events alone.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

type Ask = (
  method: "GET" | "POST",
  path: string,
  as: string,
  body?: object,
) => Promise<{
  readonly status: number;
  readonly body: { readonly items?: readonly { readonly id: string }[] };
}>;

export interface Portfolio {
  /** Warned once. */
  readonly warned: string;
  /** An incident waits for somebody to confirm it. */
  readonly reported: string;
  /** The task of that. */
  readonly task: string;
  /** An exit is asked for, with a dossier and a clause. */
  readonly leaving: string;
  /** An exit was approved. */
  readonly gone: string;
}

/** A client under contract who is reached by e-mail and post. */
export const CONTRACT = {
  kind: "b2b",
  locale: "en",
  zone: "Europe/Berlin",
  currency: "EUR",
  channels: ["email", "post"],
  contract: { contractRef: "k1", channel: "email", signedAt: "2025-01-01T00:00:00Z" },
};
const HOUR = 3_600_000;
const ago = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString();

export async function portfolio(ask: Ask): Promise<Portfolio> {
  const unique = randomUUID().slice(0, 4);
  const open = async (name: string, more: object = {}) => {
    const client = `${name}-${unique}`;
    const { status, body } = await ask("POST", `/clients/${client}`, "ops:olga", { ...CONTRACT, ...more });
    if (status !== 201) throw new Error(`${client}: ${JSON.stringify(body)}`);
    return client;
  };
  const signal = async (client: string, as: string, type: string, data: object = {}, reason?: string) => {
    const said = { type, data, ...(reason !== undefined && { reason }) };
    const { status, body } = await ask("POST", `/clients/${client}/events`, as, said);
    if (status !== 200) throw new Error(`${client} ${type}: ${JSON.stringify(body)}`);
  };
  const incident = { incidentId: "i1", category: "insult", happenedAt: ago(5), evidence: ["mail-4711"] };

  const reported = await open("birch");
  await signal(reported, "ops:olga", "incident.reported", incident);

  const warned = await open("maple");
  await signal(warned, "ops:olga", "incident.reported", incident);
  await signal(
    warned,
    "manager:max",
    "incident.confirmed",
    { incidentId: "i1", explainedBy: null },
    "said in mail 4711",
  );

  const parting = async (name: string) => {
    const client = await open(name);
    const messages = [1, 2, 3].map((n) => ({
      messageId: `m${n}`,
      threadId: "t1",
      channel: "email",
      auto: false,
    }));
    for (const message of messages) await signal(client, "ops:olga", "message.received", message);
    await signal(client, "finance:fred", "finance.assessed", { revenue: 100_00, benefit: 0, cost: 130_00 });
    await signal(
      client,
      "manager:max",
      "exit.requested",
      { requestId: "r1", ground: "unprofitable" },
      "costs more than it brings",
    );
    await signal(client, "legal:lena", "clause.answered", {
      ground: "unprofitable",
      terminable: true,
      clauseRef: "k1-12",
      noticeDays: 7,
    });
    await signal(client, "manager:max", "dossier.compiled");
    return client;
  };
  const leaving = await parting("rowan");
  const gone = await parting("aspen");
  await signal(gone, "senior:anna", "exit.approved", { requestId: "r1" }, "the sums say so");

  for (let tries = 0; tries < 100; tries += 1) {
    const { body } = await ask("GET", `/tasks?client=${reported}`, "manager:mia");
    const task = body.items?.[0]?.id;
    if (task) return { warned, reported, task, leaving, gone };
    await sleep(100);
  }
  throw new Error(`there is no task of ${reported}`);
}
