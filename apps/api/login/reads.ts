// Who looked at names, words, dossiers and payloads.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type GuardedRoute, SENSITIVE } from "../../../services/access.ts";
import type { Reads } from "../../../services/reads.ts";
import { personId } from "../../../values/person.ts";
import type { ApiApp, AskedBy, PathParams } from "../actor.ts";
import { json, problem } from "../schemas.ts";

/** Keeps that somebody looked, where a route shows what is personal. */
export const noting =
  (reads: Reads) =>
  async (c: Context<AskedBy>, { shows }: GuardedRoute, params: PathParams): Promise<void> => {
    if (shows === undefined) return;
    const { id, role } = c.get("actor");
    const { client = null, actor: _, ...others } = params;
    const about = Object.values(others).join("/").slice(0, 300) || null;
    await reads.note({ actorId: id, actorRole: role, how: c.get("caller").how, what: shows, client, about });
  };

const page = z
  .object({
    reads: z.array(
      z.object({
        at: z.string(),
        actor: z.string().openapi({ description: "role:id" }),
        how: z.string().openapi({ description: "By what they were known" }),
        what: z.string(),
        client: z.string().nullable(),
        about: z.string().nullable().openapi({ description: "An id: of a notice, a dossier, a suggestion" }),
      }),
    ),
    next: z.string().nullable().openapi({ description: "The `before` of the page that follows" }),
  })
  .openapi("Reads");
export type ShownReads = z.infer<typeof page>;

const route = createRoute({
  method: "get",
  path: "/v1/reads",
  operationId: "listReads",
  summary: "Who looked at names, words, dossiers and payloads, and when; none of what they saw",
  request: {
    query: z.object({
      client: z.string().max(64).optional(),
      actor: z.string().max(64).optional().openapi({ description: "A person's id" }),
      what: z.enum(SENSITIVE).optional(),
      since: z.iso.datetime({ offset: true }).optional(),
      before: z
        .string()
        .regex(/^\S{20,30} [0-9a-f-]{36}$/, "the `next` of the page before")
        .optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
    }),
  },
  responses: {
    200: json("The latest first", page),
    400: problem("Malformed: what is wrong, and where"),
    503: problem("A part of the engine cannot be reached"),
  },
});

export function readsRoutes(app: ApiApp, reads: Reads): void {
  app.openapi(route, async (c) => {
    const { actor, ...wanted } = c.req.valid("query");
    const { reads: rows, next } = await reads.list({
      ...wanted,
      ...(actor !== undefined && { actor: personId(actor) ?? actor }),
    });
    const shown = rows.map(({ at, actorId, actorRole, how, what, client, about }) => ({
      at,
      actor: `${actorRole}:${actorId}`,
      how,
      what,
      client,
      about,
    }));
    return c.json({ reads: shown, next }, 200);
  });
}
