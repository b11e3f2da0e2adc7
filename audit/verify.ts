import type { EventKeyRow } from "../archive/eventKeys.ts";
import type { Archive } from "../archive/open.ts";
import type { JournalFault } from "./fault.ts";
import { type LogPolicy, ownLines } from "./logPolicy.ts";
import { BadNote } from "./note.ts";
import type { Outside } from "./outside.ts";
import { openReaders, type Readers } from "./readers.ts";
import { type CertifiedKeys, readEventKeys } from "./signatures.ts";
import { verifyEntries } from "./verify/chains.ts";
import { Found, type Seen, type VerifiedRows } from "./verify/part.ts";
import { type LastCheckpoint, noteFault, verifyTree } from "./verify/tree.ts";

export interface VerifyOptions {
  readonly held: VerifiedRows;
  /** The keys that sign events, as the log has certified them. */
  readonly eventKeys: Pick<Archive["eventKeys"], "list">;
  /** Who has to have signed the checkpoints of the archive. */
  readonly policy: LogPolicy;
  /** The notes kept outside the database, which the tree has to agree with; the oldest comes first. */
  readonly outside?: Pick<Outside, "last" | "all">;
  /** Notes that somebody else kept, in any order. */
  readonly notes?: readonly string[];
  /** Reads the entries of this client only; the tree is always read whole. */
  readonly client?: string | undefined;
  /** Told now and then how far it is, in rows. */
  readonly progress?: (done: number, of: number) => void;
  readonly threads?: number;
  /** Rows read at a time. */
  readonly page?: number;
  /** Ends it, by an error. */
  readonly signal?: AbortSignal;
}

/** What was verified; with the first fault, what was read until then. */
export interface Verified {
  readonly fault: JournalFault | null;
  readonly relationships: number;
  readonly entries: number;
  /** Entries behind the last checkpoint: nothing signed covers them, reconciling does. */
  readonly tail: number;
  readonly checkpoints: number;
  readonly last: LastCheckpoint | null;
  /** Notes from outside that the tree agrees with. */
  readonly outside: number;
}

const PAGE = 2_000;

const NOTHING: Pick<Outside, "last" | "all"> = { last: async () => null, async *all() {} };

/**
 * Reads the whole journal, tree and checkpoints and checks every hash, column, chain, leaf, root and signature, up to
 * the first fault. The archive may be written to in the meantime.
 */
export async function verify(options: VerifyOptions): Promise<Verified> {
  const { held, outside = NOTHING, notes = [], client, progress = () => {} } = options;
  const { threads, signal, page = PAGE } = options;
  // What witnesses cosigned stands beside the archive's checkpoints, and in what is published of them.
  const policy = ownLines(options.policy);
  const seen: Seen = { relationships: 0, entries: 0, tail: 0, checkpoints: 0, outside: 0 };
  let last: LastCheckpoint | null = null;
  const ended = (fault: JournalFault | null): Verified => ({ fault, ...seen, last });

  const { leaves, signed, entries } = await held.sizes();
  const all = entries + signed;
  let done = 0;
  const step = (rows: number) => {
    signal?.throwIfAborted();
    done += rows;
    progress(Math.min(done, all), all);
  };

  let readers: Readers | undefined;
  try {
    readers = openReaders(certified(await options.eventKeys.list(), policy), threads);
    await verifyEntries({ held, limit: page, client, readers, signed, seen, step });
    if (leaves !== signed)
      throw new Found({
        kind: "missing",
        says: `the tree has ${leaves} leaves, and the newest checkpoint is of ${signed}`,
        size: leaves,
        expected: `a checkpoint of ${leaves}`,
        found: `one of ${signed}`,
      });
    last = await verifyTree({ held, limit: page, policy, outside, notes, signed, seen, step });
    return ended(null);
  } catch (error) {
    if (error instanceof Found) return ended(error.fault);
    throw error;
  } finally {
    await readers?.close();
  }
}

/** @throws {Found} where the log has certified no such key. */
function certified(rows: readonly EventKeyRow[], policy: LogPolicy): CertifiedKeys {
  try {
    return readEventKeys(
      rows.map(({ certificate }) => certificate),
      policy.logs,
    );
  } catch (error) {
    if (!(error instanceof BadNote)) throw error;
    throw new Found(noteFault("a key that signs events", error, policy));
  }
}
