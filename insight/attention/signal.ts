// What every signal is made of, and what its rules are given.
import type { FactRow, FactsOfClient } from "../../archive/facts/kept.ts";
import type { Entry, Policy } from "../../machines/index.ts";
import type { Day } from "../../values/days.ts";
import { named } from "../dossier/facts.ts";
import { type Calendar, calendarOf } from "./calendar.ts";
import type { HeardText, Met } from "./hear.ts";
import type { SignalKind } from "./kinds.ts";

/** A word that was met, and in which text: the text stays in the vault. */
export interface MetIn extends Omit<Met, "kind"> {
  /** The text's vault id. */
  readonly ref: string;
}

/** What was noticed. It holds ids and numbers, and no words. */
export interface Signal {
  readonly kind: SignalKind;
  /** When it came to that (ISO instant). */
  readonly at: string;
  /** The facts that it rests on, by their names, the first one first. */
  readonly facts: readonly string[];
  readonly words: readonly MetIn[];
  readonly numbers: Readonly<Record<string, number | string | boolean | readonly string[]>>;
}

/** A guide, and what tells that a question is about it: for each of its topics and titles, the stems of the words. */
export interface Topic {
  readonly guide: string;
  readonly about: readonly (readonly string[])[];
}

export interface ClientCircumstances {
  readonly policy: Policy;
  /** ISO instant. */
  readonly now: string;
  /** The client's IANA time zone. */
  readonly zone: string;
  /** What was heard in the client's texts, by vault id. */
  readonly words: ReadonlyMap<string, HeardText>;
  /** Where the relationship stands. */
  readonly state: string;
  /** When the relationship began anew last (ISO instant): what was said, wanted and worked before is history. */
  readonly anew?: string | null;
  /** What product answered about what is wanted (R-DEC-5); `about` null: it did not say about what. */
  readonly assessed?: readonly { readonly at: string; readonly about: string | null }[];
  /** Accepted entries of the relationship that tell of invoices and of holds, in their order. */
  readonly entries?: readonly Entry[];
  /** When the relationship heard of the client last (ISO instant), by message or in a call. */
  readonly heardAt?: string | null;
  /** The guides in the client's language. */
  readonly topics?: readonly Topic[];
  /** Whether people have judged a signal of this kind that rested on this fact: it counts no more. */
  readonly settled?: (kind: SignalKind, fact: string) => boolean;
}

export type InteractionRow = FactRow<"interactions">;

/** A client's message with what was heard in it. */
export interface SpokenMessage {
  readonly name: string;
  /** Ms since the epoch. */
  readonly at: number;
  readonly day: Day;
  readonly ref: string;
  readonly heard: HeardText;
}

/** Facts made ready for the rules. */
export interface KnownClient {
  readonly facts: FactsOfClient;
  readonly given: ClientCircumstances;
  /** Ms since the epoch. */
  readonly now: number;
  readonly today: Day;
  readonly dayOf: (t: number) => Day;
  readonly calendar: Calendar;
  /** What people wrote and said, in either direction, in the order of time, each with its name. */
  readonly messages: readonly (InteractionRow & { readonly name: string; readonly t: number })[];
  /** The client's messages whose words are known. */
  readonly said: readonly SpokenMessage[];
  readonly open: (kind: SignalKind, fact: string) => boolean;
}

/** Debts, our own faults, scores and reviews last; everything else is of the time since a relationship began anew. */
function sinceAnew(
  facts: FactsOfClient,
  { anew }: ClientCircumstances,
  dayOf: KnownClient["dayOf"],
): FactsOfClient {
  if (!anew) return facts;
  const day = dayOf(Date.parse(anew));
  const later = <Row extends { readonly at: string }>(rows: readonly Row[]) =>
    rows.filter(({ at }) => at >= anew);
  return {
    ...facts,
    interactions: later(facts.interactions),
    demands: later(facts.demands),
    threats: later(facts.threats),
    hours: facts.hours.filter((row) => row.day >= day),
    purchases: facts.purchases.filter(({ on }) => on >= day),
    concessions: facts.concessions.filter(({ on }) => on >= day),
    discounts: facts.discounts.filter(({ on }) => on >= day),
    coupons: facts.coupons.filter(({ on }) => on >= day),
  };
}

export function known(all: FactsOfClient, given: ClientCircumstances): KnownClient {
  const calendar = calendarOf(given.zone, given.entries);
  const { dayOf } = calendar;
  const facts = sinceAnew(all, given, dayOf);
  const now = Date.parse(given.now);
  const messages = named("interactions", facts.interactions)
    .filter(({ auto }) => auto !== true)
    .map((row) => ({ ...row, t: Date.parse(row.at) }))
    .sort((a, b) => a.t - b.t);
  const said = messages.flatMap(({ name, t, direction, textRef }): SpokenMessage[] => {
    const heard = direction === "in" && textRef !== null ? given.words.get(textRef) : undefined;
    return heard && textRef !== null ? [{ name, at: t, day: dayOf(t), ref: textRef, heard }] : [];
  });
  return {
    facts,
    given,
    now,
    today: dayOf(now),
    dayOf,
    calendar,
    messages,
    said,
    open: (kind, fact) => !given.settled?.(kind, fact),
  };
}

export const instant = (t: number): string => new Date(t).toISOString();

/** The words of some kinds that were met in texts. */
export const metIn = (said: readonly SpokenMessage[], wanted: (met: Met) => boolean): MetIn[] =>
  said.flatMap(({ ref, heard }) =>
    heard.met.filter(wanted).map(({ word, at, length }) => ({ ref, word, at, length })),
  );
