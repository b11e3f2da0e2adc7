// One queue a client: many events go to a relationship in one update, one update at a time.
import { setTimeout as sleep } from "node:timers/promises";
import { MOST_AT_ONCE } from "../contracts/messages.ts";
import type { Envelope } from "../machines/index.ts";

/** What became of a flight: an answer for each event, in their order. */
export type Landed<A> = readonly (A | Again)[];

/** To be sent once more: another event of the flight was in the way, or the run that took it has ended. */
export interface Again {
  readonly again: true;
  /** Alone: it may be the one that is in the way. */
  readonly alone?: boolean;
}

interface QueuedEvent<A> {
  readonly event: Envelope;
  readonly characters: number;
  /** Until when somebody waits for the answer, ms since the epoch. */
  readonly until: number;
  readonly answer: (answer: A | null) => void;
  readonly fail: (error: unknown) => void;
  over: boolean;
  alone: boolean;
}

/** A pause before events go again, ms: what was in the way needs a moment. */
const PAUSE = 20;

const isAgain = (landed: unknown): landed is Again =>
  typeof landed === "object" && landed !== null && "again" in landed;

/** The next ones to fly together: within the bounds, and one that goes alone alone. */
function nextFlight<A>(line: readonly QueuedEvent<A>[]): QueuedEvent<A>[] {
  const flight: QueuedEvent<A>[] = [];
  let characters = 0;
  for (const waiting of line) {
    if (waiting.over) continue;
    characters += waiting.characters;
    const full = flight.length === MOST_AT_ONCE.events || characters > MOST_AT_ONCE.characters;
    if (flight.length > 0 && (full || waiting.alone || flight[0]?.alone)) break;
    flight.push(waiting);
  }
  return flight;
}

/**
 * Queues events by subject.
 * @param fly sends the events of one subject together and answers when all are answered or `until` has come: null in
 *   place of all where there is no answer. What it throws, each sender is told.
 * @param patience how long a sender waits, ms.
 */
export function queue<A>(
  fly: (subject: string, events: readonly Envelope[], until: number) => Promise<Landed<A> | null>,
  patience: number,
) {
  const lines = new Map<string, QueuedEvent<A>[]>();

  async function send(
    subject: string,
    line: QueuedEvent<A>[],
    flight: readonly QueuedEvent<A>[],
  ): Promise<void> {
    const events = flight.map(({ event }) => event);
    const until = Math.max(...flight.map((waiting) => waiting.until));
    let landed: Landed<A> | null;
    try {
      landed = await fly(subject, events, until);
    } catch (error) {
      for (const waiting of flight) waiting.fail(error);
      return;
    }
    if (landed === null) {
      for (const waiting of flight) waiting.answer(null);
      return;
    }
    let pause = false;
    for (const [n, waiting] of flight.entries()) {
      const answer = landed[n];
      if (!isAgain(answer)) {
        waiting.answer(answer ?? null);
        continue;
      }
      waiting.alone = answer.alone ?? false;
      pause = true;
    }
    if (pause) await sleep(PAUSE);
    line.splice(0, line.length, ...line.filter(({ over }) => !over));
  }

  async function work(subject: string, line: QueuedEvent<A>[]): Promise<void> {
    for (let flight = nextFlight(line); flight.length > 0; flight = nextFlight(line)) {
      await send(subject, line, flight);
      line.splice(0, line.length, ...line.filter(({ over }) => !over));
    }
    lines.delete(subject);
  }

  /**
   * Sends an event, together with others that wait.
   * @returns its answer, or null when there is none in time.
   */
  return (subject: string, event: Envelope): Promise<A | null> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => waiting.answer(null), patience);
      const end = <T>(settle: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(late);
          waiting.over = true;
          settle(value);
        };
      };
      const waiting: QueuedEvent<A> = {
        event,
        characters: JSON.stringify(event).length,
        until: Date.now() + patience,
        answer: end(resolve),
        fail: end(reject),
        over: false,
        alone: false,
      };
      const line = lines.get(subject);
      if (line) {
        line.push(waiting);
        return;
      }
      const first = [waiting];
      lines.set(subject, first);
      void work(subject, first);
    });
}
