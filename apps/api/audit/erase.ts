import { randomUUID } from "node:crypto";
import { ERASURE, type Erasure } from "../../../archive/erasures.ts";
import type { Archive } from "../../../archive/open.ts";
import { WHY_ERASED } from "../../../archive/vault.ts";
import type { Actor, Finding } from "../../../machines/index.ts";
import { mustBe } from "../actor.ts";
import type { door } from "../door.ts";
import { ProblemError } from "../problem.ts";
import type { EventAnswer, Pending } from "../schemas.ts";

/** An order to erase a client's personal data. */
export interface Order {
  /** Why. It outlives the client's own words, so it names nobody. */
  readonly reason: string;
  /** A UUID of the sender's. */
  readonly eventId?: string | undefined;
}

/** What came of an order: carried out, done before, or kept by the engine and not yet judged. */
export type Ordered = (Erasure & { readonly outcome: "erased"; readonly repeated?: true }) | Pending;

/** Carries an erasure out: the key first, then the proof of it, so that a repetition completes what broke off. */
async function carryOut(
  { vault, erasures }: Archive,
  erasure: Parameters<Archive["erasures"]["record"]>[0],
): Promise<Erasure> {
  await vault.erase(erasure.client);
  return erasures.record(erasure);
}

/** Carries out what was ordered and broke off. @returns how many there were. */
export async function finishErasures(archive: Archive): Promise<number> {
  const orders = await archive.erasures.ordered();
  for (const order of orders) await carryOut(archive, order);
  return orders.length;
}

/** True when the answer is that the relationship has ended. */
const hasEnded = (error: unknown): boolean => {
  const { findings = [] } = error instanceof ProblemError ? error.problem : {};
  return findings.length > 0 && findings.every(({ rule }) => rule === "R-LIF-0");
};

/**
 * Erases clients' personal data (R-LIF-19: not under a legal hold).
 * @param now the door's clock, as an ISO instant.
 */
export function eraser(archive: Archive, { apply }: ReturnType<typeof door>, now: () => string) {
  const { relationships, erasures, vault, journal } = archive;
  const mayOrder = (actor: Actor) => mustBe(["compliance", "legal"], actor, "order an erasure");

  /** Carries out what an entry of the journal orders. */
  async function carryOutEntry(client: string, seq: number): Promise<Erasure> {
    const [entry] = await journal.timeline(client, { afterSeq: seq - 1, limit: 1 });
    if (entry?.seq !== seq || entry.reason === undefined)
      throw new ProblemError("unavailable", `entry ${client}/${seq} is not in the archive yet; try again`);
    const { at, actor, reason } = entry;
    return carryOut(archive, { client, seq, at, actor, reason });
  }

  /** No law is left to be asked, so what it asks of an order is asked here. */
  async function afterTheEnd(
    client: string,
    actor: Actor,
    { reason, eventId }: Required<Order>,
    held: boolean,
  ): Promise<Erasure> {
    mayOrder(actor);
    if (held) {
      const finding: Finding = { rule: "R-LIF-19", says: "no legal hold stands", passed: false, read: {} };
      throw new ProblemError("refused", `the erasure is refused; this does not hold: ${finding.says}`, {
        findings: [finding],
      });
    }
    const why = await vault.put(client, WHY_ERASED, reason, `${eventId}/reason`);
    return carryOut(archive, { client, seq: null, at: now(), actor, reason: why });
  }

  /**
   * Orders an erasure by an event of the law and carries it out; where the relationship has ended, without one.
   * @throws {ProblemError} refused under a legal hold, of the wrong role, unknown, or out of reach.
   */
  async function erase(client: string, actor: Actor, order: Order): Promise<Ordered> {
    const row = await relationships.get(client);
    if (!row) throw new ProblemError("missing", `there is no client ${client}`);
    const before = await erasures.of(client);
    if (before) {
      mayOrder(actor);
      return { ...before, outcome: "erased", repeated: true };
    }
    const { reason, eventId = randomUUID() } = order;
    let answer: EventAnswer | Pending;
    try {
      answer = await apply(client, actor, { type: ERASURE, data: {}, reason, eventId });
    } catch (error) {
      if (!hasEnded(error)) throw error;
      return { ...(await afterTheEnd(client, actor, { reason, eventId }, row.hold)), outcome: "erased" };
    }
    if (answer.outcome === "recorded") return answer;
    return { ...(await carryOutEntry(client, answer.seq)), outcome: "erased" };
  }

  return { erase, carryOutEntry };
}
