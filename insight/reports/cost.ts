import { percent, sumOf } from "../../values/money.ts";
import { bars } from "./bars.ts";
import {
  inHours,
  inPercent,
  left,
  type Money,
  moneyIn,
  plural,
  type Report,
  right,
  type Sheet,
} from "./report.ts";
import type { DayValuation, ValuedClient } from "./valued.ts";

const PARTS = ["service", "development", "shipping", "precontract", "goods", "concessions"] as const;
type CostPart = (typeof PARTS)[number];

const FILLS: Readonly<Record<CostPart, string>> = {
  service: "#08519c",
  development: "#2b7bba",
  shipping: "#6baed6",
  precontract: "#c6dbef",
  goods: "#868e96",
  concessions: "#d9480f",
};

const partOf = (value: ValuedClient, part: CostPart): number => value[part] ?? 0;
const total = (value: ValuedClient): number => sumOf(PARTS.map((part) => partOf(value, part)));

interface Spent {
  readonly name: string;
  readonly minutes: number;
  readonly amount: number;
}

/** Sums of hours by one of their sides, the dearest first. */
function spentBy({ efforts }: DayValuation, side: "role" | "kind"): Spent[] {
  return [...Map.groupBy(efforts, (effort) => effort[side])]
    .map(([name, own]) => ({
      name,
      minutes: own.reduce((sum, { minutes }) => sum + minutes, 0),
      amount: sumOf(own.map(({ amount }) => amount ?? 0)),
    }))
    .sort((a, b) => b.amount - a.amount || (a.name < b.name ? -1 : 1));
}

function picture(
  dear: readonly ValuedClient[],
  roles: readonly Spent[],
  money: Money,
  title: string,
): string {
  return bars({
    title,
    note: "The dearest first; after each bar, what the client brought in the same time (R-REP-2)",
    legend: PARTS.map((part) => [FILLS[part], part] as const),
    groups: [
      {
        title: "Clients",
        rows: dear.map((value) => ({
          label: value.client,
          parts: PARTS.map((part) => ({
            value: partOf(value, part),
            fill: FILLS[part],
            says: `${part}: ${money.spoken(partOf(value, part))}`,
          })),
          told: `${money.spoken(total(value))}, brings ${money.spoken(value.revenue)}`,
        })),
      },
      {
        title: "Roles",
        rows: roles.map(({ name, minutes, amount }) => ({
          label: name,
          parts: [{ value: amount, fill: FILLS.service }],
          told: `${money.spoken(amount)}, ${inHours(minutes)} hours`,
        })),
      },
    ],
  });
}

/** `tenure report cost` (R-REP-2): what serving each client costs, and whose time it is. */
export function cost(valuation: DayValuation): Report {
  const { day, currency, values, efforts } = valuation;
  const money = moneyIn(currency);
  const dear = values
    .filter((value) => total(value) > 0)
    .sort((a, b) => total(b) - total(a) || (a.client < b.client ? -1 : 1));
  const all = sumOf(dear.map(total));
  const roles = spentBy(valuation, "role");
  const worked = sumOf(roles.map(({ amount }) => amount));
  const unpriced = values.filter(({ cost: priced }) => priced === null).length;
  const title = `Cost to serve of ${plural(dear.length, "client")} on ${day}: ${money.spoken(all)} ${currency}`;
  const bySide = (name: string, spent: readonly Spent[]): Sheet => ({
    title: `Working time by ${name}`,
    columns: [left(name), right("hours"), right("cost"), right("of working time")],
    rows: spent.map((one) => [
      one.name,
      inHours(one.minutes),
      money.spoken(one.amount),
      inPercent(percent(one.amount, worked)),
    ]),
  });
  return {
    empty: dear.length === 0,
    data: {
      day,
      currency,
      clients: dear.length,
      cost: all,
      unpriced,
      parts: Object.fromEntries(PARTS.map((part) => [part, sumOf(dear.map((value) => partOf(value, part)))])),
      roles,
      kinds: spentBy(valuation, "kind"),
      byClient: dear.map((value) => ({
        client: value.client,
        ...Object.fromEntries(PARTS.map((part) => [part, value[part]])),
        cost: total(value),
        revenue: value.revenue,
        profit: value.profit,
      })),
    },
    sheets: [
      bySide("role", roles),
      {
        title,
        columns: [
          left("client"),
          right("cost"),
          right("of all"),
          right("revenue"),
          right("profit"),
          ...PARTS.map((part) => right(part)),
        ],
        rows: dear.map((value) => [
          value.client,
          money.spoken(total(value)),
          inPercent(percent(total(value), all)),
          money.spoken(value.revenue),
          value.profit === null ? "–" : money.spoken(value.profit),
          ...PARTS.map((part) => money.spoken(partOf(value, part))),
        ]),
      },
    ],
    remarks: [
      `R-REP-2: hours of every role × its rate, goods, shipping, concessions and effort before the contract, over each client's horizon up to ${day}.`,
      "Hours by role are rounded for each role, those of a client for each kind: the last minor unit may differ.",
      ...(unpriced > 0
        ? [`Hours of ${plural(unpriced, "client")} have no price in ${currency}: they count as nothing here.`]
        : []),
    ],
    *csv() {
      yield ["client", "role", "kind", "minutes", "amount"];
      for (const { client, role, kind, minutes, amount } of efforts)
        yield [client, role, kind, minutes, amount === null ? "" : money.decimal(amount)];
      for (const value of dear)
        for (const part of ["goods", "concessions"] as const)
          if (value[part] !== 0) yield [value.client, "", part, "", money.decimal(value[part])];
    },
    svg: () => picture(dear, roles, money, title),
  };
}
