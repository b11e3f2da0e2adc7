import { percent, plus, reaches, sumOf } from "../../values/money.ts";
import { type EffortCheck, effortCheck, effortRemark } from "./effort.ts";
import { axisText, dot, line, picture, SHADES, text } from "./plot.ts";
import { portfolioOf } from "./portfolio.ts";
import type { Purchase } from "./purchases.ts";
import { counted, inPercent, left, type Money, moneyIn, type Report, right } from "./report.ts";
import { type DayValuation, workOf } from "./valued.ts";

/** The check of R-REP-1: so many percent of the clients are held against so many percent of what all bring (S). */
export const FEW = 20;
export const MOST_OF_IT = 80;

/** The biggest so many clients, and what they bring together. */
export interface ParetoPoint {
  readonly clients: number;
  readonly clientsPct: number;
  readonly revenue: number;
  /** Of what the earning clients bring: losses do not lift the others above 100 %. */
  readonly revenuePct: number;
}

export interface Pareto {
  readonly clients: number;
  readonly total: number;
  /** What the earning clients bring. */
  readonly gained: number;
  readonly lost: number;
  /** The fewest clients who bring 80 %; null where nobody brings anything. */
  readonly most: ParetoPoint | null;
  /** What the biggest 20 % bring, a broken client counting as one; null where there are no clients. */
  readonly few: ParetoPoint | null;
  /** Whether the biggest 20 % bring 80 %. */
  readonly holds: boolean;
  /** At every whole percent of the clients. */
  readonly curve: readonly ParetoPoint[];
}

/** R-REP-1: how many of the clients bring how much. @param revenues in minor units, by client, in any order */
export function paretoOf(revenues: readonly number[]): Pareto {
  const sorted = [...revenues].sort((a, b) => b - a);
  const clients = sorted.length;
  const total = sumOf(sorted);
  const sums = [0];
  for (const revenue of sorted) sums.push(plus(sums.at(-1) ?? 0, Math.max(0, revenue)));
  const gained = sums.at(-1) ?? 0;
  const pointAt = (count: number): ParetoPoint => {
    const revenue = sums[count] ?? gained;
    return {
      clients: count,
      clientsPct: percent(count, clients),
      revenue,
      revenuePct: percent(revenue, gained),
    };
  };
  const counts = Array.from({ length: 101 }, (_, pct) => Math.ceil((clients * pct) / 100));
  const few = clients === 0 ? null : pointAt(Math.ceil((clients * FEW) / 100));
  return {
    clients,
    total,
    gained,
    lost: total - gained,
    most: gained === 0 ? null : pointAt(sums.findIndex((sum) => reaches(sum, MOST_OF_IT, gained))),
    few,
    holds: few !== null && gained > 0 && reaches(few.revenue, MOST_OF_IT, gained),
    curve: [...new Set(counts)].map(pointAt),
  };
}

const SIDE = 460;
const MARK = "#d9480f";
const [LEFT, TOP] = [80, 70];

function svg({ curve, few, most, holds }: Pareto, title: string): string {
  const x = (pct: number) => LEFT + (pct / 100) * SIDE;
  const y = (pct: number) => TOP + SIDE - (pct / 100) * SIDE;
  const ticks = [0, 20, 40, 60, 80, 100];
  const grid = ticks.flatMap((tick) => [
    line(
      [
        [x(tick), y(0)],
        [x(tick), y(100)],
      ],
      "#e3e6ea",
    ),
    line(
      [
        [x(0), y(tick)],
        [x(100), y(tick)],
      ],
      "#e3e6ea",
    ),
    axisText(x(tick), y(0) + 20, `${tick} %`, { anchor: "middle" }),
    axisText(x(0) - 10, y(tick) + 4, `${tick} %`, { anchor: "end" }),
  ]);
  const told = (point: ParetoPoint) =>
    `${inPercent(point.clientsPct)} of clients bring ${inPercent(point.revenuePct)}`;
  const mark = (point: ParetoPoint | null, below: number) => {
    if (point === null) return [];
    const [px, py, right] = [x(point.clientsPct), y(point.revenuePct), point.clientsPct <= 60];
    const label = text(px + (right ? 12 : -12), py + below, told(point), { anchor: right ? "start" : "end" });
    return [label, dot(px, py, 5, MARK, told(point))];
  };
  // Two marks at nearly the same height would write over each other.
  const close = few !== null && most !== null && Math.abs(y(few.revenuePct) - y(most.revenuePct)) < 18;
  return picture(LEFT + SIDE + 160, TOP + SIDE + 70, title, [
    axisText(
      20,
      54,
      `The 20/80 check ${holds ? "holds" : "does not hold"}: ${few ? told(few) : "there are no clients"}.`,
    ),
    ...grid,
    line(
      [
        [x(0), y(0)],
        [x(100), y(100)],
      ],
      "#adb5bd",
      { dashes: "2 4" },
    ),
    line(
      [
        [x(FEW), y(0)],
        [x(FEW), y(MOST_OF_IT)],
        [x(0), y(MOST_OF_IT)],
      ],
      MARK,
      { dashes: "5 4" },
    ),
    line(
      curve.map((point) => [x(point.clientsPct), y(point.revenuePct)] as const),
      SHADES[0],
      { width: 2.5 },
    ),
    ...mark(few, close ? 38 : 20),
    ...mark(most, 20),
    axisText(x(50), y(0) + 44, "share of the clients, the biggest first", { anchor: "middle" }),
  ]);
}

const BAR = 25;

/** What the curve is of. */
interface ParetoBasis {
  readonly of: "revenue" | "profit";
  readonly when: string;
  readonly money: Money;
  readonly more: Readonly<Record<string, unknown>>;
  readonly effort: EffortCheck | null;
}

function report(amounts: readonly number[], { of, when, money, more, effort }: ParetoBasis): Report {
  const found = paretoOf(amounts);
  const { clients, few, most, holds, curve, total, gained, lost } = found;
  const shown = curve.filter(
    ({ clients: count }, at) => count > 0 && (at % 10 === 0 || at === curve.length - 1),
  );
  const named = (point: ParetoPoint | null) =>
    point === null
      ? null
      : {
          clients: point.clients,
          clientsPct: point.clientsPct,
          [of]: point.revenue,
          [`${of}Pct`]: point.revenuePct,
        };
  const title = `Who brings the ${of}: ${counted(clients)} clients, ${when}`;
  return {
    empty: clients === 0,
    data: {
      clients,
      total,
      gained,
      lost,
      ...more,
      few: named(few),
      most: named(most),
      holds,
      curve: curve.map(named),
    },
    sheets: [
      {
        title,
        columns: [right("the biggest"), right("clients"), right("bring"), right(`of ${of}`), left("")],
        rows: shown.map((point) => [
          inPercent(point.clientsPct),
          counted(point.clients),
          money.spoken(point.revenue),
          inPercent(point.revenuePct),
          "█".repeat(Math.round((point.revenuePct / 100) * BAR)),
        ]),
      },
    ],
    remarks: [
      most === null
        ? "Nobody brings anything."
        : `${inPercent(most.clientsPct)} of the clients (${counted(most.clients)}) bring ${MOST_OF_IT} % of the ${of}.`,
      ...(few === null
        ? []
        : [
            `R-REP-1: the biggest ${FEW} % (${counted(few.clients)}) bring ${inPercent(few.revenuePct)}: the 20/80 check ${holds ? "holds" : "does not hold"}.`,
          ]),
      ...(effort === null ? [] : [effortRemark(effort)]),
      ...(lost < 0
        ? [
            `Other clients lose ${money.spoken(-lost)}; shares are of the ${money.spoken(gained)} that the earning ones bring.`,
          ]
        : []),
    ],
    *csv() {
      yield ["clients", "clients_pct", of, `${of}_pct`];
      for (const point of curve)
        yield [point.clients, point.clientsPct, money.decimal(point.revenue), point.revenuePct];
    },
    svg: () => svg(found, title),
  };
}

/** `tenure report pareto` (R-REP-1): which share of the clients brings 80 % of the revenue. */
export async function pareto(
  rows: AsyncIterable<Purchase> | Iterable<Purchase>,
  currency?: string,
): Promise<Report> {
  const { accounts, from, until } = await portfolioOf(rows);
  return report(
    accounts.map(({ revenue }) => revenue),
    {
      of: "revenue",
      when: `${from} to ${until}`,
      money: moneyIn(currency),
      more: { from, until },
      effort: null,
    },
  );
}

/** The same of profit on a day, with the check of effort. */
export function paretoOn({ day, currency, values }: DayValuation): Report {
  const tiered = values.filter(({ tier }) => tier !== null);
  const effort = effortCheck(
    tiered.map((value) => ({ result: value.profit ?? 0, effort: workOf(value) ?? 0 })),
  );
  return report(
    tiered.map(({ profit }) => profit ?? 0),
    { of: "profit", when: `on ${day}`, money: moneyIn(currency), more: { day, currency, effort }, effort },
  );
}
