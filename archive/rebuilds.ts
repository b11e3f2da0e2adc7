import type { Kysely, Selectable } from "kysely";
import { type Actor, digest } from "../machines/index.ts";
import { waitForLeaf } from "./leaves.ts";
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

/** `hash` covers the rest, and is what its leaf stands for. */
export interface Rebuild extends RebuildOrder {
  readonly hash: string;
}

const rebuildOf = ({ actorId, actorRole, oldRun, ...row }: Selectable<Tables["rebuilds"]>): Rebuild => ({
  ...row,
  oldRun: oldRun === "" ? null : oldRun,
  actor: { id: actorId, role: actorRole },
});

/** What the hash of a rebuild is over. */
export const hashOfRebuild = ({ client, seq, head, oldRun, actor, reason, at }: RebuildOrder): string =>
  digest({ client, seq, head, oldRun, actor, reason, at });

/** Which relationships were started anew from their journals, when, by whom and why: append-only, each a leaf. */
export class Rebuilds {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Writes a rebuild down. Of several who rebuild one relationship at one place, the first one counts.
   * @returns what stands.
   */
  async record(order: RebuildOrder): Promise<Rebuild> {
    const { actor, oldRun, ...row } = order;
    const { client, at } = row;
    const hash = hashOfRebuild(order);
    return this.#db.transaction().execute(async (tx) => {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto("rebuilds")
        .values({ ...row, hash, oldRun: oldRun ?? "", actorId: actor.id, actorRole: actor.role })
        .onConflict((conflict) => conflict.columns(["client", "seq", "head", "oldRun"]).doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 1n)
        await waitForLeaf(tx, [{ kind: "rebuild", client, seq: null, hash, at }]);
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
  }

  /** The rebuilds of a client, the first one first. */
  async of(client: string): Promise<Rebuild[]> {
    const rows = await this.#db
      .selectFrom("rebuilds")
      .selectAll()
      .where("client", "=", client)
      .orderBy("at")
      .orderBy("seq")
      .execute();
    return rows.map(rebuildOf);
  }

  /** Every rebuild, in the order of their hashes. */
  async list(): Promise<Rebuild[]> {
    const rows = await this.#db.selectFrom("rebuilds").selectAll().orderBy("hash").execute();
    return rows.map(rebuildOf);
  }
}
