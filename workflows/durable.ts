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
import { asSent, unvouched } from "../contracts/vouching.ts";
import {
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
import { Inbox, type Item } from "./inbox.ts";
import { check, checkMany, reject, type UpdateIntake, updateIntake } from "./intake.ts";
import { aheadOf, answerNow, firstStep, judgeAll } from "./judging.ts";
import { ahead, Forged, forgotten, recall, record, Unrecordable } from "./memory.ts";

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
  /** Updates that a run takes before it continues as new; default {@link UPDATES_PER_RUN}. */
  readonly updatesPerRun?: number;
};

/** Updates that a run takes before it continues as new. */
const UPDATES_PER_RUN = 1_500;

/** What one run leaves to the next. */
export interface Carried {
  readonly stored: Stored;
  readonly inbox: readonly Omit<Item, "reply">[];
}

/**
 * Runs one subject of a machine until the machine ends it.
 * @param subject opaque id; the `client` of its entries.
 * @returns how it ended. Cancelling the workflow does nothing: only the machine ends a relationship.
 * @throws {ApplicationFailure} `Malformed` when the opening is, `Unrecordable` when the archive can never hold it;
 *   nothing else leaves.
 */
export function durable(binding: Binding, subject: string, input: Input): Promise<Standing> {
  return CancellationScope.nonCancellable(() => new Run(binding, subject, input).live());
}

/** The machine that a run begins on: what it cannot be read by, it waits for, a worker that has it. */
function beginsOn({ machines }: Binding, input: Input): Machine {
  const { machine } = "carried" in input ? input.carried.stored : input;
  if (!isMachineRef(machine))
    throw reject("Malformed", "it is started with the machine that it begins on", [
      { path: "machine", says: `{id, version, hash}: one of ${machines.known().map(nameOf).join(", ")}` },
    ]);
  return machines.machineFor({ machine });
}

/** One run of a subject: from its start, or what the run before left, to its end or the next run. */
class Run {
  readonly #binding: Binding;
  readonly #subject: string;
  readonly #input: Input;
  readonly #first: Machine;
  readonly #inbox: Inbox;
  /** What comes in, by what vouches for it; in runs that began before events were signed, by what it says of itself. */
  readonly #attest: (sent: Envelope) => Envelope;
  #updates = 0;
  /** The last entry that the journal is said to have. */
  #heard = 0;
  #alarm: { readonly due: Instant; readonly scope: CancellationScope } | null = null;

  constructor(binding: Binding, subject: string, input: Input) {
    this.#binding = binding;
    this.#subject = subject;
    this.#input = input;
    this.#first = beginsOn(binding, input);
    this.#inbox = new Inbox("carried" in input ? input.carried.inbox : []);
    this.#attest = patched("signed") ? (sent) => asSent(sent, Date.now()) : (sent) => sent;
    this.#listen();
  }

  /** Handlers only push and wait: {@link live} is the one place that judges. */
  #listen(): void {
    const { parse } = this.#first;
    const one = updateIntake(
      parse,
      (sent) => [check(parse, sent)],
      (sent) => [sent],
    );
    const several = updateIntake(
      parse,
      (sent) => checkMany(parse, sent),
      (sent) => sent as readonly unknown[],
    );
    const validator = ({ validate }: UpdateIntake) => ({
      validator: (sent: unknown) => {
        if (this.#updates >= messages.MOST_UPDATES)
          throw reject("Full", "this run has taken all that it can; send it again at once");
        validate(sent);
      },
    });
    setHandler(
      messages.apply,
      async (sent) => (await this.#answers(one.accept(sent)))[0] as Answer,
      validator(one),
    );
    setHandler(messages.applyMany, (sent) => this.#answers(several.accept(sent)), validator(several));
    setHandler(messages.notify, (sent) => {
      try {
        this.#inbox.put({ envelope: this.#attest(check(parse, sent)) });
      } catch (error) {
        // Nobody waits for a signal's answer; the history keeps what was sent.
        log.warn("a signal was dropped", { error });
      }
    });
    setHandler(messages.wake, (seq) => {
      if (!Number.isSafeInteger(seq)) return;
      this.#heard = Math.max(this.#heard, seq);
      this.#inbox.ring();
    });
  }

  #answers(sent: readonly Envelope[]): Promise<Answer[]> {
    const envelopes = sent.map(this.#attest);
    return new Promise<Answer[]>((resolve, fail) => {
      this.#updates += 1;
      const told: Answer[] = [];
      let open = envelopes.length;
      for (const [n, envelope] of envelopes.entries())
        this.#inbox.put({
          envelope,
          reply: (answer) => {
            if (answer instanceof ApplicationFailure) return fail(answer);
            told[n] = answer;
            open -= 1;
            if (open === 0) resolve(told);
          },
        });
    });
  }

  /** Starts effects; each comes back through the inbox, and nothing waits for it. */
  #start(effects: readonly EffectRef[]): void {
    const { perform, failed } = this.#binding;
    for (const effect of effects) {
      const back = (report: Report | null) =>
        this.#inbox.put({ settles: effect.id, envelope: report && reportOf(effect, report) });
      perform(effect, iso(Date.now())).then(back, (error: unknown) => back(failed(effect, error)));
    }
  }

  /** Takes over what the journal holds: the state first, then the effects. */
  #take(next: Stored, steps: readonly Step[]): Stored {
    const { machines, publish } = this.#binding;
    const own = machines.machineFor(next);
    const effects = steps.flatMap((step) => step.effects);
    const kept = ({ type }: EffectRef) => own.isKept(type);
    const stored = effects.filter(kept).reduce((state, { id }) => own.settle(state, id), next);
    publish?.(own.standingOf(stored));
    this.#start(effects.filter((effect) => !kept(effect)));
    return stored;
  }

  async #open(opening: unknown): Promise<Stored> {
    const sent = this.#attest(check(this.#first.parse, opening));
    const recorded = (event: Envelope) =>
      record(this.#binding.machines, null, [firstStep(this.#first, this.#subject, event)]);
    const steps = await recorded(sent)
      .catch((error) => {
        if (error instanceof Forged) return recorded(unvouched(sent, Date.now()));
        throw error;
      })
      .catch((error) => {
        throw error instanceof Unrecordable ? reject("Unrecordable", error.message) : error;
      });
    const last = steps.at(-1);
    if (!last) throw new Error("the journal of a relationship begins with its opening");
    return this.#take(last.stored, steps);
  }

  /** Goes on with what the run before left. */
  #goOn({ stored }: Carried): Stored {
    this.#start(stored.outbox);
    return stored;
  }

  /**
   * Answers what was recorded. Where other entries stand than those that were judged, what they do not speak of
   * stays in the inbox.
   */
  #conclude(
    before: Stored,
    items: readonly Item[],
    steps: readonly Step[],
    older: readonly Processed[],
  ): Stored {
    let next = steps.at(-1)?.stored ?? before;
    const fresh = new Map(steps.map((step) => [step.entry.eventId, step]));
    const replies: (() => void)[] = [];
    for (const item of items) {
      const own = this.#binding.machines.machineFor(next);
      const answer = item.envelope && answerNow(own, item.envelope, next, older, fresh);
      if (item.envelope && !answer) continue;
      if (item.settles !== undefined) next = own.settle(next, item.settles);
      if (answer && item.reply) replies.push(item.reply.bind(null, answer));
      this.#inbox.remove(item);
    }
    const stored = this.#take(next, steps);
    for (const reply of replies) reply();
    return stored;
  }

  /** Keeps one timer, set to the earliest deadline. One that rings too early only makes us look. */
  #arm(due: Instant): void {
    if (this.#alarm && this.#alarm.due <= due) return;
    this.#alarm?.scope.cancel();
    const scope = new CancellationScope();
    this.#alarm = { due, scope };
    const rung = () => {
      if (this.#alarm?.scope !== scope) return;
      this.#alarm = null;
      this.#inbox.ring();
    };
    scope.run(() => sleep(due - Date.now())).then(rung, rung);
  }

  /** Whether the run is over, or has to go on as a new one. */
  #leaves(stored: Stored): boolean {
    if (hasEnded(stored)) return stored.outbox.length === 0;
    const { updatesPerRun = UPDATES_PER_RUN } = this.#input;
    return (
      this.#updates >= updatesPerRun ||
      workflowInfo().continueAsNewSuggested ||
      // R-VER-3: what comes in is read by the machine that judges it.
      stored.machine.hash !== this.#first.ref.hash
    );
  }

  /** @returns how it ended; null while somebody who waits for an answer has to be given it first. */
  async #leave(stored: Stored): Promise<Standing | null> {
    const ended = hasEnded(stored);
    const { items } = this.#inbox;
    // A handler that has not finished either waits for an event in the inbox or is about to return.
    await condition(() => allHandlersFinished() || items.some(({ reply }) => ended || reply));
    if (ended)
      return items.length === 0 ? this.#binding.machines.machineFor(stored).standingOf(stored) : null;
    if (!allHandlersFinished()) return null;
    const { updatesPerRun = UPDATES_PER_RUN } = this.#input;
    return continueAsNew<(input: Input) => Promise<never>>({
      carried: { stored, inbox: items },
      updatesPerRun,
    });
  }

  async live(): Promise<Standing> {
    const { machines } = this.#binding;
    const inbox = this.#inbox;
    let stored =
      "carried" in this.#input ? this.#goOn(this.#input.carried) : await this.#open(this.#input.opening);
    for (;;) {
      if (this.#leaves(stored)) {
        const standing = await this.#leave(stored);
        if (standing) return standing;
      }
      const due = machines.machineFor(stored).nextDue(stored);
      if (inbox.items.length === 0 && this.#heard <= stored.seq && (due === null || due > Date.now())) {
        if (due !== null) this.#arm(due);
        await inbox.rung();
      }

      if (this.#heard > stored.seq) {
        const adopted = await ahead(machines, stored);
        // What is not valid is not asked for again.
        if (adopted.length === 0) this.#heard = stored.seq;
        else stored = this.#conclude(stored, [...inbox.items], adopted, []);
        continue;
      }

      // The SDK takes a stack trace for every promise, so here one is made only where there is something to wait for.
      const items = inbox.first();
      const envelopes = items.flatMap(({ envelope }) => envelope ?? []);
      const early = aheadOf(envelopes);
      if (early > 0) await sleep(early);
      const unknown = forgotten(stored, envelopes);
      const older = unknown.length > 0 ? await recall(machines.machineFor(stored), stored, unknown) : [];
      const judged = judgeAll(machines, stored, items, older, inbox);
      try {
        const steps = judged.length > 0 ? await record(machines, stored, judged) : [];
        stored = this.#conclude(stored, items, steps, older);
        inbox.widen();
      } catch (error) {
        if (error instanceof Forged) inbox.disown(error.entries);
        else if (error instanceof Unrecordable) await inbox.narrow(items, error.code);
        else throw error;
      }
    }
  }
}

const hasEnded = ({ snapshot }: Stored): boolean => snapshot.status !== "active";

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
