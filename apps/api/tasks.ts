// The inbox over HTTP: what everybody has to do, over all clients, and what became of what somebody reported.
import { createRoute, z } from "@hono/zod-openapi";
import type { InboxOrder } from "../../archive/inbox.ts";
import type { Page, WantedPage } from "../../archive/page.ts";
import { LOCALES, ROLES } from "../../machines/index.ts";
import { ACTING } from "../../services/access.ts";
import { actorOf } from "../../services/login/caller.ts";
import type { ProblemError } from "../../services/problem.ts";
import { ProblemError as Problem } from "../../services/problem.ts";
import type { Reported } from "../../services/reported.ts";
import type { Submission } from "../../services/said.ts";
import type { Desk } from "../../services/tasks.ts";
import { callSheet } from "../../texts/notices/talk.ts";
import type { Locale } from "../../texts/notices/texts.ts";
import type { ApiApp } from "./actor.ts";
import { keyed, keyHeaders } from "./idempotency.ts";
import { answered, listed, listOf, listQuery } from "./lists.ts";
import { json, problem } from "./schemas.ts";
import { text } from "./words.ts";

const role = z.enum(ROLES);
/** Who somebody is, as far as a pattern says it: role:id. */
const NAMED = `^(${ACTING.join("|")}):.+$`;
const item = z
  .object({
    id: z.string(),
    client: z.string(),
    kind: z.string().openapi({ description: "Of a task; `waiting`: something that waits, and is no task" }),
    what: z.string().nullable().openapi({ description: "Of what waits: incident, request, clause, …" }),
    role: role.openapi({ description: "Whose it is now" }),
    about: z.string().nullable(),
    says: z.string(),
    points: z.array(z.string()),
    openedAt: z.string(),
    dueAt: z.string().nullable(),
    overdue: z.boolean(),
    claimedBy: z.string().nullable().openapi({ description: "role:id" }),
    claimedAt: z.string().nullable(),
    assignedBy: z.string().nullable(),
    snoozedUntil: z.string().nullable(),
    snoozedBy: z.string().nullable(),
    snoozeReason: z.string().nullable().openapi({ description: "Vault id of the words" }),
    remindedAt: z.string().nullable().openapi({ description: "When it was found overdue (R-TSK-4)" }),
    escalated: z
      .object({ from: role, at: z.string(), by: z.string() })
      .nullable()
      .openapi({ description: "It was overdue for long, and went to a senior" }),
    completedBy: z.array(z.string()).openapi({ description: "Events any of which completes it" }),
    command: z.string().openapi({ description: "What to type" }),
  })
  .openapi("Item");
export type ShownItem = z.infer<typeof item>;

const sheeted = item
  .extend({
    sheet: z.array(z.object({ heading: z.string().nullable(), points: z.array(z.string()) })).openapi({
      description: "The points in words, under their headings: what a caller says, and never says",
    }),
  })
  .openapi("ItemWithSheet");
export type SheetedItem = z.infer<typeof sheeted>;

const page = listOf(item)
  .extend({
    counts: z
      .object({
        items: z.int(),
        overdue: z.int(),
        unclaimed: z.int(),
        mine: z.int(),
        snoozed: z.int(),
        oldestAt: z.string().nullable(),
        oldestDays: z.int().nullable(),
      })
      .openapi({ description: "Of all that fits, on every page" }),
  })
  .openapi("Inbox");
export type ShownInbox = z.infer<typeof page>;

const report = z
  .object({
    client: z.string(),
    what: z.enum(["incident", "askedOff"]),
    about: z.string(),
    at: z.string(),
    open: z.boolean(),
    says: z.string(),
    answeredAt: z.string().nullable(),
    answeredBy: z.string().nullable(),
  })
  .openapi("MyReport");
const reports = listOf(report).openapi("MyReports");
export type ShownReports = z.infer<typeof reports>;

const NO = {
  400: problem("Malformed: what is wrong, and where"),
  403: problem("It is not for this role"),
  404: problem("There is no such task"),
  409: problem("Another has taken it, or it ends with its answer"),
  410: problem("It is done, or its matter is over"),
  503: problem("A part of the engine cannot be reached; try again"),
};
const ONE = {
  params: z.object({
    id: z
      .string()
      .max(300)
      .openapi({ param: { name: "id", in: "path" }, example: "c1/4/0" }),
  }),
};
const yes = z.enum(["true", "false"]).transform((word) => word === "true");
const bodyOf = <S extends z.ZodType>(schema: S) => ({
  required: true as const,
  content: { "application/json": { schema } },
});
const instant = z.iso.datetime({ offset: true });
const DONE = { 200: json("As it stands now", sheeted), ...NO };

const routes = {
  list: createRoute({
    method: "get",
    path: "/v1/tasks",
    operationId: "listTasks",
    summary: "What everybody has to do, over all clients, the most pressing first",
    request: {
      query: listQuery(["dueAt", "-dueAt", "openedAt", "-openedAt"], {
        mine: yes.optional().openapi({ description: "Taken by whoever asks" }),
        role: role.optional(),
        unclaimed: yes.optional(),
        overdue: yes.optional(),
        waiting: yes.optional().openapi({ description: "That others have to do" }),
        snoozed: yes.optional().openapi({ description: "Put off ones too" }),
        client: z.string().max(64).optional(),
        kind: z.string().max(40).optional(),
      }),
    },
    responses: { 200: listed("What is to be done", item, page), 400: NO[400], 503: NO[503] },
  }),
  reported: createRoute({
    method: "get",
    path: "/v1/tasks/reported",
    operationId: "listMyReports",
    summary: "What became of what you reported: incidents, and clients off whom you asked",
    request: { query: listQuery(["-at", "at"], {}) },
    responses: { 200: listed("What you reported", report, reports), 400: NO[400], 503: NO[503] },
  }),
  show: createRoute({
    method: "get",
    path: "/v1/tasks/{id}",
    operationId: "getTask",
    summary: "One open task, with what completes it, and what to say (R-COM-2)",
    request: { ...ONE, query: z.object({ lang: z.enum(LOCALES).default("en") }) },
    responses: DONE,
  }),
  claim: createRoute({
    method: "post",
    path: "/v1/tasks/{id}/claim",
    operationId: "claimTask",
    summary: "Take it",
    request: ONE,
    responses: DONE,
  }),
  release: createRoute({
    method: "post",
    path: "/v1/tasks/{id}/release",
    operationId: "releaseTask",
    summary: "Give it back",
    request: ONE,
    responses: DONE,
  }),
  assign: createRoute({
    method: "post",
    path: "/v1/tasks/{id}/assign",
    operationId: "assignTask",
    summary: "Give it to somebody",
    request: {
      ...ONE,
      body: bodyOf(
        z.strictObject({ to: z.string().max(100).openapi({ pattern: NAMED, example: "ops:ann" }) }),
      ),
    },
    responses: DONE,
  }),
  snooze: createRoute({
    method: "post",
    path: "/v1/tasks/{id}/snooze",
    operationId: "snoozeTask",
    summary: "Put it off, with a reason",
    request: { ...ONE, body: bodyOf(z.strictObject({ until: instant, reason: text() })) },
    responses: DONE,
  }),
  done: createRoute({
    method: "post",
    path: "/v1/tasks/{id}/done",
    operationId: "closeTask",
    summary: "Close it by hand: task.closed, on record with its reason",
    request: {
      ...ONE,
      headers: keyHeaders,
      body: bodyOf(z.strictObject({ reason: text(), eventId: z.uuid().optional() })),
    },
    responses: {
      200: json(
        "On record",
        z.object({ item, outcome: z.string(), seq: z.int().nullable() }).openapi("ClosedTask"),
      ),
      ...NO,
    },
  }),
} as const;
export interface ClosedTask {
  readonly item: ShownItem;
  readonly outcome: string;
  readonly seq: number | null;
}

export interface TasksRouteOptions {
  readonly desk: Desk;
  readonly reported: (by: { readonly id: string }, page: WantedPage) => Promise<Page<Reported>>;
  readonly apply: (
    client: string,
    actor: Parameters<Desk["claim"]>[1],
    said: Submission,
  ) => Promise<{ readonly outcome: string; readonly seq?: number }>;
  /** Called when somebody did something about a task that no entry says. */
  readonly changed: () => void;
}

/** Who a task goes to. @throws {ProblemError} */
function assignee(given: string): ReturnType<typeof actorOf> {
  try {
    return actorOf(given);
  } catch (error) {
    const says = (error as ProblemError).message;
    throw new Problem("malformed", `to: ${says}`, { faults: [{ path: "to", says: "role:id" }] });
  }
}

const plain = (one: Awaited<ReturnType<Desk["show"]>>): ShownItem => ({
  ...one,
  points: [...one.points],
  completedBy: [...one.completedBy],
});

/** With what a caller says and never says, in words. */
const inWords = (one: Awaited<ReturnType<Desk["show"]>>, lang: Locale = "en"): SheetedItem => ({
  ...plain(one),
  sheet: callSheet(one.points, lang).map(({ heading, points }) => ({ heading, points: [...points] })),
});

export function tasksRoutes(app: ApiApp, { desk, reported: of, apply, changed }: TasksRouteOptions): void {
  const done = async (act: ReturnType<Desk["claim"]>): Promise<SheetedItem> => {
    const item = inWords(await act);
    changed();
    return item;
  };
  app.openapi(routes.list, async (c) => {
    const { sort, cursor, limit, ...wanted } = c.req.valid("query");
    return answered(
      c,
      { sort, cursor, limit },
      (page) => desk.list(wanted, c.get("actor"), { ...page, by: page.by as InboxOrder }),
      plain,
      ({ counts }) => ({ counts }),
    );
  });
  app.openapi(routes.reported, (c) =>
    answered(
      c,
      c.req.valid("query"),
      (page) => of(c.get("actor"), page),
      (one) => one,
    ),
  );
  app.openapi(routes.show, async (c) =>
    c.json(inWords(await desk.show(c.req.valid("param").id), c.req.valid("query").lang), 200),
  );
  app.openapi(routes.claim, async (c) =>
    c.json(await done(desk.claim(c.req.valid("param").id, c.get("actor"))), 200),
  );
  app.openapi(routes.release, async (c) =>
    c.json(await done(desk.release(c.req.valid("param").id, c.get("actor"))), 200),
  );
  app.openapi(routes.assign, async (c) => {
    const to = assignee(c.req.valid("json").to);
    return c.json(await done(desk.assign(c.req.valid("param").id, to, c.get("actor"))), 200);
  });
  app.openapi(routes.snooze, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await done(desk.snooze(id, c.req.valid("json"), c.get("actor"))), 200);
  });
  app.openapi(routes.done, async (c) => {
    const { id } = c.req.valid("param");
    const by = c.get("actor");
    const { reason, eventId } = keyed(c, c.req.valid("json"));
    const item = await desk.closable(id, by);
    const said = {
      type: "task.closed",
      reason,
      data: { taskId: id },
      ...(eventId !== undefined && { eventId }),
    };
    const { outcome, seq = null } = await apply(item.client, by, said as Submission);
    return c.json({ item: plain(item), outcome, seq }, 200);
  });
}
