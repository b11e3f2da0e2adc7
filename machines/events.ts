import { z } from "zod";
import { DAY } from "./clock.ts";
import { afterEvents } from "./events/after.ts";
import { appealEvents } from "./events/appeal.ts";
import { assessmentEvents } from "./events/assessment.ts";
import { careEvents } from "./events/care.ts";
import { conductEvents } from "./events/conduct.ts";
import { contactEvents } from "./events/contact.ts";
import { deliveryEvents } from "./events/delivery.ts";
import { faultEvents } from "./events/faults.ts";
import { handoverEvents } from "./events/handover.ts";
import { holdEvents } from "./events/hold.ts";
import { intakeEvents } from "./events/intake.ts";
import { marked, untimely } from "./events/marked.ts";
import { partingEvents } from "./events/parting.ts";
import { priceEvents } from "./events/price.ts";
import { serviceEvents } from "./events/service.ts";
import type { Spec, Specs } from "./events/spec.ts";
import { taskEvents } from "./events/tasks.ts";
import { SCHEMA, upcast } from "./events/upcast.ts";
import { fieldSchemas } from "./events/values.ts";
import { policySchema } from "./policy.ts";
import { LOCALES, type Role } from "./vocabulary.ts";

const { id, uuid, instant, past, date, vaultId, role, channel, channels, currency, country, zone } =
  fieldSchemas();

const catalogue = {
  ...intakeEvents(),
  ...contactEvents(),
  ...priceEvents(),
  ...faultEvents(),
  ...conductEvents(),
  ...careEvents(),
  ...deliveryEvents(),
  ...assessmentEvents(),
  ...partingEvents(),
  ...serviceEvents(),
  ...appealEvents(),
  ...handoverEvents(),
  ...afterEvents(),
  ...holdEvents(),
  ...taskEvents(),
} as const satisfies Specs;

type Catalogue = typeof catalogue;

export type EventType = keyof Catalogue;

export type EventData<T extends EventType> = z.infer<Catalogue[T]["data"]>;

/** A person or a system, by an opaque id, in the role it acts in. */
export interface Actor {
  readonly id: string;
  readonly role: Role;
}

/** R-LIF-0: what every event carries, whichever way it came. */
export interface Envelope<T extends string = string, Data = unknown> {
  /** UUID; the same id with the same content is applied once. */
  readonly eventId: string;
  readonly type: T;
  /** When the fact that the name states took place (ISO instant). */
  readonly occurredAt: string;
  /** When the API took it in (ISO instant); occurredAt ≤ receivedAt. */
  readonly receivedAt: string;
  readonly actor: Actor;
  /** Vault id of the words; a sanction needs it. */
  readonly reason?: string | undefined;
  /** What took the event in and vouches for the actor; an event without it is unattested, and decides nothing. */
  readonly door?: string | undefined;
  /** The schema that the data are written in; absent: that of the machine that judges it. */
  readonly schema?: number | undefined;
  /** The client's date at receivedAt, stamped by the API; without it, rules go by the date in UTC (R-LIF-27). */
  readonly day?: string | undefined;
  /** The person whose agent proposed it. No rule reads it: the door does (services/secondEyes.ts). */
  readonly onBehalfOf?: string | undefined;
  /** Of whoever took it in, over the rest but the door; what vouches for an event that comes in from outside. */
  readonly signature?: string | undefined;
  readonly data: Data;
}

/** Everything that can happen to a relationship: one union for every caller. */
export type ClientEvent = { [T in EventType]: Envelope<T, EventData<T>> }[EventType];

const envelope = {
  eventId: uuid,
  occurredAt: instant,
  receivedAt: instant,
  actor: z.strictObject({ id, role }),
  reason: vaultId.optional(),
  door: id.optional(),
  schema: z.int().min(1).max(SCHEMA, `at most ${SCHEMA}: a newer machine is needed`).optional(),
  day: date.optional(),
  onBehalfOf: id.optional(),
  signature: z
    .string()
    .regex(/^[A-Za-z0-9+/=_.:-]{1,1024}$/, "a signature in base64")
    .optional(),
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

/** The zod schema of one event's data; forms, flags and help are derived from it. */
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

/** One thing that is wrong with an input: where, and what is allowed there. */
export interface InputFault {
  readonly path: string;
  readonly says: string;
}

/** What was wrong with malformed input, where, and what is allowed. */
export class Malformed extends Error {
  override readonly name = "Malformed";
  readonly faults: readonly InputFault[];
  constructor(what: string, faults: readonly InputFault[]) {
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
 * The one check of every input.
 * @throws {Malformed} naming each fault's path and what is allowed there.
 */
export function parseEvent(input: unknown): ClientEvent {
  const type = (input as { type?: unknown } | null)?.type;
  if (typeof type !== "string" || !isEventType(type)) {
    throw new Malformed("not an event", [
      { path: "type", says: `unknown event type; one of ${eventTypes().join(", ")}` },
    ]);
  }
  const parsed = eventSchema(type).safeParse(upcast(input as ClientEvent));
  if (!parsed.success) throw malformed(`not a valid ${type}`, parsed.error);
  const event = input as ClientEvent;
  const faults = [...strayTimes(event), ...strayMoments(eventData(type), event)];
  if (catalogue[type].sanction && event.reason === undefined)
    faults.push({ path: "reason", says: "a sanction needs a reason" });
  if (faults.length > 0) throw new Malformed(`not a valid ${type}`, faults);
  return event;
}

/** What is wrong with the moments that the data speak of. What is `claimed` the rules answer, with a finding. */
const strayMoments = (schema: z.ZodType, event: Envelope): InputFault[] =>
  untimely(marked(schema, event.data, "data"), event, ["past", "promised"]);

/** What is wrong with the times of an envelope. A day is at most one from UTC's, in whichever zone (R-LIF-27). */
function strayTimes({ occurredAt, receivedAt, day }: Envelope): InputFault[] {
  const received = Date.parse(receivedAt);
  const faults: InputFault[] = [];
  if (Date.parse(occurredAt) > received) faults.push({ path: "occurredAt", says: "lies after receivedAt" });
  const midnight = Math.floor(received / DAY) * DAY;
  if (day !== undefined && Math.abs(Date.parse(day) - midnight) > DAY)
    faults.push({ path: "day", says: "the client's date at receivedAt: at most a day from the date in UTC" });
  return faults;
}

const opening = z.strictObject({
  kind: z.enum(["b2b", "retail"]),
  locale: z.enum(LOCALES),
  zone,
  currency,
  channels,
  /** ISO 3166-1; with the three below, what a law pack asks (R-LAW-2). Kept, and read by nothing yet. */
  country: country.optional(),
  consumer: z.boolean().optional(),
  publicContract: z.boolean().optional(),
  sector: id.optional(),
  /** Other ids of the same client, in the systems that know them. Kept, and read by nothing yet. */
  aliases: z.array(id).max(20).optional(),
  /** A contract that is already in force: the relationship starts as `active`. */
  contract: z.strictObject({ contractRef: id, channel, signedAt: past }).optional(),
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
  const event = parsed.data as Envelope;
  const faults = [...strayTimes(event), ...strayMoments(opening, event)];
  if (faults.length > 0) throw new Malformed("not a valid opening", faults);
  return event;
}
