// The journal as it is recorded, as server-sent events.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Role } from "../../machines/index.ts";
import type { Followed, Follower } from "../../services/follow.ts";
import type { Caller } from "../../services/login/caller.ts";
import { presentedEntry } from "../../services/presented.ts";
import { ProblemError } from "../../services/problem.ts";
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

/** How often it is asked again whether whoever listens may, ms. */
const ASKED_AGAIN = 1_000;

/** @param identify who asks; a stream ends where what showed them counts no more. @throws {ProblemError} */
export function streamRoutes(
  app: ApiApp,
  { follow }: Follower,
  identify: (c: Context) => Caller | Promise<Caller>,
): void {
  /** Whether whoever began still counts, in the role in which they did. */
  function stillKnown(c: Context, role: Role): () => Promise<boolean> {
    let asked = performance.now();
    return async () => {
      if (performance.now() - asked < ASKED_AGAIN) return true;
      asked = performance.now();
      const { roles = [] } = await Promise.resolve(identify(c)).catch((error: unknown) => {
        if (error instanceof ProblemError && error.kind !== "unavailable") return { roles: [] };
        throw error;
      });
      return roles.includes(role);
    };
  }

  app.openapi(route, async (c) => {
    const { client } = c.req.valid("query");
    const { role } = c.get("actor");
    const known = stillKnown(c, role);
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
        for (; !next.done && !stream.aborted && (await known()); next = await following.next())
          await tell(next.value);
      } finally {
        over.abort();
        await following.return();
      }
      // As above.
    }) as never;
  });
}
