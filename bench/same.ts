// The engine and the plain workflow are the same thing to their callers, or the bench compares nothing.
import { isDeepStrictEqual } from "node:util";
import type { Entry } from "../machines/index.ts";
import { Caller } from "./drive.ts";
import { type Peer, settled } from "./peer.ts";
import { ROUND } from "./script.ts";

interface SeenRound {
  readonly answers: readonly object[];
  readonly rows: readonly object[];
}

const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** A journal row without what differs from run to run (ids, times, hashes) and without the words of its findings. */
function comparable({ client, seq, type, outcome, actor, attested, from, to, effects, deadlines }: Entry) {
  const names = deadlines.map(({ name }) => name);
  const row = { seq, type, outcome, actor, attested, from, to, effects, deadlines: names };
  return JSON.parse(JSON.stringify(row), (_, value: unknown) =>
    typeof value !== "string" ? value : ISO.test(value) ? "time" : value.replace(client, "client"),
  );
}

/** @throws {Error} with the first place where the lists differ. */
function compare(what: string, one: readonly object[], other: readonly object[]): void {
  const at = Array.from({ length: Math.max(one.length, other.length) }, (_, n) => n).find(
    (n) => !isDeepStrictEqual(one[n], other[n]),
  );
  if (at !== undefined)
    throw new Error(`${what} ${at + 1}: ${JSON.stringify(one[at])} is not ${JSON.stringify(other[at])}`);
}

/** One relationship, one event after the other, each after the effects of the one before have come back. */
async function watch(peer: Peer, lines: number): Promise<SeenRound> {
  const caller = new Caller(await peer.open());
  const answers: object[] = [];
  for (let n = 0; n < lines; n++) {
    const { line, reply } = await caller.next();
    const { outcome, seq, state, rung, repeated } = reply;
    answers.push({ type: line.type, outcome, seq, state, rung, repeated });
    await settled(caller.relationship);
  }
  return { answers, rows: (await peer.journal(caller.relationship)).map(comparable) };
}

/**
 * Sends the script to both and compares every answer (outcome, number, state, rung) and every journal row (event,
 * outcome, states, effects with their parameters, clocks).
 * @returns how many answers and rows were the same.
 * @throws {Error} at the first difference.
 */
export async function assertSame(
  one: Peer,
  other: Peer,
  lines = ROUND,
): Promise<{ answers: number; rows: number }> {
  const [a, b] = await Promise.all([watch(one, lines), watch(other, lines)]);
  compare("answer", a.answers, b.answers);
  compare("journal row", a.rows, b.rows);
  return { answers: a.answers.length, rows: a.rows.length };
}
