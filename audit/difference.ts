import { isDeepStrictEqual } from "node:util";
import type { Json } from "../machines/index.ts";

/** Every way in which the journal, Temporal's histories, the live state and the rest of the archive may not agree. */
export type DifferenceKind =
  // The journal.
  | "rowChanged"
  | "rowMissing"
  | "rowInserted"
  | "chainBroken"
  | "unknownMachine"
  | "machineDisagrees"
  // Acts behind the engine's back.
  | "terminated"
  | "cancelRequested"
  | "reset"
  | "paused"
  | "clockMoved"
  | "optionsChanged"
  | "closed"
  | "startedAnew"
  | "executionDeleted"
  | "runDeleted"
  // Temporal's histories beside the journal.
  | "historyUnreadable"
  | "eventUnsent"
  | "eventChanged"
  | "eventUnanswered"
  | "entryAdopted"
  | "rebuildUnproven"
  | "effectNotStarted"
  | "effectUnasked"
  | "effectChanged"
  | "timerMissing"
  | "timerUnknown"
  | "carriedStateDiffers"
  | "replayFails"
  // The rest of the archive beside the journal.
  | "listChanged"
  | "effectRowMissing"
  | "effectRowChanged"
  | "effectRowInserted"
  | "noticeMissing"
  | "noticeChanged"
  | "noticeInserted"
  // The live state.
  | "liveStateDiffers"
  | "unsettled";

/** One thing in which the sources do not agree: what, where, and what each side says. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** The entry it is about, or, for an act, the last entry before it; null where that is not known. */
  readonly seq: number | null;
  /** A sentence for people. */
  readonly says: string;
  /** Where in the compared values the first difference is: names and indexes, joined by dots. */
  readonly field?: string;
  /** Who says what. */
  readonly sides?: Readonly<Record<string, Json>>;
  /** How many more of this kind there are after this one. */
  readonly more?: number;
}

type JsonNode = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is JsonNode => typeof value === "object" && value !== null;

interface Apart {
  readonly field: string;
  readonly left: Json;
  readonly right: Json;
}

/** Where two JSON values differ first, or null when they are equal. */
function apart(left: unknown, right: unknown): Apart | null {
  if (isDeepStrictEqual(left, right)) return null;
  if (isTree(left) && isTree(right) && Array.isArray(left) === Array.isArray(right))
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const inside = apart(left[key], right[key]);
      if (inside) return { ...inside, field: inside.field ? `${key}.${inside.field}` : key };
    }
  return { field: "", left: (left ?? null) as Json, right: (right ?? null) as Json };
}

/** The `field` and `sides` of two values that differ; empty when they are equal. */
export function both(
  [leftName, left]: readonly [string, unknown],
  [rightName, right]: readonly [string, unknown],
): Pick<Difference, "field" | "sides"> {
  const found = apart(left, right);
  if (!found) return {};
  const sides = { [leftName]: found.left, [rightName]: found.right };
  return found.field === "" ? { sides } : { field: found.field, sides };
}

/** In the order of the journal; of each kind the first one, with how many more entries it is found at. */
export function inOrder(differences: readonly Difference[]): Difference[] {
  const place = ({ seq }: Difference) => seq ?? Number.MAX_SAFE_INTEGER;
  const kinds = Map.groupBy(
    [...differences].sort((a, b) => place(a) - place(b)),
    ({ kind }) => kind,
  );
  return [...kinds.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const more = new Set(others.map(place).filter((at) => at !== place(first))).size;
    return [more > 0 ? { ...first, more } : first];
  });
}
