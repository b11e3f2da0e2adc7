// Lists of the API, for people and for programs.
import { type Api, query } from "./api.ts";
import type { Cli } from "./cli.ts";
import { type Output, table } from "./output.ts";

/** A list, and how people see a row of it. */
export interface PrintedList<T> {
  readonly path: string;
  readonly wanted: Parameters<typeof query>[0];
  /** Rows that people see. */
  readonly limit: number;
  /** Said where there is nothing. */
  readonly empty: string;
  readonly heads: readonly string[];
  readonly cells: (row: T) => readonly string[];
}

/** Says that a list goes on behind what was shown. */
export const sayMore = (output: Output, how = "--limit"): void =>
  output.line(output.style("dim", `… and more: ${how}`));

/** Up to `limit` rows, and whether there are more. */
async function some<T>(rows: AsyncIterable<T>, limit: number): Promise<{ rows: T[]; more: boolean }> {
  const found: T[] = [];
  for await (const row of rows) {
    if (found.length === limit) return { rows: found, more: true };
    found.push(row);
  }
  return { rows: found, more: false };
}

/** Prints a list: all of it as JSON, or so many rows as a table, and whether there are more. */
export async function printList<T>(
  { output }: Pick<Cli, "output">,
  api: Api,
  list: PrintedList<T>,
): Promise<void> {
  const { path, wanted, limit, empty, heads, cells } = list;
  const all = api.rows<T>(`${path}${query(wanted)}`);
  if (output.json) {
    for await (const row of all) output.data(row);
    return;
  }
  const { rows, more } = await some(all, limit);
  if (rows.length === 0) return output.line(empty);
  for (const line of table(output, heads, rows.map(cells))) output.line(line);
  if (more) sayMore(output, "--limit, or -o json for all");
}
