// Who is followed after asking to pay less, from which day, and whether they were still with us (R-REP-3).
import { type Day, daysAfter } from "../../values/days.ts";
import { type Deeds, daysBetween, said } from "./deeds.ts";

/** The events that tell since when, and until when, a relationship was live. */
export const RETENTION_TYPES = [
  "relationship.opened",
  "contract.signed",
  "client.left",
  "offboarding.completed",
  "appeal.upheld",
  "winback.approved",
  "winback.accepted",
  "winback.declined",
  "deadline.winBackOffer",
  "return.requested",
  "obstacle.removed",
  "intake.refused",
  "prospect.withdrew",
  "deadline.intake",
] as const;

/** A client who asked to pay less. */
export interface PriceAsk {
  readonly client: string;
  readonly on: Day;
  readonly kind: string;
  readonly granted: boolean;
}

/** The event that answers a question about the price (R-DEC-9). */
export const PRICE_TYPES = ["discount.decided"] as const;

/** What was asked for and decided in relationships; a row that was imported of the same question changes nothing. */
export async function asksOf(deeds: Deeds): Promise<PriceAsk[]> {
  const asks: PriceAsk[] = [];
  for await (const deed of deeds)
    if (PRICE_TYPES.some((type) => type === deed.type))
      asks.push({
        client: deed.client,
        on: deed.at.slice(0, 10),
        kind: said(deed, "kind") || "other",
        granted: said(deed, "granted") === "true",
      });
  return asks;
}

/** A relationship under contract: since when, and when it was over or not over from then on. */
export interface Life {
  readonly since: Day;
  readonly turns: readonly { readonly at: string; readonly over: boolean }[];
}

/** Since when, and until when, relationships were live. */
export async function livesOf(deeds: Deeds): Promise<Map<string, Life>> {
  const lives = new Map<string, { since: Day; turns: { at: string; over: boolean }[] }>();
  for await (const deed of deeds) {
    const life = lives.get(deed.client);
    // Whoever is being approached or taken in anew is no client yet; whoever is leaving still is one.
    const over = deed.to.rung === undefined && deed.to.state !== "offboarding";
    if (life) life.turns.push({ at: deed.at, over });
    else if (deed.to.rung !== undefined) {
      const contract = (deed.data as { contract?: { signedAt?: string } } | null)?.contract;
      const since = (contract?.signedAt ?? said(deed, "signedAt")) || deed.at;
      lives.set(deed.client, { since: since.slice(0, 10), turns: [{ at: deed.at, over }] });
    }
  }
  return lives;
}

/** The group of a client: what a discount was given for; `refused` asked and got none; `none` never asked. */
export interface FollowedClient {
  readonly client: string;
  readonly group: string;
  /** From which the days are counted. */
  readonly day: Day;
}

const REFUSED = "asked, got none";
export const NEVER = "never asked";
export const UNTREATED = [REFUSED, NEVER];

/** The lower of the two middle ones. */
const median = (sorted: readonly number[]): number => sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;

/**
 * Who is followed, and from which day. Whoever got a discount: from the first one that was granted. Whoever asked and
 * got none: from the first asking. Whoever never asked: from as many days after the beginning as it took the median
 * of those who got one, so that both have been clients for as long.
 * @param starts the day on which each client began: the contract's, or the first purchase's
 */
export function subjectsOf(asks: readonly PriceAsk[], starts: ReadonlyMap<string, Day>): FollowedClient[] {
  const subjects: FollowedClient[] = [];
  const askers = Map.groupBy(asks, ({ client }) => client);
  for (const [client, own] of askers) {
    const sorted = own.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
    const first = sorted.find(({ granted }) => granted) ?? sorted[0];
    if (first) subjects.push({ client, group: first.granted ? first.kind : REFUSED, day: first.on });
  }
  const ages = subjects
    .filter(({ group }) => group !== REFUSED)
    .flatMap(({ client, day }) => {
      const start = starts.get(client);
      return start === undefined || start > day ? [] : [daysBetween(start, day)];
    })
    .sort((a, b) => a - b);
  const age = median(ages);
  for (const [client, start] of starts)
    if (!askers.has(client)) subjects.push({ client, group: NEVER, day: daysAfter(start, age) });
  return subjects;
}

/** Whether a relationship was live at the end of a day; null where it had not begun. */
export function liveOn({ since, turns }: Life, day: Day): boolean | null {
  if (since > day) return null;
  const last = turns.findLast(({ at }) => at.slice(0, 10) <= day);
  return last === undefined ? true : !last.over;
}

interface Window {
  readonly client: string;
  readonly from: Day;
  readonly to: Day;
}

/** By what a window is known again. */
export const windowKey = ({ client, from, to }: Window): string => `${client} ${from} ${to}`;

/** From the day after the mark before to the mark. */
function windowOf({ client, day }: FollowedClient, marks: readonly number[], mark: number): Window {
  const before = marks[marks.indexOf(mark) - 1] ?? 0;
  return { client, from: daysAfter(day, before + 1), to: daysAfter(day, mark) };
}

/** Whoever never asked is compared with askers, who were about: they had bought within so many days, that day included. */
function beforehand({ client, day }: FollowedClient, marks: readonly number[]): Window {
  return { client, from: daysAfter(day, 1 - (marks[0] ?? 0)), to: day };
}

/** In which windows it has to be known whether a client bought: of those without a relationship. */
export const purchaseWindows = (
  subjects: readonly FollowedClient[],
  marks: readonly number[],
  lives: ReadonlyMap<string, Life>,
): Window[] =>
  subjects
    .filter(({ client }) => !lives.has(client))
    .flatMap((subject) => [
      ...marks.map((mark) => windowOf(subject, marks, mark)),
      ...(subject.group === NEVER ? [beforehand(subject, marks)] : []),
    ]);

/**
 * Whether a subject was still with us at a mark: by the relationship, or else by what the client bought since the mark
 * before; null for who was no client on the first day.
 * @param bought the keys of the windows in which the client bought
 */
export function stayedBy(
  marks: readonly number[],
  lives: ReadonlyMap<string, Life>,
  bought: ReadonlySet<string>,
): (subject: FollowedClient, mark: number) => boolean | null {
  return (subject, mark) => {
    const life = lives.get(subject.client);
    if (life) return liveOn(life, subject.day) === false ? null : liveOn(life, daysAfter(subject.day, mark));
    if (subject.group === NEVER && !bought.has(windowKey(beforehand(subject, marks)))) return null;
    return bought.has(windowKey(windowOf(subject, marks, mark)));
  };
}
