import type { Kysely, Selectable } from "kysely";
import { type Actor, digest } from "../machines/index.ts";
import { waitForLeaf } from "./leaves.ts";
import type { Tables } from "./tables.ts";

/** The type of the event that orders an erasure. */
export const ERASURE = "erasure.ordered";

/** The fact that a client's personal data were erased; `hash` covers the rest, and is what its leaf stands for. */
export interface Erasure {
  readonly client: string;
  /** The entry of the journal that ordered it; null when the relationship had ended. */
  readonly seq: number | null;
  /** ISO instant. */
  readonly at: string;
  readonly actor: Actor;
  /** Vault id of the words. */
  readonly reason: string;
  readonly hash: string;
}

const erasureOf = ({ actorId, actorRole, ...row }: Selectable<Tables["erasures"]>): Erasure => ({
  ...row,
  actor: { id: actorId, role: actorRole },
});

/** What the hash of an erasure is over. */
export const hashOfErasure = ({ client, seq, at, actor, reason }: Omit<Erasure, "hash">): string =>
  digest({ client, seq, at, actor, reason });

async function erasureIn(db: Kysely<Tables>, client: string): Promise<Erasure | null> {
  const row = await db.selectFrom("erasures").selectAll().where("client", "=", client).executeTakeFirst();
  return row ? erasureOf(row) : null;
}

/** Which clients' personal data were erased: append-only, each a leaf of the signed tree. */
export class Erasures {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The erasure of a client's data, or null. */
  of(client: string): Promise<Erasure | null> {
    return erasureIn(this.#db, client);
  }

  /** Writes an erasure down; of several of one client the first one counts, and is returned. */
  async record(erased: Omit<Erasure, "hash">): Promise<Erasure> {
    const erasure = { ...erased, hash: hashOfErasure(erased) };
    const { actor, ...row } = erasure;
    return this.#db.transaction().execute(async (tx) => {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto("erasures")
        .values({ ...row, actorId: actor.id, actorRole: actor.role })
        .onConflict((conflict) => conflict.column("client").doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows !== 1n) return (await erasureIn(tx, erased.client)) ?? erasure;
      const { client, at, hash } = erasure;
      await waitForLeaf(tx, [{ kind: "erasure", client, seq: null, hash, at }]);
      return erasure;
    });
  }

  /** Every erasure, in the order of the clients. */
  async list(): Promise<Erasure[]> {
    const rows = await this.#db.selectFrom("erasures").selectAll().orderBy("client").execute();
    return rows.map(erasureOf);
  }

  /** Erasures that the journal holds orders for, attested, and that were not carried out yet. */
  async ordered(): Promise<Omit<Erasure, "hash">[]> {
    const rows = await this.#db
      .selectFrom("entries")
      .select(["client", "seq", "entry"])
      .distinctOn("client")
      .where("type", "=", ERASURE)
      .where("outcome", "=", "accepted")
      .where("client", "not in", this.#db.selectFrom("erasures").select("client"))
      .orderBy("client")
      .orderBy("seq")
      .execute();
    return rows.flatMap(({ client, seq, entry: { at, actor, attested, reason } }) =>
      attested && reason !== undefined ? [{ client, seq, at, actor, reason }] : [],
    );
  }
}
