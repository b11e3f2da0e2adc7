import { z } from "zod";
import { type EventType, eventData, eventSpec, eventTypes, isEventType } from "../../machines/events.ts";
import { nearest } from "../../values/nearest.ts";
import { usage } from "./exit.ts";
import { wordsFrom } from "./words.ts";

/** @throws {Exit} naming what was probably meant. */
export function eventNamed(name: string): EventType {
  if (isEventType(name)) return name;
  const near = nearest(name, eventTypes());
  const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "`tenure events` lists them all";
  throw usage(`there is no event ${name}; ${hint}`);
}

/** What the value of one field may be, as far as the schema tells. */
function fieldAt(schema: z.ZodType | undefined, path: readonly string[]): z.ZodType | undefined {
  const [head, ...rest] = path;
  if (head === undefined || schema === undefined) return schema;
  return schema instanceof z.ZodObject
    ? fieldAt(schema.shape[head] as z.ZodType | undefined, rest)
    : undefined;
}

const isText = (schema: z.ZodType | undefined): boolean => schema?.meta()?.vault === true;

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

/** Reads `--field` values as the schema wants them: text, number, true, null, a list with commas, or JSON. */
function readField(schema: z.ZodType | undefined, given: readonly string[]): unknown {
  if (schema instanceof z.ZodOptional) return readField(schema.unwrap() as z.ZodType, given);
  const [raw = ""] = given;
  if (isText(schema)) return raw;
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodType;
    if (isText(element)) return given;
    const json = parsed(raw);
    if (given.length === 1 && Array.isArray(json)) return json;
    const items = given.length === 1 ? raw.split(",").filter((item) => item !== "") : given;
    return items.map((item) => readField(element, [item]));
  }
  if (!schema) return parsed(raw);
  // As it stands where that fits, so that an id of digits stays a text.
  return [raw, parsed(raw)].find((value) => schema.safeParse(value).success) ?? parsed(raw);
}

/**
 * The data of an event from `--data` and `--field key=value`, of which the latter wins. A key with dots names a
 * field within a field; a key given several times is a list.
 */
export async function dataFrom(
  type: EventType,
  options: { readonly data?: string; readonly field?: readonly string[] },
): Promise<Record<string, unknown> | undefined> {
  if (options.data === undefined && !options.field?.length) return undefined;
  const given = options.data === undefined ? {} : parsed(await wordsFrom(options.data, "--data"));
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw usage(`--data is a JSON object, @file or - (${fieldsOf(type)})`);
  const data = given as Record<string, unknown>;
  const fields = new Map<string, string[]>();
  for (const pair of options.field ?? []) {
    const at = pair.indexOf("=");
    if (at < 1) throw usage(`--field is key=value, not ${pair}`);
    const key = pair.slice(0, at);
    fields.set(key, [...(fields.get(key) ?? []), pair.slice(at + 1)]);
  }
  for (const [key, values] of fields) {
    const path = key.split(".");
    let place = data;
    for (const part of path.slice(0, -1)) {
      if (typeof place[part] !== "object" || place[part] === null) place[part] = {};
      place = place[part] as Record<string, unknown>;
    }
    place[path.at(-1) ?? key] = readField(fieldAt(eventData(type), path), values);
  }
  return data;
}

/** One field of an event for people: its name and what it takes. */
export interface FieldWords {
  readonly name: string;
  readonly takes: string;
  readonly required: boolean;
}

function takes(schema: z.ZodType): string {
  if (isText(schema)) return "text";
  if (schema instanceof z.ZodNullable) return `${takes(schema.unwrap() as z.ZodType)} | null`;
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return takes(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return `${takes(schema.element as z.ZodType)}, …`;
  if (schema instanceof z.ZodEnum) return schema.options.join(" | ");
  if (schema instanceof z.ZodBoolean) return "true | false";
  if (schema instanceof z.ZodNumber) return "number";
  if (schema instanceof z.ZodLiteral) return [...schema.values].join(" | ");
  if (schema instanceof z.ZodObject) {
    const inner = Object.entries(schema.shape as Record<string, z.ZodType>);
    return `{${inner.map(([name, field]) => `${name}: ${takes(field)}`).join(", ")}}`;
  }
  if (schema instanceof z.ZodDiscriminatedUnion)
    return (schema.options as readonly z.ZodType[]).map(takes).join(" | ");
  return HINTS.find(([sample]) => schema.safeParse(sample).success)?.[1] ?? "text";
}

/** What a text with a pattern of the law's is called: the first kind whose sample it takes. */
const HINTS = [
  ["some-id", "id"],
  ["2026-11-01", "date"],
  ["2026-11-01T09:30:00Z", "instant"],
  ["c1/1/0", "effect id"],
  ["0".repeat(64), "SHA-256"],
  ["N4", "N1 to N15"],
] as const;

export function fieldList(type: EventType): FieldWords[] {
  const shape = Object.entries(eventData(type).shape as Record<string, z.ZodType>);
  // The door compiles the dossier, and takes no sums from anybody (R-DEC-3).
  const compiled = type === "dossier.compiled";
  return shape
    .filter(([name]) => !(compiled && name === "sums"))
    .map(([name, schema]) => ({
      name,
      takes: takes(schema),
      required: !compiled && !schema.safeParse(undefined).success,
    }));
}

/** `contractRef: id; prepayPct: number` */
export function fieldsOf(type: EventType): string {
  const fields = fieldList(type).map(
    ({ name, takes, required }) => `${name}${required ? "" : "?"}: ${takes}`,
  );
  if (eventSpec(type).sanction) fields.push("and --reason");
  return fields.join("; ") || "no fields";
}
