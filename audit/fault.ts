/** What can be wrong with the journal, its tree and the checkpoints. */
export type FaultKind =
  /** An entry is not what its hash was made of, or its text is not as it was written. */
  | "changed"
  /** The columns beside an entry, or its relationship's row, say something else than the entry. */
  | "column"
  /** An entry, a leaf or a checkpoint that has to be there is gone. */
  | "missing"
  /** Something stands where nothing may. */
  | "inserted"
  /** An entry does not follow from the one before it. */
  | "chain"
  /** The leaves do not make the tree that was signed. */
  | "tree"
  /** A checkpoint is not signed by the key, or says something else than its columns. */
  | "signature"
  /** The tree is an older one than the one that was signed. */
  | "rolledBack";

/** What is wrong, where, what was expected there and what was found. */
export interface JournalFault {
  readonly kind: FaultKind;
  readonly says: string;
  readonly client?: string;
  readonly seq?: number;
  /** Index of a leaf, from 0. */
  readonly index?: number;
  /** Size of the tree that a checkpoint states. */
  readonly size?: number;
  readonly expected?: string | null;
  readonly found?: string | null;
}
