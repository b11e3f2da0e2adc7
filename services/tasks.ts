// What is done about tasks: who takes them, and what the regular job does with what is overdue (R-TSK-1, R-TSK-4).
import { type Actor, DAY, iso, type Role } from "../machines/index.ts";
import { alsoTaking, mayLead, takes } from "./access.ts";
import { DESK, type DeskItem, type DeskParts, type Inbox, inboxOf, MOST, named, since } from "./inbox.ts";
import { ProblemError } from "./problem.ts";

const ESCALATES_TO: Role = "senior";
const MINUTE = 60_000;

/** @throws {ProblemError} `role` when it is not for them */
function mustTake(by: Actor, { id, role }: Pick<DeskItem, "id" | "role">): void {
  if (takes(by.role, role)) return;
  const also = alsoTaking(role)
    .map((other) => ` or ${other}`)
    .join("");
  throw new ProblemError("role", `${id} is for ${role}${also}; ${by.role} may not take it`);
}

const FREE = { claimedBy: null, claimedRole: null, claimedAt: null, assignedBy: null };

/** R-TSK-5: what deputies may do with what the absent have taken. */
function standingIn({ archive, clock }: DeskParts, { standsFor }: Inbox) {
  /** Whether somebody has taken one themselves, or somebody has for whom they stand in. */
  const holds = async (by: Actor, { claimedBy }: DeskItem): Promise<boolean> =>
    claimedBy === named(by) || (claimedBy !== null && (await standsFor(by)).includes(claimedBy));
  return {
    holds,

    /** What an absent colleague has taken goes to their deputy, who has it from them. @returns whether it did */
    async takesOver(by: Actor, item: DeskItem): Promise<boolean> {
      const { id, client, claimedBy } = item;
      if (claimedBy === null || claimedBy === named(by) || !(await holds(by, item))) return false;
      const claim = { claimedBy: by.id, claimedRole: by.role, claimedAt: iso(clock()) };
      await archive.tasks.handle(id, client, { ...claim, assignedBy: claimedBy });
      return true;
    },
  };
}

/** What people do about a task. */
function acting(parts: DeskParts, inbox: Inbox) {
  const { archive, clock } = parts;
  const { openOne, shown } = inbox;
  const { tasks, vault } = archive;
  const { holds, takesOver } = standingIn(parts, inbox);
  return {
    /** Takes it. @throws {ProblemError} where another has it, or it is not for this role */
    async claim(id: string, by: Actor): Promise<DeskItem> {
      const item = await openOne(id);
      mustTake(by, item);
      if (await takesOver(by, item)) return shown(id);
      if (!(await tasks.claim(id, item.client, by, iso(clock()))))
        throw new ProblemError(
          "exists",
          `${id} is taken by ${item.claimedBy ?? "another"}; tenure tasks assign`,
        );
      return shown(id);
    },

    /** Gives it back: whoever has it, or a manager or a senior. */
    async release(id: string, by: Actor): Promise<DeskItem> {
      const item = await openOne(id);
      if (item.claimedBy === null) throw new ProblemError("refused", `nobody has taken ${id}`);
      if (!(await holds(by, item)) && !mayLead(by))
        throw new ProblemError(
          "role",
          `${item.claimedBy} has taken ${id}: they, a manager or a senior release it`,
        );
      await tasks.handle(id, item.client, FREE);
      return shown(id);
    },

    /** Gives it to somebody who may take it, whoever has it. */
    async assign(id: string, to: Actor, by: Actor): Promise<DeskItem> {
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
    ): Promise<DeskItem> {
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
    async closable(id: string, by: Actor): Promise<DeskItem> {
      const item = await shown(id);
      if (!mayLead(by)) mustTake(by, item);
      if (item.what !== null || item.kind === "suggestion")
        throw new ProblemError("refused", `${id} ends with its answer: ${item.command}`);
      return item;
    },
  };
}

/** What the regular job does about tasks. */
function minding({ archive, policy, clock }: DeskParts, { overdue }: Inbox) {
  const { tasks, effects } = archive;
  return {
    /** Tasks for what has not succeeded for long; and their end, once it has come to one. */
    async mindStalled(): Promise<void> {
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
      const open = await tasks.list({ state: "open", kind: "stalled", limit: MOST });
      const over = await effects.ended(open.flatMap(({ about }) => about ?? []));
      for (const { id, about } of open) if (about !== null && over.has(about)) await tasks.done(id, DESK, at);
    },

    /** R-TSK-4: reminds of what is overdue, once, and later gives it to a senior. @returns what was done */
    async mindOverdue(): Promise<{
      readonly reminded: readonly string[];
      readonly escalated: readonly string[];
    }> {
      const { remindAfterDays = Infinity, escalateAfterDays = Infinity } = policy().tasks;
      const now = clock();
      const [reminded, escalated]: string[][] = [[], []];
      for await (const { id, client, role, dueAt, remindedAt, escalated: before } of overdue()) {
        if (dueAt === null) continue;
        const days = since(dueAt, now) / DAY;
        if (days >= escalateAfterDays && before === null && role !== ESCALATES_TO) {
          await tasks.handle(id, client, { ...FREE, escalatedTo: ESCALATES_TO, escalatedAt: iso(now) });
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

/** The inbox, what people do about what is in it, and what the regular job does. */
export function desk(parts: DeskParts) {
  const inbox = inboxOf(parts);
  const { list, shown: show } = inbox;
  return { list, show, ...acting(parts, inbox), ...minding(parts, inbox) };
}

export type Desk = ReturnType<typeof desk>;
