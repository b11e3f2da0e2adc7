import type { Archive } from "../../archive/open.ts";
import { DAY, iso } from "../../machines/index.ts";
import { knownZone } from "../../values/days.ts";
import type { Carrier, Dispatch, Postponed } from "../ports.ts";

/** What of the outbox may leave, and when. */
export interface OutgoingConfig {
  /** Nothing is sent at all: everything is captured. */
  readonly dryRun?: boolean;
  /** The only addresses and domains (`ann@example.org`, `example.org`) that get anything; absent: every one. */
  readonly allow?: readonly string[] | undefined;
  /** Not to be disturbed, by the client's clock, in minutes after midnight; null: never. */
  readonly quiet?: QuietHours | null;
  /** How many notices a client is sent in 24 hours; null: any number. */
  readonly perDay?: number | null;
  /** Ms since the epoch; default this machine's. */
  readonly clock?: () => number;
}

export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/** 21:00 to 08:00 (C). */
export const QUIET: QuietHours = { from: 21 * 60, to: 8 * 60 };
/** Notices a client and day (C). */
const PER_DAY = 4;

const MINUTE = 60_000;
const WHOLE_DAY = 24 * 60;

/** True for an address that is on the list, or whose domain is. */
export function allowed(address: string, list: readonly string[]): boolean {
  const plain = address.trim().toLowerCase();
  const domain = plain.slice(plain.lastIndexOf("@") + 1);
  return list.some((entry) => entry === plain || (plain.includes("@") && entry === domain));
}

/** Minutes after midnight on the clocks of a zone. */
function minutesIn(zone: string, at: number): number {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: knownZone(zone),
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return (parts.hour ?? 0) * 60 + (parts.minute ?? 0);
}

/** When quiet hours that last now end, ms since the epoch, or null. Where clocks change meanwhile, it is asked again. */
export function quietUntil({ from, to }: QuietHours, zone: string, now: number): number | null {
  const minute = minutesIn(zone, now);
  const quiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!quiet) return null;
  return Math.floor(now / MINUTE) * MINUTE + ((to - minute + WHOLE_DAY) % WHOLE_DAY) * MINUTE;
}

/**
 * Lets only out what may leave now. A letter to nowhere is refused. On a dry run, and for addresses that are not on the list, a notice stays in the
 * outbox, and the relationship goes on as if it had arrived; in quiet hours, and when a client had enough for a day,
 * it waits.
 */
export function outgoing(
  { dryRun = false, allow, quiet = QUIET, perDay = PER_DAY, clock = Date.now }: OutgoingConfig,
  { vault, outbox }: Pick<Archive, "vault" | "outbox">,
  carrier: Carrier,
): Carrier {
  const list = allow?.map((entry) => entry.trim().toLowerCase());

  async function wait({ id, client, zone }: Dispatch): Promise<Postponed | null> {
    const now = clock();
    const end = quiet && quietUntil(quiet, zone, now);
    if (end) return { status: "waiting", until: iso(end), cause: "quiet-hours" };
    if (perDay === null) return null;
    const sent = await outbox.sentSince(client, iso(now - DAY), id);
    const oldest = sent.at(-perDay);
    if (oldest === undefined) return null;
    return { status: "waiting", until: iso(Date.parse(oldest) + DAY), cause: "full-day" };
  }

  return {
    async prepare(dispatch) {
      // Whether letters are printed here or elsewhere: one without an address reaches nobody, and counts for nothing.
      if (dispatch.channel === "post" && (await vault.addressOf(dispatch.client, "post")) === null)
        return { status: "refused", cause: "no-address" };
      if (dryRun) return { status: "captured", cause: "dry-run" };
      if (list) {
        const address = await vault.addressOf(dispatch.client, dispatch.channel);
        if (address !== null && !allowed(address, list)) return { status: "captured", cause: "not-allowed" };
      }
      const ready = await carrier.prepare(dispatch);
      return ready.status === "ready" ? ((await wait(dispatch)) ?? ready) : ready;
    },
  };
}
