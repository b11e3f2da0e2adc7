// Which machines there are.
import { createRoute, z } from "@hono/zod-openapi";
import type { Archive } from "../../archive/open.ts";
import { machinesOf } from "../../services/machines.ts";
import type { ApiApp } from "./actor.ts";
import { json } from "./schemas.ts";

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

const route = createRoute({
  method: "get",
  path: "/v1/machines",
  operationId: "listMachines",
  summary: "List the versions of the machine, and how many relationships are on each (R-VER-2)",
  responses: { 200: json("Those of this build first, the oldest first", z.array(machineSchema)) },
});

export function machinesRoutes(app: ApiApp, archive: Pick<Archive, "relationships">): void {
  app.openapi(route, async (c) => c.json(await machinesOf(archive), 200));
}
