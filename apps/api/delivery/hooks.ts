// Reports on notices over HTTP: signed by whoever carries them, or read from bounces by one of ours.
import { createRoute } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { Webhook } from "standardwebhooks";
import { ProblemError } from "../../../services/problem.ts";
import type { ApiApp } from "../actor.ts";
import { problem } from "../schemas.ts";
import { heardSchema, type ReporterOptions, reportBody, reporter } from "./reports.ts";

const json = (description: string) => ({
  description,
  content: { "application/json": { schema: heardSchema } },
});
const body = { required: true as const, content: { "application/json": { schema: reportBody } } };
const responses = {
  200: json("Heard"),
  202: json("Kept, and not yet judged by the relationship"),
  400: problem("Malformed: what is wrong, and where"),
  404: problem("No notice of ours has this id"),
  503: problem("A part of the engine cannot be reached; send it again"),
};

/**
 * Lets only those in who sign as Standard Webhooks do: `webhook-id`, `webhook-timestamp` (five minutes) and
 * `webhook-signature`. Every secret is good, so that keys rotate with two valid at once.
 */
export function signedBy(secrets: readonly string[]): MiddlewareHandler {
  const verifiers = secrets.map((secret) => new Webhook(secret));
  return async (c, next) => {
    const text = await c.req.text();
    const headers = Object.fromEntries(
      ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [
        name,
        c.req.header(name) ?? "",
      ]),
    );
    const signed = verifiers.some((verifier) => {
      try {
        verifier.verify(text, headers, { jsonParse: false });
        return true;
      } catch {
        return false;
      }
    });
    if (!signed)
      throw new ProblemError("unidentified", "the signature is not one of ours, or older than five minutes");
    await next();
  };
}

export interface HooksOptions extends ReporterOptions {
  /** What carriers sign with; without one, nobody can. */
  readonly secrets: readonly string[];
}

export function hooksRoutes(app: ApiApp, { secrets, ...options }: HooksOptions): void {
  const hear = reporter(options);

  const report = createRoute({
    method: "post",
    path: "/v1/outbox/reports",
    operationId: "reportDelivery",
    summary: "Tell what became of a notice, for instance from a bounce",
    request: { body },
    responses: {
      ...responses,
    },
  });
  app.openapi(report, async (c) => {
    const heard = await hear(c.req.valid("json"));
    return heard.outcome === "recorded" ? c.json(heard, 202) : c.json(heard, 200);
  });

  if (secrets.length === 0) return;
  const hook = createRoute({
    method: "post",
    path: "/hooks/delivery",
    operationId: "receiveDeliveryReport",
    summary: "A carrier tells what became of a notice: a signed webhook (Standard Webhooks)",
    middleware: signedBy(secrets),
    request: { body },
    responses: { ...responses, 401: problem("Not signed by a carrier of ours") },
  });
  app.openapi(hook, async (c) => {
    const heard = await hear(c.req.valid("json"));
    return heard.outcome === "recorded" ? c.json(heard, 202) : c.json(heard, 200);
  });
}
