import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personId } from "../../../../values/person.ts";
import { type Parts, startParts } from "../../../support/engine.ts";
import { browser } from "../../../support/oidc.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
});
afterAll(() => parts?.stop());

/** A request with every header as it is given: fetch sets some itself. */
const raw = (path: string, method: string, headers: Record<string, string>, body = "") =>
  new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const { hostname, port } = new URL(parts.url);
      const sent = request({ hostname, port, path, method, headers }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      });
      sent.on("error", reject);
      sent.end(body);
    },
  );

describe("one spelling, one person", () => {
  it.each([
    ["Anna", "anna"],
    [" anna ", "anna"],
    ["ＡＮＮＡ", "anna"],
    ["anna@Example.org", "anna:example.org"],
    ["anna.k", "anna.k"],
  ])("R-ROL-2: %j is %s", (given, id) => expect(personId(given)).toBe(id));

  it.each([
    "anna.",
    ".anna",
    "аnna",
    "an na",
    "an\u200bna",
    "",
    "constructor",
    "__proto__",
    "x".repeat(65),
    "anna+1",
  ])("R-ROL-2: %j is refused", (given) => expect(personId(given)).toBeNull());

  it("R-ROL-2: four eyes: nobody confirms under another spelling what they reported", async () => {
    const client = await parts.opened();
    const report = { incidentId: "i1", category: "insult", happenedAt: "2026-01-01T00:00:00Z", evidence: [] };
    const signal = (as: string, type: string, data: object, reason?: string) =>
      parts.call("POST", `/clients/${client}/events`, as, { type, data, ...(reason && { reason }) });
    expect((await signal("ops:Anna", "incident.reported", report)).status).toBe(200);
    const confirm = { incidentId: "i1", explainedBy: null };
    for (const id of ["anna", "Anna", "ANNA", "ａｎｎａ"].map(encodeURI)) {
      const said = await signal(
        `manager:${decodeURI(id) === "ａｎｎａ" ? "aNNa" : id}`,
        "incident.confirmed",
        confirm,
        "insulted",
      );
      expect(said, id).toMatchObject({ status: 409, body: { type: "urn:tenure:problem:secondPerson" } });
    }
    expect(await signal("manager:anna.", "incident.confirmed", confirm, "insulted")).toMatchObject({
      status: 401,
    });
    const [, reported] = await parts.archive.journal.timeline(client);
    expect(reported?.actor).toEqual({ id: "anna", role: "ops" });
    expect((await signal("manager:max", "incident.confirmed", confirm, "insulted")).status).toBe(200);
  });

  it("R-ROL-2: an id that is none is refused with what is allowed", async () => {
    const { status, body } = await parts.call("GET", "/clients", "ops:anna.");
    expect(status).toBe(401);
    expect(body.detail).toContain("a letter or digit first and last");
  });
});

describe("the local login", () => {
  it("R-ROL-1: every answer says that it is local", async () => {
    for (const path of ["/health", "/v1/clients", "/nowhere"]) {
      const response = await fetch(parts.url + path, { headers: { "tenure-actor": "ops:olga" } });
      expect(response.headers.get("tenure-login"), path).toBe("local");
    }
  });

  it("R-ROL-1: a page says that it proves nothing, and begins a session in one role", async () => {
    const user = browser();
    const page = await user.go(`${parts.url}/login?next=/v1/tasks`);
    expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(await page.text()).toContain("This login proves nothing");
    const russian = await user.go(`${parts.url}/login`, { headers: { "accept-language": "ru" } });
    expect(await russian.text()).toContain("Этот вход ничего не доказывает");

    const wrong = await user.post(`${parts.url}/login`, { name: "Anna.", role: "manager", next: "/" });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain("a letter or digit first and last");
    const done = await user.post(`${parts.url}/login`, { name: "Anna", role: "manager", next: "/v1/whoami" });
    expect([done.status, done.headers.get("location")]).toEqual([303, "/v1/whoami"]);
    const cookie = done.headers.getSetCookie().find((line) => line.startsWith("tenure-session="));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/Path=\//);
    expect(await (await user.go(`${parts.url}/v1/whoami`)).json()).toMatchObject({
      ...{ person: "anna", role: "manager", login: "local", by: "local" },
    });
    // Of the secret, only a hash is kept.
    const secret = user.cookies(parts.url).get("tenure-session") ?? "";
    expect(
      await parts.archive.sessions.find(secret, "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
    ).toBeNull();

    const out = await user.post(`${parts.url}/v1/logout`, {});
    expect(out.status).toBe(303);
    expect((await user.go(`${parts.url}/v1/whoami`)).status).toBe(401);
    const again = await fetch(`${parts.url}/v1/whoami`, { headers: { cookie: `tenure-session=${secret}` } });
    expect(again.status).toBe(401);
  });

  it.each(["//evil.example/", "/\\evil.example", "https://evil.example/", "evil"])(
    "R-ROL-1: after the login nobody is sent to %s",
    async (next) => {
      const done = await browser().post(`${parts.url}/login`, { name: "anna", role: "ops", next });
      expect(done.headers.get("location")).toBe("/");
    },
  );

  it.each(["client", "system", "king"])("R-ROL-1: nobody signs in as %s", async (role) => {
    const done = await fetch(`${parts.url}/login`, {
      method: "POST",
      body: new URLSearchParams({ name: "anna", role }),
    });
    expect([401, 403]).toContain(done.status);
    expect(done.headers.getSetCookie()).toEqual([]);
  });
});

describe("pages of other sites", () => {
  const body = JSON.stringify({ type: "client.left", data: { cause: "other" } });
  const json = { "content-type": "application/json", "tenure-actor": "ops:olga" };

  it.each([
    ["another origin", { origin: "https://evil.example" }],
    ["another port of this machine", { origin: "http://127.0.0.1:1" }],
    ["an origin that is kept secret", { origin: "null" }],
    ["a cross-site fetch", { "sec-fetch-site": "cross-site" }],
    ["a same-site fetch", { "sec-fetch-site": "same-site" }],
  ])("R-ROL-1: %s changes nothing", async (_, headers) => {
    const client = await parts.opened();
    const said = await raw(`/v1/clients/${client}/events`, "POST", { ...json, ...headers }, body);
    expect(said.status).toBe(403);
    expect(JSON.parse(said.text).type).toBe("urn:tenure:problem:crossSite");
    expect(await parts.archive.journal.timeline(client)).toHaveLength(1);
  });

  it("R-ROL-1: a name that leads to this machine reads and changes nothing", async () => {
    for (const method of ["GET", "POST"]) {
      const said = await raw(
        "/v1/clients",
        method,
        { ...json, host: "evil.example" },
        method === "POST" ? body : "",
      );
      expect([method, said.status]).toEqual([method, 403]);
      expect(JSON.parse(said.text).type).toBe("urn:tenure:problem:elsewhere");
    }
  });

  it("R-ROL-1: a cookie alone changes nothing; with a page of ours, it does", async () => {
    const user = browser();
    await user.post(`${parts.url}/login`, { name: "olga", role: "ops" });
    const cookie = `tenure-session=${user.cookies(parts.url).get("tenure-session")}`;
    const client = await parts.opened();
    const act = (headers: Record<string, string>) =>
      raw(
        `/v1/clients/${client}/events`,
        "POST",
        { "content-type": "application/json", cookie, ...headers },
        body,
      );
    expect((await act({})).status).toBe(403);
    expect((await act({ "sec-fetch-site": "cross-site", origin: "https://evil.example" })).status).toBe(403);
    expect((await act({ origin: parts.url, "sec-fetch-site": "same-origin" })).status).toBe(200);
    const out = await raw("/v1/logout", "POST", { cookie });
    expect(out.status).toBe(403);
    expect((await raw("/v1/whoami", "GET", { cookie })).status).toBe(200);
  });

  it("R-ROL-1: two ways of saying who acts are one too many", async () => {
    const said = await raw("/v1/clients", "GET", {
      "tenure-actor": "ops:olga",
      authorization: "Bearer tnr_x",
    });
    expect(said.status).toBe(401);
  });
});
