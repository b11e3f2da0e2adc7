import type { Slots } from "../../machines/context.ts";
import { type Context, NOTICE_SLOTS, type Slot, type Step, type Stored } from "../../machines/index.ts";

export const facts = (stored: Stored) => stored.context as Context;

/** The leaves of a chart value that are active. */
export function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  // A region without states of its own is there or not.
  return Object.entries(value as Record<string, object | string>).flatMap(([key, inner]) =>
    typeof inner === "object" && Object.keys(inner).length === 0 ? [key] : leaves(inner),
  );
}

const DATE = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/;

/** Whether a value may stand in a slot of this kind. */
function holds({ kind }: Slot, value: unknown): boolean {
  switch (kind) {
    case "told":
      return value === true;
    case "flag":
      return typeof value === "boolean";
    case "number":
    case "money":
      return Number.isInteger(value);
    case "list":
      return Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === "string");
    case "date":
      return typeof value === "string" && DATE.test(value);
    case "text":
    case "provider":
    case "word":
      return typeof value === "string" && value !== "";
    default:
      return typeof value === "string" && kind.includes(value);
  }
}

/** R-COM-1: what a notice tells that its text does not expect, and what it does not tell. */
function misfits({ notice, slots }: { notice: keyof typeof NOTICE_SLOTS; slots: Record<string, unknown> }) {
  const known: Readonly<Record<string, Slot>> = NOTICE_SLOTS[notice];
  const needed = Object.keys(known).filter((name) => !known[name]?.optional);
  const missing = needed.filter((name) => !(name in slots)).map((name) => `${notice} without ${name}`);
  const wrong = Object.entries(slots).filter(([name, value]) => !(known[name] && holds(known[name], value)));
  return [...missing, ...wrong.map(([name]) => `${notice} with a wrong ${name}`)];
}

/** R-LIF-27: what strikes, pauses and closings rest on, against what is on record. */
function contradictions({ context, snapshot }: Stored): string[] {
  const c = context as Context;
  const faults: string[] = [];
  for (const { kind, status, incidentId, deciders } of c.decisions) {
    if (kind !== "warning" || status === "struck" || status === "lapsed") continue;
    const incident = c.incidents[incidentId ?? ""];
    if (!incident) faults.push("R-LIF-27 a warning for an incident that nobody reported");
    else if (incident.happenedAt > (incident.confirmedAt ?? 0))
      faults.push("R-LIF-27 a warning for an incident that had not happened yet");
    if (incident?.reporters.some((reporter) => deciders.includes(reporter)))
      faults.push("R-LIF-1 a warning by one who reported it");
    const named = incident?.explainedBy ?? null;
    if (named !== null && !(named in c.faults)) faults.push("R-DEC-3 a warning in spite of an unknown fault");
  }
  for (const [id, dueOn] of Object.entries(c.arrears)) {
    if (c.invoices[id]?.owed === 0) faults.push("R-LIF-27 paused for an invoice that is settled");
    if (c.invoices[id]?.dueOn !== dueOn) faults.push("R-FCT-3 paused for another day than is on record");
  }
  if (c.silentSince !== null && c.heard !== null && c.heard.day > c.silentSince)
    faults.push("R-LIF-27 paused for silence in spite of a word");
  const undone = c.endings.some(({ decisionId }) =>
    c.decisions.some(({ id, status }) => id === decisionId && (status === "struck" || status === "revoked")),
  );
  if (undone) faults.push("R-LIF-12 a goodbye of an exit that fell");
  if (snapshot.value === "closed" && c.endings.length < 2) faults.push("R-LIF-17 closed after one goodbye");
  return faults;
}

/** R-LIF-26: a letter that goes out about a matter that is over. */
function outlived({ effects, stored, entry }: Step): string[] {
  const c = facts(stored);
  const { state } = entry.to;
  return effects.flatMap(({ type, params }) => {
    if (type !== "sendNotice") return [];
    const { notice, about, slots } = params as { notice: string; about: string | null; slots: Slots };
    const decision = c.decisions.find(({ id }) => id === about);
    const holds: Readonly<Record<string, boolean>> = {
      N4: decision?.status === "pending" || decision?.status === "standing",
      N5: decision?.status === "standing" && ["restricted", "suspended", "offboarding"].includes(state),
      N6: slots.cause === "arrears" ? `${slots.invoice}` in c.arrears : c.silentSince !== null,
      N7: state === "offboarding" && decision?.status === "standing",
      N10: state === "winBack",
      N12: !["offboarding", "terminated", "closed"].includes(state),
    };
    return holds[notice] === false ? [`R-LIF-26 ${notice} in ${state} about what is over`] : [];
  });
}

/** R-FCT-1: what is looked at again is not moved by what made it doubtful: no rung changes, and nothing begins anew. */
function reopened({ effects, entry }: Step): string[] {
  const asks = effects.some(
    ({ type, params }) => type === "openTask" && (params as { kind: string }).kind === "reconsider",
  );
  const { from, to } = entry;
  const isSame = from.rung === to.rung && (from.state === to.state || from.state === "suspended");
  return asks && !isSame ? [`R-FCT-1 ${entry.type} reopened what it made doubtful`] : [];
}

/** What must hold after every step, whatever led to it: the sentences that do not. */
export function broken(before: Stored, next: Stored, steps: readonly Step[]): string[] {
  const faults: string[] = [];
  const fault = (says: string) => faults.push(says);
  const after = facts(next);
  const standing = after.decisions.filter((d) => d.kind === "warning" && d.status === "standing");
  const value = leaves(next.snapshot.value);
  const rung = standingOf(next);
  if (standing.some((strike) => strike.toldAt === null)) fault("R-LIF-20 a strike without a delivery");
  if (standing.length > 2) fault("R-DEC-8 more than two strikes");
  if (after.vip && (after.tiered?.tier !== "high" || rung !== "active")) fault("R-ARC-9 a mark undeserved");
  if (rung !== null) {
    const limited = after.decisions.some((d) => d.kind === "restriction" && d.status === "standing");
    const expected = limited ? "restricted" : ["active", "warnedOnce", "warnedTwice"][standing.length];
    if (rung !== expected) fault(`the rung is ${rung} where the decisions in force say ${expected}`);
    const causes = Object.keys(after.arrears).length > 0 || after.silentSince !== null;
    if (value.includes("suspended") !== causes) fault("R-LIF-7 suspended without a cause, or not for one");
    if (value.includes("asked") !== (after.request !== null))
      fault("an exit request that the chart does not know");
    const pending = after.decisions.some((d) => d.status === "pending");
    if (pending === value.includes("none")) fault("R-LIF-20 a pending warning that nobody delivers");
  }
  for (const step of steps) {
    const { entry } = step;
    faults.push(...outlived(step), ...reopened(step), ...contradictions(step.stored));
    for (const { type, params } of step.effects)
      if (type === "sendNotice") faults.push(...misfits(params as Parameters<typeof misfits>[0]));
    for (const deadline of step.stored.deadlines)
      if (!Number.isFinite(deadline.due)) fault("a clock without an end");
    if (entry.outcome === "refused" && entry.effects.length > 0) fault("a refusal with effects");
    if (entry.outcome === "refused" && entry.findings.every((f) => f.passed))
      fault(`${entry.type} refused without a failed finding`);
    const { state: to } = entry.to;
    if (to === "offboarding" && entry.from.state !== "offboarding") {
      const by = new Set(["R-DEC-2", "R-DEC-3", "R-LIF-3"]);
      if (entry.type !== "exit.approved" || entry.actor.role !== "senior")
        fault("an exit that no senior approved");
      for (const rule of by)
        if (!entry.findings.some((f) => f.rule === rule && f.passed)) fault(`an exit without ${rule}`);
      const exit = facts(step.stored).decisions.at(-1);
      if (new Set(exit?.deciders).size !== 2) fault("an exit by one person alone");
      if (facts(step.stored).clauses[exit?.ground ?? "conduct"]?.terminable !== true)
        fault("R-DEC-2 an exit without a clause");
      if (facts(step.stored).dossier?.sections !== 6) fault("R-DEC-3 an exit without a dossier");
    }
    if (
      entry.type.startsWith("deadline.") &&
      facts(before).holds.at(-1)?.to === null &&
      !steps.some((s) => s.entry.type === "hold.lifted")
    )
      fault("R-LIF-19 a clock that ran out under a hold");
  }
  return faults;
}

function standingOf(stored: Stored): string | null {
  const value = stored.snapshot.value as { live?: { standing: string } };
  return value.live?.standing ?? null;
}
