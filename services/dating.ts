// The client's own day at which an event comes in: what their dates are held against (R-LIF-27).
import { setTimeout as sleep } from "node:timers/promises";
import type { Archive } from "../archive/open.ts";
import type { Envelope } from "../machines/index.ts";
import { dayIn } from "../values/days.ts";

/** An archive that does not answer delays no event by more, ms: it goes without its day. */
const KNOWN_WITHIN = 2_000;

/** The day in a time zone at an instant, in UTC where nobody knows such a zone. */
export const dayAt = (zone: string, instant: string): string => dayIn(zone)(Date.parse(instant));

/** The time zone of a client; null where it is not to be learnt in time. */
export async function zoneOf(
  relationships: Pick<Archive["relationships"], "get">,
  client: string,
): Promise<string | null> {
  const over = new AbortController();
  const late = sleep(KNOWN_WITHIN, null, { signal: over.signal }).catch(() => null);
  try {
    const row = await Promise.race([relationships.get(client).catch(() => null), late]);
    return row?.zone ?? null;
  } finally {
    over.abort();
  }
}

/** Stamps events with the client's day at which they came in. Where somebody has looked for it already, it stays. */
export const dating =
  (relationships: Pick<Archive["relationships"], "get">) =>
  async (client: string, event: Envelope): Promise<Envelope> => {
    if ("day" in event) return event;
    const zone = await zoneOf(relationships, client);
    return zone === null ? event : { ...event, day: dayAt(zone, event.receivedAt) };
  };
