// One inbox over all clients: tasks, and what waits and is none (R-TSK-1, R-TSK-3).
import type { Archive } from "../archive/open.ts";
import type { Handling, Task, WantedTasks } from "../archive/tasks.ts";
import { type Actor, completionOf, DAY, iso, type Policy, type Role } from "../machines/index.ts";
import { ProblemError } from "./problem.ts";
import type { Standings } from "./standing.ts";
import { type WaitingItem, waiting } from "./waiting.ts";

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
export interface WantedItems extends Pick<WantedTasks, "client" | "role" | "kind" | "limit"> {
  /** Taken by whoever asks, or by those for whom they stand in. */
  readonly mine?: boolean | undefined;
  readonly unclaimed?: boolean | undefined;
  readonly overdue?: boolean | undefined;
  /** That others have to do: of another role, or taken by somebody else. */
  readonly waiting?: boolean | undefined;
  /** Put off ones too. */
  readonly snoozed?: boolean | undefined;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
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

export interface Listed {
  readonly items: readonly DeskItem[];
  readonly counts: InboxCounts;
  /** The `after` of the page that follows, or null. */
  readonly next: string | null;
}

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

export const named = ({ role, id }: Actor): string => `${role}:${id}`;
export const since = (instant: string, now: number): number => now - Date.parse(instant);

function handled(role: Role, handling: Handling | undefined, now: number) {
  const { claimedBy = null, claimedRole = null, claimedAt = null, assignedBy = null } = handling ?? {};
  const { snoozedUntil = null, snoozedBy = null, snoozeReason = null } = handling ?? {};
  const { remindedAt = null, escalatedTo = null, escalatedAt = null } = handling ?? {};
  const asleep = snoozedUntil !== null && Date.parse(snoozedUntil) > now;
  return {
    role: escalatedTo ?? role,
    claimedBy: claimedBy === null ? null : `${claimedRole}:${claimedBy}`,
    claimedAt,
    assignedBy,
    snoozedUntil: asleep ? snoozedUntil : null,
    snoozedBy: asleep ? snoozedBy : null,
    snoozeReason: asleep ? snoozeReason : null,
    remindedAt,
    escalated:
      escalatedTo === null || escalatedAt === null ? null : { from: role, at: escalatedAt, by: DESK },
  };
}

export const ofTask = (task: Task, handling: Handling | undefined, now: number): DeskItem => {
  const { id, client, kind, role, about, points, openedAt, dueAt } = task;
  return {
    id,
    client,
    kind,
    what: null,
    about,
    points,
    openedAt,
    dueAt,
    ...handled(role, handling, now),
    overdue: dueAt !== null && Date.parse(dueAt) < now,
    says: "",
    completedBy: [],
    command: "",
  };
};

const ofWaiting = (
  one: WaitingItem,
  handling: Handling | undefined,
  now: number,
  dueDays: number,
): DeskItem => {
  const { id, client, what, role, about, says, since: openedAt, events, command } = one;
  const dueAt = iso(Date.parse(openedAt) + dueDays * DAY);
  return {
    id,
    client,
    kind: "waiting",
    what,
    about,
    says,
    points: [],
    openedAt,
    dueAt,
    command,
    ...handled(role, handling, now),
    overdue: Date.parse(dueAt) < now,
    completedBy: events,
  };
};

type ItemPlace = Pick<DeskItem, "dueAt" | "id">;

/** Where a page ended: `<dueAt> <id>`. @throws {ProblemError} */
function placeIn(after: string): ItemPlace {
  const [dueAt = "", ...id] = after.split(" ");
  if (id.length > 0 && (dueAt === "" || !Number.isNaN(Date.parse(dueAt))))
    return { dueAt: dueAt === "" ? null : dueAt, id: id.join(" ") };
  throw new ProblemError("malformed", "in the query: after: it is not what `next` of a page said", {
    faults: [{ path: "after", says: "the `next` of the page before" }],
  });
}

/** The most pressing first; those without a date after those with one. */
const pressing = (a: ItemPlace, b: ItemPlace): number =>
  (a.dueAt ?? "~").localeCompare(b.dueAt ?? "~") || a.id.localeCompare(b.id);

/** Whoever asks, and those for whom they stand in: `role:id` each. */
type Own = ReadonlySet<string>;

function fits(item: DeskItem, wanted: WantedItems, by: Actor, owners: Own): boolean {
  const own = item.claimedBy !== null && owners.has(item.claimedBy);
  const others = !own && (item.claimedBy !== null || item.role !== by.role);
  return (
    (!wanted.mine || own) &&
    (wanted.role === undefined || item.role === wanted.role) &&
    (!wanted.unclaimed || item.claimedBy === null) &&
    (!wanted.overdue || item.overdue) &&
    (!wanted.waiting || others) &&
    (wanted.client === undefined || item.client === wanted.client) &&
    (wanted.kind === undefined || item.kind === wanted.kind || item.what === wanted.kind)
  );
}

function counted(items: readonly DeskItem[], snoozed: number, owners: Own, now: number): InboxCounts {
  const oldestAt = items.reduce<string | null>(
    (oldest, { openedAt }) => (oldest === null || openedAt < oldest ? openedAt : oldest),
    null,
  );
  return {
    items: items.length,
    overdue: items.filter(({ overdue }) => overdue).length,
    unclaimed: items.filter(({ claimedBy }) => claimedBy === null).length,
    mine: items.filter(({ claimedBy }) => claimedBy !== null && owners.has(claimedBy)).length,
    snoozed,
    oldestAt,
    oldestDays: oldestAt === null ? null : Math.floor(since(oldestAt, now) / DAY),
  };
}

/** What is open, and what completes it. */
export function inboxOf({ archive, standings, policy, clock }: DeskParts) {
  const { tasks } = archive;
  const waitingNow = waiting(archive, standings, clock);

  /** Everything that is open, the most pressing first; what completes a task is not said yet. */
  async function everything(client?: string): Promise<DeskItem[]> {
    const now = clock();
    const open = await tasks.list({ state: "open", client, limit: MOST });
    const rest = await waitingNow(open, client);
    const handling = await tasks.handling([...open, ...rest].map(({ id }) => id));
    return [
      ...open.map((task) => ofTask(task, handling.get(task.id), now)),
      ...rest.map((one) => ofWaiting(one, handling.get(one.id), now, policy().tasks.dueDays)),
    ].sort(pressing);
  }

  /** With what completes each task. */
  async function told(items: readonly DeskItem[]): Promise<DeskItem[]> {
    const openings = await tasks.openings(items.filter(({ what }) => what === null).map(({ id }) => id));
    return items.map((item) => {
      if (item.what !== null) return item;
      const { says, events, command } = completionOf(item, openings.get(item.id) ?? null);
      return { ...item, says, completedBy: events, command };
    });
  }

  /** R-TSK-5: for whom somebody stands in now: `role:id` each. */
  async function standsFor({ id, role }: Actor): Promise<string[]> {
    const absent = await archive.deputies.absentOf(id, role, iso(clock()));
    return absent.map((other) => named({ id: other, role }));
  }

  /** An open item. @throws {ProblemError} `missing`, or `gone` */
  async function openOne(id: string): Promise<DeskItem> {
    const client = id.split("/")[0] ?? "";
    const found = (await everything(client)).find((item) => item.id === id);
    if (found) return found;
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
    everything,
    told,
    openOne,
    shown,
    standsFor,

    /** One page, with the counts of all that fits. */
    async list(wanted: WantedItems, by: Actor): Promise<Listed> {
      const owners = new Set([named(by), ...(await standsFor(by))]);
      const fitting = (await everything(wanted.client)).filter((item) => fits(item, wanted, by, owners));
      const awake = fitting.filter(({ snoozedUntil }) => snoozedUntil === null);
      const items = wanted.snoozed ? fitting : awake;
      // By its place in the order, not by itself: the last one of the page before may be done by now.
      const after = wanted.after === undefined ? null : placeIn(wanted.after);
      const from = after === null ? 0 : items.filter((item) => pressing(item, after) <= 0).length;
      const page = items.slice(from, from + (wanted.limit ?? 1_000));
      const last = page.at(-1);
      const next = last && from + page.length < items.length ? `${last.dueAt ?? ""} ${last.id}` : null;
      const counts = counted(items, fitting.length - awake.length, owners, clock());
      return { items: await told(page), counts, next };
    },
  };
}

export type Inbox = ReturnType<typeof inboxOf>;
