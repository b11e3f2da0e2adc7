import type { Entry, EventData, EventType } from "../../machines/index.ts";

/** One event as the journal tells it. */
export interface RecordedEvent<T extends EventType> {
  readonly eventId: string;
  /** When it happened, and when it took effect: ISO instants. */
  readonly occurredAt: string;
  readonly at: string;
  /** `role:id` */
  readonly by: string;
  readonly data: EventData<T>;
}

/** What the machine recorded about a client: the accepted events of a type, in their order. */
export type RecordedEvents = <T extends EventType>(type: T) => readonly RecordedEvent<T>[];

/** @param until ISO instant: later entries are left out. */
export function recorded(journal: readonly Entry[], until: string): RecordedEvents {
  const end = Date.parse(until);
  const byType = Map.groupBy(
    journal.filter(({ outcome, at }) => outcome !== "refused" && Date.parse(at) <= end),
    ({ type }) => type,
  );
  return <T extends EventType>(type: T) =>
    (byType.get(type) ?? []).map(({ eventId, occurredAt, at, actor, data }) => ({
      eventId,
      occurredAt,
      at,
      by: `${actor.role}:${actor.id}`,
      data: data as EventData<T>,
    }));
}
