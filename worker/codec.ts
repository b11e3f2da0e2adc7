import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Payload, PayloadCodec, SerializationContext } from "@temporalio/common";

/** A key of the namespace's. */
export interface CodecKey {
  /** Stands in the clear in every payload that was written with it. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const CIPHER = "aes-256-gcm";
const NONCE = 12;
const TAG = 16;
const ENCODING = "binary/encrypted";

/**
 * Reads `TENURE_CODEC_KEYS`: the first key writes, every one reads, so that a new key is put in front, and an old
 * one is taken away when no history that it wrote is left.
 * @throws {Error} whose message follows the name of the variable, and does not repeat what was given.
 */
export function codecKeys(given: string): readonly CodecKey[] {
  const keys = given.split(",").map((part, n) => {
    const [id = "", text = ""] = part.trim().split(":", 2);
    const key = Buffer.from(text, "base64");
    if (!ID.test(id) || key.length !== 32)
      throw new Error(`has a key that is not well formed, number ${n + 1}`);
    return { id, key };
  });
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new Error("has two keys of the same id");
  return keys;
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const textOf = (payload: Payload, name: string): string =>
  Buffer.from(payload.metadata?.[name] ?? []).toString("utf8");

/** A payload in one piece: its metadata as a line of JSON, then its data. */
function pack({ metadata, data }: Payload): Buffer {
  const fields = Object.entries(metadata ?? {}).map(([name, value]) => [
    name,
    Buffer.from(value).toString("base64"),
  ]);
  return Buffer.concat([
    bytesOf(`${JSON.stringify(Object.fromEntries(fields))}\n`),
    data ?? new Uint8Array(),
  ]);
}

function unpack(bytes: Buffer): Payload {
  const end = bytes.indexOf("\n");
  const fields = Object.entries(JSON.parse(bytes.toString("utf8", 0, end)) as Record<string, string>);
  const metadata = Object.fromEntries(fields.map(([name, text]) => [name, Buffer.from(text, "base64")]));
  return { metadata, data: bytes.subarray(end + 1) };
}

/**
 * Encrypts everything that Temporal keeps of a relationship: arguments, results, states carried over. Search
 * attributes, ids, names of events and messages of errors stay as they are; none of them holds a word of anybody's.
 * A payload opens in its own workflow only. What was written without a codec is read as it is.
 */
export function payloadCodec(keys: readonly CodecKey[]): PayloadCodec {
  const [writer] = keys;
  if (!writer) throw new Error("no key to encrypt with");

  function encode(payload: Payload, workflow: string): Payload {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, writer?.key ?? "", nonce, { authTagLength: TAG });
    cipher.setAAD(bytesOf(workflow));
    const body = [nonce, cipher.update(pack(payload)), cipher.final()];
    return {
      metadata: {
        encoding: bytesOf(ENCODING),
        "encryption-key-id": bytesOf(writer?.id ?? ""),
        // The codec server is told payloads and nothing else, so each of them says whose it is.
        workflow: bytesOf(workflow),
      },
      data: Buffer.concat([...body, cipher.getAuthTag()]),
    };
  }

  function decode(payload: Payload, reader: string | undefined): Payload {
    if (textOf(payload, "encoding") !== ENCODING) return payload;
    const id = textOf(payload, "encryption-key-id");
    const workflow = textOf(payload, "workflow");
    const key = keys.find((known) => known.id === id)?.key;
    if (!key)
      throw new Error(
        `a payload was encrypted with the key ${id}; TENURE_CODEC_KEYS has ${keys.map((k) => k.id).join(", ")}`,
      );
    if (reader !== undefined && workflow !== "" && workflow !== reader)
      throw new Error(`a payload of ${workflow} stands in ${reader}`);
    const bytes = Buffer.from(payload.data ?? []);
    let plain: Buffer;
    try {
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAAD(bytesOf(workflow));
      decipher.setAuthTag(bytes.subarray(-TAG));
      plain = Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
    } catch {
      throw new Error(
        `a payload of ${workflow || "no workflow"} does not open with the key ${id}: that is another key of the same id, or the payload was changed`,
      );
    }
    return unpack(plain);
  }

  return {
    async encode(payloads, context?: SerializationContext) {
      return payloads.map((payload) => encode(payload, context?.workflowId ?? ""));
    },
    async decode(payloads, context?: SerializationContext) {
      return payloads.map((payload) => decode(payload, context?.workflowId));
    },
  };
}
