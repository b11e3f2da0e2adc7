// Free text at a door. Schemas of the law mark a field for it with `.meta({ vault: true })` and hold a vault id;
// a door takes the text itself, and keeps it in the vault before anything goes on.
import { z } from "@hono/zod-openapi";

/** The longest text, in characters. */
export const MAX_TEXT = 20_000;

/** What a door takes in a field that holds a vault id. */
export const text = () =>
  z
    .string()
    .trim()
    .min(1, "a text, not empty")
    .max(MAX_TEXT, `a text of at most ${MAX_TEXT} characters`)
    .openapi({ description: "Free text; it is kept in the vault, and everything else holds its id only" });

const isVaulted = (schema: z.ZodType): boolean => schema.meta()?.vault === true;

/** The schema as a door sees it: text in the place of vault ids. */
export function worded(schema: z.ZodType): z.ZodType {
  if (isVaulted(schema)) return text();
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    const inner = schema.unwrap() as z.ZodType;
    const changed = worded(inner);
    return changed === inner ? schema : schema.clone({ ...schema.def, innerType: changed } as never);
  }
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodType;
    const changed = worded(element);
    return changed === element ? schema : schema.clone({ ...schema.def, element: changed } as never);
  }
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape as Record<string, z.ZodType>);
    const shape = Object.fromEntries(fields.map(([name, field]) => [name, worded(field)]));
    if (fields.every(([name, field]) => shape[name] === field)) return schema;
    return schema.clone({ ...schema.def, shape } as never);
  }
  return schema;
}

/** Keeps one text. @returns its vault id. */
export type Keep = (path: string, text: string) => Promise<string>;

/**
 * Replaces the texts of a value by their vault ids.
 * @param schema the law's schema, which says where texts are.
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
