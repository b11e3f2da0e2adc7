import type { Definition } from "../definition.ts";
import { digest, type Entry } from "../journal.ts";
import { judgeAgain } from "./judge.ts";
import type { Step, Stored } from "./stored.ts";

/** Where a journal stops agreeing with the machine that is said to have written it. */
export interface Divergence {
  readonly seq: number;
  readonly written: Entry;
  /** What the machine writes in its place; null where it has nothing to write, or where the entry was altered. */
  readonly refolded: Entry | null;
}

/**
 * Judges a whole journal once more: the state it leads to, or the first entry that the machine would have
 * written differently. Effects settle outside the journal, so the outbox holds all that were asked for.
 */
export function refold(
  definition: Definition,
  entries: readonly Entry[],
): { stored: Stored } | { divergence: Divergence } {
  let stored: Stored | null = null;
  for (const written of entries) {
    // An entry that was altered is not judged: what it says may not even be an event.
    if (digest(unhashed(written)) !== written.hash)
      return { divergence: { seq: written.seq, written, refolded: null } };
    const step: Step | null = judgeAgain(definition, stored, written);
    if (step === null || step.entry.hash !== written.hash)
      return { divergence: { seq: written.seq, written, refolded: step?.entry ?? null } };
    stored = step.stored;
  }
  if (stored === null) throw new Error("a journal begins with its opening; this one is empty");
  return { stored };
}

function unhashed({ hash: _, ...entry }: Entry): Omit<Entry, "hash"> {
  return entry;
}
