import type { Archive } from "../archive/open.ts";
import type { CheckpointRow, LeafRow } from "../archive/tree.ts";
import { iso } from "../machines/index.ts";
import { type Checkpoint, type ErasuresHead, openNote, signCheckpoint } from "./checkpoint.ts";
import type { SigningKey } from "./keyPair.ts";
import { append, EMPTY, entryLeaf, type Frontier, frontierRoot } from "./merkle.ts";
import type { Outside } from "./outside.ts";

/** Who vouches for the journal: takes new entries into the tree and signs its head. */
export interface Notary {
  readonly key: SigningKey;
  readonly outside: Outside;
  /**
   * Takes every entry that has no leaf into the tree, signs its head and writes that outside the database too. One
   * call after the other.
   * @returns the newest note, and how many entries it has more than the one before; null while the journal is empty.
   * @throws {Unsignable} when tree, checkpoints, key and file do not belong together; nothing is signed then.
   */
  sign(): Promise<{ readonly note: string; readonly grown: number } | null>;
}

/** Nothing is signed over a journal that contradicts what was signed before. */
export class Unsignable extends Error {
  override readonly name = "Unsignable";
}

const PAGE = 500;

export interface NotaryOptions {
  readonly archive: Pick<Archive, "tree" | "erasures">;
  readonly key: SigningKey;
  readonly outside: Outside;
  /** Ms since the epoch. */
  readonly clock?: () => number;
}

export function notary({ archive, key, outside, clock = Date.now }: NotaryOptions): Notary {
  const { tree } = archive;

  /** What the tree grows on from, as the last checkpoint has it. */
  function frontierOf(before: CheckpointRow | null): Frontier {
    if (!before) return EMPTY;
    const { size, root } = signedBefore(before);
    const nodes = Array.isArray(before.frontier) ? before.frontier : [];
    const frontier = { size, nodes: nodes.map((node) => Buffer.from(`${node}`, "hex")) };
    if (size !== before.size || !frontierRoot(frontier).equals(root))
      throw new Unsignable(`the checkpoint of ${before.size} leaves is not the one that was signed`);
    return frontier;
  }

  function signedBefore({ note, size }: CheckpointRow): Checkpoint {
    try {
      return openNote(note, key.publicKey);
    } catch (error) {
      throw new Unsignable(
        `the checkpoint of ${size} leaves: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  /** Signs the head that the tree has with these leaves, and the head of the erasures with it. */
  const signing =
    (erasures: ErasuresHead | null) => (before: CheckpointRow | null, leaves: readonly LeafRow[]) => {
      const signed = before?.size ?? 0;
      if (leaves[0]?.index !== signed)
        throw new Unsignable(
          `the tree has ${leaves[0]?.index} leaves, and its newest checkpoint is of ${signed}`,
        );
      const frontier = append(
        frontierOf(before),
        leaves.map((leaf) => entryLeaf(leaf.hash)),
      );
      const { size, nodes } = frontier;
      const root = frontierRoot(frontier);
      const at = iso(clock());
      return {
        ...{ size, root: root.toString("hex"), at },
        note: signCheckpoint({ size, root, at, erasures }, key.privateKey),
        frontier: nodes.map((node) => node.toString("hex")),
      };
    };

  /** The size of the newest checkpoint in the file, which has to be one of the database's. */
  async function keptSize(): Promise<number> {
    const note = await outside.last();
    if (note === null) return 0;
    const { size } = openNote(note, key.publicKey);
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
    let grown = 0;
    if (await tree.waits()) {
      for (let before = (await tree.last())?.size ?? 0; ; ) {
        const erased = await archive.erasures.last();
        const checkpoint = await tree.grow(signing(erased && { n: erased.n, hash: erased.hash }));
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
    return last && { note: last.note, grown };
  }

  let busy: Promise<unknown> = Promise.resolve();
  return {
    key,
    outside,
    sign() {
      const next = busy.then(signed);
      busy = next.catch(() => {});
      return next;
    },
  };
}
