// The proof that a leaf stands in the signed tree, as one file (C2SP tlog-proof).
import type { Archive } from "../archive/open.ts";
import { type LogPolicy, type OpenedCheckpoint, openCheckpoint } from "./logPolicy.ts";
import { type HashTree, leafHash, provesInclusion, treeOf } from "./merkle.ts";
import { BadNote, unbase64 } from "./note.ts";
import { hashesOf } from "./tiles.ts";

const HEADER = "c2sp.org/tlog-proof@v1";

/** What a proof says, before anybody asks whether it is true. */
export interface Proof {
  /** Ours holds the salt of the leaf. */
  readonly extra: Buffer | null;
  /** The leaf's place, from 0. */
  readonly index: number;
  /** The audit path (RFC 6962 §2.1.1), lowest node first. */
  readonly path: readonly Buffer[];
  /** The signed checkpoint. */
  readonly note: string;
}

export function proofText({ extra, index, path, note }: Proof): string {
  const salt = extra === null ? "" : `extra ${extra.toString("base64")}\n`;
  const nodes = path.map((node) => `${node.toString("base64")}\n`).join("");
  return `${HEADER}\n${salt}index ${index}\n${nodes}\n${note}`;
}

const TEXT =
  /^c2sp\.org\/tlog-proof@v1\n(?:extra (\S*)\n)?index (0|[1-9]\d{0,15})\n((?:\S{44}\n){0,63})\n([\s\S]*)$/;

/** @throws {BadNote} when it is no proof in its one spelling. */
export function readProof(text: string): Proof {
  const [, extra, index, nodes = "", note = ""] = TEXT.exec(text) ?? [];
  const path = nodes.split("\n").slice(0, -1).map(unbase64);
  const salt = extra === undefined ? null : unbase64(extra);
  if (index === undefined || salt === undefined || !path.every((node) => node !== undefined))
    throw new BadNote(`not a proof (${HEADER})`);
  return { extra: salt, index: Number(index), path, note };
}

/**
 * Holds a leaf against its proof.
 * @param data what the leaf holds.
 * @returns the checkpoint that it is proven by.
 * @throws {BadNote} when the checkpoint is not signed as the policy asks, or the leaf does not stand in its tree.
 */
export function checkProof(
  { index, path, note }: Omit<Proof, "extra">,
  data: Uint8Array,
  policy: LogPolicy,
): OpenedCheckpoint {
  const head = openCheckpoint(note, policy);
  if (!provesInclusion(leafHash(data), index, head, path))
    throw new BadNote(`no path leads from this leaf, ${index} of ${head.size}, to the signed root`);
  return head;
}

/** Proves leaves of the archive under one signed checkpoint. */
export function prover(rows: Pick<Archive["tree"], "leafRange" | "nodeRange">, note: string, size: number) {
  const tree: HashTree = treeOf(hashesOf(rows));
  return async ({ index, salt }: { readonly index: number; readonly salt: string }): Promise<string> =>
    proofText({ extra: Buffer.from(salt, "hex"), index, path: await tree.inclusion(index, size), note });
}
