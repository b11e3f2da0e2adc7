// A witness of others' logs (C2SP tlog-witness): cosigns a checkpoint where it follows from the one before.
import { hash } from "node:crypto";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { EMPTY_ROOT, provesConsistency } from "./merkle.ts";
import {
  BadNote,
  readNote,
  type Signer,
  signatureLine,
  signaturesOf,
  unbase64,
  type Verifier,
} from "./note.ts";

/** An answer by HTTP. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: string;
  readonly body: string;
}

export interface WitnessParts {
  readonly signer: Signer;
  /** The logs that it follows, by their keys. */
  readonly logs: readonly Verifier[];
  /** The newest checkpoint of a log that was cosigned, by the hash of its origin; null: none. */
  readonly kept: (name: string) => Promise<string | null>;
  /** Keeps one durably, before anybody is told. */
  readonly keep: (name: string, note: string) => Promise<void>;
  /** Ms since the epoch. */
  readonly clock?: () => number;
}

export interface WitnessDesk {
  /** Answers `POST …/add-checkpoint`. One after the other. */
  add(body: string): Promise<WitnessAnswer>;
  /** Answers `GET …/<hash of the origin>/checkpoint`: the newest that was cosigned; null: none. */
  newest(name: string): Promise<string | null>;
}

/** How a log is named where a witness is asked for what it has seen: SHA-256 of the origin, hex. */
export const nameOfLog = (origin: string): string => hash("sha256", origin);

const BODY = /^old (0|[1-9]\d{0,15})\n((?:\S{44}\n){0,63})\n([\s\S]+)$/;
const TEXT = "text/plain; charset=utf-8";
const says = (status: WitnessAnswer["status"], body: string): WitnessAnswer => ({
  status,
  type: TEXT,
  body: `${body}\n`,
});

interface Request {
  readonly old: number;
  readonly proof: readonly Buffer[];
  readonly note: string;
  readonly checkpoint: Checkpoint;
}

function readRequest(body: string): Request | null {
  const [, old, nodes = "", note = ""] = BODY.exec(body) ?? [];
  const proof = nodes.split("\n").slice(0, -1).map(unbase64);
  if (old === undefined || !proof.every((node) => node !== undefined)) return null;
  try {
    return { old: Number(old), proof, note, checkpoint: readCheckpoint(note) };
  } catch (error) {
    if (error instanceof BadNote) return null;
    throw error;
  }
}

export function witnessDesk({ signer, logs, kept, keep, clock = Date.now }: WitnessParts): WitnessDesk {
  async function answer(body: string): Promise<WitnessAnswer> {
    const request = readRequest(body);
    if (!request) return says(400, "not a request: old <size>, hashes, an empty line, a checkpoint");
    const { old, proof, note, checkpoint } = request;
    const keys = logs.filter(({ name }) => name === checkpoint.origin);
    if (keys.length === 0) return says(404, "this log is not followed here");
    const read = readNote(note);
    try {
      if (signaturesOf(read, keys).length === 0) return says(403, "not signed by the key of this log");
    } catch (error) {
      if (error instanceof BadNote) return says(403, error.message);
      throw error;
    }
    if (old > checkpoint.size) return says(400, "the old size is larger than the new one");
    const name = nameOfLog(checkpoint.origin);
    const before = await kept(name);
    const { size, root } = before === null ? { size: 0, root: EMPTY_ROOT } : readCheckpoint(before);
    const elsewhere: WitnessAnswer = { status: 409, type: "text/x.tlog.size", body: `${size}\n` };
    if (old !== size) return elsewhere;
    if (old === checkpoint.size && !root.equals(checkpoint.root)) return elsewhere;
    if (!provesConsistency({ size, root }, checkpoint, proof))
      return says(422, "no proof that this log begins with what was cosigned before");
    const line = signatureLine(read.text, signer, Math.floor(clock() / 1_000));
    await keep(name, note + line);
    return { status: 200, type: TEXT, body: line };
  }

  let busy: Promise<unknown> = Promise.resolve();
  return {
    add(body) {
      const next = busy.then(() => answer(body));
      busy = next.catch(() => {});
      return next;
    },
    newest: kept,
  };
}
