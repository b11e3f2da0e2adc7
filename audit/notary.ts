import type { Archive } from "../archive/open.ts";
import type { CheckpointRow, Grown, LeafRow, NodeRow } from "../archive/tree.ts";
import { type Checkpoint, signCheckpoint } from "./checkpoint.ts";
import type { Log } from "./log.ts";
import { openCheckpoint } from "./logPolicy.ts";
import { append, EMPTY, type Frontier, frontierRoot, saltedLeaf, treeOf } from "./merkle.ts";
import type { Outside } from "./outside.ts";
import { hashesOf, type TileRows } from "./tiles.ts";
import { type Asked, type Witnesses, witnessesOf } from "./witnesses.ts";

/** Who vouches for the journal: takes what is new into the tree and signs its head. */
export interface Notary {
  readonly log: Log;
  readonly outside: Outside;
  readonly witnesses: Witnesses;
  /**
   * Takes everything that has no leaf into the tree, signs its head and writes that outside the database too. One call
   * after the other.
   * @returns the newest note, its size, and how many leaves it has more than the one before; null while there is nothing.
   * @throws {Unsignable} when tree, checkpoints, key and file do not belong together; nothing is signed then.
   */
  sign(): Promise<Signed | null>;
  /**
   * The same, and has every witness cosign the newest checkpoint. The note has the lines that came.
   * @throws {Unsignable} also when a witness has seen a longer log than ours, or another one.
   */
  cosign(): Promise<(Signed & { readonly asked: readonly Asked[] }) | null>;
}

interface Signed {
  readonly note: string;
  readonly size: number;
  readonly grown: number;
}

/** Nothing is signed over a journal that contradicts what was signed before. */
export class Unsignable extends Error {
  override readonly name = "Unsignable";
}

const PAGE = 500;

export interface NotaryOptions {
  readonly archive: Pick<Archive, "tree">;
  readonly log: Log;
  readonly outside: Outside;
  /** By whom checkpoints are cosigned; default nobody. */
  readonly witnesses?: Witnesses;
  /** Ms since the epoch. */
  readonly clock?: () => number;
}

export function notary({ archive, log, outside, clock = Date.now, ...more }: NotaryOptions): Notary {
  const { tree } = archive;
  const { witnesses = witnessesOf({ tree, log }) } = more;
  let asked = false;

  /** Before the first signature witnesses are asked: one over a log that was rolled back would prove two logs. */
  async function uncontradicted(): Promise<void> {
    const last = asked ? null : await tree.last();
    if (last) await witnesses.ask(last);
    asked = true;
    if (witnesses.contradiction !== null) throw new Unsignable(witnesses.contradiction);
  }

  function signedBefore(note: string, what: string): Checkpoint {
    try {
      return openCheckpoint(note, log.policy);
    } catch (error) {
      throw new Unsignable(`${what}: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** What the tree grows on from, as the last checkpoint has it. */
  async function frontierOf(before: CheckpointRow | null, rows: TileRows): Promise<Frontier> {
    if (!before) return EMPTY;
    const { size, root } = signedBefore(before.note, `the checkpoint of ${before.size} leaves`);
    const contradicts = new Unsignable(`the tree of ${before.size} leaves is not the one that was signed`);
    const frontier = await treeOf(hashesOf(rows))
      .frontier(before.size)
      .catch((error: unknown) => {
        throw error instanceof RangeError ? contradicts : error;
      });
    if (size !== before.size || !frontierRoot(frontier).equals(root)) throw contradicts;
    return frontier;
  }

  /** Signs the head that the tree has with these leaves. */
  async function signing(
    before: CheckpointRow | null,
    leaves: readonly LeafRow[],
    rows: TileRows,
  ): Promise<Grown> {
    const signed = before?.size ?? 0;
    if (leaves[0]?.index !== signed)
      throw new Unsignable(
        `the tree has ${leaves[0]?.index} leaves, and its newest checkpoint is of ${signed}`,
      );
    const nodes: NodeRow[] = [];
    const frontier = append(await frontierOf(before, rows), leaves.map(saltedLeaf), (level, index, hash) =>
      nodes.push({ level, index, hash: hash.toString("hex") }),
    );
    const { size } = frontier;
    const root = frontierRoot(frontier);
    const seconds = Math.floor(clock() / 1_000);
    const at = new Date(seconds * 1_000).toISOString();
    const note = signCheckpoint({ size, root }, log, seconds);
    return { checkpoint: { size, root: root.toString("hex"), note, at }, nodes };
  }

  /** The size of the newest checkpoint in the file, which has to be one of the database's. */
  async function keptSize(): Promise<number> {
    const note = await outside.last();
    if (note === null) return 0;
    const { size } = signedBefore(note, `the checkpoint that ${outside.file} ends in`);
    const [row] = await tree.checkpoints(size - 1, 1);
    if (row?.note !== note)
      throw new Unsignable(
        `the archive does not hold the checkpoint of ${size} leaves that ${outside.file} ends in; ` +
          "`tenure audit verify --all` says more",
      );
    return size;
  }

  async function signed() {
    let kept = await keptSize();
    await uncontradicted();
    let grown = 0;
    if (await tree.waits()) {
      for (let before = (await tree.last())?.size ?? 0; ; ) {
        const checkpoint = await tree.grow(signing);
        if (!checkpoint) break;
        grown += checkpoint.size - before;
        before = checkpoint.size;
      }
    }
    // The database comes first: what the file says has to be there, also after a crash between the two.
    for (;;) {
      const rows = await tree.checkpoints(kept, PAGE);
      await outside.append(rows.map(({ note }) => note));
      kept = rows.at(-1)?.size ?? kept;
      if (rows.length < PAGE) break;
    }
    const last = await tree.last();
    return last && { note: last.note, size: last.size, grown };
  }

  let busy: Promise<unknown> = Promise.resolve();
  const sign = (): Promise<Signed | null> => {
    const next = busy.then(signed);
    busy = next.catch(() => {});
    return next;
  };
  return {
    log,
    outside,
    witnesses,
    sign,
    async cosign() {
      const newest = await sign();
      const [row] = newest ? await tree.checkpoints(newest.size - 1, 1) : [];
      if (!newest || !row) return null;
      const answers = await witnesses.ask(row);
      if (witnesses.contradiction !== null) throw new Unsignable(witnesses.contradiction);
      return { ...newest, note: await witnesses.lined(row), asked: answers };
    },
  };
}
