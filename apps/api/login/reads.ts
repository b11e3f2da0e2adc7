// Who looked at names, words, dossiers and payloads.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type GuardedRoute, SENSITIVE } from "../../../services/access.ts";
import type { Reads } from "../../../services/reads.ts";
import { personId } from "../../../values/person.ts";
import type { ApiApp, AskedBy, PathParams } from "../actor.ts";
import { answered, listed, listOf, listQuery } from "../lists.ts";
import { problem } from "../schemas.ts";

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

const read = z
  .object({
    id: z.string(),
    at: z.string(),
    actor: z.string().openapi({ description: "role:id" }),
    how: z.string().openapi({ description: "By what they were known" }),
    what: z.string(),
    client: z.string().nullable(),
    about: z.string().nullable().openapi({ description: "An id: of a notice, a dossier, a suggestion" }),
  })
  .openapi("Read");
const page = listOf(read).openapi("Reads");
export type ShownReads = z.infer<typeof page>;

const query = listQuery(["-at", "at"], {
  client: z.string().max(64).optional(),
  actor: z.string().max(64).optional().openapi({ description: "A person's id" }),
  what: z.enum(SENSITIVE).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
});
export type ReadThing = NonNullable<z.infer<typeof query>["what"]>;

const route = createRoute({
  method: "get",
  path: "/v1/reads",
  operationId: "listReads",
  summary: "Who looked at names, words, dossiers and payloads, and when; none of what they saw",
  request: { query },
  responses: {
    200: listed("Who looked", read, page),
    400: problem("Malformed: what is wrong, and where"),
    503: problem("A part of the engine cannot be reached"),
  },
});

export function readsRoutes(app: ApiApp, reads: Reads): void {
  app.openapi(route, async (c) => {
    const { actor, client, what, since, ...page } = c.req.valid("query");
    const wanted = {
      client,
      what,
      since,
      actor: actor === undefined ? undefined : (personId(actor) ?? actor),
    };
    return answered(
      c,
      page,
      (asked) => reads.list(wanted, asked),
      ({ actorId, actorRole, ...rest }) => ({ ...rest, actor: `${actorRole}:${actorId}` }),
    );
  });
}
