// hot-client: many callers tell of one client at once; then as many clients have one caller each.
import { event } from "./calls.ts";
import type { Ledger } from "./ledger.ts";
import { fact } from "./sayings.ts";
import { type FaultStage, type InjectedFault, open, rest } from "./stage.ts";

const LEVELS = [8, 24, 32, 60] as const;
/** Callers whose rate is to be at least `FASTER` times the other's. */
const [FEW, MANY] = [8, 32] as const;
const FASTER = 2;
const SPREAD = 60;
const WINDOW = { full: 7_000, quick: 4_000 } as const;
const HOT = "hot";

interface HotLoad {
  readonly label: string;
  /** Answered events a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly kept: number;
  readonly failed: number;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Whose ids events have: the API's, or their senders', which the API writes down before it sends an event on. */
type Ids = "api" | "senders";

/** Each caller of the list sends one fact after the other, for so long. */
async function load(
  stage: FaultStage,
  label: string,
  clients: readonly string[],
  ids: Ids = "api",
): Promise<HotLoad> {
  const { ground, ledger, dice, quick } = stage;
  const before = statuses(ledger);
  const took: number[] = [];
  const since = performance.now();
  const end = since + (quick ? WINDOW.quick : WINDOW.full);
  await Promise.all(
    clients.map(async (client, n) => {
      const by = dice.of(`${label}/${n}`);
      while (performance.now() < end && ground.alive) {
        const sent = performance.now();
        const { fate } = await ledger.deliver(
          event(ground, ledger, client, fact(by), ids === "api" ? null : by),
        );
        if (fate === "recorded") took.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - since) / 1_000;
  const after = statuses(ledger);
  return {
    label,
    rate: took.length / seconds,
    p50: median(took),
    kept: after.kept - before.kept,
    failed: after.failed - before.failed,
  };
}

const statuses = ({ kept, failed }: Ledger) => ({ kept, failed });

/** One client, so many callers. */
async function crowd(stage: FaultStage, callers: number, time = "", ids: Ids = "api"): Promise<HotLoad> {
  const clients = Array.from({ length: callers }, () => HOT);
  return tell(stage, await load(stage, `1 client × ${callers}${time}`, clients, ids));
}

function tell(stage: FaultStage, one: HotLoad): HotLoad {
  const { label, rate, p50, kept, failed } = one;
  const line = `${label}: ${rate.toFixed(1)} events/s, p50 ${p50.toFixed(0)} ms, 202 ${kept}, 500 ${failed}`;
  stage.say(line);
  stage.note(line);
  return one;
}

/** Many callers are faster than few, by so much. On a busy machine a window may go wrong: both are asked once more. */
async function compare(
  stage: FaultStage,
  few: HotLoad | undefined,
  many: HotLoad | undefined,
): Promise<void> {
  let ratio = (many?.rate ?? 0) / (few?.rate ?? Number.NaN);
  if (!(ratio >= FASTER)) {
    const again = await crowd(stage, FEW, ", again");
    ratio = (await crowd(stage, MANY, ", again")).rate / again.rate;
  }
  const line = `${MANY} callers beside ${FEW}: ${ratio.toFixed(2)} times the rate`;
  stage.note(line);
  if (!(ratio >= FASTER))
    stage.fail({ bar: "speed", client: HOT, says: `${line}, and not ${FASTER} times or more` });
}

async function hurt(stage: FaultStage): Promise<void> {
  const others = Array.from({ length: SPREAD }, (_, n) => `one-${n}`);
  await open(stage, [HOT, ...others]);
  // The first seconds of a process are slower than all that follow.
  await load(stage, "warming up", [HOT, HOT, HOT, HOT]);
  const loads = new Map<number, HotLoad>();
  for (const callers of LEVELS) {
    loads.set(callers, await crowd(stage, callers));
    await rest(stage, [HOT]);
  }
  await compare(stage, loads.get(FEW), loads.get(MANY));
  for (const callers of [FEW, MANY]) await crowd(stage, callers, ", ids of the senders", "senders");
  tell(stage, await load(stage, `${SPREAD} clients × 1`, others));
  if (stage.ledger.failed > 0)
    stage.fail({ bar: "speed", client: null, says: `${stage.ledger.failed} answers were 500` });
}

export const hotClient: InjectedFault = { hurt };
