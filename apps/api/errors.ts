// How whatever goes wrong becomes a problem (RFC 9457).
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "pino";
import type { ZodError } from "zod";
import { Erased } from "../../archive/keys.ts";
import { eventTypes, Malformed } from "../../machines/index.ts";
import { presentedFinding } from "../../services/presented.ts";
import { type InputFault, ProblemError } from "../../services/problem.ts";
import { JournalBroken } from "../../services/standing.ts";
import { ACTOR_HEADER, type ApiApp, type AskedBy } from "./actor.ts";
import { problemOf } from "./problem.ts";

/** What the API says itself of an event. */
const STAMPED = ["receivedAt", "actor", "door", "sums"];
const TARGETS: Readonly<Record<string, string>> = { json: "body", param: "path", header: "headers" };

function faultsOf(error: ZodError): InputFault[] {
  return error.issues.flatMap((issue): InputFault[] => {
    const path = issue.path.join(".");
    if (issue.code === "invalid_union" && path === "type")
      return [{ path, says: `an event type; one of ${eventTypes().join(", ")}` }];
    if (issue.code !== "unrecognized_keys") return [{ path, says: issue.message }];
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      says: STAMPED.includes(key) ? "the API says this itself; leave it out" : "there is no such field",
    }));
  });
}

/** A request that does not fit its route's schema. @param target `json`, `param`, `query` or `header` */
export function misfit(target: string, error: ZodError): ProblemError {
  const faults = faultsOf(error);
  const why = faults.map(({ path, says }) => (path ? `${path}: ${says}` : says)).join("; ");
  return new ProblemError("malformed", `in the ${TARGETS[target] ?? target}: ${why}`, { faults });
}

/** A body that cannot be read as what its header says. */
export const notJson = (): ProblemError =>
  new ProblemError("malformed", "the body is not JSON", { faults: [{ path: "", says: "JSON" }] });

/** Any error as a problem; null for one that nobody foresaw. */
function foreseen(error: unknown): ProblemError | null {
  if (error instanceof ProblemError) return error;
  if (error instanceof JournalBroken) return new ProblemError("failed", error.message);
  if (error instanceof Erased) return new ProblemError("erased", error.message);
  if (error instanceof Malformed)
    return new ProblemError("malformed", error.message, { faults: error.faults });
  if (error instanceof HTTPException && error.status === 400) return notJson();
  return null;
}

function respond(c: Context, error: ProblemError): Response {
  const instance = `urn:uuid:${c.get("requestId")}`;
  const told = problemOf(error);
  const { role } = (c as Context<AskedBy>).var.actor ?? {};
  const findings = told.findings?.map((finding) => (role ? presentedFinding(role, finding) : finding));
  const problem = { ...told, ...(findings && { findings }), instance };
  const headers: Record<string, string> = { "content-type": "application/problem+json" };
  if (problem.status === 503) headers["retry-after"] = "5";
  if (error.details.retryAfter !== undefined) headers["retry-after"] = `${error.details.retryAfter}`;
  if (error.details.allow) headers.allow = error.details.allow.join(", ");
  // The rest of the body stays unread, so nothing else can come by this connection.
  if (problem.status === 413) headers.connection = "close";
  if (problem.status === 401) headers["www-authenticate"] = ACTOR_HEADER;
  return c.body(JSON.stringify(problem), { status: problem.status as 400, headers });
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The methods that a path has. Middleware, which takes every method, is no route. */
function methodsOf(app: ApiApp, path: string): string[] {
  return METHODS.filter((method) => {
    // A question by HEAD is answered as one by GET.
    const [found] = app.router.match(method === "HEAD" ? "GET" : method, path);
    return found.some(([[, route]]) => route.method !== "ALL");
  });
}

/** Answers what went wrong, unknown addresses and methods that an address has not. */
export function errorRoutes(app: ApiApp, log: Logger): void {
  app.onError((error, c) => {
    const known = foreseen(error);
    if (known) return respond(c, known);
    log.error({ err: error, requestId: c.get("requestId") }, "a request failed");
    return respond(c, new ProblemError("failed", "the log of the engine says more"));
  });
  app.notFound((c) => {
    const allow = methodsOf(app, c.req.path);
    if (allow.length > 0)
      return respond(
        c,
        new ProblemError("method", `${c.req.method} is not for this address; it takes ${allow.join(", ")}`, {
          allow,
        }),
      );
    return respond(c, new ProblemError("missing", "there is no such address; /v1/openapi.json lists them"));
  });
}
