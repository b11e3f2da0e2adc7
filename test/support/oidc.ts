// A real OpenID provider in this process, and a browser that goes through its pages.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from "jose";
import { Provider } from "oidc-provider";
import type { LoginSettings } from "../../services/login/settings.ts";

/** Somebody with an account at the provider. */
export interface Account {
  readonly sub: string;
  readonly preferred_username?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly roles?: readonly string[];
  readonly groups?: readonly string[];
}

export const CLIENT_ID = "tenure";
export const CLIENT_SECRET = "a secret of the client at the provider";
export const AUDIENCE = "urn:tenure:api";

export interface TestProvider {
  readonly issuer: string;
  /** Changes what the provider says of an account. */
  set(account: Account): void;
  remove(sub: string): void;
  /** Begins to answer, for an API that is reached there. */
  serve(url: string): void;
  /** Signs a token with the provider's own key. */
  sign(payload: JWTPayload, header?: { readonly typ?: string; readonly alg?: string }): Promise<string>;
  /** The public key, as the provider tells it. */
  readonly publicKey: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function startProvider(accounts: readonly Account[]): Promise<TestProvider> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "k1" };
  const known = new Map(accounts.map((account) => [account.sub, account]));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serve = (url: string): void => {
    const provider = new Provider(issuer, {
      jwks: { keys: [jwk] },
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: [`${url}/login/callback`],
          post_logout_redirect_uris: [`${url}/`],
          backchannel_logout_uri: `${url}/logout/backchannel`,
          backchannel_logout_session_required: true,
          grant_types: [
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
          ],
          response_types: ["code"],
        },
      ],
      claims: {
        openid: ["sub", "sid"],
        profile: ["preferred_username", "name", "roles", "groups"],
        email: ["email", "email_verified"],
      },
      cookies: { keys: ["a key for the cookies of the provider"] },
      features: {
        devInteractions: { enabled: true },
        deviceFlow: { enabled: true },
        backchannelLogout: { enabled: true },
        rpInitiatedLogout: { enabled: true },
      },
      issueRefreshToken: async () => true,
      // Its own keeps it away from this machine, where the API is.
      fetch: (url, { method, headers, body, redirect } = {}) =>
        fetch(url, { method, headers, body, redirect } as RequestInit),
      findAccount: async (_, id) =>
        known.has(id)
          ? { accountId: id, claims: async () => ({ ...known.get(id), sub: id }) as { sub: string } }
          : undefined,
      ttl: {
        AccessToken: 60,
        IdToken: 600,
        Grant: 3_600,
        Session: 3_600,
        Interaction: 600,
        DeviceCode: 60,
        RefreshToken: 3_600,
      },
    });
    server.on("request", provider.callback());
  };
  const key = await importJWK(jwk, "RS256");
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicKey } = jwk as Record<string, unknown>;
  return {
    issuer,
    publicKey,
    set: (account) => void known.set(account.sub, account),
    remove: (sub) => void known.delete(sub),
    serve,
    sign: (payload, { typ = "JWT" } = {}) =>
      new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "k1", typ }).sign(key),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** What a browser does: keeps cookies of each host, follows redirects, and sends forms. */
export function browser() {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: URL) => {
    // Cookies do not know ports; hosts with other ports are told apart all the same, as other machines would be.
    const jar = jars.get(url.host) ?? new Map<string, string>();
    jars.set(url.host, jar);
    return jar;
  };
  async function go(to: string | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(to);
    const jar = jarOf(url);
    const response = await fetch(url, {
      redirect: "manual",
      ...init,
      headers: {
        accept: "text/html,application/xhtml+xml,*/*;q=0.8",
        ...(jar.size > 0 && { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") }),
        ...(init.headers as Record<string, string>),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const [name = "", ...rest] = pair.split("=");
      const over = attributes.some((text) => /^(max-age=0|expires=Thu, 01 Jan 1970)/i.test(text));
      if (over) jar.delete(name);
      else jar.set(name, rest.join("="));
    }
    return response;
  }
  /** Follows redirects until `until` says stop. */
  async function follow(
    to: string | URL,
    until: (url: URL) => boolean = () => false,
  ): Promise<{ url: URL; response: Response }> {
    let url = new URL(to);
    for (let n = 0; n < 12; n += 1) {
      if (until(url)) return { url, response: new Response(null) };
      const response = await go(url);
      const location = response.headers.get("location");
      if (location === null) return { url, response };
      url = new URL(location, url);
    }
    throw new Error("too many redirects");
  }
  const post = (to: string | URL, form: Record<string, string>) =>
    go(to, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { "content-type": "application/x-www-form-urlencoded", origin: new URL(to).origin },
    });
  /** Signs in at the provider's pages, from an address that leads there. @returns where that ends */
  async function signIn(
    start: string | URL,
    sub: string,
    until?: (url: URL) => boolean,
  ): Promise<{ url: URL; response: Response }> {
    let at = await follow(start, until);
    for (let n = 0; n < 4 && at.url.pathname.startsWith("/interaction/"); n += 1) {
      const page = await at.response.text();
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? "login";
      const answer = await post(at.url, {
        prompt,
        ...(prompt === "login" && { login: sub, password: "any" }),
      });
      at = await follow(new URL(answer.headers.get("location") ?? "", at.url), until);
    }
    return at;
  }
  /** Confirms the code of a login on another device, and signs in. */
  async function confirm(address: string, code: string, sub: string): Promise<void> {
    const { url, response } = await follow(address);
    const xsrf = /name="xsrf"[^>]*value="([^"]*)"/.exec(await response.text())?.[1] ?? "";
    const confirmed = await post(url, { xsrf, user_code: code, confirm: "yes" });
    await signIn(new URL(confirmed.headers.get("location") ?? url, url), sub);
  }
  return { go, follow, post, signIn, confirm, cookies: (url: string) => jarOf(new URL(url)) };
}

const HOUR = 3_600_000;

/** Settings by which an engine signs people in with the provider. */
export const loginBy = ({ issuer }: TestProvider): LoginSettings => ({
  provider: {
    issuer,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    scopes: "openid profile",
    idClaim: "preferred_username",
    rolesClaim: "roles",
    teamsClaim: "groups",
  },
  idle: HOUR,
  longest: 12 * HOUR,
  readsKept: HOUR,
});
