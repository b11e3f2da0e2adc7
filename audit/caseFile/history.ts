// Reads entries out of a history as JSON, without Temporal's SDK: whoever opens a case file has none.
import type { Entry } from "../../machines/journal.ts";

interface Payload {
  readonly metadata?: { readonly encoding?: string };
  readonly data?: string;
}
interface WrittenPayloads {
  readonly payloads?: readonly Payload[];
}
interface Event {
  readonly eventId?: string;
  readonly activityTaskScheduledEventAttributes?: {
    readonly activityType?: { readonly name?: string };
    readonly input?: WrittenPayloads;
  };
  readonly activityTaskCompletedEventAttributes?: {
    readonly scheduledEventId?: string;
    readonly result?: WrittenPayloads;
  };
}

const PLAIN = Buffer.from("json/plain").toString("base64");
const NOTHING = Buffer.from("binary/null").toString("base64");

const isEntry = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && "seq" in value && "hash" in value && "prev" in value;

/**
 * The entries that a run knew to be in the journal: what its activity `record` was given, or what it, or `entriesAfter`,
 * found there.
 * @param history as {@link Runs} has it.
 * @returns them, how many results are encrypted, and how many are not what Temporal keeps.
 */
export function entriesIn(history: unknown): { recorded: Entry[]; unreadable: number; broken: number } {
  const recorded: Entry[] = [];
  let unreadable = 0;
  let broken = 0;
  const given = new Map<string, WrittenPayloads>();
  const { events } = history as { events?: unknown };

  /** The entries in payloads, or null where they hold none, as the answer "these" does. */
  function read({ payloads = [] }: WrittenPayloads): readonly Entry[] | null {
    const [payload] = payloads;
    if (!payload || payload.metadata?.encoding === NOTHING) return null;
    if (payload.metadata?.encoding !== PLAIN) {
      unreadable += 1;
      return [];
    }
    try {
      const value: unknown = JSON.parse(Buffer.from(payload.data ?? "", "base64").toString());
      return Array.isArray(value) ? value.filter(isEntry) : null;
    } catch {
      broken += 1;
      return [];
    }
  }

  for (const event of Array.isArray(events) ? (events as Event[]) : []) {
    const asked = event?.activityTaskScheduledEventAttributes;
    const done = event?.activityTaskCompletedEventAttributes;
    if (asked && ["record", "entriesAfter"].includes(asked.activityType?.name ?? ""))
      given.set(`${event.eventId}`, asked.input ?? {});
    const input = done && given.get(`${done.scheduledEventId}`);
    if (!input) continue;
    recorded.push(...(read(done.result ?? {}) ?? read(input) ?? []));
  }
  return { recorded, unreadable, broken };
}
