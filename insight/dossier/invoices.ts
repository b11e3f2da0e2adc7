// What is owed of invoices: as the facts have it, and as the relationship was told.
import type { FactRow } from "../../archive/facts/kept.ts";
import type { Actor, Entry, EventData, Instant } from "../../machines/index.ts";
import type { Day } from "../../values/days.ts";
import type { Minor } from "../../values/money.ts";
import { machineId } from "./facts.ts";

/** An invoice as the facts have it. */
export interface Invoiced {
  /** As the machine names it. */
  readonly id: string;
  /** As its file names it. */
  readonly invoice: string;
  readonly amount: Minor;
  readonly due: Day;
  /** What is still owed of it, credits taken off; and how much of those. */
  readonly owed: Minor;
  readonly credited: Minor;
  readonly paid: Day | null;
  readonly currency: string;
  /** As of when it is so. */
  readonly at: Instant;
  /** Whether somebody said as of when. */
  readonly dated: boolean;
}

const stateOf = (row: FactRow<"payments">): Invoiced => {
  const { invoice, amount, due, owed, paid, currency, asOf, toldAt } = row;
  return {
    id: machineId(invoice),
    invoice,
    amount,
    due,
    owed,
    credited: 0,
    paid,
    currency,
    at: Date.parse(asOf ?? toldAt),
    dated: asOf !== null,
  };
};

/** R-FCT-3: the invoices; what the client has as credit is taken off the oldest debts of its currency. */
export function invoicesOf(rows: readonly FactRow<"payments">[]): Invoiced[] {
  const states = rows.map(stateOf);
  const credits = new Map<string, { left: Minor; at: Instant }>();
  for (const { owed, currency, at } of states) {
    const credit = credits.get(currency) ?? { left: 0, at: 0 };
    if (owed < 0) credits.set(currency, { left: credit.left - owed, at: Math.max(credit.at, at) });
  }
  return states
    .filter(({ amount, owed }) => amount >= 0 && owed >= 0)
    .sort((a, b) => (`${a.due} ${a.id}` < `${b.due} ${b.id}` ? -1 : 1))
    .map((state) => {
      const credit = credits.get(state.currency);
      const taken = Math.min(credit?.left ?? 0, state.owed);
      if (!credit || taken === 0) return state;
      credit.left -= taken;
      return { ...state, owed: state.owed - taken, credited: taken, at: Math.max(state.at, credit.at) };
    });
}

/** An invoice as a relationship was told of it. */
export interface ToldInvoice {
  /** Null: nobody has said. */
  readonly dueOn: Day | null;
  /** Null: the whole of it, however much that is. */
  readonly owed: Minor | null;
  readonly paidOn: Day | null;
  /** Of when the newest state is. */
  readonly at: Instant;
  /** Whether what is owed by it was told by the facts themselves; who only moved the day it is due told nothing of that. */
  readonly byFacts: boolean;
  /** The last event about it. */
  readonly eventId: string;
}

/** Who tells relationships what facts say. */
export const ATTENTION: Actor = { id: "attention", role: "system" };

/** The events that tell of invoices. */
export const INVOICE_EVENTS = ["payment.overdue", "payment.received", "invoice.changed"] as const;

type InvoiceEntry = Pick<Entry, "type" | "eventId" | "occurredAt" | "actor" | "data">;

const UNSEEN: Omit<ToldInvoice, "eventId"> = {
  dueOn: null,
  owed: null,
  paidOn: null,
  at: 0,
  byFacts: false,
};

function toldBy({ type, data, occurredAt }: InvoiceEntry): [id: string, told: Partial<ToldInvoice>] | null {
  const at = Date.parse(occurredAt);
  switch (type) {
    case "payment.overdue": {
      const { invoiceId, dueOn } = data as EventData<"payment.overdue">;
      return [invoiceId, { dueOn }];
    }
    case "payment.received": {
      const { invoiceId, paidOn, owed = 0 } = data as EventData<"payment.received">;
      return [invoiceId, { paidOn, owed, at }];
    }
    case "invoice.changed": {
      const { invoiceId, dueOn, owed } = data as EventData<"invoice.changed">;
      return [invoiceId, { dueOn, owed, at }];
    }
    default:
      return null;
  }
}

/** What accepted entries tell of invoices, by id; the newest state counts, as the machine has it. */
export function toldInvoices(entries: readonly InvoiceEntry[]): Map<string, ToldInvoice> {
  const known = new Map<string, ToldInvoice>();
  for (const entry of entries) {
    const [id, told] = toldBy(entry) ?? [];
    if (id === undefined || told === undefined) continue;
    const before = known.get(id) ?? UNSEEN;
    const isNewer = told.at !== undefined && told.at >= before.at;
    const older = { dueOn: before.dueOn ?? told.dueOn ?? null, paidOn: before.paidOn ?? told.paidOn ?? null };
    const { id: by, role } = entry.actor;
    const isAttention = by === ATTENTION.id && role === ATTENTION.role;
    const byFacts = isAttention && (before.byFacts || told.owed !== before.owed);
    known.set(id, { ...before, ...(isNewer ? { ...told, byFacts } : older), eventId: entry.eventId });
  }
  return known;
}

/**
 * Whether what somebody told the relationship is newer than the facts. As in the facts, what was paid stays so until a
 * row says as of when it is not. What the facts told themselves overrules none: they have changed since.
 */
export const isOverruled = (invoice: Invoiced, told: ToldInvoice): boolean =>
  !told.byFacts && (invoice.at < told.at || (told.owed === 0 && invoice.owed > 0 && !invoice.dated));

/** R-FCT-3: what is owed, by the newest word on each invoice: that of the facts, or what the relationship was told. */
export function owedOf(
  rows: readonly FactRow<"payments">[],
  entries: readonly InvoiceEntry[],
): readonly Invoiced[] {
  const told = toldInvoices(entries);
  return invoicesOf(rows)
    .map((invoice) => {
      const known = told.get(invoice.id);
      if (!known || !isOverruled(invoice, known)) return invoice;
      return { ...invoice, due: known.dueOn ?? invoice.due, owed: known.owed ?? invoice.owed };
    })
    .filter(({ owed }) => owed > 0);
}
