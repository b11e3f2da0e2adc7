// What the bench compares: contenders, whatever they run on, seen from outside.
import { setTimeout as sleep } from "node:timers/promises";
import type { Entry, Envelope } from "../machines/index.ts";

/** What an event is answered. */
export interface PeerReply {
  readonly outcome: string;
  readonly seq: number;
  readonly state: string;
  readonly rung?: string;
  readonly repeated?: true;
}

export interface PeerStatus {
  readonly state: string;
  readonly rung?: string;
  readonly seq: number;
}

/** One open relationship. */
export interface PeerRelationship {
  readonly client: string;
  apply(event: Envelope): Promise<PeerReply>;
  /** Where it stands, asked as whoever uses this contender asks it. */
  status(): Promise<PeerStatus>;
  /** Whether nothing is under way: all that came in is judged, and every effect has come back. */
  still(): Promise<boolean>;
}

/** CPU used so far, ms: by the process that runs the code, and by the server behind it. */
export interface Cpu {
  readonly worker: number;
  readonly server: number;
}

/** A contender. */
export interface Peer {
  readonly name: string;
  open(): Promise<PeerRelationship>;
  journal(relationship: PeerRelationship): Promise<Entry[]>;
  cpu(): Promise<Cpu>;
  stop(): Promise<void>;
}

const PATIENCE = 30_000;

/** Asks until it holds. @returns how often it had to ask again. */
async function again(what: string, holds: () => Promise<boolean>): Promise<number> {
  const end = Date.now() + PATIENCE;
  for (let asked = 0; ; asked++) {
    let why: unknown = "not yet";
    try {
      if (await holds()) return asked;
    } catch (error) {
      // A relationship that is not open yet cannot be asked.
      why = error;
    }
    if (Date.now() > end) throw new Error(`${what}: waited in vain`, { cause: why });
    await sleep(5);
  }
}

/** Waits until a relationship stands as wanted. @returns how often it had to ask again. */
export function until(
  relationship: PeerRelationship,
  holds: (status: PeerStatus) => boolean,
): Promise<number> {
  return again(relationship.client, async () => holds(await relationship.status()));
}

/** Waits until nothing is under way. @returns how often it had to ask again. */
export function settled(relationship: PeerRelationship): Promise<number> {
  return again(relationship.client, () => relationship.still());
}
