// Whether every part of the engine answers.
import { setTimeout as sleep } from "node:timers/promises";
import { createRoute } from "@hono/zod-openapi";
import type { Archive } from "../../archive/open.ts";
import type { Engine } from "../../services/engine.ts";
import type { Watch } from "../../services/watch.ts";
import type { ApiApp } from "./actor.ts";
import * as schemas from "./schemas.ts";
import { json } from "./schemas.ts";

const HEALTHY_WITHIN = 1_000;

const route = createRoute({
  method: "get",
  path: "/health",
  operationId: "getHealth",
  summary: "Whether every part answers",
  responses: {
    200: json("Every part answers", schemas.healthSchema),
    503: json("Some part does not", schemas.healthSchema),
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
    return c.json(health as schemas.Health, ok ? 200 : 503);
  });
}
