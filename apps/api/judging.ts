// What people make of what was noticed: it is confirmed or dismissed, and the relationship is told.
import type { Context } from "hono";
import type { Archive } from "../../archive/open.ts";
import type { Suggestion } from "../../archive/suggestions.ts";
import { type Actor, eventIdOf, iso } from "../../machines/index.ts";
import { signallers } from "../../services/access.ts";
import { toldBy } from "../../services/confirmed.ts";
import { ProblemError } from "../../services/problem.ts";
import { behind, type Proposals, proposedEvent } from "../../services/proposals.ts";
import type { Submission } from "../../services/said.ts";
import type { SecondEyes } from "../../services/secondEyes.ts";
import { type AskedBy, actorAmong } from "./actor.ts";

export interface JudgingParts {
  readonly archive: Archive;
  readonly proposals: Proposals;
  readonly confirming: SecondEyes["confirming"];
  readonly apply: (
    client: string,
    actor: Actor,
    said: Submission,
    onBehalfOf?: string,
  ) => Promise<{ readonly outcome: string; readonly eventId: string }>;
  /** The API's clock, ms since the epoch. */
  readonly clock: () => number;
}

/** What a person adds to what the facts tell. */
interface Said {
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  readonly reason?: string | undefined;
}

/** Finds suggestions, and judges them in the name of whoever does. */
export function judging({ archive, proposals, confirming, apply, clock }: JudgingParts) {
  const { suggestions, vault } = archive;

  async function found(id: string): Promise<Suggestion> {
    const one = await suggestions.get(id);
    if (one) return one;
    throw new ProblemError("missing", `there is no suggestion ${id}; tenure attention lists them`);
  }

  async function openOne(id: string): Promise<Suggestion> {
    const one = await found(id);
    if (one.state === "open") return one;
    throw new ProblemError("gone", `${id} was ${one.state} before, by ${one.actorRole}:${one.actorId}`);
  }

  /** Tells the relationship what was confirmed, in the name of whoever does; null where there is nothing to tell. */
  async function tell(found: Suggestion, by: Actor, said: Said, urgent = true) {
    const told = await toldBy(found, suggestions.textsOf, urgent);
    if (!told) return null;
    const data = { ...told.data, ...said.data };
    return send(found, by, {
      type: told.type,
      data,
      ...(said.reason !== undefined && { reason: said.reason }),
    });
  }

  /** Sends the event that a suggestion stands for. @param person whose agent proposed it */
  async function send(
    { id, client }: Suggestion,
    by: Actor,
    event: Omit<Submission, "eventId">,
    person?: string,
  ) {
    const eventId = eventIdOf("confirm", id, by.id, JSON.stringify(event.data));
    try {
      return await apply(client, by, { ...event, eventId }, person);
    } catch (error) {
      // What was refused before may be admitted by now: that is another event.
      if (!(error instanceof ProblemError && error.details.repeated)) throw error;
      return apply(client, by, event, person);
    }
  }

  async function judge(
    { id, client }: Suggestion,
    state: "confirmed" | "dismissed",
    by: Actor,
    { reason, eventId }: { readonly reason?: string | undefined; readonly eventId?: string } = {},
  ) {
    const kept = reason === undefined ? null : await vault.put(client, "reason", reason, id);
    await suggestions.judge(id, state, by, { at: iso(clock()), reason: kept, eventId });
    return found(id);
  }

  /** Sends what an agent proposed, in the name of whoever confirms it: never of the person behind the agent. */
  const confirmProposal = (c: Context<AskedBy>, { id, client }: Suggestion, said: Said) =>
    confirming(client, async () => {
      // Another may have confirmed it while this one waited.
      const one = await openOne(id);
      const by = actorAmong(c, signallers(proposedEvent(one)));
      const { type, occurredAt, ...kept } = await proposals.confirmedBy(one, by, c.get("caller").how);
      const reason = said.reason ?? kept.reason;
      const data = { ...(kept.data as object), ...said.data };
      const event = { type, data, reason, ...(occurredAt !== undefined && { occurredAt }) };
      const told = await send(one, by, event, behind(one).id);
      const { eventId } = told;
      return { told, by, judged: await judge(one, "confirmed", by, { reason, eventId }) };
    });

  return { found, openOne, tell, judge, confirmProposal };
}
