import type { Day } from "../../values/days.ts";

/** What a client brought and cost by a day, in minor units of the report's currency; null where hours have no price. */
export interface ValuedClient {
  readonly client: string;
  /** The first day that counts. */
  readonly since: Day;
  readonly revenue: number;
  readonly service: number | null;
  readonly development: number | null;
  readonly shipping: number | null;
  readonly precontract: number | null;
  readonly goods: number;
  readonly concessions: number;
  readonly cost: number | null;
  readonly profit: number | null;
  /** What it is expected to bring over its horizon. */
  readonly expected: number;
  readonly net: number | null;
  readonly tier: "high" | "mid" | "low" | null;
  /** Hundredths of a point. */
  readonly score: number | null;
  readonly segment: "core" | "wavering" | "draining" | null;
}

/** How long people of one role worked for a client on one kind of thing, and what that cost. */
export interface ClientEffort {
  readonly client: string;
  readonly role: string;
  readonly kind: string;
  readonly minutes: number;
  readonly amount: number | null;
}

/** Clients of one currency, as they were valued on a day. */
export interface DayValuation {
  readonly day: Day;
  readonly currency: string;
  readonly values: readonly ValuedClient[];
  readonly efforts: readonly ClientEffort[];
}

/** What our people's time for a client cost; null where it has no price. */
export function workOf({ service, development, shipping, precontract }: ValuedClient): number | null {
  if (service === null || development === null || shipping === null || precontract === null) return null;
  return service + development + shipping + precontract;
}

/** Minutes by client. */
export function minutesOf(efforts: readonly ClientEffort[]): Map<string, number> {
  const minutes = new Map<string, number>();
  for (const effort of efforts)
    minutes.set(effort.client, (minutes.get(effort.client) ?? 0) + effort.minutes);
  return minutes;
}

/** The middle one; of two, the lower. Null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
