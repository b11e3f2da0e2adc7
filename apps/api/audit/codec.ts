// The codec server: Temporal's UI and command line have payloads decoded here, so that the server needs no key.
import type { Payload, PayloadCodec } from "@temporalio/common";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { z } from "zod";
import { ProblemError } from "../problem.ts";

const base64 = z.base64().transform((text) => Buffer.from(text, "base64"));

/** Payloads as protobuf's JSON writes them: every value of bytes is base64. */
const request = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), base64).default({}), data: base64.optional() }))
    .max(10_000),
});

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

const written = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, text(value)])),
  data: text(data ?? new Uint8Array()),
});

/**
 * `POST /encode` and `POST /decode`, to be mounted at `/codec`; by protocol the endpoint is what stands before them.
 * @param isOurs whether a page of this origin may read payloads.
 */
export function codecServer(codec: PayloadCodec, isOurs: (origin: string) => boolean): Hono {
  const app = new Hono();
  app.use(
    cors({
      origin: (origin) => (isOurs(origin) ? origin : null),
      allowMethods: ["POST"],
      allowHeaders: ["Content-Type", "X-Namespace", "Authorization"],
      credentials: true,
    }),
  );
  for (const direction of ["encode", "decode"] as const)
    app.post(`/${direction}`, async (c) => {
      const parsed = request.safeParse(await c.req.json().catch(() => null));
      if (!parsed.success) {
        const says = "payloads[] with metadata and data, each value of bytes in base64";
        throw new ProblemError("malformed", `the body holds ${says}`, {
          faults: [{ path: "payloads", says }],
        });
      }
      try {
        const payloads = await codec[direction](parsed.data.payloads as Payload[]);
        return c.json({ payloads: payloads.map(written) });
      } catch (error) {
        // A codec's complaints name keys and workflows, never contents.
        throw new ProblemError(
          "malformed",
          error instanceof Error ? error.message : `it does not ${direction}`,
        );
      }
    });
  return app;
}
