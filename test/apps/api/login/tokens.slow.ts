import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventData, eventTypes, ROLES } from "../../../../machines/index.ts";
import {
  ACCESS,
  ACTING,
  isPublic,
  type Route,
  SCOPES,
  type Scope,
  signallers,
} from "../../../../services/access.ts";
import { hashOf } from "../../../../services/login/secrets.ts";
import { type Parts, startParts } from "../../../support/engine.ts";
import { soundData } from "../../../support/spoiling.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
});
afterAll(() => parts?.stop());

/** A token that somebody makes. */
async function made(as: string, wanted: { role?: string; scopes?: readonly Scope[]; days?: number } = {}) {
  const { role = as.split(":")[0], scopes = SCOPES, days = 90 } = wanted;
  const { status, body } = await parts.call("POST", "/tokens", as, { role, scopes, days });
  expect(status, JSON.stringify(body)).toBe(201);
  return body as { readonly id: string; readonly secret: string };
}

const by = async (secret: string, path: string, body?: unknown) => {
  const response = await fetch(`${parts.url}/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  return { status: response.status, body: (await response.json()) as any };
};

describe("tokens for programs", () => {
  it("R-ROL-1: a token acts as whoever made it, in its role, is shown once, and kept as a hash", async () => {
    const { id, secret } = await made("manager:Max");
    expect(secret).toMatch(/^tnr_[\w-]{43}$/);
    const who = await by(secret, "/whoami");
    expect(who.body).toMatchObject({ person: "max", role: "manager", roles: ["manager"], by: "token" });
    const { body } = await parts.call("GET", "/tokens", "manager:max");
    expect(body.items).toMatchObject([{ id, person: "max", role: "manager", usedAt: expect.any(String) }]);
    expect(JSON.stringify(body)).not.toContain(secret.slice(4));
    expect(await parts.archive.apiTokens.find(secret)).toBeNull();
    expect(await parts.archive.apiTokens.find(hashOf(secret))).toMatchObject({ id });
  });

  it("R-ROL-2: four eyes: a token is no second person beside whoever made it", async () => {
    const client = await parts.opened();
    const { secret } = await made("manager:max");
    const report = { incidentId: "i1", category: "insult", happenedAt: "2026-01-01T00:00:00Z", evidence: [] };
    await parts.call("POST", `/clients/${client}/events`, "ops:max", {
      type: "incident.reported",
      data: report,
    });
    const confirm = {
      type: "incident.confirmed",
      reason: "insulted",
      data: { incidentId: "i1", explainedBy: null },
    };
    const said = await by(secret, `/clients/${client}/events`, confirm);
    expect(said).toMatchObject({ status: 409, body: { type: "urn:tenure:problem:secondPerson" } });
  });

  it("R-ROL-1: an ended, an expired, a changed and an unknown token say why they do not count", async () => {
    const { id, secret } = await made("ops:olga");
    expect(await parts.call("POST", `/tokens/${id}/revocation`, "ops:ben", {})).toMatchObject({
      status: 404,
    });
    expect(await parts.call("POST", `/tokens/${id}/revocation`, "compliance:cleo", {})).toMatchObject({
      status: 200,
    });
    expect(await by(secret, "/clients")).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining("revoked") },
    });
    const old = "tnr_of-before";
    const wanted = { person: "olga", role: "ops", issuer: null, scopes: SCOPES, note: null } as const;
    await parts.archive.apiTokens.add({
      ...wanted,
      ...{ id: "old", hash: hashOf(old), madeAt: "2020-01-01T00:00:00Z", endsAt: "2020-02-01T00:00:00Z" },
    });
    expect(await by(old, "/clients")).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining("expired") },
    });
    const other = "tnr_of-another-login";
    const future = { madeAt: "2020-01-01T00:00:00Z", endsAt: "2120-02-01T00:00:00Z" };
    await parts.archive.apiTokens.add({
      ...wanted,
      ...future,
      id: "x",
      hash: hashOf(other),
      issuer: "https://id.example",
    });
    for (const wrong of [`${(await made("ops:olga")).secret}x`, "tnr_x", "x.y.z", other])
      expect((await by(wrong, "/clients")).status, wrong).toBe(401);
  });

  it("R-ROL-1: no token makes a token, acts as a client or the engine, or counts for ever", async () => {
    const { secret } = await made("ops:olga");
    expect(await by(secret, "/tokens", { role: "ops", scopes: ["read"], days: 1 })).toMatchObject({
      status: 403,
    });
    for (const role of ["client", "system"])
      expect(
        (await parts.call("POST", "/tokens", "ops:olga", { role, scopes: ["read"], days: 1 })).status,
      ).toBe(403);
    expect(
      (await parts.call("POST", "/tokens", "ops:olga", { role: "ops", scopes: ["read"], days: 400 })).status,
    ).toBe(400);
    expect((await parts.call("GET", "/tokens?all=true", "ops:olga")).status).toBe(403);
    expect((await parts.call("GET", "/tokens?all=true", "senior:anna")).status).toBe(200);
  });

  const routes = (Object.entries(ACCESS) as [Route, (typeof ACCESS)[Route]][]).flatMap(([route, access]) =>
    isPublic(access) || route.includes("{actor}") ? [] : [{ route, ...access }],
  );
  it.each(SCOPES)("R-ROL-1: a token for %s opens the routes of its scope, and no others", async (scope) => {
    // One that may use every route: what is refused is refused for the scope.
    const secrets = new Map<string, string>();
    for (const { route, roles, scope: needed } of routes) {
      const role = roles.find((one) => one !== "client") ?? "ops";
      const secret = secrets.get(role) ?? (await made(`${role}:somebody`, { scopes: [scope] })).secret;
      secrets.set(role, secret);
      const [method = "", path = ""] = route.split(" ");
      const response = await fetch(parts.url + path.replaceAll(/\{\w+\}/g, "1"), {
        method,
        headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
        ...(method === "POST" && { body: "{}" }),
      });
      // A stream has no end.
      const endless = response.headers.get("content-type")?.startsWith("text/event-stream");
      const text = endless ? "" : await response.text();
      if (endless) await response.body?.cancel();
      const refused = response.status === 403 && text.includes("problem:scope");
      expect(refused, `${route} ${text}`).toBe(needed !== scope && response.status !== 404);
    }
  });
});

describe("role × event, by tokens", () => {
  let client: string;
  beforeAll(async () => {
    client = await parts.opened();
  });

  it.each(ACTING.filter((role) => role !== "client"))(
    "R-ROL-1: %s signals what the machine gives it, and nothing else",
    async (role) => {
      const { secret } = await made(`${role}:somebody`);
      for (const type of eventTypes()) {
        const data = type === "dossier.compiled" ? {} : soundData(eventData(type));
        const told = await by(secret, `/clients/${client}/explain`, { type });
        const said = signallers(type).includes(role)
          ? null
          : await by(secret, `/clients/${client}/events`, {
              type,
              data,
              reason: "to see whether it is let through",
            });
        // Each cell: allowed ones are asked about, since signalled they would change what the next one finds.
        const refused = told.body.admission.some(
          ({ rule, passed }: { rule: string; passed: boolean }) => rule === "R-ROL-1" && passed === false,
        );
        expect(refused, `${role} ${type} ${JSON.stringify(told.body)}`).toBe(said !== null);
        if (said) expect(said.body.type, `${role} ${type}`).toBe("urn:tenure:problem:role");
      }
      const actors = (await parts.archive.journal.timeline(client)).map(({ actor }) => actor.role);
      for (const one of actors) expect(ROLES).toContain(one);
    },
    120_000,
  );
});
