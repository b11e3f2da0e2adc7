import type { AnyMachineSnapshot, AnyStateNode } from "xstate";
import type { Definition } from "../definition.ts";
import type { Envelope } from "../events.ts";
import { DataNotGiven, distinct, type Finding } from "../findings.ts";
import { restore, type Stored, worldOf } from "./stored.ts";

interface Candidate {
  readonly guard: string | null;
  readonly target: string | null;
  readonly findings: readonly Finding[];
}

/**
 * Every transition that the active states have for an event type, with the findings of its guard, in the order of the
 * chart: the snapshot's own goes by when a state was entered, and one made of a stored state has forgotten that.
 */
export function candidates(
  definition: Definition,
  snapshot: AnyMachineSnapshot,
  envelope: Envelope,
): Candidate[] {
  const found: Candidate[] = [];
  for (const node of snapshot._nodes.toSorted((a, b) => a.order - b.order)) {
    for (const option of node.transitions.get(envelope.type) ?? []) {
      const guard = option.guard === undefined ? null : guardName(option.guard);
      found.push({
        guard,
        target: option.target?.map((target) => target.key).join(", ") ?? null,
        findings: guard === null ? [] : definition.findings(guard, snapshot.context, envelope),
      });
    }
  }
  return found;
}

/**
 * What stands in the way of an event that no active state knows: its place, and, where that is a neighbour in an
 * active region, the conditions that would fail there as well.
 */
export function misplaced(
  definition: Definition,
  snapshot: AnyMachineSnapshot,
  envelope: Envelope,
): Finding[] {
  const homes: AnyStateNode[] = [];
  const visit = (node: AnyStateNode) => {
    if (node.transitions.has(envelope.type)) homes.push(node);
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(definition.machine.root);
  const near = homes.filter(({ parent }) => parent?.parent !== undefined && snapshot._nodes.includes(parent));
  const failing = near
    .flatMap((home) => findingsAt(definition, home, snapshot, envelope))
    .filter((f) => f.passed === false);
  const places = homes.map(({ key }) => key).join(", ") || "its beginning";
  return distinct([
    {
      rule: "R-LIF-0",
      says: `the relationship is where ${envelope.type} belongs: ${places}`,
      passed: false,
      read: { ...definition.describe(snapshot.value, snapshot.context) },
    },
    ...reasons(failing),
  ]);
}

/** The findings of every transition that a state has for an event. */
function findingsAt(
  definition: Definition,
  node: AnyStateNode,
  snapshot: AnyMachineSnapshot,
  envelope: Envelope,
): Finding[] {
  return (node.transitions.get(envelope.type) ?? []).flatMap(({ guard }) =>
    guard === undefined ? [] : definition.findings(guardName(guard), snapshot.context, envelope),
  );
}

function guardName(guard: unknown): string {
  return typeof guard === "string" ? guard : (guard as { type: string }).type;
}

/**
 * The reasons of a refusal: failed conditions, without those that only choose between outcomes unless
 * nothing else failed.
 */
export function reasons(findings: readonly Finding[]): Finding[] {
  const failed = findings.filter((finding) => finding.passed === false);
  const rules = failed.filter((finding) => !finding.route);
  return rules.length > 0 ? rules : failed;
}

/** An event type and what stands in its way right now. */
export interface Explanation {
  readonly type: string;
  /** `open`: it depends on data that the question did not bring. */
  readonly admitted: "yes" | "no" | "open";
  readonly admission: readonly Finding[];
  readonly candidates: readonly Candidate[];
  /** Where no active state knows the event: its place, and what would fail there as well. */
  readonly misplaced: readonly Finding[];
}

const UNASKED: unknown = new Proxy(
  {},
  {
    get() {
      throw new DataNotGiven();
    },
  },
);

/**
 * Every finding of every candidate transition for an event, without applying it.
 * @param question data may be absent: conditions that read it stay open. Whoever asks is taken to be vouched for.
 */
export function explain(
  definition: Definition,
  stored: Stored,
  question: Omit<Envelope, "data"> & { data?: unknown },
): Explanation {
  const at = Math.max(Date.parse(question.receivedAt), stored.at);
  const given = question.data !== undefined;
  const envelope: Envelope = { door: "asked", ...question, data: given ? question.data : UNASKED };
  let context = worldOf(stored, question, at);
  const admission = definition.admission(context, envelope);
  if (given && definition.kindOf(envelope.type) !== "decision") context = definition.learn(context, envelope);
  const snapshot = restore(definition, stored, context);
  const over = snapshot.status !== "active";
  const options = over ? [] : candidates(definition, snapshot, envelope);
  const verdicts = options.map((option) =>
    option.findings.some((f) => f.passed === false)
      ? "no"
      : option.findings.some((f) => f.passed === null)
        ? "open"
        : "yes",
  );
  const free = definition.kindOf(envelope.type) !== "decision";
  let admitted: Explanation["admitted"] = "no";
  const ruledOut = over || admission.some((finding) => finding.passed === false);
  // What a fact names is checked against the record when it is told: until then it may be told.
  if (!ruledOut && (free || verdicts.includes("yes"))) admitted = "yes";
  else if (!ruledOut && verdicts.includes("open")) admitted = "open";
  const lost = !over && !free && options.length === 0;
  return {
    type: envelope.type,
    admitted,
    admission,
    candidates: options,
    misplaced: lost ? misplaced(definition, snapshot, envelope) : [],
  };
}
