import { z } from "zod";
import type { Role } from "../vocabulary.ts";

/**
 * How the machine treats an event: a `fact` is accepted in every non-final state and recorded; a `decision` is
 * refused with findings unless a transition admits it; a `result` reports on an effect and is the engine's own.
 */
export type EventKind = "fact" | "decision" | "result";

export interface Spec<Data extends z.ZodType = z.ZodType> {
  readonly kind: EventKind;
  readonly roles: readonly Role[];
  /** One line for people. */
  readonly says: string;
  readonly data: Data;
  /** A sanction needs a reason. */
  readonly sanction: boolean;
}

type Shape = Readonly<Record<string, z.ZodType>>;

export const spec =
  (kind: EventKind, sanction = false) =>
  <S extends Shape>(roles: readonly Role[], says: string, shape: S): Spec<z.ZodObject<S>> => ({
    kind,
    roles,
    says,
    // Strict is how it parses; to TypeScript it is the object of these fields.
    data: z.strictObject(shape) as unknown as z.ZodObject<S>,
    sanction,
  });

export const fact = spec("fact");

export const decision = spec("decision");

export const sanction = spec("decision", true);

export const result = spec("result");

/** An event that says something by each of its fields, and so nothing by none. */
export function someOf<S extends Spec<z.ZodObject>>(one: S): S {
  const names = Object.keys(one.data.shape);
  const says = `at least one of ${names.join(", ")}`;
  return { ...one, data: one.data.refine((data) => names.some((name) => data[name] !== undefined), says) };
}

/** A family of events, by type. */
export type Specs = Readonly<Record<string, Spec>>;
