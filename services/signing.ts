// The engine vouches for what it takes in: it signs each event, and whoever records one asks whether it did.
import type { KeyObject } from "node:crypto";
import type { Archive } from "../archive/open.ts";
import { BadNote, readVerifier, type Signer } from "../audit/note.ts";
import {
  certify,
  type EventKey,
  holdsBy,
  keyNamed,
  newEventKey,
  readCertificate,
  signedBy,
} from "../audit/signatures.ts";
import { type Entry, type Envelope, iso } from "../machines/index.ts";

/** Signs an event about a client. */
export type SignEvent = (client: string, event: Envelope) => Envelope;

/** Whether an entry says what a key of this journal has signed. @throws where the archive does not answer. */
export type SignatureCheck = (entry: Entry) => Promise<boolean>;

export interface SigningOptions {
  readonly archive: Pick<Archive, "eventKeys">;
  /** The key of the log, which certifies those that sign events. */
  readonly log: Signer;
  /** Ms since the epoch. */
  readonly clock?: () => number;
  /** Told when a new key could not be written down: the old one goes on. */
  readonly failed?: (error: unknown) => void;
}

/** How long a key signs, ms. */
const KEY_LIFE = 86_400_000;

/**
 * Signs by a key that this process has made and that dies with it: after a day it makes another. Its certificate is
 * written down before it signs.
 */
export async function eventSigner(options: SigningOptions): Promise<SignEvent> {
  const { archive, log, clock = Date.now, failed } = options;
  const made = async (): Promise<{ readonly key: EventKey; readonly since: number }> => {
    const [key, since] = [newEventKey(), clock()];
    await archive.eventKeys.add({
      id: key.id,
      certificate: certify(key, log, iso(since)),
      since: iso(since),
    });
    return { key, since };
  };
  let current = await made();
  let changing = false;
  const change = async (): Promise<void> => {
    changing = true;
    try {
      current = await made();
    } catch (error) {
      failed?.(error);
    } finally {
      changing = false;
    }
  };
  return (client, event) => {
    if (!changing && clock() - current.since >= KEY_LIFE) void change();
    return signedBy(current.key, client, event);
  };
}

/** Asks the archive for the keys that entries name, each once. */
export function voucher({ eventKeys, log }: Pick<Archive, "eventKeys" | "log">): SignatureCheck {
  const keys = new Map<string, KeyObject>();
  const keyOf = async (id: string): Promise<KeyObject | null> => {
    const known = keys.get(id);
    if (known) return known;
    const [certificate, own] = await Promise.all([eventKeys.certificateOf(id), log.current()]);
    if (certificate === null || own === null) return null;
    try {
      const found = readCertificate(certificate, [readVerifier(own.logKey)]);
      if (found.id !== id) return null;
      keys.set(id, found.key);
      return found.key;
    } catch (error) {
      if (error instanceof BadNote) return null;
      throw error;
    }
  };
  return async (entry) => {
    const id = keyNamed(entry.signature ?? "");
    const key = id === null ? null : await keyOf(id);
    return key !== null && holdsBy(key, entry);
  };
}
