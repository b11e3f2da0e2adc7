import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** The log that this archive's tree is published as. */
export type LogRow = Readonly<Tables["logs"]>;

/** Which log the tree is: said once, at the first start. */
export function log(db: Kysely<Tables>) {
  const current = async (): Promise<LogRow | null> =>
    (await db.selectFrom("logs").selectAll().executeTakeFirst()) ?? null;
  return {
    current,

    /** Says which log this is, where nothing says so yet. @returns what is said. */
    async begin(row: LogRow): Promise<LogRow> {
      await db
        .insertInto("logs")
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return (await current()) ?? row;
    },
  };
}
