// The exact state of a relationship at a moment: its journal up to then, judged once more.
import {
  type Entry,
  type Explanation,
  type Finding,
  iso,
  type Machine,
  reasons,
  type Standing,
  type Stored,
  whereaboutsOf,
} from "../machines/index.ts";
import { dayIn } from "../values/days.ts";
import type { Difference } from "./difference.ts";
import { retrace } from "./retrace.ts";

/** Which moment: an instant in ms since the epoch, or the entry after which. */
export type WhichMoment = { readonly at: number } | { readonly seq: number };

/** An event type that could be signalled then. */
export interface Allowed {
  readonly type: string;
  readonly says: string;
  readonly roles: readonly string[];
  /** `open`: it depends on what the event brings, or on who signals it. */
  readonly admitted: "yes" | "open";
}

/** A notice that had been asked for by then, and what had been heard of it. */
export interface NoticeThen {
  readonly id: string;
  readonly notice: string;
  readonly channel: string;
  readonly about: string | null;
  /** ISO instant; `seq` is the entry that asked for it. */
  readonly askedAt: string;
  readonly seq: number;
  readonly status: "underWay" | "delivered" | "failed";
  /** When that was heard (ISO instant). */
  readonly heardAt: string | null;
}

/** A relationship at a moment. All times are ISO instants in UTC; `zone` is the client's. */
export interface Moment extends Standing {
  readonly asked: { readonly at?: string; readonly seq?: number };
  readonly zone: string;
  /** The entry that led here, its findings with it; its three times tell when it happened, came in, was written down. */
  readonly last: Pick<
    Entry,
    | "seq"
    | "eventId"
    | "type"
    | "actor"
    | "attested"
    | "reason"
    | "outcome"
    | "occurredAt"
    | "receivedAt"
    | "at"
    | "recordedAt"
    | "from"
    | "to"
    | "findings"
  >;
  readonly allowed: readonly Allowed[];
  readonly notAllowed: readonly { readonly type: string; readonly findings: readonly Finding[] }[];
  readonly notices: readonly NoticeThen[];
  /** Entries that count from before this moment and were written down after it: nobody could have read them then. */
  readonly writtenLater: readonly { readonly seq: number; readonly recordedAt: string }[];
  /** Deadlines that had fallen due by this moment and had not been applied. */
  readonly overdue: readonly { readonly name: string; readonly due: string }[];
}

/** The journal does not hold up to the moment that was asked about. */
export class Unproven extends Error {
  override readonly name = "Unproven";
  readonly difference: Difference;
  constructor(difference: Difference) {
    super(`the journal does not hold: ${difference.says}`);
    this.difference = difference;
  }
}

/** There was no relationship yet, or there is no such entry. */
export class NoSuchMoment extends Error {
  override readonly name = "NoSuchMoment";
}

/** The journal up to a moment. */
function upTo(entries: readonly Entry[], asked: WhichMoment): readonly Entry[] {
  const [first] = entries;
  const last = entries.at(-1);
  if (!first || !last) throw new NoSuchMoment("the journal is empty");
  if ("seq" in asked) {
    const index = entries.findIndex((entry) => entry?.seq === asked.seq);
    if (index < 0)
      throw new NoSuchMoment(`there is no entry ${asked.seq}; there are ${first.seq} to ${last.seq}`);
    return entries.slice(0, index + 1);
  }
  const prefix = entries.filter((entry) => Date.parse(entry?.at) <= asked.at);
  if (prefix.length === 0)
    throw new NoSuchMoment(`at ${iso(asked.at)} there was no relationship yet; it was opened at ${first.at}`);
  return prefix;
}

/** What could be signalled at a time, and what stood in the way of the rest. */
function allowedAt(
  machine: Machine,
  stored: Stored,
  at: number,
  zone: string,
): Pick<Moment, "allowed" | "notAllowed"> {
  const [time, day] = [iso(at), dayIn(zone)(at)];
  const allowed: Allowed[] = [];
  const notAllowed: { type: string; findings: Finding[] }[] = [];
  for (const { type, kind, says, roles } of machine.events()) {
    const [role] = roles;
    // What an effect brings about is the engine's own to say.
    if (role === undefined || kind === "result") continue;
    const actor = { id: "anybody", role };
    const question = { eventId: "", type, occurredAt: time, receivedAt: time, day, actor };
    const explanation = machine.explain(stored, question);
    const { admitted } = explanation;
    if (admitted === "no") notAllowed.push({ type, findings: whyNot(explanation) });
    else allowed.push({ type, says, roles, admitted });
  }
  return { allowed, notAllowed };
}

const whyNot = ({ admission, candidates, misplaced }: Explanation): Finding[] =>
  reasons([...admission, ...candidates.flatMap(({ findings }) => findings), ...misplaced]);

/** The notices that these entries asked for, with what they say came of them. */
function noticesOf(entries: readonly Entry[]): NoticeThen[] {
  const heard = new Map<string, Pick<NoticeThen, "status" | "heardAt">>();
  for (const { type, data, at } of entries) {
    if (type !== "notice.delivered" && type !== "notice.failed") continue;
    const { effectId } = data as { effectId: string };
    heard.set(effectId, { status: type === "notice.delivered" ? "delivered" : "failed", heardAt: at });
  }
  return entries.flatMap(({ seq, at, effects }) =>
    effects
      .filter(({ type }) => type === "sendNotice")
      .map(({ id, params }): NoticeThen => {
        const { notice, channel, about } = params as {
          notice: string;
          channel: string;
          about: string | null;
        };
        const news = heard.get(id) ?? { status: "underWay", heardAt: null };
        return { id, notice, channel, about, askedAt: at, seq, ...news };
      }),
  );
}

/**
 * A relationship at a moment.
 * @param entries its whole journal, oldest first.
 * @throws {NoSuchMoment} before its opening, or for an entry that there is not.
 * @throws {Unproven} when the journal up to there is not what its machines make of it.
 */
export function momentOf(entries: readonly Entry[], asked: WhichMoment): Moment {
  const prefix = upTo(entries, asked);
  const { last: reached, difference } = retrace(prefix);
  if (difference) throw new Unproven(difference);
  const [first] = prefix;
  const entry = prefix.at(-1);
  if (!reached || !first || !entry) throw new NoSuchMoment("the journal is empty");
  const { machine, stored } = reached;
  const time = "at" in asked ? Math.max(asked.at, stored.at) : stored.at;
  const due = machine.advance(stored, time, time);
  const { seq, eventId, type, actor, attested, reason, outcome, findings, from, to } = entry;
  const { occurredAt, receivedAt, at, recordedAt } = entry;
  const says = reason === undefined ? {} : { reason };
  const { zone } = whereaboutsOf(prefix);
  return {
    asked: "at" in asked ? { at: iso(asked.at) } : { seq: asked.seq },
    zone,
    ...machine.standingOf(stored),
    last: {
      seq,
      eventId,
      type,
      actor,
      attested,
      ...says,
      outcome,
      occurredAt,
      receivedAt,
      at,
      recordedAt,
      from,
      to,
      findings,
    },
    ...allowedAt(machine, due.at(-1)?.stored ?? stored, time, zone),
    notices: noticesOf(prefix),
    writtenLater:
      "at" in asked
        ? prefix
            .filter((e) => Date.parse(e.recordedAt) > asked.at)
            .map((e) => ({ seq: e.seq, recordedAt: e.recordedAt }))
        : [],
    overdue: due.map((step) => ({
      name: step.entry.type.replace(/^deadline\./, ""),
      due: step.entry.occurredAt,
    })),
  };
}

/** A fact that is another one at the later moment. */
export interface Changed {
  readonly what: "state" | "rung" | "held" | "ended" | "machine" | "policy";
  readonly from: string;
  readonly to: string;
}

/** What is different between two moments of one relationship, from the earlier to the later one. */
export interface Changes {
  readonly changed: readonly Changed[];
  readonly deadlines: {
    readonly armed: readonly { readonly name: string; readonly due: string }[];
    readonly gone: readonly { readonly name: string; readonly due: string }[];
  };
  readonly allowed: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** Notices that were asked for, and older ones of which more had been heard. */
  readonly notices: readonly NoticeThen[];
  /** The entries in between. */
  readonly entries: { readonly from: number; readonly to: number } | null;
}

const FACTS = ["state", "rung", "held", "ended", "machine", "policy"] as const;

/** What a moment says of a fact, in words. */
function factOf(moment: Moment, what: Changed["what"]): string {
  const { machine } = moment;
  if (what === "machine") return `${machine.id} ${machine.version} (${machine.hash.slice(0, 12)})`;
  const value = moment[what];
  return value === undefined ? "none" : String(value);
}

export function changes(one: Moment, other: Moment): Changes {
  const [from, to] = one.seq <= other.seq ? [one, other] : [other, one];
  const key = ({ name, due }: { name: string; due: string }) => `${name} ${due}`;
  const missing = (of: Moment, among: Moment) => {
    const known = new Set(among.deadlines.map(key));
    return of.deadlines.filter((deadline) => !known.has(key(deadline)));
  };
  const gained = (of: Moment, than: Moment) => {
    const known = new Set(than.allowed.map(({ type }) => type));
    return of.allowed.map(({ type }) => type).filter((type) => !known.has(type));
  };
  const before = new Map(from.notices.map(({ id, status }) => [id, status]));
  return {
    changed: FACTS.flatMap((what) => {
      const [was, is] = [factOf(from, what), factOf(to, what)];
      return was === is ? [] : [{ what, from: was, to: is }];
    }),
    deadlines: { armed: missing(to, from), gone: missing(from, to) },
    allowed: { added: gained(to, from), removed: gained(from, to) },
    notices: to.notices.filter(({ id, status }) => before.get(id) !== status),
    entries: from.seq === to.seq ? null : { from: from.seq + 1, to: to.seq },
  };
}
