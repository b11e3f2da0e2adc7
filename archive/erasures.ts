import { type Kysely, type Selectable, sql } from "kysely";
import { type Actor, digest } from "../machines/index.ts";
import type { Tables } from "./tables.ts";

/** The type of the event that orders an erasure. */
export const ERASURE = "erasure.ordered";

const GENESIS = "0".repeat(64);

/** The fact that a client's personal data were erased; `hash` covers the rest, `prev` is the hash of the one before. */
export interface Erasure {
  /** 1, 2, … over all clients. */
  readonly n: number;
  readonly client: string;
  /** The entry of the journal that ordered it; null when the relationship had ended. */
  readonly seq: number | null;
  /** ISO instant. */
  readonly at: string;
  readonly actor: Actor;
  /** Vault id of the words. */
  readonly reason: string;
  readonly prev: string;
  readonly hash: string;
}

const erasureOf = ({ actorId, actorRole, ...row }: Selectable<Tables["erasures"]>): Erasure => ({
  ...row,
  actor: { id: actorId, role: actorRole },
});

/** Which clients' personal data were erased: append-only, one chain, so that it proves the erasures by itself. */
export function erasures(db: Kysely<Tables>) {
  const of = async (tx: Kysely<Tables>, client: string): Promise<Erasure | null> => {
    const row = await tx.selectFrom("erasures").selectAll().where("client", "=", client).executeTakeFirst();
    return row ? erasureOf(row) : null;
  };
  return {
    /** The erasure of a client's data, or null. */
    of: (client: string): Promise<Erasure | null> => of(db, client),

    /** Writes an erasure down; of several of one client the first one counts, and is returned. */
    async record(erased: Omit<Erasure, "n" | "prev" | "hash">): Promise<Erasure> {
      return db.transaction().execute(async (tx) => {
        await sql`lock table erasures in exclusive mode`.execute(tx);
        const known = await of(tx, erased.client);
        if (known) return known;
        const last = await tx
          .selectFrom("erasures")
          .select(["n", "hash"])
          .orderBy("n", "desc")
          .limit(1)
          .executeTakeFirst();
        const unhashed = { ...erased, n: (last?.n ?? 0) + 1, prev: last?.hash ?? GENESIS };
        const erasure = { ...unhashed, hash: digest(unhashed) };
        const { actor, ...row } = erasure;
        await tx
          .insertInto("erasures")
          .values({ ...row, actorId: actor.id, actorRole: actor.role })
          .execute();
        return erasure;
      });
    },

    /** The last erasure, or null. */
    async last(): Promise<Erasure | null> {
      const row = await db
        .selectFrom("erasures")
        .selectAll()
        .orderBy("n", "desc")
        .limit(1)
        .executeTakeFirst();
      return row ? erasureOf(row) : null;
    },

    /** Every erasure, the first one first. */
    async list(): Promise<Erasure[]> {
      const rows = await db.selectFrom("erasures").selectAll().orderBy("n").execute();
      return rows.map(erasureOf);
    },

    /** Erasures that the journal orders, by an attested event, and that were not carried out yet. */
    async ordered(): Promise<Omit<Erasure, "n" | "prev" | "hash">[]> {
      const rows = await db
        .selectFrom("entries")
        .select(["client", "seq", "entry"])
        .distinctOn("client")
        .where("type", "=", ERASURE)
        .where("outcome", "=", "accepted")
        .where("client", "not in", db.selectFrom("erasures").select("client"))
        .orderBy("client")
        .orderBy("seq")
        .execute();
      return rows.flatMap(({ client, seq, entry: { at, actor, attested, reason } }) =>
        attested && reason !== undefined ? [{ client, seq, at, actor, reason }] : [],
      );
    },
  };
}
