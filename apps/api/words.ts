// Free text in requests, where the machine's schemas hold vault ids.
import { z } from "@hono/zod-openapi";
import { isVaulted } from "../../services/words.ts";

/** The longest text, in characters. */
export const MAX_TEXT = 20_000;

/** What the API takes in a field that holds a vault id. */
export const text = () =>
  z
    .string()
    .trim()
    .min(1, "a text, not empty")
    .max(MAX_TEXT, `a text of at most ${MAX_TEXT} characters`)
    .openapi({ description: "Free text; it is kept in the vault, and everything else holds its id only" });

/** The same schema with other parts inside. */
const changedIn = <S extends z.ZodType>(schema: S, parts: object): S =>
  // Each kind of schema has a definition of its own; this one is its own, with parts of the same kind.
  schema.clone({ ...schema.def, ...parts } as never);

/** The schema as the API sees it: text in the place of vault ids. */
export function worded(schema: z.ZodType): z.ZodType {
  if (isVaulted(schema)) return text();
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    const inner = schema.unwrap() as z.ZodType;
    const changed = worded(inner);
    return changed === inner ? schema : changedIn(schema, { innerType: changed });
  }
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodType;
    const changed = worded(element);
    return changed === element ? schema : changedIn(schema, { element: changed });
  }
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape as Record<string, z.ZodType>);
    const shape = Object.fromEntries(fields.map(([name, field]) => [name, worded(field)]));
    if (fields.every(([name, field]) => shape[name] === field)) return schema;
    return changedIn(schema, { shape });
  }
  return schema;
}
