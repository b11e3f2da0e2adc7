import type { EventKeyRow } from "../archive/eventKeys.ts";
import type { Archive } from "../archive/open.ts";
import type { CheckpointRow, HeldEntry, HeldLeaf, NodeRow } from "../archive/tree.ts";
import type { Opening } from "../machines/events.ts";
import { correctionsIn, type Entry, GENESIS, type Whereabouts } from "../machines/journal.ts";
import { readCheckpoint } from "./checkpoint.ts";
import type { FirstFault } from "./entry.ts";
import type { Fault } from "./fault.ts";
import { type LogPolicy, type OpenedCheckpoint, openCheckpoint, ownLines } from "./logPolicy.ts";
import { append, EMPTY, type Frontier, frontierRoot, saltedLeaf } from "./merkle.ts";
import { BadNote } from "./note.ts";
import type { Outside } from "./outside.ts";
import { openReaders, type Readers } from "./readers.ts";
import { type EventKeys, readEventKeys } from "./signatures.ts";

/** What is read of the archive. */
export type Held = Pick<
  Archive["tree"],
  "sizes" | "entries" | "ends" | "leaves" | "nodes" | "checkpoints" | "hollow"
>;

export interface VerifyOptions {
  readonly held: Held;
  /** The keys that sign events, as the log has certified them. */
  readonly eventKeys: Pick<Archive["eventKeys"], "list">;
  /** Who has to have signed the checkpoints of the archive. */
  readonly policy: LogPolicy;
  /** The notes kept outside the database, which the tree has to agree with; the oldest comes first. */
  readonly outside?: Pick<Outside, "last" | "all">;
  /** Notes that somebody else kept, in any order. */
  readonly notes?: readonly string[];
  /** Reads the entries of this client only; the tree is always read whole. */
  readonly client?: string | undefined;
  /** Told now and then how far it is, in rows. */
  readonly progress?: (done: number, of: number) => void;
  readonly threads?: number;
  /** Rows read at a time. */
  readonly page?: number;
  /** Ends it, by an error. */
  readonly signal?: AbortSignal;
}

/** What was verified; with the first fault, what was read until then. */
export interface Verified {
  readonly fault: Fault | null;
  readonly relationships: number;
  readonly entries: number;
  /** Entries behind the last checkpoint: nothing signed covers them, reconciling does. */
  readonly tail: number;
  readonly checkpoints: number;
  /** The newest checkpoint of the archive; `root` is hex. */
  readonly last: {
    readonly size: number;
    readonly root: string;
    readonly at: string;
    readonly keyId: string;
  } | null;
  /** Notes from outside that the tree agrees with. */
  readonly outside: number;
}

const PAGE = 2_000;

const NOTHING: Pick<Outside, "last" | "all"> = { last: async () => null, async *all() {} };

/** Ends a verification where it stands. */
class Found extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.says);
    this.fault = fault;
  }
}

const name = ({ client, seq }: { readonly client: string; readonly seq: number }): string =>
  `${client}/${seq}`;

/**
 * Reads the whole journal, tree and checkpoints and checks every hash, column, chain, leaf, root and signature, up to
 * the first fault. The archive may be written to in the meantime.
 */
export async function verify(options: VerifyOptions): Promise<Verified> {
  const { held, outside = NOTHING, notes = [], client, progress = () => {} } = options;
  const { threads, signal, page = PAGE } = options;
  // What witnesses cosigned stands beside the archive's checkpoints, and in what is published of them.
  const policy = ownLines(options.policy);
  const seen: Seen = { relationships: 0, entries: 0, tail: 0, checkpoints: 0, outside: 0 };
  let last: Verified["last"] = null;
  const ended = (fault: Fault | null): Verified => ({ fault, ...seen, last });

  const { leaves, signed, entries } = await held.sizes();
  const all = entries + signed;
  let done = 0;
  const step = (rows: number) => {
    signal?.throwIfAborted();
    done += rows;
    progress(Math.min(done, all), all);
  };

  let readers: Readers | undefined;
  try {
    readers = openReaders(certified(await options.eventKeys.list(), policy), threads);
    await verifyEntries({ held, limit: page, client, readers, signed, seen, step });
    if (leaves !== signed)
      throw new Found({
        kind: "missing",
        says: `the tree has ${leaves} leaves, and the newest checkpoint is of ${signed}`,
        ...{ size: leaves, expected: `a checkpoint of ${leaves}`, found: `one of ${signed}` },
      });
    last = await verifyTree({ held, limit: page, policy, outside, notes, signed, seen, step });
    return ended(null);
  } catch (error) {
    if (error instanceof Found) return ended(error.fault);
    throw error;
  } finally {
    await readers?.close();
  }
}

interface Seen {
  relationships: number;
  entries: number;
  tail: number;
  checkpoints: number;
  outside: number;
}

interface Part {
  readonly held: Held;
  readonly limit: number;
  readonly signed: number;
  readonly seen: Seen;
  readonly step: (rows: number) => void;
}

/** Every entry by itself, on all cores, and each one with the entry before it. */
async function verifyEntries({
  held,
  limit,
  client,
  readers,
  signed,
  seen,
  step,
}: Part & { readonly client: string | undefined; readonly readers: Readers }): Promise<void> {
  const chains = chainReader(held, signed, seen);
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
      ...{ client: hollow, seq: 1, expected: "its entries", found: null },
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
function chainReader(held: Held, signed: number, seen: Seen) {
  let last: HeldEntry | null = null;
  /** The client's first entry, how the client is reached, and whether a hold stands: what its row has to say. */
  let first: HeldEntry | null = null;
  let opening: Partial<Pick<Opening, "kind"> & Whereabouts> = {};
  let hold = false;

  /** A chain ends where its relationship's row says that it does. */
  async function endOf(entry: HeldEntry): Promise<Fault | null> {
    const { row } = entry;
    if (!row) return cutOff(entry);
    const { kind, locale, zone } = opening;
    const expected = {
      ...{ kind, locale, zone, hold },
      openedAt: first?.at ?? null,
      updatedAt: entry.at,
      state: entry.state,
      rung: entry.rung,
      due: hold ? null : entry.due,
      dueName: hold ? null : entry.dueName,
    };
    for (const [column, value] of Object.entries(expected)) {
      const found = row[column as keyof typeof expected];
      if (found === value) continue;
      return {
        kind: "column",
        ...{ client: entry.client, seq: entry.seq },
        says: `column ${column} of relationship ${entry.client} does not say what its entries say`,
        ...{ expected: `${value}`, found: `${found}` },
      };
    }
    return null;
  }

  async function cutOff(entry: HeldEntry): Promise<Fault> {
    const { client, seq } = entry;
    const ends = await held.ends(client);
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

  function begins(entry: HeldEntry): Fault | null {
    first = entry;
    opening = (entryIn(entry)?.data ?? {}) as typeof opening;
    hold = false;
    seen.relationships++;
    if (entry.seq === 1) return linked(entry, GENESIS);
    return missing(entry.client, 1, entry);
  }

  const missing = (client: string, seq: number, found: HeldEntry): Fault => ({
    kind: "missing",
    says: `entry ${client}/${seq} is missing`,
    ...{ client, seq, expected: name({ client, seq }), found: name(found) },
  });

  function follows(before: HeldEntry, entry: HeldEntry): Fault | null {
    const { client, seq } = entry;
    if (seq > before.seq + 1) return missing(client, before.seq + 1, entry);
    if (seq <= before.seq)
      return {
        kind: "inserted",
        says: `entry ${client}/${seq} stands there twice, or its leaf does`,
        ...{ client, seq, expected: name({ client, seq: before.seq + 1 }), found: name(entry) },
      };
    return linked(entry, before.hash) ?? orderly(before, entry);
  }

  function linked(entry: HeldEntry, expected: string): Fault | null {
    if (entry.prev === expected) return null;
    const { client, seq, prev } = entry;
    const says = `entry ${client}/${seq} does not follow from the one before it`;
    return { kind: "chain", client, seq, says, expected, found: prev };
  }

  /** Leaves of a client stand in the order of its entries, and none is left out. */
  function orderly(before: HeldEntry, entry: HeldEntry): Fault | null {
    const { client, seq, leafIndex } = entry;
    if (leafIndex === null) return null;
    if (before.leafIndex === null) return unleaved(before);
    if (leafIndex > before.leafIndex) return null;
    return {
      kind: "tree",
      says: `the leaf of entry ${client}/${seq} stands before the one of the entry before it`,
      ...{ client, seq, index: leafIndex, expected: `over ${before.leafIndex}`, found: `${leafIndex}` },
    };
  }

  const unleaved = ({ client, seq, hash }: HeldEntry): Fault => ({
    kind: "missing",
    says: `entry ${client}/${seq} has no leaf, and a later one has`,
    ...{ client, seq, expected: hash, found: null },
  });

  return {
    async take(entry: HeldEntry): Promise<Fault | null> {
      const before = last;
      const goesOn = before?.client === entry.client;
      const fault = (goesOn ? null : await this.end()) ?? (goesOn ? follows(before, entry) : begins(entry));
      if (fault) return fault;
      if (entry.outcome === "accepted" && (entry.type === "hold.placed" || entry.type === "hold.lifted"))
        hold = entry.type === "hold.placed";
      if (entry.type === "contact.corrected") opening = { ...opening, ...corrected(entry) };
      if (entry.leafIndex === null || entry.leafIndex >= signed) seen.tail++;
      seen.entries++;
      last = entry;
      return null;
    },
    end: async (): Promise<Fault | null> => last && endOf(last),
  };
}

function leafDiffers({ kind, client, seq, index, hash }: HeldLeaf, held: string | null): Fault {
  const what = kind === "entry" ? `entry ${name({ client, seq: seq ?? 0 })}` : `the ${kind} of ${client}`;
  const at = { client, ...(seq !== null && { seq }), index };
  if (held === null) {
    const says = `${what} is missing: leaf ${index} of the tree was made of it`;
    return { kind: "missing", says, ...at, expected: hash, found: null };
  }
  const says = `${what} is not the one that leaf ${index} of the tree was made of`;
  return { kind: "changed", says, ...at, expected: hash, found: held };
}

/** A checkpoint that the tree has to have had. */
interface Stop extends OpenedCheckpoint {
  /** The row of the archive; null for a note from outside. */
  readonly row: CheckpointRow | null;
}

/** A note from outside. Its signature is looked at where the archive does not hold the very same one. */
interface Kept {
  readonly note: string;
  readonly size: number;
  readonly what: string;
}

/** Every leaf in its order with what it stands for, every hash above, the root of every checkpoint, every signature. */
async function verifyTree({
  held,
  limit,
  policy,
  outside,
  notes,
  signed,
  seen,
  step,
}: Part & Pick<Required<VerifyOptions>, "policy" | "outside" | "notes">): Promise<Verified["last"]> {
  const given = notes
    .map((note, n) => kept(note, `checkpoint ${n + 1} of those that were given`))
    .sort((a, b) => a.size - b.size);
  const newestOutside = await outside.last();
  const ends = [newestOutside, given.at(-1)?.note ?? null].flatMap((note) =>
    note === null ? [] : open(note, policy, "the newest checkpoint kept outside"),
  );
  for (const { size, at } of ends)
    if (size > signed)
      throw new Found({
        kind: "rolledBack",
        says: `the tree had ${size} leaves at ${at}, as the file says; the archive's newest checkpoint is of ${signed}`,
        ...{ size, expected: `${size}`, found: `${signed}` },
      });

  const leaves = leafReader(held, signed, limit, step);
  const nodes = nodeReader(held, limit);
  let grown: Frontier = EMPTY;
  let agreed: Pick<Stop, "size" | "at"> = { size: 0, at: "" };
  let last: Verified["last"] = null;
  let row: CheckpointRow | null = null;
  for await (const next of inOrder(rowsOf(held, signed, limit), keptIn(outside), given)) {
    // What was kept outside is most often what stands in the archive, letter by letter.
    if ("what" in next && next.note === row?.note) {
      seen.outside++;
      continue;
    }
    const stop: Stop =
      "what" in next
        ? { ...open(next.note, policy, next.what), row: null }
        : { ...openRow(next, policy), row: next };
    const { size } = stop;
    const fresh = await leaves.upTo(size);
    const completed: NodeRow[] = [];
    grown = append(grown, fresh.map(saltedLeaf), (level, index, hash) =>
      completed.push({ level, index, hash: hash.toString("hex") }),
    );
    for (const node of completed) await nodes.take(node);
    const root = frontierRoot(grown);
    if (!root.equals(stop.root)) throw new Found(otherTree(stop, agreed, root));
    if (stop.row) {
      seen.checkpoints++;
      row = stop.row;
      last = { size, root: row.root, at: row.at, keyId: stop.keyId };
    } else {
      // What was written outside was in the database before.
      if (agreed.size !== size || last?.size !== size)
        throw new Found({
          kind: "missing",
          says: `the checkpoint of ${size} leaves, signed ${stop.at}, is in the file and not in the archive`,
          ...{ size, expected: stop.root.toString("hex"), found: null },
        });
      seen.outside++;
    }
    agreed = stop;
  }
  await nodes.end();
  return last;
}

/** @throws {Found} where the log has certified no such key. */
function certified(rows: readonly EventKeyRow[], policy: LogPolicy): EventKeys {
  try {
    return readEventKeys(
      rows.map(({ certificate }) => certificate),
      policy.logs,
    );
  } catch (error) {
    if (!(error instanceof BadNote)) throw error;
    throw new Found(unsignedNote("a key that signs events", error, policy));
  }
}

const unsignedNote = (what: string, error: BadNote, { logs }: LogPolicy): Fault => ({
  kind: "signature",
  says: `${what}: ${error.message}`,
  expected: `key ${logs.map(({ id }) => id).join(" or ")}`,
  found: null,
});

function open(note: string, policy: LogPolicy, what: string): OpenedCheckpoint {
  try {
    return openCheckpoint(note, policy);
  } catch (error) {
    if (!(error instanceof BadNote)) throw error;
    throw new Found(unsignedNote(what, error, policy));
  }
}

/** A note of which only the size is known. */
function kept(note: string, what: string): Kept {
  try {
    return { note, size: readCheckpoint(note).size, what };
  } catch (error) {
    if (!(error instanceof BadNote)) throw error;
    throw new Found({ kind: "signature", says: `${what}: ${error.message}`, found: null });
  }
}

/** The notes of the file in their order. */
async function* keptIn(outside: Pick<Outside, "all">): AsyncGenerator<Kept> {
  let n = 0;
  let before = 0;
  for await (const note of outside.all()) {
    n += 1;
    const next = kept(note, `checkpoint ${n} of the file`);
    if (next.size < before)
      throw new Found({
        kind: "inserted",
        says: `${next.what}, of ${next.size} leaves, stands behind one of ${before}`,
        ...{ size: next.size, expected: `${before} or more`, found: `${next.size}` },
      });
    before = next.size;
    yield next;
  }
}

/** A checkpoint of the archive, whose columns say what was signed. */
function openRow(row: CheckpointRow, policy: LogPolicy): OpenedCheckpoint {
  const checkpoint = open(row.note, policy, `the checkpoint of ${row.size} leaves`);
  const { size, root, at } = checkpoint;
  const stated = { size, root: root.toString("hex"), ...(at !== null && { at }) };
  for (const [column, value] of Object.entries(stated)) {
    const found = row[column as "size" | "root" | "at"];
    if (found !== value) throw new Found(misstated(row, column, `${value}`, `${found}`));
  }
  return checkpoint;
}

const misstated = (row: CheckpointRow, column: string, expected: string, found: string): Fault => ({
  kind: "signature",
  says: `column ${column} of the checkpoint of ${row.size} leaves does not say what was signed`,
  ...{ size: row.size, expected, found },
});

function otherTree({ size, root, at, row }: Stop, agreed: Pick<Stop, "size">, found: Buffer): Fault {
  const where = row ? "in the archive" : "in the file";
  const range =
    agreed.size === size ? `leaf ${size - 1} or one before` : `leaves ${agreed.size} to ${size - 1}`;
  return {
    kind: "tree",
    says: `the first ${size} leaves are not those whose checkpoint was signed ${at} (${where}): it is one of ${range}`,
    ...{
      index: Math.min(agreed.size, size - 1),
      size,
      expected: root.toString("hex"),
      found: found.toString("hex"),
    },
  };
}

/** The archive's checkpoints by size. */
async function* rowsOf(held: Held, signed: number, limit: number): AsyncGenerator<CheckpointRow> {
  for (let after = 0; ; ) {
    const rows = await held.checkpoints(after, limit);
    for (const row of rows) {
      if (row.size > signed) return;
      yield row;
    }
    after = rows.at(-1)?.size ?? after;
    if (rows.length < limit) return;
  }
}

/** All by size; of one size the archive's comes first. */
async function* inOrder(
  rows: AsyncIterable<CheckpointRow>,
  file: AsyncGenerator<Kept>,
  given: readonly Kept[],
): AsyncGenerator<CheckpointRow | Kept> {
  const others = merged(file, given);
  try {
    let other = await others.next();
    for await (const row of rows) {
      for (; !other.done && other.value.size < row.size; other = await others.next()) yield other.value;
      yield row;
    }
    for (; !other.done; other = await others.next()) yield other.value;
  } finally {
    // Whoever stops at a fault has the file closed.
    await others.return(undefined);
  }
}

/** The file's notes and those that were given, by size. */
async function* merged(file: AsyncGenerator<Kept>, given: readonly Kept[]): AsyncGenerator<Kept> {
  let n = 0;
  for await (const note of file) {
    for (let next = given[n]; next && next.size < note.size; next = given[++n]) yield next;
    yield note;
  }
  yield* given.slice(n);
}

/** Holds the hashes above the leaves against those that the leaves make. They are kept level by level. */
function nodeReader(held: Held, limit: number) {
  const levels = new Map<number, { page: readonly NodeRow[]; used: number; next: number }>();
  const differs = (says: string, index: number, expected: string | null, found: string | null) =>
    new Found({ kind: "tree", says, index, expected, found });

  async function nextOf(level: number) {
    const at = levels.get(level) ?? { page: [], used: 0, next: 0 };
    levels.set(level, at);
    if (at.used === at.page.length) {
      const page = await held.nodes({ level, index: at.next - 1 }, limit);
      Object.assign(at, { page: page.filter((row) => row.level === level), used: 0 });
    }
    return at;
  }

  return {
    /** The next one of its level. */
    async take({ level, index, hash }: NodeRow): Promise<void> {
      const at = await nextOf(level);
      const row = at.page[at.used++];
      const says = `hash ${index} of level ${level} of the tree is not what the leaves make`;
      if (row?.index !== index || row.hash !== hash) throw differs(says, index, hash, row?.hash ?? null);
      at.next = index + 1;
    },
    /** There is none beside those that were taken. */
    async end(): Promise<void> {
      let after: NodeRow | null = null;
      for (const [level, { next }] of [...levels].sort(([a], [b]) => a - b)) {
        const [more] = await held.nodes({ level, index: next - 1 }, 1);
        if (more?.level === level) {
          const says = `hash ${more.index} of level ${level} of the tree stands behind its end`;
          throw differs(says, more.index, null, more.hash);
        }
        after = { level, index: Number.MAX_SAFE_INTEGER, hash: "" };
      }
      const [more] = await held.nodes(after, 1);
      if (!more) return;
      const says = `hash ${more.index} of level ${more.level} of the tree stands behind its end`;
      throw differs(says, more.index, null, more.hash);
    },
  };
}

/** Hands out leaves in their order, each compared with what it stands for. */
function leafReader(held: Held, signed: number, limit: number, step: (rows: number) => void) {
  let page: readonly HeldLeaf[] = [];
  let used = 0;
  let next = 0;

  function checked(leaf: HeldLeaf | undefined): HeldLeaf {
    if (leaf?.index !== next)
      throw new Found({
        kind: "missing",
        says: `leaf ${next} of the tree is missing`,
        ...{ index: next, expected: `${next}`, found: leaf ? `${leaf.index}` : null },
      });
    if (leaf.held !== leaf.hash) throw new Found(leafDiffers(leaf, leaf.held));
    next++;
    return leaf;
  }

  return {
    async upTo(size: number): Promise<HeldLeaf[]> {
      const fresh: HeldLeaf[] = [];
      while (next < size) {
        if (used === page.length) {
          page = await held.leaves(next, signed, limit);
          used = 0;
          step(page.length);
        }
        fresh.push(checked(page[used++]));
      }
      return fresh;
    },
  };
}
