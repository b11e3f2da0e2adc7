// A witness over HTTP (C2SP tlog-witness). It knows no client and nothing of the engine.
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { WitnessDesk } from "../../audit/witness.ts";

/** A checkpoint with the lines of many witnesses, and a proof of 63 hashes. */
const MAX_BODY = 65_536;
const TEXT = { "content-type": "text/plain; charset=utf-8" };

export function witnessRoutes(desk: WitnessDesk): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.text("the body is too large\n", 413) }));
  app.post("/add-checkpoint", async (c) => {
    const { status, type, body } = await desk.add(await c.req.text());
    return c.body(body, status, { "content-type": type });
  });
  app.get("/:log{[0-9a-f]{64}}/checkpoint", async (c) => {
    const note = await desk.newest(c.req.param("log"));
    return note === null ? c.text("nothing was cosigned\n", 404) : c.body(note, 200, TEXT);
  });
  return app;
}
