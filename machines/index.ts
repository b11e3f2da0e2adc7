// All that others may import of the machine: the workflow preloads and freezes it.
export {
  DATE_SAYS,
  DAY,
  type Hold,
  INSTANT_SAYS,
  type Instant,
  isDate,
  isInstant,
  iso,
  LAST_DUE,
  midnights,
  midnightsPassed,
} from "./clock.ts";
export type { Context } from "./context.ts";
export type { Clocked, Definition, Where } from "./definition.ts";
export {
  type Effect,
  type EffectParams,
  type EffectType,
  effectParams,
  isKept,
  type KeptEffect,
  type Notice,
  taskKinds,
  type WorldEffect,
} from "./effects.ts";
export type { Sums } from "./events/assessment.ts";
export { type Marked, marked, untimely } from "./events/marked.ts";
export type { EventKind } from "./events/spec.ts";
export {
  type Actor,
  type Envelope,
  type EventData,
  type EventType,
  eventData,
  eventSchema,
  eventSpec,
  eventTypes,
  type InputFault,
  isEventType,
  Malformed,
  malformed,
  OPENED,
  type Opening,
  openingSchema,
  parseEnvelope,
  parseEvent,
} from "./events.ts";
export { check, distinct, type Finding, type Json, passes } from "./findings.ts";
export { relationshipDefinition } from "./head.ts";
export { anewTypes, historyOf } from "./history.ts";
export {
  correctionsIn,
  digest,
  type EffectRef,
  type Entry,
  eventIdOf,
  type MachineRef,
  type Outcome,
  PROCESSED_KEPT,
  whereaboutsOf,
} from "./journal.ts";
export { type Machine, machineOn } from "./machine.ts";
export type { OpenMatter } from "./matters.ts";
export { NOTICE_SLOTS, type Slot, TALK_POINTS, type TalkPoint } from "./notices.ts";
export { type Policy, policySchema } from "./policy.ts";
export { type GuardName, guardNames } from "./rules/index.ts";
export { discountVerdict } from "./rules/price.ts";
export { matchesOf, type WantedProvider, wantedBy, whyOf } from "./rules/providers.ts";
export { type Standing, standingOf } from "./step/standing.ts";
export {
  advance,
  answered,
  begin,
  type Explanation,
  explain,
  judge,
  nextDue,
  reasons,
  refold,
  type Step,
  type Stored,
  settle,
  whereIs,
} from "./step/step.ts";
export { commandFor, completionOf, taskEnd, taskRules } from "./tasks.ts";
export { type View, viewOf } from "./view.ts";
export {
  CHANNELS,
  type Channel,
  LOCALES,
  type Locale,
  phaseOf,
  RANKS,
  ROLES,
  type Role,
  RUNGS,
  statesIn,
} from "./vocabulary.ts";
