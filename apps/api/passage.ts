// What every request passes before it comes to its route, and every answer on its way back.
import type { Context } from "hono";
import { OPENABLE } from "../../services/access.ts";
import type { LoginSettings } from "../../services/login/settings.ts";
import { type ApiApp, guard } from "./actor.ts";
import type { ApiOptions } from "./app.ts";
import { CODEC, codecCors, codecRoutes } from "./audit/codec.ts";
import { VERIFY } from "./audit/tree.ts";
import { UNSUBSCRIBE } from "./delivery/unsubscribe.ts";
import { errorRoutes } from "./errors.ts";
import { isFactFile } from "./facts.ts";
import { PAGES } from "./handover/links.ts";
import { limiter } from "./limits.ts";
import type { loginOf } from "./login/login.ts";
import { isLoopback, onlyOurs } from "./login/origin.ts";
import { POLICY_PAGE } from "./policyPath.ts";
import { bounded, knownQuery, logged, mediaTypes, readable, textual } from "./requests.ts";

/** For two years browsers speak https with us only. */
const HTTPS_ONLY = "max-age=63072000";
/** Whoever comes here shows a signature or a link of ours, from wherever, or reads what is public. */
const SIGNED = ["/hooks/", UNSUBSCRIBE, PAGES, "/logout/backchannel", POLICY_PAGE];
const isSigned = (path: string): boolean => SIGNED.some((prefix) => path.startsWith(prefix));
/** Where forms are sent. */
const FORMS = ["/login", "/v1/logout", "/logout/backchannel"];
const takesForms = (path: string): boolean =>
  FORMS.includes(path) || path.startsWith(UNSUBSCRIBE) || path.startsWith(PAGES);
/** Who vouches for whoever acts; sent where nobody does. */
const LOGIN_HEADER = "Tenure-Login";

export interface PassageOptions
  extends Pick<ApiOptions, "log" | "codec" | "publicUrl" | "openLog" | "limits"> {
  readonly settings: LoginSettings;
  readonly login: Pick<ReturnType<typeof loginOf>, "identify" | "noting">;
  /** The API's clock, ms since the epoch. */
  readonly clock: () => number;
}

/** Lays the passage: what stands first is passed first. */
export function passage(app: ApiApp, options: PassageOptions): void {
  const { log, settings, login, codec, publicUrl, openLog, limits, clock } = options;
  app.use(logged(log));
  app.use(readable);
  const byHttps = publicUrl?.startsWith("https:") ? new URL(publicUrl).host : null;
  app.use(async (c, next) => {
    await next();
    c.header("x-content-type-options", "nosniff");
    // What is answered is of people: nobody on the way keeps it, unless a route says so.
    if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
    if (byHttps !== null && c.req.header("host") === byHttps)
      c.header("strict-transport-security", HTTPS_ONLY);
    if (!settings.provider) c.header(LOGIN_HEADER, "local");
    else if (c.res.status === 401) c.header("www-authenticate", "Bearer");
  });
  const isCodec = (path: string): boolean => path.startsWith(`${CODEC}/`);
  app.use(onlyOurs({ publicUrl: settings.provider ? publicUrl : undefined, isSigned, isShared: isCodec }));
  if (codec)
    app.use(
      `${CODEC}/*`,
      codecCors((origin) => isLoopback(origin.replace(/^https?:\/\//, ""))),
    );
  app.use(
    guard({
      identify: login.identify,
      answered: login.noting,
      opened: openLog ? OPENABLE : [],
      limits: limits && limiter(limits, clock),
    }),
  );
  // Before the limit: Temporal's UI has a whole page of payloads decoded at once.
  if (codec) codecRoutes(app, codec);
  // A file of checkpoints has a limit of its own; of a file of facts, a line at a time is read.
  const isStream = (c: Context) => c.req.path === VERIFY || isFactFile(c);
  app.use(bounded(isStream));
  app.use(mediaTypes(app, takesForms));
  app.use(knownQuery(app));
  app.use(textual(isStream));
  errorRoutes(app, log);
}
