// Callers: each goes through the script with a relationship of its own, one event after the other; or many tell of one
// relationship at once. While they do, a reader asks where their relationships stand.
import { setTimeout as sleep } from "node:timers/promises";
import type { Envelope } from "../machines/index.ts";
import { type Cpu, type Peer, type PeerRelationship, type PeerReply, until } from "./peer.ts";
import { envelope, fact, ROUND, round, type ScriptLine } from "./script.ts";

/** An answered event. */
export interface ScriptAnswer {
  readonly line: ScriptLine;
  readonly reply: PeerReply;
  /** Milliseconds until the answer. */
  readonly took: number;
}

/** Sends one event of the script. @throws {Error} when it is answered otherwise than the script says. */
async function send(
  relationship: PeerRelationship,
  line: ScriptLine,
  event: Envelope,
): Promise<ScriptAnswer> {
  const since = performance.now();
  const reply = await relationship.apply(event);
  const took = performance.now() - since;
  if (reply.outcome !== line.outcome)
    throw new Error(`${line.type} was ${reply.outcome}, not ${line.outcome}: ${JSON.stringify(reply)}`);
  return { line, reply, took };
}

/** Goes through the script with one relationship, round after round. */
export class Caller {
  readonly relationship: PeerRelationship;
  /** Events that were admitted, the opening left out. */
  accepted = 0;
  /** Questions asked because a notice was not back when the script needed it. */
  asked = 0;
  /** Rounds begun. */
  rounds = 0;
  #lines: ScriptLine[] = [];
  #before: Envelope | null = null;

  constructor(relationship: PeerRelationship) {
    this.relationship = relationship;
  }

  /** Sends the next event. @throws {Error} when it is answered otherwise than the script says. */
  async next(): Promise<ScriptAnswer> {
    if (this.#lines.length === 0) {
      this.rounds += 1;
      this.#lines = round(this.rounds);
    }
    const line = this.#lines.shift() as ScriptLine;
    const event = envelope(line, this.#before);
    this.#before = event;
    const said = await send(this.relationship, line, event);
    const { reply } = said;
    if (reply.outcome === "accepted" && !line.again) this.accepted += 1;
    // Mostly the notice has long come back, and the answer says so.
    if (line.until !== null && reply.rung !== line.until)
      this.asked += await until(this.relationship, ({ rung }) => rung === line.until);
    return said;
  }

  async walk(lines: number): Promise<void> {
    for (let n = 0; n < lines; n++) await this.next();
  }
}

/** What the reader saw while others sent. */
export interface Looks {
  readonly looks: number;
  /** Those that were not answered. */
  readonly blind: number;
  /** Milliseconds. */
  readonly p50: number;
}

export interface DrivenLoad {
  /** Answered ones. */
  readonly events: number;
  /** Events that were not answered. */
  readonly lost: number;
  /** Events a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly asked: number;
  readonly read: Looks;
  /** CPU an event, ms. */
  readonly cpu: Cpu;
}

/** Between two questions of the reader, ms. */
const LOOK_EVERY = 100;

/**
 * Asks one relationship after the other where it stands, until it is told to stop; whether the last answer is there or
 * not, so that every contender is asked as often.
 */
function reader(relationships: () => readonly PeerRelationship[]): { stop(): Promise<Looks> } {
  const took: number[] = [];
  const looks: Promise<void>[] = [];
  async function look() {
    const all = relationships();
    const since = performance.now();
    const seen = await all[looks.length % all.length]?.status().catch(() => null);
    if (seen) took.push(performance.now() - since);
  }
  const clock = setInterval(() => looks.push(look()), LOOK_EVERY);
  return {
    async stop() {
      clearInterval(clock);
      await Promise.all(looks);
      return { looks: looks.length, blind: looks.length - took.length, p50: quantile(sorted(took), 0.5) };
    },
  };
}

/** One who sends: the next event's answer, in ms, or null when there was none. */
type Sender = () => Promise<number | null>;

/** Lets each send event after event for so long, ms. */
async function drive(
  peer: Peer,
  senders: readonly Sender[],
  relationships: () => readonly PeerRelationship[],
  duration: number,
): Promise<Omit<DrivenLoad, "asked">> {
  const took: number[] = [];
  let lost = 0;
  const before = await peer.cpu();
  const reading = reader(relationships);
  const since = performance.now();
  const end = since + duration;
  await Promise.all(
    senders.map(async (next) => {
      while (performance.now() < end) {
        const ms = await next();
        if (ms === null) lost += 1;
        else took.push(ms);
      }
    }),
  );
  const seconds = (performance.now() - since) / 1_000;
  const { worker, server } = await peer.cpu();
  const events = took.length;
  const latencies = sorted(took);
  return {
    events,
    lost,
    rate: events / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    read: await reading.stop(),
    cpu: { worker: (worker - before.worker) / events, server: (server - before.server) / events },
  };
}

/** A caller takes a new client when this one has been up and down the ladder so often. */
const ROUNDS_EACH = 8;

/** So many callers at once, spread evenly over the first quarter of the script. */
export class Crew {
  readonly peer: Peer;
  readonly callers: Caller[];

  private constructor(peer: Peer, callers: Caller[]) {
    this.peer = peer;
    this.callers = callers;
  }

  static async of(peer: Peer, size: number): Promise<Crew> {
    const places = Array.from({ length: size }, (_, n) => n);
    const callers = await Promise.all(
      places.map(async (n) => {
        const caller = new Caller(await peer.open());
        await caller.walk(Math.floor((n * ROUND) / 4 / size));
        return caller;
      }),
    );
    return new Crew(peer, callers);
  }

  /** Each sends event after event for so long, ms. */
  async work(duration: number): Promise<DrivenLoad> {
    const { peer, callers } = this;
    const askedBefore = sum(callers.map(({ asked }) => asked));
    const senders = callers.map((first, n): Sender => {
      let current = first;
      return async () => {
        if (current.rounds > ROUNDS_EACH) {
          current = new Caller(await peer.open());
          callers[n] = current;
        }
        return (await current.next()).took;
      };
    });
    const load = await drive(peer, senders, () => callers.map((c) => c.relationship), duration);
    return { ...load, asked: Math.max(0, sum(callers.map(({ asked }) => asked)) - askedBefore) };
  }
}

/** How long one of a crowd waits for an answer, ms: as long as the engine does. */
const PATIENCE = 5_000;

/** Many callers who tell of one client at once, each one fact after the other: what comes first does not matter. */
export class Crowd {
  readonly peer: Peer;
  readonly relationship: PeerRelationship;
  #told = 0;

  private constructor(peer: Peer, relationship: PeerRelationship) {
    this.peer = peer;
    this.relationship = relationship;
  }

  static async of(peer: Peer): Promise<Crowd> {
    return new Crowd(peer, await peer.open());
  }

  /** So many callers, for so long, ms. Here an event may go without an answer, where they are too many. */
  async work(callers: number, duration: number): Promise<DrivenLoad> {
    const next: Sender = async () => {
      this.#told += 1;
      const line = fact(this.#told);
      const answer = send(this.relationship, line, envelope(line, null)).then(({ took }) => took);
      return Promise.race([answer.catch(() => null), sleep(PATIENCE, null, { ref: false })]);
    };
    const senders = Array.from({ length: callers }, () => next);
    return { ...(await drive(this.peer, senders, () => [this.relationship], duration)), asked: 0 };
  }
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);

/** Of sorted numbers. */
function quantile(values: readonly number[], q: number): number {
  return values[Math.min(values.length - 1, Math.floor(q * values.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const all = sorted(values);
  const [low, high] = [all[Math.ceil(all.length / 2) - 1], all[Math.floor(all.length / 2)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
