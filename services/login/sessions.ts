// Sessions of people who signed in, in a browser or on a command line.

import type { LoginSession, ProviderTokens, WhichSessions } from "../../archive/login/sessions.ts";
import type { Archive } from "../../archive/open.ts";
import { type Actor, iso } from "../../machines/index.ts";
import { ProblemError } from "../problem.ts";
import type { Caller } from "./caller.ts";
import { type Claims, type Described, describedBy } from "./claims.ts";
import { hashOf, newSecret, PREFIX } from "./secrets.ts";
import type { LoginSettings } from "./settings.ts";

/** What a provider answers: who it is, its tokens, and for how long it stands by it. */
export interface Vouched {
  readonly claims: Claims;
  readonly tokens: ProviderTokens;
  /** Seconds; null: it does not say. */
  readonly expiresIn: number | null;
}

export interface SessionParts {
  readonly archive: Pick<Archive, "sessions" | "people">;
  readonly settings: LoginSettings;
  /** Asks the provider anew; null: it no longer stands by the person. */
  readonly renew?: (refreshToken: string, subject: string) => Promise<Vouched | null>;
  readonly clock: () => number;
  /** Takes what went wrong behind an answer. */
  readonly failed: (error: unknown) => void;
}

/** A session of a command line: sent as a token is. */
const CLI_PREFIX = `${PREFIX}s_`;
export const isSessionToken = (secret: string): boolean => secret.startsWith(CLI_PREFIX);

const MINUTE = 60_000;
/** How long one process has for asking the provider, before another may, ms. */
const RENEWED_WITHIN = 30_000;
/** How often at least the provider is asked, where it can be, and at most, ms. */
const RENEW = { least: MINUTE, most: 15 * MINUTE };

export type BegunSession = { readonly secret: string; readonly session: LoginSession };

/** When the provider is asked again: as its answer expires. */
function renewAt(now: number, expiresIn: number | null, { refreshToken }: ProviderTokens): string | null {
  if (refreshToken === undefined) return null;
  const wait = Math.min(RENEW.most, Math.max(RENEW.least, (expiresIn ?? 0) * 1_000));
  return iso(now + wait);
}

/** Whoever claims describe, bound to their account. */
function knowing({ archive, settings, clock }: SessionParts) {
  const { provider } = settings;
  return async (claims: Claims): Promise<Described> => {
    if (!provider) throw new ProblemError("missing", "there is no provider of logins here");
    const described = describedBy(claims, provider);
    const bound = await archive.people.bind({ ...described, seenAt: iso(clock()) });
    if ("taken" in bound)
      throw new ProblemError(
        "role",
        `${described.id} is another account's id here: one spelling is one person. Whoever runs the login renames one of them`,
      );
    return { ...described, id: bound.person.id };
  };
}

/** Asks the provider again, when that is due; null: the session is over. */
function renewing(parts: SessionParts, known: (claims: Claims) => Promise<Described>) {
  const { archive, renew, clock, failed } = parts;
  const { sessions } = archive;
  const under = new Map<string, Promise<LoginSession | null>>();

  async function renewed(session: LoginSession): Promise<LoginSession | null> {
    const { hash, tokens, subject, person } = session;
    const now = clock();
    if (!renew || subject === null || tokens?.refreshToken === undefined) return session;
    if (!(await sessions.claimRefresh(hash, iso(now), iso(now + RENEWED_WITHIN)))) return session;
    const vouched = await renew(tokens.refreshToken, subject);
    const described = vouched && (await known(vouched.claims));
    if (vouched === null || described?.id !== person || described.subject !== subject) {
      await sessions.end(hash);
      return null;
    }
    // A provider need not give new tokens with every answer.
    const next = { ...tokens, ...vouched.tokens };
    const { roles, teams } = described;
    const changed = { roles, teams, tokens: next, refreshAt: renewAt(now, vouched.expiresIn, next) };
    await sessions.refreshed(hash, changed);
    return { ...session, ...changed };
  }

  /** One question at a time for each session: a refresh token may be used once. */
  return async (session: LoginSession): Promise<LoginSession | null> => {
    const { hash, refreshAt } = session;
    if (refreshAt === null || Date.parse(refreshAt) > clock()) return session;
    const asked =
      under.get(hash) ??
      renewed(session)
        .catch((error: unknown) => {
          // The provider does not answer: the session goes on till its end, and it is asked again.
          failed(error);
          return session;
        })
        .finally(() => under.delete(hash));
    under.set(hash, asked);
    return asked;
  };
}

const callerOf = ({ person, roles, teams, issuer }: LoginSession): Caller => ({
  person,
  roles,
  teams,
  issuer,
  how: issuer === null ? "local" : "session",
  scopes: null,
  picked: null,
});

export function sessionsOf(parts: SessionParts) {
  const { archive, settings, clock, failed } = parts;
  const { sessions } = archive;
  const { provider, idle, longest } = settings;
  const issuer = provider?.issuer ?? null;
  const known = knowing(parts);
  const fresh = renewing(parts, known);

  async function begin(
    session: Omit<LoginSession, "hash" | "beganAt" | "seenAt" | "endsAt">,
  ): Promise<BegunSession> {
    const now = clock();
    const secret = newSecret(session.kind === "cli" ? CLI_PREFIX : "");
    const at = iso(now);
    const begun = { ...session, hash: hashOf(secret), beganAt: at, seenAt: at, endsAt: iso(now + longest) };
    await sessions.begin(begun);
    sessions.sweep(at, iso(now - idle)).catch(failed);
    return { secret, session: begun };
  }

  return {
    /** Signs in whoever the provider vouches for. @throws {ProblemError} */
    async signIn({ claims, tokens, expiresIn }: Vouched, kind: LoginSession["kind"]): Promise<BegunSession> {
      const { id, issuer: by, subject, roles, teams } = await known(claims);
      if (roles.length === 0)
        throw new ProblemError("role", `${id} has no role here; whoever runs the login gives one`);
      const sid = typeof claims.sid === "string" ? claims.sid : null;
      const refreshAt = renewAt(clock(), expiresIn, tokens);
      return begin({ person: id, kind, issuer: by, subject, sid, roles, teams, refreshAt, tokens });
    },

    /** Signs in by their own word. @throws {ProblemError} where there is a provider */
    async signInLocally({ id, role }: Actor): Promise<BegunSession> {
      if (provider)
        throw new ProblemError("missing", "there is no local login here: people sign in with the provider");
      const nobody = { issuer: null, subject: null, sid: null, refreshAt: null, tokens: null };
      return begin({ person: id, kind: "browser", roles: [role], teams: [], ...nobody });
    },

    /** Whoever a secret shows; null where the session is over. */
    async callerBy(secret: string): Promise<Caller | null> {
      const now = clock();
      const found = await sessions.find(hashOf(secret), iso(now), iso(now - idle));
      // What was begun by another login, or without one, does not count here.
      if (!found || found.issuer !== issuer) return null;
      const session = await fresh(found);
      if (!session) return null;
      if (now - Date.parse(session.seenAt) > MINUTE) sessions.seen(session.hash, iso(now)).catch(failed);
      return callerOf(session);
    },

    /** Signs out. @returns the session, where there was one */
    end: (secret: string): Promise<LoginSession | null> => sessions.end(hashOf(secret)),

    /** Ends what a provider says is over. */
    endAll: (which: WhichSessions): Promise<number> => sessions.endAll(which),

    /** The person whom a bearer token of the provider's describes. @throws {ProblemError} */
    async callerOfClaims(claims: Claims): Promise<Caller> {
      const { id, roles, teams } = await known(claims);
      return { person: id, roles, teams, issuer, how: "bearer", scopes: null, picked: null };
    },
  };
}

export type Sessions = ReturnType<typeof sessionsOf>;
