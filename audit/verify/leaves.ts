// Leaves of the tree and the hashes above them, page by page, each held against what it has to be.
import type { HeldLeaf, NodeRow } from "../../archive/tree.ts";
import type { JournalFault } from "../fault.ts";
import { Found, name, type VerifiedRows } from "./part.ts";

function leafDiffers({ kind, client, seq, index, hash }: HeldLeaf, held: string | null): JournalFault {
  const what = kind === "entry" ? `entry ${name({ client, seq: seq ?? 0 })}` : `the ${kind} of ${client}`;
  const at = { client, ...(seq !== null && { seq }), index };
  if (held === null) {
    const says = `${what} is missing: leaf ${index} of the tree was made of it`;
    return { kind: "missing", says, ...at, expected: hash, found: null };
  }
  const says = `${what} is not the one that leaf ${index} of the tree was made of`;
  return { kind: "changed", says, ...at, expected: hash, found: held };
}

/** How far a level was read. */
interface LevelRead {
  page: readonly NodeRow[];
  /** Of the page. */
  used: number;
  /** The index of the next one. */
  next: number;
}

const nodeFault = (says: string, index: number, expected: string | null, found: string | null) =>
  new Found({ kind: "tree", says, index, expected, found });

const behindEnd = ({ level, index, hash }: NodeRow) =>
  nodeFault(`hash ${index} of level ${level} of the tree stands behind its end`, index, null, hash);

/** Holds the hashes above the leaves against those that the leaves make. They are kept level by level. */
export class NodeReader {
  readonly #held: VerifiedRows;
  readonly #limit: number;
  readonly #levels = new Map<number, LevelRead>();

  constructor(held: VerifiedRows, limit: number) {
    this.#held = held;
    this.#limit = limit;
  }

  /** The next one of its level. */
  async take({ level, index, hash }: NodeRow): Promise<void> {
    const at = await this.#nextOf(level);
    const row = at.page[at.used++];
    const says = `hash ${index} of level ${level} of the tree is not what the leaves make`;
    if (row?.index !== index || row.hash !== hash) throw nodeFault(says, index, hash, row?.hash ?? null);
    at.next = index + 1;
  }

  /** There is none beside those that were taken. */
  async end(): Promise<void> {
    let after: NodeRow | null = null;
    for (const [level, { next }] of [...this.#levels].sort(([a], [b]) => a - b)) {
      const [more] = await this.#held.nodes({ level, index: next - 1 }, 1);
      if (more?.level === level) throw behindEnd(more);
      after = { level, index: Number.MAX_SAFE_INTEGER, hash: "" };
    }
    const [more] = await this.#held.nodes(after, 1);
    if (more) throw behindEnd(more);
  }

  async #nextOf(level: number): Promise<LevelRead> {
    const at = this.#levels.get(level) ?? { page: [], used: 0, next: 0 };
    this.#levels.set(level, at);
    if (at.used === at.page.length) {
      const page = await this.#held.nodes({ level, index: at.next - 1 }, this.#limit);
      at.page = page.filter((row) => row.level === level);
      at.used = 0;
    }
    return at;
  }
}

/** Hands out leaves in their order, each compared with what it stands for. */
export class LeafReader {
  readonly #held: VerifiedRows;
  readonly #signed: number;
  readonly #limit: number;
  readonly #step: (rows: number) => void;
  #page: readonly HeldLeaf[] = [];
  #used = 0;
  #next = 0;

  constructor(held: VerifiedRows, signed: number, limit: number, step: (rows: number) => void) {
    this.#held = held;
    this.#signed = signed;
    this.#limit = limit;
    this.#step = step;
  }

  /** Those up to this many, from where the call before ended. */
  async upTo(size: number): Promise<HeldLeaf[]> {
    const fresh: HeldLeaf[] = [];
    while (this.#next < size) {
      if (this.#used === this.#page.length) {
        this.#page = await this.#held.leaves(this.#next, this.#signed, this.#limit);
        this.#used = 0;
        this.#step(this.#page.length);
      }
      fresh.push(this.#checked(this.#page[this.#used++]));
    }
    return fresh;
  }

  #checked(leaf: HeldLeaf | undefined): HeldLeaf {
    if (leaf?.index !== this.#next)
      throw new Found({
        kind: "missing",
        says: `leaf ${this.#next} of the tree is missing`,
        index: this.#next,
        expected: `${this.#next}`,
        found: leaf ? `${leaf.index}` : null,
      });
    if (leaf.held !== leaf.hash) throw new Found(leafDiffers(leaf, leaf.held));
    this.#next++;
    return leaf;
  }
}
