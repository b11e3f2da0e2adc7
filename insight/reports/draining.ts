import { percent, sumOf } from "../../values/money.ts";
import { bars } from "./bars.ts";
import { SHADES } from "./plot.ts";
import { counted, inHours, inPercent, left, moneyIn, plural, type Report, right } from "./report.ts";
import { type DayValuation, minutesOf, type ValuedClient } from "./valued.ts";

/** Draining clients against the others: what they take of our hours, and what they bring. */
export interface Draining {
  readonly clients: number;
  readonly minutes: number;
  /** Brought, losses not taken off. */
  readonly revenue: number;
}

export interface Balance {
  readonly draining: Draining;
  readonly others: Draining;
  /** Of all hours, and of all revenue, in percent. */
  readonly minutesPct: number;
  readonly revenuePct: number;
  /** Minutes that draining clients took beyond their share of the revenue: the others went without them. */
  readonly lostMinutes: number;
  /** Others who left in the days of the valuation, and what they had brought in them. */
  readonly left: { readonly clients: number; readonly revenue: number };
}

/**
 * R-REP-11: the share of hours on draining clients, against what the others lost: the hours that they would have had
 * if hours went by revenue, and those of them who left meanwhile.
 * @param gone clients who left in the same days
 */
export function balanceOf({ values, efforts }: DayValuation, gone: ReadonlySet<string>): Balance {
  const minutes = minutesOf(efforts);
  const side = (own: readonly ValuedClient[]): Draining => ({
    clients: own.length,
    minutes: own.reduce((sum, { client }) => sum + (minutes.get(client) ?? 0), 0),
    revenue: sumOf(own.map(({ revenue }) => Math.max(0, revenue))),
  });
  const draining = side(values.filter(({ segment }) => segment === "draining"));
  const rest = values.filter(({ segment }) => segment !== "draining");
  const others = side(rest);
  const [allMinutes, allRevenue] = [draining.minutes + others.minutes, draining.revenue + others.revenue];
  const fair =
    allRevenue === 0
      ? allMinutes
      : Number((BigInt(allMinutes) * BigInt(draining.revenue)) / BigInt(allRevenue));
  const lost = rest.filter(({ client }) => gone.has(client));
  return {
    draining,
    others,
    minutesPct: percent(draining.minutes, allMinutes),
    revenuePct: percent(draining.revenue, allRevenue),
    lostMinutes: Math.max(0, draining.minutes - fair),
    left: { clients: lost.length, revenue: sumOf(lost.map(({ revenue }) => Math.max(0, revenue))) },
  };
}

/** `tenure report draining` (R-REP-11). */
export function draining(valuation: DayValuation, gone: ReadonlySet<string>): Report {
  const { day, currency, values, efforts } = valuation;
  const money = moneyIn(currency);
  const found = balanceOf(valuation, gone);
  const minutes = minutesOf(efforts);
  const own = values
    .filter(({ segment }) => segment === "draining")
    .map(({ client, revenue, profit }) => ({ client, revenue, profit, minutes: minutes.get(client) ?? 0 }))
    .sort((a, b) => b.minutes - a.minutes || (a.client < b.client ? -1 : 1));
  const title = `Draining clients take ${inPercent(found.minutesPct)} of our hours and bring ${inPercent(found.revenuePct)} of the revenue, on ${day}`;
  const lost = `The others went without ${inHours(found.lostMinutes)} hours that their revenue would have had; ${plural(found.left.clients, "of them left", "of them left")}, who had brought ${money.spoken(found.left.revenue)}.`;
  return {
    empty: found.draining.clients === 0,
    data: { day, currency, ...found, byClient: own },
    sheets: [
      {
        title,
        columns: [
          left(""),
          right("clients"),
          right("hours"),
          right("of hours"),
          right("revenue"),
          right("of revenue"),
        ],
        rows: (["draining", "others"] as const).map((side) => [
          side,
          counted(found[side].clients),
          inHours(found[side].minutes),
          inPercent(side === "draining" ? found.minutesPct : 100 - found.minutesPct),
          money.spoken(found[side].revenue),
          inPercent(side === "draining" ? found.revenuePct : 100 - found.revenuePct),
        ]),
      },
      {
        title: plural(own.length, "draining client"),
        columns: [left("client"), right("hours"), right("revenue"), right("profit")],
        rows: own.map(({ client, minutes: spent, revenue, profit }) => [
          client,
          inHours(spent),
          money.spoken(revenue),
          profit === null ? "–" : money.spoken(profit),
        ]),
      },
    ],
    remarks: [`R-REP-11: ${lost}`],
    *csv() {
      yield ["client", "minutes", "revenue", "profit"];
      for (const { client, minutes: spent, revenue, profit } of own)
        yield [client, spent, money.decimal(revenue), profit === null ? "" : money.decimal(profit)];
    },
    svg: () =>
      bars({
        title,
        note: lost,
        most: 100,
        groups: (
          [
            ["our hours", found.minutesPct],
            ["the revenue", found.revenuePct],
          ] as const
        ).map(([what, share]) => ({
          title: `of ${what}`,
          rows: [
            { label: "draining", parts: [{ value: share, fill: "#c92a2a" }], told: inPercent(share) },
            {
              label: "others",
              parts: [{ value: 100 - share, fill: SHADES[1] }],
              told: inPercent(100 - share),
            },
          ],
        })),
      }),
  };
}
