import type { Role } from "../../machines/index.ts";
import { ACTING } from "../../services/access.ts";
import { partsOf, readBy, text, type Variables, webUrl, whole } from "./variable.ts";

/** Roles that a login can give: clients speak through links of their own. */
const GIVEN = ACTING.filter((role) => role !== "client");
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** `theirs=ours`: each of the provider's names gives roles of ours. */
const roleMap = readBy((given): ReadonlyMap<string, readonly Role[]> => {
  const map = new Map<string, Role[]>();
  for (const part of partsOf(given, ",")) {
    const at = part.lastIndexOf("=");
    const role = GIVEN.find((known) => known === part.slice(at + 1).trim());
    const theirs = part.slice(0, Math.max(at, 0)).trim();
    if (theirs === "" || !role) throw new Error("holds a part that is not name=role");
    map.set(theirs, [...(map.get(theirs) ?? []), role]);
  }
  return map;
});

/** How people sign in. */
export const LOGIN = {
  TENURE_OIDC_ISSUER: {
    readers: ["API"],
    schema: webUrl.refine(
      (given) =>
        !URL.canParse(given) ||
        new URL(given).protocol === "https:" ||
        LOOPBACK.includes(new URL(given).hostname),
      "begins with http:// and is not on this machine",
    ),
    says: "The provider that people sign in with (OpenID Connect), as its tokens name it",
    allowed: "a URL that begins with https://, or with http:// on this machine",
    otherwise: "the local login, which proves nothing",
  },
  TENURE_OIDC_CLIENT_ID: {
    readers: ["API"],
    schema: text,
    says: "Tenure's id at the provider",
    allowed: "a client id",
    otherwise: "required with TENURE_OIDC_ISSUER",
  },
  TENURE_OIDC_CLIENT_SECRET: {
    readers: ["API"],
    secret: true,
    schema: text,
    says: "Tenure's secret at the provider",
    allowed: "a client secret",
    otherwise: "Tenure is a public client there",
  },
  TENURE_OIDC_SCOPES: {
    readers: ["API"],
    schema: text,
    says: "What the provider is asked for; with offline_access sessions are renewed for longer than its own",
    allowed: "scopes with spaces between them",
    default: "openid profile email",
  },
  TENURE_OIDC_AUDIENCE: {
    readers: ["API"],
    schema: text,
    says: "The audience of the provider's access tokens (JWT) that the API takes",
    allowed: "an audience",
    otherwise: "the API takes no access token of the provider",
  },
  TENURE_OIDC_ID_CLAIM: {
    readers: ["API"],
    schema: text,
    says: "The claim that names a person; of an e-mail address, only a verified one counts",
    allowed: "a claim, or a path with dots",
    default: "preferred_username",
  },
  TENURE_OIDC_ROLES_CLAIM: {
    readers: ["API"],
    schema: text,
    says: "The claim that holds a person's roles",
    allowed: "a claim, or a path with dots: realm_access.roles",
    default: "roles",
  },
  TENURE_OIDC_ROLE_MAP: {
    readers: ["API"],
    schema: roleMap,
    says: "Which of the provider's names gives which role",
    allowed: `name=role with commas between them, the role one of ${GIVEN.join(", ")}; a name may come again`,
    otherwise: "the provider uses our names",
  },
  TENURE_OIDC_TEAMS_CLAIM: {
    readers: ["API"],
    schema: text,
    says: "The claim that holds a person's teams",
    allowed: "a claim, or a path with dots",
    default: "groups",
  },
  TENURE_SESSION_IDLE: {
    readers: ["API"],
    schema: whole,
    says: "After how long a session that nobody uses ends",
    allowed: "a whole number from 1",
    default: "60",
    unit: "minutes",
  },
  TENURE_SESSION_LONGEST: {
    readers: ["API"],
    schema: whole,
    says: "After how long every session ends",
    allowed: "a whole number from 1",
    default: "12",
    unit: "hours",
  },
  TENURE_READS_KEPT: {
    readers: ["API"],
    schema: whole,
    says: "For how long it is kept who looked at names, words, dossiers and payloads",
    allowed: "a whole number from 1",
    default: "400",
    unit: "days",
  },
} as const satisfies Variables;
