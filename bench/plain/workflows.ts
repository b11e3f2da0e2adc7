// A relationship as a plain Temporal workflow: an update handler that queues, one loop that takes event by event.
import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from "@temporalio/workflow";
import type { Activities } from "../../activities/index.ts";
import type { EffectRef, Entry, Envelope } from "../../machines/index.ts";
import {
  advance,
  answered,
  apply,
  faultOf,
  nextDue,
  open,
  type Reply,
  type State,
  whereIs,
} from "./ladder.ts";

type Hands = Record<string, (effect: EffectRef, at: string) => ReturnType<Activities["sendNotice"]>>;

const hands = proxyActivities<Hands>({
  startToCloseTimeout: "30s",
  retry: { initialInterval: "1s", backoffCoefficient: 2, maximumInterval: "1m", maximumAttempts: 10 },
});
const { record } = proxyLocalActivities<Pick<Activities, "record">>({
  startToCloseTimeout: "3s",
  localRetryThreshold: "500ms",
  retry: { initialInterval: "200ms", backoffCoefficient: 2, maximumInterval: "30s" },
});

const applyUpdate = defineUpdate<Reply, [Envelope]>("apply");
const statusQuery = defineQuery<{ state: string; rung: string; seq: number; outbox: readonly EffectRef[] }>(
  "status",
);

export type Input = { readonly opening: Envelope } | { readonly carried: State };

interface Item {
  readonly event: Envelope | null;
  readonly settles?: string;
  readonly reply?: (reply: Reply) => void;
}

export async function relationship(input: Input): Promise<void> {
  const { workflowId } = workflowInfo();
  const client = workflowId.slice(workflowId.indexOf("/") + 1);
  const queue: Item[] = [];
  let state: State | null = null;

  const validator = (event: Envelope) => {
    const fault = faultOf(event);
    if (fault !== null) throw ApplicationFailure.nonRetryable(fault, "Malformed");
  };
  setHandler(applyUpdate, (event) => new Promise<Reply>((reply) => queue.push({ event, reply })), {
    validator,
  });
  setHandler(statusQuery, () => {
    if (!state) throw new Error("not open yet");
    return { ...whereIs(state), seq: state.seq, outbox: state.outbox };
  });

  function start(effects: readonly EffectRef[]): void {
    for (const effect of effects) {
      const now = new Date().toISOString();
      hands[effect.type]?.(effect, now)
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
  function arm(s: State): void {
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
  function publish(s: State): void {
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
  async function commit(s: State, written: readonly { entry: Entry; effects: readonly EffectRef[] }[]) {
    if (written.length === 0) return;
    const standing = await record(written.map(({ entry }) => entry));
    // A task that was lost after it wrote: somebody has to look; the engine judges those entries again.
    if (standing.at(-1)?.hash !== written.at(-1)?.entry.hash)
      throw new Error(`the journal of ${client} has another entry ${standing[0]?.seq}`);
    publish(s);
    for (const { effects } of written) start(effects);
  }

  if ("carried" in input) {
    state = input.carried;
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
    if (workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
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
