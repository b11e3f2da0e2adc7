import { ApplicationFailure } from "@temporalio/common";
import type { Attempt, Ended } from "../../archive/outbox.ts";
import type { NoticeStatus } from "../../archive/tables.ts";
import { DAY, iso } from "../../machines/index.ts";
import type { Carriage, Dispatch, Ports, Ready } from "../ports.ts";

/** How long a message that cannot be handed over is tried again, ms; then this channel has failed. */
const GIVE_UP = DAY;

/** The later one of two instants. */
export const later = (a: string, b: string): string => (Date.parse(a) >= Date.parse(b) ? a : b);
const now = (): string => iso(Date.now());

/** What an attempt came to that was made before; null: it may be made again. */
function standing({ outcome, cause, endedAt, at, idempotent }: Attempt): Carriage | null {
  switch (outcome) {
    case "postponed":
      return null;
    case null:
      return idempotent ? null : { status: "unknown", cause: "lost" };
    case "accepted":
      return { status: "accepted", at: endedAt ?? at };
    case "pending":
      return { status: "pending" };
    case "refused":
    case "unknown":
      return { status: outcome, cause: cause ?? "unknown" };
  }
}

const STATUS = {
  accepted: "sent",
  pending: "sent",
  refused: "failed",
  unknown: "unknown",
} as const satisfies Partial<Record<Carriage["status"], NoticeStatus>>;

/** Hands a message over. Throws, after this was written down, where it surely was not and trying again may help. */
async function handOver(
  ready: Ready,
  firstAt: string,
  postpone: (ended: Ended) => Promise<void>,
): Promise<Carriage> {
  try {
    return await ready.send();
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) return { status: "unknown", cause: "broken-off" };
    const cause = error.type ?? "failed";
    const at = now();
    if (error.nonRetryable || Date.parse(at) - Date.parse(firstAt) >= GIVE_UP)
      return { status: "refused", cause };
    await postpone({ outcome: "postponed", cause, at });
    throw error;
  }
}

/**
 * Hands what the outbox keeps to its carrier: at most once, by an attempt that is written down before it is made
 * (R-LIF-20). Where one was made and nobody knows what came of it, none is made again; a receiver that drops
 * repetitions is given it again.
 * @param at the relationship's clock (ISO instant).
 * @returns what became of it; a repetition is told the same.
 * @throws {ApplicationFailure} retryable: `Waiting`, or what the carrier threw.
 */
export async function carry(
  { archive: { outbox }, carrier }: Pick<Ports, "archive" | "carrier">,
  dispatch: Dispatch,
  at: string,
): Promise<Carriage> {
  const { id, notice } = dispatch;

  /** Writes down what the attempt n came to, before anybody is told. */
  async function conclude(n: number, carriage: Carriage): Promise<Carriage> {
    if (carriage.status === "captured") {
      await outbox.mark(id, "captured", at, carriage.cause ?? null);
      return carriage;
    }
    const cause = "cause" in carriage ? carriage.cause : null;
    const accepted = carriage.status === "accepted";
    const endedAt = accepted ? carriage.at : now();
    const moved = { status: STATUS[carriage.status], at: accepted ? later(endedAt, at) : at };
    await outbox.conclude(id, n, { outcome: carriage.status, cause, at: endedAt }, moved);
    return carriage;
  }
  const stands = (n: number, before: Carriage): Carriage | Promise<Carriage> =>
    before.status === "unknown" ? conclude(n, before) : before;

  const attempts = await outbox.attempts(id);
  const last = attempts.at(-1);
  const before = last && standing(last);
  if (last && before) return stands(last.n, before);

  const ready = await carrier.prepare(dispatch);
  if (ready.status === "waiting") {
    await outbox.mark(id, "waiting", at, ready.cause);
    throw ApplicationFailure.create({
      message: `${notice} waits until ${ready.until} (${ready.cause})`,
      type: "Waiting",
      nextRetryDelay: Math.max(1_000, Date.parse(ready.until) - Date.now()),
    });
  }
  if (ready.status !== "ready") return conclude(0, ready);

  const { message, idempotent } = ready;
  const { mine, attempt } = await outbox.begin(id, { at: now(), idempotent, message });
  const { n } = attempt;
  if (!mine) return stands(n, standing(attempt) ?? { status: "unknown", cause: "lost" });
  const firstAt = attempts[0]?.at ?? attempt.at;
  return conclude(n, await handOver(ready, firstAt, (ended) => outbox.conclude(id, n, ended, null)));
}
