// Free text on its way in. Schemas of the machine mark a field for it with `.meta({ vault: true })` and hold a vault
// id; the caller sends the text itself, which is kept in the vault before anything goes on.
import { z } from "zod";
import { type EventType, eventSchema } from "../machines/index.ts";

/** The parts of one event's schema. */
export const partsOf = (type: EventType) =>
  // The schema of an event is an object; what it is kept as says only that it is a schema.
  (eventSchema(type) as unknown as z.ZodObject).shape as Record<
    "eventId" | "type" | "occurredAt" | "actor" | "reason" | "data",
    z.ZodType
  >;

export const isVaulted = (schema: z.ZodType): boolean => schema.meta()?.vault === true;

/** Keeps one text. @returns its vault id. */
export type Keep = (path: string, text: string) => Promise<string>;

/**
 * Replaces the texts of a value by their vault ids.
 * @param schema the machine's schema, which says where texts are.
 */
export async function deposit(schema: z.ZodType, value: unknown, keep: Keep, path = ""): Promise<unknown> {
  if (value === undefined || value === null) return value;
  // Always a text, even one that looks like an id: it could be the id of another client's words.
  if (isVaulted(schema)) return keep(path, String(value));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return deposit(schema.unwrap() as z.ZodType, value, keep, path);
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return Promise.all(
      value.map((item, index) => deposit(schema.element as z.ZodType, item, keep, `${path}.${index}`)),
    );
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.ZodType>;
    const entries = Object.entries(value).map(async ([name, item]): Promise<[string, unknown]> => {
      const field = shape[name];
      return [name, field ? await deposit(field, item, keep, path ? `${path}.${name}` : name) : item];
    });
    return Object.fromEntries(await Promise.all(entries));
  }
  return value;
}
