// R-FCT-1: tells a relationship what the facts about its client say.
import type { FactsOfClient } from "../../archive/facts/kept.ts";
import type { Archive } from "../../archive/open.ts";
import type { Lookout } from "../../archive/suggestions.ts";
import { calendarOf } from "../../insight/attention/calendar.ts";
import { type Circumstances, tellings } from "../../insight/attention/telling.ts";
import { ATTENTION } from "../../insight/dossier/invoices.ts";
import { type Envelope, type Instant, iso, parseEvent } from "../../machines/index.ts";

export interface TellerPorts {
  readonly archive: Pick<Archive, "receipts">;
  /** Sends an event to a client's relationship, through the engine's own queue. Null: none runs. */
  tell(client: string, event: Envelope): Promise<unknown>;
  /** Hears why a client could not be told something. */
  readonly failed?: ((client: string, why: unknown) => void) | undefined;
  /** Ms since the epoch. */
  readonly clock: () => Instant;
}

export function teller({ archive, tell, failed = () => {}, clock }: TellerPorts) {
  /**
   * Sends an event in the engine's own name, stamped once (R-LIF-0), with the client's day.
   * @throws {Error} where the relationship cannot be reached: the look is made again
   */
  async function send(
    { client, zone }: Pick<Lookout, "client" | "zone">,
    event: Pick<Envelope, "eventId" | "type" | "data">,
    at: Instant,
  ): Promise<void> {
    const own = { occurredAt: iso(at), receivedAt: iso(clock()) };
    const stamps = await archive.receipts.stamp(client, event.eventId, own);
    const day = calendarOf(zone).dayOf(Date.parse(stamps.receivedAt));
    const envelope = { ...event, ...stamps, actor: ATTENTION, door: "attention", day };
    try {
      parseEvent(envelope);
    } catch (error) {
      // What the machine cannot read would be refused each time: it keeps nothing else from being told.
      failed(client, error);
      return;
    }
    if ((await tell(client, envelope)) === null) throw new Error("no relationship runs that could be told");
  }

  return {
    send,

    /** Tells what is news. @returns how many events, and when time alone brings more (ISO instant, or null) */
    async tell(
      lookout: Lookout,
      facts: FactsOfClient,
      known: Pick<Circumstances, "entries" | "heardAt" | "contactSeconds">,
    ): Promise<{ told: number; next: string | null }> {
      const { client, zone } = lookout;
      const rung = lookout.rung ?? lookout.state;
      const { events, next } = tellings(facts, { ...known, client, zone, rung, now: clock() });
      for (const { at, ...event } of events) await send(lookout, event, at);
      return { told: events.length, next: next === null ? null : iso(next) };
    },
  };
}
