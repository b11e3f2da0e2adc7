// One inbox over all clients: tasks, and what waits and is none (R-TSK-1, R-TSK-3).
import type {
  InboxOrder,
  InboxRow,
  InboxTally,
  InboxTerms,
  WantedInbox,
  WantedUntold,
} from "../archive/inbox.ts";
import type { Archive } from "../archive/open.ts";
import type { ListPlace, Page, WantedPage } from "../archive/page.ts";
import { type Actor, completionOf, DAY, iso, type Policy, type Role, statesIn } from "../machines/index.ts";
import { ProblemError } from "./problem.ts";
import type { Standings } from "./standing.ts";
import { JUDGES, matterReader, waitingOf } from "./waiting.ts";

/** What somebody has to do: a task, or (kind `waiting`) something that waits. Times are ISO instants. */
export interface DeskItem {
  readonly id: string;
  readonly client: string;
  readonly kind: string;
  /** Of what waits: `incident`, `request`, `clause`, …; null for a task. */
  readonly what: string | null;
  /** Whose it is now. */
  readonly role: Role;
  readonly about: string | null;
  /** What is asked. */
  readonly says: string;
  readonly points: readonly string[];
  readonly openedAt: string;
  readonly dueAt: string | null;
  readonly overdue: boolean;
  /** `role:id` of whoever has taken it. */
  readonly claimedBy: string | null;
  readonly claimedAt: string | null;
  readonly assignedBy: string | null;
  readonly snoozedUntil: string | null;
  readonly snoozedBy: string | null;
  /** Vault id of the words. */
  readonly snoozeReason: string | null;
  readonly remindedAt: string | null;
  /** The role that it was taken from because it was overdue for long, when, and by what. */
  readonly escalated: { readonly from: Role; readonly at: string; readonly by: string } | null;
  /** Events any of which completes it. */
  readonly completedBy: readonly string[];
  /** What to type. */
  readonly command: string;
}

/** Which items to list; every condition given must hold. */
export interface WantedItems extends Omit<WantedInbox, "id"> {
  /** Put off ones too. */
  readonly snoozed?: boolean | undefined;
}

export interface InboxCounts {
  readonly items: number;
  readonly overdue: number;
  readonly unclaimed: number;
  readonly mine: number;
  /** Put off, and not among the others unless they were asked for. */
  readonly snoozed: number;
  /** When the oldest was opened; null: there is none. */
  readonly oldestAt: string | null;
  readonly oldestDays: number | null;
}

export interface ListedItems extends Page<DeskItem> {
  /** Of all that fits. */
  readonly counts: InboxCounts;
}

/** A page, in one of the orders that the inbox can have. */
export type WantedItemPage = WantedPage & { readonly by: InboxOrder };

export interface DeskParts {
  readonly archive: Archive;
  readonly standings: Standings;
  /** The policy in force. */
  readonly policy: () => Policy;
  /** Ms since the epoch. */
  readonly clock: () => number;
}

/** The regular job's name. */
export const DESK = "system:desk";
export const MOST = 20_000;
/** Items that are read at a time by the regular job. */
const AT_ONCE = 1_000;

export const named = ({ role, id }: Actor): string => `${role}:${id}`;
export const since = (instant: string, now: number): number => now - Date.parse(instant);

/** Of a task, what completes it is not said yet. */
function itemOf(row: InboxRow, now: number): DeskItem {
  const { id, client, kind, role, about, points, openedAt, dueAt } = row;
  const { claimedBy, claimedRole, claimedAt, assignedBy, remindedAt, escalatedTo, escalatedAt } = row;
  const asleep = row.snoozedUntil !== null && Date.parse(row.snoozedUntil) > now;
  const { what = null, says = "", events = [], command = "" } = waitingOf(row) ?? {};
  return {
    id,
    client,
    kind,
    what,
    role: escalatedTo ?? role,
    about,
    says,
    points,
    openedAt,
    dueAt,
    overdue: dueAt !== null && Date.parse(dueAt) < now,
    claimedBy: claimedBy === null ? null : `${claimedRole}:${claimedBy}`,
    claimedAt,
    assignedBy,
    snoozedUntil: asleep ? row.snoozedUntil : null,
    snoozedBy: asleep ? row.snoozedBy : null,
    snoozeReason: asleep ? row.snoozeReason : null,
    remindedAt,
    escalated:
      escalatedTo === null || escalatedAt === null ? null : { from: role, at: escalatedAt, by: DESK },
    completedBy: events,
    command,
  };
}

function countsOf(
  { awake, asleep, oldestAt, ...tally }: InboxTally,
  snoozed: boolean,
  now: number,
): InboxCounts {
  return {
    ...tally,
    items: snoozed ? awake + asleep : awake,
    snoozed: asleep,
    oldestAt,
    oldestDays: oldestAt === null ? null : Math.floor(since(oldestAt, now) / DAY),
  };
}

/** Says with what each task is completed. */
const completing =
  ({ tasks }: Pick<Archive, "tasks">) =>
  async (items: readonly DeskItem[]): Promise<DeskItem[]> => {
    const openings = await tasks.openings(items.filter(({ what }) => what === null).map(({ id }) => id));
    return items.map((item) => {
      if (item.what !== null) return item;
      const { says, events, command } = completionOf(item, openings.get(item.id) ?? null);
      return { ...item, says, completedBy: events, command };
    });
  };

/** By what items are judged now. */
const terming =
  ({ policy, clock }: Pick<DeskParts, "policy" | "clock">) =>
  (role: Role, owners: readonly string[]): InboxTerms => ({
    now: iso(clock()),
    dueDays: policy().tasks.dueDays,
    owners,
    role,
    judges: JUDGES,
    over: statesIn("over"),
  });

/** What is open, and what completes it. */
export function inboxOf({ archive, standings, policy, clock }: DeskParts) {
  const { tasks, inbox } = archive;
  const readMatters = matterReader(archive, standings, clock);
  const told = completing(archive);

  const termsOf = terming({ policy, clock });

  /** Every overdue item that is not put off, the most pressing first. */
  async function* overdue(): AsyncGenerator<DeskItem, void> {
    await readMatters();
    let read = 0;
    for (let after: ListPlace | undefined; read < MOST; ) {
      const page = { by: "dueAt", after, limit: AT_ONCE } as const;
      const { rows, next } = await inbox.page({ overdue: true }, termsOf("system", []), page);
      for (const row of rows) yield itemOf(row, clock());
      read += rows.length;
      if (next === null) return;
      after = next;
    }
  }

  /** R-TSK-5: for whom somebody stands in now: `role:id` each. */
  async function standsFor({ id, role }: Actor): Promise<string[]> {
    const absent = await archive.deputies.absentOf(id, role, iso(clock()));
    return absent.map((other) => named({ id: other, role }));
  }

  /** An open item. @throws {ProblemError} `missing`, or `gone` */
  async function openOne(id: string): Promise<DeskItem> {
    const [client = ""] = id.split("/");
    await readMatters(client);
    const { rows } = await inbox.page({ id, client }, termsOf("system", []), { by: "dueAt", limit: 1 }, true);
    if (rows[0]) return itemOf(rows[0], clock());
    const before = await tasks.get(id);
    if (!before && !id.includes("/waiting/"))
      throw new ProblemError("missing", `there is no task ${id}; tenure tasks lists them`);
    const by = before?.doneBy ? `, by ${before.doneBy}` : "";
    throw new ProblemError("gone", `${id} is ${before?.state ?? "answered"} already${by}`);
  }

  async function shown(id: string): Promise<DeskItem> {
    const [item] = await told([await openOne(id)]);
    return item as DeskItem;
  }

  return {
    overdue,
    openOne,
    /** By what the regular job judges items. */
    terms: () => termsOf("system", []),

    /** Reads what waits in relationships that went on. */
    refresh: () => readMatters(),

    /** What a destination is to be told of now, the most pressing first. */
    untold: (wanted: WantedUntold, limit: number): Promise<InboxRow[]> =>
      inbox.untold(wanted, termsOf("system", []), limit),

    shown,
    standsFor,

    /** One page, with the counts of all that fits. */
    async list(
      { snoozed = false, ...wanted }: WantedItems,
      by: Actor,
      page: WantedItemPage,
    ): Promise<ListedItems> {
      await readMatters(wanted.client);
      const terms = termsOf(by.role, [named(by), ...(await standsFor(by))]);
      const [{ rows, next }, tally] = await Promise.all([
        inbox.page(wanted, terms, page, snoozed),
        inbox.tally(wanted, terms, snoozed),
      ]);
      const items = await told(rows.map((row) => itemOf(row, clock())));
      return { rows: items, next, counts: countsOf(tally, snoozed, clock()) };
    },
  };
}

export type Inbox = ReturnType<typeof inboxOf>;
