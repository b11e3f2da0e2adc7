// One version of a state machine with everything that runs it. Bundled, this file is what versions/ keeps.
import type { Instant } from "./clock.ts";
import type { Definition } from "./definition.ts";
import { isKept } from "./effects.ts";
import type { EventKind } from "./events/spec.ts";
import { type Envelope, eventSpec, eventTypes, parseEnvelope } from "./events.ts";
import type { Entry, MachineRef } from "./journal.ts";
import { definitionOfSource } from "./relationship.ts";
import type { Answer } from "./step/answer.ts";
import * as moves from "./step/move.ts";
import { type Standing, standingOf } from "./step/standing.ts";
import * as step from "./step/step.ts";
import type { Step, Stored } from "./step/stored.ts";
import { type View, viewOf } from "./view.ts";
import type { Role } from "./vocabulary.ts";

/** One line of what can happen. */
export interface EventSpec {
  readonly type: string;
  readonly kind: EventKind;
  readonly roles: readonly Role[];
  readonly says: string;
  readonly sanction: boolean;
}

/**
 * A version of a state machine: its rules, and the code that asks them. Pure; times in ms. What it is given and returns
 * crosses versions (`format.ts`); an error of one version is known by its name, never by its class.
 */
export interface Machine {
  readonly ref: MachineRef;
  /** The one check of every input. @throws `Malformed`, by name */
  parse(input: unknown): Envelope;
  /** Entry 1, from the opening. @throws `Malformed`, by name */
  begin(subject: string, opening: Envelope, now: Instant): Step;
  /** The deadlines that fell due before an event, then the event; the last step is its own. */
  judge(stored: Stored, envelope: Envelope, now: Instant): Step[];
  /** The same where the archive will never take the event: its refusal. `code`: the archive's own word for why. */
  refuse(stored: Stored, envelope: Envelope, code: string, now: Instant): Step[];
  /** Every deadline due at or before `until`. */
  advance(stored: Stored, until: Instant, now: Instant): Step[];
  /** A written entry, judged once more; null when it speaks of a deadline and no clock runs. */
  judgeAgain(stored: Stored | null, written: Entry): Step | null;
  /** R-VER-3: hands over to another machine; null: this build does not have it. */
  move(stored: Stored, envelope: Envelope, now: Instant, to: Machine | null): Step[];
  moveAgain(stored: Stored, written: Entry, to: Machine | null): Step;
  /** R-VER-3: goes on with what another machine hands over. */
  receive(stored: Stored, envelope: Envelope, at: Instant, now: Instant): moves.Receipt;
  /** The answer that an event id was given before, or null. */
  answered(stored: Stored, envelope: Envelope): Answer | null;
  answerOf(step: Step): Answer;
  /** An effect is done with. */
  settle(stored: Stored, effectId: string): Stored;
  processedOf(entry: Entry): step.Processed;
  /** Every finding of every candidate transition for an event; without its data, what reads it stays open. */
  explain(stored: Stored, question: Omit<Envelope, "data"> & { data?: unknown }): step.Explanation;
  /** When the next clock runs out, or null. */
  nextDue(stored: Stored): Instant | null;
  standingOf(stored: Stored): Standing;
  /** What everybody outside the machine reads of a relationship. */
  viewOf(stored: Stored): View;
  /** What the rules know of the relationship. */
  contextOf(stored: Stored): unknown;
  /** What can happen, with who may say it. */
  events(): readonly EventSpec[];
  /** True for an effect that is a row of the archive and nothing else. */
  isKept(effect: string): boolean;
}

/** What a machine knows of its events and effects beside its definition. */
export type Vocabulary = Pick<Machine, "parse" | "events" | "isKept" | "viewOf">;

/** A definition with everything that runs it. */
export function machineOn(definition: Definition, vocabulary: Vocabulary): Machine {
  return {
    ref: step.machineRef(definition),
    ...vocabulary,
    begin: (subject, opening, now) => step.begin(definition, subject, opening, now),
    judge: (stored, envelope, now) => step.judge(definition, stored, envelope, now),
    refuse: (stored, envelope, code, now) => step.refuse(definition, stored, envelope, code, now),
    advance: (stored, until, now) => step.advance(definition, stored, until, now),
    judgeAgain: (stored, written) => step.judgeAgain(definition, stored, written),
    move: (stored, envelope, now, to) => moves.move(definition, stored, envelope, now, to?.receive ?? null),
    moveAgain: (stored, written, to) => moves.moveAgain(definition, stored, written, to?.receive ?? null),
    receive: (stored, envelope, at, now) => moves.receive(definition, stored, envelope, at, now),
    answered: step.answered,
    answerOf: step.answerOf,
    settle: step.settle,
    processedOf: step.processedOf,
    explain: (stored, question) => step.explain(definition, stored, question),
    nextDue: (stored) => step.nextDue(definition, stored),
    standingOf: (stored) => standingOf(definition, stored),
    contextOf: (stored) => stored.context,
  };
}

/** The machine of the relationship with one client. @param hash of the file that this is in, hex. */
export const machine = (hash?: string): Machine =>
  machineOn(definitionOfSource(hash), {
    parse: parseEnvelope,
    events: () => eventTypes().map((type) => ({ type, ...eventSpec(type) })),
    isKept: (effect) => isKept(effect),
    viewOf,
  });
