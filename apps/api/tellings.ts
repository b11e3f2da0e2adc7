// Where our people are told what waits for them, and what could not be told.
import { createRoute, z } from "@hono/zod-openapi";
import { pageIn as inMemory, type MemoryKey } from "../../archive/page.ts";
import { ROLES } from "../../machines/index.ts";
import type { StaffTelling, ToldState } from "../../services/telling.ts";
import type { ApiApp } from "./actor.ts";
import { answered, listed, listOf, listQuery } from "./lists.ts";
import { problem } from "./schemas.ts";

const destination = z
  .object({
    id: z.string().openapi({ description: "Its channel, and a digest of the address, which stands nowhere" }),
    channel: z.enum(["mail", "slack", "telegram"]),
    roles: z.array(z.enum(ROLES)).openapi({ description: "Who is told there" }),
    lastAt: z.string().nullable().openapi({ description: "When anything was told there last" }),
    waiting: z.int().openapi({ description: "Open and free things that could not be told yet; tried again" }),
    lost: z.int().openapi({
      description: "Those that were not taken for a day, or of which nobody knows whether they arrived",
    }),
    cause: z.string().nullable().openapi({ description: "Why the last attempt about these failed" }),
  })
  .openapi("TellDestination");
const page = listOf(destination).openapi("TellDestinations");
export type ListedTellings = z.infer<typeof page>;

/** In memory: there are as many as the variables name. */
const ORDER: readonly MemoryKey<ToldState>[] = [{ type: "text", of: ({ id }) => id }];

const route = createRoute({
  method: "get",
  path: "/v1/tellings",
  operationId: "listTellings",
  summary: "Where our people are told what waits for them, and what could not be told",
  request: { query: listQuery(["id", "-id"], {}) },
  responses: {
    200: listed("Each destination", destination, page),
    400: problem("Malformed: what is wrong, and where"),
    503: problem("A part of the engine cannot be reached; try again"),
  },
});

export function tellingsRoutes(app: ApiApp, { states }: Pick<StaffTelling, "states">): void {
  app.openapi(route, (c) =>
    answered(
      c,
      c.req.valid("query"),
      async (wanted) => inMemory(await states(), ORDER, wanted),
      ({ roles, ...rest }) => ({ ...rest, roles: [...roles] }),
    ),
  );
}
