// The head of the tree as a note (C2SP tlog-checkpoint): origin, size, root, and nothing else.
import type { Head } from "./merkle.ts";
import { BadNote, type Note, readNote, type Signer, signatureLine, unbase64 } from "./note.ts";

/** A statement about a tree: it has, or had, this head. */
export interface Checkpoint extends Head {
  /** Which tree: the name of the log, and of its key. */
  readonly origin: string;
  readonly root: Buffer;
}

/** Who signs the heads of a log: its own key, and a key that says when. Both go by the name of the log. */
export interface LogSigners {
  readonly log: Signer;
  readonly clock: Signer;
}

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString("base64")}\n`;

/**
 * The signed note of a checkpoint: the log's line, then the clock's.
 * @param seconds since the epoch.
 */
export function signCheckpoint(
  { size, root }: Omit<Checkpoint, "origin">,
  { log, clock }: LogSigners,
  seconds: number,
): string {
  const text = checkpointText({ origin: log.verifier.name, size, root });
  return `${text}\n${signatureLine(text, log)}${signatureLine(text, clock, seconds)}`;
}

const TEXT = /^([^\n]+)\n(0|[1-9]\d{0,15})\n(\S{44})\n$/;

/** @throws {BadNote} when a note's text is not the three lines of a checkpoint. */
export function checkpointIn({ text }: Pick<Note, "text">): Checkpoint {
  const [, origin = "", size, root = ""] = TEXT.exec(text) ?? [];
  const bytes = unbase64(root);
  if (size === undefined || !Number.isSafeInteger(Number(size)) || bytes?.length !== 32)
    throw new BadNote(`not a checkpoint: ${JSON.stringify(text)}`);
  return { origin, size: Number(size), root: bytes };
}

/** What a note says of a tree, before anybody asks who signed it. @throws {BadNote} when it is no checkpoint. */
export const readCheckpoint = (note: string): Checkpoint => checkpointIn(readNote(note));
