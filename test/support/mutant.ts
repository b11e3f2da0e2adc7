import { type Finding, type GuardName, type Law, relationshipLaw } from "../../machines/index.ts";

/** The law with one guard made always true, or always false. */
export function mutant(guard: GuardName, always: boolean): Law {
  const law = relationshipLaw();
  const finding: Finding = { rule: guard, says: `always ${always}`, passed: always, read: {} };
  return {
    ...law,
    machine: law.machine.provide({ guards: { [guard]: () => always } }),
    findings: (name, context, event) => (name === guard ? [finding] : law.findings(name, context, event)),
  };
}
