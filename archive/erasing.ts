// Carries erasures out: the vault's key, and the proof that it was destroyed.
import type { Erasure } from "./erasures.ts";
import type { Archive } from "./open.ts";

/** Destroys a client's key first, then writes the proof down, so that a repetition completes what broke off. */
export async function carryOutErasure(
  { vault, erasures }: Pick<Archive, "vault" | "erasures">,
  erasure: Omit<Erasure, "n" | "prev" | "hash">,
): Promise<Erasure> {
  await vault.erase(erasure.client);
  return erasures.record(erasure);
}

/** Carries out what was ordered and broke off. @returns how many there were. */
export async function finishErasures(archive: Pick<Archive, "vault" | "erasures">): Promise<number> {
  const orders = await archive.erasures.ordered();
  for (const order of orders) await carryOutErasure(archive, order);
  return orders.length;
}
