// The log as others read it (C2SP tlog-tiles): its newest checkpoint, and the tree in pieces that never change.
import { z } from "@hono/zod-openapi";
import type { Archive } from "../../../archive/open.ts";
import type { Notary } from "../../../audit/notary.ts";
import { tileBytes, tilePath } from "../../../audit/tiles.ts";
import { ProblemError } from "../../../services/problem.ts";
import type { ApiApp } from "../actor.ts";
import { problem } from "../schemas.ts";

export interface TilesRouteOptions {
  readonly archive: Archive;
  readonly notary: Notary;
  /** Whether anybody may read the log; otherwise auditors, compliance and legal. */
  readonly open: boolean;
}

/** `GET /checkpoint`, `/tile/<level>/<number>` and `/tile/entries/<number>`; `.p/<width>` for a piece not yet full. */
export function tilesRoutes(app: ApiApp, { archive, notary, open }: TilesRouteOptions): void {
  const { tree } = archive;
  const { witnesses } = notary;
  const cache = open ? "public" : "private";

  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/checkpoint",
    operationId: "getCheckpoint",
    summary: "The newest checkpoint of the log (C2SP tlog-tiles)",
    responses: {
      200: { description: "A signed note", content: { "text/plain": { schema: { type: "string" } } } },
      404: problem("Nothing is signed yet"),
    },
  });
  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/tile/{tile}",
    operationId: "getTile",
    summary: "A piece of the log's tree: <level>/<number>, or entries/<number>; slashes stand as they are",
    request: { params: z.object({ tile: z.string() }) },
    responses: {
      200: {
        description: "Hashes, or entry bundles",
        content: { "application/octet-stream": { schema: { type: "string" } } },
      },
      404: problem("The log has no such tile"),
    },
  });
  app.get("/checkpoint", async (c) => {
    const row = await witnesses.published();
    if (!row) throw new ProblemError("missing", "nothing is signed yet");
    const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-cache" };
    return c.body(await witnesses.lined(row), 200, headers);
  });

  app.get("/tile/:tile{.+}", async (c) => {
    const tile = tilePath(c.req.path);
    const size = tile ? ((await tree.last())?.size ?? 0) : 0;
    const bytes = tile && (await tileBytes(tree, tile, size));
    if (!bytes) throw new ProblemError("missing", "the log has no such tile");
    return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
      "content-type": "application/octet-stream",
      "cache-control": `${cache}, max-age=31536000, immutable`,
    });
  });
}
