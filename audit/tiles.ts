// The tree as tiles (C2SP tlog-tiles): each is made by reading one range of rows.
import type { Archive } from "../archive/open.ts";
import { HASH_BYTES, leafData, type ReadHashes, saltedLeaf, TILE_WIDTH } from "./merkle.ts";

/** Rows that tiles are made of. */
export type TileRows = Pick<Archive["tree"], "leafRange" | "nodeRange">;

/** Hashes of a level: of leaves, or of the roots that are kept above them. */
export const hashesOf =
  (rows: TileRows): ReadHashes =>
  async (level, from, to) =>
    level === 0
      ? (await rows.leafRange(from, to)).map(saltedLeaf)
      : (await rows.nodeRange(level, from, to)).map((hash) => Buffer.from(hash, "hex"));

/** A tile, or, with level `entries`, a bundle of what the leaves of one hold. */
export interface TilePath {
  readonly level: number | "entries";
  readonly n: number;
  /** Hashes, or leaves, of it: 1 to 256. */
  readonly width: number;
}

const PATH = /^\/tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** @returns null when no tile is called so. */
export function tilePath(path: string): TilePath | null {
  const [, level = "", groups = "", partial] = PATH.exec(path) ?? [];
  const n = Number(groups.replaceAll(/[x/]/g, ""));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  const canonical = tileName({ level: level === "entries" ? level : Number(level), n, width });
  return canonical === path ? { level: level === "entries" ? level : Number(level), n, width } : null;
}

/** The path of a tile: its number in groups of three digits. */
export function tileName({ level, n, width }: TilePath): string {
  const digits = String(n);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const groups = padded.match(/\d{3}/g) ?? [];
  const number = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `/tile/${level}/${number}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** A bundle's entry: its length in two bytes, and its bytes. */
function bundled(data: Uint8Array): Buffer {
  const entry = Buffer.alloc(2 + HASH_BYTES);
  entry.writeUInt16BE(HASH_BYTES);
  entry.set(data, 2);
  return entry;
}

/** The bytes of a tile of the tree of `size` leaves; null where that tree has no such tile. */
export async function tileBytes(
  rows: TileRows,
  { level, n, width }: TilePath,
  size: number,
): Promise<Buffer | null> {
  const from = n * TILE_WIDTH;
  const to = from + width;
  if (width > TILE_WIDTH || to > Math.floor(size / TILE_WIDTH ** (level === "entries" ? 0 : level)))
    return null;
  const parts =
    level === "entries"
      ? (await rows.leafRange(from, to)).map((leaf) => bundled(leafData(leaf)))
      : await hashesOf(rows)(level, from, to);
  if (parts.length !== width) throw new Error(`the tree lacks hashes of ${tileName({ level, n, width })}`);
  return Buffer.concat(parts);
}
