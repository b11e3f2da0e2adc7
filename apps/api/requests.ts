// What every request passes before its route: its id, where it comes from, and whether it can be read at all.
import { randomUUID } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { matchedRoutes, routePath } from "hono/route";
import type { Logger } from "pino";
import { ProblemError } from "../../services/problem.ts";
import { type ApiApp, type AskedBy, ROLE_QUERY, routeName } from "./actor.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** The id under which the log knows a request: a UUID. */
    requestId: string;
    /** The event that a request brought, for the log. */
    eventId: string;
  }
}

/** The largest body, in bytes. */
export const MAX_BODY = 1_048_576;

/** Names a request, in both directions. */
export const REQUEST_ID = "x-request-id";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Gives every request an id, its own where it brings a UUID, and logs what became of it. */
export const logged = (log: Logger): MiddlewareHandler => {
  return async (c, next) => {
    const given = c.req.header(REQUEST_ID) ?? "";
    const requestId = UUID.test(given) ? given.toLowerCase() : randomUUID();
    c.set("requestId", requestId);
    const began = performance.now();
    await next();
    c.header(REQUEST_ID, requestId);
    // The route and not the path: what people search for is nobody's business.
    const line = { method: c.req.method, route: routePath(c, -1), status: c.res.status, requestId };
    const eventId = c.get("eventId");
    const ms = Math.round(performance.now() - began);
    log.info({ ...line, ...(eventId !== undefined && { eventId }), ms }, "request");
  };
};

const malformed = (where: string, says: string): ProblemError =>
  new ProblemError("malformed", `in the ${where}: ${says}`, { faults: [{ path: where, says }] });

/** U+0000, which no text of ours holds and the archive cannot keep. */
const NUL = "\u0000";
const NO_NUL = "no character U+0000";

/** Refuses addresses that are no text. */
export const readable: MiddlewareHandler = async (c, next) => {
  const [path = "", query = ""] = c.req.url.replace(/^[^/]*\/\/[^/]*/, "").split("?");
  for (const [where, text] of [
    ["path", path],
    ["query", query],
  ] as const) {
    let read: string;
    try {
      read = decodeURIComponent(text);
    } catch {
      throw malformed(where, "percent-encoded UTF-8");
    }
    if (read.includes(NUL)) throw malformed(where, NO_NUL);
  }
  await next();
};

const limit = bodyLimit({
  maxSize: MAX_BODY,
  onError: () => {
    throw new ProblemError("tooLarge", `the body has more than ${MAX_BODY} bytes; nothing was recorded`);
  },
});

/** Which requests bring a stream, which their route reads itself. */
type IsStream = (c: Context) => boolean;

/** Bounds a body. */
export const bounded =
  (isStream: IsStream): MiddlewareHandler =>
  (c, next) =>
    isStream(c) ? next() : limit(c, next);

/** An escaped U+0000 in JSON: the backslash before it is not itself escaped. */
const ESCAPED_NUL = /(?<!\\)(?:\\\\)*\\u0000/;

/** Refuses JSON with characters that nothing can keep. */
export const textual =
  (isStream: IsStream): MiddlewareHandler =>
  async (c, next) => {
    const isJson = mediaType(c.req.header("content-type")) === "application/json";
    if (isJson && !isStream(c) && ESCAPED_NUL.test(await c.req.text())) throw malformed("body", NO_NUL);
    await next();
  };

/** The media type that a header names, without its parameters. */
export const mediaType = (header: string | undefined): string =>
  (header ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/** The names of the query that each route of the description takes. */
function queriesOf(app: ApiApp): ReadonlyMap<string, readonly string[]> {
  const { paths = {} } = app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "", version: "" } });
  return new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { parameters = [] }]: [string, { parameters?: QueryName[] }]) => [
        `${method.toUpperCase()} ${path}`,
        parameters.flatMap((each) => (each.in === "query" ? [each.name] : [])),
      ]),
    ),
  );
}

interface QueryName {
  readonly in: string;
  readonly name: string;
}

/** Refuses a filter that is none: a list without it would be taken for one with it. */
export function knownQuery(app: ApiApp): MiddlewareHandler<AskedBy> {
  let known: ReadonlyMap<string, readonly string[]> | null = null;
  return async (c, next) => {
    const given = Object.keys(c.req.query());
    if (given.length > 0) {
      known ??= queriesOf(app);
      const route = matchedRoutes(c).find(({ method }) => method !== "ALL");
      const names = route && known.get(routeName(route));
      const wrong = names && given.filter((name) => name !== ROLE_QUERY && !names.includes(name));
      if (wrong && wrong.length > 0) {
        const takes = names.length === 0 ? "it takes none" : `it takes ${names.join(", ")}`;
        const faults = wrong.map((path) => ({ path, says: `there is no such parameter; ${takes}` }));
        const why = faults.map(({ path, says }) => `${path}: ${says}`).join("; ");
        throw new ProblemError("malformed", `in the query: ${why}`, { faults });
      }
    }
    await next();
  };
}

interface MediaTypes {
  readonly takes: readonly string[];
  readonly gives: readonly string[];
}

/** What each route of the description takes and gives. */
function mediaTypesOf(app: ApiApp): ReadonlyMap<string, MediaTypes> {
  const types = new Map<string, MediaTypes>();
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { method, path, request, responses } = definition.route;
    const gives = Object.entries(responses).flatMap(([status, response]) =>
      Number(status) < 300 ? Object.keys(("content" in response && response.content) || {}) : [],
    );
    const takes = Object.keys(request?.body?.content ?? {});
    types.set(`${method.toUpperCase()} ${path}`, {
      takes: takes.length > 0 ? takes : ["application/json"],
      gives,
    });
  }
  return types;
}

/** Whether an Accept header leaves a choice among these types. */
function accepts(header: string, types: readonly string[]): boolean {
  const ranges = header
    .split(",")
    .filter((range) => !/;\s*q=0(\.0*)?\s*(;|$)/.test(range))
    .map(mediaType);
  return ranges.some((range) =>
    types.some((type) => range === "*/*" || range === type || range === `${type.split("/")[0]}/*`),
  );
}

/**
 * Refuses bodies and answers of other media types than the route's description names. A page of another site can send
 * text but no JSON without being asked for permission, so even what takes no body asks for JSON.
 */
export function mediaTypes(app: ApiApp, takesForms: (path: string) => boolean): MiddlewareHandler<AskedBy> {
  let known: ReadonlyMap<string, MediaTypes> | null = null;
  return async (c, next) => {
    known ??= mediaTypesOf(app);
    const route = matchedRoutes(c).find(({ method }) => method !== "ALL");
    // What is not described takes JSON too, but for pages with forms.
    const types = (route && known.get(routeName(route))) ?? { takes: ["application/json"], gives: [] };
    if (route && !takesForms(c.req.path)) {
      const { takes, gives } = types;
      if (c.req.method === "POST" && !takes.includes(mediaType(c.req.header("content-type"))))
        throw new ProblemError("mediaType", `send the body as ${takes.join(" or ")}`);
      const accept = c.req.header("accept");
      const all = [...gives, "application/problem+json"];
      if (accept !== undefined && gives.length > 0 && !accepts(accept, all))
        throw new ProblemError("notAcceptable", `the answer is ${gives.join(" or ")}`);
    }
    await next();
  };
}
