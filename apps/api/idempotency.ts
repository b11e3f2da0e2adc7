// Requests that bring an event name it, so that they can be sent again: in the body, or in a header.
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { ProblemError } from "../../services/problem.ts";

/** The header by which a request names its event (draft-ietf-httpapi-idempotency-key-header). */
const KEY = "idempotency-key";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The header, for a route's description. */
export const keyHeaders = z.object({
  [KEY]: z
    .string()
    .max(64)
    .optional()
    .openapi({
      description: "The event's eventId, a UUID: the same request sent again with it has the same answer",
      pattern: `^"?${UUID.source.slice(1, -1).replaceAll("a-f", "a-fA-F").replace("[89ab]", "[89abAB]")}"?$`,
      example: "0b9cf1b0-3f5e-4b7e-9b53-0b3f6f5f2f11",
    }),
});

const malformed = (path: string, says: string): ProblemError =>
  new ProblemError("malformed", `${path}: ${says}`, { faults: [{ path, says }] });

/**
 * A body with the eventId that the header names.
 * @throws {ProblemError} `malformed` where it is no UUID, or the body names another one
 */
export function keyed<T extends { readonly eventId?: string | undefined }>(c: Context, body: T): T {
  const header = c.req.header(KEY);
  // By the draft it is a string of RFC 8941, in quotes; most senders leave them out.
  const key = header === undefined ? undefined : (/^"(.*)"$/.exec(header.trim())?.[1] ?? header.trim());
  if (key !== undefined && !UUID.test(key)) throw malformed("Idempotency-Key", "a UUID");
  if (key !== undefined && body.eventId !== undefined && body.eventId !== key)
    throw malformed("eventId", "what Idempotency-Key says, or nothing");
  const named = key === undefined ? body : { ...body, eventId: key };
  if (named.eventId !== undefined) c.set("eventId", named.eventId);
  return named;
}
