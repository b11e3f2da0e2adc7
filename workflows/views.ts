// What queries are told: the stored state in people's words.
import {
  type Answer,
  advance,
  type Explanation,
  explain,
  iso,
  type Law,
  type Stored,
  whereIs,
} from "../machines/index.ts";
import type { Question, Status } from "./messages.ts";

/** What an event was answered, without the findings: those are in the journal. */
export function answerTo({ processed }: Stored, eventId: string): Answer | null {
  const known = processed.find(([id]) => id === eventId);
  if (!known) return null;
  const [, , seq, outcome, state, rung] = known;
  return { outcome, seq, state, ...(rung !== null && { rung }), findings: [], repeated: true };
}

/** A question is asked of the world of its time: deadlines due by then count as applied. */
export function whatIf(law: Law, stored: Stored, { receivedAt, ...question }: Question): Explanation {
  const at = receivedAt === undefined ? Date.now() : Date.parse(receivedAt);
  const world = advance(law, stored, at, at).at(-1)?.stored ?? stored;
  return explain(law, world, { eventId: "", occurredAt: iso(at), receivedAt: iso(at), ...question });
}

/** @param pending events taken in and not recorded yet. */
export function statusOf(law: Law, stored: Stored, pending: number): Status {
  return {
    client: stored.subject,
    ...whereIs(law, stored),
    at: iso(stored.at),
    seq: stored.seq,
    head: stored.head,
    deadlines: stored.deadlines.map(({ name, due }) => ({ name, due: iso(due) })),
    held: law.heldSince(stored.context) !== null,
    outbox: stored.outbox.map(({ id, type }) => ({ id, type })),
    pending,
    machine: stored.machine,
    policy: law.policyOf(stored.context),
    marks: law.marks(stored.context),
    ended: stored.snapshot.status !== "active",
  };
}
