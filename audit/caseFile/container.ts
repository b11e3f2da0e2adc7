// The zip around a case file. Its comment covers every byte before it, headers included: a zip has many bytes that no
// checksum of its own covers.
import { promisify } from "node:util";
import { unzipSync, type Zippable, zip } from "fflate";
import { digestOf, FORMAT } from "./format.ts";

export type Files = Readonly<Record<string, Uint8Array>>;

/** What a container holds once unpacked, sound or not. */
export interface Unpacked {
  readonly files: Files;
  /** False when any byte of it is not as it was written. */
  readonly whole: boolean;
}

/** Not a case file at all: nothing can be said about what is in it. */
export class NoCaseFile extends Error {
  override readonly name = "NoCaseFile";
}

const LABEL = `${FORMAT} sha256:`;
const COMMENT_BYTES = LABEL.length + 64;
const MOST_BYTES = 2 ** 30;
/** Deflate packs no tighter: a larger size is a lie that would fill the memory. */
const TIGHTEST = 1_032;

const pack = promisify(
  (files: Zippable, options: object, done: (error: Error | null, bytes: Uint8Array) => void) =>
    void zip(files, options, done),
);

/** Packs files in the order of their names. */
export async function packed(files: Files, madeAt: string): Promise<Uint8Array> {
  const names = Object.keys(files).sort();
  const sorted = Object.fromEntries(names.map((name) => [name, files[name] as Uint8Array]));
  const bytes = await pack(sorted, { level: 9, mtime: madeAt });
  // The record at the end of a zip ends with the length of the comment.
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).setUint16(
    bytes.length - 2,
    COMMENT_BYTES,
    true,
  );
  return Buffer.concat([bytes, Buffer.from(LABEL + digestOf(bytes))]);
}

/** @throws {NoCaseFile} when it is no zip, or too large to be read. */
export function unpacked(bytes: Uint8Array): Unpacked {
  const body = bytes.subarray(0, -COMMENT_BYTES);
  const comment = Buffer.from(bytes.subarray(-COMMENT_BYTES)).toString("latin1");
  const whole = comment === LABEL + digestOf(body);
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ originalSize, size }) => {
        total += originalSize;
        if (originalSize > TIGHTEST * (size + 1)) throw new NoCaseFile("its sizes were changed");
        if (total > MOST_BYTES) throw new NoCaseFile(`it unpacks to more than ${MOST_BYTES} bytes`);
        return true;
      },
    });
    return { files, whole };
  } catch (error) {
    if (error instanceof NoCaseFile) throw error;
    throw new NoCaseFile(
      "it is no zip that can be read: a case file is one that `tenure audit export` wrote",
    );
  }
}
