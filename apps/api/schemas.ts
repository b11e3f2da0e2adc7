// What routes take and answer: what many of them share, and relationships as they are shown.
import { z } from "@hono/zod-openapi";
import { NOTICE_STATUSES } from "../../archive/tables.ts";
import { type EventType, eventTypes, LOCALES } from "../../machines/index.ts";
import type { LiveStatus } from "../../services/live.ts";
import { partsOf } from "../../services/words.ts";
import { listOf, listQuery } from "./lists.ts";

const [anyType] = eventTypes() as [EventType];
const { occurredAt, actor } = partsOf(anyType);
const { id } = (actor as z.ZodObject).shape as { id: z.ZodType<string> };

/** A client's id, wherever it stands. */
export const clientId = id as z.ZodType<string>;
export const clientParam = z.object({
  // A schema made before zod was taught OpenAPI has no such method; its clone has.
  client: id.clone().openapi({ param: { name: "client", in: "path" }, example: "c1" }),
});

/** An instant, as everything reads it. What `Date.parse` makes sense of beside that, the archive may not. */
export const instant = occurredAt as z.ZodType<string>;
const anything = z.unknown();

export const findingSchema = z
  .object({
    rule: z.string().openapi({ example: "R-DEC-7" }),
    says: z.string(),
    passed: z.boolean().nullable().openapi({ description: "null: it depends on data that was not given" }),
    read: z.record(z.string(), anything),
    threshold: z.object({ value: anything, from: z.string() }).optional(),
    route: z.literal(true).optional().openapi({ description: "It only chooses between outcomes" }),
    secondPerson: z.literal(true).optional().openapi({ description: "Only another person can meet it" }),
  })
  .openapi("Finding");

export const problemSchema = z
  .object({
    type: z.string().openapi({ example: "urn:tenure:problem:refused" }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    faults: z.array(z.object({ path: z.string(), says: z.string() })).optional(),
    findings: z.array(findingSchema).optional(),
    eventId: z.string().optional(),
    seq: z.int().optional(),
    state: z.string().optional(),
    rung: z.string().optional(),
    repeated: z.literal(true).optional(),
  })
  .openapi("Problem", { description: "RFC 9457" });

/** A body in JSON, for a route's description. */
export const body = <S extends z.ZodType>(schema: S) => ({
  required: true as const,
  content: { "application/json": { schema } },
});

/** An answer in JSON, for a route's description. */
export const json = <S extends z.ZodType>(description: string, schema: S) => ({
  description,
  content: { "application/json": { schema } },
});

/** An answer that is a problem, for a route's description. */
export const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problemSchema } },
});

export const answerSchema = z
  .object({
    client: z.string(),
    eventId: z.string(),
    type: z.string(),
    outcome: z.literal("accepted"),
    seq: z.int().openapi({ description: "The entry of the journal" }),
    state: z.string(),
    rung: z.string().optional(),
    repeated: z.literal(true).optional().openapi({ description: "This event was answered before" }),
  })
  .openapi("Answer");

export const pendingSchema = z
  .object({
    client: z.string(),
    eventId: z.string(),
    type: z.string(),
    outcome: z.literal("recorded"),
    detail: z.string(),
  })
  .openapi("Pending", {
    description: "The event is kept and not yet judged; send it again with its eventId for the answer",
  });

export const erasureSchema = z
  .object({
    outcome: z.literal("erased"),
    client: z.string(),
    seq: z
      .int()
      .nullable()
      .openapi({ description: "The entry of the journal that ordered it; null: the relationship had ended" }),
    at: z.string(),
    actor: z.object({ id: z.string(), role: z.string() }),
    reason: z.string().openapi({ description: "Vault id of the words" }),
    hash: z.string().openapi({ description: "What its leaf in the signed tree stands for" }),
    repeated: z.literal(true).optional().openapi({ description: "It was done before" }),
  })
  .openapi("Erasure");

export const rowSchema = z
  .object({
    client: z.string(),
    kind: z.enum(["b2b", "retail"]),
    locale: z.enum(LOCALES),
    zone: z.string(),
    state: z.string(),
    rung: z.string().nullable(),
    hold: z.boolean(),
    due: z.string().nullable().openapi({ description: "The next deadline; none while a hold stands" }),
    dueName: z.string().nullable(),
    machine: z.string(),
    machineVersion: z.string(),
    machineHash: z.string(),
    seq: z.int(),
    openedAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi("Client");
export type ClientRow = z.infer<typeof rowSchema>;

const yesOrNo = z.enum(["true", "false"]).transform((word) => word === "true");

const SORTS = [
  "client",
  "-client",
  "due",
  "-due",
  "openedAt",
  "-openedAt",
  "updatedAt",
  "-updatedAt",
] as const;
const CLIENT_FILTERS = {
  state: z.string().max(40).optional(),
  rung: z.string().max(40).optional(),
  hold: yesOrNo.optional(),
  dueBefore: instant.optional().openapi({ description: "A deadline falls due before this instant" }),
  text: z.string().max(64).optional().openapi({ description: "Part of the client id" }),
};
export const clientsQuery = listQuery(SORTS, CLIENT_FILTERS);
export const countsQuery = z.strictObject(CLIENT_FILTERS);

export const countsSchema = z
  .object({
    total: z.int(),
    states: z
      .array(z.object({ state: z.string(), clients: z.int() }))
      .openapi({ description: "States in which there is none are left out" }),
  })
  .openapi("ClientCounts");
export type ClientCounts = z.infer<typeof countsSchema>;

export const pageSchema = listOf(rowSchema).openapi("Clients");

const deadline = z.object({ name: z.string(), due: z.string() });

const taskSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    role: z.string(),
    dueAt: z.string().nullable(),
    about: z.string().nullable(),
    points: z.array(z.string()),
    openedAt: z.string(),
    says: z.string(),
    command: z.string().openapi({ description: "What completes it, to type" }),
    claimedBy: z.string().nullable().openapi({ description: "role:id" }),
  })
  .openapi("Task");
export type ShownTask = z.infer<typeof taskSchema>;

const matterSchema = z
  .object({
    kind: z.string().openapi({ description: "incident, fault, loss, request, appeal, decision, clause, …" }),
    id: z.string(),
    says: z.string(),
    since: z.string(),
    role: z.string().nullable().openapi({ description: "Who has to act; null: nobody is waited for" }),
    events: z.array(z.string()).openapi({ description: "What answers it" }),
    command: z.string().nullable().openapi({ description: "What to type" }),
  })
  .openapi("Matter");
export type ShownMatter = z.infer<typeof matterSchema>;

const noticeSchema = z
  .object({
    id: z.string(),
    notice: z.string(),
    channel: z.string(),
    status: z.enum(NOTICE_STATUSES),
    cause: z.string().nullable(),
    at: z.string(),
  })
  .openapi("Notice");

const LIVE = [
  "current",
  "busy",
  "pending",
  "behind",
  "stuck",
  "broken",
  "missing",
  "ended",
  "unknown",
] as const satisfies readonly LiveStatus[];

export const clientSchema = z
  .object({
    client: z.string(),
    kind: z.enum(["b2b", "retail"]),
    locale: z.enum(LOCALES),
    zone: z.string(),
    openedAt: z.string(),
    state: z.string(),
    rung: z.string().optional(),
    at: z.string().openapi({ description: "Effective time of the last entry" }),
    seq: z.int(),
    held: z.boolean(),
    ended: z.boolean(),
    deadlines: z.array(deadline),
    policy: z.string(),
    marks: z
      .array(z.string())
      .openapi({ description: "What everybody who deals with the client should see: vip (R-ARC-9)" }),
    machine: z.object({ id: z.string(), version: z.string(), hash: z.string() }),
    erasedAt: z.string().nullable().openapi({ description: "When the personal data were erased" }),
    live: z
      .object({
        status: z.enum(LIVE),
        says: z.string().nullable().openapi({ description: "What is wrong; null: nothing" }),
        recorded: z.int().nullable().openapi({ description: "The last entry that the workflow knows" }),
      })
      .openapi({ description: "The workflow beside the journal, which says where the client stands" }),
    measures: z.object({
      channels: z.array(z.string()).nullable().openapi({ description: "The only open ones; null: all" }),
      workStopped: z.boolean(),
      mailingsStopped: z.boolean(),
      contactSuppressed: z.boolean(),
      note: z.string().nullable(),
    }),
    tasks: z.array(taskSchema).openapi({ description: "The open ones, the most pressing first" }),
    matters: z
      .array(matterSchema)
      .openapi({ description: "What is open: incidents, faults, requests, appeals, decisions in force" }),
    notices: z.array(noticeSchema),
  })
  .openapi("ClientView");
export type ClientView = z.infer<typeof clientSchema>;

const option = z.object({ type: z.string(), says: z.string() });
const judged = option.extend({ findings: z.array(findingSchema) });

export const allowedSchema = z
  .object({
    client: z.string(),
    state: z.string(),
    rung: z.string().optional(),
    allowed: z.array(option),
    open: z
      .array(judged)
      .openapi({ description: "It depends on the event's data; these conditions read it" }),
    notNow: z.array(judged).openapi({ description: "With every condition that failed" }),
  })
  .openapi("Allowed");
export type AllowedView = z.infer<typeof allowedSchema>;

export const explanationSchema = z
  .object({
    client: z.string(),
    type: z.string(),
    admitted: z.enum(["yes", "no", "open"]),
    admission: z.array(findingSchema),
    candidates: z.array(
      z.object({
        guard: z.string().nullable(),
        target: z.string().nullable(),
        findings: z.array(findingSchema),
      }),
    ),
    misplaced: z.array(findingSchema).openapi({
      description: "Where no present state takes the event: its place, and what would fail there as well",
    }),
  })
  .openapi("Explanation");
export type ExplanationView = z.infer<typeof explanationSchema>;

export const timelineQuery = listQuery(
  ["seq", "-seq"],
  {
    asOf: instant.optional().openapi({ description: "Only what was in force at this instant" }),
    afterSeq: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
  },
  10_000,
);

const where = z.object({ state: z.string(), rung: z.string().optional() });

export const entrySchema = z
  .object({
    schema: z.int(),
    client: z.string(),
    seq: z.int(),
    eventId: z.string(),
    type: z.string(),
    occurredAt: z.string(),
    receivedAt: z.string(),
    at: z.string(),
    recordedAt: z.string(),
    actor: z.object({ id: z.string(), role: z.string() }),
    attested: z.boolean(),
    reason: z.string().optional(),
    eventSchema: z.int().optional(),
    day: z.string().optional(),
    onBehalfOf: z.string().optional(),
    signature: z.string().optional(),
    data: z.unknown(),
    outcome: z.enum(["accepted", "refused"]),
    from: where,
    to: where,
    findings: z.array(findingSchema),
    effects: z.array(z.object({ id: z.string(), type: z.string(), params: z.unknown() })),
    deadlines: z.array(deadline),
    machine: z.object({ id: z.string(), version: z.string(), hash: z.string() }),
    policy: z.string(),
    prev: z.string(),
    hash: z.string(),
  })
  .openapi("Entry");

export const timelineSchema = listOf(entrySchema).openapi("Timeline");
