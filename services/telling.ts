// Tells our people where they are what waits for them: each thing once, and once more when it is overdue (R-TSK-1, R-TSK-4).
import type { InboxRow } from "../archive/inbox.ts";
import type { TellEnd, ToTell } from "../archive/tellings.ts";
import { iso, type Locale } from "../machines/index.ts";
import { type TellMessage, type ToldItem, type ToldRole, tellMessage } from "../texts/tasks/write.ts";
import { type DeskParts, inboxOf } from "./inbox.ts";

/** Where some of our people are told. */
export interface TellDestination {
  /** A channel and a digest of the address: no address stands in the archive. */
  readonly key: string;
  readonly channel: "mail" | "slack" | "telegram";
  readonly roles: readonly ToldRole[];
  /** Hands one message over, once, and says how that ended. Never throws. */
  readonly send: (message: TellMessage) => Promise<TellEnd>;
}

/** How it goes with one destination. */
export interface ToldState extends Pick<TellDestination, "channel" | "roles"> {
  /** The key of the destination. */
  readonly id: string;
  /** When anything was told last: an ISO instant. */
  readonly lastAt: string | null;
  /** Of what is open and free: not told yet, and tried again. */
  readonly waiting: number;
  /** Of what is open and free: refused for a day, or nobody knows whether it arrived. */
  readonly lost: number;
  /** Of the last attempt that failed, in words of ours. */
  readonly cause: string | null;
}

export interface TellingParts extends DeskParts {
  readonly destinations: readonly TellDestination[];
  readonly locale: Locale;
  /** Where the console is, without a slash at its end: `https://tenure.example/console`. */
  readonly consoleUrl: () => string;
}

export interface StaffTelling {
  /** One round: one message to each destination about all that is new for it. @returns how many things were told of */
  round(): Promise<number>;
  states(): Promise<readonly ToldState[]>;
}

/** Items that one round reads for a destination: more come with the next one. */
const AT_ONCE = 2_000;

const reasonOf = ({ escalatedAt, remindedAt }: InboxRow): ToldItem["reason"] =>
  escalatedAt !== null ? "escalated" : remindedAt !== null ? "overdue" : "waits";

/** An exit is decided beside all that it rests on; a question for legal is named after its ground, which no link tells. */
function pathOf({ id, client, kind, matter }: InboxRow): string {
  const what = matter?.kind ?? kind;
  if (what === "request" || what === "decideExit") return `/approvals/${encodeURIComponent(client)}`;
  if (what === "clause") return `/clients/${encodeURIComponent(client)}`;
  return `/inbox?task=${encodeURIComponent(id)}`;
}

/** What is told of an item: nothing that people wrote, and nothing of its points. */
function toldOf(row: InboxRow, consoleUrl: string): ToldItem {
  const { client, kind, role, matter, suggestion, escalatedTo, openedAt, dueAt } = row;
  return {
    client,
    kind: matter?.kind ?? (suggestion === null ? kind : "suggestion"),
    // Asked for by the roles of a destination, which are all of that kind.
    role: (escalatedTo ?? role) as ToldRole,
    reason: reasonOf(row),
    openedAt,
    dueAt,
    link: `${consoleUrl}${pathOf(row)}`,
  };
}

/** Who is told what. With two workers, whoever claims a thing first tells of it. */
export function telling(parts: TellingParts): StaffTelling {
  const { archive, clock, destinations, locale, consoleUrl } = parts;
  const { tellings } = archive;
  const { refresh, untold, terms } = inboxOf(parts);
  const keys = destinations.map(({ key }) => key);

  async function tell({ key, roles, send }: TellDestination): Promise<number> {
    const rows = await untold({ destination: key, roles }, AT_ONCE);
    if (rows.length === 0) return 0;
    const now = iso(clock());
    const wanted = rows.map((row): ToTell => ({ item: row.id, reason: reasonOf(row) }));
    const claimed = new Set(await tellings.claim(key, wanted, now));
    const own = rows.filter(({ id }) => claimed.has(id));
    if (own.length === 0) return 0;
    const at = consoleUrl();
    const items = own.map((row) => toldOf(row, at));
    const end = await send(tellMessage(items, locale, now, `${at}/inbox`));
    await tellings.settle(
      key,
      wanted.filter(({ item }) => claimed.has(item)),
      end,
      iso(clock()),
    );
    return end.state === "told" ? own.length : 0;
  }

  return {
    async round() {
      if (destinations.length === 0) return 0;
      await refresh();
      // One that is slow does not hold the others up.
      const ended = await Promise.allSettled(destinations.map(tell));
      await tellings.abandon(iso(clock()));
      for (const one of ended) if (one.status === "rejected") throw one.reason;
      return ended.reduce((sum, one) => sum + (one.status === "fulfilled" ? one.value : 0), 0);
    },

    async states() {
      const [last, open] = await Promise.all([tellings.lastTold(keys), tellings.untold(keys, terms())]);
      return destinations.map(({ key, channel, roles }) => {
        const {
          waiting = 0,
          lost = 0,
          cause = null,
        } = open.find(({ destination }) => destination === key) ?? {};
        return { id: key, channel, roles, lastAt: last.get(key) ?? null, waiting, lost, cause };
      });
    },
  };
}

/** Where nobody is told. */
export const NOBODY_TOLD: StaffTelling = { round: async () => 0, states: async () => [] };
