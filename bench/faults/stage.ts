// What the classes share: a stage with an engine on it, and the end of every one of them.

import type { Say } from "../measure.ts";
import { event, opening } from "./calls.ts";
import { type Dice, dice } from "./dice.ts";
import { Ground } from "./ground.ts";
import { type Breach, judge, stuck } from "./judge.ts";
import { Ledger, type LedgerMessage } from "./ledger.ts";
import { each } from "./pool.ts";
import { quiet, settle } from "./quiet.ts";
import { fact } from "./sayings.ts";

export interface FaultBenchOptions {
  readonly seed: string;
  readonly quick: boolean;
  readonly say: Say;
}

/** What is counted. */
export interface FaultCounts {
  /** Messages sent, each time that one was. */
  sent: number;
  /** Those that got any answer. */
  answered: number;
  /** Answers 202: kept, and not yet judged. */
  kept: number;
  /** Answers 500. */
  failed: number;
  kills: number;
  /** Questions asked of running workflows and of the API. */
  queries: number;
  entries: number;
  runs: number;
  replayed: number;
  broken: number;
  orphans: number;
  falseAlarms: number;
}

export interface ClassOutcome {
  readonly name: string;
  readonly seconds: number;
  readonly counts: FaultCounts;
  /** Figures of the class's own, as lines. */
  readonly notes: readonly string[];
  readonly breaches: readonly Breach[];
  /** The state folder, and the database, where they were kept because something fell short. */
  readonly kept: string | null;
}

export interface FaultStage {
  readonly ground: Ground;
  readonly ledger: Ledger;
  readonly dice: Dice;
  readonly quick: boolean;
  readonly say: Say;
  readonly counts: FaultCounts;
  /** Whether something has fallen short already. */
  failing(): boolean;
  note(line: string): void;
  fail(...breaches: readonly Breach[]): void;
}

export interface InjectedFault {
  /** Hurts the engine that is up on the stage, and goes when it has. */
  hurt(stage: FaultStage): Promise<void>;
  /** What of the counts would show too little. */
  readonly least?: Partial<FaultCounts>;
}

/** How long a client may take to answer and to come to rest, ms: the cap on retries of the journal's activity is 5 s. */
export const REST_WITHIN = 120_000;

/** A notice whose activity was cut off is tried again after five minutes. */
const EFFECTS_WITHIN = 420_000;
const SOON = 10_000;

const AT_ONCE = 8;

/** Delivers all, some at a time. */
export const deliver = (stage: FaultStage, messages: readonly LedgerMessage[]) =>
  each(messages, AT_ONCE, (message) => stage.ledger.deliver(message));

/** Opens relationships by HTTP. @throws {Error} where one does not open: nothing was hurt yet. */
export async function open(stage: FaultStage, clients: readonly string[]): Promise<void> {
  const { ground, ledger, dice } = stage;
  const messages = clients.map((client) => opening(ground, ledger, client, dice.of(`open ${client}`)));
  const told = await deliver(stage, messages);
  const bad = told.find(({ fate }) => fate !== "recorded" && fate !== "kept");
  if (bad) throw new Error(`a relationship was not opened: ${"says" in bad ? bad.says : bad.fate}`);
}

/** Sends again what has no answer, and waits until nothing is under way. */
export async function rest(stage: FaultStage, clients: readonly string[]): Promise<void> {
  const { ground, ledger } = stage;
  const unanswered = await settle(ledger, REST_WITHIN);
  const restless = await quiet(ground, clients, REST_WITHIN);
  stage.fail(...stuck([...unanswered, ...restless]));
}

/** An engine that starts anew reads every history from its beginning: what is broken shows, once it has to go on. */
async function startAnew(stage: FaultStage, clients: readonly string[]): Promise<void> {
  const { ground, ledger, dice } = stage;
  stage.say("starting the engine anew; each client takes one more event");
  const code = await ground.down();
  if (code !== 0) stage.fail({ bar: "stuck", client: null, says: `tenure up ended with ${code}, not 0` });
  await ground.up();
  const messages = clients.map((client) => {
    const by = dice.of(`once more ${client}`);
    return event(ground, ledger, client, fact(by), by);
  });
  await deliver(stage, messages);
}

/** Waits for what activities are doing: seconds, and minutes where one was cut off, for which a quick bench has no time. */
async function effects(stage: FaultStage, clients: readonly string[]): Promise<void> {
  const { ground, quick, say } = stage;
  say("waiting for effects that are under way");
  // Where something has fallen short already, effects may never come to an end.
  const patient = !quick && !stage.failing();
  const limit = patient ? EFFECTS_WITHIN : SOON;
  const restless = await quiet(ground, clients, limit, { effectsToo: true });
  if (patient) stage.fail(...stuck(restless));
}

async function conclude(stage: FaultStage): Promise<void> {
  const { ground, ledger, counts, say } = stage;
  const clients = [...ledger.byClient().keys()].sort();
  say("waiting until nothing is under way");
  await rest(stage, clients);
  await startAnew(stage, clients);
  await rest(stage, clients);
  await effects(stage, clients);
  const { breaches, replayed, underWay, ...verdict } = await judge(ground, ledger, say);
  stage.fail(...breaches);
  Object.assign(counts, verdict, {
    runs: replayed.runs,
    replayed: replayed.runs - replayed.broken.length,
    broken: replayed.broken.length,
  });
  stage.note(`${replayed.runs} runs with ${replayed.events} events of history`);
  if (underWay > 0) stage.note(`${underWay} clients have effects under way still`);
  await ground.down();
}

function tooLittle(counts: FaultCounts, least: Partial<FaultCounts>): Breach[] {
  return Object.entries(least)
    .filter(([name, wanted]) => counts[name as keyof FaultCounts] < wanted)
    .map(([name, wanted]) => {
      const says = `${name}: ${counts[name as keyof FaultCounts]}, and not ${wanted} or more: this shows too little`;
      return { bar: "bench", client: null, says };
    });
}

const none = (): FaultCounts => ({
  sent: 0,
  answered: 0,
  kept: 0,
  failed: 0,
  kills: 0,
  queries: 0,
  entries: 0,
  runs: 0,
  replayed: 0,
  broken: 0,
  orphans: 0,
  falseAlarms: 0,
});

/** Plays one class from its beginning to its verdict. Never throws: what breaks off is a breach. */
export async function play(
  name: string,
  fault: InjectedFault,
  { seed, quick, say }: FaultBenchOptions,
): Promise<ClassOutcome> {
  const since = performance.now();
  const breaches: Breach[] = [];
  const notes: string[] = [];
  const counts = none();
  const ledger = new Ledger();
  let ground: Ground | null = null;
  try {
    ground = await Ground.make(say);
    await ground.up();
    say(`${name}: up on ${ground.home}`);
    const [bundle] = await ground.bundles();
    const stage: FaultStage = {
      ground,
      ledger,
      quick,
      say,
      counts,
      dice: dice(`${seed}/${name}`),
      failing: () => breaches.length > 0,
      note: (line) => notes.push(line),
      fail: (...more) => breaches.push(...more),
    };
    await fault.hurt(stage);
    await conclude(stage);
    if (!quick) stage.fail(...tooLittle(counts, fault.least ?? {}));
    if ((await ground.bundles()).some((other) => other !== bundle))
      notes.push("somebody edited the workflows meanwhile: this says nothing");
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    breaches.push({ bar: "bench", client: null, says });
  }
  const keep = breaches.length > 0;
  await ground?.close({ keep });
  const place = [ground?.home, ground?.database?.name].filter((part) => part !== undefined).join(", ");
  const { sendings: sent, answers: answered, kept, failed } = ledger;
  return {
    name,
    notes,
    breaches,
    seconds: (performance.now() - since) / 1_000,
    counts: { ...counts, sent, answered, kept, failed },
    kept: keep && place !== "" ? place : null,
  };
}
