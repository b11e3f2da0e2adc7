// R-DEC-3: everything that the rules need to know of one client, on one page and as data. Pure: the same rows, in
// whatever order, give the same dossier and the same digest.

import type { FactRow } from "../../archive/facts/kept.ts";
import { digest, type EventData, type Role, type Sums } from "../../machines/index.ts";
import { type Minor, sumOf } from "../../values/money.ts";
import { machineId, named } from "./facts.ts";
import { owedOf } from "./invoices.ts";
import { type DossierBasis, type DossierInput, knownOf, within } from "./known.ts";
import { type Missing, missing } from "./missing.ts";
import { financeOf, type RevenueFrom, type Summed, summed } from "./sums.ts";

export const SECTIONS = [
  "conversations",
  "problems",
  "reviews",
  "ourFaults",
  "costToServe",
  "lossOnExit",
] as const;
export type SectionName = (typeof SECTIONS)[number];

/** A message or a call. */
interface Message {
  readonly id: string | null;
  readonly at: string;
  readonly direction: "in" | "out";
  readonly channel: string;
  readonly textRef: string | null;
}

/** The last messages stand in the dossier; the others are counted. */
const SHOWN = 20;

const ordered = <Row>(rows: readonly Row[], key: (row: Row) => string): Row[] =>
  rows
    .map((row) => [`${key(row)} ${JSON.stringify(row)}`, row] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, row]) => row);

const countBy = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

function messagesOf({ facts, told }: DossierBasis): Message[] {
  // What was imported is told to the relationship by its name, and is no other message for that.
  const known = new Set(named("interactions", facts.interactions).map(({ name }) => machineId(name)));
  const signalled = (["message.received", "message.sent"] as const).flatMap((type) =>
    told(type).flatMap(({ occurredAt: at, data: { messageId: id, channel } }) =>
      known.has(id)
        ? []
        : [
            {
              id,
              at,
              channel,
              textRef: null,
              direction: type === "message.sent" ? ("out" as const) : ("in" as const),
            },
          ],
    ),
  );
  const imported = facts.interactions.map(({ id, at, direction, channel, textRef }) => ({
    id,
    at,
    direction,
    channel,
    textRef,
  }));
  return ordered([...imported, ...signalled], ({ at }) => at);
}

function conversations(known: DossierBasis) {
  const messages = messagesOf(known);
  const calls = known.told("call.made").length + known.told("contact.logged").length;
  const ours = messages.filter(({ direction }) => direction === "out").length;
  return {
    messages: messages.length,
    fromClient: messages.length - ours,
    fromUs: ours,
    calls,
    channels: countBy(messages.map(({ channel }) => channel)),
    first: messages[0]?.at ?? null,
    last: messages.at(-1)?.at ?? null,
    latest: messages.slice(-SHOWN),
  };
}

function incidentsOf({ told }: DossierBasis) {
  const confirmed = new Map(told("incident.confirmed").map((each) => [each.data.incidentId, each]));
  const dismissed = new Set(told("incident.dismissed").map(({ data }) => data.incidentId));
  const seen = new Set<string>();
  return told("incident.reported").flatMap(({ data }) => {
    const { incidentId: id, category, happenedAt, saidRef = null } = data;
    // The first report stands.
    if (seen.has(id)) return [];
    seen.add(id);
    const judged = confirmed.get(id);
    const status = judged ? "confirmed" : dismissed.has(id) ? "dismissed" : "reported";
    return [
      {
        id,
        category,
        happenedAt,
        status,
        textRef: saidRef,
        confirmedAt: judged?.at ?? null,
        explainedBy: judged?.data.explainedBy ?? null,
      },
    ];
  });
}

function problems(known: DossierBasis) {
  const { facts, told } = known;
  const { journal, at: now } = known.given;
  const accepted = journal.filter(
    ({ outcome, at }) => outcome === "accepted" && Date.parse(at) <= Date.parse(now),
  );
  return {
    incidents: ordered(incidentsOf(known), ({ happenedAt }) => happenedAt),
    boundaries: told("boundary.stated").length,
    askedOff: [...new Set(told("staff.askedOff").map(({ data }) => data.agentId))].sort(),
    demands: ordered(facts.demands, ({ at }) => at).map(({ client: _, ...row }) => ({
      ...row,
      others: known.given.others[row.about] ?? 0,
    })),
    threats: ordered(facts.threats, ({ at }) => at).map(({ client: _, ...row }) => row),
    discounts: ordered(facts.discounts, ({ on }) => on).map(({ client: _, ...row }) => row),
    overdue: ordered(
      owedOf(facts.payments, accepted).filter(({ due }) => due < known.day),
      ({ due }) => due,
    ).map(({ invoice, owed: amount, due, currency }) => ({ invoice, amount, due, currency })),
  };
}

function reviews({ facts, told }: DossierBasis) {
  const known = new Set(named("reviews", facts.reviews).map(({ name }) => name));
  const signalled = told("review.published").flatMap(({ occurredAt: at, data: { ref: id, good } }) =>
    known.has(id) ? [] : [{ id, kind: "review" as const, good, at, where: null, textRef: null }],
  );
  const all = ordered([...facts.reviews.map(({ client: _, ...row }) => row), ...signalled], ({ at }) => at);
  const good = all.filter((row) => row.good).length;
  const feedback = told("feedback.received").map(({ data }) => data.good);
  return {
    good,
    bad: all.length - good,
    all,
    praised: feedback.filter(Boolean).length,
    criticised: feedback.filter((praise) => !praise).length,
    scores: ordered(facts.scores, ({ period }) => period).map(({ period, score }) => ({ period, score })),
  };
}

function costToServe({ effort, concessions, given }: DossierBasis, { sums, horizon }: Summed) {
  const { policy, currency } = given;
  const rates: Readonly<Record<string, number>> = policy.value.rates[currency] ?? {};
  const minutes = new Map<string, { role: Role; kind: string; minutes: number }>();
  for (const each of effort.filter(({ day }) => within(day, horizon))) {
    const key = `${each.kind} ${each.role}`;
    const known = minutes.get(key)?.minutes ?? 0;
    minutes.set(key, { role: each.role, kind: each.kind, minutes: known + each.minutes });
  }
  return {
    span: horizon,
    currency,
    costs: sums.costs,
    sum: sums.cost,
    effort: ordered([...minutes.values()], ({ kind, role }) => `${kind} ${role}`).map((each) => ({
      ...each,
      rate: rates[each.role] ?? null,
    })),
    concessions: ordered(concessions, ({ on }) => on),
  };
}

/** What an exit loses and saves (R-DEC-6): net value is what is lost less what serving the client costs. */
export interface Loss {
  readonly revenue: Minor | null;
  readonly benefit: Minor;
  readonly cost: Minor | null;
  readonly net: Minor | null;
  /** Where revenue and cost are known from. */
  readonly from: RevenueFrom | "finance" | null;
}

function lossOnExit(known: DossierBasis, { sums, horizon, revenueFrom }: Summed) {
  const stated = financeOf(known);
  const benefit = stated?.benefit ?? 0;
  // As the machine learns it: sums of the facts where both are known, otherwise what finance stated.
  const from = stated && (sums.revenue === null || sums.cost === null) ? "finance" : revenueFrom;
  const { revenue, cost } = from === "finance" && stated ? stated : sums;
  const net = revenue === null || cost === null ? null : sumOf([revenue, benefit, -cost]);
  const loss: Loss = { revenue, benefit, cost, net, from };
  return {
    span: horizon,
    currency: sums.currency,
    ...loss,
    margin: sums.margin,
    returns: sums.returns,
  };
}

/** The six sections with what stands in them. */
export interface Sections {
  readonly conversations: ReturnType<typeof conversations>;
  readonly problems: ReturnType<typeof problems>;
  readonly reviews: ReturnType<typeof reviews>;
  readonly ourFaults: Sums["faults"] & { readonly all: DossierBasis["faults"] };
  readonly costToServe: ReturnType<typeof costToServe>;
  readonly lossOnExit: ReturnType<typeof lossOnExit>;
}

/** A dossier. Amounts are minor units of its currency, texts are vault ids; its id is made of its digest. */
export interface CompiledDossier {
  readonly id: string;
  readonly client: string;
  /** ISO instant. */
  readonly at: string;
  /** Since when there is a contract; null where there is none, or nobody said. */
  readonly signedAt: string | null;
  readonly policy: string;
  readonly sections: Sections;
  /** The sections that are there: all six, or what is missing says why not. */
  readonly present: readonly SectionName[];
  readonly sums: Sums;
  /** What it lacks, apart from what finance has stated; `sums.missing` names everything that was not summed. */
  readonly missing: readonly Missing[];
  /** SHA-256, in hex, of the canonical JSON (RFC 8785) of everything but `id` and `digest`. */
  readonly digest: string;
}

/** What `dossier.compiled` tells the machine of a dossier. */
export const toldOf = ({ id, present, digest, sums }: CompiledDossier): EventData<"dossier.compiled"> => ({
  dossierId: id,
  sections: [...present],
  hash: digest,
  sums,
});

/** What a statement of finance makes up for (R-ROL-5). */
const STATED: readonly SectionName[] = ["costToServe", "lossOnExit"];

/** What still keeps a section away: nothing that finance has stated (R-ROL-5). */
function openIn(known: DossierBasis, lacks: readonly Missing[]): Missing[] {
  const stated = financeOf(known) !== null;
  return lacks.filter(({ section, blocks }) => !(stated && blocks && STATED.includes(section)));
}

const presentIn = (lacks: readonly Missing[]): SectionName[] =>
  SECTIONS.filter((section) => !lacks.some((lack) => lack.section === section && lack.blocks));

/** Whether nothing at all was imported about a client. */
export const isUntold = ({ facts }: Pick<DossierInput, "facts">): boolean =>
  Object.values(facts).every((rows: readonly FactRow<"hours">[] | readonly unknown[]) => rows.length === 0);

/**
 * Compiles the dossier of a client as things were known at a moment.
 * @throws {RangeError} where sums could no longer be exact
 */
export function dossierOf(given: DossierInput): CompiledDossier {
  const known = knownOf(given);
  const sum = summed(known);
  const spoken = conversations(known);
  const lacks = [...sum.missing];
  if (spoken.messages + spoken.calls === 0)
    lacks.unshift(missing("conversations", "interactions", "interactions"));
  const open = openIn(known, lacks);
  const sums = { ...sum.sums, missing: lacks.map(({ name }) => name).slice(0, 50) };
  const content = {
    client: given.client,
    at: known.given.at,
    signedAt: given.signedAt ?? null,
    policy: given.policy.version,
    sections: {
      conversations: spoken,
      problems: problems(known),
      reviews: reviews(known),
      ourFaults: { ...sums.faults, all: known.faults },
      costToServe: costToServe(known, sum),
      lossOnExit: lossOnExit(known, sum),
    },
    present: presentIn(open),
    sums,
    missing: open,
  };
  const hash = digest(content);
  return { id: `dossier-${hash.slice(0, 16)}`, ...content, digest: hash };
}
