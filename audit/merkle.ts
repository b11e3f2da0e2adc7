import { hash } from "node:crypto";

/** Bytes of a hash. */
export const HASH_BYTES = 32;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

const sha256 = (...parts: readonly Uint8Array[]): Buffer => hash("sha256", Buffer.concat(parts), "buffer");

/** The root of a tree without leaves. */
export const EMPTY_ROOT: Buffer = sha256();

/** The hash of a leaf (RFC 6962 §2.1). Tenure's leaves are the 32 bytes of an entry's hash. */
export const leafHash = (data: Uint8Array): Buffer => sha256(LEAF, data);

/** The hash of a node over its two sides (RFC 6962 §2.1). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** The leaf of an entry, by the entry's hash in hex. */
export const entryLeaf = (hex: string): Buffer => leafHash(Buffer.from(hex, "hex"));

/**
 * As much of a tree as it takes to let it grow: the roots of its complete subtrees, the largest (leftmost) first, one
 * for every bit set in `size`.
 */
export interface Frontier {
  readonly size: number;
  readonly nodes: readonly Buffer[];
}

export const EMPTY: Frontier = { size: 0, nodes: [] };

/** The frontier with these leaf hashes behind it. */
export function append(frontier: Frontier, leaves: Iterable<Uint8Array>): Frontier {
  let { size } = frontier;
  const nodes = [...frontier.nodes];
  for (const leaf of leaves) {
    let node: Buffer = Buffer.from(leaf);
    // Two complete subtrees of one height make one of the next, as two bits do when one is carried.
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      node = nodeHash(nodes.pop() as Buffer, node);
    }
    nodes.push(node);
    size++;
  }
  return { size, nodes };
}

/** The root of subtrees, the largest first. */
const rootOf = (nodes: readonly Buffer[]): Buffer =>
  nodes.length === 0 ? EMPTY_ROOT : nodes.reduceRight((right, left) => nodeHash(left, right));

/** The root of the tree that this frontier stands for. */
export const frontierRoot = ({ nodes }: Frontier): Buffer => rootOf(nodes);

/** A whole tree in memory, 64 bytes a leaf, which answers for every size that it ever had. */
export interface Tree {
  readonly size: number;
  /** @param leaf the leaf's hash, see {@link leafHash}. */
  append(leaf: Uint8Array): void;
  /** The root at this size. @throws {RangeError} when the tree is smaller. */
  root(size?: number): Buffer;
  frontier(size?: number): Frontier;
  /** The audit path of leaf `index` in the tree of `size` leaves (RFC 6962 §2.1.1), lowest node first. */
  inclusion(index: number, size?: number): Buffer[];
  /** That the tree of `size` leaves begins with the one of `from` (RFC 6962 §2.1.2). */
  consistency(from: number, size?: number): Buffer[];
}

/** The largest power of two under `size`, for two leaves or more. */
function split(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

export function growTree(): Tree {
  // One level a height: the roots of the complete subtrees of 2^height leaves, left to right.
  const levels: { bytes: Buffer; count: number }[] = [];

  const put = (height: number, node: Uint8Array): void => {
    const level = levels[height] ?? { bytes: Buffer.alloc(64 * HASH_BYTES), count: 0 };
    levels[height] = level;
    const at = level.count * HASH_BYTES;
    if (at === level.bytes.length) level.bytes = Buffer.concat([level.bytes, Buffer.alloc(at)]);
    level.bytes.set(node, at);
    level.count++;
  };
  const get = (height: number, n: number): Buffer => {
    const { bytes } = levels[height] as { bytes: Buffer };
    return bytes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES);
  };
  const size = (): number => levels[0]?.count ?? 0;

  const within = (wanted: number, limit = size()): number => {
    if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > limit)
      throw new RangeError(`${wanted} is outside 0 to ${limit}`);
    return wanted;
  };

  /** The complete subtrees that leaves `start` up to `end` are made of, where `start` is aligned to the first of them. */
  const subtrees = (start: number, end: number): Buffer[] => {
    const nodes: Buffer[] = [];
    for (let at = start; at < end; ) {
      const height = Math.floor(Math.log2(end - at));
      nodes.push(get(height, at / 2 ** height));
      at += 2 ** height;
    }
    return nodes;
  };
  const rootBetween = (start: number, end: number): Buffer => rootOf(subtrees(start, end));

  const path = (index: number, start: number, end: number): Buffer[] => {
    if (end - start <= 1) return [];
    const middle = start + split(end - start);
    return index < middle
      ? [...path(index, start, middle), rootBetween(middle, end)]
      : [...path(index, middle, end), rootBetween(start, middle)];
  };
  const proof = (from: number, start: number, end: number, known: boolean): Buffer[] => {
    if (from === end) return known ? [] : [rootBetween(start, end)];
    const middle = start + split(end - start);
    return from <= middle
      ? [...proof(from, start, middle, known), rootBetween(middle, end)]
      : [...proof(from, middle, end, false), rootBetween(start, middle)];
  };

  return {
    get size() {
      return size();
    },
    append(leaf) {
      let n = size();
      let node = leaf;
      put(0, node);
      for (let height = 0; n % 2 === 1; height++, n = (n - 1) / 2) {
        node = nodeHash(get(height, n - 1), node);
        put(height + 1, node);
      }
    },
    root: (at = size()) => Buffer.from(rootBetween(0, within(at))),
    frontier: (at = size()) => ({
      size: within(at),
      nodes: subtrees(0, at).map((node) => Buffer.from(node)),
    }),
    inclusion: (index, at = size()) => {
      within(at);
      within(index, at - 1);
      return path(index, 0, at).map((node) => Buffer.from(node));
    },
    consistency: (from, at = size()) => {
      within(at);
      within(from, at);
      return from === 0 ? [] : proof(from, 0, at, true).map((node) => Buffer.from(node));
    },
  };
}

/** The head of a tree: how many leaves and what they hash to. */
export interface Head {
  readonly size: number;
  readonly root: Uint8Array;
}

const isIndex = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const areHashes = (proof: readonly Uint8Array[]): boolean =>
  proof.every(({ length }) => length === HASH_BYTES);
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const odd = (value: number): boolean => value % 2 === 1;
const half = (value: number): number => Math.floor(value / 2);

/**
 * Whether this is the audit path of the leaf with this hash at this index in the tree with this head (RFC 9162
 * §2.1.3.2). False for whatever is malformed.
 */
export function provesInclusion(
  leaf: Uint8Array,
  index: number,
  { size, root }: Head,
  proof: readonly Uint8Array[],
): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size || !areHashes([leaf, ...proof])) return false;
  let at = index;
  let last = size - 1;
  let node: Uint8Array = leaf;
  for (const other of proof) {
    if (last === 0) return false;
    if (odd(at) || at === last) {
      node = nodeHash(other, node);
      // The last node of an odd level has no sibling, and is the same one on the levels above until it has.
      while (!odd(at) && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      node = nodeHash(node, other);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && same(node, root);
}

/**
 * Whether the tree with the second head begins with all leaves of the first, in their order (RFC 9162 §2.1.4.2). False
 * for whatever is malformed. Every tree begins with the empty one.
 */
export function provesConsistency(from: Head, to: Head, proof: readonly Uint8Array[]): boolean {
  if (!isIndex(from.size) || !isIndex(to.size) || from.size > to.size || !areHashes(proof)) return false;
  if (from.size === 0) return proof.length === 0 && same(from.root, EMPTY_ROOT);
  if (from.size === to.size) return proof.length === 0 && same(from.root, to.root);

  let at = from.size - 1;
  let last = to.size - 1;
  while (odd(at)) {
    at = half(at);
    last = half(last);
  }
  // A complete first tree is itself the lowest node, and is then left out of the proof.
  const [first, ...rest] = at === 0 ? [from.root, ...proof] : proof;
  if (first === undefined) return false;
  let older: Uint8Array = first;
  let newer: Uint8Array = first;
  for (const other of rest) {
    if (last === 0) return false;
    if (odd(at) || at === last) {
      older = nodeHash(other, older);
      newer = nodeHash(other, newer);
      while (!odd(at) && at !== 0) {
        at = half(at);
        last = half(last);
      }
    } else {
      newer = nodeHash(newer, other);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && same(older, from.root) && same(newer, to.root);
}
