import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

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
)`;

// An entry is evidence: not even the archive's own code may change one.
const refuseChange = sql`
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only: % on entries is refused', tg_op;
end $$`;

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
      sql`create index entries_event on entries (client, event_id)`,
      sql`create index entries_hold on entries (client, seq) where type in ('hold.placed', 'hold.lifted')`,
      refuseChange,
      sql`create trigger entries_append_only before update or delete on entries
        for each row execute function refuse_change()`,
      sql`create trigger entries_keep_all before truncate on entries
        for each statement execute function refuse_change()`,
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

const leaves = sql`
create table leaves (
  index integer primary key,
  client text collate "C" not null,
  seq integer not null,
  hash text not null,
  unique (client, seq)
)`;

const checkpoints = sql`
create table checkpoints (
  size integer primary key,
  root text not null,
  note text not null,
  frontier json not null,
  at timestamptz not null
)`;

const refuseEveryChange = sql`
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only: % on % is refused', tg_op, tg_table_name;
end $$`;

const appendOnly = (table: string) => [
  sql`create trigger ${sql.id(`${table}_append_only`)} before update or delete on ${sql.table(table)}
    for each row execute function refuse_change()`,
  sql`create trigger ${sql.id(`${table}_keep_all`)} before truncate on ${sql.table(table)}
    for each statement execute function refuse_change()`,
];

const tree: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      leaves,
      checkpoints,
      refuseEveryChange,
      ...appendOnly("leaves"),
      ...appendOnly("checkpoints"),
    ];
    for (const statement of statements) await statement.execute(db);
  },
};

const erasures = sql`
create table erasures (
  n integer primary key,
  client text collate "C" not null unique,
  seq integer,
  at timestamptz not null,
  actor_id text not null,
  actor_role text not null,
  reason text not null,
  prev text not null,
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

/** In the order of their names; a migration that was released is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-first": first,
  "0002-tree": tree,
  "0003-sealed": sealed,
};
