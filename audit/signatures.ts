// Who vouches for an event: the engine's own signature over it, by a key that the log has certified.
import { createPublicKey, generateKeyPairSync, hash, type KeyObject, sign, verify } from "node:crypto";
import { digest, type Entry, type Envelope } from "../machines/index.ts";
import {
  BadNote,
  readNote,
  type Signer,
  signatureLine,
  signaturesOf,
  unbase64,
  type Verifier,
} from "./note.ts";

/** A key that signs events. It lives in the process that made it, and is written down nowhere. */
export interface EventKey {
  /** 16 hex digits: they name the key in a signature. */
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** What a certificate says. */
export interface CertifiedKey {
  readonly id: string;
  readonly key: KeyObject;
  /** ISO instant from which on it signs. */
  readonly since: string;
}

const ID_DIGITS = 16;
const KEY_BYTES = 32;
const WHAT = "tenure-event/v1";
/** Behind the name of a log, in the first line of a certificate: no checkpoint begins with it. */
const CERTIFIES = "/event-key/v1";

const rawKey = (key: KeyObject): Buffer => Buffer.from(`${key.export({ format: "jwk" }).x}`, "base64url");
const idOf = (raw: Buffer): string => hash("sha256", raw, "hex").slice(0, ID_DIGITS);

export function newEventKey(): EventKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return { id: idOf(rawKey(publicKey)), publicKey, privateKey };
}

/** The log says that this key signs events of its journal from then on: a signed note. */
export function certify({ publicKey }: Pick<EventKey, "publicKey">, log: Signer, since: string): string {
  const text = `${log.verifier.name}${CERTIFIES}\n${rawKey(publicKey).toString("base64")}\n${since}\n`;
  return `${text}\n${signatureLine(text, log)}`;
}

const CERTIFICATE = new RegExp(`^([^\\n]+)${CERTIFIES}\\n(\\S{44})\\n(\\d{4}-\\S{10,30}Z)\\n$`);

/** @throws {BadNote} when it is no certificate, or of none of these logs. */
export function readCertificate(certificate: string, logs: readonly Verifier[]): CertifiedKey {
  const note = readNote(certificate);
  const [, origin, encoded = "", since = ""] = CERTIFICATE.exec(note.text) ?? [];
  const raw = unbase64(encoded);
  if (origin === undefined || raw?.length !== KEY_BYTES)
    throw new BadNote("not the certificate of an event key");
  const own = logs.filter(({ name }) => name === origin);
  if (signaturesOf(note, own).length === 0) throw new BadNote(`not signed by the log ${origin}`);
  const jwk = { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") };
  return { id: idOf(raw), key: createPublicKey({ format: "jwk", key: jwk }), since };
}

/** What an event and its entry have in common: what is signed. */
type SignedPart = Pick<
  Envelope,
  "eventId" | "type" | "occurredAt" | "receivedAt" | "actor" | "reason" | "day" | "onBehalfOf" | "data"
> & { readonly schema?: number | undefined };

/** Who it is about, and all that was said of it but who took it in. */
function signedBytes(client: string, event: SignedPart): Buffer {
  const { eventId, type, occurredAt, receivedAt, actor, reason, schema, day, onBehalfOf, data } = event;
  const said = { eventId, type, occurredAt, receivedAt, actor, reason, schema, day, onBehalfOf, data };
  return Buffer.from(`${WHAT}\n${digest({ client, ...said })}\n`);
}

/** The event with the signature of whoever took it in: `<key id>:<base64>`, Ed25519. */
export function signedBy<T extends Envelope>({ id, privateKey }: EventKey, client: string, event: T): T {
  const signature = sign(null, signedBytes(client, event), privateKey).toString("base64");
  return { ...event, signature: `${id}:${signature}` };
}

/** The key that a signature names; null where it names none. */
export const keyNamed = (signature: string): string | null => /^([0-9a-f]{16}):/.exec(signature)?.[1] ?? null;

/** Whether an entry says what this key has signed. */
export function holdsBy(key: KeyObject, { client, eventSchema, signature = "", ...entry }: Entry): boolean {
  const bytes = unbase64(signature.slice(ID_DIGITS + 1));
  return (
    bytes !== undefined && verify(null, signedBytes(client, { ...entry, schema: eventSchema }), key, bytes)
  );
}

/** The keys that sign events of a journal. Plain data: threads are handed them. */
export interface CertifiedKeys {
  /** By their ids, as DER. */
  readonly keys: ReadonlyMap<string, Uint8Array>;
  /** ISO instant since which every event that comes in is signed; null: none is yet. */
  readonly since: string | null;
}

/** @throws {BadNote} where one is no certificate, or none of these logs has signed it. */
export function readEventKeys(certificates: readonly string[], logs: readonly Verifier[]): CertifiedKeys {
  const keys = new Map<string, Uint8Array>();
  let since: string | null = null;
  for (const certificate of certificates) {
    const said = readCertificate(certificate, logs);
    keys.set(said.id, said.key.export({ type: "spki", format: "der" }));
    if (since === null || said.since < since) since = said.since;
  }
  return { keys, since };
}

const opened = new Map<string, KeyObject>();

/** What is wrong with what an entry says of who vouches for it, or null. */
export function signatureFault(entry: Entry, { keys, since }: CertifiedKeys): string | null {
  const { attested, signature, recordedAt } = entry;
  if (!attested || isOwn(entry)) return null;
  if (signature === undefined)
    return since !== null && recordedAt >= since ? "is said to be attested, and nobody has signed it" : null;
  const id = keyNamed(signature) ?? "";
  const der = keys.get(id);
  if (!der) return "is signed by a key that this log has not certified";
  const key = opened.get(id) ?? createPublicKey({ key: Buffer.from(der), type: "spki", format: "der" });
  opened.set(id, key);
  return holdsBy(key, entry) ? null : "is not what its signature was made over";
}

/** What the relationship says of itself: a clock that ran out, or what came of an effect. Nobody can send such an id. */
const isOwn = ({ eventId, actor }: Entry): boolean =>
  /^(deadline|effect)\//.test(eventId) && actor.role === "system" && actor.id === "engine";
