// Decisions that hold only for what somebody has seen: where something else was recorded since, they are not taken.
import type { Archive } from "../archive/open.ts";
import { ProblemError } from "./problem.ts";
import type { EventAnswer, Pending } from "./said.ts";

/**
 * Takes events on the condition that a relationship stands where it was seen. Of two that come with one condition at
 * the same time, one is taken. What comes without a condition is judged by the machine alone, and may come between.
 */
export function unmoved({ journal, relationships }: Pick<Archive, "journal" | "relationships">) {
  /** By client, the last of those that wait, and the newest entry that one of them led to. */
  const lines = new Map<string, { tail: Promise<unknown>; seq: number; waiting: number }>();

  async function mustStand(client: string, seen: number, eventId: string | undefined, known: number) {
    const row = await relationships.get(client);
    const seq = Math.max(row?.seq ?? 0, known);
    if (!row || seq === seen) return;
    // The same event again is answered as before: it was itself what moved the relationship.
    if (eventId !== undefined && (await journal.recall(client, [eventId])).length > 0) return;
    const [last] = await journal.timeline(client, { afterSeq: seq - 1, limit: 1 });
    const by = last ? `: ${last.type} by ${last.actor.role}:${last.actor.id}` : "";
    throw new ProblemError(
      "moved",
      `${client} has changed since entry ${seen}; the last one is ${seq}${by}. Nothing was recorded`,
      { seq, state: row.state },
    );
  }

  /**
   * @param seen the entry that was the last one when it was decided; null: whatever it is
   * @throws {ProblemError} `moved` where it is not the last one any more
   */
  return async function whileUnmoved(
    client: string,
    seen: number | null,
    eventId: string | undefined,
    take: () => Promise<EventAnswer | Pending>,
  ): Promise<EventAnswer | Pending> {
    if (seen === null) return take();
    const line = lines.get(client) ?? { tail: Promise.resolve(), seq: 0, waiting: 0 };
    lines.set(client, line);
    line.waiting += 1;
    const turn = line.tail.then(async () => {
      await mustStand(client, seen, eventId, line.seq);
      const answer = await take();
      line.seq = Math.max(line.seq, answer.outcome === "accepted" ? answer.seq : 0);
      return answer;
    });
    line.tail = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      line.waiting -= 1;
      // What was answered stands in the archive a moment later: whoever waits next still has to know.
      if (line.waiting === 0) setTimeout(() => line.waiting === 0 && lines.delete(client), 10_000).unref();
    }
  };
}
