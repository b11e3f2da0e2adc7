// Where leaves of the tree are kept: the parts of their table, and what waits to become one.
import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** Leaves of one part of the table: a whole number of tiles. */
const PART = 2 ** 24;

/** Makes the parts that these leaves lie in, where there are none yet. */
export async function makeRoom(db: Kysely<Tables>, from: number, to: number): Promise<void> {
  for (let part = Math.floor(from / PART); part * PART < to; part++) {
    const name = `leaves_${part}`;
    const { rows } = await sql<{ there: boolean }>`
      select to_regclass(${name}) is not null as there`.execute(db);
    if (rows[0]?.there) continue;
    await sql`create table ${sql.table(name)} partition of leaves
      for values from (${sql.lit(part * PART)}) to (${sql.lit((part + 1) * PART)})`.execute(db);
    // The triggers for rows come from the whole.
    await sql`create trigger ${sql.id(`${name}_keep_all`)} before truncate on ${sql.table(name)}
      for each statement execute function refuse_change()`.execute(db);
  }
}

/** Puts what was just recorded in the line for leaves. In the transaction that records it. */
export async function waitForLeaf(tx: Kysely<Tables>, rows: readonly Tables["pending"][]): Promise<void> {
  if (rows.length > 0) await tx.insertInto("pending").values(rows).execute();
}
