import { type Kysely, sql } from "kysely";
import type { Role } from "../machines/index.ts";
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

/** `done` by a person; `closed` by the relationship, because it is no longer needed. */
type TaskState = "open" | "done" | "closed";

export interface Task extends NewTask {
  readonly client: string;
  readonly state: TaskState;
  readonly doneAt: string | null;
  readonly doneBy: string | null;
}

/** Which tasks to list; every condition given must hold. */
export interface WantedTasks {
  readonly client?: string;
  readonly role?: Role;
  readonly state?: TaskState;
  /** Due before this instant, for instance now: overdue. */
  readonly dueBefore?: string;
  readonly limit?: number;
}

// A task is closed by a `closeTasks` that was asked for after it: so it does not matter which one runs first.
// One about nothing in particular closes every task.
const state = sql<TaskState>`case
  when done_at is not null then 'done'
  when exists (
    select from effects as closing
    where closing.client = tasks.client and closing.type = 'closeTasks'
      and (closing.seq, closing.n) > (tasks.seq, tasks.n)
      and (closing.params ->> 'about' is null or closing.params ->> 'about' = tasks.about)
      and coalesce(closing.params ->> 'kind', tasks.kind) = tasks.kind
  ) then 'closed'
  else 'open' end`;

/** Tasks for our people: one for each effect that asks for one. */
export function tasks(db: Kysely<Tables>) {
  return {
    /** Opens a task; the same id again changes nothing. */
    async open(task: NewTask): Promise<void> {
      await db
        .insertInto("tasks")
        .values({ ...task, ...placeOf(task.id), points: JSON.stringify(task.points) })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    },

    /** Somebody did it. @returns false when there is no such open task. */
    async done(id: string, by: string, at: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable("tasks")
        .set({ doneAt: at, doneBy: by })
        .where("id", "=", id)
        .where(state, "=", "open")
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    /** Tasks, the most pressing first. */
    async list(wanted: WantedTasks = {}): Promise<Task[]> {
      let query = db
        .selectFrom("tasks")
        .select(["id", "client", "kind", "role", "dueAt", "about", "points", "openedAt", "doneAt", "doneBy"])
        .select(state.as("state"));
      if (wanted.client !== undefined) query = query.where("client", "=", wanted.client);
      if (wanted.role !== undefined) query = query.where("role", "=", wanted.role);
      if (wanted.state !== undefined) query = query.where(state, "=", wanted.state);
      if (wanted.state !== undefined && wanted.state !== "done") query = query.where("doneAt", "is", null);
      if (wanted.dueBefore !== undefined) query = query.where("dueAt", "<", wanted.dueBefore);
      return query
        .orderBy("dueAt", (order) => order.asc().nullsLast())
        .orderBy("id")
        .limit(wanted.limit ?? 1_000)
        .execute();
    },
  };
}
