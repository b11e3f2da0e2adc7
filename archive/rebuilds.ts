import type { Kysely, Selectable } from "kysely";
import { type Actor, digest } from "../machines/index.ts";
import type { Tables } from "./tables.ts";

/** A statement: from this entry on, the live relationship was started anew from its journal. */
export interface RebuildOrder {
  readonly client: string;
  /** The last entry of the journal, and its hash. */
  readonly seq: number;
  readonly head: string;
  /** The run of the workflow before; null where Temporal had none. */
  readonly oldRun: string | null;
  readonly actor: Actor;
  /** Vault id of the words. */
  readonly reason: string;
  /** ISO instant. */
  readonly at: string;
}

/** `hash` covers the rest; `signature`, over the hash, is base64. */
export interface Rebuild extends RebuildOrder {
  readonly hash: string;
  readonly signature: string;
}

const rebuildOf = ({ actorId, actorRole, oldRun, ...row }: Selectable<Tables["rebuilds"]>): Rebuild => ({
  ...row,
  oldRun: oldRun === "" ? null : oldRun,
  actor: { id: actorId, role: actorRole },
});

/** What the hash of a rebuild is over. */
export const hashOfRebuild = ({ client, seq, head, oldRun, actor, reason, at }: RebuildOrder): string =>
  digest({ client, seq, head, oldRun, actor, reason, at });

/** Which relationships were started anew from their journals, when, by whom and why: append-only. */
export function rebuilds(db: Kysely<Tables>) {
  return {
    /**
     * Writes a rebuild down. Of several who rebuild one relationship at one place, the first one counts.
     * @param sign over the hash; base64.
     * @returns what stands.
     */
    async record(order: RebuildOrder, sign: (hash: string) => string): Promise<Rebuild> {
      const { actor, oldRun, ...row } = order;
      const hash = hashOfRebuild(order);
      return db.transaction().execute(async (tx) => {
        await tx
          .insertInto("rebuilds")
          .values({
            ...{ ...row, hash, signature: sign(hash), oldRun: oldRun ?? "" },
            ...{ actorId: actor.id, actorRole: actor.role },
          })
          .onConflict((conflict) => conflict.columns(["client", "seq", "head", "oldRun"]).doNothing())
          .execute();
        const stands = await tx
          .selectFrom("rebuilds")
          .selectAll()
          .where("client", "=", order.client)
          .where("seq", "=", order.seq)
          .where("head", "=", order.head)
          .where("oldRun", "=", oldRun ?? "")
          .executeTakeFirstOrThrow();
        return rebuildOf(stands);
      });
    },

    /** The rebuilds of a client, the first one first. */
    async of(client: string): Promise<Rebuild[]> {
      const rows = await db
        .selectFrom("rebuilds")
        .selectAll()
        .where("client", "=", client)
        .orderBy("at")
        .orderBy("seq")
        .execute();
      return rows.map(rebuildOf);
    },
  };
}
