// What is sent to relationships: events, questions, openings, corrections and orders to erase.
import { z } from "@hono/zod-openapi";
import { type EventType, eventSpec, eventTypes, openingSchema } from "../../machines/index.ts";
import { filledIn } from "../../services/filled.ts";
import { addressSchemas, nameSchema } from "../../services/meaning.ts";
import type { Question, Submission } from "../../services/said.ts";
import { partsOf } from "../../services/words.ts";
import { text, worded } from "./words.ts";

const [anyType] = eventTypes() as [EventType];
const { eventId, occurredAt } = partsOf(anyType);

const minted = eventId.optional().openapi({
  description:
    "A UUID of yours: the same event sent again with it is applied once. Made by the API if left out",
});
const happened = occurredAt.optional().openapi({
  description: "When the fact that the name states took place; if left out, when the API took it in",
});

/** The schema of an object without some fields. */
const without = ({ shape }: z.ZodObject, fields: readonly string[]): z.ZodObject =>
  z.strictObject(Object.fromEntries(Object.entries(shape).filter(([field]) => !fields.includes(field))));

/** The data of one event as the API takes it: left out where nothing has to be said. */
function submittedData(type: EventType): z.ZodType {
  const said = partsOf(type).data;
  const filled = filledIn(type);
  const data = filled ? without(said as z.ZodObject, filled.own).partial() : worded(said);
  return data.safeParse({}).success ? data.default({}) : data;
}

function submission(type: EventType) {
  const { roles, says, sanction } = eventSpec(type);
  return z
    .strictObject({
      type: partsOf(type).type,
      eventId: minted,
      occurredAt: happened,
      reason: sanction ? text() : text().optional(),
      data: submittedData(type),
    })
    .openapi(type, { description: `${says}. By ${roles.join(", ")}.` });
}

/** The members of a union as zod takes them. There are event types, so there is a first one. */
const oneOf = (members: readonly z.ZodObject[]) => members as [z.ZodObject, ...z.ZodObject[]];

const members = eventTypes().map(submission);

/** Everything that can be signalled: one member for each event type of the machine. */
export const submissionSchema = z
  .discriminatedUnion("type", oneOf(members))
  // Zod knows of each member that it is some object; what all have in common is a submission.
  .openapi("Event") as unknown as z.ZodType<Submission>;

/** The data of a question: as the API takes them of the event, or nothing of them. */
const askedData = (type: EventType): z.ZodType =>
  (filledIn(type) ? submittedData(type) : worded(partsOf(type).data)).optional();

const questions = eventTypes().map((type) =>
  z
    .strictObject({
      type: partsOf(type).type,
      occurredAt: happened,
      reason: text().optional(),
      data: askedData(type),
    })
    .openapi(`${type}.question`),
);

export const questionSchema = z
  .discriminatedUnion("type", oneOf(questions))
  // As above: what all members have in common is a question.
  .openapi("Question") as unknown as z.ZodType<Question>;

/** Name and addresses of a client. */
const contact = z
  .strictObject({ name: nameSchema(), ...addressSchemas() })
  .partial()
  .optional()
  .openapi({ description: "How the client is named and reached; kept in the vault" });

/** How a client is reached, put right. */
export const correctionBody = z
  .strictObject({
    ...(partsOf("contact.corrected").data as z.ZodObject).shape,
    contact,
    eventId: minted,
  })
  .refine(
    ({ eventId: _, ...told }) => Object.values(told).some((value) => value !== undefined),
    "nothing is put right: a zone, a locale, channels or a contact",
  )
  .openapi("Correction");

/** How a relationship is opened. Name and addresses are kept in the vault. */
// What it is kept as says only what it gives; it is the schema of an object.
export const openingBody = (openingSchema() as unknown as z.ZodObject)
  .extend({
    policy: z
      .string()
      .optional()
      .openapi({ description: "A policy version; the newest in force if left out" }),
    eventId: minted,
    occurredAt: happened,
    contact,
  })
  .openapi("Opening");

export const erasureBody = z
  .strictObject({
    reason: text().openapi({ description: "Why. It outlives the client's own words, so it names nobody" }),
    eventId: minted,
  })
  .openapi("ErasureOrder");
