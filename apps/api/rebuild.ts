// Relationships that stand still, over HTTP: what the watch found, and starting them anew from their journals.
import { createRoute, z } from "@hono/zod-openapi";
import type { Archive } from "../../archive/open.ts";
import { ProblemError } from "../../services/problem.ts";
import type { Rebuilder, Rebuilt } from "../../services/rebuild.ts";
import { NoTemporal, type Watch } from "../../services/watch.ts";
import type { ApiApp } from "./actor.ts";
import { lines, NDJSON, type ToldLine, told } from "./lines.ts";
import { clientParam, json, problem } from "./schemas.ts";

const order = z
  .strictObject({
    client: clientParam.shape.client
      .optional()
      .openapi({ description: "This client, whatever Temporal has of it" }),
    force: z.boolean().default(false).openapi({
      description: "Of all: those that run as they should too",
    }),
    reason: z.string().trim().min(1).max(2_000).default("rebuilt from its journal"),
  })
  .openapi("RebuildOrder");

const rebuiltSchema = z
  .looseObject({
    client: z.string(),
    outcome: z.enum(["rebuilt", "ended", "current", "elsewhere", "failed"]),
  })
  .openapi("Rebuilt");

const watchedSchema = z
  .object({
    at: z.string(),
    looked: z.int(),
    woken: z.array(z.string()).openapi({ description: "They were told of entries that they did not know" }),
    rebuilt: z.array(z.string()).openapi({ description: "Their histories did not replay" }),
    ailing: z.array(z.object({ client: z.string(), status: z.string(), says: z.string() })).openapi({
      description: "Those that somebody should look at, the first twenty",
    }),
    ailings: z.int().openapi({ description: "How many there are of them" }),
  })
  .openapi("Watched");

/** A line of the answer to a rebuild. */
export type RebuildLine = ToldLine<
  { readonly done: number; readonly total: number },
  { readonly rebuilt: Rebuilt[] }
>;

const routes = {
  rebuild: createRoute({
    method: "post",
    path: "/v1/rebuilds",
    operationId: "rebuildRelationships",
    summary:
      "Start relationships anew from their journals: one, or all that Temporal has lost or cannot replay",
    request: { body: { required: true, content: { "application/json": { schema: order } } } },
    responses: {
      200: {
        description: "Progress, then what became of each",
        content: {
          [NDJSON]: {
            schema: z
              .object({
                progress: z.object({ done: z.int(), total: z.int() }).nullable().optional(),
                result: z.object({ rebuilt: z.array(rebuiltSchema) }).optional(),
              })
              .openapi("RebuildLine"),
          },
        },
      },
      400: problem("Malformed: what is wrong, and where"),
      404: problem("There is no such client"),
      503: problem("A part of the engine cannot be reached; try again"),
    },
  }),
  watch: createRoute({
    method: "get",
    path: "/v1/watch",
    operationId: "getWatch",
    summary: "Look at every relationship that Temporal does not run, and at those that ailed before",
    responses: {
      200: json("What was found and done", watchedSchema),
      503: problem("A part of the engine cannot be reached; try again"),
    },
  }),
} as const;

export interface RebuildRouteOptions {
  readonly archive: Archive;
  readonly rebuilder: Rebuilder;
  readonly watch: Watch;
}

export function rebuildRoutes(app: ApiApp, { archive, rebuilder, watch }: RebuildRouteOptions): void {
  async function everybody(): Promise<string[]> {
    const clients: string[] = [];
    for (let after = ""; ; ) {
      const page = await archive.journal.clients(after);
      clients.push(...page);
      const last = page.at(-1);
      if (last === undefined) return clients;
      after = last;
    }
  }

  app.openapi(routes.rebuild, async (c) => {
    const { client, force, reason } = c.req.valid("json");
    const why = { actor: c.get("actor"), reason };
    if (client !== undefined && (await archive.relationships.get(client)) === null)
      throw new ProblemError("missing", `there is no client ${client}`);
    const pages = told<{ done: number; total: number }, { rebuilt: Rebuilt[] }>(async (report) => {
      if (client !== undefined) {
        const one = await rebuilder.one(client, why);
        return { rebuilt: one ? [one] : [] };
      }
      const clients = await everybody();
      let done = 0;
      const rebuilt = await rebuilder.all(clients, why, { force }, () => {
        done += 1;
        report({ done, total: clients.length });
      });
      return { rebuilt: [...rebuilt].sort((a, b) => (a.client < b.client ? -1 : 1)) };
    });
    // To the description's types an answer is its JSON; this one is a stream of lines.
    return c.body(lines(await pages.next(), pages), 200, { "content-type": NDJSON }) as never;
  });

  app.openapi(routes.watch, async (c) => {
    try {
      // As the schema says; only its lists are not to be written to.
      return c.json((await watch.look()) as never, 200);
    } catch (error) {
      if (!(error instanceof NoTemporal)) throw error;
      throw new ProblemError("unavailable", `${error.message}; try again`);
    }
  });
}
