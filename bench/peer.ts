// What the bench compares: contenders, whatever they run on, seen from outside.
import { setTimeout as sleep } from "node:timers/promises";
import type { Entry, Envelope } from "../machines/index.ts";

/** What an event is answered. */
export interface Reply {
  readonly outcome: string;
  readonly seq: number;
  readonly state: string;
  readonly rung?: string;
  readonly repeated?: true;
}

export interface Status {
  readonly state: string;
  readonly rung?: string;
  readonly seq: number;
  /** Effects asked for and not settled. */
  readonly outbox: readonly unknown[];
}

/** One open relationship. */
export interface Relationship {
  readonly client: string;
  apply(event: Envelope): Promise<Reply>;
  status(): Promise<Status>;
}

/** CPU used so far, ms: by the process that runs the code, and by the server behind it. */
export interface Cpu {
  readonly worker: number;
  readonly server: number;
}

/** A contender. */
export interface Peer {
  readonly name: string;
  open(): Promise<Relationship>;
  journal(relationship: Relationship): Promise<Entry[]>;
  cpu(): Promise<Cpu>;
  stop(): Promise<void>;
}

const PATIENCE = 30_000;

/** Asks until it holds. @returns how often it had to ask again. */
export async function until(relationship: Relationship, holds: (status: Status) => boolean): Promise<number> {
  const end = Date.now() + PATIENCE;
  for (let asked = 0; ; asked++) {
    // A relationship that is not open yet cannot be asked.
    const status = await relationship.status().catch(() => null);
    if (status && holds(status)) return asked;
    if (Date.now() > end) throw new Error(`${relationship.client} still says ${JSON.stringify(status)}`);
    await sleep(5);
  }
}

/** Waits for every effect to have settled. */
export function settled(relationship: Relationship): Promise<number> {
  return until(relationship, ({ outbox }) => outbox.length === 0);
}
