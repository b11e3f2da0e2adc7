// What is to be done, over all clients: open tasks, what waits in relationships, and suggestions that nobody has judged.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { OpenMatter, Role } from "../machines/index.ts";
import { cut, LATEST, type OrderKey, ordered, type Page, type WantedPage } from "./page.ts";
import type { Tables, TellReason } from "./tables.ts";
import type { Handling } from "./tasks.ts";

/** Something to be done. Of a task `matter` and `suggestion` are null; of what waits, one of them is there. */
export interface InboxRow extends Omit<Handling, "id" | "client"> {
  readonly id: string;
  readonly client: string;
  readonly kind: string;
  /** Whose it was at first. */
  readonly role: Role;
  readonly about: string | null;
  readonly points: readonly string[];
  readonly openedAt: string;
  readonly dueAt: string | null;
  readonly matter: OpenMatter | null;
  /** The kind of a suggestion. */
  readonly suggestion: string | null;
}

/** Which items are wanted; every condition given must hold. */
export interface WantedInbox {
  readonly id?: string | undefined;
  readonly client?: string | undefined;
  readonly role?: Role | undefined;
  /** Of a task, or of what waits. */
  readonly kind?: string | undefined;
  /** Taken by one of {@link InboxTerms.owners}. */
  readonly mine?: boolean | undefined;
  readonly unclaimed?: boolean | undefined;
  readonly overdue?: boolean | undefined;
  /** Of another role, or taken by somebody else. */
  readonly waiting?: boolean | undefined;
}

/** What waits for these roles, that nobody has taken or put off, and that a destination has not been told of. */
export interface WantedUntold {
  readonly destination: string;
  readonly roles: readonly Role[];
}

/** By what items are judged. */
export interface InboxTerms {
  /** ISO instant. */
  readonly now: string;
  /** When something that waits is due, after it came. */
  readonly dueDays: number;
  /** Whoever asks, and those for whom they stand in: `role:id` each. */
  readonly owners: readonly string[];
  readonly role: Role;
  /** Kinds of suggestions that somebody has to judge, with whose they are. */
  readonly judges: readonly (readonly [kind: string, role: Role])[];
  /** States in which nothing waits any more. */
  readonly over: readonly string[];
}

/** How many items fit. */
export interface InboxTally {
  readonly awake: number;
  readonly asleep: number;
  readonly overdue: number;
  readonly unclaimed: number;
  readonly mine: number;
  readonly oldestAt: string | null;
}

/** A relationship in which something may wait, and what waits there has not been read since its last entry. */
export interface UnreadMatters {
  readonly client: string;
  readonly seq: number;
}

/** Entries after which something may wait for somebody (R-TSK-3). */
const MATTERS = [
  "incident.reported",
  "incident.confirmed",
  "fault.opened",
  "exit.requested",
  "demand.recorded",
  "appeal.filed",
  "intake.assessed",
  "cause.assessed",
];
const types = sql.join(MATTERS.map((type) => sql.lit(type)));

/** Why an open item is told of now: of rows that have the columns of the inbox (R-TSK-4). */
export const reasonNow = sql<TellReason>`case when escalated_at is not null then 'escalated'
  when reminded_at is not null then 'overdue' else 'waits' end`;

/** A source of items. Each is read in its own order, so that a page reads no more of it. */
interface ItemSource {
  readonly rows: RawBuilder<unknown>;
  /** What a date is moved by, to compare it with what the source is ordered by. */
  readonly moved: RawBuilder<unknown>;
  readonly by: Readonly<Record<InboxOrder, RawBuilder<unknown>>>;
}

export type InboxOrder = "dueAt" | "openedAt";

const id = sql`id collate "C"`;
/** What the whole is ordered by; `at` says by what a source is. */
const keysOf = (order: InboxOrder, at: RawBuilder<unknown>): readonly OrderKey<InboxRow>[] => [
  {
    by: at,
    type: "timestamptz",
    of: ({ dueAt, openedAt }) => (order === "dueAt" ? (dueAt ?? LATEST) : openedAt),
  },
  { by: id, type: "text", of: (row) => row.id },
];
const WHOLE = { dueAt: sql`coalesce(due_at, 'infinity'::timestamptz)`, openedAt: sql.ref("opened_at") };

// A task is closed by a `closeTasks` that was asked for after it, whichever of them ran first.
const open = sql`done_at is null and closed_at is null and not exists (
  select from effects as closing
  where closing.client = t.client and closing.type = 'closeTasks'
    and (closing.seq, closing.n) > (t.seq, t.n)
    and (closing.params ->> 'about' is null or closing.params ->> 'about' = t.about)
    and coalesce(closing.params ->> 'kind', t.kind) = t.kind)`;

const HANDLING = sql`h.claimed_by, h.claimed_role, h.claimed_at, h.assigned_by, h.snoozed_until, h.snoozed_by,
  h.snooze_reason, h.reminded_at, h.escalated_to, h.escalated_at`;

/** Where items come from: each in the same columns. */
function sources({ dueDays, judges, over }: InboxTerms): readonly ItemSource[] {
  const days = sql`make_interval(secs => ${dueDays * 86_400})`;
  const kinds = sql.join(judges.map(([kind, role]) => sql`(${kind}::text, ${role}::text)`));
  const waits = sql`h on h.id = w.id`;
  const opened = { dueAt: sql.ref("opened_at"), openedAt: sql.ref("opened_at") };
  const tasks = sql`select t.id, t.client, t.kind, null::text as what, t.role, t.about, t.points, t.opened_at, t.due_at,
        null::json as matter, null::text as suggestion, ${HANDLING}
      from tasks t left join handling h on h.id = t.id where ${open}`;
  const matters = sql`select w.id, w.client, 'waiting'::text as kind, w.kind as what, w.role, w.about, '[]'::json as points,
        w.since as opened_at, w.since + ${days} as due_at, w.matter, null::text as suggestion, ${HANDLING}
      from matters w left join handling ${waits}
      where not exists (select from tasks t where t.client = w.client and t.kind = w.task
        and (t.about is null or t.about = w.about) and ${open})`;
  const suggestions = sql`select w.id, w.client, 'waiting'::text as kind, 'suggestion'::text as what, w.role, w.about,
        '[]'::json as points, w.at as opened_at, w.at + ${days} as due_at, null::json as matter,
        w.kind as suggestion, ${HANDLING}
      from (select s.client || '/waiting/suggestion/' || s.id as id, s.client, s.id as about, s.kind, s.at, k.role
        from suggestions s
        join (values ${kinds}) as k (kind, role) on k.kind = s.kind
        join relationships r on r.client = s.client and r.state <> all(${over})
        where s.state = 'open' and not exists (select from tasks t
          where t.client = s.client and t.kind = 'suggestion' and t.about = s.id and ${open})) as w
      left join handling ${waits}`;
  return [
    { rows: tasks, moved: sql`interval '0'`, by: WHOLE },
    { rows: matters, moved: days, by: opened },
    { rows: suggestions, moved: days, by: opened },
  ];
}

const all = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);

/** Of all sources. */
export const openItems = (terms: InboxTerms): RawBuilder<unknown> =>
  sql.join(
    sources(terms).map(({ rows }) => rows),
    sql` union all `,
  );

/** Whose an item is now. */
export const whose = sql`coalesce(escalated_to, role)`;

/** What holds of an item that is wanted, whether it is put off or not. */
function conditions(wanted: WantedInbox, { now, owners, role }: InboxTerms): readonly RawBuilder<unknown>[] {
  const own = sql`coalesce(claimed_role || ':' || claimed_by = any(${owners}), false)`;
  return [
    ...(wanted.id === undefined ? [] : [sql`id = ${wanted.id}`]),
    ...(wanted.client === undefined ? [] : [sql`client = ${wanted.client}`]),
    ...(wanted.role === undefined ? [] : [sql`${whose} = ${wanted.role}`]),
    ...(wanted.kind === undefined ? [] : [sql`(kind = ${wanted.kind} or what = ${wanted.kind})`]),
    ...(wanted.mine ? [own] : []),
    ...(wanted.unclaimed ? [sql`claimed_by is null`] : []),
    ...(wanted.overdue ? [sql`due_at < ${now}::timestamptz`] : []),
    ...(wanted.waiting ? [sql`not ${own} and (claimed_by is not null or ${whose} <> ${role})`] : []),
  ];
}

export const isAwake = ({ now }: InboxTerms) => sql`coalesce(snoozed_until <= ${now}::timestamptz, true)`;

/** Nothing waits in relationships, as far as was read; where they went on meanwhile, they are read again. */
async function forget(db: Kysely<Tables>, read: readonly UnreadMatters[]): Promise<number> {
  const { rows } = await sql<{ readonly client: string }>`
    with read as (
      delete from matters_unread m
      using unnest(${read.map(({ client }) => client)}::text[], ${read.map(({ seq }) => seq)}::int[]) as r (client, seq)
      where m.client = r.client and m.seq = r.seq
      returning m.client),
    gone as (delete from matters where client in (select client from read))
    select client from read`.execute(db);
  return rows.length;
}

/**
 * The inbox, read in one statement each: no more of it than a page; and what waits in relationships, as it was read of
 * them, so that it can be listed.
 */
export class Inbox {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Relationships, or the one, whose matters have to be read anew. */
  async unreadMatters(client?: string): Promise<UnreadMatters[]> {
    const unread = this.#db.selectFrom("mattersUnread").select("client");
    const clients = await (client === undefined ? unread : unread.where("client", "=", client)).execute();
    // Mostly nothing is: then the journals are not looked into.
    if (clients.length === 0) return [];
    const { rows } = await sql<UnreadMatters & { readonly may: boolean }>`
      select m.client, m.seq, r.state <> 'refused' and exists (
        select from entries e where e.client = m.client and e.type in (${types})) as may
      from matters_unread m join relationships r on r.client = m.client
      where m.client = any(${clients.map((row) => row.client)}) order by m.client`.execute(this.#db);
    const none = rows.filter(({ may }) => !may);
    if (none.length > 0) await forget(this.#db, none);
    return rows.flatMap(({ client, seq, may }) => (may ? [{ client, seq }] : []));
  }

  /** Keeps what waits in a relationship after an entry; what was read after a later one stays. */
  async keepMatters(
    { client, seq }: UnreadMatters,
    matters: readonly { readonly id: string; readonly matter: OpenMatter & { readonly role: Role } }[],
  ): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      if ((await forget(tx, [{ client, seq }])) === 0) return;
      if (matters.length === 0) return;
      await tx
        .insertInto("matters")
        .values(
          matters.map(({ id, matter: { kind, id: about, role, task, since, ...more } }) => {
            const matter = JSON.stringify({ ...more, kind, id: about, role, task, since });
            return { id, client, kind, about, role, task, since, matter };
          }),
        )
        .execute();
    });
  }

  /** A page of what fits. @param snoozed put off ones too */
  async page(
    wanted: WantedInbox,
    terms: InboxTerms,
    page: WantedPage & { readonly by: InboxOrder },
    snoozed = false,
  ): Promise<Page<InboxRow>> {
    const keys = keysOf(page.by, WHOLE[page.by]);
    const asked = all([...conditions(wanted, terms), ...(snoozed ? [] : [isAwake(terms)])]);
    const most = sql`limit ${page.limit + 1}`;
    const parts = sources(terms).map(({ rows, moved, by }) => {
      const own = page.by === "dueAt" ? moved : sql`interval '0'`;
      const { later, order } = ordered(keysOf(page.by, by[page.by]), page, [own]);
      return sql`(select * from (${rows}) as item where ${asked} and ${later} order by ${order} ${most})`;
    });
    const { order } = ordered(keys, page);
    const { rows } = await sql<InboxRow>`
      select * from (${sql.join(parts, sql` union all `)}) as item order by ${order} ${most}`.execute(
      this.#db,
    );
    return cut(rows, keys, page.limit);
  }

  /** The most pressing of what a destination is to be told of now, one page of it. */
  async untold({ destination, roles }: WantedUntold, terms: InboxTerms, limit: number): Promise<InboxRow[]> {
    const { rows } = await sql<InboxRow>`
      select * from (${openItems(terms)}) as item
      where claimed_by is null and ${isAwake(terms)} and ${whose} = any(${roles}) and not exists (
        select from tellings t where t.item = item.id and t.destination = ${destination} and t.reason = ${reasonNow}
          and (t.state <> 'waiting' or t.next_at > ${terms.now}::timestamptz))
      order by ${WHOLE.dueAt}, ${id} limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** How many fit, counted where they are. */
  async tally(wanted: WantedInbox, terms: InboxTerms, snoozed = false): Promise<InboxTally> {
    const own = sql`claimed_role || ':' || claimed_by = any(${terms.owners})`;
    const counted = snoozed ? sql`true` : sql`awake`;
    const { rows } = await sql<InboxTally>`
      select count(*) filter (where awake)::int as awake, count(*) filter (where not awake)::int as asleep,
        count(*) filter (where ${counted} and due_at < ${terms.now}::timestamptz)::int as overdue,
        count(*) filter (where ${counted} and claimed_by is null)::int as unclaimed,
        count(*) filter (where ${counted} and ${own})::int as mine,
        min(opened_at) filter (where ${counted}) as oldest_at
      from (select *, ${isAwake(terms)} as awake
        from (${openItems(terms)}) as item
        where ${all(conditions(wanted, terms))}) as item`.execute(this.#db);
    return rows[0] as InboxTally;
  }
}
