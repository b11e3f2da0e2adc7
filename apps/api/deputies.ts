// R-TSK-5: who stands in for whom.
import { createRoute, z } from "@hono/zod-openapi";
import { ROLES } from "../../machines/index.ts";
import type { Deputies } from "../../services/deputies.ts";
import type { ApiApp } from "./actor.ts";
import { answered, listed, listOf, listQuery } from "./lists.ts";
import { json, problem } from "./schemas.ts";

const role = z.enum(ROLES);
const instant = z.iso.datetime({ offset: true });
const deputy = z
  .object({
    id: z.string(),
    absent: z.string().openapi({ description: "Whose tasks they are" }),
    deputy: z.string().openapi({ description: "Who stands in" }),
    role,
    fromAt: z.string(),
    untilAt: z.string(),
    setBy: z.string().openapi({ description: "role:id" }),
    setAt: z.string(),
    endedAt: z.string().nullable(),
    endedBy: z.string().nullable(),
  })
  .openapi("Deputy");
export type ShownDeputy = z.infer<typeof deputy>;
const deputies = listOf(deputy).openapi("Deputies");
export type ListedDeputies = z.infer<typeof deputies>;

const NO = {
  400: problem("Malformed: what is wrong, and where"),
  403: problem("It is not for this role, or another's absence"),
  503: problem("A part of the engine cannot be reached"),
};
const person = z.string().min(1).max(64);

const routes = {
  list: createRoute({
    method: "get",
    path: "/v1/deputies",
    operationId: "listDeputies",
    summary: "Who stands in for whom, now and later",
    request: {
      query: listQuery(["fromAt", "-fromAt"], {
        all: z.enum(["true", "false"]).optional().openapi({ description: "What is over too" }),
      }),
    },
    responses: {
      200: listed("Who stands in", deputy, deputies),
      400: NO[400],
      503: NO[503],
    },
  }),
  add: createRoute({
    method: "post",
    path: "/v1/deputies",
    operationId: "addDeputy",
    summary:
      "Have somebody of the same role stand in: for yourself, or, as a manager or a senior, for anybody",
    request: {
      body: {
        required: true,
        content: {
          "application/json": {
            schema: z.strictObject({
              absent: person,
              deputy: person,
              from: instant,
              until: instant,
              role: role.exclude(["client", "system"]),
            }),
          },
        },
      },
    },
    responses: { 201: json("On record", deputy), ...NO },
  }),
  end: createRoute({
    method: "post",
    path: "/v1/deputies/{deputy}/end",
    operationId: "endDeputy",
    summary: "End it before its time",
    request: {
      params: z.object({
        deputy: z
          .string()
          .max(64)
          .openapi({
            param: { name: "deputy", in: "path" },
            example: "7d3c4f1e-0b0a-4c51-8a4e-6d1d2f6f0c11",
          }),
      }),
    },
    responses: { 200: json("Ended", deputy), ...NO, 404: problem("There is none") },
  }),
} as const;

export function deputiesRoutes(app: ApiApp, standing: Deputies): void {
  app.openapi(routes.list, async (c) => {
    const { all, ...page } = c.req.valid("query");
    return answered(
      c,
      page,
      (wanted) => standing.list(all === "true", wanted),
      (one) => one,
    );
  });
  app.openapi(routes.add, async (c) => {
    return c.json(await standing.add(c.req.valid("json"), c.get("actor")), 201);
  });
  app.openapi(routes.end, async (c) => {
    return c.json(await standing.end(c.req.valid("param").deputy, c.get("actor")), 200);
  });
}
