// Login: who asks, where people sign in and out, and tokens.
import { createRoute, z } from "@hono/zod-openapi";
import type { Logger } from "pino";
import type { Archive } from "../../../archive/open.ts";
import { ROLES } from "../../../machines/index.ts";
import { SCOPES } from "../../../services/access.ts";
import { deputiesOf } from "../../../services/deputies.ts";
import { type ApiTokens, apiTokensOf } from "../../../services/login/apiTokens.ts";
import { type Sessions, sessionsOf } from "../../../services/login/sessions.ts";
import type { LoginSettings } from "../../../services/login/settings.ts";
import { readsOf } from "../../../services/reads.ts";
import type { ApiApp } from "../actor.ts";
import { deputiesRoutes } from "../deputies.ts";
import { answered, listed, listOf, listQuery } from "../lists.ts";
import { json, problem } from "../schemas.ts";
import { type Cookies, cookiesOf } from "./cookies.ts";
import { identifier } from "./identify.ts";
import { type LoginProvider, providerOf } from "./provider.ts";
import { noting, readsRoutes } from "./reads.ts";
import { signingRoutes } from "./routes.ts";
import { sessionsRoutes } from "./sessions.ts";

export interface LoginOptions {
  readonly archive: Archive;
  readonly settings: LoginSettings;
  readonly publicUrl?: string | undefined;
  readonly clock: () => number;
  readonly log: Logger;
  /** Who acts, where a path says it. */
  readonly inPath: (path: string) => string | undefined;
}

/** What the routes of the login are made with. */
export interface LoginRouteOptions extends Omit<LoginOptions, "inPath" | "log"> {
  readonly sessions: Sessions;
  readonly tokens: ApiTokens;
  readonly cookies: Cookies;
  /** Null: the local login. */
  readonly provider: LoginProvider | null;
}

const role = z.enum(ROLES);
const whoami = z
  .object({
    person: z.string(),
    roles: z.array(role).openapi({ description: "Every role that they may act in" }),
    role: role.openapi({ description: "The one in which this request acts" }),
    teams: z.array(z.string()),
    login: z.enum(["local", "oidc"]).openapi({ description: "`local` proves nothing" }),
    by: z.enum(["local", "session", "token", "bearer"]),
    scopes: z.array(z.enum(SCOPES)).nullable().openapi({ description: "Of a token; null: all" }),
  })
  .openapi("Whoami");
export type ShownWhoami = z.infer<typeof whoami>;

const token = z
  .object({
    id: z.string(),
    person: z.string(),
    role,
    scopes: z.array(z.string()),
    note: z.string().nullable(),
    madeAt: z.string(),
    endsAt: z.string(),
    usedAt: z.string().nullable(),
    revokedAt: z.string().nullable(),
    revokedBy: z.string().nullable(),
  })
  .openapi("ApiToken");
export type ShownToken = z.infer<typeof token>;
const tokenPage = listOf(token).openapi("ApiTokens");
export type ListedTokens = z.infer<typeof tokenPage>;
const made = token.extend({
  secret: z.string().openapi({ description: "What is sent as Authorization: Bearer; told now only" }),
});
export type MadeToken = z.infer<typeof made>;

const person = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    roles: z.array(role),
    teams: z.array(z.string()),
    issuer: z.string(),
    firstAt: z.string(),
    seenAt: z.string(),
  })
  .openapi("Person");
const personPage = listOf(person).openapi("People");
export type ListedPeople = z.infer<typeof personPage>;

const MOST_DAYS = 366;
const NO = {
  400: problem("Malformed: what is wrong, and where"),
  503: problem("A part of the engine cannot be reached"),
};

const routes = {
  whoami: createRoute({
    method: "get",
    path: "/v1/whoami",
    operationId: "getWhoami",
    summary: "Who asks, in which role, and how that is known",
    responses: { 200: json("Who asks", whoami) },
  }),
  list: createRoute({
    method: "get",
    path: "/v1/tokens",
    operationId: "listTokens",
    summary: "Tokens for programs: your own, or everybody's",
    request: { query: listQuery(["-madeAt", "madeAt"], { all: z.enum(["true", "false"]).optional() }) },
    responses: { 200: listed("Tokens", token, tokenPage), ...NO },
  }),
  make: createRoute({
    method: "post",
    path: "/v1/tokens",
    operationId: "makeToken",
    summary: "Make a token for a program: it acts as you, in one role",
    request: {
      body: {
        required: true,
        content: {
          "application/json": {
            schema: z.strictObject({
              role,
              scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
              days: z.int().min(1).max(MOST_DAYS),
              note: z.string().max(200).optional(),
            }),
          },
        },
      },
    },
    responses: { 201: json("Made; its secret is told now only", made), ...NO },
  }),
  revoke: createRoute({
    method: "post",
    path: "/v1/tokens/{token}/revocation",
    operationId: "revokeToken",
    summary: "End a token",
    request: {
      params: z.object({
        token: z
          .string()
          .max(64)
          .openapi({ param: { name: "token", in: "path" }, example: "a1b2c3d4e5f6" }),
      }),
    },
    responses: { 200: json("Ended", token), ...NO, 404: problem("There is no such token of yours") },
  }),
  people: createRoute({
    method: "get",
    path: "/v1/people",
    operationId: "listPeople",
    summary: "Who has signed in with the provider",
    request: { query: listQuery(["id", "-id"], {}) },
    responses: { 200: listed("People", person, personPage), ...NO },
  }),
} as const;

const shown = ({ issuer: _, ...rest }: Awaited<ReturnType<ApiTokens["revoke"]>>): ShownToken => ({
  ...rest,
  scopes: [...rest.scopes],
});

function tokensRoutes(app: ApiApp, { archive, tokens, settings }: LoginRouteOptions): void {
  app.openapi(routes.whoami, (c) => {
    const { person, roles, teams, how, scopes } = c.get("caller");
    const login = settings.provider ? ("oidc" as const) : ("local" as const);
    const said = { person, roles: [...roles], role: c.get("actor").role, teams: [...teams], login };
    return c.json({ ...said, by: how, scopes: scopes && [...scopes] }, 200);
  });
  app.openapi(routes.list, async (c) => {
    const { all, ...page } = c.req.valid("query");
    return answered(c, page, (wanted) => tokens.list(c.get("actor"), all === "true", wanted), shown);
  });
  app.openapi(routes.make, async (c) => {
    const { secret, ...rest } = await tokens.make(c.get("caller"), c.req.valid("json"));
    c.header("cache-control", "no-store");
    return c.json({ ...shown(rest), secret }, 201);
  });
  app.openapi(routes.revoke, async (c) => {
    const ended = await tokens.revoke(c.req.valid("param").token, c.get("actor"));
    return c.json(shown(ended), 200);
  });
  app.openapi(routes.people, async (c) => {
    return answered(c, c.req.valid("query"), archive.people.list, ({ subject: _, ...rest }) => ({
      ...rest,
      roles: [...rest.roles],
      teams: [...rest.teams],
    }));
  });
}

/** Who asks, and the routes of the login. */
export function loginOf({ inPath, log, ...options }: LoginOptions) {
  const { archive, settings, publicUrl, clock } = options;
  const provider = settings.provider && providerOf(settings.provider);
  const failed = (error: unknown) =>
    log.warn(
      { error: error instanceof Error ? error.message : String(error) },
      "the login failed behind an answer",
    );
  const sessions = sessionsOf({
    archive,
    settings,
    clock,
    failed,
    ...(provider && { renew: provider.renew }),
  });
  const tokens = apiTokensOf({ archive, settings, clock, failed });
  const cookies = cookiesOf(publicUrl);
  const reads = readsOf({ archive, clock, kept: settings.readsKept, failed });
  const signing: LoginRouteOptions = { ...options, sessions, tokens, cookies, provider };
  return {
    identify: identifier({ sessions, tokens, cookies, provider, inPath, publicUrl }),
    /** Keeps who looked at what. */
    noting: noting(reads),
    /** Adds its routes. */
    open(app: ApiApp): void {
      signingRoutes(app, signing);
      sessionsRoutes(app, signing);
      tokensRoutes(app, signing);
      readsRoutes(app, reads);
      deputiesRoutes(app, deputiesOf(archive, clock));
    },
  };
}
