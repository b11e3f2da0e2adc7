// Four eyes where agents propose: whoever is behind an agent is no second person beside whoever confirmed its proposal.
import type { Archive } from "../archive/open.ts";
import { PROPOSAL, type Suggestion } from "../archive/suggestions.ts";
import {
  distinct,
  type Entry,
  type Envelope,
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
  const [own = [], theirs = []] = (told ?? []).map(({ candidates, misplaced }) =>
    missing([...candidates.flatMap(({ findings }) => findings), ...misplaced]),
  );
  const findings = theirs.filter(({ says }) => own.every((finding) => finding.says !== says));
  if (findings.length === 0) return;
  const why = findings.map(({ says }) => says).join("; ");
  const whose = `${first.type}, which ${first.actor.role}:${first.actor.id} confirmed (entry ${first.seq})`;
  throw new ProblemError(
    "secondPerson",
    `${type} waits for a second person: ${why}. Your agent proposed ${whose}; nothing was recorded`,
    { findings },
  );
}

/**
 * The machine knows who sent an event, and not whose agent proposed it. So at the door a decision is asked about twice:
 * as of whoever takes it, and as of whoever confirmed what their agent proposed. Where those may not decide, neither may
 * they.
 */
export function secondEyes(
  { journal, suggestions }: Pick<Archive, "journal" | "suggestions">,
  standings: Pick<Standings, "explain">,
) {
  const lines = new Map<string, Promise<unknown>>();

  /** What agents of a person proposed for a client, and what became of it. */
  const proposedFor = async (client: string, person: string): Promise<Suggestion[]> =>
    (await suggestions.list({ client, kind: PROPOSAL })).filter((one) => behind(one).id === person);

  /** The entries that proposals led to. @throws {ProblemError} `unavailable` where they are not known yet */
  async function entriesOf(client: string, person: string, proposals: readonly Suggestion[]) {
    const eventIds = proposals.flatMap(({ numbers }) => (numbers.eventId ? [String(numbers.eventId)] : []));
    // Accepted first, recorded second: what is not on record yet may be what this decision is about.
    if ((await journal.recall(client, eventIds)).length < eventIds.length)
      throw new ProblemError(
        "unavailable",
        "what your agent proposed was confirmed and is not on record yet; try again",
      );
    const types = [...new Set(proposals.map(proposedEvent))];
    const entries = await suggestions.entriesOf(client, types);
    return entries.filter(({ onBehalfOf, attested }) => attested && onBehalfOf === person);
  }

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
    /** Confirms a proposal. */
    confirming: inLine,

    /**
     * Takes an event, unless it needs a second person and whoever sends it is the first one by their agent.
     * @throws {ProblemError} `secondPerson`; `unavailable` where it is not known yet
     */
    async taking<T>(client: string, event: Envelope, take: () => Promise<T>): Promise<T> {
      const { actor, type, onBehalfOf } = event;
      // Facts are taken from everybody.
      if (!isEventType(type) || eventSpec(type).kind !== "decision") return take();
      if ((await proposedFor(client, actor.id)).length === 0) return take();
      const judged = async (): Promise<T> => {
        const proposals = await proposedFor(client, actor.id);
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
