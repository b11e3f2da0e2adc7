// Who a request comes from: the one way from a token, a session or a name to a person.
import type { Context } from "hono";
import type { ApiTokens } from "../../../services/login/apiTokens.ts";
import { ACTOR_SAYS, type Caller } from "../../../services/login/caller.ts";
import { PREFIX } from "../../../services/login/secrets.ts";
import { isSessionToken, type Sessions } from "../../../services/login/sessions.ts";
import { ProblemError } from "../../../services/problem.ts";
import { ACTOR_HEADER, namedBy } from "../actor.ts";
import type { Cookies } from "./cookies.ts";
import { fromOurs, isAsking } from "./origin.ts";
import type { LoginProvider } from "./provider.ts";

export interface Identifying {
  readonly sessions: Sessions;
  readonly tokens: ApiTokens;
  readonly cookies: Cookies;
  /** Null: the local login. */
  readonly provider: LoginProvider | null;
  /** Who acts, where a path says it. */
  readonly inPath: (path: string) => string | undefined;
  readonly publicUrl?: string | undefined;
}

const BEARER = /^Bearer +([\w.~+/=-]+)$/i;

/** The token that a request shows; undefined where it shows none. */
export const bearerIn = (c: Context): string | undefined =>
  BEARER.exec(c.req.header("authorization") ?? "")?.[1];

const expired = () => new ProblemError("unidentified", "the session is over; sign in again");

/** @returns who asks. @throws {ProblemError} when nobody is named, or what shows them does not count */
export function identifier({ sessions, tokens, cookies, provider, inPath, publicUrl }: Identifying) {
  async function byBearer(secret: string | undefined): Promise<Caller> {
    if (secret === undefined)
      throw new ProblemError("unidentified", "the header Authorization is read as `Bearer` and a token");
    if (isSessionToken(secret)) {
      const caller = await sessions.callerBy(secret);
      if (!caller) throw expired();
      return caller;
    }
    if (secret.startsWith(PREFIX)) return tokens.callerBy(secret);
    if (!provider) throw new ProblemError("unidentified", "this token is none of ours");
    return sessions.callerOfClaims(await provider.accessClaims(secret));
  }

  async function byCookie(c: Context, secret: string): Promise<Caller> {
    // A cookie is sent by the browser, whoever made it ask: a change needs its word that a page of ours did.
    if (!isAsking(c) && fromOurs(c, publicUrl) !== true)
      throw new ProblemError("crossSite", "nothing says that a page of ours asks; nothing was changed");
    const caller = await sessions.callerBy(secret);
    if (!caller) throw expired();
    return caller;
  }

  return async (c: Context): Promise<Caller> => {
    const inThePath = inPath(c.req.path);
    const named = inThePath ?? c.req.header(ACTOR_HEADER);
    const authorization = c.req.header("authorization");
    if (provider && named !== undefined)
      throw new ProblemError(
        "unidentified",
        `there is a login here: who acts is whoever signed in, and ${inThePath === undefined ? ACTOR_HEADER : "a name in the path"} is not taken. \`tenure login\` signs in, without --as`,
      );
    if (authorization !== undefined && inThePath === undefined) {
      if (named !== undefined)
        throw new ProblemError("unidentified", `say who acts once: by ${ACTOR_HEADER} or by a token`);
      return byBearer(bearerIn(c));
    }
    if (named !== undefined) return namedBy(named);
    const cookie = cookies.read(c, "tenure-session");
    if (cookie !== undefined && cookie !== "") return byCookie(c, cookie);
    throw new ProblemError(
      "unidentified",
      provider
        ? "sign in: /login in a browser, `tenure login` on a command line, or a token by Authorization: Bearer"
        : `say who acts by the header ${ACTOR_HEADER}: ${ACTOR_SAYS}`,
    );
  };
}
