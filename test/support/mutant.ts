import {
  type Definition,
  type Finding,
  type GuardName,
  relationshipDefinition,
} from "../../machines/index.ts";

/** The machine with one guard made always true, or always false. */
export function mutant(guard: GuardName, always: boolean): Definition {
  const definition = relationshipDefinition();
  const finding: Finding = { rule: guard, says: `always ${always}`, passed: always, read: {} };
  return {
    ...definition,
    machine: definition.machine.provide({ guards: { [guard]: () => always } }),
    findings: (name, context, event) =>
      name === guard ? [finding] : definition.findings(name, context, event),
  };
}
