import { bars } from "./bars.ts";
import { verdictOf } from "./conduct.ts";
import { type Deed, type Deeds, type Span, said, spanned, within } from "./deeds.ts";
import { fisher, holm, type Share, wilson } from "./intervals.ts";
import { SHADES } from "./plot.ts";
import { counted, left, plural, type Report, right, type Sheet, shareIn } from "./report.ts";

/** The events that the report reads. */
export const FAIRNESS_TYPES = [
  "incident.confirmed",
  "incident.dismissed",
  "exit.requested",
  "exit.approved",
  "exit.rejected",
  "appeal.upheld",
  "appeal.rejected",
  "tier.assigned",
  "relationship.opened",
  "contract.signed",
] as const;

/** Who a client is, as far as nobody may be treated otherwise for it. */
export interface Trait {
  readonly client: string;
  readonly kind: string;
  readonly locale: string;
  /** Archetypes that people or signals see in the client; several may apply. */
  readonly archetypes: readonly string[];
}

/** What people decide, and the decision that is counted. */
const DECISIONS = {
  warned: "warns, of incidents confirmed or dismissed",
  ours: "finds it ours, of incidents confirmed",
  parted: "approves, of exits decided",
  upheld: "upholds, of appeals judged",
} as const;
type DecisionType = keyof typeof DECISIONS;

/** People under whom, or clients in whom, a group says little. */
export const SMALL = 10;
/** Chance of a difference that is still taken for chance. */
const LEVEL = 0.05;

/** One against all others. */
export interface Comparison {
  /** What is compared: a decision, or strikes or exits of clients. */
  readonly what: string;
  /** By what groups are made: decider, kind, language, tier, archetype. */
  readonly by: string;
  readonly group: string;
  readonly own: Share;
  readonly others: Share;
  /** Of Fisher's exact test, and raised by Holm's correction for all comparisons of the report. */
  readonly p: number;
  readonly corrected: number;
  /** Unlike the others, beyond what chance and the number of comparisons explain. */
  readonly unlike: boolean;
  readonly small: boolean;
}

export interface Fairness {
  readonly comparisons: readonly Comparison[];
  /** Comparisons that differ: with two groups, each against the other is one. */
  readonly distinct: number;
  readonly clients: number;
}

/** Which decisions an entry is, and how each went. */
function decisionsIn(deed: Deed): [DecisionType, boolean][] {
  switch (deed.type) {
    case "incident.confirmed": {
      const verdict = verdictOf(deed);
      return [
        ["warned", verdict === "warned"],
        ["ours", verdict === "ours"],
      ];
    }
    case "incident.dismissed":
      return [["warned", false]];
    case "exit.approved":
    case "exit.rejected":
      return [["parted", deed.type === "exit.approved"]];
    case "appeal.upheld":
    case "appeal.rejected":
      return [["upheld", deed.type === "appeal.upheld"]];
    default:
      return [];
  }
}

type Tested = Omit<Comparison, "p" | "corrected" | "unlike" | "small">;

/** Each group against all others together. */
function against(what: string, by: string, groups: ReadonlyMap<string, Share>, whole?: Share): Tested[] {
  const sum = (field: keyof Share) => [...groups.values()].reduce((all, share) => all + share[field], 0);
  const all = whole ?? { of: sum("of"), count: sum("count") };
  return [...groups]
    .map(([group, own]) => ({
      what,
      by,
      group,
      own,
      others: { of: all.of - own.of, count: all.count - own.count },
    }))
    .filter(({ others }) => others.of > 0)
    .sort((a, b) => (a.group < b.group ? -1 : 1));
}

const keyOf = ({ what, by, own, others }: Tested): string =>
  [what, by, ...[own, others].map(({ of, count }) => `${count}/${of}`).sort()].join("\n");

function sharesOf<T>(
  items: readonly T[],
  groupsOf: (item: T) => readonly string[],
  hit: (item: T) => boolean,
) {
  const shares = new Map<string, { of: number; count: number }>();
  for (const item of items)
    for (const group of groupsOf(item)) {
      const share = shares.get(group) ?? { of: 0, count: 0 };
      shares.set(group, share);
      share.of += 1;
      if (hit(item)) share.count += 1;
    }
  return shares;
}

/**
 * Who decides unlike the others, and whom warnings and exits meet more often than others: each group against all others
 * by Fisher's exact test, corrected for the number of comparisons.
 * @param traits every client; whoever never was under contract is left out
 */
export async function fairnessOf(deeds: Deeds, traits: readonly Trait[], span: Span): Promise<Fairness> {
  const decided: { readonly decision: DecisionType; readonly by: string; readonly hit: boolean }[] = [];
  const [warned, parted] = [new Set<string>(), new Set<string>()];
  const tiers = new Map<string, string>();
  // Prospects cannot be warned or parted with: beside them, any group of clients would look ill-treated.
  const lived = new Set<string>();
  for await (const deed of deeds) {
    if (deed.from.rung !== undefined || deed.to.rung !== undefined) lived.add(deed.client);
    if (deed.type === "tier.assigned") tiers.set(deed.client, said(deed, "tier"));
    if (!within(span, deed.at)) continue;
    for (const [decision, hit] of decisionsIn(deed)) {
      decided.push({ decision, by: deed.actor.id, hit });
      if (decision === "warned" && hit) warned.add(deed.client);
      // What no clause of the contract covers ends in a restriction (R-DEC-2).
      if (decision === "parted" && hit && deed.to.state === "offboarding") parted.add(deed.client);
    }
  }
  const people = (Object.keys(DECISIONS) as DecisionType[]).flatMap((decision) => {
    const own = decided.filter((one) => one.decision === decision);
    return against(
      DECISIONS[decision],
      "decider",
      sharesOf(
        own,
        ({ by }) => [by],
        ({ hit }) => hit,
      ),
    );
  });
  const groupings: readonly (readonly [by: string, of: (trait: Trait) => readonly string[]])[] = [
    ["kind", ({ kind }) => [kind]],
    ["language", ({ locale }) => [locale]],
    ["tier", ({ client }) => [tiers.get(client) ?? "none"]],
    ["archetype", ({ archetypes }) => archetypes],
  ];
  const known = traits.filter(({ client }) => lived.has(client));
  const clients = (
    [
      ["clients warned", warned],
      ["clients parted with", parted],
    ] as const
  ).flatMap(([what, hit]) => {
    const isHit = ({ client }: Trait) => hit.has(client);
    const all = { of: known.length, count: known.filter(isHit).length };
    // Nobody is treated otherwise where nobody is treated so at all.
    return all.count === 0
      ? []
      : groupings.flatMap(([by, of]) => against(what, by, sharesOf(known, of, isHit), all));
  });
  const tested = [...people, ...clients];
  const chances = tested.map(({ own, others }) => fisher(own, others));
  // Where there are two groups, each against the other is one comparison.
  const keys = tested.map(keyOf);
  const first = keys.map((key) => keys.indexOf(key));
  const distinct = [...new Set(first)];
  const raised = holm(distinct.map((n) => chances[n] ?? 1));
  const corrected = first.map((n) => raised[distinct.indexOf(n)] ?? 1);
  const comparisons = tested.map((one, n) => ({
    ...one,
    p: chances[n] ?? 1,
    corrected: corrected[n] ?? 1,
    unlike: (corrected[n] ?? 1) < LEVEL,
    small: Math.min(one.own.of, one.others.of) < SMALL,
  }));
  return { comparisons, distinct: distinct.length, clients: known.length };
}

const chance = (p: number): string => (p < 0.001 ? "< 0.001" : p.toFixed(3));
const verdictIn = ({ unlike, small }: Comparison): string =>
  [unlike ? "unlike the others" : "", small ? "small group" : ""].filter(Boolean).join(", ");

const sheetOf = (head: string, first: string, rows: readonly Comparison[]): Sheet => ({
  title: head,
  columns: [
    left(first),
    left("what"),
    right("number"),
    right("of"),
    right("share"),
    right("others"),
    right("chance"),
    right("corrected"),
    left(""),
  ],
  rows: rows.map((one) => [
    one.by === "decider" ? one.group : `${one.by}: ${one.group}`,
    one.what,
    counted(one.own.count),
    counted(one.own.of),
    shareIn(one.own),
    shareIn(one.others),
    chance(one.p),
    chance(one.corrected),
    verdictIn(one),
  ]),
});

function picture(comparisons: readonly Comparison[], title: string): string {
  const group = (head: string, rows: readonly Comparison[]) => ({
    title: head,
    rows: rows.map((one) => ({
      label: one.by === "decider" ? one.group : `${one.by}: ${one.group}`,
      parts: [
        {
          value: one.own.of === 0 ? 0 : one.own.count / one.own.of,
          fill: one.unlike ? "#c92a2a" : SHADES[1],
        },
      ],
      interval: wilson(one.own),
      told: [`${shareIn(one.own)} of ${counted(one.own.of)}, others ${shareIn(one.others)}`, verdictIn(one)]
        .filter(Boolean)
        .join(": "),
    })),
  });
  const heads = [...new Set(comparisons.map(({ what }) => what))];
  return bars({
    title,
    note: "Shares with their 95 % intervals; red: unlike the others beyond chance, corrected for the number of comparisons",
    most: 1,
    groups: heads.map((what) =>
      group(
        what,
        comparisons.filter((one) => one.what === what),
      ),
    ),
  });
}

/** `tenure report fairness` (R-REP-5, R-DEC-3). */
export async function fairness(deeds: Deeds, traits: readonly Trait[], span: Span): Promise<Report> {
  const { comparisons, distinct, clients } = await fairnessOf(deeds, traits, span);
  const unlike = comparisons.filter((one) => one.unlike);
  const title = `Who decides, and whom it meets, ${spanned(span)}`;
  const deciders = comparisons.filter(({ by }) => by === "decider");
  const met = comparisons.filter(({ by }) => by !== "decider");
  return {
    empty: comparisons.length === 0,
    data: {
      ...span,
      clients,
      comparisons: comparisons.map(({ own, others, ...one }) => ({
        ...one,
        own: { ...own, ...wilson(own) },
        others: { ...others, ...wilson(others) },
      })),
      unlike: unlike.length,
    },
    sheets: [sheetOf(title, "who", deciders), sheetOf("Whom it meets", "clients", met)],
    remarks: [
      `Each against all others by Fisher's exact test; corrected for ${plural(distinct, "comparison")} (Holm). ${unlike.length === 0 ? "Nobody is unlike the others beyond chance." : `Unlike the others: ${[...new Set(unlike.map(({ by, group }) => (by === "decider" ? group : `${by} ${group}`)))].join(", ")}.`}`,
      `Small group: fewer than ${SMALL} on either side; even a great difference may not show there. A difference is a question to ask, and no proof of unfairness.`,
      "Strikes are counted by the warnings that were decided, with whoever confirmed the incident.",
    ],
    *csv() {
      yield [
        "what",
        "by",
        "group",
        "count",
        "of",
        "others_count",
        "others_of",
        "p",
        "corrected",
        "unlike",
        "small",
      ];
      for (const { what, by, group, own, others, p, corrected, unlike: apart, small } of comparisons)
        yield [
          what,
          by,
          group,
          own.count,
          own.of,
          others.count,
          others.of,
          p.toPrecision(4),
          corrected.toPrecision(4),
          apart ? 1 : 0,
          small ? 1 : 0,
        ];
    },
    svg: () => picture(comparisons, title),
  };
}
