// query-storm: busy clients, and questions to their workflows from outside all the time. A query that meets a workflow
// at work, or one that is out of the worker's cache, is what left histories that did not replay (docs/upstream).
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { policyInForce, readPolicies } from "../../services/policies.ts";
import { askers } from "./askers.ts";
import { event, signal, start, update } from "./calls.ts";
import type { LedgerMessage } from "./ledger.ts";
import { talker } from "./sayings.ts";
import { deliver, type FaultStage, type InjectedFault, open } from "./stage.ts";

/** Callers of a client at once. */
const CALLERS = [2, 4, 8, 24] as const;
/** A run of those that are started past the API takes so few updates, so that many runs come about. */
const UPDATES_PER_RUN = 5;
/** Callers past the API, of a client: the first ones are more than Temporal lets wait at a time. */
const RAW_CALLERS = [24, 6, 6, 6] as const;
const STORM = { full: 90_000, quick: 25_000 } as const;
/**
 * The engine is stopped so long, ms, one time after the other. After more than ten seconds Temporal takes the workflow
 * tasks away, so that their runs leave the cache, and the questions of that time come before the next tasks.
 */
const PAUSES = { full: [11_000, 2_000, 11_000, 4_000, 11_000], quick: [11_000] } as const;
/** The engine works at least so long before it is stopped, and up to twice as long, ms. */
const BETWEEN = 5_000;
/** After what got no answer, ms. */
const PAUSE = 100;

/** A client with callers, and how each of them sends. */
interface Busy {
  readonly client: string;
  readonly callers: number;
  readonly how: "api" | "raw";
}

/** Those that the API opens, and those that are started past it: of each number of callers, and raw ones. */
const busy = (prefix: "api" | "short"): Busy[] => [
  ...CALLERS.map((callers): Busy => ({ client: `${prefix}-${callers}`, callers, how: "api" })),
  ...RAW_CALLERS.map((callers, n): Busy => ({ client: `${prefix}-raw-${n}`, callers, how: "raw" })),
];

async function startAll({ ground, dice }: FaultStage, clients: readonly Busy[]): Promise<LedgerMessage[]> {
  const policies = await readPolicies(join(import.meta.dirname, "../../policies"));
  const policy = policyInForce(policies, Date.now());
  return clients.map(({ client }) =>
    start(ground, client, { policy, updatesPerRun: UPDATES_PER_RUN, by: dice.of(`start ${client}`) }),
  );
}

/** One caller: one message after the other until the time is over. Some are sent twice at once, as retries are. */
async function call({ ground, ledger, dice }: FaultStage, { client, how }: Busy, n: number, end: number) {
  const by = dice.of(`${client}/${n}`);
  const next = talker(by);
  const message = (): LedgerMessage => {
    if (how === "api") return event(ground, ledger, client, next(), by);
    const saying = { ...next() };
    // The words of a reason are in the vault, where only the API puts them.
    const raw = { type: saying.type, as: saying.as, data: saying.data };
    return (by.chance(0.3) ? signal : update)(ground, client, saying.reason ? SAID : raw, by);
  };
  while (Date.now() < end && ground.alive) {
    const one = message();
    const twice = how === "api" && by.chance(0.05);
    const told = await Promise.all((twice ? [one, one] : [one]).map((sent) => ledger.deliver(sent)));
    if (told.some(({ fate }) => fate === "none")) await sleep(PAUSE);
  }
}

async function pauses({ ground, quick, dice, say }: FaultStage): Promise<void> {
  const by = dice.of("pauses");
  for (const ms of quick ? PAUSES.quick : PAUSES.full) {
    await sleep(BETWEEN + by.below(BETWEEN));
    if (!ground.alive) return;
    say(`the engine stands still for ${ms / 1_000} s`);
    await ground.pause(ms);
  }
}

/** What a raw caller says in place of what needs a reason. */
const SAID = {
  type: "effort.logged",
  as: "ops:olga",
  data: { role: "ops", minutes: 3, kind: "service" },
} as const;

async function hurt(stage: FaultStage): Promise<void> {
  const { ground, quick, say, dice, counts } = stage;
  const [opened, started] = [busy("api"), busy("short")];
  const still = Array.from({ length: 20 }, (_, n) => `still-${n}`);
  await open(stage, [...opened.map(({ client }) => client), ...still]);
  await deliver(stage, await startAll(stage, started));

  const duration = quick ? STORM.quick : STORM.full;
  const all = [...opened, ...started];
  const callers = all.flatMap((one) => Array.from({ length: one.callers }, (_, n) => ({ one, n })));
  say(`${callers.length} callers of ${all.length} clients for ${duration / 1_000} s, and questions`);
  const asked = all.map(({ client }) => client);
  const stop = await askers(ground, asked, dice.of("askers"));
  const end = Date.now() + duration;
  await Promise.all([pauses(stage), ...callers.map(({ one, n }) => call(stage, one, n, end))]);
  const { sdk, ui, cli, api, fruitless, noUi } = await stop();
  counts.queries = sdk + ui + cli + api;
  stage.note(`questions: SDK ${sdk}, web UI ${ui}, CLI ${cli}, API ${api}`);
  for (const line of fruitless.slice(0, 4)) stage.note(`no result: ${line}`);
  if (noUi !== null) stage.note(`the web UI was not asked: ${noUi}`);
}

export const queryStorm: InjectedFault = { hurt, least: { runs: 50 } };
