// The log as others read it (C2SP tlog-tiles): its newest checkpoint, and the tree in pieces that never change.
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Archive } from "../../../archive/open.ts";
import type { Notary } from "../../../audit/notary.ts";
import { tileBytes, tilePath } from "../../../audit/tiles.ts";
import type { Role } from "../../../machines/index.ts";
import { actorOf, mustBe } from "../actor.ts";
import { ProblemError } from "../problem.ts";

/** Hashes tell nobody what stands in an entry, but how many there are, and when they come. */
const READERS: readonly Role[] = ["auditor", "compliance", "legal"];

export interface TilesDoorOptions {
  readonly archive: Archive;
  readonly notary: Notary;
  /** Whether anybody may read the log; otherwise auditors, compliance and legal. */
  readonly open: boolean;
}

/** `GET /checkpoint`, `/tile/<level>/<number>` and `/tile/entries/<number>`; `.p/<width>` for a piece not yet full. */
export function tilesDoor(app: OpenAPIHono, { archive, notary, open }: TilesDoorOptions): void {
  const { tree } = archive;
  const { witnesses } = notary;
  const cache = open ? "public" : "private";

  function mayRead(header: string | undefined): void {
    if (!open) mustBe(READERS, actorOf(header), "read the log");
  }

  app.get("/checkpoint", async (c) => {
    mayRead(c.req.header("tenure-actor"));
    const row = await witnesses.published();
    if (!row) throw new ProblemError("missing", "nothing is signed yet");
    const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-cache" };
    return c.body(await witnesses.lined(row), 200, headers);
  });

  app.get("/tile/*", async (c) => {
    mayRead(c.req.header("tenure-actor"));
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
