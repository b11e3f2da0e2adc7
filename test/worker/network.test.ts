import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveApi, serveNetwork } from "../../apps/api/server.ts";
import { type ConfigError, readConfig } from "../../worker/config.ts";
import { send } from "../../worker/http.ts";
import { networkOf } from "../../worker/login.ts";

const app = new Hono().get("/", (c) => c.text("answered")) as never;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenure-tls-"));
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"],
    ...["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")],
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const login = {
  TENURE_OIDC_ISSUER: "https://id.example",
  TENURE_OIDC_CLIENT_ID: "tenure",
  TENURE_PUBLIC_URL: "https://tenure.example",
};
const linesOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).lines;
  }
};

describe("the API on a network", () => {
  const LISTEN = { TENURE_LISTEN: "0.0.0.0:0" };
  it.each([
    [
      "without a provider",
      { ...LISTEN, TENURE_PUBLIC_URL: "https://t.example", TENURE_TRUSTED_PROXIES: "10.0.0.1" },
      "TENURE_OIDC_ISSUER",
    ],
    [
      "without https",
      { ...LISTEN, ...login, TENURE_PUBLIC_URL: "http://t.example", TENURE_TRUSTED_PROXIES: "10.0.0.1" },
      "https://",
    ],
    ["without a certificate or known proxies", { ...LISTEN, ...login }, "TENURE_TLS_CERT"],
    [
      "at no address",
      { ...login, TENURE_LISTEN: "everywhere", TENURE_TRUSTED_PROXIES: "10.0.0.1" },
      "is no address and port",
    ],
    [
      "behind proxies that are none",
      { ...LISTEN, ...login, TENURE_TRUSTED_PROXIES: "my-proxy" },
      "no address or network",
    ],
    [
      "with half of a certificate",
      { ...LISTEN, ...login, TENURE_TLS_CERT: "cert.pem" },
      "TENURE_TLS_KEY is not",
    ],
  ])("R-ROL-1: does not start %s", (_, env, says) => {
    expect(linesOf(env).join("\n")).toContain(says);
  });

  it("R-ROL-1: is not there by itself, nor open to everybody without https", async () => {
    expect(await networkOf(readConfig(login))).toBeNull();
    await expect(serveApi(app, { host: "0.0.0.0", port: 0 })).rejects.toThrow("TENURE_LISTEN");
    await expect(serveNetwork(app, { host: "127.0.0.1", port: 0 })).rejects.toThrow("over https");
  });

  it("R-ROL-1: answers proxies that are known, and nobody else a byte", async () => {
    for (const [proxies, answered] of [
      ["127.0.0.0/8,::1", true],
      ["10.0.0.5", false],
    ] as const) {
      const env = { ...login, TENURE_LISTEN: "127.0.0.1:0", TENURE_TRUSTED_PROXIES: proxies };
      const network = await networkOf(readConfig(env));
      if (!network) throw new Error("no network");
      const served = await serveNetwork(app, network);
      const answer = await fetch(served.url).then(
        (response) => response.text(),
        () => "nothing",
      );
      expect(answer).toBe(answered ? "answered" : "nothing");
      await served.close();
    }
  });

  it("R-ROL-1: speaks https by itself with a certificate", async () => {
    const files = { TENURE_TLS_CERT: join(folder, "cert.pem"), TENURE_TLS_KEY: join(folder, "key.pem") };
    const network = await networkOf(readConfig({ ...login, ...files, TENURE_LISTEN: "127.0.0.1:0" }));
    if (!network) throw new Error("no network");
    const served = await serveNetwork(app, network);
    const answer = await send(served.url, { rejectUnauthorized: false });
    expect([served.url.slice(0, 8), answer.statusCode]).toEqual(["https://", 200]);
    expect(await text(answer)).toBe("answered");
    // A certificate that nobody vouches for is not taken.
    await expect(send(served.url, {})).rejects.toThrow("self-signed");
    expect((await fetch(served.url.replace("https", "http")).catch(() => null))?.status ?? 0).not.toBe(200);
    await served.close();
    const gone = {
      ...login,
      ...files,
      TENURE_LISTEN: "127.0.0.1:0",
      TENURE_TLS_CERT: join(folder, "none.pem"),
    };
    await expect(networkOf(readConfig(gone))).rejects.toThrow("TENURE_TLS_CERT is not there");
  });
});
