// The case file of a relationship, over HTTP.
import { createRoute, z } from "@hono/zod-openapi";
import { KINDS } from "../../../audit/caseFile/format.ts";
import { type CaseFileSources, gather, isWithout } from "../../../audit/caseFile/gather.ts";
import { writeCaseFile } from "../../../audit/caseFile/write.ts";
import { Unsignable } from "../../../audit/notary.ts";
import { ProblemError } from "../../../services/problem.ts";
import type { ApiApp } from "../actor.ts";
import { clientParam, problem } from "../schemas.ts";

const query = z.object({
  without: z
    .string()
    .optional()
    .transform((given) => given?.split(",").filter((part) => part !== "") ?? [])
    .pipe(
      z.array(
        z.string().refine(isWithout, `one of ${KINDS.join(", ")}, or a vault id (v_…), several with commas`),
      ),
    )
    .openapi({
      type: "string",
      description: `What is left out: ${KINDS.join(", ")}, or single vault ids, several with commas`,
    }),
});

const route = createRoute({
  method: "get",
  path: "/v1/clients/{client}/case-file",
  operationId: "exportCaseFile",
  summary: "The whole case, with its proof, for somebody who has nothing else of ours (R-ROL-4)",
  request: { params: clientParam, query },
  responses: {
    200: {
      description: "A zip; `tenure audit open` checks it without a server",
      content: { "application/zip": { schema: z.string().openapi({ format: "binary" }) } },
    },
    400: problem("Malformed: what is wrong, and where"),
    404: problem("There is no such client"),
    500: problem("The journal contradicts what was signed before: nothing is signed over it"),
    503: problem("A part of the engine cannot be reached; try again"),
  },
});

/** Adds the routes of case files. */
export function caseFileRoutes(app: ApiApp, sources: CaseFileSources): void {
  app.openapi(route, async (c) => {
    const { client } = c.req.valid("param");
    if ((await sources.archive.relationships.get(client)) === null)
      throw new ProblemError("missing", `there is no client ${client}`);
    try {
      const material = await gather(sources, client, c.req.valid("query").without);
      const bytes = await writeCaseFile(material, sources.notary.log.log);
      const headers = {
        "content-type": "application/zip",
        "content-disposition": `attachment; filename="${client.replaceAll(":", "_")}.tenure.zip"`,
      };
      // To the description's types an answer is its JSON; this one is a file.
      return c.body(bytes as Uint8Array<ArrayBuffer>, 200, headers) as never;
    } catch (error) {
      if (!(error instanceof Unsignable)) throw error;
      throw new ProblemError("failed", `nothing is signed over this journal: ${error.message}`);
    }
  });
}
