import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { lists } from "./lists.ts";
import { login } from "./login/migration.ts";
import type { Tables } from "./tables.ts";
import { followAllTasks } from "./tasks.ts";

const journal = sql`
create table entries (
  client text collate "C" not null,
  seq integer not null,
  type text not null,
  outcome text not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  actor_id text not null,
  actor_role text not null,
  event_id text not null,
  state text not null,
  rung text,
  due timestamptz,
  due_name text,
  hash text not null,
  prev text not null,
  -- json keeps the text as it was written; jsonb would rewrite numbers and refuse some strings. The columns
  -- above are there because reading inside the json can fail on such strings too.
  entry json not null,
  primary key (client, seq)
) partition by hash (client)`;

/** Parts of the journal: one relationship lies in one of them. */
const PARTS = 16;
const journalParts = Array.from({ length: PARTS }, (_, part) => {
  const name = sql.table(`entries_${part}`);
  return sql`create table ${name} partition of entries
    for values with (modulus ${sql.lit(PARTS)}, remainder ${sql.lit(part)})`;
});

// An entry is evidence: not even the archive's own code may change one.
const refuseChange = sql`
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only: % on entries is refused', tg_op;
end $$`;

/** Emptying a part is refused like emptying the whole; the parts have the triggers for rows from the whole. */
const keepAll = (table: string) =>
  sql`create trigger ${sql.id(`${table}_keep_all`)} before truncate on ${sql.table(table)}
    for each statement execute function refuse_change()`;

const relationships = sql`
create table relationships (
  client text collate "C" primary key,
  kind text not null,
  locale text not null,
  zone text not null,
  seq integer not null,
  state text not null,
  rung text,
  hold boolean not null,
  due timestamptz,
  due_name text,
  opened_at timestamptz not null,
  updated_at timestamptz not null
)`;

const vault = sql`
create table vault (
  id text primary key,
  client text collate "C" not null,
  kind text not null,
  body text not null,
  once text,
  unique (client, once)
)`;

const contacts = sql`
create table contacts (
  client text collate "C" not null,
  field text not null,
  vault_id text not null references vault (id),
  primary key (client, field)
)`;

const effects = sql`
create table effects (
  id text primary key,
  client text collate "C" not null,
  seq integer not null,
  n integer not null,
  type text not null,
  params json not null,
  at timestamptz not null,
  settled_at timestamptz,
  result json
)`;

const tasks = sql`
create table tasks (
  id text primary key,
  client text collate "C" not null,
  seq integer not null,
  n integer not null,
  kind text not null,
  role text not null,
  due_at timestamptz,
  about text,
  points json not null,
  opened_at timestamptz not null,
  done_at timestamptz,
  done_by text
)`;

const notices = sql`
create table notices (
  id text primary key,
  client text collate "C" not null,
  seq integer not null,
  n integer not null,
  notice text not null,
  channel text not null,
  locale text not null,
  vault_id text not null references vault (id),
  status text not null,
  cause text,
  at timestamptz not null
)`;

const providers = sql`
create table providers (
  id text collate "C" primary key,
  name text not null,
  capabilities json not null,
  regions json not null,
  price bigint not null,
  capacity integer not null,
  contact text not null,
  verified_at timestamptz not null
)`;

const first: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      journal,
      ...journalParts,
      sql`create index entries_event on entries (client, event_id)`,
      sql`create index entries_hold on entries (client, seq) where type in ('hold.placed', 'hold.lifted')`,
      refuseChange,
      sql`create trigger entries_append_only before update or delete on entries
        for each row execute function refuse_change()`,
      ...["entries", ...Array.from({ length: PARTS }, (_, part) => `entries_${part}`)].map(keepAll),
      relationships,
      sql`create index relationships_due on relationships (due)`,
      vault,
      contacts,
      effects,
      sql`create index effects_of on effects (client, seq, n)`,
      tasks,
      sql`create index tasks_waiting on tasks (due_at, id) where done_at is null`,
      sql`create index tasks_of on tasks (client)`,
      notices,
      sql`create index notices_of on notices (client, seq, n)`,
      providers,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const logs = sql`
create table logs (
  one boolean primary key check (one),
  origin text not null,
  log_key text not null,
  clock_key text not null,
  at timestamptz not null
)`;

// Parts of it come as it grows: see makeRoom. A unique index over all parts would need the index of the leaf in it, so
// that an entry has one leaf is what the notaries' lock sees to, and what verifying checks.
const leaves = sql`
create table leaves (
  index bigint primary key,
  kind text not null,
  client text collate "C" not null,
  seq integer,
  hash text not null,
  salt text not null
) partition by range (index)`;

const pending = sql`
create table pending (
  hash text primary key,
  kind text not null,
  client text collate "C" not null,
  seq integer,
  at timestamptz not null
)`;

const nodes = sql`
create table nodes (
  level integer not null,
  index bigint not null,
  hash text not null,
  primary key (level, index)
)`;

const checkpoints = sql`
create table checkpoints (
  size bigint primary key,
  root text not null,
  note text not null,
  at timestamptz not null
)`;

const cosignatures = sql`
create table cosignatures (
  size bigint not null,
  witness text not null,
  line text not null,
  at timestamptz not null,
  primary key (size, witness)
)`;

const refuseEveryChange = sql`
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only: % on % is refused', tg_op, tg_table_name;
end $$`;

const appendOnly = (table: string) => [
  sql`create trigger ${sql.id(`${table}_append_only`)} before update or delete on ${sql.table(table)}
    for each row execute function refuse_change()`,
  keepAll(table),
];

const tree: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      refuseEveryChange,
      logs,
      leaves,
      sql`create index leaves_of on leaves (client, seq)`,
      sql`create index leaves_of_records on leaves (hash) where kind <> 'entry'`,
      pending,
      nodes,
      checkpoints,
      cosignatures,
      ...["logs", "leaves", "nodes", "checkpoints"].flatMap(appendOnly),
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const erasures = sql`
create table erasures (
  client text collate "C" primary key,
  seq integer,
  at timestamptz not null,
  actor_id text not null,
  actor_role text not null,
  reason text not null,
  hash text not null
)`;

const sealed: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      // Rows that were kept in the open are sealed when the archive is opened: that takes the clients' keys.
      sql`alter table vault rename column body to plain`,
      sql`alter table vault alter column plain drop not null`,
      sql`alter table vault add column sealed text`,
      sql`create index vault_plain on vault (id) where plain is not null`,
      erasures,
      ...appendOnly("erasures"),
      sql`create index entries_erasures on entries (client, seq) where type = 'erasure.ordered'`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const attempts = sql`
create table attempts (
  id text not null references notices (id),
  n integer not null,
  at timestamptz not null,
  idempotent boolean not null,
  vault_id text references vault (id),
  outcome text,
  cause text,
  ended_at timestamptz,
  primary key (id, n)
)`;

const reports = sql`
create table reports (
  id text not null references notices (id),
  status text not null,
  at timestamptz not null,
  cause text,
  heard_at timestamptz not null,
  primary key (id, status)
)`;

const unsubscribed = sql`
create table unsubscribed (
  client text collate "C" primary key,
  at timestamptz not null,
  via text not null
)`;

const delivery: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`alter table notices add column mark text`,
      sql`update notices set mark = left(encode(sha256(id::bytea), 'hex'), 32)`,
      sql`alter table notices alter column mark set not null`,
      sql`create unique index notices_mark on notices (mark)`,
      sql`create index notices_at on notices (at, id)`,
      attempts,
      reports,
      unsubscribed,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const orders = sql`
create table orders (
  id text primary key,
  client text collate "C" not null,
  seq integer not null,
  n integer not null,
  allowed json,
  before json,
  told json,
  at timestamptz not null,
  accepted_at timestamptz
)`;

const gate: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      orders,
      sql`create index orders_of on orders (client, seq, n)`,
      // Restrictions that were carried out before orders were kept are reconciled and lifted like later ones.
      sql`insert into orders (id, client, seq, n, allowed, at, accepted_at)
        select id, client, seq, n, params -> 'allowed', at, settled_at from effects
        where type in ('restrictChannels', 'liftRestriction') and settled_at is not null`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const packages = sql`
create table packages (
  id text primary key,
  client text collate "C" not null,
  seq integer not null,
  n integer not null,
  provider_id text,
  items json not null,
  -- Null once the access to it was taken back: then the words are gone from the vault.
  vault_id text references vault (id),
  sha256 text not null,
  size integer not null,
  encrypted boolean not null,
  at timestamptz not null
)`;

const handover: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`alter table providers add column rival boolean not null default false`,
      sql`alter table providers add column key text`,
      sql`alter table providers add column endpoint text`,
      sql`alter table providers add column secret_version integer not null default 1`,
      packages,
      sql`create index packages_of on packages (client, seq, n)`,
      sql`create index effects_exports on effects ((params ->> 'providerId')) where type = 'exportData'`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

/** A fact's `key` is made of the name that its sender gave it, or of all it says: what comes again has the same. */
const factTable = (name: string, columns: readonly string[]) => sql`
create table ${sql.table(name)} (
  key uuid primary key,
  digest uuid,
  client text collate "C" not null,
  ${sql.raw(columns.join(",\n  "))},
  import_n integer not null
)`;

const imports = sql`
create table imports (
  n integer primary key,
  kind text not null,
  at timestamptz not null,
  actor_id text not null,
  actor_role text not null,
  rows integer not null
)`;

/** Columns of each kind of fact; the index goes by client and the one named `when`. */
const FACT_TABLES: readonly {
  readonly name: string;
  readonly when: string;
  readonly columns: readonly string[];
}[] = [
  {
    name: "interactions",
    when: "at",
    columns: [
      "id text",
      "at timestamptz not null",
      "direction text not null",
      "channel text not null",
      "thread text",
      "seconds integer",
      "chars integer",
      "company text",
      "agent text",
      "zone text",
      "text_ref text",
    ],
  },
  {
    name: "hours",
    when: "day",
    columns: [
      "id text",
      "role text not null",
      "minutes integer not null",
      "kind text not null",
      "day date not null",
      "agent text",
    ],
  },
  {
    name: "purchases",
    when: "on",
    columns: [
      "id text",
      '"on" date not null',
      "units integer not null",
      "amount bigint not null",
      "cost bigint",
      "currency text not null",
    ],
  },
  {
    name: "payments",
    when: "due",
    columns: [
      "invoice text not null",
      "amount bigint not null",
      "due date not null",
      "paid date",
      "currency text not null",
    ],
  },
  {
    name: "concessions",
    when: "on",
    columns: [
      "id text",
      '"on" date not null',
      "cost bigint not null",
      "under_threat boolean not null",
      "demand text",
      "text_ref text",
      "currency text not null",
    ],
  },
  {
    name: "discounts",
    when: "on",
    columns: [
      "id text",
      '"on" date not null',
      "kind text not null",
      "asked bigint not null",
      "granted bigint not null",
      "condition text",
      "text_ref text",
      "currency text not null",
    ],
  },
  {
    name: "faults",
    when: "opened",
    columns: [
      "id text not null",
      "opened timestamptz not null",
      "cured timestamptz",
      "loss bigint",
      "text_ref text",
      "currency text not null",
    ],
  },
  {
    name: "scores",
    when: "period",
    columns: ["period text not null", "score integer not null"],
  },
  {
    name: "reviews",
    when: "at",
    columns: [
      "id text",
      "kind text not null",
      "good boolean not null",
      "at timestamptz not null",
      '"where" text',
      "text_ref text",
    ],
  },
  {
    name: "demands",
    when: "at",
    columns: [
      "id text not null",
      "at timestamptz not null",
      "about text not null",
      "kind text not null",
      "importance text",
      "offered json",
      "accepted text",
      "reason_ref text",
      "consequence_ref text",
    ],
  },
  {
    name: "threats",
    when: "at",
    columns: [
      "id text",
      "at timestamptz not null",
      "demand text not null",
      "risks json not null",
      "text_ref text",
      "currency text not null",
    ],
  },
];

const facts: Migration = {
  async up(db: Kysely<unknown>) {
    await imports.execute(db);
    for (const { name, when, columns } of FACT_TABLES) {
      await factTable(name, columns).execute(db);
      await sql`create index ${sql.id(`${name}_of`)} on ${sql.table(name)} (client, ${sql.id(when)})`.execute(
        db,
      );
    }
    // Who else wants it (R-DEC-5).
    await sql`create index demands_about on demands (about)`.execute(db);
  },
};

const valuations = sql`
create table valuations (
  day date primary key,
  at timestamptz not null,
  policy text not null,
  settings json not null,
  clients integer not null
)`;

const values = sql`
create table "values" (
  day date not null,
  client text collate "C" not null,
  currency text not null,
  home boolean not null,
  since date not null,
  revenue bigint not null,
  service bigint,
  development bigint,
  shipping bigint,
  precontract bigint,
  goods bigint not null,
  concessions bigint not null,
  discounts bigint not null,
  cost bigint,
  profit bigint,
  expected bigint not null,
  net bigint,
  tier text,
  score bigint,
  segment text,
  primary key (client, day, currency)
)`;

const value: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      valuations,
      values,
      sql`create index values_day on "values" (day)`,
      // What a relationship was told last.
      sql`create index entries_assigned on entries (client, type, seq)
        where type in ('tier.assigned', 'segment.assigned')`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const dossiers = sql`
create table dossiers (
  id text primary key,
  client text collate "C" not null,
  at timestamptz not null,
  digest text not null,
  vault_id text not null
)`;

const dossier: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table demands add column cost bigint, add column currency text`.execute(db);
    await dossiers.execute(db);
    await sql`create index dossiers_of on dossiers (client, at)`.execute(db);
  },
};

const suggestions = sql`
create table suggestions (
  id text primary key,
  client text collate "C" not null,
  kind text not null,
  at timestamptz not null,
  facts json not null,
  words json not null,
  numbers json not null,
  task_id text,
  found_at timestamptz not null,
  state text not null,
  judged_at timestamptz,
  actor_id text,
  actor_role text,
  reason text
)`;

const lookouts = sql`
create table lookouts (
  client text collate "C" primary key,
  told integer not null,
  begun integer not null default 0,
  looked integer not null default 0,
  next_at timestamptz
)`;

const attention: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      suggestions,
      sql`create index suggestions_of on suggestions (client, at)`,
      sql`create index suggestions_open on suggestions (at, id) where state = 'open'`,
      lookouts,
      sql`create index lookouts_told on lookouts (client) where told > looked`,
      sql`create index lookouts_next on lookouts (next_at)`,
      // Facts that came in before are looked at once.
      sql`insert into lookouts (client, told) select client, 1 from (${sql.join(
        FACT_TABLES.map(({ name }) => sql`select client from ${sql.table(name)}`),
        sql` union `,
      )}) as known`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const receipts: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
create table receipts (
  client text collate "C" not null,
  event_id text not null,
  received_at timestamptz not null,
  occurred_at timestamptz not null,
  primary key (client, event_id)
)`.execute(db);
  },
};

const rebuilds: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
create table rebuilds (
  hash text primary key,
  client text collate "C" not null,
  seq integer not null,
  head text not null,
  old_run text not null,
  actor_id text not null,
  actor_role text not null,
  reason text not null,
  at timestamptz not null,
  unique (client, seq, head, old_run)
)`.execute(db);
    for (const statement of appendOnly("rebuilds")) await statement.execute(db);
  },
};

const machines: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`alter table relationships add column machine text, add column machine_version text, add column machine_hash text`,
      sql`update relationships set machine = entry -> 'machine' ->> 'id', machine_version = entry -> 'machine' ->> 'version',
        machine_hash = entry -> 'machine' ->> 'hash' from entries
        where entries.client = relationships.client and entries.seq = relationships.seq`,
      sql`alter table relationships alter column machine set not null, alter column machine_version set not null,
        alter column machine_hash set not null`,
      sql`create index relationships_machine on relationships (machine_hash, client)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const states: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      // R-FCT-3: rows that were kept before are the current states of their invoices.
      sql`alter table payments add column owed bigint, add column voided boolean, add column as_of timestamptz,
        add column told_at timestamptz, add column line integer not null default 1,
        add column current boolean not null default true`,
      sql`update payments set owed = case when paid is null then amount else 0 end,
        told_at = coalesce((select at from imports where n = import_n), 'epoch')`,
      sql`alter table payments alter column owed set not null, alter column told_at set not null`,
      sql`create index payments_states on payments (client, invoice)`,
      sql`alter table interactions add column auto boolean`,
      factTable("meetings", [
        "id text",
        "at timestamptz not null",
        "announced boolean not null",
        "text_ref text",
      ]),
      sql`create index meetings_of on meetings (client, at)`,
      factTable("agreements", [
        "id text",
        '"on" date not null',
        "form text not null",
        "about text",
        "text_ref text",
      ]),
      sql`create index agreements_of on agreements (client, "on")`,
      factTable("coupons", [
        "id text",
        '"on" date not null',
        "amount bigint not null",
        "code text",
        "source text",
        "currency text not null",
      ]),
      sql`create index coupons_of on coupons (client, "on")`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const undo: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`alter table imports add column undone_at timestamptz, add column undone_by_id text,
        add column undone_by_role text, add column undone_reason text`,
      sql`create table completions (
        kind text not null,
        key uuid not null,
        import_n integer not null,
        primary key (kind, key)
      )`,
      sql`create index completions_of on completions (import_n)`,
      sql`create table withdrawn (
        import_n integer not null,
        key uuid not null,
        kind text not null,
        client text collate "C" not null,
        "row" json not null,
        primary key (import_n, key)
      )`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const handling = sql`
create table handling (
  id text primary key,
  client text collate "C" not null,
  claimed_by text,
  claimed_role text,
  claimed_at timestamptz,
  assigned_by text,
  snoozed_until timestamptz,
  snoozed_by text,
  snooze_reason text,
  reminded_at timestamptz,
  escalated_to text,
  escalated_at timestamptz
)`;

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

const inbox: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`alter table tasks add column closed_at timestamptz, add column closed_by text`,
      sql`create index tasks_open on tasks (client) where done_at is null and closed_at is null`,
      handling,
      sql`create index effects_unsettled on effects (at) where settled_at is null`,
      // Whose client something may wait for (R-TSK-3), and what became of what somebody reported (R-TSK-6).
      sql`create index entries_matters on entries (client) where type in (${sql.join(MATTERS.map((type) => sql.lit(type)))})`,
      sql`create index entries_reported on entries (actor_id, type, at) where type in ('incident.reported', 'staff.askedOff')`,
    ];
    for (const statement of statements) await statement.execute(db);
    // Tasks that could not be finished before are, where the journal says so.
    await followAllTasks(db as Kysely<Tables>);
  },
};

const feed: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table feed (
        transaction bigint not null default (pg_current_xact_id()::text::bigint),
        position bigint generated always as identity,
        client text collate "C" not null,
        seq integer not null,
        primary key (transaction, position)
      )`,
      // Whoever puts an entry into the journal, the feed has it in the same transaction.
      sql`create function follow_entry() returns trigger language plpgsql as $$
        begin
          insert into feed (client, seq) values (new.client, new.seq);
          return null;
        end $$`,
      sql`create trigger entries_followed after insert on entries for each row execute function follow_entry()`,
      sql`insert into feed (client, seq) select client, seq from entries order by recorded_at, client, seq`,
      sql`create index feed_of on feed (client, transaction, position)`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const signatures: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table event_keys (id text primary key, certificate text not null, since timestamptz not null)`,
      ...appendOnly("event_keys"),
      sql`create index entries_unattested on entries (recorded_at, client, seq) where entry::text like '%"attested":false%'`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const tellings: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      sql`create table tellings (
        item text collate "C" not null,
        destination text not null,
        reason text not null,
        state text not null,
        tries integer not null,
        first_at timestamptz not null,
        at timestamptz not null,
        next_at timestamptz,
        cause text,
        primary key (item, destination, reason)
      )`,
      // Few are under way; most have been told.
      sql`create index tellings_under_way on tellings (at) where state = 'sending'`,
      sql`create index tellings_told on tellings (destination, at) where state = 'told'`,
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

/** In the order of their names; a migration that was released is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-first": first,
  "0002-tree": tree,
  "0003-sealed": sealed,
  "0004-delivery": delivery,
  "0005-gate": gate,
  "0006-handover": handover,
  "0007-facts": facts,
  "0008-value": value,
  "0009-attention": attention,
  "0010-dossier": dossier,
  "0011-receipts": receipts,
  "0012-rebuilds": rebuilds,
  "0013-machines": machines,
  "0014-states": states,
  "0015-undo": undo,
  "0016-inbox": inbox,
  "0017-login": login,
  "0018-feed": feed,
  "0019-lists": lists,
  "0020-signatures": signatures,
  "0021-tellings": tellings,
};
