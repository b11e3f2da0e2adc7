// What every client brings and costs on a day, as one SQL statement over the archive, not one query a client.

import { type RawBuilder, sql } from "kysely";
import { DAY, iso, type Policy, statesIn } from "../../machines/index.ts";
import type { Day } from "../../values/days.ts";

/** What a valuation is computed with: these parts of a policy. */
export type ValuePolicy = Pick<Policy, "value" | "segments">;

/** The currency of clients of whom nothing says one; the import's own default. */
const OTHERWISE = "EUR";

/** The first instant of the day so many days after. */
const after = (day: Day, days: number): string => iso(Date.parse(day) + days * DAY);

/** Points as whole hundredths, so that scores are exact. */
const hundredths = (points: number): number => Math.round(points * 100);

/** Prices of an hour in minor units, by currency and role. */
export const rates = ({ value }: ValuePolicy): RawBuilder<unknown> => {
  const rows = Object.entries(value.rates).flatMap(([currency, roles]) =>
    Object.entries(roles).map(([role, rate]) => ({ currency, role, rate })),
  );
  return sql`select * from json_to_recordset(${JSON.stringify(rows)}::json)
    as priced (currency text, role text, rate bigint)`;
};

/** Relationships that were open by the end of the day, with their currency and where they stood then. */
const relations = (end: string) => sql`
  select r.client, e.entry -> 'data' ->> 'currency' as currency,
    case when r.updated_at < ${end} then r.state else (
      select later.state from entries later where later.client = r.client and later.at < ${end}
      order by later.seq desc limit 1) end as state
  from relationships r join entries e on e.client = r.client and e.seq = 1
  where r.opened_at < ${end}`;

/** Every currency that a client has amounts in, and the one of its relationship. */
const accounts = (day: Day) => sql`
  select client, currency from relations
  union select client, currency from bought
  union select client, currency from concessions where "on" <= ${day}
  union select client, currency from discounts where "on" <= ${day}
  union select client, currency from payments where current and least(due, paid) <= ${day}`;

/** The one currency that a client's hours, messages and scores count in. */
const homes = (day: Day) => sql`
  select distinct on (client) client, currency from (
    select client, currency, 1 as choice, null::date as latest from relations
    union all select client, currency, 2, latest from bought
    union all select client, currency, 3, null from accounts
    union all select client, ${OTHERWISE}, 4, null from (select distinct client from hours where day <= ${day}) worked
  ) known order by client, choice, latest desc nulls last, currency`;

/** Kinds of working time, each a part of the cost to serve. */
export const WORK = ["service", "development", "shipping", "precontract"] as const;

/** Minutes × rate, rounded half up once for each client and kind. */
const work = sql.join(
  WORK.map((kind) => {
    const sixtieths = sql`sum(h.minutes * rate) filter (where h.kind = ${sql.lit(kind)})`;
    return sql`div(coalesce(${sixtieths}, 0) + 30, 60)::bigint as ${sql.ref(kind)}`;
  }),
);

/** A share in percent, exact. */
const pct = (share: number) => sql`${String(share)}::numeric`;

const dateOf = (day: Day) => sql`${day}::date`;

/** Who is valued, in which currency, and since which day a client's horizon goes: `spans`. */
function horizons(day: Day, value: Policy["value"]) {
  const date = dateOf(day);
  return sql`
relations as materialized (${relations(after(day, 1))}),
bought as materialized (
  select client, currency, min("on") filter (where amount >= 0) as first, max("on") as latest,
    max("on") filter (where amount >= 0) - min("on") filter (where amount >= 0) as span,
    count(distinct "on") filter (where amount >= 0) - 1 as gaps
  from purchases where "on" <= ${day} group by client, currency),
accounts as materialized (${accounts(day)}),
homes as materialized (${homes(day)}),
-- How many days pass between two purchases of those who came in one quarter, rounded up.
cohorts as materialized (
  select currency, date_trunc('quarter', first::timestamp) as quarter,
    div(sum(span) + sum(gaps) - 1, nullif(sum(gaps), 0))::int as cycle
  from bought where first is not null group by 1, 2),
-- Since which day a client's horizon goes.
spans as materialized (
  select a.client, a.currency, h.client is not null as home, b.first, quarter,
    least((${date} - make_interval(months => ${value.horizonMonths}::int))::date,
      ${date} - ${value.horizonCycles}::int * cycle) + 1 as since
  from (select client, currency from accounts union select client, currency from homes) a
  left join homes h using (client, currency)
  left join bought b using (client, currency)
  left join cohorts c on c.currency = a.currency and c.quarter = date_trunc('quarter', b.first::timestamp))`;
}

/** What each client brought and cost within its horizon. */
const amounts = (day: Day, policy: ValuePolicy) => sql`
sold as materialized (
  select client, currency, sum(amount) as revenue, sum(coalesce(cost, 0)) as goods
  from purchases join spans using (client, currency)
  where "on" between since and ${day} group by client, currency),
-- Of a client without purchases, what was paid of its invoices.
paid as materialized (
  select client, currency, sum(amount - owed) as received
  from payments join spans using (client, currency)
  where current and paid between since and ${day} and client not in (select client from bought) group by client, currency),
priced as (${rates(policy)}),
worked as materialized (
  select client, ${work}
  from hours h join spans using (client) left join priced using (currency, role)
  where home and h.day between since and ${day} group by client),
conceded as materialized (
  select client, currency, sum(cost) as concessions
  from concessions join spans using (client, currency)
  where "on" between since and ${day} group by client, currency),
granted as materialized (
  select client, currency, sum(granted) as discounts
  from discounts join spans using (client, currency)
  where "on" between since and ${day} group by client, currency)`;

/** What a score is made of, within the period of review. */
function signs(day: Day, { reviewDays }: Policy["segments"]) {
  const end = after(day, 1);
  const date = dateOf(day);
  const review = sql`(${date} - ${reviewDays}::int)`;
  const reviewAt = after(day, 1 - reviewDays);
  return sql`
contacted as materialized (
  select client, count(*) as contacts from interactions
  where direction = 'in' and auto is not true and at >= ${reviewAt} and at < ${end} group by client),
complained as materialized (
  select client, count(*) as complaints from reviews
  where not good and at >= ${reviewAt} and at < ${end} group by client),
asked as materialized (
  select client, count(*) as asks from discounts where "on" > ${review} and "on" <= ${day} group by client),
-- Of what is not owed any more, late until it was paid; what was voided was not late, nor is a credit.
owed as materialized (
  select client, sum(until - greatest(due, ${review})) as days_late
  from (select client, due, least(case when owed > 0 then ${date} else coalesce(paid, due) end, ${date}) as until
    from payments where current and amount >= 0 and due < ${day}) invoiced
  where until > greatest(due, ${review}) group by client),
missed as materialized (
  select client, count(*) as missings from meetings
  where not announced and at >= ${reviewAt} and at < ${end} group by client),
broke as materialized (
  select client, count(*) as breaches from agreements
  where "on" > ${review} and "on" <= ${day} group by client),
satisfied as materialized (
  select distinct on (client) client, score as satisfaction from scores
  where period <= ${day.slice(0, 7)} order by client, period desc)`;
}

/** What the amounts come to: `valued`. */
const sums = sql`
summed as materialized (
  select s.*, coalesce(revenue, received, 0) as revenue,
    exists (select from priced where priced.currency = s.currency) as rated,
    ${sql.join(WORK.map((kind) => sql`coalesce(${sql.ref(kind)}, 0) as ${sql.ref(kind)}`))},
    coalesce(goods, 0) as goods, coalesce(concessions, 0) as concessions, coalesce(discounts, 0) as discounts,
    ${sql.join(
      WORK.map((kind) => sql`coalesce(${sql.ref(kind)}, 0)`),
      sql` + `,
    )} as effort
  from spans s left join sold using (client, currency) left join paid using (client, currency)
  left join conceded using (client, currency) left join granted using (client, currency)
  left join worked on worked.client = s.client and s.home),
costed as (
  select s.*, case when rated then effort + goods + concessions end as cost,
    div(2 * greatest(sum(revenue) over cohort, 0) + count(*) over cohort, 2 * count(*) over cohort) as usual
  from summed s window cohort as (partition by currency, quarter)),
valued as materialized (
  select c.*, revenue - cost as profit,
    -- A record of the whole horizon is better than a guess; so is what a newer client has brought already.
    case when first is null or first <= since then revenue else greatest(revenue, usual) end as expected,
    state is null or state in (${sql.join(statesIn("live").map((name) => sql.lit(name)))}) as member
  from costed c left join (select client, state from relations) r using (client))`;

/** Which tier a client's profit puts it in. */
const tiers = ({ highPct, midPct }: Policy["value"]) => sql`
placed as (
  select client, currency, profit, profit > 0 as earning,
    sum(profit) over (partition by currency, profit > 0 order by profit desc, client
      rows unbounded preceding) - profit as before,
    sum(profit) over (partition by currency, profit > 0) as total
  from valued where member and rated),
-- Who crosses a line belongs to the upper tier: what the others before it bring is still below the line.
upper as (
  select *, earning and before * 100 < ${pct(highPct)} * total as high from placed),
lower as (
  select client, currency, earning, high,
    sum(profit) over (partition by currency, earning, high order by profit desc, client
      rows unbounded preceding) - profit as before,
    sum(profit) over (partition by currency, earning, high) as rest
  from upper),
tiered as materialized (
  select client, currency, case when high then 'high'
    when earning and before * 100 < ${pct(midPct)} * rest then 'mid' else 'low' end as tier
  from lower)`;

/** What the signs come to, and where that stands among the other clients: `lined`. */
function scores({ weights }: Policy["segments"]) {
  const { contact, complaint, discountAsk, dayLate, meetingMissed, agreementBroken, effortPct } = weights;
  return sql`
scored as (
  select client, currency, coalesce(satisfaction, 50) * 100
    - ${hundredths(contact)}::bigint * coalesce(contacts, 0)
    - ${hundredths(complaint)}::bigint * coalesce(complaints, 0)
    - ${hundredths(discountAsk)}::bigint * coalesce(asks, 0)
    - ${hundredths(dayLate)}::bigint * coalesce(days_late, 0)
    - ${hundredths(meetingMissed)}::bigint * coalesce(missings, 0)
    - ${hundredths(agreementBroken)}::bigint * coalesce(breaches, 0)
    - ${hundredths(effortPct)}::bigint * case when effort = 0 then 0 when revenue <= 0 then 100
      else least(div(effort::numeric * 100, revenue), 100) end as score
  from valued left join contacted using (client) left join complained using (client) left join asked using (client)
  left join owed using (client) left join missed using (client) left join broke using (client)
  left join satisfied using (client)
  where member and rated and home),
lined as materialized (
  -- Equal scores stand above the line together: nobody drains by the letters of an id.
  select *, rank() over (partition by currency order by score desc) - 1 as before,
    count(*) over (partition by currency) as clients
  from scored)`;
}

/**
 * Values all clients at the end of a day, and keeps what it finds in `values` (R-DEC-6, R-DEC-11, R-DEC-12). Days of
 * instants are days of UTC.
 */
export function valuation(day: Day, policy: ValuePolicy): RawBuilder<unknown> {
  const { value, segments } = policy;
  const date = dateOf(day);
  return sql`
with ${sql.join([horizons(day, value), amounts(day, policy), signs(day, segments), sums, tiers(value), scores(segments)])}
insert into ${sql.table("values")} (day, client, currency, home, since, revenue, ${sql.join(WORK.map(sql.ref))},
  goods, concessions, discounts, cost, profit, expected, net, tier, score, segment)
select ${date}, client, currency, home, since, revenue,
  ${sql.join(WORK.map((kind) => sql`case when rated then ${sql.ref(kind)} end`))},
  goods, concessions, discounts, cost, profit, expected, expected - cost, tier, score,
  case when before * 100 < ${pct(segments.corePct)} * clients then 'core'
    when before * 100 < (${pct(segments.corePct)} + ${pct(segments.waveringPct)}) * clients then 'wavering'
    when before is not null then 'draining' end
from valued left join tiered using (client, currency) left join lined using (client, currency)
where member or revenue <> 0 or effort <> 0 or goods <> 0 or concessions <> 0`;
}
