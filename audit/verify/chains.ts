// The entries of the archive, one by one and each with the one before it.
import type { HeldEntry } from "../../archive/tree.ts";
import type { Opening } from "../../machines/events.ts";
import { correctionsIn, type Entry, GENESIS, type Whereabouts } from "../../machines/journal.ts";
import type { FirstFault } from "../entry.ts";
import type { JournalFault } from "../fault.ts";
import type { Readers } from "../readers.ts";
import { Found, name, type Seen, type Verification, type VerifiedRows } from "./part.ts";

/** Every entry by itself, on all cores, and each one with the entry before it. */
export async function verifyEntries({
  held,
  limit,
  client,
  readers,
  signed,
  seen,
  step,
}: Verification & { readonly client: string | undefined; readonly readers: Readers }): Promise<void> {
  const chains = new ChainReader(held, signed, seen);
  const underWay: { readonly page: readonly HeldEntry[]; readonly found: Promise<FirstFault | null> }[] = [];
  /** Waits for the oldest page; pages are done in their order, so that the first fault is the first. */
  const settle = async (): Promise<void> => {
    const oldest = underWay.shift();
    const found = await oldest?.found;
    if (found) throw new Found(found.fault);
    step(oldest?.page.length ?? 0);
  };

  for (let after: HeldEntry | null = null; ; ) {
    const page: HeldEntry[] = await held.entries(after, limit, client);
    const found = readers.read(page);
    // Whoever waits for an earlier page must not miss this one's failure.
    found.catch(() => {});
    let broken: FirstFault | null = null;
    for (const [n, entry] of page.entries()) {
      const fault = await chains.take(entry);
      if (!fault) continue;
      // What is wrong with the end of a chain shows at the next one's first entry.
      broken = { n: fault.client === entry.client ? n : n - 1, fault };
      break;
    }
    if (broken) {
      while (underWay.length > 0) await settle();
      const here = await found;
      throw new Found(here && here.n <= broken.n ? here.fault : broken.fault);
    }
    underWay.push({ page, found });
    while (underWay.length > 8) await settle();
    after = page.at(-1) ?? null;
    if (page.length < limit || !after) break;
  }
  while (underWay.length > 0) await settle();
  const unended = await chains.end();
  if (unended) throw new Found(unended);

  const hollow = client === undefined ? await held.hollow() : null;
  if (hollow !== null)
    throw new Found({
      kind: "missing",
      says: `relationship ${hollow} has a row and not one entry`,
      client: hollow,
      seq: 1,
      expected: "its entries",
      found: null,
    });
}

/** An entry's own words; null where they are broken, which is a fault of its own. */
function entryIn({ text }: HeldEntry): Entry | null {
  try {
    return JSON.parse(text) as Entry;
  } catch {
    return null;
  }
}

function corrected(held: HeldEntry): Partial<Whereabouts> {
  const entry = entryIn(held);
  return entry ? correctionsIn([entry]) : {};
}

/** Goes along the chains: entries come by client and seq. */
class ChainReader {
  readonly #held: VerifiedRows;
  readonly #signed: number;
  readonly #seen: Seen;
  #last: HeldEntry | null = null;
  /** The client's first entry, how the client is reached, and whether a hold stands: what its row has to say. */
  #first: HeldEntry | null = null;
  #opening: Partial<Pick<Opening, "kind"> & Whereabouts> = {};
  #hold = false;

  constructor(held: VerifiedRows, signed: number, seen: Seen) {
    this.#held = held;
    this.#signed = signed;
    this.#seen = seen;
  }

  async take(entry: HeldEntry): Promise<JournalFault | null> {
    const before = this.#last;
    const goesOn = before?.client === entry.client;
    const fault = goesOn ? follows(before, entry) : ((await this.end()) ?? this.#begin(entry));
    if (fault) return fault;
    if (entry.outcome === "accepted" && (entry.type === "hold.placed" || entry.type === "hold.lifted"))
      this.#hold = entry.type === "hold.placed";
    if (entry.type === "contact.corrected") this.#opening = { ...this.#opening, ...corrected(entry) };
    if (entry.leafIndex === null || entry.leafIndex >= this.#signed) this.#seen.tail++;
    this.#seen.entries++;
    this.#last = entry;
    return null;
  }

  /** The chain of the last entry ends with it. */
  async end(): Promise<JournalFault | null> {
    if (!this.#last) return null;
    return this.#last.row ? this.#misstated(this.#last, this.#last.row) : this.#cutOff(this.#last);
  }

  #begin(entry: HeldEntry): JournalFault | null {
    this.#first = entry;
    this.#opening = entryIn(entry)?.data ?? {};
    this.#hold = false;
    this.#seen.relationships++;
    return entry.seq === 1 ? linked(entry, GENESIS) : missing(entry.client, 1, entry);
  }

  /** A column of a relationship's row that does not say what its entries, of which this is the last, say. */
  #misstated(entry: HeldEntry, row: NonNullable<HeldEntry["row"]>): JournalFault | null {
    const { kind, locale, zone } = this.#opening;
    const expected = {
      kind,
      locale,
      zone,
      hold: this.#hold,
      openedAt: this.#first?.at ?? null,
      updatedAt: entry.at,
      state: entry.state,
      rung: entry.rung,
      due: this.#hold ? null : entry.due,
      dueName: this.#hold ? null : entry.dueName,
    };
    for (const [column, value] of Object.entries(expected)) {
      const found = row[column as keyof typeof expected];
      if (found === value) continue;
      return {
        kind: "column",
        client: entry.client,
        seq: entry.seq,
        says: `column ${column} of relationship ${entry.client} does not say what its entries say`,
        expected: `${value}`,
        found: `${found}`,
      };
    }
    return null;
  }

  /** A chain ends where its relationship's row says that it does. */
  async #cutOff(entry: HeldEntry): Promise<JournalFault> {
    const { client, seq } = entry;
    const ends = await this.#held.ends(client);
    const at = {
      client,
      expected: ends === null ? "a row" : name({ client, seq: ends }),
      found: name(entry),
    };
    if (ends === null) return { kind: "missing", ...at, seq, says: `relationship ${client} has no row` };
    if (ends > seq) {
      const says = `entry ${client}/${seq + 1} is missing: the relationship's row names ${ends} as the last one`;
      return { kind: "missing", ...at, seq: seq + 1, says };
    }
    const says = `entry ${client}/${ends + 1} stands behind the end: the relationship's row names ${ends} as the last one`;
    return { kind: "inserted", ...at, seq: ends + 1, says };
  }
}

const missing = (client: string, seq: number, found: HeldEntry): JournalFault => ({
  kind: "missing",
  says: `entry ${client}/${seq} is missing`,
  client,
  seq,
  expected: name({ client, seq }),
  found: name(found),
});

function follows(before: HeldEntry, entry: HeldEntry): JournalFault | null {
  const { client, seq } = entry;
  if (seq > before.seq + 1) return missing(client, before.seq + 1, entry);
  if (seq <= before.seq)
    return {
      kind: "inserted",
      says: `entry ${client}/${seq} stands there twice, or its leaf does`,
      client,
      seq,
      expected: name({ client, seq: before.seq + 1 }),
      found: name(entry),
    };
  return linked(entry, before.hash) ?? orderly(before, entry);
}

function linked(entry: HeldEntry, expected: string): JournalFault | null {
  if (entry.prev === expected) return null;
  const { client, seq, prev } = entry;
  const says = `entry ${client}/${seq} does not follow from the one before it`;
  return { kind: "chain", client, seq, says, expected, found: prev };
}

/** Leaves of a client stand in the order of its entries, and none is left out. */
function orderly(before: HeldEntry, entry: HeldEntry): JournalFault | null {
  const { client, seq, leafIndex } = entry;
  if (leafIndex === null) return null;
  if (before.leafIndex === null) return unleaved(before);
  if (leafIndex > before.leafIndex) return null;
  return {
    kind: "tree",
    says: `the leaf of entry ${client}/${seq} stands before the one of the entry before it`,
    client,
    seq,
    index: leafIndex,
    expected: `over ${before.leafIndex}`,
    found: `${leafIndex}`,
  };
}

const unleaved = ({ client, seq, hash }: HeldEntry): JournalFault => ({
  kind: "missing",
  says: `entry ${client}/${seq} has no leaf, and a later one has`,
  client,
  seq,
  expected: hash,
  found: null,
});
