// Four eyes where agents propose: whoever is behind an agent is no second person beside whoever confirmed its proposal.
import type { Archive } from "../archive/open.ts";
import { PROPOSAL, type Suggestion } from "../archive/suggestions.ts";
import {
  distinct,
  type Entry,
  type Envelope,
  type Explanation,
  eventSpec,
  type Finding,
  isEventType,
} from "../machines/index.ts";
import { ProblemError } from "./problem.ts";
import { behind, proposedEvent } from "./proposals.ts";
import type { DatedQuestion, Standings } from "./standing.ts";

/** What only another person could meet, and nobody does here. */
const missing = (findings: readonly Finding[]): Finding[] =>
  distinct(findings.filter(({ secondPerson, passed }) => secondPerson && passed === false));

const allOf = ({ candidates, misplaced }: Explanation): Finding[] => [
  ...candidates.flatMap(({ findings }) => findings),
  ...misplaced,
];

/** What the first person could not meet, and whoever asks could: by their agent they are that person. */
function sharedBy(own: Explanation, theirs: Explanation): Finding[] {
  const met = missing(allOf(own));
  return missing(allOf(theirs)).filter(({ says }) => met.every((finding) => finding.says !== says));
}

/** What is said to whoever is, by their agent, the first person already: the conditions as that person meets them. */
function asFirst(own: Explanation, shared: readonly Finding[]): Explanation {
  if (shared.length === 0) return own;
  const same = (a: Finding, b: Finding): boolean => a.rule === b.rule && a.says === b.says;
  const said = (finding: Finding): Finding => shared.find((one) => same(one, finding)) ?? finding;
  const known = allOf(own);
  return {
    ...own,
    admitted: "no",
    admission: [...own.admission, ...shared.filter((one) => !known.some((finding) => same(one, finding)))],
    candidates: own.candidates.map((one) => ({ ...one, findings: one.findings.map(said) })),
    misplaced: own.misplaced.map(said),
  };
}

const isDecision = (type: string): boolean => isEventType(type) && eventSpec(type).kind === "decision";

/** @throws {ProblemError} `secondPerson` where whoever sent the first event could not be the second person for this one */
async function mustBeSecond(
  standings: Pick<Standings, "explain">,
  client: string,
  event: Envelope,
  first: Entry,
): Promise<void> {
  const { actor, type, receivedAt, occurredAt, day, reason, data } = event;
  const asked = (id: string): DatedQuestion => ({
    type,
    actor: { ...actor, id },
    receivedAt,
    occurredAt,
    ...(day !== undefined && { day }),
    ...(reason !== undefined && { reason }),
    data,
  });
  const told = await standings.explain(client, [asked(actor.id), asked(first.actor.id)]);
  const [own, theirs] = told ?? [];
  const findings = own && theirs ? sharedBy(own, theirs) : [];
  if (findings.length === 0) return;
  const why = findings.map(({ says }) => says).join("; ");
  const whose = `${first.type}, which ${first.actor.role}:${first.actor.id} confirmed (entry ${first.seq})`;
  throw new ProblemError(
    "secondPerson",
    `${type} waits for a second person: ${why}. Your agent proposed ${whose}; nothing was recorded`,
    { findings },
  );
}

/** What agents of people proposed, and what came of it. */
function proposedBy({ journal, suggestions }: Pick<Archive, "journal" | "suggestions">) {
  /** What agents of a person proposed for a client, and what became of it. */
  const proposedFor = async (client: string, person: string): Promise<Suggestion[]> =>
    (await suggestions.list({ client, kind: PROPOSAL })).filter((one) => behind(one).id === person);

  /** @throws {ProblemError} `unavailable` where what became of a proposal is not on record yet */
  async function mustBeRecorded(client: string, proposals: readonly Suggestion[]): Promise<void> {
    const eventIds = proposals.flatMap(({ numbers }) => (numbers.eventId ? [String(numbers.eventId)] : []));
    // Accepted first, recorded second: what is not on record yet may be what this decision is about.
    if ((await journal.recall(client, eventIds)).length < eventIds.length)
      throw new ProblemError(
        "unavailable",
        "what your agent proposed was confirmed and is not on record yet; try again",
      );
  }

  /** The entries that proposals led to, as far as they are on record. */
  async function entriesOf(client: string, person: string, proposals: readonly Suggestion[]) {
    const types = [...new Set(proposals.map(proposedEvent))];
    const entries = await suggestions.entriesOf(client, types);
    return entries.filter(({ onBehalfOf, attested }) => attested && onBehalfOf === person);
  }

  return { proposedFor, mustBeRecorded, entriesOf };
}

/**
 * The machine knows who sent an event, and not whose agent proposed it. So at the door a decision is asked about twice:
 * as of whoever takes it, and as of whoever confirmed what their agent proposed. Where those may not decide, neither may
 * they.
 */
export function secondEyes(
  archive: Pick<Archive, "journal" | "suggestions">,
  standings: Pick<Standings, "explain">,
) {
  const { proposedFor, mustBeRecorded, entriesOf } = proposedBy(archive);
  const lines = new Map<string, Promise<unknown>>();

  /** For each client one after another: what is confirmed, and what depends on that. */
  async function inLine<T>(client: string, turn: () => Promise<T>): Promise<T> {
    const now = (lines.get(client) ?? Promise.resolve()).then(turn);
    const over = now.catch(() => {});
    lines.set(client, over);
    try {
      return await now;
    } finally {
      if (lines.get(client) === over) lines.delete(client);
    }
  }

  return {
    /**
     * What {@link standings} explain to one person, as {@link taking} will judge them. What their agent proposed and is
     * not on record yet changes nothing here: nobody has decided by an explanation.
     */
    async explain(client: string, questions: readonly DatedQuestion[]): Promise<Explanation[] | null> {
      const told = await standings.explain(client, questions);
      const person = questions.find(({ type }) => isDecision(type))?.actor.id;
      if (told === null || person === undefined) return told;
      const proposals = await proposedFor(client, person);
      if (proposals.length === 0) return told;
      const firsts = new Set((await entriesOf(client, person, proposals)).map(({ actor }) => actor.id));
      let said = told;
      for (const id of firsts) {
        const asked = questions.map((one) => ({ ...one, actor: { ...one.actor, id } }));
        const theirs = (await standings.explain(client, asked)) ?? [];
        said = said.map((own, at) => {
          const other = theirs[at];
          return other && isDecision(own.type) ? asFirst(own, sharedBy(own, other)) : own;
        });
      }
      return said;
    },

    /** Confirms a proposal. */
    confirming: inLine,

    /**
     * Takes an event, unless it needs a second person and whoever sends it is the first one by their agent.
     * @throws {ProblemError} `secondPerson`; `unavailable` where it is not known yet
     */
    async taking<T>(client: string, event: Envelope, take: () => Promise<T>): Promise<T> {
      const { actor, type, onBehalfOf } = event;
      // Facts are taken from everybody.
      if (!isDecision(type)) return take();
      if ((await proposedFor(client, actor.id)).length === 0) return take();
      const judged = async (): Promise<T> => {
        const proposals = await proposedFor(client, actor.id);
        await mustBeRecorded(client, proposals);
        for (const entry of await entriesOf(client, actor.id, proposals))
          await mustBeSecond(standings, client, event, entry);
        return take();
      };
      // What is confirmed stands in this line already.
      return onBehalfOf === undefined ? inLine(client, judged) : judged();
    },
  };
}

export type SecondEyes = ReturnType<typeof secondEyes>;
