import { type Kysely, sql } from "kysely";
import {
  type Channel,
  type Effect,
  type EffectParams,
  type EffectRef,
  type EffectType,
  isKept,
} from "../machines/index.ts";
import { placeOf } from "./place.ts";
import type { Tables } from "./tables.ts";
import { insertTask, type NewTask } from "./tasks.ts";

/** An effect that was taken on; `settledAt` is null while it is not done. */
export interface TakenEffect {
  readonly id: string;
  readonly type: EffectType;
  readonly params: Effect["params"];
  readonly at: string;
  readonly settledAt: string | null;
  readonly result: unknown;
}

/** What the effects so far add up to for the people who deal with the client. */
export interface Measures {
  /** The only channels that are open, or null when all are. */
  readonly channels: readonly Channel[] | null;
  readonly workStopped: boolean;
  readonly mailingsStopped: boolean;
  readonly contactSuppressed: boolean;
  readonly note: string | null;
}

/** An effect that has not come to an end. */
export interface Unsettled {
  readonly id: string;
  readonly client: string;
  readonly type: EffectType;
  readonly at: string;
  readonly cause: string | null;
}

const STANDING: readonly EffectType[] = [
  "restrictChannels",
  "liftRestriction",
  "stopWork",
  "resumeWork",
  "stopMailings",
  "suppressContact",
  "allowContact",
  "recordNote",
];

/** The task that an effect opens, if it is one that does. An alert is a task too, so that there is one list to work from. */
function taskOf({ id, type, params }: Pick<Effect, "id" | "type" | "params">, at: string): NewTask | null {
  if (type === "openTask") return { id, ...(params as EffectParams<"openTask">), openedAt: at };
  if (type !== "raiseAlert") return null;
  const { what, about } = params as EffectParams<"raiseAlert">;
  return { id, kind: "alert", role: "manager", dueAt: at, about, points: [what], openedAt: at };
}

const COLUMNS = ["id", "type", "params", "at", "settledAt", "result"] as const;

/** Every effect that was taken on: what makes a repetition harmless, and a late one too. */
export class Effects {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes an effect on. @returns it as it stands: with its result when it was settled before. */
  async take(effect: Effect, at: string): Promise<TakenEffect> {
    const { id, type, params } = effect;
    const taken = await this.#db
      .insertInto("effects")
      .values({ id, ...placeOf(id), type, params: JSON.stringify(params), at })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .returning(COLUMNS)
      .executeTakeFirst();
    return (
      taken ??
      (await this.#db.selectFrom("effects").select(COLUMNS).where("id", "=", id).executeTakeFirstOrThrow())
    );
  }

  /** Writes down effects that are rows and nothing else: taken on and settled. Once: a repetition changes nothing. */
  async keep(asked: readonly { readonly effect: EffectRef; readonly at: string }[]): Promise<void> {
    const kept = asked.filter(({ effect }) => isKept(effect.type)) as { effect: Effect; at: string }[];
    if (kept.length === 0) return;
    await this.#db
      .insertInto("effects")
      .values(
        kept.map(({ effect: { id, type, params }, at }) => ({
          id,
          ...placeOf(id),
          type,
          params: JSON.stringify(params),
          at,
          settledAt: at,
          result: "null",
        })),
      )
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
    for (const { effect, at } of kept) {
      const task = taskOf(effect, at);
      if (task) await insertTask(this.#db, task);
    }
  }

  /** Settles an effect that was taken on. @returns its result: the first one, should another run have been faster. */
  async settle<R>(id: string, result: R, at: string): Promise<R> {
    const settled = await this.#db
      .updateTable("effects")
      .set({ settledAt: at, result: JSON.stringify(result) })
      .where("id", "=", id)
      .where("settledAt", "is", null)
      .executeTakeFirst();
    if (settled.numUpdatedRows === 1n) return result;
    const first = await this.#db
      .selectFrom("effects")
      .select("result")
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    return first.result as R;
  }

  /**
   * Effects that were begun before an instant and have not come to an end, the oldest first: not those that were
   * given up, which the journal tells of, nor notices that wait for the end of quiet hours. `cause`: of the last attempt.
   */
  async unsettled(before: string, limit = 1_000): Promise<Unsettled[]> {
    const { rows } = await sql<Unsettled>`
      select e.id, e.client, e.type, e.at, (
        select cause from attempts as a where a.id = e.id order by n desc limit 1) as cause
      from effects as e
      where e.settled_at is null and e.at < ${before}
        and not exists (
          select from entries where entries.client = e.client and entries.event_id = 'effect/' || e.id)
        and not exists (select from notices as n where n.id = e.id and n.status = 'waiting')
      order by e.at, e.id limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** Of these effects, those that have come to an end: settled, or given up, of which the journal tells. */
  async ended(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const { rows } = await sql<{ id: string }>`
      select e.id from effects as e
      where e.id = any(${ids}) and (e.settled_at is not null or exists (
        select from entries where entries.client = e.client and entries.event_id = 'effect/' || e.id))`.execute(
      this.#db,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** A client's effects in the order they were asked for. */
  async list(client: string): Promise<TakenEffect[]> {
    return this.#db
      .selectFrom("effects")
      .select(COLUMNS)
      .where("client", "=", client)
      .orderBy("seq")
      .orderBy("n")
      .execute();
  }

  /** What is in force for a client. The effect that was asked for last counts, in whatever order they ran. */
  async measures(client: string): Promise<Measures> {
    const rows = await this.#db
      .selectFrom("effects")
      .select(["type", "params", "seq", "n"])
      .distinctOn("type")
      .where("client", "=", client)
      .where("type", "in", STANDING)
      .orderBy("type")
      .orderBy("seq", "desc")
      .orderBy("n", "desc")
      .execute();
    const last = (...types: readonly EffectType[]) =>
      rows
        .filter((row) => types.includes(row.type))
        .sort((a, b) => b.seq - a.seq || b.n - a.n)
        .at(0);
    const channels = last("restrictChannels", "liftRestriction");
    const note = last("recordNote");
    return {
      channels: channels && "allowed" in channels.params ? channels.params.allowed : null,
      workStopped: last("stopWork", "resumeWork")?.type === "stopWork",
      mailingsStopped: last("stopMailings", "allowContact")?.type === "stopMailings",
      contactSuppressed: last("suppressContact", "allowContact")?.type === "suppressContact",
      note: note && "note" in note.params ? note.params.note : null,
    };
  }
}
