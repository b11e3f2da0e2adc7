// One inbox over all clients: tasks, and what waits and is none; who takes them, and what is overdue (R-TSK-1 to R-TSK-6).
import type { Archive } from "../archive/open.ts";
import type { Handling, Task } from "../archive/tasks.ts";
import { type Actor, completionOf, DAY, iso, type Policy, type Role } from "../machines/index.ts";
import { ProblemError } from "./problem.ts";
import type { Standings } from "./standing.ts";
import { type Waiting, waiting } from "./waiting.ts";

/** What somebody has to do: a task, or (kind `waiting`) something that waits. Times are ISO instants. */
export interface Item {
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
export interface WantedItems {
  /** Taken by whoever asks. */
  readonly mine?: boolean | undefined;
  readonly role?: Role | undefined;
  readonly unclaimed?: boolean | undefined;
  readonly overdue?: boolean | undefined;
  /** That others have to do: of another role, or taken by somebody else. */
  readonly waiting?: boolean | undefined;
  /** Put off ones too. */
  readonly snoozed?: boolean | undefined;
  readonly client?: string | undefined;
  readonly kind?: string | undefined;
  /** The last item of the page before. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface Counts {
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
  readonly items: readonly Item[];
  readonly counts: Counts;
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

const ESCALATES_TO: Role = "senior";
/** The regular job's name. */
const DESK = "system:desk";
const MOST = 20_000;
const MINUTE = 60_000;

/** Whose work others may take: as with routes, what ops do managers may do, and what managers do seniors may. */
const ALSO: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  ops: ["manager"],
  sales: ["manager"],
  manager: ["senior"],
};
const takes = (role: Role, of: Role): boolean => role === of || (ALSO[of] ?? []).includes(role);
const named = ({ role, id }: Actor): string => `${role}:${id}`;
const since = (instant: string, now: number): number => now - Date.parse(instant);

function handled(role: Role, handling: Handling | undefined, now: number) {
  const { claimedBy = null, claimedRole = null, claimedAt = null, assignedBy = null } = handling ?? {};
  const { snoozedUntil = null, snoozedBy = null, snoozeReason = null } = handling ?? {};
  const { remindedAt = null, escalatedTo = null, escalatedAt = null } = handling ?? {};
  const asleep = snoozedUntil !== null && Date.parse(snoozedUntil) > now;
  return {
    role: escalatedTo ?? role,
    ...{ claimedBy: claimedBy === null ? null : `${claimedRole}:${claimedBy}`, claimedAt, assignedBy },
    snoozedUntil: asleep ? snoozedUntil : null,
    ...{ snoozedBy: asleep ? snoozedBy : null, snoozeReason: asleep ? snoozeReason : null, remindedAt },
    escalated:
      escalatedTo === null || escalatedAt === null ? null : { from: role, at: escalatedAt, by: DESK },
  };
}

/** The most pressing first; those without a date after those with one. */
const pressing = (a: Item, b: Item): number =>
  (a.dueAt ?? "~").localeCompare(b.dueAt ?? "~") || a.id.localeCompare(b.id);

function fits(item: Item, wanted: WantedItems, by: Actor): boolean {
  const own = item.claimedBy === named(by);
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

function counted(items: readonly Item[], snoozed: number, by: Actor, now: number): Counts {
  const oldestAt = items.reduce<string | null>(
    (oldest, { openedAt }) => (oldest === null || openedAt < oldest ? openedAt : oldest),
    null,
  );
  return {
    items: items.length,
    overdue: items.filter(({ overdue }) => overdue).length,
    unclaimed: items.filter(({ claimedBy }) => claimedBy === null).length,
    mine: items.filter(({ claimedBy }) => claimedBy === named(by)).length,
    ...{ snoozed, oldestAt },
    oldestDays: oldestAt === null ? null : Math.floor(since(oldestAt, now) / DAY),
  };
}

export function desk({ archive, standings, policy, clock }: DeskParts) {
  const { tasks, effects, vault } = archive;
  const waitingNow = waiting(archive, standings, clock);

  const ofTask = (task: Task, handling: Handling | undefined, now: number): Item => {
    const { id, client, kind, role, about, points, openedAt, dueAt } = task;
    return {
      ...{ id, client, kind, what: null, about, points, openedAt, dueAt, ...handled(role, handling, now) },
      overdue: dueAt !== null && Date.parse(dueAt) < now,
      ...{ says: "", completedBy: [], command: "" },
    };
  };
  const ofWaiting = (one: Waiting, handling: Handling | undefined, now: number): Item => {
    const { id, client, what, role, about, says, since: openedAt, events, command } = one;
    const dueAt = iso(Date.parse(openedAt) + policy().tasks.dueDays * DAY);
    return {
      ...{ id, client, kind: "waiting", what, about, says, points: [], openedAt, dueAt, command },
      ...{ ...handled(role, handling, now), overdue: Date.parse(dueAt) < now, completedBy: events },
    };
  };

  /** Everything that is open, the most pressing first; what completes a task is not said yet. */
  async function everything(client?: string): Promise<Item[]> {
    const now = clock();
    const open = await tasks.list({ state: "open", client, limit: MOST });
    const rest = (await waitingNow(open)).filter((one) => client === undefined || one.client === client);
    const handling = await tasks.handling([...open, ...rest].map(({ id }) => id));
    return [
      ...open.map((task) => ofTask(task, handling.get(task.id), now)),
      ...rest.map((one) => ofWaiting(one, handling.get(one.id), now)),
    ].sort(pressing);
  }

  /** With what completes each task. */
  async function told(items: readonly Item[]): Promise<Item[]> {
    const openings = await tasks.openings(items.filter(({ what }) => what === null).map(({ id }) => id));
    return items.map((item) => {
      if (item.what !== null) return item;
      const { says, events, command } = completionOf(item, openings.get(item.id) ?? null);
      return { ...item, says, completedBy: events, command };
    });
  }

  /** An open item. @throws {ProblemError} `missing`, or `gone` */
  async function openOne(id: string): Promise<Item> {
    const client = id.split("/")[0] ?? "";
    const found = (await everything(client)).find((item) => item.id === id);
    if (found) return found;
    const before = await tasks.get(id);
    if (!before && !id.includes("/waiting/"))
      throw new ProblemError("missing", `there is no task ${id}; tenure tasks lists them`);
    const by = before?.doneBy ? `, by ${before.doneBy}` : "";
    throw new ProblemError("gone", `${id} is ${before?.state ?? "answered"} already${by}`);
  }

  /** @throws {ProblemError} `role` when it is not for them */
  function mustTake(by: Actor, { id, role }: Pick<Item, "id" | "role">): void {
    if (takes(by.role, role)) return;
    const also = (ALSO[role] ?? []).map((other) => ` or ${other}`).join("");
    throw new ProblemError("role", `${id} is for ${role}${also}; ${by.role} may not take it`);
  }
  const mayLead = ({ role }: Actor) => role === "manager" || role === "senior";

  async function shown(id: string): Promise<Item> {
    const [item] = await told([await openOne(id)]);
    return item as Item;
  }

  return {
    /** One page, with the counts of all that fits. */
    async list(wanted: WantedItems, by: Actor): Promise<Listed> {
      const fitting = (await everything(wanted.client)).filter((item) => fits(item, wanted, by));
      const awake = fitting.filter(({ snoozedUntil }) => snoozedUntil === null);
      const items = wanted.snoozed ? fitting : awake;
      const from = wanted.after === undefined ? 0 : 1 + items.findIndex(({ id }) => id === wanted.after);
      const page = items.slice(from, from + (wanted.limit ?? 1_000));
      const next = from + page.length < items.length ? (page.at(-1)?.id ?? null) : null;
      const counts = counted(items, fitting.length - awake.length, by, clock());
      return { items: await told(page), counts, next };
    },

    show: shown,

    /** Takes it. @throws {ProblemError} where another has it, or it is not for this role */
    async claim(id: string, by: Actor): Promise<Item> {
      const item = await openOne(id);
      mustTake(by, item);
      if (!(await tasks.claim(id, item.client, by, iso(clock()))))
        throw new ProblemError(
          "exists",
          `${id} is taken by ${item.claimedBy ?? "another"}; tenure tasks assign`,
        );
      return shown(id);
    },

    /** Gives it back: whoever has it, or a manager or a senior. */
    async release(id: string, by: Actor): Promise<Item> {
      const item = await openOne(id);
      if (item.claimedBy === null) throw new ProblemError("refused", `nobody has taken ${id}`);
      if (item.claimedBy !== named(by) && !mayLead(by))
        throw new ProblemError(
          "role",
          `${item.claimedBy} has taken ${id}: they, a manager or a senior release it`,
        );
      const free = { claimedBy: null, claimedRole: null, claimedAt: null, assignedBy: null };
      await tasks.handle(id, item.client, free);
      return shown(id);
    },

    /** Gives it to somebody who may take it, whoever has it. */
    async assign(id: string, to: Actor, by: Actor): Promise<Item> {
      const item = await openOne(id);
      if (!mayLead(by)) mustTake(by, item);
      mustTake(to, item);
      const claim = {
        claimedBy: to.id,
        claimedRole: to.role,
        claimedAt: iso(clock()),
        assignedBy: named(by),
      };
      await tasks.handle(id, item.client, claim);
      return shown(id);
    },

    /** Puts it off. @throws {ProblemError} when that moment is past */
    async snooze(
      id: string,
      { until, reason }: { readonly until: string; readonly reason: string },
      by: Actor,
    ): Promise<Item> {
      const item = await openOne(id);
      if (item.claimedBy !== named(by) && !mayLead(by)) mustTake(by, item);
      if (Date.parse(until) <= clock())
        throw new ProblemError("malformed", "until lies in the past", {
          faults: [{ path: "until", says: "an instant that is still to come" }],
        });
      const snoozeReason = await vault.put(item.client, "reason", reason, `${id}/snooze/${until}`);
      await tasks.handle(id, item.client, {
        snoozedUntil: iso(Date.parse(until)),
        snoozedBy: named(by),
        snoozeReason,
      });
      return shown(id);
    },

    /** What has to be asked before one is closed by hand. @throws {ProblemError} where something else ends it */
    async closable(id: string, by: Actor): Promise<Item> {
      const item = await shown(id);
      if (!mayLead(by)) mustTake(by, item);
      if (item.what !== null || item.kind === "suggestion")
        throw new ProblemError("refused", `${id} ends with its answer: ${item.command}`);
      return item;
    },

    /** Tasks for what has not succeeded for long; and their end, once it has. @returns those that are open */
    async mindStalled(): Promise<Item[]> {
      const { stalledMinutes } = policy().tasks;
      const at = iso(clock());
      const stalled =
        stalledMinutes === undefined ? [] : await effects.unsettled(iso(clock() - stalledMinutes * MINUTE));
      for (const { id, type, at: begun, cause } of stalled) {
        const why = cause === null ? "" : ` (${cause})`;
        const points = [`${type} has not succeeded since ${begun}${why}; it is tried again by itself`];
        const task = { id: `${id}/stalled`, kind: "stalled", role: "ops" as const, about: id, openedAt: at };
        await tasks.open({ ...task, dueAt: at, points });
      }
      const standing = new Set(stalled.map(({ id }) => `${id}/stalled`));
      const open = await tasks.list({ state: "open", kind: "stalled", limit: MOST });
      for (const { id } of open) if (!standing.has(id)) await tasks.done(id, DESK, at);
      const now = clock();
      return told(open.filter(({ id }) => standing.has(id)).map((task) => ofTask(task, undefined, now)));
    },

    /** R-TSK-4: reminds of what is overdue, once, and later gives it to a senior. @returns what was done */
    async mindOverdue(): Promise<{
      readonly reminded: readonly string[];
      readonly escalated: readonly string[];
    }> {
      const { remindAfterDays = Infinity, escalateAfterDays = Infinity } = policy().tasks;
      const now = clock();
      const [reminded, escalated]: string[][] = [[], []];
      for (const {
        id,
        client,
        role,
        dueAt,
        snoozedUntil,
        remindedAt,
        escalated: before,
      } of await everything()) {
        if (dueAt === null || snoozedUntil !== null) continue;
        const days = since(dueAt, now) / DAY;
        if (days >= escalateAfterDays && before === null && role !== ESCALATES_TO) {
          const free = { claimedBy: null, claimedRole: null, claimedAt: null, assignedBy: null };
          await tasks.handle(id, client, { ...free, escalatedTo: ESCALATES_TO, escalatedAt: iso(now) });
          escalated?.push(id);
        } else if (days >= remindAfterDays && remindedAt === null) {
          await tasks.handle(id, client, { remindedAt: iso(now) });
          reminded?.push(id);
        }
      }
      return { reminded: reminded ?? [], escalated: escalated ?? [] };
    },
  };
}

export type Desk = ReturnType<typeof desk>;
