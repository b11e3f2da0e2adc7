import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** A leaf of the tree: the hash of one entry. `index` counts from 0. */
export type LeafRow = Readonly<Tables["leaves"]>;

/** A signed head of the tree. `root` and `frontier` are hex. */
export interface CheckpointRow {
  readonly size: number;
  readonly root: string;
  readonly note: string;
  readonly frontier: readonly string[];
  readonly at: string;
}

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
  /** What its entry says its hash is; null when there is no such entry. */
  readonly entryHash: string | null;
}

/** The place of an entry, in the order of client and seq. */
export interface EntryPlace {
  readonly client: string;
  readonly seq: number;
}

/** Leaves that one checkpoint adds at most: a statement has to end in time. */
const MOST = 10_000;

const entryColumns = [
  ...["client", "seq", "type", "outcome", "at", "recordedAt", "actorId", "actorRole", "eventId"],
  ...["state", "rung", "due", "dueName", "hash", "prev"],
] as readonly Exclude<keyof Tables["entries"], "entry">[];

/** Columns of the relationship's row under names that the entry's do not have. */
const rowColumns = [
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

/** The tree over all entries of the journal, append-only, and its signed heads. */
export function tree(db: Kysely<Tables>) {
  const last = async (at: Kysely<Tables>): Promise<CheckpointRow | null> =>
    (await at.selectFrom("checkpoints").selectAll().orderBy("size", "desc").limit(1).executeTakeFirst()) ??
    null;

  /** Entries without a leaf, in the order in which they were recorded; those of a client always in their own. */
  async function leafless(at: Kysely<Tables>, most: number): Promise<Omit<LeafRow, "index">[]> {
    const { rows } = await sql<Omit<LeafRow, "index">>`
      select e.client, e.seq, e.hash
      from relationships r
      cross join lateral (select coalesce(max(l.seq), 0) as leaved from leaves l where l.client = r.client) s
      join entries e on e.client = r.client and e.seq > s.leaved
      where r.seq > s.leaved
      order by max(e.recorded_at) over (partition by e.client order by e.seq), e.client, e.seq
      limit ${most}`.execute(at);
    return rows;
  }

  return {
    /** The newest checkpoint. */
    last: () => last(db),

    /** Whether entries may wait for a leaf: cheaper than to look for them. */
    async waits(): Promise<boolean> {
      const { rows } = await sql<{ waits: boolean }>`
        select (select coalesce(sum(seq), 0) from relationships)
             > (select coalesce(max(size), 0) from checkpoints) as waits`.execute(db);
      return rows[0]?.waits ?? false;
    },

    /**
     * Gives entries that have none their leaves, at most 10,000, and stores the checkpoint that `sign` makes of them,
     * all or nothing; whoever else would do so waits. Returns that checkpoint, or null when nothing was new.
     * @throws whatever `sign` throws.
     */
    grow: (
      sign: (before: CheckpointRow | null, leaves: readonly LeafRow[]) => CheckpointRow,
      most = MOST,
    ): Promise<CheckpointRow | null> =>
      db.transaction().execute(async (tx) => {
        await sql`lock table leaves in share row exclusive mode`.execute(tx);
        const before = await last(tx);
        const { size } = await tx
          .selectFrom("leaves")
          .select(({ fn }) => fn.max("index").as("size"))
          .executeTakeFirstOrThrow();
        const from = (size ?? -1) + 1;
        const leaves = (await leafless(tx, most)).map((leaf, n) => ({ index: from + n, ...leaf }));
        if (leaves.length === 0) return null;
        const checkpoint = sign(before, leaves);
        await sql`
          insert into leaves (index, client, seq, hash)
          select index, client, seq, hash from json_to_recordset(${JSON.stringify(leaves)}::json)
            as leaf (index integer, client text, seq integer, hash text)`.execute(tx);
        await tx
          .insertInto("checkpoints")
          .values({ ...checkpoint, frontier: JSON.stringify(checkpoint.frontier) })
          .execute();
        return checkpoint;
      }),

    /** How many leaves there are and how many the newest checkpoint has, at one moment; and how many entries. */
    async sizes(): Promise<{ leaves: number; signed: number; entries: number }> {
      const { rows } = await sql<{ leaves: number; signed: number; entries: number }>`
        select (select coalesce(max(index) + 1, 0) from leaves) as leaves,
          (select coalesce(max(size), 0) from checkpoints) as signed,
          (select count(*) from entries) as entries`.execute(db);
      return rows[0] ?? { leaves: 0, signed: 0, entries: 0 };
    },

    /** Checkpoints by size, those after `after`. */
    checkpoints: (after: number, limit: number): Promise<CheckpointRow[]> =>
      db
        .selectFrom("checkpoints")
        .selectAll()
        .where("size", ">", after)
        .orderBy("size")
        .limit(limit)
        .execute(),

    /** Leaves by index, `from` and on up to `to`, which is left out. */
    async leaves(from: number, to: number, limit: number): Promise<HeldLeaf[]> {
      return db
        .selectFrom("leaves as l")
        .leftJoin("entries as e", (join) =>
          join.onRef("e.client", "=", "l.client").onRef("e.seq", "=", "l.seq"),
        )
        .select(["l.index", "l.client", "l.seq", "l.hash", "e.hash as entryHash"])
        .where("l.index", ">=", from)
        .where("l.index", "<", to)
        .orderBy("l.index")
        .limit(limit)
        .execute();
    },

    /** The leaves of one client, in their order. */
    leavesOf: (client: string): Promise<LeafRow[]> =>
      db.selectFrom("leaves").selectAll().where("client", "=", client).orderBy("seq").execute(),

    /**
     * Entries by client and seq, those after a place. What comes in one page was there at one moment.
     * @param client only this one's.
     */
    async entries(after: EntryPlace | null, limit: number, client?: string): Promise<HeldEntry[]> {
      let page = db.selectFrom("entries").select(entryColumns).select(sql<string>`entry::text`.as("text"));
      if (client !== undefined) page = page.where("client", "=", client);
      if (after)
        page = page.where(({ eb, refTuple, tuple }) =>
          eb(refTuple("client", "seq"), ">", tuple(after.client, after.seq)),
        );
      const rows = await db
        .selectFrom(page.orderBy("client").orderBy("seq").limit(limit).as("e"))
        .leftJoin("leaves as l", (join) =>
          join.onRef("l.client", "=", "e.client").onRef("l.seq", "=", "e.seq"),
        )
        .leftJoin("relationships as r", (join) =>
          join.onRef("r.client", "=", "e.client").onRef("r.seq", "=", "e.seq"),
        )
        .selectAll("e")
        .select("l.index as leafIndex")
        .select(rowColumns)
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
    },

    /** The last entry's seq, as the relationship's row names it; null when there is no such row. */
    async ends(client: string): Promise<number | null> {
      const row = await db
        .selectFrom("relationships")
        .select("seq")
        .where("client", "=", client)
        .executeTakeFirst();
      return row?.seq ?? null;
    },

    /** A relationship that has a row and not one entry. */
    async hollow(): Promise<string | null> {
      const row = await db
        .selectFrom("relationships as r")
        .select("r.client")
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom("entries as e").select("e.seq").whereRef("e.client", "=", "r.client"))),
        )
        .orderBy("r.client")
        .limit(1)
        .executeTakeFirst();
      return row?.client ?? null;
    },
  };
}
