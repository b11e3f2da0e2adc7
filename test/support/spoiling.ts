// Bad values for every field of an event, by what the schema of the field says that it holds.
import type { z } from "zod";
import { samples } from "../workflows/fixtures/samples.ts";

type Data = Readonly<Record<string, unknown>>;

const isText = (schema: z.ZodType): boolean => schema.meta()?.vault === true;
const inner = (schema: z.ZodType): z.ZodType => {
  const { innerType } = schema._zod.def as { innerType?: z.ZodType };
  return innerType ? inner(innerType) : schema;
};

const takes = (schema: z.ZodType, text: string): boolean => schema.safeParse(text).success;

/** What a text with a form must not be; of moments also what does not fit the time at which they come in. */
function badTexts(schema: z.ZodType): unknown[] {
  const { when, named } = (schema.meta() ?? {}) as { when?: string; named?: string };
  const other = ["", " ", 5, true, {}, []];
  if (isText(schema)) return other;
  if (named === "zone") return [...other, "Europe/Berln", "Mars/Olympus", "+25:00"];
  if (takes(schema, "2026-11-01") && !takes(schema, "some-id")) {
    const bad = [...other, "2026-02-30", "2026-1-1", "tomorrow", "2026-11-01T09:30:00Z"];
    return when === "promised" ? [...bad, "2020-02-29"] : when ? [...bad, "2199-12-31"] : bad;
  }
  if (takes(schema, "2026-11-01T09:30:00Z") && !takes(schema, "some-id")) {
    const bad = [...other, "2026-02-30T00:00:00Z", "2026-11-01T25:00:00Z", "2026-11-01T09:30:00", "now"];
    return when ? [...bad, "2199-12-31T00:00:00Z"] : bad;
  }
  return [...other, "two words", "-x", "x".repeat(101)];
}

/** Values that a field must not take, whatever else it may. */
function bad(field: z.ZodType): unknown[] {
  const schema = inner(field);
  const { type, element } = schema._zod.def as unknown as { type: string; element?: z.ZodType };
  switch (type) {
    case "string":
      return badTexts(schema);
    case "number":
      return ["5", "five", true, 2e15, {}, ...(schema.safeParse(0.5).success ? [] : [0.5])];
    case "boolean":
      return ["true", "yes", 1, []];
    case "enum":
    case "literal":
      return ["no-such-word", "", 5, true];
    case "array":
      return ["x", 5, {}, ...(element ? bad(element).map((item) => [item]) : [])];
    default:
      return ["x", 5, [], { unheardOf: true }];
  }
}

/** Data that the schema takes, and whose moments fit today. */
export function soundData(schema: z.ZodObject): Data {
  const [data] = samples(schema) as Data[];
  const told = Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
    const { when, named } = inner(field).meta() ?? {};
    if (when === "promised") return [[name, "2199-12-31"]];
    return named === "zone" ? [[name, "Europe/Berlin"]] : [];
  });
  return { ...data, ...Object.fromEntries(told) };
}

/** Each field of these data with one value that it must not have. */
export function spoiltFields(schema: z.ZodObject): { readonly field: string; readonly data: Data }[] {
  const sound = soundData(schema);
  return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([field, one]) =>
    bad(one).map((value) => ({ field, data: { ...sound, [field]: value } })),
  );
}
