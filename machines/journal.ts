import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Where } from "./definition.ts";
import type { Actor } from "./events.ts";
import type { Finding } from "./findings.ts";
import type { Locale } from "./vocabulary.ts";

/**
 * Canonical JSON (RFC 8785), which every entry is written in once: a third faster a step than the library, with which
 * auditors read. @throws {TypeError} for what JSON has no word for: a number that is none, half a character.
 */
function canonical(value: unknown): string {
  if (typeof value === "string" ? value.isWellFormed() : Number.isFinite(value)) return JSON.stringify(value);
  if (value === null || typeof value === "boolean") return `${value}`;
  if (typeof value !== "object") throw new TypeError("not a JSON value");
  let parts = "";
  if (Array.isArray(value)) {
    for (const item of value) parts += `${parts && ","}${canonical(item)}`;
    return `[${parts}]`;
  }
  const members = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member !== undefined) parts += `${parts && ","}${canonical(name)}:${canonical(member)}`;
  }
  return `{${parts}}`;
}

/** SHA-256, in hex, of a value's canonical JSON (RFC 8785). */
export function digest(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonical(value))));
}

/** The id of the event that something stands for, made of what that is: told twice, it is one event (R-LIF-0). */
export function eventIdOf(...parts: readonly string[]): string {
  const hex = digest(parts);
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts
    .slice(1)
    .map((to, n) => hex.slice(cuts[n], to))
    .join("-");
}

/** The hash before a relationship's first entry. */
export const GENESIS = "0".repeat(64);

/** Which machine judged: machine id, version and the hash of its definition. */
export interface MachineRef {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
}

/** How many processed ids a relationship carries with it; older ones are found in the archive. */
export const PROCESSED_KEPT = 1_500;

/** The schema that entries are written in: another one is read by whoever knows both. */
const ENTRY_SCHEMA = 1;

export type Outcome = "accepted" | "refused";

/** An effect as it was asked for; `id` is client/seq/n. */
export interface EffectRef {
  readonly id: string;
  readonly type: string;
  readonly params: unknown;
}

/**
 * One line of a relationship's journal: an event, accepted or refused, with everything it led to.
 * All times are ISO instants. `prev` and `hash` chain the lines.
 */
export interface Entry {
  /** {@link ENTRY_SCHEMA} */
  readonly schema: number;
  readonly client: string;
  readonly seq: number;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly receivedAt: string;
  /** Effective time: the later of receivedAt and the entry before. */
  readonly at: string;
  /** When the engine wrote it down. */
  readonly recordedAt: string;
  readonly actor: Actor;
  /** False when nothing vouched for the actor. */
  readonly attested: boolean;
  readonly reason?: string;
  /** The schema of `data`; absent: that of the machine. */
  readonly eventSchema?: number;
  readonly day?: string;
  readonly onBehalfOf?: string;
  readonly signature?: string;
  readonly data: unknown;
  readonly outcome: Outcome;
  readonly from: Where;
  readonly to: Where;
  readonly findings: readonly Finding[];
  readonly effects: readonly EffectRef[];
  /** The deadlines in force after this entry. */
  readonly deadlines: readonly { readonly name: string; readonly due: string }[];
  readonly machine: MachineRef;
  readonly policy: string;
  readonly prev: string;
  readonly hash: string;
}

/** Closes an entry: its hash over everything else, `prev` included. */
export function closeEntry(entry: Omit<Entry, "hash" | "schema">): Entry {
  const whole = { schema: ENTRY_SCHEMA, ...entry };
  return { ...whole, hash: digest(whole) };
}

/** Where and in which language a client is reached. */
export interface Whereabouts {
  readonly zone: string;
  readonly locale: Locale;
}

/** What these entries put right of where their client is; nothing where none is an accepted correction. */
export function correctionsIn(
  entries: readonly Pick<Entry, "type" | "outcome" | "data">[],
): Partial<Whereabouts> {
  const corrected: { zone?: string; locale?: Locale } = {};
  for (const { type, outcome, data } of entries) {
    if (type !== "contact.corrected" || outcome !== "accepted") continue;
    const { zone, locale } = (data ?? {}) as Partial<Whereabouts>;
    Object.assign(corrected, zone !== undefined && { zone }, locale !== undefined && { locale });
  }
  return corrected;
}

/** A client's time zone and language after these entries, of which the first is the opening. */
export function whereaboutsOf(entries: readonly Entry[]): Whereabouts {
  const [opening] = entries;
  if (!opening) throw new Error("a journal begins with its opening; this one is empty");
  const { zone, locale } = opening.data as Whereabouts;
  return { zone, locale, ...correctionsIn(entries) };
}
