// The sums of a dossier: what the rules R-DEC-3, 4, 5, 6, 10, 14 and 15 are judged by. Whole minor units throughout.

import type { FactRow } from "../../archive/facts/kept.ts";
import type { EventData, Sums } from "../../machines/index.ts";
import { type Minor, sumOf } from "../../values/money.ts";
import {
  type DaySpan,
  type DossierBasis,
  firstOf,
  horizonOf,
  monthsBefore,
  sinceAnew,
  within,
} from "./known.ts";
import { type Missing, missing } from "./missing.ts";
import { isCustom, type Want, wantsOf } from "./wants.ts";

const EFFORTS = ["service", "development", "shipping", "precontract"] as const;

/** Where what the client brings is known from. */
export type RevenueFrom = "cohort" | "purchases" | "payments";

/** The sums with what they were made of, for people. */
export interface Summed {
  readonly sums: Sums;
  readonly horizon: DaySpan;
  readonly revenueFrom: RevenueFrom | null;
  readonly missing: readonly Missing[];
}

const isReturn = ({ units, amount }: FactRow<"purchases">): boolean => units < 0 || amount < 0;

/** The rows in the relationship's currency; one row in another one is named, and nothing is added to it. */
function inOne<Row extends { readonly currency: string | null }>(rows: readonly Row[], currency: string) {
  const foreign = new Set(rows.flatMap((row) => (row.currency === currency ? [] : [row.currency ?? ""])));
  foreign.delete("");
  return { rows: foreign.size > 0 ? null : rows, foreign: [...foreign].sort() };
}

const byName = (a: Missing, b: Missing): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** Working time of one kind in money, rounded half up once for all of it; null where the policy has no rate for a role. */
function priced(known: DossierBasis, kind: (typeof EFFORTS)[number], span: DaySpan): Minor | null {
  const { policy, currency } = known.given;
  let perHour = 0n;
  for (const each of known.effort) {
    if (each.kind !== kind || !within(each.day, span)) continue;
    const rates: Readonly<Record<string, number>> = policy.value.rates[currency] ?? {};
    const rate = rates[each.role];
    if (rate === undefined) return null;
    perHour += BigInt(each.minutes) * BigInt(rate);
  }
  return Number((perHour * 2n + 60n) / 120n);
}

/** The roles whose time is on record, and has no rate. */
function unrated({ effort, given: { policy, currency } }: DossierBasis, span: DaySpan): Missing[] {
  const rates: Readonly<Record<string, number>> | undefined = policy.value.rates[currency];
  const roles = new Set(effort.flatMap(({ role, day }) => (within(day, span) ? [role] : [])));
  if (roles.size === 0) return [];
  if (rates === undefined) return [missing("costToServe", "rates", "rates", currency)];
  return [...roles]
    .filter((role) => rates[role] === undefined)
    .sort()
    .map((role) => missing("costToServe", "rates", "rates", currency, role));
}

/** What goods were sold for and cost us; null where the cost of one is not known. */
function goodsOf(purchases: readonly FactRow<"purchases">[]): { revenue: Minor; cost: Minor } | null {
  if (purchases.length === 0 || purchases.some(({ cost }) => cost === null)) return null;
  return {
    revenue: sumOf(purchases.map(({ amount }) => amount)),
    cost: sumOf(purchases.map(({ cost }) => cost ?? 0)),
  };
}

/** What a row adds to the margin; a return takes away what the purchase had added, or more. */
const added = ({ amount, cost }: FactRow<"purchases">): Minor => amount - (cost ?? 0);

/** R-DEC-15: what returns took away, and the margin of the purchases, over the months of the policy. */
function returnsOf(known: DossierBasis, purchases: readonly FactRow<"purchases">[] | null): Sums["returns"] {
  const { day, given, anew } = known;
  const span = { from: monthsBefore(day, given.policy.attention.returnsWindowMonths), to: day };
  const rows = purchases?.filter(({ on }) => on >= anew.day && within(on, span)) ?? [];
  if (rows.length === 0 || rows.some(({ cost }) => cost === null)) return null;
  const margin = sumOf(rows.filter((row) => !isReturn(row)).map(added));
  const cost = -sumOf(rows.filter(isReturn).map(added));
  return { cost: Math.max(0, cost), margin };
}

/** The later of two; of equal times the greater id, so that the order of rows is irrelevant. */
function lastOf<Row extends { readonly at: string }>(rows: readonly Row[]): Row | undefined {
  const key = (row: Row) => `${row.at} ${JSON.stringify(row)}`;
  return rows.reduce<Row | undefined>((last, row) => (last && key(last) >= key(row) ? last : row), undefined);
}

/**
 * R-DEC-4: the last threat whose demand is still open and has its price, or what finance stated after it. An accepted
 * alternative closes the demand, and with it the threat.
 */
function threatOf(known: DossierBasis, wants: readonly Want[], lacks: Missing[]): Sums["threat"] {
  const { facts, told, given, anew } = known;
  const stated = sinceAnew(told("threat.assessed"), anew).at(-1);
  const threats = sinceAnew(facts.threats, anew);
  const wanted = new Map(wants.flatMap((want) => want.ids.map((id) => [id, want] as const)));
  const closed = new Set(sinceAnew(facts.demands, anew).flatMap(({ id }) => (wanted.has(id) ? [] : [id])));
  const open = threats.filter(({ demand }) => !closed.has(demand));
  const lacking = (id: string, lack: "alternatives" | "price", what: string) =>
    lacks.push(missing("problems", lack, "demand", id, what));

  // Of several demands for the same, the last one gives its name.
  const nameOf = (id: string) => wanted.get(id)?.ids.at(-1) ?? id;
  const behind = new Set(open.map(({ demand }) => nameOf(demand)));
  const unoffered = [...behind].filter((id) => (wanted.get(id)?.offered ?? []).length === 0);
  for (const id of unoffered) lacking(id, "alternatives", "alternatives");
  const priced = open.flatMap((threat) => {
    const { cost = null, currency = null } = wanted.get(threat.demand) ?? {};
    const { foreign } = inOne([threat, { currency: currency ?? threat.currency }], given.currency);
    for (const code of foreign) lacks.push(missing("problems", "currency", "currency", code));
    if (cost === null) lacking(nameOf(threat.demand), "price", "cost");
    return cost === null || foreign.length > 0 ? [] : [{ ...threat, cost }];
  });

  const spoken: Sums["threat"] = stated
    ? { demand: stated.data.demand, risks: [...stated.data.risks], unoffered: unoffered.length }
    : null;
  const last = lastOf(priced);
  const newest = last ?? (open.length === 0 ? lastOf(threats) : undefined);
  if (!newest || (stated && stated.at > newest.at)) return spoken;
  if (last === undefined) return null;
  const risks = last.risks.map(({ basisPoints, impact }) => ({ probabilityPct: basisPoints / 100, impact }));
  return { demand: last.cost, risks, unoffered: unoffered.length };
}

/** R-DEC-5: the last open want of what we do not sell. */
function demandOf({ given }: DossierBasis, wants: readonly Want[]): Sums["demand"] {
  const last = wants.findLast(isCustom);
  if (last === undefined) return null;
  const { about, offered } = last;
  return {
    about,
    others: given.others[about] ?? 0,
    offered: offered.length,
    // Whoever was offered something else, and has not accepted it, rejected it.
    workaroundsRejected: offered.length > 0,
  };
}

/** R-DEC-3: faults of ours that are open, and those of the policy's window. */
function faultsOf({ faults, given: { policy, at } }: DossierBasis): Sums["faults"] {
  const window = Date.parse(at) - policy.conduct.faultsWindowDays * 86_400_000;
  return {
    open: faults.filter(({ cured }) => cured === null).length,
    window: faults.filter(({ opened }) => Date.parse(opened) >= window).length,
  };
}

/** R-DEC-6: what the client brought over the horizon, or is expected to bring; null where nothing tells. */
function broughtOf(
  known: DossierBasis,
  span: DaySpan,
  lacks: Missing[],
): [Minor, RevenueFrom] | [null, null] {
  const { facts, given } = known;
  const from: RevenueFrom = facts.purchases.length > 0 ? "purchases" : "payments";
  const all =
    from === "purchases"
      ? facts.purchases.map(({ on, amount, currency }) => ({ on, amount, currency }))
      : facts.payments.flatMap(({ paid, amount, owed, currency }) =>
          paid ? [{ on: paid, amount: amount - owed, currency }] : [],
        );
  if (all.length === 0) return [null, null];
  const { rows, foreign } = inOne(all, given.currency);
  for (const code of foreign) lacks.push(missing("lossOnExit", "currency", "currency", code));
  if (rows === null) return [null, null];
  const own = sumOf(rows.filter(({ on }) => within(on, span)).map(({ amount }) => amount));
  // A record of the whole horizon is better than a guess; so is what a newer client has brought already.
  const { value } = given;
  const first = firstOf(span);
  const isNew = value && from === "purchases" && rows.every(({ on }) => on > first);
  const expected = isNew ? value.expected : own;
  return expected > own ? [expected, "cohort"] : [own, from];
}

/** What is stated where facts do not tell: finance's own (R-ROL-5). A full intake asks finance again (R-LIF-16). */
export function financeOf({ told }: DossierBasis): EventData<"finance.assessed"> | null {
  const stated = told("finance.assessed").at(-1);
  const returned = told("return.requested").at(-1);
  return stated && stated.at >= (returned?.at ?? "") ? stated.data : null;
}

/** All sums of a dossier, and what they lack. */
export function summed(known: DossierBasis): Summed {
  const { facts, effort, concessions, given, day, anew } = known;
  const { currency } = given;
  const lacks: Missing[] = [];
  const horizon = horizonOf(known);

  const goods = inOne(facts.purchases, currency);
  const granted = inOne(concessions, currency);
  for (const code of new Set([...goods.foreign, ...granted.foreign]))
    lacks.push(missing("costToServe", "currency", "currency", code));
  const bought = goods.rows?.filter(({ on }) => within(on, horizon)) ?? [];
  const margin = goodsOf(bought);
  if (goods.rows !== null && bought.length > 0 && margin === null)
    lacks.push(missing("lossOnExit", "goods", "goods"));

  const rated = unrated(known, horizon);
  lacks.push(...rated);
  if (effort.length === 0) lacks.push(missing("costToServe", "hours", "hours"));

  const [brought, revenueFrom] = broughtOf(known, horizon, lacks);
  if (brought === null && !lacks.some(({ section, blocks }) => section === "lossOnExit" && blocks))
    lacks.push(missing("lossOnExit", "revenue", "revenue"));

  // More came back than was bought: what was paid out for it is a cost, what it was worth to us lowers that.
  const cost = sumOf(bought.map((row) => row.cost ?? 0));
  const out = brought !== null && brought < 0 ? -brought : 0;
  const spent = cost + out;
  const revenue = brought === null ? null : brought + out + Math.max(0, -spent);

  const [service, development, shipping, precontract] = EFFORTS.map(
    (kind) => priced(known, kind, horizon) ?? 0,
  );
  const costs = {
    service: service ?? 0,
    development: development ?? 0,
    shipping: shipping ?? 0,
    precontract: precontract ?? 0,
    goods: Math.max(0, spent),
    concessions: sumOf((granted.rows ?? []).filter(({ on }) => within(on, horizon)).map((each) => each.cost)),
  };
  const blocked = lacks.some(({ section, blocks }) => section === "costToServe" && blocks);
  const wants = wantsOf(sinceAnew(facts.demands, anew));
  const threat = threatOf(known, wants, lacks);
  const named = [...new Map(lacks.map((lack) => [lack.name, lack])).values()].sort(byName);
  return {
    horizon,
    revenueFrom,
    missing: named,
    sums: {
      asOf: day,
      currency,
      revenue,
      cost: blocked ? null : sumOf(Object.values(costs)),
      costs,
      precontractMinutes: sumOf(
        effort
          .filter((each) => each.kind === "precontract" && each.day >= anew.day)
          .map(({ minutes }) => minutes),
      ),
      concessionsUnderThreat: sumOf(
        concessions
          .filter((each) => each.underThreat && each.currency === currency && each.on >= anew.day)
          .map((each) => each.cost),
      ),
      threat,
      demand: demandOf(known, wants),
      returns: returnsOf(known, goods.rows),
      margin: margin && margin.revenue > 0 && margin.cost >= 0 ? margin : null,
      faults: faultsOf(known),
      missing: named.map(({ name }) => name).slice(0, 50),
    },
  };
}
