import type { Kysely } from "kysely";
import { type Envelope, iso } from "../machines/index.ts";
import type { Tables } from "./tables.ts";

/** When an event came in, and when what it tells of happened (ISO instants). */
export type Stamps = Pick<Envelope, "receivedAt" | "occurredAt">;

const COLUMNS = ["receivedAt", "occurredAt"] as const;

/** R-LIF-0: an event is stamped once, whoever repeats it and through whichever process it comes. */
export class Receipts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Stamps an event of a client. @returns the stamps that stand: these, or those that its id was given first. */
  async stamp(client: string, eventId: string, { receivedAt, occurredAt }: Stamps): Promise<Stamps> {
    const given = await this.#db
      .insertInto("receipts")
      // Cut to milliseconds, as everywhere else: a database would round, and might round up.
      .values({
        client,
        eventId,
        receivedAt: iso(Date.parse(receivedAt)),
        occurredAt: iso(Date.parse(occurredAt)),
      })
      .onConflict((conflict) => conflict.columns(["client", "eventId"]).doNothing())
      .returning(COLUMNS)
      .executeTakeFirst();
    return (
      given ??
      (await this.#db
        .selectFrom("receipts")
        .select(COLUMNS)
        .where("client", "=", client)
        .where("eventId", "=", eventId)
        .executeTakeFirstOrThrow())
    );
  }
}
