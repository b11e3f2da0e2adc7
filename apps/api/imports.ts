// Imports over HTTP: which there were, and how one is taken back.
import { createRoute, z } from "@hono/zod-openapi";
import { factKinds } from "../../archive/facts/catalogue.ts";
import { factKind } from "../../archive/facts/kinds.ts";
import type { ImportRow } from "../../archive/imports.ts";
import type { Archive } from "../../archive/open.ts";
import type { ImportUndoer } from "../../services/undoImport.ts";
import type { ApiApp } from "./actor.ts";
import { answered, listed, listOf, listQuery } from "./lists.ts";
import { json, problem } from "./schemas.ts";

const shown = z
  .object({
    n: z.int().openapi({ description: "Its number" }),
    kind: z.string(),
    at: z.string(),
    by: z.string(),
    rows: z.int().openapi({ description: "Rows that were new, or told more of what was known" }),
    undone: z
      .object({ at: z.string(), by: z.string(), reason: z.string().nullable() })
      .nullable()
      .openapi({ description: "Null while it stands" }),
  })
  .openapi("Import");
export type ShownImport = z.infer<typeof shown>;

const page = listOf(shown).openapi("Imports");
export type ListedImports = z.infer<typeof page>;

const led = z.object({ id: z.string(), kind: z.string(), state: z.string() });
const undone = z
  .object({
    import: shown,
    clients: z
      .array(
        z.object({
          client: z.string(),
          events: z.array(z.object({ seq: z.int(), type: z.string(), by: z.string() })),
          suggestions: z.array(led),
          tasks: z.array(led),
          task: z.string().nullable().openapi({ description: "The task of a manager about it" }),
        }),
      )
      .openapi({ description: "What it had led to, client by client" }),
  })
  .openapi("UndoneImport");
export type UndoneImport = z.infer<typeof undone>;

const NO = {
  400: problem("Malformed: what is wrong, and where"),
  403: problem("Not for this role"),
  503: problem("A part of the engine cannot be reached; try again"),
};

const routes = {
  list: createRoute({
    method: "get",
    path: "/v1/imports",
    operationId: "listImports",
    summary: "The imports of facts that brought anything, the latest first",
    request: {
      query: listQuery(["-n", "n"], { kind: z.enum(factKinds).optional() }),
    },
    responses: { 200: listed("The imports", shown, page), ...NO },
  }),
  undo: createRoute({
    method: "post",
    path: "/v1/imports/{n}/undo",
    operationId: "undoImport",
    summary: "Take an import back: its rows are read by nothing any more, and what they had led to is a task",
    request: {
      params: z.object({
        n: z.coerce.number({ error: "an import's number" }).int().min(1).max(2_147_483_647),
      }),
      body: {
        required: true as const,
        content: {
          "application/json": {
            schema: z.strictObject({
              reason: z
                .string()
                .min(1)
                .max(2_000)
                .optional()
                .openapi({ description: "Why; it is kept for good, so name nobody in it" }),
            }),
          },
        },
      },
    },
    responses: {
      200: json("What it had led to", undone),
      ...NO,
      404: problem("There is no such import"),
      410: problem("It was undone before"),
    },
  }),
} as const;

const view = (row: ImportRow): ShownImport => {
  const { n, kind, at, actorRole, actorId, rows, undoneAt, undoneByRole, undoneById, undoneReason } = row;
  const by = `${undoneByRole}:${undoneById}`;
  return {
    n,
    kind,
    at,
    rows,
    by: `${actorRole}:${actorId}`,
    undone: undoneAt === null ? null : { at: undoneAt, by, reason: undoneReason },
  };
};

export interface ImportsRouteOptions {
  readonly archive: Pick<Archive, "imports">;
  readonly undoer: ImportUndoer;
}

export function importsRoutes(app: ApiApp, { archive, undoer }: ImportsRouteOptions): void {
  app.openapi(routes.list, async (c) => {
    const { kind, ...asked } = c.req.valid("query");
    return answered(c, asked, (wanted) => archive.imports.list(kind, wanted), view);
  });

  app.openapi(routes.undo, async (c) => {
    const by = c.get("actor");
    const { reason = null } = c.req.valid("json");
    // Whoever may tell of such facts may take them back, and so may those who decide.
    const done = await undoer.undo(
      c.req.valid("param").n,
      by,
      reason,
      (kind) => ["manager", "senior"].includes(by.role) || factKind(kind).roles.includes(by.role),
    );
    const clients = done.clients.map((one) => ({
      ...one,
      events: [...one.events],
      suggestions: [...one.suggestions],
      tasks: [...one.tasks],
    }));
    return c.json({ import: view(done.import), clients }, 200);
  });
}
