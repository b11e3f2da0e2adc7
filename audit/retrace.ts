import {
  digest,
  type Entry,
  GENESIS,
  type Machine,
  nameOf,
  type Step,
  type Stored,
} from "../machines/format.ts";
import { registry } from "../machines/versions/index.ts";
import { both, type Difference } from "./difference.ts";

/** A journal judged once more, as far as its machines agree with it. */
export interface Retraced {
  /** The machine of the state, and the state after the last entry that agrees; null where there is none. */
  readonly last: { readonly machine: Machine; readonly stored: Stored } | null;
  /** The states after the entries that were asked for. */
  readonly states: ReadonlyMap<number, Stored>;
  /** Why it went no further; null when the whole journal agrees. */
  readonly difference: Difference | null;
}

/** Whether it is an entry at all: a row that was changed may hold anything. */
export const isEntry = (entry: Entry | null): entry is Entry =>
  typeof entry?.hash === "string" &&
  typeof entry.machine === "object" &&
  Array.isArray(entry.effects) &&
  Array.isArray(entry.deadlines);

function differenceBefore(entry: Entry, machine: Machine | null, expected: string): Difference | null {
  const { seq } = entry;
  if (!machine) {
    const says = `entry ${seq} says that machine ${nameOf(entry.machine)} judged it; this build does not have that one`;
    return {
      kind: "unknownMachine",
      seq,
      says,
      sides: { "the journal": { ...entry.machine }, "this build": registry().known().map(nameOf) },
    };
  }
  const { hash, ...content } = entry;
  const found = digest(content);
  if (found !== hash) {
    const says = `entry ${seq} was changed after it was written: its content is not what was hashed`;
    return {
      kind: "rowChanged",
      seq,
      says,
      field: "hash",
      sides: { "the entry's own hash": hash, "the hash of what it says": found },
    };
  }
  if (entry.prev === expected) return null;
  const says = `entry ${seq} does not follow from the one before it`;
  return {
    kind: "chainBroken",
    seq,
    says,
    field: "prev",
    sides: { "the entry": entry.prev, "the one before": expected },
  };
}

/**
 * What the machine of an entry makes of it, after a state; null where it cannot have happened there. Machine 1 told the
 * findings of whichever region had been entered first, and a state that was carried over to another run had forgotten
 * that: an entry is as its machine makes it of the state or of a copy.
 */
function judgedLike(before: Stored | null, entry: Entry): Step | null {
  try {
    const judged = registry().judgeAgain(before, entry);
    if (judged?.entry.hash === entry.hash) return judged;
    const carriedOver = registry().judgeAgain(structuredClone(before), entry);
    return carriedOver?.entry.hash === entry.hash ? carriedOver : judged;
  } catch {
    return null;
  }
}

/**
 * Judges a journal once more, entry by entry, each by the machine that it names, until the end or
 * the first entry that does not hold.
 * @param wanted the seqs after which the state is wanted.
 * @param from where an earlier call came to, of the entries before these.
 */
export function retrace(
  entries: readonly Entry[],
  wanted: ReadonlySet<number> = new Set(),
  from: Retraced["last"] = null,
): Retraced {
  let last = from;
  let head = from?.stored.head ?? GENESIS;
  const states = new Map<number, Stored>();
  for (const entry of entries) {
    const seq = entry?.seq ?? (last?.stored.seq ?? 0) + 1;
    if (!isEntry(entry)) {
      const says = `row ${seq} of the journal holds no entry any more`;
      return { last, states, difference: { kind: "rowChanged", seq, says } };
    }
    const machine = registry().machineOf(entry.machine);
    const difference = differenceBefore(entry, machine, head);
    if (difference || !machine) return { last, states, difference };
    const judged = judgedLike(last?.stored ?? null, entry);
    if (judged?.entry.hash !== entry.hash) {
      const says = judged
        ? `entry ${seq} is not what its machine makes of the entries before it`
        : `entry ${seq} speaks of something that cannot have happened there`;
      const sides = both(["the journal", entry], ["the machine", judged?.entry ?? null]);
      return { last, states, difference: { kind: "machineDisagrees", seq, says, ...(judged && sides) } };
    }
    last = { machine: registry().machineFor(judged.stored), stored: judged.stored };
    head = entry.hash;
    if (wanted.has(seq)) states.set(seq, judged.stored);
  }
  return { last, states, difference: null };
}
