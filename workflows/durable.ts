// The durable shell: runs any law on Temporal, one event after the other. It decides nothing.
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  log,
  setHandler,
  sleep,
  workflowInfo,
} from "@temporalio/workflow";
import {
  type Answer,
  advance,
  answered,
  answerOf,
  begin,
  type EffectRef,
  type Envelope,
  type Instant,
  iso,
  judge,
  type Law,
  nextDue,
  type Processed,
  type Step,
  type Stored,
  settle,
} from "../machines/index.ts";
import { check, updateDoor } from "./intake.ts";
import { forgotten, recall, record, standing } from "./memory.ts";
import * as messages from "./messages.ts";
import { answerTo, statusOf, whatIf } from "./views.ts";

/** What an effect brought about, told by whoever carried it out. */
export interface Report {
  readonly type: string;
  /** ISO instant; without it, when the report came back. */
  readonly occurredAt?: string;
  readonly data: unknown;
}

/** A law bound to the world. */
export interface Binding {
  readonly law: Law;
  /** The one check of every door's input. @throws {Malformed} */
  readonly parse: (input: unknown) => Envelope;
  /** Carries out one effect, at least once; null when nobody has to be told what came of it. `at`: ISO instant. */
  readonly perform: (effect: EffectRef, at: string) => Promise<Report | null>;
  /** What is told when an effect is out of retries. */
  readonly failed: (effect: EffectRef, error: unknown) => Report;
  /** Called after every recorded change: makes the state visible to searches. */
  readonly publish?: (stored: Stored) => void;
}

/** How a run starts: with the opening event, or with what the run before left. */
export type Input = ({ readonly opening: unknown } | { readonly carried: Carried }) & {
  /** Events that a run takes before it continues as new; default 1,500, for Temporal ends a run at 2,000 updates. */
  readonly eventsPerRun?: number;
};

interface Carried {
  readonly stored: Stored;
  readonly inbox: readonly Omit<Item, "reply">[];
}

/** An event that waits to be judged: from a door, or (with `settles`) from an effect that is done. */
interface Item {
  readonly envelope: Envelope | null;
  readonly settles?: string;
  readonly reply?: (answer: Answer) => void;
}

/**
 * Runs one subject of a law until the law ends it.
 * @param subject opaque id; the `client` of its entries.
 * @returns how it ended. Cancelling the workflow does nothing: only the law ends a relationship.
 * @throws {ApplicationFailure} `Malformed` when the opening is; nothing else leaves.
 */
export function durable(binding: Binding, subject: string, input: Input): Promise<messages.Status> {
  return CancellationScope.nonCancellable(() => run(binding, subject, input));
}

async function run(binding: Binding, subject: string, input: Input): Promise<messages.Status> {
  const { law, parse, perform, failed, publish } = binding;
  const { eventsPerRun = 1_500 } = input;
  const inbox: Item[] = [];
  /** What the journal holds; null until it holds the opening. */
  let recorded: Stored | null = null;
  let taken = 0;
  let alarm: { readonly due: Instant; readonly scope: CancellationScope } | null = null;
  let wake = () => {};

  function put(item: Item): void {
    inbox.push(item);
    wake();
  }

  // Handlers only push and wait: the loop at the end is the one place that judges.
  const door = updateDoor(parse);
  setHandler(messages.apply, (sent) => new Promise((reply) => put({ envelope: door.accept(sent), reply })), {
    validator: door.validate,
  });
  setHandler(messages.notify, (sent) => {
    try {
      put({ envelope: check(parse, sent) });
    } catch (error) {
      // Nobody waits for a signal's answer; the history keeps what was sent.
      log.warn("a signal was dropped", { error });
    }
  });
  const opened = (): Stored => {
    if (recorded === null) throw new Error("the opening is not recorded yet; ask again");
    return recorded;
  };
  setHandler(messages.status, () => statusOf(law, opened(), inbox.length));
  setHandler(messages.answer, (eventId) => recorded && answerTo(recorded, eventId));
  setHandler(messages.explain, (questions) => questions.map((question) => whatIf(law, opened(), question)));

  /** Starts effects; each comes back through the inbox, and nothing waits for it. */
  function start(effects: readonly EffectRef[]): void {
    for (const effect of effects) {
      const back = (report: Report | null) =>
        put({ settles: effect.id, envelope: report && reportOf(effect, report) });
      perform(effect, iso(Date.now())).then(back, (error: unknown) => back(failed(effect, error)));
    }
  }

  /** Takes over what the journal holds: the state first, then the effects. */
  function take(next: Stored, steps: readonly Step[]): Stored {
    recorded = next;
    publish?.(next);
    start(steps.flatMap((step) => step.effects));
    return next;
  }

  async function open(opening: unknown): Promise<Stored> {
    const first = begin(law, subject, check(parse, opening), Date.now());
    const steps = standing(law, null, [first], await record([first]));
    return take(steps.at(-1)?.stored ?? first.stored, steps);
  }

  /**
   * Answers what was recorded. Where other entries stand than those that were judged, what they do not speak of
   * stays in the inbox.
   */
  function conclude(
    before: Stored,
    batch: readonly Item[],
    steps: readonly Step[],
    older: readonly Processed[],
  ): Stored {
    let next = steps.at(-1)?.stored ?? before;
    const fresh = new Map(steps.map((step) => [step.entry.eventId, step]));
    const replies: (() => void)[] = [];
    for (const item of batch) {
      const answer = item.envelope && answerNow(item.envelope, next, older, fresh);
      if (item.envelope && !answer) continue;
      if (item.settles !== undefined) next = settle(next, item.settles);
      if (answer && item.reply) replies.push(item.reply.bind(null, answer));
      inbox.splice(inbox.indexOf(item), 1);
      taken += 1;
    }
    take(next, steps);
    for (const reply of replies) reply();
    return next;
  }

  /** Keeps one timer, set to the earliest deadline. One that rings too early only makes us look. */
  function arm(due: Instant): void {
    if (alarm && alarm.due <= due) return;
    alarm?.scope.cancel();
    const scope = new CancellationScope();
    alarm = { due, scope };
    const ring = () => {
      if (alarm?.scope !== scope) return;
      alarm = null;
      wake();
    };
    scope.run(() => sleep(due - Date.now())).then(ring, ring);
  }

  let stored: Stored;
  if ("carried" in input) {
    stored = recorded = input.carried.stored;
    inbox.push(...input.carried.inbox);
    start(stored.outbox);
  } else {
    stored = await open(input.opening);
  }

  for (;;) {
    const ended = stored.snapshot.status !== "active";
    const leaving = ended
      ? stored.outbox.length === 0
      : taken >= eventsPerRun || workflowInfo().continueAsNewSuggested;
    if (leaving) {
      // A handler that has not finished either waits for an event in the inbox or is about to return.
      await condition(() => allHandlersFinished() || inbox.length > 0);
      if (ended && inbox.length === 0) return statusOf(law, stored, 0);
      if (!ended && allHandlersFinished())
        return continueAsNew<(input: Input) => Promise<never>>({ carried: { stored, inbox }, eventsPerRun });
    }
    const due = nextDue(law, stored);
    if (inbox.length === 0 && (due === null || due > Date.now())) {
      if (due !== null) arm(due);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }

    // The SDK takes a stack trace for every promise, so here one is made only where there is something to wait for.
    const batch = [...inbox];
    const envelopes = batch.flatMap(({ envelope }) => envelope ?? []);
    const ahead = aheadOf(envelopes);
    if (ahead > 0) await sleep(ahead);
    const unknown = forgotten(stored, envelopes);
    const older = unknown.length > 0 ? await recall(stored, unknown) : [];
    const judged = judgeAll(law, stored, batch, older);
    const written = judged.length > 0 ? await record(judged) : [];
    stored = conclude(stored, batch, standing(law, stored, judged, written), older);
  }
}

/** Pure: one event after the other, then every deadline due by now. */
function judgeAll(law: Law, before: Stored, batch: readonly Item[], older: readonly Processed[]): Step[] {
  const now = Date.now();
  const steps: Step[] = [];
  let next = before;
  for (const { envelope, settles } of batch) {
    if (settles !== undefined) next = settle(next, settles);
    // Asked here and not at the door: the first of two equal events may have been judged just now.
    if (envelope === null || judgedBefore(envelope, next, older)) continue;
    steps.push(...judge(law, next, envelope, now));
    next = steps.at(-1)?.stored ?? next;
  }
  return [...steps, ...advance(law, next, now, now)];
}

/** The answer that an event was given before. */
function judgedBefore(envelope: Envelope, stored: Stored, older: readonly Processed[]): Answer | null {
  return answered(stored, envelope) ?? answered({ ...stored, processed: older }, envelope);
}

/**
 * The answer to an event now that its entry is recorded; null when it has none yet.
 * @param fresh the steps just recorded, by eventId; the first to ask for one takes it, the others repeat.
 */
function answerNow(
  envelope: Envelope,
  stored: Stored,
  older: readonly Processed[],
  fresh: Map<string, Step>,
): Answer | null {
  const step = fresh.get(envelope.eventId);
  // Judged from this very event; a step that was judged again is compared by its content.
  const own = step?.entry.data === envelope.data;
  const before = own ? null : judgedBefore(envelope, stored, older);
  if (!step || !(own || before?.repeated)) return before;
  fresh.delete(envelope.eventId);
  return answerOf(step);
}

/** How long, ms, until the time has come of an event from a door whose clock runs a little ahead. */
function aheadOf(envelopes: readonly Envelope[]): number {
  return Math.max(0, ...envelopes.map(({ receivedAt }) => Date.parse(receivedAt))) - Date.now();
}

function reportOf(effect: EffectRef, { type, occurredAt, data }: Report): Envelope {
  const now = Date.now();
  const occurred = occurredAt === undefined ? now : Math.min(now, Date.parse(occurredAt));
  return {
    eventId: `effect/${effect.id}`,
    type,
    occurredAt: iso(occurred),
    receivedAt: iso(now),
    actor: { id: "engine", role: "system" },
    door: "engine",
    data,
  };
}
