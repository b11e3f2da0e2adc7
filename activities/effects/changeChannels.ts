import type { ChannelOrder } from "../../archive/orders.ts";
import { placeOf } from "../../archive/place.ts";
import { CHANNELS, type Channel } from "../../machines/index.ts";
import { closeDrift, differs, expected, openDrift } from "../jobs/drift.ts";
import type { EffectActivity, Gate, Ports } from "../ports.ts";

/** What is open to a client, as the gate has it; the channels that it does not keep are nobody's to close. */
async function openNow(gate: Gate, client: string): Promise<readonly Channel[] | null> {
  const told = await gate.openTo(client);
  return told && CHANNELS.filter((channel) => told.includes(channel) || !gate.covers.includes(channel));
}

/** An effect's order, kept before it is sent, with what was open before the client was restricted at all. */
async function ordered(
  { archive, gate }: Ports,
  id: string,
  allowed: readonly Channel[] | null,
  at: string,
): Promise<ChannelOrder> {
  const kept = await archive.orders.get(id);
  if (kept) return kept;
  const previous = await archive.orders.lastBefore(id);
  // What a restricted client has open is our own doing: only what came before it is theirs.
  const ours = previous !== null && (previous.allowed !== null || allowed === null);
  const before = ours ? previous.before : await openNow(gate, placeOf(id).client);
  return archive.orders.keep({ id, allowed, before, at });
}

/** Has the gate carry an order out; where it says that something else is open, ops are told. */
async function change(ports: Ports, id: string, allowed: readonly Channel[] | null, at: string) {
  const { archive, gate } = ports;
  const order = await ordered(ports, id, allowed, at);
  const { client, seq } = order;
  const told = await gate.enforce({ id, effectId: id, client, seq, allowed: expected(order), at });
  await archive.orders.accepted(id, told, at);
  const last = await archive.orders.last(client);
  // The answer to an order that came late is about a newer one.
  if (last?.id !== id) return null;
  if (told && differs(gate, order, told)) await openDrift(archive, { id: `${id}/drift`, order, told, at });
  else await closeDrift(archive, client, { at });
  return null;
}

/** R-LIF-11: has the gate keep every channel but these closed. */
export const restrictChannels =
  (ports: Ports): EffectActivity<"restrictChannels"> =>
  ({ id, params }, at) =>
    change(ports, id, params.allowed, at);

/** R-LIF-11: has the gate open what was taken, and nothing that was closed before. */
export const liftRestriction =
  (ports: Ports): EffectActivity<"liftRestriction"> =>
  ({ id }, at) =>
    change(ports, id, null, at);
