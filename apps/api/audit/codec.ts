// The codec server: Temporal's UI and command line have payloads decoded here, so that the server needs no key.

import { z } from "@hono/zod-openapi";
import type { Payload, PayloadCodec } from "@temporalio/common";
import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { ProblemError } from "../../../services/problem.ts";
import { ACTOR_HEADER, type ApiApp } from "../actor.ts";
import { problem } from "../schemas.ts";

const base64 = z.base64().transform((text) => Buffer.from(text, "base64"));

const BASE64 = { type: "string" as const, contentEncoding: "base64" };
/** Payloads of one request, at most. */
const MOST = 10_000;

/** Payloads as protobuf's JSON writes them: every value of bytes is base64. */
const request = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), base64).default({}), data: base64.optional() }))
    .max(MOST),
});

/** {@link request} and its answer, for the description: what it reads is no schema of what is sent. */
const PAYLOADS = {
  type: "object" as const,
  required: ["payloads"],
  properties: {
    payloads: {
      type: "array" as const,
      maxItems: MOST,
      items: {
        type: "object" as const,
        properties: {
          metadata: { type: "object" as const, additionalProperties: BASE64 },
          data: BASE64,
        },
      },
    },
  },
};

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

const written = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, text(value)])),
  data: text(data ?? new Uint8Array()),
});

/** Where payloads are encoded and decoded. */
export const CODEC = "/v1/codec";
const DIRECTIONS = ["encode", "decode"] as const;
/** Temporal's UI sends no header of ours: its endpoint says who reads, `/v1/codec/auditor:ada`. */
const NAMED = /^\/v1\/codec\/([^/]+)\/(encode|decode)$/;

/** Who acts, where the path says it. */
export const namedInCodecPath = (path: string): string | undefined => {
  const named = NAMED.exec(path)?.[1];
  return named?.replace("%3A", ":");
};

/** Lets pages of these origins ask. @param isOurs whether a page of this origin may read payloads. */
export const codecCors = (isOurs: (origin: string) => boolean): MiddlewareHandler =>
  cors({
    origin: (origin) => (isOurs(origin) ? origin : null),
    allowMethods: ["POST"],
    allowHeaders: ["Content-Type", "X-Namespace", "Authorization", ACTOR_HEADER],
    credentials: true,
  });

function document(app: ApiApp, path: string, direction: (typeof DIRECTIONS)[number]): void {
  const payloads = { "application/json": { schema: PAYLOADS } };
  app.openAPIRegistry.registerPath({
    method: "post",
    path,
    operationId: `${direction}Payloads${path.includes("{") ? "As" : ""}`,
    summary: `${direction === "encode" ? "Encrypt" : "Read"} payloads of Temporal's (its codec server protocol)`,
    request: {
      ...(path.includes("{") && { params: z.object({ actor: z.string() }) }),
      body: { required: true, content: payloads },
    },
    responses: {
      200: { description: "The payloads, in their order", content: payloads },
      400: problem("Malformed, or of another key"),
    },
  });
}

/** Serves `/v1/codec/encode` and `/v1/codec/decode`; by protocol the endpoint is what stands before them. */
export function codecRoutes(app: ApiApp, codec: PayloadCodec): void {
  for (const direction of DIRECTIONS) {
    const answer = async (c: Context) => {
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
    };
    for (const endpoint of [CODEC, `${CODEC}/{actor}`]) {
      const path = `${endpoint}/${direction}`;
      document(app, path, direction);
      app.post(path.replace("{actor}", ":actor"), answer);
    }
  }
}
