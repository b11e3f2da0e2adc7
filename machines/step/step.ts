import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  createActor,
  initialTransition,
} from "xstate";
import { type Instant, iso, LAST_DUE } from "../clock.ts";
import { type Envelope, Malformed } from "../events.ts";
import { DataNotGiven, distinct, type Finding, passes } from "../findings.ts";
import {
  closeEntry,
  digest,
  type EffectRef,
  type Entry,
  GENESIS,
  type MachineRef,
  type Outcome,
  PROCESSED_KEPT,
} from "../journal.ts";
import type { Clocked, Law, Where } from "../law.ts";

/** An armed clock. `due` in ms since the epoch; while a hold stands it is not counted. */
export interface Deadline {
  readonly id: string;
  readonly name: string;
  readonly due: Instant;
  readonly event: { readonly type: string };
}

/** An event id that was judged: [eventId, its content ({@link contentOf}), seq, outcome, state, rung or null]. */
export type Processed = readonly [string, string, number, Outcome, string, string | null];

/** Everything a relationship is between two events: plain JSON, carried over continue-as-new. */
export interface Stored {
  readonly subject: string;
  readonly machine: MachineRef;
  /** XState's persisted snapshot, history included, without the context. */
  readonly snapshot: Readonly<Record<string, unknown>>;
  readonly context: Clocked;
  /** In the order (due, id). */
  readonly deadlines: readonly Deadline[];
  readonly seq: number;
  readonly at: Instant;
  readonly head: string;
  readonly processed: readonly Processed[];
  /** Effects asked for and not settled yet. */
  readonly outbox: readonly EffectRef[];
}

/** One event judged. */
export interface Step {
  readonly stored: Stored;
  readonly entry: Entry;
  readonly effects: readonly EffectRef[];
}

/** What the sender of an event is told. */
export interface Answer extends Where {
  readonly outcome: Outcome;
  readonly seq: number;
  /** Empty for an accepted event and for one that was answered before. */
  readonly findings: readonly Finding[];
  readonly repeated?: true;
}

/** An event may not raise events without end; XState stops a macrostep after so many microsteps. */
const MAX_CASCADE = 1_000;

const hashes = new WeakMap<object, string>();

/** Id, version and hash of a law: its file's, or, where it comes from no file, its chart's. */
export function machineRef(law: Law): MachineRef {
  if (law.hash !== undefined) return { id: law.id, version: law.version, hash: law.hash };
  let hash = hashes.get(law.machine);
  if (hash === undefined) {
    hash = digest(JSON.parse(JSON.stringify(law.machine.config)));
    hashes.set(law.machine, hash);
  }
  return { id: law.id, version: law.version, hash };
}

const snapshots = new WeakMap<Stored, AnyMachineSnapshot>();

/** The chart's snapshot for a stored state, with this context. */
export function restore(law: Law, stored: Stored, context: Clocked): AnyMachineSnapshot {
  const ref = machineRef(law);
  // XState takes any snapshot without a word, so a foreign one has to be caught here.
  if (stored.machine.id !== ref.id || stored.machine.hash !== ref.hash)
    throw new Error(
      `state of ${stored.machine.id} ${stored.machine.version} cannot run on ${ref.id} ${ref.version}`,
    );
  const known = snapshots.get(stored);
  const snapshot =
    known ?? law.machine.restoreSnapshot({ ...stored.snapshot, context } as never, undefined as never);
  return { ...snapshot, context } as AnyMachineSnapshot;
}

interface ChartAction {
  readonly type: string;
  readonly params?: unknown;
}

const scopes = new WeakMap<AnyStateMachine, Omit<AnyActorScope, "actionExecutor">>();

/**
 * The pure transition, its actions as data. XState's own `transition` does the same and makes an actor for it at
 * every call, initial state and all, which is half of a step's time; here one, never started, serves a chart.
 */
function transition(
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
  const next: unknown = machine.transition(snapshot as never, event as never, scope as never);
  return [next as AnyMachineSnapshot, actions];
}

interface Move {
  readonly snapshot: AnyMachineSnapshot;
  readonly effects: readonly { readonly type: string; readonly params: unknown }[];
  readonly deadlines: readonly Deadline[];
}

/** The chart calls a timer `xstate.after.coolOff.<state>`; people call it `deadline.coolOff`. */
function isDeadline(type: string): boolean {
  return type.startsWith("xstate.after.") || type.startsWith("deadline.");
}

function deadlineName(type: string): string {
  return type.startsWith("xstate.after.") ? (type.split(".")[2] ?? type) : type.slice("deadline.".length);
}

/** Reads the chart's actions as data: effects, armed and cancelled deadlines. */
function move(
  law: Law,
  before: readonly Deadline[],
  [snapshot, actions]: readonly [AnyMachineSnapshot, readonly ChartAction[]],
  at: Instant,
): Move {
  const context = snapshot.context as Clocked;
  const since = law.heldSince(context);
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

interface Judged {
  readonly envelope: Envelope;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  readonly from: Where;
  readonly move: Move;
  readonly at: Instant;
  readonly now: Instant;
}

const EMPTY: Pick<Stored, "processed" | "outbox" | "head"> = { processed: [], outbox: [], head: GENESIS };

/** Writes the entry and the state that follow from a judgement. */
export function conclude(
  law: Law,
  before: Pick<Stored, "processed" | "outbox" | "head">,
  subject: string,
  seq: number,
  judged: Judged,
): Step {
  const { envelope, move: moved, at } = judged;
  const context = moved.snapshot.context as Clocked;
  const effects = moved.effects.map((effect, n): EffectRef => ({ id: `${subject}/${seq}/${n}`, ...effect }));
  const machine = machineRef(law);
  const to = law.describe(moved.snapshot.value, context);
  const entry = closeEntry({
    client: subject,
    seq,
    eventId: envelope.eventId,
    type: isDeadline(envelope.type) ? `deadline.${deadlineName(envelope.type)}` : envelope.type,
    occurredAt: envelope.occurredAt,
    receivedAt: envelope.receivedAt,
    at: iso(at),
    recordedAt: iso(judged.now),
    actor: envelope.actor,
    attested: envelope.door !== undefined,
    ...(envelope.reason !== undefined && { reason: envelope.reason }),
    data: envelope.data,
    outcome: judged.outcome,
    from: judged.from,
    to,
    findings: judged.findings,
    effects,
    deadlines: moved.deadlines.map(({ name, due }) => ({ name, due: iso(due) })),
    machine,
    policy: law.policyOf(context),
    prev: before.head,
  });
  // XState would copy the whole context, which is kept beside the snapshot.
  const withoutContext = { ...moved.snapshot, context: {} } as AnyMachineSnapshot;
  const { context: _, ...snapshot } = law.machine.getPersistedSnapshot(withoutContext) as unknown as Record<
    string,
    unknown
  >;
  const processed: Processed = [
    envelope.eventId,
    contentOf(envelope),
    seq,
    judged.outcome,
    to.state,
    to.rung ?? null,
  ];
  const stored: Stored = {
    subject,
    machine,
    snapshot,
    context,
    deadlines: moved.deadlines,
    seq,
    at,
    head: entry.hash,
    processed: [...before.processed.slice(1 - PROCESSED_KEPT), processed],
    outbox: [...before.outbox, ...effects],
  };
  snapshots.set(stored, moved.snapshot);
  return { stored, entry, effects };
}

/**
 * The content that makes two events with one id the same: everything but the time of receipt and the door. As
 * `<digest>.<when it happened, ms>`.
 */
function contentOf({ receivedAt: _, door: __, occurredAt, ...content }: Envelope): string {
  return `${digest(content).slice(0, 16)}.${Date.parse(occurredAt)}`;
}

/**
 * True when an event says what one with its id said before. One that leaves out when it happened, which its door or
 * the engine then fills in from the time of receipt, says nothing else (R-LIF-0): it is stamped once.
 */
function saysAgain(content: string, envelope: Envelope): boolean {
  const own = contentOf(envelope);
  const timeLeftOut = Date.parse(envelope.occurredAt) === Date.parse(envelope.receivedAt);
  return own === content || (timeLeftOut && own.split(".")[0] === content.split(".")[0]);
}

/**
 * Starts a relationship: entry 1 holds the opening and, through it, the policy.
 * @param opening plain JSON; what {@link Law.open} takes.
 * @param now the engine's clock, ms.
 */
export function begin(law: Law, subject: string, envelope: Envelope, now: Instant): Step {
  const at = Date.parse(envelope.receivedAt);
  const context: Clocked = { ...law.open(subject, envelope.data, at), at, seq: 1 };
  const moved = move(law, [], initialTransition(law.machine, context as never) as never, at);
  const never = moved.deadlines.find(({ due }) => due > LAST_DUE);
  if (never) throw new Malformed(endless(never).says, []);
  return conclude(law, EMPTY, subject, 1, {
    envelope,
    outcome: "accepted",
    findings: [],
    from: { state: "none" },
    move: moved,
    at,
    now,
  });
}

interface Candidate {
  readonly guard: string | null;
  readonly target: string | null;
  readonly findings: readonly Finding[];
}

/** Every transition that the active states have for an event type, with the findings of its guard. */
function candidates(law: Law, snapshot: AnyMachineSnapshot, envelope: Envelope): Candidate[] {
  const found: Candidate[] = [];
  for (const node of snapshot._nodes) {
    for (const option of node.transitions.get(envelope.type) ?? []) {
      const guard = option.guard === undefined ? null : guardName(option.guard);
      found.push({
        guard,
        target: option.target?.map((target) => target.key).join(", ") ?? null,
        findings: guard === null ? [] : law.findings(guard, snapshot.context, envelope),
      });
    }
  }
  return found;
}

/**
 * What stands in the way of an event that no active state knows: its place, and, where that is a neighbour in an
 * active region, the conditions that would fail there as well.
 */
function misplaced(law: Law, snapshot: AnyMachineSnapshot, envelope: Envelope): Finding[] {
  const homes: AnyStateNode[] = [];
  const visit = (node: AnyStateNode) => {
    if (node.transitions.has(envelope.type)) homes.push(node);
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(law.machine.root);
  const near = homes.filter(({ parent }) => parent?.parent !== undefined && snapshot._nodes.includes(parent));
  const failing = near
    .flatMap((home) => findingsAt(law, home, snapshot, envelope))
    .filter((f) => f.passed === false);
  const places = homes.map(({ key }) => key).join(", ") || "its beginning";
  return distinct([
    {
      rule: "R-LIF-0",
      says: `the relationship is where ${envelope.type} belongs: ${places}`,
      passed: false,
      read: { ...law.describe(snapshot.value, snapshot.context) },
    },
    ...reasons(failing),
  ]);
}

/** The findings of every transition that a state has for an event. */
function findingsAt(
  law: Law,
  node: AnyStateNode,
  snapshot: AnyMachineSnapshot,
  envelope: Envelope,
): Finding[] {
  return (node.transitions.get(envelope.type) ?? []).flatMap(({ guard }) =>
    guard === undefined ? [] : law.findings(guardName(guard), snapshot.context, envelope),
  );
}

function guardName(guard: unknown): string {
  return typeof guard === "string" ? guard : (guard as { type: string }).type;
}

/** True when the chart has a transition that is enabled for the event. */
function enabled(law: Law, snapshot: AnyMachineSnapshot, envelope: Envelope): boolean {
  return law.machine.getTransitionData(snapshot as never, envelope as never).length > 0;
}

interface Verdict {
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  readonly snapshot: AnyMachineSnapshot;
}

/** Decides whether an event is admitted, and why; moves nothing. */
export function admit(law: Law, stored: Stored, envelope: Envelope, at: Instant): Verdict {
  const kind = isDeadline(envelope.type) ? "decision" : law.kindOf(envelope.type);
  const context: Clocked = { ...stored.context, at, seq: stored.seq + 1 };
  const before = restore(law, stored, context);
  const admission = isDeadline(envelope.type) ? [] : law.admission(context, envelope);
  // What was asked of the world comes back after the end too: `refused` waits for it (R-LIF-24).
  if (before.status !== "active" && kind !== "result") {
    const says = `the relationship has ended in ${law.describe(before.value, context).state}; nothing more can happen to it`;
    return {
      outcome: "refused",
      snapshot: before,
      findings: [{ rule: "R-LIF-0", says, passed: false, read: {} }],
    };
  }
  if (!passes(admission)) return { outcome: "refused", snapshot: before, findings: admission };
  const snapshot = kind === "decision" ? before : restore(law, stored, law.learn(context, envelope));
  const options = candidates(law, snapshot, envelope);
  const findings = distinct(options.flatMap((option) => option.findings));
  if (kind !== "decision" || enabled(law, snapshot, envelope)) {
    const taken = options.find((option) => passes(option.findings));
    return { outcome: "accepted", snapshot, findings: distinct([...admission, ...(taken?.findings ?? [])]) };
  }
  if (options.length === 0)
    return {
      outcome: "refused",
      snapshot: before,
      findings: [...admission, ...misplaced(law, snapshot, envelope)],
    };
  return { outcome: "refused", snapshot: before, findings: [...admission, ...findings] };
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

/** Judges one event in the world of its receivedAt. Pure; deadlines due before it are the caller's ({@link judge}). */
function apply(law: Law, stored: Stored, envelope: Envelope, at: Instant, now: Instant): Step {
  const { outcome, findings, snapshot } = admit(law, stored, envelope, at);
  if (outcome === "refused") return refused(law, stored, envelope, findings, at, now);
  const held = law.heldSince(stored.context);
  let moved = move(law, stored.deadlines, transition(law.machine, snapshot, envelope), at);
  // Lifting a hold sets every clock that stood still forward by the time it stood.
  if (held !== null && law.heldSince(moved.snapshot.context) === null)
    moved = {
      ...moved,
      deadlines: moved.deadlines.map((deadline) => ({ ...deadline, due: deadline.due + (at - held) })),
    };
  const never = moved.deadlines.find(({ due }) => due > LAST_DUE);
  if (never) return refused(law, stored, envelope, [endless(never)], at, now);
  const from = law.describe(snapshot.value, snapshot.context);
  return conclude(law, stored, stored.subject, stored.seq + 1, {
    ...{ envelope, outcome, findings, from, at, now },
    move: moved,
  });
}

/** A refusal: an entry, and nothing else changes. */
export function refused(
  law: Law,
  stored: Stored,
  envelope: Envelope,
  findings: readonly Finding[],
  at: Instant,
  now: Instant,
): Step {
  const snapshot = restore(law, stored, { ...stored.context, at, seq: stored.seq + 1 });
  return conclude(law, stored, stored.subject, stored.seq + 1, {
    ...{ envelope, outcome: "refused", findings, at, now },
    from: law.describe(snapshot.value, snapshot.context),
    move: { snapshot, effects: [], deadlines: stored.deadlines },
  });
}

/** A clock that ends after every date that can be written down would never ring. */
function endless({ name }: Deadline): Finding {
  const says = `the clock ${name} that it starts ends by ${iso(LAST_DUE).slice(0, 4)}`;
  return { rule: "R-LIF-27", says, passed: false, read: {} };
}

const CAN_BE_KEPT = "the archive can hold what it says";

/**
 * The refusal of an event that the archive will never take ({@link judge} it first: deadlines that fell due before it
 * come before). @param code why: the archive's own word, for instance an SQLSTATE.
 */
export function refuse(law: Law, stored: Stored, envelope: Envelope, code: string, now: Instant): Step[] {
  const receivedAt = Date.parse(envelope.receivedAt);
  const before = advance(law, stored, receivedAt, now);
  const current = before.at(-1)?.stored ?? stored;
  const finding: Finding = { rule: "R-LIF-27", says: CAN_BE_KEPT, passed: false, read: { code } };
  return [...before, refused(law, current, envelope, [finding], Math.max(receivedAt, current.at), now)];
}

/** The archive's refusal stands in the entry alone: the law itself would have taken the event. */
const refusedByArchive = ({ outcome, findings }: Entry): boolean =>
  outcome === "refused" && findings.length === 1 && findings[0]?.says === CAN_BE_KEPT;

/** When the next clock runs out, ms, or null when none is armed or a hold stands. */
export function nextDue(law: Law, stored: Stored): Instant | null {
  if (law.heldSince(stored.context) !== null) return null;
  return stored.deadlines[0]?.due ?? null;
}

/** Fires the deadline that is due first, in the world of its due time; null when no clock runs. */
function fire(law: Law, stored: Stored, now: Instant): Step | null {
  const due = nextDue(law, stored);
  const [deadline, ...deadlines] = stored.deadlines;
  if (due === null || deadline === undefined) return null;
  const envelope: Envelope = {
    eventId: `deadline/${deadline.name}/${stored.seq + 1}`,
    type: deadline.event.type,
    occurredAt: iso(due),
    receivedAt: iso(due),
    actor: { id: "engine", role: "system" },
    door: "engine",
    data: {},
  };
  return apply(law, { ...stored, deadlines }, envelope, Math.max(due, stored.at), now);
}

/** R-LIF-21: applies every deadline due at or before `until`, in the order (due, id), cascading. */
export function advance(law: Law, stored: Stored, until: Instant, now: Instant): Step[] {
  const steps: Step[] = [];
  let current = stored;
  while ((nextDue(law, current) ?? Number.POSITIVE_INFINITY) <= until) {
    const step = fire(law, current, now);
    if (step === null) break;
    if (steps.length >= MAX_CASCADE) throw new Error(`${step.entry.type} falls due without end`);
    steps.push(step);
    current = step.stored;
  }
  return steps;
}

/** The answer that an event id was given before, or null. With other content it is a refusal. */
export function answered(stored: Stored, envelope: Envelope): Answer | null {
  const known = stored.processed.find(([eventId]) => eventId === envelope.eventId);
  if (!known) return null;
  const [, content, seq, outcome, state, rung] = known;
  const where: Where = { state, ...(rung !== null && { rung }) };
  if (saysAgain(content, envelope)) return { outcome, seq, ...where, findings: [], repeated: true };
  const says = "the eventId is new, or comes with the content that it had before";
  return {
    outcome: "refused",
    seq,
    ...where,
    findings: [{ rule: "R-LIF-0", says, passed: false, read: { seq } }],
  };
}

/**
 * Judges an event: first the deadlines that fell due before it, then the event itself. The last step is the
 * event's own.
 * @param now the engine's clock, ms.
 */
export function judge(law: Law, stored: Stored, envelope: Envelope, now: Instant): Step[] {
  const receivedAt = Date.parse(envelope.receivedAt);
  const before = advance(law, stored, receivedAt, now);
  const current = before.at(-1)?.stored ?? stored;
  return [...before, apply(law, current, envelope, Math.max(receivedAt, current.at), now)];
}

/** The answer to the sender of the event that this step judged. */
export function answerOf(step: Step): Answer {
  const { outcome, seq, to, findings } = step.entry;
  return { outcome, seq, ...to, findings: outcome === "refused" ? reasons(findings) : [] };
}

/** An effect is done with: it leaves the outbox. No entry: what came of it is an event of its own. */
export function settle(stored: Stored, effectId: string): Stored {
  const next = { ...stored, outbox: stored.outbox.filter((effect) => effect.id !== effectId) };
  const snapshot = snapshots.get(stored);
  if (snapshot) snapshots.set(next, snapshot);
  return next;
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
 * @param question data may be absent: conditions that read it stay open.
 */
export function explain(
  law: Law,
  stored: Stored,
  question: Omit<Envelope, "data"> & { data?: unknown },
): Explanation {
  const at = Math.max(Date.parse(question.receivedAt), stored.at);
  const given = question.data !== undefined;
  const envelope: Envelope = { ...question, data: given ? question.data : UNASKED };
  let context: Clocked = { ...stored.context, at, seq: stored.seq + 1 };
  const admission = law.admission(context, envelope);
  if (given && law.kindOf(envelope.type) !== "decision") context = law.learn(context, envelope);
  const snapshot = restore(law, stored, context);
  const over = snapshot.status !== "active";
  const options = over ? [] : candidates(law, snapshot, envelope);
  const verdicts = options.map((option) =>
    option.findings.some((f) => f.passed === false)
      ? "no"
      : option.findings.some((f) => f.passed === null)
        ? "open"
        : "yes",
  );
  const free = law.kindOf(envelope.type) !== "decision";
  let admitted: Explanation["admitted"] = "no";
  if (over || !passes(admission)) admitted = "no";
  else if (free || verdicts.includes("yes")) admitted = "yes";
  else if (verdicts.includes("open")) admitted = "open";
  const lost = !over && !free && options.length === 0;
  return {
    type: envelope.type,
    admitted,
    admission,
    candidates: options,
    misplaced: lost ? misplaced(law, snapshot, envelope) : [],
  };
}

/** Where a stored relationship stands. */
export function whereIs(law: Law, stored: Stored): Where {
  return law.describe(stored.snapshot.value, stored.context);
}

/** Where a journal stops agreeing with the law that is said to have written it. */
export interface Divergence {
  readonly seq: number;
  readonly written: Entry;
  /** What the law writes in its place; null where it has nothing to write, or where the entry was altered. */
  readonly refolded: Entry | null;
}

/**
 * Judges once more what a written entry speaks of, at the time at which it was written.
 * @param stored the state before it; null at the opening.
 * @returns null when it speaks of a deadline and no clock runs.
 */
export function judgeAgain(law: Law, stored: Stored | null, written: Entry): Step | null {
  const now = Date.parse(written.recordedAt);
  if (stored === null) return begin(law, written.client, envelopeOf(written), now);
  if (isDeadline(written.type)) return fire(law, stored, now);
  const at = Date.parse(written.at);
  if (refusedByArchive(written)) return refused(law, stored, envelopeOf(written), written.findings, at, now);
  return apply(law, stored, envelopeOf(written), at, now);
}

/** An entry as a relationship remembers the event that it judged. */
export function processedOf(entry: Entry): Processed {
  const { eventId, seq, outcome, to } = entry;
  return [eventId, contentOf(envelopeOf(entry)), seq, outcome, to.state, to.rung ?? null];
}

/**
 * Judges a whole journal once more: the state it leads to, or the first entry that the law would have
 * written differently. Effects settle outside the journal, so the outbox holds all that were asked for.
 */
export function refold(law: Law, entries: readonly Entry[]): { stored: Stored } | { divergence: Divergence } {
  let stored: Stored | null = null;
  for (const written of entries) {
    // An entry that was altered is not judged: what it says may not even be an event.
    if (digest(unhashed(written)) !== written.hash)
      return { divergence: { seq: written.seq, written, refolded: null } };
    const step: Step | null = judgeAgain(law, stored, written);
    if (step === null || step.entry.hash !== written.hash)
      return { divergence: { seq: written.seq, written, refolded: step?.entry ?? null } };
    stored = step.stored;
  }
  if (stored === null) throw new Error("a journal begins with its opening; this one is empty");
  return { stored };
}

function unhashed({ hash: _, ...entry }: Entry): Omit<Entry, "hash"> {
  return entry;
}

/** The event that an entry speaks of. The journal keeps whether a door vouched for it, not which. */
export function envelopeOf(entry: Entry): Envelope {
  const { eventId, type, occurredAt, receivedAt, actor, attested, reason, data } = entry;
  return {
    eventId,
    type,
    occurredAt,
    receivedAt,
    actor,
    data,
    ...(attested && { door: "journal" }),
    ...(reason && { reason }),
  };
}
