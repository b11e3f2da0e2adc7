import type { Archive } from "../../archive/open.ts";
import type { ChannelOrder } from "../../archive/orders.ts";
import type { Task } from "../../archive/tasks.ts";
import { CHANNELS, type Channel } from "../../machines/index.ts";
import type { Gate } from "../ports.ts";

const KIND = "channelDrift";

/** What is to be open by an order; null: all, as far as we know. */
export const expected = ({ allowed, before }: ChannelOrder): readonly Channel[] | null => allowed ?? before;

/** Whether a gate has something else open than was ordered, of the channels that it keeps. */
export function differs({ covers }: Gate, order: ChannelOrder, told: readonly Channel[]): boolean {
  const open = expected(order) ?? CHANNELS;
  return covers.some((channel) => open.includes(channel) !== told.includes(channel));
}

const words = (channels: readonly Channel[]) => channels.join(", ") || "nothing";

async function openOnes(archive: Archive, client: string): Promise<Task[]> {
  const waiting = await archive.tasks.list({ client, state: "open" });
  return waiting.filter(({ kind }) => kind === KIND);
}

/** Opens a task for ops about a drift; one a client is enough. */
export async function openDrift(
  archive: Archive,
  found: {
    readonly id: string;
    readonly order: ChannelOrder;
    readonly told: readonly Channel[];
    readonly at: string;
  },
): Promise<void> {
  const { id, order, told, at } = found;
  if ((await openOnes(archive, order.client)).length > 0) return;
  const points = [
    `open to the client: ${words(told)}`,
    `ordered: ${words(expected(order) ?? CHANNELS)}`,
    "find out who changed it, and whether the order is kept now: tenure channels show",
  ];
  await archive.tasks.open({ id, kind: KIND, role: "ops", dueAt: at, about: order.id, points, openedAt: at });
}

/** Closes the task, where the order is kept again; `olderThan`: one that was opened later stays, for ops to see. */
export async function closeDrift(
  archive: Archive,
  client: string,
  { at, olderThan = at }: { readonly at: string; readonly olderThan?: string },
): Promise<void> {
  for (const { id, openedAt } of await openOnes(archive, client))
    if (Date.parse(openedAt) <= Date.parse(olderThan)) await archive.tasks.done(id, "channels", at);
}
