// The outbox over HTTP: every notice, as it was sent, with each attempt and what became of it.
import { createRoute, z } from "@hono/zod-openapi";
import type { Archive } from "../../../archive/open.ts";
import type { ListedNotice } from "../../../archive/outbox.ts";
import { ATTEMPT_OUTCOMES, NOTICE_STATUSES, REPORT_STATUSES } from "../../../archive/tables.ts";
import { ProblemError } from "../../../services/problem.ts";
import type { ApiApp } from "../actor.ts";
import { answered, listed, listOf, listQuery } from "../lists.ts";
import { clientId, clientParam, instant, problem } from "../schemas.ts";

const cause = z.string().nullable();

const listedSchema = z
  .object({
    id: z.string().openapi({ example: "c1/4/0" }),
    client: z.string(),
    notice: z.string(),
    channel: z.string(),
    locale: z.string(),
    status: z.enum(NOTICE_STATUSES),
    cause: cause.openapi({ description: "Why it waits, failed, bounced or was kept here" }),
    at: z.string().openapi({ description: "When it came to this status" }),
    attempts: z.int().openapi({ description: "How often it was tried to hand it over" }),
  })
  .openapi("OutboxNotice");
export type OutboxRow = z.infer<typeof listedSchema>;

const shownSchema = listedSchema
  .omit({ attempts: true })
  .extend({
    messageId: z.string().openapi({ description: "The first part of the Message-ID of its mails" }),
    words: z
      .object({ subject: z.string(), body: z.string(), html: z.string().optional() })
      .nullable()
      .openapi({ description: "null: erased" }),
    attempts: z.array(
      z.object({
        n: z.int(),
        at: z.string(),
        endedAt: z.string().nullable(),
        outcome: z
          .enum(ATTEMPT_OUTCOMES)
          .nullable()
          .openapi({ description: "null: nobody knows, or it is under way" }),
        cause,
        idempotent: z.boolean().openapi({ description: "The receiver drops a repetition" }),
        message: z
          .string()
          .nullable()
          .openapi({ description: "As it went out, headers included; null: none" }),
      }),
    ),
    reports: z.array(z.object({ status: z.enum(REPORT_STATUSES), at: z.string(), cause })),
  })
  .openapi("OutboxNoticeInFull");
export type OutboxDetail = z.infer<typeof shownSchema>;

const page = listOf(listedSchema).openapi("OutboxNotices");

const query = listQuery(["-at", "at"], {
  client: clientId.optional(),
  status: z.enum(NOTICE_STATUSES).optional(),
  since: instant.optional().openapi({ description: "That came to their status at this instant or later" }),
});

const param = clientParam.extend({
  seq: z.coerce
    .number()
    .int()
    .min(1)
    .openapi({ param: { name: "seq", in: "path", required: true } }),
  n: z.coerce
    .number()
    .int()
    .min(0)
    .openapi({ param: { name: "n", in: "path", required: true } }),
});

const routes = {
  list: createRoute({
    method: "get",
    path: "/v1/outbox",
    operationId: "listNotices",
    summary: "List notices, the latest first",
    request: { query },
    responses: {
      200: listed("Notices", listedSchema, page),
      400: problem("Malformed: what is wrong, and where"),
      503: problem("A part of the engine cannot be reached; try again"),
    },
  }),
  show: createRoute({
    method: "get",
    path: "/v1/outbox/{client}/{seq}/{n}",
    operationId: "getNotice",
    summary: "Show a notice as it was sent, with each attempt and what became of it",
    request: { params: param },
    responses: {
      200: { description: "The notice", content: { "application/json": { schema: shownSchema } } },
      404: problem("There is no such notice"),
      503: problem("A part of the engine cannot be reached; try again"),
    },
  }),
} as const;

const row = ({ vaultId: _, ...rest }: ListedNotice): OutboxRow => rest;

export function outboxRoutes(app: ApiApp, { outbox }: Pick<Archive, "outbox">): void {
  app.openapi(routes.list, async (c) => {
    const { client, status, since, ...asked } = c.req.valid("query");
    return answered(c, asked, (wanted) => outbox.search({ client, status, since }, wanted), row);
  });

  app.openapi(routes.show, async (c) => {
    const { client, seq, n } = c.req.valid("param");
    const shown = await outbox.show(`${client}/${seq}/${n}`);
    if (!shown) throw new ProblemError("missing", `there is no notice ${client}/${seq}/${n} in the outbox`);
    const { vaultId: _, mark: messageId, attempts, reports, ...rest } = shown;
    return c.json(
      { ...rest, messageId, attempts: [...attempts], reports: [...reports] } as OutboxDetail,
      200,
    );
  });
}
