// A relationship as a plain Temporal workflow: an update handler that queues, one loop that takes event by event.
import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  proxyActivities,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from "@temporalio/workflow";
import type { Activities } from "../../activities/index.ts";
import { effectsQueue } from "../../contracts/messages.ts";
import type { EffectRef, Entry, Envelope } from "../../machines/index.ts";
import {
  advance,
  answered,
  apply,
  faultOf,
  type LadderReply,
  type LadderState,
  nextDue,
  open,
  whereIs,
} from "./ladder.ts";

type EffectCalls = Record<string, (effect: EffectRef, at: string) => ReturnType<Activities["sendNotice"]>>;

// A regular activity, asked as the engine asks: a local one would be forgotten with the task of an update when the
// server is killed, and would not go with queries.
const { record } = proxyActivities<Pick<Activities, "record">>({
  startToCloseTimeout: "5s",
  retry: { initialInterval: "200ms", backoffCoefficient: 2, maximumInterval: "5s" },
});

/** Temporal ends a run at 2,000 updates. */
const UPDATES_A_RUN = 1_500;

interface LadderStatus {
  readonly state: string;
  readonly rung: string;
  readonly seq: number;
}

const applyUpdate = defineUpdate<LadderReply, [Envelope]>("apply");
const statusQuery = defineQuery<LadderStatus>("status");

export type LadderInput = { readonly opening: Envelope } | { readonly carried: LadderState };

interface InboxItem {
  readonly event: Envelope | null;
  readonly settles?: string;
  readonly reply?: (reply: LadderReply) => void;
}

export async function relationship(input: LadderInput): Promise<void> {
  const { workflowId, taskQueue } = workflowInfo();
  const client = workflowId.slice(workflowId.indexOf("/") + 1);
  // One activity for each effect, on a queue of their own, as the engine's: what hangs keeps no journal waiting.
  const calls = proxyActivities<EffectCalls>({
    taskQueue: effectsQueue(taskQueue),
    startToCloseTimeout: "30s",
    retry: { initialInterval: "1s", backoffCoefficient: 2, maximumInterval: "1m", maximumAttempts: 10 },
  });
  const queue: InboxItem[] = [];
  let updates = 0;
  /** What the journal holds: the state itself runs ahead of it while entries are being written. */
  let recorded: LadderStatus | null = null;

  const validator = (event: Envelope) => {
    const fault = faultOf(event);
    if (fault !== null) throw ApplicationFailure.nonRetryable(fault, "Malformed");
  };
  const taken = (event: Envelope) => {
    updates += 1;
    return new Promise<LadderReply>((reply) => queue.push({ event, reply }));
  };
  setHandler(applyUpdate, taken, { validator });
  setHandler(statusQuery, () => {
    if (!recorded) throw new Error("not open yet");
    return recorded;
  });

  function start(effects: readonly EffectRef[]): void {
    for (const effect of effects) {
      const now = new Date().toISOString();
      calls[effect.type]?.(effect, now)
        .catch((error: unknown) => ({
          type: "effect.failed",
          data: {
            effectId: effect.id,
            effect: effect.type,
            cause: error instanceof Error ? error.name : "unknown",
          },
        }))
        .then((result) => queue.push({ settles: effect.id, event: result && reported(effect, result) }));
    }
  }

  let alarm = Number.POSITIVE_INFINITY;
  let ringing = false;
  function arm(s: LadderState): void {
    const due = nextDue(s)?.due ?? Number.POSITIVE_INFINITY;
    // A timer that was set for an earlier time stays: when it rings, we look again.
    if (due >= alarm) return;
    alarm = due;
    sleep(due - Date.now()).then(() => {
      alarm = Number.POSITIVE_INFINITY;
      ringing = true;
    });
  }

  let shown = "";
  /** Searches find a relationship by state, rung and next deadline. */
  function publish(s: LadderState): void {
    const { state: at, rung } = whereIs(s);
    const due = nextDue(s)?.due;
    const now = `${at} ${rung} ${due}`;
    if (now === shown) return;
    shown = now;
    upsertSearchAttributes({
      TenureState: [at],
      TenureRung: [rung],
      TenureDue: due === undefined ? [] : [new Date(due)],
      TenureHold: [false],
    });
  }

  /** The journal first, then the effects. */
  async function commit(s: LadderState, written: readonly { entry: Entry; effects: readonly EffectRef[] }[]) {
    if (written.length === 0) return;
    const others = await record(written.map(({ entry }) => entry));
    // Somebody has to look; the engine judges those entries again.
    if (others !== null) throw new Error(`the journal of ${client} has another entry ${others[0]?.seq}`);
    recorded = { ...whereIs(s), seq: s.seq };
    publish(s);
    for (const { effects } of written) start(effects);
  }

  let state: LadderState;
  if ("carried" in input) {
    state = input.carried;
    recorded = { ...whereIs(state), seq: state.seq };
    start(state.outbox);
  } else {
    const opened = open(client, input.opening, Date.now());
    await commit(opened.s, [opened.written]);
    state = opened.s;
  }

  for (;;) {
    arm(state);
    await condition(() => queue.length > 0 || ringing);
    ringing = false;
    for (let item = queue.shift(); item; item = queue.shift()) {
      const { event, settles, reply } = item;
      if (settles !== undefined) state.outbox = state.outbox.filter((effect) => effect.id !== settles);
      if (!event) continue;
      const before = answered(state, event);
      if (before) {
        reply?.(before);
        continue;
      }
      const written = apply(state, event, Date.now());
      await commit(state, written);
      const own = written.at(-1);
      if (own) reply?.(own.reply);
    }
    await commit(state, advance(state, Date.now(), Date.now()));
    if (updates >= UPDATES_A_RUN || workflowInfo().continueAsNewSuggested) {
      // A handler that has not finished waits for its event in the queue, or is about to return.
      await condition(() => allHandlersFinished() || queue.length > 0);
      if (queue.length === 0) await continueAsNew<typeof relationship>({ carried: state });
    }
  }
}

function reported(effect: EffectRef, result: { type: string; data: unknown }): Envelope {
  const now = new Date().toISOString();
  return {
    eventId: `effect/${effect.id}`,
    type: result.type,
    occurredAt: now,
    receivedAt: now,
    actor: { id: "engine", role: "system" },
    door: "engine",
    data: result.data,
  };
}
