/** Milliseconds since the epoch. */
export type Instant = number;

export const DAY = 86_400_000;

/** A legal hold: every clock stands from `from` until `to`, or still does when `to` is null. */
export interface Hold {
  readonly from: Instant;
  readonly to: Instant | null;
}

/** Time under hold before `t`, in ms. */
function held(holds: readonly Hold[], t: Instant): number {
  let total = 0;
  for (const hold of holds) {
    const to = Math.min(hold.to ?? t, t);
    if (to > hold.from) total += to - hold.from;
  }
  return total;
}

/** R-LIF-19: a period is clock(b) − clock(a), with clock(t) = t less the time under hold before t. In ms. */
export function elapsed(holds: readonly Hold[], a: Instant, b: Instant): number {
  return b - held(holds, b) - (a - held(holds, a));
}

/** Since when a hold has been standing, or null. */
export function heldSince(holds: readonly Hold[]): Instant | null {
  const last = holds.at(-1);
  return last && last.to === null ? last.from : null;
}

/** Whole months of the calendar between two instants, in UTC. */
export function monthsBetween(a: Instant, b: Instant): number {
  const [since, until] = [new Date(a), new Date(b)];
  const months =
    (until.getUTCFullYear() - since.getUTCFullYear()) * 12 + until.getUTCMonth() - since.getUTCMonth();
  since.setUTCFullYear(until.getUTCFullYear(), until.getUTCMonth());
  return since > until ? months - 1 : months;
}

/** Whole and broken days: two decimals, never rounded up, so that no period is over before its time. */
export function inDays(ms: number): number {
  return Math.floor((ms / DAY) * 100) / 100;
}

export function iso(t: Instant): string {
  return new Date(t).toISOString();
}
