import { bars } from "./bars.ts";
import { type Deed, type Deeds, isOver, type Span, said, sent, spanned, within } from "./deeds.ts";
import { type Interval, type Share, wilson } from "./intervals.ts";
import { SHADES } from "./plot.ts";
import { counted, left, plural, type Report, right, type Sheet, shareIn } from "./report.ts";

/** The events that the report reads. */
export const CONDUCT_TYPES = [
  "incident.reported",
  "incident.confirmed",
  "incident.dismissed",
  "notice.delivered",
  "delivery.checked",
  "call.made",
  "restriction.ordered",
  "conduct.improved",
  "deadline.coolOff",
  "exit.approved",
  "client.left",
  "appeal.filed",
  "appeal.upheld",
  "appeal.rejected",
  "notice.failed",
] as const;

/** What became of a restriction; `standing`: it is in force. */
export const OUTCOMES = ["standing", "lifted in time", "lifted early", "appealed", "parted", "left"] as const;
export type RestrictionOutcome = (typeof OUTCOMES)[number];

/** What an appeal challenged. */
type Sanction = "warning" | "restriction" | "exit";
const SANCTIONS: Readonly<Record<string, Sanction>> = {
  "incident.confirmed": "warning",
  "restriction.ordered": "restriction",
  "exit.approved": "exit",
};

interface Appeals {
  filed: number;
  upheld: number;
  rejected: number;
}

/** One thing that the report counts, for the file of values. */
interface Case {
  readonly client: string;
  readonly at: string;
  readonly what: string;
  readonly outcome: string;
}

export interface Conduct {
  readonly reported: number;
  readonly dismissed: number;
  /** Confirmed, and what followed: ours to answer for, a warning, the ground to part, or nothing but the dossier. */
  readonly confirmed: {
    readonly ours: number;
    readonly warned: number;
    readonly ground: number;
    readonly joined: number;
  };
  /** Warnings that arrived. */
  readonly strikes: number;
  readonly restrictions: Readonly<Record<RestrictionOutcome, number>>;
  readonly appeals: Readonly<Record<Sanction, Readonly<Appeals>>>;
  readonly cases: readonly Case[];
}

const RUNGS = ["active", "warnedOnce", "warnedTwice"];

/** A warning becomes a strike by arriving: the rung moves up, or the client is restricted and the warning is told of. */
function isStrike(deed: Deed): boolean {
  const [before, after] = [deed.from.rung ?? "", deed.to.rung ?? ""];
  if (!["notice.delivered", "delivery.checked", "call.made"].includes(deed.type)) return false;
  if (RUNGS.includes(before) && RUNGS.indexOf(after) > RUNGS.indexOf(before)) return true;
  return before === "restricted" && after === "restricted" && said(deed, "notice") === "N4";
}

/** How a restriction ended, by the event that ended it. */
function endOf(deed: Deed): RestrictionOutcome {
  if (deed.type === "deadline.coolOff") return "lifted in time";
  if (deed.type === "conduct.improved") return "lifted early";
  if (deed.type === "appeal.upheld") return "appealed";
  return deed.type === "client.left" ? "left" : "parted";
}

/** R-REP-5: incidents, strikes, outcomes of restrictions and appeals, each counted in the span in which it began. */
export async function conductOf(deeds: Deeds, span: Span): Promise<Conduct> {
  const confirmed = { ours: 0, warned: 0, ground: 0, joined: 0 };
  const restrictions = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<
    RestrictionOutcome,
    number
  >;
  const none = (): Appeals => ({ filed: 0, upheld: 0, rejected: 0 });
  const appeals = { warning: none(), restriction: none(), exit: none() };
  const cases: Case[] = [];
  let [reported, dismissed, strikes] = [0, 0, 0];
  let client: string | null = null;
  let limited: string | null = null;
  let sanctions = new Map<string, Sanction>();
  let filed = new Set<string>();
  const count = (deed: Deed, what: string, outcome = "") => {
    cases.push({ client: deed.client, at: deed.at, what, outcome });
    return 1;
  };
  const endRestriction = (outcome: RestrictionOutcome) => {
    if (limited === null || client === null) return;
    if (within(span, limited)) {
      restrictions[outcome] += 1;
      cases.push({ client, at: limited, what: "restriction", outcome });
    }
    limited = null;
  };
  for await (const deed of deeds) {
    if (deed.client !== client) {
      endRestriction("standing");
      client = deed.client;
      sanctions = new Map();
      filed = new Set();
    }
    const now = within(span, deed.at);
    const sanction = SANCTIONS[deed.type];
    if (sanction)
      sanctions.set(
        `d${deed.seq}`,
        deed.to.rung === "restricted" && deed.type === "exit.approved" ? "restriction" : sanction,
      );
    const isLimited = deed.to.rung === "restricted";
    if (limited === null && isLimited) limited = deed.at;
    else if (limited !== null && !isLimited) endRestriction(endOf(deed));
    if (now && isStrike(deed)) strikes += count(deed, "strike");
    if (deed.type === "incident.reported" && now) reported += count(deed, "report");
    if (deed.type === "incident.dismissed" && now) dismissed += count(deed, "dismissal");
    if (deed.type === "incident.confirmed" && now) {
      const verdict = verdictOf(deed);
      confirmed[verdict] += count(deed, "incident", verdict);
    }
    if (!deed.type.startsWith("appeal.")) continue;
    const id = said(deed, "decisionId");
    const kind = sanctions.get(id);
    if (!kind) continue;
    if (deed.type === "appeal.filed" && now) {
      filed.add(id);
      appeals[kind].filed += count(deed, "appeal", `of a ${kind}`);
    } else if (filed.has(id)) {
      const verdict = deed.type === "appeal.upheld" ? "upheld" : "rejected";
      if (deed.at.slice(0, 10) <= span.at) appeals[kind][verdict] += count(deed, "verdict", verdict);
    }
  }
  endRestriction("standing");
  return { reported, dismissed, confirmed, strikes, restrictions, appeals, cases };
}

/** What a confirmed incident led to. */
export function verdictOf(deed: Deed): keyof Conduct["confirmed"] {
  if (sent(deed, "N13")) return "ours";
  if (sent(deed, "N4")) return "warned";
  const opens = deed.effects.some(
    ({ type, params }) => type === "openTask" && (params as { kind?: unknown }).kind === "decideConduct",
  );
  return opens && !isOver(deed.to.state) ? "ground" : "joined";
}

/** `2 of 8: 25.0 % (7.1 to 59.1)`; of nothing, `0 of 0`. */
function shared(share: Share): string {
  const { low, high }: Interval = wilson(share);
  if (share.of === 0) return "0 of 0";
  return `${counted(share.count)} of ${counted(share.of)}: ${shareIn(share)} (95 %: ${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;
}

const confirmedIn = ({ confirmed: { ours, warned, ground, joined } }: Conduct): number =>
  ours + warned + ground + joined;
const appealsOf = ({ appeals }: Conduct) => Object.entries(appeals) as [Sanction, Appeals][];

/** Incidents by what became of them: what, how many, and of confirmed ones the share. */
function countsOf(found: Conduct) {
  const { ours, warned, ground, joined } = found.confirmed;
  const all = confirmedIn(found);
  return [
    ["incidents reported", found.reported, ""],
    ["dismissed", found.dismissed, ""],
    ["confirmed", all, ""],
    ["  ours to answer for", ours, shareIn({ count: ours, of: all })],
    ["  led to a warning", warned, shareIn({ count: warned, of: all })],
    ["  opened the ground to part", ground, shareIn({ count: ground, of: all })],
    ["  joined the dossier", joined, shareIn({ count: joined, of: all })],
    ["warnings that arrived (strikes)", found.strikes, ""],
  ] as const;
}

function sheetsOf(found: Conduct, rows: ReturnType<typeof countsOf>, limits: number, title: string): Sheet[] {
  const sanctions = appealsOf(found);
  return [
    {
      title,
      columns: [left(""), right("number"), right("of confirmed")],
      rows: rows.map(([what, n, share]) => [what, counted(n), share]),
    },
    {
      title: plural(limits, "restriction"),
      columns: [left("outcome"), right("number"), right("of all")],
      rows: OUTCOMES.map((outcome) => [
        outcome,
        counted(found.restrictions[outcome]),
        shareIn({ count: found.restrictions[outcome], of: limits }),
      ]),
    },
    {
      title: plural(
        sanctions.reduce((sum, [, { filed }]) => sum + filed, 0),
        "appeal",
      ),
      columns: [left("against"), right("filed"), right("upheld"), right("rejected"), right("open")],
      rows: sanctions.map(([kind, { filed, upheld, rejected }]) => [
        kind,
        ...[filed, upheld, rejected, filed - upheld - rejected].map(counted),
      ]),
    },
  ];
}

function picture(found: Conduct, rows: ReturnType<typeof countsOf>, title: string): string {
  const { ours } = found.confirmed;
  const sanctions = appealsOf(found);
  return bars({
    title,
    note: `Ours to answer for: ${shared({ count: ours, of: confirmedIn(found) })}`,
    groups: [
      {
        title: "Confirmed incidents",
        rows: rows.slice(3, 7).map(([what, n]) => ({
          label: what.trim(),
          parts: [{ value: n, fill: SHADES[0] }],
          told: counted(n),
        })),
      },
      {
        title: "Restrictions",
        rows: OUTCOMES.map((outcome) => ({
          label: outcome,
          parts: [{ value: found.restrictions[outcome], fill: SHADES[1] }],
          told: counted(found.restrictions[outcome]),
        })),
      },
      {
        title: "Appeals",
        rows: sanctions.map(([kind, { filed, upheld, rejected }]) => ({
          label: `against a${kind === "exit" ? "n" : ""} ${kind}`,
          parts: [
            { value: upheld, fill: SHADES[0] },
            { value: rejected, fill: SHADES[1] },
            { value: filed - upheld - rejected, fill: SHADES[2] },
          ],
          told: `${upheld} upheld, ${rejected} rejected, ${filed - upheld - rejected} open`,
        })),
      },
    ],
  });
}

/** `tenure report conduct` (R-REP-5). */
export async function conduct(deeds: Deeds, span: Span): Promise<Report> {
  const found = await conductOf(deeds, span);
  const { ours } = found.confirmed;
  const all = confirmedIn(found);
  const limits = OUTCOMES.reduce((sum, outcome) => sum + found.restrictions[outcome], 0);
  const title = `Conduct and what we made of it, ${spanned(span)}`;
  const counts = countsOf(found);
  const { cases, ...numbers } = found;
  return {
    empty: found.reported + found.dismissed + all + limits + found.strikes === 0,
    data: { ...span, ...numbers, oursShare: { count: ours, of: all, ...wilson({ count: ours, of: all }) } },
    sheets: sheetsOf(found, counts, limits, title),
    remarks: [
      `R-REP-5: ours to answer for: ${shared({ count: ours, of: all })} of the confirmed incidents.`,
      "A restriction and an appeal count where they began in these days; what became of them is told as it stood at the end.",
    ],
    *csv() {
      yield ["client", "at", "what", "outcome"];
      for (const { client, at, what, outcome } of cases) yield [client, at, what, outcome];
    },
    svg: () => picture(found, counts, title),
  };
}
