import type { FactKind } from "../../archive/facts/catalogue.ts";
import type { FactRow } from "../../archive/facts/kept.ts";
import { digest } from "../../machines/index.ts";

/** What each kind of fact is called by, where it has no id: what it says, as far as that tells it from others. */
const NAMES: { readonly [K in FactKind]: (row: FactRow<K>) => string } = {
  interactions: ({ id, at, channel }) => id ?? `${at}.${channel}`,
  hours: ({ id, day, role, minutes, agent }) => id ?? `${day}.${role}.${minutes}.${agent ?? ""}`,
  purchases: ({ id, on, units, amount }) => id ?? `${on}.${units}.${amount}`,
  payments: ({ invoice }) => invoice,
  concessions: ({ id, on, cost }) => id ?? `${on}.${cost}`,
  discounts: ({ id, on, kind, asked }) => id ?? `${on}.${kind}.${asked}`,
  faults: ({ id }) => id,
  scores: ({ period }) => period,
  meetings: ({ id, at }) => id ?? at,
  agreements: ({ id, on, form }) => id ?? `${on}.${form}`,
  coupons: ({ id, on, code }) => id ?? `${on}.${code ?? ""}`,
  reviews: ({ id, kind, at }) => id ?? `${at}.${kind}`,
  demands: ({ id }) => id,
  threats: ({ id, at }) => `threat.${id ?? at}`,
};

/** The name of one fact by itself. */
export const nameOf = <K extends FactKind>(kind: K, row: FactRow<K>): string => NAMES[kind](row);

/** Rows of a kind with their names: the second of equal ones is `….2`. */
export function named<K extends FactKind, Row extends FactRow<K>>(
  kind: K,
  rows: readonly Row[],
): (Row & { readonly name: string })[] {
  const times = new Map<string, number>();
  return rows.map((row) => {
    const name = nameOf(kind, row);
    const nth = (times.get(name) ?? 0) + 1;
    times.set(name, nth);
    return { ...row, name: nth === 1 ? name : `${name}.${nth}` };
  });
}

const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/**
 * A fact's name as an id of the machine: the name itself where it can be one. Otherwise, for a file may call its
 * invoices as it likes, a digest of it, which is the same for the same name, and tells nothing.
 */
export const machineId = (name: string): string =>
  ID.test(name) && !Object.hasOwn(Object.prototype, name) ? name : `id-${digest([name]).slice(0, 24)}`;
