// Judging what came in: pure, but for the time and the marker of a move.
import { patched } from "@temporalio/workflow";
import {
  ADOPTED,
  type Adoption,
  type Answer,
  type Envelope,
  type Machine,
  type Processed,
  type Registry,
  type Step,
  type Stored,
} from "../machines/format.ts";
import type { Inbox, Item } from "./inbox.ts";
import { isMalformed, reject } from "./intake.ts";

/** @throws {ApplicationFailure} `Malformed` when the opening is. */
export function firstStep(machine: Machine, subject: string, opening: Envelope): Step {
  try {
    return machine.begin(subject, opening, Date.now());
  } catch (error) {
    if (!isMalformed(error)) throw error;
    throw reject("Malformed", error.message, error.faults);
  }
}

/**
 * One event after the other, then, where these are all that came in, every deadline due by now.
 * @param older what events that the relationship no longer carries along were given.
 */
export function judgeAll(
  machines: Registry,
  before: Stored,
  items: readonly Item[],
  older: readonly Processed[],
  inbox: Inbox,
): Step[] {
  const now = Date.now();
  const steps: Step[] = [];
  let next = before;
  for (const item of items) {
    const { envelope, settles } = item;
    const machine = machines.machineFor(next);
    if (settles !== undefined) next = machine.settle(next, settles);
    // Asked here and not by the validator: the first of two equal events may have been judged just now.
    if (envelope === null || judgedBefore(machine, envelope, next, older)) continue;
    const code = inbox.codeOf(item);
    steps.push(
      ...(code === undefined
        ? machines.judge(next, envelope, now, knows(machines, envelope))
        : machine.refuse(next, envelope, code, now)),
    );
    next = steps.at(-1)?.stored ?? next;
  }
  // What came in meanwhile, or waits for its turn, may have been received before a deadline that is due by now.
  return inbox.holdsNoMoreThan(items)
    ? [...steps, ...machines.machineFor(next).advance(next, now, now)]
    : steps;
}

/**
 * Whether the machine that a move names is had here. A marker in the history says so: a replay by a build that has it
 * since then knows as little as the first run did.
 */
function knows({ machineOf }: Registry, { type, eventId, data }: Envelope): boolean {
  if (type !== ADOPTED) return true;
  return machineOf((data as Adoption).to) !== null && patched(`${ADOPTED}/${eventId}`);
}

/** The answer that an event was given before. */
function judgedBefore(
  machine: Machine,
  envelope: Envelope,
  stored: Stored,
  older: readonly Processed[],
): Answer | null {
  return machine.answered(stored, envelope) ?? machine.answered({ ...stored, processed: older }, envelope);
}

/**
 * The answer to an event now that its entry is recorded; null when it has none yet.
 * @param fresh the steps just recorded, by eventId; the first to ask for one takes it, the others repeat.
 */
export function answerNow(
  machine: Machine,
  envelope: Envelope,
  stored: Stored,
  older: readonly Processed[],
  fresh: Map<string, Step>,
): Answer | null {
  const step = fresh.get(envelope.eventId);
  // Judged from this very event; a step that was judged again is compared by its content.
  const own = step?.entry.data === envelope.data;
  const before = own ? null : judgedBefore(machine, envelope, stored, older);
  if (!step || !(own || before?.repeated)) return before;
  fresh.delete(envelope.eventId);
  return machine.answerOf(step);
}

/** How long, ms, until the time has come of an event from a caller whose clock runs a little ahead. */
export function aheadOf(envelopes: readonly Envelope[]): number {
  return Math.max(0, ...envelopes.map(({ receivedAt }) => Date.parse(receivedAt))) - Date.now();
}
