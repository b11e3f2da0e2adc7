import { type AnyStateMachine, createMachine } from "xstate";
import { type Definition, relationshipDefinition, type Step } from "../../machines/index.ts";

type Config = Record<string, unknown>;

const TAKEN = "taken";

/** A transition of the chart, as the marked machine names it: state, event, place in the list. */
export type Mark = string;

/** Gives every transition of the chart a marker effect, so that a walk can tell which ones it took. */
export function marked(definition: Definition = relationshipDefinition()): {
  definition: Definition;
  marks: readonly Mark[];
} {
  const marks: Mark[] = [];
  const mark = (id: Mark, transition: unknown): unknown => {
    marks.push(id);
    const given = (typeof transition === "string" ? { target: transition } : transition) as Config;
    const actions = given.actions === undefined ? [] : [given.actions].flat();
    return { ...given, actions: [...actions, { type: TAKEN, params: { id } }] };
  };
  const list = (where: string, event: string, given: unknown) =>
    (Array.isArray(given) ? given : [given]).map((transition, n) =>
      mark(`${where} ${event} ${n}`, transition),
    );
  const walk = (node: Config, where: string): Config => {
    const next: Config = { ...node };
    for (const key of ["on", "after"] as const)
      if (node[key])
        next[key] = Object.fromEntries(
          Object.entries(node[key] as Config).map(([event, given]) => [event, list(where, event, given)]),
        );
    if (node.always) next.always = list(where, "always", node.always);
    if (node.states)
      next.states = Object.fromEntries(
        Object.entries(node.states as Record<string, Config>).map(([name, child]) => [
          name,
          walk(child, name),
        ]),
      );
    return next;
  };
  const machine = createMachine(
    walk(definition.machine.config as Config, "any") as never,
    definition.machine.implementations as never,
  );
  return { definition: { ...definition, machine: machine as unknown as AnyStateMachine }, marks };
}

/** The transitions that these steps took. */
export function taken(steps: readonly Step[]): Mark[] {
  return steps.flatMap((step) =>
    step.effects.filter((e) => e.type === TAKEN).map((e) => (e.params as { id: Mark }).id),
  );
}
