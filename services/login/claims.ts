// A person, read from what a provider says of them.
import type { Role } from "../../machines/index.ts";
import { PERSON_SAYS, personId } from "../../values/person.ts";
import { ACTING } from "../access.ts";
import { ProblemError } from "../problem.ts";
import type { ProviderSettings } from "./settings.ts";

export type Claims = Readonly<Record<string, unknown>>;

/** Somebody as a provider describes them. */
export interface Described {
  readonly issuer: string;
  readonly subject: string;
  readonly id: string;
  readonly name: string | null;
  readonly roles: readonly Role[];
  readonly teams: readonly string[];
}

const MOST_TEAMS = 50;

/** A claim by its name, or by a path: `realm_access.roles`. Names with dots in them, as URLs, come first. */
function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, key)
          ? (value as Claims)[key]
          : undefined,
      claims,
    );
}

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : typeof value === "string" ? value.split(/[\s,]+/) : []).filter(
    (text): text is string => typeof text === "string" && text !== "",
  );

/** Roles that a login can give: a client speaks through links of its own, and the engine for itself. */
const GIVEN: readonly Role[] = ACTING.filter((role) => role !== "client");

function rolesOf(claims: Claims, { rolesClaim, roleMap }: ProviderSettings): Role[] {
  const said = texts(claimAt(claims, rolesClaim));
  const ours = roleMap ? said.flatMap((name) => roleMap.get(name) ?? []) : said;
  return GIVEN.filter((role) => ours.includes(role));
}

/** @throws {ProblemError} when the provider does not say who it is, in a way that can be one person's name here */
export function describedBy(claims: Claims, provider: ProviderSettings): Described {
  const { idClaim, teamsClaim, issuer } = provider;
  const subject = claims.sub;
  if (typeof subject !== "string" || subject === "")
    throw new ProblemError("unidentified", "the login names no subject");
  const said = claimAt(claims, idClaim);
  if (typeof said !== "string" || said === "")
    throw new ProblemError(
      "unidentified",
      `the login gives no ${idClaim}, which names the person; TENURE_OIDC_ID_CLAIM says which claim does`,
    );
  if (idClaim === "email" && claims.email_verified !== true)
    throw new ProblemError("unidentified", "the login does not say that the e-mail address was verified");
  const id = personId(said);
  if (id === null)
    throw new ProblemError("unidentified", `the ${idClaim} of the login is no id here: ${PERSON_SAYS}`);
  const name = typeof claims.name === "string" ? claims.name.slice(0, 200) : null;
  const teams = texts(claimAt(claims, teamsClaim)).slice(0, MOST_TEAMS);
  return { issuer, subject, id, name, roles: rolesOf(claims, provider), teams };
}
