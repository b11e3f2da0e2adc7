// Pages of lists: each begins where the one before ended in the order, so that nothing is shown twice or left out because
// something came in between.

import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import { Malformed } from "../machines/index.ts";

/** Where a page ended: what its last row holds of what the list is ordered by. */
export type ListPlace = readonly (string | number)[];

/** Which page is wanted. */
export interface WantedPage {
  /** The place where the page before ended; left out: the first page. */
  readonly after?: ListPlace | undefined;
  readonly descending?: boolean | undefined;
  readonly limit: number;
}

/** `next`: where this page ended, or null where nothing follows. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: ListPlace | null;
}

/** What a list is ordered by: an expression, its SQL type, and what a row holds of it. The last one tells rows apart. */
export interface OrderKey<T> extends MemoryKey<T> {
  readonly by: RawBuilder<unknown>;
}

/** The same of what is in memory. */
export interface MemoryKey<T> {
  readonly type: "text" | "timestamptz" | "date" | "integer" | "uuid" | "bigint";
  readonly of: (row: T) => string | number;
}

/** A missing instant comes last. */
export const LATEST = "infinity";

const FORMS: Readonly<Record<OrderKey<never>["type"], (value: string | number) => boolean>> = {
  text: (value) => typeof value === "string",
  timestamptz: (value) =>
    value === LATEST ||
    (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(`${value}`) && !Number.isNaN(Date.parse(`${value}`))),
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(`${value}`) && !Number.isNaN(Date.parse(`${value}`)),
  integer: (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
  bigint: Number.isSafeInteger,
  uuid: (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(`${value}`),
};

function mustBePlace<T>(keys: readonly MemoryKey<T>[], place: ListPlace): void {
  const fits = ({ type }: MemoryKey<T>, at: number): boolean => FORMS[type](place[at] ?? "");
  if (place.length !== keys.length || !keys.every(fits))
    throw new Malformed("the query", [
      { path: "cursor", says: "the `next` of a page of this list, with the same sort" },
    ]);
}

/**
 * The condition that a row comes after a place, and the order itself.
 * @param minus what is taken from the values of a place, key by key
 * @throws {Malformed} for a place that is none of this order
 */
export function ordered<T>(
  keys: readonly OrderKey<T>[],
  { after, descending = false }: WantedPage,
  minus: readonly RawBuilder<unknown>[] = [],
) {
  const columns = sql.join(keys.map(({ by }) => by));
  const direction = sql.raw(descending ? "desc" : "asc");
  const order = sql.join(keys.map(({ by }) => sql`${by} ${direction}`));
  if (after === undefined) return { later: sql<boolean>`true`, order };
  mustBePlace(keys, after);
  const place = sql.join(
    keys.map(({ type }, at) => {
      const value = sql`${after[at]}::${sql.raw(type)}`;
      return minus[at] ? sql`${value} - ${minus[at]}` : value;
    }),
  );
  return { later: sql<boolean>`(${columns}) ${sql.raw(descending ? "<" : ">")} (${place})`, order };
}

/** Cuts what was read to a page: one row more than was wanted says that there are more. */
export function cut<T>(found: readonly T[], keys: readonly MemoryKey<T>[], limit: number): Page<T> {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: last && found.length > limit ? keys.map(({ of }) => of(last)) : null };
}

/** Reads one page of what a query finds. */
export async function paged<DB, TB extends keyof DB, T>(
  query: SelectQueryBuilder<DB, TB, T>,
  keys: readonly OrderKey<T>[],
  wanted: WantedPage,
): Promise<Page<T>> {
  const { later, order } = ordered(keys, wanted);
  const found = await query
    .where(later)
    .orderBy(order)
    .limit(wanted.limit + 1)
    .execute();
  return cut(found as T[], keys, wanted.limit);
}

/** One page of what is in memory already, ordered by the same. */
export function pageIn<T>(all: readonly T[], keys: readonly MemoryKey<T>[], wanted: WantedPage): Page<T> {
  const sign = wanted.descending ? -1 : 1;
  const placeOf = (row: T): ListPlace => keys.map(({ of }) => of(row));
  const compare = (a: ListPlace, b: ListPlace): number => {
    const differ = a.findIndex((value, at) => value !== b[at]);
    return differ < 0 ? 0 : sign * ((a[differ] ?? "") < (b[differ] ?? "") ? -1 : 1);
  };
  const { after } = wanted;
  if (after !== undefined) mustBePlace(keys, after);
  const rest = all
    .filter((row) => after === undefined || compare(placeOf(row), after) > 0)
    .sort((a, b) => compare(placeOf(a), placeOf(b)));
  return cut(rest, keys, wanted.limit);
}
