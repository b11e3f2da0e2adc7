// What crosses versions of a machine: entries, states between events, hashes. It reaches no machine, so a workflow may
// import it beside any of them.
export { type Instant, iso } from "./clock.ts";
export type { WorldEffect } from "./effects.ts";
export type { Envelope, Malformed } from "./events.ts";
export {
  digest,
  type EffectRef,
  type Entry,
  GENESIS,
  type MachineRef,
  PROCESSED_KEPT,
} from "./journal.ts";
export type { Machine } from "./machine.ts";
export { ADOPTED, isMachineRef, nameOf, type Registry, registryOf } from "./registry.ts";
export type { Adoption } from "./step/move.ts";
export type { Standing } from "./step/standing.ts";
export type { Answer, Processed, Step, Stored } from "./step/step.ts";
