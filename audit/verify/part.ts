// What the parts of a verification share: what is read, how far it has come, and how a fault ends it.
import type { Archive } from "../../archive/open.ts";
import type { JournalFault } from "../fault.ts";

/** What is read of the archive. */
export type VerifiedRows = Pick<
  Archive["tree"],
  "sizes" | "entries" | "ends" | "leaves" | "nodes" | "checkpoints" | "hollow"
>;

/** How much was read so far. */
export interface Seen {
  relationships: number;
  entries: number;
  tail: number;
  checkpoints: number;
  outside: number;
}

/** What every part is given. */
export interface Verification {
  readonly held: VerifiedRows;
  /** Rows read at a time. */
  readonly limit: number;
  /** Leaves of the newest checkpoint. */
  readonly signed: number;
  readonly seen: Seen;
  /** So many rows more were read. */
  readonly step: (rows: number) => void;
}

/** Ends a verification where it stands. */
export class Found extends Error {
  readonly fault: JournalFault;

  constructor(fault: JournalFault) {
    super(fault.says);
    this.fault = fault;
  }
}

/** How people call an entry. */
export const name = ({ client, seq }: { readonly client: string; readonly seq: number }): string =>
  `${client}/${seq}`;
