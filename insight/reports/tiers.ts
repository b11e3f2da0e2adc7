import { percent, perHead, plus, reaches, sumOf } from "../../values/money.ts";
import { axisText, bar, picture, SHADES, text } from "./plot.ts";
import { type Account, byRevenue, portfolioOf } from "./portfolio.ts";
import type { Purchase } from "./purchases.ts";
import { counted, inPercent, left, type Money, moneyIn, type Report, right } from "./report.ts";
import type { DayValuation } from "./valued.ts";

export type Tier = "high" | "mid" | "low";

const TIERS: readonly Tier[] = ["high", "mid", "low"];

/** The policy's: percent of the profit that the high tier brings, and percent of the rest that the mid tier does. */
export interface TierShares {
  readonly highPct: number;
  readonly midPct: number;
}

export interface TieredAccount extends Account {
  readonly tier: Tier;
}

/**
 * R-DEC-11: from the most profitable down, who brings up to `highPct` of all profit is high, up to `midPct` of what
 * remains mid, the rest low. Whoever crosses a line belongs to the upper tier; no profit is low, and losses lower no line;
 * ties go by id. Only proportions count, so that revenue stands for profit wherever the margin is the same for all.
 * @returns the clients, the most profitable first
 */
export function tiersOf(accounts: readonly Account[], { highPct, midPct }: TierShares): TieredAccount[] {
  const sorted = byRevenue(accounts);
  const earning = sorted.filter(({ revenue }) => revenue > 0).length;
  const tiered: TieredAccount[] = [];
  for (const [tier, share] of [
    ["high", highPct],
    ["mid", midPct],
  ] as const) {
    const rest = sumOf(sorted.slice(tiered.length, earning).map(({ revenue }) => revenue));
    for (let brought = 0; tiered.length < earning && !reaches(brought, share, rest); ) {
      const account = sorted[tiered.length];
      if (!account) break;
      tiered.push({ ...account, tier });
      brought = plus(brought, account.revenue);
    }
  }
  return [...tiered, ...sorted.slice(tiered.length).map((account) => ({ ...account, tier: "low" as const }))];
}

interface TierPart {
  readonly tier: Tier;
  readonly clients: number;
  readonly clientsPct: number;
  readonly amount: number;
  /** Of what the earning clients bring. */
  readonly amountPct: number;
  /** The least and the most that a client of the tier brings; null where it has none. */
  readonly least: number | null;
  readonly most: number | null;
}

/** What the tiers are of: of profit where it is known, otherwise of revenue. */
interface TierBasis {
  readonly of: "revenue" | "profit";
  /** When: `1997-01-01 to 1998-06-30`, or a day. */
  readonly when: string;
  readonly money: Money;
  readonly remarks: readonly string[];
  /** What else the data tell. */
  readonly more: Readonly<Record<string, unknown>>;
}

function partsOf(tiered: readonly TieredAccount[], gained: number): TierPart[] {
  return TIERS.map((tier) => {
    const own = tiered.filter((account) => account.tier === tier);
    const amounts = own.map(({ revenue }) => revenue);
    return {
      tier,
      clients: own.length,
      clientsPct: percent(own.length, tiered.length),
      amount: sumOf(amounts),
      amountPct: percent(sumOf(amounts.map((amount) => Math.max(0, amount))), gained),
      least: amounts.at(-1) ?? null,
      most: amounts[0] ?? null,
    };
  });
}

function svg(parts: readonly TierPart[], { of, money }: TierBasis, title: string): string {
  const [x, width] = [125, 600];
  const stacks = [
    { name: "of the clients", y: 70, shares: parts.map(({ clientsPct }) => clientsPct) },
    { name: `of the ${of}`, y: 130, shares: parts.map(({ amountPct }) => amountPct) },
  ];
  const drawn = stacks.flatMap(({ name, y, shares }) => {
    let at = x;
    return [
      text(x - 10, y + 25, name, { anchor: "end" }),
      ...shares.map((share, n) => {
        const wide = (share / 100) * width;
        const start = at;
        at += wide;
        const label = text(start + wide / 2, y + 25, inPercent(share), {
          anchor: "middle",
          fill: n < 2 ? "white" : "black",
        });
        return bar(start, y, wide, 40, SHADES[n] ?? "gray") + (wide > 50 ? label : "");
      }),
    ];
  });
  const legend = parts.flatMap(({ tier, clients: own, amount, least, most }, n) => [
    bar(x, 196 + n * 24, 14, 14, SHADES[n] ?? "gray"),
    text(x + 22, 208 + n * 24, tier),
    axisText(
      x + 70,
      208 + n * 24,
      `${counted(own)} clients bring ${money.spoken(amount)}${least === null || most === null ? "" : `, ${money.spoken(least)} to ${money.spoken(most)} each`}`,
    ),
  ]);
  return picture(760, 280, title, [...drawn, ...legend]);
}

/** @param tiered the clients, the most profitable first */
function report(tiered: readonly TieredAccount[], basis: TierBasis): Report {
  const { of, when, money, remarks, more } = basis;
  const amounts = tiered.map(({ revenue }) => revenue);
  const gained = sumOf(amounts.map((amount) => Math.max(0, amount)));
  const total = sumOf(amounts);
  const parts = partsOf(tiered, gained);
  const title = `Profit tiers of ${counted(tiered.length)} clients, ${when}`;
  return {
    empty: tiered.length === 0,
    data: {
      ...Object.fromEntries(parts.map(({ tier, clients }) => [tier, clients])),
      clients: tiered.length,
      total,
      gained,
      lost: total - gained,
      ...more,
      tiers: parts.map(({ amount, amountPct, least, most, ...part }) => ({
        ...part,
        [of]: amount,
        [`${of}Pct`]: amountPct,
        least,
        most,
      })),
    },
    sheets: [
      {
        title,
        columns: [
          left("tier"),
          right("clients"),
          right("of clients"),
          right(of),
          right(`of ${of}`),
          right("each, mean"),
          right("least"),
          right("most"),
        ],
        rows: [
          ...parts.map((part) => [
            part.tier,
            counted(part.clients),
            inPercent(part.clientsPct),
            money.spoken(part.amount),
            inPercent(part.amountPct),
            part.clients === 0 ? "–" : money.spoken(perHead(part.amount, part.clients)),
            part.least === null ? "–" : money.spoken(part.least),
            part.most === null ? "–" : money.spoken(part.most),
          ]),
          [
            "all",
            counted(tiered.length),
            "",
            money.spoken(total),
            "",
            money.spoken(perHead(total, tiered.length)),
            "",
            "",
          ],
        ],
      },
    ],
    remarks: [
      ...remarks,
      ...(total < gained
        ? [
            `Clients who cost more than they bring lose ${money.spoken(gained - total)}; shares are of the ${money.spoken(gained)} that the others bring.`,
          ]
        : []),
    ],
    *csv() {
      yield ["client", "tier", of];
      for (const { client, tier, revenue } of tiered) yield [client, tier, money.decimal(revenue)];
    },
    svg: () => svg(parts, basis, title),
  };
}

/** `tenure report tiers` (R-DEC-11): who brings how much, where the margin is the same for all. */
export async function tiers(
  rows: AsyncIterable<Purchase> | Iterable<Purchase>,
  shares: TierShares,
  currency?: string,
): Promise<Report> {
  const { accounts, from, until } = await portfolioOf(rows);
  return report(tiersOf(accounts, shares), {
    of: "revenue",
    when: `${from} to ${until}`,
    money: moneyIn(currency),
    remarks: [
      `R-DEC-11: up to ${shares.highPct} % of the profit is high, up to ${shares.midPct} % of the rest mid; the margin is taken to be the same for all.`,
    ],
    more: { from, until },
  });
}

/** The same of profit, with the tiers that clients have on a day. */
export function tiersOn({ day, currency, values }: DayValuation): Report {
  const tiered = values
    .flatMap(({ client, tier, profit }) =>
      tier === null || profit === null ? [] : [{ client, tier, revenue: profit }],
    )
    .sort((a, b) => b.revenue - a.revenue || (a.client < b.client ? -1 : 1));
  return report(tiered, {
    of: "profit",
    when: `on ${day}`,
    money: moneyIn(currency),
    remarks: [
      "R-DEC-11: profit over each client's horizon; the shares of the tiers are those of the policy.",
    ],
    more: { day, currency },
  });
}
