// The facts and the journal, put together: what a dossier is made of, as it was known at a moment.

import type { FactRow, FactsOfClient } from "../../archive/facts/kept.ts";
import { type Entry, historyOf, type Policy, type Role } from "../../machines/index.ts";
import { type Day, dayIn, isDay, monthName, monthOf } from "../../values/days.ts";
import type { Minor } from "../../values/money.ts";
import { type RecordedEvents, recorded } from "./recorded.ts";

/** What a dossier is compiled from. */
export interface DossierInput {
  readonly client: string;
  readonly facts: FactsOfClient;
  /** By what is wanted: how many other clients want it (R-DEC-5). */
  readonly others: Readonly<Record<string, number>>;
  /** The entries of the relationship's journal. */
  readonly journal: readonly Entry[];
  readonly policy: Policy;
  /** ISO instant: nothing later is taken in. */
  readonly at: string;
  /** The client's time zone. */
  readonly zone: string;
  /** ISO 4217: the relationship's. */
  readonly currency: string;
  /** Since when there is a contract: ISO instant. */
  readonly signedAt?: string | null | undefined;
  /** As valued last, on a day: what clients like this one bring over the horizon of their cohort, and its first day. */
  readonly value?: { readonly day: Day; readonly since: Day; readonly expected: Minor } | null | undefined;
}

/** Working time on the client, signalled or imported. */
export interface WorkingTime {
  readonly role: Role;
  readonly minutes: number;
  readonly kind: "service" | "development" | "shipping" | "precontract";
  readonly day: Day;
}

/** What was given in, signalled or imported. */
export interface Concession {
  readonly on: Day;
  readonly cost: Minor;
  readonly underThreat: boolean;
  readonly demand: string | null;
  readonly currency: string;
  readonly textRef: string | null;
}

/** A fault of ours, signalled or imported. `compensated`: what was decided on, in minor units. */
export interface FaultOfOurs {
  readonly id: string;
  readonly opened: string;
  readonly cured: string | null;
  readonly loss: boolean;
  readonly compensated: Minor | null;
  /** The incidents that it explains. */
  readonly explains: readonly string[];
  readonly textRef: string | null;
}

/** All that is known at the moment of a dossier. */
export interface DossierBasis {
  readonly given: DossierInput;
  readonly day: Day;
  readonly facts: FactsOfClient;
  readonly told: RecordedEvents;
  readonly effort: readonly WorkingTime[];
  readonly concessions: readonly Concession[];
  readonly faults: readonly FaultOfOurs[];
  /** When the relationship began anew last, by a return or a win-back: what was before is history, and no ground. */
  readonly anew: Anew;
}

/** An instant, and the client's day that it was; both before everything where nothing began anew. */
export interface Anew {
  readonly at: string;
  readonly day: Day;
}

/** The demands and threats of a relationship that began anew, and no older ones. */
export const sinceAnew = <Row extends { readonly at: string }>(rows: readonly Row[], { at }: Anew): Row[] =>
  rows.filter((row) => row.at >= at);

/** Facts as they were at a moment: what came later is left out, what ended later had not ended. */
function factsAt(facts: FactsOfClient, at: string, day: Day): FactsOfClient {
  const byNow = (instant: string) => instant <= at;
  const byToday = (date: string) => date <= day;
  return {
    interactions: facts.interactions.filter((row) => byNow(row.at)),
    hours: facts.hours.filter((row) => byToday(row.day)),
    purchases: facts.purchases.filter((row) => byToday(row.on)),
    payments: facts.payments
      .map((row) =>
        row.paid !== null && !byToday(row.paid) ? { ...row, paid: null, owed: row.amount } : row,
      )
      .filter((row) => row.paid !== null || byToday(row.due)),
    concessions: facts.concessions.filter((row) => byToday(row.on)),
    discounts: facts.discounts.filter((row) => byToday(row.on)),
    faults: facts.faults
      .filter((row) => byNow(row.opened))
      .map((row) => (row.cured !== null && !byNow(row.cured) ? { ...row, cured: null } : row)),
    meetings: facts.meetings.filter((row) => byNow(row.at)),
    agreements: facts.agreements.filter((row) => byToday(row.on)),
    coupons: facts.coupons.filter((row) => byToday(row.on)),
    scores: facts.scores.filter((row) => row.period <= day.slice(0, 7)),
    reviews: facts.reviews.filter((row) => byNow(row.at)),
    demands: facts.demands.filter((row) => byNow(row.at)),
    threats: facts.threats.filter((row) => byNow(row.at)),
  };
}

/** What was signalled and imported under one id is one. */
function unless<Row extends { readonly id: string | null }>(rows: readonly Row[]) {
  const ids = new Set(rows.map(({ id }) => id));
  return (id: string) => !ids.has(id);
}

function effortOf(
  hours: readonly FactRow<"hours">[],
  told: RecordedEvents,
  dayOf: (t: number) => Day,
): WorkingTime[] {
  const isNew = unless(hours);
  return [
    ...hours.map(({ role, minutes, kind, day }) => ({ role, minutes, kind, day })),
    ...told("effort.logged").flatMap(({ eventId, occurredAt, data }) =>
      isNew(eventId) ? [{ ...data, day: dayOf(Date.parse(occurredAt)) }] : [],
    ),
  ];
}

function concessionsOf(
  rows: readonly FactRow<"concessions">[],
  told: RecordedEvents,
  currency: string,
  dayOf: (t: number) => Day,
): Concession[] {
  const isNew = unless(rows);
  return [
    ...rows.map(({ id: _, ...row }) => row),
    ...told("concession.granted").flatMap(({ eventId, occurredAt, data }) =>
      isNew(eventId)
        ? [
            {
              on: dayOf(Date.parse(occurredAt)),
              cost: data.cost,
              underThreat: data.underThreat,
              demand: null,
              currency,
              textRef: null,
            },
          ]
        : [],
    ),
  ];
}

/** By id; what either side knows of a fault counts, and the earlier time where both tell one. */
function faultsOf(rows: readonly FactRow<"faults">[], told: RecordedEvents): FaultOfOurs[] {
  const decided = new Map(told("compensation.decided").map(({ data }) => [data.faultId, data.amount]));
  const explained = told("incident.confirmed").filter(({ data }) => data.explainedBy !== null);
  const cured = new Map(told("fault.cured").map(({ data }) => [data.faultId, instant(data.at)]));
  const opened = new Map<string, { opened: string; loss: boolean; textRef: string | null }>();
  for (const { data } of told("fault.opened"))
    if (!opened.has(data.faultId))
      opened.set(data.faultId, {
        opened: instant(data.at),
        loss: data.loss,
        textRef: data.whatRef ?? null,
      });
  const imported = new Map(rows.map((row) => [row.id, row]));
  return [...new Set([...opened.keys(), ...imported.keys()])].sort().map((id) => {
    const signalled = opened.get(id);
    const row = imported.get(id);
    return {
      id,
      opened: earliest(signalled?.opened, row?.opened) ?? "",
      cured: earliest(cured.get(id), row?.cured),
      loss: signalled?.loss === true || (row?.loss ?? 0) > 0,
      compensated: decided.get(id) ?? null,
      explains: explained.flatMap(({ data }) => (data.explainedBy === id ? [data.incidentId] : [])),
      textRef: row?.textRef ?? signalled?.textRef ?? null,
    };
  });
}

const instant = (text: string): string => new Date(text).toISOString();

const earliest = (...given: readonly (string | null | undefined)[]): string | null =>
  given.filter((each): each is string => typeof each === "string").sort()[0] ?? null;

export function knownOf(given: DossierInput): DossierBasis {
  const at = instant(given.at);
  const dayOf = dayIn(given.zone);
  const day = dayOf(Date.parse(at));
  const facts = factsAt(given.facts, at, day);
  const told = recorded(given.journal, at);
  const began = historyOf(given.journal.filter((entry) => instant(entry.at) <= at)).anew;
  return {
    given: { ...given, at },
    day,
    facts,
    told,
    anew: began === null ? { at: "", day: "" } : { at: began, day: dayOf(Date.parse(began)) },
    effort: effortOf(facts.hours, told, dayOf),
    concessions: concessionsOf(facts.concessions, told, given.currency, dayOf),
    faults: faultsOf(facts.faults, told),
  };
}

/** The day so many months before; where that month is shorter, its last one. */
export function monthsBefore(day: Day, months: number): Day {
  const month = monthName(monthOf(day) - months);
  for (let date = Number(day.slice(8)); ; date -= 1) {
    const before = `${month}-${String(date).padStart(2, "0")}`;
    if (isDay(before)) return before;
  }
}

const daysOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;
const dayNumbered = (n: number): Day => new Date(n * 86_400_000).toISOString().slice(0, 10);

/** From the day after `from` to `to`. */
export interface DaySpan {
  readonly from: Day;
  readonly to: Day;
}
/** Its first day. */
export const firstOf = ({ from }: DaySpan): Day => dayNumbered(daysOf(from) + 1);
export const within = (day: Day, { from, to }: DaySpan): boolean => day > from && day <= to;

/**
 * The time over which net value is counted: the longer of so many months and so many purchase cycles. A cycle is the
 * cohort's where the client was valued, otherwise the mean time between days on which the client bought.
 */
export function horizonOf({ given: { policy, value }, facts, day }: DossierBasis): DaySpan {
  const { horizonMonths, horizonCycles } = policy.value;
  // However long ago that was, the horizon is as long as then, and ends today.
  if (value)
    return { from: dayNumbered(daysOf(day) - (daysOf(value.day) - daysOf(value.since) + 1)), to: day };
  const byMonths = monthsBefore(day, horizonMonths);
  const days = [...new Set(facts.purchases.filter(({ units }) => units > 0).map(({ on }) => on))].sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined || first === last) return { from: byMonths, to: day };
  const cycles = Math.ceil((horizonCycles * (daysOf(last) - daysOf(first))) / (days.length - 1));
  const byCycles = dayNumbered(daysOf(day) - cycles);
  return { from: byCycles < byMonths ? byCycles : byMonths, to: day };
}
