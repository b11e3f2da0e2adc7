import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** The log that this archive's tree is published as. */
export type LogRow = Readonly<Tables["logs"]>;

/** Which log the tree is: said once, at the first start. */
export class Log {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async current(): Promise<LogRow | null> {
    return (await this.#db.selectFrom("logs").selectAll().executeTakeFirst()) ?? null;
  }

  /** Says which log this is, where nothing says so yet. @returns what is said. */
  async begin(row: LogRow): Promise<LogRow> {
    await this.#db
      .insertInto("logs")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return (await this.current()) ?? row;
  }
}
