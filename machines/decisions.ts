import type { Instant } from "./clock.ts";
import { pendingWarning, restriction, strikes } from "./context/derived.ts";
import { type Context, type Decision, HANDOVER_OPEN, type Letter, type Slots } from "./context.ts";
import type { Notice } from "./effects.ts";
import type { EventData } from "./events.ts";
import type { Channel } from "./vocabulary.ts";

/** How many letters a relationship remembers, so that a late bounce still finds its notice. */
const LETTERS_KEPT = 20;

/** The id of the decision that the entry being judged takes. */
export function decisionId(context: Context): string {
  return `d${context.seq}`;
}

function change(context: Context, id: string, to: Partial<Decision>): readonly Decision[] {
  return context.decisions.map((decision) => (decision.id === id ? { ...decision, ...to } : decision));
}

/** A notice is being sent on a channel: the letter replaces the attempt before it. */
export function posted(
  context: Context,
  letter: { notice: Notice; channel: Channel; slots: Slots; about: string | null; instead?: Letter },
): Partial<Context> {
  const { notice, channel, slots, about, instead } = letter;
  const kept = context.letters.filter((other) => other !== instead).slice(1 - LETTERS_KEPT);
  const tried = [...(instead?.tried ?? []), channel];
  const sent = { arrivedAt: null, unknown: null, endings: context.endings.length };
  return { letters: [...kept, { seq: context.seq, notice, slots, about, tried, ...sent }] };
}

/** What became of this letter is known now. */
export function settled(context: Context, letter: Letter): Partial<Context> {
  return { letters: context.letters.map((each) => (each === letter ? { ...each, unknown: null } : each)) };
}

/** The matter was told in another way, or fell: what becomes of its letters moves nothing any more. */
function withoutLetters(context: Context, about: string): Pick<Context, "letters"> {
  return { letters: context.letters.filter((letter) => letter.about !== about) };
}

/** A confirmed, unjustified incident: the warning is pending until it is delivered. */
export function warned(
  context: Context,
  by: string,
  data: EventData<"incident.confirmed">,
): Partial<Context> {
  const decision: Decision = {
    id: decisionId(context),
    kind: "warning",
    ground: "conduct",
    incidentId: data.incidentId,
    deciders: [by],
    at: context.at,
    toldAt: null,
    status: "pending",
    channel: null,
    restsOn: [],
    appeal: null,
  };
  // R-ARC-9: the mark is for clients who behave.
  return { ...confirmed(context, data, "counted"), vip: null, decisions: [...context.decisions, decision] };
}

/** What became of a confirmed incident. */
export function confirmed(
  context: Context,
  data: EventData<"incident.confirmed">,
  status: "counted" | "ours" | "joined",
): Partial<Context> {
  const incident = context.incidents[data.incidentId];
  if (!incident) return {};
  return {
    incidents: {
      ...context.incidents,
      [data.incidentId]: { ...incident, status, confirmedAt: context.at, explainedBy: data.explainedBy },
    },
  };
}

/** R-LIF-20: the pending warning reached the client at this time; now it is a strike. */
export function served(context: Context, at: Instant): Partial<Context> {
  const pending = pendingWarning(context);
  if (!pending) return {};
  // Whoever states a time may be mistaken: nobody was told of a decision before it was taken.
  const toldAt = Math.max(at, pending.at);
  return { decisions: change(context, pending.id, { status: "standing", toldAt }) };
}

/** As {@link served}, by word of mouth: a letter that comes back later takes nothing away. */
export function spoken(context: Context, at: Instant): Partial<Context> {
  const pending = pendingWarning(context);
  return pending ? { ...served(context, at), ...withoutLetters(context, pending.id) } : {};
}

/** The pending warning never reached the client: its incident joins the dossier. */
export function lapsed(context: Context): Partial<Context> {
  const pending = pendingWarning(context);
  if (!pending) return {};
  const incident = pending.incidentId ? context.incidents[pending.incidentId] : undefined;
  return {
    ...withoutLetters(context, pending.id),
    decisions: change(context, pending.id, { status: "lapsed" }),
    ...(incident &&
      pending.incidentId && {
        incidents: { ...context.incidents, [pending.incidentId]: { ...incident, status: "joined" as const } },
      }),
  };
}

/** A delivered warning came back after all: it waits for its delivery again, or lapses beside another that waits. */
export function bounced(context: Context, about: string | null): Partial<Context> {
  if (about === null) return {};
  const again = pendingWarning(context) === null;
  const decisions = change(
    context,
    about,
    again ? { status: "pending", toldAt: null } : { status: "lapsed", toldAt: null },
  );
  return withoutFoundation({ ...context, decisions });
}

/** R-LIF-26: a warning of before the farewell came back: no strike, and nobody is warned any more. */
export function annulled(context: Context, id: string | null): Partial<Context> {
  if (id === null) return {};
  return withoutFoundation({
    ...context,
    decisions: change(context, id, { status: "lapsed", toldAt: null }),
  });
}

/** Conduct sanctions fall with the warnings that they rest on (R-LIF-12). */
function withoutFoundation(context: Context): Context {
  if (strikes(context).length >= context.policy.conduct.warnings) return context;
  return {
    ...context,
    conductGround: null,
    decisions: context.decisions.map((d) =>
      d.status === "standing" && d.kind !== "warning" && d.ground === "conduct"
        ? { ...d, status: "struck" as const }
        : d,
    ),
  };
}

/**
 * R-LIF-12: the decision is struck out, and what rests on it falls. The goodbye of an exit that falls did not happen,
 * whatever has followed it.
 */
export function struckOut(context: Context, id: string): Context {
  const decision = context.decisions.find((d) => d.id === id);
  const decisions = change(context, id, {
    status: "struck",
    ...(decision?.appeal && { appeal: { ...decision.appeal, verdict: "upheld" as const } }),
  });
  const after = withoutFoundation({ ...context, ...withoutLetters(context, id), decisions });
  const fell = (d: Decision) => d.kind === "exit" && (d.status === "struck" || d.restsOn.includes(id));
  const fallen = after.decisions.filter(fell).map((d) => d.id);
  return {
    ...after,
    decisions: after.decisions.map((d) => (fell(d) ? { ...d, status: "struck" as const } : d)),
    endings: after.endings.filter(({ decisionId }) => decisionId === null || !fallen.includes(decisionId)),
  };
}

/** R-LIF-25: a senior takes the exit back before it is complete. */
export function exitRevoked(context: Context): Partial<Context> {
  const { farewell } = context;
  if (!farewell) return {};
  return {
    ...withoutLetters(context, farewell.decisionId),
    farewell: null,
    handover: null,
    decisions: change(context, farewell.decisionId, { status: "revoked" }),
  };
}

export function appealed(context: Context, id: string): Partial<Context> {
  return { decisions: change(context, id, { appeal: { filedAt: context.at, verdict: "open" } }) };
}

export function appealRejected(context: Context, id: string): Partial<Context> {
  const appeal = context.decisions.find((d) => d.id === id)?.appeal;
  return appeal ? { decisions: change(context, id, { appeal: { ...appeal, verdict: "rejected" } }) } : {};
}

/** After two delivered warnings, the next incident opens the ground `conduct` (R-DEC-8). */
export function groundOpened(context: Context, data: EventData<"incident.confirmed">): Partial<Context> {
  return { ...confirmed(context, data, "counted"), conductGround: data.incidentId };
}

/** R-LIF-4, and R-LIF-5 where the contract gives no way out: one channel, one restriction at a time. */
export function restricted(
  context: Context,
  limit: { ground: Decision["ground"]; deciders: readonly string[]; channel: Channel },
): Partial<Context> {
  const decision: Decision = {
    id: decisionId(context),
    kind: "restriction",
    ground: limit.ground,
    incidentId: null,
    deciders: limit.deciders,
    at: context.at,
    toldAt: null,
    status: "standing",
    channel: limit.channel,
    restsOn: [],
    appeal: null,
  };
  return {
    pointedAt: null,
    vip: null,
    // The incident is answered by the restriction; it takes a further one to open the ground again.
    conductGround: limit.ground === "conduct" ? null : context.conductGround,
    decisions: [...context.decisions, decision],
  };
}

/** The one channel left when nobody named one: a letter where that reaches the client. */
export function remainingChannel(context: Context): Channel {
  return context.channels.includes("post") ? "post" : context.origin;
}

/** R-LIF-3, 5, 8: the approved exit, with the facts that carrying it out will need. */
export function exitApproved(context: Context, by: string): Partial<Context> {
  const { request } = context;
  if (!request) return {};
  const decision: Decision = {
    id: decisionId(context),
    kind: "exit",
    ground: request.ground,
    incidentId: null,
    deciders: [by, request.by],
    at: context.at,
    toldAt: null,
    status: "standing",
    channel: null,
    restsOn: request.ground === "conduct" ? strikes(context).map(({ id }) => id) : [],
    appeal: null,
  };
  return {
    request: null,
    vip: null,
    decisions: [...context.decisions, decision],
    farewell: {
      decisionId: decision.id,
      noticeDays: context.clauses[request.ground]?.noticeDays ?? 0,
      approach: context.kind === "retail" ? "retail" : "calling",
      lastDay: null,
      toldAt: null,
      dutiesDone: false,
    },
    handover: HANDOVER_OPEN,
  };
}

/** The client has been told of the exit (R-COM-2); without a time, not any more: the farewell came back. */
export function told(context: Context, at: Instant | null): Partial<Context> {
  const { farewell } = context;
  if (!farewell) return {};
  return {
    farewell: { ...farewell, toldAt: at },
    decisions: change(context, farewell.decisionId, { toldAt: at }),
  };
}

/** R-LIF-24: posted is told; a farewell that comes back on another channel takes nothing away. */
export function toldByPost(context: Context): Partial<Context> {
  const { farewell } = context;
  return farewell ? { ...told(context, context.at), ...withoutLetters(context, farewell.decisionId) } : {};
}

/** Strikes 0, no restriction, history kept: a reinstatement. */
export function reinstated(context: Context): Partial<Context> {
  return {
    conductGround: null,
    decisions: context.decisions.map((d) =>
      d.status === "standing" ? { ...d, status: "expired" as const } : d,
    ),
  };
}

/** A completed ending by either side. Whatever was open between us is over. */
export function goodbye(context: Context, cause: string): Partial<Context> {
  const exit = context.decisions.find((d) => d.id === context.farewell?.decisionId) ?? null;
  // An exit ends once: what follows an approach of ours is an ending of its own.
  const isFirst = context.endings.every(({ decisionId: id }) => id !== exit?.id);
  return {
    request: null,
    handover: context.handover && {
      ...context.handover,
      outcome: context.handover.outcome === "open" ? "none" : context.handover.outcome,
    },
    leavingSince: null,
    endings: [
      ...context.endings,
      {
        at: context.at,
        decisionId: isFirst ? (exit?.id ?? null) : null,
        ground: exit?.ground ?? null,
        cause,
      },
    ],
    approachedAt: null,
    retentionOffered: false,
    vip: null,
  };
}

export function restrictionFell(before: Context, after: Context): boolean {
  return restriction(before) !== null && restriction(after) === null;
}
