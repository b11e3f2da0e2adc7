// Signals from what is counted: answers that do not come, money, returns, discounts, reviews, hours.

import type { FactRow } from "../../archive/facts/kept.ts";
import { DAY, phaseOf, RUNGS } from "../../machines/index.ts";
import { daysAfter } from "../../values/days.ts";
import { sumOf } from "../../values/money.ts";
import { named } from "../dossier/facts.ts";
import { type Invoiced, owedOf } from "../dossier/invoices.ts";
import { knownOf, monthsBefore, within } from "../dossier/known.ts";
import { summed } from "../dossier/sums.ts";
import { isCustom, wantsOf } from "../dossier/wants.ts";
import { instant, type KnownClient, type Signal } from "./signal.ts";

/** In force, and its work goes on: of paused work nobody asks why it is quiet. */
const isRunning = (state: string): boolean => (RUNGS as readonly string[]).includes(state);

/** Whoever was talked to has answered, whoever called. */
export const isTalk = ({ channel, seconds }: Pick<FactRow<"interactions">, "channel" | "seconds">): boolean =>
  channel === "phone" && (seconds ?? 0) > 0;

/** The first message of ours that the client has not answered, as far as facts and the relationship know. */
function unanswered({ messages, given }: KnownClient) {
  const last = messages.findLastIndex((row) => row.direction === "in" || isTalk(row));
  const heard = Date.parse(given.heardAt ?? "") || 0;
  return messages.slice(last + 1).find(({ direction, t }) => direction === "out" && t > heard);
}

/** The day on which an invoice is late enough to be pointed out; null while a hold stands. */
const lateOn = ({ given, calendar }: KnownClient, { due }: Invoiced) =>
  calendar.dayWhen(due, given.policy.service.overdueDays);

/** The day on which silence has lasted long enough; null while a hold stands. */
const silentOn = ({ given, calendar }: KnownClient, since: number) =>
  calendar.dayWhen(calendar.dayOf(since), given.policy.attention.silentDays);

/** R-LIF-6, R-ARC-19: nothing was said since our message, for so many of the client's midnights (R-LIF-27). */
export function silence(known: KnownClient): Signal[] {
  const { given, calendar, today } = known;
  const ours = isRunning(given.state) ? unanswered(known) : undefined;
  if (!ours || !known.open("silence", ours.name)) return [];
  const day = silentOn(known, ours.t);
  if (day === null || day > today) return [];
  return [
    {
      kind: "silence",
      at: instant(calendar.beginOf(day)),
      facts: [ours.name],
      words: [],
      numbers: { since: ours.at, days: calendar.passed(calendar.dayOf(ours.t), today) },
    },
  ];
}

/**
 * R-LIF-6, R-ARC-18: invoices that are late by so many of the client's midnights (R-LIF-27). Whether our part is done is
 * for people to say.
 */
export function overdue(known: KnownClient): Signal[] {
  const { given, calendar, today } = known;
  if (phaseOf(given.state) !== "live") return [];
  return owedOf(known.facts.payments, given.entries ?? []).flatMap((one): Signal[] => {
    const { invoice, due, owed: amount, currency } = one;
    const day = lateOn(known, one);
    if (day === null || day > today || !known.open("overdue", invoice)) return [];
    return [
      {
        kind: "overdue",
        at: instant(calendar.beginOf(day)),
        facts: [invoice],
        words: [],
        numbers: { invoice, due, amount, currency, days: calendar.passed(due, today) },
      },
    ];
  });
}

/** R-ARC-17, R-DEC-15: what returns took away, where it is more than the margin; the sums are the dossier's. */
export function returns({ facts, given, today, open }: KnownClient): Signal[] {
  const span = { from: monthsBefore(today, given.policy.attention.returnsWindowMonths), to: today };
  const rows = named("purchases", facts.purchases);
  const back = rows.filter(({ on, units, amount }) => (units < 0 || amount < 0) && within(on, span));
  const last = back.at(-1);
  const [fresh, judged] = [true, false].map((is) =>
    back.flatMap(({ name }) => (open("returns", name) === is ? [name] : [])),
  ) as [string[], string[]];
  if (!last || fresh.length === 0) return [];
  const { client, currency } = last;
  const { policy, zone, now: at } = given;
  const sums = summed(knownOf({ client, facts, others: {}, journal: [], policy, at, zone, currency })).sums
    .returns;
  if (sums === null || sums.cost <= sums.margin) return [];
  return [
    {
      kind: "returns",
      at: `${last.on}T00:00:00.000Z`,
      facts: [...fresh, ...judged],
      words: [],
      numbers: { ...sums, returns: back.length, currency },
    },
  ];
}

/** R-ARC-15, R-ARC-16: asked to pay less again and again. */
export function discounts({ facts, given, today, open }: KnownClient): Signal[] {
  const { discountAsks, discountWindowDays } = given.policy.attention;
  const since = daysAfter(today, -discountWindowDays);
  const asks = named("discounts", facts.discounts).filter(
    ({ on, name }) => on > since && open("discounts", name),
  );
  const last = asks.at(-1);
  if (!last || asks.length < discountAsks) return [];
  return [
    {
      kind: "discounts",
      at: `${last.on}T00:00:00.000Z`,
      facts: asks.map(({ name }) => name),
      words: [],
      numbers: {
        asks: asks.length,
        granted: asks.filter(({ granted }) => granted > 0).length,
        kinds: [...new Set(asks.map(({ kind }) => kind))].sort(),
        last: last.kind,
      },
    },
  ];
}

/** R-REP-8: reviews and mentions that nobody has answered yet. */
export function reviews({ facts, given, now, open }: KnownClient): Signal[] {
  return named("reviews", facts.reviews)
    .filter(
      ({ at, name }) =>
        Date.parse(at) > now - given.policy.attention.reviewedDays * DAY && open("review", name),
    )
    .map(({ at, good, kind, name, where }) => ({
      kind: "review",
      at: instant(Date.parse(at)),
      facts: [name],
      words: [],
      numbers: { good, what: kind, ...(where !== null && { where }) },
    }));
}

/** R-DEC-5: development since something was wanted that product has not answered yet. */
export function development({ facts, given, dayOf, open }: KnownClient): Signal[] {
  const isAnswered = ({ about, since }: { about: string; since: string }): boolean =>
    (given.assessed ?? []).some((each) => each.about === about || (each.about === null && each.at >= since));
  const wants = wantsOf(facts.demands).filter((want) => isCustom(want) && !isAnswered(want));
  const [since] = wants.map((want) => dayOf(Date.parse(want.since))).sort();
  const rows = named(
    "hours",
    facts.hours.filter(({ kind }) => kind === "development"),
  ).filter(({ day, name }) => since !== undefined && day >= since && open("development", name));
  const last = rows.at(-1);
  if (!last) return [];
  return [
    {
      kind: "development",
      at: `${last.day}T00:00:00.000Z`,
      facts: rows.map(({ name }) => name),
      words: [],
      numbers: {
        minutes: sumOf(rows.map(({ minutes }) => minutes)),
        about: wants.map(({ about }) => about),
      },
    },
  ];
}

/** R-DEC-14: more work before the contract than is usual, since it was looked at last. */
export function precontract({ facts, given, open }: KnownClient): Signal[] {
  if (phaseOf(given.state) !== "intake") return [];
  const rows = named(
    "hours",
    facts.hours.filter(({ kind }) => kind === "precontract"),
  ).filter(({ name }) => open("precontract", name));
  const minutes = sumOf(rows.map((row) => row.minutes));
  const last = rows.at(-1);
  if (!last || minutes <= given.policy.value.preContractHours * 60) return [];
  return [
    {
      kind: "precontract",
      at: `${last.day}T00:00:00.000Z`,
      facts: rows.map(({ name }) => name),
      words: [],
      numbers: { minutes, upTo: last.day },
    },
  ];
}

/** When time alone may bring a signal about (ISO instant), so that nobody looks before; null: it will not. */
export function nextLook(known: KnownClient): string | null {
  const { now, calendar } = known;
  const ours = unanswered(known);
  const days = [
    ...owedOf(known.facts.payments, known.given.entries ?? []).map((one) => lateOn(known, one)),
    ...(ours ? [silentOn(known, ours.t)] : []),
  ];
  const times = days.flatMap((day) => (day === null ? [] : [calendar.beginOf(day)]));
  const next = Math.min(...times.filter((t) => t > now));
  return Number.isFinite(next) ? instant(next) : null;
}
