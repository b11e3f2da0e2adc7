import { randomUUID } from "node:crypto";
import { carryOutErasure } from "../archive/erasing.ts";
import { ERASURE, type Erasure } from "../archive/erasures.ts";
import type { Archive } from "../archive/open.ts";
import { WHY_ERASED } from "../archive/vault.ts";
import type { Actor, Finding } from "../machines/index.ts";
import { ProblemError } from "./problem.ts";
import type { EventAnswer, Pending } from "./said.ts";
import type { eventTaker } from "./takeEvent.ts";

/** An order to erase a client's personal data. */
export interface ErasureOrder {
  /** Why. It outlives the client's own words, so it names nobody. */
  readonly reason: string;
  /** A UUID of the sender's. */
  readonly eventId?: string | undefined;
}

/** What came of an order: carried out, done before, or kept by the engine and not yet judged. */
export type Ordered = (Erasure & { readonly outcome: "erased"; readonly repeated?: true }) | Pending;

/** True when the answer is that the relationship has ended. */
const hasEnded = (error: unknown): boolean => {
  const { findings = [] } = error instanceof ProblemError ? error.details : {};
  return findings.length > 0 && findings.every(({ rule }) => rule === "R-LIF-0");
};

/**
 * Erases clients' personal data (R-LIF-19: not under a legal hold).
 * @param now the engine's clock, as an ISO instant.
 */
export function eraser(archive: Archive, { apply }: ReturnType<typeof eventTaker>, now: () => string) {
  const { relationships, erasures, vault } = archive;

  /** No machine is left to be asked, so what it asks of an order is asked here. */
  async function afterTheEnd(
    client: string,
    actor: Actor,
    { reason, eventId }: Required<ErasureOrder>,
    held: boolean,
  ): Promise<Erasure> {
    if (held) {
      const finding: Finding = { rule: "R-LIF-19", says: "no legal hold stands", passed: false, read: {} };
      throw new ProblemError("refused", `the erasure is refused; this does not hold: ${finding.says}`, {
        findings: [finding],
      });
    }
    const why = await vault.put(client, WHY_ERASED, reason, `${eventId}/reason`);
    return carryOutErasure(archive, { client, seq: null, at: now(), actor, reason: why });
  }

  /**
   * Orders an erasure by an event, which has it carried out; where the relationship has ended, without one.
   * @throws {ProblemError} refused under a legal hold, of the wrong role, unknown, or out of reach.
   */
  return async function erase(client: string, actor: Actor, order: ErasureOrder): Promise<Ordered> {
    const row = await relationships.get(client);
    if (!row) throw new ProblemError("missing", `there is no client ${client}`);
    const before = await erasures.of(client);
    if (before) {
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
    // It was carried out as its entry was recorded, before the answer.
    const erasure = await erasures.of(client);
    if (!erasure) throw new ProblemError("unavailable", `${client} is not erased yet; try again`);
    return { ...erasure, outcome: "erased" };
  };
}
