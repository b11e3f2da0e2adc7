// What lists are read by: an index for each order, and what waits in relationships.
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const STATEMENTS = [
  // What waits for somebody in a relationship (R-TSK-3), as it was read after an entry of it; made anew when it is gone.
  sql`create table matters (
    id text primary key,
    client text collate "C" not null,
    kind text not null,
    about text not null,
    role text not null,
    task text,
    since timestamptz not null,
    matter json not null
  )`,
  sql`create index matters_of on matters (client)`,
  sql`create index matters_since on matters (since, (id collate "C"))`,
  // Relationships that went on since what waits in them was read, with their last entry.
  sql`create table matters_unread (client text collate "C" primary key, seq integer not null)`,
  sql`insert into matters_unread (client, seq) select client, seq from relationships`,
  sql`create function unread_matters() returns trigger language plpgsql as $$
    begin
      insert into matters_unread (client, seq) values (new.client, new.seq)
        on conflict (client) do update set seq = excluded.seq;
      return null;
    end $$`,
  sql`create trigger relationships_unread after insert or update on relationships
    for each row execute function unread_matters()`,
  sql`create index tasks_due on tasks (coalesce(due_at, 'infinity'::timestamptz), (id collate "C"))
    where done_at is null and closed_at is null`,
  sql`create index tasks_opened on tasks (opened_at, (id collate "C")) where done_at is null and closed_at is null`,
  sql`create index relationships_due_client on relationships (coalesce(due, 'infinity'::timestamptz), client)`,
  sql`create index relationships_opened on relationships (opened_at, client)`,
  sql`create index relationships_updated on relationships (updated_at, client)`,
  sql`create index relationships_state on relationships (state, client)`,
  sql`create index suggestions_at on suggestions (at, id)`,
  sql`create index suggestions_client on suggestions (client, at, id)`,
  sql`create index notices_client on notices (client, at, id)`,
  sql`create index api_tokens_made on api_tokens (made_at, id)`,
  sql`create index deputies_from on deputies (from_at, id)`,
];

export const lists: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await statement.execute(db);
  },
};
