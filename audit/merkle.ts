import { hash } from "node:crypto";

/** Bytes of a hash. */
export const HASH_BYTES = 32;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

const sha256 = (...parts: readonly Uint8Array[]): Buffer => hash("sha256", Buffer.concat(parts), "buffer");

/** The root of a tree without leaves. */
export const EMPTY_ROOT: Buffer = sha256();

/** The hash of a leaf (RFC 6962 §2.1). */
export const leafHash = (data: Uint8Array): Buffer => sha256(LEAF, data);

/** The hash of a node over its two sides (RFC 6962 §2.1). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** What a leaf of ours holds: SHA-256 over 16 random bytes and the hash of what it stands for; 32 bytes. */
export const leafData = ({ salt, hash: of }: { readonly salt: string; readonly hash: string }): Buffer =>
  sha256(Buffer.from(salt, "hex"), Buffer.from(of, "hex"));

/** The hash of a leaf of ours. Salt and hash are hex. */
export const saltedLeaf = (leaf: { readonly salt: string; readonly hash: string }): Buffer =>
  leafHash(leafData(leaf));

/**
 * As much of a tree as it takes to let it grow: the roots of its complete subtrees, the largest (leftmost) first, one
 * for every bit set in `size`.
 */
export interface Frontier {
  readonly size: number;
  readonly nodes: readonly Buffer[];
}

export const EMPTY: Frontier = { size: 0, nodes: [] };

/** Each hash of a tile is the root of 256 hashes of the tile below it (C2SP tlog-tiles). */
export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;

/**
 * The frontier with these leaf hashes behind it.
 * @param completed told of every hash that stands in tiles above the lowest, once it is complete.
 */
export function append(
  frontier: Frontier,
  leaves: Iterable<Uint8Array>,
  completed: (level: number, index: number, hash: Buffer) => void = () => {},
): Frontier {
  let { size } = frontier;
  const nodes = [...frontier.nodes];
  for (const leaf of leaves) {
    let node: Buffer = Buffer.from(leaf);
    // Two complete subtrees of one height make one of the next, as two bits do when one is carried.
    for (let rest = size, height = 1; rest % 2 === 1; rest = Math.floor(rest / 2), height++) {
      node = nodeHash(nodes.pop() as Buffer, node);
      if (height % TILE_HEIGHT === 0) completed(height / TILE_HEIGHT, Math.floor(size / 2 ** height), node);
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

/** The root of 2^height leaves, the `index`th of its height. */
interface Subtree {
  readonly height: number;
  readonly index: number;
}

/** The largest power of two under `size`, for two leaves or more. */
function split(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** The complete subtrees that leaves `start` up to `end` are made of, where `start` is aligned to the first of them. */
function subtrees(start: number, end: number): Subtree[] {
  const nodes: Subtree[] = [];
  for (let at = start; at < end; ) {
    const height = Math.floor(Math.log2(end - at));
    nodes.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return nodes;
}

/** What each hash of an audit path is the root of, lowest first (RFC 6962 §2.1.1). */
function path(index: number, start: number, end: number): Subtree[][] {
  if (end - start <= 1) return [];
  const middle = start + split(end - start);
  return index < middle
    ? [...path(index, start, middle), subtrees(middle, end)]
    : [...path(index, middle, end), subtrees(start, middle)];
}

/** The same for a proof of consistency (RFC 6962 §2.1.2). */
function proof(from: number, start: number, end: number, known: boolean): Subtree[][] {
  if (from === end) return known ? [] : [subtrees(start, end)];
  const middle = start + split(end - start);
  return from <= middle
    ? [...proof(from, start, middle, known), subtrees(middle, end)]
    : [...proof(from, middle, end, false), subtrees(start, middle)];
}

/** Hashes `from` up to `to` of a level, all of one tile: each is the root of 256^level leaves. */
export type ReadHashes = (level: number, from: number, to: number) => Promise<readonly Uint8Array[]>;

/** A tree that is read tile by tile, and answers for every size that it ever had. */
export interface HashTree {
  root(size: number): Promise<Buffer>;
  frontier(size: number): Promise<Frontier>;
  /** The audit path of leaf `index` in the tree of `size` leaves (RFC 6962 §2.1.1), lowest node first. */
  inclusion(index: number, size: number): Promise<Buffer[]>;
  /** That the tree of `size` leaves begins with the one of `from` (RFC 6962 §2.1.2). */
  consistency(from: number, size: number): Promise<Buffer[]>;
}

/** Tiles that are kept at hand: 8 KB each. */
const AT_HAND = 512;

/** @param read throws, or gives fewer hashes, where there is no such hash; then nothing is answered. */
export function treeOf(read: ReadHashes): HashTree {
  const tiles = new Map<string, Promise<readonly Uint8Array[]>>();

  function tile(level: number, n: number, size: number): Promise<readonly Uint8Array[]> {
    const from = n * TILE_WIDTH;
    const to = Math.min(from + TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level));
    const name = `${level}/${n}/${to - from}`;
    const known = tiles.get(name);
    if (known) return known;
    const hashes = read(level, from, to);
    tiles.set(name, hashes);
    const [oldest] = tiles.keys();
    if (tiles.size > AT_HAND && oldest !== undefined) tiles.delete(oldest);
    return hashes;
  }

  async function hashOf({ height, index }: Subtree, size: number): Promise<Buffer> {
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const from = index * count;
    const n = Math.floor(from / TILE_WIDTH);
    const held = await tile(level, n, size);
    let hashes = held.slice(from - n * TILE_WIDTH, from - n * TILE_WIDTH + count);
    if (hashes.length !== count)
      throw new RangeError(`hash ${from + hashes.length} of level ${level} is missing`);
    while (hashes.length > 1)
      hashes = Array.from({ length: hashes.length / 2 }, (_, at) =>
        nodeHash(hashes[2 * at] as Uint8Array, hashes[2 * at + 1] as Uint8Array),
      );
    return Buffer.from(hashes[0] as Uint8Array);
  }

  const hashesOf = (nodes: readonly Subtree[], size: number): Promise<Buffer[]> =>
    Promise.all(nodes.map((node) => hashOf(node, size)));
  const roots = (parts: readonly (readonly Subtree[])[], size: number): Promise<Buffer[]> =>
    Promise.all(parts.map(async (nodes) => rootOf(await hashesOf(nodes, size))));

  function within(wanted: number, limit = Number.MAX_SAFE_INTEGER): void {
    if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > limit)
      throw new RangeError(`${wanted} is outside 0 to ${limit}`);
  }

  return {
    async root(size) {
      within(size);
      return rootOf(await hashesOf(subtrees(0, size), size));
    },
    async frontier(size) {
      within(size);
      return { size, nodes: await hashesOf(subtrees(0, size), size) };
    },
    async inclusion(index, size) {
      within(size);
      within(index, size - 1);
      return roots(path(index, 0, size), size);
    },
    async consistency(from, size) {
      within(size);
      within(from, size);
      return from === 0 ? [] : roots(proof(from, 0, size, true), size);
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
