import type { Instant } from "../clock.ts";
import type { Context, Letter } from "../context.ts";
import type { Notice } from "../effects.ts";
import type { Envelope, EventData, EventType } from "../events.ts";
import { isPaused } from "./derived.ts";

/** The entry that asked for an effect: the middle part of client/seq/n. */
export function seqOf(effectId: string): number {
  return Number(effectId.split("/").at(-2));
}

/** The letter that a delivery report speaks of; null for a stale report, which moves nothing (R-LIF-20). */
export function letterOf(context: Context, report: { effectId: string; notice: string }): Letter | null {
  const seq = seqOf(report.effectId);
  return context.letters.find((letter) => letter.seq === seq && letter.notice === report.notice) ?? null;
}

/** What is known of a letter's last attempt. */
export interface DeliveryReport {
  readonly letter: Letter;
  readonly arrived: boolean;
  readonly at: Instant;
}

/**
 * R-LIF-20: what an event says of a letter, whoever says it: the recipient's server, or a person who looked. Null
 * for a stale report and for a check that nobody has to make; these move nothing.
 */
export function reportOf(context: Context, event: Envelope): DeliveryReport | null {
  switch (event.type as EventType) {
    case "notice.delivered": {
      const data = event.data as EventData<"notice.delivered">;
      const letter = letterOf(context, data);
      return letter && { letter, arrived: true, at: past(context, data.deliveredAt) };
    }
    case "notice.failed": {
      const letter = letterOf(context, event.data as EventData<"notice.failed">);
      return letter && { letter, arrived: false, at: context.at };
    }
    case "delivery.checked": {
      const { effectId, arrived, at } = event.data as EventData<"delivery.checked">;
      const letter = context.letters.find((each) => each.unknown === effectId);
      return letter ? { letter, arrived, at: past(context, at) } : null;
    }
    default:
      return null;
  }
}

/** A time that somebody states: nothing has reached the client later than now. */
export function past(context: Context, at: string): Instant {
  return Math.min(Date.parse(at), context.at);
}

/** Letters that tell of the past, or of what lasts beyond an ending. */
const LASTING: readonly Notice[] = ["N2", "N9", "N10", "N13"];

/** R-LIF-26: what remains of the letters when an intake ends that was no ending of a relationship. */
export const lastingLetters = ({ letters }: Context): readonly Letter[] =>
  letters.filter(({ notice }) => LASTING.includes(notice));

/** Offers and thanks: a client from whom we part gets none. */
const OFFERS: readonly Notice[] = ["N6", "N12", "N15"];

/**
 * R-LIF-26: whether what a letter tells of still holds. One whose warning, restriction, exit, pause or offer has fallen,
 * been lifted, cured or ended is not sent any more, nor again when it comes back.
 */
export function tellsTruth(context: Context, { notice, about, slots, endings }: Letter): boolean {
  const decision = context.decisions.find(({ id }) => id === about);
  if (!LASTING.includes(notice) && endings !== context.endings.length) return false;
  if (OFFERS.includes(notice) && context.farewell !== null) return false;
  switch (notice) {
    case "N4":
      return decision?.status === "pending" || decision?.status === "standing";
    case "N5":
      return decision?.status === "standing";
    case "N6":
      return slots.cause === "arrears"
        ? String(slots.invoice) in context.arrears
        : context.silentSince !== null;
    case "N7":
      return decision?.status === "standing" && context.farewell?.decisionId === about;
    case "N8":
      return !(["payment", "reply"].includes(String(slots.what)) && isPaused(context));
    case "N10":
      return context.approachedAt !== null;
    default:
      return true;
  }
}
