import { type Kysely, sql } from "kysely";
import { type Actor, type Entry, type EventData, type Role, taskEnd } from "../machines/index.ts";
import { type OrderKey, type Page, paged, type WantedPage } from "./page.ts";
import { placeOf } from "./place.ts";
import type { Tables } from "./tables.ts";

/** A task to open. `id` is the id of the effect that asked for it. `dueAt` null: it has no date of its own. */
export interface NewTask {
  readonly id: string;
  readonly kind: string;
  readonly role: Role;
  readonly dueAt: string | null;
  readonly about: string | null;
  readonly points: readonly string[];
  readonly openedAt: string;
}

/** `done` by what completes it; `closed`, because it is no longer needed. */
type TaskState = "open" | "done" | "closed";

export interface Task extends NewTask {
  readonly client: string;
  readonly state: TaskState;
  readonly doneAt: string | null;
  readonly doneBy: string | null;
}

/** Which tasks to list; every condition given must hold. */
export interface WantedTasks {
  readonly client?: string | undefined;
  readonly role?: Role | undefined;
  readonly kind?: string | undefined;
  readonly state?: TaskState | undefined;
  /** Due before this instant, for instance now: overdue. */
  readonly dueBefore?: string | undefined;
  readonly limit?: number | undefined;
}

/** Who has taken a task or something that waits, and until when it is put off; what the regular job did about it. */
export type Handling = Readonly<Tables["handling"]>;

/** What changes in how something is handled. */
type Change = Partial<Omit<Handling, "id" | "client">>;

// A task is closed by a `closeTasks` that was asked for after it: so it does not matter which one runs first.
// One about nothing in particular closes every task.
const state = sql<TaskState>`case
  when done_at is not null then 'done'
  when closed_at is not null then 'closed'
  when exists (
    select from effects as closing
    where closing.client = tasks.client and closing.type = 'closeTasks'
      and (closing.seq, closing.n) > (tasks.seq, tasks.n)
      and (closing.params ->> 'about' is null or closing.params ->> 'about' = tasks.about)
      and coalesce(closing.params ->> 'kind', tasks.kind) = tasks.kind
  ) then 'closed'
  else 'open' end`;

/**
 * Ends the open tasks of a client that these entries end, by what the journal says (R-TSK-2). Read again, they end the
 * same.
 * @param entries in their order; of those before a task it is not read.
 */
export async function followTasks(db: Kysely<Tables>, client: string, entries: readonly Entry[]) {
  if (!entries.some(({ outcome }) => outcome === "accepted")) return;
  const open = await db
    .selectFrom("tasks")
    .leftJoin("entries", (join) =>
      join.onRef("entries.client", "=", "tasks.client").onRef("entries.seq", "=", "tasks.seq"),
    )
    .select(["tasks.id", "tasks.kind", "tasks.about", "tasks.seq", "entries.entry"])
    .where("tasks.client", "=", client)
    .where("doneAt", "is", null)
    .where("closedAt", "is", null)
    .execute();
  for (const { id, kind, about, seq, entry: opening } of open) {
    const later = entries.filter((entry) => entry.seq > seq);
    const end = taskEnd({ id, kind, about }, opening, later);
    if (!end) continue;
    const at = { [end.state === "done" ? "doneAt" : "closedAt"]: end.at };
    await db
      .updateTable("tasks")
      .set({ ...at, [end.state === "done" ? "doneBy" : "closedBy"]: end.by })
      .where("id", "=", id)
      .execute();
  }
}

/** As {@link followTasks}, by the whole journal of each client who has an open task. */
export async function followAllTasks(db: Kysely<Tables>): Promise<void> {
  const clients = await db
    .selectFrom("tasks")
    .select("client")
    .distinct()
    .where("doneAt", "is", null)
    .execute();
  for (const { client } of clients) {
    const rows = await db
      .selectFrom("entries")
      .select("entry")
      .where("client", "=", client)
      .orderBy("seq")
      .execute();
    await followTasks(
      db,
      client,
      rows.map(({ entry }) => entry),
    );
  }
}

const COLUMNS = ["id", "client", "kind", "role", "dueAt", "about", "points", "openedAt"] as const;

const UNTOUCHED: Omit<Handling, "id" | "client"> = {
  claimedBy: null,
  claimedRole: null,
  claimedAt: null,
  assignedBy: null,
  snoozedUntil: null,
  snoozedBy: null,
  snoozeReason: null,
  remindedAt: null,
  escalatedTo: null,
  escalatedAt: null,
};

/** Keeps a task; the same id again changes nothing. In a transaction that brings its entry, nothing has ended it yet. */
export async function insertTask(db: Kysely<Tables>, task: NewTask): Promise<void> {
  await db
    .insertInto("tasks")
    .values({ ...task, ...placeOf(task.id), points: JSON.stringify(task.points) })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

const REPORTED: readonly OrderKey<{ readonly entry: Entry }>[] = [
  { by: sql.ref("at"), type: "timestamptz", of: ({ entry }) => entry.at },
  { by: sql.ref("client"), type: "text", of: ({ entry }) => entry.client },
  { by: sql.ref("seq"), type: "integer", of: ({ entry }) => entry.seq },
];

/** Tasks for our people: one for each effect that asks for one. */
export class Tasks {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Opens a task; the same id again changes nothing. What has ended it meanwhile, by the journal, ends it at once. */
  async open(task: NewTask): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      const { client, seq } = placeOf(task.id);
      // Whoever appends entries changes this row: they see the task, or their entries are read here.
      await tx.selectFrom("relationships").select("client").where("client", "=", client).forShare().execute();
      await insertTask(tx, task);
      const later = await tx
        .selectFrom("entries")
        .select("entry")
        .where("client", "=", client)
        .where("seq", ">", seq)
        .orderBy("seq")
        .execute();
      await followTasks(
        tx,
        client,
        later.map(({ entry }) => entry),
      );
    });
  }

  /** Somebody did it. @returns false when there is no such open task. */
  async done(id: string, by: string, at: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable("tasks")
      .set({ doneAt: at, doneBy: by })
      .where("id", "=", id)
      .where(state, "=", "open")
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** Tasks, the most pressing first. */
  async list(wanted: WantedTasks = {}): Promise<Task[]> {
    let query = this.#db
      .selectFrom("tasks")
      .select([...COLUMNS, "doneAt", "doneBy"])
      .select(state.as("state"));
    if (wanted.client !== undefined) query = query.where("client", "=", wanted.client);
    if (wanted.role !== undefined) query = query.where("role", "=", wanted.role);
    if (wanted.kind !== undefined) query = query.where("kind", "=", wanted.kind);
    if (wanted.state !== undefined) query = query.where(state, "=", wanted.state);
    if (wanted.state !== undefined && wanted.state !== "done") query = query.where("doneAt", "is", null);
    if (wanted.dueBefore !== undefined) query = query.where("dueAt", "<", wanted.dueBefore);
    return query
      .orderBy("dueAt", (order) => order.asc().nullsLast())
      .orderBy("id")
      .limit(wanted.limit ?? 1_000)
      .execute();
  }

  async get(id: string): Promise<Task | null> {
    const found = await this.#db
      .selectFrom("tasks")
      .select([...COLUMNS, "doneAt", "doneBy"])
      .select(state.as("state"))
      .where("id", "=", id)
      .executeTakeFirst();
    return found ?? null;
  }

  /** The entries that asked for these tasks, by the tasks' ids. */
  async openings(ids: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom("tasks")
      .innerJoin("entries", (join) =>
        join.onRef("entries.client", "=", "tasks.client").onRef("entries.seq", "=", "tasks.seq"),
      )
      .select(["tasks.id", "entries.entry"])
      .where("tasks.id", "in", ids)
      .execute();
    return new Map(rows.map(({ id, entry }) => [id, entry]));
  }

  /** How these are handled; what nobody has touched is left out. */
  async handling(ids: readonly string[]): Promise<ReadonlyMap<string, Handling>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom("handling")
      .selectAll()
      .where(sql<boolean>`id = any(${ids})`)
      .execute();
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Changes how one is handled. */
  async handle(id: string, client: string, change: Change): Promise<void> {
    await this.#db
      .insertInto("handling")
      .values({ ...UNTOUCHED, id, client, ...change })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(change))
      .execute();
  }

  /** Takes one that nobody holds, or that this person holds already. @returns false where another was first. */
  async claim(id: string, client: string, by: Actor, at: string): Promise<boolean> {
    const claim = { claimedBy: by.id, claimedRole: by.role, claimedAt: at, assignedBy: null };
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto("handling")
      .values({ ...UNTOUCHED, id, client, ...claim })
      .onConflict((conflict) =>
        conflict
          .column("id")
          .doUpdateSet(claim)
          .where((eb) => eb.or([eb("handling.claimedBy", "is", null), eb("handling.claimedBy", "=", by.id)])),
      )
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** When each incident of a client was reported first: since then it waits. */
  async reportedAt(client: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#db
      .selectFrom("entries")
      .select("entry")
      .where("client", "=", client)
      .where("type", "=", "incident.reported")
      .where("outcome", "=", "accepted")
      .orderBy("seq", "desc")
      .execute();
    return new Map(
      rows.map(({ entry: { data, at } }) => [(data as EventData<"incident.reported">).incidentId, at]),
    );
  }

  /** A page of what a person reported of conduct, and off whom they asked, by its time (R-TSK-6). */
  async reportedBy(actorId: string, page: WantedPage): Promise<Page<Entry>> {
    const query = this.#db
      .selectFrom("entries")
      .select("entry")
      .where("actorId", "=", actorId)
      .where("type", "in", ["incident.reported", "staff.askedOff"])
      .where("outcome", "=", "accepted");
    const { rows, next } = await paged(query, REPORTED, page);
    return { rows: rows.map(({ entry }) => entry), next };
  }

  /** Ends what an older build left open although the journal ends it. */
  follow(client: string, entries: readonly Entry[]) {
    return followTasks(this.#db, client, entries);
  }
}
