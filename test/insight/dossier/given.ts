import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { FactKind } from "../../../archive/facts/catalogue.ts";
import { factKinds } from "../../../archive/facts/catalogue.ts";
import type { FactRow, FactsOfClient } from "../../../archive/facts/kept.ts";
import { fieldsOf } from "../../../archive/facts/kinds.ts";
import type { DossierInput } from "../../../insight/dossier/known.ts";
import {
  type Entry,
  type EventData,
  type EventType,
  type Policy,
  policySchema,
} from "../../../machines/index.ts";

export const POLICY: Policy = policySchema().parse(
  parse(readFileSync(new URL("../../../policies/2026-11.yaml", import.meta.url), "utf8")),
);

export const AT = "2026-11-22T12:00:00.000Z";

type Told<K extends FactKind> = Partial<FactRow<K>>;

const column = (kind: FactKind, name: string) =>
  fieldsOf(kind).find(([field]) => field === name)?.[1].use === "words" ? `${name}Ref` : name;

/** A row as the archive keeps it: what is not told is null. */
export function row<K extends FactKind>(kind: K, told: Told<K>): FactRow<K> {
  const nothing = Object.fromEntries(fieldsOf(kind).map(([name]) => [column(kind, name), null]));
  const paid = "currency" in nothing ? { currency: "EUR" } : {};
  const { amount, paid: on } = told as Told<"payments">;
  const state = kind === "payments" ? { owed: on ? 0 : amount, toldAt: AT } : {};
  return { ...nothing, client: "c1", ...paid, ...state, ...told } as unknown as FactRow<K>;
}

/** Facts of these rows. */
export function facts(told: { readonly [K in FactKind]?: readonly Told<K>[] }): FactsOfClient {
  const kinds = factKinds.map((kind) => [
    kind,
    ((told[kind] ?? []) as Told<FactKind>[]).map((each) => row(kind, each as never)),
  ]);
  return Object.fromEntries(kinds) as unknown as FactsOfClient;
}

/** An accepted event, as much of its entry as a dossier reads. */
export function entry<T extends EventType>(
  type: T,
  data: EventData<T>,
  at = "2026-11-01T10:00:00.000Z",
): Entry {
  return {
    client: "c1",
    type,
    data,
    at,
    occurredAt: at,
    receivedAt: at,
    outcome: "accepted",
    actor: { id: "mia", role: "manager" },
    eventId: `${type}@${at}`,
  } as unknown as Entry;
}

/** What a dossier is compiled from: nothing but what is given. */
export const given = (told: Partial<DossierInput> = {}): DossierInput => ({
  client: "c1",
  facts: facts({}),
  others: {},
  journal: [],
  policy: POLICY,
  at: AT,
  zone: "UTC",
  currency: "EUR",
  ...told,
});

/** Facts with which all six sections are there. */
export const WHOLE = {
  interactions: [{ at: "2026-11-01T09:00:00.000Z", direction: "in", channel: "email" }],
  hours: [{ role: "ops", minutes: 60, kind: "service", day: "2026-11-02" }],
  purchases: [{ on: "2026-11-03", units: 1, amount: 100_00, cost: 60_00 }],
} as const;
