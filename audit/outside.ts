import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { readCheckpoint } from "./checkpoint.ts";
import { BadNote, readNote } from "./note.ts";

/** The file of checkpoints outside the database: signed notes, oldest first, an empty line between them. */
export interface Outside {
  readonly file: string;
  /** The newest note, or null. @throws {Error} when the file ends in something that is no note. */
  last(): Promise<string | null>;
  /** Appends these notes, each whole or not at all. */
  append(notes: readonly string[]): Promise<void>;
  /** Every note, the oldest first, read piece by piece. What is no note is handed on as it is. */
  all(): AsyncIterable<string>;
}

/** Read at a time. */
const PIECE = 65_536;
/** More bytes than a note has, with the signatures of many witnesses. */
const MOST = 1_048_576;
/** Ends a note, and the text of one: in bytes that stand for nothing else in UTF-8. */
const GAP = "\n\n";

const unlessAbsent = (error: NodeJS.ErrnoException): null => {
  if (error.code !== "ENOENT") throw error;
  return null;
};

/** A note with the log's line and the clock's: one that was torn off between the two is not whole. */
function isWhole(text: string): boolean {
  try {
    readCheckpoint(text);
    return readNote(text).lines.length >= 2;
  } catch (error) {
    if (error instanceof BadNote) return false;
    throw error;
  }
}

/** Bytes `from` up to the end, as Latin-1: a character a byte. */
async function bytesFrom(handle: FileHandle, from: number, size: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
  return buffer.subarray(0, bytesRead).toString("latin1");
}

const utf8 = (latin1: string): string => Buffer.from(latin1, "latin1").toString("utf8");

interface FileEnd {
  /** The newest whole note. */
  readonly note: string | null;
  /** Where it ends. */
  readonly at: number;
  /** What stands behind it, as Latin-1: the beginning of a note that a crash tore off. */
  readonly torn: string;
}

/** The newest whole note in this end of a file; null where there is none in it. */
function newestIn(text: string, from: number): FileEnd | null {
  // A note is a text, a gap and lines; it ends at a gap, or at the end of the file.
  for (let end = text.length; ; ) {
    const gap = text.lastIndexOf(GAP, end - 2);
    const before = gap > 0 ? text.lastIndexOf(GAP, gap - 1) : -1;
    if (gap < 0 || (before < 0 && from > 0)) return null;
    const note = utf8(text.slice(before < 0 ? 0 : before + GAP.length, end));
    if (isWhole(note)) return { note, at: from + end, torn: text.slice(end) };
    if (gap + 1 >= end) return null;
    end = gap + 1;
  }
}

export function outside(file: string): Outside {
  async function end(): Promise<FileEnd> {
    const handle = await open(file, "r").catch(unlessAbsent);
    if (!handle) return { note: null, at: 0, torn: "" };
    try {
      const { size } = await handle.stat();
      for (let wanted = PIECE; ; wanted *= 4) {
        const from = Math.max(0, size - wanted);
        const text = await bytesFrom(handle, from, size);
        const found = newestIn(text, from);
        if (found) return found;
        if (from === 0) return { note: null, at: 0, torn: text };
        if (wanted > MOST) throw new Error(`${file} does not end in a checkpoint`);
      }
    } finally {
      await handle.close();
    }
  }

  return {
    file,
    last: async () => (await end()).note,
    async append(notes) {
      if (notes.length === 0) return;
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const { note, at, torn } = await end();
      const text = (note === null ? "" : "\n") + notes.join("\n");
      // Only the beginning of what is to be written can have been torn off; anything else was put there.
      if (!Buffer.from(text).toString("latin1").startsWith(torn))
        throw new Error(`${file} does not end in a checkpoint`);
      const handle = await open(file, "a", 0o600);
      try {
        await handle.truncate(at);
        await handle.appendFile(text);
        await handle.datasync();
      } finally {
        await handle.close();
      }
    },
    async *all() {
      const handle = await open(file, "r").catch(unlessAbsent);
      if (!handle) return;
      try {
        let rest = "";
        for (let at = 0; ; ) {
          const { buffer, bytesRead } = await handle.read(Buffer.alloc(PIECE), 0, PIECE, at);
          if (bytesRead === 0) break;
          at += bytesRead;
          rest += buffer.subarray(0, bytesRead).toString("latin1");
          // Every second gap ends a note.
          for (;;) {
            const gap = rest.indexOf(GAP);
            const next = gap < 0 ? -1 : rest.indexOf(GAP, gap + 1);
            if (next < 0) break;
            yield utf8(rest.slice(0, next + 1));
            rest = rest.slice(next + GAP.length);
          }
          if (rest.length > MOST) throw new Error(`${file} holds something that is no checkpoint`);
        }
        if (rest.trim() !== "") yield utf8(rest);
      } finally {
        await handle.close();
      }
    },
  };
}
