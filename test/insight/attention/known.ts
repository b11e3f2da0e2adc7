import { fileURLToPath } from "node:url";
import { factKinds } from "../../../archive/facts/catalogue.ts";
import type { FactRow, FactsOfClient } from "../../../archive/facts/kept.ts";
import { hear } from "../../../insight/attention/hear.ts";
import type { ClientCircumstances } from "../../../insight/attention/signal.ts";
import { readWords } from "../../../insight/attention/words.ts";
import type { Policy } from "../../../machines/index.ts";
import { readPolicies } from "../../../services/policies.ts";

const lists = await readWords();
const [first] = await readPolicies(fileURLToPath(new URL("../../../policies", import.meta.url)));
if (!first) throw new Error("there is no policy");
export const policy: Policy = first;

/** A Sunday in Berlin. */
export const NOW = "2026-11-22T12:00:00.000Z";

const NONE = Object.fromEntries(factKinds.map((kind) => [kind, []])) as unknown as FactsOfClient;

/** Facts about a client; what is not given is not known. */
export const facts = (given: Partial<FactsOfClient>): FactsOfClient => ({ ...NONE, ...given });

type Message = FactRow<"interactions">;

/** Everything that was said, by vault id. */
const texts = new Map<string, string>();

/** A message of the client's, or of ours where `from` says so. @param at like `11-20 10:00`, in UTC */
export function message(at: string, text?: string, more: Partial<Message> = {}): Message {
  const textRef = text === undefined ? null : `v_${texts.size}`;
  if (text !== undefined) texts.set(`v_${texts.size}`, text);
  return {
    client: "c1",
    id: null,
    at: `2026-${at.replace(" ", "T")}:00.000Z`,
    direction: "in",
    channel: "email",
    thread: null,
    seconds: null,
    chars: null,
    company: null,
    agent: null,
    zone: null,
    auto: null,
    textRef,
    ...more,
  };
}
export const ours = (at: string): Message => message(at, undefined, { direction: "out" });

/** Messages in the order of time. */
export const talk = (...messages: readonly Message[]): Partial<FactsOfClient> => ({
  interactions: messages.toSorted((a, b) => (a.at < b.at ? -1 : 1)),
});

/** What the rules are given beside the facts. */
export const given = (more: Partial<ClientCircumstances> = {}): ClientCircumstances => ({
  policy,
  now: NOW,
  zone: "Europe/Berlin",
  state: "active",
  words: new Map(Array.from(texts, ([ref, text]) => [ref, hear(text, lists)])),
  ...more,
});

const base = { client: "c1", currency: "EUR" };
export const bought = (on: string, amount: number, cost: number): FactRow<"purchases"> => ({
  ...base,
  id: null,
  on: `2026-${on}`,
  units: Math.sign(amount),
  amount,
  cost,
});
export const owed = (invoice: string, due: string, paid: string | null = null): FactRow<"payments"> => ({
  ...base,
  invoice,
  amount: 10_000,
  due: `2026-${due}`,
  paid: paid && `2026-${paid}`,
  owed: paid === null ? 10_000 : 0,
  voided: null,
  asOf: null,
  toldAt: NOW,
});
export const asked = (on: string, kind: FactRow<"discounts">["kind"], more = 0): FactRow<"discounts"> => ({
  ...base,
  id: null,
  on: `2026-${on}`,
  kind,
  asked: 5_000,
  granted: more,
  condition: null,
  textRef: null,
});
export const reviewed = (at: string, good: boolean): FactRow<"reviews"> => ({
  client: "c1",
  id: null,
  kind: "review",
  good,
  at: `2026-${at}T10:00:00.000Z`,
  where: null,
  textRef: null,
});
export const worked = (day: string, minutes: number): FactRow<"hours"> => ({
  client: "c1",
  id: null,
  role: "sales",
  minutes,
  kind: "precontract",
  day: `2026-${day}`,
  agent: null,
});
export const threatened = (at: string): FactRow<"threats"> => ({
  ...base,
  id: null,
  at: `2026-${at}T10:00:00.000Z`,
  demand: "d1",
  risks: [],
  textRef: null,
});
