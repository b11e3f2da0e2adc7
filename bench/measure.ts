// The measures. Contenders take turns, so that whatever else the machine does meets all of them.
import { Caller, Crew, type Load, median, sum } from "./drive.ts";
import type { Peer } from "./peer.ts";
import { settled } from "./peer.ts";
import { ROUND } from "./script.ts";
import { type Ground, type TemporalPeer, temporalPeer } from "./temporal.ts";
import type { Took } from "./worker.ts";

export interface Plan {
  /** Callers at once. */
  readonly levels: readonly number[];
  readonly rounds: number;
  /** Of a contender's turn, ms. */
  readonly duration: number;
  /** Open ones, for the measure of memory. */
  readonly relationships: number;
  readonly replays: number;
  /** Events of the history that is replayed. */
  readonly history: number;
}

type Say = (line: string) => void;

/** What a contender did at one number of callers: one load a round. */
export interface Level {
  readonly callers: number;
  readonly loads: Readonly<Record<string, readonly Load[]>>;
}

/** Callers that warm a contender up, each with one round of the script: engines run for weeks, not seconds. */
const WARMING = 8;

async function warmUp(peer: Peer): Promise<void> {
  const crew = await Crew.of(peer, WARMING);
  await Promise.all(crew.callers.map((caller) => caller.walk(ROUND)));
}

/** Every contender at every number of callers. */
export async function measureLoads(peers: readonly Peer[], plan: Plan, say: Say): Promise<Level[]> {
  const levels: Level[] = [];
  for (const peer of peers) await warmUp(peer);
  for (const callers of plan.levels) {
    const crew: Crew[] = [];
    for (const peer of peers) crew.push(await Crew.of(peer, callers));
    const loads: Record<string, Load[]> = Object.fromEntries(peers.map(({ name }) => [name, []]));
    for (let round = 0; round < plan.rounds; round++) {
      // A B C, then C B A: nobody is always the first.
      for (const one of round % 2 === 0 ? crew : crew.toReversed())
        loads[one.peer.name]?.push(await one.work(plan.duration));
    }
    levels.push({ callers, loads });
    const rates = Object.entries(loads).map(
      ([name, all]) => `${name} ${median(all.map((l) => l.rate)).toFixed(0)}/s`,
    );
    say(`${callers} callers: ${rates.join(", ")}`);
  }
  return levels;
}

export interface History {
  /** Events of workflow tasks: how many there are is chance, for results that come back together share one. */
  readonly tasks: number;
  /** All others: what came in, and what the workflow asked for. */
  readonly others: number;
  readonly accepted: number;
}

/** Rounds of the script that are counted: whole ones, so that both have been asked the same. */
const COUNTED = 3;

async function historyOf(peer: TemporalPeer): Promise<History> {
  const caller = new Caller(await peer.open());
  await caller.walk(COUNTED * ROUND);
  await settled(caller.relationship);
  return { ...(await peer.historyParts(caller.relationship)), accepted: caller.accepted };
}

/** History events that the same way through the script leaves. */
export async function measureHistory(
  engine: TemporalPeer,
  plain: TemporalPeer,
): Promise<Record<TemporalPeer["name"], History>> {
  return { engine: await historyOf(engine), plain: await historyOf(plain) };
}

export interface Replay {
  readonly events: number;
  readonly took: readonly Took[];
}

/** Cold replays of a long history, in turns. */
export async function measureReplay(
  engine: TemporalPeer,
  plain: TemporalPeer,
  { history, replays }: Plan,
  say: Say,
): Promise<Record<TemporalPeer["name"], Replay>> {
  const grown = async (peer: TemporalPeer) => {
    const caller = new Caller(await peer.open());
    while ((await peer.historyLength(caller.relationship)) < history) await caller.walk(10);
    await settled(caller.relationship);
    return { peer, caller, took: [] as Took[] };
  };
  const both = await Promise.all([grown(engine), grown(plain)]);
  for (let n = 0; n < replays; n++) {
    for (const { peer, caller, took } of n % 2 === 0 ? both : both.toReversed())
      took.push(...(await peer.replay(caller.relationship, 2)));
  }
  const [a, b] = await Promise.all(
    both.map(async ({ peer, caller, took }) => ({
      events: await peer.historyLength(caller.relationship),
      took,
    })),
  );
  if (!a || !b) throw new Error("nothing was replayed");
  const ms = ({ took }: Replay) => median(took.map(({ wall }) => wall)).toFixed(0);
  say(`replay of ${a.events} and ${b.events} history events: engine ${ms(a)} ms, plain ${ms(b)} ms`);
  return { engine: a, plain: b };
}

/** Bytes an open relationship. */
export interface Memory {
  readonly heap: number;
  readonly rss: number;
}

/** Events that a relationship has seen when its memory is measured: up to the first warning. */
const LIVED = 6;
const AT_ONCE = 20;

async function memoryOf(name: TemporalPeer["name"], ground: Ground, count: number): Promise<Memory> {
  const peer = await temporalPeer(name, ground, true);
  try {
    const more = async (total: number) => {
      for (let done = 0; done < total; done += AT_ONCE)
        await Promise.all(
          Array.from({ length: Math.min(AT_ONCE, total - done) }, async () => {
            const caller = new Caller(await peer.open());
            await caller.walk(LIVED);
            await settled(caller.relationship);
          }),
        );
    };
    // The first ones pay for what all share.
    await more(AT_ONCE);
    const before = await peer.memory();
    await more(count);
    const after = await peer.memory();
    return { heap: (after.heap - before.heap) / count, rss: (after.rss - before.rss) / count };
  } finally {
    await peer.stop();
  }
}

/** Memory of open relationships, each contender in a new process that has nothing else. */
export async function measureMemory(
  ground: Ground,
  { relationships }: Plan,
  say: Say,
): Promise<Record<TemporalPeer["name"], Memory>> {
  const engine = await memoryOf("engine", ground, relationships);
  const plain = await memoryOf("plain", ground, relationships);
  const kb = ({ heap }: Memory) => `${(heap / 1_024).toFixed(0)} KB`;
  say(`memory of an open relationship: engine ${kb(engine)}, plain ${kb(plain)}`);
  return { engine, plain };
}

/** Median of the ratios of one contender's turns to the other's, turn by turn. */
export function ratio(level: Level, one: string, other: string, of: (load: Load) => number): number {
  const [a, b] = [level.loads[one] ?? [], level.loads[other] ?? []];
  return median(a.map((load, n) => of(load) / of(b[n] as Load)));
}

/** Events for each accepted one: with the tasks, and without. */
export const historyPerEvent = ({ tasks, others, accepted }: History) => ({
  all: (tasks + others) / accepted,
  others: others / accepted,
});
export const totalEvents = (levels: readonly Level[], name: string) =>
  sum(levels.flatMap(({ loads }) => loads[name] ?? []).map(({ events }) => events));
