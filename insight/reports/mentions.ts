import { bars } from "./bars.ts";
import { type Span, spanned } from "./deeds.ts";
import { wilson } from "./intervals.ts";
import { counted, left, plural, type Report, right, type Sheet, shareIn } from "./report.ts";

/** How many reviews or mentions of one sort were found in a month. */
export interface MentionCount {
  /** `2026-11` */
  readonly month: string;
  readonly kind: "review" | "mention";
  readonly where: string | null;
  readonly good: boolean;
  readonly number: number;
}

interface GoodAndBad {
  readonly name: string;
  readonly good: number;
  readonly bad: number;
}

function tallied(found: readonly MentionCount[], nameOf: (one: MentionCount) => string): GoodAndBad[] {
  const sum = (own: readonly MentionCount[], good: boolean) =>
    own.filter((one) => one.good === good).reduce((all, { number }) => all + number, 0);
  return [...Map.groupBy(found, nameOf)].map(([name, own]) => ({
    name,
    good: sum(own, true),
    bad: sum(own, false),
  }));
}

const [GOOD, BAD] = ["#2f9e44", "#c92a2a"] as const;
const ELSEWHERE = "not said where";

/** `tenure report mentions` (R-REP-8): what is written about us, by month and site. */
export function mentions(found: readonly MentionCount[], span: Span): Report {
  const months = tallied(found, ({ month }) => month).sort((a, b) => (a.name < b.name ? -1 : 1));
  const kinds = tallied(found, ({ kind }) => kind).sort((a, b) => (a.name < b.name ? 1 : -1));
  const sites = tallied(found, ({ where }) => where ?? ELSEWHERE).sort(
    (a, b) => b.good + b.bad - (a.good + a.bad) || (a.name < b.name ? -1 : 1),
  );
  const all = kinds.reduce((sum, { good, bad }) => sum + good + bad, 0);
  const good = kinds.reduce((sum, kind) => sum + kind.good, 0);
  const { low, high } = wilson({ count: good, of: all });
  const title = `${plural(all, "review and mention", "reviews and mentions")}, ${spanned(span)}`;
  const told = `Good: ${shareIn({ count: good, of: all })} (95 %: ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}).`;
  const sheet = (head: string, name: string, tallies: readonly GoodAndBad[]): Sheet => ({
    title: head,
    columns: [left(name), right("good"), right("bad"), right("good of all")],
    rows: tallies.map((tally) => [
      tally.name,
      counted(tally.good),
      counted(tally.bad),
      shareIn({ count: tally.good, of: tally.good + tally.bad }),
    ]),
  });
  return {
    empty: all === 0,
    data: { ...span, count: all, good, low, high, kinds, months, sites },
    sheets: [
      sheet(title, "kind", kinds),
      sheet("By month", "month", months),
      sheet("By site", "site", sites),
    ],
    remarks: [`R-REP-8: ${told}`],
    *csv() {
      yield ["month", "kind", "where", "good", "number"];
      for (const one of found) yield [one.month, one.kind, one.where ?? "", one.good ? 1 : 0, one.number];
    },
    svg: () => {
      const group = (head: string, tallies: readonly GoodAndBad[]) => ({
        title: head,
        rows: tallies.map((tally) => ({
          label: tally.name,
          parts: [
            { value: tally.good, fill: GOOD },
            { value: tally.bad, fill: BAD },
          ],
          told: `${counted(tally.good)} good, ${counted(tally.bad)} bad`,
        })),
      });
      return bars({
        title,
        note: told,
        legend: [
          [GOOD, "speaks well of us"],
          [BAD, "does not"],
        ],
        groups: [group("By month", months), group("By site", sites)],
      });
    },
  };
}
