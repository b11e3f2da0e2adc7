// Callers: each goes through the script with a relationship of its own, one event after the other.
import type { Envelope } from "../machines/index.ts";
import { type Cpu, type Peer, type Relationship, type Reply, until } from "./peer.ts";
import { envelope, type Line, ROUND, round } from "./script.ts";

/** An answered event. */
export interface Said {
  readonly line: Line;
  readonly reply: Reply;
  /** Milliseconds until the answer. */
  readonly took: number;
}

/** Goes through the script with one relationship, round after round. */
export class Caller {
  readonly relationship: Relationship;
  /** Events that were admitted, the opening left out. */
  accepted = 0;
  /** Status queries because a notice was not back when the script needed it. */
  asked = 0;
  /** Rounds begun. */
  rounds = 0;
  #lines: Line[] = [];
  #before: Envelope | null = null;

  constructor(relationship: Relationship) {
    this.relationship = relationship;
  }

  /** Sends the next event. @throws {Error} when it is answered otherwise than the script says. */
  async next(): Promise<Said> {
    if (this.#lines.length === 0) {
      this.rounds += 1;
      this.#lines = round(this.rounds);
    }
    const line = this.#lines.shift() as Line;
    const event = envelope(line, this.#before);
    this.#before = event;
    const since = performance.now();
    const reply = await this.relationship.apply(event);
    const took = performance.now() - since;
    if (reply.outcome !== line.outcome)
      throw new Error(`${line.type} was ${reply.outcome}, not ${line.outcome}: ${JSON.stringify(reply)}`);
    if (reply.outcome === "accepted" && !line.again) this.accepted += 1;
    // Mostly the notice has long come back, and the answer says so.
    if (line.until !== null && reply.rung !== line.until)
      this.asked += await until(this.relationship, ({ rung }) => rung === line.until);
    return { line, reply, took };
  }

  async walk(lines: number): Promise<void> {
    for (let n = 0; n < lines; n++) await this.next();
  }
}

export interface Load {
  readonly events: number;
  /** Events a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly asked: number;
  /** CPU an event, ms. */
  readonly cpu: Cpu;
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
  async work(duration: number): Promise<Load> {
    const { peer, callers } = this;
    const latencies: number[] = [];
    const before = await peer.cpu();
    const askedBefore = sum(callers.map(({ asked }) => asked));
    const since = performance.now();
    const end = since + duration;
    await Promise.all(
      callers.map(async (caller, n) => {
        let current = caller;
        while (performance.now() < end) {
          latencies.push((await current.next()).took);
          if (current.rounds <= ROUNDS_EACH) continue;
          current = new Caller(await peer.open());
          callers[n] = current;
        }
      }),
    );
    const seconds = (performance.now() - since) / 1_000;
    const { worker, server } = await peer.cpu();
    latencies.sort((a, b) => a - b);
    const events = latencies.length;
    return {
      events,
      rate: events / seconds,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      asked: Math.max(0, sum(callers.map(({ asked }) => asked)) - askedBefore),
      cpu: { worker: (worker - before.worker) / events, server: (server - before.server) / events },
    };
  }
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Of sorted numbers. */
function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
