import { type Kysely, type Selectable, sql } from "kysely";
import type { Entry } from "../machines/index.ts";
import type { Day } from "../values/days.ts";
import { PROPOSAL } from "./suggestions.ts";
import type { Tables } from "./tables.ts";

/** Which rows to give: so many after those of the page before; a page that is not full is the last one. */
export interface PageRequest {
  /** The keys of the last row of the page before. */
  readonly after: readonly (string | number)[] | null;
  readonly limit: number;
}

/** Days of one client, both included. */
export interface ClientSpan {
  readonly client: string;
  readonly from: Day;
  readonly to: Day;
}

/** The first instant after a day. */
const endOf = (day: Day): string => new Date(Date.parse(day) + 86_400_000).toISOString();

/** The first instant of a day; without one, before everything. */
const startOf = (day: Day | null): string => (day === null ? "-infinity" : `${day}T00:00:00Z`);

/** The keys of a page: those after where the page before ended. */
const beyond = (keys: readonly string[], after: PageRequest["after"]) =>
  after === null
    ? sql<boolean>`true`
    : sql<boolean>`(${sql.join(keys.map((key) => sql.ref(key)))}) > (${sql.join(after)})`;

/**
 * What reports are made of, for all clients at once: a page, or a sum, is one statement. Days of instants are UTC's.
 * `patient` takes queries that may last.
 */
export class Reporting {
  readonly #db: Kysely<Tables>;
  readonly #patient: Kysely<Tables>;

  constructor(db: Kysely<Tables>, patient: Kysely<Tables>) {
    this.#db = db;
    this.#patient = patient;
  }

  /**
   * Asks for a page. It is found by walking an index to where the page before ended: without statistics, as in an embedded
   * archive, the planner would rather read and sort the whole table for each page.
   */
  #paged<T>(ask: (tx: Kysely<Tables>) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (tx) => {
      await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
      set_config('enable_sort', 'off', true)`.execute(tx);
      return ask(tx);
    });
  }

  /** Accepted entries of these types until the end of a day: of one client together, oldest first. */
  async deeds(types: readonly string[], at: Day, { after, limit }: PageRequest): Promise<Entry[]> {
    const rows = await this.#paged((tx) =>
      tx
        .selectFrom("entries")
        .select("entry")
        .where("type", "in", types)
        .where("outcome", "=", "accepted")
        .where("at", "<", endOf(at))
        .where(beyond(["client", "seq"], after))
        .orderBy("client")
        .orderBy("seq")
        .limit(limit)
        .execute(),
    );
    return rows.map(({ entry }) => entry);
  }

  /** How often relationships went from one reported state to another. */
  async moves(
    since: Day | null,
    at: Day,
  ): Promise<{ from: string | null; to: string; moves: number; clients: number }[]> {
    const { rows } = await sql<{ from: string | null; to: string; moves: number; clients: number }>`
      select before as "from", state as "to", count(*)::int as moves, count(distinct client)::int as clients
      from (
        select client, at, state, lag(state) over (partition by client order by seq) as before
        from entries where at < ${endOf(at)}
      ) steps
      where before is distinct from state and at >= ${startOf(since)}
      group by before, state`.execute(this.#patient);
    return rows;
  }

  /** Who the clients are, in the order of their ids. */
  async clients({
    after,
    limit,
  }: PageRequest): Promise<
    Pick<Selectable<Tables["relationships"]>, "client" | "kind" | "locale" | "state" | "zone">[]
  > {
    return this.#paged((tx) =>
      tx
        .selectFrom("relationships")
        .select(["client", "kind", "locale", "state", "zone"])
        .where(beyond(["client"], after))
        .orderBy("client")
        .limit(limit)
        .execute(),
    );
  }

  /** What was noticed about clients and not dismissed: each kind once a client. */
  async noticed(at: Day): Promise<{ client: string; kind: string }[]> {
    const { rows } = await sql<{ client: string; kind: string }>`
      select distinct client, kind from suggestions
      where state <> 'dismissed' and kind <> ${PROPOSAL} and at < ${endOf(at)}
      order by client, kind`.execute(this.#patient);
    return rows;
  }

  /** How many purchases are in each currency, the most first. */
  async currencies(at: Day): Promise<{ currency: string; rows: number }[]> {
    const { rows } = await sql<{ currency: string; rows: number }>`
      select currency, count(*)::int as rows from purchases where "on" <= ${at}
      group by currency order by rows desc, currency`.execute(this.#patient);
    return rows;
  }

  /** Purchases in one currency. */
  async purchases(
    currency: string,
    since: Day | null,
    at: Day,
    { after, limit }: PageRequest,
  ): Promise<Pick<Selectable<Tables["purchases"]>, "key" | "client" | "on" | "amount">[]> {
    return this.#paged((tx) =>
      tx
        .selectFrom("purchases")
        .select(["key", "client", "on", "amount"])
        .where("currency", "=", currency)
        .where("on", ">=", since ?? "-infinity")
        .where("on", "<=", at)
        .where(after === null ? sql<boolean>`true` : sql<boolean>`key > ${after[0]}::uuid`)
        .orderBy("key")
        .limit(limit)
        .execute(),
    );
  }

  /** Messages and calls: of one client together, oldest first. */
  async interactions(
    since: Day | null,
    at: Day,
    { after, limit }: PageRequest,
  ): Promise<
    (Pick<
      Selectable<Tables["interactions"]>,
      "client" | "at" | "key" | "direction" | "channel" | "company" | "zone"
    > & {
      home: string | null;
    })[]
  > {
    return this.#paged((tx) =>
      tx
        .selectFrom("interactions as i")
        .leftJoin("relationships as r", "r.client", "i.client")
        .select([
          "i.client",
          "i.at",
          "i.key",
          "i.direction",
          "i.channel",
          "i.company",
          "i.zone",
          "r.zone as home",
        ])
        .where("i.at", ">=", startOf(since))
        .where("i.at", "<", endOf(at))
        .where(
          after === null
            ? sql<boolean>`true`
            : sql<boolean>`(i.client, i.at, i.key) > (${after[0]}, ${after[1]}::timestamptz, ${after[2]}::uuid)`,
        )
        .orderBy("i.client")
        .orderBy("i.at")
        .orderBy("i.key")
        .limit(limit)
        .execute(),
    );
  }

  /** Working time by client, role and kind. */
  async minutes(
    since: Day | null,
    at: Day,
  ): Promise<{ client: string; role: string; kind: string; minutes: number }[]> {
    const { rows } = await sql<{ client: string; role: string; kind: string; minutes: number }>`
      select client, role, kind, sum(minutes)::bigint as minutes from hours
      where day >= ${since ?? "-infinity"} and day <= ${at}
      group by client, role, kind order by client, role, kind`.execute(this.#patient);
    return rows;
  }

  /** What was asked for and granted, the oldest first. */
  async discounts(at: Day): Promise<{ client: string; on: Day; kind: string; granted: boolean }[]> {
    const { rows } = await sql<{ client: string; on: Day; kind: string; granted: boolean }>`
      select client, "on", kind, granted > 0 as granted from discounts
      where "on" <= ${at} order by client, "on", key`.execute(this.#patient);
    return rows;
  }

  /** The day on which each client first bought something; a return is no purchase. */
  async firstPurchases(at: Day, { after, limit }: PageRequest): Promise<{ client: string; on: Day }[]> {
    const { rows } = await this.#paged((tx) =>
      sql<{ client: string; on: Day }>`
      select client, min("on") as "on" from purchases
      where amount >= 0 and "on" <= ${at} and ${beyond(["client"], after)}
      group by client order by client limit ${limit}`.execute(tx),
    );
    return rows;
  }

  /** For each of these spans, in their order: how often the client bought. */
  async boughtIn(spans: readonly ClientSpan[]): Promise<number[]> {
    const { rows } = await sql<{ bought: number }>`
      select (
        select count(*)::int from purchases p
        where p.client = s.client and p.amount >= 0 and p."on" between s."from" and s."to") as bought
      from json_to_recordset(${JSON.stringify(spans.map((span, n) => ({ ...span, n })))}::json)
        as s (n int, client text, "from" date, "to" date)
      order by s.n`.execute(this.#patient);
    return rows.map(({ bought }) => bought);
  }

  /**
   * For each of these spans, in their order: what the client brought and cost, working time apart. Who buys nothing by
   * rows of purchases is known by paid invoices.
   */
  async broughtIn(
    spans: readonly ClientSpan[],
    currency: string,
  ): Promise<{ revenue: number; goods: number; concessions: number }[]> {
    const { rows } = await sql<{ revenue: number; goods: number; concessions: number }>`
      select coalesce(b.revenue, i.received, 0) as revenue, b.goods, c.concessions
      from json_to_recordset(${JSON.stringify(spans.map((span, n) => ({ ...span, n })))}::json)
        as s (n int, client text, "from" date, "to" date)
      cross join lateral (
        select sum(amount)::bigint as revenue, coalesce(sum(cost), 0)::bigint as goods
        from purchases p
        where p.client = s.client and p.currency = ${currency} and p."on" between s."from" and s."to") b
      cross join lateral (
        select sum(amount - owed)::bigint as received from payments p
        where p.current and p.client = s.client and p.currency = ${currency} and p.paid between s."from" and s."to") i
      cross join lateral (
        select coalesce(sum(cost), 0)::bigint as concessions from concessions k
        where k.client = s.client and k.currency = ${currency} and k."on" between s."from" and s."to") c
      order by s.n`.execute(this.#patient);
    return rows;
  }

  /** For these spans, named by their place: working time by role. */
  async workedIn(spans: readonly ClientSpan[]): Promise<{ n: number; role: string; minutes: number }[]> {
    const { rows } = await sql<{ n: number; role: string; minutes: number }>`
      select s.n, h.role, sum(h.minutes)::bigint as minutes
      from json_to_recordset(${JSON.stringify(spans.map((span, n) => ({ ...span, n })))}::json)
        as s (n int, client text, "from" date, "to" date)
      join hours h on h.client = s.client and h.day between s."from" and s."to"
      group by s.n, h.role order by s.n, h.role`.execute(this.#patient);
    return rows;
  }

  /** Reviews and mentions by month, site and whether they speak well of us. */
  async reviews(
    since: Day | null,
    at: Day,
  ): Promise<
    { month: string; kind: "review" | "mention"; where: string | null; good: boolean; number: number }[]
  > {
    const { rows } = await sql<{
      month: string;
      kind: "review" | "mention";
      where: string | null;
      good: boolean;
      number: number;
    }>`
      select to_char(at at time zone 'UTC', 'YYYY-MM') as month, kind, "where", good, count(*)::int as number
      from reviews where at >= ${startOf(since)} and at < ${endOf(at)}
      group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(this.#patient);
    return rows;
  }
}
