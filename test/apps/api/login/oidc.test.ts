import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashOf } from "../../../../services/login/secrets.ts";
import type { LoginSettings } from "../../../../services/login/settings.ts";
import { contract, type Parts, startParts } from "../../../support/engine.ts";
import {
  type Account,
  AUDIENCE,
  browser,
  CLIENT_ID,
  CLIENT_SECRET,
  startProvider,
  type TestProvider,
} from "../../../support/oidc.ts";

const ANNA = { sub: "s-anna", preferred_username: "Anna", roles: ["senior", "manager"], groups: ["berlin"] };
const OLGA = { sub: "s-olga", preferred_username: "olga", roles: ["ops"] };
const OTHERS: readonly Account[] = [
  { sub: "s-anna-2", preferred_username: "anna", roles: ["ops"] },
  { sub: "s-dots", preferred_username: "anna.", roles: ["ops"] },
  { sub: "s-nameless", roles: ["ops"] },
  { sub: "s-idle", preferred_username: "ivan", roles: ["wizard", "client", "system"] },
  { sub: "s-refresh", preferred_username: "rita", roles: ["ops"] },
  { sub: "s-gone", preferred_username: "gus", roles: ["ops"] },
];

let provider: TestProvider;
let parts: Parts;
let settings: LoginSettings;
beforeAll(async () => {
  provider = await startProvider([ANNA, OLGA, ...OTHERS]);
  settings = {
    provider: {
      issuer: provider.issuer,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      audience: AUDIENCE,
      scopes: "openid profile email",
      idClaim: "preferred_username",
      rolesClaim: "roles",
      teamsClaim: "groups",
    },
    idle: 3_600_000,
    longest: 43_200_000,
    readsKept: 86_400_000,
  };
  parts = await startParts(undefined, undefined, { login: settings });
  provider.serve(parts.url);
});
afterAll(async () => {
  await parts?.stop();
  await provider?.close();
});

/** A browser in which somebody has signed in. */
async function signedIn(sub: string) {
  const user = browser();
  const { response } = await user.signIn(`${parts.url}/login?next=/v1/whoami`, sub);
  return { user, status: response.status, who: await response.json().catch(() => null) };
}
// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
const bodyOf = (response: Response): Promise<any> => response.json() as Promise<any>;
const bearer = async (token: string, path = "/v1/whoami", headers: Record<string, string> = {}) => {
  const response = await fetch(parts.url + path, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  return { status: response.status, body: await bodyOf(response) };
};
const soon = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

describe("sign in by a browser", () => {
  it("R-ROL-1: goes to the provider and back, and acts as who the provider says", async () => {
    const { who } = await signedIn(ANNA.sub);
    expect(who).toMatchObject({
      ...{ person: "anna", roles: ["manager", "senior"], teams: ["berlin"], by: "session", login: "oidc" },
    });
  });

  it("R-ROL-1: nobody acts on their own word: header, path and page are refused", async () => {
    const said = await parts.call("GET", "/clients", "senior:anna");
    expect(said).toMatchObject({ status: 401, body: { detail: expect.stringContaining("tenure login") } });
    const none = await fetch(`${parts.url}/v1/clients`);
    expect([none.status, none.headers.get("www-authenticate"), none.headers.get("tenure-login")]).toEqual([
      ...[401, "Bearer", null],
    ]);
    const page = await browser().post(`${parts.url}/login`, { name: "anna", role: "senior" });
    expect([page.status, page.headers.getSetCookie()]).toEqual([404, []]);
  });

  it("R-ROL-1: the way back counts once, in the browser that began, with its own state", async () => {
    const user = browser();
    const back = await user.signIn(
      `${parts.url}/login`,
      OLGA.sub,
      ({ pathname }) => pathname === "/login/callback",
    );
    const json = { headers: { accept: "application/json" } };
    // Another browser, to which somebody passes the address.
    expect((await browser().go(back.url, json)).status).toBe(410);
    // What was taken once is gone, even for the right one.
    expect((await user.go(back.url, json)).status).toBe(410);

    const anew = browser();
    const second = await anew.signIn(
      `${parts.url}/login`,
      OLGA.sub,
      ({ pathname }) => pathname === "/login/callback",
    );
    const changed = new URL(second.url);
    changed.searchParams.set("state", "another");
    expect((await anew.go(changed, json)).status).toBe(410);
    expect((await anew.go(second.url, json)).status).toBe(303);
    expect((await anew.go(second.url, json)).status).toBe(410);
  });

  it.each([
    ["another code", (url: URL) => url.searchParams.set("code", "another")],
    ["another issuer", (url: URL) => url.searchParams.set("iss", "https://evil.example")],
    ["no code", (url: URL) => url.searchParams.delete("code")],
  ])("R-ROL-1: %s signs nobody in", async (_, change) => {
    const user = browser();
    const { url } = await user.signIn(
      `${parts.url}/login`,
      OLGA.sub,
      ({ pathname }) => pathname === "/login/callback",
    );
    const changed = new URL(url);
    change(changed);
    const said = await user.go(changed, { headers: { accept: "application/json" } });
    expect(said.status).toBe(401);
    expect(said.headers.getSetCookie().filter((line) => line.startsWith("tenure-session"))).toEqual([]);
  });

  it("R-ROL-1: a code of one login is of no use in another", async () => {
    const until = ({ pathname }: URL) => pathname === "/login/callback";
    const [one, other] = [browser(), browser()];
    const stolen = await one.signIn(`${parts.url}/login`, ANNA.sub, until);
    const own = await other.signIn(`${parts.url}/login`, OLGA.sub, until);
    const mixed = new URL(own.url);
    mixed.searchParams.set("code", stolen.url.searchParams.get("code") ?? "");
    expect((await other.go(mixed, { headers: { accept: "application/json" } })).status).toBe(401);
  });

  it("R-ROL-2: one spelling is one person: a second account of that name, or a name that is none, comes not in", async () => {
    await signedIn(ANNA.sub);
    for (const [sub, says] of [
      ["s-anna-2", "another account"],
      ["s-dots", "no id here"],
      ["s-nameless", "preferred_username"],
      ["s-idle", "has no role here"],
    ] as const) {
      const { response } = await browser().signIn(`${parts.url}/login`, sub);
      expect(response.status, sub).toBe(403);
      expect(await response.text(), sub).toContain(says);
    }
    const { rows: people } = await parts.archive.people.list({ limit: 100 });
    expect(people.filter(({ id }) => id === "anna")).toMatchObject([{ subject: ANNA.sub }]);
  });

  it("R-ROL-2: an account that is renamed at the provider stays the person that it was", async () => {
    provider.set({ ...OLGA, preferred_username: "olga.married" });
    expect((await signedIn(OLGA.sub)).who).toMatchObject({ person: "olga" });
    provider.set(OLGA);
  });

  it("R-ROL-1: whoever has several roles acts in one of them, which fits or which they pick", async () => {
    const { user } = await signedIn(ANNA.sub);
    const olga = await signedIn(OLGA.sub);
    const client = parts.name();
    const post = (by: typeof user, path: string, body: unknown, headers = {}) =>
      by.go(parts.url + path, {
        method: "POST",
        body: JSON.stringify(body),
        headers: {
          "content-type": "application/json",
          accept: "application/json",
          origin: parts.url,
          ...headers,
        },
      });
    expect((await post(olga.user, `/v1/clients/${client}`, contract)).status).toBe(201);
    const event = { type: "client.left", data: { cause: "other" } };
    const said = await post(user, `/v1/clients/${client}/events`, event, { "tenure-role": "senior" });
    expect((await bodyOf(said)).type).toBe("urn:tenure:problem:role");
    expect((await post(user, `/v1/clients/${client}/events`, event, { "tenure-role": "ops" })).status).toBe(
      403,
    );
    const hold = { type: "boundary.stated", data: { textRef: "words", kind: "orders" } };
    expect((await post(user, `/v1/clients/${client}/events`, hold)).status).toBe(200);
    const roles = (await parts.archive.journal.timeline(client)).map(
      ({ actor }) => `${actor.role}:${actor.id}`,
    );
    expect(roles).toEqual(["ops:olga", "senior:anna", "manager:anna"]);
    const dossier = await user.go(`${parts.url}/v1/clients/${client}/dossier?actingRole=senior`);
    expect(dossier.status).toBe(200);
  });
});

describe("sessions", () => {
  it("R-ROL-1: the provider is asked again: roles follow it, and whom it no longer knows is out", async () => {
    const { user } = await signedIn("s-refresh");
    const secret = user.cookies(parts.url).get("tenure-session") ?? "";
    const hash = hashOf(secret);
    const before = await parts.archive.sessions.find(hash, new Date().toISOString(), "2020-01-01T00:00:00Z");
    expect(before?.tokens?.refreshToken).toBeTruthy();
    const past = new Date(Date.now() - 1_000).toISOString();
    const makeDue = () =>
      parts.archive.sessions.refreshed(hash, {
        roles: before?.roles ?? [],
        teams: [],
        refreshAt: past,
        tokens: before?.tokens ?? null,
      });

    provider.set({ sub: "s-refresh", preferred_username: "rita", roles: ["ops", "finance"] });
    await makeDue();
    // Many at once: the provider is asked once, since a refresh token counts once.
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => bodyOf(await user.go(`${parts.url}/v1/whoami`))),
    );
    for (const answer of answers) expect(answer.roles).toEqual(["ops", "finance"]);

    const now = await parts.archive.sessions.find(hash, new Date().toISOString(), "2020-01-01T00:00:00Z");
    provider.remove("s-refresh");
    await parts.archive.sessions.refreshed(hash, {
      roles: now?.roles ?? [],
      teams: [],
      refreshAt: past,
      tokens: now?.tokens ?? null,
    });
    expect((await user.go(`${parts.url}/v1/whoami`)).status).toBe(401);
    expect((await user.go(`${parts.url}/v1/whoami`)).status).toBe(401);
  });

  it("R-ROL-1: logout ends the session here and leads to the provider's", async () => {
    const { user } = await signedIn(OLGA.sub);
    const cookie = `tenure-session=${user.cookies(parts.url).get("tenure-session")}`;
    const out = await user.post(`${parts.url}/v1/logout`, {});
    expect(out.status).toBe(303);
    const to = new URL(out.headers.get("location") ?? "");
    expect(to.origin).toBe(provider.issuer);
    expect(to.searchParams.get("id_token_hint")).toBeTruthy();
    expect((await fetch(`${parts.url}/v1/whoami`, { headers: { cookie } })).status).toBe(401);
  });

  const LOGOUT = { "http://schemas.openid.net/event/backchannel-logout": {} };
  const tell = (token: string) =>
    fetch(`${parts.url}/logout/backchannel`, {
      method: "POST",
      body: new URLSearchParams({ logout_token: token }),
    });

  it("R-ROL-1: the provider ends sessions by a logout token, which counts once", async () => {
    const [olga, anna] = [await signedIn(OLGA.sub), await signedIn(ANNA.sub)];
    const token = await provider.sign(
      {
        iss: provider.issuer,
        aud: CLIENT_ID,
        iat: soon(0),
        exp: soon(120),
        jti: "j1",
        sub: OLGA.sub,
        events: LOGOUT,
      },
      { typ: "logout+jwt" },
    );
    expect((await tell(token)).status).toBe(200);
    expect((await olga.user.go(`${parts.url}/v1/whoami`)).status).toBe(401);
    expect((await anna.user.go(`${parts.url}/v1/whoami`)).status).toBe(200);
    const again = await signedIn(OLGA.sub);
    expect((await tell(token)).status).toBe(400);
    expect((await again.user.go(`${parts.url}/v1/whoami`)).status).toBe(200);
  });

  it("R-ROL-1: the provider's own logout ends the session here", async () => {
    const { user } = await signedIn(OLGA.sub);
    const cookie = `tenure-session=${user.cookies(parts.url).get("tenure-session")}`;
    const { url, response } = await user.follow(`${provider.issuer}/session/end?client_id=${CLIENT_ID}`);
    const page = await response.text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
    await user.post(new URL(/action="([^"]+)"/.exec(page)?.[1] ?? "", url), { xsrf, logout: "yes" });
    await expect
      .poll(async () => (await fetch(`${parts.url}/v1/whoami`, { headers: { cookie } })).status)
      .toBe(401);
  });

  const good = () => ({
    iss: provider.issuer,
    aud: CLIENT_ID,
    iat: soon(0),
    exp: soon(120),
    jti: `j${Math.random()}`,
    sub: ANNA.sub,
    events: LOGOUT,
  });
  it.each([
    ["of another issuer", () => ({ ...good(), iss: "https://evil.example" })],
    ["for another client", () => ({ ...good(), aud: "another" })],
    ["that is over", () => ({ ...good(), iat: soon(-900), exp: soon(-600) })],
    ["that is old", () => ({ ...good(), iat: soon(-900) })],
    ["without an id", () => ({ ...good(), jti: undefined })],
    ["that names nobody", () => ({ ...good(), sub: undefined })],
    ["that is an ID token", () => ({ ...good(), events: undefined })],
    ["with a nonce", () => ({ ...good(), nonce: "n" })],
  ])("R-ROL-1: a logout token %s ends nothing", async (_, payload) => {
    const { user } = await signedIn(ANNA.sub);
    expect((await tell(await provider.sign(payload() as never))).status).toBe(400);
    expect((await user.go(`${parts.url}/v1/whoami`)).status).toBe(200);
  });
});

describe("access tokens of the provider", () => {
  const good = () => ({
    iss: provider.issuer,
    aud: AUDIENCE,
    sub: OLGA.sub,
    iat: soon(0),
    exp: soon(60),
    ...{ preferred_username: "olga", roles: ["ops"] },
  });

  it("R-ROL-1: whom the provider names acts", async () => {
    expect(await bearer(await provider.sign(good(), { typ: "at+jwt" }))).toMatchObject({
      status: 200,
      body: { person: "olga", role: "ops", by: "bearer" },
    });
  });

  it.each([
    ["of another issuer", () => ({ ...good(), iss: "https://evil.example" })],
    ["for another audience", () => ({ ...good(), aud: "another" })],
    ["for the client itself", () => ({ ...good(), aud: CLIENT_ID })],
    ["that is over", () => ({ ...good(), exp: soon(-120) })],
    ["that never ends", () => ({ ...good(), exp: undefined })],
    ["that counts later", () => ({ ...good(), nbf: soon(600) })],
    ["that names no subject", () => ({ ...good(), sub: undefined })],
    ["that is an ID token", () => ({ ...good(), nonce: "n" })],
  ])("R-ROL-1: one %s is refused", async (_, payload) => {
    expect((await bearer(await provider.sign(payload() as never))).status).toBe(401);
  });

  it("R-ROL-1: one that was changed is refused", async () => {
    const [head = "", , signature = ""] = (await provider.sign(good())).split(".");
    const changed = Buffer.from(JSON.stringify({ ...good(), roles: ["senior"] })).toString("base64url");
    expect((await bearer(`${head}.${changed}.${signature}`)).status).toBe(401);
  });

  it("R-ROL-1: one without a signature, or signed with the public key as a secret, is refused", async () => {
    expect((await bearer(new UnsecuredJWT(good()).encode())).status).toBe(401);
    const publicKey = new TextEncoder().encode(JSON.stringify(provider.publicKey));
    const confused = await new SignJWT(good())
      .setProtectedHeader({ alg: "HS256", kid: "k1" })
      .sign(publicKey);
    expect((await bearer(confused)).status).toBe(401);
  });

  it("R-ROL-1: one of a subject whose name is another account's is refused", async () => {
    await signedIn(OLGA.sub);
    expect((await bearer(await provider.sign({ ...good(), sub: "s-thief" }))).status).toBe(403);
  });
});

describe("sign in on another device (RFC 8628)", () => {
  const json = (path: string, body: unknown) =>
    fetch(parts.url + path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });

  it("R-ROL-1: a command line gets a session once somebody has confirmed its code, and once only", async () => {
    const begun = await bodyOf(await json("/v1/login/device", {}));
    const poll = () => json("/v1/login/device/session", { device: begun.device });
    expect(await (await poll()).json()).toEqual({ pending: true, slower: false });
    const user = browser();
    await user.confirm(begun.verificationUriComplete, begun.userCode, OLGA.sub);
    let answer = await poll();
    await expect
      .poll(async () => {
        if (answer.status === 202) answer = await poll();
        return answer.status;
      })
      .toBe(200);
    const { token, person } = await bodyOf(answer);
    expect([person, token.slice(0, 6)]).toEqual(["olga", "tnr_s_"]);
    expect(await bearer(token)).toMatchObject({ status: 200, body: { person: "olga", by: "session" } });
    expect((await poll()).status).toBe(410);
    const out = await fetch(`${parts.url}/v1/logout`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await out.json()).toMatchObject({ ended: true });
    expect((await bearer(token)).status).toBe(401);
  });

  it("R-ROL-1: a code that nobody gave leads nowhere", async () => {
    expect((await json("/v1/login/device/session", { device: "guessed" })).status).toBe(410);
    expect((await json("/v1/login/device/session", {})).status).toBe(400);
  });
});
