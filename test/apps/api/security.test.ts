// What a stranger, a page of another site or a lost token must not get.
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessTo } from "../../../services/access.ts";
import { apiTokensOf } from "../../../services/login/apiTokens.ts";
import { LOCAL, type LoginSettings } from "../../../services/login/settings.ts";
import { briefArchive } from "../../support/archives.ts";
import { type Parts, startParts } from "../../support/engine.ts";

/** A provider that nobody asks here. */
const provided: LoginSettings = {
  ...LOCAL,
  provider: {
    issuer: "https://login.example",
    clientId: "tenure",
    scopes: "openid",
    idClaim: "sub",
    rolesClaim: "roles",
    teamsClaim: "groups",
  },
};

let parts: Parts;
let open: Parts;
beforeAll(async () => {
  parts = await startParts();
  open = await startParts(undefined, undefined, { login: provided, publicUrl: "https://tenure.example" });
});
afterAll(async () => {
  await parts?.stop();
  await open?.stop();
});

interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Over plain HTTP: `fetch` sends neither a host nor an origin of ours. */
const ask = (
  url: string,
  headers: Readonly<Record<string, string>>,
  method = "GET",
  body = "",
): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    asked.on("error", reject);
    asked.end(body);
  });

describe("where a login leads", () => {
  it.each([
    "//evil.example",
    "/.//evil.example/x",
    "/a/..//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
  ])("is never another site: %j", async (next) => {
    const form = new URLSearchParams({ role: "ops", name: "ann", next });
    const { status, headers } = await ask(
      `${parts.url}/login`,
      { "content-type": "application/x-www-form-urlencoded", origin: parts.url },
      "POST",
      form.toString(),
    );
    expect(status).toBe(303);
    expect(new URL(`${headers.location}`, "https://ours.example").origin).toBe("https://ours.example");
  });
});

describe("a page in the open, under our name", () => {
  it("is another site where we are reached by https", async () => {
    const post = (origin: string) =>
      ask(
        `${open.url}/v1/tokens`,
        { host: "tenure.example", origin, "content-type": "application/json", authorization: "Bearer tnr_x" },
        "POST",
        "{}",
      );
    expect((await post("https://tenure.example")).status).toBe(401);
    expect((await post("http://tenure.example")).status).toBe(403);
  });
});

describe("answers", () => {
  it("are kept by nobody on their way, and read as what they say they are", async () => {
    const client = await parts.opened();
    for (const path of [
      "/clients",
      `/clients/${client}`,
      `/clients/${client}/timeline`,
      "/tasks",
      "/whoami",
    ]) {
      const { status, headers } = await ask(`${parts.url}/v1${path}`, { "tenure-actor": "ops:ann" });
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(headers, path).toMatchObject({
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
    }
  });

  it("ask for https from then on, where we are reached by it", async () => {
    const { headers } = await ask(`${open.url}/health`, { host: "tenure.example" });
    expect(headers["strict-transport-security"]).toMatch(/^max-age=\d{8}/);
    expect((await ask(`${parts.url}/health`, {})).headers).not.toHaveProperty("strict-transport-security");
  });
});

describe("a stream", () => {
  it("ends when what showed who listens counts no more", async () => {
    const client = await parts.opened();
    const { body } = await parts.call("POST", "/tokens", "manager:mia", {
      role: "manager",
      scopes: ["read"],
      days: 1,
    });
    const response = await fetch(`${parts.url}/v1/events/stream?client=${client}`, {
      headers: { authorization: `Bearer ${body.secret}` },
    });
    expect(response.status).toBe(200);
    let heard = "";
    let over = false;
    const reading = (async () => {
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) heard += chunk;
      over = true;
    })();
    const signal = (type: string) =>
      parts.call("POST", `/clients/${client}/events`, "ops:olga", { type, data: {} });
    await signal("vip.marked");
    await expect.poll(() => heard).toContain("vip.marked");
    expect((await parts.call("POST", `/tokens/${body.id}/revocation`, "manager:mia", {})).status).toBe(200);
    // Whoever listens is asked for again after a second.
    await sleep(1_100);
    await signal("vip.removed");
    await expect.poll(() => over).toBe(true);
    await reading;
    expect(heard).not.toContain("vip.removed");
  });
});

describe("a token", () => {
  it("that brings facts in shows nobody's secret", () => {
    expect(accessTo("POST /v1/providers")).toMatchObject({ scope: "facts" });
    expect(accessTo("POST /v1/providers/{provider}/secret")).toMatchObject({ scope: "run" });
  });

  it("ends with the role of its person, as far as the login knows it", async () => {
    const archive = await briefArchive();
    const now = Date.parse("2026-11-01T09:00:00Z");
    const failed = (error: unknown) => {
      throw error;
    };
    const tokens = apiTokensOf({ archive, settings: provided, clock: () => now, failed });
    const seen = (roles: readonly ("ops" | "manager")[]) =>
      archive.people.bind({
        ...{ id: "mia", issuer: "https://login.example", subject: "1", name: null, teams: [] },
        ...{ roles, seenAt: new Date(now).toISOString() },
      });
    await seen(["manager", "ops"]);
    const issuer = "https://login.example";
    const mia = { person: "mia", roles: ["manager", "ops"], teams: [], how: "session", issuer } as const;
    const by = { ...mia, scopes: null, picked: null };
    const { secret } = await tokens.make(by, { role: "manager", scopes: ["read"], days: 300 });
    expect(await tokens.callerBy(secret)).toMatchObject({ person: "mia", roles: ["manager"] });
    await seen(["ops"]);
    await expect(tokens.callerBy(secret)).rejects.toMatchObject({ kind: "unidentified" });
    await archive.close();
  });
});
