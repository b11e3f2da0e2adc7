// Signals from how a client writes: how often, what is asked, and which words fall.
import { DAY } from "../../machines/index.ts";
import type { Day } from "../../values/days.ts";
import { daysAfter } from "../../values/days.ts";
import { sameQuestion } from "./hear.ts";
import type { SignalKind } from "./kinds.ts";
import { instant, type KnownClient, metIn, type Signal, type SpokenMessage } from "./signal.ts";
import { type MessageStreak, Talk } from "./streaks.ts";
import type { WordKind } from "./words.ts";

/** As many ids as an event takes, and as great a number. */
const MOST_IDS = 50;
const MOST = 10_000;
const first = (values: Iterable<string>): string[] => [...new Set(values)].slice(0, MOST_IDS);

/** R-DEC-1: messages in a row on one of the client's days, before we answered, all channels together. */
export function streaks({ messages, dayOf, given, now, today }: KnownClient): Signal[] {
  const { streakMessages, streaksWindowDays } = given.policy.attention;
  const talks = new Map<string, Talk>();
  const rowsOf = new Map<MessageStreak, KnownClient["messages"][number][]>();
  for (const row of messages) {
    const company = row.company ?? "";
    const talk = talks.get(company) ?? new Talk(streakMessages);
    talks.set(company, talk);
    talk.take({ ...row, at: row.t, day: dayOf(row.t) });
    const { streak } = talk;
    if (!streak) continue;
    const rows = rowsOf.get(streak) ?? [];
    rows.push(row);
    rowsOf.set(streak, rows);
  }
  const answered = ({ company, t: last }: KnownClient["messages"][number]) =>
    messages.some(({ direction, company: own, t }) => direction === "out" && own === company && t > last);
  return [...rowsOf].flatMap(([{ at, messages: count, channels }, rows]): Signal[] => {
    if (at === null || at < now - streaksWindowDays * DAY) return [];
    const last = rows.at(-1);
    // Of a day that is over, what was answered is history: an import of old messages alerts nobody.
    if (last && dayOf(last.t) !== today && answered(last)) return [];
    const threads = first(rows.flatMap(({ thread }) => thread ?? []));
    return [
      {
        kind: "streak",
        at: instant(at),
        facts: first(rows.map(({ name }) => name)),
        words: [],
        numbers: { messages: Math.min(count, MOST), channels: first(channels), threads },
      },
    ];
  });
}

const byDay = (said: readonly SpokenMessage[]): [Day, SpokenMessage[]][] => [
  ...Map.groupBy(said, ({ day }) => day),
];

/** Whether the client asked this before, and we have answered since. */
function askedAgain(
  { said, messages }: KnownClient,
  { at }: SpokenMessage,
  question: readonly string[],
): boolean {
  const answer = messages.findLast(({ direction, t }) => direction === "out" && t < at);
  return (
    answer !== undefined &&
    said.some(
      (before) => before.at < answer.t && before.heard.questions.some((one) => sameQuestion(one, question)),
    )
  );
}

/**
 * R-DEC-17: questions asked again after our answer, or many at once: one call for all; where a guide answers most of
 * them, one answer with the guide.
 */
export function questions(known: KnownClient): Signal[] {
  const { questionsWindowDays } = known.given.policy.attention;
  const { questionsAtOnce } = known.given.policy.service;
  const asking = known.said.filter(
    ({ name, heard }) =>
      heard.questions.length > 0 && known.open("questions", name) && known.open("covered", name),
  );
  const told = new Set<SpokenMessage>();
  return byDay(asking).flatMap(([day]): Signal[] => {
    const since = daysAfter(day, 1 - questionsWindowDays);
    const rows = asking.filter((row) => since <= row.day && row.day <= day && !told.has(row));
    const asked = rows.flatMap((row) => row.heard.questions.map((question) => ({ row, question })));
    const again = asked.filter(({ row, question }) => askedAgain(known, row, question)).length;
    if (again === 0 && asked.length < questionsAtOnce) return [];
    for (const row of rows) told.add(row);
    const all = asked.map(({ question }) => question);
    const guide = guideFor(all, known.given.topics ?? []);
    return [
      {
        kind: guide ? "covered" : "questions",
        at: instant(rows.at(-1)?.at ?? 0),
        facts: rows.map(({ name }) => name),
        words: [],
        numbers: { count: Math.min(asked.length, MOST), again, afterAnswer: again > 0, ...guide },
      },
    ];
  });
}

/** The guide that answers most of the questions; null unless it answers at least half of them. */
function guideFor(
  asked: readonly (readonly string[])[],
  topics: NonNullable<KnownClient["given"]["topics"]>,
): { guide: string; answered: number } | null {
  const [best] = topics
    .map(({ guide, about }) => ({
      guide,
      answered: asked.filter((stems) =>
        about.some((topic) => topic.length > 0 && topic.every((stem) => stems.includes(stem))),
      ).length,
    }))
    .sort((a, b) => b.answered - a.answered || (a.guide < b.guide ? -1 : 1));
  return best && 2 * best.answered >= asked.length ? best : null;
}

const CONDUCT = ["aggression", "insult", "profanity"] as const satisfies readonly WordKind[];
const isConduct = (kind: WordKind): boolean => CONDUCT.some((one) => one === kind);
const has = ({ heard }: SpokenMessage, wanted: (kind: WordKind) => boolean): boolean =>
  heard.met.some(({ kind }) => wanted(kind));

/** One signal a day, of the messages that have such words. */
function daily(
  known: KnownClient,
  kind: SignalKind,
  wanted: (kind: WordKind) => boolean,
  rows: readonly SpokenMessage[],
  numbersOf: (rows: readonly SpokenMessage[]) => Signal["numbers"],
): Signal[] {
  const open = rows.filter((row) => has(row, wanted) && known.open(kind, row.name));
  return byDay(open).map(([, rows]) => ({
    kind,
    at: instant(rows[0]?.at ?? 0),
    facts: rows.map(({ name }) => name),
    words: metIn(rows, (met) => wanted(met.kind)),
    numbers: { messages: rows.length, ...numbersOf(rows) },
  }));
}

/** R-DEC-8: words that may be an insult; whether they are, and at whom, is for people to say. */
export const insults = (known: KnownClient): Signal[] =>
  daily(known, "insult", isConduct, known.said, (rows) => ({
    category: CONDUCT.find((kind) => rows.some((row) => has(row, (one) => one === kind))) ?? "insult",
  }));

const isAnger = (kind: WordKind): boolean => kind === "anger";

/** R-DEC-17: anger; `sudden`, where the messages before were calm. */
export const anger = (known: KnownClient): Signal[] =>
  daily(
    ...([known, "anger", isAnger, known.said.filter((row) => !has(row, isConduct))] as const),
    ([angry]) => {
      const calm = known.given.policy.attention.calmMessages;
      const before = known.said.filter(({ at }) => at < (angry?.at ?? 0)).slice(-calm);
      return { sudden: before.length === calm && !before.some((row) => has(row, isAnger)) };
    },
  );

/** R-DEC-4: "or else" in messages, and threats that were told of. */
export function orElse(known: KnownClient): Signal[] {
  const isThreat = (kind: WordKind): boolean => kind === "orElse";
  const rows = known.said.filter((row) => has(row, isThreat) && known.open("orElse", row.name));
  const threats = known.facts.threats
    .map(({ id, at }) => ({ name: `threat.${id ?? at}`, at: Date.parse(at) }))
    // A threat that was told of as a fact, and its own message, are one.
    .filter(({ name, at }) => known.open("orElse", name) && !rows.some((row) => row.at === at));
  const all = [...rows, ...threats].sort((a, b) => a.at - b.at);
  const [last] = all.slice(-1);
  if (!last || all.length < known.given.policy.attention.orElseTimes) return [];
  return [
    {
      kind: "orElse",
      at: instant(last.at),
      facts: all.map(({ name }) => name),
      words: metIn(rows, ({ kind }) => isThreat(kind)),
      numbers: { times: all.length },
    },
  ];
}

/** R-ARC-5: asked, and took it back within a day, on nearly every day of the window. It is logged only. */
export function askCancel(known: KnownClient): Signal[] {
  const { cancelDays, cancelWindowDays } = known.given.policy.attention;
  const taken = known.said.filter(
    (row) =>
      has(row, (kind) => kind === "cancel") &&
      known.open("askCancel", row.name) &&
      (row.heard.questions.length > 0 ||
        known.messages.some(({ direction, t }) => direction === "in" && row.at - DAY <= t && t < row.at)),
  );
  const last = taken.at(-1);
  if (!last) return [];
  const since = daysAfter(last.day, 1 - cancelWindowDays);
  const rows = taken.filter(({ day }) => day >= since);
  const days = new Set(rows.map(({ day }) => day)).size;
  if (days < cancelDays) return [];
  return [
    {
      kind: "askCancel",
      at: instant(last.at),
      facts: rows.map(({ name }) => name),
      words: metIn(rows, ({ kind }) => kind === "cancel"),
      numbers: { days },
    },
  ];
}
