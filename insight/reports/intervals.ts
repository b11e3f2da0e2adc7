// How far a share of few people can be trusted: intervals and exact tests, by their published formulas.

/** So many of so many. */
export interface Share {
  readonly of: number;
  readonly count: number;
}

/** A share with its 95 % interval, as fractions of 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The normal deviate of a two-sided 95 % interval. */
const Z = 1.959963984540054;

const fractionOf = ({ count, of }: Share): number => (of === 0 ? 0 : count / of);

/** The 95 % score interval of a share (Wilson 1927): right for small groups too, and never beyond 0 and 1. */
export function wilson({ count, of }: Share): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const p = count / of;
  const middle = p + (Z * Z) / (2 * of);
  const reach = Z * Math.sqrt((p * (1 - p)) / of + (Z * Z) / (4 * of * of));
  const whole = 1 + (Z * Z) / of;
  return {
    low: count === 0 ? 0 : (middle - reach) / whole,
    high: count === of ? 1 : (middle + reach) / whole,
  };
}

/** The 95 % interval of the difference `a − b` of two independent shares (Newcombe 1998, method 10). */
export function newcombe(a: Share, b: Share): Interval {
  const [pa, pb] = [fractionOf(a), fractionOf(b)];
  const [ia, ib] = [wilson(a), wilson(b)];
  return {
    low: pa - pb - Math.hypot(pa - ia.low, ib.high - pb),
    high: pa - pb + Math.hypot(ia.high - pa, pb - ib.low),
  };
}

/** ln 0!, ln 1!, … as far as they were asked for. */
const factorials = [0];
function lnFactorial(n: number): number {
  for (let k = factorials.length; k <= n; k += 1) factorials.push((factorials[k - 1] ?? 0) + Math.log(k));
  return factorials[n] ?? 0;
}
const lnChoose = (n: number, k: number): number => lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);

/** Tables as likely as this one, but for the last digits of a float, count as as likely. */
const AS_LIKELY = 1 + 1e-7;

/**
 * Fisher's exact test, two-sided: how probable two shares at least as unlike as these are where both groups are alike.
 * The sum over all tables with the same margins that are no more probable than this one.
 */
export function fisher(a: Share, b: Share): number {
  const [all, hits] = [a.of + b.of, a.count + b.count];
  const probability = (k: number) =>
    Math.exp(lnChoose(a.of, k) + lnChoose(b.of, hits - k) - lnChoose(all, hits));
  const limit = probability(a.count) * AS_LIKELY;
  let sum = 0;
  for (let k = Math.max(0, hits - b.of); k <= Math.min(a.of, hits); k += 1) {
    const p = probability(k);
    if (p <= limit) sum += p;
  }
  return Math.min(1, sum);
}

/** Holm's correction (1979): the probabilities of many comparisons, each raised for there being so many. In their order. */
export function holm(probabilities: readonly number[]): number[] {
  const raised = new Array<number>(probabilities.length).fill(1);
  let least = 0;
  const order = probabilities.map((p, at) => ({ p, at })).sort((x, y) => x.p - y.p);
  for (const [rank, { p, at }] of order.entries()) {
    least = Math.max(least, Math.min(1, p * (probabilities.length - rank)));
    raised[at] = least;
  }
  return raised;
}
