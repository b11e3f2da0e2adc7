// The journal as it is recorded, as server-sent events.
import { createRoute, z } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import type { Followed, Follower } from "../../services/follow.ts";
import { presentedEntry } from "../../services/presented.ts";
import type { ApiApp } from "./actor.ts";
import { clientId, problem } from "./schemas.ts";

const LAST = "last-event-id";

const route = createRoute({
  method: "get",
  path: "/v1/events/stream",
  operationId: "streamEvents",
  summary: "What happens, as it happens: entries of the journal, and that the inbox has changed",
  request: {
    query: z.object({ client: clientId.optional().openapi({ description: "Entries of this client only" }) }),
    headers: z.object({
      [LAST]: z
        .string()
        .max(40)
        .optional()
        .openapi({ description: "The id of the last event seen: what was recorded since comes first" }),
    }),
  },
  responses: {
    200: {
      description:
        "Events: `entry` with an id and an entry as the timeline shows it to this role; `tasks`, the inbox has changed; comments while nothing happens",
      content: { "text/event-stream": { schema: z.string() } },
    },
    400: problem("Malformed: what is wrong, and where"),
    503: problem("A part of the engine cannot be reached; try again"),
  },
});

export function streamRoutes(app: ApiApp, { follow }: Follower): void {
  app.openapi(route, async (c) => {
    const { client } = c.req.valid("query");
    const { role } = c.get("actor");
    const over = new AbortController();
    const following = follow({ after: c.req.valid("header")[LAST], client, signal: over.signal });
    // What is wrong with the place is a problem, and no stream that ends.
    let next = await following.next();
    c.header("cache-control", "no-store");
    if (c.req.method === "HEAD") {
      await following.return();
      // To the description's types an answer is its text; this one is a stream, or nothing.
      return c.body(null, 200, { "content-type": "text/event-stream" }) as never;
    }
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => over.abort());
      const tell = async (one: Followed) => {
        if (one.kind === "entry")
          await stream.writeSSE({
            event: "entry",
            id: one.place,
            data: JSON.stringify(presentedEntry(role, one.entry)),
          });
        else if (one.kind === "tasks") await stream.writeSSE({ event: "tasks", data: "{}" });
        else await stream.write(": beat\n\n");
      };
      try {
        for (; !next.done && !stream.aborted; next = await following.next()) await tell(next.value);
      } finally {
        over.abort();
        await following.return();
      }
      // As above.
    }) as never;
  });
}
