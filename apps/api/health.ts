// Whether every part of the engine answers.
import { setTimeout as sleep } from "node:timers/promises";
import { createRoute, z } from "@hono/zod-openapi";
import type { Archive } from "../../archive/open.ts";
import type { Engine } from "../../services/engine.ts";
import type { Watch } from "../../services/watch.ts";
import type { ApiApp } from "./actor.ts";
import { json } from "./schemas.ts";

const HEALTHY_WITHIN = 1_000;

const healthSchema = z
  .object({
    status: z.enum(["ok", "degraded"]),
    instance: z.string().openapi({ description: "Names this running engine" }),
    temporal: z.enum(["ok", "unreachable"]),
    archive: z.enum(["ok", "unreachable"]),
    ailing: z.int().openapi({
      description: "Relationships that stand still, by the last look at them; GET /v1/watch names them",
    }),
  })
  .openapi("Health");
export type Health = z.infer<typeof healthSchema>;

const route = createRoute({
  method: "get",
  path: "/health",
  operationId: "getHealth",
  summary: "Whether every part answers",
  responses: {
    200: json("Every part answers", healthSchema),
    503: json("Some part does not", healthSchema),
  },
});

export interface HealthRouteOptions {
  readonly engine: Pick<Engine, "reachable">;
  readonly archive: Pick<Archive, "relationships">;
  readonly instance: string;
  readonly watch: Pick<Watch, "latest"> | undefined;
}

export function healthRoutes(app: ApiApp, { engine, archive, instance, watch }: HealthRouteOptions): void {
  app.openapi(route, async (c) => {
    const soon = (answers: Promise<boolean>): Promise<boolean> =>
      Promise.race([answers.catch(() => false), sleep(HEALTHY_WITHIN, false, { ref: false })]);
    const [temporal, memory] = await Promise.all([
      soon(engine.reachable()),
      soon(archive.relationships.list({ limit: 1 }).then(() => true)),
    ]);
    const word = (ok: boolean) => (ok ? "ok" : "unreachable");
    const ok = temporal && memory;
    const health = {
      status: ok ? "ok" : "degraded",
      instance,
      temporal: word(temporal),
      archive: word(memory),
      ailing: watch?.latest()?.ailings ?? 0,
    };
    return c.json(health as Health, ok ? 200 : 503);
  });
}
