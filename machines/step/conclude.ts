import type { AnyMachineSnapshot } from "xstate";
import { type Instant, iso } from "../clock.ts";
import type { Clocked, Definition, Where } from "../definition.ts";
import type { Envelope } from "../events.ts";
import type { Finding } from "../findings.ts";
import { closeEntry, digest, type EffectRef, GENESIS, type Outcome, PROCESSED_KEPT } from "../journal.ts";
import { machineRef, type Processed, remember, type Step, type Stored } from "./stored.ts";
import { deadlineName, isDeadline, type Move } from "./transition.ts";

interface Judged {
  readonly envelope: Envelope;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  readonly from: Where;
  readonly move: Move;
  readonly at: Instant;
  readonly now: Instant;
}

export const EMPTY: Pick<Stored, "processed" | "outbox" | "head"> = {
  processed: [],
  outbox: [],
  head: GENESIS,
};

/** Writes the entry and the state that follow from a judgement. */
export function conclude(
  definition: Definition,
  before: Pick<Stored, "processed" | "outbox" | "head">,
  subject: string,
  seq: number,
  judged: Judged,
): Step {
  const { envelope, move: moved, at } = judged;
  const context = moved.snapshot.context as Clocked;
  const effects = moved.effects.map((effect, n): EffectRef => ({ id: `${subject}/${seq}/${n}`, ...effect }));
  const machine = machineRef(definition);
  const to = definition.describe(moved.snapshot.value, context);
  const entry = closeEntry({
    client: subject,
    seq,
    eventId: envelope.eventId,
    type: isDeadline(envelope.type) ? `deadline.${deadlineName(envelope.type)}` : envelope.type,
    occurredAt: envelope.occurredAt,
    receivedAt: envelope.receivedAt,
    at: iso(at),
    recordedAt: iso(judged.now),
    actor: envelope.actor,
    attested: envelope.door !== undefined,
    ...(envelope.reason !== undefined && { reason: envelope.reason }),
    ...(envelope.schema !== undefined && { eventSchema: envelope.schema }),
    ...(envelope.day !== undefined && { day: envelope.day }),
    ...(envelope.onBehalfOf !== undefined && { onBehalfOf: envelope.onBehalfOf }),
    ...(envelope.signature !== undefined && { signature: envelope.signature }),
    data: envelope.data,
    outcome: judged.outcome,
    from: judged.from,
    to,
    findings: judged.findings,
    effects,
    deadlines: moved.deadlines.map(({ name, due }) => ({ name, due: iso(due) })),
    machine,
    policy: definition.policyOf(context),
    prev: before.head,
  });
  // XState would copy the whole context, which is kept beside the snapshot.
  const withoutContext = { ...moved.snapshot, context: {} } as AnyMachineSnapshot;
  const persisted: object = definition.machine.getPersistedSnapshot(withoutContext);
  const { context: _, ...snapshot } = persisted as Record<string, unknown>;
  const processed: Processed = [
    envelope.eventId,
    contentOf(envelope),
    seq,
    judged.outcome,
    to.state,
    to.rung ?? null,
  ];
  const stored: Stored = {
    subject,
    machine,
    snapshot,
    context,
    deadlines: moved.deadlines,
    seq,
    at,
    head: entry.hash,
    processed: [...before.processed.slice(1 - PROCESSED_KEPT), processed],
    outbox: [...before.outbox, ...effects],
  };
  remember(stored, moved.snapshot);
  return { stored, entry, effects };
}

/**
 * The content that makes two events with one id the same: what was said, by whom, and when it happened. How it came
 * in (the time of receipt, who took it in, the signature) and how it is read (the day, the schema) is no part of it. As
 * `<digest>.<when it happened, ms>`.
 */
export function contentOf(envelope: Envelope): string {
  const {
    receivedAt: _,
    door: __,
    signature: ___,
    day: ____,
    schema: _____,
    occurredAt,
    ...content
  } = envelope;
  return `${digest(content).slice(0, 16)}.${Date.parse(occurredAt)}`;
}
