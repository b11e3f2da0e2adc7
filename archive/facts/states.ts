// R-FCT-3: rows that tell of one thing at different times, and which of them counts.
import { type Kysely, sql } from "kysely";
import type { Tables } from "../tables.ts";

/** A state of an invoice, as far as its order goes. Instants in ISO. */
export interface State {
  /** As of when it was so; null: nobody said, it counts as of when it was told. */
  readonly asOf: string | null;
  readonly toldAt: string;
  readonly owed: number;
  readonly importN: number;
  readonly line: number;
}

const since = ({ asOf, toldAt }: State): number => Date.parse(asOf ?? toldAt);

/** The earlier first. */
const inOrder = (one: State, other: State): number =>
  since(one) - since(other) || one.importN - other.importN || one.line - other.line;

/**
 * The state that counts: the newest. What was paid or voided stays so, unless a row says as of when it is not: an older
 * list that comes in late does not make a debt of it again.
 */
export function newestOf<S extends State>(states: readonly S[]): S | undefined {
  return [...states]
    .sort(inOrder)
    .reduce<S | undefined>(
      (newest, one) => (newest?.owed === 0 && one.asOf === null && one.owed !== 0 ? newest : one),
      undefined,
    );
}

/** An invoice of a client. */
export interface Invoice {
  readonly client: string;
  readonly invoice: string;
}

const given = (invoices: readonly Invoice[]) =>
  sql`json_to_recordset(${JSON.stringify(invoices)}::json) as given (client text, invoice text)`;

/** Marks the state of each of these invoices that counts. */
export async function markCurrent(db: Kysely<Tables>, invoices: readonly Invoice[]): Promise<void> {
  if (invoices.length === 0) return;
  const { rows } = await sql<State & Invoice & { key: string; current: boolean }>`
    select p.key, p.client, p.invoice, p.as_of, p.told_at, p.owed, p.import_n, p.line, p.current
    from payments p join (select distinct client, invoice from ${given(invoices)}) wanted using (client, invoice)`.execute(
    db,
  );
  const groups = Map.groupBy(rows, ({ client, invoice }) => `${client} ${invoice}`);
  const newest = new Set(Array.from(groups.values(), (states) => newestOf(states)?.key));
  const changed = rows.filter(({ key, current }) => current !== newest.has(key)).map(({ key }) => key);
  if (changed.length > 0)
    await sql`update payments set current = not current where key = any(${changed}::uuid[])`.execute(db);
}

/** Those of which a state is on record. */
export async function invoicesKnown(db: Kysely<Tables>, invoices: readonly Invoice[]): Promise<Invoice[]> {
  const { rows } = await sql<Invoice>`
    select distinct client, invoice from payments join (select distinct client, invoice from ${given(invoices)}) wanted
      using (client, invoice)`.execute(db);
  return rows;
}
