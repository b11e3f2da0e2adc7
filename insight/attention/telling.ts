// R-FCT-1: what a relationship has to be told of the facts about its client: whatever a rule or a clock of the machine
// reads, as the one event for it, once. What is a decision is none of it: that is for people (./signals.ts).
import type { FactRow, FactsOfClient } from "../../archive/facts/kept.ts";
import { type Entry, type EventData, type EventType, eventIdOf, type Instant } from "../../machines/index.ts";
import { CHANNELS, type Channel } from "../../machines/vocabulary.ts";
import type { Day } from "../../values/days.ts";
import { machineId, named } from "../dossier/facts.ts";
import {
  INVOICE_EVENTS,
  type Invoiced,
  invoicesOf,
  isOverruled,
  type ToldInvoice,
  toldInvoices,
} from "../dossier/invoices.ts";
import { monthsBefore } from "../dossier/known.ts";
import { calendarOf } from "./calendar.ts";
import { isTalk } from "./counts.ts";

/** An event to send. The same for the same facts and the same journal, whoever works it out and when. */
export interface FactTelling {
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
  /** When it happened. */
  readonly at: Instant;
  readonly eventId: string;
}

/** What has to be known beside the facts. */
export interface Circumstances {
  readonly client: string;
  /** The client's IANA time zone. */
  readonly zone: string;
  readonly now: Instant;
  /** Accepted entries of the relationship of {@link TOLD_EVENTS}, in their order. */
  readonly entries: readonly Entry[];
  /** When the relationship heard of the client last (ISO instant). */
  readonly heardAt: string | null;
  /** A contact with a client restricted for conduct takes no longer (R-COM-3). */
  readonly contactSeconds: number;
  /** The rung that the client is on. */
  readonly rung: string;
}

/** What is told, and when there will be more to tell, as time alone has it (ms since the epoch); null: never. */
export interface FactTellings {
  readonly events: readonly FactTelling[];
  readonly next: Instant | null;
}

const RESTRICTIONS = ["restriction.ordered", "exit.approved"] as const;

/** The events by which a relationship knows what facts may tell. */
export const TOLD_EVENTS: readonly EventType[] = [
  ...INVOICE_EVENTS,
  ...RESTRICTIONS,
  ...(["fault.opened", "fault.cured", "demand.recorded", "contact.logged"] as const),
  ...(["hold.placed", "hold.lifted"] as const),
];

/** Rules look back over a year at most (R-DEC-9); what has been over for longer is history. */
const MONTHS = 13;

interface ToldWorld extends Circumstances {
  readonly today: Day;
  /** The first day that is no history. */
  readonly since: Day;
  readonly beginOf: (day: Day) => Instant;
  readonly dayOf: (t: Instant) => Day;
}

const dataOf = <T extends EventType>(entries: readonly Entry[], type: T): EventData<T>[] =>
  entries.flatMap((entry) => (entry.type === type ? [entry.data as EventData<T>] : []));

function telling<T extends EventType>(
  type: T,
  data: EventData<T>,
  at: Instant,
  ...parts: readonly string[]
): FactTelling {
  return { type, data, at, eventId: eventIdOf("fact", type, ...parts) };
}

/** Faults that are open, or were within the time that rules look back, or that the relationship takes for open. */
function faults(
  { faults: rows }: FactsOfClient,
  { entries, client, dayOf, since }: ToldWorld,
): FactTelling[] {
  const opened = new Set(dataOf(entries, "fault.opened").map(({ faultId }) => faultId));
  const cured = new Set(dataOf(entries, "fault.cured").map(({ faultId }) => faultId));
  return rows.flatMap((row) => {
    const faultId = machineId(row.id);
    const isHistory = row.cured !== null && dayOf(Date.parse(row.cured)) < since && !opened.has(faultId);
    if (isHistory) return [];
    const { opened: at, cured: until, loss, textRef } = row;
    const known = { faultId, at, loss: (loss ?? 0) > 0, ...(textRef !== null && { whatRef: textRef }) };
    return [
      ...(opened.has(faultId) ? [] : [telling("fault.opened", known, Date.parse(at), client, faultId)]),
      ...(until === null || cured.has(faultId)
        ? []
        : [telling("fault.cured", { faultId, at: until }, Date.parse(until), client, faultId)]),
    ];
  });
}

/** What is news of an invoice: what it is for and when it is due, and what was paid of it. */
function tellInvoice(
  one: Invoiced,
  before: ToldInvoice | undefined,
  { client, beginOf, now }: ToldWorld,
): FactTelling[] {
  const { id, due, owed, amount, paid, at } = one;
  const isOver = before !== undefined && isOverruled(one, before);
  const isNew = before === undefined || before.dueOn === null;
  if (isOver && !isNew) return [];
  // Of one day's payment that is known, less may be owed for a credit.
  const isOther = before?.paidOn !== paid || one.credited === 0;
  const isPaid =
    paid !== null && !isOver && (!before || before.paidOn === null || (before.owed !== owed && isOther));
  // A payment is told by itself, of what was owed before it.
  const stands = isPaid ? (before?.owed ?? amount) : owed;
  const left = isOver ? (before.owed ?? owed) : stands;
  const events: FactTelling[] = [];
  if (isNew || before.dueOn !== due || (before.owed !== left && !(isPaid && before.owed === null))) {
    // Nobody says when an invoice was made out; a payment of it came later.
    const made = one.dated ? at : Math.min(beginOf(due), at, ...(paid === null ? [] : [beginOf(paid)]));
    const data = { invoiceId: id, dueOn: due, owed: left };
    const changedAt = Math.min(now, isNew || before.at === 0 ? made : Math.max(at, before.at));
    const parts = [client, id, before?.eventId ?? "", due, String(left)];
    events.push(telling("invoice.changed", data, changedAt, ...parts));
  }
  if (isPaid) {
    const [changed] = events;
    const data = { invoiceId: id, paidOn: paid, ...(owed > 0 && { owed }) };
    const paidAt = Math.min(now, Math.max(beginOf(paid), changed?.at ?? before?.at ?? 0));
    const parts = [client, id, changed?.eventId ?? before?.eventId ?? "", paid, String(owed)];
    events.push(telling("payment.received", data, paidAt, ...parts));
  }
  return events;
}

/** R-FCT-3: invoices that are open, or were within the time that rules look back, or that the relationship takes for open. */
function invoices({ payments }: FactsOfClient, world: ToldWorld): FactTelling[] {
  const { entries, since, today } = world;
  const told = toldInvoices(entries);
  return invoicesOf(payments)
    .filter(({ id, due, owed, paid }) => {
      const before = told.get(id);
      return (
        (paid === null || paid <= today) &&
        (owed > 0 || (paid ?? due) >= since || (before !== undefined && before.owed !== 0))
      );
    })
    .flatMap((one) => tellInvoice(one, told.get(one.id), world));
}

const isChannel = (channel: string): channel is Channel => CHANNELS.some((one) => one === channel);

/** R-LIF-27: the last word of the client's, where it is news: one event, however many messages there are. */
function heard({ interactions }: FactsOfClient, { client, heardAt, now }: ToldWorld): FactTelling[] {
  const since = Date.parse(heardAt ?? "") || Number.NEGATIVE_INFINITY;
  const last = named("interactions", interactions)
    .map((row) => ({ ...row, t: Date.parse(row.at) }))
    .filter((row) => row.auto !== true && (row.direction === "in" || isTalk(row)))
    .filter(({ t }) => t > since && t <= now)
    .reduce<{ t: number } & Partial<FactRow<"interactions"> & { name: string }>>(
      (latest, row) => (row.t > latest.t ? row : latest),
      { t: Number.NEGATIVE_INFINITY },
    );
  const { name, channel = "", direction, thread, t } = last;
  if (name === undefined) return [];
  const messageId = machineId(name);
  // Of a call of ours, and of a channel that we have no word for, only that the client was heard is told.
  return isChannel(channel) && direction === "in"
    ? [
        telling(
          "message.received",
          { messageId, threadId: machineId(thread ?? name), channel },
          ...([t, client, messageId] as const),
        ),
      ]
    : [telling("client.replied", { messageId }, t, client, messageId)];
}

/**
 * R-DEC-4: demands, with the threat behind them, and the alternative that closed them. What solving them costs and what
 * the threats may cost, and concessions with it, the dossier's sums tell: no exit is decided without one.
 */
function demands(
  { demands: rows, threats }: FactsOfClient,
  { client, entries, now, dayOf, since }: ToldWorld,
) {
  const told = Map.groupBy(dataOf(entries, "demand.recorded"), ({ demandId }) => demandId);
  return rows.flatMap((row): FactTelling[] => {
    const demandId = machineId(row.id);
    const before = told.get(demandId) ?? [];
    const [threat] = threats.filter(({ demand }) => demand === row.id).map(({ at }) => Date.parse(at));
    const accepted = row.accepted === null ? undefined : machineId(row.accepted);
    const isKnown = before.length > 0;
    const wasThreat = before.some(({ underThreat }) => underThreat);
    const wasAccepted = before.findLast((each) => each.accepted !== undefined)?.accepted;
    const isNews =
      (threat !== undefined && !wasThreat) || (accepted !== undefined && accepted !== wasAccepted);
    const isHistory = accepted !== undefined && dayOf(Date.parse(row.at)) < since;
    if (isKnown ? !isNews : isHistory) return [];
    const underThreat = threat !== undefined || wasThreat;
    const { about, importance, offered, reasonRef, consequenceRef } = row;
    const data = {
      demandId,
      about: machineId(about),
      underThreat,
      offered: (offered ?? []).map(machineId),
      ...(importance !== null && { importance }),
      ...(reasonRef !== null && { reasonRef }),
      ...(consequenceRef !== null && { consequenceRef }),
      ...(accepted !== undefined && { accepted }),
    };
    // Nobody says when an alternative was accepted.
    const isAccepted = isKnown && accepted !== undefined && accepted !== wasAccepted;
    const at = isAccepted ? now : Math.max(Date.parse(row.at), threat ?? 0);
    return [telling("demand.recorded", data, at, client, demandId, String(underThreat), accepted ?? "")];
  });
}

/** R-COM-3: contacts that took too long, since the client was restricted. */
function overruns({ interactions }: FactsOfClient, { client, entries, rung, contactSeconds }: ToldWorld) {
  const restricted = entries.findLast(
    ({ type, to }) => RESTRICTIONS.some((each) => each === type) && (to.rung ?? to.state) === "restricted",
  );
  if (rung !== "restricted" || !restricted) return [];
  const told = new Set(entries.map(({ eventId }) => eventId));
  return named("interactions", interactions).flatMap(
    ({ name, at, channel, seconds, agent }): FactTelling[] => {
      if ((seconds ?? 0) <= contactSeconds || Date.parse(at) < Date.parse(restricted.at)) return [];
      if (!isChannel(channel)) return [];
      const data = { channel, seconds: seconds ?? 0, agentId: machineId(agent ?? "unknown") };
      const one = telling("contact.logged", data, Date.parse(at), client, machineId(name));
      return told.has(one.eventId) ? [] : [one];
    },
  );
}

/** What a relationship has to be told, in the order of its time. */
export function tellings(facts: FactsOfClient, given: Circumstances): FactTellings {
  const { zone, now } = given;
  const { dayOf, beginOf } = calendarOf(zone);
  const today = dayOf(now);
  const world: ToldWorld = { ...given, today, since: monthsBefore(today, MONTHS), beginOf, dayOf };
  const all = [faults, demands, invoices, overruns, heard].flatMap((tell) => tell(facts, world));
  const events = all.map((event, n) => ({ event, n })).sort((a, b) => a.event.at - b.event.at || a.n - b.n);
  // Clocks differ: what a sender's clock has seen already is told when it has come.
  const later = [
    ...all.flatMap(({ at }) => (at > now ? [at] : [])),
    ...facts.payments.flatMap(({ paid }) => (paid !== null && paid > today ? [beginOf(paid)] : [])),
    ...facts.interactions.flatMap(({ at }) => (Date.parse(at) > now ? [Date.parse(at)] : [])),
  ];
  return {
    events: events.flatMap(({ event }) => (event.at > now ? [] : [event])),
    next: later.length === 0 ? null : Math.min(...later),
  };
}
