import { ERASURE, type Erasure } from "../archive/erasures.ts";
import type { Archive } from "../archive/open.ts";
import { digest, GENESIS } from "../machines/journal.ts";
import type { ErasuresHead } from "./checkpoint.ts";
import type { Fault } from "./fault.ts";

/** What is read of the archive. */
export interface HeldErasures {
  readonly erasures: Pick<Archive["erasures"], "list" | "ordered">;
  readonly journal: Pick<Archive["journal"], "timeline">;
}

/** The first erasure that does not stand as it was written, or does not follow from the one before. */
function faultOfChain(erasures: readonly Erasure[]): Fault | null {
  let prev = GENESIS;
  let n = 0;
  for (const { hash, ...erasure } of erasures) {
    n += 1;
    const { client } = erasure;
    if (erasure.n !== n)
      return { kind: "missing", says: `erasure ${n} is missing`, expected: `${n}`, found: `${erasure.n}` };
    if (erasure.prev !== prev)
      return {
        kind: "chain",
        says: `erasure ${n} does not follow from the one before`,
        ...{ client, expected: prev, found: erasure.prev },
      };
    const found = digest(erasure);
    if (found !== hash)
      return { kind: "changed", says: `erasure ${n} is not what was hashed`, client, expected: hash, found };
    prev = hash;
  }
  return null;
}

/** A head of the chain that was signed, and that the chain has no more. */
function faultOfHead(list: readonly Erasure[], { n, hash }: ErasuresHead): Fault | null {
  const found = list[n - 1];
  if (found?.hash === hash) return null;
  if (!found)
    return {
      kind: "missing",
      says: `erasure ${n} is missing: a checkpoint was signed over it`,
      ...{ expected: hash, found: null },
    };
  const says = `erasure ${n} is not the one that a checkpoint was signed over`;
  return { kind: "changed", says, client: found.client, expected: hash, found: found.hash };
}

/**
 * Checks the chain of erasures, and that it agrees with the orders in the journal and with what was signed. The
 * journal and the checkpoints must have been verified: they are believed.
 * @param signed heads of the chain, from checkpoints.
 * @returns the first fault, or null.
 */
export async function verifyErasures(
  { erasures, journal }: HeldErasures,
  signed: readonly ErasuresHead[],
): Promise<Fault | null> {
  const list = await erasures.list();
  const fault = faultOfChain(list);
  if (fault) return fault;
  for (const head of signed) {
    const differs = faultOfHead(list, head);
    if (differs) return differs;
  }
  for (const { n, client, seq, reason } of list) {
    if (seq === null) continue;
    const [entry] = await journal.timeline(client, { afterSeq: seq - 1, limit: 1 });
    const ordered = entry?.seq === seq && entry.type === ERASURE && entry.outcome === "accepted";
    if (!ordered || entry.reason !== reason)
      return {
        kind: "inserted",
        says: `erasure ${n} names an order that the journal does not hold`,
        ...{ client, seq, expected: `an accepted ${ERASURE}`, found: entry?.type ?? null },
      };
  }
  const [open] = await erasures.ordered();
  if (!open) return null;
  const { client, seq } = open;
  return {
    kind: "missing",
    says: "an erasure was ordered and nothing says that it was carried out",
    ...{ client, ...(seq !== null && { seq }) },
  };
}
