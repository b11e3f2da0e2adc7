import type { Instant } from "../clock.ts";
import type { Context, Letter } from "../context.ts";
import type { Envelope, EventData, EventType } from "../events.ts";

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
export interface Report {
  readonly letter: Letter;
  readonly arrived: boolean;
  readonly at: Instant;
}

/**
 * R-LIF-20: what an event says of a letter, whoever says it: the recipient's server, or a person who looked. Null
 * for a stale report and for a check that nobody has to make; these move nothing.
 */
export function reportOf(context: Context, event: Envelope): Report | null {
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
