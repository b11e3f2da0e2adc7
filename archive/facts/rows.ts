// A row of facts before it reaches the database: whether it is valid, what identifies it, its columns.
import { hash } from "node:crypto";
import type { ZodError } from "zod";
import { minorIn } from "../../values/money.ts";
import { onceMark } from "../seal.ts";
import type { FactKind } from "./catalogue.ts";
import { columnOf, type Field, factKind, factSchema, fieldsOf } from "./kinds.ts";
import type { Occurrences } from "./occurrences.ts";

/** A row with the line that it stands in. */
export interface GivenRow {
  readonly line: number;
  readonly value: unknown;
}

/** What is wrong with the row of a line; it repeats nothing of it. */
export interface RefusedRow {
  readonly line: number;
  readonly reason: string;
}

export type Refuse = (line: number, reason: string) => void;

/** A row that is well formed. */
export interface SoundRow {
  readonly line: number;
  readonly client: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** `digest` covers all that a row says but what may be told later, and its words only under the client's key. */
export interface KeyedRow extends SoundRow {
  readonly key: string;
  readonly digest: string;
  /** Whether its sender gave it a name, so that another row of that name is the same fact. */
  readonly named: boolean;
  /** What may be told later, where it is told. */
  readonly later: string | null;
}

/** A reason to refuse a row. */
export class Refusal extends Error {}

/** How rows of one kind are kept. */
export interface Layout {
  readonly kind: FactKind;
  /** The field that names a row of a client. */
  readonly name: string;
  /** Each field with its column. */
  readonly stored: readonly (readonly [field: string, column: string, type: string])[];
  readonly past: readonly (readonly [name: string, field: Field])[];
  /** The fields that hold words. */
  readonly words: readonly string[];
  /** The field that may be told later, its column, and the type of that. */
  readonly later: readonly [field: string, column: string, type: string] | null;
  /** Whether it is about money. */
  readonly paid: boolean;
  /** Whether rows of one name are states of one fact. */
  readonly states: boolean;
}

/** What is kept of a state besides what its row says. */
const OF_STATES = [
  ["toldAt", "told_at", "timestamptz"],
  ["line", "line", "integer"],
  ["current", "current", "boolean"],
] as const;

export function layoutOf(kind: FactKind): Layout {
  const fields = fieldsOf(kind);
  const stored = fields.map(([name, field]) => [name, columnOf(name, field), field.column] as const);
  const last = fields.findIndex(([, { later }]) => later);
  const { name, states } = factKind(kind);
  return {
    kind,
    name,
    states,
    later: stored[last] ?? null,
    stored: states ? [...stored, ...OF_STATES] : stored,
    past: fields.filter(([, { past }]) => past),
    words: fields.flatMap(([name, { use }]) => (use === "words" ? [name] : [])),
    paid: fields.some(([name]) => name === "currency"),
  };
}

/** How far a sender's clock may be ahead. */
const AHEAD_MS = 5 * 60_000;
/** Where it is the next day already. */
const EAST_MS = 14 * 3_600_000;
const NAME = /^[A-Za-z_][\w.-]{0,40}$/;
const REASONS = 3;

function reasonOf(error: ZodError): string {
  const reasons = error.issues.flatMap((issue) => {
    const path = issue.path.join(".");
    if (issue.code !== "unrecognized_keys") return [path ? `${path}: ${issue.message}` : issue.message];
    // What does not look like a field's name may be anything.
    return issue.keys.map((key) => `there is no field ${NAME.test(key) ? key : "of that name"}`);
  });
  const more = reasons.length - REASONS;
  return reasons.slice(0, REASONS).join("; ") + (more > 0 ? `; and ${more} more` : "");
}

/**
 * The rows that are well formed, and tell of nothing to come.
 * @param now ISO instant
 */
export function soundRows(
  { kind, past }: Layout,
  now: string,
  given: readonly GivenRow[],
  refuse: Refuse,
): SoundRow[] {
  const schema = factSchema(kind);
  const latest = new Date(Date.parse(now) + AHEAD_MS).toISOString();
  const lastDay = new Date(Date.parse(now) + EAST_MS).toISOString();
  return given.flatMap(({ line, value }) => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      refuse(line, reasonOf(parsed.error));
      return [];
    }
    const wrong = factKind(kind).check?.(parsed.data) ?? null;
    if (wrong !== null) {
      refuse(line, wrong);
      return [];
    }
    for (const [name, { column }] of past) {
      const told = parsed.data[name];
      if (typeof told === "string" && told > (column === "timestamptz" ? latest : lastDay)) {
        refuse(line, `${name}: lies in the future`);
        return [];
      }
    }
    return [{ line, client: String(parsed.data.client), values: parsed.data }];
  });
}

/** Hexadecimal, as long as a uuid, which is how the database keeps it: half the size of text. */
const digestOf = (told: unknown): string => hash("sha256", JSON.stringify(told)).slice(0, 32);

/**
 * What a row is known by.
 * @param mark the client's key, where the row has words: only who has it can tell whether words are these
 */
export function rowOf(layout: Layout, seen: Occurrences, sound: SoundRow, mark: Buffer | null): KeyedRow {
  const { kind, name, later: last, words, states } = layout;
  const { client, values } = sound;
  const told: Record<string, unknown> = {};
  for (const field of Object.keys(values).sort()) {
    const value = values[field];
    if (value === undefined || field === last?.[0]) continue;
    told[field] = mark && words.includes(field) ? onceMark(mark, `${kind}.${field}`, String(value)) : value;
  }
  const digest = digestOf([kind, told]);
  const own = values[name];
  const given = last && values[last[0]];
  const row = { ...sound, digest, named: own !== undefined, later: given ? String(given) : null };
  if (row.named) return { ...row, key: digestOf([kind, client, own, name, ...(states ? [digest] : [])]) };
  const nth = seen.count(digest);
  return { ...row, key: nth === 1 ? digest : digestOf([digest, nth]) };
}

const digits = new Map<string, number>();
/** How many decimals a currency has (ISO 4217): 2 of EUR, none of JPY. */
function digitsOf(currency: string): number {
  let count = digits.get(currency);
  if (count === undefined) {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    count = format.resolvedOptions().maximumFractionDigits ?? 2;
    digits.set(currency, count);
  }
  return count;
}

function inMinor(field: string, text: string, currency: string): number {
  const minor = minorIn(digitsOf(currency), text);
  if (minor !== null) return minor;
  throw new Refusal(
    `${field}: an amount of ${currency} has at most ${digitsOf(currency)} decimals, up to 1e12 of its minor unit`,
  );
}

interface Risk {
  readonly probability: string;
  readonly impact: string;
}

/** What is still owed, where a row does not say: of what was paid or voided nothing. */
const owedBy = ({ amount, owed, paid, voided }: Record<string, unknown>): unknown =>
  owed ?? (paid !== undefined || voided === true ? 0 : amount);

/**
 * What a row's columns hold, by its fields; its words are left out.
 * @param now ISO instant: when it is told
 * @param theirs the currency of the relationship, where there is one
 * @param otherwise the currency, where neither the relationship nor the row says
 * @throws {Refusal}
 */
export function keptOf(
  { kind, paid, states }: Layout,
  { key, digest, named, values, line }: KeyedRow,
  now: string,
  theirs: string | undefined,
  otherwise: string,
): Record<string, unknown> {
  const kept: Record<string, unknown> = { key, digest: named ? digest : null };
  const given = values.currency as string | undefined;
  if (paid && theirs !== undefined && given !== undefined && given !== theirs)
    throw new Refusal(`currency: that of the relationship is ${theirs}`);
  const currency = given ?? theirs ?? otherwise;
  for (const [field, { use }] of fieldsOf(kind)) {
    const value = values[field];
    if (value === undefined || use === "words") continue;
    if (use === "money") kept[field] = inMinor(field, String(value), currency);
    else if (use === "risks")
      kept[field] = (value as Risk[]).map(({ probability, impact }) => ({
        basisPoints: minorIn(4, probability),
        impact: inMinor(`${field}.impact`, impact, currency),
      }));
    else kept[field] = value;
  }
  if (states) Object.assign(kept, { owed: owedBy(kept), toldAt: now, line, current: false });
  return paid ? { ...kept, currency } : kept;
}
