import type { Entry, EventData, EventType } from "../../machines/index.ts";

/** One event as the journal tells it. */
export interface Told<T extends EventType> {
  readonly eventId: string;
  /** When it happened, and when it took effect: ISO instants. */
  readonly occurredAt: string;
  readonly at: string;
  /** `role:id` */
  readonly by: string;
  readonly data: EventData<T>;
}

/** What the machine recorded about a client: the accepted events of a type, in their order. */
export type Recorded = <T extends EventType>(type: T) => readonly Told<T>[];

/** @param until ISO instant: later entries are left out. */
export function recorded(journal: readonly Entry[], until: string): Recorded {
  const byType = new Map<string, Told<EventType>[]>();
  for (const { eventId, type, occurredAt, at, actor, data, outcome } of journal) {
    if (outcome === "refused" || Date.parse(at) > Date.parse(until)) continue;
    const told = { eventId, occurredAt, at, by: `${actor.role}:${actor.id}`, data: data as never };
    const known = byType.get(type);
    if (known) known.push(told);
    else byType.set(type, [told]);
  }
  return <T extends EventType>(type: T) => (byType.get(type) ?? []) as unknown as readonly Told<T>[];
}
