import { randomBytes } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { makeRoom } from "./leaves.ts";
import type { LeafKind, Tables } from "./tables.ts";

/** A leaf of the tree. `index` counts from 0. */
export type LeafRow = Readonly<Tables["leaves"]>;

/** A hash of a level above the leaves. */
export type NodeRow = Readonly<Tables["nodes"]>;

/** A signed head of the tree. `root` is hex. */
export type CheckpointRow = Readonly<Tables["checkpoints"]>;

/** A witness's line for a checkpoint. */
export type CosignatureRow = Readonly<Tables["cosignatures"]>;

/** An entry as it lies in the database, nothing of it read. Instants are ISO. */
export interface HeldEntry extends Omit<Readonly<Tables["entries"]>, "entry"> {
  /** The JSON as it was written. */
  readonly text: string;
  /** Where its leaf stands, if it has one. */
  readonly leafIndex: number | null;
  /** The relationship's row, where that names this entry as the last one. */
  readonly row: Readonly<Tables["relationships"]> | null;
}

export interface HeldLeaf extends LeafRow {
  /** The hash of what it stands for, by that one's own row; null when there is no such row. */
  readonly held: string | null;
}

/** An erasure or a rebuild, and whether it has a leaf or waits for one. */
export interface RecordLeaf {
  readonly index: number | null;
  readonly salt: string | null;
  readonly waits: boolean;
}

/** The place of an entry, in the order of client and seq. */
export interface EntryPlace {
  readonly client: string;
  readonly seq: number;
}

/** Bytes of a leaf's salt. */
const SALT = 16;

const HASH_DIGITS = 64;
const SALT_DIGITS = 2 * SALT;

/** A text in pieces of one length. */
const pieces = (text: string | null | undefined, length: number): string[] =>
  Array.from({ length: (text?.length ?? 0) / length }, (_, n) =>
    (text ?? "").slice(n * length, (n + 1) * length),
  );

/** Leaves that one checkpoint adds at most: a statement has to end in time. */
const MOST = 10_000;

const ENTRY_COLUMNS = [
  "client",
  "seq",
  "type",
  "outcome",
  "at",
  "recordedAt",
  "actorId",
  "actorRole",
  "eventId",
  "state",
  "rung",
  "due",
  "dueName",
  "hash",
  "prev",
] as const satisfies readonly Exclude<keyof Tables["entries"], "entry">[];

/** Columns of the relationship's row under names that the entry's do not have. */
const ROW_COLUMNS = [
  "r.kind",
  "r.locale",
  "r.zone",
  "r.hold",
  "r.openedAt",
  "r.updatedAt",
  "r.state as rowState",
  "r.rung as rowRung",
  "r.due as rowDue",
  "r.dueName as rowDueName",
] as const;

/** What a checkpoint adds: it, and the hashes that its leaves completed. */
export interface Grown {
  readonly checkpoint: CheckpointRow;
  readonly nodes: readonly NodeRow[];
}

const newestIn = async (db: Kysely<Tables>): Promise<CheckpointRow | null> =>
  (await db.selectFrom("checkpoints").selectAll().orderBy("size", "desc").limit(1).executeTakeFirst()) ??
  null;

/** What waits, in the order in which it was recorded; entries of a client always in their own. */
async function waiting(db: Kysely<Tables>, most: number): Promise<Omit<LeafRow, "index" | "salt">[]> {
  const { rows } = await sql<Omit<LeafRow, "index" | "salt">>`
    select kind, client, seq, hash from pending
    order by max(at) over (partition by kind, client order by seq), client, seq, hash
    limit ${most}`.execute(db);
  return rows;
}

/** The tree over all entries, erasures and rebuilds, append-only, and its signed heads. */
export class Tree {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The newest checkpoint. */
  last(): Promise<CheckpointRow | null> {
    return newestIn(this.#db);
  }

  /** Leaves by index, `from` up to `to`: in one row, because taking rows apart costs more than reading them. */
  async leafRange(from: number, to: number): Promise<Pick<LeafRow, "hash" | "salt">[]> {
    const { rows } = await sql<{ said: string | null }>`
      select string_agg(hash || salt, '' order by index) as said from leaves
      where index >= ${from} and index < ${to}`.execute(this.#db);
    return pieces(rows[0]?.said, HASH_DIGITS + SALT_DIGITS).map((piece) => ({
      hash: piece.slice(0, HASH_DIGITS),
      salt: piece.slice(HASH_DIGITS),
    }));
  }

  /** Hashes of a level above the leaves by index, `from` up to `to`, in one row as well; hex. */
  async nodeRange(level: number, from: number, to: number): Promise<string[]> {
    const { rows } = await sql<{ said: string | null }>`
      select string_agg(hash, '' order by index) as said from nodes
      where level = ${level} and index >= ${from} and index < ${to}`.execute(this.#db);
    return pieces(rows[0]?.said, HASH_DIGITS);
  }

  /** The newest checkpoints, the newest first. */
  newest(limit: number): Promise<CheckpointRow[]> {
    return this.#db.selectFrom("checkpoints").selectAll().orderBy("size", "desc").limit(limit).execute();
  }

  /** Whether anything waits for a leaf. */
  async waits(): Promise<boolean> {
    const { rows } = await sql<{ waits: boolean }>`select exists (select from pending) as waits`.execute(
      this.#db,
    );
    return rows[0]?.waits ?? false;
  }

  /**
   * Gives what waits its leaves, at most 10,000, and stores the checkpoint that `sign` makes of them, all or nothing;
   * whoever else would do so waits. Returns that checkpoint, or null when nothing was new.
   * @throws whatever `sign` throws.
   */
  grow(
    sign: (
      before: CheckpointRow | null,
      leaves: readonly LeafRow[],
      rows: Pick<Tree, "leafRange" | "nodeRange">,
    ) => Promise<Grown>,
    most = MOST,
  ): Promise<CheckpointRow | null> {
    return this.#db.transaction().execute(async (tx) => {
      await sql`lock table leaves in share row exclusive mode`.execute(tx);
      const before = await newestIn(tx);
      const { size } = await tx
        .selectFrom("leaves")
        .select(({ fn }) => fn.max("index").as("size"))
        .executeTakeFirstOrThrow();
      const from = (size ?? -1) + 1;
      const taken = await waiting(tx, most);
      const leaves = taken.map((leaf, n) => ({
        index: from + n,
        ...leaf,
        salt: randomBytes(SALT).toString("hex"),
      }));
      if (leaves.length === 0) return null;
      const { checkpoint, nodes } = await sign(before, leaves, new Tree(tx));
      await makeRoom(tx, from, from + leaves.length);
      await sql`
        insert into leaves (index, kind, client, seq, hash, salt)
        select index, kind, client, seq, hash, salt from json_to_recordset(${JSON.stringify(leaves)}::json)
          as leaf (index bigint, kind text, client text, seq integer, hash text, salt text)`.execute(tx);
      await sql`
        insert into nodes (level, index, hash)
        select level, index, hash from json_to_recordset(${JSON.stringify(nodes)}::json)
          as node (level integer, index bigint, hash text)`.execute(tx);
      await sql`
        delete from pending using json_array_elements_text(${JSON.stringify(taken.map(({ hash }) => hash))}::json)
          as gone (hash) where pending.hash = gone.hash`.execute(tx);
      await tx.insertInto("checkpoints").values(checkpoint).execute();
      return checkpoint;
    });
  }

  /** How many leaves there are and how many the newest checkpoint has, at one moment; and how many entries. */
  async sizes(): Promise<{ leaves: number; signed: number; entries: number }> {
    const { rows } = await sql<{ leaves: number; signed: number; entries: number }>`
      select (select coalesce(max(index) + 1, 0) from leaves) as leaves,
        (select coalesce(max(size), 0) from checkpoints) as signed,
        (select count(*) from entries) as entries`.execute(this.#db);
    return rows[0] ?? { leaves: 0, signed: 0, entries: 0 };
  }

  /** Checkpoints by size, those after `after`. */
  checkpoints(after: number, limit: number): Promise<CheckpointRow[]> {
    return this.#db
      .selectFrom("checkpoints")
      .selectAll()
      .where("size", ">", after)
      .orderBy("size")
      .limit(limit)
      .execute();
  }

  /** Hashes above the leaves by level and index, those after `after`. */
  nodes(after: Pick<NodeRow, "level" | "index"> | null, limit: number): Promise<NodeRow[]> {
    return this.#db
      .selectFrom("nodes")
      .selectAll()
      .where(({ eb, refTuple, tuple }) =>
        eb(refTuple("level", "index"), ">", tuple(after?.level ?? 0, after?.index ?? 0)),
      )
      .orderBy("level")
      .orderBy("index")
      .limit(limit)
      .execute();
  }

  /** Leaves by index, `from` and on up to `to`, which is left out, each with what it stands for. */
  async leaves(from: number, to: number, limit: number): Promise<HeldLeaf[]> {
    const { rows } = await sql<HeldLeaf>`
      select l.index, l.kind, l.client, l.seq, l.hash, l.salt, coalesce(e.hash, x.hash, r.hash) as held
      from (select * from leaves where index >= ${from} and index < ${to} order by index limit ${limit}) l
      left join entries e on l.kind = 'entry' and e.client = l.client and e.seq = l.seq
      left join erasures x on l.kind = 'erasure' and x.client = l.client
      left join rebuilds r on l.kind = 'rebuild' and r.hash = l.hash and r.client = l.client
      order by l.index`.execute(this.#db);
    return rows;
  }

  /** The leaf of an erasure or of a rebuild, by its hash. */
  async leafOf(kind: LeafKind, hash: string): Promise<RecordLeaf> {
    const { rows } = await sql<RecordLeaf>`
      select l.index, l.salt, exists (select from pending where hash = ${hash}) as waits
      from (values (1)) as one (n)
      left join leaves l on l.kind = ${kind} and l.kind <> 'entry' and l.hash = ${hash}`.execute(this.#db);
    return rows[0] ?? { index: null, salt: null, waits: false };
  }

  /** The leaves of these entries of a client, in their order. */
  entryLeaves(client: string, limit: { readonly afterSeq: number; readonly limit: number }) {
    return this.#db
      .selectFrom("leaves")
      .select(["index", "seq", "hash", "salt"])
      .where("client", "=", client)
      .where("seq", ">", limit.afterSeq)
      .orderBy("seq")
      .limit(limit.limit)
      .execute();
  }

  /** Keeps a witness's line; the first one of each witness stays. */
  async cosigned(row: CosignatureRow): Promise<void> {
    await this.#db
      .insertInto("cosignatures")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The lines of witnesses for a checkpoint, in the order in which they came. */
  cosignatures(size: number): Promise<CosignatureRow[]> {
    return this.#db
      .selectFrom("cosignatures")
      .selectAll()
      .where("size", "=", size)
      .orderBy("at")
      .orderBy("witness")
      .execute();
  }

  /** The newest size that a witness has cosigned; 0: none. */
  async cosignedBy(witness: string): Promise<number> {
    const { size } = await this.#db
      .selectFrom("cosignatures")
      .select(({ fn }) => fn.max("size").as("size"))
      .where("witness", "=", witness)
      .executeTakeFirstOrThrow();
    return size ?? 0;
  }

  /** Whether the tree has a leaf of this client. */
  async knows(client: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom("leaves")
      .select("index")
      .where("client", "=", client)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /**
   * Entries by client and seq, those after a place. What comes in one page was there at one moment.
   * @param client only this one's.
   */
  async entries(after: EntryPlace | null, limit: number, client?: string): Promise<HeldEntry[]> {
    let page = this.#db
      .selectFrom("entries")
      .select(ENTRY_COLUMNS)
      .select(sql<string>`entry::text`.as("text"));
    if (client !== undefined) page = page.where("client", "=", client);
    if (after)
      page = page.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("client", "seq"), ">", tuple(after.client, after.seq)),
      );
    const rows = await this.#db
      .selectFrom(page.orderBy("client").orderBy("seq").limit(limit).as("e"))
      .leftJoin("leaves as l", (join) => join.onRef("l.client", "=", "e.client").onRef("l.seq", "=", "e.seq"))
      .leftJoin("relationships as r", (join) =>
        join.onRef("r.client", "=", "e.client").onRef("r.seq", "=", "e.seq"),
      )
      .selectAll("e")
      .select("l.index as leafIndex")
      .select(ROW_COLUMNS)
      .orderBy("e.client")
      .orderBy("e.seq")
      .execute();
    return rows.map((found) => {
      const {
        kind,
        locale,
        zone,
        hold,
        openedAt,
        updatedAt,
        rowState,
        rowRung,
        rowDue,
        rowDueName,
        ...entry
      } = found;
      const { client, seq } = entry;
      if (kind === null) return { ...entry, row: null };
      const opened = { client, seq, kind, locale, zone, hold, openedAt, updatedAt };
      return {
        ...entry,
        row: { ...opened, state: rowState, rung: rowRung, due: rowDue, dueName: rowDueName },
      };
    }) as HeldEntry[];
  }

  /** The last entry's seq, as the relationship's row names it; null when there is no such row. */
  async ends(client: string): Promise<number | null> {
    const row = await this.#db
      .selectFrom("relationships")
      .select("seq")
      .where("client", "=", client)
      .executeTakeFirst();
    return row?.seq ?? null;
  }

  /** A relationship that has a row and not one entry. */
  async hollow(): Promise<string | null> {
    const row = await this.#db
      .selectFrom("relationships as r")
      .select("r.client")
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom("entries as e").select("e.seq").whereRef("e.client", "=", "r.client"))),
      )
      .orderBy("r.client")
      .limit(1)
      .executeTakeFirst();
    return row?.client ?? null;
  }
}
