// The contender on Restate. Its dependencies are its own, in bench/restate, installed on first use.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Entry } from "../machines/index.ts";
import {
  type Cpu,
  type Peer,
  type PeerRelationship,
  type PeerReply,
  type PeerStatus,
  settled,
} from "./peer.ts";
import { remote } from "./remote.ts";
import { openingEvent } from "./script.ts";

/** What the bench asks of Restate's process. */
interface RestateCalls {
  /** @returns where Restate takes calls. */
  start(): Promise<string>;
  cpu(): Promise<Cpu>;
  journal(client: string): Promise<Entry[]>;
  stop(): Promise<void>;
}

/** What its handler says; `outbox`: effects under way. */
type RestateStatus = PeerStatus & { readonly outbox: readonly unknown[] };

const folder = join(import.meta.dirname, "restate");

/** Installs what the peer needs, from its lock, unless that is there. */
async function install(): Promise<void> {
  if (existsSync(join(folder, "node_modules/@restatedev/xstate"))) return;
  await promisify(execFile)("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder });
}

/**
 * Restate with @restatedev/xstate on the same ladder.
 * @throws {Error} when it cannot be installed or does not come up.
 */
export async function restatePeer(): Promise<Peer> {
  await install();
  const process = remote<RestateCalls>(join(folder, "service.ts"));
  const url = await process.call("start");

  async function ask<T>(client: string, handler: string, body?: unknown, key?: string): Promise<T> {
    const response = await fetch(`${url}/relationship/${client}/${handler}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(key !== undefined && { "idempotency-key": key }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${handler} of ${client}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  return {
    name: "restate",
    async open() {
      const client = `c-${randomUUID().slice(0, 8)}`;
      await ask(client, "open", openingEvent());
      const status = () => ask<RestateStatus>(client, "status");
      const relationship: PeerRelationship = {
        client,
        apply: (event) => ask<PeerReply>(client, "apply", event, event.eventId),
        status,
        still: async () => (await status()).outbox.length === 0,
      };
      await settled(relationship);
      return relationship;
    },
    journal: (relationship) => process.call("journal", relationship.client),
    cpu: () => process.call("cpu"),
    stop: () => process.stop(),
  };
}
