// What our people were told of what waits for them: each thing once a destination and reason, claimed before it is sent.
import { type Kysely, sql } from "kysely";
import { type InboxTerms, isAwake, openItems, reasonNow } from "./inbox.ts";
import type { Tables, TellReason, TellState } from "./tables.ts";

/** Something to be told of. */
export interface ToTell {
  readonly item: string;
  readonly reason: TellReason;
}

/** How an attempt ended. `waiting`: it surely was not sent, and is tried again. */
export interface TellEnd {
  readonly state: Exclude<TellState, "sending">;
  /** A code; never a server's sentence. */
  readonly cause: string | null;
  /** Not before that long from now, ms; default by the number of tries. */
  readonly delayMs?: number | undefined;
}

/** What stands open and has not reached one destination. */
export interface UntoldCounts {
  readonly destination: string;
  readonly waiting: number;
  readonly lost: number;
  /** Of the last attempt. */
  readonly cause: string | null;
}

/** Longest pause between two attempts, minutes; and how long it is tried in all, hours. */
const LONGEST_PAUSE = 15;
const TRIED_FOR = 24;
/** What was claimed so long ago and never ended may have been sent, minutes: longer than any of the three may take. */
const NO_END = 15;

export class Tellings {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Claims what is to be told: whoever gets an item back, and nobody else, sends it. @returns the items */
  async claim(destination: string, wanted: readonly ToTell[], at: string): Promise<string[]> {
    if (wanted.length === 0) return [];
    const { rows } = await sql<{ item: string }>`
      insert into tellings (item, destination, reason, state, tries, first_at, at)
      select w.item, ${destination}, w.reason, 'sending', 1, ${at}::timestamptz, ${at}::timestamptz
      from unnest(${wanted.map(({ item }) => item)}::text[], ${wanted.map(({ reason }) => reason)}::text[])
        as w (item, reason)
      order by w.item, w.reason
      on conflict (item, destination, reason) do update
        set state = 'sending', tries = tellings.tries + 1, at = excluded.at, next_at = null
        where tellings.state = 'waiting' and tellings.next_at <= excluded.at
      returning item`.execute(this.#db);
    return rows.map(({ item }) => item);
  }

  /** Says how the attempt about these items ended; tried for a day, what was not sent is lost. */
  async settle(
    destination: string,
    told: readonly ToTell[],
    { state, cause, delayMs = 0 }: TellEnd,
    at: string,
  ): Promise<void> {
    await sql`
      update tellings as t set at = ${at}::timestamptz, cause = ${cause},
        state = case when ${state} = 'waiting' and t.first_at <= ${at}::timestamptz - make_interval(hours => ${TRIED_FOR})
          then 'failed' else ${state} end,
        next_at = case when ${state} = 'waiting' then ${at}::timestamptz + greatest(
          make_interval(secs => ${delayMs / 1000}), make_interval(mins => least(power(2, t.tries - 1), ${LONGEST_PAUSE})::int)) end
      from unnest(${told.map(({ item }) => item)}::text[], ${told.map(({ reason }) => reason)}::text[]) as w (item, reason)
      where t.item = w.item and t.reason = w.reason and t.destination = ${destination}
        and t.state in ('sending', 'unknown')`.execute(this.#db);
  }

  /** Whoever claimed and never said how it ended may have sent it: it is not sent again. */
  async abandon(at: string): Promise<void> {
    await sql`update tellings set state = 'unknown', cause = 'broken-off'
      where state = 'sending' and at < ${at}::timestamptz - make_interval(mins => ${NO_END})`.execute(
      this.#db,
    );
  }

  /** When each of these was told anything last: ISO instants. */
  async lastTold(destinations: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await sql<{ destination: string; at: string }>`
      select destination, max(at) as at from tellings
      where state = 'told' and destination = any(${destinations}) group by destination`.execute(this.#db);
    return new Map(rows.map(({ destination, at }) => [destination, at]));
  }

  /** What is open, taken by nobody, and has not been told. */
  async untold(destinations: readonly string[], terms: InboxTerms): Promise<UntoldCounts[]> {
    const { rows } = await sql<UntoldCounts>`
      select t.destination, count(*) filter (where t.state = 'waiting')::int as waiting,
        count(*) filter (where t.state <> 'waiting')::int as lost,
        (array_agg(t.cause order by t.at desc))[1] as cause
      from (select *, ${reasonNow} as reason from (${openItems(terms)}) as open
        where claimed_by is null and ${isAwake(terms)}) as item
      join tellings t on t.item = item.id and t.reason = item.reason
      where t.state in ('waiting', 'failed', 'unknown') and t.destination = any(${destinations})
      group by t.destination`.execute(this.#db);
    return rows;
  }
}
