import { type Day, daysAfter } from "../../values/days.ts";
import { bars } from "./bars.ts";
import { type FollowedClient, NEVER, UNTREATED } from "./followed.ts";
import { type Interval, newcombe, type Share, wilson } from "./intervals.ts";
import { SHADES } from "./plot.ts";
import { type Cell, counted, left, plural, type Report, right, type Sheet, shareIn } from "./report.ts";

/** A group on one of the days: who stayed, and what that says against those who got no discount. */
export interface Compared extends Share {
  readonly group: string;
  readonly mark: number;
  /** Not yet followed so long. */
  readonly early: number;
  readonly interval: Interval;
  /** Of the share less that of those who got none; null for these themselves, and where one of the two is empty. */
  readonly difference: (Interval & { readonly value: number }) | null;
  readonly verdict: "better" | "worse" | "may be chance" | "too few" | null;
}

/** Clients under which a group says nothing. */
export const FEWEST = 10;

const ANY = "any discount";
const NONE = "none";

function verdictOf(a: Share, b: Share, { low, high }: Interval): NonNullable<Compared["verdict"]> {
  if (a.of < FEWEST || b.of < FEWEST) return "too few";
  if (low > 0) return "better";
  return high < 0 ? "worse" : "may be chance";
}

/**
 * R-REP-3: the share that stayed after each mark, of each group, against all who got no discount.
 * @param marks days after; only whoever is followed so long by `at` counts
 * @param stayed whether a subject was still with us at a mark; null where it was not a client at all then
 */
export function compare(
  subjects: readonly FollowedClient[],
  marks: readonly number[],
  at: Day,
  stayed: (subject: FollowedClient, mark: number) => boolean | null,
): Compared[] {
  return marks.flatMap((mark) => {
    const groups = new Map<string, { of: number; count: number; early: number }>();
    const add = (group: string, early: boolean, kept: boolean) => {
      const sums = groups.get(group) ?? { of: 0, count: 0, early: 0 };
      groups.set(group, sums);
      if (early) sums.early += 1;
      else {
        sums.of += 1;
        if (kept) sums.count += 1;
      }
    };
    for (const subject of subjects) {
      const early = daysAfter(subject.day, mark) > at;
      const kept = early ? false : stayed(subject, mark);
      if (kept === null) continue;
      add(UNTREATED.includes(subject.group) ? NONE : ANY, early, kept);
      add(subject.group, early, kept);
    }
    const none: Share = groups.get(NONE) ?? { of: 0, count: 0 };
    const order = [
      ANY,
      ...[...groups.keys()].filter((name) => ![ANY, NONE, ...UNTREATED].includes(name)).sort(),
    ];
    return [...order, NONE, ...UNTREATED].flatMap((group): Compared[] => {
      const sums = groups.get(group);
      if (!sums) return [];
      const untreated = group === NONE || UNTREATED.includes(group);
      const compared = !untreated && sums.of > 0 && none.of > 0;
      const range = newcombe(sums, none);
      return [
        {
          group,
          mark,
          ...sums,
          interval: wilson(sums),
          difference: compared ? { value: sums.count / sums.of - none.count / none.of, ...range } : null,
          verdict: compared ? verdictOf(sums, none, range) : null,
        },
      ];
    });
  });
}

/** What somebody is to look into. */
interface RetentionTask {
  readonly rule: string;
  readonly role: string;
  readonly what: string;
}

/** "No better than none" asks for the cause (R-REP-3): whoever got the discount stayed no more often. */
function tasksOf(compared: readonly Compared[]): RetentionTask[] {
  const vain = compared.filter(
    ({ difference, verdict }) => difference !== null && verdict !== "too few" && difference.value <= 0,
  );
  return [...Map.groupBy(vain, ({ group }) => group)].map(([group, own]) => ({
    rule: "R-REP-3",
    role: "product",
    what: `${group}: no better than none after ${own.map(({ mark }) => mark).join(" and ")} days; look for the cause in the product or the service`,
  }));
}

const points = (share: number): string => `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(1)}`;

function told({ difference }: Compared): string {
  if (difference === null) return "";
  return `${points(difference.value)} (${points(difference.low)} to ${points(difference.high)})`;
}

function sheetOf(compared: readonly Compared[], mark: number, title: string): Sheet {
  return {
    title,
    columns: [
      left("group"),
      right("clients"),
      right("stayed"),
      right("share"),
      right("95 %"),
      right("against none, points"),
      left("says"),
      right("too early"),
    ],
    rows: compared
      .filter((row) => row.mark === mark)
      .map((row) => [
        UNTREATED.includes(row.group) || (row.verdict !== null && row.group !== ANY)
          ? `  ${row.group}`
          : row.group,
        counted(row.of),
        counted(row.count),
        shareIn(row),
        row.of === 0
          ? "–"
          : `${(100 * row.interval.low).toFixed(0)} to ${(100 * row.interval.high).toFixed(0)}`,
        told(row),
        row.verdict ?? "",
        counted(row.early),
      ]),
  };
}

function* linesOf(compared: readonly Compared[]): Iterable<readonly Cell[]> {
  yield [
    "mark",
    "group",
    "clients",
    "stayed",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "says",
    "early",
  ];
  const number = (value: number | undefined) => (value === undefined ? "" : value.toFixed(4));
  for (const { mark, group, of, count, interval, difference, verdict, early: not } of compared)
    yield [
      mark,
      group,
      of,
      count,
      number(interval.low),
      number(interval.high),
      number(difference?.value),
      number(difference?.low),
      number(difference?.high),
      verdict ?? "",
      not,
    ];
}

function picture(
  compared: readonly Compared[],
  tasks: readonly RetentionTask[],
  marks: readonly number[],
  title: string,
): string {
  return bars({
    title,
    note: [
      "The share that stayed, with its 95 % interval; on the right, the difference against those who got no discount",
      ...tasks.map(({ what }) => what),
    ],
    most: 1,
    groups: marks.map((mark) => ({
      title: `after ${mark} days`,
      rows: compared
        .filter((row) => row.mark === mark)
        .map((row) => ({
          label: `${row.group} (${counted(row.of)})`,
          parts: [
            {
              value: row.of === 0 ? 0 : row.count / row.of,
              fill: row.difference ? SHADES[1] : SHADES[2],
            },
          ],
          ...(row.of > 0 && { interval: row.interval }),
          told: row.verdict ? `${shareIn(row)}, ${told(row)}: ${row.verdict}` : shareIn(row),
        })),
    })),
  });
}

/** `tenure report retention` (R-REP-3). */
export function retention(
  subjects: readonly FollowedClient[],
  marks: readonly number[],
  at: Day,
  stayed: (subject: FollowedClient, mark: number) => boolean | null,
): Report {
  const compared = compare(subjects, marks, at, stayed);
  const tasks = tasksOf(compared);
  const asked = subjects.some(({ group }) => group !== NEVER);
  const title = `Who stayed after a discount, up to ${at}`;
  const early = compared.filter((row) => row.early > 0);
  const chance = compared.filter(({ verdict }) => verdict === "may be chance").length;
  const few = compared.filter(({ verdict }) => verdict === "too few").length;
  const tested = compared.filter(({ verdict }) => verdict !== null).length;
  return {
    empty: !asked,
    data: {
      at,
      groups: compared.map(({ interval, ...group }) => ({
        ...group,
        low: interval.low,
        high: interval.high,
      })),
      tasks,
    },
    sheets: marks.map((mark) =>
      sheetOf(compared, mark, mark === marks[0] ? `${title}\nafter ${mark} days` : `after ${mark} days`),
    ),
    remarks: [
      ...tasks.map(({ role, what }) => `Task for ${role}: ${what}.`),
      "R-REP-3. Days count from the first discount granted; of who asked and got none, from the asking; of who never asked, from when they had been clients as long as the median of the others.",
      "Stayed: the relationship was not over that day; without a relationship, the client bought between the mark before and this one.",
      ...(chance > 0
        ? [
            `May be chance: the interval of the difference holds 0 (${plural(chance, "comparison")} of ${tested}).`,
          ]
        : []),
      ...(few > 0 ? [`Too few: a group of fewer than ${FEWEST} says nothing.`] : []),
      ...(early.length > 0 ? ["Too early: not yet followed so long; they are not counted."] : []),
      ...(tested > 1 ? ["Of twenty comparisons, one is expected to differ by chance alone."] : []),
    ],
    csv: () => linesOf(compared),
    svg: () => picture(compared, tasks, marks, title),
  };
}
