import { appendFile, mkdtemp, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashOfErasure } from "../../archive/erasures.ts";
import { type Archive, openArchive } from "../../archive/open.ts";
import type { CheckpointRow, HeldEntry, LeafRow, NodeRow } from "../../archive/tree.ts";
import { signCheckpoint } from "../../audit/checkpoint.ts";
import type { JournalFault } from "../../audit/fault.ts";
import { type Log, openLog } from "../../audit/log.ts";
import { openCheckpoint } from "../../audit/logPolicy.ts";
import { append, EMPTY, frontierRoot, saltedLeaf } from "../../audit/merkle.ts";
import { Notary, Unsignable } from "../../audit/notary.ts";
import { splitNotes } from "../../audit/note.ts";
import { type Outside, outside } from "../../audit/outside.ts";
import { verifyRecords } from "../../audit/records.ts";
import type { VerifiedRows } from "../../audit/verify/part.ts";
import { type Verified, type VerifyOptions, verify } from "../../audit/verify.ts";
import { closeEntry, type Entry, GENESIS } from "../../machines/journal.ts";
import { type Backend, backends, beside, embedded } from "../support/archives.ts";
import { hour, journalOf, type Said } from "../support/entries.ts";
import { stranger } from "../support/log.ts";

type Writable<T> = { -readonly [P in keyof T]: T[P] };

/** A leaf of an entry. */
type Entryleaf = LeafRow & { readonly seq: number };

/** The tables of an archive, read once: what a mutation changes. */
interface Rows {
  readonly entries: Writable<Omit<HeldEntry, "leafIndex" | "row">>[];
  readonly leaves: Entryleaf[];
  readonly nodes: NodeRow[];
  readonly checkpoints: CheckpointRow[];
  readonly relationships: NonNullable<HeldEntry["row"]>[];
}

const byPlace = (a: { client: string; seq: number }, b: { client: string; seq: number }): number =>
  a.client < b.client ? -1 : a.client > b.client ? 1 : a.seq - b.seq;

/** What the archive's queries would say of these rows. */
function heldIn({ entries, leaves, nodes, checkpoints, relationships }: Rows): VerifiedRows {
  const sorted = [...entries].sort(byPlace);
  const at = ({ client, seq }: { client: string; seq: number }) => `${client}/${seq}`;
  const leafAt = new Map(leaves.map((leaf) => [at(leaf), leaf]));
  const rowAt = new Map(relationships.map((row) => [at(row), row]));
  const hashAt = new Map(entries.map((entry) => [at(entry), entry.hash]));
  const inOrder = [...leaves].sort((a, b) => a.index - b.index);
  return {
    sizes: async () => ({
      leaves: (inOrder.at(-1)?.index ?? -1) + 1,
      signed: Math.max(0, ...checkpoints.map(({ size }) => size)),
      entries: entries.length,
    }),
    entries: async (after, limit, client) =>
      sorted
        .filter((entry) => client === undefined || entry.client === client)
        .filter((entry) => !after || byPlace(entry, after) > 0)
        .slice(0, limit)
        .map((entry) => {
          const leaf = leafAt.get(at(entry));
          const row = rowAt.get(at(entry)) ?? null;
          return { ...entry, leafIndex: leaf?.index ?? null, row };
        }),
    ends: async (client) => relationships.find((row) => row.client === client)?.seq ?? null,
    leaves: async (from, to, limit) =>
      inOrder
        .filter(({ index }) => index >= from && index < to)
        .slice(0, limit)
        .map((leaf) => ({ ...leaf, held: hashAt.get(at(leaf)) ?? null })),
    nodes: async (after, limit) =>
      nodes
        .filter(
          ({ level, index }) =>
            !after || level > after.level || (level === after.level && index > after.index),
        )
        .slice(0, limit),
    checkpoints: async (after, limit) =>
      checkpoints
        .filter(({ size }) => size > after)
        .sort((a, b) => a.size - b.size)
        .slice(0, limit),
    hollow: async () =>
      relationships
        .map(({ client }) => client)
        .filter((client) => !entries.some((entry) => entry.client === client))
        .sort()[0] ?? null,
  };
}

async function rowsOf(archive: Archive): Promise<Rows> {
  const held = await archive.tree.entries(null, 10_000);
  return {
    entries: held.map(({ leafIndex: _, row: __, ...entry }) => entry),
    leaves: (await archive.tree.leaves(0, 10_000, 10_000)).map(({ held: _, ...leaf }) => leaf as Entryleaf),
    nodes: await archive.tree.nodes(null, 10_000),
    checkpoints: await archive.tree.checkpoints(0, 10_000),
    relationships: (await archive.relationships.list({ limit: 1_000 })).rows,
  };
}

const deadlines = [
  { name: "calls", due: hour(90) },
  { name: "review", due: hour(300) },
];
const LINES: readonly Said[] = [
  {},
  { data: { text: "ünïcode ✓ \u0000 \u2028", list: [1, 1.5e-7, -0, { b: null, a: "x" }] } },
  { deadlines, to: { state: "restricted", rung: "restricted" } },
  { type: "hold.placed", deadlines },
  { type: "hold.lifted", outcome: "refused", deadlines, reason: "v_abcdefgh" },
  { type: "hold.lifted", deadlines },
  {
    type: "exit.requested",
    actor: { id: "olga", role: "ops" },
    to: { state: "suspended", rung: "warnedOnce" },
  },
  { effects: [{ id: "x/8/0", type: "sendNotice", params: { notice: "N4" } }] },
];
const CLIENTS = ["a", "b-1", "c", "d", "e", "f", "g"];

/** Records a journal, a piece of each client in turn, and has it signed after each round. */
async function record(archive: Archive, keeper: Notary): Promise<void> {
  const journals = CLIENTS.map((client, n) => journalOf(client, LINES.slice(0, LINES.length - (n % 4))));
  for (const from of [0, 2, 3, 5]) {
    const to = { 0: 2, 2: 3, 3: 5, 5: 8 }[from] ?? 8;
    for (const journal of journals) await archive.journal.record(journal.slice(from, to));
    await keeper.sign();
  }
}

interface Ground {
  readonly backend: Backend;
  readonly archive: Archive;
  readonly keeper: Notary;
  readonly log: Log;
  readonly file: Outside;
  readonly notes: readonly string[];
}

async function notesIn(file: Pick<Outside, "all">): Promise<string[]> {
  const notes: string[] = [];
  for await (const note of file.all()) notes.push(note);
  return notes;
}

/** A file of checkpoints with these notes. */
const keptAs = (notes: readonly string[]): Pick<Outside, "last" | "all"> => ({
  last: async () => notes.at(-1) ?? null,
  async *all() {
    yield* notes;
  },
});

let folder: string;
let clock = Date.parse("2026-11-20T10:00:00.000Z");
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenure-verify-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let grounds = 0;
async function keeperOf(
  archive: Archive,
): Promise<{ keeper: Notary; log: Log; file: Outside; keys: string }> {
  const home = join(folder, `g${++grounds}`);
  const keys = join(home, "keys");
  const log = await openLog({ folder: keys, log: archive.log, host: "tenure.example" });
  const file = outside(join(home, "checkpoints", "signed.txt"));
  clock += 1_000;
  const keeper = new Notary({ archive, log, outside: file, clock: () => (clock += 60_000) });
  return { keeper, log, file, keys };
}

describe("every change of the rows is found, and the place named (R-LIF-0)", () => {
  let ground: Ground;
  let original: Rows;
  beforeAll(async () => {
    const backend = await embedded.start();
    const archive = await openArchive(await backend.place());
    const { keeper, log, file } = await keeperOf(archive);
    await record(archive, keeper);
    // Entries behind the last checkpoint.
    await archive.journal.record(journalOf("tail", [{}, {}, {}]));
    ground = { backend, archive, keeper, log, file, notes: await notesIn(file) };
    original = await rowsOf(archive);
  });
  afterAll(async () => {
    await ground.archive.close();
    await ground.backend.stop();
  });

  const check = (rows: Rows, more: Partial<VerifyOptions> = {}): Promise<Verified> =>
    verify({
      held: heldIn(rows),
      eventKeys: ground.archive.eventKeys,
      policy: ground.log.policy,
      outside: keptAs(ground.notes),
      ...more,
    });
  const copy = (): Rows => ({
    entries: original.entries.map((entry) => ({ ...entry })),
    leaves: original.leaves.map((leaf) => ({ ...leaf })),
    nodes: original.nodes.map((node) => ({ ...node })),
    checkpoints: original.checkpoints.map((row) => ({ ...row })),
    relationships: original.relationships.map((row) => ({ ...row })),
  });
  let mutations = 0;

  /** Changes a copy of the rows in a random way, many times; the change says which fault it has to lead to. */
  async function mutate(
    runs: number,
    change: (rows: Rows, n: (below: number) => number) => Partial<JournalFault> | null,
    options: Partial<VerifyOptions> = {},
  ): Promise<void> {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(1_000_000)), async (numbers) => {
        const rows = copy();
        const next = (below: number): number => (numbers.next().value as number) % Math.max(1, below);
        const expected = change(rows, next);
        fc.pre(expected !== null);
        const { fault } = await check(rows, options);
        expect(fault).toMatchObject(expected ?? {});
        mutations++;
      }),
      { numRuns: runs },
    );
  }

  /** Entry `n` of those that are sealed. */
  const pick = (rows: Rows, n: (below: number) => number) => {
    const sealed = rows.entries.filter(({ client }) => client !== "tail");
    const entry = sealed[n(sealed.length)];
    if (!entry) throw new Error("no entry");
    return entry;
  };
  const lengthOf = (rows: Rows, client: string): number =>
    rows.entries.filter((entry) => entry.client === client).length;
  const drop = <T>(from: T[], gone: (row: T) => boolean): void => {
    from.splice(0, from.length, ...from.filter((row) => !gone(row)));
  };

  /** Makes a client's chain anew from this entry on, every hash, column and the relationship's row right. */
  function forge(rows: Rows, client: string, from: number, what: (entry: Entry) => Partial<Entry>): void {
    let prev =
      rows.entries.find((entry) => entry.client === client && entry.seq === from - 1)?.hash ?? GENESIS;
    for (const row of rows.entries.filter((entry) => entry.client === client && entry.seq >= from)) {
      const { hash: _, ...old } = JSON.parse(row.text) as Entry;
      const entry = closeEntry({ ...old, ...(row.seq === from && what({ ...old, hash: "" })), prev });
      Object.assign(row, { text: JSON.stringify(entry), hash: entry.hash, prev });
      Object.assign(row, { actorId: entry.actor.id, actorRole: entry.actor.role });
      prev = entry.hash;
    }
  }

  /** Signs the tree of these rows anew, at all of its sizes. */
  function resign(rows: Rows, log: Log): void {
    for (const row of rows.checkpoints) {
      const tree = append(EMPTY, rows.leaves.slice(0, row.size).map(saltedLeaf));
      const root = frontierRoot(tree);
      Object.assign(row, {
        note: signCheckpoint({ size: row.size, root }, log, Date.parse(row.at) / 1_000),
        root: root.toString("hex"),
      });
    }
  }

  const releaf = (rows: Rows): void => {
    const hashes = new Map(rows.entries.map((entry) => [`${entry.client}/${entry.seq}`, entry.hash]));
    rows.leaves.splice(
      0,
      rows.leaves.length,
      ...rows.leaves
        .filter(({ client, seq }) => hashes.has(`${client}/${seq}`))
        .map((leaf, index) => ({ ...leaf, index, hash: hashes.get(`${leaf.client}/${leaf.seq}`) ?? "" })),
    );
  };

  it("finds nothing where nothing was changed, and says what is behind the last checkpoint", async () => {
    const result = await check(copy());
    const sealed = original.leaves.length;
    expect(result).toMatchObject({ fault: null, entries: sealed + 3, tail: 3, checkpoints: 4, outside: 4 });
    expect(result.relationships).toBe(CLIENTS.length + 1);
    expect(result.last).toMatchObject({ size: sealed, root: original.checkpoints.at(-1)?.root });
    expect(await check(copy(), { page: 2, threads: 3 })).toEqual(result);
    expect(await check(copy(), { page: 8 })).toEqual(result);
    expect(await check(copy(), { client: "c" })).toMatchObject({ fault: null, relationships: 1, entries: 6 });
  });

  it("one character of an entry", () =>
    mutate(300, (rows, n) => {
      const entry = pick(rows, n);
      const at = n(entry.text.length);
      const letter = String.fromCharCode(32 + n(95));
      if (entry.text[at] === letter) return null;
      entry.text = entry.text.slice(0, at) + letter + entry.text.slice(at + 1);
      return { kind: "changed", client: entry.client, seq: entry.seq };
    }));

  it("the first of two changes, read in small pages by several threads", () =>
    mutate(
      30,
      (rows, n) => {
        const [one, other] = [pick(rows, n), pick(rows, n)].sort(byPlace);
        if (!one || !other) return null;
        const { client, seq } = one;
        one.text = one.text.replace("occurredAt", "occurredat");
        // The other one is found sooner: in the reader itself, and not in a thread.
        if (one !== other) drop(rows.entries, (entry) => entry === other);
        return { kind: "changed", client, seq };
      },
      { page: 3, threads: 2 },
    ));

  it("a character put in, or taken out", () =>
    mutate(100, (rows, n) => {
      const entry = pick(rows, n);
      const at = n(entry.text.length);
      entry.text = entry.text.slice(0, at) + (n(2) ? " " : "") + entry.text.slice(at + n(2));
      const { text } =
        original.entries.find(({ client, seq }) => client === entry.client && seq === entry.seq) ?? {};
      return entry.text === text ? null : { kind: "changed", client: entry.client, seq: entry.seq };
    }));

  it("a column beside an entry", () =>
    mutate(200, (rows, n) => {
      const entry = pick(rows, n);
      const columns = [
        ...["type", "outcome", "at", "recordedAt", "actorId", "actorRole", "eventId", "state"],
        ...["rung", "due", "dueName", "hash", "prev"],
      ];
      const column = columns[n(columns.length)] as "type";
      Object.assign(entry, { [column]: ["x", hour(7_000), "0".repeat(64)][n(3)] });
      const { client, seq } = entry;
      const before = original.entries.find((row) => row.client === client && row.seq === seq);
      return before?.[column] === entry[column] ? null : { kind: "column", client, seq };
    }));

  it("a column of a relationship's row", () =>
    mutate(100, (rows, n) => {
      const row = rows.relationships[n(rows.relationships.length)];
      if (!row) return null;
      const columns = [
        "kind",
        "locale",
        "zone",
        "state",
        "rung",
        "hold",
        "due",
        "dueName",
        "openedAt",
        "updatedAt",
      ];
      Object.assign(row, { [columns[n(columns.length)] ?? ""]: ["x", hour(7_000), true][n(3)] });
      if (JSON.stringify(rows.relationships) === JSON.stringify(original.relationships)) return null;
      return { kind: "column", client: row.client, seq: lengthOf(rows, row.client) };
    }));

  it("a deleted entry, the last of its chain or another", () =>
    mutate(100, (rows, n) => {
      const { client, seq } = pick(rows, n);
      drop(rows.entries, (entry) => entry.client === client && entry.seq === seq);
      return { kind: "missing", client, seq };
    }));

  it("the end of a chain, with its row moved back; without leaves; without checkpoints", () =>
    mutate(100, (rows, n) => {
      const { client, seq } = pick(rows, n);
      if (seq === 1) return null;
      const isGone = (row: { client: string; seq: number }) => row.client === client && row.seq >= seq;
      drop(rows.entries, isGone);
      const end = rows.entries.findLast((entry) => entry.client === client);
      const row = rows.relationships.find((one) => one.client === client);
      const held = seq === 5 || seq === 6;
      const due = held ? null : (end?.due ?? null);
      const standing = { state: end?.state, rung: end?.rung, hold: held, due, updatedAt: end?.at };
      Object.assign(row ?? {}, { seq: seq - 1, ...standing, dueName: held ? null : (end?.dueName ?? null) });
      const first = rows.leaves.find(isGone);
      const leaf = { kind: "missing" as const, index: first?.index ?? 0 };
      if (n(3) === 0) return { ...leaf, client, seq };
      drop(rows.leaves, isGone);
      if (n(2) === 0 && first?.index !== original.leaves.length - 1)
        return rows.leaves.at(-1)?.index === original.leaves.length - 1 ? leaf : { kind: "missing" };
      // As if those entries had never been taken into the tree.
      releaf(rows);
      drop(rows.checkpoints, ({ size }) => size > rows.leaves.length);
      resign(rows, ground.log);
      return {};
    }));

  it("the last ten entries that were recorded, with everything that tells of them", () =>
    mutate(20, (rows, n) => {
      const cut = original.leaves.length - 10 - n(10);
      const gone = new Set(rows.leaves.slice(cut).map(({ client, seq }) => `${client}/${seq}`));
      const isGone = ({ client, seq }: { client: string; seq: number }) => gone.has(`${client}/${seq}`);
      drop(rows.entries, isGone);
      for (const row of rows.relationships) {
        const end = rows.entries.findLast(({ client }) => client === row.client);
        const held = end?.seq === 4 || end?.seq === 5;
        Object.assign(row, {
          seq: end?.seq,
          state: end?.state,
          rung: end?.rung,
          hold: held,
          updatedAt: end?.at,
        });
        Object.assign(row, { due: held ? null : end?.due, dueName: held ? null : end?.dueName });
      }
      drop(rows.leaves, isGone);
      drop(rows.checkpoints, ({ size }) => size > cut);
      // An older state of the database, whole in itself, with nothing wrong but its age.
      const size = rows.checkpoints.at(-1)?.size ?? 0;
      drop(rows.leaves, ({ index }) => index >= size);
      return { kind: "rolledBack", size: original.leaves.length, found: `${size}` };
    }));

  it("an entry put in at the end of a chain, or in the middle with all that follow made anew", () =>
    mutate(100, (rows, n) => {
      const { client, seq } = pick(rows, n);
      const length = lengthOf(rows, client);
      const last = rows.entries.find((entry) => entry.client === client && entry.seq === length);
      const base = rows.entries.find((entry) => entry.client === client && entry.seq === seq);
      if (!last || !base) return null;
      const row = rows.relationships.find((one) => one.client === client);
      if (n(2) === 0) {
        const { hash: _, ...old } = JSON.parse(last.text) as Entry;
        const entry = closeEntry({ ...old, seq: length + 1, prev: last.hash });
        rows.entries.push({
          ...last,
          seq: entry.seq,
          prev: last.hash,
          hash: entry.hash,
          text: JSON.stringify(entry),
        });
        if (n(2) === 0) return { kind: "inserted", client, seq: length + 1 };
        Object.assign(row ?? {}, { seq: length + 1 });
        rows.leaves.push({
          ...{ index: rows.leaves.length, kind: "entry", client, seq: length + 1 },
          ...{ hash: entry.hash, salt: "0".repeat(32) },
        });
        return { kind: "missing", size: original.leaves.length + 1 };
      }
      for (const entry of rows.entries)
        if (entry.client === client && entry.seq > seq) {
          entry.seq++;
          entry.text = JSON.stringify({ ...JSON.parse(entry.text), seq: entry.seq });
        }
      const text = JSON.stringify({ ...JSON.parse(base.text), seq: seq + 1 });
      rows.entries.push({ ...base, seq: seq + 1, text });
      rows.entries.sort(byPlace);
      Object.assign(row ?? {}, { seq: length + 1 });
      forge(rows, client, seq + 1, () => ({}));
      // The first entry that is not the one that its leaf was made of; at the end there is no leaf to say so.
      return seq === length ? null : { kind: "changed", client, seq: seq + 1 };
    }));

  it("two entries of a chain that changed places, or two leaves", () =>
    mutate(100, (rows, n) => {
      if (n(2) === 0) {
        const a = n(rows.leaves.length);
        const b = n(rows.leaves.length);
        const [first, second] = [rows.leaves[a], rows.leaves[b]];
        if (!first || !second || a === b) return null;
        rows.leaves[a] = { ...second, index: a };
        rows.leaves[b] = { ...first, index: b };
        return first.client === second.client ? { kind: "tree", client: first.client } : {};
      }
      const one = pick(rows, n);
      const other = pick(rows, n);
      if (one.client !== other.client || one.seq === other.seq) return null;
      [one.seq, other.seq] = [other.seq, one.seq];
      return { client: one.client, seq: Math.min(one.seq, other.seq) };
    }));

  it("a chain that was removed: its entries, its row, its leaves, and the tree signed anew", () =>
    mutate(60, (rows, n) => {
      const { client } = pick(rows, n);
      const isGone = (row: { client: string }) => row.client === client;
      const index = rows.leaves.find(isGone)?.index ?? 0;
      drop(rows.entries, isGone);
      const ways: readonly (() => Partial<JournalFault>)[] = [
        () => ({ kind: "missing", client, seq: 1 }),
        () => {
          drop(rows.relationships, isGone);
          return { kind: "missing", client, seq: 1, index };
        },
        () => {
          drop(rows.relationships, isGone);
          const ends = rows.leaves.at(-1)?.client === client;
          drop(rows.leaves, isGone);
          return ends ? { kind: "missing" } : { kind: "missing", index };
        },
        () => {
          drop(rows.relationships, isGone);
          releaf(rows);
          const size = rows.leaves.length;
          return { kind: "missing", size };
        },
        () => {
          drop(rows.relationships, isGone);
          releaf(rows);
          const newest = rows.checkpoints.at(-1);
          if (newest) Object.assign(newest, { size: rows.leaves.length });
          resign(rows, ground.log);
          return { kind: "rolledBack", size: original.leaves.length };
        },
      ];
      return ways[n(ways.length)]?.() ?? null;
    }));

  it("an entry rewritten with its chain, its leaves and, by the same key, every checkpoint", () =>
    mutate(100, (rows, n) => {
      const { client, seq } = pick(rows, n);
      forge(rows, client, seq, () => ({ actor: { id: "someone-else", role: "manager" } }));
      const way = n(3);
      if (way === 0) return { kind: "changed", client, seq };
      releaf(rows);
      const index = rows.leaves.find((leaf) => leaf.client === client && leaf.seq === seq)?.index ?? 0;
      const size = original.checkpoints.find((checkpoint) => checkpoint.size > index)?.size ?? 0;
      if (way === 2) resign(rows, ground.log);
      return { kind: "tree", size };
    }));

  it("an entry that nothing signed covers yet, rewritten with its hash but not with the chain", () =>
    mutate(20, (rows, n) => {
      const seq = 1 + n(2);
      const row = rows.entries.find((entry) => entry.client === "tail" && entry.seq === seq);
      const { hash: _, ...old } = JSON.parse(row?.text ?? "") as Entry;
      const entry = closeEntry({ ...old, reason: `v_${n(1_000)}` });
      Object.assign(row ?? {}, { text: JSON.stringify(entry), hash: entry.hash });
      return { kind: "chain", client: "tail", seq: seq + 1, expected: entry.hash };
    }));

  it("checkpoints: cut off, one taken out, signed by another key, any column, any character of a note", async () => {
    const other = stranger(ground.log);
    await mutate(200, (rows, n) => {
      const at = n(rows.checkpoints.length);
      const row = rows.checkpoints[at];
      if (!row) return null;
      const { size } = row;
      const bad = { kind: "signature" as const };
      const ways: readonly (() => Partial<JournalFault> | null)[] = [
        () => {
          rows.checkpoints.splice(at);
          return { kind: "missing", size: original.leaves.length };
        },
        () => {
          rows.checkpoints.splice(at, 1);
          return { kind: "missing", size };
        },
        () => {
          resign(rows, other);
          return bad;
        },
        () => {
          Object.assign(row, [{ root: "0".repeat(64) }, { at: hour(9) }][n(2)]);
          return { ...bad, size };
        },
        () => {
          const place = n(row.note.length);
          const letter = String.fromCharCode(32 + n(95));
          if (row.note[place] === letter) return null;
          Object.assign(row, { note: row.note.slice(0, place) + letter + row.note.slice(place + 1) });
          return bad;
        },
      ];
      return ways[n(ways.length)]?.() ?? null;
    });
  });

  it("an older database, whole in itself, is found by a note kept outside; without one, its tail grows", async () => {
    const rows = copy();
    rows.checkpoints.splice(2);
    const size = rows.checkpoints.at(-1)?.size ?? 0;
    rows.leaves.splice(size);
    expect((await check(rows)).fault).toMatchObject({ kind: "rolledBack", size: original.leaves.length });
    const newest = ground.notes.slice(-1);
    const without = { outside: keptAs([]) };
    expect((await check(rows, { ...without, notes: newest })).fault).toMatchObject({ kind: "rolledBack" });
    const alone = await check(rows, without);
    expect(alone).toMatchObject({ fault: null, tail: original.entries.length - size });
  });

  it("a note from outside that another key signed, or that is none", async () => {
    const note = signCheckpoint({ size: 1, root: Buffer.alloc(32) }, stranger(ground.log), 1);
    expect((await check(copy(), { notes: [note] })).fault).toMatchObject({ kind: "signature" });
    expect((await check(copy(), { notes: ["a word\n"] })).fault).toMatchObject({ kind: "signature" });
  });

  it("a leaf's salt, and any kind of leaf", () =>
    mutate(30, (rows, n) => {
      const at = n(rows.leaves.length);
      const leaf = rows.leaves[at];
      if (!leaf) return null;
      rows.leaves[at] = { ...leaf, salt: `${"0".repeat(31)}${n(10)}` };
      const size = original.checkpoints.find((checkpoint) => checkpoint.size > at)?.size ?? 0;
      return { kind: "tree", size };
    }));

  it("the file outside: notes that changed places", async () => {
    const [one = "", two = "", ...rest] = ground.notes;
    expect((await check(copy(), { outside: keptAs([two, one, ...rest]) })).fault).toMatchObject({
      kind: "inserted",
      size: original.checkpoints[0]?.size,
    });
    // Signed by the log at another moment: of the same tree, so it agrees.
    const { size = 0, root = "" } = original.checkpoints[1] ?? {};
    const again = signCheckpoint({ size, root: Buffer.from(root, "hex") }, ground.log, 99);
    expect(await check(copy(), { notes: [again] })).toMatchObject({ fault: null, outside: 5 });
    const between = signCheckpoint({ size: size - 1, root: Buffer.from(root, "hex") }, ground.log, 99);
    expect((await check(copy(), { notes: [between] })).fault).toMatchObject({ kind: "tree", size: size - 1 });
  });

  it("that is at least a thousand changes", () => {
    expect(mutations).toBeGreaterThanOrEqual(1_000);
  });
});

/** What a hostile administrator does, and what verify has to say: on a real database, triggers off. */
const ATTACKS: readonly (readonly [string, string, Partial<JournalFault>])[] = [
  [
    "a byte of an entry",
    `update entries set entry = replace(entry::text, '"accepted"', '"acceptee"')::json where client = 'c' and seq = 2`,
    { kind: "changed", client: "c", seq: 2 },
  ],
  [
    "a column",
    "update entries set actor_id = 'eve' where client = 'd' and seq = 4",
    { kind: "column", client: "d", seq: 4 },
  ],
  [
    "an entry deleted",
    "delete from entries where client = 'b-1' and seq = 3",
    { kind: "missing", client: "b-1", seq: 3 },
  ],
  [
    "a chain removed, rows, leaves and all",
    "delete from entries where client = 'a'; delete from leaves where client = 'a'; delete from relationships where client = 'a'",
    { kind: "missing", index: 0 },
  ],
  [
    "an entry inserted",
    `insert into entries select client, 9, type, outcome, at, recorded_at, actor_id, actor_role, event_id, state, rung, due,
       due_name, hash, prev, entry from entries where client = 'a' and seq = 8`,
    { kind: "column", client: "a", seq: 9 },
  ],
  ["checkpoints cut off", "delete from checkpoints where size > 20", { kind: "missing", size: 47 }],
  [
    "another root",
    "update checkpoints set root = repeat('0', 64) where size = 14",
    { kind: "signature", size: 14 },
  ],
  [
    "a row without entries",
    "delete from entries where client = 'g'",
    { kind: "missing", client: "g", seq: 1 },
  ],
];
const TABLES = ["entries", "leaves", "nodes", "checkpoints"];

/** Statements as one: PGlite takes seconds to open for each. */
const block = (...statements: readonly string[]): string =>
  `do $do$ declare n integer := 0; begin ${statements.join("; ")}; end $do$`;

describe.each(backends)("the tree on $name", ({ name, start }) => {
  const attacks = name === "PGlite" ? 3 : ATTACKS.length;
  let backend: Backend;
  beforeAll(async () => {
    backend = await start();
  });
  afterAll(() => backend?.stop());

  it("finds what an administrator changes behind its back, and nothing before (R-LIF-0)", async () => {
    const place = await backend.place();
    const archive = await openArchive(place);
    const { keeper, log, file } = await keeperOf(archive);
    await record(archive, keeper);
    const whole = await verify({
      held: archive.tree,
      eventKeys: archive.eventKeys,
      policy: log.policy,
      outside: file,
    });
    expect(whole).toMatchObject({ fault: null, entries: 47, tail: 0, checkpoints: 4, outside: 4 });
    await archive.close();

    const kept = [...TABLES, "relationships"];
    await beside(
      place,
      block(
        ...TABLES.map((table) => `alter table ${table} disable trigger all`),
        ...kept.map((table) => `create table kept_${table} as select * from ${table}`),
      ),
    );
    const restore = [
      ...kept.map((table) => `delete from ${table}`),
      ...kept.map((table) => `insert into ${table} select * from kept_${table}`),
    ];
    for (const [what, attack, expected] of ATTACKS.slice(0, attacks)) {
      await beside(place, block(...restore, attack));
      const changed = await openArchive(place);
      const { fault } = await verify({
        held: changed.tree,
        eventKeys: changed.eventKeys,
        policy: log.policy,
        outside: file,
      });
      await changed.close();
      expect(fault, what).toMatchObject(expected);
    }
  });

  it("finds an erasure or a rebuild that was taken out, exchanged or put in, by the leaves (R-LIF-0)", async () => {
    const place = await backend.place();
    const archive = await openArchive(place);
    const { keeper, log, file } = await keeperOf(archive);
    await archive.journal.record(journalOf("a", [{}, {}]));
    const by = { actor: { id: "carl", role: "compliance" }, reason: "v_abcdefgh", at: hour(9) } as const;
    const erasure = await archive.erasures.record({ client: "a", seq: null, ...by });
    const order = { client: "a", seq: 2, head: "0".repeat(64), oldRun: null, ...by, at: hour(10) };
    const rebuild = await archive.rebuilds.record(order);
    expect(await archive.rebuilds.record(order)).toEqual(rebuild);
    expect(await archive.tree.leafOf("rebuild", rebuild.hash)).toMatchObject({ index: null, waits: true });
    await keeper.sign();
    expect(await archive.tree.leafOf("rebuild", rebuild.hash)).toMatchObject({ index: 3, waits: false });
    expect(await archive.tree.leafOf("erasure", erasure.hash)).toMatchObject({ index: 2, waits: false });
    await archive.close();

    const faultOf = async (attack: string) => {
      const statements = ["erasures", "rebuilds"].flatMap((table) => [
        `alter table ${table} disable trigger all`,
        `drop table if exists kept_${table}`,
        `create table kept_${table} as select * from ${table}`,
      ]);
      await beside(place, block(...statements, attack));
      const changed = await openArchive(place);
      const { fault } = await verify({
        held: changed.tree,
        eventKeys: changed.eventKeys,
        policy: log.policy,
        outside: file,
      });
      const found = fault ?? (await verifyRecords(changed));
      await changed.close();
      const restored = ["erasures", "rebuilds"].flatMap((table) => [
        `delete from ${table}`,
        `insert into ${table} select * from kept_${table}`,
      ]);
      await beside(place, block(...restored));
      return found;
    };
    expect(await faultOf("n := 1")).toBeNull();
    expect(await faultOf("delete from erasures")).toMatchObject({ kind: "missing", client: "a", index: 2 });
    expect(await faultOf("delete from rebuilds")).toMatchObject({ kind: "missing", client: "a", index: 3 });
    expect(await faultOf("update erasures set actor_id = 'eve'")).toMatchObject({
      kind: "changed",
      client: "a",
    });
    expect(await faultOf("update erasures set hash = repeat('0', 64)")).toMatchObject({
      kind: "changed",
      index: 2,
    });
    expect(await faultOf("update rebuilds set actor_id = 'eve'")).toMatchObject({
      kind: "changed",
      client: "a",
    });
    const { hash: _, ...said } = { ...erasure, client: "b" };
    const forged = `insert into erasures select 'b', seq, at, actor_id, actor_role, reason, '${hashOfErasure(said)}' from erasures`;
    expect(await faultOf(forged)).toMatchObject({ kind: "inserted", client: "b" });
  });

  it("lets nobody change entries, leaves, hashes above them or checkpoints (R-LIF-0)", async () => {
    const place = await backend.place();
    const archive = await openArchive(place);
    const { keeper } = await keeperOf(archive);
    await record(archive, keeper);
    await archive.close();
    const refused = (statement: string) =>
      `begin ${statement}; exception when raise_exception then
         if sqlerrm like '%append-only%' then n := n + 1; else raise; end if; end`;
    const parts = ["entries_0", "entries_15", "leaves_0"];
    const columns = { entries: "seq", leaves: "seq", nodes: "level", checkpoints: "size", logs: "at" };
    // A trigger for rows needs a row: no part of the journal is sure to have one, and the first of the leaves has.
    const statements = [
      ...Object.entries(columns)
        .filter(([table]) => table !== "nodes")
        .flatMap(([table, column]) => [`update ${table} set ${column} = ${column}`, `delete from ${table}`]),
      "delete from leaves_0",
      ...[...Object.keys(columns), ...parts].map((table) => `truncate ${table}`),
    ];
    await beside(
      place,
      block(
        ...statements.map(refused),
        `if n <> ${statements.length} then raise 'only % refused', n; end if`,
      ),
    );
  });

  it("makes one tree of many notaries at once, while others record", async () => {
    const place = await backend.place();
    const archives = await Promise.all(
      place.databaseUrl === undefined ? [openArchive(place)] : [1, 2, 3].map(() => openArchive(place)),
    );
    const [archive] = archives as [Archive];
    const { log } = await keeperOf(archive);
    // Each engine writes its own file of checkpoints; on PGlite two of them share one archive.
    const files = [1, 2, 3].map((n) => outside(join(folder, `own-${++grounds}-${n}`)));
    const notaries = files.map(
      (file, n) => new Notary({ archive: archives[n % archives.length] ?? archive, log, outside: file }),
    );
    const journals = Array.from({ length: 12 }, (_, n) => journalOf(`m${n}`, [{}, {}, {}, {}]));
    await Promise.all([
      ...journals.map(async (journal) => {
        for (const entry of journal) await archive.journal.record([entry]);
      }),
      ...notaries.map(async (one) => {
        for (let n = 0; n < 5; n++) await one.sign();
      }),
    ]);
    const grown = await Promise.all(notaries.map(async (one) => (await one.sign())?.grown ?? 0));
    expect(grown.filter((count) => count > 0).length).toBeLessThanOrEqual(1);
    for (const one of notaries) await one.sign();
    const [first] = files;
    if (!first) throw new Error("three files");
    const notes = await notesIn(first);
    expect(notes.length).toBeGreaterThan(0);
    for (const file of files) expect(await notesIn(file)).toEqual(notes);
    const result = await verify({
      held: archive.tree,
      eventKeys: archive.eventKeys,
      policy: log.policy,
      outside: first,
    });
    expect(result).toMatchObject({ fault: null, entries: 48, tail: 0, last: { size: 48 } });
    for (const one of archives) await one.close();
  });
});

describe("sealing", () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await embedded.start();
  });
  afterAll(() => backend?.stop());

  async function ground() {
    const place = await backend.place();
    const archive = await openArchive(place);
    return { place, archive, ...(await keeperOf(archive)) };
  }

  it("signs nothing while the journal is empty, and nothing twice", async () => {
    const { archive, keeper, log, file } = await ground();
    expect(await keeper.sign()).toBeNull();
    await archive.journal.record(journalOf("a", [{}, {}]));
    const first = await keeper.sign();
    expect(first).toMatchObject({ grown: 2 });
    expect(await keeper.sign()).toEqual({ ...first, grown: 0 });
    expect(await notesIn(file)).toEqual([first?.note]);
    expect(openCheckpoint(first?.note ?? "", log.policy)).toMatchObject({ size: 2, origin: log.origin });
    await archive.close();
  });

  it("keeps the order of each client, whatever the clocks of those who recorded said", async () => {
    const { archive, keeper, log } = await ground();
    const late = journalOf("a", [{ recordedAt: hour(9) }, { recordedAt: hour(1) }, { recordedAt: hour(5) }]);
    await archive.journal.record(late);
    await archive.journal.record(journalOf("b", [{ recordedAt: hour(4) }]));
    await keeper.sign();
    const order = (await archive.tree.leaves(0, 10, 10)).map(({ client, seq }) => `${client}${seq}`);
    expect(order).toEqual(["b1", "a1", "a2", "a3"]);
    expect(
      (await verify({ held: archive.tree, eventKeys: archive.eventKeys, policy: log.policy })).fault,
    ).toBeNull();
    await archive.close();
  });

  it("gives each leaf a salt of its own, so that nobody who knows the rest of an entry can try it out", async () => {
    const { archive, keeper } = await ground();
    await archive.journal.record(journalOf("a", [{}, {}, {}]));
    await keeper.sign();
    const salts = (await archive.tree.leaves(0, 10, 10)).map(({ salt }) => salt);
    expect(salts.every((salt) => /^[0-9a-f]{32}$/.test(salt))).toBe(true);
    expect(new Set(salts).size).toBe(3);
    await archive.close();
  });

  it("keeps the hashes above the leaves, and finds one that is changed, missing or too many", async () => {
    const { archive, keeper, log, file } = await ground();
    const said = Array.from({ length: 40 }, () => ({}));
    for (let n = 0; n < 15; n++) {
      await archive.journal.record(journalOf(`n${n}`, said));
      if (n % 4 === 3) await keeper.sign();
    }
    await keeper.sign();
    expect(await archive.tree.nodes(null, 10)).toMatchObject([
      { level: 1, index: 0 },
      { level: 1, index: 1 },
    ]);
    expect(
      await verify({ held: archive.tree, eventKeys: archive.eventKeys, policy: log.policy, outside: file }),
    ).toMatchObject({
      fault: null,
      entries: 600,
    });
    const rows = await rowsOf(archive);
    const [one, two] = rows.nodes;
    if (!one || !two) throw new Error("two hashes");
    const faultOf = async (...nodes: readonly NodeRow[]) =>
      (
        await verify({
          held: heldIn({ ...rows, nodes: [...nodes] }),
          eventKeys: archive.eventKeys,
          policy: log.policy,
          outside: file,
        })
      ).fault;
    expect(await faultOf(one, two)).toBeNull();
    expect(await faultOf(one, { ...two, hash: one.hash })).toMatchObject({ kind: "tree", index: 1 });
    expect(await faultOf(two)).toMatchObject({ kind: "tree", index: 0 });
    expect(await faultOf(one)).toMatchObject({ kind: "tree", index: 1, found: null });
    expect(await faultOf(one, two, { ...two, index: 2 })).toMatchObject({ kind: "tree", index: 2 });
    expect(await faultOf(one, two, { ...two, level: 2 })).toMatchObject({ kind: "tree", index: 1 });
    await archive.close();
  });

  it("mends a note that a crash tore off, and writes what the file has not yet", async () => {
    const { archive, keeper, file } = await ground();
    await archive.journal.record(journalOf("a", [{}]));
    await keeper.sign();
    await archive.journal.record(journalOf("b", [{}]));
    await keeper.sign();
    const whole = await readFile(file.file, "utf8");
    const bytes = Buffer.byteLength(whole);
    for (const lost of [
      1,
      40,
      130,
      250,
      400,
      Buffer.byteLength(splitNotes(whole)[1] ?? ""),
      bytes - 10,
      bytes,
    ]) {
      await truncate(file.file, bytes - lost);
      await keeper.sign();
      expect(await readFile(file.file, "utf8")).toBe(whole);
    }
    await appendFile(file.file, "\nsomething else");
    await archive.journal.record(journalOf("c", [{}]));
    await expect(keeper.sign()).rejects.toThrow("does not end in a checkpoint");
    await archive.close();
  });

  it("signs nothing over an older database, another key's checkpoints or a changed tree", async () => {
    const { place, archive, log, file, keeper } = await ground();
    await archive.journal.record(journalOf("a", [{}, {}]));
    await keeper.sign();
    await archive.journal.record(journalOf("b", [{}]));

    const elsewhere = outside(join(folder, "elsewhere"));
    const other = new Notary({ archive, log: stranger(log), outside: elsewhere });
    await expect(other.sign()).rejects.toThrow(Unsignable);
    expect(await notesIn(elsewhere)).toEqual([]);

    const empty = await openArchive(await backend.place());
    const older = new Notary({ archive: empty, log, outside: file });
    await empty.journal.record(journalOf("a", [{}]));
    await expect(older.sign()).rejects.toThrow("does not hold the checkpoint of 2 leaves");
    await empty.close();

    await archive.close();
    const salt = `update leaves set salt = repeat('0', 32) where index = 1`;
    await beside(place, block("alter table leaves disable trigger all", salt));
    const changed = await openArchive(place);
    await expect(new Notary({ archive: changed, log, outside: file }).sign()).rejects.toThrow(
      "is not the one that was signed",
    );
    expect(await changed.tree.last()).toMatchObject({ size: 2 });
    await changed.close();
  });
});
