// R-VER-3: how a relationship goes on under another version of its machine.
import type { AnyMachineSnapshot } from "xstate";
import type { Instant } from "../clock.ts";
import type { Definition } from "../definition.ts";
import type { Envelope } from "../events.ts";
import { type Finding, passes } from "../findings.ts";
import type { Entry, MachineRef } from "../journal.ts";
import {
  admit,
  advance,
  conclude,
  envelopeOf,
  machineRef,
  refused,
  restore,
  type Step,
  type Stored,
} from "./step.ts";
import { worldOf } from "./stored.ts";

/** What `machine.adopted` says: the machine that judged until now, and the one that goes on. */
export interface Adoption {
  readonly from: MachineRef;
  readonly to: MachineRef;
}

/** What another machine says to a state that it is to go on with: its entry, or why it cannot. */
export type Receipt = Step | readonly Finding[];

/** How the machine that goes on takes a relationship over. */
export type Receiver = (stored: Stored, envelope: Envelope, at: Instant, now: Instant) => Receipt;

const fits = (passed: boolean, says: string, read: Finding["read"]): Finding => ({
  rule: "R-VER-3",
  says,
  passed,
  read,
});

/**
 * R-VER-3: goes on with a relationship that another version has judged until now: rung, clocks, open effects and time
 * passed are as they were. The event is the move; deadlines due before it are applied.
 */
export function receive(
  definition: Definition,
  stored: Stored,
  envelope: Envelope,
  at: Instant,
  now: Instant,
): Receipt {
  const context = worldOf(
    { ...stored, context: definition.upcast?.(stored) ?? stored.context },
    envelope,
    at,
  );
  const own: Stored = { ...stored, machine: machineRef(definition), context };
  const stands = "every state and every clock of the relationship is in the machine";
  let snapshot: AnyMachineSnapshot;
  try {
    snapshot = restore(definition, own, context);
  } catch {
    return [fits(false, stands, { state: JSON.stringify(stored.snapshot.value) })];
  }
  // XState does not notice a renamed timer: nothing would be there to hear it.
  const lost = stored.deadlines.find(
    ({ event }) => !snapshot._nodes.some((node) => node.transitions.has(event.type)),
  );
  if (lost) return [fits(false, stands, { clock: lost.name })];
  return conclude(definition, own, stored.subject, stored.seq + 1, {
    envelope,
    outcome: "accepted",
    at,
    now,
    findings: [fits(true, stands, {})],
    from: definition.describe(snapshot.value, context),
    move: { snapshot, effects: [], deadlines: stored.deadlines },
  });
}

/**
 * R-VER-3: hands a relationship over to another version, between events: what is due is fired by the one that stays or
 * goes; the entry is written by the one that goes on.
 * @param receiver null where this build does not have the machine that the event names.
 */
export function move(
  definition: Definition,
  stored: Stored,
  envelope: Envelope,
  now: Instant,
  receiver: Receiver | null,
): Step[] {
  const receivedAt = Date.parse(envelope.receivedAt);
  const before = advance(definition, stored, receivedAt, now);
  const current = before.at(-1)?.stored ?? stored;
  const at = Math.max(receivedAt, current.at);
  return [...before, moveNow(definition, current, envelope, at, now, receiver)];
}

function moveNow(
  definition: Definition,
  stored: Stored,
  envelope: Envelope,
  at: Instant,
  now: Instant,
  receiver: Receiver | null,
): Step {
  const { from, to } = envelope.data as Adoption;
  const { outcome, findings } = admit(definition, stored, envelope, at);
  const says = (passed: boolean, text: string, ref: MachineRef) =>
    fits(passed, text, { machine: `${ref.id} ${ref.version} ${ref.hash.slice(0, 12)}` });
  const known = [
    says(
      from.hash === stored.machine.hash,
      "it runs under the machine that it is moved from",
      stored.machine,
    ),
    says(to.hash !== stored.machine.hash, "it is moved to another machine", to),
    says(receiver !== null, "this engine has the machine", to),
  ];
  if (outcome === "refused") return refused(definition, stored, envelope, findings, at, now);
  if (!receiver || !passes(known)) return refused(definition, stored, envelope, known, at, now);
  const received = receiver(stored, envelope, at, now);
  return "entry" in received ? received : refused(definition, stored, envelope, received, at, now);
}

/** A written move, made again; a refused one by its own findings, for it says what its engine had. */
export function moveAgain(
  definition: Definition,
  stored: Stored,
  written: Entry,
  receiver: Receiver | null,
): Step {
  const now = Date.parse(written.recordedAt);
  const at = Date.parse(written.at);
  const envelope = envelopeOf(written);
  return written.outcome === "refused"
    ? refused(definition, stored, envelope, written.findings, at, now)
    : moveNow(definition, stored, envelope, at, now, receiver);
}
