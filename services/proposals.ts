// What agents propose: an event, which a person confirms in their own name, or dismisses. Nothing else comes of it.
import { isDeepStrictEqual } from "node:util";
import { Erased } from "../archive/keys.ts";
import type { Archive } from "../archive/open.ts";
import { PROPOSAL, type Suggestion } from "../archive/suggestions.ts";
import type { NewTask } from "../archive/tasks.ts";
import { suggestionId } from "../insight/attention/ids.ts";
import {
  type Actor,
  DAY,
  type EventType,
  eventSpec,
  type Finding,
  iso,
  type Policy,
  type Role,
} from "../machines/index.ts";
import { accessTo, isPublic } from "./access.ts";
import { dayAt } from "./dating.ts";
import type { KnownBy } from "./login/caller.ts";
import { mustFit, strayIn } from "./meaning.ts";
import { presented } from "./presented.ts";
import { ProblemError } from "./problem.ts";
import type { Submission } from "./said.ts";
import { times } from "./takeEvent.ts";
import { partsOf } from "./words.ts";

/** An event as an agent proposes it; its id is the proposal's. */
export type ProposedEvent = Submission & { readonly eventId: string; readonly reason: string };

/** What is kept of it, in the vault: it may hold a client's words. */
type ProposedWords = Pick<ProposedEvent, "type" | "occurredAt" | "reason" | "data">;

export interface ProposalParts {
  readonly archive: Pick<Archive, "relationships" | "suggestions" | "vault">;
  /** The policy in force. */
  readonly policy: () => Policy;
  /** Ms since the epoch. */
  readonly clock: () => number;
}

/** What a proposal says to people, in place of what a signal says. */
export const PROPOSED = {
  rule: "R-ROL-2",
  says: "an agent proposes an event",
  first: "look at what it rests on; confirm it only if you would send it yourself",
};

const ANSWER = accessTo("POST /v1/attention/{id}/confirm");
const JUDGES: readonly Role[] = ANSWER && !isPublic(ANSWER) ? ANSWER.roles : [];

/** The event that a proposal is of. */
export const proposedEvent = ({ numbers }: Pick<Suggestion, "numbers">): EventType =>
  numbers.event as EventType;

/** The person whose agent it was. */
export function behind({ numbers }: Pick<Suggestion, "numbers">): Actor {
  const [role = "", ...id] = String(numbers.behind).split(":");
  return { role: role as Role, id: id.join(":") };
}

/** Who judges a proposal of an event: the first of those who may send it; null where no person may. */
export const judgeOf = (type: EventType): Role | null =>
  eventSpec(type).roles.find((role) => JUDGES.includes(role)) ?? null;

/** @throws {ProblemError} where it is not another person who confirms */
function mustBeAnother(found: Suggestion, by: Actor, how: KnownBy): void {
  const says = "another person confirms than whose agent proposed it";
  const finding: Finding = { rule: PROPOSED.rule, says, passed: false, read: {}, secondPerson: true };
  if (behind(found).id === by.id)
    throw new ProblemError("secondPerson", `${found.id} waits for a second person: ${says}`, {
      findings: [finding],
    });
  if (how === "token")
    throw new ProblemError("role", "people confirm what agents propose, and no token does: sign in");
}

/** Reads what proposals say; null once the client's personal data were erased. */
const reader =
  (vault: ProposalParts["archive"]["vault"]) =>
  async ({ numbers }: Suggestion): Promise<ProposedWords | null> => {
    try {
      const text = await vault.get(String(numbers.said));
      return text === null ? null : (JSON.parse(text) as ProposedWords);
    } catch (error) {
      if (error instanceof Erased) return null;
      throw error;
    }
  };

interface NewProposal extends Pick<NewTask, "role" | "dueAt"> {
  readonly id: string;
  readonly client: string;
  /** The client's last entry. */
  readonly seq: number;
  readonly at: string;
  readonly event: EventType;
  readonly agent: string;
  /** `role:id` of the person behind it. */
  readonly whose: string;
  /** Vault id of what it says. */
  readonly said: string;
}

/** The suggestion that a proposal is, with the task to judge it. */
function suggestionOf({ id, client, seq, at, event, agent, whose, said, role, dueAt }: NewProposal) {
  const numbers = { event, agent, behind: whose, said };
  const points = [
    `the agent ${agent} of ${whose} proposes ${event}: tenure attention show ${id}`,
    PROPOSED.first,
    `tenure attention confirm ${id}, or dismiss`,
  ];
  const taskId = `${client}/${seq}/0/${id}`;
  return {
    suggestion: { id, kind: PROPOSAL, at, facts: [], words: [], numbers },
    task: { id: taskId, kind: "suggestion", role, about: id, openedAt: at, dueAt, points },
  };
}

/** Takes proposals in, and gives them to whoever judges them. */
export function proposals({ archive, policy, clock }: ProposalParts) {
  const { relationships, suggestions, vault } = archive;
  const kept = reader(vault);

  /**
   * Keeps a proposal, with the task to judge it. Proposed before with the same id, it is answered as then.
   * @param agent what the agent calls itself
   * @throws {ProblemError} malformed, unknown, for nobody, or another one of this id
   */
  async function propose(
    client: string,
    by: Actor,
    agent: string,
    { eventId, type, reason, data, occurredAt }: ProposedEvent,
  ): Promise<Suggestion> {
    const row = await relationships.get(client);
    if (!row) throw new ProblemError("missing", `there is no client ${client}`);
    const role = judgeOf(type);
    if (role === null)
      throw new ProblemError("refused", `${type} is not for people to send, so nobody could confirm it`);
    const { receivedAt } = times(occurredAt, clock());
    mustFit(strayIn(partsOf(type).data, data, { receivedAt, day: dayAt(row.zone, receivedAt) }, "data"));
    const id = suggestionId(client, PROPOSAL, eventId);
    const whose = `${by.role}:${by.id}`;
    const words: ProposedWords = { type, reason, data, ...(occurredAt !== undefined && { occurredAt }) };
    const text = JSON.stringify(words);

    const said = await vault.put(client, PROPOSAL, text, id);
    const at = iso(clock());
    const dueAt = iso(clock() + policy().tasks.dueDays * DAY);
    const { seq } = row;
    const added = suggestionOf({ id, client, seq, at, event: type, agent, whose, said, role, dueAt });
    await suggestions.add(client, added, at);
    const found = await suggestions.get(id);
    if (!found) throw new Error(`a proposal was kept, and is not there: ${id}`);
    const same =
      found.numbers.behind === whose && isDeepStrictEqual(await kept(found), JSON.parse(text) as unknown);
    if (!same) throw new ProblemError("exists", "another proposal has this eventId; nothing was proposed");
    return found;
  }

  return {
    propose,

    /** What a proposal says, as a role may read it: whoever may send the event may read its data. */
    async shown(found: Suggestion, reader: Role): Promise<ProposedWords | null> {
      const said = await kept(found);
      if (!said || eventSpec(said.type).roles.includes(reader)) return said;
      return { ...said, data: presented(reader, said.data) };
    },

    /**
     * The event of a proposal, for whoever confirms it.
     * @throws {ProblemError} where somebody else has to, or nothing is kept of it any more
     */
    async confirmedBy(found: Suggestion, by: Actor, how: KnownBy): Promise<ProposedWords> {
      mustBeAnother(found, by, how);
      const said = await kept(found);
      if (said) return said;
      throw new ProblemError("erased", `what ${found.id} says was erased with the client's personal data`);
    },
  };
}

export type Proposals = ReturnType<typeof proposals>;
