// Signed notes (C2SP signed-note), and who can have signed one.
import { createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";

/** A note, or a signature of one, that is not what it has to be. */
export class BadNote extends Error {
  override readonly name = "BadNote";
}

/** What a key signs: the text of a note (1), or a checkpoint with the second of the signature (4, a cosignature). */
export type KeyType = 1 | 4;
const LOG = 1;
const COSIGNATURE = 4;

const ID_BYTES = 4;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const TIME_BYTES = 8;

/** Whoever holds the other half of this key signs under this name. */
export interface Verifier {
  readonly name: string;
  readonly type: KeyType;
  /** An Ed25519 public key. */
  readonly key: KeyObject;
  /** 8 hex digits: they name the key in a signature's line. */
  readonly id: string;
}

/** A private key, and the name that it signs under. */
export interface Signer {
  readonly verifier: Verifier;
  readonly privateKey: KeyObject;
}

/** A line of signature. Lines of types and keys that nobody knows are lines too. */
export interface SignatureLine {
  readonly name: string;
  readonly id: string;
  /** Behind the id of the key. */
  readonly bytes: Buffer;
  /** With its newline. */
  readonly line: string;
}

/** A note that was read, before anybody asks whether it is true. */
export interface Note {
  /** What is signed, with the newline at its end. */
  readonly text: string;
  readonly lines: readonly SignatureLine[];
}

/** A signature that holds. */
export interface ValidSignature {
  readonly verifier: Verifier;
  /** Seconds since the epoch, of a cosignature. */
  readonly seconds: number | null;
}

const NAME = /^[^\s\p{Z}+]+$/u;
const isKeyType = (type: number | undefined): type is KeyType => type === LOG || type === COSIGNATURE;

/** The 32 bytes of an Ed25519 public key, for a private key too. @throws {BadNote} for a key of another kind. */
function rawKey(key: KeyObject): Buffer {
  const { x } = (key.type === "private" ? createPublicKey(key) : key).export({ format: "jwk" });
  if (key.asymmetricKeyType !== "ed25519" || x === undefined)
    throw new BadNote(`a note's key is an Ed25519 key, not ${key.asymmetricKeyType ?? key.type}`);
  return Buffer.from(x, "base64url");
}

/** Who signs under this name with this key. @throws {BadNote} when it is no name, or no Ed25519 key. */
export function verifierOf(name: string, type: KeyType, key: KeyObject): Verifier {
  if (!NAME.test(name)) throw new BadNote(`${JSON.stringify(name)} cannot name a key: no blanks and no +`);
  const named = Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(type), rawKey(key)]);
  const id = hash("sha256", named, "buffer").subarray(0, ID_BYTES).toString("hex");
  return { name, type, key: key.type === "private" ? createPublicKey(key) : key, id };
}

/** @param privateKey an Ed25519 key. */
export const signerOf = (name: string, type: KeyType, privateKey: KeyObject): Signer => ({
  verifier: verifierOf(name, type, privateKey),
  privateKey,
});

/** A verifier as C2SP tools take it: `<name>+<key id>+<base64 of type and key>`. */
export const verifierKey = ({ name, type, key, id }: Verifier): string =>
  `${name}+${id}+${Buffer.concat([Uint8Array.of(type), rawKey(key)]).toString("base64")}`;

/** @throws {BadNote} when it is none, or of a type that nobody here knows. */
export function readVerifier(text: string): Verifier {
  const [, name = "", id, encoded = ""] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const [type, ...key] = unbase64(encoded) ?? [];
  if (id === undefined || !isKeyType(type) || key.length !== KEY_BYTES)
    throw new BadNote(`${text} is no key of a note (name+id+key) of type 1 or 4, Ed25519`);
  const x = Buffer.from(key).toString("base64url");
  const verifier = verifierOf(
    name,
    type,
    createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }),
  );
  if (verifier.id !== id) throw new BadNote(`${text}: the key's id is ${verifier.id}`);
  return verifier;
}

/** What a cosignature is over. */
const timed = (text: string, seconds: number): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);

/**
 * A line of signature over a note's text.
 * @param seconds since the epoch, for a key of cosignatures.
 */
export function signatureLine(text: string, { verifier, privateKey }: Signer, seconds = 0): string {
  const { name, id, type } = verifier;
  const time = Buffer.alloc(type === COSIGNATURE ? TIME_BYTES : 0);
  if (type === COSIGNATURE) time.writeBigUInt64BE(BigInt(seconds));
  const signed = type === COSIGNATURE ? timed(text, seconds) : Buffer.from(text);
  const bytes = Buffer.concat([Buffer.from(id, "hex"), time, sign(null, signed, privateKey)]);
  return `— ${name} ${bytes.toString("base64")}\n`;
}

/** Whether a line of this key holds, and when it was made. @throws {BadNote} when it is forged. */
function opened(text: string, { bytes }: SignatureLine, verifier: Verifier): ValidSignature {
  const { type, name, key, id } = verifier;
  const forged = new BadNote(`its signature by ${name}, key ${id}, is forged`);
  const time = type === COSIGNATURE ? TIME_BYTES : 0;
  if (bytes.length !== time + SIGNATURE_BYTES) throw forged;
  const seconds = type === COSIGNATURE ? Number(bytes.readBigUInt64BE()) : null;
  if (seconds !== null && !Number.isSafeInteger(seconds)) throw forged;
  const signed = seconds === null ? Buffer.from(text) : timed(text, seconds);
  if (!verify(null, signed, key, bytes.subarray(time))) throw forged;
  return { verifier, seconds };
}

const NOTE = /^((?:[^\n]+\n)+)\n((?:— \S+ \S+\n)+)$/u;
const LINE = /^— (\S+) (\S+)$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a note has none but newlines
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f]/;
const MOST_LINES = 100;

/** Base64 in its one canonical form, or nothing. */
export function unbase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}

/** @throws {BadNote} when it is no signed note. */
export function readNote(note: string): Note {
  const [, text, block] = NOTE.exec(note) ?? [];
  if (text === undefined || block === undefined || CONTROL.test(note))
    throw new BadNote("not a signed note: text, an empty line, then lines that begin with — are allowed");
  const lines = block
    .trimEnd()
    .split("\n")
    .map((line): SignatureLine => {
      const [, name = "", encoded = ""] = LINE.exec(line) ?? [];
      const bytes = unbase64(encoded);
      if (!bytes || bytes.length <= ID_BYTES || !NAME.test(name))
        throw new BadNote(`a line of signature is malformed: ${JSON.stringify(line)}`);
      const id = bytes.subarray(0, ID_BYTES).toString("hex");
      return { name, id, bytes: bytes.subarray(ID_BYTES), line: `${line}\n` };
    });
  if (lines.length > MOST_LINES) throw new BadNote(`it has more than ${MOST_LINES} signatures`);
  return { text, lines };
}

/**
 * Who of these signed a note: each at most once, by the first line of its key. Lines of others are passed over.
 * @throws {BadNote} when one of them is said to have signed and has not.
 */
export function signaturesOf({ text, lines }: Note, verifiers: readonly Verifier[]): ValidSignature[] {
  return verifiers.flatMap((verifier) => {
    const line = lines.find(({ name, id }) => name === verifier.name && id === verifier.id);
    return line ? [opened(text, line, verifier)] : [];
  });
}

/** The notes of a text that holds one after the other, an empty line between them. */
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
