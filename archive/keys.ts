// The keys of clients. They are kept apart from the database, so that a copy of it does not reveal any text.
import { createHash, randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** A client's personal data cannot be read or added to any more: its key was destroyed. */
export class Erased extends Error {
  override readonly name = "Erased";
  readonly client: string;
  constructor(client: string) {
    super(`the personal data of ${client} were erased: nothing can be read, and nothing new is kept`);
    this.client = client;
  }
}

/** One secret key a client. */
export interface ClientKeys {
  /** 32 bytes; `erased` where the key was destroyed; null where there never was one. */
  keyOf(client: string): Promise<Buffer | "erased" | null>;
  /** The client's key, made when there is none. @throws {Erased} rather than make one for an erased client. */
  make(client: string): Promise<Buffer>;
  /** Destroys the key for good, and sees to it that there is never another; done before, it changes nothing. */
  destroy(client: string): Promise<void>;
}

const BYTES = 32;
/** Stands where the key stood. Its length tells it from a key. */
const TOMBSTONE = Buffer.from("erased\n");

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const unless =
  (...codes: readonly string[]) =>
  (error: unknown): null => {
    if (codes.includes(codeOf(error) ?? "")) return null;
    throw error;
  };

async function settle(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync();
  await handle.close();
}

/**
 * Keys in a folder, one file each, which its owner alone may read; a file is named by the SHA-256 of the client id.
 * Several processes may share it; a volume they share has to know hard links. Keep it out of the database's
 * backups: a key that comes back from one brings an erased client's words back.
 */
export function keyFolder(folder: string): ClientKeys {
  const fileOf = (client: string) => join(folder, createHash("sha256").update(client).digest("hex"));

  /** Writes beside the place, so that what appears there is whole; `place` moves it in. */
  async function put(file: string, bytes: Buffer, place: (draft: string) => Promise<void>): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomBytes(6).toString("hex")}`;
    try {
      const handle = await open(draft, "wx", 0o600);
      await handle.writeFile(bytes);
      await handle.sync();
      await handle.close();
      await place(draft);
      await settle(folder);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async function keyOf(client: string): Promise<Buffer | "erased" | null> {
    const bytes = await readFile(fileOf(client)).catch(unless("ENOENT"));
    if (bytes === null || bytes.length === BYTES) return bytes;
    if (bytes.equals(TOMBSTONE)) return "erased";
    throw new Error(`a key of ${bytes.length} bytes in ${folder} is damaged: it has to have ${BYTES}`);
  }

  return {
    keyOf,

    async make(client) {
      let key = await keyOf(client);
      if (key === null) {
        const file = fileOf(client);
        // A link is refused where there is a file: of several makers one wins, and a tombstone always does.
        await put(file, randomBytes(BYTES), async (draft) => {
          await link(draft, file).catch(unless("EEXIST"));
        });
        key = await keyOf(client);
      }
      if (key === "erased") throw new Erased(client);
      if (key === null) throw new Error(`a key that was just made is gone from ${folder}`);
      return key;
    },

    async destroy(client) {
      const file = fileOf(client);
      const before = await open(file, "r+").catch(unless("ENOENT"));
      try {
        await put(file, TOMBSTONE, (draft) => rename(draft, file));
        // Nobody finds these bytes by name any more, so that they are never taken for a key once overwritten.
        if (before !== null && (await before.stat()).size === BYTES) {
          await before.write(randomBytes(BYTES), 0, BYTES, 0);
          await before.sync();
        }
      } finally {
        await before?.close();
      }
    },
  };
}
