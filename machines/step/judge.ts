import type { AnyMachineSnapshot } from "xstate";
import { type Instant, iso, LAST_DUE } from "../clock.ts";
import type { Definition } from "../definition.ts";
import type { Envelope } from "../events.ts";
import { distinct, type Finding, passes } from "../findings.ts";
import type { Entry, Outcome } from "../journal.ts";
import { begin } from "./begin.ts";
import { conclude } from "./conclude.ts";
import { candidates, misplaced } from "./explain.ts";
import { restore, type Step, type Stored, worldOf } from "./stored.ts";
import { endless, isDeadline, move, transition } from "./transition.ts";

/** An event may not raise events without end; XState stops a macrostep after so many microsteps. */
const MAX_CASCADE = 1_000;

interface Verdict {
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  readonly snapshot: AnyMachineSnapshot;
}

/** Decides whether an event is admitted, and why; moves nothing. */
export function admit(definition: Definition, stored: Stored, envelope: Envelope, at: Instant): Verdict {
  const kind = isDeadline(envelope.type) ? "decision" : definition.kindOf(envelope.type);
  const context = worldOf(stored, envelope, at);
  const before = restore(definition, stored, context);
  const admission = isDeadline(envelope.type) ? [] : definition.admission(context, envelope);
  // What was asked of the world comes back after the end too: `refused` waits for it (R-LIF-24).
  if (before.status !== "active" && kind !== "result") {
    const says = `the relationship has ended in ${definition.describe(before.value, context).state}; nothing more can happen to it`;
    return {
      outcome: "refused",
      snapshot: before,
      findings: [{ rule: "R-LIF-0", says, passed: false, read: {} }],
    };
  }
  if (!passes(admission)) return { outcome: "refused", snapshot: before, findings: admission };
  const snapshot =
    kind === "decision" ? before : restore(definition, stored, definition.learn(context, envelope));
  const options = candidates(definition, snapshot, envelope);
  const taken = options.find((option) => passes(option.findings));
  if (kind !== "decision" || taken)
    return { outcome: "accepted", snapshot, findings: distinct([...admission, ...(taken?.findings ?? [])]) };
  if (options.length === 0)
    return {
      outcome: "refused",
      snapshot: before,
      findings: [...admission, ...misplaced(definition, snapshot, envelope)],
    };
  const failed = distinct(options.flatMap((option) => option.findings));
  return { outcome: "refused", snapshot: before, findings: [...admission, ...failed] };
}

/** Judges one event in the world of its receivedAt. Pure; deadlines due before it are the caller's ({@link judge}). */
function apply(definition: Definition, stored: Stored, envelope: Envelope, at: Instant, now: Instant): Step {
  const read = definition.reads?.(envelope) ?? envelope;
  const { outcome, findings, snapshot } = admit(definition, stored, read, at);
  if (outcome === "refused") return refused(definition, stored, envelope, findings, at, now);
  const held = definition.heldSince(stored.context);
  let moved = move(definition, stored.deadlines, transition(definition.machine, snapshot, read), at);
  // Lifting a hold sets every clock that stood still forward by the time it stood.
  if (held !== null && definition.heldSince(moved.snapshot.context) === null)
    moved = {
      ...moved,
      deadlines: moved.deadlines.map((deadline) => ({ ...deadline, due: deadline.due + (at - held) })),
    };
  const never = moved.deadlines.find(({ due }) => due > LAST_DUE);
  if (never) return refused(definition, stored, envelope, [endless(never)], at, now);
  const from = definition.describe(snapshot.value, snapshot.context);
  return conclude(definition, stored, stored.subject, stored.seq + 1, {
    envelope,
    outcome,
    findings,
    from,
    at,
    now,
    move: moved,
  });
}

/** A refusal: an entry, and nothing else changes. */
export function refused(
  definition: Definition,
  stored: Stored,
  envelope: Envelope,
  findings: readonly Finding[],
  at: Instant,
  now: Instant,
): Step {
  const snapshot = restore(definition, stored, worldOf(stored, envelope, at));
  return conclude(definition, stored, stored.subject, stored.seq + 1, {
    envelope,
    outcome: "refused",
    findings,
    at,
    now,
    from: definition.describe(snapshot.value, snapshot.context),
    move: { snapshot, effects: [], deadlines: stored.deadlines },
  });
}

const CAN_BE_KEPT = "the archive can hold what it says";

/**
 * The refusal of an event that the archive will never take ({@link judge} it first: deadlines that fell due before it
 * come before). @param code why: the archive's own word, for instance an SQLSTATE.
 */
export function refuse(
  definition: Definition,
  stored: Stored,
  envelope: Envelope,
  code: string,
  now: Instant,
): Step[] {
  const receivedAt = Date.parse(envelope.receivedAt);
  const before = advance(definition, stored, receivedAt, now);
  const current = before.at(-1)?.stored ?? stored;
  const finding: Finding = { rule: "R-LIF-27", says: CAN_BE_KEPT, passed: false, read: { code } };
  return [
    ...before,
    refused(definition, current, envelope, [finding], Math.max(receivedAt, current.at), now),
  ];
}

/** The archive's refusal stands in the entry alone: the machine itself would have taken the event. */
const refusedByArchive = ({ outcome, findings }: Entry): boolean =>
  outcome === "refused" && findings.length === 1 && findings[0]?.says === CAN_BE_KEPT;

/** When the next clock runs out, ms, or null when none is armed or a hold stands. */
export function nextDue(definition: Definition, stored: Stored): Instant | null {
  if (definition.heldSince(stored.context) !== null) return null;
  return stored.deadlines[0]?.due ?? null;
}

/** Fires the deadline that is due first, in the world of its due time; null when no clock runs. */
function fire(definition: Definition, stored: Stored, now: Instant): Step | null {
  const due = nextDue(definition, stored);
  const [deadline, ...deadlines] = stored.deadlines;
  if (due === null || deadline === undefined) return null;
  const envelope: Envelope = {
    eventId: `deadline/${deadline.name}/${stored.seq + 1}`,
    type: deadline.event.type,
    occurredAt: iso(due),
    receivedAt: iso(due),
    actor: { id: "engine", role: "system" },
    door: "engine",
    data: {},
  };
  return apply(definition, { ...stored, deadlines }, envelope, Math.max(due, stored.at), now);
}

/** R-LIF-21: applies every deadline due at or before `until`, in the order (due, id), cascading. */
export function advance(definition: Definition, stored: Stored, until: Instant, now: Instant): Step[] {
  const steps: Step[] = [];
  let current = stored;
  while ((nextDue(definition, current) ?? Number.POSITIVE_INFINITY) <= until) {
    const step = fire(definition, current, now);
    if (step === null) break;
    if (steps.length >= MAX_CASCADE) throw new Error(`${step.entry.type} falls due without end`);
    steps.push(step);
    current = step.stored;
  }
  return steps;
}

/**
 * Judges an event: first the deadlines that fell due before it, then the event itself. The last step is the
 * event's own.
 * @param now the engine's clock, ms.
 */
export function judge(definition: Definition, stored: Stored, envelope: Envelope, now: Instant): Step[] {
  const receivedAt = Date.parse(envelope.receivedAt);
  const before = advance(definition, stored, receivedAt, now);
  const current = before.at(-1)?.stored ?? stored;
  return [...before, apply(definition, current, envelope, Math.max(receivedAt, current.at), now)];
}

/** The event that an entry speaks of. The journal keeps whether something vouched for it, not what. */
export function envelopeOf(entry: Entry): Envelope {
  const { eventId, type, occurredAt, receivedAt, actor, attested, reason, data } = entry;
  const { eventSchema: schema, day, onBehalfOf, signature } = entry;
  return {
    eventId,
    type,
    occurredAt,
    receivedAt,
    actor,
    data,
    ...(attested && { door: "journal" }),
    ...(reason && { reason }),
    ...(schema !== undefined && { schema }),
    ...(day !== undefined && { day }),
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(signature !== undefined && { signature }),
  };
}

/**
 * Judges once more what a written entry speaks of, at the time at which it was written.
 * @param stored the state before it; null at the opening.
 * @returns null when it speaks of a deadline and no clock runs.
 */
export function judgeAgain(definition: Definition, stored: Stored | null, written: Entry): Step | null {
  const now = Date.parse(written.recordedAt);
  if (stored === null) return begin(definition, written.client, envelopeOf(written), now);
  if (isDeadline(written.type)) return fire(definition, stored, now);
  const at = Date.parse(written.at);
  if (refusedByArchive(written))
    return refused(definition, stored, envelopeOf(written), written.findings, at, now);
  return apply(definition, stored, envelopeOf(written), at, now);
}
