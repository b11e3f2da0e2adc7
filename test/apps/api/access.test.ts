import { OpenAPIHono } from "@hono/zod-openapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiApp, type AskedBy, guard, routeName } from "../../../apps/api/actor.ts";
import { type Served, serveApi } from "../../../apps/api/server.ts";
import {
  type EventType,
  eventData,
  eventSpec,
  eventTypes,
  ROLES,
  type Role,
} from "../../../machines/index.ts";
import { ACCESS, ACTING, isPublic, type Route, signallers } from "../../../services/access.ts";
import { contract, type Parts, startParts } from "../../support/engine.ts";
import { soundData } from "../../support/spoiling.ts";
import { wholeApi } from "../../support/wholeApi.ts";

let parts: Parts;
let app: ApiApp;
let served: Served;
beforeAll(async () => {
  parts = await startParts();
  app = await wholeApi(parts);
  served = await serveApi(app, { port: 0 });
});
afterAll(async () => {
  await served?.close();
  await parts?.stop();
});

const everyRoute = Object.entries(ACCESS) as [Route, (typeof ACCESS)[Route]][];
const VALUES: Readonly<Record<string, string>> = { seq: "1", n: "0", name: "tiers", token: "none" };

/** Asks a route of things that there are not, in somebody's name or in nobody's. */
async function ask(route: Route, as?: string) {
  const [method = "", path = ""] = route.split(" ");
  const inPath = path.includes("{actor}");
  const filled = path
    .replace("{actor}", as ?? "nobody")
    .replace("{tile}", "0/000")
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => VALUES[name] ?? "nobody");
  const response = await fetch(served.url + filled, {
    method,
    headers: {
      "content-type": "application/json",
      ...(as !== undefined && !inPath && { "tenure-actor": as }),
    },
    ...(method === "POST" && { body: "{}" }),
  });
  // A stream has no end.
  const endless = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (endless) await response.body?.cancel();
  const text = endless ? "" : await response.text();
  return { status: response.status, text, header: response.headers.get("www-authenticate") };
}

describe("who may use which route (R-ROL-1 to R-ROL-5)", () => {
  it("every registered route is in the table, and every route of the table is registered", () => {
    const registered = app.routes.filter(({ method }) => method !== "ALL").map(routeName);
    expect([...new Set(registered)].sort()).toEqual(Object.keys(ACCESS).sort());
    // What takes every method only passes requests on: no route hides among it.
    for (const { method, path, handler } of app.routes)
      if (method === "ALL") expect(handler.length, path).toBe(2);
  });

  it("a route that nobody entered is answered to nobody", async () => {
    const forgetful = new OpenAPIHono<AskedBy>();
    forgetful.use(guard());
    forgetful.onError((error, c) => c.text(error.message, 500));
    forgetful.get("/forgotten/:id", (c) => c.text("names and words"));
    const answer = await forgetful.request("/forgotten/1", { headers: { "tenure-actor": "senior:anna" } });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain("GET /forgotten/{id}");
  });

  it("names roles that can be named, each once, and says of each public route why", () => {
    for (const [route, access] of everyRoute) {
      if (isPublic(access)) {
        expect(access.public, route).toMatch(/\w+ \w+ \w+/);
        continue;
      }
      expect(access.roles.length, route).toBeGreaterThan(0);
      expect(new Set(access.roles).size, route).toBe(access.roles.length);
      for (const role of access.roles) expect(ACTING, route).toContain(role);
    }
    expect(everyRoute.filter(([, access]) => isPublic(access)).map(([route]) => route)).toEqual([
      "GET /health",
      "GET /v1/openapi.json",
      "GET /",
      "GET /console",
      "GET /console/{path}",
      "POST /hooks/delivery",
      "POST /hooks/provider",
      "GET /handover/{token}",
      "POST /handover/{token}",
      "GET /unsubscribe/{token}",
      "POST /unsubscribe/{token}",
      "GET /policy",
      "GET /policy/{version}/{lang}",
      "GET /login",
      "POST /login",
      "GET /login/callback",
      "POST /v1/login/device",
      "POST /v1/login/device/session",
      "POST /v1/logout",
      "POST /logout/backchannel",
    ]);
  });

  describe.each(everyRoute)("%s", (route, access) => {
    if (isPublic(access)) {
      it("answers whoever comes", async () => {
        const { status, header, text } = await ask(route);
        // Hooks ask for a signature, and not for a name.
        expect(header, text).toBe(route.startsWith("POST /hooks/") ? header : null);
        expect([401, 403].includes(status), text).toBe(route === "POST /hooks/delivery");
      });
      return;
    }
    it("answers nobody who is not named: 401", async () => {
      expect(await ask(route)).toMatchObject({ status: 401, header: "Tenure-Actor" });
      expect((await ask(route, "king:anna")).status).toBe(401);
      expect((await ask(route, "system:engine")).status).toBe(403);
    });

    it.each(ACTING)("%s", async (role) => {
      const { status, text } = await ask(route, `${role}:somebody`);
      if (access.roles.includes(role)) {
        expect([401, 403], text).not.toContain(status);
        return;
      }
      expect(status, text).toBe(403);
      expect(JSON.parse(text).detail).toBe(`${access.roles.join(", ")} may ${access.does}; ${role} may not`);
    });
  });

  it("the log is for everybody where it is opened, and nothing else is", async () => {
    const opened = await serveApi(await wholeApi(parts, true), { port: 0 });
    try {
      const status = async (path: string) => (await fetch(opened.url + path)).status;
      expect([401, 403]).not.toContain(await status("/checkpoint"));
      expect([401, 403]).not.toContain(await status("/tile/0/000"));
      expect(await status("/v1/clients")).toBe(401);
    } finally {
      await opened.close();
    }
  });

  it("a question by HEAD is a question", async () => {
    const headers = { "tenure-actor": "finance:fred" };
    const of = async (init: RequestInit) =>
      (await fetch(`${served.url}/v1/clients/c1/dossier`, { method: "HEAD", ...init })).status;
    expect(await of({})).toBe(401);
    expect(await of({ headers })).toBe(403);
  });
});

describe("who may signal which event (R-ROL-1)", () => {
  let client: string;
  beforeAll(async () => {
    client = parts.name();
    expect((await parts.call("POST", `/clients/${client}`, "ops:olga", contract)).status).toBe(201);
  });
  const denied = (type: EventType): Role[] =>
    ROLES.filter((role) => role !== "system" && !eventSpec(type).roles.includes(role));

  it("every event type has the roles that the machine gives it", () => {
    for (const type of eventTypes()) expect(signallers(type), type).toEqual(eventSpec(type).roles);
  });

  it.each(ACTING.filter((role) => role !== "client"))("%s is shown what it may signal", async (role) => {
    const { body } = await parts.call("GET", `/clients/${client}/allowed`, `${role}:somebody`);
    const lists = [...body.allowed, ...body.open, ...body.notNow];
    expect(lists).toHaveLength(eventTypes().length);
    for (const { type, findings = [] } of lists) {
      const refusedTo = findings.some(
        ({ rule, read }: { rule: string; read: object }) => rule === "R-ROL-1" && "role" in read,
      );
      expect(refusedTo, `${role} ${type}`).toBe(!signallers(type).includes(role));
    }
  });

  it.each(eventTypes())("%s is refused to every other role, and the attempt is recorded", async (type) => {
    const data = type === "dossier.compiled" ? {} : soundData(eventData(type));
    const answers = await Promise.all(
      denied(type).map(async (role) => ({
        role,
        ...(await parts.call(
          "POST",
          `/clients/${client}/events`,
          `${role}:${role === "client" ? client : "somebody"}`,
          {
            ...{ type, data, reason: "to see whether it is let through" },
          },
        )),
      })),
    );
    for (const { role, status, body } of answers) {
      expect(status, `${role} ${JSON.stringify(body)}`).toBe(403);
      expect(body.detail).toContain(`${eventSpec(type).roles.join(", ")} may signal ${type}`);
      expect(body.seq, role).toBeGreaterThan(1);
    }
  });
});

describe("who speaks for a client", () => {
  const opened = async () => {
    const client = parts.name();
    expect((await parts.call("POST", `/clients/${client}`, "ops:olga", contract)).status).toBe(201);
    return client;
  };

  it.each(eventTypes().filter((type) => eventSpec(type).roles.includes("client")))(
    "R-ROL-1: no client says %s of another one, and nothing is recorded",
    async (type) => {
      const [client, other] = [await opened(), await opened()];
      const data = soundData(eventData(type));
      for (const id of ["zzz", other, client.toUpperCase(), `${client}.`]) {
        const said = await parts.call("POST", `/clients/${client}/events`, `client:${id}`, { type, data });
        expect(said).toMatchObject({
          status: 403,
          body: {
            type: "urn:tenure:problem:role",
            findings: [{ rule: "R-ROL-1", says: "a client speaks for itself only" }],
          },
        });
      }
      expect(await parts.archive.journal.timeline(client)).toHaveLength(1);
      const own = await parts.call("POST", `/clients/${client}/events`, `client:${client}`, { type, data });
      expect([200, 409]).toContain(own.status);
    },
  );
});
