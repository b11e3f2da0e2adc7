import { axisText, bar, line, picture, text } from "./plot.ts";

/** A stretch of a bar. */
interface Stretch {
  readonly value: number;
  readonly fill: string;
  readonly says?: string;
}

interface BarRow {
  readonly label: string;
  /** Laid end to end; what is below nothing goes to the left of it. */
  readonly parts: readonly Stretch[];
  /** What is written after the bar. */
  readonly told: string;
  /** A whisker: how far the value can be trusted. */
  readonly interval?: { readonly low: number; readonly high: number };
}

interface BarGroup {
  readonly title: string;
  readonly rows: readonly BarRow[];
}

interface Bars {
  readonly title: string;
  /** Lines under the title. */
  readonly note: string | readonly string[];
  readonly groups: readonly BarGroup[];
  /** What the colours stand for. */
  readonly legend?: readonly (readonly [fill: string, says: string])[];
  /** One scale for all groups, to this value; otherwise each group has its own. */
  readonly most?: number;
}

const [LEFT, WIDTH, ROW, TOLD] = [230, 420, 24, 400];
/** Signs that fit where labels stand, and where values do. */
const [LABEL_SIGNS, TOLD_SIGNS] = [32, 60];
/** Rows of a group that are drawn: nobody looks at more. */
const DRAWN = 25;
const WHISKER = "#212529";

const cut = (words: string, signs: number): string =>
  words.length <= signs ? words : `${words.slice(0, signs - 1)}…`;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const gains = ({ parts }: BarRow): number => sum(parts.map(({ value }) => Math.max(0, value)));
const losses = ({ parts }: BarRow): number => sum(parts.map(({ value }) => Math.min(0, value)));

function drawn(group: BarGroup, top: number, most: number | undefined): string[] {
  const rows = group.rows.slice(0, DRAWN);
  const high = most ?? Math.max(1, ...rows.map((row) => Math.max(gains(row), row.interval?.high ?? 0)));
  const low = Math.min(0, ...rows.map((row) => Math.min(losses(row), row.interval?.low ?? 0)));
  const x = (value: number) => LEFT + (WIDTH * (value - low)) / Math.max(high - low, Number.MIN_VALUE);
  const lines = rows.flatMap((row, n) => {
    const y = top + n * ROW;
    let [right, leftmost] = [0, 0];
    const stretches = row.parts.map(({ value, fill, says = "" }) => {
      const from = value < 0 ? leftmost + value : right;
      if (value < 0) leftmost += value;
      else right += value;
      return value === 0 ? "" : bar(x(from), y, x(from + Math.abs(value)) - x(from), 16, fill, says);
    });
    const { interval } = row;
    const whisker = interval
      ? [
          line(
            [
              [x(interval.low), y + 8],
              [x(interval.high), y + 8],
            ],
            WHISKER,
            { width: 1.5 },
          ),
          ...[interval.low, interval.high].map((end) =>
            line(
              [
                [x(end), y + 3],
                [x(end), y + 13],
              ],
              WHISKER,
              { width: 1.5 },
            ),
          ),
        ]
      : [];
    return [
      text(LEFT - 10, y + 13, cut(row.label, LABEL_SIGNS), { anchor: "end" }),
      ...stretches,
      ...whisker,
      axisText(x(Math.max(right, interval?.high ?? 0)) + 8, y + 13, cut(row.told, TOLD_SIGNS)),
    ];
  });
  const more = group.rows.length - rows.length;
  return [
    text(20, top - 12, group.title, { weight: "bold", size: 14 }),
    line(
      [
        [x(0), top - 4],
        [x(0), top + rows.length * ROW],
      ],
      "#adb5bd",
    ),
    ...lines,
    more > 0 ? axisText(LEFT, top + rows.length * ROW + 14, `and ${more} more`) : "",
  ];
}

/** Horizontal bars in groups, the longest as wide as there is room. */
export function bars({ title, note, groups, legend = [], most }: Bars): string {
  const notes = typeof note === "string" ? [note] : note;
  let top = 58 + notes.length * 18;
  const parts = notes.map((words, n) => axisText(20, 56 + n * 18, words));
  for (const [n, [fill, says]] of legend.entries()) {
    parts.push(bar(20, top + n * 20 - 8, 14, 14, fill), axisText(42, top + n * 20 + 4, says));
  }
  top += legend.length * 20;
  for (const group of groups) {
    top += 30;
    parts.push(...drawn(group, top, most));
    top += Math.min(group.rows.length, DRAWN) * ROW + (group.rows.length > DRAWN ? 20 : 0);
  }
  return picture(LEFT + WIDTH + TOLD, top + 30, title, parts);
}
