// Where somebody is signed in, for themselves alone.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type OwnSessions, ownSessionsOf } from "../../../services/login/ownSessions.ts";
import { isSessionToken } from "../../../services/login/sessions.ts";
import type { ApiApp } from "../actor.ts";
import { answered, listed, listOf, listQuery } from "../lists.ts";
import { json, problem } from "../schemas.ts";
import { bearerIn } from "./identify.ts";
import type { LoginRouteOptions } from "./login.ts";

const session = z
  .object({
    id: z.string().openapi({ description: "What it is called; it lets nobody in" }),
    kind: z.enum(["browser", "cli"]).openapi({ description: "`cli`: a command line" }),
    beganAt: z.string(),
    seenAt: z.string().openapi({ description: "When it was last used, to the minute" }),
    endsAt: z.string().openapi({ description: "Its end, where it is used till then" }),
    current: z.boolean().openapi({ description: "Whether this request comes by it" }),
  })
  .openapi("Session");
export type ShownSession = z.infer<typeof session>;
const sessions = listOf(session).openapi("Sessions");
export type ListedSessions = z.infer<typeof sessions>;

const NO = {
  400: problem("Malformed: what is wrong, and where"),
  503: problem("A part of the engine cannot be reached"),
};

const routes = {
  list: createRoute({
    method: "get",
    path: "/v1/sessions",
    operationId: "listMySessions",
    summary: "Where you are signed in: the sessions of your own that stand",
    request: { query: listQuery(["-beganAt", "beganAt"], {}) },
    responses: { 200: listed("Your sessions", session, sessions), ...NO },
  }),
  end: createRoute({
    method: "post",
    path: "/v1/sessions/{session}/end",
    operationId: "endMySession",
    summary: "Sign out somewhere else: end a session of your own",
    request: {
      params: z.object({
        session: z
          .string()
          .max(64)
          .openapi({ param: { name: "session", in: "path" }, example: "3f9a1c0de4b57a26" }),
      }),
    },
    responses: {
      200: json("Ended", z.object({ id: z.string(), ended: z.literal(true) })),
      ...NO,
      404: problem("There is no such session of yours"),
    },
  }),
} as const;

export function sessionsRoutes(app: ApiApp, { cookies, ...parts }: LoginRouteOptions): void {
  const own: OwnSessions = ownSessionsOf(parts);
  /** What shows who asks, where that is a session. */
  const secretOf = (c: Context): string | null => {
    const bearer = bearerIn(c);
    if (bearer !== undefined) return isSessionToken(bearer) ? bearer : null;
    return cookies.read(c, "tenure-session") ?? null;
  };
  app.openapi(routes.list, (c) =>
    answered(
      c,
      c.req.valid("query"),
      (page) => own.list(c.get("caller"), secretOf(c), page),
      (row): ShownSession => row,
    ),
  );
  app.openapi(routes.end, async (c) => {
    const { session: id } = c.req.valid("param");
    await own.end(c.get("caller"), id);
    return c.json({ id, ended: true as const }, 200);
  });
}
