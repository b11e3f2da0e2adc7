// What a client would read if an event were signalled now. Nothing is recorded, kept or sent.
import { createRoute, z } from "@hono/zod-openapi";
import { type PreviewParts, preview } from "../../services/preview.ts";
import { LOCALES } from "../../texts/notices/texts.ts";
import type { ApiApp } from "./actor.ts";
import { questionSchema } from "./eventSchemas.ts";
import { clientParam, problem } from "./schemas.ts";

const locale = z.enum(LOCALES);

const query = z.object({
  lang: locale.optional().openapi({ description: "The language; the client's if left out" }),
});

const previewSchema = z
  .object({
    client: z.string(),
    type: z.string(),
    state: z.string().openapi({ description: "Where the event would lead" }),
    rung: z.string().optional(),
    notices: z
      .array(
        z.object({
          notice: z.string(),
          channel: z.string(),
          locale,
          subject: z.string(),
          body: z.string(),
          html: z.string(),
        }),
      )
      .openapi({ description: "What would be sent at once; empty where nothing would" }),
  })
  .openapi("Preview");
export type PreviewView = z.infer<typeof previewSchema>;

const route = createRoute({
  method: "post",
  path: "/v1/clients/{client}/preview",
  operationId: "previewNotice",
  summary: "What would the client read? The event is judged and nothing is recorded or sent (R-COM-1)",
  request: {
    params: clientParam,
    query,
    body: { required: true as const, content: { "application/json": { schema: questionSchema } } },
  },
  responses: {
    200: {
      description: "The notices, as they would be written now",
      content: { "application/json": { schema: previewSchema } },
    },
    400: problem("Malformed: what is wrong, and where"),
    404: problem("There is no such client"),
    409: problem("A rule would refuse the event, or it would wait for a second person"),
    410: problem("The client's personal data were erased: nobody is written to any more"),
    500: problem("The journal cannot be judged again, or a notice cannot be written"),
    503: problem("A part of the engine cannot be reached; try again"),
  },
});

/** Adds the routes of previews. */
export function previewRoutes(app: ApiApp, parts: PreviewParts): void {
  app.openapi(route, async (c) => {
    const { client } = c.req.valid("param");
    const { lang } = c.req.valid("query");
    return c.json(await preview(parts, client, c.get("actor"), c.req.valid("json"), lang), 200);
  });
}
