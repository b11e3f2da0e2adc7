import type { FactRow } from "../../archive/facts/kept.ts";

/** How the rows of a kind are named, where they have no id: by what they say, the second of equal rows `….2`. */
export function named<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): (Row & { readonly name: string })[] {
  const times = new Map<string, number>();
  return rows.map((row) => {
    const name = nameOf(row);
    const nth = (times.get(name) ?? 0) + 1;
    times.set(name, nth);
    return { ...row, name: nth === 1 ? name : `${name}.${nth}` };
  });
}

/** Reviews with the names by which they are told of. */
export const namedReviews = (rows: readonly FactRow<"reviews">[]) =>
  named(rows, ({ id, kind, at }) => id ?? `${at}.${kind}`);
