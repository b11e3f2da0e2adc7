// Where people sign in and out.
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { actorOf } from "../../../services/login/caller.ts";
import { hashOf, newSecret } from "../../../services/login/secrets.ts";
import { isSessionToken } from "../../../services/login/sessions.ts";
import { ProblemError } from "../../../services/problem.ts";
import type { ApiApp } from "../actor.ts";
import { spoken } from "../handover/links.ts";
import { json, problem } from "../schemas.ts";
import type { LoginRouteOptions } from "./login.ts";
import { fromOurs, isLoopback } from "./origin.ts";
import { localPage, toldPage } from "./page.ts";
import type { Started } from "./provider.ts";

/** How long a login may take in the browser, seconds. */
const LOGIN_WITHIN = 600;
const FORM = /^application\/x-www-form-urlencoded\b/;

/** A page of ours to go to: a path, and never another site. */
function pathTo(given: string | undefined | null): string {
  if (!given?.startsWith("/") || given.length > 2_000) return "/";
  // As browsers read it: `//other.example` and `/\other.example` lead away.
  const to = new URL(given, "http://ours.invalid");
  const path = to.pathname + to.search + to.hash;
  // Without its dots, `/.//other.example` is `//other.example`: it is read again, as the browser will.
  const ours = [to.host, new URL(path, "http://ours.invalid").host].every((host) => host === "ours.invalid");
  return ours ? path : "/";
}

const wantsPage = (c: Context): boolean => (c.req.header("accept") ?? "").includes("text/html");

/** The first value of each field of a form. @throws {ProblemError} */
async function formOf(c: Context): Promise<URLSearchParams> {
  if (!FORM.test(c.req.header("content-type") ?? ""))
    throw new ProblemError("mediaType", "send a form, as application/x-www-form-urlencoded");
  return new URLSearchParams(await c.req.text());
}

interface BegunLogin extends Started {
  readonly next: string;
  /** The hash of what the browser that began has in its cookie. */
  readonly browser: string;
}

/** Signs in by the provider: there and back. */
function throughProvider(
  app: ApiApp,
  { archive, sessions, provider, cookies, settings, publicUrl, clock }: LoginRouteOptions,
) {
  const { sessions: kept } = archive;
  const now = () => new Date(clock()).toISOString();
  const baseOf = (c: Context): string => {
    const host = c.req.header("host") ?? "";
    return isLoopback(host) || !publicUrl ? `http://${host}` : publicUrl.replace(/\/+$/, "");
  };

  async function begin(c: Context, next: string): Promise<Response> {
    if (!provider) throw new ProblemError("missing", "there is no provider of logins here");
    const { url, ...started } = await provider.start(`${baseOf(c)}/login/callback`);
    const browser = newSecret();
    const login: BegunLogin = { ...started, next, browser: hashOf(browser) };
    await kept.beginLogin(
      hashOf(started.state),
      login,
      new Date(clock() + LOGIN_WITHIN * 1_000).toISOString(),
    );
    cookies.write(c, "tenure-login", browser, LOGIN_WITHIN);
    return c.redirect(url, 302);
  }

  async function back(c: Context): Promise<string> {
    const browser = cookies.read(c, "tenure-login") ?? "";
    const state = c.req.query("state") ?? "";
    // Taken out: the same way back leads nowhere a second time.
    const login = await kept.takeLogin<BegunLogin>(hashOf(state), now());
    if (!provider || !login || login.browser !== hashOf(browser))
      throw new ProblemError(
        "gone",
        "this login was not begun in this browser, or it is over; begin again at /login",
      );
    const vouched = await provider.finish(login, new URL(c.req.url).search);
    const { secret } = await sessions.signIn(vouched, "browser");
    cookies.write(c, "tenure-login", "", 0);
    cookies.write(c, "tenure-session", secret, Math.floor(settings.longest / 1_000));
    return login.next;
  }

  app.get("/login/callback", async (c) => {
    try {
      return c.redirect(await back(c), 303);
    } catch (error) {
      if (!(error instanceof ProblemError) || !wantsPage(c)) throw error;
      return toldPage(c, { locale: spoken(c), says: error.message });
    }
  });
  return { begin, baseOf };
}

/** Describes what stands under /v1 and is asked before anybody is known. */
function describe(app: ApiApp): void {
  const { openAPIRegistry: registry } = app;
  const content = (schema: z.ZodType) => ({ required: true, content: { "application/json": { schema } } });
  registry.registerPath({
    method: "post",
    path: "/v1/login/device",
    operationId: "beginDeviceLogin",
    summary: "Begin a login that somebody confirms in a browser anywhere (RFC 8628)",
    responses: {
      200: json(
        "What to show, and what to ask with",
        z.object({
          device: z.string(),
          userCode: z.string(),
          verificationUri: z.string(),
          verificationUriComplete: z.string().nullable(),
          expiresIn: z.int(),
          interval: z.int(),
        }),
      ),
      404: problem("There is no provider of logins here"),
    },
  });
  registry.registerPath({
    method: "post",
    path: "/v1/login/device/session",
    operationId: "getDeviceSession",
    summary: "Whether somebody has confirmed it: the session then, once",
    request: { body: content(z.object({ device: z.string() })) },
    responses: {
      200: json(
        "Signed in",
        z.object({ token: z.string(), person: z.string(), roles: z.array(z.string()), endsAt: z.string() }),
      ),
      202: json("Nobody has yet", z.object({ pending: z.boolean(), slower: z.boolean() })),
      410: problem("The code is used up or has expired"),
    },
  });
  registry.registerPath({
    method: "post",
    path: "/v1/logout",
    operationId: "endSession",
    summary: "Sign out: end the session that comes with the request",
    responses: {
      200: json(
        "Ended; `next` ends the provider's own session",
        z.object({ ended: z.boolean(), next: z.string().nullable() }),
      ),
      303: { description: "For browsers: where that is ended" },
    },
  });
}

/** Signs in on another device (RFC 8628): the command line asks here, and the provider is asked from here. */
function onDevices(app: ApiApp, { archive, sessions, provider, clock }: LoginRouteOptions): void {
  const { sessions: kept } = archive;
  const now = () => new Date(clock()).toISOString();
  app.post("/v1/login/device", async (c) => {
    if (!provider)
      throw new ProblemError("missing", "there is no provider of logins here: --as role:id says who acts");
    const { deviceCode, expiresIn, ...told } = await provider.startDevice();
    const device = newSecret();
    await kept.beginLogin(
      hashOf(device),
      { deviceCode },
      new Date(clock() + expiresIn * 1_000).toISOString(),
    );
    return c.json({ device, expiresIn, ...told }, 200);
  });
  app.post("/v1/login/device/session", async (c) => {
    const parsed = z
      .strictObject({ device: z.string().max(100) })
      .safeParse(await c.req.json().catch(() => null));
    if (!parsed.success)
      throw new ProblemError("malformed", "the body is {device}", {
        faults: [{ path: "device", says: "what /login/device gave" }],
      });
    const hash = hashOf(parsed.data.device);
    const begun = await kept.peekLogin<{ readonly deviceCode: string }>(hash, now());
    if (!provider || !begun)
      throw new ProblemError("gone", "the code is used up or has expired; begin again: tenure login");
    const polled = await provider.pollDevice(begun.deviceCode);
    if ("pending" in polled) return c.json({ pending: true, slower: polled.slower }, 202);
    if ((await kept.takeLogin(hash, now())) === null)
      throw new ProblemError("gone", "the code is used up; begin again: tenure login");
    const { secret, session } = await sessions.signIn(polled.vouched, "cli");
    const { person, roles, endsAt } = session;
    return c.json({ token: secret, person, roles: [...roles], endsAt }, 200);
  });
}

function signingOut(app: ApiApp, options: LoginRouteOptions, baseOf: (c: Context) => string): void {
  const { archive, sessions, provider, cookies, publicUrl } = options;
  app.post("/v1/logout", async (c) => {
    const bearer = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    const cookie = cookies.read(c, "tenure-session");
    if (bearer === undefined && cookie && fromOurs(c, publicUrl) !== true)
      throw new ProblemError("crossSite", "nothing says that a page of ours asks; nothing was changed");
    if (bearer !== undefined && !isSessionToken(bearer))
      throw new ProblemError("malformed", "a token is ended by: tenure tokens revoke");
    const secret = bearer ?? cookie;
    const ended = secret ? await sessions.end(secret) : null;
    cookies.write(c, "tenure-session", "", 0);
    // Where the provider is away, the session here has ended all the same.
    const next =
      provider && ended?.issuer
        ? await provider.logoutUrl(ended.tokens?.idToken, `${baseOf(c)}/`).catch(() => null)
        : null;
    if (wantsPage(c)) return c.redirect(next ?? "/login", 303);
    return c.json({ ended: ended !== null, next }, 200);
  });
  app.post("/logout/backchannel", async (c) => {
    if (!provider) throw new ProblemError("missing", "there is no provider of logins here");
    const token = (await formOf(c)).get("logout_token") ?? "";
    const { id, expires, ...which } = await provider.toldLogout(token);
    if (!(await archive.sessions.spend(id, new Date(expires * 1_000).toISOString())))
      throw new ProblemError("malformed", "this logout token was used before");
    await sessions.endAll(which);
    c.header("cache-control", "no-store");
    return c.body(null, 200);
  });
}

export function signingRoutes(app: ApiApp, options: LoginRouteOptions): void {
  const { sessions, provider, cookies, settings } = options;
  const { begin, baseOf } = throughProvider(app, options);
  app.get("/login", async (c) => {
    const next = pathTo(c.req.query("next"));
    return provider ? begin(c, next) : localPage(c, { locale: spoken(c), next });
  });
  app.post("/login", async (c) => {
    const form = await formOf(c);
    const [next, name] = [pathTo(form.get("next")), form.get("name") ?? ""];
    if (provider)
      throw new ProblemError("missing", "there is no local login here: GET /login leads to the provider");
    try {
      const actor = actorOf(`${form.get("role") ?? ""}:${name}`);
      if (actor.role === "client") throw new ProblemError("role", "a client speaks through links of its own");
      const { secret } = await sessions.signInLocally(actor);
      cookies.write(c, "tenure-session", secret, Math.floor(settings.longest / 1_000));
      return c.redirect(next, 303);
    } catch (error) {
      if (!(error instanceof ProblemError) || !wantsPage(c)) throw error;
      return localPage(c, { locale: spoken(c), next, name, fault: error.message }, 400);
    }
  });
  describe(app);
  onDevices(app, options);
  signingOut(app, options, baseOf);
}
