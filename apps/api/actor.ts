// Who asks, and whether they may: every request passes here before anything else is read of it.
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { type Actor, ROLES } from "../../machines/index.ts";
import { ACTING, accessTo, isPublic, type Route } from "../../services/access.ts";
import { ProblemError } from "../../services/problem.ts";

/** What a handler of a guarded route finds in its context. */
export interface AskedBy {
  readonly Variables: { readonly actor: Actor };
}

/** The API, to which each part adds its routes. */
export type ApiApp = OpenAPIHono<AskedBy>;

/** The header that says who acts, on loopback only, until there is a login. */
export const ACTOR_HEADER = "Tenure-Actor";

/** How the header is written. */
export const ACTOR_SAYS = `role:id, for instance senior:anna, with a role of ${ACTING.join(", ")}`;

const ACTOR = /^([a-z]+):([A-Za-z0-9][A-Za-z0-9_.:-]{0,63})$/;

/**
 * Reads `role:id`.
 * @throws {ProblemError} when nobody is named, the role is unknown, or it is the engine's own.
 */
export function actorOf(given: string | undefined): Actor {
  const parts = ACTOR.exec(given ?? "");
  const role = ROLES.find((known) => known === parts?.[1]);
  if (parts && !role)
    throw new ProblemError("unidentified", `there is no role ${parts[1]}: who acts is ${ACTOR_SAYS}`);
  if (!parts?.[2] || !role)
    throw new ProblemError("unidentified", `say who acts by the header ${ACTOR_HEADER}: ${ACTOR_SAYS}`);
  if (role === "system")
    throw new ProblemError("role", "system is the engine itself; nobody else acts in its name");
  return { id: parts[2], role };
}

/** A route as the table of access names it: `GET /clients/{client}`. */
export const routeName = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${path.replaceAll(/:(\w+)(\{[^}]*\})?/g, "{$1}")}`;

/**
 * Lets a request on to its route when the table of access allows it (R-ROL-1 to R-ROL-7).
 * @param how `named`: who acts, as the request says it, by default in the header; `opened`: routes for everybody
 * @throws {ProblemError} `unidentified` (401) when nobody is named, `role` (403) when it is for other roles.
 * @throws {Error} for a route that is not in the table: nobody gets an answer of it.
 */
export function guard({
  named = (c) => c.req.header(ACTOR_HEADER),
  opened = [],
}: {
  readonly named?: (c: Context) => string | undefined;
  readonly opened?: readonly Route[];
} = {}): MiddlewareHandler<AskedBy> {
  return async (c, next) => {
    // Middleware matches every method; the first route that matches one is the one that answers.
    const route = matchedRoutes(c).find(({ method }) => method !== "ALL");
    if (!route) return next();
    const name = routeName(route);
    const access = accessTo(name);
    if (!access) throw new Error(`nobody has said in services/access.ts who may use ${name}`);
    if (!isPublic(access) && !opened.includes(name as Route)) {
      const actor = actorOf(named(c));
      const { roles, does } = access;
      if (!roles.includes(actor.role))
        throw new ProblemError("role", `${roles.join(", ")} may ${does}; ${actor.role} may not`);
      c.set("actor", actor);
    }
    return next();
  };
}
