// Three sources that must agree: the journal refolded, Temporal's own histories, and what the live workflow shows.
import type { Client } from "@temporalio/client";
import { tsToMs } from "@temporalio/common/lib/time.js";
import type { Archive } from "../archive/open.ts";
import { clientOf, RELATIONSHIP } from "../contracts/messages.ts";
import type { Policy } from "../machines/index.ts";
import { type Agreement, compare, type How, unread } from "./agreement.ts";
import { type Evidence, EvidenceReader } from "./evidence.ts";
import type { LogPolicy } from "./logPolicy.ts";
import { openReplayer, type Replayer, type ReplayOptions } from "./replay.ts";
import { Unreadable } from "./run.ts";

/** Where the sources are. */
export interface Sources extends ReplayOptions {
  readonly archive: Archive;
  readonly temporal: Client;
  readonly taskQueue: string;
  /** The policy versions that this build has. */
  readonly policies: readonly Policy[];
  /** The engine's public key: it signs what is on record of rebuilds. */
  readonly logPolicy: LogPolicy;
  /** Ms since the epoch, to know what retention may have deleted; default the machine's. */
  readonly clock?: () => number;
}

/** Whether the sources agree on every client. */
export interface Reconciled {
  readonly agrees: boolean;
  readonly clients: number;
  /** Those that do not agree. */
  readonly differing: readonly Agreement[];
  readonly entries: number;
  readonly history: number;
  /** How many clients have remarks. */
  readonly remarked: number;
}

/** How far `all` has come. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly client: string;
  readonly agrees: boolean;
}

const PAGE = 1_000;
/** Clients at a time: the database and Temporal answer in turn. */
const AT_ONCE = 6;

/** Holds the sources against one another. */
export class Reconciler {
  readonly #sources: Sources;
  readonly #evidence: EvidenceReader;
  #retention: Promise<number> | undefined;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#evidence = new EvidenceReader(sources);
  }

  /** Compares all that the sources say about a client; null when none of them knows it. */
  one(client: string, how: How = {}): Promise<Agreement | null> {
    return this.#withReplayer((replayer) => this.#compare(replayer, client, how));
  }

  /** Compares everything, several clients at a time. */
  async all(how: How = {}, report: (progress: Progress) => void = () => {}): Promise<Reconciled> {
    const agreements: Agreement[] = [];
    await this.#withReplayer(async (replayer) => {
      const clients = await this.#everybody();
      const next = clients.values();
      const work = async () => {
        for (const client of next) {
          const agreement = await this.#compare(replayer, client, how);
          if (!agreement) continue;
          agreements.push(agreement);
          report({ done: agreements.length, total: clients.length, client, agrees: agreement.agrees });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    });
    return summed(agreements);
  }

  async #withReplayer<T>(use: (replayer: Replayer) => Promise<T>): Promise<T> {
    const replayer = openReplayer(this.#sources);
    try {
      return await use(replayer);
    } finally {
      await replayer.close();
    }
  }

  async #compare(replayer: Replayer, client: string, how: How): Promise<Agreement | null> {
    let evidence: Evidence;
    try {
      evidence = await this.#evidence.read(client, replayer);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return unread(client, error.message);
    }
    if (evidence.lines.length === 0 && evidence.histories.runs.length === 0 && !evidence.row) return null;
    const { policies, logPolicy, clock = Date.now } = this.#sources;
    // Where Temporal did not answer, it is asked again the next time.
    this.#retention ??= this.#readRetention().catch((error: unknown) => {
      this.#retention = undefined;
      throw error;
    });
    const retention = await this.#retention;
    return compare(client, evidence, how, { policies, logPolicy, retention, now: clock() });
  }

  async #readRetention(): Promise<number> {
    const { workflowService, options } = this.#sources.temporal;
    const { config } = await workflowService.describeNamespace({ namespace: options.namespace });
    return tsToMs(config?.workflowExecutionRetentionTtl ?? null);
  }

  /** Every client that the journal, the list or Temporal knows of: one may have been removed from any of them. */
  async #everybody(): Promise<string[]> {
    const clients = new Set<string>();
    for (let after = ""; ; ) {
      const page = await this.#sources.archive.journal.clients(after, PAGE);
      for (const client of page) clients.add(client);
      if (page.length < PAGE) break;
      after = page.at(-1) ?? after;
    }
    for (let after: string | undefined; ; ) {
      const { rows, next } = await this.#sources.archive.relationships.list({
        ...(after && { after }),
        limit: PAGE,
      });
      for (const { client } of rows) clients.add(client);
      if (next === null) break;
      after = next;
    }
    const { taskQueue, temporal } = this.#sources;
    const query = `WorkflowType = "${RELATIONSHIP}" AND TaskQueue = "${taskQueue}"`;
    for await (const { workflowId } of temporal.workflow.list({ query })) {
      const client = clientOf(workflowId);
      if (client !== null) clients.add(client);
    }
    return [...clients].sort();
  }
}

function summed(agreements: readonly Agreement[]): Reconciled {
  const differing = agreements.filter(({ agrees }) => !agrees);
  const sum = (of: (agreement: Agreement) => number) => agreements.reduce((n, one) => n + of(one), 0);
  return {
    agrees: differing.length === 0,
    clients: agreements.length,
    differing: differing.sort((a, b) => (a.client < b.client ? -1 : 1)),
    entries: sum(({ compared }) => compared.entries),
    history: sum(({ compared }) => compared.history),
    remarked: agreements.filter(({ remarks }) => remarks.length > 0).length,
  };
}
