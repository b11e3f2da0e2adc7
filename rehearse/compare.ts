import { goodbyes, strikes } from "../machines/context/derived.ts";
import {
  type Context,
  type EffectRef,
  type Entry,
  type Instant,
  type Json,
  reasons,
} from "../machines/index.ts";
import type { Expectation } from "./format.ts";
import { wordsOf } from "./matters.ts";
import type { StoryStep } from "./story.ts";
import { firstMidnight, momentOf, offsetOf } from "./time.ts";

/** What the sender of a step's event was told. */
export interface StepAnswer {
  readonly type: string;
  readonly outcome: "accepted" | "refused" | "recorded";
  /** The entry; null when there is none, or none yet. */
  readonly own: Entry | null;
  /** Of a refusal, each as `R-DEC-8 the words of the finding`. */
  readonly reasons: readonly string[];
}

/** What one step led to. */
export interface Happened {
  /** Everything since the step before. */
  readonly entries: readonly Entry[];
  /** Null when the step has no event. */
  readonly answer: StepAnswer | null;
  /** The kinds of what was suggested to people. */
  readonly suggestions: readonly string[];
  /** The last entry of the step before, and of this one. */
  readonly before: Entry;
  readonly after: Entry;
  /** The facts after this step. */
  readonly facts: () => Context;
  /** The whole journal, and the instant of T0: what ids and times are called in the story. */
  readonly journal: readonly Entry[];
  readonly base: Instant;
  /** Whether somebody works: an event is judged, not just recorded. */
  readonly working: boolean;
}

type Params = Readonly<Record<string, Json>>;

/** The words that make an effect what it is, after its name. */
const gist: { readonly [type: string]: (params: Params) => readonly (Json | undefined)[] } = {
  sendNotice: ({ notice, channel }) => [notice, channel],
  openTask: ({ kind, role }) => [kind, role],
  closeTasks: ({ kind, about }) => [kind ?? (about === null ? "all" : undefined)],
  restrictChannels: ({ allowed }) => allowed as Json[],
  recordNote: ({ note }) => [note],
  pointToChannel: ({ channel, open }) => [channel, open],
  stopWork: ({ cause }) => [cause],
  raiseAlert: ({ what }) => [what],
  matchProviders: ({ needs }) => needs as Json[],
  offerProvider: ({ providerId }) => [providerId],
  askProvider: ({ providerId }) => [providerId],
  exportData: ({ providerId }) => [providerId],
  revokeAccess: ({ providerId }) => [providerId],
  planMove: ({ providerId }) => [providerId],
};

type Played = Pick<Happened, "journal" | "base">;

/** An effect in the words of a story: `sendNotice N4 email`. */
export function effectWords({ type, params }: EffectRef): string {
  return [type, ...(gist[type]?.(params as Params) ?? [])].filter((word) => word !== undefined).join(" ");
}

/** An instant, or a date: midnight of that day. */
const INSTANT = /^\d{4}-\d{2}-\d{2}(T|$)/;

/** Everything a story may say of an effect: the words above, what it is about, slots as key=value, lists. */
function tokensOf(effect: EffectRef, { journal, base }: Played): string[] {
  const { about, slots, points, items } = effect.params as {
    about?: string | null;
    slots?: Params;
    points?: readonly string[];
    items?: readonly string[];
  };
  const matter = about ? ["about", ...wordsOf(about, journal).split(" ")] : [];
  const values = Object.entries(slots ?? {}).flatMap(([key, value]) => {
    const at = typeof value === "string" && INSTANT.test(value) ? Date.parse(value) : null;
    const from = String(value).includes("T") ? base : firstMidnight(base);
    return `${key}=${at === null ? value : momentOf(at, from)}`.split(" ");
  });
  const said = [...(points ?? []), ...(items ?? [])].flatMap((point) => point.split(" "));
  const words = [...effectWords(effect).split(" "), ...matter, ...values, ...said];
  return words.map((word) => word.replace(/[:,;]$/, ""));
}

function unlisted(expected: readonly string[], { entries, ...world }: Happened): string[] {
  const left = entries.flatMap((entry) => entry.effects);
  const found: string[] = [];
  // The most particular expectation chooses first.
  for (const words of [...expected].sort((a, b) => b.split(" ").length - a.split(" ").length)) {
    const index = left.findIndex((effect) => {
      const tokens = tokensOf(effect, world);
      return effect.type === words.split(" ")[0] && words.split(" ").every((word) => tokens.includes(word));
    });
    if (index < 0) found.push(`expected the effect ${words}, which did not happen`);
    else left.splice(index, 1);
  }
  for (const effect of left) {
    const { about } = effect.params as { about?: string | null };
    const matter = about ? ` about ${wordsOf(about, world.journal)}` : "";
    found.push(`an effect that the story does not list: ${effectWords(effect)}${matter}`);
  }
  return found;
}

/** The reasons of a refusal, each as `R-DEC-8 the words of the finding`. */
export function reasonsOf(entry: Entry): string[] {
  return reasons(entry.findings).map(({ rule, says }) => `${rule} ${says}`);
}

/** Whether a reason is the one that `R-DEC-8`, or `R-DEC-8 words of it`, speaks of. */
function answers(reason: string, listed: string): boolean {
  const [rule, ...words] = listed.split(" ");
  return reason.startsWith(`${rule} `) && reason.includes(words.join(" "));
}

function outcome(
  expect: Expectation,
  { working }: Happened,
  { outcome: got, reasons: why }: StepAnswer,
): string[] {
  const expected = expect.outcome ?? (working ? "accepted" : "recorded");
  if (got !== expected)
    return [`expected to be ${expected}, but was ${got}${why.length > 0 ? `: ${why.join("; ")}` : ""}`];
  const listed = expect.findings ?? [];
  return [
    ...listed
      .filter((words) => !why.some((reason) => answers(reason, words)))
      .map((words) => `expected the finding ${words}, which the answer does not name`),
    ...why
      .filter((reason) => !listed.some((words) => answers(reason, words)))
      .map((reason) => `a finding that the story does not list: ${reason}`),
  ];
}

/** What was refused beside the step's own event: deadlines, and events that had to wait. */
function refusals(expect: Expectation, { entries, answer }: Happened): string[] {
  const left = entries.filter((entry) => entry.outcome === "refused" && entry !== answer?.own);
  const found: string[] = [];
  for (const listed of expect.refusals ?? []) {
    const [type, ...words] = listed.split(" ");
    const index = left.findIndex(
      (entry) => entry.type === type && reasonsOf(entry).some((reason) => answers(reason, words.join(" "))),
    );
    if (index < 0) found.push(`expected the refusal ${listed}, which did not happen`);
    else left.splice(index, 1);
  }
  for (const entry of left)
    found.push(`a refusal that the story does not list: ${entry.type} ${reasonsOf(entry).join("; ")}`);
  return found;
}

function unlistedSuggestions(expected: readonly string[], { suggestions }: Happened): string[] {
  const left = [...suggestions];
  const missed = expected.filter((kind) => {
    const index = left.indexOf(kind);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return [
    ...missed.map((kind) => `expected the suggestion ${kind}, which was not made`),
    ...left.map((kind) => `a suggestion that the story does not list: ${kind}`),
  ];
}

function standing(expect: Expectation, { before, after, facts, base }: Happened): string[] {
  const found: string[] = [];
  const differs = (what: string, expected: Json | undefined, got: Json | undefined) => {
    if (expected !== got) found.push(`expected ${what} ${expected ?? "none"}, but it is ${got ?? "none"}`);
  };
  const { state, rung } = after.to;
  differs("the state", expect.state ?? before.to.state, state);
  // A pause leaves the rung as it was, unless the story says otherwise.
  const expectedRung = expect.rung ?? (state === "suspended" ? before.to.rung : rung);
  differs("the rung", expectedRung, rung);
  if (expect.strikes !== undefined) differs("strikes to be", expect.strikes, strikes(facts()).length);
  if (expect.goodbyes !== undefined) differs("goodbyes to be", expect.goodbyes, goodbyes(facts()));
  for (const [name, moment] of Object.entries(expect.deadlines ?? {})) {
    const due = after.deadlines.find((deadline) => deadline.name === name)?.due;
    const at = due === undefined ? null : Date.parse(due);
    const close = at !== null && moment !== "none" && Math.abs(at - base - offsetOf(moment)) < 60_000;
    if (!close) differs(`the deadline ${name} at`, moment, at === null ? "none" : momentOf(at, base));
  }
  return found;
}

/** How what happened differs from what the story expects, in words; nothing when it does not. */
export function differences({ expect, line, words, at }: StoryStep, happened: Happened): string[] {
  const found = [
    ...(happened.answer ? outcome(expect, happened, happened.answer) : []),
    ...refusals(expect, happened),
    ...standing(expect, happened),
    ...unlisted(expect.effects ?? [], happened),
    ...unlistedSuggestions(expect.suggestions ?? [], happened),
  ];
  return found.map((says) => `line ${line}, ${momentOf(at, 0)} ${words}: ${says}`);
}
