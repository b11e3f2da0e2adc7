// Erasures and rebuilds: what is on record beside the journal. Each is a leaf of the tree, so that none can be taken out.
import { ERASURE, hashOfErasure } from "../archive/erasures.ts";
import type { Archive } from "../archive/open.ts";
import { hashOfRebuild } from "../archive/rebuilds.ts";
import type { LeafKind } from "../archive/tables.ts";
import type { JournalFault } from "./fault.ts";

/** What is read of the archive. */
export interface HeldRecords {
  readonly erasures: Pick<Archive["erasures"], "list" | "ordered">;
  readonly rebuilds: Pick<Archive["rebuilds"], "list">;
  readonly journal: Pick<Archive["journal"], "timeline">;
  readonly tree: Pick<Archive["tree"], "leafOf">;
}

/**
 * Checks every erasure and every rebuild: it is what was hashed, it has its leaf or waits for one, and each erasure was
 * ordered by the journal. Tree and journal must have been verified: that each of these leaves has its record was seen there.
 * @returns the first fault, or null.
 */
export async function verifyRecords({
  erasures,
  rebuilds,
  journal,
  tree,
}: HeldRecords): Promise<JournalFault | null> {
  async function faultOf(
    kind: Exclude<LeafKind, "entry">,
    client: string,
    hash: string,
    made: string,
  ): Promise<JournalFault | null> {
    const what = `the ${kind} of ${client}`;
    if (made !== hash)
      return {
        kind: "changed",
        says: `${what} is not what was hashed`,
        client,
        expected: hash,
        found: made,
      };
    const { index, waits } = await tree.leafOf(kind, hash);
    if (index !== null || waits) return null;
    return {
      kind: "inserted",
      says: `${what} has no leaf in the tree`,
      client,
      expected: hash,
      found: null,
    };
  }

  for (const erasure of await erasures.list()) {
    const { client, seq, reason, hash } = erasure;
    const fault = await faultOf("erasure", client, hash, hashOfErasure(erasure));
    if (fault) return fault;
    if (seq === null) continue;
    const [entry] = await journal.timeline(client, { afterSeq: seq - 1, limit: 1 });
    const ordered = entry?.seq === seq && entry.type === ERASURE && entry.outcome === "accepted";
    if (!ordered || entry.reason !== reason)
      return {
        kind: "inserted",
        says: `the erasure of ${client} names an order that the journal does not hold`,
        client,
        seq,
        expected: `an accepted ${ERASURE}`,
        found: entry?.type ?? null,
      };
  }
  for (const rebuild of await rebuilds.list()) {
    const fault = await faultOf("rebuild", rebuild.client, rebuild.hash, hashOfRebuild(rebuild));
    if (fault) return fault;
  }
  const [open] = await erasures.ordered();
  if (!open) return null;
  const { client, seq } = open;
  return {
    kind: "missing",
    says: "an erasure was ordered and nothing says that it was carried out",
    client,
    ...(seq !== null && { seq }),
  };
}
