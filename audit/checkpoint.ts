import { createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";
import type { Head } from "./merkle.ts";

/** Who signs, and which tree: the first line of every checkpoint, and the name of the key. */
export const ORIGIN = "tenure/journal";

/** A statement about the tree: at this instant it had this head. */
export interface Checkpoint extends Head {
  readonly root: Buffer;
  /** ISO instant of the signature. */
  readonly at: string;
  /** How many erasures there were, and the hash of the last; null before the first. */
  readonly erasures: ErasuresHead | null;
}

/** The head of the chain of erasures. `hash` is hex. */
export interface ErasuresHead {
  readonly n: number;
  readonly hash: string;
}

/** A checkpoint, or its signature, that is not what it has to be. */
export class BadNote extends Error {
  override readonly name = "BadNote";
}

const ED25519 = Uint8Array.of(1);
const KEY_ID_BYTES = 4;
const SIGNATURE_BYTES = 64;

/** The 32 bytes of an Ed25519 public key, for a private key too. */
function rawKey(key: KeyObject): Buffer {
  const { x } = (key.type === "private" ? createPublicKey(key) : key).export({ format: "jwk" });
  if (key.asymmetricKeyType !== "ed25519" || x === undefined)
    throw new BadNote(`a checkpoint's key is an Ed25519 key, not ${key.asymmetricKeyType ?? key.type}`);
  return Buffer.from(x, "base64url");
}

/** The id of a key (C2SP signed note): 8 hex digits. */
export function keyId(key: KeyObject): string {
  const named = Buffer.concat([Buffer.from(`${ORIGIN}\n`), ED25519, rawKey(key)]);
  return hash("sha256", named, "buffer").subarray(0, KEY_ID_BYTES).toString("hex");
}

/** The key as C2SP tools take it: `<name>+<key id>+<key>`. */
export const verifierKey = (key: KeyObject): string =>
  `${ORIGIN}+${keyId(key)}+${Buffer.concat([ED25519, rawKey(key)]).toString("base64")}`;

/** What is signed (C2SP tlog-checkpoint), with extension lines: the time of it, and the head of the erasures. */
const textOf = ({ size, root, at, erasures }: Checkpoint): string =>
  `${ORIGIN}\n${size}\n${root.toString("base64")}\nat ${at}\n` +
  (erasures ? `erasures ${erasures.n} ${erasures.hash}\n` : "");

/**
 * A signed note (C2SP signed-note) with one signature.
 * @param key an Ed25519 private key.
 */
export function signCheckpoint(checkpoint: Checkpoint, key: KeyObject): string {
  const text = textOf(checkpoint);
  const signature = Buffer.concat([Buffer.from(keyId(key), "hex"), sign(null, Buffer.from(text), key)]);
  return `${text}\n— ${ORIGIN} ${signature.toString("base64")}\n`;
}

const NOTE = /^((?:[^\n]+\n)+)\n((?:— \S+ \S+\n)+)$/;
const SIGNATURE = /^— (\S+) (\S+)$/;
const TEXT = /^[^\n]+\n(\d{1,16})\n(\S{44})\nat (\S+)\n(?:erasures (\d{1,16}) ([0-9a-f]{64})\n)?$/;

/** Base64 in its one canonical form, or nothing. */
function unbase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}

/** What a signed note says, before anybody asks whether it is true. */
export interface Note {
  readonly text: string;
  readonly checkpoint: Checkpoint;
  /** Ids of the keys that are said to have signed in Tenure's name. */
  readonly keyIds: readonly string[];
  readonly signatures: readonly { readonly keyId: string; readonly bytes: Buffer }[];
}

/**
 * Reads a note without a look at its signature. Signatures by others (witnesses) are passed over.
 * @throws {BadNote} when it is not a checkpoint of Tenure's.
 */
export function readNote(note: string): Note {
  const [, text, lines] = NOTE.exec(note) ?? [];
  if (text === undefined || lines === undefined)
    throw new BadNote("not a signed note: text, an empty line, then lines that begin with — are allowed");
  const [, size, root, at, erased, erasedHash] = TEXT.exec(text) ?? [];
  const checkpoint: Checkpoint = {
    size: Number(size),
    root: Buffer.from(root ?? "", "base64"),
    at: at ?? "",
    erasures: erasedHash === undefined ? null : { n: Number(erased), hash: erasedHash },
  };
  // Each checkpoint has one text, so that nothing in it can change unseen.
  if (!Number.isSafeInteger(checkpoint.size) || !isInstant(checkpoint.at) || textOf(checkpoint) !== text)
    throw new BadNote(`not a checkpoint of ${ORIGIN}: ${JSON.stringify(text)}`);
  const signatures = lines
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const [, name, encoded] = SIGNATURE.exec(line) ?? [];
      if (name !== ORIGIN) return [];
      const bytes = unbase64(encoded ?? "");
      if (bytes?.length !== KEY_ID_BYTES + SIGNATURE_BYTES) throw new BadNote("its signature is malformed");
      const id = bytes.subarray(0, KEY_ID_BYTES).toString("hex");
      return [{ keyId: id, bytes: bytes.subarray(KEY_ID_BYTES) }];
    });
  return { text, checkpoint, keyIds: signatures.map((signature) => signature.keyId), signatures };
}

/**
 * The checkpoint that this note states and this key signed.
 * @param key an Ed25519 public key.
 * @throws {BadNote} when it is no checkpoint, another key signed it, or the signature is forged.
 */
export function openNote(note: string, key: KeyObject): Checkpoint {
  const { text, checkpoint, keyIds, signatures } = readNote(note);
  const id = keyId(key);
  const ours = signatures.filter((signature) => signature.keyId === id);
  if (ours.length === 0)
    throw new BadNote(`signed by key ${keyIds.join(", ") || "of somebody else"}, not by key ${id}`);
  if (!ours.every(({ bytes }) => verify(null, Buffer.from(text), key, bytes)))
    throw new BadNote(`its signature by key ${id} is forged`);
  return checkpoint;
}

/** The notes of a file that holds one after the other, an empty line between them. */
export function splitNotes(file: string): string[] {
  const notes: string[] = [];
  let text: string | undefined;
  for (const block of file.split("\n\n").filter((part) => part.trim() !== "")) {
    if (text === undefined) {
      text = block;
      continue;
    }
    notes.push(`${text}\n\n${block.replace(/\n*$/, "\n")}`);
    text = undefined;
  }
  // A half written note is handed on as it is, for its reader to refuse.
  if (text !== undefined) notes.push(text);
  return notes;
}

function isInstant(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}
