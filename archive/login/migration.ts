import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

// Who may come in, and who came: R-ROL, R-TSK-5. Secrets are kept as hashes or sealed, never as they are.
const STATEMENTS = [
  sql`
create table people (
  id text collate "C" primary key,
  issuer text not null,
  subject text not null,
  name text,
  roles json not null,
  teams json not null,
  first_at timestamptz not null,
  seen_at timestamptz not null,
  unique (issuer, subject)
)`,
  sql`
create table sessions (
  hash text primary key,
  person text collate "C" not null,
  kind text not null,
  issuer text,
  subject text,
  sid text,
  roles json not null,
  teams json not null,
  began_at timestamptz not null,
  seen_at timestamptz not null,
  ends_at timestamptz not null,
  refresh_at timestamptz,
  sealed text
)`,
  sql`create index sessions_of on sessions (issuer, subject)`,
  sql`create index sessions_sid on sessions (issuer, sid)`,
  sql`create index sessions_ends on sessions (ends_at)`,
  sql`
create table logins (
  hash text primary key,
  sealed text not null,
  ends_at timestamptz not null
)`,
  sql`
create table spent (
  id text primary key,
  ends_at timestamptz not null
)`,
  sql`
create table api_tokens (
  id text primary key,
  hash text not null unique,
  person text collate "C" not null,
  role text not null,
  issuer text,
  scopes json not null,
  note text,
  made_at timestamptz not null,
  ends_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text
)`,
  sql`create index api_tokens_of on api_tokens (person, made_at)`,
  sql`
create table deputies (
  id text primary key,
  absent text collate "C" not null,
  deputy text collate "C" not null,
  role text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  set_by text not null,
  set_at timestamptz not null,
  ended_at timestamptz,
  ended_by text
)`,
  sql`create index deputies_of on deputies (deputy, role)`,
  sql`
create table reads (
  id text primary key,
  at timestamptz not null,
  actor_id text not null,
  actor_role text not null,
  how text not null,
  what text not null,
  client text collate "C",
  about text
)`,
  sql`create index reads_at on reads (at, id)`,
  sql`create index reads_client on reads (client, at)`,
  sql`create index reads_actor on reads (actor_id, at)`,
];

export const login: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await statement.execute(db);
  },
};
