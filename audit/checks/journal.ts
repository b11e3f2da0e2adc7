// The journal by itself: its rows, its numbering, and the list of relationships that is derived from it.
import type { StoredEntry } from "../../archive/journal.ts";
import type { Relationship } from "../../archive/relationships.ts";
import { type Entry, type Opening, whereaboutsOf } from "../../machines/index.ts";
import { both, type Difference } from "../difference.ts";

/** Rows that do not say what their entries say, and places where there is none. */
export function checkRows(lines: readonly StoredEntry[]): Difference[] {
  const differences: Difference[] = [];
  let expected = 1;
  for (const { seq, entry, strays } of lines) {
    if (seq > expected) {
      const missing = seq - expected > 1 ? `entries ${expected} to ${seq - 1} are` : `entry ${expected} is`;
      differences.push({ kind: "rowMissing", seq: expected, says: `${missing} missing from the journal` });
    }
    expected = seq + 1;
    if (!entry) {
      differences.push({
        kind: "rowChanged",
        seq,
        says: `row ${seq} of the journal holds no entry any more`,
      });
    } else if (strays.length > 0) {
      const says = `row ${seq} of the journal was changed past the archive: ${strays.join(", ")} not as written`;
      differences.push({ kind: "rowChanged", seq, says, field: strays[0] ?? "" });
    }
  }
  return differences;
}

/** The row in the list of relationships, held against the entries that it is derived from. */
export function checkList(row: Relationship | null, entries: readonly Entry[]): Difference[] {
  const [first] = entries;
  const last = entries.at(-1);
  if (!first || !last) return [];
  const seq = last.seq;
  if (!row)
    return [{ kind: "listChanged", seq, says: "the client is missing from the list of relationships" }];
  const holding = entries.findLast(
    ({ type, outcome }) => outcome === "accepted" && /^hold\.(placed|lifted)$/.test(type),
  );
  const hold = holding?.type === "hold.placed";
  const { kind } = first.data as Opening;
  const [next] = hold ? [] : last.deadlines;
  const expected: Relationship = {
    client: first.client,
    kind,
    ...whereaboutsOf(entries),
    seq,
    hold,
    state: last.to.state,
    rung: last.to.rung ?? null,
    due: next?.due ?? null,
    dueName: next?.name ?? null,
    machine: last.machine.id,
    machineVersion: last.machine.version,
    machineHash: last.machine.hash,
    openedAt: first.at,
    updatedAt: last.at,
  };
  const sides = both(["the list", row], ["the journal", expected]);
  if (!sides.sides) return [];
  const says = "the list of relationships does not say what the journal adds up to";
  return [{ kind: "listChanged", seq: Math.max(seq, row.seq), says, ...sides }];
}
