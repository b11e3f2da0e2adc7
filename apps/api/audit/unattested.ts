// Entries for which nobody vouches: they came past the API.
import { createRoute, z } from "@hono/zod-openapi";
import type { Archive } from "../../../archive/open.ts";
import type { ApiApp } from "../actor.ts";
import { answered, listed, listOf, listQuery } from "../lists.ts";
import { problem } from "../schemas.ts";

const entry = z
  .object({
    client: z.string(),
    seq: z.int(),
    recordedAt: z.string(),
    type: z.string(),
    actor: z.string().openapi({ description: "role:id, as the event said; nobody vouches for it" }),
    outcome: z.enum(["accepted", "refused"]),
  })
  .openapi("UnattestedEntry");
const page = listOf(entry).openapi("UnattestedEntries");
export type UnattestedEntries = z.infer<typeof page>;

const route = createRoute({
  method: "get",
  path: "/v1/audit/unattested",
  operationId: "listUnattested",
  summary: "Entries of events that nobody has signed: they came past the API",
  request: {
    query: listQuery(["-recordedAt", "recordedAt"], { client: z.string().max(64).optional() }),
  },
  responses: {
    200: listed("What came past the API", entry, page),
    400: problem("Malformed: what is wrong, and where"),
    503: problem("A part of the engine cannot be reached"),
  },
});

export function unattestedRoutes(app: ApiApp, { journal }: Pick<Archive, "journal">): void {
  app.openapi(route, (c) => {
    const { client, ...page } = c.req.valid("query");
    return answered(
      c,
      page,
      (asked) => journal.unattested(client, asked),
      ({ actor, ...entry }) => ({
        client: entry.client,
        seq: entry.seq,
        recordedAt: entry.recordedAt,
        type: entry.type,
        actor: `${actor.role}:${actor.id}`,
        outcome: entry.outcome,
      }),
    );
  });
}
