import { type CalendarDay, DAY, dayOf, elapsed } from "../clock.ts";
import {
  type Assessments,
  type ClientInvoice,
  type Context,
  type Fault,
  KEPT,
  type Stated,
} from "../context.ts";
import type { Sums } from "../events/assessment.ts";
import type { Envelope, EventData, EventType } from "../events.ts";
import { daysPassed } from "./derived.ts";
import { letterOf, past, reportOf } from "./letters.ts";

const PERIODS_KEPT = 12;

type Learner<T extends EventType> = (context: Context, event: Envelope<T, EventData<T>>) => Partial<Context>;

const assess = (context: Context, change: Partial<Assessments>): Partial<Context> => ({
  assessed: { ...context.assessed, ...change },
});

/** What each fact teaches; a fact without a line here is in the journal and moves nothing. */
const learners: { readonly [T in EventType]?: Learner<T> } = {
  "intake.assessed": (c, { actor, data, occurredAt }) => ({
    intake: {
      ...c.intake,
      assessments: [
        ...c.intake.assessments.filter((a) => a.by !== actor.id),
        { by: actor.id, role: actor.role, fit: data.fit },
      ],
      flagged: c.intake.flagged || data.flagged,
      goal: data.goalRef ?? c.intake.goal,
      ...stated(data, occurredAt),
    },
  }),
  "needs.stated": (c, { data, occurredAt }) => ({ intake: { ...c.intake, ...stated(data, occurredAt) } }),
  "terms.refused": (c, { data }) => ({ termsRefused: [...new Set([...c.termsRefused, data.term])] }),
  "pilot.rejected": (c) => ({ intake: { ...c.intake, pilotRejected: true } }),
  "contact.corrected": (c, { data }) => corrected(c, data),
  "message.received": (c, event) => (event.data.auto === true ? {} : heard(c, event)),
  "client.replied": (c, event) => ({
    ...heard(c, event),
    answeredAt: Math.max(c.answeredAt ?? 0, past(c, event.occurredAt)),
  }),
  "fault.opened": (c, { data }) =>
    c.faults[data.faultId]
      ? {}
      : {
          faults: {
            ...c.faults,
            [data.faultId]: {
              seq: c.seq,
              openedAt: Date.parse(data.at),
              curedAt: null,
              loss: data.loss,
              settled: !data.loss,
              alerted: false,
              what: data.whatRef ?? null,
              remedy: data.remedyRef ?? null,
              curedBy: data.curedBy ?? null,
            },
          },
        },
  "fault.cured": (c, { data }) => changeFault(c, data.faultId, { curedAt: Date.parse(data.at) }),
  "demand.recorded": (c, { data }) => {
    const { about, underThreat, offered, accepted = null } = data;
    const before = c.demands[data.demandId];
    const demand = {
      at: before?.at ?? c.at,
      about,
      underThreat,
      offered,
      accepted: accepted ?? before?.accepted ?? null,
    };
    return { demands: kept(c.demands, data.demandId, demand, (each) => each.accepted !== null) };
  },
  "compensation.decided": (c, { data }) => changeFault(c, data.faultId, { settled: true }),
  "concession.granted": (c, { data }) =>
    data.underThreat ? { concessionsUnderThreat: c.concessionsUnderThreat + data.cost } : {},
  "incident.reported": (c, { actor, data }) =>
    // The first report stands: a second one of the same tells who else reported it, and who may not confirm it.
    c.incidents[data.incidentId]
      ? reportedBy(c, data.incidentId, actor.id)
      : {
          incidents: {
            ...c.incidents,
            [data.incidentId]: {
              reporters: [actor.id],
              category: data.category,
              happenedAt: Date.parse(data.happenedAt),
              status: "reported",
              confirmedAt: null,
              explainedBy: null,
              channel: data.channel ?? null,
              said: data.saidRef ?? null,
            },
          },
        },
  "clause.answered": (c, { actor, data }) => ({
    clauses: {
      ...c.clauses,
      [data.ground]: {
        terminable: data.terminable,
        clauseRef: data.clauseRef,
        noticeDays: data.noticeDays,
        by: actor.id,
      },
    },
  }),
  "dossier.compiled": (c, { data: { dossierId: id, sections, sums = null } }) => {
    const dossier = { id, sections: new Set(sections).size, at: c.at };
    if (sums === null) return { dossier: { ...dossier, sums } };
    // Amounts of two currencies cannot be held against each other.
    if (sums.currency !== c.currency)
      return {
        dossier: { ...dossier, sums: { ...sums, missing: [...sums.missing, `currency.${sums.currency}`] } },
      };
    return { dossier: { ...dossier, sums }, ...summed(c, id, sums) };
  },
  "effort.summed": (c, { data: { minutes, upTo } }) => effort(c, { minutes, upTo, dossier: null }),
  "streak.judged": (c, { data: { streakId, urgent } }) => {
    const streak = c.streaks[streakId];
    return streak ? { streaks: { ...c.streaks, [streakId]: { ...streak, urgent } } } : {};
  },
  "staff.askedOff": (c, { data }) => ({
    askedOff: [...new Set([...c.askedOff, data.agentId])].slice(-KEPT),
  }),
  "finance.assessed": (c, { data }) => assess(c, { finance: data, margin: null }),
  "threat.assessed": (c, { data }) => assess(c, { threat: data }),
  "product.assessed": (c, { data }) => assess(c, { product: data }),
  "cause.assessed": (c, { data }) => assess(c, { departure: data }),
  "ground.assessed": (c, { actor, data: { about } }) => {
    switch (about.ground) {
      case "returns":
        return assess(c, { returns: { cost: about.cost, margin: about.margin } });
      case "sabotage": {
        const others = c.assessed.sabotage.filter((by) => by !== actor.id);
        return assess(c, { sabotage: about.deliberate ? [...others, actor.id] : others });
      }
      case "chemistry":
        return assess(c, {
          chemistry: { personalService: about.personalService, otherSpecialist: about.otherSpecialist },
        });
      case "lostInterest":
        return assess(c, {
          lostInterest: { lifeChanged: about.lifeChanged, repositioned: about.repositioned },
        });
    }
  },
  "tier.assigned": (c, { data: { period, tier } }) =>
    c.tiered?.periods.includes(period)
      ? {}
      : {
          tiered: {
            period,
            tier,
            before: c.tiered?.tier ?? null,
            seq: c.seq,
            periods: [...(c.tiered?.periods ?? []), period].slice(-PERIODS_KEPT),
          },
          ...(tier !== "high" && { vip: null }),
        },
  "segment.assigned": (c, { data: { period, segment, effortRepaid } }) => {
    const before = c.segmented;
    if (before?.periods.includes(period)) return {};
    const running = before?.draining ?? 0;
    // Two looks within half a period are one review, whatever they are called.
    const since = before ? elapsed(c.holds, before.at, c.at) : Number.POSITIVE_INFINITY;
    const isNext = running === 0 || 2 * since >= c.policy.segments.reviewDays * DAY;
    return {
      segmented: {
        period,
        segment,
        effortRepaid,
        seq: c.seq,
        at: before && !isNext ? before.at : c.at,
        periods: [...(before?.periods ?? []), period].slice(-PERIODS_KEPT),
        draining: segment === "draining" ? running + (isNext ? 1 : 0) : 0,
      },
    };
  },
  "payment.received": (c, { data: { invoiceId, paidOn, owed = 0 }, occurredAt }) =>
    invoiced(c, invoiceId, { owed, paidOn, at: Date.parse(occurredAt) }),
  "invoice.changed": (c, { data: { invoiceId, dueOn, owed }, occurredAt }) =>
    invoiced(c, invoiceId, { owed, dueOn, at: Date.parse(occurredAt) }),
  "call.made": (c, { data }) =>
    data.outcome === "reached"
      ? {}
      : { failedCalls: { ...c.failedCalls, [data.about]: (c.failedCalls[data.about] ?? 0) + 1 } },
  "notice.delivered": (c, event) => arrived(c, event),
  "delivery.checked": (c, event) => arrived(c, event),
  "notice.unknown": (c, { data }) => {
    const letter = letterOf(c, data);
    const unknown = data.effectId;
    return { letters: c.letters.map((each) => (each === letter ? { ...each, unknown } : each)) };
  },
  "duties.done": (c) => (c.farewell ? { farewell: { ...c.farewell, dutiesDone: true } } : {}),
};

/** R-LIF-27: the last word of the client that is on record, however it came. It ends a silence that is older. */
function heard(c: Context, { occurredAt, day }: Pick<Envelope, "occurredAt" | "day">): Partial<Context> {
  const at = past(c, occurredAt);
  // A word that is told later was not said on the day on which it is told.
  const said = { at, day: dayOf(at) === dayOf(c.at) ? (day ?? dayOf(at)) : dayOf(at) };
  if (c.heard !== null && c.heard.at >= at) return {};
  const { silentSince } = c;
  if (silentSince === null || said.day <= silentSince) return { heard: said };
  // A word of long ago ends no silence: it tells since when it lasts.
  const isSilent = daysPassed(c, said.day) >= c.policy.service.silentDays;
  return { heard: said, silentSince: isSilent ? said.day : null };
}

function reportedBy(c: Context, id: string, by: string): Pick<Context, "incidents"> {
  const incident = c.incidents[id];
  if (!incident) return { incidents: c.incidents };
  const reporters = [...new Set([...incident.reporters, by])];
  return { incidents: { ...c.incidents, [id]: { ...incident, reporters } } };
}

const UNSEEN: ClientInvoice = { dueOn: null, owed: null, paidOn: null, pausedOn: null, at: 0 };

/** The record with one entry more; of more than {@link KEPT}, those that are over make room. */
function kept<T>(
  record: Readonly<Record<string, T>>,
  id: string,
  entry: T,
  isOver: (entry: T) => boolean,
): Readonly<Record<string, T>> {
  const all = { ...record, [id]: entry };
  const over = Object.entries(all).filter(([other, each]) => other !== id && isOver(each));
  for (const [other] of over.slice(0, Math.max(0, Object.keys(all).length - KEPT))) delete all[other];
  return all;
}

/**
 * R-FCT-3: the newest state of an invoice counts, in whichever order it is told. What is paid, credited, voided or not
 * overdue any more pauses nothing.
 */
function invoiced(
  c: Context,
  id: string,
  told: Partial<ClientInvoice> & Pick<ClientInvoice, "at">,
): Pick<Context, "invoices" | "arrears"> {
  const before = c.invoices[id] ?? UNSEEN;
  // Of an older state, only what the newer one leaves open is news.
  const invoice =
    told.at >= before.at
      ? { ...before, ...told }
      : {
          ...before,
          dueOn: before.dueOn ?? told.dueOn ?? null,
          paidOn: before.paidOn ?? told.paidOn ?? null,
        };
  const { [id]: paused, ...others } = c.arrears;
  const stands =
    paused !== undefined &&
    invoice.owed !== 0 &&
    (invoice.dueOn === null || daysPassed(c, invoice.dueOn) >= c.policy.service.overdueDays);
  return {
    invoices: kept(c.invoices, id, invoice, ({ owed }) => owed === 0),
    arrears: stands ? { ...others, [id]: invoice.dueOn ?? paused } : others,
  };
}

/** The work is paused for an invoice that is due since a day. */
export function pausedFor(c: Context, id: string, dueOn: CalendarDay): Pick<Context, "invoices" | "arrears"> {
  const invoice = { ...(c.invoices[id] ?? UNSEEN), dueOn, pausedOn: c.day };
  return {
    invoices: kept(c.invoices, id, invoice, ({ owed }) => owed === 0),
    arrears: { ...c.arrears, [id]: dueOn },
  };
}

/** A judgement that a fact made doubtful is looked at again once. */
export function doubtSettled(c: Context, { type, data }: Envelope): Partial<Context> {
  if (type === "message.received" || type === "client.replied") return { silence: null };
  if (type !== "payment.received" && type !== "invoice.changed") return {};
  const { invoiceId } = data as EventData<"payment.received" | "invoice.changed">;
  const invoice = c.invoices[invoiceId];
  return invoice ? { invoices: { ...c.invoices, [invoiceId]: { ...invoice, pausedOn: null } } } : {};
}

const effort = (
  c: Context,
  told: Omit<Context["intake"]["effort"], "reviewed">,
): Pick<Context, "intake"> => ({
  intake: { ...c.intake, effort: { ...told, reviewed: c.intake.effort.reviewed } },
});

/**
 * What a dossier's sums teach: what they know takes the place of what was stated before it. A demand or returns that
 * an earlier dossier told of and this one does not are over; of what a person stated, null says nothing.
 */
function summed(c: Context, dossier: string, sums: Sums): Partial<Context> {
  const { revenue, cost, threat, demand, returns, margin, precontractMinutes, asOf } = sums;
  const { finance, product } = c.assessed;
  const isOver = (stated: Stated<object> | null) => stated?.dossier !== undefined;
  const known = revenue !== null && cost !== null;
  return {
    concessionsUnderThreat: sums.concessionsUnderThreat,
    ...effort(c, { minutes: precontractMinutes, upTo: asOf, dossier }),
    ...assess(c, {
      threat: threat && { ...threat, dossier },
      ...(known && { finance: { revenue, cost, benefit: finance?.benefit ?? 0, dossier } }),
      ...((known || margin) && { margin }),
      ...((returns || isOver(c.assessed.returns)) && { returns: returns && { ...returns, dossier } }),
      ...(product &&
        (demand ? demand.about === (product.about ?? demand.about) : isOver(product)) && {
          product: {
            ...product,
            others: demand?.others ?? product.others,
            workaroundsRejected: demand?.workaroundsRejected ?? false,
            dossier,
          },
        }),
    }),
  };
}

/** How the client is reached from now on: a way that is not named any more is gone, the first one too (R-COM-2). */
function corrected(c: Context, { zone, locale, channels }: EventData<"contact.corrected">): Partial<Context> {
  const begun =
    channels &&
    (channels.includes(c.origin) ? c.origin : (channels.find((way) => way !== "phone") ?? "phone"));
  return {
    ...(zone !== undefined && { zone }),
    ...(locale !== undefined && { locale }),
    ...(channels !== undefined && { channels }),
    ...(begun !== undefined && { origin: begun }),
  };
}

/** R-HND-2: what was stated last counts, whichever event stated it. */
export const stated = (data: EventData<"needs.stated">, occurredAt: string) => ({
  needs: data.needs,
  regions: data.regions ?? [],
  budget: data.budget ?? null,
  statedAt: Date.parse(occurredAt),
});

/** A warning becomes a strike in the chart; of other decisions only the time of being told is kept. */
function arrived(context: Context, event: Envelope): Partial<Context> {
  const report = reportOf(context, event);
  return {
    letters: context.letters.map((letter) =>
      report?.arrived && letter === report.letter ? { ...letter, arrivedAt: report.at } : letter,
    ),
    decisions: context.decisions.map((decision) =>
      report?.arrived &&
      decision.id === report.letter.about &&
      decision.kind === "restriction" &&
      decision.toldAt === null
        ? { ...decision, toldAt: report.at }
        : decision,
    ),
  };
}

function changeFault(context: Context, faultId: string, change: Partial<Fault>): Partial<Context> {
  const fault = context.faults[faultId];
  return fault ? { faults: { ...context.faults, [faultId]: { ...fault, ...change } } } : {};
}

/** The context after a fact: learnt before the chart is asked, so that guards see the world with it. */
export function learn(context: Context, event: Envelope): Context {
  const learner = learners[event.type as EventType] as Learner<EventType> | undefined;
  // The table pairs each type with its learner; that this event is of the type is known by its name alone.
  return learner ? { ...context, ...learner(context, event as never) } : context;
}
