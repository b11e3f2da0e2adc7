// The signed tree: every leaf, every hash above, every checkpoint.
import type { CheckpointRow, NodeRow } from "../../archive/tree.ts";
import { readCheckpoint } from "../checkpoint.ts";
import type { JournalFault } from "../fault.ts";
import { type LogPolicy, type OpenedCheckpoint, openCheckpoint } from "../logPolicy.ts";
import { append, EMPTY, type Frontier, frontierRoot, saltedLeaf } from "../merkle.ts";
import { BadNote } from "../note.ts";
import type { Outside } from "../outside.ts";
import { LeafReader, NodeReader } from "./leaves.ts";
import { Found, type Verification, type VerifiedRows } from "./part.ts";

/** The newest checkpoint of the archive; `root` is hex. */
export interface LastCheckpoint {
  readonly size: number;
  readonly root: string;
  readonly at: string;
  readonly keyId: string;
}

/** A checkpoint that the tree has to have had. */
interface Stop extends OpenedCheckpoint {
  /** The row of the archive; null for a note from outside. */
  readonly row: CheckpointRow | null;
}

/** A note from outside. Its signature is looked at where the archive does not hold the very same one. */
interface NoteOutside {
  readonly note: string;
  readonly size: number;
  readonly what: string;
}

/** Notes that the tree has to agree with, from outside the database. */
export interface NotesOutside {
  readonly outside: Pick<Outside, "last" | "all">;
  readonly notes: readonly string[];
}

/** Every leaf in its order with what it stands for, every hash above, the root of every checkpoint, every signature. */
export async function verifyTree({
  held,
  limit,
  policy,
  outside,
  notes,
  signed,
  seen,
  step,
}: Verification & NotesOutside & { readonly policy: LogPolicy }): Promise<LastCheckpoint | null> {
  const given = notes
    .map((note, n) => noteOf(note, `checkpoint ${n + 1} of those that were given`))
    .sort((a, b) => a.size - b.size);
  reachedBy(signed, [await outside.last(), given.at(-1)?.note ?? null], policy);

  const leaves = new LeafReader(held, signed, limit, step);
  const nodes = new NodeReader(held, limit);
  let grown: Frontier = EMPTY;
  let agreed: Pick<Stop, "size" | "at"> = { size: 0, at: "" };
  let last: LastCheckpoint | null = null;
  let row: CheckpointRow | null = null;
  for await (const next of inOrder(rowsOf(held, signed, limit), notesIn(outside), given)) {
    // What was kept outside is most often what stands in the archive, letter by letter.
    if ("what" in next && next.note === row?.note) {
      seen.outside++;
      continue;
    }
    const stop = stopAt(next, policy);
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
      if (agreed.size !== size || last?.size !== size) throw new Found(onlyOutside(stop));
      seen.outside++;
    }
    agreed = stop;
  }
  await nodes.end();
  return last;
}

/** The tree has at least as many leaves as the newest notes from outside say. @throws {Found} */
function reachedBy(signed: number, notes: readonly (string | null)[], policy: LogPolicy): void {
  const newest = notes.flatMap((note) =>
    note === null ? [] : open(note, policy, "the newest checkpoint kept outside"),
  );
  for (const { size, at } of newest)
    if (size > signed)
      throw new Found({
        kind: "rolledBack",
        says: `the tree had ${size} leaves at ${at}, as the file says; the archive's newest checkpoint is of ${signed}`,
        size,
        expected: `${size}`,
        found: `${signed}`,
      });
}

const stopAt = (next: CheckpointRow | NoteOutside, policy: LogPolicy): Stop =>
  "what" in next
    ? { ...open(next.note, policy, next.what), row: null }
    : { ...openRow(next, policy), row: next };

const onlyOutside = ({ size, at, root }: Stop): JournalFault => ({
  kind: "missing",
  says: `the checkpoint of ${size} leaves, signed ${at}, is in the file and not in the archive`,
  size,
  expected: root.toString("hex"),
  found: null,
});

/** A note that the log, or its clock, has not signed. */
export const noteFault = (what: string, error: BadNote, { logs }: LogPolicy): JournalFault => ({
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
    throw new Found(noteFault(what, error, policy));
  }
}

/** A note of which only the size is known. */
function noteOf(note: string, what: string): NoteOutside {
  try {
    return { note, size: readCheckpoint(note).size, what };
  } catch (error) {
    if (!(error instanceof BadNote)) throw error;
    throw new Found({ kind: "signature", says: `${what}: ${error.message}`, found: null });
  }
}

/** The notes of the file in their order. */
async function* notesIn(outside: Pick<Outside, "all">): AsyncGenerator<NoteOutside> {
  let n = 0;
  let before = 0;
  for await (const note of outside.all()) {
    n += 1;
    const next = noteOf(note, `checkpoint ${n} of the file`);
    if (next.size < before)
      throw new Found({
        kind: "inserted",
        says: `${next.what}, of ${next.size} leaves, stands behind one of ${before}`,
        size: next.size,
        expected: `${before} or more`,
        found: `${next.size}`,
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

const misstated = (row: CheckpointRow, column: string, expected: string, found: string): JournalFault => ({
  kind: "signature",
  says: `column ${column} of the checkpoint of ${row.size} leaves does not say what was signed`,
  size: row.size,
  expected,
  found,
});

function otherTree({ size, root, at, row }: Stop, agreed: Pick<Stop, "size">, found: Buffer): JournalFault {
  const where = row ? "in the archive" : "in the file";
  const range =
    agreed.size === size ? `leaf ${size - 1} or one before` : `leaves ${agreed.size} to ${size - 1}`;
  return {
    kind: "tree",
    says: `the first ${size} leaves are not those whose checkpoint was signed ${at} (${where}): it is one of ${range}`,
    index: Math.min(agreed.size, size - 1),
    size,
    expected: root.toString("hex"),
    found: found.toString("hex"),
  };
}

/** The archive's checkpoints by size. */
async function* rowsOf(held: VerifiedRows, signed: number, limit: number): AsyncGenerator<CheckpointRow> {
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
  file: AsyncGenerator<NoteOutside>,
  given: readonly NoteOutside[],
): AsyncGenerator<CheckpointRow | NoteOutside> {
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
async function* merged(
  file: AsyncGenerator<NoteOutside>,
  given: readonly NoteOutside[],
): AsyncGenerator<NoteOutside> {
  let n = 0;
  for await (const note of file) {
    for (let next = given[n]; next && next.size < note.size; next = given[++n]) yield next;
    yield note;
  }
  yield* given.slice(n);
}
