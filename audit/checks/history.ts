// Temporal's histories, compared with the journal: entries, events, effects, timers, and what a run passes to the next.
import { isDeepStrictEqual } from "node:util";
import { asSent } from "../../contracts/vouching.ts";
import {
  type EffectRef,
  type Entry,
  type Envelope,
  isKept,
  iso,
  type Json,
  parseEnvelope,
} from "../../machines/index.ts";
import { eventIdOf as madeId } from "../../machines/journal.ts";
import { both, type Difference } from "../difference.ts";
import type { Histories } from "../histories.ts";
import type { Retraced } from "../retrace.ts";
import type { Received, Run, Scheduled } from "../run.ts";
import { seqBefore } from "./acts.ts";

const JOURNAL = "the journal";
const TEMPORAL = "Temporal's history";

/** The entries that Temporal's histories hold, by seq: what each `record` returned. */
export function recordedIn({ runs }: Histories): ReadonlyMap<number, readonly Entry[]> {
  const found = new Map<number, Entry[]>();
  for (const entry of runs.flatMap((run) => run.recorded.flatMap(({ entries }) => entries)))
    found.set(entry.seq, [...(found.get(entry.seq) ?? []), entry]);
  return found;
}

/** The runs that go on from one that is not among them: Temporal holds it no more, or it was replaced. */
function cutRuns({ runs }: Histories): Run[] {
  const known = new Set(runs.map(({ runId }) => runId));
  return runs.filter(({ continuedFrom }) => continuedFrom !== null && !known.has(continuedFrom));
}

/** The last entry that was written in runs that are not among these: up to it the archive is the only source. */
export function archivedUpTo(histories: Histories, entries: readonly Entry[]): number {
  if (histories.runs.length === 0) return entries.at(-1)?.seq ?? 0;
  return Math.max(0, ...cutRuns(histories).map(({ carried }) => carried?.seq ?? 0));
}

/** The hashes of all entries that the engine gave to be written. */
function givenIn({ runs }: Histories, open = false): ReadonlySet<string> {
  const given = runs.flatMap((run) => run.given.filter((one) => !open || one.open));
  return new Set(given.flatMap(({ entries }) => entries.map(({ hash }) => hash)));
}

/**
 * Entries that the relationship took over from the journal: they stood there, and nothing in Temporal's histories
 * wrote them. Temporal forgot the task that did, or somebody else wrote them.
 */
export function adoptedIn(histories: Histories): ReadonlyMap<number, Entry> {
  const given = givenIn(histories);
  const recorded = [...recordedIn(histories).values()].flat();
  return new Map(recorded.filter(({ hash }) => !given.has(hash)).map((entry) => [entry.seq, entry]));
}

/** Entry by entry: the journal's and Temporal's are the same. */
export function checkEntries(entries: readonly Entry[], histories: Histories): Difference[] {
  const differences: Difference[] = [];
  const written = new Map(entries.map((entry) => [entry.seq, entry]));
  const recorded = recordedIn(histories);
  const archived = archivedUpTo(histories, entries);
  const inHand = givenIn(histories, true);
  const seqs = [...new Set([...written.keys(), ...recorded.keys()])].sort((a, b) => a - b);
  for (const seq of seqs) {
    const entry = written.get(seq);
    const others = recorded.get(seq) ?? [];
    if (!entry) {
      const [other] = others;
      const says = `entry ${seq} (${other?.type}), which Temporal's history holds, is missing from the journal`;
      differences.push({
        kind: "rowMissing",
        seq,
        says,
        sides: { [JOURNAL]: null, [TEMPORAL]: brief(other) },
      });
    } else if (others.length === 0 && seq > archived && !inHand.has(entry.hash)) {
      const says = `entry ${seq} (${entry.type}) stands in the journal, and the engine never recorded it`;
      differences.push({
        kind: "rowInserted",
        seq,
        says,
        sides: { [JOURNAL]: brief(entry), [TEMPORAL]: null },
      });
    }
    for (const other of others) {
      if (!entry || isDeepStrictEqual(entry, other)) continue;
      const says = `entry ${seq} of the journal is not the one that the engine recorded`;
      differences.push({ kind: "rowChanged", seq, says, ...both([JOURNAL, entry], [TEMPORAL, other]) });
    }
  }
  return differences;
}

const brief = (entry: Entry | undefined): Json =>
  entry ? { type: entry.type, at: entry.at, outcome: entry.outcome, hash: entry.hash } : null;

/** What was said by whom, whether it was sent or written down. */
const said = (event: Partial<Envelope>, attested: boolean) => {
  const { type, actor, occurredAt, receivedAt, reason = null, onBehalfOf = null, data } = event;
  const signature = (attested && event.signature) || null;
  return { type, actor, attested, signature, occurredAt, receivedAt, reason, onBehalfOf, data };
};

/** Whether something vouches for what was sent: a signature, or, before events were signed, what took it in. */
const isVouched = ({ signature, door }: Partial<Envelope>): boolean => (signature ?? door) !== undefined;

/** What was sent, as the engine completes it. */
function completed({ sent, updateId }: Received): Partial<Envelope> {
  const { door: _, ...bare } = sent;
  const whole = { ...bare, ...(sent.eventId === undefined && updateId !== null && { eventId: updateId }) };
  try {
    return parseEnvelope(whole);
  } catch {
    return whole;
  }
}

/** @param repeated Temporal lost the event that the entry is about: what it holds is a repetition, received later. */
function sameEvent(entry: Entry, received: Received, repeated: boolean): ReturnType<typeof both> {
  const whole = completed(received);
  const timeLeftOut = whole.occurredAt === whole.receivedAt;
  const { occurredAt: _, receivedAt: __, ...bare } = whole;
  const event = repeated ? { ...bare, ...(!timeLeftOut && { occurredAt: whole.occurredAt }) } : whole;
  // A signature that is none of ours vouches for nothing.
  const attested = isVouched(received.sent) && entry.attested;
  const sent = said(event as Partial<Envelope>, attested);
  const wrote = said(entry, entry.attested);
  // Times that a raw caller leaves out are the engine's to fill in, and when its event came in is the engine's to say.
  const { occurredAt = entry.occurredAt } = sent;
  const own = !attested && Date.parse(entry.receivedAt) >= received.at - MAX_SKEW;
  const receivedAt = own ? entry.receivedAt : (sent.receivedAt ?? entry.receivedAt);
  return both(["the journal", wrote], ["what was sent", { ...sent, occurredAt, receivedAt }]);
}

const eventIdOf = ({ sent, updateId }: Received): string | null => sent.eventId ?? updateId;

/** Every entry comes from an event that came in, from a clock, or from an effect; and every event has its entry. */
export function checkEvents(entries: readonly Entry[], histories: Histories, idle: boolean): Difference[] {
  const differences: Difference[] = [];
  const { runs } = histories;
  const received = runs.flatMap((run) => run.received);
  const byId = Map.groupBy(received, eventIdOf);
  const closed = new Map(
    runs.flatMap((run) => run.scheduled.filter((one) => one.closed).map((one) => [one.effect.id, one])),
  );
  const archived = archivedUpTo(histories, entries);
  const adopted = adoptedIn(histories);
  /** Nobody sent it, as far as Temporal knows. */
  const unsent = (entry: Entry, says: string, sides?: Difference["sides"]) => {
    const { seq, type } = entry;
    if (!adopted.has(seq))
      return differences.push({ kind: "eventUnsent", seq, says, ...(sides && { sides }) });
    const taken = `entry ${seq} (${type}) was taken over from the journal, and Temporal knows of no such event: it was lost there, or somebody else wrote it`;
    return differences.push({ kind: "entryAdopted", seq, says: taken, ...(sides && { sides }) });
  };

  for (const entry of entries) {
    const { seq, eventId, type } = entry;
    if (seq <= archived || eventId.startsWith("deadline/")) continue;
    if (eventId.startsWith("effect/")) {
      const result = closed.get(eventId.slice("effect/".length));
      if (!result) {
        unsent(
          entry,
          `entry ${seq} reports on the effect ${eventId.slice("effect/".length)}, and no such effect came to an end`,
        );
      } else if (result.closed === "completed") {
        const { type: reported, data } = (result.result ?? {}) as { type?: string; data?: unknown };
        const sides = both(["the journal", { type, data: entry.data }], [TEMPORAL, { type: reported, data }]);
        const says = `entry ${seq} does not say what came of the effect`;
        if (sides.sides) differences.push({ kind: "eventChanged", seq, says, ...sides });
      }
      continue;
    }
    // A signal that brought no id was given one that its history does not tell.
    const candidates = byId.get(eventId) ?? (byId.get(null) ?? []).filter(({ sent }) => sent.type === type);
    const compared = candidates.map((candidate) => sameEvent(entry, candidate, adopted.has(seq)));
    if (candidates.length === 0) {
      const sides = { [JOURNAL]: brief(entry), [TEMPORAL]: null };
      unsent(entry, `entry ${seq} (${type}) is about an event that nobody sent`, sides);
    } else if (compared.every(({ sides }) => sides)) {
      const says = `entry ${seq} (${type}) does not say what was sent`;
      differences.push({ kind: "eventChanged", seq, says, ...compared[0] });
    }
  }

  // One that the engine recorded and the journal has lost is told as such, entry by entry.
  const recorded = [...recordedIn(histories).values()].flat();
  const judged = new Set([...entries, ...recorded].map(({ eventId }) => eventId));
  for (const run of runs) {
    // What the last run has taken in may still be waiting for its turn.
    if (run === runs.at(-1) && !idle) continue;
    for (const one of run.received) {
      const eventId = eventIdOf(one);
      if (eventId === null || judged.has(eventId) || !wellFormed(one)) continue;
      const seq = seqBefore(run, one.event);
      const says = `an event (${one.sent.type}) came in at ${iso(one.at)}, and no entry answers it`;
      const sides = { [JOURNAL]: null, [TEMPORAL]: { eventId, type: one.sent.type ?? null, run: run.runId } };
      differences.push({ kind: "eventUnanswered", seq, says, sides });
    }
  }
  return differences;
}

/** The events that a run took in and that no entry answers, each once, as the engine would take them. */
export function eventsWithoutEntry(run: Run, entries: readonly Entry[]): Envelope[] {
  const known = new Set(entries.map(({ eventId }) => eventId));
  const found: Envelope[] = [];
  for (const one of run.received) {
    const { sent, at, event } = one;
    // One that brought no id was given one that its history does not tell.
    const judged = (id: string | null) =>
      id === null
        ? entries.some((entry) => entry.type === sent.type && !sameEvent(entry, one, false).sides)
        : known.has(id);
    const named = eventIdOf(one);
    if (judged(named) || !wellFormed(one)) continue;
    const eventId = named ?? madeId(run.runId, `${event}`);
    known.add(eventId);
    const receivedAt = sent.receivedAt ?? iso(at);
    const whole = { ...sent, eventId, receivedAt, occurredAt: sent.occurredAt ?? receivedAt };
    found.push(asSent(whole as Envelope, at));
  }
  return found;
}

/** How far a sender's clock may run ahead, ms; a signal beyond it is dropped. */
const MAX_SKEW = 1_000;

/** False for a signal that the engine dropped, as it does with what is no event. */
function wellFormed({ by, sent, at }: Received): boolean {
  if (by !== "signal") return true;
  if (sent.receivedAt !== undefined && Date.parse(sent.receivedAt) - at > MAX_SKEW) return false;
  const time = iso(at);
  try {
    parseEnvelope({
      ...sent,
      occurredAt: sent.occurredAt ?? sent.receivedAt ?? time,
      receivedAt: sent.receivedAt ?? time,
    });
    return true;
  } catch {
    return false;
  }
}

/** Every effect that was asked for was handed out, as it was asked for, and no other was. */
export function checkEffects(entries: readonly Entry[], histories: Histories): Difference[] {
  const differences: Difference[] = [];
  const { runs } = histories;
  const archived = archivedUpTo(histories, entries);
  const asked = new Map(entries.flatMap(({ effects }) => effects).map((effect) => [effect.id, effect]));
  for (const { outbox } of runs.flatMap(({ carried }) => carried ?? []))
    for (const effect of outbox) if (!asked.has(effect.id)) asked.set(effect.id, effect);
  const started = new Set<string>();
  for (const run of runs)
    for (const { event, type, effect } of run.scheduled) {
      started.add(effect.id);
      const wanted = asked.get(effect.id);
      const at = seqOf(effect) ?? seqBefore(run, event);
      if (!wanted) {
        const says = `the effect ${effect.id} (${type}) was handed out, and no entry asks for it`;
        differences.push({
          kind: "effectUnasked",
          seq: at,
          says,
          sides: { [JOURNAL]: null, [TEMPORAL]: type },
        });
      } else {
        const sides = both([JOURNAL, wanted], [TEMPORAL, { ...effect, type }]);
        const says = `the effect ${effect.id} was handed out otherwise than it was asked for`;
        if (sides.sides) differences.push({ kind: "effectChanged", seq: at, says, ...sides });
      }
    }
  if (runs.length === 0) return differences;
  for (const { seq, effects } of entries)
    for (const effect of seq > archived ? effects : []) {
      if (started.has(effect.id) || isKept(effect.type)) continue;
      const says = `the effect ${effect.id} (${effect.type}) was asked for and never handed out`;
      differences.push({
        kind: "effectNotStarted",
        seq,
        says,
        sides: { [JOURNAL]: effect.type, [TEMPORAL]: null },
      });
    }
  return differences;
}

/** The entry that an effect's id names. */
export function seqOf({ id }: Pick<EffectRef, "id">): number | null {
  const seq = Number(id.split("/").at(-2));
  return Number.isInteger(seq) ? seq : null;
}

/** Timers that are shorter are the engine's own pauses: an archive that is slow, a sender whose clock is ahead. */
const PAUSE = 31_000;
/** A timer is set some time after the clock was read: a workflow task takes at most ten seconds. */
const TASK = 11_000;

/** Every long timer rings at a deadline that was in force, and the next deadline has a timer. */
export function checkTimers({ runs }: Histories, due: number | null, idle: boolean): Difference[] {
  const differences: Difference[] = [];
  const near = (timer: number, deadline: number) => timer >= deadline - 1_000 && timer <= deadline + TASK;
  for (const run of runs) {
    const carried = run.carried?.deadlines.map((deadline) => deadline.due) ?? [];
    for (const timer of run.timers.filter(({ ms }) => ms > PAUSE)) {
      const last = run.recorded.findLast(({ event }) => event < timer.event)?.entries.at(-1);
      const inForce = last ? last.deadlines.map((deadline) => Date.parse(deadline.due)) : carried;
      if (inForce.some((deadline) => near(timer.due, deadline))) continue;
      const seq = seqBefore(run, timer.event);
      const says = `a timer was set to ${iso(Math.floor(timer.due))}, and no deadline falls due then`;
      const sides = { [JOURNAL]: inForce.map(iso), [TEMPORAL]: iso(Math.floor(timer.due)) };
      differences.push({ kind: "timerUnknown", seq, says, sides });
    }
  }
  const current = runs.at(-1);
  if (current?.status !== "running" || !idle || due === null) return differences;
  const open = current.timers.filter((timer) => timer.open);
  if (open.some((timer) => timer.due <= due + TASK)) return differences;
  const says = `the next deadline is ${iso(due)}, and no timer is set to it`;
  const sides = { [JOURNAL]: iso(due), [TEMPORAL]: open.map((timer) => iso(Math.floor(timer.due))) };
  differences.push({ kind: "timerMissing", seq: seqBefore(current, Number.POSITIVE_INFINITY), says, sides });
  return differences;
}

/** What a run was handed by the one before is what the journal leads to at that point. */
export function checkCarried({ runs }: Histories, { states }: Retraced): Difference[] {
  return runs.flatMap(({ carried }): Difference[] => {
    const refolded = carried && states.get(carried.seq);
    if (!carried || !refolded) return [];
    // Effects settle outside the journal, and ids that were judged are bounded.
    const { outbox: _, processed: __, ...left } = refolded;
    const { outbox: ___, processed: ____, ...right } = carried;
    const plain: unknown = JSON.parse(JSON.stringify(left));
    const sides = both(["the journal, refolded", plain], [TEMPORAL, right]);
    if (!sides.sides) return [];
    const says = `the run that began after entry ${carried.seq} was handed a state that the journal does not lead to`;
    return [{ kind: "carriedStateDiffers", seq: carried.seq, says, ...sides }];
  });
}

/** Effects that were asked for and have not come to an end, by id. */
export function underWay(entries: readonly Entry[], histories: Histories): string[] {
  const archived = archivedUpTo(histories, entries);
  const [first] = cutRuns(histories);
  const asked = [
    ...(first?.carried?.outbox ?? []),
    ...entries
      .filter(({ seq }) => seq > archived)
      .flatMap(({ effects }) => effects)
      .filter(({ type }) => !isKept(type)),
  ];
  const over = new Set(endedEffects(histories).map(({ effect }) => effect.id));
  return asked.map(({ id }) => id).filter((id) => !over.has(id));
}

/** Effects that came to an end. */
export function endedEffects({ runs }: Histories): Scheduled[] {
  return runs.flatMap((run: Run) => run.scheduled.filter(({ closed }) => closed !== null));
}
