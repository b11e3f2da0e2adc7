// The API's description: the routes say what they take and give, the table of access who may use them.
import { ACTING, accessTo, isPublic } from "../../services/access.ts";
import { ACTOR_HEADER, type ApiApp } from "./actor.ts";

const ACTOR = "actor";

const DOCUMENT = {
  openapi: "3.1.0",
  info: {
    title: "Tenure",
    version: "1",
    description: "Client relationships: signal what happened, ask what is allowed and why.",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
  servers: [{ url: "/", description: "Where this document was read" }],
};

const METHODS = ["get", "post"] as const;
type Operation = NonNullable<
  NonNullable<ReturnType<ApiApp["getOpenAPI31Document"]>["paths"]>[string][(typeof METHODS)[number]]
>;

// The problem's schema stands in the document already, under its name.
const no = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});
const TOO_MANY = "Asked too often: Retry-After says after how many seconds it may be tried again";

/** What every request can be answered with, before its route is asked. */
const anyhow = (route: string) => ({
  400: no("Malformed: what is wrong, and where"),
  406: no("There is no such form of the answer"),
  ...(route.startsWith("POST ") && {
    413: no("The body is too large"),
    415: no("Not sent as what it takes; without a body, as application/json too"),
  }),
});

/** Says in an operation who may use it. */
function describe(operation: Operation, route: string): void {
  operation.responses = { ...anyhow(route), ...operation.responses };
  const access = accessTo(route);
  if (!access) return;
  if (isPublic(access)) {
    operation.security = [];
    operation.description = `Public: ${access.public}`;
    operation.responses = { ...operation.responses, 429: no(TOO_MANY) };
    return;
  }
  const { roles, does } = access;
  operation.security = [{ [ACTOR]: [] }, { token: [] }, { session: [] }];
  operation.responses = {
    ...operation.responses,
    401: no(`${ACTOR_HEADER} does not say who acts`),
    403: no(`Not for this role: ${roles.join(", ")} may ${does}`),
    429: no(TOO_MANY),
  };
}

/** Marks of the machine's schemas that JSON Schema does not know: how it judges a value beyond its form. */
const MARKS = ["when", "named"];
/** What holds values, and no schemas. */
const VALUES = ["example", "examples", "default", "enum", "const"];

/** Writes the machine's marks as extensions, which OpenAPI allows anywhere. */
function marked(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(marked);
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (VALUES.includes(key)) return [key, value];
      const isMark = MARKS.includes(key) && (typeof value !== "object" || value === null);
      return [isMark ? `x-${key}` : key, marked(value)];
    }),
  );
}

/** Describes the API at `GET /v1/openapi.json` (OpenAPI 3.1). */
export function documentRoutes(app: ApiApp): void {
  app.openAPIRegistry.registerComponent("securitySchemes", ACTOR, {
    type: "apiKey",
    in: "header",
    name: ACTOR_HEADER,
    description: `Who acts, as role:id, for instance senior:anna, where there is the local login only; the roles are ${ACTING.join(", ")}`,
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "A token that `tenure tokens create` made, or an access token (JWT) of the provider",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "__Host-tenure-session",
    description: "A session that /login began; on loopback, without __Host-",
  });
  app.get("/v1/openapi.json", (c) => {
    const document = app.getOpenAPI31Document(DOCUMENT);
    for (const [path, item] of Object.entries(document.paths ?? {}))
      for (const method of METHODS) {
        const operation = item[method];
        if (operation) describe(operation, `${method.toUpperCase()} ${path}`);
      }
    return c.json(marked(document) as object);
  });
}
