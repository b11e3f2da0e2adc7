import { daysBetween } from "./deeds.ts";
import { axisText, dot, line, picture, SHADES, text } from "./plot.ts";
import { counted, inPercent, left, plural, type Report, right } from "./report.ts";
import { type DayValuation, median, type ValuedClient, workOf } from "./valued.ts";

/** What clients are held against each other by; null where it cannot be told. */
export interface ClientMeasures {
  /** Purchases a year. */
  readonly frequency: number | null;
  /** Profit of the revenue, in percent. */
  readonly margin: number | null;
  /** What our people's time for the client cost, in percent of the revenue. */
  readonly effort: number | null;
}

/** A client against the model client. */
export interface MeasuredClient extends ClientMeasures {
  readonly client: string;
  readonly tier: ValuedClient["tier"];
  /** In how many of the three the client is at least as good as the model. */
  readonly asGood: number;
}

const MEASURES = ["frequency", "margin", "effort"] as const;
const YEAR = 365;

function measuresOf(value: ValuedClient, day: string, bought: number | undefined): ClientMeasures {
  const { since, revenue, profit } = value;
  const days = daysBetween(since, day) + 1;
  const work = workOf(value);
  return {
    frequency: bought === undefined || days <= 0 ? null : (bought * YEAR) / days,
    margin: profit === null || revenue <= 0 ? null : (100 * profit) / revenue,
    effort: work === null || revenue <= 0 ? null : (100 * work) / revenue,
  };
}

/** Less effort is better, more of the others. */
function isAsGood(measure: keyof ClientMeasures, own: ClientMeasures, model: ClientMeasures): boolean {
  const [a, b] = [own[measure], model[measure]];
  if (a === null || b === null) return false;
  return measure === "effort" ? a <= b : a >= b;
}

/**
 * R-REP-4: each client against the model client, who buys as often, leaves as much and takes as little effort as the
 * median client of the high tier.
 * @param bought how often each client bought since the day from which it is counted
 */
export function measured(
  { day, values }: DayValuation,
  bought: ReadonlyMap<string, number>,
): { readonly model: ClientMeasures; readonly clients: readonly MeasuredClient[] } {
  const all = values.map((value) => ({ value, own: measuresOf(value, day, bought.get(value.client)) }));
  const high = all.filter(({ value }) => value.tier === "high");
  const middle = (measure: keyof ClientMeasures) =>
    median(high.flatMap(({ own }) => (own[measure] === null ? [] : [own[measure]])));
  const model = { frequency: middle("frequency"), margin: middle("margin"), effort: middle("effort") };
  const clients = all
    .map(({ value: { client, tier }, own }) => ({
      client,
      tier,
      ...own,
      asGood: MEASURES.filter((measure) => isAsGood(measure, own, model)).length,
    }))
    .sort((a, b) => b.asGood - a.asGood || (a.client < b.client ? -1 : 1));
  return { model, clients };
}

const often = (value: number | null): string => (value === null ? "–" : value.toFixed(1));
const share = (value: number | null): string => (value === null ? "–" : inPercent(value));
const cells = ({ frequency, margin, effort }: ClientMeasures) => [
  often(frequency),
  share(margin),
  share(effort),
];

const FILLS = { high: SHADES[0], mid: "#74b816", low: "#f59f00" } as const;
const TIERS = ["high", "mid", "low"] as const;
const [LEFT, TOP, SIDE] = [80, 112, 420];
/** Clients so near to each other share a dot. */
const GRAIN = 4;

/** Dots that a picture has: of more clients, every second, third, … is drawn. */
const DOTS = 4_000;

/** A value of which nine in ten are no greater: the few beyond would press all others into a corner. */
function most(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.max(1, (sorted[Math.floor(0.9 * (sorted.length - 1))] ?? 1) * 1.2);
}

const DASHED = { dashes: "5 4" };
const MODEL = "#d9480f";
const down = (x: number, stroke: string, style = {}) =>
  line(
    [
      [x, TOP],
      [x, TOP + SIDE],
    ],
    stroke,
    style,
  );
const across = (y: number, stroke: string, style = {}) =>
  line(
    [
      [LEFT, y],
      [LEFT + SIDE, y],
    ],
    stroke,
    style,
  );

/** Lines at each quarter, with their numbers. */
function grid(widest: number, highest: number): string[] {
  return [0, 0.25, 0.5, 0.75, 1].flatMap((tick) => {
    const [x, y] = [LEFT + SIDE * tick, TOP + SIDE * (1 - tick)];
    return [
      down(x, "#e3e6ea"),
      across(y, "#e3e6ea"),
      axisText(x, TOP + SIDE + 20, `${Number((tick * widest).toFixed(2))} %`, { anchor: "middle" }),
      axisText(LEFT - 10, y + 4, (tick * highest).toFixed(1), { anchor: "end" }),
    ];
  });
}

/** Where the model client is. */
const cross = (x: number, y: number): string[] => [down(x, MODEL, DASHED), across(y, MODEL, DASHED)];

const legend = (): string[] => [
  axisText(LEFT, TOP - 14, "purchases a year"),
  axisText(LEFT + SIDE, TOP + SIDE + 44, "our people's time, of the revenue", { anchor: "end" }),
  ...TIERS.flatMap((tier, n) => [
    dot(LEFT + SIDE + 30, TOP + 10 + n * 24, 5, FILLS[tier]),
    text(LEFT + SIDE + 44, TOP + 14 + n * 24, tier),
  ]),
  line(
    [
      [LEFT + SIDE + 24, TOP + 84],
      [LEFT + SIDE + 38, TOP + 84],
    ],
    MODEL,
    DASHED,
  ),
  text(LEFT + SIDE + 44, TOP + 88, "the model client"),
];

function svg(clients: readonly MeasuredClient[], model: ClientMeasures, title: string): string {
  const known = clients.flatMap(({ client, tier, frequency, effort }) =>
    frequency === null || effort === null || tier === null ? [] : [{ client, tier, frequency, effort }],
  );
  const step = Math.max(1, Math.ceil(known.length / DOTS));
  const shown = known.filter((_, n) => n % step === 0);
  const [widest, highest] = [
    most([...shown.map(({ effort }) => effort), model.effort ?? 0]),
    most([...shown.map(({ frequency }) => frequency), model.frequency ?? 0]),
  ];
  const x = (effort: number) => LEFT + SIDE * Math.min(1, effort / widest);
  const y = (frequency: number) => TOP + SIDE * (1 - Math.min(1, frequency / highest));
  const spots = Map.groupBy(
    shown.toSorted((a, b) => TIERS.indexOf(b.tier) - TIERS.indexOf(a.tier)),
    ({ effort, frequency }) => `${Math.round(x(effort) / GRAIN)} ${Math.round(y(frequency) / GRAIN)}`,
  );
  const growth = Math.min(
    1.5,
    16 / Math.sqrt(Math.max(1, ...[...spots.values()].map(({ length }) => length))),
  );
  return picture(LEFT + SIDE + 200, TOP + SIDE + 80, title, [
    axisText(
      20,
      56,
      `A dot ${step === 1 ? "a client" : `for ${counted(step)} clients`}, or several of nearly the same: the larger, the more.`,
    ),
    axisText(20, 72, "Up and to the left is better; whoever lies beyond stands at the edge."),
    ...grid(widest, highest),
    ...[...spots.values()].flatMap((here) =>
      here.map(({ client, tier, frequency, effort }, n) =>
        // The first of a tier has the tiers above it on top of its dot.
        here[n - 1]?.tier === tier
          ? ""
          : dot(
              x(effort),
              y(frequency),
              2.5 + growth * Math.sqrt(here.length - n),
              FILLS[tier],
              `${client} (${tier}): ${often(frequency)} a year, ${share(effort)}${here.length > 1 ? `; ${counted(here.length)} here` : ""}`,
            ),
      ),
    ),
    ...(model.effort === null || model.frequency === null ? [] : cross(x(model.effort), y(model.frequency))),
    ...legend(),
  ]);
}

/** `tenure report model` (R-REP-4). */
export function model(valuation: DayValuation, bought: ReadonlyMap<string, number>): Report {
  const found = measured(valuation, bought);
  const title = `${plural(found.clients.length, "client")} against the model client, on ${valuation.day}`;
  const digits = (value: number | null) => (value === null ? "" : value.toFixed(2));
  return {
    empty: found.clients.length === 0,
    data: { day: valuation.day, model: found.model, clients: found.clients },
    sheets: [
      {
        title,
        columns: [
          left("client"),
          left("tier"),
          right("purchases a year"),
          right("margin"),
          right("effort of revenue"),
          right("as good in"),
        ],
        rows: [
          ["the model", "high", ...cells(found.model), ""],
          ...found.clients.map((one) => [one.client, one.tier ?? "–", ...cells(one), `${one.asGood} of 3`]),
        ],
      },
    ],
    remarks: [
      "R-REP-4: the model client has the median of the high tier in each of the three; as good: no less often, no smaller margin, no more effort.",
    ],
    *csv() {
      yield ["client", "tier", "frequency", "margin_pct", "effort_pct", "as_good"];
      for (const { client, tier, frequency, margin, effort, asGood } of found.clients)
        yield [client, tier ?? "", digits(frequency), digits(margin), digits(effort), asGood];
    },
    svg: () => svg(found.clients, found.model, title),
  };
}
