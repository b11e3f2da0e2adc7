/** The schema that events of this machine have. An event that names none has this one. */
export const SCHEMA = 1;

type Upcast = (data: Readonly<Record<string, unknown>>) => unknown;

/** What makes data of schema n into data of n + 1, by event type (R-VER-3). 1 is the first schema: none yet. */
const UPCASTS: Readonly<Record<number, Readonly<Record<string, Upcast>>>> = {};

/**
 * An event as this machine reads it. What was sent is kept as it was: its content, and so the answer to it when it is
 * sent again, stays the same.
 */
export function upcast<
  E extends { readonly type: string; readonly schema?: number | undefined; readonly data: unknown },
>(event: E): E {
  const { schema = SCHEMA } = event;
  if (schema >= SCHEMA) return event;
  let { data } = event;
  for (let n = schema; n < SCHEMA; n += 1)
    data = UPCASTS[n]?.[event.type]?.(data as Readonly<Record<string, unknown>>) ?? data;
  return { ...event, schema: SCHEMA, data };
}
