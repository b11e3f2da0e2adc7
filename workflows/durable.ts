// The durable workflow: runs any machine on Temporal, one event after the other. It decides nothing.
import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  log,
  patched,
  setHandler,
  sleep,
  workflowInfo,
} from "@temporalio/workflow";
import * as messages from "../contracts/messages.ts";
import {
  ADOPTED,
  type Adoption,
  type Answer,
  type EffectRef,
  type Envelope,
  type Instant,
  isMachineRef,
  iso,
  type Machine,
  type MachineRef,
  nameOf,
  type Processed,
  type Registry,
  type Standing,
  type Step,
  type Stored,
} from "../machines/format.ts";
import { check, checkMany, isMalformed, lengthOf, reject, type UpdateDoor, updateDoor } from "./intake.ts";
import { ahead, forgotten, recall, record, Unrecordable } from "./memory.ts";

/** What an effect brought about, told by whoever carried it out. */
export interface Report {
  readonly type: string;
  /** ISO instant; without it, when the report came back. */
  readonly occurredAt?: string;
  readonly data: unknown;
}

/** Machines bound to the world. */
export interface Binding {
  readonly machines: Registry;
  /** Carries out one effect, at least once; null when nobody has to be told what came of it. `at`: ISO instant. */
  readonly perform: (effect: EffectRef, at: string) => Promise<Report | null>;
  /** What is told when an effect is out of retries. */
  readonly failed: (effect: EffectRef, error: unknown) => Report;
  /** Called after every recorded change: makes the state visible to searches. */
  readonly publish?: (standing: Standing) => void;
}

/** How a run starts: with the opening event, or with what the run before, or a rebuild from the journal, left. */
export type Input = (
  | {
      /** Under which machine it begins: a replay must know it before it reads anything. */
      readonly machine: MachineRef;
      readonly opening: unknown;
    }
  | {
      readonly carried: Carried;
      /** The hash of the record of the rebuild that started this run. */
      readonly rebuild?: string;
    }
) & {
  /** Updates that a run takes before it continues as new; default 1,500. */
  readonly updatesPerRun?: number;
};

/** What one run leaves to the next. */
export interface Carried {
  readonly stored: Stored;
  readonly inbox: readonly Omit<Item, "reply">[];
}

/** An event that waits to be judged: from a caller, or (with `settles`) from an effect that is done. */
interface Item {
  readonly envelope: Envelope | null;
  readonly settles?: string;
  readonly reply?: (answer: Answer | ApplicationFailure) => void;
}

/**
 * Runs one subject of a machine until the machine ends it.
 * @param subject opaque id; the `client` of its entries.
 * @returns how it ended. Cancelling the workflow does nothing: only the machine ends a relationship.
 * @throws {ApplicationFailure} `Malformed` when the opening is, `Unrecordable` when the archive can never hold it;
 *   nothing else leaves.
 */
export function durable(binding: Binding, subject: string, input: Input): Promise<Standing> {
  return CancellationScope.nonCancellable(() => run(binding, subject, input));
}

async function run(binding: Binding, subject: string, input: Input): Promise<Standing> {
  const { machines, perform, failed, publish } = binding;
  const { updatesPerRun = 1_500 } = input;
  const { machine } = "carried" in input ? input.carried.stored : input;
  if (!isMachineRef(machine))
    throw reject("Malformed", "it is started with the machine that it begins on", [
      { path: "machine", says: `{id, version, hash}: one of ${machines.known().map(nameOf).join(", ")}` },
    ]);
  // What it cannot be read by, it waits for: a worker that has this machine.
  const first = machines.machineFor({ machine });
  const { parse } = first;
  const inbox: Item[] = [];
  /** The first so many items of the inbox are judged at once; fewer while the archive refuses one of them. */
  let most: number = messages.MOST_AT_ONCE.events;
  /** Events that the archive will never take, with its code: their refusals are written in their place. */
  const unrecordable = new Map<Item, string>();
  let updates = 0;
  /** The last entry that the journal is said to have. */
  let heard = 0;
  let alarm: { readonly due: Instant; readonly scope: CancellationScope } | null = null;
  let ring = () => {};

  function put(item: Item): void {
    inbox.push(item);
    ring();
  }

  // Handlers only push and wait: the loop at the end is the one place that judges.
  const answers = (envelopes: readonly Envelope[]) =>
    new Promise<Answer[]>((resolve, fail) => {
      updates += 1;
      const told: Answer[] = [];
      let open = envelopes.length;
      for (const [n, envelope] of envelopes.entries())
        put({
          envelope,
          reply: (answer) => {
            if (answer instanceof ApplicationFailure) return fail(answer);
            told[n] = answer;
            open -= 1;
            if (open === 0) resolve(told);
          },
        });
    });
  const validator = ({ validate }: UpdateDoor) => ({
    validator: (sent: unknown) => {
      if (updates >= messages.MOST_UPDATES)
        throw reject("Full", "this run has taken all that it can; send it again at once");
      validate(sent);
    },
  });
  const one = updateDoor(
    parse,
    (sent) => [check(parse, sent)],
    (sent) => [sent],
  );
  const several = updateDoor(
    parse,
    (sent) => checkMany(parse, sent),
    (sent) => sent as readonly unknown[],
  );
  setHandler(messages.apply, async (sent) => (await answers(one.accept(sent)))[0] as Answer, validator(one));
  setHandler(messages.applyMany, (sent) => answers(several.accept(sent)), validator(several));
  setHandler(messages.notify, (sent) => {
    try {
      put({ envelope: check(parse, sent) });
    } catch (error) {
      // Nobody waits for a signal's answer; the history keeps what was sent.
      log.warn("a signal was dropped", { error });
    }
  });
  setHandler(messages.wake, (seq) => {
    if (!Number.isSafeInteger(seq)) return;
    heard = Math.max(heard, seq);
    ring();
  });

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
    const own = machines.machineFor(next);
    const effects = steps.flatMap((step) => step.effects);
    const kept = ({ type }: EffectRef) => own.isKept(type);
    const stored = effects.filter(kept).reduce((state, { id }) => own.settle(state, id), next);
    publish?.(own.standingOf(stored));
    start(effects.filter((effect) => !kept(effect)));
    return stored;
  }

  async function open(opening: unknown): Promise<Stored> {
    const steps = await record(machines, null, [firstStep(first, subject, check(parse, opening))]).catch(
      (error) => {
        throw error instanceof Unrecordable ? reject("Unrecordable", error.message) : error;
      },
    );
    const last = steps.at(-1);
    if (!last) throw new Error("the journal of a relationship begins with its opening");
    return take(last.stored, steps);
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
      const own = machines.machineFor(next);
      const answer = item.envelope && answerNow(own, item.envelope, next, older, fresh);
      if (item.envelope && !answer) continue;
      if (item.settles !== undefined) next = own.settle(next, item.settles);
      if (answer && item.reply) replies.push(item.reply.bind(null, answer));
      remove(item);
    }
    const stored = take(next, steps);
    for (const reply of replies) reply();
    return stored;
  }

  function remove(item: Item): void {
    inbox.splice(inbox.indexOf(item), 1);
    unrecordable.delete(item);
  }

  /**
   * The archive will never hold what these items come to: it is asked for fewer, until the one that it refuses is
   * alone; that one is refused, and where even its refusal cannot be held, rejected.
   */
  async function narrow(batch: readonly Item[], code: string): Promise<void> {
    const [item] = batch;
    if (item && most > 1) {
      // Alone in the end, and without the deadlines that are due by now.
      most = Math.ceil(Math.min(most, batch.length) / 2);
    } else if (item?.envelope && !unrecordable.has(item)) {
      unrecordable.set(item, code);
    } else if (item?.reply) {
      item.reply(reject("Unrecordable", `the archive can hold neither the event nor its refusal: ${code}`));
      remove(item);
    } else if (item) {
      log.error("an event was dropped: the archive can hold neither it nor its refusal", { code });
      remove(item);
    } else {
      // No sender is there to be told: the relationship stands still, and `tenure doctor` names it.
      log.error("the archive refuses a deadline", { code });
      await sleep("30s");
    }
  }

  /** Keeps one timer, set to the earliest deadline. One that rings too early only makes us look. */
  function arm(due: Instant): void {
    if (alarm && alarm.due <= due) return;
    alarm?.scope.cancel();
    const scope = new CancellationScope();
    alarm = { due, scope };
    const rung = () => {
      if (alarm?.scope !== scope) return;
      alarm = null;
      ring();
    };
    scope.run(() => sleep(due - Date.now())).then(rung, rung);
  }

  let stored: Stored;
  if ("carried" in input) {
    stored = input.carried.stored;
    inbox.push(...input.carried.inbox);
    start(stored.outbox);
  } else {
    stored = await open(input.opening);
  }

  for (;;) {
    const ended = stored.snapshot.status !== "active";
    const leaving = ended
      ? stored.outbox.length === 0
      : updates >= updatesPerRun ||
        workflowInfo().continueAsNewSuggested ||
        // R-VER-3: what comes in is read by the machine that judges it.
        stored.machine.hash !== machine.hash;
    if (leaving) {
      // A handler that has not finished either waits for an event in the inbox or is about to return.
      await condition(() => allHandlersFinished() || inbox.some(({ reply }) => ended || reply));
      if (ended && inbox.length === 0) return machines.machineFor(stored).standingOf(stored);
      if (!ended && allHandlersFinished())
        return continueAsNew<(input: Input) => Promise<never>>({
          carried: { stored, inbox },
          updatesPerRun,
        });
    }
    const due = machines.machineFor(stored).nextDue(stored);
    if (inbox.length === 0 && heard <= stored.seq && (due === null || due > Date.now())) {
      if (due !== null) arm(due);
      await new Promise<void>((resolve) => {
        ring = resolve;
      });
    }

    if (heard > stored.seq) {
      const adopted = await ahead(machines, stored);
      // What is not valid is not asked for again.
      if (adopted.length === 0) heard = stored.seq;
      else stored = conclude(stored, [...inbox], adopted, []);
      continue;
    }

    // The SDK takes a stack trace for every promise, so here one is made only where there is something to wait for.
    const batch = inbox.slice(0, fitting(inbox, most));
    const envelopes = batch.flatMap(({ envelope }) => envelope ?? []);
    const early = aheadOf(envelopes);
    if (early > 0) await sleep(early);
    const unknown = forgotten(stored, envelopes);
    const older = unknown.length > 0 ? await recall(machines.machineFor(stored), stored, unknown) : [];
    // What came in meanwhile, or waits for its turn, may have been received before a deadline that is due by now.
    const last = batch.length === inbox.length && most === messages.MOST_AT_ONCE.events;
    const judged = judgeAll(machines, stored, batch, older, unrecordable, last);
    try {
      const steps = judged.length > 0 ? await record(machines, stored, judged) : [];
      stored = conclude(stored, batch, steps, older);
      most = messages.MOST_AT_ONCE.events;
    } catch (error) {
      if (!(error instanceof Unrecordable)) throw error;
      await narrow(batch, error.code);
    }
  }
}

function firstStep(machine: Machine, subject: string, opening: Envelope): Step {
  try {
    return machine.begin(subject, opening, Date.now());
  } catch (error) {
    if (!isMalformed(error)) throw error;
    throw reject("Malformed", error.message, error.faults);
  }
}

/** How many of the first items are taken at once. */
function fitting(items: readonly Item[], most: number): number {
  let characters = 0;
  for (const [n, { envelope }] of items.slice(0, most).entries()) {
    characters += lengthOf(envelope);
    if (n > 0 && characters > messages.MOST_AT_ONCE.characters) return n;
  }
  return Math.min(most, items.length);
}

/**
 * Pure: one event after the other, then, where these are all that came in, every deadline due by now.
 * @param unrecordable those that the archive will never take.
 */
function judgeAll(
  machines: Registry,
  before: Stored,
  batch: readonly Item[],
  older: readonly Processed[],
  unrecordable: ReadonlyMap<Item, string>,
  all: boolean,
): Step[] {
  const now = Date.now();
  const steps: Step[] = [];
  let next = before;
  for (const item of batch) {
    const { envelope, settles } = item;
    const machine = machines.machineFor(next);
    if (settles !== undefined) next = machine.settle(next, settles);
    // Asked here and not by the validator: the first of two equal events may have been judged just now.
    if (envelope === null || judgedBefore(machine, envelope, next, older)) continue;
    const code = unrecordable.get(item);
    steps.push(
      ...(code === undefined
        ? machines.judge(next, envelope, now, knows(machines, envelope))
        : machine.refuse(next, envelope, code, now)),
    );
    next = steps.at(-1)?.stored ?? next;
  }
  return all ? [...steps, ...machines.machineFor(next).advance(next, now, now)] : steps;
}

/**
 * Whether the machine that a move names is had here. A marker in the history says so: a replay by a build that has it
 * since then knows as little as the first run did.
 */
function knows({ machineOf }: Registry, { type, eventId, data }: Envelope): boolean {
  if (type !== ADOPTED) return true;
  return machineOf((data as Adoption).to) !== null && patched(`${ADOPTED}/${eventId}`);
}

/** The answer that an event was given before. */
function judgedBefore(
  machine: Machine,
  envelope: Envelope,
  stored: Stored,
  older: readonly Processed[],
): Answer | null {
  return machine.answered(stored, envelope) ?? machine.answered({ ...stored, processed: older }, envelope);
}

/**
 * The answer to an event now that its entry is recorded; null when it has none yet.
 * @param fresh the steps just recorded, by eventId; the first to ask for one takes it, the others repeat.
 */
function answerNow(
  machine: Machine,
  envelope: Envelope,
  stored: Stored,
  older: readonly Processed[],
  fresh: Map<string, Step>,
): Answer | null {
  const step = fresh.get(envelope.eventId);
  // Judged from this very event; a step that was judged again is compared by its content.
  const own = step?.entry.data === envelope.data;
  const before = own ? null : judgedBefore(machine, envelope, stored, older);
  if (!step || !(own || before?.repeated)) return before;
  fresh.delete(envelope.eventId);
  return machine.answerOf(step);
}

/** How long, ms, until the time has come of an event from a caller whose clock runs a little ahead. */
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
