import { type Kysely, type Selectable, sql } from "kysely";
import type { EventData, Policy } from "../../machines/index.ts";
import { statesIn } from "../../machines/index.ts";
import type { Day } from "../../values/days.ts";
import type { Tables } from "../tables.ts";
import { rates, valuation, type WORK } from "./valuation.ts";

/** One dated version: all clients, valued at the end of a day. */
export interface Valuation {
  readonly day: Day;
  /** When it was made (ISO instant). */
  readonly at: string;
  /** The version of the policy it was made with. */
  readonly policy: string;
  readonly clients: number;
  /** Currencies that an hour has no price in: their clients have no cost, tier or segment. */
  readonly unpriced: readonly string[];
}

/** What a client brought and cost in one currency, in minor units; `score` in hundredths of a point. */
export type Value = Readonly<Selectable<Tables["values"]>>;

/** How long people of one role worked for a client on one kind of thing, and what that cost, in minor units. */
export interface Effort {
  readonly client: string;
  readonly currency: string;
  readonly role: string;
  readonly kind: (typeof WORK)[number];
  readonly minutes: number;
  /** Rounded half up by itself; null where an hour has no price. */
  readonly amount: number | null;
}

const TIERS = ["high", "mid", "low"] as const;
const SEGMENTS = ["core", "wavering", "draining"] as const;

/** The clients of one currency, in sum; minor units. Costs are null where an hour has no price. */
export interface Portfolio {
  readonly currency: string;
  readonly clients: number;
  readonly revenue: number;
  readonly cost: number | null;
  readonly profit: number | null;
  readonly net: number | null;
  readonly tiers: Record<(typeof TIERS)[number], number>;
  readonly segments: Record<(typeof SEGMENTS)[number], number>;
}

/** What a relationship has not been told yet. */
export interface Untold {
  readonly client: string;
  readonly tier: EventData<"tier.assigned"> | null;
  readonly segment: EventData<"segment.assigned"> | null;
}

/** Dated versions of what clients are worth. `patient` takes queries that may last. */
export class Values {
  readonly #db: Kysely<Tables>;
  readonly #patient: Kysely<Tables>;

  constructor(db: Kysely<Tables>, patient: Kysely<Tables>) {
    this.#db = db;
    this.#patient = patient;
  }

  /** Values all clients at the end of a day; valued before, that day's version is replaced. */
  async value(day: Day, policy: Policy, at: string): Promise<Valuation> {
    const { version: name, value, segments } = policy;
    await this.#patient.transaction().execute(async (tx) => {
      // One valuation at a time, with room to sort in; compiled, such a statement takes longer.
      await sql`select pg_advisory_xact_lock(hashtext('values')), set_config('work_mem', '64MB', true),
        set_config('jit', 'off', true)`.execute(tx);
      await tx.deleteFrom("values").where("day", "=", day).execute();
      await tx.deleteFrom("valuations").where("day", "=", day).execute();
      const { numAffectedRows = 0n } = await valuation(day, policy).execute(tx);
      const settings = JSON.stringify({ value, segments });
      await tx
        .insertInto("valuations")
        .values({ day, at, policy: name, settings, clients: Number(numAffectedRows) })
        .execute();
    });
    return (await this.version(day)) as Valuation;
  }

  /** The version of a day: the last one made for it or for a day before; null where there is none. */
  async version(at?: Day): Promise<Valuation | null> {
    let query = this.#db.selectFrom("valuations").select(["day", "at", "policy", "clients"]);
    if (at !== undefined) query = query.where("day", "<=", at);
    const found = await query.orderBy("day", "desc").limit(1).executeTakeFirst();
    if (!found) return null;
    const unpriced = await this.#db
      .selectFrom("values")
      .select("currency")
      .distinct()
      .where("day", "=", found.day)
      .where("cost", "is", null)
      .orderBy("currency")
      .execute();
    return { ...found, unpriced: unpriced.map(({ currency }) => currency) };
  }

  /** Every client's values in the version of exactly this day, or those of one client. */
  async of(day: Day, client?: string): Promise<Value[]> {
    const query = this.#patient.selectFrom("values").selectAll().where("day", "=", day);
    const asked = client === undefined ? query : query.where("client", "=", client);
    return asked.orderBy("client").orderBy("currency").execute();
  }

  /** What the portfolios of a version come to: clients with a tier; of other clients nothing. */
  async portfolios(day: Day): Promise<Portfolio[]> {
    const count = (column: "tier" | "segment", names: readonly string[]) =>
      sql`json_build_object(${sql.join(
        names.map(
          (name) => sql`${sql.lit(name)}, count(*) filter (where ${sql.ref(column)} = ${sql.lit(name)})`,
        ),
      )})`;
    const total = (column: string) => sql`sum(${sql.ref(column)})::bigint as ${sql.ref(column)}`;
    const { rows } = await sql<Portfolio>`
      select currency, count(*)::int as clients, ${sql.join(["revenue", "cost", "profit", "net"].map(total))},
        ${count("tier", TIERS)} as tiers, ${count("segment", SEGMENTS)} as segments
      from "values" where day = ${day} and (tier is not null or cost is null)
      group by currency order by currency`.execute(this.#patient);
    return rows;
  }

  /** R-REP-2: the working time behind a version, by client, role and kind. */
  async effort(day: Day): Promise<Effort[]> {
    const { settings } = await this.#db
      .selectFrom("valuations")
      .select("settings")
      .where("day", "=", day)
      .executeTakeFirstOrThrow();
    const { rows } = await sql<Effort>`
      with priced as (${rates(settings)})
      select h.client, v.currency, h.role, h.kind, sum(h.minutes)::bigint as minutes,
        div(sum(h.minutes::bigint * rate) + 30, 60)::bigint as amount
      from hours h join "values" v on v.client = h.client and v.home and v.day = ${day}
      left join priced using (currency, role)
      where h.day between v.since and v.day
      group by h.client, v.currency, h.role, h.kind order by h.client, h.role, h.kind`.execute(this.#patient);
    return rows;
  }

  /**
   * A page of live relationships that have something to hear of a version: another tier than they heard of last, once
   * a day; or their segment, once each review period, which are counted from the day they were opened.
   * @param after the last client of the page before
   */
  async untold(
    day: Day,
    { reviewDays }: Policy["segments"],
    after: string,
    limit: number,
  ): Promise<Untold[]> {
    const last = (type: "tier.assigned" | "segment.assigned", name: string) => sql`
      left join lateral (
        select entry -> 'data' ->> 'period' as period, entry -> 'data' ->> 'tier' as tier from entries
        where client = r.client and type = ${sql.lit(type)} and outcome = 'accepted'
        order by seq desc limit 1) ${sql.ref(name)} on true`;
    const { rows } = await sql<{
      client: string;
      tier: EventData<"tier.assigned">["tier"] | null;
      segment: EventData<"segment.assigned">["segment"] | null;
      period: string;
      effortRepaid: boolean;
    }>`
      with due as (
        select r.client, v.profit >= 0 as effort_repaid, r.period,
          case when v.tier is distinct from tiered.tier and tiered.period is distinct from v.day::text
            then v.tier end as tier,
          case when r.period > r.opened and r.period::text is distinct from segmented.period
            then v.segment end as segment
        from (
          select *, opened + (${day}::date - opened) / ${reviewDays}::int * ${reviewDays}::int as period
          from (select *, (opened_at at time zone 'UTC')::date as opened from relationships) dated) r
        join "values" v on v.client = r.client and v.day = ${day} and v.home
        ${last("tier.assigned", "tiered")} ${last("segment.assigned", "segmented")}
        where r.client > ${after} and r.state in (${sql.join(statesIn("live").map((name) => sql.lit(name)))}))
      select * from due where tier is not null or segment is not null order by client limit ${limit}`.execute(
      this.#patient,
    );
    return rows.map(({ client, tier, segment, period, effortRepaid }) => ({
      client,
      tier: tier && { period: day, tier },
      segment: segment && { period, segment, effortRepaid },
    }));
  }
}
