// How texts are encrypted, and what their id proves. Only node:crypto: an auditor checks ids with it, without Tenure.
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const NONCE = 12;
const TAG = 16;
const SALT = 16;
const SEPARATOR = Buffer.of(0);

/** Words as they are disclosed: whoever has this can check them against their id. */
export interface Disclosure {
  readonly client: string;
  /** What they are, for instance `reason`. */
  readonly kind: string;
  readonly text: string;
  /** 16 random bytes, base64url. */
  readonly salt: string;
}

/** Words as they are kept. */
export interface SealedText {
  /** The vault id. */
  readonly id: string;
  /** base64url of nonce (12 bytes), ciphertext and tag (16 bytes). */
  readonly sealed: string;
}

/**
 * The vault id of words: `v_` and the base64url of SHA-256 over salt, client, 0x00, kind, 0x00, text (UTF-8).
 * Without the salt it says nothing about them, not even to who guesses them.
 */
export function commitment({ client, kind, text, salt }: Disclosure): string {
  const hash = createHash("sha256").update(Buffer.from(salt, "base64url"));
  for (const part of [client, kind]) hash.update(part).update(SEPARATOR);
  return `v_${hash.update(text).digest("base64url")}`;
}

/** A key of its own for each use of a client's key. */
const derive = (key: Buffer, use: "seal" | "once"): Buffer =>
  Buffer.from(hkdfSync("sha256", key, "", `tenure vault ${use}`, 32));

/** Seals words under an id that was given to them. */
export function sealAs(key: Buffer, id: string, text: string, salt: Buffer = randomBytes(SALT)): SealedText {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, derive(key, "seal"), nonce, { authTagLength: TAG });
  // The id is sealed along: words that are put in the place of others do not open.
  cipher.setAAD(Buffer.from(id));
  const body = [nonce, cipher.update(salt), cipher.update(text, "utf8"), cipher.final()];
  return { id, sealed: Buffer.concat([...body, cipher.getAuthTag()]).toString("base64url") };
}

/** Seals words under a new id that commits to them. */
export function seal(key: Buffer, words: Omit<Disclosure, "salt">): SealedText {
  const salt = randomBytes(SALT);
  return sealAs(key, commitment({ ...words, salt: salt.toString("base64url") }), words.text, salt);
}

/** @throws {Error} when the key is another one, or what is sealed, or its id, is not what it was. */
export function unseal(key: Buffer, { id, sealed }: SealedText): Pick<Disclosure, "text" | "salt"> {
  const bytes = Buffer.from(sealed, "base64url");
  try {
    const decipher = createDecipheriv(CIPHER, derive(key, "seal"), bytes.subarray(0, NONCE), {
      authTagLength: TAG,
    });
    decipher.setAAD(Buffer.from(id));
    decipher.setAuthTag(bytes.subarray(-TAG));
    const body = Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
    return {
      salt: body.subarray(0, SALT).toString("base64url"),
      text: body.subarray(SALT).toString("utf8"),
    };
  } catch {
    throw new Error(`${id} does not open: it was changed, or sealed under another key`);
  }
}

/** A mark by which a repetition of the same words is known, without keeping either. */
export function onceMark(key: Buffer, once: string, text: string): string {
  return createHmac("sha256", derive(key, "once"))
    .update(once)
    .update(SEPARATOR)
    .update(text)
    .digest("base64url");
}
