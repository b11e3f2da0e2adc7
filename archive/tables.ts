import type { ColumnType } from "kysely";
import type { Channel, Effect, Entry, Outcome, Role } from "../machines/index.ts";

/** Written as JSON text, read as a value. */
type JsonColumn<T> = ColumnType<T, string, string>;

/** Where an effect was asked for: entry `seq`, effect `n` of it. Later effects have a greater (seq, n). */
interface Asked {
  client: string;
  seq: number;
  n: number;
}

/** The archive's tables. Times are ISO instants, amounts minor units. */
export interface Tables {
  /** R-LIF-0: the journal, append-only. The columns repeat what is searched; `entry` is what was hashed. */
  entries: {
    client: string;
    seq: number;
    type: string;
    outcome: Outcome;
    at: string;
    recordedAt: string;
    actorId: string;
    actorRole: Role;
    eventId: string;
    state: string;
    rung: string | null;
    /** The next deadline after this entry. */
    due: string | null;
    dueName: string | null;
    hash: string;
    prev: string;
    entry: JsonColumn<Entry>;
  };
  /** The tree over all entries, in the order in which they were taken into it; append-only. `hash` is the entry's. */
  leaves: { index: number; client: string; seq: number; hash: string };
  /** The signed heads of the tree; append-only. Hashes are hex; `frontier` is what the tree grows on from. */
  checkpoints: {
    size: number;
    root: string;
    note: string;
    frontier: JsonColumn<readonly string[]>;
    at: string;
  };
  /** Where each relationship stands: derived from its entries, in their transaction. */
  relationships: {
    client: string;
    kind: "b2b" | "retail";
    locale: "en" | "ru";
    zone: string;
    seq: number;
    state: string;
    rung: string | null;
    hold: boolean;
    due: string | null;
    dueName: string | null;
    openedAt: string;
    updatedAt: string;
  };
  /**
   * Personal data, by id, sealed under the client's key; null once erased. Nothing else in the archive holds any.
   * `plain`: kept before there were keys, and not sealed yet. `once`: a keyed mark of what may be sent again.
   */
  vault: {
    id: string;
    client: string;
    kind: string;
    sealed: string | null;
    plain: ColumnType<string | null, undefined, null>;
    once: string | null;
  };
  /** Clients whose personal data were erased: one row each, append-only, each with the hash of the one before. */
  erasures: {
    n: number;
    client: string;
    /** The entry of the journal that ordered it; null when the relationship had ended. */
    seq: number | null;
    at: string;
    actorId: string;
    actorRole: Role;
    /** Vault id of the words; they are kept under the archive's own name, and outlive the client's. */
    reason: string;
    prev: string;
    hash: string;
  };
  /** How a client is named and reached: the vault ids in force. */
  contacts: { client: string; field: Channel | "name"; vaultId: string };
  /** Every effect that the hands took on, and what came of it. */
  effects: Asked & {
    id: string;
    type: Effect["type"];
    params: JsonColumn<Effect["params"]>;
    at: string;
    settledAt: string | null;
    result: JsonColumn<unknown> | null;
  };
  /** Tasks for our people. A task is closed by a later `closeTasks` among the effects, not by a column. */
  tasks: Asked & {
    id: string;
    kind: string;
    role: Role;
    dueAt: string | null;
    about: string | null;
    points: JsonColumn<readonly string[]>;
    openedAt: string;
    doneAt: string | null;
    doneBy: string | null;
  };
  /** The outbox: one row a notice and channel; its words are in the vault. */
  notices: Asked & {
    id: string;
    notice: string;
    channel: Channel;
    locale: string;
    vaultId: string;
    status: "captured" | "sent" | "failed" | "bounced";
    cause: string | null;
    at: string;
  };
  /** R-HND-1: providers that a client can move to. Business data, imported. */
  providers: {
    id: string;
    name: string;
    capabilities: JsonColumn<readonly string[]>;
    regions: JsonColumn<readonly string[]>;
    price: number;
    capacity: number;
    contact: string;
    verifiedAt: string;
  };
}
