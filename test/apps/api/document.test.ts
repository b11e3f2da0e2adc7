import SwaggerParser from "@apidevtools/swagger-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serveApi } from "../../../apps/api/server.ts";
import { ACCESS, accessTo, isPublic, type Route } from "../../../services/access.ts";
import { type Parts, startParts } from "../../support/engine.ts";
import { wholeApi } from "../../support/wholeApi.ts";

interface Operation {
  readonly operationId?: string;
  readonly security?: readonly object[];
  readonly description?: string;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}
interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly securitySchemes: Readonly<Record<string, object>> };
}

let parts: Parts;
let served: Served;
let document: Described;
beforeAll(async () => {
  parts = await startParts();
  served = await serveApi(await wholeApi(parts), { port: 0 });
  document = (await (await fetch(`${served.url}/v1/openapi.json`)).json()) as Described;
});
afterAll(async () => {
  await served?.close();
  await parts?.stop();
});

const everyRoute = Object.entries(ACCESS) as [Route, (typeof ACCESS)[Route]][];
/** Addresses that others define, or that people were sent: they outlive versions of the API. */
const OUTSIDE =
  /^\/($|console|health$|checkpoint$|tile\/|hooks\/|handover\/|unsubscribe\/|policy(\/|$)|login|logout\/)/;
/** The document itself, and pages for people. */
const UNDESCRIBED = /^\/($|console|v1\/openapi\.json$|handover\/|unsubscribe\/|policy(\/|$)|login|logout\/)/;

describe("the API's description (R-ROL-3)", () => {
  it("is OpenAPI 3.1", async () => {
    expect(document).toMatchObject({ openapi: "3.1.0", servers: [{ url: "/" }] });
    await SwaggerParser.validate(structuredClone(document) as never);
  });

  it("names every operation by a verb, each once", () => {
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId ?? "none"),
    );
    for (const id of ids) expect(id).toMatch(/^[a-z]+[A-Z][A-Za-z]+$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("describes every route", () => {
    for (const [route] of everyRoute) {
      const [method = "", path = ""] = route.split(" ");
      if (UNDESCRIBED.test(path)) continue;
      expect(document.paths[path]?.[method.toLowerCase()], route).toBeDefined();
    }
  });

  it("stands under /v1, but for addresses that others define or were sent", async () => {
    for (const [route] of everyRoute) {
      const [, path = ""] = route.split(" ");
      expect(path.startsWith("/v1/") !== OUTSIDE.test(path), route).toBe(true);
    }
    const headers = { "tenure-actor": "manager:mia" };
    for (const path of ["/clients", "/tasks", "/openapi.json", "/reports/tiers"])
      expect((await fetch(served.url + path, { headers })).status, path).toBe(404);
  });

  it("names the header, and who gets 401 and 403, of every guarded route", () => {
    const { paths, components } = document;
    expect(components.securitySchemes.actor).toMatchObject({
      ...{ type: "apiKey", in: "header", name: "Tenure-Actor" },
    });
    for (const [route, access] of everyRoute) {
      if (isPublic(access)) continue;
      const [method = "", path = ""] = route.split(" ");
      const operation = paths[path]?.[method.toLowerCase()];
      expect(operation?.security, route).toEqual([{ actor: [] }, { token: [] }, { session: [] }]);
      expect(operation?.responses[401]?.description, route).toContain("Tenure-Actor");
      expect(operation?.responses[403]?.description, route).toContain(access.roles.join(", "));
    }
  });

  it("says of each public route that is in it why it is public", () => {
    const { paths } = document;
    for (const [path, item] of Object.entries(paths))
      for (const [method, { security, description, responses }] of Object.entries(item)) {
        const access = accessTo(`${method.toUpperCase()} ${path}`);
        if (!access || !isPublic(access)) continue;
        expect(security, path).toEqual([]);
        expect(description, path).toContain(access.public);
        expect(Object.keys(responses), path).not.toContain("403");
      }
  });
});
