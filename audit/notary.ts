import type { Archive } from "../archive/open.ts";
import type { CheckpointRow, Grown, LeafRow, NodeRow } from "../archive/tree.ts";
import { type Checkpoint, signCheckpoint } from "./checkpoint.ts";
import type { Log } from "./log.ts";
import { openCheckpoint } from "./logPolicy.ts";
import { append, EMPTY, type Frontier, frontierRoot, saltedLeaf, treeOf } from "./merkle.ts";
import type { Outside } from "./outside.ts";
import { hashesOf, type TileRows } from "./tiles.ts";
import { type AskedWitness, Witnesses } from "./witnesses.ts";

interface SignedHead {
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

/** Who vouches for the journal: takes what is new into the tree and signs its head. */
export class Notary {
  readonly log: Log;
  readonly outside: Outside;
  readonly witnesses: Witnesses;
  readonly #tree: Archive["tree"];
  readonly #clock: () => number;
  /** Whether the witnesses were asked before the first signature. */
  #asked = false;
  #busy: Promise<unknown> = Promise.resolve();

  constructor({ archive, log, outside, witnesses, clock = Date.now }: NotaryOptions) {
    this.log = log;
    this.outside = outside;
    this.witnesses = witnesses ?? new Witnesses({ tree: archive.tree, log });
    this.#tree = archive.tree;
    this.#clock = clock;
  }

  /**
   * Takes everything that has no leaf into the tree, signs its head and writes that outside the database too. One call
   * after the other.
   * @returns the newest note, its size, and how many leaves it has more than the one before; null while there is nothing.
   * @throws {Unsignable} when tree, checkpoints, key and file do not belong together; nothing is signed then.
   */
  sign(): Promise<SignedHead | null> {
    const next = this.#busy.then(() => this.#signed());
    this.#busy = next.catch(() => {});
    return next;
  }

  /**
   * The same, and has every witness cosign the newest checkpoint. The note has the lines that came.
   * @throws {Unsignable} also when a witness has seen a longer log than ours, or another one.
   */
  async cosign(): Promise<(SignedHead & { readonly asked: readonly AskedWitness[] }) | null> {
    const newest = await this.sign();
    const [row] = newest ? await this.#tree.checkpoints(newest.size - 1, 1) : [];
    if (!newest || !row) return null;
    const asked = await this.witnesses.ask(row);
    if (this.witnesses.contradiction !== null) throw new Unsignable(this.witnesses.contradiction);
    return { ...newest, note: await this.witnesses.lined(row), asked };
  }

  async #signed(): Promise<SignedHead | null> {
    const kept = await this.#keptSize();
    await this.#uncontradicted();
    const grown = await this.#grow();
    // The database comes first: what the file says has to be there, also after a crash between the two.
    await this.#writeOutside(kept);
    const last = await this.#tree.last();
    return last && { note: last.note, size: last.size, grown };
  }

  /** The size of the newest checkpoint in the file, which has to be one of the database's. */
  async #keptSize(): Promise<number> {
    const { file } = this.outside;
    const note = await this.outside.last();
    if (note === null) return 0;
    const { size } = this.#signedBefore(note, `the checkpoint that ${file} ends in`);
    const [row] = await this.#tree.checkpoints(size - 1, 1);
    if (row?.note !== note)
      throw new Unsignable(
        `the archive does not hold the checkpoint of ${size} leaves that ${file} ends in; ` +
          "`tenure audit verify --all` says more",
      );
    return size;
  }

  /** Before the first signature witnesses are asked: one over a log that was rolled back would prove two logs. */
  async #uncontradicted(): Promise<void> {
    const last = this.#asked ? null : await this.#tree.last();
    if (last) await this.witnesses.ask(last);
    this.#asked = true;
    if (this.witnesses.contradiction !== null) throw new Unsignable(this.witnesses.contradiction);
  }

  /** @returns how many leaves the tree has more. */
  async #grow(): Promise<number> {
    if (!(await this.#tree.waits())) return 0;
    const before = (await this.#tree.last())?.size ?? 0;
    for (let size = before; ; ) {
      const checkpoint = await this.#tree.grow((...head) => this.#signHead(...head));
      if (!checkpoint) return size - before;
      size = checkpoint.size;
    }
  }

  /** @param kept the size of the newest checkpoint in the file. */
  async #writeOutside(kept: number): Promise<void> {
    for (let after = kept; ; ) {
      const rows = await this.#tree.checkpoints(after, PAGE);
      await this.outside.append(rows.map(({ note }) => note));
      after = rows.at(-1)?.size ?? after;
      if (rows.length < PAGE) return;
    }
  }

  /** Signs the head that the tree has with these leaves. */
  async #signHead(before: CheckpointRow | null, leaves: readonly LeafRow[], rows: TileRows): Promise<Grown> {
    const signed = before?.size ?? 0;
    if (leaves[0]?.index !== signed)
      throw new Unsignable(
        `the tree has ${leaves[0]?.index} leaves, and its newest checkpoint is of ${signed}`,
      );
    const nodes: NodeRow[] = [];
    const grown = append(await this.#frontierOf(before, rows), leaves.map(saltedLeaf), (level, index, hash) =>
      nodes.push({ level, index, hash: hash.toString("hex") }),
    );
    const { size } = grown;
    const root = frontierRoot(grown);
    const seconds = Math.floor(this.#clock() / 1_000);
    const at = new Date(seconds * 1_000).toISOString();
    const note = signCheckpoint({ size, root }, this.log, seconds);
    return { checkpoint: { size, root: root.toString("hex"), note, at }, nodes };
  }

  /** What the tree grows on from, as the last checkpoint has it. */
  async #frontierOf(before: CheckpointRow | null, rows: TileRows): Promise<Frontier> {
    if (!before) return EMPTY;
    const { size, root } = this.#signedBefore(before.note, `the checkpoint of ${before.size} leaves`);
    const contradicts = new Unsignable(`the tree of ${before.size} leaves is not the one that was signed`);
    const frontier = await treeOf(hashesOf(rows))
      .frontier(before.size)
      .catch((error: unknown) => {
        throw error instanceof RangeError ? contradicts : error;
      });
    if (size !== before.size || !frontierRoot(frontier).equals(root)) throw contradicts;
    return frontier;
  }

  #signedBefore(note: string, what: string): Checkpoint {
    try {
      return openCheckpoint(note, this.log.policy);
    } catch (error) {
      throw new Unsignable(`${what}: ${error instanceof Error ? error.message : error}`);
    }
  }
}
