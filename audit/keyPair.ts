import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { chmod, link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The key that signs checkpoints. `publicPem` is for auditors to keep. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly publicPem: string;
}

const PRIVATE = "checkpoints.pem";
const PUBLIC = "checkpoints.pub.pem";

/**
 * The key in this folder, made there the first time: Ed25519 in PEM, readable by its owner only; the public key lies
 * beside it.
 * @throws {Error} when the file there is no Ed25519 key.
 */
export async function signingKey(folder: string): Promise<SigningKey> {
  const file = join(folder, PRIVATE);
  const privateKey = readKey(await readFile(file, "utf8").catch(() => makeKey(folder, file)), file);
  const publicKey = createPublicKey(privateKey);
  const publicPem = publicKey.export({ type: "spki", format: "pem" }).toString();
  await writeFile(join(folder, PUBLIC), publicPem);
  return { privateKey, publicKey, publicPem };
}

/** @throws {Error} when this is no public key of Ed25519 in PEM. */
export function publicKeyOf(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw new Error("the key is not a public key in PEM");
  }
  if (key.asymmetricKeyType !== "ed25519")
    throw new Error(`the key is ${key.asymmetricKeyType}, not ed25519`);
  return key;
}

function readKey(pem: string, file: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== "ed25519")
    throw new Error(`${file} is ${key.asymmetricKeyType}, not ed25519`);
  return key;
}

async function makeKey(folder: string, file: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, pem, { mode: 0o600 });
  try {
    // A key that somebody else made in the meantime is never written over.
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(file, "utf8");
}
