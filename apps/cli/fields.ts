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
  const bare = bareOf(schema);
  const shapes = bare instanceof z.ZodDiscriminatedUnion ? bare.options : [bare];
  for (const shape of shapes)
    if (shape instanceof z.ZodObject && Object.hasOwn(shape.shape, head))
      return fieldAt(shape.shape[head], rest);
  return undefined;
}

/** The schema of a value that is there, and is not null. */
function bareOf(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable
    ? bareOf(schema.unwrap() as z.ZodType)
    : schema;
}

/** Whether a field may be null. */
const isNullable = (schema: z.ZodType): boolean => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return isNullable(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodNullable;
};

const isText = (schema: z.ZodType | undefined): boolean => schema?.meta()?.vault === true;

/** What is written as it stands: a text, an id, a date, a word of a list. */
const isPlain = (schema: z.ZodType): boolean =>
  schema instanceof z.ZodString ||
  schema instanceof z.ZodEnum ||
  (schema instanceof z.ZodLiteral && [...schema.values].every((value) => typeof value === "string"));

/** @returns undefined for what is no JSON. */
function jsonOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/**
 * Reads the values of a `--field`: as they stand where the schema wants a text, an id, a date or a word; otherwise as
 * JSON. A list is JSON too, or its items with commas, or the field several times.
 * @throws {Exit} naming the field and what it takes.
 */
function readField(name: string, field: z.ZodType | undefined, given: readonly string[]): unknown {
  const [raw = ""] = given;
  // Nobody knows it: the engine says so, and which there are.
  if (!field) return jsonOf(raw) ?? raw;
  const schema = bareOf(field);
  if (schema instanceof z.ZodArray) return readList(name, schema.element as z.ZodType, given);
  if (given.length > 1) throw usage(`--field ${name} is given ${given.length} times, and takes one value`);
  if (raw === "null" && isNullable(field)) return null;
  if (isPlain(schema)) return raw;
  const value = jsonOf(raw);
  if (value === undefined) throw usage(`--field ${name} takes ${takes(field)}, as JSON`);
  return value;
}

function readList(name: string, element: z.ZodType, given: readonly string[]): unknown[] {
  const [raw = ""] = given;
  const json = given.length === 1 ? jsonOf(raw) : undefined;
  if (Array.isArray(json)) return json;
  // A text has commas of its own.
  const items = given.length > 1 || isText(element) ? given : raw.split(",").filter((item) => item !== "");
  return items.map((item) => readField(name, element, [item]));
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
  const given = options.data === undefined ? {} : jsonOf(await wordsFrom(options.data, "--data"));
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
    place[path.at(-1) ?? key] = readField(key, fieldAt(eventData(type), path), values);
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
  if (schema.meta()?.named === "zone") return "time zone";
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

/** What a text with a pattern of the machine's is called: the first kind whose sample it takes. */
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
  // The API compiles the dossier, and takes no sums from anybody (R-DEC-3).
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
