// What reports are made of: rows of the archive, all clients at once, given to the reports that know nothing of it.
import type { Archive } from "../../archive/open.ts";
import type { ClientSpan, PageRequest } from "../../archive/reporting.ts";
import type { ReportName } from "../../insight/reports/catalogue.ts";
import type { Deed, Span } from "../../insight/reports/deeds.ts";
import type { Report } from "../../insight/reports/index.ts";
import * as made from "../../insight/reports/index.ts";
import { plural } from "../../insight/reports/report.ts";
import type { Entry, Policy } from "../../machines/index.ts";
import type { Guides } from "../../texts/help/read.ts";
import { type Day, dayIn } from "../../values/days.ts";

/** What a report is asked of. */
export interface Asked {
  readonly archive: Archive;
  readonly policy: Policy;
  readonly span: Span;
  /** Of amounts: one that was asked for, or else the one with the most rows. */
  readonly currency: string | undefined;
  readonly guides: () => Promise<Guides>;
  /** Rows, or spans, of one question to the archive. */
  readonly page: number;
}

/** Rows, or spans, of one question to the archive. */
export const PAGE = 5_000;

/** Every row, page after page. */
async function* every<T>(
  limit: number,
  ask: (page: PageRequest) => Promise<readonly T[]>,
  keyOf: (last: T) => NonNullable<PageRequest["after"]>,
): AsyncGenerator<T> {
  let after: PageRequest["after"] = null;
  for (;;) {
    const rows: readonly T[] = await ask({ after, limit });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return;
    after = keyOf(last);
  }
}

const deedOf = ({ client, seq, type, at, actor, from, to, data, effects }: Entry): Deed => ({
  client,
  seq,
  type,
  at,
  actor,
  from,
  to,
  data,
  effects,
});

/** Accepted entries of these types, whenever they were, up to the end of the span. */
async function* deeds({ archive, span, page: limit }: Asked, types: readonly string[]): AsyncGenerator<Deed> {
  const ask = (page: PageRequest) => archive.reporting.deeds(types, span.at, page);
  for await (const entry of every(limit, ask, ({ client, seq }) => [client, seq])) yield deedOf(entry);
}

/** Answers to many questions of one kind, in their order. */
async function chunked<A, B>(
  { page }: Asked,
  all: readonly A[],
  ask: (some: readonly A[]) => Promise<readonly B[]>,
): Promise<B[]> {
  const answers: B[] = [];
  for (let at = 0; at < all.length; at += page) answers.push(...(await ask(all.slice(at, at + page))));
  return answers;
}

interface InCurrency {
  readonly currency: string;
  readonly rows: number;
}

/** How many rows there are in each currency, the most first. */
const counted = (rows: readonly { readonly currency: string }[]): InCurrency[] =>
  [...Map.groupBy(rows, (row) => row.currency)]
    .map(([currency, own]) => ({ currency, rows: own.length }))
    .sort((a, b) => b.rows - a.rows || (a.currency < b.currency ? -1 : 1));

/** The currency of a report on amounts, and what is left out by it. @param all the one of most rows first */
function chosen({ currency }: Asked, all: readonly InCurrency[], what: string) {
  const own = currency ?? all[0]?.currency ?? "EUR";
  const others = all.filter((one) => one.currency !== own);
  const rest = others.map((one) => `${plural(one.rows, what)} in ${one.currency}`).join(", ");
  return {
    currency: own,
    remarks: [`Amounts are in ${own}${rest === "" ? "." : `; left out: ${rest} (--currency).`}`],
  };
}

const currencyOf = async (asked: Asked) =>
  chosen(asked, await asked.archive.reporting.currencies(asked.span.at), "purchase");

async function onPurchases(
  asked: Asked,
  make: (rows: AsyncIterable<made.Purchase>, currency: string) => Promise<Report>,
) {
  const { archive, span } = asked;
  const { currency, remarks } = await currencyOf(asked);
  async function* rows() {
    const ask = (page: PageRequest) => archive.reporting.purchases(currency, span.since, span.at, page);
    for await (const { client, on, amount } of every(asked.page, ask, ({ key }) => [key]))
      yield { client, day: on, amount };
  }
  const report = await make(rows(), currency);
  return { ...report, data: { ...report.data, currency }, remarks: [...report.remarks, ...remarks] };
}

async function storms({ archive, span, page: limit }: Asked): Promise<Report> {
  const calendars = new Map<string, (t: number) => Day>();
  const dayAt = (zone: string, at: string): Day => {
    const calendar = calendars.get(zone) ?? dayIn(zone);
    calendars.set(zone, calendar);
    return calendar(Date.parse(at));
  };
  async function* rows() {
    const ask = (page: PageRequest) => archive.reporting.interactions(span.since, span.at, page);
    const all = every(limit, ask, ({ client, at, key }) => [client, at, key]);
    for await (const { client, at, direction, channel, company, zone, home } of all)
      yield {
        client,
        channel,
        direction,
        company: company ?? "",
        at: Date.parse(at),
        day: dayAt(home ?? zone ?? "UTC", at),
      };
  }
  return made.storms(rows());
}

const firstPurchases = ({ archive, span, page }: Asked) =>
  every(
    page,
    (some) => archive.reporting.firstPurchases(span.at, some),
    ({ client }) => [client],
  );

async function retention(asked: Asked): Promise<Report> {
  const { archive, policy, span } = asked;
  const marks = policy.reports.retentionDays;
  const [imported, decided, lives] = await Promise.all([
    archive.reporting.discounts(span.at),
    made.asksOf(deeds(asked, made.PRICE_TYPES)),
    made.livesOf(deeds(asked, made.RETENTION_TYPES)),
  ]);
  const starts = new Map([...lives].map(([client, { since }]) => [client, since]));
  for await (const { client, on } of firstPurchases(asked)) if (!lives.has(client)) starts.set(client, on);
  const since = span.since ?? "";
  const subjects = made.subjectsOf([...imported, ...decided], starts).filter(({ day }) => day >= since);
  const spans = made.purchaseWindows(subjects, marks, lives);
  const numbers = await chunked<ClientSpan, number>(asked, spans, archive.reporting.boughtIn);
  const buys = new Set(spans.filter((_, n) => (numbers[n] ?? 0) > 0).map(made.windowKey));
  return made.retention(subjects, marks, span.at, made.stayedBy(marks, lives, buys));
}

/** What the clients of one currency were worth by the last valuation up to the day. */
async function valuation(asked: Asked, withEfforts: boolean) {
  const { archive, span } = asked;
  const version = await archive.values.version(span.at);
  if (!version) return null;
  const { day } = version;
  const all = await archive.values.of(day);
  const { currency, remarks } = chosen(asked, counted(all), "client");
  const own = <T extends { readonly currency: string }>(rows: readonly T[]) =>
    rows.filter((row) => row.currency === currency);
  const efforts = withEfforts ? await archive.values.effort(day) : [];
  const found: made.DayValuation = { day, currency, values: own(all), efforts: own(efforts) };
  return { valuation: found, remarks };
}

/** A report on values; before the first valuation, an empty one. */
async function onValues(
  asked: Asked,
  make: (valuation: made.DayValuation) => Report | Promise<Report>,
  withEfforts = false,
): Promise<Report> {
  const found = await valuation(asked, withEfforts);
  const nothing = { day: asked.span.at, currency: asked.currency ?? "EUR", values: [], efforts: [] };
  const report = await make(found?.valuation ?? nothing);
  const passedOver =
    asked.span.since === null ? [] : ["--since is passed over: values have a horizon of their own."];
  return {
    ...report,
    remarks: [...report.remarks, ...(found?.remarks ?? []), ...passedOver],
  };
}

/** Of profit where clients were valued; before that, and where only some days count, of what they paid. */
async function valuedOrNot(
  asked: Asked,
  valued: (valuation: made.DayValuation) => Report,
  bought: (rows: AsyncIterable<made.Purchase>, currency: string) => Promise<Report>,
): Promise<Report> {
  const known = asked.span.since === null && (await asked.archive.values.version(asked.span.at)) !== null;
  return known ? onValues(asked, valued) : onPurchases(asked, bought);
}

async function cohorts(asked: Asked): Promise<Report> {
  const { currency } = await currencyOf(asked);
  const inOne = { ...asked, currency };
  const report = await onPurchases(inOne, (rows) => made.cohorts(rows, () => asked.span.at));
  const found = await valuation(inOne, false);
  if (!found) return report;
  const firsts = new Map<string, Day>();
  for await (const { client, on } of firstPurchases(asked)) firsts.set(client, on);
  return made.withPotential(report, found.valuation, firsts);
}

async function model(asked: Asked): Promise<Report> {
  return onValues(asked, async (valuation) => {
    const { day, values } = valuation;
    const spans = values.map(({ client, since }) => ({ client, from: since, to: day }));
    const numbers = await chunked<ClientSpan, number>(asked, spans, asked.archive.reporting.boughtIn);
    return made.model(valuation, new Map(spans.map(({ client }, n) => [client, numbers[n] ?? 0])));
  });
}

async function draining(asked: Asked): Promise<Report> {
  const make = async (valuation: made.DayValuation) => {
    const { day, values } = valuation;
    const since = values.reduce((first, value) => (value.since < first ? value.since : first), day);
    const { goodbyes } = await made.goodbyesOf(deeds(asked, made.GOODBYE_TYPES), { since, at: day });
    const gone = goodbyes.filter(({ annulled }) => !annulled).map(({ client }) => client);
    return made.draining(valuation, new Set(gone));
  };
  return onValues(asked, make, true);
}

/** What working time costs, by role: of a currency without rates, nothing. */
function workCost(
  policy: Policy,
  currency: string,
  hours: readonly { role: string; minutes: number }[],
): number {
  const rates: Readonly<Record<string, number>> = policy.value.rates[currency] ?? {};
  return hours.reduce((sum, { role, minutes }) => sum + made.priced(minutes, rates[role] ?? 0), 0);
}

async function admissions(asked: Asked): Promise<Report> {
  const { archive, policy, span } = asked;
  const days = policy.reports.netValueDays;
  const all = await made.admissionsOf(deeds(asked, made.ADMISSION_TYPES), span);
  const { currency, remarks } = chosen(asked, counted(all), "intake");
  const found = all.filter((admission) => admission.currency === currency);
  const followed = found.flatMap((admission) => {
    const to = admission.admitted ? made.followedTo(admission, days, span.at) : null;
    return to === null ? [] : [{ admission, span: { client: admission.client, from: admission.day, to } }];
  });
  const nets = await chunked(asked, followed, async (some) => {
    const spans = some.map((one) => one.span);
    const [brought, worked] = await Promise.all([
      archive.reporting.broughtIn(spans, currency),
      archive.reporting.workedIn(
        some.map(({ admission, span: { client, to } }) => ({ client, from: admission.began, to })),
      ),
    ]);
    const hours = Map.groupBy(worked, ({ n }) => n);
    return brought.map(
      ({ revenue, goods, concessions }, n) =>
        revenue - goods - concessions - workCost(policy, currency, hours.get(n) ?? []),
    );
  });
  const netOf = new Map(followed.map(({ admission }, n) => [admission, nets[n] ?? 0]));
  const report = made.admissions(
    found,
    span,
    { days, currency },
    (admission) => netOf.get(admission) ?? null,
  );
  return { ...report, remarks: [...report.remarks, ...remarks] };
}

/** Archetypes (domain §2) that one thing noticed points to by itself; the others are for people to judge. */
const POINTED: Readonly<Record<string, string>> = {
  questions: "questioner",
  askCancel: "self-resolver",
  streak: "impatient",
  orElse: "blackmailer",
  discounts: "discount-on-principle",
  returns: "returner",
  overdue: "non-payer",
  silence: "stalling",
};

async function fairness(asked: Asked): Promise<Report> {
  const { archive, span } = asked;
  const noticed = Map.groupBy(await archive.reporting.noticed(span.at), ({ client }) => client);
  const traits: made.Trait[] = [];
  const clients = every(
    asked.page,
    (some) => archive.reporting.clients(some),
    ({ client }) => [client],
  );
  for await (const { client, kind, locale } of clients) {
    const archetypes = (noticed.get(client) ?? []).flatMap((one) => POINTED[one.kind] ?? []);
    traits.push({ client, kind, locale, archetypes });
  }
  return made.fairness(deeds(asked, made.FAIRNESS_TYPES), traits, span);
}

/** What makes each report. */
export const MAKERS: { readonly [N in ReportName]: (asked: Asked) => Promise<Report> } = {
  tiers: (asked) =>
    valuedOrNot(asked, made.tiersOn, (rows, currency) => made.tiers(rows, asked.policy.value, currency)),
  pareto: (asked) => valuedOrNot(asked, made.paretoOn, made.pareto),
  cohorts,
  storms,
  segments: (asked) => onValues(asked, made.segments, true),
  cost: (asked) => onValues(asked, made.cost, true),
  model,
  draining,
  retention,
  conduct: (asked) => made.conduct(deeds(asked, made.CONDUCT_TYPES), asked.span),
  fairness,
  questions: async (asked) => {
    const { guides } = await asked.guides();
    return made.questions(
      deeds(asked, made.QUESTION_TYPES),
      asked.span,
      new Set(guides.flatMap(({ topic, answers }) => [topic, ...answers])),
    );
  },
  goodbyes: (asked) => made.goodbyes(deeds(asked, made.GOODBYE_TYPES), asked.span),
  flow: async ({ archive, span }) => made.flow(await archive.reporting.moves(span.since, span.at), span),
  mentions: async ({ archive, span }) =>
    made.mentions(await archive.reporting.reviews(span.since, span.at), span),
  avoided: (asked) => made.avoided(deeds(asked, made.AVOIDED_TYPES), asked.span),
  admissions,
};
