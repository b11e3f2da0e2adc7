import { type Day, instantOf } from "../../values/days.ts";
import { type MessageStreak, Talk } from "../attention/streaks.ts";
import type { Interaction } from "./interactions.ts";
import { axisText, dot, line, picture, SHADES, text } from "./plot.ts";
import { counted, left, type Report, right } from "./report.ts";

/** So many messages in a row, on one day, are a storm (R-DEC-1, S). */
export const STORM = 3;

/** A client who wrote again and again before we answered. Times in ms since the epoch. */
export interface Storm {
  readonly client: string;
  readonly company: string;
  /** The client's day. */
  readonly day: Day;
  /** The first message, the one that made it a storm, and the last before we answered or the day ended. */
  readonly from: number;
  readonly at: number;
  readonly until: number;
  readonly messages: number;
  readonly channels: readonly string[];
}

interface Dialogue {
  readonly client: string;
  readonly company: string;
  readonly talk: Talk;
  last: number;
}

/**
 * R-DEC-1: three messages of a client in a row, no reply of ours between, on the same day in the client's time zone,
 * all channels together.
 * @returns null when a row is earlier than one before it, of the same client and company
 */
async function stormsInOrder(
  rows: AsyncIterable<Interaction> | Iterable<Interaction>,
): Promise<FoundStorms | null> {
  const dialogues = new Map<string, Dialogue>();
  const storms: Storm[] = [];
  let messages = 0;
  let from = Number.POSITIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  let ordered = true;
  const tell = ({ client, company }: Dialogue, streak: MessageStreak | null) => {
    if (streak) storms.push({ client, company, ...streak, at: streak.at ?? streak.until });
  };
  for await (const row of rows) {
    // Read on to the end all the same, so that every row is counted and every broken one told.
    if (!ordered) continue;
    const { client, company, at } = row;
    const key = `${client}\n${company}`;
    const dialogue = dialogues.get(key) ?? { client, company, talk: new Talk(STORM), last: at };
    dialogues.set(key, dialogue);
    ordered = at >= dialogue.last;
    dialogue.last = at;
    messages += 1;
    from = Math.min(from, at);
    until = Math.max(until, at);
    tell(dialogue, dialogue.talk.take(row));
  }
  if (!ordered) return null;
  for (const dialogue of dialogues.values()) tell(dialogue, dialogue.talk.end());
  storms.sort((a, b) => a.at - b.at || (a.client < b.client ? -1 : 1));
  const clients = new Set(Array.from(dialogues.values(), ({ client }) => client)).size;
  return { storms, messages, clients, from, until };
}

export interface FoundStorms {
  /** In the order of time. */
  readonly storms: readonly Storm[];
  readonly messages: number;
  readonly clients: number;
  /** The first and the last message, in ms since the epoch; not finite where there is none. */
  readonly from: number;
  readonly until: number;
}

/** Puts rows in the order of time; of equal times, as they stood. Holds all of them in memory. */
async function inOrder(rows: AsyncIterable<Interaction> | Iterable<Interaction>): Promise<Interaction[]> {
  const all: Interaction[] = [];
  for await (const row of rows) all.push(row);
  return all.sort((a, b) => a.at - b.at);
}

/**
 * Finds storms. Rows in the order of time are read once, in memory that grows with the clients only; others are read
 * again and sorted.
 */
export async function stormsOf(
  rows: AsyncIterable<Interaction> | Iterable<Interaction>,
): Promise<FoundStorms> {
  const found = (await stormsInOrder(rows)) ?? (await stormsInOrder(await inOrder(rows)));
  if (!found) throw new Error("rows sorted by time are out of its order");
  return found;
}

const [LEFT, TOP, WIDTH, LANE] = [220, 80, 560, 26];
const LANES = 30;

/** Storms so near to each other share a dot. */
const GRAIN = 4;

/** A lane a company, a dot a storm, or several of nearly the same time: the larger, the more. */
function svg({ storms, messages, clients, from, until }: FoundStorms): string {
  const byCompany = Map.groupBy(storms, ({ company }) => company);
  const lanes = [...byCompany]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .slice(0, LANES);
  const span = Math.max(1, until - from);
  const x = (t: number) => LEFT + ((t - from) / span) * WIDTH;
  const bottom = TOP + Math.max(1, lanes.length) * LANE;
  const ticks = (messages === 0 ? [] : [0, 1, 2, 3, 4]).map((quarter) => from + (span * quarter) / 4);
  const rest = byCompany.size - lanes.length;
  const title = `${counted(storms.length)} ${storms.length === 1 ? "storm" : "storms"} of messages, ${counted(clients)} clients`;
  return picture(LEFT + WIDTH + 60, bottom + 60, title, [
    axisText(20, 56, `${STORM} or more messages in a row on the client's day, before we answered (R-DEC-1)`),
    ...ticks.flatMap((t) => [
      line(
        [
          [x(t), TOP],
          [x(t), bottom],
        ],
        "#e3e6ea",
      ),
      axisText(x(t), bottom + 20, new Date(t).toISOString().slice(0, 10), { anchor: "middle" }),
    ]),
    ...lanes.flatMap(([company, own], n) => {
      const y = TOP + (n + 0.5) * LANE;
      const name = company.length > 20 ? `${company.slice(0, 19)}…` : company || "storms";
      return [
        line(
          [
            [LEFT, y],
            [LEFT + WIDTH, y],
          ],
          "#f1f3f5",
        ),
        text(LEFT - 12, y + 4, `${name} (${counted(own.length)})`, { anchor: "end" }),
        ...[...Map.groupBy(own, (storm) => Math.round(x(storm.at) / GRAIN)).values()].map((here) =>
          dot(
            x(here[0]?.at ?? from),
            y,
            Math.min(LANE / 2, 3 + Math.sqrt(here.length)),
            SHADES[0],
            here
              .map((storm) => `${instantOf(storm.at)}: ${storm.messages} messages`)
              .slice(0, 5)
              .join("\n") + (here.length > 5 ? `\nand ${counted(here.length - 5)} more` : ""),
          ),
        ),
      ];
    }),
    rest > 0 ? axisText(LEFT, bottom + 44, `and ${counted(rest)} companies with fewer`) : "",
  ]);
}

const asData = ({ client, company, day, from, at, until, messages, channels }: Storm) => ({
  at: instantOf(at),
  company,
  client,
  day,
  messages,
  channels,
  from: instantOf(from),
  until: instantOf(until),
});

/** `tenure report storms` (R-DEC-1): clients who wrote again and again before we answered. */
export async function storms(rows: AsyncIterable<Interaction> | Iterable<Interaction>): Promise<Report> {
  const found = await stormsOf(rows);
  const told = found.storms.map(asData);
  return {
    empty: found.messages === 0,
    data: { storms: told, count: told.length, messages: found.messages, clients: found.clients },
    sheets: [
      {
        title: `${counted(told.length)} ${told.length === 1 ? "storm" : "storms"} in ${counted(found.messages)} messages of ${counted(found.clients)} clients`,
        columns: [
          left("at"),
          left("company"),
          left("client"),
          right("messages"),
          left("channels"),
          left("until"),
        ],
        rows: told.map(({ at, company, client, messages, channels, until }) => [
          at,
          company,
          client,
          counted(messages),
          channels.join(", "),
          until,
        ]),
      },
    ],
    remarks: [
      `R-DEC-1: ${STORM} messages of a client in a row, no reply of ours between, on one day in the client's time zone, all channels together.`,
    ],
    *csv() {
      yield ["at", "company", "client", "day", "messages", "channels", "from", "until"];
      for (const storm of told)
        yield [
          storm.at,
          storm.company,
          storm.client,
          storm.day,
          storm.messages,
          storm.channels.join(" "),
          storm.from,
          storm.until,
        ];
    },
    svg: () => svg(found),
  };
}
