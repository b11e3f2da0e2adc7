// The ladder by hand: the same decisions, journal and effects as the statechart's, without XState and zod. It knows
// what the bench's script asks: the rungs, the pause, the exit request, their clocks and their refusals.
import type {
  Channel,
  EffectRef,
  Entry,
  Envelope,
  EventData,
  EventType,
  Finding,
  Opening,
  Outcome,
  Policy,
  Role,
} from "../../machines/index.ts";
import { closeEntry, digest, GENESIS } from "../../machines/journal.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const PROCESSED_KEPT = 1_500;
const LETTERS_KEPT = 20;
const MACHINE = { id: "plain", version: "1", hash: GENESIS };

type Rung = "active" | "warnedOnce" | "warnedTwice" | "restricted";
type LadderClock = "coolOff" | "delivery" | "pause" | "exitRequest";

interface LadderIncident {
  reporter: string;
  category: string;
  happenedAt: number;
  status: "reported" | "counted" | "joined";
  confirmedAt: number | null;
}

interface Warning {
  id: string;
  incidentId: string;
  by: string;
  toldAt: number | null;
}

/** Everything a relationship is between two events: plain JSON. */
export interface LadderState {
  readonly client: string;
  readonly policy: Policy;
  readonly channels: readonly Channel[];
  seq: number;
  at: number;
  head: string;
  rung: Rung;
  incidents: Record<string, LadderIncident>;
  warnings: Warning[];
  restriction: { id: string; channel: Channel; by: string; at: number } | null;
  /** When the client was last pointed to the open channel. */
  pointedAt: number | null;
  /** The incident that opened the ground `conduct`. */
  ground: string | null;
  letters: { effectId: string; notice: string; about: string | null; tried: Channel[] }[];
  clause: { terminable: boolean; by: string } | null;
  dossier: { id: string; sections: number; at: number } | null;
  arrears: Record<string, number>;
  request: { id: string; by: string; at: number } | null;
  clocks: Partial<Record<LadderClock, number>>;
  /** eventId, digest of the content, seq, outcome, state, rung; the oldest first. */
  processed: [string, string, number, Outcome, string, string][];
  outbox: EffectRef[];
}

export interface LadderReply {
  readonly outcome: Outcome;
  readonly seq: number;
  readonly state: string;
  readonly rung: string;
  readonly findings: readonly Finding[];
  readonly repeated?: true;
}

const iso = (t: number) => new Date(t).toISOString();

const ROLES: Readonly<Record<string, readonly Role[]>> = {
  "message.received": ["ops", "system"],
  "message.sent": ["ops", "system"],
  "effort.logged": ["ops", "sales", "manager", "senior", "finance", "legal", "product", "compliance"],
  "answer.given": ["ops", "manager", "senior"],
  "feedback.received": ["ops", "manager", "senior"],
  "review.published": ["ops", "manager", "senior"],
  "incident.reported": ["ops", "sales", "manager", "senior", "finance", "legal", "product", "compliance"],
  "incident.confirmed": ["manager", "senior"],
  "notice.delivered": ["system"],
  "notice.failed": ["system"],
  "effect.failed": ["system"],
  "clause.answered": ["legal"],
  "dossier.compiled": ["manager", "senior"],
  "exit.requested": ["ops", "manager", "finance"],
  "exit.approved": ["senior"],
  "exit.rejected": ["senior"],
  "restriction.ordered": ["manager"],
  "conduct.improved": ["manager"],
  "payment.overdue": ["finance", "manager"],
  "payment.received": ["finance", "system"],
};

const SANCTIONS: readonly string[] = [
  "incident.confirmed",
  "exit.requested",
  "exit.approved",
  "restriction.ordered",
];
const CONDUCT: readonly string[] = ["insult", "profanity", "aggression"];

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
const VAULT = /^v_[A-Za-z0-9_-]{8,64}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

type FieldCheck = (value: unknown) => boolean;
const text =
  (pattern: RegExp): FieldCheck =>
  (value) =>
    typeof value === "string" && pattern.test(value);
const id = text(ID);
const bool: FieldCheck = (value) => typeof value === "boolean";
const whole: FieldCheck = (value) => Number.isInteger(value);
const oneOf =
  (...values: readonly string[]): FieldCheck =>
  (value) =>
    values.includes(value as string);
const channel = oneOf("email", "chat", "phone", "post");
const listOf =
  (field: FieldCheck): FieldCheck =>
  (value) =>
    Array.isArray(value) && value.every(field);

const FIELDS: Readonly<Record<string, Readonly<Record<string, FieldCheck>>>> = {
  "message.received": { messageId: id, threadId: id, channel },
  "message.sent": { messageId: id, channel },
  "effort.logged": {
    role: id,
    minutes: whole,
    kind: oneOf("service", "development", "shipping", "precontract"),
  },
  "answer.given": { kind: id, ref: id },
  "feedback.received": { ref: id, good: bool },
  "review.published": { ref: id, good: bool },
  "incident.reported": {
    incidentId: id,
    category: oneOf("insult", "profanity", "aggression", "criticism"),
    happenedAt: text(INSTANT),
    evidence: listOf(text(VAULT)),
  },
  "incident.confirmed": { incidentId: id, explainedBy: (value) => value === null || id(value) },
  "clause.answered": { ground: id, terminable: bool, clauseRef: id, noticeDays: whole },
  "dossier.compiled": { dossierId: id, sections: listOf(id), hash: text(/^[0-9a-f]{64}$/) },
  "exit.requested": { requestId: id, ground: id },
  "exit.approved": { requestId: id },
  "exit.rejected": { requestId: id },
  "restriction.ordered": { channel },
  "conduct.improved": { evidence: text(VAULT) },
  "payment.overdue": { invoiceId: id, dueOn: text(DATE), ourPartDone: bool },
  "payment.received": { invoiceId: id, paidOn: text(DATE) },
};

/** What is wrong with a message, or null: the one check of what comes in. */
export function faultOf(event: Envelope): string | null {
  const { eventId, type, occurredAt, receivedAt, actor, reason, data } = event;
  const fields = FIELDS[type];
  if (!fields) return `type: unknown event type ${type}`;
  if (!text(UUID)(eventId)) return "eventId: a lower-case UUID";
  if (!text(INSTANT)(occurredAt) || !text(INSTANT)(receivedAt)) return "occurredAt, receivedAt: instants";
  if (Date.parse(occurredAt) > Date.parse(receivedAt)) return "occurredAt: lies after receivedAt";
  if (!id(actor?.id) || typeof actor.role !== "string") return "actor: an id and a role";
  if (SANCTIONS.includes(type) && reason === undefined) return "reason: a sanction needs a reason";
  if (reason !== undefined && !text(VAULT)(reason)) return "reason: a vault id";
  if (typeof data !== "object" || data === null) return "data: an object";
  const given = data as Record<string, unknown>;
  for (const key of Object.keys(given)) if (!(key in fields)) return `data.${key}: not a field of ${type}`;
  for (const [key, valid] of Object.entries(fields)) if (!valid(given[key])) return `data.${key}: not valid`;
  return null;
}

const dataOf = <T extends EventType>(_: T, event: Envelope) => event.data as EventData<T>;

const check = (rule: string, says: string, passed: boolean): Finding => ({ rule, says, passed, read: {} });

const pending = (s: LadderState) => s.warnings.find((warning) => warning.toldAt === null) ?? null;
const strikes = (s: LadderState) => s.warnings.filter((warning) => warning.toldAt !== null);
const suspended = (s: LadderState) => Object.keys(s.arrears).length > 0;
export const whereIs = (s: LadderState) => ({ state: suspended(s) ? "suspended" : s.rung, rung: s.rung });

/** One event being judged: what was found, and what it asks of the world. */
class Judgement {
  readonly s: LadderState;
  readonly findings: Finding[] = [];
  readonly effects: EffectRef[] = [];

  constructor(s: LadderState) {
    this.s = s;
  }

  /** @returns whether all of it holds; what was found is kept for the journal either way. */
  holds(...found: Finding[]): boolean {
    this.findings.push(...found);
    return found.every((finding) => finding.passed === true);
  }

  ask(type: string, params: unknown): string {
    const effectId = `${this.s.client}/${this.s.seq}/${this.effects.length}`;
    this.effects.push({ id: effectId, type, params });
    return effectId;
  }

  task(kind: string, role: Role, about: string | null, days: number): void {
    this.ask("openTask", { kind, role, dueAt: iso(this.s.at + days * DAY), about, points: [] });
  }

  notice(notice: string, slots: object = {}, about: string | null = null, tried: Channel[] = []): void {
    const { s } = this;
    const open = [s.restriction?.channel, ...s.channels].filter((c) => c !== undefined && c !== "phone");
    const next = open.find((c) => c !== undefined && !tried.includes(c)) ?? "post";
    const effectId = this.ask("sendNotice", { notice, channel: next, slots, about });
    s.letters.push({ effectId, notice, about, tried: [...tried, next] });
    if (s.letters.length > LETTERS_KEPT) s.letters.shift();
  }

  coolOff(): void {
    const { s } = this;
    const { restrictedCoolOffDays, warnedCoolOffDays } = s.policy.conduct;
    const since = strikes(s).map((strike) => strike.toldAt ?? 0);
    if (s.restriction) since.push(s.restriction.at);
    const counted = s.ground === null ? undefined : s.incidents[s.ground];
    if (counted) since.push(counted.happenedAt);
    const period = (s.restriction ? restrictedCoolOffDays : warnedCoolOffDays) * DAY;
    s.clocks.coolOff = Math.max(s.at, Math.max(...since) + period);
  }

  reinstate(): void {
    const { s } = this;
    const wasRestricted = s.rung === "restricted";
    if (wasRestricted) {
      this.ask("liftRestriction", {});
      this.ask("recordNote", { note: "the limits are lifted: contact as with any other client" });
    }
    s.rung = "active";
    s.warnings = [];
    s.restriction = null;
    s.ground = null;
    delete s.clocks.coolOff;
    const ended = wasRestricted ? "limits" : "warnings";
    this.notice("N8", { what: "conduct", from: iso(s.at), ended });
  }

  closeRequest(): void {
    const { s } = this;
    if (!s.request) return;
    this.ask("closeTasks", { about: s.request.id, kind: "decideExit" });
    s.request = null;
    delete s.clocks.exitRequest;
    if (s.rung !== "active") this.coolOff();
  }
}

/** Judges an event: changes the state when it is admitted. @returns the outcome. */
function judge(j: Judgement, event: Envelope): Outcome {
  const { s } = j;
  const { conduct, service, exit, appeal, tasks } = s.policy;
  const { type, actor } = event;
  const roles = ROLES[type] ?? [];
  if (!j.holds(check("R-ROL-1", `${roles.join(", ")} may signal ${type}`, roles.includes(actor.role))))
    return "refused";
  const nothingOpen = () =>
    j.holds(
      check("R-LIF-9", "no warning waits for its delivery", pending(s) === null),
      check("R-LIF-9", "no exit request is open", s.request === null),
    );
  const groundStands = () =>
    check("R-DEC-8", "an incident after the second warning's delivery opened the ground", s.ground !== null);
  const dossierFresh = () => {
    const last = Math.max(0, ...Object.values(s.incidents).map((incident) => incident.confirmedAt ?? 0));
    return [
      check("R-DEC-3", "the dossier has its six sections", s.dossier?.sections === 6),
      check(
        "R-DEC-3",
        "the dossier is newer than the last confirmed incident",
        s.dossier !== null && s.dossier.at >= last,
      ),
    ];
  };

  switch (type) {
    case "incident.reported": {
      const { incidentId, category, happenedAt } = dataOf("incident.reported", event);
      s.incidents[incidentId] ??= {
        reporter: actor.id,
        category,
        happenedAt: Date.parse(happenedAt),
        status: "reported",
        confirmedAt: null,
      };
      return "accepted";
    }

    case "incident.confirmed": {
      const { incidentId } = dataOf("incident.confirmed", event);
      const incident = s.incidents[incidentId];
      const admitted = j.holds(
        check("R-LIF-1", "the incident was reported", incident !== undefined),
        check("R-LIF-1", "the incident is not confirmed or dismissed yet", incident?.status === "reported"),
        check("R-LIF-1", "another person confirms than reported", incident?.reporter !== actor.id),
        check("R-DEC-8", "it is conduct towards our people", CONDUCT.includes(incident?.category ?? "")),
      );
      if (!admitted || !incident) return "refused";
      incident.confirmedAt = s.at;
      const served = strikes(s);
      const lastDelivery = Math.max(0, ...served.map((strike) => strike.toldAt ?? 0));
      if (pending(s) || incident.happenedAt <= lastDelivery) {
        incident.status = "joined";
      } else if (served.length < conduct.warnings) {
        incident.status = "counted";
        const about = `d${s.seq}`;
        s.warnings.push({ id: about, incidentId, by: actor.id, toldAt: null });
        s.clocks.delivery = s.at + conduct.deliveryDays * DAY;
        j.notice(
          "N4",
          {
            n: served.length + 1,
            of: conduct.warnings,
            happenedAt: iso(incident.happenedAt),
            appealDays: appeal.windowDays,
          },
          about,
        );
      } else {
        incident.status = "counted";
        s.ground = incidentId;
        j.task("decideConduct", "manager", null, tasks.dueDays);
        j.coolOff();
      }
      return "accepted";
    }

    case "notice.delivered": {
      const { effectId, deliveredAt } = dataOf("notice.delivered", event);
      const about = s.letters.find((letter) => letter.effectId === effectId)?.about ?? null;
      const warning = pending(s);
      if (!warning || warning.id !== about) return "accepted";
      warning.toldAt = Date.parse(deliveredAt);
      delete s.clocks.delivery;
      if (s.rung !== "restricted") s.rung = strikes(s).length === 1 ? "warnedOnce" : "warnedTwice";
      j.coolOff();
      return "accepted";
    }

    case "notice.failed": {
      const { effectId } = dataOf("notice.failed", event);
      const letter = s.letters.find((sent) => sent.effectId === effectId);
      const left = letter && s.channels.some((c) => c !== "phone" && !letter.tried.includes(c));
      if (letter && left) j.notice(letter.notice, {}, letter.about, letter.tried);
      else j.task("call", "manager", letter?.about ?? null, conduct.callDays);
      return "accepted";
    }

    case "effect.failed":
      j.task("overdue", "ops", dataOf("effect.failed", event).effectId, tasks.dueDays);
      return "accepted";

    case "clause.answered":
      s.clause = { terminable: dataOf("clause.answered", event).terminable, by: actor.id };
      return "accepted";

    case "dossier.compiled": {
      const { dossierId, sections } = dataOf("dossier.compiled", event);
      s.dossier = { id: dossierId, sections: new Set(sections).size, at: s.at };
      return "accepted";
    }

    case "exit.requested": {
      const { requestId } = dataOf("exit.requested", event);
      if (!j.holds(check("R-LIF-3", "no exit request is open", s.request === null), groundStands()))
        return "refused";
      s.request = { id: requestId, by: actor.id, at: s.at };
      s.clocks.exitRequest = s.at + exit.requestLapsesDays * DAY;
      j.task("decideExit", "senior", requestId, exit.requestLapsesDays);
      return "accepted";
    }

    case "exit.approved":
      j.holds(
        check(
          "R-LIF-3",
          "this is the request that is open",
          s.request?.id === dataOf("exit.approved", event).requestId,
        ),
        check("R-LIF-3", "another person approves than requested", s.request?.by !== actor.id),
        ...dossierFresh(),
      );
      // The script approves none: parting itself is not part of the comparison.
      return "refused";

    case "message.received": {
      const { channel: wroteOn } = dataOf("message.received", event);
      const open = s.restriction?.channel;
      const lately = s.pointedAt !== null && s.at - s.pointedAt < conduct.pointerHours * HOUR;
      if (open === undefined || open === wroteOn || lately) return "accepted";
      s.pointedAt = s.at;
      j.ask("pointToChannel", { channel: wroteOn, open });
      return "accepted";
    }

    case "exit.rejected": {
      const { requestId } = dataOf("exit.rejected", event);
      if (!j.holds(check("R-LIF-3", "this is the request that is open", s.request?.id === requestId)))
        return "refused";
      j.closeRequest();
      return "accepted";
    }

    case "restriction.ordered": {
      if (!j.holds(check("R-LIF-0", "the client is warned twice", s.rung === "warnedTwice")))
        return "refused";
      const admitted = j.holds(
        groundStands(),
        ...dossierFresh(),
        check("R-LIF-4", "legal has answered for the ground conduct", s.clause !== null),
        check("R-LIF-4", "another person than legal orders it", s.clause?.by !== actor.id),
      );
      if (!admitted) return "refused";
      const limit = dataOf("restriction.ordered", event).channel;
      s.rung = "restricted";
      s.ground = null;
      s.restriction = { id: `d${s.seq}`, channel: limit, by: actor.id, at: s.at };
      s.pointedAt = null;
      j.ask("restrictChannels", { allowed: [limit] });
      j.notice(
        "N5",
        {
          channel: limit,
          from: iso(s.at),
          reviewAt: iso(s.at + conduct.restrictedCoolOffDays * DAY),
          appealDays: appeal.windowDays,
        },
        s.restriction.id,
      );
      j.ask("recordNote", {
        note: "formal, to the point, no contact over 1 minute",
        seconds: conduct.contactSeconds,
      });
      j.closeRequest();
      j.coolOff();
      return "accepted";
    }

    case "conduct.improved":
      if (
        !j.holds(check("R-LIF-0", "the relationship is on the ladder", s.rung !== "active")) ||
        !nothingOpen()
      )
        return "refused";
      j.reinstate();
      return "accepted";

    case "payment.overdue": {
      const { invoiceId, dueOn, ourPartDone } = dataOf("payment.overdue", event);
      const due = Date.parse(dueOn);
      const admitted = j.holds(
        check("R-LIF-6", "our part is done", ourPartDone),
        check("R-LIF-6", "late by the policy's days", (s.at - due) / DAY >= service.overdueDays),
        check("R-LIF-6", "this invoice does not pause the work already", !(invoiceId in s.arrears)),
      );
      if (!admitted) return "refused";
      if (!suspended(s)) {
        j.ask("stopWork", { cause: "arrears" });
        s.clocks.pause = s.at + service.pausedReviewDays * DAY;
      }
      s.arrears[invoiceId] = due;
      const ground = due + service.unpaidGroundDays * DAY;
      j.notice("N6", {
        cause: "arrears",
        since: dueOn,
        invoice: invoiceId,
        from: iso(s.at),
        ...(ground > s.at && { stopsAt: iso(ground) }),
      });
      return "accepted";
    }

    case "payment.received": {
      const before = suspended(s);
      delete s.arrears[dataOf("payment.received", event).invoiceId];
      if (before && !suspended(s)) {
        delete s.clocks.pause;
        j.ask("resumeWork", {});
        j.notice("N8", { what: "payment", from: iso(s.at) });
      }
      return "accepted";
    }

    default:
      // A fact that moves nothing: it is in the journal.
      return "accepted";
  }
}

/** A clock has run out. */
function ring(j: Judgement, clock: LadderClock): void {
  const { s } = j;
  delete s.clocks[clock];
  switch (clock) {
    case "coolOff":
      // Looked at again when the open matter closes.
      if (pending(s) === null && s.request === null) j.reinstate();
      break;
    case "delivery":
      j.task("callWarning", "manager", pending(s)?.id ?? null, s.policy.conduct.callDays);
      break;
    case "pause":
      s.clocks.pause = s.at + s.policy.service.pausedReviewDays * DAY;
      j.task("review", "manager", null, s.policy.tasks.dueDays);
      break;
    case "exitRequest":
      j.closeRequest();
  }
}

/** The next clock to run out, or null. */
export function nextDue(s: LadderState): { clock: LadderClock; due: number } | null {
  return deadlines(s)[0] ?? null;
}

function deadlines(s: LadderState): { clock: LadderClock; due: number }[] {
  return (Object.entries(s.clocks) as [LadderClock, number][])
    .map(([clock, due]) => ({ clock, due }))
    .sort((a, b) => a.due - b.due);
}

interface Written {
  readonly entry: Entry;
  readonly effects: readonly EffectRef[];
  readonly reply: LadderReply;
}

const contentOf = ({ receivedAt: _, door: __, ...content }: Envelope) => digest(content).slice(0, 16);

function write(
  s: LadderState,
  event: Envelope,
  now: number,
  from: { state: string; rung?: string },
  judged: Pick<Entry, "outcome" | "findings" | "effects">,
): Written {
  const to = whereIs(s);
  const { outcome, findings, effects } = judged;
  const entry = closeEntry({
    client: s.client,
    seq: s.seq,
    eventId: event.eventId,
    type: event.type,
    occurredAt: event.occurredAt,
    receivedAt: event.receivedAt,
    at: iso(s.at),
    recordedAt: iso(now),
    actor: event.actor,
    attested: event.door !== undefined,
    ...(event.reason !== undefined && { reason: event.reason }),
    data: event.data,
    outcome,
    from,
    to,
    findings,
    effects,
    deadlines: deadlines(s).map(({ clock, due }) => ({ name: clock, due: iso(due) })),
    machine: MACHINE,
    policy: s.policy.version,
    prev: s.head,
  });
  s.head = entry.hash;
  s.processed.push([event.eventId, contentOf(event), s.seq, outcome, to.state, to.rung]);
  if (s.processed.length > PROCESSED_KEPT) s.processed.shift();
  s.outbox.push(...effects);
  const reasons = outcome === "refused" ? findings.filter((finding) => !finding.passed) : [];
  return { entry, effects, reply: { outcome, seq: s.seq, ...to, findings: reasons } };
}

/** Opens a relationship with its first entry. */
export function open(client: string, event: Envelope, now: number): { s: LadderState; written: Written } {
  const { policy, channels } = event.data as Opening & { policy: Policy };
  const s: LadderState = {
    client,
    policy,
    channels,
    seq: 1,
    at: Date.parse(event.receivedAt),
    head: GENESIS,
    rung: "active",
    incidents: {},
    warnings: [],
    restriction: null,
    pointedAt: null,
    ground: null,
    letters: [],
    clause: null,
    dossier: null,
    arrears: {},
    request: null,
    clocks: {},
    processed: [],
    outbox: [],
  };
  const judged = { outcome: "accepted", findings: [], effects: [] } as const;
  return { s, written: write(s, event, now, { state: "none" }, judged) };
}

/** The clocks that ran out by `until`, each in the world of its time. */
export function advance(s: LadderState, until: number, now: number): Written[] {
  const written: Written[] = [];
  for (let next = nextDue(s); next && next.due <= until; next = nextDue(s)) {
    const from = whereIs(s);
    s.seq += 1;
    s.at = Math.max(s.at, next.due);
    const j = new Judgement(s);
    ring(j, next.clock);
    const at = iso(next.due);
    const event: Envelope = {
      eventId: `deadline/${next.clock}/${s.seq}`,
      type: `deadline.${next.clock}`,
      occurredAt: at,
      receivedAt: at,
      actor: { id: "engine", role: "system" },
      door: "engine",
      data: {},
    };
    written.push(write(s, event, now, from, { ...j, outcome: "accepted" }));
  }
  return written;
}

/** The answer that an event was given before, or null. */
export function answered(s: LadderState, event: Envelope): LadderReply | null {
  const known = s.processed.find(([eventId]) => eventId === event.eventId);
  if (!known) return null;
  const [, content, seq, outcome, state, rung] = known;
  if (content === contentOf(event)) return { outcome, seq, state, rung, findings: [], repeated: true };
  const finding = check("R-LIF-0", "this eventId was used before with the same content", false);
  return { outcome: "refused", seq, state, rung, findings: [finding] };
}

/** Judges one event, after the clocks that ran out before it; the last one written is the event's own. */
export function apply(s: LadderState, event: Envelope, now: number): Written[] {
  const receivedAt = Date.parse(event.receivedAt);
  const before = advance(s, receivedAt, now);
  const from = whereIs(s);
  s.seq += 1;
  s.at = Math.max(s.at, receivedAt);
  const j = new Judgement(s);
  const outcome = judge(j, event);
  return [...before, write(s, event, now, from, { outcome, findings: j.findings, effects: j.effects })];
}
