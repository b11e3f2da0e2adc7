import { decimal, percent, perHead, plus, reaches, spoken, sumOf } from "../rows/money.ts";
import { axisText, bar, picture, SHADES, text } from "./plot.ts";
import { type Account, byRevenue, type Portfolio, portfolioOf } from "./portfolio.ts";
import type { Purchase } from "./purchases.ts";
import { counted, inPercent, left, type Report, right } from "./report.ts";

export type Tier = "high" | "mid" | "low";

const TIERS: readonly Tier[] = ["high", "mid", "low"];

/** Percent of the profit that the high tier brings, and percent of the rest that the mid tier does (R-DEC-11, S). */
export const TIER_SHARE = 80;

export interface Tiered extends Account {
  readonly tier: Tier;
}

/**
 * R-DEC-11: from the most profitable down, who brings up to 80 % of all profit is high, up to 80 % of what remains
 * mid, the rest low. Whoever crosses a line belongs to the upper tier; no profit is low, and losses lower no line;
 * ties go by id. Only proportions count, so that revenue stands for profit wherever the margin is the same for all.
 * @returns the clients, the most profitable first
 */
export function tiersOf(accounts: readonly Account[]): Tiered[] {
  const sorted = byRevenue(accounts);
  const earning = sorted.filter(({ revenue }) => revenue > 0).length;
  const tiered: Tiered[] = [];
  for (const tier of ["high", "mid"] as const) {
    const rest = sumOf(sorted.slice(tiered.length, earning).map(({ revenue }) => revenue));
    for (let brought = 0; tiered.length < earning && !reaches(brought, TIER_SHARE, rest); ) {
      const account = sorted[tiered.length];
      if (!account) break;
      tiered.push({ ...account, tier });
      brought = plus(brought, account.revenue);
    }
  }
  return [...tiered, ...sorted.slice(tiered.length).map((account) => ({ ...account, tier: "low" as const }))];
}

interface Part {
  readonly tier: Tier;
  readonly clients: number;
  readonly clientsPct: number;
  readonly revenue: number;
  /** Of what the earning clients bring. */
  readonly revenuePct: number;
  /** The least and the most that a client of the tier brings; null where it has none. */
  readonly least: number | null;
  readonly most: number | null;
}

function partsOf(tiered: readonly Tiered[], gained: number): Part[] {
  return TIERS.map((tier) => {
    const own = tiered.filter((account) => account.tier === tier);
    const revenue = sumOf(own.map((account) => account.revenue));
    const earned = sumOf(own.map((account) => Math.max(0, account.revenue)));
    return {
      tier,
      clients: own.length,
      clientsPct: percent(own.length, tiered.length),
      revenue,
      revenuePct: percent(earned, gained),
      least: own.at(-1)?.revenue ?? null,
      most: own[0]?.revenue ?? null,
    };
  });
}

function svg(parts: readonly Part[], { from, until }: Portfolio, clients: number): string {
  const [x, width] = [125, 600];
  const stacks = [
    { name: "of the clients", y: 70, shares: parts.map(({ clientsPct }) => clientsPct) },
    { name: "of the revenue", y: 130, shares: parts.map(({ revenuePct }) => revenuePct) },
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
  const legend = parts.flatMap(({ tier, clients: own, revenue, least, most }, n) => [
    bar(x, 196 + n * 24, 14, 14, SHADES[n] ?? "gray"),
    text(x + 22, 208 + n * 24, tier),
    axisText(
      x + 70,
      208 + n * 24,
      `${counted(own)} clients bring ${spoken(revenue)}${least === null || most === null ? "" : `, ${spoken(least)} to ${spoken(most)} each`}`,
    ),
  ]);
  const title = `Profit tiers of ${counted(clients)} clients, ${from} to ${until}`;
  return picture(760, 280, title, [...drawn, ...legend]);
}

/** `tenure report tiers` (R-DEC-11): who brings how much, where the margin is the same for all. */
export async function tiers(rows: AsyncIterable<Purchase> | Iterable<Purchase>): Promise<Report> {
  const portfolio = await portfolioOf(rows);
  const { accounts, from, until } = portfolio;
  const tiered = tiersOf(accounts);
  const gained = sumOf(accounts.map(({ revenue }) => Math.max(0, revenue)));
  const total = sumOf(accounts.map(({ revenue }) => revenue));
  const parts = partsOf(tiered, gained);
  const counts = Object.fromEntries(parts.map(({ tier, clients }) => [tier, clients]));
  return {
    data: {
      ...counts,
      clients: accounts.length,
      total,
      gained,
      lost: total - gained,
      from,
      until,
      tiers: parts,
    },
    sheets: [
      {
        title: `Profit tiers of ${counted(accounts.length)} clients, ${from} to ${until}`,
        columns: [
          left("tier"),
          right("clients"),
          right("of clients"),
          right("revenue"),
          right("of revenue"),
          right("each, mean"),
          right("least"),
          right("most"),
        ],
        rows: [
          ...parts.map((part) => [
            part.tier,
            counted(part.clients),
            inPercent(part.clientsPct),
            spoken(part.revenue),
            inPercent(part.revenuePct),
            part.clients === 0 ? "–" : spoken(perHead(part.revenue, part.clients)),
            part.least === null ? "–" : spoken(part.least),
            part.most === null ? "–" : spoken(part.most),
          ]),
          [
            "all",
            counted(accounts.length),
            "",
            spoken(total),
            "",
            spoken(perHead(total, accounts.length)),
            "",
            "",
          ],
        ],
      },
    ],
    remarks: [
      `R-DEC-11: up to ${TIER_SHARE} % of the profit is high, up to ${TIER_SHARE} % of the rest mid; the margin is taken to be the same for all.`,
      ...(total < gained
        ? [
            `Clients who cost more than they bring lose ${spoken(gained - total)}; shares are of the ${spoken(gained)} that the others bring.`,
          ]
        : []),
    ],
    *csv() {
      yield ["client", "tier", "revenue"];
      for (const { client, tier, revenue } of tiered) yield [client, tier, decimal(revenue)];
    },
    svg: () => svg(parts, portfolio, accounts.length),
  };
}
