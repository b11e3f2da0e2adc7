// What an accepted event brings about in the archive beside its effects, whichever way it came: by event type.
import { carryOutErasure } from "../archive/erasing.ts";
import { ERASURE } from "../archive/erasures.ts";
import type { Archive } from "../archive/open.ts";
import type { Entry, EventData, EventType } from "../machines/index.ts";

/** Done again, it changes nothing: an entry that is recorded again has its consequences again. */
type Consequence = (archive: Archive, entry: Entry) => Promise<unknown>;

const CONSEQUENCES: { readonly [T in EventType]?: Consequence } = {
  // Only where somebody vouches for who ordered it: it cannot be undone.
  [ERASURE]: async (archive, { client, seq, at, actor, attested, reason }) => {
    if (attested && reason !== undefined) await carryOutErasure(archive, { client, seq, at, actor, reason });
  },
  // What a person found out about a notice stands beside it.
  "delivery.checked": async ({ outbox }, { client, data }) => {
    const { effectId, arrived, at } = data as EventData<"delivery.checked">;
    const notice = await outbox.get(effectId);
    if (notice?.client !== client) return;
    await outbox.mark(effectId, arrived ? "delivered" : "bounced", at, arrived ? null : "not-arrived");
  },
};

/** Brings about what these entries ask for, in their order. */
export async function bringAbout(archive: Archive, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries)
    if (entry.outcome === "accepted") await CONSEQUENCES[entry.type as EventType]?.(archive, entry);
}
