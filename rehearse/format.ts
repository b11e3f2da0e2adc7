import { z } from "zod";
import { factKinds } from "../archive/facts/catalogue.ts";
import { effectTypes } from "../machines/effects.ts";
import { eventData, eventSpec, eventTypes, isEventType } from "../machines/index.ts";
import { CHANNELS, LOCALES, ROLES, RUNGS, STATES } from "../machines/vocabulary.ts";
import { isBeginning, MOMENT } from "./time.ts";

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, "an id: letters, digits and _ . : -");
const moment = z.string().regex(MOMENT, "a moment like T21 or T21 10:05: days from the first one, UTC");
const channel = z.enum(CHANNELS);
const behaviours = z
  .partialRecord(channel, z.enum(["delivers", "bounces", "silent", "unknown"]))
  .describe(
    "What becomes of notices on a channel from now on; silent: nobody ever hears of them; unknown: nobody knows whether they went out",
  );

const listed = (words: readonly string[]) => words.join(", ");

const eventType = z.string().refine(isEventType, {
  error: ({ input }) => {
    const [family = ""] = String(input).split(".");
    const near = eventTypes().filter((type) => type.startsWith(`${family}.`));
    return `there is no such event; ${near.length > 0 ? `under ${family} there are` : "there are"} ${listed(near.length > 0 ? near : eventTypes())}`;
  },
});

const effect = z.string().refine((text) => (effectTypes() as string[]).includes(text.split(" ")[0] ?? ""), {
  error: () => `begins with the name of an effect: ${listed(effectTypes())}`,
});

const expectation = z
  .strictObject({
    outcome: z
      .enum(["accepted", "refused", "recorded"])
      .describe("Default: accepted; while the workers are down: recorded, and judged when they are back"),
    state: z.enum(STATES).describe("The reported state afterwards; when left out it must not have changed"),
    rung: z.enum(RUNGS).describe("The rung of the ladder beneath a suspension"),
    strikes: z.int().min(0).max(2).describe("Delivered warnings in force"),
    goodbyes: z.int().min(0).describe("Completed endings by either side"),
    effects: z
      .array(effect)
      .describe(
        "Everything that we asked of the world since the step before, in any order; nothing else may",
      ),
    suggestions: z
      .array(z.string().min(1))
      .describe(
        "The kinds of everything that was suggested to people since the step before; nothing else may be",
      ),
    findings: z
      .array(z.string().regex(/^R-[A-Z]+-\d+( .+)?$/, "a rule id, then perhaps words of the finding"))
      .describe("Every reason of a refusal: the rule's id, then perhaps words of it"),
    refusals: z
      .array(
        z
          .string()
          .regex(
            /^[a-z.A-Z]+ R-[A-Z]+-\d+( .+)?$/,
            "what was refused and a rule id: deadline.coolOff R-LIF-9",
          ),
      )
      .describe("What else was refused since the step before: deadlines, events that had to wait"),
    deadlines: z
      .record(z.string(), z.union([moment, z.literal("none")]))
      .describe("Clocks that run afterwards, to the minute; others may run too"),
  })
  .partial();

const facts = z.partialRecord(z.enum(factKinds), z.array(z.record(z.string(), z.unknown())).min(1));

const step = z
  .strictObject({
    at: moment.optional().describe("When; when left out, at the time of the step before"),
    by: z
      .string()
      .regex(new RegExp(`^(${ROLES.join("|")}):[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`), {
        error: () => `role:id, for instance manager:mia; roles are ${listed(ROLES)}`,
      })
      .optional()
      .describe("Who signals the event, as role:id"),
    event: eventType.optional().describe("What happens"),
    about: z
      .string()
      .optional()
      .describe("What it is about, in words: warning 1, restriction, exit, or a notice like N4 or N4 2"),
    data: z
      .record(z.string(), z.unknown())
      .optional()
      .describe("The event's data, as far as it is not the default"),
    reason: z.string().min(1).optional().describe("The reason in words; sanctions have one by default"),
    facts: facts
      .optional()
      .describe(
        `Rows that are imported, kind by kind (${listed(factKinds)}), as a file of them has them; client: another client's`,
      ),
    confirm: z
      .string()
      .min(1)
      .optional()
      .describe("The kind of a suggestion that somebody confirms: the last one that is open"),
    workers: z.enum(["down", "up"]).optional().describe("Stops the engine, or starts it again"),
    channels: behaviours.optional(),
    expect: expectation
      .optional()
      .describe("What must come of it; what is not listed must not have happened"),
  })
  .superRefine((given, context) => {
    const fault = (message: string, ...path: string[]) =>
      context.addIssue({ code: "custom", message, path, input: given });
    const kinds = (["event", "facts", "confirm", "workers", "channels"] as const).filter(
      (kind) => given[kind] !== undefined,
    );
    if (kinds.length > 1) fault(`one thing a step, not ${kinds.join(" and ")} at once`);
    if (kinds.length === 0 && given.at === undefined)
      fault("a step has an event, facts, confirm, workers, channels or at least a time");
    const [kind] = kinds;
    const acts = kind === "event" || kind === "facts" || kind === "confirm";
    if (acts && given.by === undefined)
      fault(`${kind === "event" ? "an event needs" : `${kind} needs`} somebody: by: role:id`);
    if (!acts && given.by !== undefined) fault("by belongs to an event, facts or confirm", "by");
    if (given.event === undefined)
      for (const key of ["about", "data", "reason"] as const)
        if (given[key] !== undefined) fault(`${key} belongs to an event`, key);
  });

const provider = z.strictObject({
  id,
  name: z.string().min(1).optional(),
  capabilities: z.array(id).default([]),
  regions: z.array(id).default([]),
  price: z.int().min(0).default(100),
  capacity: z.int().min(0).default(1),
  contact: z.string().min(1).default("the desk"),
  verifiedAt: moment.default("T-30"),
});

const given = z.strictObject({
  client: z
    .strictObject({
      kind: z.enum(["b2b", "retail"]).default("b2b"),
      locale: z.enum(LOCALES).default("en"),
      zone: z.string().default("Europe/Berlin"),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, "an ISO 4217 code")
        .default("EUR"),
    })
    .prefault({}),
  channels: z
    .union([z.array(channel).min(1), behaviours])
    .default(["email", "chat", "phone"])
    .describe("Ways to reach the client, best first; with what becomes of notices there, if not all arrive"),
  contract: z
    .union([channel, z.literal("none")])
    .optional()
    .describe("The channel on which the contract in force began; none: a prospect. Default: the best one"),
  policy: z
    .record(z.string(), z.union([z.number(), z.boolean()]))
    .default({})
    .describe("Thresholds that differ from the newest policy, by key: service.overdueDays: 10"),
  catalogue: z.array(provider).default([]).describe("Providers that a client can be handed over to"),
});

const schema = z.strictObject({
  title: z.string().min(3).max(120),
  source: z
    .array(z.string().regex(/^(G\d+[a-z]?|R-[A-Z]+-\d+)$/, "a story's or a requirement's id: G7a, R-LIF-3"))
    .min(1)
    .describe("The golden story and the requirements that it proves"),
  begins: z
    .string()
    .refine(isBeginning, "a date like 2027-02-27, or an instant with its offset like 2027-02-27T00:00+05:45")
    .nullable()
    .default(null)
    .describe(
      "The day that T0 is, where the calendar matters; with an instant, moments are counted from there",
    ),
  given: given.prefault({}),
  steps: z.array(step).min(1),
});

export type StoryGiven = z.output<typeof given>;
export type Expectation = z.output<typeof expectation>;
export type RawStep = z.output<typeof step>;

/** The form of a story file, before its words are looked at. */
export const storyFormat = () => schema;

interface JsonSchema {
  readonly [key: string]: unknown;
}

/** An event's data as a story may write them: words and moments where the machine has ids and instants. */
function dataSchema(data: z.ZodObject): JsonSchema {
  const { properties = {} } = z.toJSONSchema(data, { io: "input", unrepresentable: "any" }) as {
    properties?: Record<string, JsonSchema>;
  };
  const relaxed = Object.entries(properties).map(([key, property]) => [
    key,
    property.type === "string" && property.enum === undefined ? { type: "string" } : property,
  ]);
  return { type: "object", properties: Object.fromEntries(relaxed), additionalProperties: false };
}

/** The JSON Schema of a story (draft 7, for editors), as `examples/stories/story.schema.json` holds it. */
export function storySchema(): string {
  // The form that zod gives a schema is known only to whoever knows the schema.
  const json = z.toJSONSchema(schema, { io: "input", target: "draft-7" }) as unknown as {
    properties: { steps: { items: { properties: Record<string, JsonSchema>; allOf?: JsonSchema[] } } };
  };
  const { items } = json.properties.steps;
  items.properties.event = {
    description: "What happens",
    oneOf: eventTypes().map((type) => ({ const: type, description: eventSpec(type).says })),
  };
  items.allOf = eventTypes()
    // Its data are written without the wrapping that they have in the event.
    .filter((type) => type !== "ground.assessed")
    .map((type) => ({
      if: { properties: { event: { const: type } }, required: ["event"] },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so
      then: { properties: { data: dataSchema(eventData(type)) } },
    }));
  return `${JSON.stringify({ title: "A story of Tenure", ...json }, null, 2)}\n`;
}
