// What is filled in, from the fields to the data of an event, and what is wrong with it.
import type { TextKey } from "../texts/messages.ts";
import type { FormField } from "./schema.ts";

/** What stands in the fields, by path. Several choices are joined by commas. */
export type FieldTexts = Readonly<Record<string, string>>;

/** What is wrong with one field. */
export interface FieldFault {
  readonly path: string;
  readonly key: TextKey;
  readonly slots?: Readonly<Record<string, string | number>>;
}

export const splitList = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

const isAsked = ({ when }: FormField, filled: FieldTexts): boolean => !when || filled[when.path] === when.is;

/** The fields that are asked for, as the others are filled in. */
export const askedFields = (fields: readonly FormField[], filled: FieldTexts): readonly FormField[] =>
  fields.filter((field) => isAsked(field, filled));

/** A part that may be left out is asked for as soon as something of it is filled in. */
const isBegun = (within: string, filled: FieldTexts): boolean =>
  Object.entries(filled).some(([path, text]) => path.startsWith(`${within}.`) && text !== "");

const isNeeded = ({ required, within }: FormField, filled: FieldTexts): boolean =>
  required && (within === undefined || isBegun(within, filled));

const UNWRITTEN = Symbol("not written as it has to be");

const isInstant = (text: string): boolean => !Number.isNaN(new Date(text).getTime());

function written({ widget }: FormField, text: string): unknown {
  switch (widget) {
    case "number":
      return /^-?\d+$/.test(text.trim()) ? Number(text) : UNWRITTEN;
    case "yesNo":
      return text === "yes";
    case "choices":
    case "list":
      return splitList(text);
    case "instant":
      return isInstant(text) ? text : UNWRITTEN;
    case "json":
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return UNWRITTEN;
      }
    default:
      return text;
  }
}

const UNWRITTEN_SAYS = {
  number: "form.fault.number",
  instant: "form.fault.instant",
  json: "form.fault.json",
} as const;

function faultOf(field: FormField, filled: FieldTexts): FieldFault | null {
  const { path, schema, widget } = field;
  const text = filled[path] ?? "";
  if (text === "") return isNeeded(field, filled) ? { path, key: "form.fault.required" } : null;
  const value = written(field, text);
  if (value === UNWRITTEN) return { path, key: UNWRITTEN_SAYS[widget as keyof typeof UNWRITTEN_SAYS] };
  if (typeof value === "number") {
    const { minimum, maximum } = schema;
    if (minimum !== undefined && value < minimum)
      return { path, key: "form.fault.min", slots: { min: minimum } };
    if (maximum !== undefined && value > maximum)
      return { path, key: "form.fault.max", slots: { max: maximum } };
  }
  const { maxLength, pattern } = schema;
  if (typeof value === "string" && widget !== "instant") {
    if (maxLength !== undefined && value.length > maxLength)
      return { path, key: "form.fault.long", slots: { max: maxLength } };
    if (pattern && !new RegExp(pattern, "u").test(value))
      return { path, key: "form.fault.pattern", slots: { pattern } };
  }
  return null;
}

/** What is wrong, field by field, in their order. */
export const faultsOf = (fields: readonly FormField[], filled: FieldTexts): FieldFault[] =>
  askedFields(fields, filled).flatMap((field) => faultOf(field, filled) ?? []);

/** The data of an event. What was left empty is left out, or null where that is said. */
export function dataOf(fields: readonly FormField[], filled: FieldTexts): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const field of askedFields(fields, filled)) {
    const text = filled[field.path] ?? "";
    const value =
      text === "" ? (field.nullable ? null : field.mayBeEmpty ? [] : undefined) : written(field, text);
    if (
      value === undefined ||
      (value === null && field.within !== undefined && !isBegun(field.within, filled))
    )
      continue;
    const parts = field.path.split(".");
    const last = parts.pop() ?? "";
    let inner = data;
    for (const part of parts) {
      inner[part] ??= {};
      inner = inner[part] as Record<string, unknown>;
    }
    inner[last] = value;
  }
  return data;
}
