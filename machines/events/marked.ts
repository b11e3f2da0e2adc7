// Fields whose meaning goes beyond their form: each says so by a mark, and each mark is checked where it can be.
import { z } from "zod";
import { DAY, iso } from "../clock.ts";
import type { Envelope, InputFault } from "../events.ts";

/**
 * What the moment of a field is beside the one at which its event comes in. `past`: it has been. `claimed`: that too,
 * and the machine's own rules answer with a finding where it has not. `promised`: it is still to come, or today.
 */
export type When = "past" | "claimed" | "promised";

interface Mark {
  readonly when?: When;
  /** A name that not everything knows: whether it exists is asked outside the machine. */
  readonly named?: "zone";
}

/** A value of a marked field. */
export interface Marked extends Mark {
  readonly path: string;
  readonly value: string;
}

/** Every text of these data that stands in a marked field. @param value data in the form of the schema */
export function marked(schema: z.ZodType | undefined, value: unknown, path = ""): Marked[] {
  if (schema === undefined || value === undefined || value === null) return [];
  const { when, named } = (schema.meta() ?? {}) as Mark;
  if (typeof value === "string" && (when ?? named) !== undefined)
    return [{ path, value, ...(when && { when }), ...(named && { named }) }];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return marked(schema.unwrap() as z.ZodType, value, path);
  if (!(schema instanceof z.ZodObject) || typeof value !== "object") return [];
  const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
  return Object.entries(value).flatMap(([name, field]) =>
    marked(shape[name], field, path === "" ? name : `${path}.${name}`),
  );
}

/** The first and the last hour at which it is some day, on clocks from UTC+14 to UTC−12, ms. */
const [AHEAD, BEHIND] = [(14 / 24) * DAY, DAY / 2];
const dateOf = (t: number): string => iso(t).slice(0, 10);

/**
 * R-LIF-27: the marked moments that do not fit the time at which their event comes in. Dates are held against the
 * client's day; where nobody has stamped it, against what is a day anywhere at that time.
 * @param kinds the marks that are looked at.
 */
export function untimely(
  fields: readonly Marked[],
  { receivedAt, day }: Pick<Envelope, "receivedAt" | "day">,
  kinds: readonly When[],
): InputFault[] {
  const received = Date.parse(receivedAt);
  const first = day ?? dateOf(received - BEHIND);
  const last = day ?? dateOf(received + AHEAD);
  return fields.flatMap(({ path, value, when }): InputFault[] => {
    if (when === undefined || !kinds.includes(when)) return [];
    if (when === "promised")
      return value < first ? [{ path, says: `a date not before ${first}, the client's day` }] : [];
    if (!value.includes("T"))
      return value > last ? [{ path, says: `a date not after ${last}, the client's day: it has been` }] : [];
    return Date.parse(value) > received
      ? [{ path, says: `an instant not after ${receivedAt}, when it came in: it has been` }]
      : [];
  });
}
