// Which version of a relationship somebody has seen (ETag), and means when they decide (If-Match).
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { ProblemError } from "../../services/problem.ts";

/** The header, for a route's description. */
export const matchHeaders = z.object({
  "if-match": z.string().max(64).optional().openapi({
    description:
      "The ETag of the relationship as it was seen: the event is taken only while nothing was recorded since",
    pattern: '^(\\*|"[0-9]{1,9}")$',
    example: '"7"',
  }),
});

/** Says which entry of the journal an answer goes by. */
export function versioned(c: Context, seq: number): void {
  c.header("etag", `"${seq}"`);
  // It is of people, and stands in for nothing later.
  c.header("cache-control", "no-store");
}

/** The entry that If-Match names; null where it is left out, or names any. @throws {ProblemError} */
export function matched(c: Context): number | null {
  const header = c.req.header("if-match")?.trim();
  if (header === undefined || header === "*") return null;
  const seq = /^"(\d{1,9})"$/.exec(header)?.[1];
  if (seq !== undefined) return Number(seq);
  const says = 'one ETag of the relationship, like "7"';
  throw new ProblemError("malformed", `If-Match: ${says}`, { faults: [{ path: "If-Match", says }] });
}
