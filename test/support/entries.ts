import fc from "fast-check";
import { closeEntry, type Entry, GENESIS } from "../../machines/journal.ts";

/** What a test says about one entry; the rest is filled in. */
export type Said = Partial<Omit<Entry, "client" | "seq" | "prev" | "hash">>;

const START = Date.parse("2026-11-01T09:00:00.000Z");

/** An instant `hours` after the first entry. */
export const hour = (hours: number): string => new Date(START + hours * 3_600_000).toISOString();

const opening = { kind: "b2b", locale: "en", zone: "Europe/Berlin", currency: "EUR", channels: ["email"] };

/** A journal of chained and sealed entries, one an hour, beginning with an opening. */
export function journalOf(client: string, said: readonly Said[]): Entry[] {
  let prev = GENESIS;
  return said.map((line, index) => {
    const seq = index + 1;
    const at = hour(index);
    const entry = closeEntry({
      client,
      seq,
      eventId: `00000000-0000-4000-8000-${String(seq).padStart(12, "0")}`,
      type: seq === 1 ? "relationship.opened" : "feedback.received",
      occurredAt: at,
      receivedAt: at,
      at,
      recordedAt: at,
      actor: { id: "ann", role: "manager" },
      attested: true,
      data: seq === 1 ? opening : {},
      outcome: "accepted",
      from: { state: "active" },
      to: { state: "active" },
      findings: [],
      effects: [],
      deadlines: [],
      machine: { id: "lifecycle", version: "1", hash: "a".repeat(64) },
      policy: "2026-11",
      ...line,
      prev,
    });
    prev = entry.hash;
    return entry;
  });
}

/** Any JSON that a journal may hold: every character, every number, keys in any order. */
const json = fc.jsonValue({ stringUnit: "binary", maxDepth: 2 });

const line: fc.Arbitrary<Said> = fc.record(
  {
    type: fc.constantFrom("feedback.received", "hold.placed", "hold.lifted", "payment.overdue"),
    data: fc.dictionary(fc.oneof(fc.constant("snake_case"), fc.string({ unit: "binary" })), json),
    outcome: fc.constantFrom("accepted", "refused"),
    to: fc.constantFrom(
      { state: "active" },
      { state: "suspended", rung: "warnedOnce" },
      { state: "restricted", rung: "restricted" },
    ),
    deadlines: fc.constantFrom(
      [],
      [{ name: "coolOff", due: hour(200) }],
      [
        { name: "calls", due: hour(90) },
        { name: "review", due: hour(300) },
      ],
    ),
  },
  { requiredKeys: [] },
);

/** Journals of up to eight entries of one client. */
export const journals = (client: string): fc.Arbitrary<Entry[]> =>
  fc.array(line, { maxLength: 7 }).map((lines) => journalOf(client, [{}, ...lines]));
