import { createHash } from "node:crypto";
import { z } from "zod";
import {
  type EffectRef,
  type Entry,
  type Envelope,
  type EventType,
  eventData,
  eventIdOf,
  eventSpec,
  type Instant,
  iso,
  Malformed,
  marked,
  parseEvent,
  whereaboutsOf,
} from "../machines/index.ts";
import { dayAt } from "../services/dating.ts";
import { strangeZones } from "../services/meaning.ts";
import { effectOf, idOf } from "./matters.ts";
import type { Checks, EventStep, Story, StoryStep } from "./story.ts";
import { baseOf, dateOf, MOMENT, offsetOf } from "./time.ts";

/** What a step's words are read against. */
export interface Scene {
  readonly client: string;
  readonly story: Story;
  /** The instant of T0. */
  readonly base: Instant;
  /** The steps before this one. */
  readonly before: readonly StoryStep[];
  /** The journal so far; null when only the story's form is looked at. */
  readonly entries: readonly Entry[] | null;
  /** The vault id of words: an event carries no text. */
  readonly keep: (words: string) => string;
}

type Data = Readonly<Record<string, unknown>>;
type Default = (scene: Scene, said: EventStep) => Data;

const hex = (text: string) => createHash("sha256").update(text).digest("hex");

/** What vouches for the people of a story. */
export const REHEARSAL = "rehearsal";

/** A vault id for words that nobody will read. */
export const vaultIdOf = (words: string): string => `v_${hex(words).slice(0, 24)}`;

const saidBefore = ({ before }: Scene, event: EventType): EventStep[] =>
  before.flatMap(({ does }) => (does?.kind === "event" && does.event === event ? [does] : []));

/** Ids in the order of the events that bring them: i1, i2. */
const fresh = (scene: Scene, said: EventStep, prefix: string): string =>
  `${prefix}${saidBefore(scene, said.event).length + 1}`;

/** The id that the last such event brought. */
const latest = (scene: Scene, event: EventType, key: string, prefix: string): string => {
  const all = saidBefore(scene, event);
  return String(all.at(-1)?.data[key] ?? `${prefix}${Math.max(1, all.length)}`);
};

const offered = ({ entries }: Scene): string => {
  const offer = entries && effectOf("offerProvider", entries);
  return (offer?.params as { providerId: string } | undefined)?.providerId ?? "nobody";
};

const SECTIONS = ["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"];
const FOUND = { transferred: { history: true, openMatters: true, promises: true, contacts: true } };

const incident: Default = (scene) => ({ incidentId: latest(scene, "incident.reported", "incidentId", "i") });
const request: Default = (scene) => ({ requestId: latest(scene, "exit.requested", "requestId", "r") });
const fault: Default = (scene) => ({ faultId: latest(scene, "fault.opened", "faultId", "f"), at: "now" });
const provider: Default = (scene) => ({ providerId: offered(scene) });
const reference: Default = (scene, said) => ({ ref: fresh(scene, said, "ref") });
const message: Default = (scene, said) => ({
  messageId: fresh(scene, said, "m"),
  channel: scene.story.given.channels[0],
});
const judged: Default = () => ({ reasonsRef: "The reasons are in the file." });

/** What an event's data are unless the story says otherwise. Moments may be written as in a story; `now` too. */
const defaults: { readonly [T in EventType]?: Default } = {
  "intake.assessed": () => ({ fit: true, needs: [] }),
  "terms.refused": () => ({ term: "prepayment" }),
  "pilot.rejected": () => ({ pilotId: "pilot" }),
  "contract.signed": ({ story }) => ({
    contractRef: "contract",
    prepayPct: 30,
    damagingRewrite: false,
    channel: story.given.channels[0],
  }),
  "message.received": (scene, said) => ({ ...message(scene, said), threadId: "thread" }),
  "message.sent": message,
  "questions.repeated": () => ({ afterAnswer: false }),
  "answer.given": (scene, said) => ({ ...reference(scene, said), kind: "answer" }),
  "feedback.received": (scene, said) => ({ ...reference(scene, said), good: false }),
  "review.published": (scene, said) => ({ ...reference(scene, said), good: false }),
  "effort.logged": (_, { by }) => ({ role: by.role, minutes: 60, kind: "service" }),
  "concession.granted": () => ({ underThreat: true }),
  "quote.sent": reference,
  "fault.opened": (scene, said) => ({ faultId: fresh(scene, said, "f"), at: "now", loss: false }),
  "fault.cured": fault,
  "compensation.decided": (scene) => ({ faultId: latest(scene, "fault.opened", "faultId", "f") }),
  "incident.reported": (scene, said) => ({
    incidentId: fresh(scene, said, "i"),
    category: "insult",
    happenedAt: "now",
    evidence: [],
  }),
  "incident.confirmed": (scene, said) => ({ ...incident(scene, said), explainedBy: null }),
  "incident.dismissed": incident,
  "boundary.stated": () => ({ textRef: "This is not how we work together." }),
  "leave.announced": () => ({ at: "now" }),
  "staff.askedOff": (_, { by }) => ({ agentId: by.id }),
  "help.needed": reference,
  "manager.changed": () => FOUND,
  "needs.stated": () => ({ needs: [] }),
  "contact.logged": ({ story }, { by }) => ({ channel: story.given.channels[0], agentId: by.id }),
  "discount.decided": () => ({ granted: true, kind: "other", proven: false, condition: null }),
  "effort.summed": () => ({ kind: "precontract", upTo: "now" }),
  "streak.noticed": (scene, said) => ({
    streakId: fresh(scene, said, "streak"),
    at: "now",
    messages: 3,
    channels: ["email"],
    threads: ["thread"],
  }),
  "streak.judged": (scene) => ({ streakId: latest(scene, "streak.noticed", "streakId", "streak") }),
  "delivery.checked": () => ({ arrived: true, at: "now" }),
  "call.made": () => ({ outcome: "reached", calledAt: "now" }),
  "letter.posted": () => ({ trackingRef: "letter" }),
  "clause.answered": () => ({ terminable: true, clauseRef: "clause", noticeDays: 7 }),
  "dossier.compiled": (scene, said) => ({
    dossierId: fresh(scene, said, "dossier"),
    sections: SECTIONS,
    hash: hex("dossier"),
  }),
  "finance.assessed": () => ({ benefit: 0 }),
  "product.assessed": () => ({
    others: 0,
    onRoadmap: false,
    feasible: true,
    support: 0,
    workaroundsRejected: true,
  }),
  "tier.assigned": (scene, said) => ({ period: fresh(scene, said, "period") }),
  "segment.assigned": (scene, said) => ({ period: fresh(scene, said, "period"), effortRepaid: true }),
  "exit.requested": (scene, said) => ({ requestId: fresh(scene, said, "r") }),
  "exit.approved": request,
  "exit.rejected": request,
  "exit.withdrawn": request,
  "conduct.improved": () => ({ evidence: "The last calls were calm." }),
  "payment.overdue": (scene, said) => ({ invoiceId: fresh(scene, said, "invoice"), ourPartDone: true }),
  "payment.received": (scene) => ({
    invoiceId: latest(scene, "payment.overdue", "invoiceId", "invoice"),
    paidOn: "now",
  }),
  "client.replied": (scene, said) => ({ messageId: fresh(scene, said, "reply") }),
  "appeal.filed": () => ({ textRef: "I see it differently." }),
  "appeal.upheld": judged,
  "appeal.rejected": judged,
  "consent.given": (scene, said) => ({ ...provider(scene, said), items: ["contacts", "orders"] }),
  "consent.revoked": provider,
  "provider.accepted": provider,
  "provider.refused": provider,
  "export.delivered": provider,
  "duties.done": () => ({ items: ["keys"] }),
  "winback.accepted": () => ({ prepayPct: 30, damagingRewrite: false }),
  "obstacle.removed": (scene, said) => ({ ...reference(scene, said), evidenceAt: "now" }),
  "hold.placed": () => ({ caseRef: "case" }),
  "hold.lifted": () => ({ caseRef: "case" }),
};

/** The data of an event that the story may leave out. */
export function defaultKeys(event: EventType, scene: Scene): readonly string[] {
  const by = { id: "ann", role: "ops" } as const;
  const said: EventStep = { kind: "event", event, by, about: undefined, data: {}, reason: undefined };
  return Object.keys(defaults[event]?.(scene, said) ?? {});
}

/** A word of the story that means nothing here. */
class Unclear extends Error {
  readonly key: string;
  constructor(key: string, says: string) {
    super(says);
    this.key = key;
  }
}

/** Whose `about` is a part of the data, and is written without it. */
const WRAPPED = "ground.assessed";

/** Events that are about something: what of their data `about:` stands for. */
const matters: {
  readonly [T in EventType]?: { readonly keys: readonly string[]; readonly example: string };
} = {
  "appeal.filed": { keys: ["decisionId"], example: "warning 1" },
  "appeal.upheld": { keys: ["decisionId"], example: "warning 1" },
  "appeal.rejected": { keys: ["decisionId"], example: "restriction" },
  "call.made": { keys: ["about"], example: "exit" },
  "letter.posted": { keys: ["about"], example: "exit" },
  "notice.delivered": { keys: ["effectId", "notice", "channel"], example: "N4" },
  "notice.failed": { keys: ["effectId", "notice", "channel"], example: "N4 2" },
  "notice.unknown": { keys: ["effectId", "notice", "channel"], example: "N4" },
  "delivery.checked": { keys: ["effectId"], example: "N4" },
  "effect.failed": { keys: ["effectId", "effect"], example: "matchProviders" },
};
export const matterOf = (event: EventType) => matters[event];

/** What `about:` stands for in the event's data. */
function aboutOf({ event, about, data }: EventStep, { entries }: Scene, at: Instant): Data {
  const matter = matters[event];
  if (about === undefined) {
    if (matter && !matter.keys.every((key) => key in data))
      throw new Unclear("about", `say what it is about, for instance ${matter.example}`);
    return {};
  }
  if (!matter) throw new Unclear("about", `${event} is about nothing in particular: leave it out`);
  const [key = ""] = matter.keys;
  const decision = key !== "effectId";
  if (!(decision ? /^(warning|restriction|exit)( \d+)?$/ : /^\w+( \d+)?$/).test(about))
    throw new Unclear(
      "about",
      decision
        ? "warning 1, restriction or exit; without a number, the last one"
        : "a notice or an effect: N4, or N4 2 for its second sending; without a number, the last one",
    );
  // Before anything has happened, only the form can be looked at.
  if (entries === null)
    return decision ? { [key]: "d1" } : reported(event, { id: "c/1/0", type: "sendNotice", params: {} }, at);
  const found = decision ? idOf(about, entries) : effectOf(about, entries);
  if (found === null) throw new Unclear("about", `there is no ${about} yet`);
  return typeof found === "string" ? { [key]: found } : reported(event, found, at);
}

/** A report on an effect. */
function reported(event: EventType, { id, type, params }: EffectRef, at: Instant): Data {
  const { notice = "N1", channel = "email" } = params as { notice?: string; channel?: string };
  if (event === "effect.failed") return { effectId: id, effect: type, cause: "gone" };
  if (event === "delivery.checked") return { effectId: id };
  const attempt = { effectId: id, notice, channel };
  return event === "notice.delivered"
    ? { ...attempt, deliveredAt: iso(at) }
    : { ...attempt, cause: "bounced" };
}

/** The schema of a value that is there. */
export const present = (schema: z.ZodType | undefined): z.ZodType | undefined =>
  schema instanceof z.ZodOptional ? present(schema.unwrap() as z.ZodType) : schema;
const isVault = (schema: z.ZodType | undefined): boolean => schema?.meta()?.vault === true;

/** Moments become instants or dates, as the event wants them; words for the vault become their ids. */
function translated(value: unknown, schema: z.ZodType | undefined, scene: Scene, at: Instant): unknown {
  if (isVault(schema) && typeof value === "string") return scene.keep(value);
  const element = (schema as { element?: z.ZodType } | undefined)?.element;
  if (isVault(element) && Array.isArray(value)) return value.map((words) => scene.keep(String(words)));
  const fits = (text: string) => schema?.safeParse(text).success === true;
  // An id may look like a moment.
  if (typeof value !== "string" || !(value === "now" || MOMENT.test(value)) || fits(value)) return value;
  const instant = iso(value === "now" ? at : scene.base + offsetOf(value));
  // The day of a moment is as the story counts days; that of now is the client's.
  const day = value === "now" ? dayAt(zoneOf(scene), instant) : dateOf(value, scene.base);
  return [instant, day].find(fits) ?? value;
}

/** Where the client is, as far as the story has come. */
const zoneOf = ({ story, entries }: Scene): string =>
  entries?.length ? whereaboutsOf(entries).zone : story.given.client.zone;

/** The words of a step as the event that the API would pass on at `at`. */
export function envelopeOf(said: EventStep, scene: Scene, at: Instant): Envelope {
  const { event, by } = said;
  const { shape } = eventData(event);
  const wrapped = event === WRAPPED && !("about" in said.data);
  const given = {
    ...defaults[event]?.(scene, said),
    ...aboutOf(said, scene, at),
    ...(wrapped ? { about: said.data } : said.data),
  };
  const data: Record<string, unknown> = {};
  // A default that the event's own schema does not know is one that only some of its kind have.
  for (const [key, value] of Object.entries(given))
    if (key in said.data || key in shape || wrapped)
      data[key] = translated(value, present(shape[key] as z.ZodType | undefined), scene, at);
  const reason = said.reason ?? (eventSpec(event).sanction ? "As the file says." : undefined);
  return {
    eventId: eventIdOf(scene.client, `${scene.before.length + 1}`),
    type: event,
    occurredAt: iso(at),
    receivedAt: iso(at),
    actor: by,
    ...(reason !== undefined && { reason: scene.keep(reason) }),
    door: REHEARSAL,
    data,
  };
}

/** The event with the client's day at which it comes in, as the API stamps it. @param entries the journal so far */
export const dated = (envelope: Envelope, entries: readonly Entry[]): Envelope => ({
  ...envelope,
  day: dayAt(whereaboutsOf(entries).zone, envelope.receivedAt),
});

/** What is wrong with a step's event, before anything has happened. */
export const checkEvent: Checks["step"] = (story, step, before) => {
  const { does } = step;
  if (does?.kind !== "event") return [];
  const base = baseOf(story);
  const scene: Scene = { client: "c", story, base, before, entries: null, keep: vaultIdOf };
  const keys = Object.keys(eventData(does.event).shape);
  const unknown = does.event === WRAPPED ? [] : Object.keys(does.data).filter((key) => !keys.includes(key));
  if (unknown.length > 0) {
    const says = `there is no such key; there ${keys.length > 0 ? `are ${keys.join(", ")}` : "is none"}`;
    return unknown.map((key) => ({ path: ["data", key], says }));
  }
  try {
    const event = parseEvent(envelopeOf(does, scene, base + step.at));
    return strangeZones(marked(eventData(does.event), event.data)).map(({ path, says }) => ({
      path: path.split("."),
      says,
    }));
  } catch (error) {
    if (error instanceof Unclear) return [{ path: [error.key], says: error.message }];
    if (!(error instanceof Malformed)) throw error;
    return error.faults.map(({ path, says }) => {
      const keys = path.split(".").filter((key) => key !== "");
      return { path: does.event === WRAPPED ? keys.filter((key) => key !== "about") : keys, says };
    });
  }
};
