// What clients bring and cost, a second time: plain arithmetic, client by client, without a database.
import type { ValuePolicy } from "../../../archive/valuation/valuation.ts";

export interface World {
  purchases: { client: string; currency: string; on: string; amount: number; cost: number | null }[];
  hours: { client: string; role: string; minutes: number; kind: Work; day: string }[];
  concessions: { client: string; currency: string; on: string; cost: number }[];
  discounts: { client: string; currency: string; on: string; granted: number }[];
  payments: {
    client: string;
    currency: string;
    amount: number;
    due: string;
    paid: string | null;
    owed: number;
    current: boolean;
  }[];
  meetings: { client: string; at: string; announced: boolean }[];
  agreements: { client: string; on: string }[];
  interactions: { client: string; at: string; direction: "in" | "out" }[];
  reviews: { client: string; at: string; good: boolean }[];
  scores: { client: string; period: string; score: number }[];
  relationships: { client: string; currency: string; moves: { at: string; state: string }[] }[];
}
type Work = "service" | "development" | "shipping" | "precontract";
const WORK: readonly Work[] = ["service", "development", "shipping", "precontract"];

export interface Valued {
  since: string;
  home: boolean;
  revenue: number;
  costs: Record<Work, number>;
  goods: number;
  concessions: number;
  discounts: number;
  cost: number | null;
  profit: number | null;
  expected: number;
  net: number | null;
  tier: string | null;
  score: number | null;
  segment: string | null;
}

const MS = 86_400_000;
const number = (day: string): number => Date.parse(day) / MS;
const named = (days: number): string => new Date(days * MS).toISOString().slice(0, 10);

/** The same day so many months before, or the last one that month has. */
function monthsBefore(day: string, months: number): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return Date.UTC(year, month - 1 - months, Math.min(date, last)) / MS;
}

function grouped<T extends { client: string }>(rows: readonly T[]): (client: string) => T[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.client, [...(groups.get(row.client) ?? []), row]);
  return (client) => groups.get(client) ?? [];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const quarterOf = (day: string): string => `${day.slice(0, 4)}-${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
/** In thousandths, so that fractions of a percent and of a point count whole. */
const milli = (n: number): bigint => BigInt(Math.round(n * 1000));
const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const ENDED = ["onboarding", "refused", "offboarding", "terminated", "winBack", "closed"];

/** Every client's values at the end of a day, by `client currency`. */
export function valuedBy(world: World, day: string, { value, segments }: ValuePolicy): Map<string, Valued> {
  const today = number(day);
  const until = <T extends { on: string }>(rows: T[]) => rows.filter(({ on }) => on <= day);
  const bought = grouped(until(world.purchases));
  const conceded = grouped(until(world.concessions));
  const discounted = grouped(until(world.discounts));
  const owed = grouped(
    world.payments.filter(({ due, paid, current }) => current && (due <= day || (paid ?? "9") <= day)),
  );
  const missed = grouped(world.meetings.filter(({ announced }) => !announced));
  const broken = grouped(until(world.agreements));
  const worked = grouped(world.hours.filter((row) => row.day <= day));
  const messages = grouped(world.interactions);
  const reviews = grouped(world.reviews);
  const scores = grouped(world.scores);
  const related = new Map(
    world.relationships
      .filter(({ moves }) => (moves[0]?.at ?? "") < named(today + 1))
      .map((one) => [one.client, one]),
  );

  // Which currencies each client has, and the one that counts for hours.
  const everyone = new Set([
    ...[world.purchases, world.concessions, world.discounts, world.payments, world.hours].flatMap((rows) =>
      rows.map(({ client }) => client),
    ),
    ...related.keys(),
  ]);
  const found: { client: string; currency: string; home: boolean; first: string | null }[] = [];
  for (const client of everyone) {
    const relation = related.get(client);
    const purchases = bought(client);
    const amounts = [...purchases, ...conceded(client), ...discounted(client), ...owed(client)];
    const currencies = new Set(amounts.map(({ currency }) => currency));
    if (relation) currencies.add(relation.currency);
    let home: string | undefined = relation?.currency;
    if (home === undefined && purchases.length > 0) {
      const latest = purchases
        .map(({ on }) => on)
        .sort()
        .at(-1);
      home = purchases
        .filter(({ on }) => on === latest)
        .map(({ currency }) => currency)
        .sort()[0];
    }
    home ??= [...currencies].sort()[0];
    if (home === undefined && worked(client).length > 0) home = "EUR";
    if (home === undefined) continue;
    currencies.add(home);
    for (const currency of currencies) {
      const first = purchases
        .filter((row) => row.currency === currency && row.amount >= 0)
        .map(({ on }) => on)
        .sort()[0];
      found.push({ client, currency, home: currency === home, first: first ?? null });
    }
  }

  // How long a cohort takes from one purchase to the next.
  const cohortOf = ({ currency, first }: { currency: string; first: string | null }) =>
    first === null ? null : `${currency} ${quarterOf(first)}`;
  const paces = new Map<string, { days: number; gaps: number }>();
  for (const one of found) {
    const cohort = cohortOf(one);
    if (cohort === null) continue;
    const days = bought(one.client)
      .filter(({ currency, amount }) => currency === one.currency && amount >= 0)
      .map(({ on }) => number(on));
    const pace = paces.get(cohort) ?? { days: 0, gaps: 0 };
    paces.set(cohort, {
      days: pace.days + Math.max(...days) - Math.min(...days),
      gaps: pace.gaps + new Set(days).size - 1,
    });
  }

  const accounts = found.map((one) => {
    const { client, currency, home } = one;
    const cohort = cohortOf(one);
    const pace = cohort === null ? undefined : paces.get(cohort);
    const starts = [monthsBefore(day, value.horizonMonths)];
    if (pace && pace.gaps > 0) starts.push(today - value.horizonCycles * Math.ceil(pace.days / pace.gaps));
    const since = named(Math.min(...starts) + 1);
    const own = <T extends { currency: string; on: string }>(rows: T[]) =>
      rows.filter((row) => row.currency === currency && row.on >= since);
    const prices = value.rates[currency] as Readonly<Record<string, number>> | undefined;
    const minutes = home ? worked(client).filter((row) => row.day >= since) : [];
    const costs = Object.fromEntries(
      WORK.map((kind) => {
        const sixtieths = minutes
          .filter((row) => row.kind === kind)
          .map((row) => row.minutes * (prices?.[row.role] ?? 0));
        return [kind, Math.floor((sum(sixtieths) + 30) / 60)];
      }),
    ) as Record<Work, number>;
    const purchases = bought(client);
    const received = owed(client).flatMap(({ paid, ...row }) =>
      paid !== null && paid <= day ? [{ ...row, amount: row.amount - row.owed, on: paid }] : [],
    );
    const earned = purchases.length > 0 ? own(purchases) : own(received);
    const revenue = sum(earned.map(({ amount }) => amount));
    const goods = sum(own(purchases).map(({ cost }) => cost ?? 0));
    const concessions = sum(own(conceded(client)).map(({ cost }) => cost));
    const discounts = sum(own(discounted(client)).map(({ granted }) => granted));
    const effort = sum(Object.values(costs));
    const cost = prices ? effort + goods + concessions : null;
    const moved = related.get(client)?.moves.filter(({ at }) => at < named(today + 1));
    const state = moved?.at(-1)?.state;
    const member = state === undefined || !ENDED.includes(state);
    return { ...one, cohort, since, costs, revenue, goods, concessions, discounts, effort, cost, member };
  });

  const means = new Map<string | null, number>();
  for (const cohort of new Set(accounts.map((one) => one.cohort))) {
    const revenues = accounts.filter((one) => one.cohort === cohort).map(({ revenue }) => revenue);
    means.set(cohort, Math.floor(Math.max(0, sum(revenues)) / revenues.length + 0.5));
  }

  const result = new Map<string, Valued>();
  for (const { client, currency, cohort, first, ...one } of accounts) {
    const { revenue, cost, member, effort, goods, concessions } = one;
    if (!member && [revenue, effort, goods, concessions].every((amount) => amount === 0)) continue;
    const young = first !== null && first > one.since;
    const expected = young ? Math.max(revenue, means.get(cohort) ?? 0) : revenue;
    const profit = cost === null ? null : revenue - cost;
    const { since, home, costs, discounts } = one;
    const figures = { since, home, revenue, costs, goods, concessions, discounts, cost, profit, expected };
    const rest = { net: cost === null ? null : expected - cost, tier: null, score: null, segment: null };
    result.set(`${client} ${currency}`, { ...figures, ...rest });
  }

  const starts = today - segments.reviewDays;
  const recent = ({ at }: { at: string }) => {
    const on = number(at.slice(0, 10));
    return on > starts && on <= today;
  };
  const { contact, complaint, discountAsk, dayLate, meetingMissed, agreementBroken, effortPct } =
    segments.weights;
  for (const currency of new Set(accounts.map((one) => one.currency))) {
    if (!value.rates[currency]) continue;
    const members = accounts.filter((one) => one.currency === currency && one.member);
    const valued = members.map((one) => ({
      ...one,
      found: result.get(`${one.client} ${currency}`) as Valued,
    }));
    const profits = valued
      .map(({ client, found }) => ({ client, found, profit: BigInt(found.profit ?? 0) }))
      .sort((a, b) => (a.profit === b.profit ? byId(a.client, b.client) : a.profit > b.profit ? -1 : 1));
    for (const { found } of profits) found.tier = "low";
    let left = profits.filter(({ profit }) => profit > 0n);
    for (const [tier, share] of [
      ["high", value.highPct],
      ["mid", value.midPct],
    ] as const) {
      const all = left.reduce((total, { profit }) => total + profit, 0n);
      let brought = 0n;
      let taken = 0;
      for (const { profit, found } of left) {
        if (brought * 100_000n >= milli(share) * all) break;
        found.tier = tier;
        brought += profit;
        taken += 1;
      }
      left = left.slice(taken);
    }

    const scored = valued
      .filter(({ home }) => home)
      .map(({ client, found, effort, revenue }) => {
        const told = scores(client)
          .filter(({ period }) => period <= day.slice(0, 7))
          .sort((a, b) => byId(a.period, b.period));
        const late = owed(client).map(({ due, paid, owed: rest }) => {
          const ends = Math.min(today, rest > 0 ? today : number(paid ?? due));
          return Math.max(0, ends - Math.max(starts, number(due)));
        });
        const asks = discounted(client).filter(({ on }) => number(on) > starts).length;
        const burden =
          effort === 0 ? 0 : revenue <= 0 ? 100 : Math.min(100, Math.floor((effort * 100) / revenue));
        const off =
          milli(contact) * BigInt(messages(client).filter((m) => m.direction === "in" && recent(m)).length) +
          milli(complaint) * BigInt(reviews(client).filter((r) => !r.good && recent(r)).length) +
          milli(discountAsk) * BigInt(asks) +
          milli(dayLate) * BigInt(sum(late)) +
          milli(meetingMissed) * BigInt(missed(client).filter(recent).length) +
          milli(agreementBroken) * BigInt(broken(client).filter(({ on }) => number(on) > starts).length) +
          milli(effortPct) * BigInt(burden);
        return { client, found, points: BigInt(told.at(-1)?.score ?? 50) * 1000n - off };
      });
    const lines = [milli(segments.corePct), milli(segments.corePct) + milli(segments.waveringPct)] as const;
    scored.forEach(({ found, points }) => {
      const before = scored.filter((other) => other.points > points).length;
      const [core, wavering] = lines.map((line) => BigInt(before) * 100_000n < line * BigInt(scored.length));
      found.score = Number(points / 10n);
      found.segment = core ? "core" : wavering ? "wavering" : "draining";
    });
  }
  return result;
}
