import { type Kysely, type Selectable, sql } from "kysely";
import type { Actor, Entry, Locale } from "../machines/index.ts";
import type { State } from "../machines/vocabulary.ts";
import { type ClientKeys, Erased } from "./keys.ts";
import { type OrderKey, type Page, paged, type WantedPage } from "./page.ts";
import type { Tables } from "./tables.ts";
import { insertTask, type NewTask } from "./tasks.ts";
import { SealedWords } from "./vault.ts";

/** The kind of what an agent proposes. Every other kind is noticed in facts. */
export const PROPOSAL = "proposal";

/** Something that was noticed about a client, or proposed, and what people made of it. */
export type Suggestion = Readonly<Selectable<Tables["suggestions"]>>;

/** A client whom to look at. */
export interface Lookout {
  readonly client: string;
  readonly zone: string;
  readonly locale: Locale;
  readonly state: string;
  readonly rung: string | null;
  readonly seq: number;
}

/** A relationship that has ended for good hears of nothing any more. */
const ENDED: readonly State[] = ["refused"];

/** A new suggestion, with the task to judge it. */
export interface NewSuggestion {
  readonly suggestion: Pick<Suggestion, "id" | "kind" | "at" | "facts" | "words" | "numbers">;
  readonly task: NewTask | null;
}

/** What a look found: new suggestions with their tasks, and what is known now of earlier ones. */
export interface Found {
  readonly added: readonly NewSuggestion[];
  readonly changed: readonly Pick<Suggestion, "id" | "at" | "facts" | "words" | "numbers">[];
}

/** Which suggestions to list; every condition given must hold. */
export interface WantedSuggestions {
  readonly client?: string | undefined;
  readonly kind?: string | undefined;
  readonly state?: Suggestion["state"] | undefined;
  readonly limit?: number;
}

const json = JSON.stringify;

const ORDER: readonly OrderKey<Suggestion>[] = [
  { by: sql.ref("at"), type: "timestamptz", of: ({ at }) => at },
  { by: sql.ref("id"), type: "text", of: ({ id }) => id },
];

/** Keeps a suggestion with its task; the same id again changes nothing. @returns whether it was new */
async function insertSuggestion(
  db: Kysely<Tables>,
  client: string,
  { suggestion, task }: NewSuggestion,
  foundAt: string,
): Promise<boolean> {
  const { id, kind, at, facts, words, numbers } = suggestion;
  const { numInsertedOrUpdatedRows: fresh } = await db
    .insertInto("suggestions")
    .values({
      id,
      client,
      kind,
      at,
      foundAt,
      state: "open",
      taskId: task?.id ?? null,
      facts: json(facts),
      words: json(words),
      numbers: json(numbers),
      judgedAt: null,
      actorId: null,
      actorRole: null,
      reason: null,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  if (fresh !== 1n) return false;
  if (task) await insertTask(db, task);
  return true;
}

/** What is noticed in facts, or proposed, for people to judge; and whom to look at. */
export class Suggestions {
  readonly #db: Kysely<Tables>;
  readonly #words: SealedWords;

  constructor(db: Kysely<Tables>, keys: ClientKeys) {
    this.#db = db;
    this.#words = new SealedWords(keys);
  }

  /** A page of clients of whom there is something new, or whose time has come, in the order of their ids. */
  async due(now: string, after: string, limit: number): Promise<Lookout[]> {
    const { rows } = await sql<Lookout>`
      select r.client, r.zone, r.locale, r.state, r.rung, r.seq
      from lookouts as l join relationships as r on r.client = l.client
      where (l.told > l.looked or l.next_at <= ${now}) and l.client > ${after} and r.state <> all(${ENDED})
      order by l.client limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** One client, whether there is anything new or not; null where no relationship can be told anything. */
  async lookout(client: string): Promise<Lookout | null> {
    const { rows } = await sql<Lookout>`
      select client, zone, locale, state, rung, seq from relationships
      where client = ${client} and state <> all(${ENDED})`.execute(this.#db);
    return rows[0] ?? null;
  }

  /** The accepted entries of a client of some types, the oldest first. */
  async entriesOf(client: string, types: readonly string[]): Promise<Entry[]> {
    const rows = await this.#db
      .selectFrom("entries")
      .select("entry")
      .where("client", "=", client)
      .where("type", "in", types)
      .where("outcome", "=", "accepted")
      .orderBy("seq")
      .execute();
    return rows.map(({ entry }) => entry);
  }

  /** When the client was heard last, as the relationship knows: a message, or a call that reached them. ISO, or null. */
  async heardAt(client: string): Promise<string | null> {
    const { rows } = await sql<{ at: string | null }>`
      select max(coalesce(entry -> 'data' ->> 'calledAt', entry ->> 'occurredAt')::timestamptz) as at
      from entries where client = ${client} and outcome = 'accepted' and (
        type in ('message.received', 'client.replied') and entry -> 'data' ->> 'auto' is distinct from 'true'
        or type = 'call.made' and entry -> 'data' ->> 'outcome' = 'reached')`.execute(this.#db);
    return rows[0]?.at ?? null;
  }

  /** A look begins. @returns how often the client was told of, for {@link looked} */
  async begin(client: string): Promise<number> {
    const row = await this.#db
      .updateTable("lookouts")
      .set(({ ref }) => ({ begun: ref("told") }))
      .where("client", "=", client)
      .returning("told")
      .executeTakeFirst();
    return row?.told ?? 0;
  }

  /** What a look found is kept, with the tasks, and the client is not due again before there is something new. */
  async looked(
    { client, told }: { readonly client: string; readonly told: number },
    { added, changed }: Found,
    next: string | null,
    at: string,
  ): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      for (const one of added) await insertSuggestion(tx, client, one, at);
      for (const { id, facts, words, numbers, ...rest } of changed)
        await tx
          .updateTable("suggestions")
          .set({ ...rest, facts: json(facts), words: json(words), numbers: json(numbers) })
          .where("id", "=", id)
          .where("state", "=", "open")
          .execute();
      await tx
        .insertInto("lookouts")
        .values({ client, told, begun: told, looked: told, nextAt: next })
        .onConflict((conflict) => conflict.column("client").doUpdateSet({ looked: told, nextAt: next }))
        .execute();
    });
  }

  /** Keeps one that no look found. @returns false when there is one of this id already. */
  async add(client: string, one: NewSuggestion, at: string): Promise<boolean> {
    return this.#db.transaction().execute((tx) => insertSuggestion(tx, client, one, at));
  }

  /**
   * What people made of it; its task is done.
   * @param how `eventId`: the event that was sent for a proposal
   * @returns false when it was judged before.
   */
  async judge(
    id: string,
    state: "confirmed" | "dismissed",
    by: Actor,
    how: { readonly at: string; readonly reason: string | null; readonly eventId?: string | undefined },
  ): Promise<boolean> {
    const { at, reason, eventId } = how;
    return this.#db.transaction().execute(async (tx) => {
      const judged = await tx
        .updateTable("suggestions")
        .set({ state, judgedAt: at, actorId: by.id, actorRole: by.role, reason })
        .$if(eventId !== undefined, (update) =>
          update.set({ numbers: sql`(numbers::jsonb || ${json({ eventId })}::jsonb)::json` }),
        )
        .where("id", "=", id)
        .where("state", "=", "open")
        .returning("taskId")
        .executeTakeFirst();
      if (judged?.taskId)
        await tx
          .updateTable("tasks")
          .set({ doneAt: at, doneBy: `${by.role}:${by.id}` })
          .where("id", "=", judged.taskId)
          .where("doneAt", "is", null)
          .execute();
      return judged !== undefined;
    });
  }

  async get(id: string): Promise<Suggestion | null> {
    return (
      (await this.#db.selectFrom("suggestions").selectAll().where("id", "=", id).executeTakeFirst()) ?? null
    );
  }

  /** The latest first. */
  async list({ client, kind, state, limit = 1_000 }: WantedSuggestions = {}): Promise<Suggestion[]> {
    let query = this.#db.selectFrom("suggestions").selectAll();
    if (client !== undefined) query = query.where("client", "=", client);
    if (kind !== undefined) query = query.where("kind", "=", kind);
    if (state !== undefined) query = query.where("state", "=", state);
    return query.orderBy("at", "desc").orderBy("id").limit(limit).execute();
  }

  /** A page, by the time of what was noticed. */
  async page({ client, kind, state }: WantedSuggestions, page: WantedPage): Promise<Page<Suggestion>> {
    let query = this.#db.selectFrom("suggestions").selectAll();
    if (client !== undefined) query = query.where("client", "=", client);
    if (kind !== undefined) query = query.where("kind", "=", kind);
    if (state !== undefined) query = query.where("state", "=", state);
    return paged(query, ORDER, page);
  }

  /** The words behind vault ids of one client; none once the client's personal data were erased. */
  async textsOf(client: string, refs: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.#db
      .selectFrom("vault")
      .select(["id", "client", "kind", "sealed"])
      .where("client", "=", client)
      .where(sql<boolean>`id = any(${refs})`)
      .execute();
    const texts = new Map<string, string>();
    try {
      for (const row of rows) texts.set(row.id, (await this.#words.open(row)).text);
    } catch (error) {
      if (!(error instanceof Erased)) throw error;
      return new Map();
    }
    return texts;
  }

  /** The profit tier that the relationship was told last; null for none. */
  async tierOf(client: string): Promise<string | null> {
    const { rows } = await sql<{ tier: string }>`
      select entry -> 'data' ->> 'tier' as tier from entries
      where client = ${client} and type = 'tier.assigned' order by seq desc limit 1`.execute(this.#db);
    return rows[0]?.tier ?? null;
  }
}
