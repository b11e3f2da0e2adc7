import { type AnyActorScope, type AnyMachineSnapshot, type AnyStateMachine, createActor } from "xstate";
import { type Instant, iso, LAST_DUE } from "../clock.ts";
import type { Clocked, Definition } from "../definition.ts";
import type { Envelope } from "../events.ts";
import type { Finding } from "../findings.ts";
import type { Deadline } from "./stored.ts";

interface ChartAction {
  readonly type: string;
  readonly params?: unknown;
}

const scopes = new WeakMap<AnyStateMachine, Omit<AnyActorScope, "actionExecutor">>();

/**
 * The pure transition, its actions as data. XState's own `transition` does the same and makes an actor for it at
 * every call, initial state and all, which is half of a step's time; here one, never started, serves a chart.
 */
export function transition(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: Envelope,
): [AnyMachineSnapshot, readonly ChartAction[]] {
  let inert = scopes.get(machine);
  if (inert === undefined) {
    const self = createActor(machine);
    const nothing = () => {};
    const idle = { defer: nothing, logger: nothing, stopChild: nothing, emit: nothing };
    inert = { self, system: self.system, id: "", sessionId: "", ...idle };
    scopes.set(machine, inert);
  }
  const actions: ChartAction[] = [];
  const scope: AnyActorScope = { ...inert, actionExecutor: (action) => void actions.push(action) };
  // Any chart takes any event: what it has no transition for moves nothing.
  const next: unknown = machine.transition(snapshot as never, event as never, scope as never);
  return [next as AnyMachineSnapshot, actions];
}

export interface Move {
  readonly snapshot: AnyMachineSnapshot;
  readonly effects: readonly { readonly type: string; readonly params: unknown }[];
  readonly deadlines: readonly Deadline[];
}

/** The chart calls a timer `xstate.after.coolOff.<state>`; people call it `deadline.coolOff`. */
export function isDeadline(type: string): boolean {
  return type.startsWith("xstate.after.") || type.startsWith("deadline.");
}

export function deadlineName(type: string): string {
  return type.startsWith("xstate.after.") ? (type.split(".")[2] ?? type) : type.slice("deadline.".length);
}

/** Reads the chart's actions as data: effects, armed and cancelled deadlines. */
export function move(
  definition: Definition,
  before: readonly Deadline[],
  [snapshot, actions]: readonly [AnyMachineSnapshot, readonly ChartAction[]],
  at: Instant,
): Move {
  const context = snapshot.context as Clocked;
  const since = definition.heldSince(context);
  const effects: { type: string; params: unknown }[] = [];
  let deadlines = [...before];
  for (const action of actions) {
    if (action.type === "xstate.cancel") {
      const { sendId } = action.params as { sendId: string };
      deadlines = deadlines.filter((deadline) => deadline.id !== sendId);
    } else if (action.type === "xstate.raise") {
      const { id, delay, event } = action.params as { id?: string; delay?: number; event: { type: string } };
      // A raise without a delay has been processed inside the macrostep already.
      if (delay === undefined) continue;
      if (!Number.isFinite(delay)) throw new Error(`the deadline ${event.type} has no finite delay`);
      const key = id ?? event.type;
      const name = deadlineName(event.type);
      deadlines = deadlines.filter((deadline) => deadline.id !== key);
      // Under a hold a clock is armed as if at the hold's beginning; lifting shifts it with the others.
      deadlines.push({ id: key, name, due: (since ?? at) + Math.max(0, delay), event });
    } else if (!action.type.startsWith("xstate.")) {
      effects.push({ type: action.type, params: action.params ?? {} });
    }
  }
  deadlines.sort((a, b) => a.due - b.due || (a.id < b.id ? -1 : 1));
  return { snapshot, effects, deadlines: snapshot.status === "active" ? deadlines : [] };
}

/** A clock that ends after every date that can be written down would never ring. */
export function endless({ name }: Deadline): Finding {
  const says = `the clock ${name} that it starts ends by ${iso(LAST_DUE).slice(0, 4)}`;
  return { rule: "R-LIF-27", says, passed: false, read: {} };
}
