import { percent, sumOf } from "../../values/money.ts";
import { bars } from "./bars.ts";
import { effortCheck, effortRemark } from "./effort.ts";
import { counted, inHours, inPercent, left, moneyIn, plural, type Report, right } from "./report.ts";
import { type DayValuation, minutesOf, type ValuedClient, workOf } from "./valued.ts";

const SEGMENTS = ["core", "wavering", "draining"] as const;
const TIERS = ["high", "mid", "low"] as const;
const FILLS = { core: "#2f9e44", wavering: "#f59f00", draining: "#c92a2a" } as const;

const points = (hundredths: number): string => (hundredths / 100).toFixed(1);

function partsOf(values: readonly ValuedClient[], minutes: ReadonlyMap<string, number>) {
  const spent = (some: readonly { readonly client: string }[]) =>
    some.reduce((sum, { client }) => sum + (minutes.get(client) ?? 0), 0);
  const [revenue, work] = [sumOf(values.map((value) => Math.max(0, value.revenue))), spent(values)];
  return SEGMENTS.map((segment) => {
    const own = values.filter((value) => value.segment === segment);
    const scores = own.map(({ score }) => score ?? 0).sort((a, b) => a - b);
    return {
      segment,
      clients: own.length,
      clientsPct: percent(own.length, values.length),
      revenue: sumOf(own.map((value) => value.revenue)),
      revenuePct: percent(sumOf(own.map((value) => Math.max(0, value.revenue))), revenue),
      profit: sumOf(own.map((value) => value.profit ?? 0)),
      minutes: spent(own),
      minutesPct: percent(spent(own), work),
      /** Hundredths of a point. */
      leastScore: scores[0] ?? null,
      mostScore: scores.at(-1) ?? null,
      tiers: Object.fromEntries(
        TIERS.map((tier) => [tier, own.filter((value) => value.tier === tier).length]),
      ),
    };
  });
}
type SegmentPart = ReturnType<typeof partsOf>[number];

function picture(parts: readonly SegmentPart[], title: string, note: string): string {
  const shares = (head: string, share: (part: SegmentPart) => number) => ({
    title: head,
    rows: parts.map((part) => ({
      label: part.segment,
      parts: [{ value: share(part), fill: FILLS[part.segment] }],
      told: inPercent(share(part)),
    })),
  });
  return bars({
    title,
    note,
    most: 100,
    groups: [
      shares("of the clients", (part) => part.clientsPct),
      shares("of the revenue", (part) => part.revenuePct),
      shares("of our hours", (part) => part.minutesPct),
    ],
  });
}

/** `tenure report segments` (R-REP-1, R-DEC-12): who is core, wavering, draining, and what each brings and takes. */
export function segments(valuation: DayValuation): Report {
  const { day, currency, efforts } = valuation;
  const money = moneyIn(currency);
  const values = valuation.values.filter(({ segment }) => segment !== null);
  const minutes = minutesOf(efforts);
  const parts = partsOf(values, minutes);
  const check = effortCheck(
    values.map((value) => ({ result: value.profit ?? 0, effort: workOf(value) ?? 0 })),
  );
  const title = `Segments of ${plural(values.length, "client")} on ${day}`;
  return {
    empty: values.length === 0,
    data: { day, currency, clients: values.length, segments: parts, effortCheck: check },
    sheets: [
      {
        title,
        columns: [
          left("segment"),
          right("clients"),
          right("of clients"),
          right("revenue"),
          right("of revenue"),
          right("profit"),
          right("hours"),
          right("of hours"),
          right("score"),
          ...TIERS.map((tier) => right(tier)),
        ],
        rows: parts.map((part) => [
          part.segment,
          counted(part.clients),
          inPercent(part.clientsPct),
          money.spoken(part.revenue),
          inPercent(part.revenuePct),
          money.spoken(part.profit),
          inHours(part.minutes),
          inPercent(part.minutesPct),
          part.leastScore === null || part.mostScore === null
            ? "–"
            : `${points(part.leastScore)} to ${points(part.mostScore)}`,
          ...TIERS.map((tier) => counted(part.tiers[tier] ?? 0)),
        ]),
      },
    ],
    remarks: [
      "R-DEC-12: by score, from the best down; draining asks for a review, and is never an exit by itself.",
      ...(check ? [effortRemark(check)] : []),
    ],
    *csv() {
      yield ["client", "segment", "score", "tier", "revenue", "profit", "minutes"];
      for (const { client, segment, score, tier, revenue: brought, profit } of values)
        yield [
          client,
          segment ?? "",
          score === null ? "" : (score / 100).toFixed(2),
          tier ?? "",
          money.decimal(brought),
          profit === null ? "" : money.decimal(profit),
          minutes.get(client) ?? 0,
        ];
    },
    svg: () => picture(parts, title, check ? effortRemark(check) : "By score, from the best down (R-DEC-12)"),
  };
}
