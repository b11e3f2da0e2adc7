import { expect } from "vitest";
import {
  type Definition,
  type Finding,
  type Opening,
  type Policy,
  reasons,
  type Step,
} from "../../../machines/index.ts";
import { OPENING, PROSPECT, Relationship } from "../../support/machine.ts";

/** One sentence of the machine, proven on whichever machine it is given: the real one, or a mutant of it. */
export interface Spec {
  readonly title: string;
  readonly prove: (given: Given) => void;
}

/** Ways to begin. */
export interface Given {
  /** @param under the policy that the client has signed under */
  client(opening?: Partial<Opening>, under?: Policy): Relationship;
  prospect(): Relationship;
}

export function spec(title: string, prove: Spec["prove"]): Spec {
  return { title, prove };
}

export function givenOn(definition: Definition): Given {
  return {
    client: (opening = {}, under) =>
      new Relationship({ ...OPENING, ...opening }, definition, undefined, undefined, under),
    prospect: () => new Relationship(PROSPECT, definition),
  };
}

export function accepted(step: Step): Step {
  expect(step.entry.outcome, `${step.entry.type}: ${said(step)}`).toBe("accepted");
  return step;
}

/** Refused, and this rule is among the reasons. */
export function refused(step: Step, rule: string, says?: RegExp): Step {
  expect(step.entry.outcome, step.entry.type).toBe("refused");
  const why = reasons(step.entry.findings).filter((finding) => finding.rule === rule);
  expect(
    why.map((finding) => finding.rule),
    said(step),
  ).toContain(rule);
  if (says)
    expect(
      why.some((finding) => says.test(finding.says)),
      said(step),
    ).toBe(true);
  return step;
}

const said = (step: Step) =>
  reasons(step.entry.findings)
    .map((f: Finding) => `${f.rule} ${f.says}`)
    .join("; ");

/** The reported state, and the rung where it is another. */
export function stands(relationship: Relationship, state: string, rung?: string): void {
  const { to } = relationship.last.entry;
  expect(rung === undefined ? to.state : `${to.state} on ${to.rung}`).toBe(
    rung === undefined ? state : `${state} on ${rung}`,
  );
}

/** The leaves of the chart that are active. */
export function leaves(relationship: Relationship): string[] {
  const flat = (value: unknown): string[] =>
    typeof value === "string" ? [value] : Object.values(value as Record<string, unknown>).flatMap(flat);
  return flat(relationship.stored.snapshot.value);
}

/** The effects of one step, in words: `sendNotice N4`, `openTask judge senior`. */
export function did(step: Step): string[] {
  return step.effects.map(({ type, params }) => {
    const { notice, kind, role, channel, providerId } = params as Record<string, string | undefined>;
    return [type, notice, channel, kind, role, providerId]
      .filter((word) => word !== undefined && word !== null)
      .join(" ");
  });
}

/** What the first task that a step opens reminds of. */
export function points(step: Step): readonly string[] {
  const task = step.effects.find((effect) => effect.type === "openTask");
  return (task?.params as { points: string[] } | undefined)?.points ?? [];
}

/** What the notice that a step sends tells. */
export function slots(step: Step, notice: string): Readonly<Record<string, unknown>> {
  const sent = step.effects.map(({ params }) => params as { notice?: string; slots?: object });
  return { ...sent.find((params) => params.notice === notice)?.slots };
}

/** The due date of a clock, or undefined when it does not run. */
export function due(relationship: Relationship, name: string): string | undefined {
  return relationship.last.entry.deadlines.find((deadline) => deadline.name === name)?.due.slice(0, 10);
}
