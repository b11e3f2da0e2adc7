import { ApplicationFailure } from "@temporalio/common";
import type { Archive } from "../../archive/open.ts";
import type { Untold, Valuation } from "../../archive/valuation/values.ts";
import { DAY, type Envelope, eventIdOf, iso, type Policy } from "../../machines/index.ts";

/** One page of clients who were told. `next`: the `after` of the page that follows, or null. */
export interface ToldPage {
  /** Events that relationships took. */
  readonly told: number;
  /** Clients whose relationship did not take theirs; the next run tells them again. */
  readonly failed: readonly string[];
  readonly next: string | null;
}

export interface ValuerPorts {
  readonly archive: Archive;
  /** The policy in force. */
  readonly policy: () => Policy;
  /** Sends an event to a client's relationship, through the engine's own queue. Null: none runs. */
  tell(client: string, event: Envelope): Promise<unknown>;
  /** Ms since the epoch. */
  readonly clock?: () => number;
}

const PAGE = 100;
/** Relationships that are told at the same time. */
const AT_ONCE = 10;

/** What a client hears of a version: nothing that ends anything (R-DEC-12). */
function eventsOf({ client, tier, segment }: Untold, day: string, receivedAt: string): Envelope[] {
  const common = {
    occurredAt: `${day}T00:00:00.000Z`,
    receivedAt,
    door: "engine",
    actor: { id: "engine", role: "system" as const },
  };
  const event = (
    type: "tier.assigned" | "segment.assigned",
    data: { readonly period: string },
  ): Envelope => ({
    ...common,
    type,
    data,
    eventId: eventIdOf(type, client, data.period),
  });
  return [
    ...(tier ? [event("tier.assigned", tier)] : []),
    ...(segment ? [event("segment.assigned", segment)] : []),
  ];
}

/** R-DEC-11, R-DEC-12, R-REP-1: values the portfolio, and tells relationships what is new. */
export function valuer({ archive, policy, tell, clock = Date.now }: ValuerPorts) {
  const dayOf = (t: number): string => iso(t).slice(0, 10);

  async function hear(untold: Untold, day: string): Promise<number> {
    const events = eventsOf(untold, day, iso(clock()));
    for (const event of events) {
      const stamps = await archive.receipts.stamp(untold.client, event.eventId, event);
      await tell(untold.client, { ...event, ...stamps });
    }
    return events.length;
  }

  return {
    /** Values all clients at the end of a day; by default of the day that has just ended (UTC). */
    async value(day = dayOf(clock() - DAY)): Promise<Valuation> {
      return archive.values.value(day, policy(), iso(clock()));
    },

    /**
     * Tells a page of relationships what is new to them. Of a day that is not the newest that was valued, or is longer
     * ago than yesterday, nobody is told anything: it is for looking back.
     * @throws {ApplicationFailure} `Relationships`, retryable, when none of the page could be told.
     */
    async tell(day: string, after = ""): Promise<ToldPage> {
      const newest = await archive.values.version();
      if (newest?.day !== day || day < dayOf(clock() - DAY)) return { told: 0, failed: [], next: null };
      const page = await archive.values.untold(day, policy().segments, after, PAGE);
      const failed: string[] = [];
      let told = 0;
      for (let n = 0; n < page.length; n += AT_ONCE) {
        const heard = page.slice(n, n + AT_ONCE).map((untold) =>
          hear(untold, day).catch(() => {
            failed.push(untold.client);
            return 0;
          }),
        );
        for (const events of await Promise.all(heard)) told += events;
      }
      if (page.length > 0 && failed.length === page.length)
        throw ApplicationFailure.retryable("no relationship takes events", "Relationships");
      return { told, failed: failed.sort(), next: page.length < PAGE ? null : (page.at(-1)?.client ?? null) };
    },
  };
}

export type Valuer = ReturnType<typeof valuer>;

/** The activities of the nightly valuation. */
export interface Valuing {
  valueClients(): Promise<Valuation>;
  tellValues(day: string, after: string): Promise<ToldPage>;
}

/** Registered with a worker, beside the other activities. */
export const valuing = (given: Valuer): Valuing => ({
  valueClients: () => given.value(),
  tellValues: (day, after) => given.tell(day, after),
});
