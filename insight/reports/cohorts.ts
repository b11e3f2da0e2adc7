import { type Day, endsMonth, monthName, monthOf } from "../../values/days.ts";
import { decimal, percent, perHead, plus, spoken, sumOf } from "../../values/money.ts";
import { axisText, bar, heat, picture, text } from "./plot.ts";
import type { Purchase } from "./purchases.ts";
import { counted, inPercent, left, moneyIn, type Report, right, type Sheet } from "./report.ts";
import type { DayValuation, ValuedClient } from "./valued.ts";

/** What a cohort did in one month. */
export interface Month {
  /** `1997-03` */
  readonly month: string;
  /** Months since the first purchase: 0 for the month of it. */
  readonly age: number;
  /** Clients who bought. */
  readonly active: number;
  readonly purchases: number;
  /** Returns taken off. */
  readonly revenue: number;
}

/** The clients who first bought in one month. */
export interface Cohort {
  readonly month: string;
  readonly clients: number;
  /** Every month from the first to the last that is known, those without a purchase too. */
  readonly months: readonly Month[];
}

export interface Cohorts {
  /** The earliest first. */
  readonly cohorts: readonly Cohort[];
  /** Clients who only returned things: they belong to no cohort. */
  readonly unplaced: number;
  readonly from: Day | null;
  readonly until: Day | null;
}

/** What a client did, three numbers a month: the month, its purchases, its revenue. In one list, as there are many. */
type MonthlyNumbers = number[];

function note(deeds: MonthlyNumbers, month: number, purchases: number, amount: number): void {
  let at = 0;
  while (at < deeds.length && deeds[at] !== month) at += 3;
  if (at === deeds.length) deeds.push(month, 0, 0);
  deeds[at + 1] = (deeds[at + 1] ?? 0) + purchases;
  deeds[at + 2] = plus(deeds[at + 2] ?? 0, amount);
}

interface CohortSums {
  active: number;
  purchases: number;
  revenue: number;
}

/**
 * R-REP-4: clients by the month of their first purchase, and how often they bought and what they brought from then on.
 * Rows come in any order. A return (less than nothing paid) is no purchase: it lowers the revenue of its month, or of
 * the first month where it is earlier than that.
 * @param knownUntil asked after the last row: the day up to which everything is known, where that is not the last row's
 */
export async function cohortsOf(
  rows: AsyncIterable<Purchase> | Iterable<Purchase>,
  knownUntil: () => Day | undefined = () => undefined,
): Promise<Cohorts> {
  const clients = new Map<string, MonthlyNumbers>();
  let from: Day | null = null;
  let until: Day | null = null;
  for await (const { client, day, amount } of rows) {
    const deeds = clients.get(client) ?? [];
    if (deeds.length === 0) clients.set(client, deeds);
    note(deeds, monthOf(day), amount < 0 ? 0 : 1, amount);
    if (from === null || day < from) from = day;
    if (until === null || day > until) until = day;
  }
  until = knownUntil() ?? until;
  const cohorts = new Map<number, { clients: number; ages: CohortSums[] }>();
  const last = until === null ? 0 : monthOf(until);
  let unplaced = 0;
  for (const deeds of clients.values()) {
    let first = Number.POSITIVE_INFINITY;
    for (let at = 0; at < deeds.length; at += 3)
      if ((deeds[at + 1] ?? 0) > 0) first = Math.min(first, deeds[at] ?? first);
    if (first === Number.POSITIVE_INFINITY) {
      unplaced += 1;
      continue;
    }
    const cohort = cohorts.get(first) ?? {
      clients: 0,
      ages: Array.from(
        { length: last - first + 1 },
        (): CohortSums => ({ active: 0, purchases: 0, revenue: 0 }),
      ),
    };
    cohorts.set(first, cohort);
    cohort.clients += 1;
    for (let at = 0; at < deeds.length; at += 3) {
      const [month = first, purchases = 0, revenue = 0] = deeds.slice(at, at + 3);
      const sums = cohort.ages[Math.max(0, month - first)];
      if (!sums) continue;
      sums.active += purchases > 0 ? 1 : 0;
      sums.purchases += purchases;
      sums.revenue = plus(sums.revenue, revenue);
    }
  }
  return {
    cohorts: [...cohorts]
      .sort(([a], [b]) => a - b)
      .map(([first, { clients: count, ages }]) => ({
        month: monthName(first),
        clients: count,
        months: ages.map((sums, age) => ({ month: monthName(first + age), age, ...sums })),
      })),
    unplaced,
    from,
    until,
  };
}

/** Purchases of a hundred clients of the cohort in the month. */
const frequency = ({ purchases }: Month, { clients }: Cohort): number => (100 * purchases) / clients;
const perClient = ({ revenue }: Month, { clients }: Cohort): number => perHead(revenue, clients);

interface Panel {
  readonly title: string;
  readonly value: (month: Month, cohort: Cohort) => number;
  readonly label: (value: number) => string;
}

const PANELS: readonly Panel[] = [
  {
    title: "Purchases per 100 clients of the cohort",
    value: frequency,
    label: (value) => counted(Math.round(value)),
  },
  { title: "Revenue per client of the cohort", value: perClient, label: (value) => spoken(value) },
];

const CELL = { width: 46, height: 26, gap: 2 };
const [LEFT, TOP] = [140, 120];

/** Two heat maps, one above the other: a row a cohort, a column a month of its age. */
function svg({ cohorts }: Cohorts, title: string, remark: string): string {
  const ages = Math.max(1, ...cohorts.map(({ months }) => months.length));
  const step = { x: CELL.width + CELL.gap, y: CELL.height + CELL.gap };
  const tall = cohorts.length * step.y + 76;
  const panels = PANELS.flatMap(({ title: head, value, label }, n) => {
    const top = TOP + n * tall;
    // The first month holds every client's first purchase by definition: the colours are made for what comes after.
    const later = cohorts.flatMap((cohort) => cohort.months.slice(1).map((month) => value(month, cohort)));
    const all = later.some((one) => one > 0)
      ? later
      : cohorts.flatMap((cohort) => cohort.months.map((month) => value(month, cohort)));
    const most = all.reduce((a, b) => Math.max(a, b), 1);
    return [
      text(20, top - 22, head, { weight: "bold", size: 14 }),
      ...Array.from({ length: ages }, (_, age) =>
        axisText(LEFT + age * step.x + CELL.width / 2, top - 4, `${age}`, { anchor: "middle", size: 11 }),
      ),
      ...cohorts.flatMap((cohort, at) => {
        const y = top + at * step.y;
        return [
          axisText(LEFT - 10, y + 17, `${cohort.month} (${counted(cohort.clients)})`, { anchor: "end" }),
          ...cohort.months.flatMap((month) => {
            const x = LEFT + month.age * step.x;
            const { fill, ink } = heat(value(month, cohort) / most);
            const says = `${cohort.month}, ${month.month}: ${counted(month.purchases)} purchases of ${counted(month.active)} clients, ${spoken(month.revenue)}`;
            return [
              bar(x, y, CELL.width, CELL.height, fill, says),
              text(x + CELL.width / 2, y + 17, label(value(month, cohort)), {
                anchor: "middle",
                fill: ink,
                size: 11,
              }),
            ];
          }),
        ];
      }),
    ];
  });
  const width = Math.max(700, LEFT + ages * step.x + 30);
  return picture(width, TOP + 2 * tall - 30, title, [
    axisText(
      20,
      54,
      `Down: the month of the first purchase (clients). Across: months since. Colours go by the months after the first. ${remark}`,
    ),
    ...panels,
  ]);
}

function sheetOf({ title, value, label }: Panel, { cohorts }: Cohorts): Sheet {
  const ages = Math.max(0, ...cohorts.map(({ months }) => months.length));
  return {
    title,
    columns: [
      left("first bought"),
      right("clients"),
      ...Array.from({ length: ages }, (_, age) => right(age === 0 ? "month 0" : `${age}`)),
    ],
    rows: cohorts.map((cohort) => [
      cohort.month,
      counted(cohort.clients),
      ...cohort.months.map((month) => label(value(month, cohort))),
    ]),
  };
}

/** What the clients of one cohort cost so far, and what they are still expected to bring. */
interface Potential {
  readonly month: string;
  readonly clients: number;
  readonly revenue: number;
  readonly cost: number;
  /** Over their horizons. */
  readonly expected: number;
}

/**
 * R-REP-4: cost against potential, by cohort.
 * @param firsts the day of each client's first purchase
 */
export function potentialsOf(values: readonly ValuedClient[], firsts: ReadonlyMap<string, Day>): Potential[] {
  const placed = values.filter(({ client }) => firsts.has(client));
  return [...Map.groupBy(placed, ({ client }) => (firsts.get(client) ?? "").slice(0, 7))]
    .map(([month, own]) => ({
      month,
      clients: own.length,
      revenue: sumOf(own.map(({ revenue }) => revenue)),
      cost: sumOf(own.map(({ cost }) => cost ?? 0)),
      expected: sumOf(own.map(({ expected }) => expected)),
    }))
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** Cost against potential, beside the report on a cohort's purchases. */
export function withPotential(
  report: Report,
  { day, currency, values }: DayValuation,
  firsts: ReadonlyMap<string, Day>,
): Report {
  const money = moneyIn(currency);
  const potentials = potentialsOf(values, firsts);
  return {
    ...report,
    data: { ...report.data, potentials },
    sheets: [
      ...report.sheets,
      {
        title: `Cost against potential on ${day}, a client`,
        columns: [
          left("first bought"),
          right("clients"),
          right("brought"),
          right("cost"),
          right("expected"),
          right("cost of expected"),
        ],
        rows: potentials.map(({ month, clients, revenue, cost, expected }) => [
          month,
          counted(clients),
          ...[revenue, cost, expected].map((amount) => money.spoken(perHead(amount, clients))),
          expected > 0 ? inPercent(percent(cost, expected)) : "–",
        ]),
      },
    ],
    remarks: [
      ...report.remarks,
      "Expected: what the clients are expected to bring over their horizons (docs/value.md).",
    ],
  };
}

/** `tenure report cohorts` (R-REP-4): purchase frequency and revenue by the month of the first purchase. */
export async function cohorts(
  rows: AsyncIterable<Purchase> | Iterable<Purchase>,
  knownUntil?: () => Day | undefined,
): Promise<Report> {
  const found = await cohortsOf(rows, knownUntil);
  const { from, until, unplaced } = found;
  const clients = sumOf(found.cohorts.map((cohort) => cohort.clients));
  const title = `${counted(clients)} clients by the month of their first purchase, ${from} to ${until}`;
  const open = until !== null && !endsMonth(until) ? `The last month is known up to ${until} only.` : "";
  return {
    empty: clients + unplaced === 0,
    data: { cohorts: found.cohorts, clients, unplaced, from, until },
    sheets: PANELS.map((panel, n) => {
      const sheet = sheetOf(panel, found);
      return n === 0 ? { ...sheet, title: `${title}\n${sheet.title}` } : sheet;
    }),
    remarks: [
      "Across: months since the first purchase (R-REP-4).",
      ...(open === "" ? [] : [open]),
      ...(unplaced === 0
        ? []
        : [`${counted(unplaced)} more clients only returned things, and belong to no cohort.`]),
    ],
    *csv() {
      yield ["cohort", "clients", "month", "age", "active", "purchases", "revenue"];
      for (const cohort of found.cohorts)
        for (const { month, age, active, purchases, revenue } of cohort.months)
          yield [cohort.month, cohort.clients, month, age, active, purchases, decimal(revenue)];
    },
    svg: () => svg(found, title, open),
  };
}
