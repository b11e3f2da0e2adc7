import { iso } from "../clock.ts";
import { seqOf } from "../context/letters.ts";
import type { Context } from "../context.ts";
import type { Envelope, EventData, EventType } from "../events.ts";
import { check, type Finding } from "../findings.ts";

/** R-LIF-27: an event, and the data of the one that it is. */
type ClaimingEvent<T extends EventType> = { readonly event: Envelope; readonly data: () => EventData<T> };

type OnRecord<T extends EventType> = (context: Context, told: ClaimingEvent<T>) => Finding[];

/** What has happened does not lie ahead of its report. `rule`: the one that the date serves. */
const happened = (rule: string, what: string, { event }: { readonly event: Envelope }, at: () => string) =>
  check(
    rule,
    `${what} does not lie ahead of its report`,
    () => Date.parse(at()) <= Date.parse(event.receivedAt),
    {
      read: () => ({ at: iso(Date.parse(at())), receivedAt: event.receivedAt }),
    },
  );

/** An id that an event names is one that the relationship knows. */
const named = (rule: string, what: string, id: () => string, known: readonly string[]) =>
  check(rule, `${what} that is named is on record`, () => known.includes(id()), {
    read: () => ({ named: id(), onRecord: known.slice(-10) }),
  });

const decisionNamed: OnRecord<"call.made" | "letter.posted"> = (context, { data }) => [
  named(
    "R-LIF-27",
    "the decision",
    () => data().about,
    context.decisions.map(({ id }) => id),
  ),
];

/** Providers are on record once they were found to fit: nobody else was offered. */
const providerNamed: OnRecord<
  "consent.given" | "consent.revoked" | "provider.accepted" | "provider.refused" | "export.delivered"
> = (context, { data }) => [
  named("R-LIF-27", "the provider", () => data().providerId, context.handover?.matched ?? []),
];

const faultNamed =
  <T extends "fault.cured" | "compensation.decided">(rule: string): OnRecord<T> =>
  (context, { data }) => [named(rule, "the fault", () => data().faultId, Object.keys(context.faults))];

/** What each event claims, against what is on record. Payments, replies and leaving are taken whatever they claim. */
const claims: { readonly [T in EventType]?: OnRecord<T> } = {
  "incident.reported": (_, told) => [happened("R-LIF-1", "the incident", told, () => told.data().happenedAt)],
  "fault.opened": (_, told) => [happened("R-DEC-3", "the fault", told, () => told.data().at)],
  "fault.cured": (context, told) => [
    ...faultNamed("R-DEC-3")(context, told),
    happened("R-DEC-3", "the cure", told, () => told.data().at),
    check("R-DEC-3", "the fault was not cured before it began", () => {
      const { faultId, at } = told.data();
      return Date.parse(at) >= (context.faults[faultId]?.openedAt ?? 0);
    }),
  ],
  "compensation.decided": faultNamed("R-LIF-27"),
  "client.silent": (_, told) => [happened("R-LIF-6", "the silence", told, () => told.data().since)],
  "call.made": (context, told) => [
    ...decisionNamed(context, told),
    happened("R-LIF-27", "the call", told, () => told.data().calledAt),
  ],
  "letter.posted": decisionNamed,
  "delivery.checked": (context, told) => [
    check("R-LIF-27", "the effect that is named is on record", () => {
      const { effectId } = told.data();
      return effectId.startsWith(`${context.client}/`) && seqOf(effectId) < context.seq;
    }),
    happened("R-LIF-27", "the delivery", told, () => told.data().at),
  ],
  "consent.given": providerNamed,
  "consent.revoked": providerNamed,
  "provider.accepted": providerNamed,
  "provider.refused": providerNamed,
  "export.delivered": providerNamed,
  "obstacle.removed": (_, told) => [happened("R-LIF-27", "the evidence", told, () => told.data().evidenceAt)],
};

/** R-LIF-27: what an event names and dates, against the record; asked of every event before the chart is asked. */
export function onRecord(context: Context, event: Envelope): Finding[] {
  const claim = claims[event.type as EventType] as OnRecord<EventType> | undefined;
  return claim?.(context, { event, data: () => event.data as EventData<EventType> }) ?? [];
}
