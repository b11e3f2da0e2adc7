import { hash } from "node:crypto";
import canonicalize from "canonicalize";
import type { HeldEntry } from "../archive/tree.ts";
import type { Entry } from "../machines/journal.ts";
import type { JournalFault } from "./fault.ts";
import { type CertifiedKeys, signatureFault } from "./signatures.ts";

/** Whether these are two spellings of one instant. */
const sameInstant = (a: unknown, b: unknown): boolean =>
  typeof a === "string" && typeof b === "string" && Date.parse(a) === Date.parse(b);

const INSTANTS = ["at", "recordedAt", "due"];

/** What the columns beside an entry have to say. */
function columnsOf(entry: Entry) {
  return {
    client: entry.client,
    seq: entry.seq,
    type: entry.type,
    outcome: entry.outcome,
    at: entry.at,
    recordedAt: entry.recordedAt,
    actorId: entry.actor.id,
    actorRole: entry.actor.role,
    eventId: entry.eventId,
    state: entry.to.state,
    rung: entry.to.rung ?? null,
    due: entry.deadlines[0]?.due ?? null,
    dueName: entry.deadlines[0]?.name ?? null,
    hash: entry.hash,
    prev: entry.prev,
  };
}

/** The hash that an entry's own text makes (journal's `digest`, by the platform's SHA-256). */
export function hashOf({ hash: _, ...entry }: Entry): string {
  return hash("sha256", canonicalize(entry) ?? "", "hex");
}

/** What is wrong with one entry taken by itself: its text, its hash, the columns beside it, its signature. */
export function faultOfEntry(held: HeldEntry, eventKeys: CertifiedKeys): JournalFault | null {
  const { client, seq, text } = held;
  const at = { client, seq };
  const changed = (says: string, expected: string | null, found: string | null): JournalFault => {
    return { kind: "changed", ...at, says: `entry ${client}/${seq} ${says}`, expected, found };
  };
  let entry: Entry;
  let made: string;
  let spelt: string;
  let columns: ReturnType<typeof columnsOf>;
  try {
    entry = JSON.parse(text) as Entry;
    made = hashOf(entry);
    spelt = JSON.stringify(entry);
    columns = columnsOf(entry);
  } catch {
    return changed("is not an entry any more", "an entry's JSON", "something else");
  }
  if (entry.hash !== made) return changed("is not what its hash was made of", entry.hash, made);
  // Blanks, escapes or a key given twice would change the text and not the hash.
  if (spelt !== text) return changed("is not written as it was", "its text", "the same, spelt anew");
  for (const [name, expected] of Object.entries(columns)) {
    const found = held[name as keyof typeof columns];
    if (found === expected || (INSTANTS.includes(name) && sameInstant(found, expected))) continue;
    const says = `column ${name} beside entry ${client}/${seq} does not say what the entry says`;
    return { kind: "column", ...at, says, expected: inWords(expected), found: inWords(found) };
  }
  const unsigned = signatureFault(entry, eventKeys);
  if (unsigned === null) return null;
  const says = `entry ${client}/${seq} ${unsigned}`;
  return { kind: "signature", ...at, says, expected: "a signature of ours", found: entry.signature ?? null };
}

const inWords = (value: string | number | null): string | null => (value === null ? null : `${value}`);

/** The first entry of a page that is wrong by itself, and its place in the page. */
export interface FirstFault {
  readonly n: number;
  readonly fault: JournalFault;
}

export function firstFault(page: readonly HeldEntry[], eventKeys: CertifiedKeys): FirstFault | null {
  for (const [n, held] of page.entries()) {
    const fault = faultOfEntry(held, eventKeys);
    if (fault) return { n, fault };
  }
  return null;
}
