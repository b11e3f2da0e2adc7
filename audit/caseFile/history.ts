// Reads entries out of a history as JSON, without Temporal's SDK: whoever opens a case file has none.
import type { Entry } from "../../machines/journal.ts";

interface Payload {
  readonly metadata?: { readonly encoding?: string };
  readonly data?: string;
}
interface Event {
  readonly markerRecordedEventAttributes?: {
    readonly markerName?: string;
    readonly details?: { readonly [key: string]: { readonly payloads?: readonly Payload[] } };
  };
}

const PLAIN = Buffer.from("json/plain").toString("base64");

const isEntry = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && "seq" in value && "hash" in value && "prev" in value;

/**
 * The entries that a run recorded: what its local activity `record` returned.
 * @param history as {@link Runs} has it.
 * @returns them, how many results are encrypted, and how many are not what Temporal keeps.
 */
export function entriesIn(history: unknown): { recorded: Entry[]; unreadable: number; broken: number } {
  const recorded: Entry[] = [];
  let unreadable = 0;
  let broken = 0;
  const { events } = history as { events?: unknown };
  for (const event of Array.isArray(events) ? (events as Event[]) : []) {
    const marker = event?.markerRecordedEventAttributes;
    if (marker?.markerName !== "core_local_activity") continue;
    for (const { metadata, data = "" } of marker.details?.result?.payloads ?? []) {
      if (metadata?.encoding !== PLAIN) {
        unreadable += 1;
        continue;
      }
      try {
        const value: unknown = JSON.parse(Buffer.from(data, "base64").toString());
        if (Array.isArray(value)) recorded.push(...value.filter(isEntry));
      } catch {
        broken += 1;
      }
    }
  }
  return { recorded, unreadable, broken };
}
