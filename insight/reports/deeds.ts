import { phaseOf } from "../../machines/vocabulary.ts";
import type { Day } from "../../values/days.ts";

/** Where a relationship stood: the reported state, and the rung beneath it while it is live. */
interface DeedState {
  readonly state: string;
  readonly rung?: string;
}

/** An accepted entry of the journal, as far as reports read it. */
export interface Deed {
  readonly client: string;
  readonly seq: number;
  readonly type: string;
  /** ISO instant: when it took effect. */
  readonly at: string;
  readonly actor: { readonly id: string; readonly role: string };
  readonly from: DeedState;
  readonly to: DeedState;
  readonly data: unknown;
  readonly effects: readonly { readonly type: string; readonly params: unknown }[];
}

/** Deeds, all of one client together, oldest first. */
export type Deeds = AsyncIterable<Deed> | Iterable<Deed>;

/** The days that a report tells of, both included. */
export interface Span {
  readonly since: Day | null;
  readonly at: Day;
}

/** Whether something happened in the span; days are those of UTC. */
export const within = ({ since, at }: Span, instant: string): boolean =>
  (since === null || instant.slice(0, 10) >= since) && instant.slice(0, 10) <= at;

/** `since 2026-01-01, up to 2026-11-22` */
export const spanned = ({ since, at }: Span): string =>
  since === null ? `up to ${at}` : `${since} to ${at}`;

/** One field of what an event says; texts and numbers only. */
export function said(deed: Deed, field: string): string {
  const value = (deed.data as Readonly<Record<string, unknown>> | null)?.[field];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? `${value}`
    : "";
}

/** Whether an entry asked for an effect with this in its params. */
export const asked = ({ effects }: Deed, type: string, field: string, value: string): boolean =>
  effects.some(
    (effect) =>
      effect.type === type && (effect.params as Readonly<Record<string, unknown>> | null)?.[field] === value,
  );

/** Whether it had this notice sent. */
export const sent = (deed: Deed, notice: string): boolean => asked(deed, "sendNotice", "notice", notice);

/** Whether the relationship is over there. */
export const isOver = (state: string): boolean => phaseOf(state) === "over";

const DAY = 86_400_000;
/** Days from one instant, or day, to another. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY;
