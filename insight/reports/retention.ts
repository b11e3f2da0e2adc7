import type { Day } from "../../values/days.ts";
import { bars } from "./bars.ts";
import { type Deeds, daysAfter, daysBetween, said } from "./deeds.ts";
import { type Interval, newcombe, type Share, wilson } from "./intervals.ts";
import { SHADES } from "./plot.ts";
import { counted, left, plural, type Report, right, shareIn } from "./report.ts";

/** The events that tell since when, and until when, a relationship was live. */
export const RETENTION_TYPES = [
  "relationship.opened",
  "contract.signed",
  "client.left",
  "offboarding.completed",
  "appeal.upheld",
  "winback.approved",
  "winback.accepted",
  "winback.declined",
  "deadline.winBackOffer",
  "return.requested",
  "obstacle.removed",
  "intake.refused",
  "prospect.withdrew",
  "deadline.intake",
] as const;

/** A client who asked to pay less. */
export interface PriceAsk {
  readonly client: string;
  readonly on: Day;
  readonly kind: string;
  readonly granted: boolean;
}

/** The event that answers a question about the price (R-DEC-9). */
export const PRICE_TYPES = ["discount.decided"] as const;

/** What was asked for and decided in relationships; a row that was imported of the same question changes nothing. */
export async function asksOf(deeds: Deeds): Promise<PriceAsk[]> {
  const asks: PriceAsk[] = [];
  for await (const deed of deeds)
    if (PRICE_TYPES.some((type) => type === deed.type))
      asks.push({
        client: deed.client,
        on: deed.at.slice(0, 10),
        kind: said(deed, "kind") || "other",
        granted: said(deed, "granted") === "true",
      });
  return asks;
}

/** A relationship under contract: since when, and when it was over or not over from then on. */
export interface Life {
  readonly since: Day;
  readonly turns: readonly { readonly at: string; readonly over: boolean }[];
}

/** Since when, and until when, relationships were live. */
export async function livesOf(deeds: Deeds): Promise<Map<string, Life>> {
  const lives = new Map<string, { since: Day; turns: { at: string; over: boolean }[] }>();
  for await (const deed of deeds) {
    const life = lives.get(deed.client);
    // Whoever is being approached or taken in anew is no client yet; whoever is leaving still is one.
    const over = deed.to.rung === undefined && deed.to.state !== "offboarding";
    if (life) life.turns.push({ at: deed.at, over });
    else if (deed.to.rung !== undefined) {
      const contract = (deed.data as { contract?: { signedAt?: string } } | null)?.contract;
      const since = (contract?.signedAt ?? said(deed, "signedAt")) || deed.at;
      lives.set(deed.client, { since: since.slice(0, 10), turns: [{ at: deed.at, over }] });
    }
  }
  return lives;
}

/** The group of a client: what a discount was given for; `refused` asked and got none; `none` never asked. */
export interface FollowedClient {
  readonly client: string;
  readonly group: string;
  /** From which the days are counted. */
  readonly day: Day;
}

const REFUSED = "asked, got none";
const NEVER = "never asked";
const UNTREATED = [REFUSED, NEVER];

/** The lower of the two middle ones. */
const median = (sorted: readonly number[]): number => sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;

/**
 * Who is followed, and from which day. Whoever got a discount: from the first one that was granted. Whoever asked and
 * got none: from the first asking. Whoever never asked: from as many days after the beginning as it took the median
 * of those who got one, so that both have been clients for as long.
 * @param starts the day on which each client began: the contract's, or the first purchase's
 */
export function subjectsOf(asks: readonly PriceAsk[], starts: ReadonlyMap<string, Day>): FollowedClient[] {
  const subjects: FollowedClient[] = [];
  const askers = Map.groupBy(asks, ({ client }) => client);
  for (const [client, own] of askers) {
    const sorted = own.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
    const first = sorted.find(({ granted }) => granted) ?? sorted[0];
    if (first) subjects.push({ client, group: first.granted ? first.kind : REFUSED, day: first.on });
  }
  const ages = subjects
    .filter(({ group }) => group !== REFUSED)
    .flatMap(({ client, day }) => {
      const start = starts.get(client);
      return start === undefined || start > day ? [] : [daysBetween(start, day)];
    })
    .sort((a, b) => a - b);
  const age = median(ages);
  for (const [client, start] of starts)
    if (!askers.has(client)) subjects.push({ client, group: NEVER, day: daysAfter(start, age) });
  return subjects;
}

/** Whether a relationship was live at the end of a day; null where it had not begun. */
export function liveOn({ since, turns }: Life, day: Day): boolean | null {
  if (since > day) return null;
  const last = turns.findLast(({ at }) => at.slice(0, 10) <= day);
  return last === undefined ? true : !last.over;
}

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
    sheets: marks.map((mark) => ({
      title: mark === marks[0] ? `${title}\nafter ${mark} days` : `after ${mark} days`,
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
    })),
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
    *csv() {
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
    },
    svg: () =>
      bars({
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
      }),
  };
}

interface Window {
  readonly client: string;
  readonly from: Day;
  readonly to: Day;
}

/** By what a window is known again. */
export const windowKey = ({ client, from, to }: Window): string => `${client} ${from} ${to}`;

/** From the day after the mark before to the mark. */
function windowOf({ client, day }: FollowedClient, marks: readonly number[], mark: number): Window {
  const before = marks[marks.indexOf(mark) - 1] ?? 0;
  return { client, from: daysAfter(day, before + 1), to: daysAfter(day, mark) };
}

/** Whoever never asked is compared with askers, who were about: they had bought within so many days, that day included. */
function beforehand({ client, day }: FollowedClient, marks: readonly number[]): Window {
  return { client, from: daysAfter(day, 1 - (marks[0] ?? 0)), to: day };
}

/** In which windows it has to be known whether a client bought: of those without a relationship. */
export const purchaseWindows = (
  subjects: readonly FollowedClient[],
  marks: readonly number[],
  lives: ReadonlyMap<string, Life>,
): Window[] =>
  subjects
    .filter(({ client }) => !lives.has(client))
    .flatMap((subject) => [
      ...marks.map((mark) => windowOf(subject, marks, mark)),
      ...(subject.group === NEVER ? [beforehand(subject, marks)] : []),
    ]);

/**
 * Whether a subject was still with us at a mark: by the relationship, or else by what the client bought since the mark
 * before; null for who was no client on the first day.
 * @param bought the keys of the windows in which the client bought
 */
export function stayedBy(
  marks: readonly number[],
  lives: ReadonlyMap<string, Life>,
  bought: ReadonlySet<string>,
): (subject: FollowedClient, mark: number) => boolean | null {
  return (subject, mark) => {
    const life = lives.get(subject.client);
    if (life) return liveOn(life, subject.day) === false ? null : liveOn(life, daysAfter(subject.day, mark));
    if (subject.group === NEVER && !bought.has(windowKey(beforehand(subject, marks)))) return null;
    return bought.has(windowKey(windowOf(subject, marks, mark)));
  };
}
