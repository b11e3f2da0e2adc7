// Which machines there are.
import { createRoute, z } from "@hono/zod-openapi";
import type { Archive } from "../../archive/open.ts";
import { pageIn as inMemory, type MemoryKey } from "../../archive/page.ts";
import { machinesOf } from "../../services/machines.ts";
import type { ApiApp } from "./actor.ts";
import { answered, listed, listOf, listQuery } from "./lists.ts";
import { problem } from "./schemas.ts";

const machineSchema = z
  .object({
    id: z.string(),
    version: z.string(),
    hash: z.string().openapi({ description: "SHA-256 of its file" }),
    status: z.enum(["released", "candidate"]).nullable().openapi({
      description: "Null: this build does not have it. A candidate's file may still change",
    }),
    newest: z.boolean().openapi({ description: "New relationships begin on it" }),
    relationships: z.int().openapi({ description: "That are on it, ended ones too" }),
  })
  .openapi("Machine");
export type MachineView = z.infer<typeof machineSchema>;
const page = listOf(machineSchema).openapi("Machines");
export type ListedMachines = z.infer<typeof page>;

/** In memory: there are as many as versions were released. */
const ORDER: readonly MemoryKey<MachineView>[] = [
  { type: "text", of: ({ version }) => version.padStart(10, "0") },
  { type: "text", of: ({ hash }) => hash },
];

const route = createRoute({
  method: "get",
  path: "/v1/machines",
  operationId: "listMachines",
  summary: "List the versions of the machine, and how many relationships are on each (R-VER-2)",
  request: { query: listQuery(["version", "-version"], {}) },
  responses: {
    200: listed("The machines", machineSchema, page),
    400: problem("Malformed: what is wrong, and where"),
    503: problem("A part of the engine cannot be reached; try again"),
  },
});

export function machinesRoutes(app: ApiApp, archive: Pick<Archive, "relationships">): void {
  app.openapi(route, (c) =>
    answered(
      c,
      c.req.valid("query"),
      async (wanted) => inMemory(await machinesOf(archive), ORDER, wanted),
      (machine) => machine,
    ),
  );
}
