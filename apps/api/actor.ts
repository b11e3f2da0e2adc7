// Who asks, and whether they may: every request passes here before anything else is read of it.
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Actor, Role } from "../../machines/index.ts";
import { accessTo, type GuardedRoute, isPublic, type Route } from "../../services/access.ts";
import { ACTOR_SAYS, actingFor, actorOf, type Caller, picking } from "../../services/login/caller.ts";
import { ProblemError } from "../../services/problem.ts";
import type { Limiter } from "./limits.ts";

/** What a handler of a guarded route finds in its context. */
export interface AskedBy {
  readonly Variables: {
    /** Who acts, in one role. */
    readonly actor: Actor;
    readonly caller: Caller;
  };
}

/** The API, to which each part adds its routes. */
export type ApiApp = OpenAPIHono<AskedBy>;

/** The header that says who acts, where there is the local login only. */
export const ACTOR_HEADER = "Tenure-Actor";

/** In which of their roles somebody acts: a header, or for links a parameter of the query. */
export const ROLE_HEADER = "Tenure-Role";
export const ROLE_QUERY = "actingRole";

/** Whoever a request names by the header, without any proof. @throws {ProblemError} */
export function namedBy(given: string | undefined): Caller {
  if (given === undefined || given === "")
    throw new ProblemError("unidentified", `say who acts by the header ${ACTOR_HEADER}: ${ACTOR_SAYS}`);
  const { id, role } = actorOf(given);
  return { person: id, roles: [role], teams: [], how: "local", issuer: null, scopes: null, picked: role };
}

/** A route as the table of access names it: `GET /clients/{client}`. */
export const routeName = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${path.replaceAll(/:(\w+)(\{[^}]*\})?/g, "{$1}")}`;

/** What the path of a request names, by the names in its route. */
export type PathParams = Readonly<Record<string, string>>;

function paramsOf({ path }: { readonly path: string }, asked: string): PathParams {
  const said = asked.split("/");
  const named = path
    .split("/")
    .map((part, at): [string, string] => [part.replace(/\{.*$/, ""), said[at] ?? ""]);
  return Object.fromEntries(
    named.flatMap(([name, text]) =>
      name.startsWith(":") ? [[name.slice(1), decodeURIComponent(text)]] : [],
    ),
  );
}

export interface GuardOptions {
  /** Who asks. @throws {ProblemError} `unidentified` when nobody is named. */
  readonly identify?: (c: Context) => Caller | Promise<Caller>;
  /** Routes for everybody, beside those of the table. */
  readonly opened?: readonly Route[];
  /** Counts who asks how often; without it, nobody does. */
  readonly limits?: Limiter | undefined;
  /** Hears of every answer that a guarded route gave, before it leaves. */
  readonly answered?: (c: Context<AskedBy>, access: GuardedRoute, params: PathParams) => Promise<void>;
}

/**
 * Lets a request on to its route when the table of access allows it (R-ROL-1 to R-ROL-7).
 * @throws {ProblemError} `unidentified` (401) when nobody is named, `role` (403) when it is for other roles, `scope`
 *   (403) when the token is for something else, `tooMany` (429).
 * @throws {Error} for a route that is not in the table: nobody gets an answer of it.
 */
export function guard({
  identify = (c) => namedBy(c.req.header(ACTOR_HEADER)),
  opened = [],
  limits,
  answered,
}: GuardOptions = {}): MiddlewareHandler<AskedBy> {
  return async (c, next) => {
    // Middleware matches every method; the first route that matches one is the one that answers.
    const route = matchedRoutes(c).find(({ method }) => method !== "ALL");
    if (!route) return next();
    const name = routeName(route);
    const access = accessTo(name);
    if (!access) throw new Error(`nobody has said in services/access.ts who may use ${name}`);
    if (isPublic(access) || opened.includes(name as Route)) {
      limits?.publicly(c);
      return next();
    }
    const known = limits ? await limits.identified(c, () => identify(c)) : await identify(c);
    const caller = picking(known, c.req.header(ROLE_HEADER) ?? c.req.query(ROLE_QUERY));
    const { roles, does, scope } = access;
    const actor = actingFor(caller, roles);
    if (!roles.includes(actor.role))
      throw new ProblemError("role", `${roles.join(", ")} may ${does}; ${actor.role} may not`);
    if (caller.scopes !== null && !caller.scopes.includes(scope))
      throw new ProblemError(
        "scope",
        `this token is for ${caller.scopes.join(", ")}; to ${does} takes ${scope}`,
      );
    c.set("caller", caller);
    c.set("actor", actor);
    await next();
    if (c.res.ok) await answered?.(c, access, paramsOf(route, c.req.path));
  };
}

/** The actor of an act that is for other roles than its route: an event's. */
export const actorAmong = (c: Context<AskedBy>, roles: readonly Role[]): Actor =>
  actingFor(c.get("caller"), roles);
