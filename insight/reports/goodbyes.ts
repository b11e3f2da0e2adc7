import { percent } from "../../values/money.ts";
import { bars } from "./bars.ts";
import { type Deed, type Deeds, isOver, type Span, said, spanned, within } from "./deeds.ts";
import { SHADES } from "./plot.ts";
import { counted, inPercent, left, plural, type Report, right } from "./report.ts";

/** The events that the report reads. */
export const GOODBYE_TYPES = [
  "client.left",
  "exit.requested",
  "exit.approved",
  "offboarding.completed",
  "appeal.upheld",
  "winback.approved",
  "winback.accepted",
  "winback.declined",
  "deadline.winBackOffer",
  "obstacle.removed",
  "return.requested",
  "providers.matched",
  "provider.refused",
  "handover.declined",
  "move.confirmed",
  "deadline.match",
  "deadline.offer",
  "deadline.provider",
  "deadline.export",
  "deadline.move",
  "effect.failed",
  "consent.revoked",
] as const;

const HANDOVERS = ["done", "declined", "none fits", "failed", "open"] as const;
type HandoverEnd = (typeof HANDOVERS)[number];

const APPROACHES = ["accepted", "declined", "unanswered", "left", "open"] as const;
type Approach = (typeof APPROACHES)[number];

export interface Goodbye {
  readonly client: string;
  readonly at: string;
  /** Who ended it. */
  readonly by: "client" | "us";
  /** What the client gave as the cause, our ground, or how a win-back of ours ended. */
  readonly cause: string;
  /** An appeal took it back. */
  annulled: boolean;
}

export interface Goodbyes {
  readonly goodbyes: readonly Goodbye[];
  readonly winBacks: Readonly<Record<Approach, number>>;
  /** Former clients who asked to come back themselves. */
  readonly returns: number;
  /** Of the exits that were approved. */
  readonly handovers: Readonly<Record<HandoverEnd, number>>;
}

const ENDED: Readonly<Record<string, Approach>> = {
  "winback.accepted": "accepted",
  "winback.declined": "declined",
  "deadline.winBackOffer": "unanswered",
  "client.left": "left",
};

/** What an entry of an offboarding says of the handover; null where it says nothing. */
function handoverIn(deed: Deed): HandoverEnd | null {
  if (deed.effects.some(({ type }) => type === "exportPlain")) return "failed";
  switch (deed.type) {
    case "move.confirmed":
    case "deadline.move":
      return "done";
    case "handover.declined":
    case "deadline.offer":
      return "declined";
    case "deadline.match":
      return "none fits";
    case "providers.matched": {
      const { candidates } = deed.data as { candidates?: readonly unknown[] };
      return candidates?.length === 0 ? "none fits" : null;
    }
    default:
      return null;
  }
}

/** R-REP-7: every completed ending by its cause, win-backs, and what became of the handovers. */
export async function goodbyesOf(deeds: Deeds, span: Span): Promise<Goodbyes> {
  const goodbyes: Goodbye[] = [];
  const winBacks: Record<Approach, number> = { accepted: 0, declined: 0, unanswered: 0, left: 0, open: 0 };
  const handovers: Record<HandoverEnd, number> = { done: 0, declined: 0, "none fits": 0, failed: 0, open: 0 };
  let returns = 0;
  let client: string | null = null;
  let grounds = new Map<string, string>();
  let ground = "";
  let last: Goodbye | null = null;
  let approachedAt: string | null = null;
  let exit: { at: string; handover: HandoverEnd } | null = null;
  const endExit = () => {
    if (exit && within(span, exit.at)) handovers[exit.handover] += 1;
    exit = null;
  };
  const endApproach = (how: Approach) => {
    if (approachedAt !== null && within(span, approachedAt)) winBacks[how] += 1;
    approachedAt = null;
  };
  const part = ({ client: of, at }: Deed, by: Goodbye["by"], cause: string) => {
    last = { client: of, at, by, cause, annulled: false };
    if (within(span, at)) goodbyes.push(last);
  };
  for await (const deed of deeds) {
    if (deed.client !== client) {
      endExit();
      endApproach("open");
      [client, grounds, ground, last] = [deed.client, new Map(), "", null];
    }
    const { type, from, to } = deed;
    if (type === "exit.requested") grounds.set(said(deed, "requestId"), said(deed, "ground"));
    if (type === "exit.approved" && to.state === "offboarding") {
      ground = grounds.get(said(deed, "requestId")) ?? "exit";
      exit = { at: deed.at, handover: "open" };
    }
    if (exit && from.state === "offboarding") exit.handover = handoverIn(deed) ?? exit.handover;
    if (type === "return.requested" && within(span, deed.at)) returns += 1;
    if (from.state === "winBack" && to.state !== "winBack") {
      const how = ENDED[type] ?? "left";
      endApproach(how);
      if (isOver(to.state) && how !== "left") part(deed, "client", `win-back ${how}`);
    }
    if (to.state === "winBack" && from.state !== "winBack") approachedAt = deed.at;
    if (type === "client.left" && isOver(to.state) && !isOver(from.state))
      part(deed, "client", said(deed, "cause"));
    if (type === "offboarding.completed") part(deed, "us", ground || "exit");
    if (exit && from.state === "offboarding" && to.state !== "offboarding") endExit();
    if (type === "appeal.upheld" && last && isOver(from.state) && !isOver(to.state))
      (last as Goodbye).annulled = true;
  }
  endExit();
  endApproach("open");
  return { goodbyes, winBacks, returns, handovers };
}

interface Cause {
  readonly by: Goodbye["by"];
  readonly cause: string;
  readonly number: number;
}

function causesOf(goodbyes: readonly Goodbye[]): Cause[] {
  const groups = Map.groupBy(
    goodbyes.filter(({ annulled }) => !annulled),
    ({ by, cause }) => `${by}\n${cause}`,
  );
  return [...groups.values()]
    .flatMap((group): Cause[] =>
      group[0] ? [{ by: group[0].by, cause: group[0].cause, number: group.length }] : [],
    )
    .sort((a, b) => b.number - a.number || (`${a.by} ${a.cause}` < `${b.by} ${b.cause}` ? -1 : 1));
}

/** Outcomes in their order, each with its number. */
type Counted = readonly (readonly [string, number])[];

function picture(causes: readonly Cause[], approaches: Counted, handovers: Counted, title: string): string {
  const rows = (counts: Counted) =>
    counts.map(([label, value]) => ({
      label,
      parts: [{ value, fill: SHADES[1] }],
      told: counted(value),
    }));
  return bars({
    title,
    note: "Each completed ending, by its cause (R-REP-7)",
    legend: [
      [SHADES[0], "ended by us"],
      [SHADES[2], "ended by the client"],
    ],
    groups: [
      {
        title: "Causes",
        rows: causes.map(({ by, cause, number }) => ({
          label: cause,
          parts: [{ value: number, fill: by === "us" ? SHADES[0] : SHADES[2] }],
          told: counted(number),
        })),
      },
      { title: "Win-backs of ours", rows: rows(approaches) },
      { title: "Handovers of exits by us", rows: rows(handovers) },
    ],
  });
}

/** `tenure report goodbyes` (R-REP-7). */
export async function goodbyes(deeds: Deeds, span: Span): Promise<Report> {
  const found = await goodbyesOf(deeds, span);
  const causes = causesOf(found.goodbyes);
  const all = causes.reduce((sum, { number }) => sum + number, 0);
  const annulled = found.goodbyes.length - all;
  const title = `${plural(all, "goodbye")}, ${spanned(span)}`;
  const listed = <K extends string>(counts: Readonly<Record<K, number>>, order: readonly K[]) =>
    order.map((name) => [name, counts[name]] as const);
  const [approaches, handovers] = [listed(found.winBacks, APPROACHES), listed(found.handovers, HANDOVERS)];
  const total = (counts: Counted) => counts.reduce((sum, [, n]) => sum + n, 0);
  const sheet = (head: string, counts: Counted) => ({
    title: head,
    columns: [left("outcome"), right("number"), right("of all")],
    rows: counts.map(([name, n]) => [name, counted(n), inPercent(percent(n, total(counts)))]),
  });
  return {
    empty: found.goodbyes.length + total(approaches) + total(handovers) === 0,
    data: {
      ...span,
      causes,
      goodbyes: all,
      annulled,
      winBacks: found.winBacks,
      returns: found.returns,
      handovers: found.handovers,
    },
    sheets: [
      {
        title,
        columns: [left("cause"), left("ended by"), right("number"), right("of all")],
        rows: causes.map(({ by, cause, number }) => [
          cause,
          by,
          counted(number),
          inPercent(percent(number, all)),
        ]),
      },
      sheet(plural(total(approaches), "win-back of ours", "win-backs of ours"), approaches),
      sheet(`Handovers of ${plural(total(handovers), "exit")} by us`, handovers),
    ],
    remarks: [
      "R-REP-7: each completed ending by either side; a win-back of ours that was declined or not answered counts too.",
      ...(annulled > 0
        ? [
            `${plural(annulled, "goodbye")} that an appeal took back ${annulled === 1 ? "is" : "are"} left out.`,
          ]
        : []),
      ...(found.returns > 0 ? [`${plural(found.returns, "former client")} asked to come back.`] : []),
    ],
    *csv() {
      yield ["client", "at", "by", "cause", "annulled"];
      for (const { client, at, by, cause, annulled: undone } of found.goodbyes)
        yield [client, at, by, cause, undone ? 1 : 0];
    },
    svg: () => picture(causes, approaches, handovers, title),
  };
}
