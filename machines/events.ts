import { z } from "zod";
import { DATE_SAYS, INSTANT_SAYS, isDate, isInstant } from "./clock.ts";
import { CONDITIONS, DISCOUNT_KINDS, policySchema, STAFF } from "./policy.ts";

/** Who may act (domain roles); `system` is the engine itself. */
export const ROLES = [
  "ops",
  "sales",
  "manager",
  "senior",
  "finance",
  "legal",
  "product",
  "compliance",
  "auditor",
  "client",
  "system",
] as const;
export type Role = (typeof ROLES)[number];

/** The reasons to part: a closed list. */
export const GROUNDS = [
  "conduct",
  "blackmail",
  "customisation",
  "unprofitable",
  "terms",
  "draining",
  "returns",
  "arrears",
  "silence",
  "sabotage",
  "chemistry",
  "outgrown",
  "lostInterest",
] as const;
export type Ground = (typeof GROUNDS)[number];

/** Ways to reach a client. Notices go by e-mail, chat or post; the phone is for calls. */
export const CHANNELS = ["email", "chat", "phone", "post"] as const;
export type Channel = (typeof CHANNELS)[number];

const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, "an id: letters, digits and _ . : - up to 64")
  // Ids are keys of records, and every record answers to these: an incident that nobody reported would be there.
  .refine(
    (text) => !Object.hasOwn(Object.prototype, text),
    "an id, and no word like constructor or toString",
  );
/** Free text and addresses live in the vault; an event holds the id only. */
const vaultId = z
  .string()
  .regex(/^v_[A-Za-z0-9_-]{8,64}$/, "a vault id (v_…)")
  .meta({ vault: true });
const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "a lower-case UUID");
const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/, {
    error: INSTANT_SAYS,
    abort: true,
  })
  .refine(isInstant, INSTANT_SAYS);
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: DATE_SAYS, abort: true })
  .refine(isDate, DATE_SAYS);
/** Minor units of the relationship's currency, whole. */
const money = z.int().min(-1e12).max(1e12);
const amount = z.int().min(0).max(1e12);
const percent = z.number().min(0).max(100);
const ground = z.enum(GROUNDS);
const channel = z.enum(CHANNELS);
const role = z.enum(ROLES);
const ids = z.array(id).max(50);
const currency = z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code");
const count = z.int().min(0).max(1e6);
const minutes = z.int().min(0).max(1e9);
const risks = z
  .array(z.strictObject({ probabilityPct: percent, impact: amount }))
  .min(1)
  .max(50);
const effectId = z.string().regex(/^[^\s]{1,100}\/\d+\/\d+$/, "an effect id: client/seq/n");

const machineRef = z.strictObject({
  id,
  version: z.string().regex(/^[0-9A-Za-z.-]{1,32}$/, "a version, like 1"),
  hash: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256, in hex"),
});

/** What the recorded facts come to on a day: the door fills it from the archive, nobody states it by hand. */
const sums = z.strictObject({
  asOf: date,
  currency,
  /** What the client is expected to bring, and what serving it costs; null where facts are missing. */
  revenue: amount.nullable(),
  cost: amount.nullable(),
  costs: z.strictObject({
    service: amount,
    development: amount,
    shipping: amount,
    precontract: amount,
    goods: amount,
    concessions: amount,
  }),
  precontractMinutes: minutes,
  concessionsUnderThreat: amount,
  /** `unoffered`: demands behind it for which no alternative was offered (R-DEC-4). */
  threat: z.strictObject({ demand: amount, risks, unoffered: count }).nullable(),
  /** `others`: further clients who want the same (R-DEC-5); `offered`: alternatives that were offered. */
  demand: z
    .strictObject({ about: id, others: count, offered: count, workaroundsRejected: z.boolean() })
    .nullable(),
  returns: z.strictObject({ cost: amount, margin: money }).nullable(),
  margin: z.strictObject({ revenue: amount, cost: amount }).nullable(),
  faults: z.strictObject({ open: count, window: count }),
  /** What could not be summed, by name: `costToServe.rates.CHF`. */
  missing: ids,
});
export type Sums = z.infer<typeof sums>;

/**
 * How the law treats an event: a `fact` is accepted in every non-final state and recorded; a `decision` is
 * refused with findings unless a transition admits it; a `result` reports on an effect and is the engine's own.
 */
export type EventKind = "fact" | "decision" | "result";

interface Spec<Data extends z.ZodType = z.ZodType> {
  readonly kind: EventKind;
  readonly roles: readonly Role[];
  /** One line for people. */
  readonly says: string;
  readonly data: Data;
  /** A sanction needs a reason. */
  readonly sanction: boolean;
}

type Shape = Readonly<Record<string, z.ZodType>>;

const spec =
  (kind: EventKind, sanction = false) =>
  <S extends Shape>(roles: readonly Role[], says: string, shape: S): Spec<z.ZodObject<S>> => ({
    kind,
    roles,
    says,
    data: z.strictObject(shape) as unknown as z.ZodObject<S>,
    sanction,
  });
const fact = spec("fact");
const decision = spec("decision");
const sanction = spec("decision", true);
const result = spec("result");

const notice = z.string().regex(/^N(1[0-5]|[1-9])$/, "N1 to N15");

const catalogue = {
  "intake.assessed": fact(["sales", "manager"], "The prospect's goals were held against what we do", {
    fit: z.boolean(),
    needs: ids,
    regions: ids.optional(),
    budget: amount.optional(),
    flagged: z.boolean().default(false),
    goalRef: vaultId.optional(),
  }),
  "terms.refused": fact(["sales", "manager"], "Our terms were refused", {
    term: z.enum(["prepayment", "rewrite"]),
  }),
  "pilot.rejected": fact(["sales", "manager"], "A pilot was rejected", { pilotId: id }),
  "contract.signed": decision(["sales", "manager"], "Admit the prospect: the contract is signed", {
    contractRef: id,
    prepayPct: percent,
    damagingRewrite: z.boolean(),
    channel,
  }),
  "intake.refused": decision(["manager"], "Refuse the prospect", {
    cause: z.enum(["terms", "misfit", "pilot", "netValue"]),
    alternativeRef: vaultId.optional(),
  }),
  "prospect.withdrew": decision(["client", "ops", "sales"], "The prospect withdrew", {}),

  "message.received": fact(["ops", "system"], "The client wrote or called", {
    messageId: id,
    threadId: id,
    channel,
  }),
  "message.sent": fact(["ops", "system"], "We answered the client", { messageId: id, channel }),
  "questions.repeated": fact(["ops"], "Questions came again after our answer, or many at once", {
    count: z.int().min(1).max(10_000),
    afterAnswer: z.boolean(),
  }),
  "answer.given": fact(["ops", "manager", "senior"], "An answer or a guide was given", { kind: id, ref: id }),
  "feedback.received": fact(["ops", "manager", "senior"], "Criticism or praise of the product", {
    ref: id,
    good: z.boolean(),
  }),
  "review.published": fact(["ops", "manager", "senior"], "A review was found", {
    ref: id,
    good: z.boolean(),
  }),
  "effort.logged": fact(STAFF, "Working time spent on the client", {
    role,
    minutes: z.int().min(1).max(60_000),
    kind: z.enum(["service", "development", "shipping", "precontract"]),
  }),
  "concession.granted": fact(["manager"], "A concession was granted", {
    cost: amount,
    underThreat: z.boolean(),
  }),
  "needs.stated": fact(["client", "ops", "sales", "manager"], "What a provider for this client must do", {
    needs: ids,
    regions: ids.optional(),
    budget: amount.optional(),
  }),
  "contact.logged": fact(STAFF, "A contact with the client took so long", {
    channel,
    seconds: z.int().min(0).max(86_400),
    agentId: id,
  }),
  "effort.summed": fact(["system", "ops"], "Working time before the contract, in sum", {
    kind: z.literal("precontract"),
    minutes,
    upTo: date,
  }),
  "streak.noticed": fact(["system", "ops"], "Messages in a row, and no answer of ours between them", {
    streakId: id,
    at: instant,
    messages: z.int().min(1).max(10_000),
    channels: ids,
    threads: ids,
  }),
  "streak.judged": fact(["ops", "manager"], "Whether a streak of messages was urgent", {
    streakId: id,
    urgent: z.boolean(),
  }),
  "discount.decided": decision(["manager"], "Answer a question about the price", {
    granted: z.boolean(),
    kind: z.enum(DISCOUNT_KINDS).default("other"),
    /** A cheaper offer was shown to us. */
    proven: z.boolean().default(false),
    condition: z.enum(CONDITIONS).nullable().default(null),
    total: amount.optional(),
    until: date.optional(),
  }),
  "vip.marked": decision(STAFF, "Mark a client as a VIP", {}),
  "vip.removed": decision(STAFF, "Take the VIP mark away", {}),
  "thanks.given": decision(["manager"], "Thank a client after a review", {
    rewardRef: vaultId.optional(),
    until: date.optional(),
  }),
  "quote.sent": fact(["sales", "manager", "finance"], "A price for extra work was quoted", {
    ref: id,
    amount,
  }),
  "fault.opened": fact(["ops", "product", "manager"], "A fault of ours became known", {
    faultId: id,
    at: instant,
    loss: z.boolean(),
    whatRef: vaultId.optional(),
    remedyRef: vaultId.optional(),
    curedBy: date.optional(),
  }),
  "fault.cured": fact(["ops", "product", "manager"], "A fault of ours was cured", {
    faultId: id,
    at: instant,
  }),
  "compensation.decided": fact(["manager", "finance"], "The loss through our fault was decided on", {
    faultId: id,
    amount,
  }),

  "incident.reported": fact(STAFF, "Conduct towards our people was reported", {
    incidentId: id,
    category: z.enum(["insult", "profanity", "aggression", "criticism"]),
    happenedAt: instant,
    evidence: z.array(vaultId).max(20),
    channel: channel.optional(),
    saidRef: vaultId.optional(),
  }),
  "incident.confirmed": sanction(["manager", "senior"], "Confirm an incident", {
    incidentId: id,
    explainedBy: id.nullable(),
  }),
  "incident.dismissed": decision(["manager"], "Dismiss an incident", { incidentId: id }),
  "boundary.stated": decision(["ops", "manager"], "A courteous firm no, without a strike", {
    textRef: vaultId,
    matterRef: vaultId.optional(),
  }),
  "leave.announced": decision(["client", "ops", "manager"], "The client announces leaving", {
    cause: id,
    curable: z.boolean(),
    at: date,
  }),
  "staff.askedOff": fact(STAFF, "One of our people asks off this client", { agentId: id }),
  "help.needed": decision(["ops", "manager"], "Bring in a call, a guide, a colleague or a senior", {
    kind: z.enum(["call", "guide", "colleague", "senior"]),
    ref: id,
    nameRef: vaultId.optional(),
    roleRef: vaultId.optional(),
    skillRef: vaultId.optional(),
    contactRef: vaultId.optional(),
    nextOn: date.optional(),
  }),
  "manager.changed": decision(["manager", "senior"], "Another manager takes the client over", {
    managerId: id,
    nameRef: vaultId.optional(),
    roleRef: vaultId.optional(),
    contactRef: vaultId.optional(),
    nextOn: date.optional(),
    transferred: z.strictObject({
      history: z.boolean(),
      openMatters: z.boolean(),
      promises: z.boolean(),
      contacts: z.boolean(),
    }),
  }),

  "notice.delivered": result(["system"], "The recipient's server accepted a notice", {
    effectId,
    notice,
    channel,
    deliveredAt: instant,
    wordsRef: vaultId.optional(),
  }),
  "notice.failed": result(["system"], "A notice bounced or could not be sent", {
    effectId,
    notice,
    channel,
    cause: id,
    wordsRef: vaultId.optional(),
  }),
  "notice.unknown": result(
    ["system"],
    "Nobody knows whether a notice went out: it is not sent again by itself",
    {
      effectId,
      notice,
      channel,
      cause: id,
      wordsRef: vaultId.optional(),
    },
  ),
  "delivery.checked": fact(["ops", "manager"], "A person found out whether a notice arrived", {
    effectId,
    arrived: z.boolean(),
    at: instant,
  }),
  "effect.failed": result(["system"], "An effect failed for good", { effectId, effect: id, cause: id }),
  "call.made": fact(["manager", "senior"], "A call about a warning or an exit was made", {
    about: id,
    outcome: z.enum(["reached", "noAnswer", "refused"]),
    calledAt: instant,
  }),
  "letter.posted": fact(["ops"], "The registered letter was posted", { about: id, trackingRef: id }),

  "clause.answered": fact(["legal"], "Legal answered whether a clause covers this ground", {
    ground,
    terminable: z.boolean(),
    clauseRef: id,
    noticeDays: z.int().min(0).max(365),
  }),
  "dossier.compiled": fact(["manager", "senior"], "The dossier was compiled", {
    dossierId: id,
    sections: z
      .array(z.enum(["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"]))
      .max(6),
    hash: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex"),
    sums: sums.optional(),
  }),
  "finance.assessed": fact(["finance"], "What the client brings and costs", {
    revenue: amount,
    benefit: money,
    cost: amount,
  }),
  "threat.assessed": fact(["finance"], "What a threat could cost, and what its demand costs", {
    demand: amount,
    risks,
  }),
  "product.assessed": fact(["product"], "Whether we can and should build what the client wants", {
    /** What is wanted, as demands name it. */
    about: id.optional(),
    others: count,
    onRoadmap: z.boolean(),
    feasible: z.boolean(),
    build: amount,
    support: amount,
    pays: amount,
    workaroundsRejected: z.boolean(),
  }),
  "ground.assessed": fact(
    ["manager", "senior", "finance", "product"],
    "Facts on a ground that rests on facts",
    {
      about: z.discriminatedUnion("ground", [
        z.strictObject({ ground: z.literal("returns"), cost: amount, margin: money }),
        z.strictObject({ ground: z.literal("sabotage"), deliberate: z.boolean() }),
        z.strictObject({
          ground: z.literal("chemistry"),
          personalService: z.boolean(),
          otherSpecialist: z.boolean(),
        }),
        z.strictObject({
          ground: z.literal("lostInterest"),
          lifeChanged: z.boolean(),
          repositioned: z.boolean(),
        }),
      ]),
    },
  ),
  "cause.assessed": fact(["manager"], "Why the client left, and whether that is cured", {
    cause: z.enum(["lostContact", "weBrokeAgreement", "cheaperElsewhere", "obstacle", "other"]),
    cured: z.boolean(),
  }),
  "tier.assigned": fact(["system", "finance"], "The client's profit tier", {
    period: id,
    tier: z.enum(["high", "mid", "low"]),
  }),
  "segment.assigned": fact(["system", "manager"], "The client's segment", {
    period: id,
    segment: z.enum(["core", "wavering", "draining"]),
    /** What the client brings pays for the work it makes (R-DEC-12). */
    effortRepaid: z.boolean(),
  }),

  "exit.requested": sanction(["ops", "manager", "finance"], "Ask to part on a ground", {
    requestId: id,
    ground,
  }),
  "exit.approved": sanction(["senior"], "Approve an exit that another person requested", { requestId: id }),
  "exit.rejected": decision(["senior"], "Reject an exit request", { requestId: id }),
  "exit.withdrawn": decision(["ops", "manager", "finance"], "Withdraw an exit request", { requestId: id }),
  "restriction.ordered": sanction(["manager"], "Restrict the client to one channel", { channel }),
  "conduct.improved": decision(["manager"], "Conduct improved: restore before the time is up", {
    evidence: vaultId,
  }),
  "payment.overdue": decision(["finance", "manager"], "An invoice is overdue: pause the work", {
    invoiceId: id,
    dueOn: date,
    ourPartDone: z.boolean(),
    amount: amount.optional(),
  }),
  "payment.received": fact(["finance", "system"], "A payment came in", { invoiceId: id, paidOn: date }),
  "client.silent": decision(["manager"], "The client has not answered for long: pause the work", {
    since: instant,
  }),
  "client.replied": fact(["ops", "manager", "system"], "The client answered", { messageId: id }),
  "client.left": fact(["client", "ops"], "The client left, or the contract expired", {
    cause: z.enum([
      "lostContact",
      "weBrokeAgreement",
      "cheaperElsewhere",
      "obstacle",
      "expired",
      "lifeChanged",
      "other",
    ]),
  }),

  "appeal.filed": decision(["client", "ops"], "Challenge a warning, a restriction or an exit", {
    decisionId: id,
    textRef: vaultId,
  }),
  "appeal.upheld": decision(["senior"], "Uphold an appeal: the decision is struck out", {
    decisionId: id,
    reasonsRef: vaultId,
  }),
  "appeal.rejected": decision(["senior"], "Reject an appeal", { decisionId: id, reasonsRef: vaultId }),

  "providers.matched": result(["system"], "Providers that fit were looked up", {
    effectId,
    candidates: z.array(id).max(20),
    findings: z
      .array(z.strictObject({ providerId: id, fits: z.boolean(), why: z.array(id).max(20) }))
      .max(200)
      .optional(),
  }),
  "consent.given": fact(["client", "ops"], "The client agreed to a provider and to data items", {
    providerId: id,
    items: ids.min(1),
  }),
  "consent.revoked": fact(["client", "ops"], "The client took the consent back, or that to some items", {
    providerId: id,
    items: ids.min(1).optional(),
  }),
  "handover.declined": fact(["client", "ops"], "The client wants no handover", {}),
  "provider.accepted": fact(["ops", "system"], "The provider accepts the client", { providerId: id }),
  "provider.refused": fact(["ops", "system"], "The provider does not accept the client", { providerId: id }),
  "export.delivered": fact(["ops", "system"], "The exported data reached the provider", {
    providerId: id,
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex")
      .optional(),
  }),
  "move.planned": fact(["ops"], "The move has a date", { on: date }),
  "move.confirmed": fact(["client", "ops"], "The client confirmed the move", {}),
  "duties.done": fact(["ops", "client"], "The client's duties on leaving are done", { items: ids }),
  "offboarding.completed": decision(["ops"], "The farewell is complete", {}),

  "winback.approved": decision(["manager"], "Approach a former client", {
    changedRef: vaultId.optional(),
    bonusRef: vaultId.optional(),
    until: date.optional(),
  }),
  "winback.accepted": decision(["manager"], "The former client accepts", {
    prepayPct: percent,
    damagingRewrite: z.boolean(),
  }),
  "winback.declined": decision(["client", "ops"], "The former client declines", {}),
  "return.requested": decision(["manager"], "A former client asks to come back: a full intake", {}),
  "obstacle.removed": decision(["senior"], "The obstacle is gone: approach a client once more", {
    evidenceAt: instant,
    ref: id,
    changedRef: vaultId.optional(),
    bonusRef: vaultId.optional(),
    until: date.optional(),
  }),
  "hold.placed": decision(["compliance"], "A legal hold: every clock stops", { caseRef: id }),
  "hold.lifted": decision(["compliance"], "The legal hold is lifted", { caseRef: id }),
  "machine.adopted": fact(
    ["compliance", "system"],
    "The relationship goes on under another version of its machine",
    { from: machineRef, to: machineRef },
  ),
  "erasure.ordered": spec("fact", true)(["compliance", "legal"], "Erase the client's personal data", {}),
} as const satisfies Record<string, Spec>;

type Catalogue = typeof catalogue;
export type EventType = keyof Catalogue;
export type EventData<T extends EventType> = z.infer<Catalogue[T]["data"]>;

/** A person or a system, by an opaque id, in the role it acts in. */
export interface Actor {
  readonly id: string;
  readonly role: Role;
}

/** R-LIF-0: what every event carries, whichever door it came through. */
export interface Envelope<T extends string = string, Data = unknown> {
  /** UUID; the same id with the same content is applied once. */
  readonly eventId: string;
  readonly type: T;
  /** When the fact that the name states took place (ISO instant). */
  readonly occurredAt: string;
  /** When the door took it in (ISO instant); occurredAt ≤ receivedAt. */
  readonly receivedAt: string;
  readonly actor: Actor;
  /** Vault id of the words; a sanction needs it. */
  readonly reason?: string | undefined;
  /** The door that vouches for the actor; an event without one is unattested. */
  readonly door?: string | undefined;
  readonly data: Data;
}

/** Everything that can happen to a relationship: one union for every door. */
export type ClientEvent = { [T in EventType]: Envelope<T, EventData<T>> }[EventType];

const envelope = {
  eventId: uuid,
  occurredAt: instant,
  receivedAt: instant,
  actor: z.strictObject({ id, role }),
  reason: vaultId.optional(),
  door: id.optional(),
};

const schemaOf = <T extends EventType>(type: T) =>
  z
    .strictObject({ ...envelope, type: z.literal(type), data: catalogue[type].data })
    .meta({ id: type, description: catalogue[type].says });

export function eventTypes(): readonly EventType[] {
  return Object.keys(catalogue) as EventType[];
}

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(catalogue, type);
}

/** Kind, roles and the one-line meaning of an event type. */
export function eventSpec(type: EventType): Omit<Spec, "data"> {
  const { kind, roles, says, sanction: needsReason } = catalogue[type];
  return { kind, roles, says, sanction: needsReason };
}

/** The zod schema of one event's data; doors derive forms, flags and help from it. */
export const eventData = (type: EventType): z.ZodObject => catalogue[type].data as unknown as z.ZodObject;

const members = new Map<EventType, z.ZodType>();

/** The zod schema of one event, envelope included. */
export function eventSchema(type: EventType): z.ZodType {
  let schema = members.get(type);
  if (!schema) {
    schema = schemaOf(type);
    members.set(type, schema);
  }
  return schema;
}

/** What was wrong with malformed input, where, and what is allowed. */
export class Malformed extends Error {
  override readonly name = "Malformed";
  readonly faults: readonly { readonly path: string; readonly says: string }[];
  constructor(what: string, faults: readonly { readonly path: string; readonly says: string }[]) {
    super(`${what}: ${faults.map((f) => (f.path ? `${f.path}: ${f.says}` : f.says)).join("; ")}`);
    this.faults = faults;
  }
}

/** Turns zod's issues into {@link Malformed}. Input values are never repeated: they may be personal data. */
export function malformed(what: string, error: z.ZodError): Malformed {
  return new Malformed(
    what,
    error.issues.map((issue) => ({ path: issue.path.join("."), says: issue.message })),
  );
}

/**
 * The one check of every door's input.
 * @throws {Malformed} naming each fault's path and what is allowed there.
 */
export function parseEvent(input: unknown): ClientEvent {
  const type = (input as { type?: unknown } | null)?.type;
  if (typeof type !== "string" || !isEventType(type)) {
    throw new Malformed("not an event", [
      { path: "type", says: `unknown event type; one of ${eventTypes().join(", ")}` },
    ]);
  }
  const parsed = eventSchema(type).safeParse(input);
  if (!parsed.success) throw malformed(`not a valid ${type}`, parsed.error);
  const event = parsed.data as ClientEvent;
  if (Date.parse(event.occurredAt) > Date.parse(event.receivedAt)) {
    throw new Malformed(`not a valid ${type}`, [{ path: "occurredAt", says: "lies after receivedAt" }]);
  }
  if (catalogue[type].sanction && event.reason === undefined) {
    throw new Malformed(`not a valid ${type}`, [{ path: "reason", says: "a sanction needs a reason" }]);
  }
  return event;
}

const opening = z.strictObject({
  kind: z.enum(["b2b", "retail"]),
  locale: z.enum(["en", "ru"]),
  zone: z.string().regex(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, "an IANA time zone like Europe/Berlin"),
  currency,
  /** Ways to reach the client, best first. */
  channels: z
    .array(channel)
    .min(1)
    .max(4)
    .refine((list) => new Set(list).size === list.length, "each channel once"),
  /** A contract that is already in force: the relationship starts as `active`. */
  contract: z
    .strictObject({ contractRef: id, channel, signedAt: instant })
    .refine((c) => c.channel !== "phone", "a contract begins on a channel that can be written to")
    .optional(),
});

/** How a relationship begins. */
export type Opening = z.infer<typeof opening>;
export const openingSchema = () => opening;

/** The type of a relationship's first event: its data are the opening and the policy that it signs under. */
export const OPENED = "relationship.opened";

let opened: z.ZodType | undefined;

/**
 * The check of what the engine takes: an event, or the one that opens a relationship.
 * @throws {Malformed} naming each fault's path and what is allowed there.
 */
export function parseEnvelope(input: unknown): Envelope {
  if ((input as { type?: unknown } | null)?.type !== OPENED) return parseEvent(input);
  opened ??= z.strictObject({
    ...envelope,
    type: z.literal(OPENED),
    data: opening.extend({ policy: policySchema() }),
  });
  const parsed = opened.safeParse(input);
  if (!parsed.success) throw malformed("not a valid opening", parsed.error);
  return parsed.data as Envelope;
}
