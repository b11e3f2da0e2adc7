// Tokens for programs: each acts as whoever made it, in one role, for some uses, until a day.
import { randomBytes } from "node:crypto";
import type { ApiToken } from "../../archive/login/apiTokens.ts";
import type { Archive } from "../../archive/open.ts";
import type { Page, WantedPage } from "../../archive/page.ts";
import { type Actor, DAY, iso, type Role } from "../../machines/index.ts";
import type { Scope } from "../access.ts";
import { ProblemError } from "../problem.ts";
import type { Caller } from "./caller.ts";
import { hashOf, newSecret, PREFIX } from "./secrets.ts";
import type { LoginSettings } from "./settings.ts";

/** What a token is asked to be. */
export interface WantedToken {
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly days: number;
  readonly note?: string | undefined;
}

const MINUTE = 60_000;
/** Who sees and ends everybody's tokens. */
const OVERSEERS: readonly Role[] = ["senior", "compliance"];
export const oversees = ({ role }: Actor): boolean => OVERSEERS.includes(role);

export interface TokenParts {
  readonly archive: Pick<Archive, "apiTokens" | "people">;
  readonly settings: LoginSettings;
  readonly clock: () => number;
  readonly failed: (error: unknown) => void;
}

export function apiTokensOf({ archive, settings, clock, failed }: TokenParts) {
  const { apiTokens, people } = archive;
  const issuer = settings.provider?.issuer ?? null;

  return {
    /** Makes a token. The secret is told now and never again. @throws {ProblemError} */
    async make(
      by: Caller,
      { role, scopes, days, note }: WantedToken,
    ): Promise<ApiToken & { readonly secret: string }> {
      if (by.how === "token")
        throw new ProblemError("role", "a token makes no token: sign in, and make it yourself");
      if (role === "client" || role === "system")
        throw new ProblemError("role", `no token is for ${role}: a client speaks through links of its own`);
      if (by.how !== "local" && !by.roles.includes(role))
        throw new ProblemError("role", `you act as ${by.roles.join(", ")}, and not as ${role}`);
      const now = clock();
      const secret = newSecret(PREFIX);
      const token = {
        id: randomBytes(6).toString("hex"),
        person: by.person,
        role,
        issuer,
        scopes: [...scopes],
        note: note ?? null,
        madeAt: iso(now),
        endsAt: iso(now + days * DAY),
      };
      await apiTokens.add({ ...token, hash: hashOf(secret) });
      return { ...token, usedAt: null, revokedAt: null, revokedBy: null, secret };
    },

    /** One's own, or with `all`, for those who oversee, everybody's. @throws {ProblemError} */
    async list(by: Actor, all: boolean, page: WantedPage): Promise<Page<ApiToken>> {
      if (all && !oversees(by))
        throw new ProblemError(
          "role",
          `${OVERSEERS.join(", ")} see everybody's tokens; ${by.role} sees their own`,
        );
      return apiTokens.list(all ? undefined : by.id, page);
    },

    /** Ends a token. @throws {ProblemError} `missing`, or where it is another's */
    async revoke(id: string, by: Actor): Promise<ApiToken> {
      const found = await apiTokens.get(id);
      if (!found || (found.person !== by.id && !oversees(by)))
        throw new ProblemError("missing", `there is no token ${id} of yours`);
      await apiTokens.revoke(id, iso(clock()), `${by.role}:${by.id}`);
      return (await apiTokens.get(id)) ?? found;
    },

    /** Whoever a token acts as. @throws {ProblemError} `unidentified`, and why it does not count */
    async callerBy(secret: string): Promise<Caller> {
      const found = await apiTokens.find(hashOf(secret));
      // What was made without a login proves nothing once there is one.
      if (!found || found.issuer !== issuer)
        throw new ProblemError("unidentified", "this token is none of ours");
      const { id, person, role, scopes, endsAt, usedAt, revokedAt } = found;
      const now = clock();
      if (revokedAt !== null)
        throw new ProblemError("unidentified", `the token ${id} was revoked on ${revokedAt}`);
      if (Date.parse(endsAt) <= now)
        throw new ProblemError("unidentified", `the token ${id} expired on ${endsAt}`);
      // Where people sign in, the roles that each of them has are known: a token ends with its role.
      const known = issuer === null ? null : await people.get(person);
      if (known && !known.roles.includes(role))
        throw new ProblemError("unidentified", `${person}, who made the token ${id}, is no ${role} any more`);
      if (usedAt === null || now - Date.parse(usedAt) > MINUTE) apiTokens.used(id, iso(now)).catch(failed);
      const caller = { person, roles: [role], teams: [], issuer, picked: null };
      return { ...caller, how: "token", scopes: scopes as readonly Scope[] };
    },
  };
}

export type ApiTokens = ReturnType<typeof apiTokensOf>;
