// What the sources say about a client, read so that all of it is of one time.
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@temporalio/client";
import type { Archive } from "../archive/open.ts";
import { commitment } from "../archive/seal.ts";
import { relationshipId } from "../contracts/messages.ts";
import type { Entry } from "../machines/index.ts";
import type { CheckedWords } from "./checks/archive.ts";
import { type Histories, readHistories } from "./histories.ts";
import { prover } from "./proof.ts";
import type { RebuildOnRecord } from "./rebuilds.ts";
import type { Replayer } from "./replay.ts";
import { isEntry } from "./retrace.ts";

const PAGE = 1_000;
const TRIES = 6;

/** Everything that the sources say about a client at one time. */
export interface Evidence {
  readonly lines: Awaited<ReturnType<Archive["journal"]["inspect"]>>;
  readonly entries: readonly Entry[];
  readonly row: Awaited<ReturnType<Archive["relationships"]["get"]>>;
  readonly taken: Awaited<ReturnType<Archive["effects"]["list"]>>;
  readonly notices: Awaited<ReturnType<Archive["outbox"]["list"]>>;
  readonly kept: ReadonlyMap<string, CheckedWords>;
  readonly erased: boolean;
  readonly histories: Histories;
  /** Why this build does not replay a run, or null: one for each run, once it has tried. */
  readonly replays: readonly Promise<string | null>[];
  readonly rebuilds: readonly RebuildOnRecord[];
  /** False when something was going on while it was read. */
  readonly idle: boolean;
}

/** Reads evidence: of the archive, and of Temporal. */
export class EvidenceReader {
  readonly #archive: Archive;
  readonly #temporal: Client;

  constructor({ archive, temporal }: { readonly archive: Archive; readonly temporal: Client }) {
    this.#archive = archive;
    this.#temporal = temporal;
  }

  /** @throws {Unreadable} */
  async read(client: string, replayer: Replayer): Promise<Evidence> {
    for (let attempt = 1; ; attempt += 1) {
      const histories = await readHistories(this.#temporal, client);
      // Replaying takes longest, so it goes on beside all the rest.
      const replays = histories.runs.map((run) => replayer.replay(relationshipId(client), run));
      // Read after the histories, and before we ask whether these still are all: so none of it is older than they are.
      const [lines, row, taken, notices, erasure, rebuilds] = await Promise.all([
        this.#linesOf(client),
        this.#archive.relationships.get(client),
        this.#archive.effects.list(client),
        this.#archive.outbox.list(client),
        this.#archive.erasures.of(client),
        this.#rebuildsOf(client),
      ]);
      const kept = await this.#keptOf(notices);
      const idle = await this.#still(client, histories);
      if (idle || attempt === TRIES) {
        const entries = lines.map(({ entry }) => entry).filter(isEntry);
        const erased = erasure !== null;
        return { lines, entries, row, taken, notices, kept, erased, rebuilds, histories, replays, idle };
      }
      await sleep(100 * attempt);
    }
  }

  async #linesOf(client: string): Promise<Evidence["lines"]> {
    const lines: Evidence["lines"] = [];
    for (let after = 0; ; ) {
      const page = await this.#archive.journal.inspect(client, after, PAGE);
      lines.push(...page);
      if (page.length < PAGE) return lines;
      after = page.at(-1)?.seq ?? after;
    }
  }

  /** The words of every notice, held against the ids that commit to them. */
  async #keptOf(notices: Evidence["notices"]): Promise<Evidence["kept"]> {
    const kept = new Map<string, CheckedWords>();
    for (const { id, vaultId: ref } of notices) {
      let words: CheckedWords["words"];
      try {
        const disclosed = await this.#archive.vault.disclose(ref);
        if (!disclosed) words = "missing";
        else if (commitment(disclosed) === ref) words = "proven";
        else words = ref.length === commitment(disclosed).length ? "changed" : "uncommitted";
      } catch (error) {
        words = error instanceof Error && error.name === "Erased" ? "erased" : "unreadable";
      }
      kept.set(id, { ref, words });
    }
    return kept;
  }

  /** Nothing has happened to the execution since its history was read, and nothing is in hand. */
  async #still(client: string, { runs }: Histories): Promise<boolean> {
    const current = runs.at(-1);
    if (!current) return true;
    if (current.busy) return false;
    const execution = { workflowId: relationshipId(client) };
    const { namespace } = this.#temporal.options;
    const now = await this.#temporal.workflowService
      .describeWorkflowExecution({ namespace, execution })
      .catch(() => null);
    return (
      !now?.pendingWorkflowTask && Number(now?.workflowExecutionInfo?.historyLength ?? 0) === current.length
    );
  }

  /** The rebuilds of a client, each with the proof of its leaf under the newest checkpoint that has it. */
  async #rebuildsOf(client: string): Promise<RebuildOnRecord[]> {
    const rebuilds = await this.#archive.rebuilds.of(client);
    const last = rebuilds.length > 0 ? await this.#archive.tree.last() : null;
    const prove = last && prover(this.#archive.tree, last.note, last.size);
    return Promise.all(
      rebuilds.map(async (rebuild) => {
        const { index, salt } = await this.#archive.tree.leafOf("rebuild", rebuild.hash);
        const signed = prove && index !== null && salt !== null && index < last.size;
        return { rebuild, proof: signed ? await prove({ index, salt }) : null };
      }),
    );
  }
}
