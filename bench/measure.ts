// The measures. Contenders take turns, so that whatever else the machine does meets all of them.
import { Caller, Crew, Crowd, type DrivenLoad, median, sum } from "./drive.ts";
import { type Peer, type PeerRelationship, settled } from "./peer.ts";
import { envelope, fact, ROUND } from "./script.ts";
import { type BenchServer, type TemporalPeer, temporalPeer } from "./temporal.ts";
import type { Took } from "./worker.ts";

export interface Plan {
  /** Callers at once. */
  readonly levels: readonly number[];
  /** The one of them at which the engine is also called through its API. */
  readonly api: number;
  /** Callers of one and the same client: few, and many. */
  readonly crowd: readonly [few: number, many: number];
  readonly rounds: number;
  /** Of a contender's turn, ms: short, and many of them, for what else the machine does changes from second to second. */
  readonly duration: number;
  /** Open ones, for the measure of memory. */
  readonly relationships: number;
  readonly replays: number;
  /** Events of the history that is replayed. */
  readonly history: number;
}

/** Takes one line of progress, meant for a person. */
export type Say = (line: string) => void;

/** What a contender did at one number of callers: one load a round. */
export interface Level {
  readonly callers: number;
  readonly loads: Readonly<Record<string, readonly DrivenLoad[]>>;
}

/** Callers that warm a contender up, each with one round of the script: engines run for weeks, not seconds. */
const WARMING = 8;

async function warmUp(peer: Peer): Promise<void> {
  const crew = await Crew.of(peer, WARMING);
  await Promise.all(crew.callers.map((caller) => caller.walk(ROUND)));
}

/** The contenders on Temporal, and the engine's API. */
export interface Contenders {
  readonly engine: TemporalPeer;
  readonly plain: TemporalPeer;
  readonly api: Peer;
  readonly restate: Peer | null;
}

/** The relationships that were driven, by contender: their histories have met questions. */
type Driven = Record<TemporalPeer["name"], PeerRelationship[]>;

/** Relationships of a level whose histories are replayed afterwards. */
const REPLAYED = 8;

/** Every contender at every number of callers. */
export async function measureLoads(
  { engine, plain, api, restate }: Contenders,
  plan: Plan,
  driven: Driven,
  say: Say,
): Promise<Level[]> {
  const levels: Level[] = [];
  const peers = [engine, plain, ...(restate ? [restate] : [])];
  for (const peer of peers) await warmUp(peer);
  for (const callers of plan.levels) {
    const crew: Crew[] = [];
    for (const peer of callers === plan.api ? [...peers, api] : peers)
      crew.push(await Crew.of(peer, callers));
    const loads: Record<string, DrivenLoad[]> = Object.fromEntries(crew.map(({ peer }) => [peer.name, []]));
    for (let round = 0; round < plan.rounds; round++) {
      // A B C, then C B A: nobody is always the first.
      for (const one of round % 2 === 0 ? crew : crew.toReversed())
        loads[one.peer.name]?.push(await one.work(plan.duration));
    }
    levels.push({ callers, loads });
    for (const one of crew) {
      const name = one.peer === plain ? "plain" : "engine";
      if (one.peer !== restate)
        driven[name].push(...one.callers.slice(0, REPLAYED).map(({ relationship }) => relationship));
    }
    say(`${callers} callers: ${rates(loads)}`);
  }
  return levels;
}

const rates = (loads: Level["loads"]) =>
  Object.entries(loads)
    .map(([name, all]) => `${name} ${median(all.map((l) => l.rate)).toFixed(0)}/s`)
    .join(", ");

/** Many callers of one client: the engine through its API, the plain workflow by its updates. */
export async function measureCrowd(
  { plain, api }: Contenders,
  { crowd, rounds, duration }: Plan,
  driven: Driven,
  say: Say,
): Promise<Level[]> {
  const levels = crowd.map((callers) => ({
    callers,
    loads: { api: [] as DrivenLoad[], plain: [] as DrivenLoad[] },
  }));
  const crowds = { api: await Crowd.of(api), plain: await Crowd.of(plain) };
  const turns = levels.flatMap((level) => (["api", "plain"] as const).map((name) => ({ name, level })));
  for (let round = 0; round < rounds; round++) {
    for (const { name, level } of round % 2 === 0 ? turns : turns.toReversed()) {
      level.loads[name].push(await crowds[name].work(level.callers, duration));
      // What was left without an answer is not to burden the next turn.
      await settled(crowds[name].relationship);
    }
  }
  driven.engine.push(crowds.api.relationship);
  driven.plain.push(crowds.plain.relationship);
  for (const { callers, loads } of levels) say(`${callers} callers of one client: ${rates(loads)}`);
  return levels;
}

/** Histories that were replayed after the load and the questions, and those that no longer can be. */
export interface ReplayCheck {
  readonly replayed: number;
  readonly faults: readonly string[];
}

/** Whether what has been asked under load still replays, once a worker has to. */
export async function measureSound(
  { engine, plain }: Contenders,
  driven: Driven,
  say: Say,
): Promise<Record<TemporalPeer["name"], ReplayCheck>> {
  const soundOf = async (peer: TemporalPeer) => {
    const faults = await peer.faults(driven[peer.name]);
    for (const fault of faults) say(`${peer.name}: ${fault}`);
    return { replayed: driven[peer.name].length, faults };
  };
  const both = { engine: await soundOf(engine), plain: await soundOf(plain) };
  const told = ({ replayed, faults }: ReplayCheck) => `${replayed - faults.length} of ${replayed}`;
  say(`histories that replay after the load: engine ${told(both.engine)}, plain ${told(both.plain)}`);
  return both;
}

export interface HistoryCounts {
  /** Events of workflow tasks: how many there are is chance, for results that come back together share one. */
  readonly tasks: number;
  /** All others: what came in, and what the workflow asked for. */
  readonly others: number;
  readonly accepted: number;
}

/** Rounds of the script that are counted: whole ones, so that both have been asked the same. */
const COUNTED = 3;

async function historyOf(peer: TemporalPeer): Promise<HistoryCounts> {
  const caller = new Caller(await peer.open());
  await caller.walk(COUNTED * ROUND);
  await settled(caller.relationship);
  return { ...(await peer.historyParts(caller.relationship)), accepted: caller.accepted };
}

/** History events that the same way through the script leaves. */
export async function measureHistory({
  engine,
  plain,
}: Contenders): Promise<Record<TemporalPeer["name"], HistoryCounts>> {
  return { engine: await historyOf(engine), plain: await historyOf(plain) };
}

async function loneOf(peer: TemporalPeer): Promise<number> {
  const relationship = await peer.open();
  const before = await peer.historyLength(relationship);
  await relationship.apply(envelope(fact(0), null));
  await settled(relationship);
  return (await peer.historyLength(relationship)) - before;
}

/** History events of one event that comes alone and moves nothing. */
export async function measureLone({
  engine,
  plain,
}: Contenders): Promise<Record<TemporalPeer["name"], number>> {
  return { engine: await loneOf(engine), plain: await loneOf(plain) };
}

export interface Replay {
  readonly events: number;
  readonly took: readonly Took[];
}

/** Cold replays of what the same long way through the script left, in turns. */
export async function measureReplay(
  { engine, plain }: Contenders,
  { history, replays }: Plan,
  say: Say,
): Promise<Record<TemporalPeer["name"], Replay>> {
  const begun = async (peer: TemporalPeer) => ({
    peer,
    caller: new Caller(await peer.open()),
    took: [] as Took[],
  });
  const both = await Promise.all([begun(engine), begun(plain)]);
  const shorter = async () =>
    Math.min(...(await Promise.all(both.map((one) => one.peer.historyLength(one.caller.relationship)))));
  while ((await shorter()) < history) await Promise.all(both.map(({ caller }) => caller.walk(10)));
  for (const { caller } of both) await settled(caller.relationship);
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
export interface MemoryUse {
  readonly heap: number;
  readonly rss: number;
}

/** Events that a relationship has seen when its memory is measured: up to the first warning. */
const LIVED = 6;
const AT_ONCE = 20;

async function memoryOf(name: TemporalPeer["name"], ground: BenchServer, count: number): Promise<MemoryUse> {
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
  ground: BenchServer,
  { relationships }: Plan,
  say: Say,
): Promise<Record<TemporalPeer["name"], MemoryUse>> {
  const engine = await memoryOf("engine", ground, relationships);
  const plain = await memoryOf("plain", ground, relationships);
  const kb = ({ heap }: MemoryUse) => `${(heap / 1_024).toFixed(0)} KB`;
  say(`memory of an open relationship: engine ${kb(engine)}, plain ${kb(plain)}`);
  return { engine, plain };
}

/** Median of the ratios of one contender's turns to the other's, turn by turn. */
export function ratio(level: Level, one: string, other: string, of: (load: DrivenLoad) => number): number {
  const [a, b] = [level.loads[one] ?? [], level.loads[other] ?? []];
  return median(a.map((load, n) => of(load) / of(b[n] as DrivenLoad)));
}

/** Events for each accepted one: with the tasks, and without. */
export const historyPerEvent = ({ tasks, others, accepted }: HistoryCounts) => ({
  all: (tasks + others) / accepted,
  others: others / accepted,
});
export const totalEvents = (levels: readonly Level[], name: string) =>
  sum(levels.flatMap(({ loads }) => loads[name] ?? []).map(({ events }) => events));
