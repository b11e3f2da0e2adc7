import { type Kysely, sql } from "kysely";
import type { Channel } from "../machines/index.ts";
import { placeOf } from "./place.ts";
import type { Tables } from "./tables.ts";

/**
 * An order about a client's channels (R-LIF-11). `id` is the id of the effect that asked for it. `allowed`: the
 * channels that stay open, null where a restriction was lifted. `before`: what was open before the client was
 * restricted, null where that is not known.
 */
export interface NewOrder {
  readonly id: string;
  readonly allowed: readonly Channel[] | null;
  readonly before: readonly Channel[] | null;
  readonly at: string;
}

/** `told`: what the gate said last is open, null when it has not. `acceptedAt`: when it took the order. */
export interface ChannelOrder extends NewOrder {
  readonly client: string;
  readonly seq: number;
  readonly told: readonly Channel[] | null;
  readonly acceptedAt: string | null;
}

const text = (list: readonly Channel[] | null) => (list === null ? null : JSON.stringify(list));

const COLUMNS = ["id", "client", "seq", "allowed", "before", "told", "at", "acceptedAt"] as const;

/** Every order that a gate was given, or is to be given. The one that was asked for last is in force. */
export class Orders {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async #lastOf(client: string, before?: { seq: number; n: number }): Promise<ChannelOrder | null> {
    let query = this.#db.selectFrom("orders").select(COLUMNS).where("client", "=", client);
    if (before) query = query.where(sql<boolean>`(seq, n) < (${before.seq}, ${before.n})`);
    const row = await query.orderBy("seq", "desc").orderBy("n", "desc").limit(1).executeTakeFirst();
    return row ?? null;
  }

  /** Keeps an order before it is sent. @returns it as it is kept: of two runs of one effect the first one's counts. */
  async keep({ id, allowed, before, at }: NewOrder): Promise<ChannelOrder> {
    await this.#db
      .insertInto("orders")
      .values({ id, ...placeOf(id), allowed: text(allowed), before: text(before), at })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
    return this.#db.selectFrom("orders").select(COLUMNS).where("id", "=", id).executeTakeFirstOrThrow();
  }

  /** The order that an effect asked for, if it was kept. */
  async get(id: string): Promise<ChannelOrder | null> {
    const row = await this.#db.selectFrom("orders").select(COLUMNS).where("id", "=", id).executeTakeFirst();
    return row ?? null;
  }

  /** The order in force. */
  last(client: string): Promise<ChannelOrder | null> {
    return this.#lastOf(client);
  }

  /** The order that was in force when an effect asked for another one. */
  lastBefore(id: string): Promise<ChannelOrder | null> {
    return this.#lastOf(placeOf(id).client, placeOf(id));
  }

  /** The gate took an order, or answered a question about it; `told` null: without saying what is open. */
  async accepted(id: string, told: readonly Channel[] | null, at: string): Promise<void> {
    await this.#db
      .updateTable("orders")
      .set({ told: text(told), acceptedAt: at })
      .where("id", "=", id)
      .execute();
  }

  /** A page of the orders that somebody has to keep: restrictions in force, and orders that nobody took yet. */
  async standing({
    after = "",
    limit = 100,
  }: {
    after?: string;
    limit?: number;
  } = {}): Promise<ChannelOrder[]> {
    const last = this.#db
      .selectFrom("orders")
      .select(COLUMNS)
      .distinctOn("client")
      .where("client", ">", after)
      .orderBy("client")
      .orderBy("seq", "desc")
      .orderBy("n", "desc")
      .as("last");
    return this.#db
      .selectFrom(last)
      .selectAll()
      .where((where) => where.or([where("allowed", "is not", null), where("acceptedAt", "is", null)]))
      .orderBy("client")
      .limit(limit)
      .execute();
  }
}
