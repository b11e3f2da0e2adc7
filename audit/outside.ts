import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { BadNote, ORIGIN, readNote, splitNotes } from "./checkpoint.ts";

/** The file of checkpoints outside the database: signed notes, oldest first, an empty line between them. */
export interface Outside {
  readonly file: string;
  /** The newest note, or null. @throws {Error} when the file ends in something that is no note. */
  last(): Promise<string | null>;
  /** Appends these notes, each whole or not at all. */
  append(notes: readonly string[]): Promise<void>;
  all(): Promise<string[]>;
}

/** More bytes than a note has. */
const TAIL = 4_096;
const START = `${ORIGIN}\n`;

export function outside(file: string): Outside {
  /** The newest whole note, where it ends, and the bytes (as Latin-1) of one behind it that a crash tore off. */
  async function end(): Promise<{ note: string | null; at: number; torn: string }> {
    const handle = await open(file, "r").catch(unlessAbsent);
    if (!handle) return { note: null, at: 0, torn: "" };
    try {
      const { size } = await handle.stat();
      const from = Math.max(0, size - TAIL);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
      const text = buffer.subarray(0, bytesRead).toString("latin1");
      let stop = text.length;
      for (let begin = text.lastIndexOf(START); begin >= 0; begin = text.lastIndexOf(START, begin - 1)) {
        const atLine = begin === 0 || text.endsWith("\n\n", begin);
        if (!atLine) continue;
        const note = Buffer.from(text.slice(begin, stop), "latin1").toString("utf8").replace(/\n+$/, "\n");
        if (isNote(note)) {
          const at = from + begin + Buffer.byteLength(note);
          return { note, at, torn: text.slice(at - from) };
        }
        stop = begin;
        if (begin === 0) break;
      }
      if (from > 0) throw new Error(`${file} does not end in a checkpoint`);
      return { note: null, at: 0, torn: text };
    } finally {
      await handle.close();
    }
  }

  return {
    file,
    last: async () => (await end()).note,
    async append(notes) {
      if (notes.length === 0) return;
      await mkdir(dirname(file), { recursive: true });
      const { note, at, torn } = await end();
      const text = (note === null ? "" : "\n") + notes.join("\n");
      // Only the beginning of what is to be written can have been torn off; anything else was put there.
      if (!Buffer.from(text).toString("latin1").startsWith(torn))
        throw new Error(`${file} does not end in a checkpoint`);
      const handle = await open(file, "a");
      try {
        await handle.truncate(at);
        await handle.appendFile(text);
        await handle.datasync();
      } finally {
        await handle.close();
      }
    },
    async all() {
      const text = await readFile(file, "utf8").catch(unlessAbsent);
      return text ? splitNotes(text) : [];
    },
  };
}

function unlessAbsent(error: NodeJS.ErrnoException): null {
  if (error.code !== "ENOENT") throw error;
  return null;
}

function isNote(text: string): boolean {
  try {
    readNote(text);
    return true;
  } catch (error) {
    if (error instanceof BadNote) return false;
    throw error;
  }
}
