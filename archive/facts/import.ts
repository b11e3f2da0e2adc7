// How rows are imported, and what became of them.
import type { Actor } from "../../machines/index.ts";
import type { FactKind } from "./catalogue.ts";
import { Occurrences } from "./occurrences.ts";
import type { RefusedRow } from "./rows.ts";

/** How rows are taken in. */
export interface HowToImport {
  readonly kind: FactKind;
  readonly by: Actor;
  /** ISO instant: rows may not tell of later ones. */
  readonly now: string;
  /** ISO 4217: of clients that have no relationship, where the row names none. */
  readonly currency: string;
  /** Refuses rows of clients that have no relationship. */
  readonly knownOnly?: boolean | undefined;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean | undefined;
}

/** Rows of one file, or of one sender, in their order. */
export interface Import extends HowToImport {
  readonly seen: Occurrences;
  /** Its number in `imports`, by which it can be undone, once there is something new; otherwise null. */
  n: number | null;
}

export const newImport = (how: HowToImport): Import => ({ ...how, seen: new Occurrences(), n: null });

/** What became of rows. `completed`: known, and told now what was not known of them, like when a fault was cured. */
export interface ImportOutcome {
  readonly new: number;
  readonly completed: number;
  readonly known: number;
  readonly refused: readonly RefusedRow[];
}
